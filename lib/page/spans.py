"""Charts of what lies between two values: from booked to comparable, low to high, then to now."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import Chart, Frame, Row, lying, named, usable
from lib.page.labels import Writer

DOWN, UP, PALER = style.ORANGE, style.BLUES[4], style.BLUES[3]


def waterfall(
    table: Frame, label: str, value: str, *, total: str = "Samen", panel: str | None = None
) -> Chart | None:
    """Show the steps from a first value to their sum.

    Parameters
    ----------
    label, value
        Columns with the name and the size of a step: the first row is where it starts, the
        others are corrections with their sign, in the order of the table.
    total
        The name of the last bar: the sum, not drawn when a step is unknown.
    panel
        Column that splits the rows in groups, each with its own steps, on one scale.
    """
    ready = usable(table, value)
    if ready is None:
        return None
    groups = ready.groupby(named(ready[panel]), sort=False) if panel else [("", ready)]
    rows: list[Row] = []
    for name, part in groups:
        rows += [Row(name, head=True)] * bool(panel) + _steps(part, label, value, total)

    def finish(axes: Axes) -> None:
        canvas.from_zero(axes)
        middles = axes.get_yticks()
        for place, row in enumerate(rows[:-1]):
            joint = [bar[1] for bar in row.bars if rows[place + 1].bars]
            axes.vlines(joint, *middles[place : place + 2], color=style.LINE, lw=0.8, zorder=1)

    return lying(rows, "Stap voor stap.", ready.filter([panel, label, value]), finish)


def _steps(part: pd.DataFrame, label: str, value: str, total: str) -> list[Row]:
    """Lay the steps of a waterfall one after another; an unknown step moves nothing."""
    sizes, ends = part[value], part[value].fillna(0.0).cumsum()
    colours = [style.BLUE, *np.where(sizes < 0, DOWN, UP)[1:]]
    write, signed = (labels.said(value, sizes, sign=sign) for sign in (False, True))
    rows = [
        Row(name, signed(size), [(end - size, end, colour, "")] if size == size else ())
        for name, size, end, colour in zip(named(part[label]), sizes, ends, colours, strict=True)
    ]
    rows[0] = replace(rows[0], text=write(sizes.iloc[0]))
    if sizes.hasnans:
        return [*rows, Row(total, "niet te bepalen", bold=True)]
    end = ends.iloc[-1]
    return [*rows, Row(total, write(end), [(0.0, end, style.BLUE, "")], bold=True)]


def ranges(
    table: Frame, label: str, low: str, likely: str, high: str, *, zero: float | None = None
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
    ready = usable(table, likely, low, high)
    if ready is None:
        return None
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
    return Row(name, write(high), bars, before=write(low))


def slope(
    table: Frame,
    label: str,
    before: str,
    after: str,
    *,
    n_before: str | None = None,
    n_after: str | None = None,
    spread: str | None = None,
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
        whose spread is unknown, is drawn pale. Left out: every change counts.
    """
    ready = usable(table, after, before, n_before, n_after, spread)
    if ready is None:
        return None
    change = ready[after] - ready[before]
    ready = ready.loc[change.sort_values(ascending=False, kind="stable").index]
    firm = change.abs().gt(ready[spread] if spread else 0.0)
    write, names = labels.said(after, ready[[before, after]].stack()), named(ready[label])
    if n_before and n_after:
        sizes = ready[[n_before, n_after]].map(dutch.number).agg(" en ".join, axis=1)
        names += " (n = " + sizes + ")"
    key = {labels.name(before): (PALER, "o"), labels.name(after): (style.BLUE, ">")}
    key |= {} if firm.all() else {"Geen aantoonbaar verschil": (style.PALE, ">")}
    each = zip(names, ready[before], ready[after], firm[ready.index], strict=True)
    rows = [_change(*row, write) for row in each]
    said = f"Van {labels.name(before)} naar {labels.name(after)}."
    data = ready.filter([label, before, after, n_before, n_after, spread])
    return lying(rows, said, data, partial(canvas.ticks, said=write), key=key, bottom=0.28)


def _change(name: str, before: float, after: float, firm: bool, write: Writer) -> Row:
    pale, dark = (PALER, style.BLUE) if firm else (style.PALE, style.PALE)
    ends = [(before, 0.0, pale, "o"), (after, 0.0, dark, "<" if after < before else ">")]
    dots = [dot for dot in ends if dot[0] == dot[0]]
    line = (*sorted([before, after]), pale) if len(dots) == 2 else None
    text = f"{write(before)} naar {write(after)}" if dots else dutch.MISSING
    return Row(name, text, line=line, dots=dots)
