"""From executed notebooks to one HTML page.

Only what a notebook shows on purpose gets in: prose, and outputs whose root carries
`data-workbook`. The template in `lib/page/template` writes the page; it receives, as
`resources.workbook`, what `_page` lists.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pandas as pd
import yaml
from markupsafe import Markup
from nbconvert import TemplateExporter
from nbformat import NotebookNode, v4

from lib import clients, dutch
from lib.dossier import Dossier
from lib.page import labels, show, sources, tables
from lib.run.client import ReportError
from lib.run.lint import lint, script_hash

PAGE = Path(__file__).resolve().parents[1] / "page"
FIRST = "05"  # the advice is computed last and read first
HIDDEN = {"setup", "parameters", "injected-parameters"}
ROOT_TAG = re.compile(r"\s*<(\w+)[^>]*\sdata-workbook[^>]*>")
SLOT = re.compile(r'<(fig)?caption\b[^>]*>(?:<[^>]*>)*?<span class="number">(?=<)')
SCRIPT = (PAGE / "template" / "script.js").read_text(encoding="utf-8").strip()
NO_CAPTION = '<strong class="finding"></strong>'


@dataclass
class Section:
    """A heading of a chapter and what stands below it."""

    title: str = ""
    id: str = ""
    html: list[str] = field(default_factory=list)
    asked: int = 0  # cells that should have shown something
    shown: int = 0
    is_evidence: bool = False


@dataclass
class Chapter:
    """A chapter of the page."""

    title: str  # the name of its notebook, until a heading gives a better one
    id: str
    kind: str = "chapter"
    folded: bool = False  # closed until the reader opens it: the first cell is tagged so
    sections: list[Section] = field(default_factory=lambda: [Section()])


def build(notebooks: dict[str, NotebookNode], dossier: Dossier, fingerprint: str) -> str:
    """Write the page.

    Parameters
    ----------
    notebooks
        Executed notebooks by name (`05-advice`).
    dossier
        Of the client: its settings, labels and sources.
    fingerprint
        The fingerprint of the content, printed in the colophon.

    Raises
    ------
    ReportError
        When the page holds something that may not leave the house.
    """
    names = sorted(notebooks, key=lambda name: (not name.startswith(FIRST), name))
    used: set[str] = set()
    made = [Chapter(name, f"hoofdstuk-{number}") for number, name in enumerate(names, 1)]
    chapters = [_filled(chapter, notebooks[chapter.title], used) for chapter in made]
    chapters = [chapter for chapter in chapters if any(part.shown for part in chapter.sections)]
    html = _numbered(_page(chapters, dossier, fingerprint))
    found = lint(html, script_hash(SCRIPT))
    if dossier.settings.status == "definitief" and "data-no-alt" in html:
        found.append("een figuur zonder beschrijving (alt) in een definitief rapport")
    if found:
        raise ReportError("\n  ".join(["De pagina mag zo niet naar buiten:", *found]))
    return html


def _filled(chapter: Chapter, notebook: NotebookNode, used: set[str]) -> Chapter:
    number = chapter.title.split("-")[0]
    chapter.kind = "advice" if number == FIRST else "chapter" if number.isdigit() else "depth"
    chapter.folded = "folded" in notebook.cells[0].metadata.get("tags", [])
    for cell in notebook.cells:
        if HIDDEN.isdisjoint(cell.metadata.get("tags", [])):
            if cell.cell_type == "markdown":
                _add_prose(chapter, cell.source)
            elif cell.cell_type == "code":
                _add_outputs(chapter, cell, used)
    # a section that asked for figures and got none says nothing: its prose goes as well
    chapter.sections = [part for part in chapter.sections if part.shown or not part.asked]
    return chapter


def _add_prose(chapter: Chapter, source: str) -> None:
    for part in re.split(r"(?m)^(?=##? )", source):
        marks, title, text = re.fullmatch(r"(?s)(?:(##?) +(.*?) *(?:\n|$))?(.*)", part).groups()
        if marks == "#":
            chapter.title = title
        elif marks:
            chapter.sections.append(Section(title, f"{chapter.id}-{len(chapter.sections)}"))
        if text.strip():
            prose = f'<div class="prose">{show.markdown(text).strip()}</div>'
            chapter.sections[-1].html.append(prose)


def _add_outputs(chapter: Chapter, cell: NotebookNode, used: set[str]) -> None:
    section = chapter.sections[-1]
    # the line on what was not delivered may be empty without the section being empty
    section.asked += "show.missing(" not in cell.source and bool(cell.source.strip())
    for output in cell.outputs:
        html = output.get("data", {}).get("text/html", "")
        root = ROOT_TAG.match(html)
        if root and "data-absent" not in root[0]:
            heading = NO_CAPTION.replace("><", f">{escape(section.title or chapter.title)}<")
            section.html.append(_own_ids(html.replace(NO_CAPTION, heading), used))
            section.is_evidence |= "data-evidence" in root[0]
            section.shown += 1


def _own_ids(html: str, used: set[str]) -> str:
    """Rename the ids that an earlier output has already, with what refers to them."""
    for name in used.intersection(ids := re.findall(r'\sid="([^"]+)"', html)):
        word = rf"(?<![\w:.-]){re.escape(name)}(?![\w:.-])"
        html = re.sub(word, f"{name}-{len(used) + 1}", html)
    used.update(ids, re.findall(r'\sid="([^"]+)"', html))
    return html


def _numbered(html: str) -> str:
    """Give figures and tables their numbers, in reading order."""
    count: Counter[str] = Counter()

    def number(found: re.Match[str]) -> str:
        count[kind := "Figuur" if found[1] else "Tabel"] += 1
        return f"{found[0]}{kind} {count[kind]}."

    return SLOT.sub(number, html)


def _page(chapters: list[Chapter], dossier: Dossier, fingerprint: str) -> str:
    labels.register(dossier.labels)
    given = dossier.read("sources")
    context = {
        "settings": dossier.settings,
        "date": dutch.date,
        "chapters": chapters,
        "evidence": [p for chapter in chapters for p in chapter.sections if p.is_evidence],
        "internal": clients.is_internal(),
        "illustrative": bool(given["grade"].eq("D").any()),
        "sources": _sources(given),
        "terms": _terms(chapters),
        "fingerprint": fingerprint,
        "script": SCRIPT,
        "script_hash": script_hash(SCRIPT),
    }
    # not HTMLExporter: that parses the whole page once more and writes it differently
    exporter = TemplateExporter(
        template_name="template", extra_template_basedirs=[str(PAGE)], file_extension=".html"
    )
    resources = {"workbook": context, "metadata": {"name": dossier.settings.title}}
    return exporter.from_notebook_node(v4.new_notebook(), resources=resources)[0]


def _sources(given: pd.DataFrame) -> str:
    meaning = given["grade"] + ": " + given["grade"].map(sources.GRADES)
    shown = given.assign(grade=meaning).rename(columns={"grade": "Zekerheid"})
    shown = shown.fillna({"place": "–"}).drop(columns=["source", "origin"], errors="ignore")
    return tables.rendered(shown, "Bronnen", "tabel-bronnen")


def _terms(chapters: list[Chapter]) -> list[dict[str, str]]:
    """List the terms of the glossary that occur in this report."""
    html = [text for chapter in chapters for part in chapter.sections for text in part.html]
    text = Markup(" ".join(html)).striptags().lower()
    terms = yaml.safe_load((PAGE / "glossary.yml").read_text(encoding="utf-8"))
    start = r"\b"  # "release" is not in "softwarerelease", and "weging" is in "wegingen"
    return [e for e in terms if re.search(start + re.escape(e["term"].lower()), text)]
