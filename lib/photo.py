"""ICT-photo: what the partners delivered, what ICT costs them and how vulnerable it is.

Comparable cost = booked amount + corrections (definition, share in a joint organisation, VAT), in
the price level of one year: amount x (1 + index) ^ (price year - year). Money is in euro, staff in
fte. A value that was not delivered stays missing and makes the sum over it missing: never lower.
Every `..._in_words` gives the finding of a table as one Dutch sentence, true for ties and gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from lib import dutch, evidence

JOINT = "gezamenlijk"
TOTAL = "Totaal"
DIMENSIONS = ["gebruikers", "organisatie", "dienstverlening", "infrastructuur", "kosten"]
SIZES = {
    "inhabitants": "inwoners",
    "pupils": "leerlingen",
    "employees": "medewerkers",
    "workplaces": "werkplekken",
    "locations": "locaties",
}
PER = {
    "inhabitants": "cost_per_inhabitant_eur",
    "pupils": "cost_per_pupil_eur",
    "workplaces": "cost_per_workplace_eur",
    "employees": "cost_per_employee_eur",
}
HOLDERS = {"inhabitants": ["gemeente"], "pupils": ["school", "schoolbestuur"]}
UNITS = dict(zip(PER.values(), ["inwoner", "leerling", "werkplek", "medewerker"], strict=True))
PER_UNIT = {"inwoners": PER["inhabitants"], "leerlingen": PER["pupils"]}
# Nobody under 60 reaches the state pension age (AOW, art. 7a: 65 to 67 years) within five years.
LEAVING = "60 en ouder"
OUTSIDE = ["inhuur", "vacature"]  # not on the payroll: their age says nothing about pensions
CORRECTIONS = ["geboekt", "andere definitie", "aandeel in gezamenlijke organisatie", "btw"]


# ---------------------------------------------------------------- delivered, size
def completeness(indicators: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return delivered against asked indicators per partner and dimension.

    Every partner is asked every indicator that any partner has in that dimension.

    Returns
    -------
    DataFrame
        partner, dimension, asked, delivered (counts), delivered_pct, firm_pct (share of what was
        delivered with grade A or B; missing when nothing was delivered), origin.
    """
    own = indicators[indicators["partner"].ne(JOINT)]
    asked = own.groupby("dimension")["indicator"].nunique()
    asked = asked.reindex([name for name in DIMENSIONS if name in asked.index])
    given = own.dropna(subset="value").sort_values("count_date")
    given = given.drop_duplicates(["partner", "dimension", "indicator"], keep="last")
    counts = (
        given.assign(firm=given["grade"].isin(["A", "B"]))
        .groupby(["partner", "dimension"])
        .agg(
            delivered=("indicator", "size"), firm=("firm", "sum"), origin=("origin", evidence.join)
        )
    )
    names = ["partner", "dimension"]
    grid = pd.MultiIndex.from_product([partners["partner"], asked.index], names=names)
    table = counts.reindex(grid).reset_index()
    asked_of, delivered = table["dimension"].map(asked), table["delivered"].fillna(0)
    return table[[*names, "origin"]].assign(
        asked=asked_of,
        delivered=delivered,
        delivered_pct=100 * delivered / asked_of,
        firm_pct=100 * table["firm"] / delivered.replace(0, np.nan),
    )


def completeness_in_words(table: pd.DataFrame) -> str:
    """Say which share was delivered and who delivered least."""
    sums = table.groupby("partner", sort=False)[["asked", "delivered"]].sum()
    if not sums["asked"].sum():
        return "Er zijn geen kengetallen gevraagd."
    total = dutch.share(sums["delivered"].sum() / sums["asked"].sum())
    each = (100 * sums["delivered"] / sums["asked"]).round().rename("pct").reset_index()
    if each["pct"].nunique() == 1:
        return f"Van de gevraagde kengetallen is {total} aangeleverd."
    least, pct = dutch.extreme(each, "partner", "pct", lowest=True)
    return f"{total} van de kengetallen is aangeleverd; {least} het minst ({dutch.percent(pct)})."


def profile(partners: pd.DataFrame) -> pd.DataFrame:
    """Return kind and sizes per partner, with totals; a size that nobody gave is left out.

    Inhabitants belong to municipalities and pupils to schools; others have none (`geen`).
    """
    sizes = [name for name in SIZES if partners[name].notna().any()]
    table = with_total(partners[["partner", "kind", *sizes, "origin"]], sizes)
    for size, kinds in HOLDERS.items():
        without = ~partners["kind"].isin(kinds)
        if size in sizes and without.any():
            total = partners.loc[~without, size].sum(skipna=False)
            words = [*partners[size], total][: len(table)]
            words = pd.Series(words).map(dutch.number, na_action="ignore")
            table[size] = words.mask(without.reindex(table.index, fill_value=False), "geen")
    return table


def profile_in_words(partners: pd.DataFrame) -> str:
    """Say how much larger the largest partner is, on the first size that was given."""
    size = next((name for name in SIZES if partners[name].notna().any()), None)
    known = partners.dropna(subset=size) if size else partners
    if size is None or len(known) < 2:
        return "De omvang van de deelnemers is niet te vergelijken."
    most, top = dutch.extreme(known, "partner", size)
    least, low = dutch.extreme(known, "partner", size, lowest=True)
    if top == low or not low:
        low, top = dutch.number(low), dutch.number(top)
        span = f"elk {top}" if low == top else f"{low} tot {top}"
        return f"De deelnemers tellen {span} {SIZES[size]}."
    return f"Bij {most} zijn {dutch.loose(top / low)} keer zoveel {SIZES[size]} als bij {least}."


def with_total(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Add a row `Totaal`; a column with a missing value gets no total."""
    if len(table) < 2:
        return table
    sums = {column: table[column].sum(skipna=False) for column in columns}
    row = {"partner": TOTAL, "kind": "samen", **sums}
    return pd.concat([table, pd.DataFrame([row])], ignore_index=True)


# ---------------------------------------------------------------- cost
def ict_cost(costs: pd.DataFrame, price_year: int, price_index_pct: float) -> pd.DataFrame:
    """Return comparable cost per partner, year and category in euro of the price year.

    Returns
    -------
    DataFrame
        partner, year, category, amount_eur (missing when a row of it is), known_eur (sum of what
        was delivered), origin.
    """
    years = (price_year - costs["year"]).astype(float)
    level = costs.assign(amount_eur=costs["amount_eur"] * (1 + price_index_pct / 100) ** years)
    return _sums(level, ["partner", "year", "category"])


def cost_per_partner(cost: pd.DataFrame, partners: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the comparable cost of one year per partner, and per unit of size.

    Parameters
    ----------
    cost : DataFrame
        Result of `ict_cost`.
    partners : DataFrame
        Names and sizes. A partner without any row has not delivered.
    year : int
        Year of the photo.

    Returns
    -------
    DataFrame
        partner, amount_eur, known_eur, complete (ja, nee), cost per inhabitant, pupil, workplace
        and employee (in euro, missing where a size is), origin.
    """
    sizes = list(PER)
    sums = _sums(cost[cost["year"].eq(year)], ["partner"])
    table = partners[["partner", *sizes]].merge(sums, on="partner", how="left")
    per = {PER[size]: table["amount_eur"] / table[size].replace(0, np.nan) for size in sizes}
    complete = table["amount_eur"].notna().map({True: "ja", False: "nee"})
    return table.assign(complete=complete, **per).drop(columns=sizes)


def cost_in_words(table: pd.DataFrame) -> str:
    """Say what the partners spend together, or whose cost is not complete."""
    if not table["known_eur"].sum():
        return "De ICT-kosten zijn niet aangeleverd."
    known, gaps = dutch.eur_short(table["known_eur"].sum()), table["complete"].eq("nee")
    if gaps.any():
        who = dutch.listing(table.loc[gaps, "partner"])
        return f"Niet compleet: {known} per jaar is bekend; van {who} ontbreekt een deel."
    who = "De deelnemers geven samen" if len(table) > 1 else f"{table['partner'].iloc[0]} geeft"
    return f"{who} {known} per jaar uit aan ICT."


def cost_by_category(cost: pd.DataFrame, partners: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return cost per partner and category of one year; a partner without rows stays in it."""
    own = partners[["partner"]].merge(cost[cost["year"].eq(year)], on="partner", how="left")
    return own.assign(category=own["category"].fillna("onbekend"))


def cost_steps(costs: pd.DataFrame, cost: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the steps (step, amount_eur) from booked to comparable cost of all partners."""
    rows = costs[costs["year"].eq(year) & costs["partner"].ne(JOINT)]
    steps = rows.groupby("step")["amount_eur"].sum().reindex(CORRECTIONS).dropna()
    known = cost.loc[cost["year"].eq(year) & cost["partner"].ne(JOINT), "known_eur"].sum()
    if round(known - steps.sum()):
        steps["prijspeil"] = known - steps.sum()
    return steps.rename_axis("step").reset_index()


def cost_steps_in_words(steps: pd.DataFrame) -> str:
    """Say how far the comparable cost lies from what was booked."""
    booked = steps.loc[steps["step"].eq("geboekt"), "amount_eur"].sum()
    change = steps["amount_eur"].sum() - booked
    if not booked or not round(change):
        return "De geboekte kosten zijn al vergelijkbaar."
    side = "hoger" if change > 0 else "lager"
    share = dutch.share(abs(change) / booked, 1)
    return f"Vergelijkbaar gemaakt zijn de kosten {share} {side} dan geboekt."


def cost_per_unit_in_words(table: pd.DataFrame, column: str) -> str:
    """Say who pays most and least per unit, such as `cost_per_inhabitant_eur`."""
    known = table.dropna(subset=column)
    unit = UNITS[column]
    if known.empty:
        return f"De kosten per {unit} zijn niet bekend."
    most, top = dutch.extreme(known, "partner", column)
    least, low = dutch.extreme(known, "partner", column, lowest=True)
    if round(top) == round(low):
        return f"{dutch.listing(known['partner'])}: {dutch.eur(top)} per {unit}."
    high, low = dutch.eur(top), dutch.eur(low)
    return f"Per {unit} kost ICT het meest bij {most} ({high}), het minst bij {least} ({low})."


def benchmark(
    reference: pd.DataFrame, year: int, price_year: int, price_index_pct: float
) -> tuple[float, float, str] | None:
    """Return the published average per inhabitant as a band: context with year and n, no norm.

    Parameters
    ----------
    reference : DataFrame
        year, eur_per_inhabitant, participants (M&I/Partners ICT Benchmark Gemeenten).
    year, price_year, price_index_pct : int, int, float
        The last published year up to `year` is taken to the same price level as the cost.
    """
    known = reference[reference["year"].le(year)].sort_values("year").tail(1)
    for row in known.itertuples():
        eur = row.eur_per_inhabitant * (1 + price_index_pct / 100) ** (price_year - row.year)
        n = (
            "aantal gemeenten onbekend"
            if pd.isna(row.participants)
            else f"{row.participants:.0f} gemeenten"
        )
        return eur, eur, f"Gemiddelde {row.year:.0f} ({n})"
    return None


def benchmark_note(band: tuple[float, float, str] | None) -> str | None:
    """Return how to read the published average, or nothing where there is none."""
    note = "Gemiddelde van de ICT Benchmark Gemeenten (M&I/Partners) in hetzelfde prijspeil. "
    return note + "Elk jaar doen andere gemeenten mee: context, geen norm." if band else None


def cost_trend(cost: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return comparable cost per partner and year (amount_eur) in euro of the price year."""
    own = _sums(cost[cost["partner"].isin(partners["partner"])], ["partner", "year"])
    order = own["partner"].map(list(partners["partner"]).index)
    return own.iloc[np.lexsort([order, own["year"]])].reset_index(drop=True)


# ---------------------------------------------------------------- vulnerability
def vulnerability(
    tasks: pd.DataFrame, staff: pd.DataFrame, partners: pd.DataFrame
) -> pd.DataFrame:
    """Return per partner (and joint) how much hangs on few people.

    Returns
    -------
    DataFrame
        partner, tasks, single_tasks (one person or nobody can do them), unknown_tasks, fte (filled
        posts), leaving_pct (60 and older, of own staff with a known age: they reach the state
        pension age within five years), hired_pct (of filled fte), vacancy_fte, origin.
    """
    able = tasks["people_able"]
    counts = tasks.assign(tasks=1, single_tasks=able.le(1), unknown_tasks=able.isna())
    filled, own = staff["employment"].ne("vacature"), ~staff["employment"].isin(OUTSIDE)
    aged = own & staff["age_band"].ne("onbekend")
    masks = {"fte": filled, "aged": aged, "leaving": aged & staff["age_band"].eq(LEAVING),
             "hired": staff["employment"].eq("inhuur"), "vacancy_fte": ~filled}  # fmt: skip
    fte = staff.assign(**{name: staff["fte"].where(mask, 0.0) for name, mask in masks.items()})
    numbers = ["tasks", "single_tasks", "unknown_tasks"]
    table = pd.concat(
        [
            counts.groupby("partner")[numbers].sum(),
            fte.groupby("partner")[list(masks)].sum(),
            pd.concat([tasks, staff]).groupby("partner")["origin"].agg(evidence.join),
        ],
        axis=1,
    )
    order = [*partners["partner"], *table.index.intersection([JOINT])]
    table = table.reindex(order).rename_axis("partner").reset_index()
    pct = {"leaving_pct": ("leaving", "aged"), "hired_pct": ("hired", "fte")}
    pct = {name: 100 * table[a] / table[b].replace(0, np.nan) for name, (a, b) in pct.items()}
    return table.assign(**pct).drop(columns=["aged", "leaving", "hired"])


def with_values(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return every partner, and the joint row where it has a value.

    Where only the joint row has one, the partners were not asked and are left out.
    """
    given, joint = table[column].notna(), table["partner"].eq(JOINT)
    return table[given | ~joint] if (given & ~joint).any() else table[given]


def holders(table: pd.DataFrame, partners: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the rows of partners that have such a unit: an inhabitant or a pupil."""
    size = {words: size for size, words in SIZES.items()}[unit]
    kept = partners.loc[partners["kind"].isin(HOLDERS[size]), "partner"]
    return table[table["partner"].isin(kept)]


def vulnerability_in_words(table: pd.DataFrame) -> str:
    """Say how many tasks one person (or nobody) can do, and with whom most."""
    known = _named(table).dropna(subset="single_tasks")
    total = known["single_tasks"].sum()
    if known.empty:
        return "Hoeveel mensen een taak kunnen doen, is niet aangeleverd."
    most, top = dutch.extreme(known, "partner", "single_tasks")
    tail = f"; de meeste bij {most} ({top:.0f})" if total and len(known) > 1 else ""
    asked = known["tasks"].sum() - known["unknown_tasks"].sum()
    part = dutch.part(int(total), int(asked), ("taak", "taken"), ("hangt", "hangen"))
    return f"{part} aan hooguit één persoon{tail}."


def staff_in_words(table: pd.DataFrame) -> str:
    """Say where most of the own staff leaves within five years."""
    known = _named(table).dropna(subset="leaving_pct")
    if known.empty or not known["leaving_pct"].max():
        return "Van niemand is bekend dat hij binnen vijf jaar de AOW-leeftijd bereikt."
    most, top = dutch.extreme(known, "partner", "leaving_pct")
    return f"Bij {most} gaat {dutch.percent(top)} van de eigen fte binnen vijf jaar weg."


def forecast(indicators: pd.DataFrame, reference_date: Any) -> pd.DataFrame:
    """Return indicators that look ahead: indicator, unit, year and value over all partners.

    A year for which a partner gave nothing has no value. Joint rows count where no partner has
    rows of its own.
    """
    own = indicators.loc[indicators["partner"].ne(JOINT), "indicator"]
    ahead = indicators.loc[indicators["count_date"].gt(pd.Timestamp(reference_date)), "indicator"]
    kept = indicators["indicator"].isin(ahead)
    kept &= indicators["partner"].ne(JOINT) | ~indicators["indicator"].isin(own)
    rows = indicators[kept].assign(year=indicators["count_date"].dt.year)
    table = _sums(rows, ["indicator", "unit", "year"], "value")
    given = rows.groupby(["indicator", "unit", "year"], sort=False)["partner"].nunique()
    asked = table["indicator"].map(rows.groupby("indicator")["partner"].nunique())
    whole = asked.to_numpy() == given.to_numpy()
    table["value"] = table["value"].where(whole)
    return table.drop(columns="known_eur").sort_values("year", ignore_index=True)


def first_indicator(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the first indicator that looks ahead; a size goes before others."""
    names = table["indicator"].unique()
    sizes = [name for name in names if name.lower().startswith(tuple(SIZES.values()))]
    chosen = [*sizes, *names, ""][0]
    return table[table["indicator"].eq(chosen)]


def forecast_in_words(table: pd.DataFrame) -> str:
    """Say how the first indicator that looks ahead changes from the first to the last year."""
    known = first_indicator(table).dropna(subset="value")
    if len(known) < 2 or not known["value"].iloc[0]:
        return "Een verwachting voor latere jaren is niet compleet."
    first, last = known.iloc[0], known.iloc[-1]
    change = last["value"] / first["value"] - 1
    side = "hoger" if change > 0 else "lager"
    years = f"in {last['year']} {dutch.share(abs(change))} {side} dan in {first['year']}"
    return f"{first['indicator']}: {years}."


def answer(cost: pd.DataFrame, sharing: str, vulnerable: pd.DataFrame) -> list[str]:
    """Return the chapter in at most three sentences: cost, landscape, vulnerability."""
    known = cost_in_words(cost) if cost["known_eur"].sum() else ""
    weak = vulnerability_in_words(vulnerable) if len(vulnerable) else ""
    return [sentence for sentence in (known, sharing, weak) if sentence]


def _named(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(partner=table["partner"].replace(JOINT, "de gezamenlijke organisatie"))


def _sums(rows: pd.DataFrame, keys: list[str], value: str = "amount_eur") -> pd.DataFrame:
    """Sum per key: missing when a row is, beside the sum of what is known, with the origins."""
    known = rows["known_eur"] if "known_eur" in rows else rows[value]
    return (
        rows.assign(known_eur=known)
        .groupby(keys, sort=False)
        .agg(
            **{value: (value, lambda values: values.sum(skipna=False))},
            known_eur=("known_eur", "sum"),
            origin=("origin", evidence.join),
        )
        .reset_index()
    )
