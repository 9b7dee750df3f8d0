"""Charts on a grid: a matrix of numbers or states, and values per month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lib import dutch
from lib.page import canvas, style
from lib.page.canvas import Chart, Sheet, Writer
from lib.page.facts import data_of, extremes, named, shortened, usable

GAP_MARK = "–"
PALER = ["#FDEAE0", "#FBD3BD", "#F8B38E"]  # oranges: below zero, or over the limit
# Per tone: fill and mark; the word stands beside the mark or in the key.
TONES = {
    "good": (style.BLUES[1], "✓"),
    "bad": ("#FBD3BD", "✕"),
    "part": ("#E4DCF0", "◐"),
    "unknown": (style.FAINT, "?"),
    "missing": (style.WHITE, GAP_MARK),
}
KNOWN = {
    "ja": "good", "voldaan": "good", "haalbaar": "good", "aanwezig": "good", "gereed": "good",
    "akkoord": "good", "nee": "bad", "niet voldaan": "bad", "niet haalbaar": "bad",
    "afwezig": "bad", "niet akkoord": "bad", "mits": "part", "deels": "part", "ingehuurd": "part",
    "bezig": "part", "onbekend": "unknown",
}  # fmt: skip
# Words for what is not known have the same tone in every matrix.
EMPTY = {"onbekend": "unknown", dutch.MISSING: "missing"}
# States that mean neither good nor bad: from much to little ink, each with its own mark.
NEUTRAL = [
    (style.BLUE, "■"), (style.BLUES[3], "▲"), (style.BLUES[2], "●"), (style.BLUES[1], "○"),
    ("#E4DCF0", "◆"), (style.FAINT, "–"),
]  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: fill, text, and the mark that replaces a text that does not fit."""

    fill: str
    text: str
    mark: str = ""
    strong: bool = False


def matrix(
    table: pd.DataFrame | None, row: str, column: str, value: str, *,
    states: Mapping[str, str] | Sequence[str] | None = None,
) -> Chart | None:  # fmt: skip
    """Show one value per row and column: numbers as a heat map in one hue, words as states.

    Parameters
    ----------
    states
        Words in their order, or tone (good, bad, part, unknown) by word. Left out: words such as
        `ja`, `mits` and `onbekend` get their own tone, others follow in order of appearance.
    """
    if table is None or table.empty or table[value].isna().all():
        return None
    ready = table.reset_index(drop=True)
    numeric = pd.to_numeric(ready[value], errors="coerce")
    numbers = states is None and numeric.notna().sum() == ready[value].notna().sum()
    write = canvas.writer(value, numeric)
    cells, key = _numbers(numeric, write) if numbers else _states(ready[value], states)
    places = list(zip(named(ready[row]), named(ready[column]), strict=True))
    grid = dict(zip(places, cells, strict=True))
    said = _said(ready, (row, column, value), numeric if numbers else None, write)

    def draw(width: float) -> Figure:
        return draw_grid(width, grid, key)

    return Chart(draw, shortened(said), data_of(ready, row, column, value))


def _said(
    ready: pd.DataFrame, names: tuple[str, str, str], numeric: pd.Series | None, write: Writer
) -> str:
    row, column, value = names
    size = f"Tabel van {ready[row].nunique()} bij {ready[column].nunique()}. "
    if numeric is not None:
        where = named(ready[row]) + " bij " + named(ready[column])
        return size + extremes(where, numeric, write)
    counts = ready[value].astype("string").fillna(dutch.MISSING).value_counts()
    return size + f"{dutch.listing(f'{n} keer {word}' for word, n in counts.items())}."


def _numbers(values: pd.Series, write: Writer) -> tuple[list[Cell], dict[str, Cell]]:
    cells = [_shade(value, values.min(), values.max(), write) for value in values]
    gap = Cell(style.WHITE, GAP_MARK, GAP_MARK)
    return cells, {dutch.MISSING: gap} if values.isna().any() else {}


def _shade(value: float, low: float, high: float, write: Writer) -> Cell:
    """Give a number its tint; below zero is orange, and light means near zero or the lowest."""
    if pd.isna(value):
        return Cell(style.WHITE, GAP_MARK, GAP_MARK)
    tints = style.BLUES[:5]
    base = 0.0 if low < 0 or low > 0.9 * high else low
    reach = max(abs(high - base), abs(low - base)) or 1.0
    part = abs(value - base) / reach
    if value < 0:
        return Cell(PALER[min(int(part * len(PALER)), len(PALER) - 1)], write(value))
    return Cell(tints[min(int(part * len(tints)), len(tints) - 1)], write(value))


def _states(
    values: pd.Series, states: Mapping[str, str] | Sequence[str] | None
) -> tuple[list[Cell], dict[str, Cell]]:
    words = values.astype("string").fillna(dutch.MISSING).astype(str)
    order = [word for word in (states or []) if word in set(words)]
    order += [word for word in dict.fromkeys(words) if word not in order]
    tones = states if isinstance(states, Mapping) else KNOWN if states is None else {}
    key, spare = {}, iter(NEUTRAL + [(style.FAINT, "·")] * len(order))
    for word in order:
        tone = EMPTY.get(word) or tones.get(word.lower(), tones.get(word))
        fill, mark = TONES[tone] if tone in TONES else next(spare)
        key[word] = Cell(fill, word, mark)
    return [key[word] for word in words], key


def draw_grid(
    width: float, grid: dict[tuple[str, str], Cell], key: dict[str, Cell], *, cell: float = 0.3
) -> Figure:
    """Draw cells by row and column name; headings that do not fit become letters with a key."""
    names = list(dict.fromkeys(row for row, _ in grid))
    heads = list(dict.fromkeys(head for _, head in grid))
    share, each, lines, notes = _columns(width, names, heads)
    worded = all(_fits(one, each) for one in grid.values())
    shown = {word: one for word, one in key.items() if not worded or one.mark == one.text
             or one.text == GAP_MARK}  # fmt: skip
    legend = [f"{one.mark}  {word}" for word, one in shown.items()]
    top = canvas.legend_height(width, legend) + max(map(len, lines)) * canvas.LINE_HEIGHT + 0.08
    under = [line for note in notes for line in canvas.wrap(note, width)]
    sheet = canvas.rows(width, names, bar=cell, gap=0.04, top=top, label_share=share,
                        bottom=len(under) * canvas.LINE_HEIGHT + 0.08)  # fmt: skip
    sheet.axes.set_xlim(0, len(heads))
    for place, line in enumerate(lines):
        sheet.axes.annotate("\n".join(line), (place + 0.5, 0), xytext=(0, 4), ha="center",
                            va="bottom", textcoords="offset points", linespacing=1.15,
                            annotation_clip=False)  # fmt: skip
    for (name, head), one in grid.items():
        _draw_cell(sheet, heads.index(head), sheet.centres[names.index(name)], cell, one, worded)
    for number, line in enumerate(under):
        canvas.label(sheet, line, sheet.height + 0.14 + number * canvas.LINE_HEIGHT,
                     sheet.room - width + 0.03, color=style.QUIET)  # fmt: skip
    canvas.legend(sheet.figure, legend, dict(zip(legend, (c.fill for c in shown.values()),
                                                 strict=True)))  # fmt: skip
    return sheet.figure


def _columns(
    width: float, names: list[str], heads: list[str]
) -> tuple[float, float, list[list[str]], list[str]]:
    """Give the columns as much room as their headings need, at the expense of the row labels."""
    tried = []
    for share in (0.36, 0.3, 0.25):
        each = canvas.rows(width, names, label_share=share).room / len(heads)
        lines, notes = _headings(heads, each)
        tried.append((share, each, lines, notes))
        if not notes:
            return tried[-1]
    return tried[0]


def _headings(heads: list[str], each: float) -> tuple[list[list[str]], list[str]]:
    """Wrap the headings, or give letters and the lines that explain them."""
    room = each - 0.06
    whole = all(canvas.widest(str(head).split()) <= room for head in heads)
    lines = [canvas.wrap(head, room) for head in heads] if whole else []
    if whole and max(map(len, lines)) <= 3:
        return lines, []
    signs = [_letter(place) for place in range(len(heads))]
    pairs = [f"{sign} = {head}" for sign, head in zip(signs, heads, strict=True)]
    return [[sign] for sign in signs], ["; ".join(pairs)]


def _letter(place: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return letters[place] if place < len(letters) else str(place + 1)


def _fits(one: Cell, each: float) -> bool:
    text = f"{one.mark} {one.text}" if one.mark and one.mark != one.text else one.text
    return canvas.text_width(text) <= each - 0.06


def _draw_cell(sheet: Sheet, place: int, y: float, height: float, one: Cell, worded: bool) -> None:
    box = Rectangle((place + 0.02, y - height / 2), 0.96, height, facecolor=one.fill,
                    edgecolor=style.STRONG if one.strong else "none",
                    linewidth=1.6 if one.strong else 0)  # fmt: skip
    sheet.axes.add_patch(box)
    text = one.text if not one.mark or one.mark == one.text else f"{one.mark} {one.text}"
    short = text if worded else one.mark
    if not one.mark and not worded and _fits(one, sheet.room / sheet.axes.get_xlim()[1]):
        short = one.text
    sheet.axes.text(place + 0.5, y, short, ha="center", va="center", color=style.on(one.fill),
                    weight="bold" if one.strong else "normal")  # fmt: skip


def months(
    table: pd.DataFrame | None, month: str, value: str, series: str | None = None,
    mark: tuple[str, str] | None = None,
) -> Chart | None:  # fmt: skip
    """Show values per month: columns, or a line per series; `mark` names a moment.

    Parameters
    ----------
    month
        Column with months (`2010-11`).
    mark
        A month and the words for what began then.
    """
    ready = _usable_months(table, month, value)
    if ready is None:
        return None
    write = canvas.writer(value, ready[value])
    who = named(ready[series]) + " in " if series else ""
    where = who + ready[month].map(dutch.month)
    first, last = ready["_at"].min(), ready["_at"].max()
    said = f"Per maand van {dutch.month(str(first))} tot en met {dutch.month(str(last))}. "
    said += extremes(where, ready[value], write)
    said += f" Gemarkeerd: {mark[1]}, {dutch.month(mark[0])}." if mark else ""

    def draw(width: float) -> Figure:
        return _draw_months(width, ready, (value, series), write, mark)

    return Chart(draw, shortened(said), data_of(ready, month, series, value))


def _usable_months(table: pd.DataFrame | None, month: str, value: str) -> pd.DataFrame | None:
    if table is None or table.empty:
        return None
    ready = usable(table.dropna(subset=[month]), value)
    if ready is None:
        return None
    at = pd.PeriodIndex(pd.to_datetime(ready[month].astype(str)), freq="M")
    return ready.assign(_at=at).sort_values("_at", kind="stable").reset_index(drop=True)


def _draw_months(
    width: float, ready: pd.DataFrame, names: tuple[str, str | None], write: Writer,
    mark: tuple[str, str] | None,
) -> Figure:  # fmt: skip
    value, series = names
    every = list(dict.fromkeys(named(ready[series]))) if series else []
    first, last = ready["_at"].min(), ready["_at"].max()
    span = (last - first).n + 1
    low, high = min(0.0, ready[value].min()), max(0.0, ready[value].max())
    ticks = [write(low), write(high)]
    top = canvas.legend_height(width, every) + (canvas.LINE_HEIGHT + 0.06 if mark else 0.06)
    sheet = canvas.blank(width, 2.3, left=canvas.widest(ticks) + 0.12, top=top, bottom=0.45)
    axes = sheet.axes
    axes.set_xlim(-0.6, max(span, 6) - 0.4)
    axes.set_ylim(low, (high or 1) * 1.04)
    _month_ticks(sheet, first, max(span, 6), span)
    _height_ticks(sheet, write)
    at = ready["_at"].map(lambda one: (one - first).n)
    if series:
        _draw_lines(sheet, ready.assign(_x=at), value, series, every)
        canvas.legend(sheet.figure, every, canvas.palette(every),
                      dict(zip(every, canvas.MARKERS * len(every), strict=False)))  # fmt: skip
    else:
        axes.bar(at, ready[value], width=0.72, color=style.BLUE)
        _gaps(sheet, at[ready[value].isna()])
    if mark:
        _draw_mark(sheet, (pd.Period(mark[0], "M") - first).n, mark[1])
    axes.axhline(0, color=style.LINE, lw=0.8)
    return sheet.figure


def _draw_lines(
    sheet: Sheet, ready: pd.DataFrame, value: str, series: str, every: list[str]
) -> None:
    colour = canvas.palette(every)
    for number, name in enumerate(every):
        line = ready[named(ready[series]).eq(name)]
        sheet.axes.plot(line["_x"], line[value], color=colour[name], ms=4.5,
                        marker=canvas.MARKERS[number % len(canvas.MARKERS)])  # fmt: skip


def _gaps(sheet: Sheet, places: Any) -> None:
    for place in places:
        sheet.axes.text(place, 0, "?", ha="center", va="bottom", color=style.QUIET, style="italic")


def _draw_mark(sheet: Sheet, place: float, words: str) -> None:
    sheet.axes.axvline(place - 0.5, color=style.WINE, lw=1.4)
    left, right = sheet.axes.get_xlim()
    inches = (place - 0.5 - left) / (right - left) * sheet.room
    ends = inches + canvas.text_width(words) > sheet.room
    sheet.axes.annotate(
        words, (place - 0.5, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
        textcoords="offset points", ha="right" if ends else "left", va="bottom", color=style.WINE,
        annotation_clip=False,
    )  # fmt: skip


def month_labels(
    first: pd.Period, span: int, room: float, *, above: bool = False
) -> list[tuple[int, str]]:
    """Choose which months to name, so that names never touch: place and text."""
    each = room / span
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120) if s * each >= 0.42 or s == 120)
    # A step that divides a year starts in January, so that years begin on a line.
    offset = (-(first.month - 1)) % step if step <= 12 else (-(first.month - 1)) % 12
    months = [(place, first + place) for place in range(offset, span, step)]
    texts = []
    for nth, (place, month) in enumerate(months):
        short = dutch.month_short(str(month)).split(" ")
        year = nth == 0 or month.month <= step and month.month == 1
        names = [*short[1:], short[0]] if above else short
        texts.append((place, "\n".join(names) if year else short[0]))
    return texts


def _month_ticks(sheet: Sheet, first: pd.Period, shown: int, span: int) -> None:
    named = [one for one in month_labels(first, shown, sheet.room) if one[0] < span]
    sheet.axes.set_xticks([place for place, _ in named], [text for _, text in named])
    sheet.axes.tick_params(axis="x", pad=3)


def _height_ticks(sheet: Sheet, write: Writer) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    sheet.axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    sheet.axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))
    sheet.axes.grid(True, axis="y")


def draw_months(width: float, grid: dict[tuple[str, pd.Period], Cell], over: bool) -> Figure:
    """Draw cells by row and month; a month without a cell stays white."""
    names = list(dict.fromkeys(name for name, _ in grid))
    first, last = (pick(month for _, month in grid) for pick in (min, max))
    span = (last - first).n + 1
    key = {"meer dan 100% gevraagd": PALER[2]} if over else {}
    if any(one.mark for one in grid.values()):
        key[f"{GAP_MARK}  {dutch.MISSING}"] = style.WHITE
    top = canvas.legend_height(width, list(key)) + 2 * canvas.LINE_HEIGHT + 0.08
    sheet = canvas.rows(width, names, bar=0.28, gap=0.04, top=top, label_share=0.3)
    sheet.axes.set_xlim(0, span)
    each = sheet.room / span
    worded = all(_fits(one, each) for one in grid.values())
    for place, text in month_labels(first, span, sheet.room, above=True):
        sheet.axes.annotate(text, (place, 0), xytext=(1, 3), textcoords="offset points", ha="left",
                            va="bottom", annotation_clip=False, linespacing=1.1)  # fmt: skip
    for (name, month), one in grid.items():
        y = sheet.centres[names.index(name)]
        _draw_cell(sheet, (month - first).n, y, 0.28, one, worded)
    canvas.legend(sheet.figure, list(key), key)
    return sheet.figure
