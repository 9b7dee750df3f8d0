"""From executed notebooks to one HTML page.

Only what a notebook shows on purpose gets in: prose, and outputs whose root carries
`data-workbook`. What the template in `lib/page/template` receives is `resources.workbook`:
title, question, client, kind, author, version, status, illustrative, reference_date, report_date,
fingerprint, style, script, csp, nav (id, title, items) and chapters (id, title, kind,
illustrative, html).
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
from lib.page import labels, sources, tables
from lib.page.markup import tag
from lib.run.execution import ReportError
from lib.run.lint import lint, script_hash

PAGE = Path(__file__).resolve().parents[1] / "page"
TEMPLATE = PAGE / "template"
FIRST = "05"  # the advice is computed last and read first
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; "
    "script-src {script}; base-uri 'none'; form-action 'none'"
)
ROOT_TAG = re.compile(r"\s*<(\w+)[^>]*\sdata-workbook[^>]*>")
RESERVED = ("herkomst", "bronnen", "begrippen", "colofon", "inhoud", "top")


@dataclass
class Piece:
    """A section of a chapter: its heading and what stands below it."""

    title: str = ""
    id: str = ""
    html: list[str] = field(default_factory=list)
    asked: int = 0  # cells that should have shown something
    shown: int = 0
    evidence: list[str] = field(default_factory=list)


@dataclass
class Chapter:
    """A chapter of the page."""

    title: str
    kind: str
    id: str = ""
    illustrative: bool = False
    pieces: list[Piece] = field(default_factory=list)

    @property
    def html(self) -> str:
        """Everything of the chapter below its heading."""
        return "\n".join(map(_piece_html, self.pieces))

    @property
    def items(self) -> list[dict[str, str]]:
        """The sections for the navigation."""
        return [{"id": piece.id, "title": piece.title} for piece in self.pieces if piece.title]


def _piece_html(piece: Piece) -> str:
    body = "\n".join(piece.html)
    if not piece.title:
        return f'<div class="front">{body}</div>' if body else ""
    head = f'<h3 id="{piece.id}">{escape(piece.title)}</h3>'
    return f'<section class="part" aria-labelledby="{piece.id}">{head}\n{body}</section>'


def build(
    notebooks: dict[str, NotebookNode], settings: Any, given: pd.DataFrame, fingerprint: str
) -> str:
    """Write the page.

    Parameters
    ----------
    notebooks
        Executed notebooks by name (`05-advice`).
    settings
        The settings of the client (`Dossier.settings`).
    given
        The table of sources of the client.
    fingerprint
        The fingerprint of the content, printed in the colophon.

    Raises
    ------
    ReportError
        When the page holds something that may not leave the house.
    """
    names = sorted(notebooks, key=lambda name: (not name.startswith(FIRST), name))
    chapters = [_chapter(name, notebooks[name]) for name in names]
    chapters = [chapter for chapter in chapters if any(p.shown for p in chapter.pieces)]
    chapters += [_evidence(chapters), _sources(given), _glossary(chapters)]
    chapters += [_colophon(settings, fingerprint)]
    chapters = [chapter for chapter in chapters if chapter.pieces]
    illustrative = bool(given["grade"].eq("D").any()) if "grade" in given else False
    for chapter in chapters:
        chapter.illustrative = illustrative and chapter.kind in {"advice", "chapter", "depth"}
    _finish(chapters)
    html = _page(_context(settings, chapters, illustrative, fingerprint))
    _refuse(html, settings)
    return html


def _refuse(html: str, settings: Any) -> None:
    found = lint(html, script_hash(_template_file("script.js")))
    if settings.status == "definitief" and "data-no-alt" in html:
        found.append("een figuur zonder beschrijving (alt) in een definitief rapport")
    if found:
        lines = "\n".join(f"  {line}" for line in found)
        raise ReportError(f"De pagina mag zo niet naar buiten:\n{lines}")


# ------------------------------------------------------------------ from notebook to chapter


def _chapter(name: str, notebook: NotebookNode) -> Chapter:
    number = name.split("-")[0]
    kind = "advice" if number == FIRST else "chapter" if number.isdigit() else "depth"
    chapter = Chapter(title=name, kind=kind, pieces=[Piece()])
    for cell in notebook.cells:
        if {"setup", "parameters", "injected-parameters"} & set(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "markdown":
            _add_prose(chapter, cell.source)
        elif cell.cell_type == "code":
            _add_outputs(chapter.pieces[-1], cell)
    # a section that asked for figures and got none says nothing: its prose goes as well
    chapter.pieces = [piece for piece in chapter.pieces if piece.shown or not piece.asked]
    return chapter


def _add_prose(chapter: Chapter, source: str) -> None:
    for part in re.split(r"(?m)^(?=##? )", source):
        heading = re.match(r"(##?) +(.*?) *(?:\n|$)", part)
        text = part[heading.end() :] if heading else part
        if heading and heading.group(1) == "#":
            chapter.title = heading.group(2)
        elif heading:
            chapter.pieces.append(Piece(title=heading.group(2)))
        if text.strip():
            rendered = str(_markdown(text)).strip()
            chapter.pieces[-1].html.append(f'<div class="prose">{rendered}</div>')


class _Prose(mistune.HTMLRenderer):
    """Markdown of a notebook: markup in it is escaped, headings move one level down."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<h{level + 1}>{text}</h{level + 1}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text


_markdown = mistune.create_markdown(renderer=_Prose(escape=True), plugins=["table"])


def _add_outputs(piece: Piece, cell: NotebookNode) -> None:
    # the line on what was not delivered may be empty without the section being empty
    piece.asked += "show.missing(" not in cell.source and bool(cell.source.strip())
    for output in cell.outputs:
        html = output.get("data", {}).get("text/html", "")
        root = ROOT_TAG.match(html)
        if not root or "data-absent" in root.group(0):
            continue
        kept = piece.evidence if "data-evidence" in root.group(0) else piece.html
        kept.append(html)
        piece.shown += 1


def _evidence(chapters: list[Chapter]) -> Chapter:
    """Move the rows behind the numbers, with the prose above them, after the chapters."""
    moved = Chapter(title="Herkomst van de cijfers", kind="evidence", id="herkomst")
    for chapter in chapters:
        found = [piece for piece in chapter.pieces if piece.evidence]
        moved.pieces += [Piece(html=[*piece.html, *piece.evidence]) for piece in found]
        chapter.pieces = [piece for piece in chapter.pieces if not piece.evidence]
    return moved


# ------------------------------------------------------------------ what stands behind it


def _sources(given: pd.DataFrame) -> Chapter:
    chapter = Chapter(title="Bronnen", kind="sources", id="bronnen")
    intro = tag(
        "p", "De letter zegt hoe zeker een bron is: A gemeten of gecontroleerd, B contract of "
        "administratie, C schatting van een kenner, D aanname of voorbeeldcijfers.",
    )  # fmt: skip
    shown = given.drop(columns=["source", "origin"], errors="ignore")
    meaning = {letter: f"{letter}: {words}" for letter, words in sources.GRADES.items()}
    shown = shown.rename(columns={"grade": "Zekerheid"}).replace({"Zekerheid": meaning})
    body = [] if shown.empty else [tables.rendered(shown, tag("span", "Bronnen"), "tabel-bronnen")]
    wrapped = [f'<div class="sources">{table}</div>' for table in body]
    chapter.pieces = [Piece(html=[str(intro), *wrapped], shown=1)]
    return chapter


def _glossary(chapters: list[Chapter]) -> Chapter:
    """Explain the terms that occur in this report."""
    path = PAGE / "glossary.yml"
    terms = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
    text = re.sub(r"<[^>]+>", " ", " ".join(chapter.html for chapter in chapters)).lower()
    used = [entry for entry in terms if entry["term"].lower() in text]
    rows = [tag("dt", entry["term"]) + tag("dd", entry["meaning"]) for entry in used]
    body = f'<dl class="glossary">{"".join(rows)}</dl>'
    pieces = [Piece(html=[body], shown=1)] if rows else []
    return Chapter(title="Begrippen", kind="glossary", id="begrippen", pieces=pieces)


def _colophon(settings: Any, fingerprint: str) -> Chapter:
    rows = {
        "Opsteller": settings.author,
        "Versie": f"{settings.version} ({settings.status})",
        "Peildatum": dutch.date(settings.reference_date),
        "Datum van het rapport": dutch.date(settings.report_date),
        "Kenmerk van de inhoud": fingerprint,
    }
    pairs = "".join(str(tag("dt", name) + tag("dd", value)) for name, value in rows.items())
    note = tag(
        "p", "Het kenmerk volgt uit de gegevens, de teksten en de berekening: hetzelfde kenmerk "
        "betekent dezelfde inhoud.",
    )  # fmt: skip
    html = [f'<dl class="colophon">{pairs}</dl>', str(note)]
    return Chapter("Colofon", "colophon", "colofon", pieces=[Piece(html=html, shown=1)])


# ------------------------------------------------------------------ numbers, ids, captions


def _finish(chapters: list[Chapter]) -> None:
    """Give headings, figures and tables their ids and numbers, in reading order."""
    used = set(RESERVED)
    count = {"Figuur": 0, "Tabel": 0}
    for chapter in chapters:
        chapter.id = chapter.id or _fresh(_slug(chapter.title), used)
        for piece in chapter.pieces:
            piece.id = _fresh(_slug(f"{chapter.id} {piece.title}"), used) if piece.title else ""
            heading = piece.title or chapter.title
            piece.html = [_finished(html, heading, used, count) for html in piece.html]


def _finished(html: str, heading: str, used: set[str], count: dict[str, int]) -> str:
    slot = '<span class="number"></span>'
    if slot in html and ROOT_TAG.match(html):
        kind = "Figuur" if html.lstrip().startswith("<figure") else "Tabel"
        count[kind] += 1
        html = html.replace(slot, f'<span class="number">{kind} {count[kind]}.</span>', 1)
        empty = '<strong class="finding"></strong>'
        html = html.replace(empty, empty.replace("><", f">{escape(heading)}<"), 1)
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    again = {name: _fresh(name, used) for name in sorted(ids & used)}
    used |= ids
    if not again:
        return html
    return re.sub(r"[\w:.-]+", lambda word: again.get(word.group(0), word.group(0)), html)


def _fresh(name: str, used: set[str]) -> str:
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name}-{number}"
    used.add(free)
    return free


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-") or "deel"


# ------------------------------------------------------------------ the page


def _context(
    settings: Any, chapters: list[Chapter], illustrative: bool, fingerprint: str
) -> dict[str, Any]:
    script = _template_file("script.js")
    allowed = f"'{script_hash(script)}'" if script else "'none'"
    plain = ("title", "question", "client", "kind", "author", "version", "status")
    return {
        **{name: str(getattr(settings, name)) for name in plain},
        "reference_date": dutch.date(settings.reference_date),
        "report_date": dutch.date(settings.report_date),
        "illustrative": illustrative,
        "fingerprint": fingerprint,
        "style": _template_file("style.css"),
        "script": script,
        "csp": POLICY.format(script=allowed),
        "chapters": chapters,
        "nav": [{"id": c.id, "title": c.title, "items": c.items} for c in chapters],
    }


def _template_file(name: str) -> str:
    path = TEMPLATE / name
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def _page(context: dict[str, Any]) -> str:
    # not HTMLExporter: that parses the whole page once more and writes it differently
    exporter = TemplateExporter(
        template_name=TEMPLATE.name, extra_template_basedirs=[str(PAGE)], file_extension=".html"
    )
    resources = {"workbook": context, "metadata": {"name": context["title"]}}
    return exporter.from_notebook_node(v4.new_notebook(), resources=resources)[0]


def prepare(known: dict[str, Any]) -> None:
    """Load the labels of the dictionary, for the tables that this module itself writes."""
    labels.register(known)
