"""How figures, tables and words get into the report: the last expression of a notebook cell.

Every function gives an `Output`; its HTML has `data-workbook` on the root, and what lacks that is
left out of the report. Nothing to show is an output too: hidden, with `data-absent`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import mistune
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib import dutch
from lib.page import figures, labels, sources, style, tables
from lib.page.canvas import Chart
from lib.page.markup import digest, part

Frames = pd.DataFrame | list[pd.DataFrame] | None


class Output:
    """A piece of the page, shown by JupyterLab and collected by the report."""

    def __init__(self, html: Markup) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return str(self.html)

    def __repr__(self) -> str:
        return "Output()"


def start(
    known: Mapping[str, Any], given: pd.DataFrame | None = None, partners: Iterable[str] = ()
) -> None:
    """Prepare a notebook: labels, sources, colours, house style and plain output.

    Parameters
    ----------
    known
        Labels by column name, as `dossier.labels` gives them.
    given
        The table of sources (source, title, grade, ...).
    partners
        The deelnemers in the order that fixes their colours.
    """
    labels.register(known)
    sources.register(given)
    style.use()
    style.register(map(str, partners))
    _register_formatters()


def _register_formatters() -> None:
    """Let a plain figure, frame or series reach the report in house style."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    html.for_type(pd.DataFrame, lambda frame: table(frame, "")._repr_html_())
    html.for_type(pd.Series, lambda series: table(series.to_frame(), "")._repr_html_())
    html.for_type(Figure, figures.plain)
    html.for_type(Axes, lambda axes: figures.plain(axes.figure))


def _piece(macro: str, shown: Any, **values: Any) -> Output:
    """Fill a piece of the page; with nothing to show it is hidden."""
    return Output(part(macro, **values) if len(shown) else part("absent"))


def _block(name: str, *paragraphs: str) -> Output:
    said = [paragraph.strip() for paragraph in paragraphs if not dutch.is_missing(paragraph)]
    return _piece("block", said, name=name, paragraphs=said)


def answer(*sentences: str) -> Output:
    """Open a chapter with its answer in two or three sentences."""
    return _block("answer", " ".join(filter(None, sentences)))


def text(*paragraphs: str) -> Output:
    """Show plain paragraphs; nothing in them is read as markup."""
    return _block("text", *paragraphs)


def missing(titles: list[str]) -> Output:
    """Say in one line which tables were asked for and not delivered; none shows nothing."""
    said = f"Gevraagd, niet aangeleverd: {dutch.listing(titles)}."
    return _block("gaps", said if titles else "")


class _Words(mistune.HTMLRenderer):
    """Markdown of people: text escaped, headings as bold lines, no images."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """Keep the order of headings in the report: a heading in a note is a bold line."""
        return Markup("<p><strong>{}</strong></p>\n").format(Markup(text))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Leave an image out and keep its description."""
        return text


def markdown(text: str) -> Markup:
    """Read Markdown; markup in it stays text."""
    read = mistune.create_markdown(renderer=_Words(escape=True), plugins=["table"])
    return Markup(read(text))


def words(note: str) -> Output:
    """Show the consultant's own words, written in Markdown; empty text shows nothing."""
    body = markdown(note)
    return _piece("block", body.strip(), name="words", body=body)


def figure(
    chart: Chart | pd.DataFrame | Figure | Axes | None,
    caption: str,
    *,
    subtitle: str | None = None,
    alt: str | None = None,
    rows: Frames = None,
    weigh: str | None = None,
    note: str | None = None,
) -> Output:
    """Show a chart with its finding, source mark, note and the numbers behind it.

    Parameters
    ----------
    chart
        What `lib.page.charts` or `lib.page.plans` gives, or a plain figure; None shows nothing.
        A matrix is set as a table.
    caption
        The finding in one sentence of at most twelve words, computed from the data.
    subtitle
        What is measured, in which unit, on which date.
    alt
        What the picture shows, for who cannot see it; the chart's own text when left out.
    rows, weigh
        The raw rows that the chart is made of, and the column (euro) to weigh their grade by.
    """
    if chart is None or isinstance(chart, pd.DataFrame):
        return table(chart, caption, subtitle=subtitle, rows=rows, weigh=weigh, note=note)
    notes = part("notes", mark=sources.mark(rows, weigh), note=note)
    return Output(figures.framed(chart, caption, subtitle, alt, notes))


def table(
    frame: pd.DataFrame | None,
    caption: str,
    *,
    subtitle: str | None = None,
    rows: Frames = None,
    weigh: str | None = None,
    note: str | None = None,
    total: str | None = None,
    link: Mapping[str, str] | None = None,
    whole: pd.DataFrame | None = None,
) -> Output:
    """Show a table with Dutch column names, units in the header and words for what is missing.

    Parameters
    ----------
    frame
        What to show; None or an empty frame shows nothing.
    total
        The row label (first column) of the row that is set apart as a total.
    link
        Per column the column with the ids of the numbers whose rows a cell opens.
    whole
        All rows, folded below the table when `frame` shows only some of them.
    """
    if frame is None or frame.empty:
        return Output(part("absent"))
    name = "tabel-" + digest(caption, frame.to_csv(), note)
    title = part("finding", caption=caption)
    body = tables.rendered(frame, title, name, subtitle=subtitle, total=total, link=link)
    notes = part("notes", mark=sources.mark(rows, weigh), note=note)
    if whole is not None and len(whole) > len(frame):
        words = f"Alle {len(whole)} regels"
        notes += part("fold", words=words, body=tables.rendered(whole, words, f"{name}-alle"))
    return Output(part("block", name="table", body=body + notes))


def decision(frame: pd.DataFrame) -> Output:
    """Show the decisions that are asked, ready to copy, with what `nee` means.

    Parameters
    ----------
    frame
        The table `decisions`; rows of another kind than `gevraagd` are left out.
    """
    asked = frame.reindex(columns=["partner", "text", "body", "if_no", "date"])
    rows = _texts(asked[frame["kind"].eq("gevraagd")]).to_numpy()
    return _piece("decision", rows, items=[_asked(*row) for row in rows])


def _asked(who: str, text: str, body: str, if_no: str, date: str) -> dict[str, str]:
    owner = "" if who == "gezamenlijk" or who in text + body else f" {who}"
    day = f", uiterlijk {dutch.date(date)}" if date else ""
    return {"text": text, "who": body and body + owner + day, "if_no": if_no}


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.map(lambda value: "" if dutch.is_missing(value) else str(value))


def listed(frame: pd.DataFrame, form: str, caption: str, *, rows: Frames = None) -> Output:
    """Show rows as a list: `journey` (phase, when, text, now) or `chart` (body, depth, ...).

    A chart of an organisation is a list of lists; lines join who stands under whom.
    """
    items = frame.astype(object).where(frame.notna(), "").to_dict("records")
    notes = part("notes", mark=sources.mark(rows), note=None)
    return _piece(form, items, items=items, caption=caption, notes=notes)


def numbers(frame: pd.DataFrame) -> Output:
    """Show three to five key figures; each leads to the rows that it is made of.

    Parameters
    ----------
    frame
        number_id, label, value_text (as it is printed), compare (what to compare it with) and,
        where that is a number with rows too, compare_id.
    """
    return _piece("numbers", frame, rows=_texts(frame).to_dict("records"), gap=dutch.MISSING)


def evidence(frame: pd.DataFrame) -> Output:
    """Show per number the rows that it is made of: sum of value times factor.

    Parameters
    ----------
    frame
        number_id, number_label, unit, origin, what, value, factor, source and grade.
    """
    return _piece("evidence", frame, blocks=sources.blocks(frame))
