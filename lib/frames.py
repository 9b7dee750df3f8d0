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
        return f"{what}: voor één jaar of minder bekend."
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
        return f"Overal even hoog: {write(top)}."
    return f"Het hoogst: {most} ({write(top)}); het laagst: {least} ({write(low)})."


def tops_in_words(table: pd.DataFrame, name: str, heads: dict[str, str]) -> str:
    """Say for each column who has the highest value, after the words that belong to it."""
    said = [f"{head}: {dutch.extreme(table, name, of)[0]}" for of, head in heads.items()]
    return "; ".join(said) + "."


def over_years(figures: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return figures of several years for the municipalities of the last year.

    Merged municipalities are added up. Nothing is guessed: a year in which a part of a merger is
    missing, and a municipality that got another code without a row in `changes`, are refused.

    Parameters
    ----------
    figures : DataFrame
        code, name, year (state of 1 January) and figures that may be added up.
    changes : DataFrame
        old_code, new_code, valid_from: `data/reference/municipality_changes.csv`.

    Returns
    -------
    DataFrame
        code, year and the figures; a sum over an unknown figure is unknown.

    Raises
    ------
    ValueError
        With the names of the municipalities, in Dutch.
    """
    figures = figures.reset_index(drop=True)
    first = (pd.to_datetime(changes["valid_from"]) + pd.offsets.YearBegin(0)).dt.year
    known = changes.assign(first=first)[first.le(figures["year"].max())]
    split = known["old_code"][known["old_code"].duplicated()]
    _refuse(figures, figures["code"].isin(split), "gesplitst, en een deel is niet op te tellen")
    now = figures["code"]
    for (start, new), parts in known.groupby(["first", "new_code"]):
        part = figures["year"].lt(start) & now.isin([*parts["old_code"], new])
        given = now[part & now.ne(new)].groupby(figures["year"]).nunique()
        every = figures["year"].map(given).eq(parts["old_code"].nunique())
        _refuse(figures, part & ~every, "samengevoegd, en niet elk deel is gegeven")
        now = now.mask(part, new)
    years = figures["year"].groupby(now).transform("nunique")
    text = "niet in elk jaar bekend onder deze code; vul de lijst met herindelingen aan"
    _refuse(figures, years.ne(figures["year"].nunique()), text)
    sums = figures.drop(columns="name").assign(code=now).groupby(["code", "year"], sort=False)
    return sums.agg(whole).reset_index()


def _refuse(figures: pd.DataFrame, wrong: pd.Series, reason: str) -> None:
    if wrong.any():
        names = dutch.listing(figures.loc[wrong, "name"].unique())
        raise ValueError(f"Jaren zijn niet te vergelijken voor {names}: {reason}.")
