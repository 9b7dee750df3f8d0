"""Charts with two axes: values per month, and score against cost."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import Chart, Frame, Look, Sheet, chart, extremes, named, usable


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
    write, who = labels.said(value, ready[value]), named(ready[series])
    at = pd.PeriodIndex(ready[month].astype(str), freq="M")
    first, last = at.min(), max(at.max(), at.min() + 5)
    places = pd.Series([(one - first).n for one in at], index=ready.index)
    key = canvas.looks(list(dict.fromkeys(who)))
    said = f"Per maand van {dutch.month(str(first))} tot en met {dutch.month(str(at.max()))}. "
    said += extremes(who + " in " + ready[month].map(dutch.month), ready[value], write)
    said += f" Gemarkeerd: {mark[1]}, {dutch.month(mark[0])}." if mark else ""

    def draw(width: float) -> Figure:
        low, high = min(0.0, ready[value].min()), max(0.0, ready[value].max()) or 1.0
        left = canvas.widest([write(low), write(high)]) + 0.12
        sheet = canvas.blank(width, 2.3, key, Look(left=left, bottom=0.45, top=0.25))
        sheet.axes.set(xlim=(-0.6, (last - first).n + 0.6), ylim=(low, high * 1.04))
        canvas.months(sheet, first, last)
        canvas.ticks(sheet, write, "y")
        for name, (colour, dot) in key.items():
            here = who.eq(name)
            sheet.axes.plot(
                places[here], ready.loc[here, value], dot, ls="-", color=colour, ms=4.5
            )
        if mark:
            x = (pd.Period(mark[0], "M") - first).n - 0.5
            sheet.axes.axvline(x, color=style.WINE, lw=1.4)
            side = "left" if x < (last - first).n / 2 else "right"
            sheet.write(mark[1], x, high * 1.04, color=style.WINE, ha=side, va="bottom")
        sheet.axes.axhline(0, color=style.LINE, lw=0.8)
        return sheet.figure

    return chart(draw, said, ready, month, series, value)


def scatter(
    table: Frame, label: str, x: str, y: str, *, ranges: Sequence[str | None] = (None,) * 4
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
        look = Look(left=left, right=0.3, bottom=bottom, top=0.25)
        sheet = canvas.blank(width, 3.5, None, look)
        axes = sheet.axes
        axes.spines[["left", "bottom"]].set_visible(True)
        axes.margins(0.12)
        for a, b, *ends in known[[x, y, *filter(None, ranges)]].to_numpy():
            if ends:
                axes.plot(ends[:2], [b, b], color=style.BLUES[2])
                axes.plot([a, a], ends[2:], color=style.BLUES[2])
            axes.plot(a, b, "o", color=style.BLUE, ms=8, mec=style.WHITE)
        canvas.ticks(sheet, write_x)
        canvas.ticks(sheet, write_y, "y")
        axes.grid(True, axis="both")
        axes.set_xlabel(labels.name(x), weight="bold", loc="right")
        top = {"xycoords": "axes fraction", "weight": "bold", "va": "bottom"}
        sheet.write(labels.name(y), 0, 1, -left, **top)
        _names(sheet, known.groupby([x, y], sort=False)[label].agg(dutch.listing))
        sheet.figure.text(0, 0, "\n".join(under), va="bottom", color=style.QUIET)
        return sheet.figure

    return chart(draw, said, ready, label, x, *ranges[:2], y, *ranges[2:])


def _names(sheet: Sheet, named: pd.Series) -> None:
    """Write the names beside their points, on the side with most room, the lowest first."""
    floor = {True: 0.0, False: 0.0}
    for (x, y), name in named.sort_index(level=1).items():
        across, up = sheet.inches(x, y)
        right = across < sheet.room / 2
        lines = canvas.wrap(name, min(max(across, sheet.room - across), 2.2) - 0.12)
        size = len(lines) * canvas.LINE_HEIGHT
        place = max(up + 0.1, floor[right] + size / 2)
        floor[right] = place + size / 2
        how = {"ha": "left" if right else "right", "bbox": canvas.HALO, "zorder": 3}
        sheet.write("\n".join(lines), x, y, 0.11 if right else -0.11, place - up, **how)
