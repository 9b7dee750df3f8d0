"""What follows from order and duration: dates, floats and the chain that sets the end date.

Critical path method (Kelley and Walker 1959) on the likely durations. Each dependency, of whatever
type, says how many weeks the start of a step must lie after the start of another (`offset`):

    offset = lag + own weeks of the predecessor (when it counts from its end)
                 - own weeks of the step (when it counts to its end)

Earliest starts follow forwards, latest starts backwards; the difference is the total float. Weeks
are counted from the start of the plan; a step of four weeks that starts on day one ends on day 28.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import pandas as pd

from lib import dutch, evidence

FROM_END = {"einde-begin": 1, "begin-begin": 0, "einde-einde": 1, "begin-einde": 0}
TO_END = {"einde-begin": 0, "begin-begin": 0, "einde-einde": 1, "begin-einde": 1}
WEEK = pd.Timedelta(weeks=1)
DAY = pd.Timedelta(days=1)
SMALLEST = 1e-6  # weeks; below it two moments are the same
PLAN = [
    "activity", "name", "phase", "workstream", "owner", "likely_weeks", "first_date", "last_date",
    "latest_first_date", "latest_last_date", "total_float_weeks", "free_float_weeks", "critical",
    "state",
]  # fmt: skip
PATH = [
    "step_number", "activity", "name", "phase", "workstream", "likely_weeks", "wait_weeks",
    "first_date", "last_date", "waits_for",
]  # fmt: skip


def plan(
    activities: pd.DataFrame, dependencies: pd.DataFrame, start: pd.Timestamp
) -> pd.DataFrame:
    """Return each step with its earliest and latest dates and its floats in weeks.

    Without steps, or with a cycle (see `checks`), the plan is empty. `critical` holds for steps
    without total float. Dates are the first and the last day of work.
    """
    links = _links(activities, dependencies)
    if activities.empty or cycle(activities, dependencies):
        return pd.DataFrame(columns=PLAN)
    timed = _timed(activities.set_index("activity"), links, pd.Timestamp(start)).reset_index()
    return timed.sort_values(["first_date", "last_date", "activity"], ignore_index=True)[PLAN]


def path(
    activities: pd.DataFrame, dependencies: pd.DataFrame, start: pd.Timestamp
) -> pd.DataFrame:
    """Return the chain of steps that sets the end date, in order, with what each waits for.

    `wait_weeks` is the lag between a step and the one before it in the chain, or the weeks from
    the start of the plan to the day before which the first step may not begin. With several chains
    of the same length the first in alphabetical order is given.
    """
    steps = plan(activities, dependencies, start).set_index("activity")
    if steps.empty:
        return pd.DataFrame(columns=PATH)
    links = _links(activities, dependencies)
    chain = _chain(steps, _starts(activities.set_index("activity"), links, start), links)
    waits = [_not_before(activities, chain[0][0], start)] + [link.lag for _, link in chain[1:]]
    names = [link.predecessor if link else None for _, link in chain]
    return (
        steps.loc[[activity for activity, _ in chain]]
        .reset_index()
        .assign(
            step_number=range(1, len(chain) + 1),
            wait_weeks=waits,
            waits_for=[steps["name"].get(name) for name in names],
        )[PATH]
    )


def cycle(activities: pd.DataFrame, dependencies: pd.DataFrame) -> list[str]:
    """Return one circle of steps that wait for each other, first and last the same; or nothing."""
    links = _links(activities, dependencies)
    try:
        _order(activities["activity"], links)
    except CycleError as fault:
        nodes = fault.args[1][:-1]
        first = nodes.index(min(nodes))
        return [*nodes[first:], *nodes[:first], nodes[first]]
    return []


def _links(activities: pd.DataFrame, dependencies: pd.DataFrame) -> pd.DataFrame:
    """Return the dependencies between known steps with their offset between the starts."""
    weeks = activities.set_index("activity")["likely_weeks"].astype(float)
    known = dependencies["activity"].isin(weeks.index) & dependencies["predecessor"].isin(
        weeks.index
    )
    own = dependencies[known].sort_values(["activity", "predecessor"])
    lag = own["lag_weeks"].astype(float).fillna(0.0)
    before = own["predecessor"].map(weeks) * own["type"].map(FROM_END)
    after = own["activity"].map(weeks) * own["type"].map(TO_END)
    return own.assign(lag=lag, offset=lag + before - after)


def _order(names: pd.Series, links: pd.DataFrame) -> list[str]:
    before = links.groupby("activity")["predecessor"].agg(list).to_dict()
    return list(TopologicalSorter({n: before.get(n, []) for n in sorted(names)}).static_order())


def _earliest_allowed(not_before: pd.Series, start: pd.Timestamp) -> pd.Series:
    return ((pd.to_datetime(not_before) - start) / WEEK).fillna(0.0).clip(lower=0.0)


def _not_before(activities: pd.DataFrame, name: str, start: pd.Timestamp) -> float:
    own = activities[activities["activity"] == name]
    return float(_earliest_allowed(own["not_before"], pd.Timestamp(start)).iloc[0])


def _starts(steps: pd.DataFrame, links: pd.DataFrame, start: pd.Timestamp) -> dict[str, float]:
    """Return the earliest start of each step in weeks."""
    starts = _earliest_allowed(steps["not_before"], pd.Timestamp(start)).to_dict()
    incoming = dict(list(links.groupby("activity")))
    for name in _order(pd.Series(steps.index), links):
        for link in incoming[name].itertuples() if name in incoming else []:
            starts[name] = max(starts[name], starts[link.predecessor] + link.offset)
    return starts


def _floats(
    starts: dict[str, float], weeks: pd.Series, links: pd.DataFrame
) -> tuple[pd.Series, pd.Series]:
    """Return total and free float in weeks: how long a step may wait at no one's expense."""
    end = max(starts[name] + weeks[name] for name in weeks.index)
    total = {name: end - starts[name] - weeks[name] for name in weeks.index}
    free = dict(total)
    outgoing = dict(list(links.groupby("predecessor")))
    for name in reversed(_order(pd.Series(weeks.index), links)):
        for link in outgoing[name].itertuples() if name in outgoing else []:
            room = starts[link.activity] - starts[name] - link.offset
            free[name] = min(free[name], room)
            total[name] = min(total[name], room + total[link.activity])
    return _room(total), _room(free)


def _room(weeks: dict[str, float]) -> pd.Series:
    return pd.Series(weeks).round(6).clip(lower=0.0)


def _timed(steps: pd.DataFrame, links: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    weeks = steps["likely_weeks"].astype(float)
    starts = _starts(steps, links, start)
    total, free = _floats(starts, weeks, links)
    begin = pd.Series(starts).reindex(steps.index)
    allowed = pd.to_datetime(steps["not_before"]).fillna(start)
    dates = {
        prefix + word: _day(start, begin + shift, weeks, allowed)[word]
        for prefix, shift in (("", 0.0), ("latest_", total.reindex(steps.index)))
        for word in ("first_date", "last_date")
    }
    floats = {"total_float_weeks": total, "free_float_weeks": free}
    return steps.assign(**dates, **floats, critical=total.reindex(steps.index) < SMALLEST)


def _day(
    start: pd.Timestamp, begin: pd.Series, weeks: pd.Series, allowed: pd.Series
) -> pd.DataFrame:
    """Return first and last day; a step without duration falls on the day that ends before it."""
    first = start + pd.to_timedelta((begin * 7).round(), unit="D")
    last = start + pd.to_timedelta(((begin + weeks) * 7).round(), unit="D") - DAY
    last = last.clip(lower=start).where(last >= allowed, allowed).where(weeks == 0, last)
    return pd.DataFrame({"first_date": first.where(first <= last, last), "last_date": last})


def _chain(
    steps: pd.DataFrame, starts: dict[str, float], links: pd.DataFrame
) -> list[tuple[str, object | None]]:
    """Walk back from the step that ends last along the dependencies without any room."""
    ends = {name: starts[name] + steps["likely_weeks"][name] for name in steps.index}
    name = min(ends, key=lambda step: (round(-ends[step], 6), step))
    chain: list[tuple[str, object | None]] = []
    while name is not None:
        tight = [
            link
            for link in links[links["activity"] == name].itertuples()
            if abs(starts[name] - starts[link.predecessor] - link.offset) < SMALLEST
        ]
        chain.append((name, tight[0] if tight else None))
        name = tight[0].predecessor if tight else None
    return chain[::-1]


def duration_evidence(
    activities: pd.DataFrame, dependencies: pd.DataFrame, start: pd.Timestamp
) -> pd.DataFrame:
    """Return the rows whose sum is the length of the plan in weeks: steps, lags, a fixed date."""
    chain = path(activities, dependencies, start)
    if chain.empty:
        return pd.DataFrame(columns=evidence.COLUMNS)
    links = _links(activities, dependencies)
    pairs = pd.DataFrame({"activity": chain["activity"], "predecessor": chain["activity"].shift()})
    used = pairs.dropna().merge(links, on=["activity", "predecessor"], validate="one_to_one")
    own = chain[["activity"]].merge(activities, on="activity", validate="one_to_one")
    steps = own.assign(times=_times(own["activity"], used)).query("times != 0")
    lags = used[used["lag"] != 0].assign(
        text=lambda rows: (
            "wachttijd voor " + rows["activity"].map(own.set_index("activity")["name"])
        )
    )
    fixed = own.head(1).assign(
        weeks=lambda rows: _earliest_allowed(rows["not_before"], pd.Timestamp(start)),
        text=lambda rows: rows["name"] + ": niet eerder dan " + rows["not_before"].map(dutch.date),
    )
    number = ("duur", "Duur van het plan", "weken")
    parts = [
        evidence.rows(fixed[fixed["weeks"] > 0], *number, "weeks", "text"),
        evidence.rows(steps, *number, "likely_weeks", "name", steps["times"]),
        evidence.rows(lags, *number, "lag", "text"),
    ]
    return pd.concat([part for part in parts if len(part)] or parts[1:2], ignore_index=True)


def _times(chain: pd.Series, used: pd.DataFrame) -> list[int]:
    """Count how often the own weeks of each step are part of the length of the chain."""
    times = dict.fromkeys(chain, 0)
    for link in used.itertuples():
        times[link.predecessor] += FROM_END[link.type]
        times[link.activity] -= TO_END[link.type]
    times[chain.iloc[-1]] += 1
    return list(times.values())
