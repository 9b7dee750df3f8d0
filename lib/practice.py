"""How ICT work is done today: judgement, skills, ways of working, maturity, service and load.

Each result is there only for a case that has the table. Levels and scores are compared as medians;
a difference inside the spread of the answers is no demonstrable difference. A missing value stays
missing, and a sum over it too. Money is in euro per year, hours per quarter, counts per month.
"""

import numpy as np
import pandas as pd

from lib import dutch, frames

LEVELS = ["richten", "inrichten", "verrichten"]
MOMENTS = ["0-meting", "1-meting"]
PERIODS = ["daarvoor", "jaar voor de start", "jaar na de start", "daarna"]
DOMAINS = ["business", "informatie en communicatie", "technologie"]
# Without an owner nobody closes what is empty.
GAPS = {"belegd": "good", "leeg, geen eigenaar": "bad", "geen eigenaar": "bad", "leeg": "part"}
SKILL_STATES = ["aanwezig", "onbekend", "ingehuurd", "afwezig"]  # who is unknown may have it
SERVICE_STATES = ["standaard", "standaard met plus", "lokaal", "afgenomen", "niet afgenomen"]
OUTCOMES = {"gehaald": "good", "niet gehaald": "bad", "niet gemeten": "unknown"}
SECURITY_STATES = {"ingericht": "good", "deels": "part", "niet": "bad", "onbekend": "unknown"}
AGREEMENTS = {"gesloten": "good", "ontbreekt": "bad", "onbekend": "unknown"}
FEW = 10  # answers; with fewer, one other answer moves a mean on a scale of ten visibly
NOT_COMPARED = "niet te vergelijken"
CHANGES = ["hoger", "lager", "geen aantoonbaar verschil", NOT_COMPARED]


def rating_scores(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return the median score per subject and partner over the raters."""
    return ratings.groupby(["subject", "partner"], sort=False, as_index=False)["score"].median()


def willing_and_able(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return per partner the median willingness and ability, and the lowest and highest rater.

    Columns are bereidheid and vermogen, and both followed by `laag` and `hoog` (score 1 to 5).
    """
    ends = {"": "median", " laag": "min", " hoog": "max"}
    scores = ratings.groupby(["partner", "subject"], sort=False)["score"].agg(**ends).unstack()
    names = pd.MultiIndex.from_product([ends, ["vermogen", "bereidheid"]])
    wide = scores.reindex(columns=names).dropna(how="all")
    return wide.set_axis([subject + end for end, subject in names], axis=1).reset_index()


def ways_of_working(processes: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per process the choice and who works how (in words), the most divided first."""
    rows = frames.for_all(processes, partners)
    rows = frames.full(rows, process=processes["process"].unique(), partner=partners["partner"])
    rows["way"] = rows["way_of_working"].str.strip().str.lower()
    words = {"way_of_working": "first", "partner": dutch.listing, "choice": "first"}
    who = rows.groupby(["process", "way"], sort=False, dropna=False, as_index=False).agg(words)
    who["said"] = who["way_of_working"].fillna(dutch.MISSING) + " (" + who["partner"] + ")"
    same = {"ways": ("way", "count"), "choice": ("choice", "first"), "said": ("said", "; ".join)}
    table = who.groupby("process", sort=False).agg(**same).reset_index()
    return table.iloc[(-table.pop("ways")).argsort(kind="stable")].reset_index(drop=True)


def known_somewhere(skills: pd.DataFrame) -> pd.Series:
    """Return the best state of each skill at any partner."""
    best = skills.sort_values("state", key=frames.place(SKILL_STATES), kind="stable")
    return best.drop_duplicates("skill")["state"]


def nine_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Return all nine cells, or none without rows: now, wanted, owner and gap (what is open)."""
    table = frames.full(cells, level=LEVELS, domain=DOMAINS)[: 9 if len(cells) else 0]
    alone, empty = table["owner"].isna(), table[["now", "wanted"]].isna().any(axis=1)
    closed, *words = GAPS
    return table.assign(gap=np.select([alone & empty, alone, empty], words, closed))


def maturity_levels(maturity: pd.DataFrame) -> pd.DataFrame:
    """Return the last measured level per topic and partner."""
    rows = maturity.sort_values("measurement", kind="stable")
    return rows.drop_duplicates(["partner", "topic"], keep="last").sort_index()


def maturity_change(maturity: pd.DataFrame) -> pd.DataFrame:
    """Return per partner and topic the difference between 0- and 1-measurement.

    Returns
    -------
    DataFrame
        partner, topic, before, after, difference (points; only where both were measured with the
        same model), spread (largest of the two), n_before, n_after, outcome (a difference inside
        the spread is `geen aantoonbaar verschil`) and the reason where there is no comparison.
    """
    keys, values = ["partner", "topic"], ["level", "n", "spread"]
    wide = maturity.set_index([*keys, "measurement"])[values].unstack(sort=False)
    wide = wide.reindex(columns=pd.MultiIndex.from_product([values, MOMENTS])).astype(float)
    table = wide[["level", "n"]].set_axis(["before", "after", "n_before", "n_after"], axis=1)
    other = maturity.groupby(keys)["model"].nunique().reindex(table.index).gt(1)
    change = (table["after"] - table["before"]).mask(other)
    spread = wide["spread"].max(axis=1, skipna=False)
    gaps = [table["before"].isna(), table["after"].isna(), other, spread.isna()]
    words = ["geen 0-meting", "geen 1-meting", "ander model", "geen spreiding"]
    found = {"difference": change, "spread": spread, "outcome": _outcome(change, spread)}
    return table.assign(**found, reason=np.select(gaps, words, "")).reset_index()


def maturity_by_topic(change: pd.DataFrame) -> pd.DataFrame:
    """Return per topic the medians over partners that were measured twice, n and the outcome.

    Both medians are over the same partners; `niet_vergeleken` names the others and why. Medians
    have one decimal, so that their difference is the one a reader computes. Without any second
    measurement there is nothing to compare and the table is empty.
    """
    if change["after"].isna().all():
        change = change.head(0)
    known, topics = change["outcome"].ne(NOT_COMPARED), change["topic"].unique()
    rows = change[known].groupby("topic")
    table = rows[["before", "after", "spread"]].median().add(1e-9).round(1)  # halves go up
    table = table.join(rows[["n_before", "n_after"]].sum()).reindex(topics).rename_axis("topic")
    difference = (table["after"] - table["before"]).round(1)
    table = table.assign(difference=difference, outcome=_outcome(difference, table["spread"]))
    others = change[~known].assign(who=change["partner"] + " (" + change["reason"] + ")")
    names = others.groupby("topic")["who"].agg(dutch.listing).reindex(topics)
    return table.assign(niet_vergeleken=names.fillna("niemand")).reset_index()


def incidents_per_month(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return counts per month and kind over all partners; missing when one partner's is."""
    rows = incidents.sort_values(["month", "kind"], kind="stable")
    return frames.grouped(rows, ["month", "kind"], count=("count", frames.whole))


def before_and_after(table: pd.DataFrame, start: str) -> pd.DataFrame:
    """Return per kind and period the known months and the mean, lowest and highest month.

    The two years next to the start (a month) have the same seasons.
    """
    known = table.dropna(subset="count").astype({"count": float})
    away = pd.PeriodIndex(known["month"], freq="M").asi8 - pd.Period(start, "M").ordinal
    period = pd.cut(away, [-np.inf, -13, -1, 11, np.inf], labels=PERIODS)
    counts = known.assign(periode=period).groupby(["kind", "periode"], observed=True)["count"]
    return counts.agg(maanden="size", gemiddeld="mean", laagste="min", hoogste="max").reset_index()


def incidents_in_words(periods: pd.DataFrame) -> str:
    """Compare the average month in the year from the start of cooperation with the year before."""
    mean = periods.pivot(index="kind", columns="periode", values="gemiddeld")
    rows = mean.reindex(columns=PERIODS[1:]).map(dutch.loose, na_action="ignore")
    rows[PERIODS[3]] = (" (daarna " + rows[PERIODS[3]].astype("str") + ")").fillna("")
    told = [f"{kind}en van {a} naar {b}{end}" for kind, a, b, end in rows.dropna().itertuples()]
    return f"In het jaar na de start: {dutch.listing(told)} per maand." if told else ""


def workload(hours: pd.DataFrame) -> pd.DataFrame:
    """Return per quarter the assignments, hours_asked, hours_available, load_pct and origin."""
    sums = {name: (name, frames.whole) for name in ("assignments", "hours_asked")}
    sums["hours_available"] = ("hours_available", lambda own: own.sum(min_count=1))
    table = frames.grouped(hours.sort_values("quarter", kind="stable"), "quarter", **sums)
    load = 100 * table["hours_asked"] / table["hours_available"].replace(0, np.nan)
    return table.assign(load_pct=load)


def service_grid(services: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per service and partner the variant taken; a joint service counts for all."""
    rows = frames.for_all(services, partners)
    taken = rows["taken"].map({"ja": "afgenomen", "nee": "niet afgenomen"}).fillna("onbekend")
    return rows.assign(variant=rows["variant"].where(rows["taken"].eq("ja")).fillna(taken))


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


def service_norms(grid: pd.DataFrame) -> pd.DataFrame:
    """Return each service taken that has a norm: both in words, outcome, and both as shown."""
    table = grid[grid["taken"].eq("ja")].dropna(subset="norm")
    outcome = _against_norm(table["norm"], table["realised"])
    norm, realised = (table[name].map(_plain).astype("str") for name in ("norm", "realised"))
    both = table["service"] + ": " + norm + " " + table["unit"].fillna("")
    shown = outcome + (" (" + realised + ")").where(table["realised"].notna(), "")
    return table.assign(dienst_en_norm=both, outcome=outcome, shown=shown)


def satisfaction(grid: pd.DataFrame) -> pd.DataFrame:
    """Return the services taken, each mark shown with its number of answers; few is said."""
    table = grid[grid["taken"].eq("ja")]
    mark = table["satisfaction"].map(dutch.number, decimals=1, na_action="ignore").astype("str")
    few = np.where(table["n"].lt(FEW).fillna(False), ", weinig)", ")")
    return table.assign(shown=mark + " (" + table["n"].map(dutch.number).astype("str") + few)


def opening_hours(grid: pd.DataFrame) -> pd.DataFrame:
    """Return the known opening hours, who has them and for which services."""
    names = {"partner": "deelnemers", "service": "diensten"}
    table = grid[grid["taken"].eq("ja")].dropna(subset="opening_hours").rename(columns=names)
    for name, other in (("deelnemers", "diensten"), ("diensten", "deelnemers")):
        groups = table.groupby(["opening_hours", other], sort=False, as_index=False)
        table = groups[name].agg(dutch.listing)
    return table


def service_levels(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return contracts with an agreed norm, and whether it was met; met ones come first."""
    table = contracts.dropna(subset="sla_norm_pct")
    outcome = _against_norm(table["sla_norm_pct"], table["sla_realised_pct"])
    return table.assign(outcome=outcome).sort_values("outcome", kind="stable")


def replacement_in_words(table: pd.DataFrame, undated: int, year: int) -> str:
    """Say what replacement costs in the five years from `year`, and what has no amount or date."""
    soon = table[table["year"].between(year, year + 4)]
    gaps = {"zonder bedrag": soon["unknown"].sum(), "zonder einddatum": undated}
    parts = [f"{dutch.count(n, 'onderdeel', 'onderdelen')} {gap}" for gap, n in gaps.items() if n]
    eur = dutch.eur_short(soon["replacement_eur"].sum())
    return f"{'; '.join([f'Tot en met {year + 4} vraagt vervanging {eur}', *parts])}."


def _outcome(change: pd.Series, spread: pd.Series) -> np.ndarray:
    up, down, none, unknown = CHANGES
    rules = [change.isna() | spread.isna(), change.abs().le(spread), change.gt(0)]
    return np.select(rules, [unknown, none, up], down)


def _against_norm(norm: pd.Series, realised: pd.Series) -> pd.Series:
    met = realised.ge(norm).map({True: "gehaald", False: "niet gehaald"})
    return met.mask(realised.isna(), "niet gemeten")


def _plain(value: float) -> str:
    return f"{round(value, 2):g}".replace(".", ",")
