"""Can the parties carry the plan: people per month, decisions, checks, and the words for it.

Load is asked over available days per partner, role and month; effort is spread evenly over the
dates of a step. Dates and float come from `lib.network`.
"""

import numpy as np
import pandas as pd
from pandas.tseries.offsets import BDay

from lib import dutch
from lib.network import DAY, OVER, SMALLEST, WEEK, last_days

Table = pd.DataFrame
EASE = {"makkelijk": 1, "gemiddeld": 2, "moeilijk": 3}
GATES = [
    "gate", "after_activity", "date", "planned_date", "room_weeks", "decider", "must_be_true",
    "approvals", "can_be_undone",
]  # fmt: skip
CHANCES = ["gate", "planned_date", "naive_p50", "p50", "p80", "p95", "naive_pct", "in_time_pct"]
END = "Einde van het plan"
LOAD = ["partner", "role", "month", "effort_days", "available_days", "load_pct"]
BUSY_PCT = 85  # above this share a pool has no room for setbacks
LARGE = "Stap is te groot"
UNORDERED = "Niets zegt welke stap op welke wacht: het plan lijkt te vroeg klaar"
AGREED = ("afgesproken datum", "afgesproken data")


# ---------------------------------------------------------------------- people and moments


def load(
    planned: Table, assignments: Table, capacity: Table, today: pd.Timestamp | None = None
) -> Table:
    """Return asked and available days per partner, role and month, from today on.

    Effort is spread evenly over the dates of the step; with a `today` it is what is left of it
    (`network.standing`). `available_days` is missing where nobody gave a capacity for that partner
    and role; `load_pct` is asked over available.
    """
    spans = planned[["activity", "first_date", "last_date"]]
    spans = spans.assign(first_date=spans["first_date"].clip(lower=today))
    work = assignments.merge(spans, on="activity", validate="many_to_one")
    if work.empty:
        return pd.DataFrame(columns=LOAD)
    days = pd.date_range(spans["first_date"].min(), spans["last_date"].max())
    length = (work["last_date"] - work["first_date"]) / DAY + 1
    asked = work.assign(days=work["effort_days"].astype(float) / length)
    ends = capacity["last_date"].fillna(days[-1])
    offered = capacity.assign(last_date=ends, days=capacity["days_per_week"].astype(float) / 7)
    both = pd.DataFrame({"effort_days": _per_month(asked, days)})
    both = both.join(_per_month(offered, days).rename("available_days")).reset_index()
    return both.assign(load_pct=100 * both["effort_days"] / both["available_days"])[LOAD]


def _per_month(spans: Table, days: pd.DatetimeIndex) -> pd.Series:
    """Add up an amount per day over the days of each span, per partner, role and month."""
    each = spans.merge(pd.DataFrame({"day": days}), how="cross")
    within = each[each["day"].between(each["first_date"], each["last_date"])]
    month = within["day"].dt.strftime("%Y-%m").rename("month")
    return within["days"].groupby([within["partner"], within["role"], month]).sum().round(9)


def busiest(loaded: Table) -> Table:
    """Return for each partner and role above 85% of their days the month with the highest load."""
    busy = loaded[loaded["load_pct"].astype(float).round() > BUSY_PCT]  # as it is printed
    ordered = busy.sort_values(["load_pct", *LOAD[:3]], ascending=[False, True, True, True])
    return ordered.drop_duplicates(["partner", "role"])


def moments(planned: Table, gates: Table, approvals: Table) -> Table:
    """Return the gates by date, with room to the agreed date (weeks) and how many agreed.

    `date` is the first working day after the step before the gate; without such a step the agreed
    date. A gate after a step that is done is over: it has the day of the last approval, no room.
    """
    given = approvals[approvals["state"].eq("akkoord")].groupby("gate_or_product")["date"].max()
    agreed = approvals["state"].eq("akkoord").groupby(approvals["gate_or_product"])
    counted = agreed.sum().astype("str") + " van " + agreed.size().astype("str")
    promised, steps = pd.to_datetime(gates["planned_date"]), planned.set_index("activity")
    ends = pd.to_datetime(gates["after_activity"].map(steps["last_date"]))
    over = gates["after_activity"].map(steps["state"]).isin(OVER)
    taken = pd.to_datetime(gates["gate"].map(given.get)).fillna(ends)
    date = (ends + BDay()).mask(over, taken).fillna(promised)
    return gates.assign(
        planned_date=promised, date=date, room_weeks=((promised - date) / WEEK).mask(over),
        approvals=gates["gate"].map(counted).astype("str").fillna("niet vastgelegd"),
    ).sort_values(["date", "gate"], ignore_index=True)[GATES]  # fmt: skip


def chances(ends: Table, naive: Table, gates: Table, start: pd.Timestamp) -> Table:
    """Return when each gate and the end of the plan will be there, and the chance of in time.

    Parameters
    ----------
    ends, naive : DataFrame
        From `lib.schedule.drawn_ends`, with and without the handovers of people.
    gates : DataFrame
        gate, after_activity, planned_date; gates after no step are left out.

    Returns
    -------
    DataFrame
        gate, planned_date, naive_p50, p50, p80, p95 (dates), naive_pct and in_time_pct: of 100
        draws so many are in time, without and with people (missing without an agreed date).
    """
    if naive.empty:
        return pd.DataFrame(columns=CHANCES)
    rows, last_date = [], [last_days(one.max(axis=1), start) for one in (naive, ends)]
    for gate in gates.dropna(subset="after_activity").itertuples():
        both = [last_days(one[gate.after_activity], start) + BDay() for one in (naive, ends)]
        kept = [(100 * (one <= gate.planned_date).mean()).round() for one in both]
        kept = kept if pd.notna(gate.planned_date) else [np.nan, np.nan]
        rows.append((gate.gate, gate.planned_date, *_likely(*both), *kept))
    rows.append((END, pd.NaT, *_likely(*last_date), np.nan, np.nan))
    return pd.DataFrame(rows, columns=CHANCES)


def _likely(plain: pd.Series, day: pd.Series) -> list[pd.Timestamp]:
    return [one.round("D") for one in (plain.median(), *day.quantile([0.5, 0.8, 0.95]))]


def curve(ends: Table, naive: Table, start: pd.Timestamp) -> Table:
    """Return by which date of all draws so many in a hundred are done, with and without people.

    Columns: last_date, chance_pct and limits (words: are people counted).
    """
    pct, parts = np.arange(1, 100), []
    for name, own in {"Mensen meegeteld": ends, "Mensen niet meegeteld": naive}.items():
        dates = last_days(own.max(axis=1).quantile(pct / 100), start).to_numpy()
        parts.append(pd.DataFrame({"last_date": dates, "chance_pct": pct, "limits": name}))
    return pd.concat(parts, ignore_index=True).dropna()


# ---------------------------------------------------------------------- checks


def checks(
    activities: Table, dependencies: Table, loaded: Table, max_step_weeks: float | None = None
) -> Table:
    """Return what is not right in the plan: columns check, subject and text. Empty is good.

    A circle or an unknown step is no finding here: the dossier is then refused.
    """
    steps = activities.sort_values("activity")
    where = "Stap in fase " + steps["phase"].astype("str")
    ownerless, endless = steps["owner"].isna(), steps["done_when"].isna()
    large = too_long(activities, max_step_weeks)
    lasts = large["likely_weeks"].map(_weeks).astype("str")
    limit = f"; hooguit {dutch.loose(max_step_weeks)} is afgesproken"
    whole = pd.Series(["Het hele plan"] * (len(steps) > 1 and dependencies.empty), dtype="str")
    pct = loaded["load_pct"].astype(float)
    found = [
        _found("Volgorde ontbreekt", whole, pd.Series(UNORDERED, whole.index)),
        _found("Geen eigenaar", steps["name"][ownerless], where),
        _found("Geen 'klaar als'", steps["name"][endless], where),
        _found(LARGE, large["name"], "Duurt " + lasts + limit),
        _hard_first(activities, dependencies),
        _short("Te weinig mensen", "Meer werk dan dagen in ", loaded[pct > 100 + SMALLEST]),
        _short("Capaciteit niet aangeleverd", "Werk gepland in ", loaded[pct.isna()]),
    ]
    return pd.concat(found, ignore_index=True)


def _found(check: str, subject: pd.Series, text: pd.Series) -> Table:
    return pd.DataFrame({"check": check, "subject": subject, "text": text.reindex(subject.index)})


def in_pause(dated: Table, calendar: Table, today: pd.Timestamp) -> Table:
    """Return as findings the gates to come that fall in a period without large steps."""
    ahead = dated[dated["date"] >= pd.Timestamp(today)].merge(calendar, how="cross")
    within = ahead[ahead["date"].between(ahead["first_date"], ahead["last_date"])]
    text = "Valt op " + within["date"].map(dutch.date).astype("str") + ": " + within["reason"]
    return _found("Beslismoment in een vrije periode", within["gate"], text)


def too_long(activities: Table, max_step_weeks: float | None) -> Table:
    """Return the steps that last longer than the agreed limit, longest first."""
    limit = float("inf") if dutch.is_missing(max_step_weeks) else float(max_step_weeks)
    longer = activities[activities["likely_weeks"].astype(float) > limit]
    return longer.sort_values(["likely_weeks", "activity"], ascending=[False, True])


def _hard_first(activities: Table, dependencies: Table) -> Table:
    """Name easy steps that wait for a hard one; one level of difference is no finding."""
    steps = activities.set_index("activity")
    pairs = dependencies.sort_values(["activity", "predecessor"])
    late, early = pairs["activity"], pairs["predecessor"]
    wrong = early.map(steps["ease"].map(EASE)) - late.map(steps["ease"].map(EASE)) >= 2
    name, before = late[wrong].map(steps["name"]), early[wrong].map(steps["name"])
    text = "Deze makkelijke stap wacht op een moeilijke: " + before.astype("str")
    return _found("Moeilijk voor makkelijk", name, text)


def _short(check: str, text: str, loaded: Table) -> Table:
    """Name per partner and role the months in which something is short."""
    months = loaded.groupby(["partner", "role"])["month"].agg(_months).reset_index()
    return _found(check, _pool(months), text + months["month"].astype("str"))


def _pool(rows: Table) -> pd.Series:
    return rows["partner"].astype("str") + ", " + rows["role"].astype("str")


def _months(months: pd.Series) -> str:
    names = [dutch.month(month) for month in sorted(months)]
    if len(names) <= 3:
        return dutch.listing(names)
    return f"{len(names)} maanden, van {names[0]} tot en met {names[-1]}"


def _weeks(weeks: float) -> str:
    return dutch.count(weeks, "week", "weken")


# ---------------------------------------------------------------------- in words


def answer(
    planned: Table, chain: Table, dated: Table, found: Table, start: pd.Timestamp,
    today: pd.Timestamp,
) -> list[str]:  # fmt: skip
    """Answer in at most four sentences: when ready, what decides that, what is not right."""
    if planned.empty:
        return ["Er is nog geen plan om door te rekenen."]
    end = planned["last_date"].max()
    weeks = _weeks(round((end - pd.Timestamp(start) + DAY) / WEEK))
    verb = "was" if end < pd.Timestamp(today) else "is"
    idle = round((end - chain["last_date"].max()) / WEEK)
    wait = f", waarvan {_weeks(idle)} wachten op mensen of kalender" if idle > 0 else ""
    said = f"Het plan {verb} klaar op {dutch.date(end)}, {weeks} na de start"
    decisive = planned[planned["critical"].astype(bool)]
    first = f"{said} op {dutch.date(start)}{wait}."
    return [first, room_in_words(dated), longest_in_words(decisive), checks_in_words(found)]


def room_in_words(dated: Table) -> str:
    """Say how the gates with the least room lie to their agreed date, if they have one."""
    known = dated.dropna(subset=["room_weeks", "after_activity"])
    if known.empty:
        return ""
    days = (known["room_weeks"].astype(float) * 7).round()
    least = int(days.min())
    names = some("'" + known["gate"][days.eq(least)] + "'")
    whole = abs(least) >= 14 and least % 7 == 0
    amount = _weeks(abs(least) / 7) if whole else dutch.count(abs(least), "dag", "dagen")
    if least < 0:
        return f"Het meest te laat: {names}, {amount} na de afgesproken datum."
    room = f"met {amount} ruimte" if least else "precies op de dag"
    return f"Gaat alles zoals verwacht, dan is elk beslismoment op tijd, {names} {room}."


def longest_in_words(steps: Table, said: str = "Zonder speling:") -> str:
    """Count steps, and say in which workstream (or phase) they spend most of their weeks."""
    if steps.empty:
        return ""
    part = "workstream" if steps["workstream"].notna().all() else "phase"
    weeks = steps.groupby(part)["likely_weeks"].sum().astype(float)
    names, most = dutch.extreme(weeks.reset_index(), part, "likely_weeks")
    share = f"{dutch.loose(most)} van de {_weeks(weeks.sum())}"
    return f"{said} {dutch.count(len(steps), 'stap', 'stappen')}, het meest in: {names} ({share})."


def start_in_words(steps: Table, calendar: Table) -> str:
    """Say after which period of the calendar the first of the deciding steps begins."""
    if steps.empty:
        return ""
    ended = (steps["first_date"].min() - pd.to_datetime(calendar["last_date"])) / DAY
    near = dutch.listing(calendar["reason"][ended.between(1, 7)].sort_values())
    day = dutch.date(steps["first_date"].min())
    return f"De eerste van deze stappen begint op {day}, na: {near}." if near else ""


def causes_in_words(causes: Table, capacity: Table, calendar: Table) -> str:
    """Say what order alone would give beside what people and calendar, where given, make of it."""
    if causes.empty:
        return ""
    order, *_, both = causes["last_date"].map(dutch.date)
    given = {"mensen": len(capacity), "kalender": len(calendar)}
    there, gaps = (
        dutch.listing(k for k, n in given.items() if bool(n) is yes) for yes in (True, False)
    )
    if order != both:
        return f"Door de volgorde alleen {order}; met {there} {both}"
    held = f"niet opgegeven: {gaps}" if gaps else "mensen en kalender houden het niet op"
    return f"De volgorde bepaalt het einde; {held}"


def proof_in_words(days: int, bound: int) -> str:
    """Say whether a shorter plan can exist."""
    if days == bound:
        return "Met deze duren, mensen en kalender kan het niet korter: dat is doorgerekend."
    least = _weeks(round(bound / 7, 1))
    return f"Of het korter kan, is niet zeker: elk plan duurt minstens {least}."


def unmet_in_words(unmet: Table, dated: Table) -> str:
    """Count the agreed dates that no plan can meet."""
    never = int((unmet["earliest_date"] > unmet["planned_date"]).sum())
    if not never:
        return "Elke afgesproken datum kan worden gehaald, als andere stappen wachten"
    agreed = int(dated["room_weeks"].notna().sum())
    return f"{dutch.part(never, agreed, AGREED, ('is', 'zijn'))} in geen enkel plan haalbaar"


def sure_in_words(chances: Table) -> str:
    """Say when the plan will be done: as likely as not, and in 80 of 100 draws."""
    if chances.empty:
        return ""
    half, sure = chances[["p50", "p80"]].iloc[-1].map(dutch.date)
    return f"Half kans: klaar op {half}; vrij zeker (80 van de 100 keer): {sure}"


def marks(chances: Table) -> dict[str, pd.Timestamp]:
    """Return the two dates that the line of the end of the plan shows."""
    last = chances.tail(1).rename(columns={"p50": "Half kans", "p80": "Vrij zeker"})
    return next(iter(last[["Half kans", "Vrij zeker"]].to_dict("records")), {})


def kept_in_words(chances: Table) -> str:
    """Count the gates that are in time in 80 of 100 draws."""
    known = chances["in_time_pct"].dropna()
    if known.empty:
        return "Voor geen beslismoment dat nog komt is een datum afgesproken"
    often = "in minstens 80 van de 100 keer gehaald"
    return dutch.holds(known.ge(80), AGREED, ("wordt", "worden"), often)


def price_in_words(price: Table) -> str:
    """Say with whom more people bring the end forward, and where fewer make it later."""
    if price.empty:
        return ""
    moved = price["more_weeks"].lt(0), price["less_weeks"].gt(0)
    sooner, later = (some(_pool(price[rows])) or "niemand" for rows in moved)
    said = f"Meer mensen maken het plan korter bij: {sooner}. Minder maken het later bij: {later}."
    never = int(price["less_weeks"].isna().sum())
    fails = f" Bij {never} van de {len(price)} lukt het plan niet met een dag per week minder."
    return said + (fails if never else "")


def gates_in_words(dated: Table, today: pd.Timestamp) -> str:
    """Say which decision comes next."""
    ahead = dated[dated["date"] >= pd.Timestamp(today)]
    if ahead.empty:
        return "Er ligt geen beslismoment met een datum voor ons"
    first = ahead.iloc[0]
    return f"Het eerstvolgende beslismoment is '{first['gate']}', op {dutch.date(first['date'])}"


def load_in_words(loaded: Table) -> str:
    """Say who is asked for more days than there are, or has no room to spare."""
    full = busiest(loaded)
    over = full[full["load_pct"] > 100 + SMALLEST]
    if len(over):
        return f"In een of meer maanden dagen tekort: {some(_pool(over))}"
    if loaded["load_pct"].isna().any():
        return "Niet van iedereen is bekend hoeveel dagen er zijn"
    names = some(full["partner"].drop_duplicates())
    busy = f"in een of meer maanden boven {BUSY_PCT}%: {names}"
    return f"Niemand komt dagen tekort; {busy if names else 'elke maand is er ruimte'}"


def some(names: pd.Series) -> str:
    """Name three at most, and count the rest: `A, B en 4 andere`."""
    listed = sorted(names)
    rest = [f"{len(listed) - 2} andere"]
    return dutch.listing(listed if len(listed) <= 3 else listed[:2] + rest)


def checks_in_words(found: Table) -> str:
    """Count what the checks found, by kind."""
    if found.empty:
        return "De controles vinden geen gebreken in het plan."
    kinds = found["check"].str.lower().value_counts(sort=False)
    said = dutch.listing(f"{check} ({amount})" for check, amount in kinds.items())
    return f"De controles vinden {dutch.count(len(found), 'punt', 'punten')}: {said}."
