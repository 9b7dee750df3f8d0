"""Charts of what lies between two values: from booked to comparable, low to high, then to now."""

from collections.abc import Iterable
from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import Chart, Frame, Row, lying, named, usable

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
        rows += [Row(name, head=True)] * bool(panel)
        rows += _steps(named(part[label]), part[value], total)

    def finish(axes: Axes) -> None:
        canvas.from_zero(axes)
        middles = axes.get_yticks()
        for place, row in enumerate(rows[:-1]):
            joint = [bar[1] for bar in row.bars if rows[place + 1].bars]
            axes.vlines(joint, *middles[place : place + 2], color=style.LINE, lw=0.8, zorder=1)

    said = f"Van begin naar eind, stap voor stap. {_listed(rows)}"
    return lying(rows, said, ready, panel, label, value, finish=finish)


def _listed(rows: list[Row]) -> str:
    said = [(row.name, " tot ".join(filter(None, [row.before, row.text]))) for row in rows]
    return "; ".join(": ".join(filter(None, words)) for words in said) + "."


def _steps(names: pd.Series, sizes: pd.Series, total: str) -> list[Row]:
    """Lay the steps of a waterfall one after another; an unknown step moves nothing."""
    ends, rows = sizes.fillna(0.0).cumsum(), []
    for name, size, end in zip(names, sizes, ends, strict=True):
        text = labels.said(sizes.name, sizes, sign=bool(rows))(size)
        colour = style.BLUE if not rows else DOWN if size < 0 else UP
        rows.append(Row(name, text, bars=[(end - size, end, colour, "")] if size == size else ()))
    if sizes.hasnans:
        return [*rows, Row(total, "niet te bepalen", bold=True)]
    end = ends.iloc[-1]
    text = labels.said(sizes.name, sizes)(end)
    return [*rows, Row(total, text, bars=[(0.0, end, style.BLUE, "")], bold=True)]


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
    rows = [
        _range(str(name), sizes, write)
        for name, *sizes in ready[[label, low, likely, high]].itertuples(index=False)
    ]
    at = ready[likely].min() if zero is None else zero
    key = {f"{labels.name(likely)}: {write(at)}": (style.STRONG, "|")} if zero == at else {}
    said = ". ".join(["Balken van laag tot hoog, de breedste eerst", *key, _listed(rows)])
    line = {"x": at, "color": style.STRONG, "lw": 1.4, "visible": zero is not None}
    finish = partial(Axes.axvline, **line)
    columns = [label, low, likely, high]
    return lying(rows, said, ready, *columns, finish=finish, key=key, reach=[at])


def _range(name: str, sizes: Iterable[float], write: labels.Writer) -> Row:
    low, likely, high = sorted(sizes)
    if pd.isna(sizes).any():
        return Row(name, dutch.MISSING)
    bars = [(low, likely, PALER, ""), (likely, high, style.BLUE, "")]
    return Row(name, write(high), write(low), bars)


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
    said = f"Van {labels.name(before)} naar {labels.name(after)}. {_listed(rows)}"
    columns = [label, before, after, n_before, n_after, spread]
    look = {"key": key, "bottom": 0.28, "finish": partial(canvas.ticks, said=write)}
    return lying(rows, said, ready, *columns, **look)


def _change(name: str, before: float, after: float, firm: bool, write: labels.Writer) -> Row:
    pale, dark = (PALER, style.BLUE) if firm else (style.PALE, style.PALE)
    ends = [(before, 0.0, pale, "o"), (after, 0.0, dark, "<" if after < before else ">")]
    dots = [dot for dot in ends if dot[0] == dot[0]]
    line = (*sorted([before, after]), pale) if len(dots) == 2 else None
    text = f"{write(before)} naar {write(after)}" if dots else dutch.MISSING
    return Row(name, text, line=line, dots=dots)
