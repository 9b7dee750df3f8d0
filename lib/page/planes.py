"""Charts with two axes: values per month, chances per date, and score against cost."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import Chart, Key, Table, days, named, numeric
from lib.page.labels import Writer

HALF_MONTH = 15  # days
MANY = 100  # points: such a line has no dots


def months(
    table: Table, month: str, value: str, series: str, mark: tuple[str, str] | None = None
) -> Chart | None:
    """Show values per month with a line per series; `mark` names a moment.

    Parameters
    ----------
    month
        Column with months (`2010-11`).
    mark
        A month and the words for what began then.
    """
    ready = numeric(table, value).dropna(subset=month)
    if ready[value].isna().all():
        return None
    ready["at"] = days(pd.to_datetime(ready[month].astype("string")))
    ready = ready.sort_values("at", kind="stable")
    write, most = labels.said(value, ready[value]), ready.loc[ready[value].idxmax()]
    first, last = ready[month].iloc[[0, -1]].map(dutch.month)
    said = f"Per maand van {first} tot en met {last}. "
    said += f"Hoogste: {most[series]} in {dutch.month(most[month])}, {write(most[value])}."
    said += f" Gemarkeerd: {mark[1]}, {dutch.month(mark[0])}." if mark else ""

    def draw(width: float) -> Figure:
        axes = _lines(width, ready, value, series, write)
        if mark:
            x, (first, last) = days(pd.Timestamp(mark[0])) - HALF_MONTH, axes.get_xlim()
            axes.axvline(x, color=style.WINE, lw=1.4)
            place = (x, axes.get_ylim()[1], 0.01 if x < (first + last) / 2 else -0.01)
            canvas.write(axes, mark[1], *place, color=style.WINE, va="bottom")
        return axes.figure

    return Chart(draw, said, ready[[month, series, value]])


def _lines(
    width: float, rows: Table, y: str, series: str, write: Writer, marks: Key | None = None
) -> Axes:
    """Draw a line per series over the months in which its rows are."""
    lines = dict(iter(rows.groupby(named(rows[series]), sort=False)))
    key = canvas.looks(list(lines))
    low, high = min(0.0, rows[y].min()), max(0.0, rows[y].max()) or 1.0
    edges = {"left": canvas.widest([write(low), write(high)]) + 0.12, "right": 0.15}
    axes = canvas.blank(width, 2.3, key | (marks or {}), bottom=0.45, top=0.25, **edges)
    for name, (colour, dot) in key.items():
        look = {"ls": "-", "color": colour, "ms": 4.5 * (len(rows) < MANY)}
        axes.plot("at", y, dot, data=lines[name], **look)
    first, last = rows["at"].min(), rows["at"].max()
    pad = max(last - first, 1) * 0.02
    axes.set(xlim=(first - pad, last + pad), ylim=(low, high * 1.04))
    canvas.ticks(axes, write, "y")
    canvas.months(axes, *pd.to_datetime([first, last], unit="D"))
    axes.axhline(0, color=style.LINE, lw=0.8)
    return axes


def curve(table: Table, date: str, chance: str, series: str, marks: Mapping) -> Chart | None:
    """Show how likely it is that the work is done by each date.

    Parameters
    ----------
    date, chance, series
        Columns with the date, the chance (percent, rising) and what splits the rows in lines.
    marks
        The dates that the legend names, with a point on the first line: `Half kans`.
    """
    ready = numeric(table, chance).dropna(subset=[date, chance])
    if ready.empty:
        return None
    ready["at"] = days(pd.to_datetime(ready[date]))
    first = ready[ready[series].eq(ready[series].iloc[0])]
    words = [f"{name}: {dutch.date(at)}" for name, at in marks.items()]
    key = {text: (style.WINE, dot) for text, dot in zip(words, "D^vos", strict=False)}
    points = [(days(at), np.interp(days(at), first["at"], first[chance])) for at in marks.values()]
    said = f"{labels.name(chance)} naar {labels.name(date)}, oplopend. {dutch.listing(words)}."

    def draw(width: float) -> Figure:
        axes = _lines(width, ready, chance, series, dutch.percent, key)
        for (colour, dot), (at, up) in zip(key.values(), points, strict=False):
            axes.plot([at, at], [0, up], f":{dot}", markevery=[1], color=colour, lw=1.2)
        return axes.figure

    return Chart(draw, said, ready[[series, date, chance]])


def scatter(table: Table, label: str, x: str, y: str, ranges: Sequence[str] = ()) -> Chart | None:
    """Show points with their names, for instance score against cost.

    Parameters
    ----------
    ranges
        Columns with the lowest and highest x and the lowest and highest y.
    """
    ready = numeric(table, x, y, *ranges)
    known = ready.dropna(subset=[x, y])
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
    last = max(x for _, x in points.index)  # right of it are no lines but its own
    floor, size = {True: 0.0, False: 0.0}, axes.bbox.size / axes.figure.dpi
    for (y, x), name in points.items():
        across, up = axes.transLimits.transform((x, y)) * size
        fits = across + canvas.text_width(name) < size[0] + 0.1
        right = across < size[0] / 2 or (x == last and fits)
        lines = canvas.wrap(name, min(max(across, size[0] - across), 2.2) - 0.12)
        tall = len(lines) * canvas.LINE_HEIGHT
        side = right or size[0] < 4  # on a phone the names of both sides share the room
        place = max(up + 0.1, floor[side] + tall / 2)
        floor[side] = place + tall / 2
        how = {"bbox": canvas.HALO, "zorder": 3}
        canvas.write(axes, "\n".join(lines), x, y, 0.11 if right else -0.11, place - up, **how)
