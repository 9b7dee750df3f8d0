"""A chart on the page: finding, picture for wide and narrow screens, source, and its numbers."""

import io
import re
import textwrap

import matplotlib as mpl
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, ScalarFormatter

from lib import dutch
from lib.page import labels, style, tables
from lib.page.canvas import Chart, wrap
from lib.page.markup import digest, part

ABOVE = {"ncols": 3, "loc": "outside upper left", "alignment": "left"}
ALT = 400  # characters that a listener bears
SIZES = ("wide", style.WIDE), ("narrow", style.NARROW), *[("half", style.HALF)] * 2


def framed(
    chart: Chart | Figure | Axes,
    caption: str,
    subtitle: str | None = None,
    alt: str | None = None,
    notes: str = "",
) -> Markup:
    """Write the figure: caption above, picture, notes below, numbers one click away."""
    bare = not isinstance(chart, Chart)
    chart = _in_dutch(chart.figure) if bare else chart
    said = textwrap.shorten(alt or chart.alt, ALT, placeholder="…")
    key = digest(caption, subtitle, said, chart.data.to_csv())
    name, title = f"figuur-{key}", part("numbers_of", caption=caption)
    numbers = "" if bare else tables.rendered(chart.data, title, f"{name}-cijfers")
    style.use()
    draws = zip([chart.draw, chart.draw, *chart.halves], SIZES, strict=False)
    pictures = [
        drawing(draw(width), f"p{nth}{key}-", size)
        for nth, (draw, (size, width)) in enumerate(draws)
    ]
    words = {"caption": caption, "subtitle": subtitle, "alt": said, "no_alt": bare and not alt}
    return part("figure", name=name, pictures=pictures, notes=notes, numbers=numbers, **words)


def plain(drawn: Figure) -> Markup:
    """Write a bare figure once; its caption is the title drawn in it, or the heading above it."""
    import matplotlib.pyplot as plt

    plt.close(drawn)  # else it is shown again after the cell
    title = ""
    for place in ("left", "center") if len(drawn.axes) == 1 else ():
        title = title or drawn.axes[0].get_title(place)
        drawn.axes[0].set_title("", loc=place)
    return framed(drawn, title)


def _in_dutch(drawn: Figure) -> Chart:
    """Give the axes of a bare figure Dutch names and numbers, and its legend a place above."""
    names = []
    for axes in drawn.axes:
        axes.set(xlabel=labels.name(axes.get_xlabel()), ylabel=labels.name(axes.get_ylabel()))
        names.append(" naar ".join(filter(None, [axes.get_ylabel(), axes.get_xlabel()])))
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(axis.get_major_formatter(), ScalarFormatter):
                axis.set_major_formatter(lambda value, _: dutch.loose(value, 2))
        legend = axes.get_legend()
        if legend is not None:
            words = [labels.name(text.get_text()) for text in legend.get_texts()]
            title = labels.name(legend.get_title().get_text()) or None
            legend.remove()
            drawn.legend(legend.legend_handles, words, title=title, **ABOVE)
    if drawn.get_layout_engine() is None:
        drawn.set_layout_engine("constrained")
    said = "; ".join(filter(None, names)) or "zonder beschrijving"
    sides = [(axes.yaxis.get_major_formatter(), axes.get_yticks()) for axes in drawn.axes]
    named = [[] if isinstance(as_, FuncFormatter) else as_.format_ticks(at) for as_, at in sides]

    def draw(width: float) -> Figure:
        drawn.set_figwidth(width)
        for axes, rows in zip(drawn.axes, named, strict=True):
            lines = ["\n".join(wrap(row, 0.25 * width)) for row in rows]
            axes.set_yticks(axes.get_yticks()[: len(rows)], lines) if any(rows) else None
        return drawn

    return Chart(draw, f"Grafiek: {said}.", pd.DataFrame())


def drawing(figure: Figure, prefix: str, class_: str) -> Markup:
    """Draw the figure as one `svg` element: own ids, and the same bytes for the same figure.

    It is hidden from screen readers (its alt says it), and holds no words: letters are paths.
    """
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": prefix}):
        figure.savefig(buffer, format="svg")
    body = buffer.getvalue()
    box = re.search(r'viewBox="([^"]+)"', body)[1]
    body = body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")]
    body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", body, flags=re.S)
    body = re.sub(r"(?<![\d(])-?\d+\.\d{3,}", lambda long: f"{float(long[0]):.2f}", body)
    body = re.sub(r'<g id="[^"]*"', "<g", body.replace("xlink:href", "href"))
    body = re.sub(r'( id="|href="#|url\(#)', rf"\g<1>{prefix}", body)
    body = re.sub(r">\s+<", "><", re.sub(r"\s*\n\s*", " ", body)).strip()
    return part("drawing", class_=class_, box=box, body=Markup(body))
