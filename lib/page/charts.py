"""Generic charts: a tidy table in, a `Chart` out, or None when there is nothing to show.

A chart holds axes and direct labels; its finding stands in the caption on the page. Rows without
a value stay in the chart, in words. `matrix` gives a frame of cells, which is set as a table.
"""

import pandas as pd
from matplotlib.figure import Figure

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import BOX, Chart, Frame, Key, Look, Row, chart, extremes, named, usable
from lib.page.matrix import matrix
from lib.page.planes import months, scatter

__all__ = ["bars", "diverging", "dots", "matrix", "months", "scatter", "stacked"]

Band = tuple[float, float, str]
MOST_SERIES, MOST_PARTS, OTHER = 5, 8, "overig"


def _from_zero(sheet: canvas.Sheet) -> Figure:
    sheet.axes.axvline(0, color=style.LINE, lw=0.8, zorder=3)
    return sheet.figure


def _bar(name: str, size: float, write: labels.Writer, colour: str, *ends: float) -> Row:
    if size != size:
        return Row(name, dutch.MISSING)
    line = (ends[0], ends[1], style.STRONG) if len(set(ends)) == 2 else None
    return Row(name, write(size), [(0.0, size, colour, "")], line, side=-1 if size < 0 else 1)


def bars(
    table: Frame, label: str, value: str, *, band: Band | None = None, sort: bool = True
) -> Chart | None:
    """Compare rows on one figure with bars from zero.

    Parameters
    ----------
    label, value
        Columns with the name and the value of a row.
    band
        Low, high and name of a benchmark that is drawn behind the rows.
    sort
        Largest value first; False keeps the order of the table.
    """
    ready = usable(table, value)
    if ready is None:
        return None
    ready = ready.sort_values(value, ascending=False, kind="stable") if sort else ready
    write, names = labels.said(value, ready[value]), named(ready[label])
    rows = [
        _bar(name, size, write, style.BLUE) for name, size in zip(names, ready[value], strict=True)
    ]
    *reach, about = band or [""]
    key = {f"{about}: {' tot '.join(dict.fromkeys(map(write, reach)))}": (style.PALE, BOX)}
    said = f"Liggende staven, {dutch.count(len(ready), 'rij', 'rijen')}. "
    said += extremes(names, ready[value], write) + (f" {next(iter(key))}." if band else "")

    def draw(width: float) -> Figure:
        sheet = canvas.drawn(width, rows, key if band else None, canvas.PLAIN, *reach)
        if band:
            sheet.axes.axvspan(*reach, facecolor=style.GRID, ec=style.PALE, lw=0.8, zorder=0)
        return _from_zero(sheet)

    return chart(draw, said, ready, label, value)


def diverging(
    table: Frame, label: str, value: str, low: str | None = None, high: str | None = None
) -> Chart | None:
    """Show who gains and who loses: bars round zero with sign, number and range."""
    ready = usable(table, value, low, high)
    if ready is None:
        return None
    ready = ready.sort_values(value, ascending=False, kind="stable")
    write, names = labels.said(value, ready[value], sign=True), named(ready[label])
    ends = ready[[low, high]].to_numpy() if low and high else [[]] * len(ready)
    rows = [
        _bar(name, size, write, style.LOSS if size < 0 else style.GAIN, *pair)
        for name, size, pair in zip(names, ready[value], ends, strict=True)
    ]
    losers = dutch.listing(names[ready[value] < 0])
    said = "Staven links en rechts van nul. " + extremes(names, ready[value], write)
    said += f" Onder nul: {losers}." if losers else " Niemand staat onder nul."
    columns = (label, low, value, high)
    return chart(lambda width: _from_zero(canvas.drawn(width, rows)), said, ready, *columns)


def stacked(table: Frame, label: str, part: str, value: str) -> Chart | None:
    """Show what totals are made of: stacked bars with the total behind each.

    Beyond eight parts the smallest are taken together as `overig`; the numbers behind the chart
    keep every part.
    """
    ready = usable(table, value)
    if ready is None:
        return None
    write = labels.said(value, ready[value])
    parts, names = named(ready[part]), named(ready[label])
    size = ready[value].abs().groupby(parts).sum()
    if len(size) > MOST_PARTS:
        parts = parts.where(parts.isin(size.nlargest(MOST_PARTS - 1).index), OTHER)
    colour = style.colours(list(dict.fromkeys(parts)))
    colour |= {OTHER: style.PALE} if OTHER in colour else {}
    sums = ready[value].groupby([names, parts], sort=False).sum(min_count=1)
    totals = ready[value].groupby(names, sort=False).sum(min_count=1)
    least = dict.fromkeys(names[ready[value].isna()], "minstens ")
    rows = [
        Row(name, least.get(name, "") + write(total), _parts(sums[name], colour, write), bold=True)
        if total == total
        else Row(name, dutch.MISSING)
        for name, total in totals.items()
    ]
    said = f"Gestapelde staven van {dutch.listing(colour)}. Totaal: "
    said += extremes(totals.index, totals, write)
    key, look = {name: (fill, BOX) for name, fill in colour.items()}, Look(bar=0.28)
    data = ready.groupby([label, part], sort=False)[value].sum(min_count=1).reset_index()

    def draw(width: float) -> Figure:
        return _from_zero(canvas.drawn(width, rows, key, look))

    return chart(draw, said, data, label, part, value)


def _parts(
    sizes: pd.Series, colour: dict[str, str], write: labels.Writer
) -> list[tuple[float, float, str, str]]:
    """Lay the parts of a row end to end, those below zero to the left."""
    shown, ends = [], {True: 0.0, False: 0.0}
    for part, size in sizes.reindex(list(colour))[lambda known: known.abs() > 0].items():
        start, ends[size > 0] = ends[size > 0], ends[size > 0] + size
        shown.append((start, start + size, colour[part], write(size)))
    return shown


def dots(table: Frame, label: str, value: str, series: str) -> Chart | None:
    """Show how series differ per row: one dot per series on each line, the spread visible."""
    ready = usable(table, value)
    if ready is None:
        return None
    write, who = labels.said(value, ready[value]), named(ready[series])
    every = list(dict.fromkeys(who))
    key = shown = canvas.looks(every)
    if len(every) > MOST_SERIES:
        key = dict.fromkeys(every, (style.BLUE, "o"))
        shown = {f"één stip per {labels.name(series).lower()}": (style.BLUE, "o")}
    cells = pd.DataFrame({"row": named(ready[label]), "x": ready[value], "who": who})
    rows = [_dotted(name, here.dropna(), key) for name, here in cells.groupby("row", sort=False)]
    most = max(row.ends[1] - row.ends[0] for row in rows)
    far = next(row for row in rows if row.ends[1] - row.ends[0] == most)
    said = f"Stippen per rij voor {dutch.listing(every)}. Grootste verschil bij {far.name}: "
    said += f"van {' tot '.join(map(write, far.ends))}."
    look = Look(bar=0.15 + 0.1 * cells.groupby(["row", "x"]).size().max(), bottom=0.28)

    def draw(width: float) -> Figure:
        sheet = canvas.drawn(width, rows, shown, look)
        canvas.ticks(sheet, write)
        return sheet.figure

    return chart(draw, said, ready, label, series, value)


def _dotted(name: str, here: pd.DataFrame, key: Key) -> Row:
    """Put the dots of one row on a line; equal values stand above one another."""
    if here.empty:
        return Row(name, dutch.MISSING)
    nth, of = here.groupby("x").cumcount(), here.groupby("x")["x"].transform("size")
    places = zip(here["x"], (nth - (of - 1) / 2) * 0.1, here["who"], strict=True)
    line = (here["x"].min(), here["x"].max(), style.PALE)
    return Row(name, line=line, dots=[(x, down, *key[who]) for x, down, who in places])
