"""What charts share: numbers, alt text, and labelled rows on one scale.

A chart of rows sets its height by its rows, so that twelve rows read as well as one. On a phone a
long label stands above its row instead of beside it. No text is turned, cut or below 9 points.
"""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import TextToPath
from matplotlib.ticker import MaxNLocator

from lib import dutch
from lib.page import labels, style
from lib.page.labels import Writer

LINE_HEIGHT = 0.175  # inches per line of text
PHONE = 5.0  # inches; a narrower chart is meant for a phone
HALO = {"facecolor": style.WHITE, "edgecolor": "none", "pad": 0.6}  # lines do not cross words
UNSURE = "niet te bepalen"
SILENT = {dutch.MISSING, UNSURE, ""}  # words of a row that name no value
BOX, MARKERS = "s", ["o", "s", "^", "D", "v"]
Key = dict[str, tuple[str, str]]  # colour and mark of each name in a legend
Mark = tuple[float, float, str, str]  # a bar or a dot, as in Row
Table = pd.DataFrame


@dataclass(frozen=True)
class Chart:
    """A chart that can be drawn at any width (inches), with its alt text and its numbers."""

    draw: Callable[[float], Figure]
    alt: str
    data: Table  # the numbers that it shows
    halves: Sequence[Callable[[float], Figure]] = ()  # beside one another on a lying sheet


def numeric(table: Table, *names: str) -> Table:
    """Give the table with numbers in these columns; what is none, or endless, is unknown."""
    values = table[list(dict.fromkeys(names))].apply(pd.to_numeric, errors="coerce").astype(float)
    return table.assign(**values.where(values.abs() < np.inf)).reset_index(drop=True)


def named(values: pd.Series) -> pd.Series:
    """Write the names of rows or series as the page prints them: 2014, not 2014.0."""
    kind = labels.kind(values.name, values)
    return values.map(lambda value: labels.text(value, kind)).astype(str)


def from_zero(axes: Axes) -> None:
    """Draw the line from which bars start."""
    axes.axvline(0, color=style.LINE, lw=0.8, zorder=3)


def lying(
    rows: list["Row"], said: str, data: Table, finish: Any = from_zero, **look: Any
) -> Chart | None:
    """Make a chart of rows and read them out, or None when no row has a value.

    `finish` draws on the axes, `look` is as in `drawn`.
    """
    if not any(row.ends or row.text not in SILENT for row in rows):
        return None

    def draw(width: float) -> Figure:
        axes = drawn(width, rows, **look)
        finish(axes)
        return axes.figure

    listed = ((row.name, " tot ".join(filter(None, [row.before, row.text]))) for row in rows)
    words = "; ".join(": ".join(filter(None, pair)) for pair in listed)
    return Chart(draw, f"{said} {words}.", data)


def looks(names: Sequence[str]) -> Key:
    """Give each series its colour and mark."""
    pairs = zip(style.colours(names).values(), cycle(MARKERS), strict=False)
    return dict(zip(names, pairs, strict=False))


def days(moments: Any) -> Any:
    """Place moments on an axis of time: days since 1970."""
    return (moments - pd.Timestamp(0)) / pd.Timedelta(days=1)


@lru_cache(maxsize=4096)
def text_width(text: str, bold: bool = False) -> float:
    """Measure a line of text in inches."""
    font = FontProperties(weight="bold" if bold else "normal")
    return TextToPath().get_text_width_height_descent(text, font, ismath=False)[0] / 72


def widest(texts: Iterable[str], bold: bool = False) -> float:
    """Measure the widest of some lines in inches; nothing is 0."""
    return max((text_width(text, bold) for text in texts), default=0.0)


def wrap(text: str, room: float, bold: bool = False) -> list[str]:
    """Break a text into lines of about the room (inches); a word that is too long is broken."""
    size = text_width(text, bold)
    if size <= room:
        return [text]
    return textwrap.wrap(text, max(int(0.97 * room / size * len(text)), 4))


@dataclass(frozen=True)
class Row:
    """A row of a chart: words right and left of it, bars, a line and dots.

    A bar is from, to, colour and the text in it; a dot a value, a distance down (inches), a
    colour and a mark. A head has a band and no values.
    """

    name: str
    text: str = ""
    bars: Sequence[Mark] = ()
    line: tuple[float, float, str] | None = None
    dots: Sequence[Mark] = ()
    before: str = ""
    head: bool = False
    bold: bool = False

    @property
    def ends(self) -> tuple[float, ...]:
        """The lowest and highest value that is drawn; nothing when there is none."""
        values = [end for bar in self.bars for end in bar[:2]] + [dot[0] for dot in self.dots]
        values += self.line[:2] if self.line else []
        return (min(values), max(values)) if values else ()


def room(axes: Axes) -> float:
    """Measure the width of the axes in inches."""
    return axes.bbox.width / axes.figure.dpi


def write(axes: Axes, text: str, x: float, y: float, *shift: float, **how: Any) -> None:
    """Write text at a value, moved by some inches to the right (or left of it) and up."""
    across, up = [*shift, 0, 0][:2]
    how = {"ha": "right" if across < 0 else "left", "va": "center_baseline", "zorder": 6} | how
    how |= {"linespacing": 1.15, "annotation_clip": False}
    axes.annotate(text, (x, y), (across * 72, up * 72), textcoords="offset points", **how)


def blank(width: float, height: float, key: Key | None = None, **edges: float) -> Axes:
    """Make a figure with one bare axes of the given height, a legend above it; all in inches."""
    edges = {"left": 0.0, "right": 0.03, "bottom": 0.05, "top": 0.0} | edges
    left, right, bottom, top = edges.values()
    key = {"\n".join(wrap(name, width - 0.3)): look for name, look in (key or {}).items()}
    columns = max(int(width / (widest("\n".join(key).split("\n")) + 0.4)), 1)
    lines = -(-len(key) // columns) * (1 + max((name.count("\n") for name in key), default=0))
    whole = height + bottom + top + (lines * 0.21 + 0.08 if key else 0)
    place = (left / width, bottom / whole, 1 - (left + right) / width, height / whole)
    figure = Figure(figsize=(width, whole), frameon=False)
    axes = figure.add_axes(place, frameon=False, xticks=[], yticks=[])
    if key:
        look = {"ls": "none", "ms": 7, "mew": 1.5}
        marks = [Line2D([], [], marker=m, color=c, **look) for c, m in key.values()]
        at = {"loc": "upper left", "bbox_to_anchor": (0, 1 - 0.02 / whole), "ncols": columns}
        figure.legend(marks, list(key), **at)
    return axes


def drawn(
    width: float,
    rows: Sequence[Row],
    key: Key | None = None,
    reach: Sequence[float] = (0.0,),
    bar: float = 0.21,
    gap: float = 0.12,
    share: float = 0.36,
    **edges: float,
) -> Axes:
    """Draw rows below one another, on one scale that holds the words and what it must reach.

    `bar` and `gap` are heights in inches; `share` is the largest part of the width for the names.
    """
    longest = max(text_width(row.name, row.head) for row in rows) + 0.08
    above = width < PHONE and longest > 0.3 * width
    most = width - 0.08 if above else min(longest, share * width)
    left = 0.08 if above else most + 0.08
    names = [wrap(row.name, most, row.head) for row in rows]
    words = [len(name) * LINE_HEIGHT - 0.03 for name in names]
    tall = [
        text + 0.07 if row.head else gap + (text + 0.07 + bar if above else max(text, bar))
        for row, text in zip(rows, words, strict=True)
    ]
    axes = blank(width, sum(tall), key, left=left, **edges)
    axes.set(ylim=(sum(tall), 0), xlim=_limits(rows, room(axes), reach))
    for row, name, height, end in zip(rows, names, tall, np.cumsum(tall), strict=True):
        middle = at = end - height / 2
        if row.head:
            band = {"xmin": -left / room(axes), "clip_on": False, "zorder": 0.4}
            axes.axhspan(end - height + 0.03, end - 0.01, color=style.FAINT, **band)
        elif above:
            middle, at = end - gap - bar / 2, end - height + len(name) * LINE_HEIGHT / 2
        how = {"weight": "bold"} if row.head else {"bbox": HALO} if above else {}
        how |= {"ha": "left", "xycoords": ("axes fraction", "data")}
        write(axes, "\n".join(name), 0, at, 0.02 + 0.03 * row.head - left, **how)
        _draw(axes, row, middle, bar)
    return axes


def _limits(rows: Sequence[Row], space: float, reach: Sequence[float]) -> tuple[float, float]:
    """Give the scale on which all values fit, between the words left and right of them."""
    values = [*reach, *(end for row in rows for end in row.ends)]
    low, high = min(values), max(values)
    high = high if high > low else low + 1
    left = max(text_width(row.before, row.bold) + 0.12 * bool(row.before) for row in rows)
    right = max(text_width(row.text, row.bold) + 0.12 for row in rows)
    unit = (high - low) / max(space - left - right, 0.3)
    return low - left * unit, high + right * unit


def _draw(axes: Axes, row: Row, y: float, bar: float) -> None:
    edge = {"edgecolor": style.WHITE, "linewidth": 0.8 * (len(row.bars) > 1), "zorder": 2}
    scale = room(axes) / np.ptp(axes.get_xlim())
    for start, end, colour, text in row.bars:
        axes.barh(y, end - start, bar, start, color=colour, **edge)
        if text and text_width(text) + 0.08 < abs(end - start) * scale:
            write(axes, text, (start + end) / 2, y, ha="center", color=style.on(colour))
    if row.line:
        ends = {"marker": "|", "ms": 7, "lw": 1.2} if row.bars else {}
        axes.plot(row.line[:2], [y, y], color=row.line[2], zorder=2.5, **ends)
    for x, down, colour, mark in row.dots:
        look = {"color": colour, "ms": 7, "mec": style.WHITE, "mew": 0.7, "zorder": 5}
        axes.plot(x, y + down, mark, clip_on=False, **look)
    how: dict[str, Any] = {"weight": "bold" if row.bold else "normal", "bbox": HALO}
    how |= {"style": "italic", "color": style.QUIET} if row.text == dutch.MISSING else {}
    low, high = row.ends or [np.clip(0.0, *axes.get_xlim())] * 2
    apart = 0.055 + 0.04 * bool(row.dots)
    write(axes, row.before, low, y, -apart, **how)
    write(axes, row.text, high, y, apart, **how)


def ticks(axes: Axes, said: Writer, axis: str = "x") -> None:
    """Put pale lines and Dutch numbers along the value axis."""
    count = 3 if axis == "x" and room(axes) < 3 else 5
    low, high = getattr(axes, f"get_{axis}lim")()
    spots = MaxNLocator(count, steps=[1, 2, 5, 10]).tick_values(low, high)
    spots = spots[(low <= spots) & (spots <= high)]
    getattr(axes, f"set_{axis}ticks")(spots, map(said, spots))
    axes.grid(True, axis=axis)
    inward(axes)
    if axis == "x" and low > 0:
        axes.set_xlabel("De schaal begint niet bij 0.", color=style.QUIET, loc="left")


def inward(axes: Axes) -> None:
    """Turn a name along the bottom inward where half of it would fall off the picture."""
    for name in axes.get_xticklabels():
        half = widest(name.get_text().split("\n")) / 2 * axes.figure.dpi
        at, edge = axes.transData.transform((name.get_position()[0], 0))[0], axes.figure.bbox.x1
        name.set_ha("left" if at < half else "right" if at > edge - half else "center")


def near(values: pd.Series) -> list[float]:
    """Give what a scale of dots must reach: 0, but not for scores, or where all stand far off."""
    low, high = values.min(), values.max()
    least = 0.0 if labels.kind(values.name, values) == "score" else 0.4 * high
    return [low - 0.05 * (high - low)] if high > low > least else [0.0]


def months(axes: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Name as many months as fit along an axis of days."""
    every = pd.date_range(first.replace(day=1), last, freq="MS")
    step = next((step for step in (1, 2, 3, 6) if len(every) / step * 0.42 <= room(axes)), 12)
    shown = every[(every >= first) & ((every.month - 1) % step == 0)]
    shown, form = (shown, "MMM") if len(shown) > 1 else (pd.DatetimeIndex([first, last]), "d MMM")
    years = [f"\n{m.year}" if m.month == 1 or m == shown[0] else "" for m in shown]
    names = [dutch.date(m, form) + year for m, year in zip(shown, years, strict=True)]
    axes.set_xticks(days(shown), names)
    inward(axes)
