"""Generic charts: a tidy table in, a `Chart` out, or None when there is nothing to show.

A chart holds axes and direct labels; its finding stands in the caption on the page. Rows without
a value stay in the chart, in words.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import Chart, Sheet, Writer, colours
from lib.page.facts import data_of, extremes, named, shortened, usable
from lib.page.grids import matrix, months
from lib.page.relations import scatter, slope

__all__ = [
    "Chart", "bars", "colours", "diverging", "dots", "matrix", "months", "scatter", "slope",
    "stacked", "waterfall",
]  # fmt: skip

Band = tuple[float, float, str]
MOST_SERIES, MOST_PARTS = 5, 8


def bars(
    table: pd.DataFrame | None, label: str, value: str, *, low: str | None = None,
    high: str | None = None, band: Band | None = None, sort: bool = True,
) -> Chart | None:  # fmt: skip
    """Compare rows on one figure: bars from zero, or lines from low to high with a likely dot.

    Parameters
    ----------
    label, value
        Columns with the name and the (likely) value of a row.
    low, high
        Columns with the range; when given, a line with a dot is drawn.
    band
        Low, high and name of a benchmark that is drawn behind the rows.
    sort
        Largest value first; False keeps the order of the table.
    """
    ready = usable(table, value, *(name for name in (low, high) if name))
    if ready is None:
        return None
    ready = ready.sort_values(value, ascending=False, kind="stable") if sort else ready
    ready = ready.reset_index(drop=True)
    write = canvas.writer(value, ready[value])
    shape = "Lijnen van laag naar hoog" if low and high else "Liggende staven"
    said = f"{shape}, {dutch.count(len(ready), 'rij', 'rijen')}. "
    said += extremes(named(ready[label]), ready[value], write)
    said += f" {_band_said(band, write)}." if band else ""

    def draw(width: float) -> Figure:
        return _draw_bars(width, ready, (label, value, low, high), write, band)

    return Chart(draw, shortened(said), data_of(ready, label, low, value, high))


def _draw_bars(
    width: float, ready: pd.DataFrame, names: tuple[str, str, str | None, str | None],
    write: Writer, band: Band | None,
) -> Figure:  # fmt: skip
    label, value, low, high = names
    ranged = bool(low and high)
    rows, texts = named(ready[label]).tolist(), ready[value].map(write).tolist()
    if ranged:
        texts = [_range_text(row, value, low, high, write) for row in ready.to_dict("records")]
    if ranged and canvas.narrow(width):  # on a phone the range stands with the name
        rows = [f"{name}: {text}" for name, text in zip(rows, texts, strict=True)]
        texts = [""] * len(rows)
    said = canvas.wrap(_band_said(band, write), width) if band else []
    top = len(said) * canvas.LINE_HEIGHT + 0.08 if said else 0.0
    sheet = canvas.rows(width, rows, top=top)
    ends = ready[[name for name in (value, low, high) if name]]
    reach = [0.0, ends.min().min(), ends.max().max(), *(band[:2] if band else ())]
    room = canvas.widest(texts) + 0.12
    negative = ends.min().min() < 0 and not ranged
    canvas.scale(sheet, min(reach), max(reach), room if negative else 0.0, room)
    if band:
        _draw_band(sheet, band, said, width)
    for place, row in enumerate(ready.to_dict("records")):
        _draw_bar(sheet, row, sheet.centres[place], names, texts[place])
    sheet.axes.axvline(0, color=style.LINE, lw=0.8, zorder=3)
    return sheet.figure


def _range_text(
    row: dict[str, Any], value: str, low: str | None, high: str | None, write: Writer
) -> str:
    likely = write(row[value])
    if not (low and high) or pd.isna(row[low]) or pd.isna(row[high]) or row[low] == row[high]:
        return likely
    return f"{likely} ({write(row[low])} tot {write(row[high])})"


def _draw_bar(
    sheet: Sheet, row: dict[str, Any], y: float,
    names: tuple[str, str, str | None, str | None], text: str,
) -> None:  # fmt: skip
    _, value, low, high = names
    if pd.isna(row[value]):
        canvas.gap_in_words(sheet, y)
        return
    end = row[value]
    if low and high:
        span = [bound for bound in (row[low], row[high]) if pd.notna(bound)]
        sheet.axes.plot([*span, end], [y] * (len(span) + 1), color=style.BLUES[2], lw=5,
                        solid_capstyle="butt")  # fmt: skip
        sheet.axes.plot(row[value], y, "o", color=style.BLUE, ms=8)
        end = max([*span, end])
    else:
        sheet.axes.barh(y, end, height=0.25, color=style.BLUE)
    canvas.beside(sheet, text, end, y, -1 if end < 0 else 1, color=style.STRONG)


def _band_said(band: Band, write: Writer) -> str:
    low, high = write(band[0]), write(band[1])
    return f"{band[2]}: {low}" if low == high else f"{band[2]}: {low} tot {high}"


def _draw_band(sheet: Sheet, band: Band, said: list[str], width: float) -> None:
    start, end, _ = band
    sheet.axes.axvspan(start, end, color=style.FAINT, zorder=0)
    for edge in (start, end):
        sheet.axes.axvline(edge, color=style.PALE, lw=0.8, zorder=1)
    left, right = sheet.axes.get_xlim()
    inches = (start - left) / (right - left) * sheet.room
    x = max(min(inches, sheet.room - canvas.widest(said)), sheet.room + 0.03 - width)
    canvas.label(sheet, "\n".join(said), -0.04, x, color=style.QUIET, va="bottom")


def stacked(table: pd.DataFrame | None, label: str, part: str, value: str) -> Chart | None:
    """Show what totals are made of: stacked bars with the total behind each.

    Beyond eight parts the smallest are taken together as `overig`; the numbers behind the chart
    keep every part.
    """
    ready = usable(table, value)
    if ready is None:
        return None
    every = ready.groupby([label, part], sort=False)[value].sum(min_count=1).reset_index()
    ready = ready.assign(**{part: _main_parts(ready, part, value)})
    write = canvas.writer(value, ready[value])
    order = list(dict.fromkeys(named(ready[label])))
    cells = ready.groupby([named(ready[label]), part], sort=False)[value].sum(min_count=1)
    wide = cells.unstack(part).reindex(index=order)
    wide = wide[[*dict.fromkeys(ready[part].drop_duplicates())]]
    gaps = named(ready[label])[ready[value].isna()].unique().tolist()
    totals = wide.sum(axis=1, min_count=1)
    said = f"Gestapelde staven van {dutch.listing(wide.columns)}. Totaal: "
    said += extremes(pd.Series(totals.index), totals.reset_index(drop=True), write)

    def draw(width: float) -> Figure:
        return _draw_stacked(width, wide, gaps, write)

    return Chart(draw, shortened(said), every)


def _main_parts(ready: pd.DataFrame, part: str, value: str) -> pd.Series:
    names = named(ready[part])
    size = ready[value].abs().groupby(names).sum()
    if len(size) <= MOST_PARTS:
        return names
    return names.where(names.isin(size.nlargest(MOST_PARTS - 1).index), "overig")


def _draw_stacked(width: float, wide: pd.DataFrame, gaps: list[str], write: Writer) -> Figure:
    parts = [str(part) for part in wide.columns]
    fills = dict(zip(parts, style.PARTS, strict=False))
    colour = canvas.palette(parts) if len(parts) <= MOST_SERIES else fills
    colour |= {"overig": style.PALE} if "overig" in parts else {}
    sheet = canvas.rows(width, list(wide.index), bar=0.28, top=canvas.legend_height(width, parts))
    plus, minus = wide.clip(lower=0).sum(axis=1), wide.clip(upper=0).sum(axis=1)
    totals = wide.sum(axis=1, min_count=1)
    texts = [("minstens " if n in gaps else "") + write(totals[n]) for n in wide.index]
    canvas.scale(
        sheet, min(0, minus.min()), max(0, plus.max()), 0, canvas.widest(texts, True) + 0.1
    )
    for y, name, text in zip(sheet.centres, wide.index, texts, strict=True):
        if pd.isna(totals[name]):
            canvas.gap_in_words(sheet, y)
            continue
        _draw_parts(sheet, y, wide.loc[name], colour, write)
        canvas.beside(sheet, text, plus[name], y, weight="bold", color=style.STRONG)
    sheet.axes.axvline(0, color=style.LINE, lw=0.8, zorder=3)
    canvas.legend(sheet.figure, parts, colour)
    return sheet.figure


def _draw_parts(
    sheet: Sheet, y: float, sizes: pd.Series, colour: dict[str, str], write: Writer
) -> None:
    left, right = sheet.axes.get_xlim()
    inch = sheet.room / (right - left)
    ends = {1: 0.0, -1: 0.0}
    for part, size in sizes.dropna()[lambda known: known.ne(0)].items():
        side = 1 if size > 0 else -1
        sheet.axes.barh(y, size, left=ends[side], height=0.28, color=colour[part],
                        edgecolor=style.WHITE, linewidth=0.8)  # fmt: skip
        if canvas.text_width(write(size)) + 0.08 < abs(size) * inch:
            sheet.axes.text(ends[side] + size / 2, y, write(size), ha="center", va="center",
                            color=style.on(colour[part]))  # fmt: skip
        ends[side] += size


def diverging(
    table: pd.DataFrame | None, label: str, value: str, low: str | None = None,
    high: str | None = None,
) -> Chart | None:  # fmt: skip
    """Show who gains and who loses: bars round zero with sign, number and range."""
    ready = usable(table, value, *(name for name in (low, high) if name))
    if ready is None:
        return None
    ready = ready.sort_values(value, ascending=False, kind="stable").reset_index(drop=True)
    write = canvas.writer(value, ready[value], sign=True)
    names = named(ready[label])
    losers = names[ready[value] < 0].tolist()
    said = "Staven links en rechts van nul. " + extremes(names, ready[value], write)
    said += f" Onder nul: {dutch.listing(losers)}." if losers else " Niemand staat onder nul."

    def draw(width: float) -> Figure:
        return _draw_diverging(width, ready, (label, value, low, high), write)

    return Chart(draw, shortened(said), data_of(ready, label, low, value, high))


def _draw_diverging(
    width: float, ready: pd.DataFrame, names: tuple[str, str, str | None, str | None],
    write: Writer,
) -> Figure:  # fmt: skip
    label, value, low, high = names
    sheet = canvas.rows(width, named(ready[label]).tolist())
    bounds = ready[[name for name in (value, low, high) if name]]
    least, most = bounds.min(axis=1), bounds.max(axis=1)
    texts = ready[value].map(write)
    up = ready[value] >= 0
    right = canvas.widest(texts[up | ready[value].isna()]) + 0.12
    left = (
        canvas.widest(texts[ready[value] < 0]) + 0.12 if (~up & ready[value].notna()).any() else 0
    )
    canvas.scale(sheet, min(0, least.min()), max(0, most.max()), left, right)
    for place, row in enumerate(ready.to_dict("records")):
        y, size = sheet.centres[place], row[value]
        if pd.isna(size):
            canvas.gap_in_words(sheet, y)
            continue
        sheet.axes.barh(y, size, height=0.25, color=style.GAIN if size >= 0 else style.LOSS)
        if low and high and least[place] < most[place]:
            sheet.axes.plot([least[place], most[place]], [y, y], color=style.STRONG, lw=1.2,
                            marker="|", ms=7)  # fmt: skip
        end = most[place] if size >= 0 else least[place]
        canvas.beside(sheet, texts[place], max(end, 0) if size >= 0 else min(end, 0), y,
                      1 if size >= 0 else -1, color=style.STRONG)  # fmt: skip
    sheet.axes.axvline(0, color=style.TEXT, lw=1, zorder=3)
    return sheet.figure


def dots(table: pd.DataFrame | None, label: str, value: str, series: str) -> Chart | None:
    """Show how series differ per row: one dot per series on each line, the spread visible."""
    ready = usable(table, value)
    if ready is None:
        return None
    write = canvas.writer(value, ready[value])
    known = ready.dropna(subset=[value])
    spread = known.groupby(named(known[label]), sort=False)[value].agg(["min", "max"])
    widest = (spread["max"] - spread["min"]).idxmax()
    least, most = spread.loc[widest]
    names = dutch.listing(dict.fromkeys(named(ready[series])))
    said = f"Stippen per rij voor {names}. "
    said += (
        f"Grootste verschil bij {widest}: van {write(least)} tot {write(most)}."
        if most > least
        else "Op elke rij staan de stippen op dezelfde waarde."
    )

    def draw(width: float) -> Figure:
        return _draw_dots(width, ready, (label, value, series), write)

    return Chart(draw, shortened(said), data_of(ready, label, series, value))


def _draw_dots(
    width: float, ready: pd.DataFrame, names: tuple[str, str, str], write: Writer
) -> Figure:
    label, value, series = names
    every = list(dict.fromkeys(named(ready[series])))
    many = len(every) > MOST_SERIES
    colour = dict.fromkeys(every, style.BLUE) if many else canvas.palette(every)
    marks = {name: "o" if many else canvas.MARKERS[i] for i, name in enumerate(every)}
    order = list(dict.fromkeys(named(ready[label])))
    key = ["één stip per " + labels.name(series).lower()] if many else every
    most = int(ready.groupby([label, value]).size().max())
    top = canvas.legend_height(width, key)
    sheet = canvas.rows(width, order, bar=max(0.25, 0.1 * most), gap=0.12, bottom=0.28, top=top)
    low, high = ready[value].min(), ready[value].max()
    canvas.scale(sheet, min(0, low), max(high, 0 if high > 0 else high), 0.12, 0.3)
    canvas.value_ticks(sheet, write)
    for y, name in zip(sheet.centres, order, strict=True):
        here = ready[named(ready[label]).eq(name)].dropna(subset=[value])
        if here.empty:
            canvas.gap_in_words(sheet, y)
            continue
        sheet.axes.plot([here[value].min(), here[value].max()], [y, y], color=style.PALE, lw=2)
        same = here.groupby(value, sort=False).cumcount()
        count = here.groupby(value)[value].transform("size")
        for who, x, nth, of in zip(named(here[series]), here[value], same, count, strict=True):
            # equal values stand above one another
            sheet.axes.plot(x, y + (nth - (of - 1) / 2) * 0.1, marks[who], color=colour[who],
                            ms=7, mec=style.WHITE, mew=0.7)  # fmt: skip
    canvas.legend(sheet.figure, key, colour | {key[0]: colour[every[0]]}, marks | {key[0]: "o"})
    return sheet.figure


def waterfall(table: pd.DataFrame | None, label: str, value: str) -> Chart | None:
    """Show the steps to a total, in the order of the table; the total is added."""
    ready = usable(table, value)
    if ready is None:
        return None
    write = canvas.writer(value, ready[value])
    steps = ready[value].fillna(0).cumsum()
    total = steps.iloc[-1]
    last = "Totaal" if ready[value].notna().all() else "Totaal van wat bekend is"
    said = [f"{n} {write(v)}" for n, v in zip(ready[label], ready[value], strict=True)]
    alt = f"Stappen: {dutch.listing(said)}. {last}: {write(total)}."
    closing = pd.DataFrame({label: [last], value: [total]})
    data = pd.concat([data_of(ready, label, value), closing], ignore_index=True)

    def draw(width: float) -> Figure:
        return _draw_waterfall(width, data, label, value)

    return Chart(draw, shortened(alt), data)


def _draw_waterfall(width: float, data: pd.DataFrame, label: str, value: str) -> Figure:
    sheet = canvas.rows(width, data[label].astype(str).tolist())
    plain, signed = (canvas.writer(value, data[value], sign=sign) for sign in (False, True))
    ends = data[value].iloc[:-1].fillna(0).cumsum().tolist()
    starts = [0.0, *ends[:-1], 0.0]
    ends.append(float(data[value].iloc[-1]))
    edge = [0, len(data) - 1]
    texts = [(plain if i in edge else signed)(v) for i, v in enumerate(data[value])]
    canvas.scale(sheet, min(0, *ends), max(0, *ends), 0, canvas.widest(texts, True) + 0.12)
    for place, (y, start, end) in enumerate(zip(sheet.centres, starts, ends, strict=True)):
        if pd.isna(data[value].iloc[place]):
            canvas.gap_in_words(sheet, y, end)
            continue
        colour = style.TEXT if place in edge else style.GAIN if end >= start else style.LOSS
        sheet.axes.barh(y, end - start, left=start, height=0.25, color=colour)
        canvas.beside(sheet, texts[place], max(start, end), y, color=style.STRONG,
                      weight="bold" if place == len(data) - 1 else "normal")  # fmt: skip
        if place + 1 < len(data):
            sheet.axes.plot([end, end], [y, sheet.centres[place + 1]], color=style.LINE, lw=0.8)
    sheet.axes.axvline(0, color=style.LINE, lw=0.8, zorder=3)
    return sheet.figure
