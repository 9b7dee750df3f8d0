"""Generic charts: a tidy table in, a `Chart` out, or None when there is nothing to show.

A chart holds axes and direct labels; its finding stands in the caption on the page. Rows without
a value stay in the chart, in words. `matrix` gives a frame of cells, which is set as a table.
"""

from collections.abc import Iterable
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import BOX, Chart, Key, Mark, Row, Table, lying, named, numeric
from lib.page.labels import Writer
from lib.page.matrix import matrix
from lib.page.planes import curve, months, scatter

__all__ = [
    "bars", "curve", "diverging", "dots", "matrix", "months", "ranges", "scatter",
    "slope", "stacked", "waterfall",
]  # fmt: skip

MOST_SERIES, MOST_PARTS, OTHER = 5, 8, "overig"
DOWN, UP, PALER = style.ORANGE, style.BLUES[4], style.BLUES[3]


def _bar(write: Writer, name: str, size: float, *ends: float) -> Row:
    bars = [(0.0, size, style.LOSS if size < 0 else style.GAIN, "")] if size == size else []
    if bars and ends and ends[0] < ends[1]:  # the words at the ends are those of the range
        low, high = map(write, ends)
        return Row(f"{name}: {write(size)}", high, bars, (*ends, style.STRONG), before=low)
    return Row(name, bars=bars, **{"before" if size < 0 else "text": write(size)})


def bars(
    table: Table,
    label: str,
    value: str,
    *ends: str,
    band: tuple[float, float, str] | None = None,
    sort: bool = True,
    sign: bool = False,
) -> Chart | None:
    """Compare rows on one figure with bars from zero.

    Parameters
    ----------
    label, value
        Columns with the name and the value of a row.
    ends
        Columns with the lowest and the highest value, drawn as a line on the bar.
    band
        Low, high and name of a benchmark that is drawn behind the rows.
    sort
        Largest value first; False keeps the order of the table.
    sign
        Write a plus before what is above zero.
    """
    ready = numeric(table, value, *ends)
    ready = ready.sort_values(value, ascending=False, kind="stable") if sort else ready
    write, sizes = labels.said(value, ready[value], sign=sign), ready[[value, *ends]].to_numpy()
    data = ready[[label, *ends[:1], value, *ends[1:]]]
    rows = [_bar(write, name, *row) for name, row in zip(named(ready[label]), sizes, strict=True)]
    if not band:
        return lying(rows, "Liggende staven.", data)
    low, high, about = band
    words = f"{about}: {' tot '.join(dict.fromkeys([write(low), write(high)]))}"
    colour, mark = (style.STRONG, "|") if low == high else (style.PALE, BOX)

    def finish(axes: Axes) -> None:
        canvas.from_zero(axes)
        axes.axvspan(low, high, facecolor=style.GRID, ec=colour, lw=1.2, zorder=0)

    look = {"key": {words: (colour, mark)}, "reach": [0.0, low, high]}
    return lying(rows, f"Liggende staven. {words}.", data, finish, **look)


diverging = partial(bars, sign=True)  # who gains and who loses: bars on either side of zero


def stacked(table: Table, label: str, part: str, value: str) -> Chart | None:
    """Show what totals are made of: stacked bars with the total behind each.

    Beyond eight parts the smallest are taken together as `overig`; the numbers behind the chart
    keep every part.
    """
    ready = numeric(table, value)
    write = labels.said(value, ready[value])
    parts, names = named(ready[part]), named(ready[label])
    size = ready[value].abs().groupby(parts).sum()
    if len(size) > MOST_PARTS:
        parts = parts.where(parts.isin(size.nlargest(MOST_PARTS - 1).index), OTHER)
    colour = style.colours(list(dict.fromkeys(parts)), style.PARTS)
    colour |= {OTHER: style.PALE} if OTHER in colour else {}
    sums = ready[value].groupby([names, parts], sort=False).sum(min_count=1)
    totals = ready[value].groupby(names, sort=False).sum(min_count=1)
    least = dict.fromkeys(names[ready[value].isna()].unique(), "minstens ")
    rows = [
        Row(name, least.get(name, "") + write(total), _parts(sums[name], colour, write), bold=True)
        for name, total in totals.dropna().items()
    ]
    rows += [Row(name, dutch.MISSING) for name in totals.index[totals.isna()]]
    said = f"Gestapelde staven van {dutch.listing(colour)}. Totaal van"
    key = {name: (fill, BOX) for name, fill in colour.items()}
    data = ready.groupby([label, part], sort=False)[value].sum(min_count=1).reset_index()
    return lying(rows, said, data, key=key, bar=0.24)


def _parts(sizes: pd.Series, colour: dict[str, str], write: Writer) -> list[Mark]:
    """Lay the parts of a row end to end, those below zero to the left."""
    shown, ends = [], {True: 0.0, False: 0.0}
    for part, size in sizes.reindex(list(colour))[lambda known: known.abs() > 0].items():
        start, ends[size > 0] = ends[size > 0], ends[size > 0] + size
        shown.append((start, start + size, colour[part], write(size)))
    return shown


def dots(table: Table, label: str, value: str, series: str) -> Chart | None:
    """Show how series differ per row: one dot per series on each line, the spread visible."""
    ready = numeric(table, value)
    write, who = labels.said(value, ready[value]), named(ready[series])
    every, reach = list(dict.fromkeys(who)), canvas.near(ready[value])
    key = shown = canvas.looks(every)
    if len(every) > MOST_SERIES:
        key = dict.fromkeys(every, (style.BLUE, "o"))
        shown = {f"één stip per {labels.name(series).lower()}": (style.BLUE, "o")}
    cells = pd.DataFrame({"row": named(ready[label]), "x": ready[value], "who": who})
    rows = [_dotted(name, here.dropna(), key) for name, here in cells.groupby("row", sort=False)]
    far = max(rows, key=lambda row: np.ptp(row.ends or [0.0, 0.0]), default=Row(""))
    said = f"Stippen per rij voor {dutch.listing(every)}. Grootste verschil bij {far.name}: "
    said += f"van {' tot '.join(map(write, far.ends))}."
    bar = 0.15 + 0.1 * cells.groupby(["row", "x"]).size().max()

    def finish(axes: Axes) -> None:
        canvas.ticks(axes, write)
        canvas.from_zero(axes)  # who gains and who loses stand on either side

    data = ready[[label, series, value]]
    return lying(rows, said, data, finish, key=shown, bar=bar, bottom=0.45, reach=reach)


def _dotted(name: str, here: Table, key: Key) -> Row:
    """Put the dots of one row on a line; equal values stand above one another."""
    if here.empty:
        return Row(name, dutch.MISSING)
    nth, of = here.groupby("x").cumcount(), here.groupby("x")["x"].transform("size")
    places = zip(here["x"], (nth - (of - 1) / 2) * 0.1, here["who"], strict=True)
    line = (here["x"].min(), here["x"].max(), style.PALE)
    return Row(name, line=line, dots=[(x, down, *key[who]) for x, down, who in places])


def waterfall(table: Table, label: str, value: str, *, panel: str, total: str) -> Chart | None:
    """Show the steps from a first value, where the scale starts, to their sum.

    Parameters
    ----------
    label, value
        Columns with the name and the size of a step: the first row is where it starts, the
        others are corrections with their sign, in the order of the table.
    panel
        Column that splits the rows in groups, each with its own steps, on one scale.
    total
        The name of the last row: the sum, with a bar for all steps together; not drawn when a
        step is unknown.
    """
    ready = numeric(table, value)
    rows: list[Row] = []
    for name, part in ready.groupby(named(ready[panel]), sort=False):
        rows += [Row(name, head=True), *_steps(part, label, value, total)]
    colours = {"Erbij": UP, "Eraf": DOWN, "Samen erbij of eraf": style.BLUE}
    look = {"key": {name: (colour, BOX) for name, colour in colours.items()}}
    return lying(rows, "Stap voor stap.", ready[[panel, label, value]], bar=0.13, gap=0.09, **look)


def _steps(part: Table, label: str, value: str, total: str) -> list[Row]:
    """Lay the steps of a waterfall one after another; an unknown step moves nothing."""
    (first, *names), (start, *_) = named(part[label]), part[value]
    sizes = part[value].iloc[1:]
    write, signed = (labels.said(value, part[value], sign=sign) for sign in (False, True))
    ends = sizes.fillna(0.0).cumsum()
    rows = [Row(first, write(start))]
    for name, size, end in zip(names, sizes, ends, strict=True):
        bars = [(end - size, end, DOWN if size < 0 else UP, "")] if size == size else []
        rows.append(Row(name, signed(size), bars))
    if part[value].hasnans:
        return [*rows, Row(total, canvas.UNSURE, bold=True)]
    together = (0.0, sizes.sum(), style.BLUE, "")
    return [*rows, Row(total, write(part[value].sum()), [together], bold=True)]


def ranges(
    table: Table, label: str, low: str, likely: str, high: str, zero: float | None = None
) -> Chart | None:
    """Show from low to high what a result can be, the widest first (a tornado).

    Parameters
    ----------
    label, low, likely, high
        Columns with the name of a row, the two ends of its range and the likely value, where
        the colour changes: pale below it, dark above it.
    zero
        The value to compare with, drawn as a line.
    """
    ready = numeric(table, likely, low, high)
    width = (ready[high] - ready[low]).abs().sort_values(ascending=False, kind="stable")
    ready = ready.loc[width.index]
    write = labels.said(likely, ready[likely])
    each = zip(named(ready[label]), ready[[low, likely, high]].to_numpy(), strict=True)
    rows = [_range(name, sizes, write) for name, sizes in each]
    at = ready[likely].min() if zero is None else zero
    key = {f"{labels.name(likely)}: {write(at)}": (style.STRONG, "|")} if zero == at else {}
    said = "Balken van laag tot hoog, de breedste eerst. " + "".join(f"{one}." for one in key)
    line = {"x": at, "color": style.STRONG, "lw": 1.4, "visible": zero is not None}
    finish = partial(Axes.axvline, **line)
    return lying(rows, said, ready[[label, low, likely, high]], finish, key=key, reach=[at])


def _range(name: str, sizes: Iterable[float], write: Writer) -> Row:
    if pd.isna(sizes).any():
        return Row(name, dutch.MISSING)
    low, likely, high = sorted(sizes)
    bars = [(low, likely, PALER, ""), (likely, high, style.BLUE, "")]
    return Row(name, write(high), bars, before=write(low) if write(low) != write(high) else "")


def slope(
    table: Table, label: str, before: str, after: str, n_before: str, n_after: str, spread: str
) -> Chart | None:
    """Show per item where it stood and where it stands, the largest gain first.

    Parameters
    ----------
    label, before, after
        Columns with the name of an item and its value in the 0-meting and the 1-meting.
    n_before, n_after
        Columns with the number of answers, written behind the name.
    spread
        Column with the difference that chance alone can make: a change that is not larger, or
        whose spread is unknown, is drawn pale.
    """
    ready = numeric(table, before, after, n_before, n_after, spread)
    change = ready[after] - ready[before]
    ready = ready.loc[change.sort_values(ascending=False, kind="stable").index]
    firm, values = change.abs().gt(ready[spread]), ready[[before, after]].stack()
    write, sizes = labels.said(after, values), ready[[n_before, n_after]].map(dutch.number)
    names = named(ready[label]) + " (n = " + sizes[n_before] + " en " + sizes[n_after] + ")"
    key = {labels.name(before): (PALER, "o"), labels.name(after): (style.BLUE, ">")}
    key |= {} if firm.all() else {"Geen aantoonbaar verschil": (style.PALE, ">")}
    each = zip(names, ready[before], ready[after], firm[ready.index], strict=True)
    rows = [_change(*row, write) for row in each]
    said = f"Van {labels.name(before)} naar {labels.name(after)}."
    data = ready[[label, before, after, n_before, n_after, spread]]
    how = {"key": key, "bottom": 0.45, "reach": canvas.near(values)}
    return lying(rows, said, data, partial(canvas.ticks, said=write), **how)


def _change(name: str, before: float, after: float, firm: bool, write: Writer) -> Row:
    pale, dark = (PALER, style.BLUE) if firm else (style.PALE, style.PALE)
    ends = [(before, 0.0, pale, "o"), (after, 0.0, dark, "<" if after < before else ">")]
    dots = [dot for dot in ends if dot[0] == dot[0]]
    line = (*sorted([before, after]), pale) if len(dots) == 2 else None
    text = f"{write(before)} naar {write(after)}" if dots else dutch.MISSING
    return Row(name, text, line=line, dots=dots)
