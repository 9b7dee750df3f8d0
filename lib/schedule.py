"""A plan that the people can carry: dates under the capacity of every pool, and how sure they are.

A pool is a role at a partner. A step asks its effort evenly over its duration; a pool never gives
more than it has on a day. A hard step neither begins nor ends in a period of the calendar. The
shortest plan is found as a constraint program (resource-constrained project scheduling, Pritsker,
Watters and Wolfe 1969) with one worker and a limit that counts work, not time, so that the same
dossier gives the same plan on every machine. Among the shortest plans the earliest is taken.

Risk: durations are drawn from a triangle (low, likely, high). Who hands people over to a later
step in the plan keeps doing so (a resource flow, Artigues, Michelon and Reusser 2003), so that a
late step also holds up who waits for its people. A hard step again waits for the calendar, and a
step waits out a period in which its pool has too few people for that step alone.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from ortools.sat.python import cp_model as cp
from pandas.tseries.offsets import BDay

from lib import dutch, network
from lib.cash_flow import CalculationError
from lib.network import DAY, last_days, ordered_links

Table = pd.DataFrame
POOL = ["partner", "role"]
DECIDING = ["activity", "name", "owner", "deciding_pct"]
UNMET = ["gate", "planned_date", "order_date", "earliest_date", "blocked_by"]
CAUSES = ["limits", "last_date", "weeks", "least_date"]
PRICE = [*POOL, "more_weeks", "more_date", "reduction", "less_weeks", "less_date"]
HARD = "moeilijk"
LIMITS = [
    "Alleen de volgorde van de stappen", "Volgorde en mensen", "Volgorde en kalender",
    "Volgorde, mensen en kalender",
]  # fmt: skip
SMALL = 0.001  # of a working day per day; below it work still fits
UNIT = 1000  # parts of a working day per day, so that the solver counts in whole numbers
LIMIT = 1.0  # of the solver's own measure of work, about seconds
TIGHT = 1e-6  # days; below it nothing is left to wait
YEARS = 3 * 365  # days beyond the work itself in which a plan must fit
DRAWS, SEED = 10_000, 1
FTE = 4.5  # days a week that somebody works on average after leave


@dataclass(frozen=True)
class Task:
    """What is to be planned.

    activities (activity, low_weeks, likely_weeks, high_weeks, not_before, ease), dependencies,
    assignments (activity, partner, role, effort_days), capacity (partner, role, first_date,
    last_date, days_per_week), calendar (first_date, last_date) and the first day. A pool without
    capacity rows is not limited; after its last row a pool keeps what it had.
    """

    activities: Table
    dependencies: Table
    assignments: Table
    capacity: Table
    calendar: Table
    start: pd.Timestamp

    @cached_property
    def steps(self) -> Table:
        """The activities by name, with `days` and `fixed`: the day before which none begins."""
        steps = self.activities.set_index("activity").sort_index()
        days = (steps["likely_weeks"].astype(float) * 7).round().astype(int)
        return steps.assign(days=days, fixed=network.held(steps, self.start))

    @cached_property
    def closed(self) -> list[tuple[int, int]]:
        """The first and last day of each period of the calendar, counted from the start."""
        days = (self.calendar[["first_date", "last_date"]] - self.start) / DAY
        return sorted(days.astype(int).itertuples(index=False, name=None))

    @cached_property
    def work(self) -> Table:
        """The assignments of steps that take time to pools that are limited.

        With `rate` (days per day) and the `most` that the pool has for as long as the step lasts.
        """
        work = self.assignments.join(self.steps["days"], on="activity")
        work = work[(work["days"] > 0) & (work["effort_days"] > 0)]
        work = work.merge(self.capacity[POOL].drop_duplicates()).sort_values([*POOL, "activity"])
        most = [_most(self.offered[row.partner, row.role], row.days) for row in work.itertuples()]
        return work.assign(rate=work["effort_days"] / work["days"], most=np.array(most, float))

    @cached_property
    def never(self) -> Table:
        """The work that asks more than its pool ever has for so long; a plan leaves it out."""
        return self.work[self.work["rate"] > self.work["most"] + SMALL]

    @cached_property
    def offered(self) -> dict[tuple[str, str], list[tuple[float, float, float]]]:
        """Per pool spans of days (begin, end, rate) that do not overlap; the last has no end."""
        return {pool: _offered(own, self.start) for pool, own in self.capacity.groupby(POOL)}

    @cached_property
    def short(self) -> dict[str, list[tuple[float, float]]]:
        """Per step the spans of days in which a pool has less than the step alone asks of it.

        Work that never fits is left out, and so is a pool that stays too small to the end.
        """
        found: dict[str, list] = {}
        for row in self.work.drop(self.never.index).itertuples():
            spans = self.offered[row.partner, row.role][:-1]
            less = [span[:2] for span in spans if span[2] < row.rate - SMALL]
            found[row.activity] = sorted([*found.get(row.activity, []), *less])
        return found


@dataclass(frozen=True)
class Schedule:
    """A plan: `dates` has activity, begin, end (days from the start), first_date and last_date.

    `bound` is the least number of days that any plan needs.
    """

    dates: Table
    bound: int

    @property
    def days(self) -> int:
        """The length of the plan in days."""
        return int(self.dates["end"].max()) if len(self.dates) else 0


def feasible(task: Task) -> Schedule:
    """Return the shortest plan under the capacity of every pool, and of those the earliest.

    Raises
    ------
    CalculationError
        When the solver finds no plan within its limit: the step and the pool, in Dutch.
    """
    model, starts, whole = _model(task)
    solver = _solve(model, whole, why=_why(task))
    bound, length = round(solver.best_objective_bound), round(solver.objective_value)
    for variable in starts.values():
        model.add_hint(variable, solver.value(variable))
    model.add(whole <= length)
    solver = _solve(model, sum(starts.values()))
    begin = pd.Series([solver.value(at) for at in starts.values()], task.steps.index, dtype=int)
    dates = pd.DataFrame({"begin": begin, "end": begin + task.steps["days"]})
    last = last_days(dates["end"], task.start)
    dates["first_date"], dates["last_date"] = (
        last_days(begin + 1, task.start).clip(upper=last),
        last,
    )
    return Schedule(dates.reset_index(), bound)


def planned(task: Task, plan: Schedule) -> Table:
    """Return the dates of the plan as `network.plan` does; float and critical are the plan's own.

    A step waits for its order and for who hands it people, so float is what is left of both.
    """
    first = plan.dates.set_index("activity")["first_date"].reindex(task.activities["activity"])
    held = task.activities.assign(not_before=first.to_numpy())
    links = pd.concat([task.dependencies, handovers(task, plan)])
    return network.plan(held, links, task.start)


def _length(task: Task, step: str | None = None, limit: float = LIMIT) -> tuple[int, int]:
    """Return in how many days all steps or one can be done, and the least that any plan needs.

    The two differ when no plan is proved the shortest.
    """
    model, starts, whole = _model(task)
    goal = whole if step is None else starts[step] + int(task.steps.at[step, "days"])
    solver = _solve(model, goal, limit)
    return round(solver.objective_value), round(solver.best_objective_bound)


def _why(task: Task) -> str:
    """Name the work for which its pool does not keep enough people."""
    later = [task.offered[row.partner, row.role][-1][2] for row in task.work.itertuples()]
    brief = task.work.assign(later=later).query("later + @SMALL < rate <= most + @SMALL")
    pools = brief.groupby(POOL, sort=True)["activity"]
    said = [f"{dutch.listing(own)} ({', '.join(pool)})" for pool, own in pools]
    return f" Maar een tijd zijn er genoeg mensen voor {dutch.listing(said)}." if said else ""


def _solve(
    model: cp.CpModel, goal: cp.LinearExpr, limit: float = LIMIT, why: str = ""
) -> cp.CpSolver:
    model.minimize(goal)
    solver = cp.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 0  # shorter plans of the published instances
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = limit
    if solver.solve(model) not in (cp.OPTIMAL, cp.FEASIBLE):
        raise CalculationError(f"Er past geen plan binnen de mensen en de kalender.{why}")
    return solver


def _model(task: Task) -> tuple[cp.CpModel, dict[str, cp.IntVar], cp.IntVar]:
    """Return the model, the start of each step and the end of all."""
    model, steps, starts = cp.CpModel(), task.steps, {}
    links = ordered_links(task.dependencies, steps["days"] / 7)
    lags = links["lag"].clip(lower=0).sum() * 7
    far = int(steps["days"].sum() + lags + max(steps["fixed"], default=0))
    whole = model.new_int_var(0, far + YEARS, "")
    for name, step in steps.iterrows():
        end = step["days"] - 1  # without duration its only day is the one before it begins
        shifts = {min(end, 0), end} if step["ease"] == HARD else ()
        no = [(first - shift, last - shift) for first, last in task.closed for shift in shifts]
        free = cp.Domain.from_intervals(no).complement()
        free = free.intersection_with(cp.Domain(int(step["fixed"]), far + YEARS))
        starts[name] = model.new_int_var_from_domain(free, name)
        model.add(whole >= starts[name] + step["days"])
    for link in links.itertuples():
        model.add(starts[link.activity] >= starts[link.predecessor] + round(link.offset * 7))
    for pool, own in task.work.drop(task.never.index).groupby(POOL):
        _limit(model, starts, own, task.offered[pool])
    return model, starts, whole


def _offered(own: Table, start: pd.Timestamp) -> list[tuple[float, float, float]]:
    begin = ((own["first_date"] - start) / DAY).clip(lower=0).to_numpy()
    end = ((own["last_date"] - start) / DAY + 1).fillna(np.inf).to_numpy()
    per_day = own["days_per_week"].to_numpy(float) / 7
    edges = sorted({0.0, *begin, *end} - {np.inf})
    there = [(begin <= edge) & (end > edge) for edge in edges]
    rate = [per_day[rows].sum() for rows in there]
    last = max((place for place, rows in enumerate(there) if rows.any()), default=0)
    return list(zip(edges, [*edges[1 : last + 1], np.inf], rate, strict=False))


def _most(offered: list[tuple[float, float, float]], days: int) -> float:
    """Return the most that a pool has on each of so many days on end."""
    windows = [(first, first + days) for first, *_ in offered]
    return max(min(r for a, b, r in offered if b > first and a < end) for first, end in windows)


def _limit(model: cp.CpModel, starts: dict[str, cp.IntVar], work: Table, offered: list) -> None:
    """Let the work of a pool never ask more than it has; a dip in that is a step of its own."""
    most = max(rate for _, _, rate in offered)
    dips = [span for span in offered if span[2] < most]
    sizes = [(starts[row.activity], row.days, row.rate) for row in work.itertuples()]
    sizes += [(int(a), int(min(b, 100 * YEARS) - a), most - rate) for a, b, rate in dips]
    fit = [model.new_fixed_size_interval_var(begin, size, "") for begin, size, _ in sizes]
    model.add_cumulative(fit, [int(UNIT * need) for *_, need in sizes], round(UNIT * most))


# ---------------------------------------------------------------------- what it depends on


def causes(task: Task, step: str | None = None) -> Table:
    """Return the end date, or that of a step, without people, calendar or both as a limit.

    Columns: limits (words; `hooguit` where an earlier date is not ruled out), last_date, weeks
    (more than by order alone) and least_date, before which no plan can be done.
    """
    if task.activities.empty:
        return pd.DataFrame(columns=CAUSES)
    free, calm = replace(task, capacity=task.capacity[:0]), task.calendar[:0]
    given = replace(free, calendar=calm), replace(task, calendar=calm), free, task
    found = [_length(case, step) for case in given]
    days = pd.DataFrame(found, columns=["last_date", "least_date"])
    dates = days.apply(last_days, start=task.start)
    unsure = days["last_date"] > days["least_date"]
    limits = pd.Series(LIMITS) + unsure.map({True: ", hooguit", False: ""})
    weeks = (days["last_date"] - days["last_date"].iloc[0]) / 7
    return dates.assign(limits=limits, weeks=weeks)[CAUSES]


def unmet(task: Task, gates: Table) -> Table:
    """Return which gates come after their agreed date, and what they wait for.

    Parameters
    ----------
    gates : DataFrame
        As `lib.roadmap.moments` gives them.

    Returns
    -------
    DataFrame
        gate, planned_date, order_date (by order alone), earliest_date (with people and calendar,
        when everything else yields: no plan is earlier) and blocked_by (words).
    """
    late = gates[gates["room_weeks"].fillna(0.0) < 0].dropna(subset="after_activity")
    rows = []
    for gate in late.itertuples():
        found = causes(task, gate.after_activity)
        by_order, *_, least = found["least_date"] + BDay()
        if by_order > gate.planned_date:
            said = "de volgorde en de duur"
        elif found["last_date"].iloc[-1] + BDay() <= gate.planned_date:
            said = "niets, als andere stappen wachten"
        else:
            said = _relief(task, gate.after_activity, found["last_date"])
        rows.append((gate.gate, gate.planned_date, by_order, least, said))
    return pd.DataFrame(rows, columns=UNMET)


def _relief(task: Task, step: str, dates: pd.Series) -> str:
    """Name whose people, or which period, alone make a step later: at most the three worst."""
    without, (_, calm, free, end) = {}, dates
    for (partner, role), own in task.capacity.groupby(POOL) if end > free else ():
        without[f"{role} bij {partner}"] = {"capacity": task.capacity.drop(own.index)}
    for reason, own in task.calendar.groupby("reason", sort=False) if end > calm else ():
        without[reason] = {"calendar": task.calendar.drop(own.index)}
    days = [_length(replace(task, **one), step)[0] for one in without.values()]
    won = (end - task.start) / DAY + 1 - pd.Series(days, list(without), dtype=float)
    most = won[won > 0].sort_values(ascending=False, kind="stable").head(3).items()
    said = [f"{name} ({dutch.count(gain, 'dag', 'dagen')})" for name, gain in most]
    return dutch.listing(said) or "meer grenzen tegelijk"


def capacity_price(task: Task, plan: Schedule, decisive: pd.Series) -> Table:
    """Return per pool with work on the decisive steps how the end moves with more or less of it.

    Columns: partner, role, more_weeks and more_date (one fte more), reduction (one fte, or a day
    a week where the work then no longer fits), less_weeks and less_date. Missing when no plan is
    possible. Solved anew only where the plan itself does not give the answer: when people cost no
    time, more of them gains none.
    """
    free, _ = _length(replace(task, capacity=task.capacity[:0]))
    rows = []
    for pool in task.work[task.work["activity"].isin(decisive)].groupby(POOL).groups:
        more = plan.days if free >= plan.days else _changed(task, pool, FTE, "")[0]
        less, said = _changed(task, pool, -FTE, "een voltijdbaan")
        if np.isnan(less):
            less, said = _changed(task, pool, -1.0, "een dag per week")
        rows.append((*pool, more, more, said, less, less))
    table = pd.DataFrame(rows, columns=PRICE)
    days = table[["more_weeks", "less_weeks"]].astype(float)
    table[["more_date", "less_date"]] = days.apply(last_days, start=task.start)
    table[days.columns] = (days - plan.days) / 7
    first = {"ascending": [True, False], "key": lambda one: one.fillna(SMALL)}
    return table.sort_values([*days], kind="stable", **first)


def _changed(task: Task, pool: tuple, change: float, what: str) -> tuple[float, str]:
    """Return in how many days all is done when a pool has so much more or less, and in words."""
    own = (task.capacity[POOL] == list(pool)).all(axis=1)
    rate = (task.capacity["days_per_week"] + change * own).clip(lower=0.0)
    other = replace(task, capacity=task.capacity.assign(days_per_week=rate))
    lost = other.never.drop(task.never.index, errors="ignore")["activity"]
    if len(lost):
        return np.nan, f"{what}: '{task.steps.at[lost.iloc[0], 'name']}' past niet"
    try:
        days, least = _length(other, limit=LIMIT / 4)
    except CalculationError:  # each step fits, but not all of them
        return np.nan, what + ": samen past het werk niet"
    return days, what if days == least else what + ", hooguit"


# ---------------------------------------------------------------------- how sure


def handovers(task: Task, plan: Schedule) -> Table:
    """Return as dependencies which step hands people over to which later step of the same pool.

    A step takes its people from who is free longest. A pool counts at the most it ever has.
    """
    found = set()
    for pool, own in task.work.merge(plan.dates, on="activity").groupby(POOL, sort=True):
        whole = max(rate for *_, rate in task.offered[pool])
        free = [[-1, "", whole]]  # since which day, by whom, days per day
        for row in own.sort_values(["begin", "activity"]).itertuples():
            need = row.rate
            for part in sorted(part for part in free if part[0] <= row.begin):
                taken = min(need, part[2])
                if taken > 1e-9:
                    found.add((part[1], row.activity))
                    part[2] -= taken
                    need -= taken
            free.append([row.end, row.activity, row.rate - need])
    pairs = sorted(pair for pair in found if pair[0])
    links = pd.DataFrame(pairs, columns=["predecessor", "activity"])
    return links.assign(type="einde-begin", lag_weeks=0.0)


def drawn_ends(task: Task, handed: Table | None = None, draws: int = DRAWS) -> Table:
    """Return the day on which each step ends in each draw: a column per step, a row per draw.

    `handed` are the handovers of people; without them no capacity counts. The draws are the same
    with and without them, so that the two can be compared draw by draw.
    """
    steps, table = task.steps, _lengths(task, draws)  # how long it takes, then when it ends
    end, begin = dict(zip(steps.index, table, strict=True)), {}
    fixed, hard = dict(steps["fixed"]), set(steps.index[steps["ease"].eq(HARD)])
    short = {} if handed is None else task.short
    for name, links in _waits(task, handed).items():
        first, length = np.full(draws, fixed[name]), end[name]
        for link in links:
            since = begin if link.type.startswith("begin") else end
            shift = link.lag * 7 - (length if link.type.endswith("einde") else 0)
            np.maximum(first, since[link.predecessor] + shift, out=first)
        _wait(first, length, task.closed if name in hard else [], short.get(name, []))
        begin[name] = first
        length += first
    return pd.DataFrame(table.T, columns=steps.index, copy=False)


def _lengths(task: Task, draws: int) -> np.ndarray:
    """Draw how many days each step takes: a row per step."""
    chance, weeks = np.random.default_rng(SEED), ["low_weeks", "likely_weeks", "high_weeks"]
    ends = (7 * task.steps[weeks].astype(float)).bfill(axis=1).ffill(axis=1).to_numpy()
    table = np.empty((len(ends), draws))
    for row, (low, likely, high) in zip(table, ends, strict=True):
        row[:] = chance.triangular(low, likely, high, draws) if low < high else likely
    return table


def _waits(task: Task, handed: Table | None) -> dict[str, list]:
    """Return what each step waits for, in an order in which all can be worked off."""
    links = task.dependencies if handed is None else pd.concat([task.dependencies, handed])
    waits: dict[str, list] = {}
    for link in ordered_links(links, task.steps["likely_weeks"].astype(float)).itertuples():
        waits.setdefault(link.activity, []).append(link)
    return {name: [] for name in task.steps.index if name not in waits} | waits


def _wait(begin: np.ndarray, length: np.ndarray, closed: list, short: list) -> None:
    """Move steps on until they neither begin nor end in a closed period, nor run in a short one.

    Moving on for one span may bring a step into an earlier one: until nothing moves.
    """
    moved = bool(closed or short)
    while moved:
        least = begin.sum()
        for first, last in closed:
            begin[(begin >= first) & (begin < last + 1) & (length > 0)] = last + 1
            end = begin + length
            np.copyto(begin, last + 2 - length, where=(end > first) & (end <= last + 1))
        for first, after in [span for span in short if span[1] > begin.min()]:
            begin[(begin < after) & (begin + length > first)] = after
        moved = bool(closed) and begin.sum() > least


def criticality(task: Task, handed: Table, ends: Table) -> Table:
    """Return of each step in how many of 100 draws it decides the end of the plan.

    The criticality index (Van Slyke 1963): in those draws the plan ends later when the step does.
    Waiting for the calendar or for a short pool is room, so what comes before such a wait does
    not count in that draw.

    Parameters
    ----------
    handed, ends : DataFrame
        From `handovers`, and from `drawn_ends` with them.

    Returns
    -------
    DataFrame
        activity, name, owner and deciding_pct, the highest first.
    """
    end = {name: ends[name].to_numpy() for name in ends}
    length = dict(zip(ends.columns, _lengths(task, len(ends)), strict=True))
    last = ends.max(axis=1).to_numpy()
    decides = {name: own > last - TIGHT for name, own in end.items()}
    for name, links in reversed(_waits(task, handed).items()):
        for link in links:
            led, own = link.type.split("-")
            since = end[link.predecessor] - (led == "begin") * length[link.predecessor]
            room = end[name] - (own == "begin") * length[name] - since - link.lag * 7
            decides[link.predecessor] |= decides[name] & (room < TIGHT)
    share = pd.Series({name: 100 * own.mean() for name, own in decides.items()}, dtype=float)
    ahead = task.activities[~task.activities["state"].isin(network.OVER)]
    found = ahead.assign(deciding_pct=ahead["activity"].map(share).round())
    order = ["deciding_pct", "activity"]
    return found.sort_values(order, ascending=[False, True], ignore_index=True)[DECIDING]
