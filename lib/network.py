"""What follows from order and duration: dates, float and the chain that sets the end date.

Critical path method (Kelley and Walker 1959) on the likely durations. Each dependency, of whatever
type, says how many weeks the start of a step must lie after the start of another (`offset`):

    offset = lag + own weeks of the predecessor (when it counts from its end)
                 - own weeks of the step (when it counts to its end)

Earliest starts follow forwards; backwards follows the total float, how many weeks a step may wait
before the end date moves. Weeks are counted from the start of the plan; a step of four weeks that
starts on day one ends on day 28. A step without duration falls on the day on which what is before
it ends, or on the day for which it waits; at the start on the first day. Circles and unknown steps
are refused with the dossier (`lib.dossier.rules`).
"""

from graphlib import TopologicalSorter

import pandas as pd

from lib import dutch, evidence

Table = pd.DataFrame
WEEK = pd.Timedelta(weeks=1)
DAY = pd.Timedelta(days=1)
SMALLEST = 1e-6  # weeks; below it two moments are the same
OVER, BUSY = ["gereed", "al ingevoerd"], "bezig"  # states of a step
PLAN = [
    "activity", "name", "phase", "workstream", "owner", "likely_weeks", "first_date", "last_date",
    "total_float_weeks", "critical", "state",
]  # fmt: skip


def standing(
    activities: Table, dependencies: Table, assignments: Table,
    start: pd.Timestamp, today: pd.Timestamp,
) -> tuple[Table, Table, Table]:  # fmt: skip
    """Return steps, order and work as they stand on a day, so that only the rest is planned.

    Nothing says when a step really began, so what is done lies where order and duration put it,
    ended before today, without any spread. What is busy began there too, today at the latest; its
    rest takes a day at least. The rest and what has not begun start today or later. Added to the
    steps are `begun` (a date) and `whole_weeks`; before the start of the plan nothing changes.
    """
    start, today = pd.Timestamp(start), pd.Timestamp(today)
    past = (today - start) / WEEK
    if past <= 0 or activities.empty:
        return activities, dependencies, assignments
    begin = _timed(activities, dependencies, start)[0]["begin"].clip(upper=past)
    steps = activities.set_index("activity")
    over, ahead = steps["state"].isin(OVER), ~steps["state"].isin([*OVER, BUSY])
    weeks, first = steps["likely_weeks"].astype(float), begin.reindex(steps.index)
    first = first.mask(over, first.clip(upper=past - weeks).clip(lower=0.0)).mask(ahead)
    gone, spent = (past - first).fillna(0.0), (first + weeks).clip(upper=past) - first
    for name in ("low_weeks", "likely_weeks", "high_weeks"):
        left = (steps[name].astype(float) - gone).clip(lower=DAY / WEEK)
        steps[name] = left.mask(over, spent).mask(ahead, steps[name])
    begun = last_days((first * 7).round() + (weeks > 0), start)
    wait = pd.to_datetime(steps["not_before"]).where(ahead).clip(lower=today).fillna(today)
    steps = steps.assign(begun=begun, whole_weeks=weeks, not_before=wait.mask(over, begun))
    steps["ease"] = steps["ease"].mask(over)
    part = (steps["likely_weeks"] / weeks).mask(over, 0.0).mask(ahead, 1.0)
    effort = assignments["effort_days"] * assignments["activity"].map(part)
    work = assignments.assign(effort_days=effort)[effort > 0]
    return steps.reset_index(), _left(dependencies, steps, gone.mask(over, 0.0)), work


def _left(links: Table, steps: Table, gone: pd.Series) -> Table:
    """Drop the order that is met, and count what follows a begin from then on."""
    over, begun = steps.index[steps["state"].isin(OVER)], steps.index[steps["begun"].notna()]
    lag = links["lag_weeks"].astype(float).fillna(0.0)
    lag -= links["predecessor"].map(gone) * links["type"].str.startswith("begin")
    met = links["predecessor"].isin(over) & (lag <= 0) | links["activity"].isin(over)
    met |= links["type"].str.endswith("begin") & links["activity"].isin(begun)
    return links.assign(lag_weeks=lag)[~met]


def last_days(ends: pd.Series, start: pd.Timestamp) -> pd.Series:
    """Return the last day of work of what ends so many days after the start."""
    return (start + pd.to_timedelta(ends.round() - 1, unit="D")).clip(lower=start)


def held(steps: Table, start: pd.Timestamp) -> pd.Series:
    """Return how many days after the start a step may begin; one of no duration ends its day."""
    days = ((pd.to_datetime(steps["not_before"]) - start) / DAY).fillna(0.0).clip(lower=0.0)
    return days + (days.gt(0) & steps["likely_weeks"].astype(float).eq(0))


def plan(activities: Table, dependencies: Table, start: pd.Timestamp) -> Table:
    """Return each step with its earliest dates and its float in weeks, phase by phase.

    Dates are the first and the last day of work. `critical` holds for steps without float. Phases
    stand in the order in which they begin. Of `standing` steps the whole is shown, and what is
    done has no float and decides nothing.
    """
    if activities.empty:
        return pd.DataFrame(columns=PLAN)
    steps, _ = _timed(activities, dependencies, pd.Timestamp(start))
    if "begun" in steps:
        over, first = steps["state"].isin(OVER), steps["begun"].fillna(steps["first_date"])
        steps = steps.assign(first_date=first, likely_weeks=steps["whole_weeks"])
        steps["total_float_weeks"] = steps["total_float_weeks"].mask(over, 0.0)
        steps["critical"] &= ~over
    opens = steps.groupby("phase")["first_date"].transform("min")
    order = ["opens", "phase", "first_date", "last_date", "activity"]
    ordered = steps.assign(opens=opens).reset_index().sort_values(order, ignore_index=True)
    return ordered[PLAN]


def path(activities: Table, dependencies: Table, start: pd.Timestamp) -> Table:
    """Return the chain of steps that sets the end date, in order: steps without room between.

    Each stands with its dates, and with `type`, `lag` and row of the dependency on the step before
    it (`link_...`). Of several chains of the same length the first in alphabetical order is taken.
    """
    if activities.empty:
        return activities.assign(last_date=pd.NaT)
    steps, links = _timed(activities, dependencies, pd.Timestamp(start))
    tight = links[links["room"] < SMALLEST].drop_duplicates("activity").set_index("activity")
    names = [steps["end"].round(6).idxmax()]
    while names[0] in tight.index:
        names.insert(0, tight.at[names[0], "predecessor"])
    before = tight[["type", "lag", *evidence.TRACE]].add_prefix("link_")
    return steps.loc[names].join(before).reset_index()


def _timed(activities: Table, dependencies: Table, start: pd.Timestamp) -> tuple[Table, Table]:
    """Return the steps with begin, end (weeks), dates and float, and the links with their room."""
    steps = activities.set_index("activity").sort_index()
    weeks = steps["likely_weeks"].astype(float)
    links = ordered_links(dependencies, weeks)
    fixed = held(steps, start) / 7
    begins = fixed.to_dict()
    for link in links.itertuples():
        least = begins[link.predecessor] + link.offset
        begins[link.activity] = max(begins[link.activity], least)
    begin = pd.Series(begins, dtype=float)
    gap = links["activity"].map(begin) - links["predecessor"].map(begin)
    links = links.assign(room=gap - links["offset"])
    end = begin + weeks
    free = (end.max() - end).to_dict()
    for link in links[::-1].itertuples():
        free[link.predecessor] = min(free[link.predecessor], link.room + free[link.activity])
    room = pd.Series(free, dtype=float).round(6).clip(lower=0.0) + 0.0  # no minus zero
    timed = steps.assign(begin=begin, end=end, fixed=fixed, total_float_weeks=room)
    return timed.assign(critical=room < SMALLEST, **_days(timed, start)), links


def ordered_links(dependencies: Table, weeks: pd.Series) -> Table:
    """Return the dependencies with lag and offset, in an order in which all can be worked off."""
    lag = dependencies["lag_weeks"].astype(float).fillna(0.0)
    before = dependencies["predecessor"].map(weeks) * dependencies["type"].str.startswith("einde")
    after = dependencies["activity"].map(weeks) * dependencies["type"].str.endswith("einde")
    before_it = dependencies.groupby("activity")["predecessor"].agg(sorted)
    graph = {name: before_it.get(name, []) for name in weeks.index}
    place = {name: place for place, name in enumerate(TopologicalSorter(graph).static_order())}
    placed = dependencies.assign(place=dependencies["activity"].map(place), lag=lag)
    placed = placed.assign(offset=lag + before - after).sort_values(["place", "predecessor"])
    return placed.reset_index(drop=True)


def _days(steps: Table, start: pd.Timestamp) -> dict[str, pd.Series]:
    last = last_days(steps["end"] * 7, start)
    return {
        "first_date": last_days(steps["begin"] * 7 + 1, start).clip(upper=last), "last_date": last,
    }  # fmt: skip


def waiting(causes: Table, calendar: Table, capacity: Table) -> Table:
    """Return how many weeks the plan is longer than its order, with the rows behind it.

    `causes` as in `lib.schedule`; people are charged with what the calendar alone does not cost.
    Columns: weeks, text, origin, source and grade (of the weakest row).
    """
    calm, both = causes["weeks"].iloc[2:] if len(causes) else (0.0, 0.0)
    parts = [
        (calm, "wachten op de kalender", calendar),
        (both - calm, "wachten op mensen", capacity),
    ]
    found = []
    for weeks, text, rows in parts:
        if weeks > SMALLEST:
            weakest = rows.sort_values("grade")[["source", "grade"]].iloc[-1]
            found.append((weeks, text, evidence.join(rows["origin"]), *weakest))
    return pd.DataFrame(found, columns=["weeks", "text", *evidence.TRACE])


def duration_evidence(
    activities: Table, dependencies: Table, start: pd.Timestamp, waits: Table
) -> Table:
    """Return the rows whose sum is the length of the plan in weeks.

    They are the fixed date, the steps and the lags of the chain, and what is waited for
    (`waiting`).
    """
    if activities.empty:
        return pd.DataFrame(columns=evidence.COLUMNS)
    chain = path(activities, dependencies, start)
    left = chain.reindex(columns=["begun"])["begun"].notna() & ~chain["state"].isin(OVER)
    name = chain["name"] + left.map({True: ", wat nog rest", False: ""})
    before = chain["link_type"].astype("str")
    counted = before.shift(-1).fillna("einde").str.startswith("einde").astype(int)
    times = counted - before.fillna("").str.endswith("einde").astype(int)
    held = name + ": niet eerder dan " + chain["not_before"].map(dutch.date).astype("str")
    links = chain[[f"link_{column}" for column in evidence.TRACE]].set_axis(evidence.TRACE, axis=1)
    parts = [
        chain.assign(weeks=chain["fixed"], text=held)[:1],
        chain.assign(weeks=chain["likely_weeks"] * times.abs(), text=name, times=times),
        links.assign(weeks=chain["link_lag"], text="wachttijd voor " + name),
        waits,
    ]
    rows = pd.concat(parts, ignore_index=True).query("weeks != 0").dropna(subset="weeks")
    return evidence.rows(
        rows, "duur", "Duur van het plan", "weken", "weeks", "text", rows["times"].fillna(1)
    )
