"""What several analyses do with a frame: joint rows, whole grids, sums that keep a gap."""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from lib import dutch, evidence

JOINT = "gezamenlijk"


def for_all(rows: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Give every joint row to every partner; rows of a partner itself come first."""
    joint = rows[rows["partner"].eq(JOINT)].drop(columns="partner")
    own = rows[rows["partner"].ne(JOINT)]
    return pd.concat([own, joint.merge(partners[["partner"]], "cross")], ignore_index=True)


def full(table: pd.DataFrame, **keys: Iterable) -> pd.DataFrame:
    """Return a row for every combination of the keys, with what the table says of it."""
    grid = pd.MultiIndex.from_product(keys.values(), names=list(keys)).to_frame(index=False)
    return grid.merge(table, "left", on=list(keys))


def grouped(rows: pd.DataFrame, keys: str | list[str], **columns: Any) -> pd.DataFrame:
    """Return a row per key in order of appearance: the aggregates asked for, and the origins."""
    groups = rows.groupby(keys, sort=False)
    return groups.agg(**columns, origin=("origin", evidence.join)).reset_index()


def whole(values: pd.Series) -> Any:
    """Sum values; missing when one of them is."""
    return values.sum(skipna=False)


def per_year(rows: pd.DataFrame, date: str, value: str) -> pd.DataFrame:
    """Return per year of a date: the known value, the rows (n), those without a value, origin."""
    dated = rows.assign(year=rows[date].dt.year.astype("Int64"), unknown=rows[value].isna())
    sums = {value: (value, "sum"), "n": (value, "size"), "unknown": ("unknown", "sum")}
    return grouped(dated.dropna(subset="year").sort_values("year"), "year", **sums)


def place(order: Iterable) -> Callable[[pd.Series], pd.Series]:
    """Return the key that sorts values in the given order."""
    places = {value: place for place, value in enumerate(order)}
    return lambda values: values.map(places)


def change_in_words(table: pd.DataFrame, value: str, what: str) -> str:
    """Say how a figure per year changes from the first to the last year that is known."""
    known = table.dropna(subset=value)
    if len(known) < 2 or not known[value].iloc[0]:
        return f"{what}: voor hooguit één jaar bekend."
    (start, first), (end, last) = known[["year", value]].iloc[[0, -1]].to_numpy()
    share = dutch.share(abs(last / first - 1))
    side = "hoger" if last > first else "lager"
    side = "even hoog als" if share == "0%" else f"{share} {side} dan"
    return f"{what}: in {end:.0f} {side} in {start:.0f}."


def ends_in_words(
    table: pd.DataFrame, name: str, value: str, write: Callable[[Any], str] = dutch.loose
) -> str:
    """Say what is highest and what lowest, or that all that is known is equal."""
    most, top = dutch.extreme(table, name, value)
    least, low = dutch.extreme(table, name, value, lowest=True)
    if not most:
        return "Hier is geen waarde van bekend."
    if top == low:
        some = f"Alleen van {most} bekend" if table[value].isna().any() else "Overal even hoog"
        return f"{some}: {write(top)}."
    return f"Het hoogst: {most} ({write(top)}); het laagst: {least} ({write(low)})."


def tops_in_words(table: pd.DataFrame, name: str, heads: dict[str, str]) -> str:
    """Say for each column who has the highest value, after the words that belong to it."""
    said = [f"{head}: {dutch.extreme(table, name, of)[0]}" for of, head in heads.items()]
    return "; ".join(said) + "."
