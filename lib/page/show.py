"""How figures, tables and words get into the report: the last expression of a notebook cell.

Every function gives an `Output`; its HTML has `data-workbook` on the root, and what lacks that is
left out of the report. Nothing to show is an output too: hidden, with `data-absent`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import mistune
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib import dutch
from lib.page import evidence_rows, figures, labels, sources, style, tables
from lib.page.charts import Chart, colours
from lib.page.markup import EMPTY, digest, joined, tag

NOBODY = "\x1f"
ASKED = ["text", "body", "if_no", "date"]  # what makes two asked decisions the same
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
    known: Mapping[str, Any],
    given: pd.DataFrame | None = None,
    partners: Iterable[str] | None = None,
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
    colours([str(partner) for partner in partners] if partners is not None else [])
    _register_formatters()


def _register_formatters() -> None:
    """Let a plain figure, frame or series reach the report in house style."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    html.for_type(pd.DataFrame, lambda frame: _plain_table(frame)._repr_html_())
    html.for_type(pd.Series, lambda series: _plain_table(series.to_frame())._repr_html_())
    html.for_type(Figure, lambda drawn: _plain_figure(drawn)._repr_html_())
    html.for_type(Axes, lambda axes: _plain_figure(axes.figure)._repr_html_())


def _plain_table(frame: pd.DataFrame) -> Output:
    """Show a bare frame; the heading above it becomes its caption in the report."""
    return table(frame, "") if len(frame.columns) else _absent()


def _plain_figure(drawn: Figure) -> Output:
    """Show a bare figure once: closed, so that it is not shown again after the cell."""
    import matplotlib.pyplot as plt

    plt.close(drawn)
    return Output(figures.plain(drawn))


def _absent() -> Output:
    return Output(tag("div", data_workbook=True, data_absent=True, hidden=True))


def _block(name: str, *children: Any) -> Output:
    return Output(tag("div", *children, class_=name, data_workbook=True))


def answer(*sentences: str) -> Output:
    """Open a chapter with its answer in two or three sentences."""
    said = " ".join(sentence.strip() for sentence in sentences if sentence and sentence.strip())
    return _block("answer", tag("p", said)) if said else _absent()


def text(*paragraphs: str) -> Output:
    """Show plain paragraphs; nothing in them is read as markup."""
    said = [tag("p", paragraph) for paragraph in paragraphs if paragraph and paragraph.strip()]
    return _block("text", *said) if said else _absent()


class _Words(mistune.HTMLRenderer):
    """Markdown of the consultant: text escaped, headings as bold lines, no images."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """Keep the order of headings in the report: a heading in a note is a bold line."""
        return str(tag("p", tag("strong", Markup(text)))) + "\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Leave an image out and keep its description."""
        return text


def words(note: str | None) -> Output:
    """Show the consultant's own words, written in Markdown; empty text shows nothing."""
    if dutch.is_missing(note):
        return _absent()
    markdown = mistune.create_markdown(renderer=_Words(escape=True))
    return _block("words", Markup(markdown(note)))


def figure(
    chart: Chart | Figure | Axes | None,
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
    caption
        The finding in one sentence of at most twelve words, computed from the data.
    subtitle
        What is measured, in which unit, on which date.
    alt
        What the picture shows, for who cannot see it; the chart's own text when left out.
    rows, weigh
        The raw rows that the chart is made of, and the column (euro) to weigh their grade by.
    """
    if chart is None or (isinstance(chart, Chart) and chart.data.empty):
        return _absent()
    mark = sources.mark(rows, weigh)
    return Output(figures.framed(chart, caption, subtitle, alt, _notes(mark, note)))


def table(
    frame: pd.DataFrame | None,
    caption: str,
    *,
    rows: Frames = None,
    weigh: str | None = None,
    note: str | None = None,
    total: str | None = None,
    link: Mapping[str, Any] | None = None,
    kind: str | Mapping[str, str] | None = None,
) -> Output:
    """Show a table with Dutch column names, units in the header and words for what is missing.

    Parameters
    ----------
    frame
        What to show; None or an empty frame shows nothing.
    total
        The row label (first column) of the row that is set apart as a total.
    link
        Per column the ids of the numbers whose rows a cell opens: a list in row order, the name
        of a column that holds them, or ids by row label.
    kind
        The kind of columns that the dictionary does not know (for instance one per deelnemer).
    """
    if frame is None or frame.empty:
        return _absent()
    name = "tabel-" + digest(caption, frame.to_csv(), note)
    title = joined([tag("span", class_="number"), " ", tag("strong", caption, class_="finding")])
    body = tables.rendered(frame, title, name, total=total, link=link, kind=kind)
    return _block("table", body, _notes(sources.mark(rows, weigh), note))


def _notes(mark: Markup | None, note: str | None) -> Markup:
    said = tag("p", note, class_="note") if note else EMPTY
    return joined([mark or EMPTY, said])


def missing(titles: list[str]) -> Output:
    """Say in one line which tables were asked for and not delivered; none shows nothing."""
    if not titles:
        return _absent()
    return _block("gaps", tag("p", f"Gevraagd, niet aangeleverd: {dutch.listing(titles)}."))


def decision(frame: pd.DataFrame) -> Output:
    """Show the decisions that are asked, ready to copy, with what `nee` means.

    Parameters
    ----------
    frame
        The table `decisions`; rows of another kind than `gevraagd` are left out.
    """
    asked = frame[frame["kind"].eq("gevraagd")] if "kind" in frame else frame
    if asked.empty:
        return _absent()
    items = [_asked(row) for row in _together(asked.to_dict("records"))]
    title = "Gevraagd besluit" if len(items) == 1 else "Gevraagde besluiten"
    return _block("decision", tag("p", title, class_="kicker"), tag("ol", joined(items)))


def _together(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Ask once what is asked of several deelnemers in the same words, names aside."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        name = _said(row, "partner") or NOBODY
        words = [_said(row, column).replace(name, NOBODY) for column in ASKED]
        groups.setdefault(tuple(words), []).append(row)
    return [_joint(same) for same in groups.values()]


def _joint(same: list[dict[str, Any]]) -> dict[str, Any]:
    names = [_said(row, "partner") for row in same]
    if len(same) == 1 or not all(names):
        return same[0]
    said = {c: _said(same[0], c).replace(names[0], dutch.listing(names)) for c in ASKED[:-1]}
    return same[0] | said | {"partner": dutch.listing(names)}


def _asked(row: Mapping[str, Any]) -> Markup:
    parts = [tag("p", row["text"], class_="asked")]
    who = _said(row, "body")
    partner = _said(row, "partner")
    if who and partner not in {"", "gezamenlijk"} and partner not in _said(row, "text"):
        who = f"{who} {partner}"
    day = f", uiterlijk {dutch.date(row['date'])}" if _said(row, "date") else ""
    if who:
        parts.append(tag("p", f"Wie besluit: {who}{day}.", class_="who"))
    if _said(row, "if_no"):
        parts.append(tag("p", tag("strong", "Bij nee: "), str(row["if_no"]), class_="if-no"))
    return tag("li", joined(parts))


def _said(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if dutch.is_missing(value) else str(value)


def numbers(frame: pd.DataFrame) -> Output:
    """Show three to five key figures; each leads to the rows that it is made of.

    Parameters
    ----------
    frame
        number_id, label, value_text (as it is printed), compare (what to compare it with) and,
        where that is a number with rows too, compare_id.
    """
    if frame is None or frame.empty:
        return _absent()
    return Output(
        tag(
            "ul", joined(map(_key, frame.to_dict("records"))), class_="numbers", data_workbook=True
        )
    )


def _key(row: Mapping[str, Any]) -> Markup:
    value = tag("span", _said(row, "value_text") or dutch.MISSING, class_="value")
    if _said(row, "number_id"):
        about = f"{row['value_text']}: {row['label']}. Naar de regels achter dit cijfer"
        value = tag("a", value, href=f"#cijfer-{row['number_id']}", aria_label=about)
    compare = _said(row, "compare")
    if compare and _said(row, "compare_id"):
        compare = tag("a", compare, href=f"#cijfer-{row['compare_id']}")
    return tag(
        "li", value, tag("span", row["label"], class_="label"),
        tag("span", compare, class_="compare") if compare else None,
    )  # fmt: skip


def evidence(frame: pd.DataFrame) -> Output:
    """Show per number the rows that it is made of: sum of value times factor.

    Parameters
    ----------
    frame
        number_id, number_label, unit, origin, what, value, factor, source and grade.
    """
    if frame is None or frame.empty:
        return _absent()
    return Output(
        tag(
            "div",
            evidence_rows.blocks(frame),
            class_="evidence",
            data_workbook=True,
            data_evidence=True,
        )
    )
