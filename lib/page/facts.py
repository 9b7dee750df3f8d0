"""What a chart says in words: usable values, its numbers and its alt text."""

from __future__ import annotations

import pandas as pd

from lib import dutch
from lib.page import labels
from lib.page.canvas import Writer

ENDLESS = [float("inf"), float("-inf")]  # a share of nothing is not known


def usable(table: pd.DataFrame | None, *values: str) -> pd.DataFrame | None:
    """Give the table with numeric values, or None when no row has one."""
    if table is None or table.empty:
        return None
    numeric = {name: pd.to_numeric(table[name], errors="coerce").astype(float) for name in values}
    numeric = {name: column.replace(ENDLESS, float("nan")) for name, column in numeric.items()}
    ready = table.assign(**numeric).reset_index(drop=True)
    return ready if ready[list(values)[0]].notna().any() else None


def named(values: pd.Series) -> pd.Series:
    """Write the names of rows or series as the page prints them: 2014, not 2014.0."""
    kind = labels.kind(values.name, values)
    if kind in labels.NUMERIC | labels.FIXED:
        return values.map(lambda value: labels.text(value, kind)).astype(str)
    return values.astype(str)


def data_of(table: pd.DataFrame, *columns: str | None) -> pd.DataFrame:
    """Give the columns that a chart shows: its numbers, one click away."""
    return table[list(dict.fromkeys(column for column in columns if column))].reset_index(
        drop=True
    )


def extremes(names: pd.Series, values: pd.Series, write: Writer) -> str:
    """Say the highest and the lowest with their names, and how many are unknown."""
    known = values.dropna()
    unknown = int(values.isna().sum())
    tail = f" Van {dutch.count(unknown, 'rij', 'rijen')} is niets aangeleverd." if unknown else ""
    if known.nunique() == 1:
        who = str(names[known.index[0]]) if len(known) == 1 else f"Alle {len(known)}"
        return f"{who}: {write(known.iloc[0])}.{tail}"
    top, end = known.idxmax(), known.idxmin()
    return (
        f"Hoogste: {names[top]}, {write(known[top])}. "
        f"Laagste: {names[end]}, {write(known[end])}.{tail}"
    )


def shortened(text: str, most: int = 400) -> str:
    """Cut an alt text at a word."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
