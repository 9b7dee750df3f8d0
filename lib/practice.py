"""How ICT work is done today: judgement, skills, ways of working, maturity, service and load.

Each result is there only for a case that has the table. Levels and scores are compared as medians;
a difference inside the spread of the answers is no demonstrable difference. A missing value stays
missing, and a sum over it too. Money is in euro per year, hours per quarter, counts per month.
"""

from itertools import product

import numpy as np
import pandas as pd

from lib import dutch, frames
from lib.frames import JOINT

LEVELS = ["richten", "inrichten", "verrichten"]
MOMENTS = ["0-meting", "1-meting"]
DOMAINS = ["business", "informatie en communicatie", "technologie"]
OPEN = ["nu is leeg", "gewenst is leeg", "geen eigenaar"]
GAPS = {  # all that can be open in a cell; without an owner nobody closes it
    ", ".join(word for word in words if word): "bad" if words[2] else "part"
    for words in product(*(["", word] for word in OPEN))
} | {"belegd": "good"}
SKILL_STATES = {"aanwezig": "good", "ingehuurd": "part", "afwezig": "bad", "onbekend": "unknown"}
SERVICE_STATES = [
    "standaard", "standaard met plus", "lokaal", "afgenomen", "niet afgenomen", "onbekend",
]  # fmt: skip
OUTCOMES = {"gehaald": "good", "niet gehaald": "bad", "niet gemeten": "unknown"}
SECURITY_STATES = {"ingericht": "good", "deels": "part", "niet": "bad", "onbekend": "unknown"}
AGREEMENTS = {"gesloten": "good", "ontbreekt": "bad", "onbekend": "unknown"}
# The year from which a standard for security holds: the resolution of the municipalities in
# November 2013, the first round of accounting in 2017, the shared baseline of 2020, schools 2023.
STANDARDS = {"BIG": 2013, "ENSIA": 2017, "BIO": 2020, "Normenkader IBP": 2023, "NIS2": 2024}
FEW = 10  # answers; with fewer, one other answer moves a mean on a scale of ten visibly
NOT_COMPARED = "niet te vergelijken"


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


def willing_and_able(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return per partner the median willingness and ability, and the lowest and highest rater.

    Columns are bereidheid and vermogen, and both followed by `laag` and `hoog` (score 1 to 5).
    """
    rows = ratings[ratings["subject"].isin(["bereidheid", "vermogen"])]
    scores = rows.groupby(["partner", "subject"], sort=False)["score"]
    wide = scores.agg(["median", "min", "max"]).unstack().swaplevel(axis=1)
    ends = {"median": "", "min": " laag", "max": " hoog"}
    wide.columns = [subject + ends[end] for subject, end in wide.columns]
    names = [subject + end for subject in ("vermogen", "bereidheid") for end in ends.values()]
    return wide.reindex(columns=names).rename_axis(columns=None).reset_index()


def willing_and_able_in_words(table: pd.DataFrame) -> str:
    """Say at how many partners all raters score willingness above ability, and the reverse."""
    known = table.dropna(subset=["bereidheid", "vermogen"])
    more = known["bereidheid laag"].gt(known["vermogen hoog"]).sum()
    less = known["vermogen laag"].gt(known["bereidheid hoog"]).sum()
    if not more + less:
        return "Bij geen deelnemer verschillen bereidheid en vermogen meer dan de beoordelaars."
    whom = dutch.count(more, "deelnemer", "deelnemers")
    many = f"Bij {whom} is de bereidheid hoger dan het vermogen"
    other = f"bij {dutch.count(less, 'deelnemer', 'deelnemers')} is het vermogen hoger"
    return dutch.capital("; ".join([many] * bool(more) + [other] * bool(less))) + "."


def process_variants(processes: pd.DataFrame) -> pd.DataFrame:
    """Return per process the ways of working (variants), partners without answer and choice."""
    way = processes["way_of_working"].str.strip().str.lower()
    rows = processes.assign(way=way, unknown=way.isna())
    sums = {"variants": ("way", "nunique"), "unknown": ("unknown", "sum")}
    table = frames.grouped(rows, "process", **sums, choice=("choice", "first"))
    return table.sort_values("variants", ascending=False, kind="stable")


def ways_of_working(processes: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per process the choice and, per partner, the way of working in words."""
    rows = frames.for_all(processes, partners)
    wide = rows.pivot(index="process", columns="partner", values="way_of_working")
    who = [name for name in partners["partner"] if name in wide.columns]
    table = process_variants(processes)[["process", "variants", "choice"]]
    return table.merge(wide[who].reset_index(), on="process")


def process_variants_in_words(table: pd.DataFrame) -> str:
    """Say how many processes are done in one way by all, and what was chosen for the others."""
    known = table["unknown"].eq(0)
    same = (known & table["variants"].eq(1)).sum()
    part = dutch.part(same, len(table), ("proces", "processen"), ("gaat", "gaan"))
    unsure = len(table) - known.sum()
    tail = f"; bij {unsure} is niet van iedereen bekend hoe" if unsure else ""
    return f"{part} overal op één manier{tail}."


def skills_in_words(skills: pd.DataFrame) -> str:
    """Say how many skills no party has on its own payroll."""
    found = skills.groupby("skill")["state"].agg(set)
    absent = [states for states in found if "aanwezig" not in states]
    unsure = sum("onbekend" in states for states in absent)
    tail = f"; van {unsure} is het onbekend" if unsure else ""
    lacking = len(absent) - unsure
    if not absent:
        return "Elke soort kennis heeft minstens één deelnemer zelf in huis."
    return f"{lacking} van {len(found)} soorten kennis heeft niemand zelf in huis{tail}."


def nine_cells(cells: pd.DataFrame) -> pd.DataFrame:
    """Return all nine cells, or none without rows: now, wanted, owner and gap (what is open)."""
    table = frames.full(cells, level=LEVELS, domain=DOMAINS)[: 9 if len(cells) else 0]
    gaps = table[["now", "wanted", "owner"]].isna().to_numpy()
    words = [", ".join(np.array(OPEN)[row]) or "belegd" for row in gaps]
    return table.assign(gap=pd.Series(words, table.index, dtype=str))


def nine_cells_in_words(table: pd.DataFrame) -> str:
    """Say how many of the nine cells have no owner, and how many are empty now or wanted."""
    without = table["owner"].isna().sum()
    empty = table[["now", "wanted"]].isna().any(axis=1).sum()
    part = dutch.part(without, len(table), ("vlak", "vlakken"), ("heeft", "hebben"))
    said = f"{part} geen eigenaar" if without else "Alle vlakken hebben een eigenaar"
    return said + (f"; bij {empty} is nu of gewenst leeg." if empty else ".")


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
        same model), spread (largest of the two), n_before, n_after, outcome (a difference inside
        the spread is `geen aantoonbaar verschil`) and the reason where there is no comparison.
    """
    keys, values = ["partner", "topic"], ["level", "spread", "n", "model"]
    order = pd.MultiIndex.from_frame(maturity[keys].drop_duplicates())
    sides = [maturity[maturity["measurement"].eq(name)].set_index(keys) for name in MOMENTS]
    before, after = (side[values].reindex(order) for side in sides)
    spread = before["spread"].astype(float).combine(after["spread"].astype(float), np.maximum)
    rules = {
        f"geen {name}": side["level"].isna()
        for name, side in zip(MOMENTS, (before, after), strict=True)
    }
    rules |= {"ander model": before["model"].ne(after["model"]), "geen spreiding": spread.isna()}
    reason = np.select(list(rules.values()), list(rules), "")
    change = (after["level"] - before["level"]).astype(float).where(reason == "")
    table = pd.DataFrame({"before": before["level"], "after": after["level"]})
    table = table.assign(
        difference=change, spread=spread, n_before=before["n"], n_after=after["n"]
    )
    outcome = np.where(reason == "", _outcome(change, spread), NOT_COMPARED)
    return table.assign(outcome=outcome, reason=reason).reset_index()


def maturity_by_topic(change: pd.DataFrame) -> pd.DataFrame:
    """Return per topic the medians over partners that were measured twice, n and the outcome.

    Both medians are over the same partners; `left_out` names the others and why. Medians have one
    decimal, so that their difference is the one a reader computes. Without any second measurement
    there is nothing to compare and the table is empty.
    """
    known = change["outcome"].ne(NOT_COMPARED)
    rows, topics = change[known].groupby("topic", sort=False), change["topic"].unique()
    table = rows[["before", "after", "spread"]].median().add(1e-9).round(1)  # halves go up
    table = table.assign(difference=(table["after"] - table["before"]).round(1))
    sums = rows.agg(
        n_before=("n_before", "sum"), n_after=("n_after", "sum"), partners=("topic", "size")
    )
    outcome = pd.Series(_outcome(table["difference"], table["spread"]), table.index)
    table = (
        table.join(sums)
        .assign(outcome=outcome)
        .reindex(topics[: len(topics) * change["after"].notna().any()])
    )
    others = change[~known].assign(who=change["partner"] + " (" + change["reason"] + ")")
    table = table.join(others.groupby("topic")["who"].agg(dutch.listing).rename("left_out"))
    table["outcome"] = table["outcome"].fillna(NOT_COMPARED)
    return table.rename_axis("topic").reset_index()


def maturity_change_in_words(topics: pd.DataFrame) -> str:
    """Say on how many topics the level rose or fell, and where no difference can be shown."""
    told = []
    for outcome, words in {
        "lager": "lager bij",
        "geen aantoonbaar verschil": "geen aantoonbaar verschil bij",
        NOT_COMPARED: "niet te vergelijken:",
    }.items():
        names = topics.loc[topics["outcome"].eq(outcome), "topic"]
        told += [
            f"{words} {dutch.listing(names) if len(names) < 4 else f'{len(names)} andere'}"
        ] * bool(len(names))
    up = topics["outcome"].eq("hoger").sum()
    return "; ".join([f"Op {up} van {len(topics)} onderdelen is het niveau hoger", *told]) + "."


def maturity_moments(topics: pd.DataFrame) -> pd.DataFrame:
    """Return a row per topic and measurement with the level."""
    topics = topics.dropna(subset=["before", "after"])
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


def before_and_after(table: pd.DataFrame, start: str | None) -> pd.DataFrame:
    """Return per kind and period the known months and the mean, lowest and highest month.

    Empty when there is no start, or no known month on one of its sides.
    """
    known = table.dropna(subset="count")
    sides = np.where(known["month"].lt(start or ""), "voor de start", "na de start")
    rows = known.assign(period=sides, count=known["count"].astype(float))
    sums = {
        name: ("count", how)
        for name, how in {
            "months": "size",
            "mean": "mean",
            "lowest": "min",
            "highest": "max",
        }.items()
    }
    found = frames.grouped(rows, ["kind", "period"], **sums)
    return found[found.groupby("kind")["period"].transform("nunique").eq(2)]


def before_and_after_in_words(table: pd.DataFrame, incidents: pd.DataFrame, start: str) -> str:
    """Say what the comparison of before and after cannot prove, from what the rows show."""
    wide = table.pivot(index="kind", columns="period", values="mean")
    change = wide["na de start"] - wide["voor de start"]
    said = {
        "Meer": change.gt(0).any(),
        "Minder": change.lt(0).any(),
        "Even veel": change.eq(0).any(),
    }
    said = dutch.listing([word for word, found in said.items() if found], "of")
    rows = incidents.dropna(subset="count")
    late = rows["month"].ge(start)
    who = [rows.loc[side, "partner"].nunique() for side in (~late, late)]
    year = rows["month"].drop_duplicates()
    season = [
        year[side.loc[year.index]].str[5:].value_counts(normalize=True).round(3).to_dict()
        for side in (~late, late)
    ]
    limits = ["de manier van noteren kan zijn veranderd"]
    limits += ["het aantal maanden per seizoen verschilt"] * (season[0] != season[1])
    limits += [f"voor de start telden {who[0]} organisaties mee en erna {who[1]}"] * (
        who[0] != who[1]
    )
    return (
        f"{dutch.capital(said.lower())} meldingen na de start bewijst niet dat het slechter of beter gaat: "
        f"{dutch.listing(limits)}. Over de oorzaak zegt dit niets."
    )


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


def service_norms(grid: pd.DataFrame) -> pd.DataFrame:
    """Return each service taken that has a norm: agreed (in words), outcome, shown and tone."""
    table = grid[grid["taken"].eq("ja")].dropna(subset="norm")
    outcome = _against_norm(table["norm"], table["realised"])
    agreed = table["service"] + ": " + table["norm"].map(_plain) + " " + table["unit"].fillna("")
    found = " (" + table["realised"].map(_plain) + ")"
    shown = outcome + found.where(table["realised"].notna(), "")
    return table.assign(agreed=agreed, outcome=outcome, shown=shown, tone=outcome.map(OUTCOMES))


def satisfaction(grid: pd.DataFrame) -> pd.DataFrame:
    """Return each mark for a service with its number of answers (shown); few answers are said."""
    table = grid[grid["taken"].eq("ja")]
    few, n = table["n"].lt(FEW), table["n"].map(dutch.number, na_action="ignore")
    answers = n.fillna("aantal onbekend") + np.where(few, ", weinig", "")
    shown = table["satisfaction"].map(dutch.loose) + " (" + answers.astype(str) + ")"
    shown = shown.where(table["satisfaction"].notna())
    return table.assign(shown=shown, tone=np.where(few | table["n"].isna(), "unknown", "neutral"))


def satisfaction_in_words(table: pd.DataFrame) -> str:
    """Say which mark is lowest and highest, and how many rest on few answers."""
    known = table.dropna(subset="satisfaction")
    named = known.assign(name=known["service"] + " bij " + known["partner"])
    (low, end), (high, top) = (
        dutch.extreme(named, "name", "satisfaction", lowest=side) for side in (True, False)
    )
    few = dutch.count(known["n"].lt(FEW).sum(), "cijfer rust", "cijfers rusten")
    tail = f" {few} op minder dan {FEW} antwoorden." if known["n"].lt(FEW).any() else ""
    if end == top:
        return f"Elke dienst krijgt een {dutch.loose(top)}.{tail}"
    return (
        f"Het laagst: {low} ({dutch.loose(end)}). Het hoogst: {high} ({dutch.loose(top)}).{tail}"
    )


def opening_hours(grid: pd.DataFrame) -> pd.DataFrame:
    """Return the opening hours, who has them and for which services; none when none is known."""
    rows = grid[grid["taken"].eq("ja")]
    rows = rows[: len(rows) * rows["opening_hours"].notna().any()].fillna(
        {"opening_hours": "onbekend"}
    )
    takers = rows.groupby("service")["partner"].transform("nunique")
    sums = {
        "who": ("partner", dutch.listing),
        "many": ("partner", "size"),
        "takers": ("takers", "first"),
    }
    table = frames.grouped(rows.assign(takers=takers), ["service", "opening_hours"], **sums)
    who = table["who"].where(table["many"].lt(table["takers"]), "alle afnemers")
    rows = table.assign(deelnemers=who)
    return frames.grouped(
        rows, ["opening_hours", "deelnemers"], diensten=("service", dutch.listing)
    )


def service_levels(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return contracts with an agreed norm, and whether it was met; met ones come first."""
    table = contracts.dropna(subset="sla_norm_pct")
    outcome = _against_norm(table["sla_norm_pct"], table["sla_realised_pct"])
    return table.assign(outcome=outcome).sort_values("outcome", kind="stable")


def standing_in_words(states: pd.Series, tones: dict[str, str], words: tuple[str, str]) -> str:
    """Say how many are in the first state of `tones`, and count the other states."""
    best, *others = tones
    part = dutch.part(states.eq(best).sum(), len(states), words, ("is", "zijn"))
    counts = {word: states.eq(word).sum() for word in others}
    tail = ", ".join(f"{word}: {count}" for word, count in counts.items() if count)
    return f"{part} {best}{'; ' if tail else ''}{tail}."


def security_grid(security: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return a row per topic and partner; `label` says to which of the dimensions it belongs."""
    rows = frames.for_all(security, partners)
    return rows.assign(label=rows["dimension"].map(dutch.capital) + ": " + rows["topic"])


def standards_ahead_in_words(security: pd.DataFrame) -> str:
    """Name the standards that did not hold yet on the day of the answer; empty when all did."""
    since = security["standard"].map(
        lambda name: next(
            (year for start, year in STANDARDS.items() if str(name).startswith(start)), 0
        )
    )
    ahead = security.loc[since.gt(security["date"].dt.year), "standard"].unique()
    return f"Gold nog niet op de peildatum: {dutch.listing(ahead)}." if len(ahead) else ""


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


def _against_norm(norm: pd.Series, realised: pd.Series) -> pd.Series:
    outcome = np.select(
        [realised.isna(), realised.ge(norm)], ["niet gemeten", "gehaald"], "niet gehaald"
    )
    return pd.Series(outcome, norm.index, dtype=str)


def _plain(value: float) -> str:
    return f"{round(value, 2):g}".replace(".", ",")
