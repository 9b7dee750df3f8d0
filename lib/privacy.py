"""Counts of people that may be shown: no small number, and none that follows from the rest."""

import numpy as np
import pandas as pd
from ortools.linear_solver import pywraplp

from lib import dutch

# As in the open data on education of DUO, where a count below five reads `<5`.
THRESHOLD = 5
MOST = 10**6  # people in one cell
SMALL, HIDDEN, TOTAL = f"<{THRESHOLD}", "niet getoond", "Totaal"


def shown(counts: pd.DataFrame) -> pd.DataFrame:
    """Return counts of people with totals, as texts that give no hidden number away.

    A count below five reads `<5`. As long as a hidden number can be computed from what is shown,
    the smallest number in such a row or column is not shown either, a total last. A number can be
    computed when the least and the most that it can be, by a linear program over all that is
    shown, are the same (Gusfield, A graph theoretic approach to statistical data security, 1988).

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
    """Mark the hidden cells for which only one number fits what is shown: least and most agree."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    small = values < THRESHOLD
    low = np.where(hidden, np.where(values >= THRESHOLD, THRESHOLD, 0), values)
    high = np.where(hidden, np.where(small, THRESHOLD - 1, MOST), values)
    ends = zip(low.ravel().tolist(), high.ravel().tolist(), strict=True)
    cells = np.array([solver.NumVar(*pair, "") for pair in ends], object).reshape(values.shape)
    for *parts, total in [*cells, *cells.T]:
        solver.Add(sum(parts) == total)
    found = np.zeros(values.shape)
    for sign in (1, -1):
        for place in zip(*np.nonzero(hidden), strict=True):
            solver.Minimize(sign * cells[place])
            solver.Solve()
            found[place] -= sign * cells[place].solution_value()
    return hidden & (found < 0.5)
