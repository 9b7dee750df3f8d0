"""A value per row and column as a table of cells: numbers in one hue, states as word and mark."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat

import pandas as pd

from lib.page import labels, style
from lib.page.canvas import Table, named, numeric
from lib.page.labels import Cell

States = Mapping[str, str] | Sequence[str] | None
BUSY_PCT, FULL_PCT = 85.0, 100.0
FILLS = {"good": style.BLUES[1], "bad": style.ORANGES[1], "part": style.LILAC}
KNOWN = labels.STATUS | dict.fromkeys(["ja", "aanwezig", "gereed", "akkoord"], "good")
KNOWN |= dict.fromkeys(["nee", "afwezig", "niet akkoord"], "bad")
KNOWN |= dict.fromkeys(["mits", "deels", "ingehuurd", "bezig"], "part")
# States that mean neither good nor bad: from much to little ink, each with its own mark.
NEUTRAL = list(zip([style.BLUE, *style.BLUES[3:0:-1], style.LILAC], "■▲●○◆", strict=True))
NONE = Cell("–")  # nothing was asked here


def matrix(
    table: Table, row: str, column: str, value: str, *, states: States = None
) -> Table | None:
    """Show one value per row and column: numbers shaded in one hue, words as states.

    Parameters
    ----------
    states
        Words in their order, or tone (good, bad, part, unknown) by word. Left out: words such as
        `ja`, `mits` and `onbekend` get their own tone, others follow in order of appearance.
    """
    if table[value].isna().all():
        return None
    sizes = numeric(table, value)[value]
    numbers = states is None and sizes.count() == table[value].count()
    whole = [FULL_PCT] if labels.kind(value, table[value]) == "percent" else []
    cells = shaded(sizes, *whole) if numbers else _states(table[value], states)
    return grid(row, named(table[row]), named(table[column]), cells)


def grid(label: str, rows: Iterable[str], columns: Iterable[str], cells: Iterable[Cell]) -> Table:
    """Set cells in a frame, rows and columns in order of appearance; `label` names the rows.

    Columns that bear the names of the rows, as in a grid of pairs, stand in the order of these.
    """
    placed = dict(zip(zip(rows, columns, strict=True), cells, strict=True))
    names, heads = (list(dict.fromkeys(key[side] for key in placed)) for side in (0, 1))
    heads = names if set(names) == set(heads) else heads
    frame = {head: [placed.get((name, head), NONE) for name in names] for head in heads}
    return pd.DataFrame({label: names} | frame, dtype=object)


def shaded(values: pd.Series, *limits: float) -> list[Cell]:
    """Write numbers on a tint; below zero is orange, and light means near zero or the lowest.

    The last of one or two `limits` is the value of the darkest tint; beyond each the cell is
    orange and bold with a mark, beyond the second more so.
    """
    kind = labels.kind(values.name, values)
    said = labels.said(values.name, values) if kind in labels.UNITS else None
    write = said or labels.writer(kind, values)
    least, most = values.min(), max(limits, default=values.max())
    base = 0.0 if least < 0 or limits or least > 0.9 * most else least
    reach = max(abs(most - base), abs(least - base)) or 1.0

    def cell(value: float) -> Cell:
        if pd.isna(value):
            return labels.MISSING
        tints = style.ORANGES if value < 0 else style.BLUES[:5]
        tint = tints[min(int(abs(value - base) / reach * len(tints)), len(tints) - 1)]
        past = sum(value > limit for limit in limits)
        look = [("", "", tint), ("△", "over", style.ORANGES[1]), ("▲", "over", style.ORANGE)]
        return Cell(write(value), *look[past])

    return list(map(cell, values))


def _states(values: pd.Series, states: States) -> list[Cell]:
    """Give each word its tone, or the next neutral mark: the same in every report."""
    words = values.astype("string").fillna("").tolist()
    tones = KNOWN if states is None else states
    tones = tones if isinstance(tones, Mapping) else dict.fromkeys(tones, "")
    key, spare = {"": labels.MISSING}, chain(NEUTRAL, repeat((style.FAINT, "·")))
    for word in filter(None, dict.fromkeys([*tones, *words])):
        tone = "unknown" if word == "onbekend" else tones.get(word, tones.get(word.lower()))
        known = FILLS.get(tone, style.FAINT), labels.MARKS.get(tone)
        fill, mark = known if tone else next(spare)
        key[word] = Cell(word, mark, tone or "neutral", fill)
    return [key[word] for word in words]
