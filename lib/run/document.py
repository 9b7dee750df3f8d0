"""From executed notebooks to one HTML page.

Only what a notebook shows on purpose gets in: prose, and outputs whose root carries
`data-workbook`. The template in `lib/page/template` writes the page; it receives, as
`resources.workbook`, what `_page` lists.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import mistune
import pandas as pd
import yaml
from nbconvert import TemplateExporter
from nbformat import NotebookNode, v4

from lib import dutch
from lib.dossier import Dossier
from lib.page import labels, sources, tables
from lib.run.client import ReportError
from lib.run.lint import lint, script_hash

PAGE = Path(__file__).resolve().parents[1] / "page"
FIRST = "05"  # the advice is computed last and read first
HIDDEN = {"setup", "parameters", "injected-parameters"}
ROOT_TAG = re.compile(r"\s*<(\w+)[^>]*\sdata-workbook[^>]*>")
RESERVED = ("herkomst", "bronnen", "begrippen", "colofon", "inhoud", "top")


@dataclass
class Section:
    """A heading of a chapter and what stands below it."""

    title: str = ""
    html: list[str] = field(default_factory=list)
    id: str = ""
    asked: int = 0  # cells that should have shown something
    shown: int = 0
    is_evidence: bool = False


@dataclass
class Chapter:
    """A chapter of the page."""

    title: str
    kind: str
    id: str = ""
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
    chapters = [_chapter(name, notebooks[name]) for name in names]
    chapters = [chapter for chapter in chapters if any(part.shown for part in chapter.sections)]
    chapters += _evidence(chapters)
    html = _page(chapters, dossier, fingerprint)
    found = lint(html, script_hash(_template_file("script.js")))
    if dossier.settings.status == "definitief" and "data-no-alt" in html:
        found.append("een figuur zonder beschrijving (alt) in een definitief rapport")
    if found:
        raise ReportError("\n  ".join(["De pagina mag zo niet naar buiten:", *found]))
    return html


# ------------------------------------------------------------------ from notebook to chapter


def _chapter(name: str, notebook: NotebookNode) -> Chapter:
    number = name.split("-")[0]
    kind = "advice" if number == FIRST else "chapter" if number.isdigit() else "depth"
    chapter = Chapter(name, kind)
    for cell in notebook.cells:
        if HIDDEN & set(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "markdown":
            _add_prose(chapter, cell.source)
        elif cell.cell_type == "code":
            _add_outputs(chapter.sections[-1], cell)
    # a section that asked for figures and got none says nothing: its prose goes as well
    chapter.sections = [part for part in chapter.sections if part.shown or not part.asked]
    return chapter


def _add_prose(chapter: Chapter, source: str) -> None:
    for part in re.split(r"(?m)^(?=##? )", source):
        marks, title, text = re.fullmatch(r"(?s)(?:(##?) +(.*?) *(?:\n|$))?(.*)", part).groups()
        if marks == "#":
            chapter.title = title
        elif marks:
            chapter.sections.append(Section(title))
        if text.strip():
            prose = str(_markdown(text)).strip()
            chapter.sections[-1].html.append(f'<div class="prose">{prose}</div>')


class _Prose(mistune.HTMLRenderer):
    """Markdown of a notebook: markup in it is escaped, headings move one level down."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<h{level + 1}>{text}</h{level + 1}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text


_markdown = mistune.create_markdown(renderer=_Prose(escape=True), plugins=["table"])


def _add_outputs(section: Section, cell: NotebookNode) -> None:
    # the line on what was not delivered may be empty without the section being empty
    section.asked += "show.missing(" not in cell.source and bool(cell.source.strip())
    for output in cell.outputs:
        html = output.get("data", {}).get("text/html", "")
        root = ROOT_TAG.match(html)
        if root and "data-absent" not in root[0]:
            section.html.append(html)
            section.is_evidence |= "data-evidence" in root[0]
            section.shown += 1


def _evidence(chapters: list[Chapter]) -> list[Chapter]:
    """Move the rows behind the numbers, with the prose above them, after the chapters."""
    moved = [Section(html=part.html) for c in chapters for part in c.sections if part.is_evidence]
    for chapter in chapters:
        chapter.sections = [part for part in chapter.sections if not part.is_evidence]
    return [Chapter("Herkomst van de cijfers", "evidence", "herkomst", moved)] if moved else []


# ------------------------------------------------------------------ numbers, ids, captions


def _finish(chapters: list[Chapter]) -> None:
    """Give headings, figures and tables their ids and numbers, in reading order."""
    used = set(RESERVED)
    count = {"Figuur": 0, "Tabel": 0}
    for chapter in chapters:
        chapter.id = chapter.id or _fresh(_slug(chapter.title), used)
        for part in chapter.sections:
            part.id = _fresh(_slug(f"{chapter.id} {part.title}"), used) if part.title else ""
            heading = escape(part.title or chapter.title)
            part.html = [_own_ids(_numbered(html, heading, count), used) for html in part.html]


def _numbered(html: str, heading: str, count: dict[str, int]) -> str:
    slot, no_caption = '<span class="number"></span>', '<strong class="finding"></strong>'
    if slot not in html or not ROOT_TAG.match(html):
        return html
    kind = "Figuur" if html.lstrip().startswith("<figure") else "Tabel"
    count[kind] += 1
    html = html.replace(slot, slot.replace("><", f">{kind} {count[kind]}.<"), 1)
    return html.replace(no_caption, no_caption.replace("><", f">{heading}<"), 1)


def _own_ids(html: str, used: set[str]) -> str:
    """Rename the ids that an earlier output has already, with what refers to them."""
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    again = {name: _fresh(name, used) for name in sorted(ids & used)}
    used |= ids
    if not again:  # nearly always: looking at every word takes long
        return html
    return re.sub(r"[\w:.-]+", lambda word: again.get(word[0], word[0]), html)


def _fresh(name: str, used: set[str]) -> str:
    names = [name, *(f"{name}-{number}" for number in range(2, len(used) + 2))]
    used.add(free := next(name for name in names if name not in used))
    return free


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "deel"


# ------------------------------------------------------------------ the page


def _page(chapters: list[Chapter], dossier: Dossier, fingerprint: str) -> str:
    labels.register(dossier.labels)
    _finish(chapters)
    given = dossier.read("sources")
    script = _template_file("script.js")
    context = {
        "settings": dossier.settings,
        "date": dutch.date,
        "chapters": chapters,
        "illustrative": bool(given["grade"].eq("D").any()),
        "sources": _sources(given),
        "terms": _terms(chapters),
        "fingerprint": fingerprint,
        "style": _template_file("style.css"),
        "script": script,
        "script_hash": script_hash(script),
    }
    # not HTMLExporter: that parses the whole page once more and writes it differently
    exporter = TemplateExporter(
        template_name="template", extra_template_basedirs=[str(PAGE)], file_extension=".html"
    )
    resources = {"workbook": context, "metadata": {"name": dossier.settings.title}}
    return exporter.from_notebook_node(v4.new_notebook(), resources=resources)[0]


def _sources(given: pd.DataFrame) -> str:
    meaning = {letter: f"{letter}: {words}" for letter, words in sources.GRADES.items()}
    shown = given.drop(columns=["source", "origin"], errors="ignore")
    shown = shown.rename(columns={"grade": "Zekerheid"}).replace({"Zekerheid": meaning})
    return tables.rendered(shown, "Bronnen", "tabel-bronnen")


def _terms(chapters: list[Chapter]) -> list[dict[str, str]]:
    """List the terms of the glossary that occur in this report."""
    terms = yaml.safe_load((PAGE / "glossary.yml").read_text(encoding="utf-8"))
    html = " ".join(
        text for chapter in chapters for part in chapter.sections for text in part.html
    )
    text = re.sub(r"<[^>]+>", " ", html).lower()
    return [entry for entry in terms if entry["term"].lower() in text]


def _template_file(name: str) -> str:
    return (PAGE / "template" / name).read_text(encoding="utf-8").strip()
