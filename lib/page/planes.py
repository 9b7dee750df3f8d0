"""Charts with two axes: values per month, and score against cost."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import Chart, Sheet, chart, extremes, named, usable

HEIGHT = 2.3  # inches


def months(
    table: pd.DataFrame | None,
    month: str,
    value: str,
    series: str | None = None,
    mark: tuple[str, str] | None = None,
) -> Chart | None:
    """Show values per month: columns, or a line per series; `mark` names a moment.

    Parameters
    ----------
    month
        Column with months (`2010-11`).
    mark
        A month and the words for what began then.
    """
    ready = usable(None if table is None else table.dropna(subset=month), value)
    if ready is None:
        return None
    write = labels.said(value, ready[value])
    at = pd.PeriodIndex(ready[month].astype(str), freq="M")
    first, last = at.min(), max(at.max(), at.min() + 5)
    ready = ready.assign(_x=[(one - first).n for one in at]).sort_values("_x", kind="stable")
    lines = dict(list(ready.groupby(named(ready[series]), sort=False))) if series else {}
    looks = zip(style.colours(list(lines)).values(), canvas.MARKERS * len(lines), strict=False)
    key = dict(zip(lines, looks, strict=False))
    where = ready[month].map(dutch.month)
    where = named(ready[series]) + " in " + where if series else where
    said = f"Per maand van {dutch.month(str(first))} tot en met {dutch.month(str(at.max()))}. "
    said += extremes(where, ready[value], write)
    said += f" Gemarkeerd: {mark[1]}, {dutch.month(mark[0])}." if mark else ""

    def draw(width: float) -> Figure:
        low, high = min(0.0, ready[value].min()), max(0.0, ready[value].max()) or 1.0
        left = canvas.widest([write(low), write(high)]) + 0.12
        sheet = canvas.blank(width, HEIGHT, key, left=left, bottom=0.45, top=0.25)
        sheet.axes.set(xlim=(-0.6, (last - first).n + 0.6), ylim=(low, high * 1.04))
        canvas.months(sheet, first, last)
        canvas.ticks(sheet, write, "y")
        for name, line in lines.items():
            look = {"color": key[name][0], "marker": key[name][1]}
            sheet.axes.plot(line["_x"], line[value], ms=4.5, **look)
        if not series:
            sheet.axes.bar(ready["_x"], ready[value], width=0.72, color=style.BLUE)
            for x in ready.loc[ready[value].isna(), "_x"]:
                sheet.write("?", x, 0, va="bottom", ha="center", color=style.QUIET)
        if mark:
            _mark(sheet, (pd.Period(mark[0], "M") - first).n - 0.5, mark[1])
        sheet.axes.axhline(0, color=style.LINE, lw=0.8)
        return sheet.figure

    return chart(draw, said, ready, month, series, value)


def _mark(sheet: Sheet, x: float, words: str) -> None:
    sheet.axes.axvline(x, color=style.WINE, lw=1.4)
    ends = sheet.inches(x, 0)[0] + canvas.text_width(words) > sheet.room
    top = sheet.axes.get_ylim()[1]
    sheet.write(words, x, top, color=style.WINE, ha="right" if ends else "left", va="bottom")


def scatter(
    table: pd.DataFrame | None,
    label: str,
    x: str,
    y: str,
    *,
    x_low: str | None = None,
    x_high: str | None = None,
    y_low: str | None = None,
    y_high: str | None = None,
) -> Chart | None:
    """Show points with their names and ranges, for instance score against cost."""
    columns = [x, y, x_low, x_high, y_low, y_high]
    ready = usable(table, *columns)
    if ready is None or ready.dropna(subset=[x, y]).empty:
        return None
    known = ready.dropna(subset=[x, y])
    write = [labels.said(name, ready[name]) for name in (x, y)]
    points = [
        f"{name}: {write[0](a)} en {write[1](b)}"
        for name, a, b in zip(ready[label], ready[x], ready[y], strict=True)
    ]
    said = f"Punten naar {labels.name(x)} en {labels.name(y)}. {'; '.join(points)}."
    unknown = dutch.listing(ready[label][~ready.index.isin(known.index)])
    note = f"{dutch.capital(dutch.MISSING)}: {unknown}" if unknown else ""

    def draw(width: float) -> Figure:
        left = max(canvas.widest(map(write[1], known[y])) + 0.2, 0.42)
        under = canvas.wrap(note, width)
        bottom = 0.5 + len(under) * canvas.LINE_HEIGHT
        sheet = canvas.blank(width, 3.5, left=left, right=0.3, bottom=bottom, top=0.25)
        axes = sheet.axes
        axes.spines[["left", "bottom"]].set_visible(True)
        axes.margins(0.12)
        for row in known.to_dict("records"):
            if x_low and x_high:
                axes.plot([row[x_low], row[x_high]], [row[y]] * 2, color=style.BLUES[2])
            if y_low and y_high:
                axes.plot([row[x]] * 2, [row[y_low], row[y_high]], color=style.BLUES[2])
            axes.plot(row[x], row[y], "o", color=style.BLUE, ms=8, mec=style.WHITE)
        canvas.ticks(sheet, write[0])
        canvas.ticks(sheet, write[1], "y")
        axes.grid(True, axis="both")
        axes.set_xlabel(labels.name(x), weight="bold", loc="right")
        top = {"xycoords": "axes fraction", "weight": "bold", "va": "bottom"}
        sheet.write(labels.name(y), 0, 1, -left, **top)
        _names(sheet, known.groupby([x, y], sort=False)[label].agg(dutch.listing))
        sheet.figure.text(0, 0, "\n".join(under), va="bottom", color=style.QUIET)
        return sheet.figure

    return chart(draw, said, ready, label, x, x_low, x_high, y, y_low, y_high)


def _names(sheet: Sheet, named: pd.Series) -> None:
    """Write the names beside their points, on the side with most room, and never on another."""
    for right in (True, False):
        here = []
        for (x, y), name in named.items():
            across, up = sheet.inches(x, y)
            if (across < sheet.room / 2) == right:
                room = min(sheet.room - across if right else across, 2.2) - 0.12
                here.append((up, x, y, canvas.wrap(name, room)))
        here.sort(key=lambda one: one[0])
        sizes = [len(lines) * canvas.LINE_HEIGHT for *_, lines in here]
        places = spread([one[0] + 0.1 for one in here], sizes, 0, sheet.height)
        for (up, x, y, lines), place in zip(here, places, strict=True):
            how = {"ha": "left" if right else "right", "bbox": canvas.HALO, "zorder": 3}
            sheet.write("\n".join(lines), x, y, 0.11 if right else -0.11, place - up, **how)


def spread(wanted: list[float], sizes: list[float], low: float, high: float) -> list[float]:
    """Move positions (in rising order) apart so that texts of these sizes do not touch."""
    placed, floor = [], low
    for place, size in zip(wanted, sizes, strict=True):
        placed.append(max(place, floor + size / 2))
        floor = placed[-1] + size / 2
    for nth in reversed(range(len(placed))):
        placed[nth] = min(placed[nth], high - sizes[nth] / 2)
        high = placed[nth] - sizes[nth] / 2
    return placed
