"""How ICT work is done today: judgement, skills, ways of working, maturity, service and load.

Each result is there only for a case that has the table. Levels and scores are compared as medians;
a difference inside the spread of the answers is no demonstrable difference. A missing value stays
missing, and a sum over it too. Money is in euro per year, hours per quarter, counts per month.
"""

import numpy as np
import pandas as pd

from lib import dutch, frames
from lib.frames import JOINT

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
SKILL_STATES = {"aanwezig": "good", "ingehuurd": "part", "afwezig": "bad", "onbekend": "unknown"}
SERVICE_STATES = [
    "standaard", "standaard met plus", "lokaal", "afgenomen", "niet afgenomen", "onbekend",
]  # fmt: skip


def rating_scores(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the median score per subject and partner over the raters."""
    keys = ["subject", "partner"]
    return ratings.groupby(keys, sort=False)["score"].median().reset_index()


def rating_scores_in_words(table: pd.DataFrame) -> str:
    """Say on which subject the partners differ most, and on which after that."""
    judged = table[table["partner"].ne(JOINT)]
    spread = judged.groupby("subject", sort=False)["score"].agg(["min", "max"]).reset_index()
    spread = spread.assign(gap=spread["max"] - spread["min"])
    subject, gap = dutch.extreme(spread, "subject", "gap")
    if not gap > 0:
        return "De deelnemers krijgen op elk onderwerp dezelfde score."
    points = dutch.count(gap, "punt", "punten")
    after, second = dutch.extreme(spread[spread["gap"].lt(gap)], "subject", "gap")
    tail = f"; daarna in {after} ({dutch.loose(second)})" if second > 0 else ""
    return f"De deelnemers verschillen het meest in {subject}: {points}{tail}."


def process_variants(processes: pd.DataFrame) -> pd.DataFrame:
    """Return per process the ways of working (variants), partners without answer and choice."""
    way = processes["way_of_working"].str.strip().str.lower()
    rows = processes.assign(way=way, unknown=way.isna())
    sums = {"variants": ("way", "nunique"), "unknown": ("unknown", "sum")}
    table = frames.grouped(rows, "process", **sums, choice=("choice", "first"))
    return table.sort_values("variants", ascending=False, kind="stable")


def skills_in_words(skills: pd.DataFrame) -> str:
    """Say how many skills no party has on its own payroll."""
    found = skills.groupby("skill")["state"].agg(set)
    absent = [states for states in found if "aanwezig" not in states]
    unsure = sum("onbekend" in states for states in absent)
    tail = f"; van {unsure} is het onbekend" if unsure else ""
    lacking = len(absent) - unsure
    return f"{lacking} van {len(found)} soorten kennis heeft niemand zelf in huis{tail}."


def nine_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Return all nine cells, or none without rows: now, wanted, owner and gap (what is open)."""
    table = frames.full(cells, level=LEVELS, domain=DOMAINS)[: 9 if len(cells) else 0]
    now, wanted, owner = (table[name].isna() for name in ("now", "wanted", "owner"))
    words = ["leeg", "geen eigenaar", "gewenst is leeg", "nu is leeg"]
    return table.assign(gap=np.select([now & wanted, owner, wanted, now], words, "belegd"))


def nine_cells_in_words(table: pd.DataFrame) -> str:
    """Say how many of the nine cells have no owner."""
    without = table["owner"].isna().sum()
    part = dutch.part(without, len(table), ("vlak", "vlakken"), ("heeft", "hebben"))
    return f"{part} geen eigenaar." if without else "Alle vlakken hebben een eigenaar."


def maturity_levels(maturity: pd.DataFrame) -> pd.DataFrame:
    """Return the last measured level per topic and partner."""
    rows = maturity.sort_values("measurement", kind="stable")
    return rows.drop_duplicates(["partner", "topic"], keep="last").sort_index()


def maturity_levels_in_words(levels: pd.DataFrame) -> str:
    """Say on which topic the median level is highest and lowest."""
    median = levels.groupby("topic", sort=False)["level"].median().reset_index()
    if median["level"].nunique() < 2:
        return "De onderdelen verschillen niet in niveau."
    high, top = dutch.extreme(median, "topic", "level")
    low, end = dutch.extreme(median, "topic", "level", lowest=True)
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
    keys, values = ["partner", "topic", "model"], ["level", "spread", "n"]
    wide = maturity.set_index([*keys, "measurement"])[values].unstack(sort=False)
    wide = wide.reindex(columns=pd.MultiIndex.from_product([values, MOMENTS])).astype(float)
    table = wide["level"].set_axis(["before", "after"], axis=1)
    table = table.join(wide["n"].set_axis(["n_before", "n_after"], axis=1))
    spread, change = wide["spread"].max(axis=1, skipna=False), table["after"] - table["before"]
    known = change.notna() & spread.notna()
    outcome = np.where(known, _outcome(change, spread), "niet te vergelijken")
    table = table.assign(difference=change, spread=spread, outcome=outcome)
    return table.reset_index().drop(columns="model")


def maturity_by_topic(change: pd.DataFrame) -> pd.DataFrame:
    """Return per topic the medians over partners that were measured twice, n and the outcome.

    Medians have one decimal, so that their difference is the one a reader computes.
    """
    rows = change[change["outcome"].ne("niet te vergelijken")].groupby("topic", sort=False)
    table = rows[["before", "after", "spread"]].median().add(1e-9).round(1)  # halves go up
    table = table.assign(difference=(table["after"] - table["before"]).round(1))
    table = table.join(rows[["n_before", "n_after"]].sum())
    return table.assign(outcome=_outcome(table["difference"], table["spread"])).reset_index()


def maturity_change_in_words(topics: pd.DataFrame) -> str:
    """Say on how many topics the level rose, and where no difference can be shown."""
    up = topics["outcome"].eq("hoger").sum()
    same = topics.loc[topics["outcome"].eq("geen aantoonbaar verschil"), "topic"]
    names = dutch.listing(same) if len(same) < 4 else f"{len(same)} andere"
    tail = f"; geen aantoonbaar verschil bij {names}" if len(same) else ""
    return f"Op {up} van {len(topics)} onderdelen is het niveau hoger{tail}."


def maturity_moments(topics: pd.DataFrame) -> pd.DataFrame:
    """Return a row per topic and measurement with the level."""
    return pd.concat(
        topics[["topic"]].assign(measurement=name, level=topics[side])
        for side, name in zip(("before", "after"), MOMENTS, strict=True)
    )


def answers_in_words(topics: pd.DataFrame) -> str:
    """Say how many people answered per topic and measurement."""
    n = topics[["n_before", "n_after"]].stack()
    span = " tot ".join(dict.fromkeys(map(dutch.number, (n.min(), n.max()))))
    return f"Aantal antwoorden per onderdeel en meting: {span}."


def incidents_per_month(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return counts per month and kind over all partners; missing when one partner's is."""
    rows = incidents.sort_values(["month", "kind"], kind="stable")
    return frames.grouped(rows, ["month", "kind"], count=("count", frames.whole))


def incidents_in_words(table: pd.DataFrame, start: str | None) -> str:
    """Compare the average month in the year from the start of cooperation with the year before."""
    many = {"klacht": "klachten", "storing": "storingen"}
    kind = next((kind for kind in many if table["kind"].eq(kind).any()), "storing")
    months = table[table["kind"].eq(kind)].set_index("month")["count"].dropna()
    before = months[months.index < (start or "")].tail(12).mean()
    since = months[months.index >= (start or "")]
    after, later = since.head(12).mean(), since[12:].mean()
    if pd.isna(before) or pd.isna(after):
        return f"Gemiddeld zijn er {dutch.loose(months.mean())} {many[kind]} per maand."
    span = f"van {dutch.loose(before)} naar {dutch.loose(after)} per maand"
    tail = "" if pd.isna(later) else f"; daarna zijn het er {dutch.loose(later)}"
    return f"In het jaar na de start gaan de {many[kind]} {span}{tail}."


def workload(hours: pd.DataFrame) -> pd.DataFrame:
    """Return per quarter the assignments, hours_asked, hours_available, load_pct and origin."""
    sums = {name: (name, frames.whole) for name in ("assignments", "hours_asked")}
    sums["hours_available"] = ("hours_available", lambda own: own.sum(min_count=1))
    table = frames.grouped(hours.sort_values("quarter", kind="stable"), "quarter", **sums)
    load = 100 * table["hours_asked"] / table["hours_available"].replace(0, np.nan)
    return table.assign(load_pct=load)


def workload_in_words(table: pd.DataFrame) -> str:
    """Say how many hours are asked for each hundred that are there."""
    known = table.dropna(subset="load_pct")[["hours_asked", "hours_available"]].sum()
    load = 100 * known["hours_asked"] / (known["hours_available"] or np.nan)
    return f"Voor elke 100 beschikbare uren zijn er {dutch.number(load)} gevraagd."


def service_grid(services: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per service and partner the variant taken; a joint service counts for all."""
    rows = frames.for_all(services, partners)
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
    price, extra = "price_eur_per_year", "surcharge_eur_per_year"
    rows = services[services["taken"].eq("ja")]
    without = rows["variant"].eq("standaard") & rows[extra].isna()  # standard has no surcharge
    rows = rows.assign(**{extra: rows[extra].mask(without, 0.0)})
    sums = {name: (name, lambda eur: eur.sum(min_count=1)) for name in (price, extra)}
    table = frames.grouped(rows, "service", **sums)
    table = table.assign(share_pct=100 * table[extra] / table[extra].sum())
    table = table[table[price].notna() | table[extra].gt(0)]
    return table.sort_values(extra, ascending=False, kind="stable", ignore_index=True)


def service_levels(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return contracts with an agreed norm, and whether it was met; met ones come first."""
    table = contracts.dropna(subset="sla_norm_pct")
    gap = table["sla_realised_pct"] - table["sla_norm_pct"]
    outcome = np.select([gap.isna(), gap.ge(0)], ["niet gemeten", "gehaald"], "niet gehaald")
    return table.assign(outcome=outcome).sort_values("outcome", kind="stable")


def service_levels_in_words(table: pd.DataFrame) -> str:
    """Say how many contracts do not meet their norm, and how many were not measured."""
    missed = table["outcome"].eq("niet gehaald").sum()
    unknown = table["outcome"].eq("niet gemeten").sum()
    tail = f"; {unknown} niet gemeten" if unknown else ""
    part = dutch.part(missed, len(table), ("contract", "contracten"), ("mist", "missen"))
    return f"{part} de norm{tail}."


def replacement_in_words(table: pd.DataFrame, year: int) -> str:
    """Say what replacement costs in the five years from `year`, and what has no amount."""
    soon = table[table["year"].between(year, year + 4)]
    unknown = soon["unknown"].sum()
    tail = f"; {dutch.count(unknown, 'onderdeel', 'onderdelen')} zonder bedrag" if unknown else ""
    eur = dutch.eur_short(soon["replacement_eur"].sum())
    return f"Tot en met {year + 4} vraagt vervanging {eur}{tail}."


def _outcome(change: pd.Series, spread: pd.Series) -> np.ndarray:
    rules = [change.abs().le(spread), change.gt(0)]
    return np.select(rules, ["geen aantoonbaar verschil", "hoger"], "lager")
