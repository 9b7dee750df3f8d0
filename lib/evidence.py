"""Where a number comes from: the rows behind it, and how certain they are.

Rows read from a dossier carry `origin` (file and row), `source` and `grade` (A measured or
audited, B contract or administration, C estimate by someone who knows, D assumption or
illustration). A number on page one is a sum of value x factor over such rows, so that a reader can
add it up again.
"""

from collections import defaultdict
from itertools import groupby

import pandas as pd

GRADES = ["A", "B", "C", "D"]
TRACE = ["origin", "source", "grade"]
COLUMNS = ["number_id", "number_label", "unit", "what", "value", "factor", *TRACE]


def rows(
    frame: pd.DataFrame,
    number_id: str,
    number_label: str,
    unit: str,
    value: str,
    what: str | list[str],
    factor: float | pd.Series = 1.0,
) -> pd.DataFrame:
    """Return the rows behind one number; the number is the sum of value x factor.

    Parameters
    ----------
    frame : DataFrame
        Dossier rows with `origin`, `source` and `grade`.
    number_id, number_label, unit : str
        Slug, Dutch label and unit of the number.
    value : str
        Column with the amount that counts.
    what : str or list of str
        Column(s) that tell a reader what the row is; several are joined with a comma.
    factor : float or Series
        What each value is multiplied by: a sign, a discount factor, a weight.

    Returns
    -------
    DataFrame
        Columns as in `COLUMNS`.
    """
    names = [what] if isinstance(what, str) else what
    told = frame[names].astype("string").fillna("").to_numpy()
    told = [", ".join(filter(None, words)) for words in told]
    about = {"number_id": number_id, "number_label": number_label, "unit": unit, "what": told}
    found = frame.assign(**about, value=frame[value].astype(float), factor=factor)
    return found[COLUMNS].reset_index(drop=True)


def total(evidence: pd.DataFrame) -> pd.Series:
    """Return each number by `number_id`: the sum of value x factor over its rows."""
    amounts = evidence["value"] * evidence["factor"]
    return amounts.groupby(evidence["number_id"], sort=False).sum(min_count=1)


def join(origins: pd.Series) -> str:
    """Return origins in short form, such as "costs.csv:2-9,14; intake-a.xlsx[costs]:3"."""
    places = defaultdict(set)
    for origin in filter(pd.notna, origins.tolist()):
        for part in origin.split("; "):
            place, spans = part.rsplit(":", 1)
            places[place].update(_rows_of(spans))
    return "; ".join(f"{place}:{_spans(sorted(rows))}" for place, rows in sorted(places.items()))


def grade_shares(frame: pd.DataFrame, weigh: str | None = None) -> pd.Series:
    """Return the share of each grade A to D (sum 1), by rows or weighed by a column in euro.

    A row without an amount does not count when a column weighs. Without rows all shares are 0.
    """
    weight = frame[weigh].abs() if weigh else pd.Series(1.0, index=frame.index)
    sums = weight.groupby(frame["grade"]).sum().reindex(GRADES, fill_value=0.0)
    return sums / sums.sum() if sums.sum() else sums.astype(float)


def _rows_of(spans: str) -> list[int]:
    if spans.isdecimal():  # nearly always, and a long list has many
        return [int(spans)]
    bounds = [span.partition("-") for span in spans.split(",")]
    return [row for first, _, last in bounds for row in range(int(first), int(last or first) + 1)]


def _spans(numbers: list[int]) -> str:
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    found = [[number for _, number in run] for _, run in runs]
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in found)
