"""A chart on the page: finding, picture for wide and narrow screens, source, and its numbers."""

from __future__ import annotations

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, ScalarFormatter

from lib import dutch
from lib.page import labels, style, svg, tables
from lib.page.charts import Chart
from lib.page.markup import EMPTY, digest, joined, tag

NUMBERS = "Cijfers bij deze figuur"


def framed(
    chart: Chart | Figure | Axes,
    caption: str,
    subtitle: str | None,
    alt: str | None,
    notes: Markup,
) -> Markup:
    """Write the figure: caption above, picture, notes below, numbers one click away."""
    said = alt or (chart.alt if isinstance(chart, Chart) else _axes_said(_figure(chart)))
    data = chart.data.to_csv() if isinstance(chart, Chart) else ""
    name = "figuur-" + digest(caption, subtitle, said, data)
    picture = tag("div", _pictures(chart, name), class_="chart", role="img", aria_label=said)
    numbers = _numbers(chart, caption, name)
    return tag(
        "figure", _caption(caption, subtitle, name), picture, notes, numbers, class_="figure",
        data_workbook=True, aria_labelledby=name,
        data_no_alt=None if alt or isinstance(chart, Chart) else True,
    )  # fmt: skip


def plain(drawn: Figure) -> Markup:
    """Write a bare figure; its caption is the title drawn in it, or the heading above it."""
    _in_dutch(drawn)
    titles = [axes.get_title(loc) for axes in drawn.axes for loc in ("left", "center", "right")]
    title = next((title for title in titles if title), "")
    if title and len(drawn.axes) == 1:
        for loc in ("left", "center", "right"):
            drawn.axes[0].set_title("", loc=loc)
    return framed(drawn, title, None, None, EMPTY)


def _in_dutch(drawn: Figure) -> None:
    """Give the axes of a bare figure Dutch names and numbers, and its legend a place above."""
    for axes in drawn.axes:
        axes.set(xlabel=labels.name(axes.get_xlabel()), ylabel=labels.name(axes.get_ylabel()))
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(axis.get_major_formatter(), ScalarFormatter):
                axis.set_major_formatter(FuncFormatter(lambda value, _: dutch.loose(value, 2)))
        legend = axes.get_legend()
        if legend is not None:
            words = [labels.name(text.get_text()) for text in legend.get_texts()]
            title = labels.name(legend.get_title().get_text()) or None
            axes.legend(legend.legend_handles, words, title=title, ncols=min(3, len(words)),
                        loc="lower left", bbox_to_anchor=(0, 1), alignment="left")  # fmt: skip
    if drawn.get_layout_engine() is None:
        drawn.set_layout_engine("constrained")


def _figure(chart: Figure | Axes) -> Figure:
    return chart.figure if isinstance(chart, Axes) else chart


def _axes_said(drawn: Figure) -> str:
    """Say what is on the axes of a bare figure: the least that a listener needs."""
    parts = []
    for axes in drawn.axes:
        named = [word for word in (axes.get_ylabel(), axes.get_xlabel()) if word]
        parts.append(" naar ".join(named))
    return "Grafiek: " + ("; ".join(filter(None, parts)) or "zonder beschrijving") + "."


def _pictures(chart: Chart | Figure | Axes, name: str) -> Markup:
    """Draw twice, for a page and for a phone; a bare figure once."""
    if not isinstance(chart, Chart):
        _in_dutch(_figure(chart))
        return svg.drawing(_figure(chart), name, "any")
    style.use()
    short = name.rpartition("-")[2][:7]
    letters: dict[str, str] = {}
    wide = svg.drawing(chart.draw(style.WIDE), f"w{short}-", "wide", letters)
    return wide + svg.drawing(chart.draw(style.NARROW), f"n{short}-", "narrow", letters)


def _caption(caption: str, subtitle: str | None, name: str) -> Markup:
    number = tag("span", class_="number")
    title = tag(
        "p", number, " ", tag("strong", caption, class_="finding"), class_="caption", id=name
    )
    below = tag("p", subtitle, class_="subtitle") if subtitle else None
    return tag("figcaption", title, below)


def _numbers(chart: Chart | Figure | Axes, caption: str, name: str) -> Markup:
    if not isinstance(chart, Chart):
        return EMPTY
    title = joined([NUMBERS, tag("span", f": {caption}", class_="quiet")])
    table = tables.rendered(chart.data, title, name + "-cijfers")
    return tag("details", tag("summary", NUMBERS), table, class_="data")
