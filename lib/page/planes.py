"""Charts with two axes: values per month, and score against cost."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import Chart, Frame, chart, days, extremes, named, usable

HALF_MONTH = 15


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
    ready = ready.dropna(subset=month).sort_values(month, kind="stable")
    said_as, who = labels.said(value, ready[value]), named(ready[series])
    at = days(pd.to_datetime(ready[month].astype(str)))
    first, last = at.min(), max(at.max(), at.min() + 150)
    key = canvas.looks(list(dict.fromkeys(who)))
    names = ready[month].map(dutch.month)
    said = f"Per maand van {names.iloc[0]} tot en met {names.iloc[-1]}. "
    said += extremes(who + " in " + names, ready[value], said_as)
    said += f" Gemarkeerd: {mark[1]}, {dutch.month(mark[0])}." if mark else ""
    low, high = min(0.0, ready[value].min()), max(0.0, ready[value].max()) or 1.0

    def draw(width: float) -> Figure:
        left = canvas.widest([said_as(low), said_as(high)]) + 0.12
        axes = canvas.blank(width, 2.3, key, left=left, bottom=0.45, top=0.25)
        axes.set(xlim=(first - HALF_MONTH, last + HALF_MONTH), ylim=(low, high * 1.04))
        ends = pd.to_datetime([first, last], unit="D")
        canvas.months(axes, *ends)
        canvas.ticks(axes, said_as, "y")
        for name, (colour, dot) in key.items():
            line = ready.loc[who.eq(name), value]
            axes.plot(at[line.index], line, dot, ls="-", color=colour, ms=4.5)
        if mark:
            x = days(pd.Timestamp(mark[0])) - HALF_MONTH
            axes.axvline(x, color=style.WINE, lw=1.4)
            side = "left" if x < (first + last) / 2 else "right"
            canvas.write(axes, mark[1], x, high * 1.04, color=style.WINE, ha=side, va="bottom")
        axes.axhline(0, color=style.LINE, lw=0.8)
        return axes.figure

    return chart(draw, said, ready, month, series, value)


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
        The x of each name that is written at the (first) line: `P50`, `P80`.
    series
        Column that splits the rows in lines.
    """
    ready = usable(table, y)
    if ready is None or ready[x].isna().all():
        return None
    dated = pd.api.types.is_datetime64_any_dtype(ready[x])
    place = (lambda at: days(pd.to_datetime(at))) if dated else pd.to_numeric
    ready = ready.assign(at=place(ready[x])).dropna(subset=["at", y]).sort_values("at")
    write = dutch.date if dated else labels.said(x, ready[x])
    who = named(ready[series]) if series else ready["at"].map(lambda _: "")
    key = canvas.looks(list(dict.fromkeys(who)))
    first = ready[who.eq(next(iter(key)))]
    points = {
        f"{name}: {write(at)}": (place(at), np.interp(place(at), first["at"], first[y]))
        for name, at in (marks or {}).items()
    }
    said = f"{labels.name(y)} naar {labels.name(x)}, oplopend. {dutch.listing(points)}."

    def draw(width: float) -> Figure:
        axes = canvas.blank(width, 2.6, key if series else None, left=0.5, right=0.2, bottom=0.45)
        low, high = min(ready["at"]), max(ready["at"])
        axes.set(xlim=(low, high if high > low else low + 1), ylim=(0, 104))
        canvas.ticks(axes, dutch.percent, "y")
        for name, (colour, _) in key.items():
            line = ready[who.eq(name)]
            axes.plot(line["at"], line[y], color=colour)
        if dated:
            canvas.months(axes, *pd.to_datetime(axes.get_xlim(), unit="D"))
        else:
            canvas.ticks(axes, write)
        for words, (at, chance) in points.items():
            axes.plot([at, at], [0, chance], ":o", markevery=[1], color=style.WINE, lw=1.2)
            _mark(axes, words, at, chance)
        axes.axhline(0, color=style.LINE, lw=0.8)
        return axes.figure

    return chart(draw, said, ready, series, x, y)


def _mark(axes: Axes, words: str, at: float, chance: float) -> None:
    """Write words left of a point of the curve and above it, or right and below without room."""
    across, up = axes.transLimits.transform((at, chance)) * axes.bbox.size / axes.figure.dpi
    if across > canvas.text_width(words) + 0.1:
        canvas.write(axes, words, at, chance, -0.08, 0.1, ha="right", bbox=canvas.HALO)
    else:
        canvas.write(axes, words, at, chance, 0.08, max(-0.1, 0.12 - up), bbox=canvas.HALO)


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
        top = {"xycoords": "axes fraction", "weight": "bold", "va": "bottom"}
        canvas.write(axes, labels.name(y), 0, 1, -left, **top)
        _names(axes, known.groupby([x, y], sort=False)[label].agg(dutch.listing))
        axes.figure.text(0, 0, "\n".join(under), va="bottom", color=style.QUIET)
        return axes.figure

    return chart(draw, said, ready, label, x, *ranges[:2], y, *ranges[2:])


def _names(axes: Axes, points: pd.Series) -> None:
    """Write the names beside their points, on the side with most room, the lowest first."""
    floor, size = {True: 0.0, False: 0.0}, axes.bbox.size / axes.figure.dpi
    for (x, y), name in points.sort_index(level=1).items():
        across, up = axes.transLimits.transform((x, y)) * size
        right = across < size[0] / 2
        lines = canvas.wrap(name, min(max(across, size[0] - across), 2.2) - 0.12)
        tall = len(lines) * canvas.LINE_HEIGHT
        place = max(up + 0.1, floor[right] + tall / 2)
        floor[right] = place + tall / 2
        how = {"ha": "left" if right else "right", "bbox": canvas.HALO, "zorder": 3}
        canvas.write(axes, "\n".join(lines), x, y, 0.11 if right else -0.11, place - up, **how)
