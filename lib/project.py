"""How the project itself stands, which steps and contracts come first, and what people notice.

Each part is there for the cases that keep such a table; without rows nothing is said.
"""

import numpy as np
import pandas as pd

from lib import cash_flow, dutch
from lib.business_case import BUDGET_YEARS, effect, together, within
from lib.frames import whole
from lib.network import DAY
from lib.roadmap import EASE, some

Table = pd.DataFrame
DONE = ["gereed", "goedgekeurd", "al ingevoerd", "vastgesteld", "geborgd", "in gebruik", "gedaan"]
NOT_DUE, UNWRITTEN = "niet van toepassing", "niet vastgelegd"
APPROVALS = {
    "akkoord": "good", "gevraagd": "part", "nog niet gevraagd": "unknown", "niet akkoord": "bad",
}  # fmt: skip
ROLLOUT = {
    "geborgd": "good", "in gebruik": "part", "bezig": "", "niet begonnen": "bad", NOT_DUE: "",
}  # fmt: skip
RESPONSIBLE = ["eindverantwoordelijk", "voert uit", "denkt mee", "wordt geïnformeerd"]
AMOUNTS = ["baseline_eur", "spent_eur", "forecast_eur"]
STEPS, PARTS = ("stap", "stappen"), ("onderdeel", "onderdelen")
ONE_EACH = "Elk onderwerp heeft precies één eindverantwoordelijke rol of groep"
AGREED, IN_TIME = "akkoord van iedereen", "het plan is op tijd klaar"
MOST = 6  # rows of a long list that a reader gets to see first
YEAR = pd.Timedelta(days=365.25)
HELD, CHOICES = ["function", "partner", "contract"], ["eerder weg", "wachten"]


def done_in_words(table: Table, one: str, many: str) -> str:
    """Say how many rows of a table with a state are done; cells that do not apply are left out."""
    counted = table[table["state"].ne(NOT_DUE)]
    return dutch.holds(counted["state"].isin(DONE), (one, many), ("is", "zijn"), "klaar")


def rollout_in_words(rollout: Table) -> str:
    """Say of how many parts the line has taken over, and how many more are in use."""
    counted = rollout.loc[rollout["state"].ne(NOT_DUE), "state"]
    kept, used = (int(counted.eq(state).sum()) for state in list(ROLLOUT)[:2])
    total = dutch.count(len(counted), "onderdeel", "onderdelen per organisatie")
    return f"Van de {total} geborgd: {kept}; in gebruik maar nog niet geborgd: {used}"


def late_in_words(progress: Table) -> str:
    """Name the subprojects that report to need more time than was planned; nothing without any."""
    late = progress[progress["aspect"].eq("tijd") & progress["forecast"].gt(progress["planned"])]
    names = some(late["subproject"].drop_duplicates())
    return f"Het project meldt uitloop bij: {names}." if names else ""


def due(table: Table, date: str, today: pd.Timestamp) -> Table:
    """Return what is not done yet, what is late first: the first six rows by date.

    What should have been done before today says so in its state.
    """
    rest = table[~table["state"].isin(DONE)].sort_values(date, kind="stable").head(MOST)
    late = rest[date].lt(pd.Timestamp(today)) & rest["state"].ne("gemist")
    return rest.assign(state=rest["state"].mask(late, rest["state"] + ", te laat"))


def rest_in_words(table: Table, shown: Table) -> str:
    """Count what `due` leaves out; nothing when it shows all."""
    done = int(table["state"].isin(DONE).sum())
    later = len(table) - done - len(shown)
    counts = {"wat klaar is": done, "wat later komt": later}
    said = dutch.listing(f"{what} ({amount})" for what, amount in counts.items() if amount)
    return f"Niet getoond: {said}." if said else ""


def cut_in_words(table: Table, most: int) -> str:
    """Count the rows that a table which shows so many leaves out; nothing when it shows all."""
    rest = dutch.count(len(table) - most, "regel", "regels")
    return f" Niet getoond: {rest}." if len(table) > most else ""


def responsibilities(roles: Table) -> Table:
    """Return per subject who is accountable, who acts, who thinks along and who is told."""
    bodies = roles.sort_values("body").groupby(["subject", "responsibility"])["body"]
    table = bodies.agg(dutch.listing).unstack(fill_value="geen")
    table = table.reindex(columns=RESPONSIBLE, fill_value="geen")
    return table.rename(columns=dutch.capital).rename_axis(columns=None).reset_index()


def responsibilities_in_words(roles: Table) -> str:
    """Name the subjects that do not have exactly one accountable body."""
    ends = roles["responsibility"].eq(RESPONSIBLE[0]).groupby(roles["subject"]).sum()
    wrong = some(ends.index[ends != 1])
    return f"Niet precies één eindverantwoordelijke rol of groep: {wrong}" if wrong else ONE_EACH


def spending(budget: Table) -> Table:
    """Return the project budget with forecast minus baseline and a total.

    What is not known of one item is not known of the total.
    """
    total = budget[AMOUNTS].astype(float).sum(skipna=False).to_frame().T
    total = total.assign(item="Totaal", cause="zie posten")
    rows = pd.concat([budget, total], ignore_index=True) if len(budget) else budget
    gap = (rows["forecast_eur"] - rows["baseline_eur"]).astype(float)
    named = rows.assign(difference_eur=gap, cause=rows["cause"].astype("str").fillna("geen"))
    return named[["item", *AMOUNTS, "difference_eur", "cause"]]


def spending_in_words(spent: Table) -> str:
    """Say whether the project is expected to stay within its budget."""
    over = spent["difference_eur"].iloc[-1] if len(spent) else None
    if dutch.is_missing(over):
        return "Niet van elke post is bekend wat hij gaat kosten"
    side = "boven" if over > 0 else "onder"
    amount = f"{dutch.eur_short(abs(over))} {side}" if over else "precies op"
    return f"Het project komt naar verwachting {amount} het budget uit"


def deviations(progress: Table) -> Table:
    """Return per subproject and side of the triangle the difference with the plan."""
    gap = (progress["forecast"] - progress["planned"]).astype(float)
    cause = progress["cause"].mask(progress["cause"].isna() & gap.eq(0), "geen")
    named = progress.assign(difference=gap, cause=cause).sort_values(["subproject", "aspect"])
    return named[["subproject", "aspect", "unit", "planned", "forecast", "difference", "cause"]]


def asked(approvals: Table) -> Table:
    """Return the approvals of gates and products on which somebody was asked already."""
    begun = approvals["gate_or_product"][approvals["state"].ne("nog niet gevraagd")]
    return approvals[approvals["gate_or_product"].isin(begun)]


def waiting_in_words(approvals: Table) -> str:
    """Name the gates and products on which nobody was asked yet."""
    names = approvals["gate_or_product"].drop_duplicates()
    rest = names[~names.isin(asked(approvals)["gate_or_product"])]
    return f"Nog aan niemand gevraagd: {some(rest)}." if len(rest) else ""


def _named(values: pd.Series) -> str:
    return dutch.listing(filter(None, values.dropna().unique())) or UNWRITTEN


def versions(approvals: Table, mark: str) -> Table:
    """Return per gate or product that was asked: version, date and whether all agreed with one.

    Nobody agrees with a text that another did not see: two versions are said so. `fingerprint`
    says whether who agreed saw the content of this report, whose fingerprint is `mark`.
    """
    rows = asked(approvals).sort_values("version")
    given, seen = rows["state"].eq("akkoord"), rows["fingerprint"].fillna("")
    rules = [~given, seen.eq(""), seen.eq(mark)]
    content = np.select(rules, ["", UNWRITTEN, "dit rapport"], "een eerdere inhoud")
    each = rows.assign(given=given, seen=content).groupby("gate_or_product", sort=False)
    said = {"version": ("version", _named), "fingerprint": ("seen", _named)}
    said |= {"date": ("date", "max"), "given": ("given", "min"), "n": ("version", "nunique")}
    table = each.agg(**said).reset_index()
    state = table.pop("given").map({True: AGREED, False: "nog niet iedereen"})
    return table.assign(state=state.mask(table.pop("n").gt(1), "verschillende versies"))


# ---------------------------------------------------------------------- steps, contracts, money


def step_shares(
    planned: Table, activities: Table, contained: Table, feasible: pd.Series, today: pd.Timestamp
) -> Table:
    """Return the steps still to do with the share of feasible scenarios that need them.

    Parameters
    ----------
    contained
        activity and scenario: which step belongs to which scenario.
    feasible
        Names of scenarios. One without any step (unchanged policy) does not count.

    Returns
    -------
    DataFrame
        activity, name, phase, ease, last_date, term (done within a year of today, or later) and
        needed_pct; the most needed first, then from easy to hard, then by date.
    """
    rows = contained[contained["scenario"].isin(feasible)]
    needed = 100 * rows.groupby("activity")["scenario"].nunique() / rows["scenario"].nunique()
    left = planned[~planned["state"].isin(DONE)] if len(rows) else planned.iloc[:0]
    soon = left["last_date"] <= pd.Timestamp(today) + pd.DateOffset(years=1)
    term = soon.map({True: "binnen een jaar", False: "later"})
    ease = left["activity"].map(activities.set_index("activity")["ease"])
    share = left["activity"].map(needed).fillna(0.0)
    table = left.assign(ease=ease, term=term, needed_pct=share, less=-share, hard=ease.map(EASE))
    ordered = table.sort_values(["less", "hard", "last_date"])
    return ordered[["activity", "name", "phase", "ease", "last_date", "term", "needed_pct"]]


def holders(use: Table, contracts: Table, gains: Table) -> Table:
    """Return per function the contracts that its partners have for it.

    use as `landscape.products_in_use` gives it, gains as `landscape.harmonisation`.

    Returns
    -------
    DataFrame
        function, partner, contract, end_date, wave_date (the last known end in the function),
        step_date (the last before that: all but the last have ended), known (all ends are) and
        saved_eur (what one price per user saves a year at most; 0 when there is one price).
    """
    booked = use.groupby(["partner", "application"])["cost_eur_per_year"].transform("count")
    rows = use.loc[use["cost_eur_per_year"].notna() | booked.eq(0), HELD].drop_duplicates()
    rows = rows.merge(contracts[["contract", "end_date"]], "left")
    function, ends = rows["function"], rows["end_date"]
    saved = gains.set_index("function")["high_eur"].astype(float)
    wave = ends.groupby(function).transform("max")
    before = ends.mask(ends.eq(wave)).groupby(function).transform("max")
    known = ends.notna().groupby(function).transform("all")
    saving = function.map(saved).where(function.isin(saved.index), 0.0)
    return rows.assign(wave_date=wave, step_date=before, known=known, saved_eur=saving)


def contract_fit(held: Table, contracts: Table, ready: pd.Timestamp) -> Table:
    """Return per contract whether to leave it early or to wait for its end.

    held as `holders` gives it. Who has the last contract of a function keeps the others waiting,
    from `step_date`: the plan is ready and their contracts have ended. To leave then costs what is
    still to be paid. To wait costs what one price per user would save until the end; contracts
    that end on the same day have an equal part. Both are upper bounds.

    Returns
    -------
    DataFrame
        The contracts with step_date, leave_eur, wait_eur, cheapest (`eerder weg`; `wachten`;
        `houdt niemand op`; `vrij`: it has ended by then; `onbekend`: an end, a value, a saving or
        the function is not known) and wave_date (the last known end in its functions).
    """
    held = held.drop_duplicates(["function", "contract"])
    end, wave, counts = held["end_date"], held["wave_date"], held["saved_eur"].ne(0)
    last = counts & end.eq(wave)
    step = held["step_date"].fillna(ready).clip(lower=ready).where(last)
    parts = last.groupby(held["function"]).transform("sum")
    missed = (_years(step, end) * held["saved_eur"] / parts).where(last, 0.0).where(end.notna())
    own = held.assign(step_date=step, wave_date=wave.where(counts), wait_eur=missed)
    sums = {"step_date": "min", "wait_eur": whole, "wave_date": "max"}
    table = contracts.join(own.groupby("contract").agg(sums), on="contract")
    table = table.fillna({"step_date": ready})
    years, wait = _years(table["step_date"], table["end_date"]), table["wait_eur"]
    leave = (years * table["value_eur_per_year"].astype(float)).mask(years.eq(0), 0.0)
    rules = [years.isna(), years.eq(0), wait.eq(0), leave.lt(wait), leave.ge(wait)]
    said = ["onbekend", "vrij", "houdt niemand op", *CHOICES]
    table = table.assign(leave_eur=leave, cheapest=np.select(rules, said, "onbekend"))
    return table.sort_values(["cheapest", "leave_eur"], ascending=[True, False])


def _years(start: pd.Series, end: pd.Series) -> pd.Series:
    return ((end - start) / YEAR).clip(lower=0)


def notices(fit: Table, today: pd.Timestamp, ready: pd.Timestamp) -> Table:
    """Return the contracts that can still be cancelled, with what must come before.

    fit as `contract_fit` gives it. A wave after the end of the contract asks to prolong it until
    then; any other contract only waits for the plan, or for the step in it that replaces it, which
    no table names. Columns: contract, subject, partner, notice_date, end_date, needed (what must
    come before), needed_date and state, by notice date.
    """
    table = fit[fit["notice_date"].ge(pd.Timestamp(today))]
    wave = table["wave_date"]
    later = wave.gt(table["end_date"]) & wave.gt(ready)
    rules = [later, table["notice_date"].ge(ready), table["end_date"].ge(ready)]
    said = ["verlengen tot die dag", IN_TIME, "opzeggen terwijl het plan nog loopt"]
    state = np.select(rules, said, "verlengen, tenzij een stap het eerder vervangt")
    needed = np.where(later, "einde van het laatste contract", "einde van het plan")
    table = table[["contract", "subject", "partner", "notice_date", "end_date"]]
    table = table.assign(needed=needed, needed_date=wave.where(later, ready), state=state)
    return table.sort_values(["notice_date", "contract"])


def gathered(table: Table, by: str | list[str], what: str, words=dutch.listing) -> Table:
    """Return per known value of columns how many rows have it (`Aantal`) and which, in words."""
    each = table.dropna(subset=by).groupby(by)[what]
    return each.agg(Aantal="size", **{what: words}).reset_index()


def on_days(once: Table, cash_flows: Table, planned: Table) -> Table:
    """Return one-off money (rows of `cash_flow.per_year`) with the days on which it is spent.

    Added: first_date, last_date and timed. An amount with a step (`activity`) is spent evenly over
    the days of that step, also where the plan puts these in another year than was budgeted; any
    other amount evenly over the days of its year.
    """
    step = once["row"].map(cash_flows.reset_index(drop=True)["activity"])
    dates = planned.set_index("activity")[["first_date", "last_date"]].reindex(step)
    first, last = (pd.to_datetime(dates[name]).set_axis(once.index) for name in dates)
    begin = pd.to_datetime(once["year"].astype("str") + "-01-01")
    end = last.fillna(begin + pd.offsets.YearEnd())
    return once.assign(first_date=first.fillna(begin), last_date=end, timed=first.notna())


def _paid(spent: Table, days: pd.Series | pd.DatetimeIndex) -> np.ndarray:
    """Return per day and row of `on_days` the share that is spent by the end of that day."""
    first, last = (spent[name].to_numpy("datetime64[D]") for name in ("first_date", "last_date"))
    past = days.to_numpy("datetime64[D]")[:, None] - first
    return np.clip((past + 1) / (last - first + 1), 0, 1)


def cash_out(spent: Table) -> Table:
    """Return the likely money of `on_days` per quarter and partner, and added up."""
    if spent.empty:
        return pd.DataFrame(columns=["quarter", "partner", "likely_eur", "cumulative_eur"])
    ends = pd.period_range(spent["first_date"].min(), spent["last_date"].max(), freq="Q")
    money = _paid(spent, ends.end_time) * spent["likely_eur"].to_numpy(float)
    each = pd.DataFrame(money.T, columns=ends.strftime("%Y-K%q").rename("quarter"))
    total = each.groupby(spent["partner"].array, sort=False).sum().rename_axis("partner").unstack()
    paid = total.groupby("partner").diff().fillna(total)
    table = pd.DataFrame({"likely_eur": paid, "cumulative_eur": total})
    return table[paid.groupby("quarter").transform("sum").gt(0)].reset_index()


def gate_money(
    dated: Table, spent: Table, budget: Table, today: pd.Timestamp, ready: pd.Timestamp
) -> Table:
    """Return per gate the money that is spent by its date, of the project and of the scenario.

    budget_eur: of the project budget. What was spent today, on the day of the report (an upper
    bound for an earlier gate); from there evenly to the forecast, when the plan is ready. Low,
    likely and high: the one-off money of `on_days`; before its first year nothing is known.
    """
    own = budget[AMOUNTS[1:]].astype(float).sum(skipna=False, min_count=1)
    own = np.interp((dated["date"] - today) / DAY, [0, max((ready - today) / DAY, 1)], own)
    money = _paid(spent, dated["date"]) @ spent[cash_flow.AMOUNTS].to_numpy(float)
    begin = pd.to_datetime(spent["year"].astype("str") + "-01-01")
    known = dated["date"] >= pd.concat([begin, spent["first_date"]]).min()
    amounts = pd.DataFrame(money, dated.index, cash_flow.AMOUNTS).where(known)
    return dated[["gate", "date", "can_be_undone"]].assign(budget_eur=own).join(amounts)


def spent_in_words(budget: Table, today: pd.Timestamp) -> str:
    """Say how much of the project budget is spent, when that is known of every item."""
    spent = budget["spent_eur"].astype(float).sum(skipna=False, min_count=1)
    if dutch.is_missing(spent):
        return "Wat van het projectbudget is uitgegeven, is niet bekend"
    return f"Op {dutch.date(today)} is {dutch.eur_short(spent)} van het projectbudget uitgegeven"


def days_in_words(spent: Table) -> str:
    """Say how much money has the days of a step, and what the plan puts in another year."""
    timed = spent[spent["timed"]]
    years = timed.groupby("row")["year"]
    amount, full = (dutch.eur_short(rows["likely_eur"].sum()) for rows in (timed, spent))
    early = timed["first_date"].dt.year < years.transform("min")
    moved = early | (timed["last_date"].dt.year > years.transform("max"))
    names = some(timed["item"][moved].unique())
    said = f"{amount} van {full} valt op de dagen van een stap, de rest gelijk over zijn jaar."
    return said + (f" Volgens het plan in een ander jaar dan begroot: {names}." if names else "")


def month_later(flows: Table, null: str, first_year: int, rate_pct: float, ready: int) -> Table:
    """Return per scenario what a month of delay of the whole plan costs (low, likely, high).

    That is a twelfth of the yearly advantage over the null scenario, without one-off money, in the
    last of the four budget years; in present value, from `ready`, the year in which the plan is.
    Below zero: later is cheaper. One-off money is paid all the same, a month later: left out.
    """
    last = flows["year"].eq(first_year + BUDGET_YEARS - 1) & ~flows["one_off"]
    year = together(effect(flows[last], null, within(first_year))).set_index("scenario")
    return year / 12 * (1 + rate_pct / 100) ** (first_year - ready)


def delay(planned: Table, month: float) -> Table:
    """Return what it costs when a step still to do ends a month later, the least float first.

    month: what it costs the plan (likely, of `month_later`). A step first uses up its float, which
    costs nothing; each month after that costs what it costs the plan.
    """
    left = planned[~planned["state"].isin(DONE)]
    share = 1 - left["total_float_weeks"].astype(float) * 7 * 12 / YEAR.days
    table = left[["activity", "name", "phase", "last_date", "total_float_weeks"]]
    table = table.assign(delay_eur=share.clip(lower=0) * month)
    return table.sort_values(["total_float_weeks", "last_date", "activity"], ignore_index=True)


def delay_in_words(month: pd.Series) -> str:
    """Say what a month later costs, or that later is cheaper."""
    costs = month["likely_eur"] >= 0
    low, likely, high = map(dutch.eur_short, month if costs else -month.iloc[::-1])
    said = "Een maand later kost" if costs else "Later is goedkoper: een maand scheelt"
    return f"{said} naar verwachting {likely} (van {low} tot {high})"


def exposure(risks: Table, scenario: str) -> Table:
    """Return chance x effect before and after the measure, the largest first.

    Risks of the advised scenario and of no scenario in particular. What was not given is unknown.
    """
    kept = risks[risks["scenario"].eq(scenario) | risks["scenario"].isna()]
    before = kept[["chance_pct", "effect_eur"]].prod(axis=1, skipna=False) / 100
    after = kept[["chance_after_pct", "effect_after_eur"]].prod(axis=1, skipna=False) / 100
    table = kept.assign(exposure_eur=before, remaining_eur=after)
    table = table.sort_values(["exposure_eur", "risk"], ascending=[False, True])
    return table[["risk", "event", "measure", "owner", "exposure_eur", "remaining_eur"]]


# ---------------------------------------------------------------------- people and anchoring


def journey(phases: Table, planned: Table, today: pd.Timestamp) -> Table:
    """Return the phases in plain words, by date: when they are and whether we are in them now."""
    each, now = planned.groupby("phase"), pd.Timestamp(today)
    dates = each.agg(first_date=("first_date", "min"), last_date=("last_date", "max"))
    table = phases.join(dates, on="phase").sort_values("first_date", kind="stable")
    months = table[[*dates]].map(dutch.date, form="MMM y").astype("str")
    when = months["first_date"] + " tot en met " + months["last_date"]
    when = when.mask(table["last_date"].isna(), "later")
    return table.assign(when=when, now=table["first_date"].le(now) & table["last_date"].ge(now))


def organisation(roles: Table) -> Table:
    """Return the bodies from the top down: body, reports_to and depth (0 is the top).

    A body stands under the one that it names most. A circle is cut where it closes.
    """
    named = roles.dropna(subset="reports_to").groupby("body")["reports_to"]
    above = named.agg(lambda names: names.mode().iloc[0])
    paths = [[body] for body in {*above.index, *above}]
    for path in paths:
        while (top := above.get(path[0])) and top not in path:
            path.insert(0, top)
    rows = [(path[-1], len(path) - 1) for path in sorted(paths)]
    return pd.DataFrame(rows, columns=["body", "depth"]).join(above, on="body")
