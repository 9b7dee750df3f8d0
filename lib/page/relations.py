"""Charts of two values at once: before and after, and score against cost."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from lib import dutch
from lib.page import canvas, labels, style
from lib.page.canvas import Chart, Sheet, Writer
from lib.page.facts import data_of, extremes, named, shortened, usable

Box = tuple[float, float, float, float]


def slope(
    table: pd.DataFrame | None, label: str, moment: str, value: str, n: str | None = None
) -> Chart | None:
    """Compare moments (0- and 1-measurement): a line per row, the number at both ends.

    Parameters
    ----------
    n
        Column with the number of answers, shown under each moment.
    """
    ready = usable(table, value, *([n] if n else []))
    if ready is None:
        return None
    write = canvas.writer(value, ready[value])
    cells = ready.assign(**{label: named(ready[label]), moment: named(ready[moment])})
    order = list(dict.fromkeys(cells[moment]))
    wide = cells.pivot_table(index=label, columns=moment, values=value, sort=False)[
        [name for name in order if cells[cells[moment].eq(name)][value].notna().any()]
    ].reindex(list(dict.fromkeys(cells[label])))
    heads = _heads(cells, moment, n, list(wide.columns))

    def draw(width: float) -> Figure:
        return _draw_slope(width, wide, heads, write)

    return Chart(draw, _slope_said(wide, write), data_of(ready, label, moment, value, n))


def _heads(cells: pd.DataFrame, moment: str, n: str | None, order: list[str]) -> list[str]:
    if not n:
        return order
    sizes = cells.groupby(moment)[n].agg(["min", "max"])
    heads = []
    for name in order:
        low, high = sizes.loc[name]
        size = (
            dutch.number(low) if low == high else f"{dutch.number(low)} tot {dutch.number(high)}"
        )
        heads.append(f"{name}\nn = {size if pd.notna(low) else 'onbekend'}")
    return heads


def _slope_said(wide: pd.DataFrame, write: Writer) -> str:
    if len(wide.columns) < 2:
        only = wide.iloc[:, 0].reset_index(drop=True)
        return shortened(f"Eén moment. {extremes(pd.Series(wide.index), only, write)}")
    first, last = wide.iloc[:, 0], wide.iloc[:, -1]
    said = [
        f"{name} van {write(a)} naar {write(b)}"
        for name, a, b in zip(wide.index, first, last, strict=True)
    ]
    up, down = int((last > first).sum()), int((last < first).sum())
    return shortened(
        f"Van {wide.columns[0]} naar {wide.columns[-1]}: {up} hoger, {down} lager. "
        f"{dutch.listing(said)}."
    )


def _draw_slope(width: float, wide: pd.DataFrame, heads: list[str], write: Writer) -> Figure:
    left_texts = [write(value) for value in wide.iloc[:, 0]]
    most = 0.42 * width if canvas.narrow(width) else 0.4 * width
    ends = {name: _end_text(name, row, write, most) for name, row in wide.iterrows()}
    lines = sum(len(text) for text in ends.values())
    height = max(2.0, lines * canvas.LINE_HEIGHT + 0.06 * len(wide) + 0.2)
    top = (max(head.count("\n") for head in heads) + 1) * canvas.LINE_HEIGHT + 0.1
    right = max(canvas.widest(text) for text in ends.values()) + 0.14
    left = max(canvas.widest(left_texts) + 0.12, 0.3)
    sheet = canvas.blank(width, height, left=left, right=right, top=top)
    low, high = wide.min().min(), wide.max().max()
    pad = (high - low) * 0.08 or 0.5
    sheet.axes.set_ylim(low - pad, high + pad)
    last = len(wide.columns) - 1
    sheet.axes.set_xlim(0, max(last, 1))
    for place, head in enumerate(heads):
        side = "left" if place == 0 else "right" if place == last else "center"
        sheet.axes.annotate(head, (place, 1), xycoords=("data", "axes fraction"), xytext=(0, 5),
                            textcoords="offset points", ha=side, va="bottom", weight="bold",
                            annotation_clip=False)  # fmt: skip
        sheet.axes.axvline(place, color=style.GRID, lw=1, zorder=0)
    for _, row in wide.iterrows():
        known = row.dropna()
        change = known.iloc[-1] - known.iloc[0] if len(known) else 0
        colour = style.GAIN if change > 0 else style.LOSS if change < 0 else style.LINE
        places = [wide.columns.get_loc(name) for name in known.index]
        sheet.axes.plot(places, known, "-o", color=colour, ms=5.5, clip_on=False)
    _write_ends(sheet, wide, ends, last)
    if last:
        _write_starts(sheet, wide.iloc[:, 0].dropna(), write)
    return sheet.figure


def _end_text(name: str, row: pd.Series, write: Writer, room: float) -> list[str]:
    known = row.dropna()
    tail = "" if len(known) and known.index[-1] == row.index[-1] else " (daarna niet gemeten)"
    value = write(known.iloc[-1]) if len(known) else dutch.MISSING
    return canvas.wrap(f"{name}: {value}{tail}", room)


def spread(wanted: list[float], sizes: list[float], low: float, high: float) -> list[float]:
    """Move positions apart so that texts of the given sizes do not touch, order kept."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed: dict[int, float] = {}
    floor = low
    for i in order:
        placed[i] = max(wanted[i], floor + sizes[i] / 2)
        floor = placed[i] + sizes[i] / 2
    roof = high
    for i in reversed(order):
        placed[i] = min(placed[i], roof - sizes[i] / 2)
        roof = placed[i] - sizes[i] / 2
    return [placed[i] for i in range(len(wanted))]


def _write_ends(sheet: Sheet, wide: pd.DataFrame, ends: dict[str, list[str]], last: int) -> None:
    low, high = sheet.axes.get_ylim()
    inch = (high - low) / sheet.height
    wanted = [row.dropna().iloc[-1] if row.notna().any() else low for _, row in wide.iterrows()]
    sizes = [len(ends[name]) * canvas.LINE_HEIGHT * inch for name in wide.index]
    for name, y in zip(wide.index, spread(wanted, sizes, low, high), strict=True):
        canvas.beside(sheet, "\n".join(ends[name]), last, y, linespacing=1.1)


def _write_starts(sheet: Sheet, values: pd.Series, write: Writer) -> None:
    low, high = sheet.axes.get_ylim()
    inch = (high - low) / sheet.height
    texts = {write(value): float(value) for value in values}
    sizes = [canvas.LINE_HEIGHT * inch] * len(texts)
    for text, y in zip(texts, spread(list(texts.values()), sizes, low, high), strict=True):
        canvas.beside(sheet, text, 0, y, -1)


def scatter(
    table: pd.DataFrame | None, label: str, x: str, y: str, *, x_low: str | None = None,
    x_high: str | None = None, y_low: str | None = None, y_high: str | None = None,
) -> Chart | None:  # fmt: skip
    """Show points with their names and ranges, for instance score against cost."""
    ranges = [name for name in (x_low, x_high, y_low, y_high) if name]
    ready = usable(table, x, y, *ranges)
    if ready is None or ready.dropna(subset=[x, y]).empty:
        return None
    write_x, write_y = (canvas.writer(name, ready[name]) for name in (x, y))
    points = [
        f"{name}: {write_x(a)} en {write_y(b)}"
        for name, a, b in zip(ready[label], ready[x], ready[y], strict=True)
    ]
    said = f"Punten naar {labels.name(x)} en {labels.name(y)}. {'; '.join(points)}."

    def draw(width: float) -> Figure:
        return _draw_scatter(width, ready, (label, x, y), (x_low, x_high, y_low, y_high))

    return Chart(draw, shortened(said), data_of(ready, label, x, x_low, x_high, y, y_low, y_high))


def _draw_scatter(
    width: float, ready: pd.DataFrame, names: tuple[str, str, str],
    ranges: tuple[str | None, ...],
) -> Figure:  # fmt: skip
    label, x, y = names
    known = ready.dropna(subset=[x, y])
    write_x, write_y = (canvas.writer(name, ready[name]) for name in (x, y))
    left = max(canvas.widest([write_y(value) for value in ready[y].dropna()]) + 0.2, 0.42)
    head = labels.name(y)
    unknown = ready[ready[x].isna() | ready[y].isna()][label].astype(str).tolist()
    note = f"{dutch.capital(dutch.MISSING)}: {dutch.listing(unknown)}" if unknown else ""
    under = canvas.wrap(note, width) if note else []
    bottom = 0.5 + len(under) * canvas.LINE_HEIGHT
    sheet = canvas.blank(width, 3.4 if canvas.narrow(width) else 3.8, left=left, right=0.3,
                         top=canvas.LINE_HEIGHT + 0.1, bottom=bottom)  # fmt: skip
    axes = sheet.axes
    _limits(sheet, known, (x, y), ranges)
    for axis, write in ((axes.xaxis, write_x), (axes.yaxis, write_y)):
        axis.set_major_locator(MaxNLocator(3 if sheet.room < 3 else 5, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _, write=write: write(value)))
    axes.grid(True, axis="both")
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(True)
    canvas.label(sheet, head, axes.get_ylim()[1], -left, va="bottom", weight="bold")
    axes.set_xlabel(labels.name(x), weight="bold", loc="right")
    _draw_points(sheet, known, names, ranges)
    _name_points(sheet, _points(known, names), _range_boxes(sheet, known, names, ranges))
    _draw_notes(sheet, under)
    return sheet.figure


def _draw_points(
    sheet: Sheet, known: pd.DataFrame, names: tuple[str, str, str], ranges: tuple[str | None, ...]
) -> None:
    _, x, y = names
    axes = sheet.axes
    x_low, x_high, y_low, y_high = ranges
    for row in known.to_dict("records"):
        if x_low and x_high:
            axes.plot([row[x_low], row[x_high]], [row[y]] * 2, color=style.BLUES[2], lw=2)
        if y_low and y_high:
            axes.plot([row[x]] * 2, [row[y_low], row[y_high]], color=style.BLUES[2], lw=2)
        axes.plot(row[x], row[y], "o", color=style.BLUE, ms=8, mec=style.WHITE)


def _draw_notes(sheet: Sheet, under: list[str]) -> None:
    for number, line in enumerate(under):
        sheet.figure.text(0, (len(under) - number - 0.5) * canvas.LINE_HEIGHT
                          / sheet.figure.get_size_inches()[1], line, va="center",
                          color=style.QUIET)  # fmt: skip


def _limits(
    sheet: Sheet, known: pd.DataFrame, names: tuple[str, str], ranges: tuple[str | None, ...]
) -> None:
    pairs = (
        (names[0], ranges[:2], sheet.axes.set_xlim),
        (names[1], ranges[2:], sheet.axes.set_ylim),
    )
    for name, bounds, limit in pairs:
        values = known[[name, *(bound for bound in bounds if bound)]]
        low, high = values.min().min(), values.max().max()
        pad = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
        limit(low - pad, high + pad)


def _points(known: pd.DataFrame, names: tuple[str, str, str]) -> list[tuple[str, float, float]]:
    """Give a name per place: points on the same place share one."""
    label, x, y = names
    places = known.groupby([x, y], sort=False)[label].agg(lambda group: dutch.listing(group))
    return [(name, *place) for place, name in places.items()]


def _inches(sheet: Sheet, x: float, y: float) -> tuple[float, float]:
    (left, right), (low, high) = sheet.axes.get_xlim(), sheet.axes.get_ylim()
    return (x - left) / (right - left) * sheet.room, (y - low) / (high - low) * sheet.height


def _range_boxes(
    sheet: Sheet, known: pd.DataFrame, names: tuple[str, str, str], ranges: tuple[str | None, ...]
) -> list[Box]:
    """Give the places of the range lines, so that no name stands on them."""
    _, x, y = names
    x_low, x_high, y_low, y_high = ranges
    boxes = []
    for row in known.to_dict("records"):
        if x_low and x_high:
            (a, b), (c, _) = _inches(sheet, row[x_low], row[y]), _inches(sheet, row[x_high], 0)
            boxes.append((a, b - 0.03, c, b + 0.03))
        if y_low and y_high:
            (a, b), (_, d) = _inches(sheet, row[x], row[y_low]), _inches(sheet, 0, row[y_high])
            boxes.append((a - 0.03, b, a + 0.03, d))
    return [box for box in boxes if all(edge == edge for edge in box)]


def _name_points(sheet: Sheet, named: list[tuple[str, float, float]], lines: list[Box]) -> None:
    """Write each name where it touches the fewest points, lines and names."""
    places = [_inches(sheet, x, y) for _, x, y in named]
    taken = [(px - 0.06, py - 0.06, px + 0.06, py + 0.06) for px, py in places] + lines
    for (name, _, _), (px, py) in zip(named, places, strict=True):
        lines = canvas.wrap(name, 0.42 * sheet.room)
        wide, tall = canvas.widest(lines), len(lines) * canvas.LINE_HEIGHT
        box = min(
            _options(px, py, wide, tall, sheet.room), key=lambda one: _cost(one, taken, sheet)
        )
        taken.append(box)
        sheet.figure.text(
            *_in_figure(sheet, box[0], (box[1] + box[3]) / 2), "\n".join(lines), va="center",
            ha="left", linespacing=1.1,
        )  # fmt: skip


def _options(px: float, py: float, wide: float, tall: float, room: float) -> list[Box]:
    middle = max(min(px - wide / 2, room - wide), 0.0)
    starts = [
        (px + 0.1, py - tall / 2), (px - 0.1 - wide, py - tall / 2), (middle, py + 0.08),
        (middle, py - 0.08 - tall), (px + 0.08, py + 0.06), (px + 0.08, py - 0.06 - tall),
        (px - 0.08 - wide, py + 0.06), (px - 0.08 - wide, py - 0.06 - tall),
    ]  # fmt: skip
    return [(a, b, a + wide, b + tall) for a, b in starts]


def _cost(box: Box, taken: list[Box], sheet: Sheet) -> float:
    out = max(0, -box[0]) + max(0, box[2] - sheet.room - 0.2)
    out += max(0, -box[1]) + max(0, box[3] - sheet.height)
    hit = sum(
        max(0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in taken
    )
    return 20 * out + 10 * hit


def _in_figure(sheet: Sheet, x: float, y: float) -> tuple[float, float]:
    box = sheet.axes.get_position()
    return box.x0 + x / sheet.room * box.width, box.y0 + y / sheet.height * box.height
