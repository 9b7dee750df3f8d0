"""The sheet that charts are drawn on: sizes in inches, labels that wrap, words for numbers.

A chart of rows sets its height by its rows, so that twelve rows read as well as one. On a phone
a long label stands above its row instead of beside it. No text is turned, cut or below 9 points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextToPath
from matplotlib.ticker import FuncFormatter, MaxNLocator

from lib import dutch
from lib.page import labels, style

LINE_HEIGHT = 0.175  # inches per line of text
PAD = 0.08
MARKERS = ["o", "s", "^", "D", "v"]
HALO = {"facecolor": style.WHITE, "edgecolor": "none", "pad": 0.6}  # lines do not cross words
Writer = Callable[[Any], str]


@dataclass(frozen=True)
class Chart:
    """A chart that can be drawn at any width, with its alt text and its numbers.

    `draw` takes the width in inches and gives a figure.
    """

    draw: Callable[[float], Figure]
    alt: str
    data: pd.DataFrame


_partners: dict[str, str] = {}


def colours(names: Iterable[str] | None = None) -> dict[str, str]:
    """Fix the colour per deelnemer in order of first registration; give all colours by name.

    Beyond five names the rest is grey: more colours than five cannot be told apart.
    """
    for name in names or []:
        free = len(_partners)
        _partners.setdefault(
            name, style.PALETTE[free] if free < len(style.PALETTE) else style.LINE
        )
    return dict(_partners)


def palette(names: Sequence[str]) -> dict[str, str]:
    """Give a colour per series: that of the deelnemer when all are deelnemers."""
    if len(names) <= len(style.PALETTE) and all(name in _partners for name in names):
        chosen = {name: _partners[name] for name in names}
        if len(set(chosen.values())) == len(names):
            return chosen
    wanted = style.PALETTE + [style.LINE] * len(names)
    return dict(zip(names, wanted, strict=False))


def writer(column: str, values: pd.Series, *, sign: bool = False) -> Writer:
    """Give the function that writes the values of a column as people say them."""
    kind = labels.kind(column, pd.to_numeric(values, errors="coerce"))
    if kind == "eur":
        return lambda value: dutch.eur_short(value, sign=sign)
    if kind == "percent":
        return lambda value: dutch.percent(value, sign=sign)
    if kind == "integer":
        return lambda value: dutch.number(value, sign=sign)
    largest = pd.to_numeric(values, errors="coerce").abs().max()
    decimals = 2 if largest == largest and largest < 1 else 0 if largest >= 1000 else 1
    return lambda value: dutch.loose(value, decimals, sign=sign)


@lru_cache(maxsize=4096)
def text_width(text: str, bold: bool = False, size: float = style.SIZE) -> float:
    """Measure a line of text in inches."""
    font = FontProperties(family=style.RULES["font.family"], size=size,
                          weight="bold" if bold else "normal")  # fmt: skip
    return TextToPath().get_text_width_height_descent(text, font, ismath=False)[0] / 72


def widest(texts: Iterable[str], bold: bool = False) -> float:
    """Measure the widest of some lines in inches; nothing is 0."""
    return max((text_width(text, bold) for text in texts), default=0.0)


def wrap(text: str, room: float, bold: bool = False) -> list[str]:
    """Break a text into lines that fit the room (inches); a word that is too long is broken."""
    lines, line = [], ""
    for word in str(text).split():
        longer = f"{line} {word}".strip()
        if text_width(longer, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        pieces = _pieces(word, room, bold)
        lines += pieces[:-1]
        line = pieces[-1]
    return [*lines, line] if line or not lines else lines


def _pieces(word: str, room: float, bold: bool) -> list[str]:
    if text_width(word, bold) <= room:
        return [word]
    pieces, piece = [], ""
    for letter in word:
        if piece and text_width(piece + letter + "-", bold) > room:
            pieces.append(piece + "-")
            piece = ""
        piece += letter
    return [*pieces, piece]


def narrow(width: float) -> bool:
    """Tell whether a chart of this width (inches) is meant for a phone."""
    return width < 5


@dataclass
class Sheet:
    """A figure with one axes; y runs in inches from the top of the axes, `centres` per row."""

    figure: Figure
    axes: Axes
    centres: list[float]
    room: float
    height: float


def rows(
    width: float,
    names: Sequence[str],
    *,
    bar: float = 0.25,
    gap: float = 0.13,
    top: float = 0.0,
    bottom: float = 0.05,
    label_share: float = 0.36,
) -> Sheet:
    """Make a sheet with a labelled row per name; labels stand left, or above on a phone."""
    above = narrow(width) and widest(names) > 0.3 * width
    most = width - PAD if above else min(widest(names) + PAD, label_share * width)
    lines = [wrap(name, most) for name in names]
    left = 0.0 if above else most + PAD
    heights = [
        len(line) * LINE_HEIGHT + 0.04 + bar + gap
        if above
        else max(len(line) * LINE_HEIGHT, bar) + gap
        for line in lines
    ]
    total = max(sum(heights), bar)
    sheet = blank(width, total, left=left, top=top, bottom=bottom)
    start = 0.0
    for line, height in zip(lines, heights, strict=True):
        middle = start + height / 2
        text_at = start + len(line) * LINE_HEIGHT / 2 if above else middle
        label(sheet, "\n".join(line), text_at, -left, bbox=HALO if above else None)
        sheet.centres.append(start + height - gap - bar / 2 if above else middle)
        start += height
    return sheet


def blank(
    width: float, height: float, *, left: float = 0.0, right: float = 0.03, top: float = 0.0,
    bottom: float = 0.05,
) -> Sheet:  # fmt: skip
    """Make a figure with one bare axes of the given height (inches) and room around it."""
    whole = top + height + bottom
    figure = Figure(figsize=(width, whole))
    room = width - left - right
    axes = figure.add_axes((left / width, bottom / whole, room / width, height / whole))
    figure.patch.set_visible(False)
    axes.patch.set_visible(False)
    axes.set_ylim(height, 0)
    axes.set_yticks([])
    axes.set_xticks([])
    for side in axes.spines.values():
        side.set_visible(False)
    return Sheet(figure, axes, [], room, height)


def label(sheet: Sheet, text: str, y: float, x: float = 0.0, **kwargs: Any) -> None:
    """Write text at x inches from the left of the axes and y inches from its top."""
    settings = {"ha": "left", "va": "center", "linespacing": 1.15, "zorder": 6, **kwargs}
    sheet.axes.annotate(
        text, (0, y), xycoords=("axes fraction", "data"), xytext=(x * 72, 0),
        textcoords="offset points", annotation_clip=False, **settings,
    )  # fmt: skip


def beside(sheet: Sheet, text: str, x: float, y: float, side: int = 1, **kwargs: Any) -> None:
    """Write text right (1) or left (-1) of a value."""
    settings = {"va": "center", "ha": "left" if side > 0 else "right", **kwargs}
    sheet.axes.annotate(
        text, (x, y), xytext=(4 * side, 0), textcoords="offset points", annotation_clip=False,
        **settings,
    )  # fmt: skip


def gap_in_words(sheet: Sheet, y: float, x: float = 0.0) -> None:
    """Say in the row itself that its value was not delivered."""
    beside(sheet, dutch.MISSING, x, y, style="italic", color=style.QUIET)


def scale(sheet: Sheet, low: float, high: float, left: float = 0.0, right: float = 0.0) -> None:
    """Set the value axis so that low to high fits between room for text (inches)."""
    high = high if high > low else low + 1
    inches = max(sheet.room - left - right, 0.3)
    unit = (high - low) / inches
    sheet.axes.set_xlim(low - left * unit, high + right * unit)


def value_ticks(sheet: Sheet, write: Writer, *, whole: bool = False) -> None:
    """Put pale lines and Dutch numbers along the value axis."""
    axes = sheet.axes
    count = 3 if sheet.room < 3 else 5
    axes.xaxis.set_major_locator(MaxNLocator(count, integer=whole, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))
    axes.grid(True, axis="x")
    axes.tick_params(axis="x", pad=3)


def legend_height(width: float, names: Sequence[str]) -> float:
    """Give the height (inches) that a legend of these names takes above a chart."""
    return len(_legend_lines(width, names)) * (LINE_HEIGHT + 0.05) + 0.08 if names else 0.0


def _legend_lines(width: float, names: Sequence[str]) -> list[list[tuple[str, float]]]:
    lines: list[list[tuple[str, float]]] = [[]]
    x = 0.0
    for name in names:
        size = 0.17 + text_width(name) + 0.2
        if lines[-1] and x + size > width:
            lines.append([])
            x = 0.0
        lines[-1].append((name, x))
        x += size
    return lines


def legend(
    figure: Figure,
    names: Sequence[str],
    colour: dict[str, str],
    marks: dict[str, str] | None = None,
) -> None:
    """Write the names of the series above the chart, each behind its own colour (and mark)."""
    width, height = figure.get_size_inches()
    for number, line in enumerate(_legend_lines(width, names)):
        y = height - (number + 0.5) * (LINE_HEIGHT + 0.05)
        for name, x in line:
            _legend_mark(figure, x, y, colour[name], (marks or {}).get(name))
            figure.text((x + 0.17) / width, y / height, name, va="center", ha="left")


def _legend_mark(figure: Figure, x: float, y: float, colour: str, mark: str | None) -> None:
    width, height = figure.get_size_inches()
    if mark is None:
        place = ((x) / width, (y - 0.055) / height)
        box = Rectangle(place, 0.11 / width, 0.11 / height, color=colour,
                        transform=figure.transFigure)  # fmt: skip
        figure.add_artist(box)
        return
    from matplotlib.lines import Line2D

    dot = Line2D([(x + 0.055) / width], [y / height], marker=mark, color=colour, ls="none",
                 markersize=6.5, transform=figure.transFigure)  # fmt: skip
    figure.add_artist(dot)
