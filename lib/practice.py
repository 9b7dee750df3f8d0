"""How ICT work is done today: judgement, skills, ways of working, maturity, service and load.

Each result is there only for a case that has the table. Levels and scores are compared as medians;
a difference inside the spread of the answers is no demonstrable difference. A missing value stays
missing, and a sum over it too. Money is in euro per year, hours per quarter, counts per month.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lib import dutch, evidence

JOINT = "gezamenlijk"
LEVELS = ["richten", "inrichten", "verrichten"]
MOMENTS = ["0-meting", "1-meting"]
DOMAINS = ["business", "informatie en communicatie", "technologie"]
GAPS = {
    "belegd": "good",
    "nu is leeg": "part",
    "gewenst is leeg": "part",
    "geen eigenaar": "bad",
    "leeg": "bad",
}
NOT_COMPARED = ["omvang", "kansrijk", "complex"]  # measured, or said of the whole
SKILL_STATES = {"aanwezig": "good", "ingehuurd": "part", "afwezig": "bad", "onbekend": "unknown"}
SERVICE_STATES = [
    "standaard",
    "standaard met plus",
    "lokaal",
    "afgenomen",
    "niet afgenomen",
    "onbekend",
]


def rating_scores(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the median score per subject and partner, with low and high over the raters."""
    scores = ratings.groupby(["subject", "partner"], sort=False)["score"]
    table = scores.agg(score="median", low="min", high="max", n="count")
    return table.join(_origins(ratings, ["subject", "partner"])).reset_index()


def rating_scores_in_words(table: pd.DataFrame) -> str:
    """Say on which subject the partners differ most."""
    judged = table[~table["subject"].isin(NOT_COMPARED) & table["partner"].ne(JOINT)]
    spread = judged.groupby("subject", sort=False)["score"].agg(["min", "max"]).reset_index()
    spread["gap"] = spread["max"] - spread["min"]
    subject, gap = dutch.extreme(spread, "subject", "gap")
    if not gap > 0:
        return "De deelnemers krijgen op elk onderwerp dezelfde score."
    points = dutch.count(gap, "punt", "punten")
    return f"De deelnemers verschillen het meest in {subject}: {points}."


def promise_in_words(table: pd.DataFrame) -> str:
    """Say how promising and how complex the cooperation is judged, side by side."""
    median = table.groupby("subject")["score"].median().dropna()
    if not {"kansrijk", "complex"} <= set(median.index):
        return ""
    promise, complexity = (dutch.loose(median[name]) for name in ("kansrijk", "complex"))
    return f"Kansrijk krijgt {promise} en complex {complexity}, op een schaal van 1 tot 5."


def process_variants(processes: pd.DataFrame) -> pd.DataFrame:
    """Return per process the number of ways of working and of partners without an answer."""
    way = processes["way_of_working"].str.strip().str.lower()
    rows = processes.assign(way=way, unknown=way.isna())
    table = rows.groupby("process", sort=False).agg(
        variants=("way", "nunique"), unknown=("unknown", "sum"), choice=("choice", "first"),
        origin=("origin", evidence.join),
    )  # fmt: skip
    return table.sort_values("variants", ascending=False, kind="stable").reset_index()


def process_variants_in_words(table: pd.DataFrame) -> str:
    """Say how many processes are done in more than one way."""
    different, known = table["variants"].gt(1).sum(), table["variants"].gt(0).sum()
    part = dutch.part(different, known, ("proces", "processen"), ("gaat", "gaan"))
    return f"{part} op meer dan één manier."


def skills_in_words(skills: pd.DataFrame) -> str:
    """Say how many skills no party has on its own payroll."""
    owned = skills["state"].eq("aanwezig").groupby(skills["skill"]).any()
    unsure = skills["state"].eq("onbekend").groupby(skills["skill"]).any() & ~owned
    lacking = (~owned & ~unsure).sum()
    tail = f"; van {unsure.sum()} is het onbekend" if unsure.any() else ""
    return f"{lacking} van {len(owned)} soorten kennis heeft niemand zelf in huis{tail}."


def nine_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Return all nine cells, or none without rows: now, wanted, owner and gap (what is open)."""
    keys = ["level", "domain"]
    grid = pd.MultiIndex.from_product([LEVELS, DOMAINS], names=keys).to_frame(index=False)
    table = grid[: len(grid) if len(cells) else 0].merge(cells, on=keys, how="left")
    open_ = table[["now", "wanted", "owner"]].isna().to_numpy()
    rules = [open_[:, :2].all(axis=1), open_[:, 2], open_[:, 1], open_[:, 0]]
    words = ["leeg", "geen eigenaar", "gewenst is leeg", "nu is leeg"]
    table = table.assign(gap=np.select(rules, words, "belegd"))
    return table[[*keys, "topics", "now", "wanted", "owner", "gap", "origin"]]


def nine_cells_in_words(table: pd.DataFrame) -> str:
    """Say how many of the nine cells have no owner."""
    without = table["owner"].isna().sum()
    if not without:
        return "Alle vlakken hebben een eigenaar."
    part = dutch.part(without, len(table), ("vlak", "vlakken"), ("heeft", "hebben"))
    return f"{part} geen eigenaar."


def maturity_levels(maturity: pd.DataFrame) -> pd.DataFrame:
    """Return the last measured level per topic and partner."""
    rows = maturity.sort_values("measurement", kind="stable")
    return rows.drop_duplicates(["partner", "topic"], keep="last").sort_index()


def maturity_levels_in_words(levels: pd.DataFrame) -> str:
    """Say on which topic the median level is highest and lowest."""
    median = levels.groupby("topic", sort=False)["level"].median().reset_index()
    if median["level"].notna().sum() < 2 or median["level"].nunique() < 2:
        return "De onderdelen verschillen niet in niveau."
    (high, top), (low, end) = (
        dutch.extreme(median, "topic", "level", lowest=lowest) for lowest in (False, True)
    )
    return f"Het hoogst: {high} ({dutch.loose(top)}). Het laagst: {low} ({dutch.loose(end)})."


def maturity_change(maturity: pd.DataFrame) -> pd.DataFrame:
    """Return per partner and topic the difference between 0- and 1-measurement.

    Returns
    -------
    DataFrame
        partner, topic, before, after, difference (points; only where both were measured with the
        same model), spread (largest of the two), n_before, n_after, outcome: a difference inside
        the spread is `geen aantoonbaar verschil`.
    """
    keys = ["partner", "topic", "model"]
    first, last = (maturity[maturity["measurement"].eq(name)] for name in MOMENTS)
    table = first.merge(last, on=keys, how="outer", suffixes=("_before", "_after"), sort=False)
    table = table.rename(columns={"level_before": "before", "level_after": "after"})
    change = table["after"] - table["before"]
    spread = table[["spread_before", "spread_after"]].max(axis=1, skipna=False)
    rules = [change.isna() | spread.isna(), change.abs().le(spread), change.gt(0)]
    words = ["niet te vergelijken", "geen aantoonbaar verschil", "hoger"]
    outcome = np.select([rule.fillna(True) for rule in rules], words, "lager")
    sides = (table[f"origin_{side}"].astype("str").fillna("") for side in ("before", "after"))
    both = next(sides) + "; " + next(sides)
    table = table.assign(difference=change, spread=spread, outcome=outcome)
    table["origin"] = both.str.strip("; ")
    measured = ["before", "after", "difference", "spread", "n_before", "n_after"]
    return table[["partner", "topic", *measured, "outcome", "origin"]]


def maturity_change_in_words(topics: pd.DataFrame) -> str:
    """Say on how many topics the level rose, and where no difference can be shown."""
    if topics.empty:
        return "Er zijn nog geen twee metingen om te vergelijken."
    up = topics["outcome"].eq("hoger").sum()
    same = topics.loc[topics["outcome"].eq("geen aantoonbaar verschil"), "topic"]
    names = dutch.listing(same) if len(same) < 4 else dutch.count(len(same), "ander", "andere")
    tail = f"; geen aantoonbaar verschil bij {names}" if len(same) else ""
    return f"Op {up} van {len(topics)} onderdelen is het niveau hoger{tail}."


def maturity_by_topic(change: pd.DataFrame) -> pd.DataFrame:
    """Return per topic the medians over partners that were measured twice, and the outcome."""
    rows = change[change["outcome"].ne("niet te vergelijken")].groupby("topic", sort=False)
    table = rows.agg(
        before=("before", "median"), after=("after", "median"),
        difference=("difference", "median"),
        spread=("spread", "median"), n_before=("n_before", "sum"), n_after=("n_after", "sum"),
        partners_count=("partner", "nunique"), origin=("origin", evidence.join),
    )  # fmt: skip
    rules = [table["difference"].abs().le(table["spread"]), table["difference"].gt(0)]
    outcome = np.select(rules, ["geen aantoonbaar verschil", "hoger"], "lager")
    return table.assign(outcome=outcome).reset_index()


def maturity_moments(topics: pd.DataFrame) -> pd.DataFrame:
    """Return a row per topic and measurement: level and number of answers (n)."""
    sides = zip(("before", "after"), MOMENTS, strict=True)
    return pd.concat(
        topics[["topic"]].assign(measurement=name, level=topics[side], n=topics[f"n_{side}"])
        for side, name in sides
    )


def incidents_per_month(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return counts per month and kind over all partners; missing when one partner's is."""
    rows = incidents.groupby(["month", "kind"])
    return rows.agg(count=("count", _whole), origin=("origin", evidence.join)).reset_index()


def incidents_in_words(table: pd.DataFrame, start: str | None) -> str:
    """Compare the average month in the year from the start of cooperation with the year before."""
    kind = "klacht" if table["kind"].eq("klacht").any() else "storing"
    many = {"klacht": "klachten", "storing": "storingen"}[kind]
    months = table[table["kind"].eq(kind)].set_index("month")["count"].dropna()
    after = months[months.index >= start].head(12).mean() if start else np.nan
    before = months[months.index < start].tail(12).mean() if start else np.nan
    if pd.isna(before) or pd.isna(after):
        return f"Gemiddeld zijn er {dutch.loose(months.mean())} {many} per maand."
    span = f"van {dutch.loose(before)} naar {dutch.loose(after)} per maand"
    return f"In het jaar na de start gaan de {many} {span}."


def workload(hours: pd.DataFrame) -> pd.DataFrame:
    """Return per quarter the assignments, hours asked and available, and load_pct."""
    table = hours.groupby("quarter").agg(
        assignments=("assignments", _whole), hours_asked=("hours_asked", _whole),
        hours_available=("hours_available", lambda own: own.sum(min_count=1)),
        origin=("origin", evidence.join),
    )  # fmt: skip
    load = 100 * table["hours_asked"] / table["hours_available"].replace(0, np.nan)
    return table.assign(load_pct=load).reset_index()


def workload_in_words(table: pd.DataFrame) -> str:
    """Say how many hours are asked for each hour that is there."""
    known = table.dropna(subset="load_pct")
    if known.empty:
        return "Gevraagde en beschikbare uren zijn niet te vergelijken."
    load = known["hours_asked"].sum() / known["hours_available"].sum()
    return f"Voor elke 100 beschikbare uren zijn er {dutch.number(100 * load)} gevraagd."


def service_grid(services: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per service and partner the variant taken; a joint service counts for all."""
    joint = services[services["partner"].eq(JOINT)].drop(columns="partner")
    own = services[services["partner"].ne(JOINT)]
    rows = pd.concat([own, joint.merge(partners[["partner"]], "cross")])
    taken = rows["variant"].fillna("afgenomen").where(rows["taken"].eq("ja"))
    other = rows["taken"].map({"nee": "niet afgenomen"}).fillna("onbekend")
    return rows.assign(variant=taken.fillna(other))


def service_grid_in_words(grid: pd.DataFrame) -> str:
    """Say how many services every partner takes in the standard form."""
    standard = grid["variant"].eq("standaard").groupby(grid["service"]).all()
    part = dutch.part(standard.sum(), len(standard), ("dienst", "diensten"), ("is", "zijn"))
    return f"{part} bij iedereen standaard."


def service_prices(services: pd.DataFrame) -> pd.DataFrame:
    """Return per service its price and surcharge per year, and the share of all surcharges."""
    money = ["price_eur_per_year", "surcharge_eur_per_year"]
    taken = services[services["taken"].eq("ja")]
    standard = taken["variant"].eq("standaard") & taken[money[1]].isna()  # has no surcharge
    taken = taken.assign(**{money[1]: taken[money[1]].mask(standard, 0.0)})
    rows = taken.groupby("service", sort=False)
    sums = dict.fromkeys(money, lambda eur: eur.sum(min_count=1))
    table = rows.agg({**sums, "origin": evidence.join})
    share = 100 * table[money[1]] / table[money[1]].sum()
    priced = table[money[0]].notna() | table[money[1]].gt(0)
    table = table.assign(share_pct=share)[priced].reset_index()
    return table.sort_values(money[1], ascending=False, kind="stable", ignore_index=True)


def service_prices_in_words(table: pd.DataFrame) -> str:
    """Say how few services hold more than half of the surcharge for staying different."""
    if not table["surcharge_eur_per_year"].sum():
        return "Er zijn geen toeslagen voor eigen wensen bekend."
    few = int(table["share_pct"].fillna(0).cumsum().le(50).sum()) + 1
    share = dutch.percent(table["share_pct"].head(few).sum())
    what = dutch.plural(few, "dienst draagt", "diensten dragen")
    return f"{few} {what} {share} van de bekende toeslagen."


def service_levels(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return contracts with an agreed norm, and whether it was met."""
    table = contracts.dropna(subset="sla_norm_pct")
    gap = table["sla_realised_pct"] - table["sla_norm_pct"]
    met = gap.ge(0).fillna(False).map({True: "gehaald", False: "niet gehaald"})
    return table.assign(outcome=met.where(gap.notna(), "niet gemeten"))


def short_of_norm(levels: pd.DataFrame) -> pd.DataFrame:
    """Return the contracts that miss their norm or were not measured; all where none does."""
    short = levels[levels["outcome"].ne("gehaald")]
    return short.sort_values("outcome", kind="stable") if len(short) else levels


def service_levels_in_words(table: pd.DataFrame) -> str:
    """Say how many contracts do not meet their norm, and how many were not measured."""
    state = table["outcome"].value_counts()
    missed, unknown = state.get("niet gehaald", 0), state.get("niet gemeten", 0)
    tail = f"; {unknown} niet gemeten" if unknown else ""
    part = dutch.part(missed, len(table), ("contract", "contracten"), ("mist", "missen"))
    return f"{part} de norm{tail}."


def replacement_due(infrastructure: pd.DataFrame) -> pd.DataFrame:
    """Return per year in which support ends: components, replacement_eur, unknown amounts."""
    rows = infrastructure.assign(
        year=infrastructure["end_of_support"].dt.year,
        unknown=infrastructure["replacement_eur"].isna(),
    )
    return rows.groupby("year").agg(
        components=("component", "size"), replacement_eur=("replacement_eur", "sum"),
        unknown=("unknown", "sum"), origin=("origin", evidence.join),
    ).reset_index().astype({"year": "Int64"})  # fmt: skip


def replacement_due_in_words(table: pd.DataFrame, year: int) -> str:
    """Say what replacement costs in the five years from `year`, and what has no amount."""
    soon = table[table["year"].between(year, year + 4)]
    unknown = soon["unknown"].sum()
    tail = f"; {dutch.count(unknown, 'onderdeel', 'onderdelen')} zonder bedrag" if unknown else ""
    eur = dutch.eur_short(soon["replacement_eur"].sum())
    return f"Tot en met {year + 4} vraagt vervanging {eur}{tail}."


def _whole(values: pd.Series) -> Any:
    """Sum values; missing when one of them is."""
    return values.sum(skipna=False)


def _origins(rows: pd.DataFrame, keys: list[str]) -> pd.Series:
    return rows.groupby(keys, sort=False)["origin"].agg(evidence.join)
