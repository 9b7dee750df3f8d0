"""Counts of people that may be shown: no small number, and none that follows from the rest."""

import numpy as np
import pandas as pd

from lib import dutch

# As in the open data on education of DUO, where a count below five reads `<5`.
THRESHOLD = 5
SMALL, HIDDEN, TOTAL = f"<{THRESHOLD}", "niet getoond", "Totaal"


def shown(counts: pd.DataFrame) -> pd.DataFrame:
    """Return counts of people with totals, as texts that give no hidden number away.

    A count below five reads `<5`. As long as a hidden number can be computed from what is shown,
    the smallest number in such a row or column is not shown either, a total last. A hidden number
    cannot be computed when it lies on a cycle along which hidden numbers can move up and down by
    one, within what their text says (Gusfield, A graph theoretic approach to statistical data
    security, 1988; the bounds are added here).

    Parameters
    ----------
    counts : DataFrame
        Whole numbers, a row per group and a column per class; missing is unknown.

    Returns
    -------
    DataFrame
        The same with a column and, from two rows up, a row `Totaal`; unknown stays missing.
    """
    table = counts.assign(**{TOTAL: counts.sum(axis=1, skipna=False)}).astype(float)
    table.loc[TOTAL] = table.sum(skipna=False)
    values = table.to_numpy()
    hidden, total = ~(values >= THRESHOLD), np.zeros(values.shape, bool)
    total[-1] = total[:, -1] = True
    while (open_ := _computed(values, hidden)).any() and not hidden.all():
        lines = np.add.outer(1 * open_.any(axis=1), 1 * open_.any(axis=0))
        order = np.lexsort([key.ravel() for key in (-lines, values, total, lines == 0, hidden)])
        hidden.flat[order[0]] = True
    words = table.map(dutch.number, na_action="ignore").mask(hidden & table.notna(), HIDDEN)
    return words.mask(table < THRESHOLD, SMALL).iloc[: None if len(counts) > 1 else 1]


def _computed(values: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Mark the hidden cells of which the value follows from the others.

    Rows and columns are nodes, hidden cells arcs: from row to column where the amount can rise
    (a total counts the other way round), back where it can fall.
    """
    ends = [np.where(np.arange(size) < size - 1, 1, -1) for size in values.shape]
    small = values < THRESHOLD
    rise = hidden & ~(small & (values == THRESHOLD - 1))
    fall = hidden & (values != np.where(small, 0, THRESHOLD))
    plus = np.outer(*ends) > 0
    there, back = np.where(plus, rise, fall), np.where(plus, fall, rise)
    found = np.zeros(values.shape, bool)
    for row, column in np.argwhere(hidden):
        rest = np.ones(values.shape, bool)
        rest[row, column] = False
        up = there[row, column] and _leads(there & rest, back & rest, column, row)
        down = back[row, column] and _leads((back & rest).T, (there & rest).T, row, column)
        found[row, column] = not up and not down
    return found


def _leads(there: np.ndarray, back: np.ndarray, column: int, row: int) -> bool:
    """Tell whether arcs lead from a column to a row."""
    columns = np.arange(there.shape[1]) == column
    for _ in range(min(there.shape)):
        rows = back[:, columns].any(axis=1)
        columns = columns | there[rows].any(axis=0)
    return bool(back[row, columns].any())
