"""ICT-photo: what the partners delivered, what ICT costs them and how vulnerable it is.

Comparable cost = booked amount + corrections (definition, share in a joint organisation, VAT), in
the price level of one year: amount x (1 + index) ^ (price year - year). Money is in euro, staff in
fte. A value that was not delivered stays missing and makes the sum over it missing: never lower.
Every `..._in_words` gives the finding of a table as one Dutch sentence, true for ties and gaps.
"""

from typing import Any

import numpy as np
import pandas as pd

from lib import dutch, evidence, frames, privacy
from lib.frames import JOINT
from lib.privacy import HIDDEN, SMALL, TOTAL

DIMENSIONS = ["gebruikers", "organisatie", "dienstverlening", "infrastructuur", "kosten"]
SIZES = dict(inhabitants="inwoners", pupils="leerlingen", employees="medewerkers")
SIZES |= dict(workplaces="werkplekken", locations="locaties")
HOLDERS = {"inwoners": ["gemeente"], "leerlingen": ["school", "schoolbestuur"]}
PER = {SIZES[size]: f"cost_per_{size[:-1]}_eur" for size in list(SIZES)[:4]}
# Nobody under 60 reaches the state pension age (AOW, art. 7a: 65 to 67 years) within five years.
LEAVING = "60 en ouder"
NOT_OWN = ["vacature", "inhuur"]
POSTS = {"vacancy_fte": "vacature", "hired_pct": "inhuur", "seconded_pct": "detachering"}
JOINTLY = "gezamenlijke organisatie"
CORRECTIONS = ["geboekt", "andere definitie", "aandeel in gezamenlijke organisatie", "btw"]
COMPARABLE = "vergelijkbaar"
MOST_OFF_PCT = 2  # beyond it the check stops
AGES = ["tot 35", "35-44", "45-54", "55-59", LEAVING, "onbekend"]


# ---------------------------------------------------------------- delivered, size
def completeness(indicators: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return delivered against asked indicators per partner and dimension.

    Every partner is asked every indicator that any partner has in that dimension.

    Returns
    -------
    DataFrame
        partner, dimension, asked, delivered, checked (counts; checked is of grade A or B),
        delivered_pct, checked_pct (of what was delivered; missing where nothing was), origin.
    """
    own = indicators[indicators["partner"].ne(JOINT)]
    asked = own.groupby("dimension")["indicator"].nunique()
    known, keys = own.dropna(subset="value"), ["partner", "dimension"]
    known = known.assign(checked=known["indicator"].where(known["grade"].isin(["A", "B"])))
    counts = {"delivered": ("indicator", "nunique"), "checked": ("checked", "nunique")}
    given = frames.grouped(known, keys, **counts)
    dimensions = [name for name in DIMENSIONS if name in asked.index]
    table = frames.full(given, partner=partners["partner"], dimension=dimensions)
    table = table.fillna(dict.fromkeys(counts, 0)).assign(asked=table["dimension"].map(asked))
    table["delivered_pct"] = 100 * table["delivered"] / table["asked"]
    return table.assign(checked_pct=100 * table["checked"] / table["delivered"])


def completeness_in_words(table: pd.DataFrame) -> str:
    """Say which share was delivered."""
    share = table["delivered"].sum() / max(table["asked"].sum(), 1)
    return f"{dutch.share(share)} van de gevraagde kengetallen is aangeleverd."


def certainty(complete: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    """Return the share of grade A or B per partner: of indicators by count, of cost by euro.

    Parameters
    ----------
    complete : DataFrame
        Result of `completeness`.
    costs : DataFrame
        Raw costs of the year of the photo; a row without an amount does not weigh.

    Returns
    -------
    DataFrame
        partner, subject (a dimension, or `alle kosten, in euro`), checked_pct (missing where
        nothing was delivered).
    """
    counted = complete.rename(columns={"dimension": "subject"})
    known = costs.dropna(subset="amount_eur")
    size, sure = known["amount_eur"].abs(), known["grade"].isin(["A", "B"])
    euro = pd.DataFrame({"sure": size.where(sure, 0), "all": size}).groupby(known["partner"]).sum()
    money = complete[["partner"]].drop_duplicates().assign(subject="alle kosten, in euro")
    money["checked_pct"] = money["partner"].map(100 * euro["sure"] / euro["all"])
    return pd.concat([counted[list(money)], money], ignore_index=True)


def certainty_in_words(complete: pd.DataFrame, costs: pd.DataFrame) -> str:
    """Say which part of the indicators and of the euro has grade A or B."""
    given, sure = complete["delivered"].sum(), evidence.grade_shares(costs, "amount_eur")
    part = dutch.share(complete["checked"].sum() / given if given else np.nan)
    euro = dutch.share(sure[["A", "B"]].sum() if sure.sum() else np.nan)
    return f"Gemeten of uit een administratie (A of B): kengetallen {part}, kosten {euro}."


def profile(partners: pd.DataFrame) -> pd.DataFrame:
    """Return kind and sizes per partner, with totals; a size that nobody gave is left out.

    Inhabitants belong to municipalities and pupils to schools; others have none (`geen`).
    """
    sizes = [name for name in SIZES if partners[name].notna().any()]
    table = partners[["partner", "kind", *sizes]].copy()
    for size in sizes:
        kinds = HOLDERS.get(SIZES[size], table["kind"])
        table[size] = table[size].where(table["kind"].isin(kinds), 0)
    if len(table) > 1:
        table.loc[len(table)] = [TOTAL, "samen", *table[sizes].agg(frames.whole)]
    return table.assign(**{size: _or_none(table[size], table[size].eq(0)) for size in sizes})


def _or_none(values: pd.Series, none: pd.Series, write: Any = dutch.number) -> pd.Series:
    """Write `geen` where there is none; without any such place numbers stay numbers."""
    words = values.map(write, na_action="ignore").astype(object)
    return words.mask(none.fillna(False), "geen") if none.any() else values


# ---------------------------------------------------------------- cost
def ict_cost(costs: pd.DataFrame, price_year: int, price_index_pct: float) -> pd.DataFrame:
    """Return comparable cost per partner, year and category in euro of the price year.

    Returns
    -------
    DataFrame
        partner, year, category, amount_eur (missing when a row of it is), known_eur (sum of what
        was delivered; missing when nothing was), origin.
    """
    years = (price_year - costs["year"]).astype(float)
    level = costs["amount_eur"] * (1 + price_index_pct / 100) ** years
    rows = costs.assign(amount_eur=level, known_eur=level)
    return _sums(rows, ["partner", "year", "category"])


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
    sums = _sums(cost[cost["year"].eq(year)], ["partner"])
    table = partners[["partner"]].merge(sums, on="partner", how="left")
    table["complete"] = table["amount_eur"].notna().map(dutch.yesno)
    for size, unit in SIZES.items():
        if unit in PER:
            table[PER[unit]] = table["amount_eur"] / partners[size].replace(0, np.nan).to_numpy()
    return table


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


def cost_per_unit(table: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return the table with `geen` in cost per inhabitant or pupil of who has none by its kind."""
    kinds = table["partner"].map(partners.set_index("partner")["kind"])
    for unit, holders in HOLDERS.items():
        if table[PER[unit]].notna().any():
            words = _or_none(table[PER[unit]], ~kinds.isin(holders), dutch.eur)
            table = table.assign(**{PER[unit]: words})
    return table


def cost_by_category(cost: pd.DataFrame, partners: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return cost per partner and category of one year; a partner without rows stays in it."""
    own = partners[["partner"]].merge(cost[cost["year"].eq(year)], on="partner", how="left")
    return own.assign(category=own["category"].fillna("onbekend"))


def cost_steps(costs: pd.DataFrame, cost: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the way from booked to comparable cost per partner and together, in whole euro.

    Returns
    -------
    DataFrame
        partner, a column per step that anybody has, `prijspeil` (where the price year differs)
        and `vergelijkbaar`, of what is known, so that a row adds up exactly; complete (ja, nee).
        Missing where nothing of it was delivered.
    """
    rows = costs[costs["year"].eq(year) & costs["partner"].ne(JOINT)]
    sums = rows.groupby(["partner", "step"], sort=False)["amount_eur"].sum(min_count=1)
    steps = [step for step in CORRECTIONS if rows["step"].eq(step).any()]
    table = sums.unstack(fill_value=0, sort=False)[steps].map(dutch.whole, na_action="ignore")
    known = _sums(cost[cost["year"].eq(year)], ["partner"]).set_index("partner")["known_eur"]
    known = known.reindex(table.index).map(dutch.whole, na_action="ignore")
    if (level := known - table.sum(axis=1)).any():
        table["prijspeil"] = level
    table[COMPARABLE] = known
    gaps = table.index.isin(rows.loc[rows["amount_eur"].isna(), "partner"])
    if len(table) > 1:
        table.loc[TOTAL], gaps = table.sum(), [*gaps, gaps.any()]
    return table.assign(complete=np.where(gaps, "nee", "ja")).reset_index()


def cost_steps_in_words(steps: pd.DataFrame) -> str:
    """Say how far the comparable cost lies from what was booked, and by which step most."""
    last = steps.drop(columns=["partner", "complete"], errors="ignore").tail(1).squeeze()
    booked, end = last.get("geboekt", 0), last.get(COMPARABLE, 0)
    if not abs(booked) > 0 or booked == end:
        return "De geboekte kosten zijn al vergelijkbaar."
    side, share = "hoger" if end > booked else "lager", dutch.loose(100 * abs(end / booked - 1))
    most = (last.drop(["geboekt", COMPARABLE]) * np.sign(end - booked)).idxmax()
    return f"Vergelijkbaar zijn de kosten {share}% {side} dan geboekt, vooral door {most}."


def cost_steps_drawn(steps: pd.DataFrame) -> pd.DataFrame:
    """Return partner, step and amount_eur for a waterfall: each partner up to five, or together.

    The name of who did not deliver all says `minstens`; a step that changes nothing is left out.
    """
    rows = steps[steps["partner"].ne(TOTAL)] if len(steps) < 7 else steps.tail(1)
    names = rows["partner"].where(rows["complete"].eq("ja"), rows["partner"] + " (minstens)")
    rows = rows.assign(partner=names).drop(columns=[COMPARABLE, "complete"])
    long = rows.set_index("partner").stack().rename("amount_eur").rename_axis(["partner", "step"])
    return long[long.fillna(0).ne(0)].reset_index()


def control_totals(costs: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return booked cost against the total of the administration per partner and year.

    Returns
    -------
    DataFrame
        partner, year, booked_eur (missing when a row of it is), total_eur, difference_pct, state:
        `klopt` (within the limit), `wijkt af`, `geen controletotaal`, `onbekend` (booked cost is
        not complete), origin. Empty without a ledger.
    """
    booked = costs[costs["step"].eq("geboekt") & bool(len(ledger))]
    keys, sums = ["partner", "year"], {"booked_eur": ("amount_eur", frames.whole)}
    table = frames.grouped(booked, keys, **sums)
    table = table.merge(ledger[[*keys, "total_eur"]], "left", keys)
    off = 100 * (table["booked_eur"] / table["total_eur"] - 1)
    tests = [table["total_eur"].isna(), off.isna(), off.abs().le(MOST_OFF_PCT)]
    states = ["geen controletotaal", "onbekend", "klopt"]
    return table.assign(difference_pct=off, state=np.select(tests, states, "wijkt af"))


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
    known = reference[reference["year"].le(year)].sort_values("year")
    if known.empty:
        return None
    last, eur, n = known.iloc[-1][["year", "eur_per_inhabitant", "participants"]]
    eur *= (1 + price_index_pct / 100) ** (price_year - last)
    who = "aantal gemeenten onbekend" if pd.isna(n) else f"{n:.0f} gemeenten"
    return eur, eur, f"Gemiddelde {last:.0f} ({who})"


def cost_trend(cost: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return comparable cost per partner and year (amount_eur) in euro of the price year."""
    own = cost[cost["partner"].isin(partners["partner"])]
    return _sums(own.sort_values("year", kind="stable"), ["partner", "year"])


def cost_trend_in_words(trend: pd.DataFrame) -> str:
    """Say how the cost of the partners that delivered every year changed together."""
    wide = trend.pivot(index="year", columns="partner", values="amount_eur")
    whole = wide.dropna(axis="columns")
    some = f"{len(whole.columns)} van de {len(wide.columns)} deelnemers samen"
    who = "de deelnemers samen" if whole.shape == wide.shape else some
    total = whole.sum(axis=1).rename("amount_eur").reset_index()
    return frames.change_in_words(total, "amount_eur", f"Kosten van {who}")


# ---------------------------------------------------------------- vulnerability
def vulnerability(
    tasks: pd.DataFrame, staff: pd.DataFrame, partners: pd.DataFrame
) -> pd.DataFrame:
    """Return per partner (and joint) how much hangs on few people.

    Returns
    -------
    DataFrame
        partner, tasks, single_tasks (one person or nobody can do them), unknown_tasks, fte (filled
        posts), vacancy_fte, hired_pct and seconded_pct (of filled fte), fte_per_100_workplaces,
        origin. An unknown fte hides its sum. Joint fte count for all workplaces, so also in the
        ratio of each partner: who has placed staff there does not look small. No band for this
        ratio is published.
    """
    able, fte, post = tasks["people_able"], staff["fte"], staff["employment"]
    counts = {"tasks": 1, "single_tasks": able.le(1), "unknown_tasks": able.isna()}
    posts = {name: fte.where(post.eq(kind), 0) for name, kind in POSTS.items()}
    posts["fte"] = fte.where(post.ne("vacature"), 0)
    done = tasks.assign(**counts).groupby("partner")[[*counts]].sum(min_count=1)
    staffed = staff.assign(**posts).groupby("partner")[[*posts]].sum(skipna=False)
    origin = pd.concat([tasks, staff]).groupby("partner")["origin"].agg(evidence.join)
    order = [*partners["partner"], *origin.index[origin.index == JOINT]]
    table = pd.concat([done, staffed, origin], axis=1).reindex(order).rename_axis("partner")
    for name in ("hired_pct", "seconded_pct"):
        table[name] = 100 * table[name] / table["fte"].replace(0, np.nan)
    places = partners.set_index("partner")["workplaces"].replace(0, np.nan)
    every = frames.whole(partners["workplaces"])
    joint = table["fte"][JOINT] / every if JOINT in order else 0
    own = (table["fte"] / places.reindex(order)).where(table.index != JOINT, 0)
    return table.assign(fte_per_100_workplaces=100 * (own + joint)).reset_index()


def age_bands(staff: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return own people (not hired, no vacancy) per partner and age band, as far as may be shown.

    Where the number of people is not given, each row of fte is rounded up to whole people. Texts
    with totals, see `privacy.shown`; empty without staff.
    """
    own = staff[~staff["employment"].isin(NOT_OWN)]
    own = own.assign(people=own["people"].fillna(np.ceil(own["fte"])).astype(float))
    table = own.groupby(["partner", "age_band"])["people"].agg(frames.whole).unstack(fill_value=0)
    order = [name for name in [*partners["partner"], JOINT] if name in table.index]
    table = table.reindex(order, columns=[band for band in AGES if band in table])
    return privacy.shown(table.rename({JOINT: JOINTLY})) if order else table


def leaving_in_words(ages: pd.DataFrame, staff: pd.DataFrame) -> str:
    """Say how many own people are 60 or older, with their fte, where that number may be shown.

    Parameters
    ----------
    ages : DataFrame
        Result of `age_bands`; the last row is that of all together.
    staff : DataFrame
        Raw staff.
    """
    last, words = ages.tail(1).squeeze(), {SMALL: "minder dan vijf", HIDDEN: "een aantal"}
    many, every, gap = (last.get(name, SMALL) for name in (LEAVING, TOTAL, AGES[-1]))
    if pd.isna(every) or (many != SMALL and HIDDEN in (many, every)):
        return "Hoeveel eigen mensen 60 jaar of ouder zijn, is niet te tonen."
    tail = f"; van {words.get(gap, gap)} is de leeftijd onbekend" if AGES[-1] in ages else ""
    if many == SMALL:
        return f"Minder dan vijf eigen mensen zijn {'zeker ' * bool(tail)}60 jaar of ouder{tail}."
    old = staff["age_band"].eq(LEAVING) & ~staff["employment"].isin(NOT_OWN)
    fte = dutch.loose(frames.whole(staff.loc[old, "fte"]))
    return f"{many} van de {every} eigen mensen ({fte} fte) zijn 60 jaar of ouder{tail}."


def same_area(partners: pd.DataFrame, year: int, changes: pd.DataFrame) -> None:
    """Refuse cost of one year per inhabitant of another where the municipality changed between.

    Parameters
    ----------
    partners : DataFrame
        code (of a municipality) and count_date, the day on which its inhabitants were counted.
    year : int
        Year of the cost.
    changes : DataFrame
        old_code, new_code, valid_from: `data/reference/municipality_changes.csv`.

    Raises
    ------
    ValueError
        With the names of the municipalities, in Dutch.
    """
    codes = changes.melt("valid_from", ["old_code", "new_code"], value_name="code")
    codes["first"] = pd.to_datetime(codes["valid_from"]) + pd.offsets.YearBegin(0)
    touched = partners.dropna(subset="code").merge(codes, on="code")
    years = pd.DataFrame({"counted": touched["count_date"].dt.year, "cost": year})
    changed = touched["first"].dt.year
    between = changed.gt(years.min(axis=1)) & changed.le(years.max(axis=1))
    if between.any():
        names = dutch.listing(touched.loc[between, "partner"].unique())
        text = "in een andere samenstelling geteld dan die van de kosten"
        raise ValueError(f"Jaren zijn niet te vergelijken voor {names}: {text}.")


def with_values(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return every partner, and the joint organisation (under that name) where it has a value.

    Where only the joint row has one, the partners were not asked and are left out.
    """
    given, joint = table[column].notna(), table["partner"].eq(JOINT)
    table = table.assign(partner=table["partner"].replace(JOINT, JOINTLY))
    return table[given | ~joint] if (given & ~joint).any() else table[given]


def vulnerability_in_words(table: pd.DataFrame) -> str:
    """Say how many tasks one person (or nobody) can do, and with whom most."""
    named = table.assign(partner=table["partner"].replace(JOINT, "de gezamenlijke organisatie"))
    known = named.dropna(subset="single_tasks")
    single, asked = (known[name].sum() for name in ("single_tasks", "tasks"))
    most, top = dutch.extreme(known, "partner", "single_tasks")
    tail = f"; de meeste bij {most} ({top:.0f})" if known["single_tasks"].lt(top).any() else ""
    gap = known["unknown_tasks"].sum()
    tail += f"; van {dutch.count(gap, 'taak', 'taken')} is dit onbekend" if gap else ""
    part = dutch.part(int(single), int(asked), ("taak", "taken"), ("hangt", "hangen"))
    return f"{part} aan hooguit één persoon{tail}."


# ---------------------------------------------------------------- ahead
def forecast(indicators: pd.DataFrame, reference_date: Any) -> pd.DataFrame:
    """Return the first indicator that looks ahead (a size goes before others), per year.

    A year for which a partner gave nothing has no value. Joint rows count where no partner has
    rows of its own.

    Returns
    -------
    DataFrame
        indicator, unit, year, value (sum over the partners), origin.
    """
    late = indicators["count_date"].gt(pd.Timestamp(reference_date))
    names = indicators.loc[late, "indicator"].unique()
    sizes = [name for name in names if name.lower().startswith(tuple(SIZES.values()))]
    rows = indicators[indicators["indicator"].eq([*sizes, *names, ""][0])]
    own = rows["partner"].ne(JOINT)
    rows = rows[own if own.any() else ~own].assign(year=rows["count_date"].dt.year)
    rows = rows.sort_values("count_date", kind="stable")
    sums = {"value": ("value", frames.whole), "given": ("partner", "nunique")}
    table = frames.grouped(rows, ["indicator", "unit", "year"], **sums)
    whole = table.pop("given").eq(rows["partner"].nunique())
    return table.assign(value=table["value"].where(whole))


def volumes(
    ahead: pd.DataFrame, per_partner: pd.DataFrame, partners: pd.DataFrame
) -> pd.DataFrame:
    """Return what a forecast of pupils drives: workplaces, and cost per pupil if cost stays.

    Parameters
    ----------
    ahead : DataFrame
        Result of `forecast`, of pupils.
    per_partner, partners : DataFrame
        Comparable cost and sizes now; workplaces keep their number per pupil.

    Returns
    -------
    DataFrame
        year, pupils, workplaces, cost_per_pupil_eur.
    """
    now, places = (partners[size].agg(frames.whole) for size in ("pupils", "workplaces"))
    pupils, cost = ahead["value"], per_partner["amount_eur"].agg(frames.whole)
    table = ahead[["year"]].assign(pupils=pupils, workplaces=(pupils * places / now).round())
    return table.assign(cost_per_pupil_eur=cost / pupils)


def answer(cost: pd.DataFrame, sharing: str, vulnerable: pd.DataFrame) -> list[str]:
    """Return the chapter in at most three sentences: cost, landscape, vulnerability."""
    known = cost_in_words(cost) if cost["known_eur"].sum() else ""
    weak = vulnerability_in_words(vulnerable) if vulnerable["tasks"].notna().any() else ""
    return [known, sharing, weak]


def _sums(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sum euro per key: missing when a row is, beside the sum of what is known."""
    known = "known_eur", lambda euro: euro.sum(min_count=1)
    return frames.grouped(rows, keys, amount_eur=("amount_eur", frames.whole), known_eur=known)
