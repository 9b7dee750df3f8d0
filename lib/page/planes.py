"""Charts with two axes: values per month, and score against cost."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import Chart, Frame, Key, days, named, usable
from lib.page.labels import Writer

HALF_MONTH = 15  # days
MANY = 100  # points: such a line has no dots


def months(
    table: Frame, month: str, value: str, series: str, mark: tuple[str, str] | None = None
) -> Chart | None:
    """Show values per month with a line per series; `mark` names a moment.

    Parameters
    ----------
    month
        Column with months (`2010-11`).
    mark
        A month and the words for what began then.
    """
    ready = usable(table, value)
    if ready is None or ready[month].isna().all():
        return None
    names = ready[month].map(dutch.month)
    ready = ready.assign(at=days(pd.to_datetime(ready[month].astype("string"))))
    ready = ready.dropna(subset="at").sort_values("at", kind="stable")
    lines = dict(iter(ready.groupby(named(ready[series]), sort=False)))
    write, most = labels.said(value, ready[value]), ready.loc[ready[value].idxmax()]
    said = f"Per maand van {names[ready.index[0]]} tot en met {names[ready.index[-1]]}. "
    said += f"Hoogste: {most[series]} in {dutch.month(most[month])}, {write(most[value])}."
    said += f" Gemarkeerd: {mark[1]}, {dutch.month(mark[0])}." if mark else ""

    def draw(width: float) -> Figure:
        axes = _lines(width, lines, value, {}, write)
        if mark:
            x, (first, last) = days(pd.Timestamp(mark[0])) - HALF_MONTH, axes.get_xlim()
            axes.axvline(x, color=style.WINE, lw=1.4)
            place = (x, axes.get_ylim()[1], 0.01 if x < (first + last) / 2 else -0.01)
            canvas.write(axes, mark[1], *place, color=style.WINE, va="bottom")
        return axes.figure

    return Chart(draw, said, ready[[month, series, value]])


def _lines(
    width: float, lines: dict[str, pd.DataFrame], y: str, marks: Key, write: Writer, *x: Writer
) -> Axes:
    """Draw a line per name; along the bottom the numbers that `x` writes, else months."""
    every, key = pd.concat(lines.values()), canvas.looks(list(lines))
    low, high = min(0.0, every[y].min()), max(0.0, every[y].max()) or 1.0
    left = canvas.widest([write(low), write(high)]) + 0.12
    edges = {"left": left, "right": 0.15, "bottom": 0.45, "top": 0.25}
    axes = canvas.blank(width, 2.3, (key if any(key) else {}) | marks, **edges)
    for name, (colour, dot) in key.items():
        look = {"ls": "-", "color": colour, "ms": 4.5 * (len(every) < MANY)}
        axes.plot("at", y, dot, data=lines[name], **look)
    first, last = every["at"].min(), every["at"].max()
    pad = max(last - first, 1) * 0.02
    axes.set(xlim=(first - pad, last + pad), ylim=(low, high * 1.04))
    canvas.ticks(axes, write, "y")
    for write_x in x:
        canvas.ticks(axes, write_x)
    if not x:
        canvas.months(axes, *pd.to_datetime([first, last], unit="D"))
    axes.axhline(0, color=style.LINE, lw=0.8)
    return axes


def curve(
    table: Frame,
    x: str,
    y: str,
    *,
    marks: Mapping[str, Any] | None = None,
    series: str | None = None,
) -> Chart | None:
    """Show how likely it is that an end date or an amount stays below each value.

    Parameters
    ----------
    x, y
        Columns with the date or the amount, and the cumulative chance (percent).
    marks
        The x of each point on the (first) line that the legend names: `P50`, `P80`.
    series
        Column that splits the rows in lines.
    """
    ready = usable(table, y)
    if ready is None or ready[x].isna().all():
        return None
    dated = pd.api.types.is_datetime64_any_dtype(ready[x])
    place = (lambda at: days(pd.to_datetime(at))) if dated else pd.to_numeric
    write = dutch.date if dated else labels.said(x, ready[x])
    ready = ready.assign(at=place(ready[x])).dropna(subset=["at", y])
    groups = ready.groupby(named(ready[series]) if series else lambda _: "", sort=False)
    lines = {name: own.sort_values("at") for name, own in groups}  # the first one has the marks
    first, marked = next(iter(lines.values())), pd.Series(marks or {}, dtype=ready[x].dtype)
    words, spots = [f"{name}: {write(at)}" for name, at in marked.items()], place(marked)
    points = {text: (style.WINE, dot) for text, dot in zip(words, "D^vos", strict=False)}
    chances = np.interp(spots, first["at"], first[y])
    said = f"{labels.name(y)} naar {labels.name(x)}, oplopend. {dutch.listing(words)}."

    def draw(width: float) -> Figure:
        axes = _lines(width, lines, y, points, dutch.percent, *([] if dated else [write]))
        for (_, dot), at, chance in zip(points.values(), spots, chances, strict=True):
            axes.plot([at, at], [0, chance], f":{dot}", markevery=[1], color=style.WINE, lw=1.2)
        return axes.figure

    return Chart(draw, said, ready.filter([series, x, y]))


def scatter(
    table: Frame, label: str, x: str, y: str, *, ranges: Sequence[str] = ()
) -> Chart | None:
    """Show points with their names, for instance score against cost.

    Parameters
    ----------
    ranges
        Columns with the lowest and highest x and the lowest and highest y.
    """
    ready = usable(table, x, y, *ranges)
    known = pd.DataFrame() if ready is None else ready.dropna(subset=[x, y])
    if known.empty:
        return None
    write_x, write_y = (labels.said(name, ready[name]) for name in (x, y))
    places = known[x].map(write_x) + " en " + known[y].map(write_y)
    said = f"Punten naar {labels.name(x)} en {labels.name(y)}. "
    said += "; ".join(known[label].astype(str) + ": " + places) + "."
    gaps = ready[label].drop(known.index)
    note = f"{dutch.capital(dutch.MISSING)}: {dutch.listing(gaps)}" if len(gaps) else ""

    def draw(width: float) -> Figure:
        left = max(canvas.widest(map(write_y, known[y])) + 0.2, 0.42)
        under = canvas.wrap(note, width)
        bottom = 0.5 + len(under) * canvas.LINE_HEIGHT
        axes = canvas.blank(width, 3.5, left=left, right=0.3, bottom=bottom, top=0.25)
        axes.set(frame_on=True, facecolor="none")
        axes.margins(0.12)
        for a, b, *ends in known[[x, y, *ranges]].to_numpy():
            if ends:
                axes.plot(ends[:2], [b, b], color=style.BLUES[2])
                axes.plot([a, a], ends[2:], color=style.BLUES[2])
            axes.plot(a, b, "o", color=style.BLUE, ms=8, mec=style.WHITE)
        canvas.ticks(axes, write_x)
        canvas.ticks(axes, write_y, "y")
        axes.grid(True, axis="both")
        axes.set_xlabel(labels.name(x), weight="bold", loc="right")
        top = {"xycoords": "axes fraction", "weight": "bold", "va": "bottom", "ha": "left"}
        canvas.write(axes, labels.name(y), 0, 1, -left, **top)
        _names(axes, known.groupby([y, x])[label].agg(dutch.listing))
        axes.figure.text(0, 0, "\n".join(under), va="bottom", color=style.QUIET)
        return axes.figure

    return Chart(draw, said, ready[[label, x, *ranges[:2], y, *ranges[2:]]])


def _names(axes: Axes, points: pd.Series) -> None:
    """Write the names beside their points, on the side with most room, the lowest first."""
    axes.autoscale_view()  # the places below are read from the limits, which are set late
    floor, size = {True: 0.0, False: 0.0}, axes.bbox.size / axes.figure.dpi
    for (y, x), name in points.items():
        across, up = axes.transLimits.transform((x, y)) * size
        right = across < size[0] / 2
        lines = canvas.wrap(name, min(max(across, size[0] - across), 2.2) - 0.12)
        tall = len(lines) * canvas.LINE_HEIGHT
        side = right or size[0] < 4  # on a phone the names of both sides share the room
        place = max(up + 0.1, floor[side] + tall / 2)
        floor[side] = place + tall / 2
        how = {"bbox": canvas.HALO, "zorder": 3}
        canvas.write(axes, "\n".join(lines), x, y, 0.11 if right else -0.11, place - up, **how)
