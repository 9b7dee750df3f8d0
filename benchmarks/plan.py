"""What a plan under capacity costs, beside a simple priority rule, and risk beside its numbers.

Per set of published instances: how many plans are proved within the limit of the solver, how many
have the published length and how much longer the plans are. The rule is the serial schedule: step
by step in the order of the latest end, each as early as the people allow. It knows no calendar, so
both plan without it. Draws are those of 120 steps.
"""

import sys
from collections import defaultdict

import numpy as np
import pandas as pd

from benchmarks.timing import seconds
from lib import network, schedule
from lib.clients import ROOT
from lib.dossier import Dossier

sys.path.insert(0, str(ROOT / "tests"))
from test_schedule import Instance, published  # noqa: E402

CLIENTS = sorted(path.parent.name for path in (ROOT / "data" / "raw").glob("*/client.yml"))
STEPS = 120
SETS = ("j30", "j60")


def dossier_task(client: str) -> schedule.Task:
    """Return the plan of an example without its calendar."""
    dossier = Dossier(client)
    names = ["activities", "dependencies", "assignments", "capacity", "calendar"]
    tables = [dossier.read(name) for name in names]
    return schedule.Task(*tables[:4], tables[4][:0], pd.Timestamp(dossier.settings.start_date))


def serial(task: schedule.Task) -> int:
    """Return the length in days of the serial schedule with the latest end first."""
    steps = task.steps
    links = network.ordered_links(task.dependencies, steps["days"] / 7)
    late = dict.fromkeys(steps.index, 0.0)  # days of work that must follow
    for link in links[::-1].itertuples():
        tail = late[link.activity] + link.offset * 7
        late[link.predecessor] = max(late[link.predecessor], tail)
    waits = {name: list(own.itertuples()) for name, own in links.groupby("activity")}
    work = {name: list(own.itertuples()) for name, own in task.work.groupby("activity")}
    used, begin = defaultdict(float), {}
    offered = {}

    def fits(name: str, first: int) -> bool:
        for row in work.get(name, []):
            pool = row.partner, row.role
            for day in range(first, first + row.days):
                if (pool, day) not in offered:
                    rate = [r for a, b, r in task.offered[pool] if a <= day < b]
                    offered[pool, day] = sum(rate)
                if used[pool, day] + row.rate > offered[pool, day] + 0.001:
                    return False
        return True

    while len(begin) < len(steps):
        ready = [
            name
            for name in steps.index
            if name not in begin and all(w.predecessor in begin for w in waits.get(name, []))
        ]
        name = max(ready, key=late.get)
        least = [begin[w.predecessor] + round(w.offset * 7) for w in waits.get(name, [])]
        first = max([int(steps.at[name, "fixed"]), *least])
        while not fits(name, first):
            first += 1
        begin[name] = first
        for row in work.get(name, []):
            for day in range(first, first + row.days):
                used[(row.partner, row.role), day] += row.rate
    return max(begin[name] + int(steps.at[name, "days"]) for name in begin)


def wide() -> schedule.Task:
    """Return an invented plan of 120 steps, each after two before it, with wide durations.

    Four pools do the work; each has too few people for it in two weeks of every half year.
    """
    names = [f"S{number:03}" for number in range(STEPS)]
    start = pd.Timestamp("2014-01-06")
    steps = pd.DataFrame(
        {"activity": names, "low_weeks": 1.0, "likely_weeks": 2.0, "high_weeks": 5.0,
         "not_before": pd.NaT, "ease": "gemiddeld"}
    )  # fmt: skip
    pairs = [(names[n - back], names[n]) for n in range(STEPS) for back in (3, 5) if n >= back]
    links = pd.DataFrame(pairs, columns=["predecessor", "activity"])
    calendar = pd.DataFrame(columns=["first_date", "last_date"], dtype="datetime64[us]")
    work = pd.DataFrame({"activity": names, "partner": "Aa", "effort_days": 14.0})
    work["role"] = [f"R{number % 4}" for number in range(STEPS)]
    spans = [
        (f"R{pool}", 182 * half + begin + 14 * pool, 182 * half + last + 14 * pool, rate)
        for pool in range(4)
        for half in range(4)
        for begin, last, rate in ((0, 167, 70.0), (168, 181, 3.5))
    ]
    pools = pd.DataFrame(spans, columns=["role", "first_date", "last_date", "days_per_week"])
    days = ["first_date", "last_date"]
    pools[days] = pools[days].apply(pd.to_timedelta, unit="D") + start
    links = links.assign(type="einde-begin", lag_weeks=0.0)
    return schedule.Task(steps, links, work, pools.assign(partner="Aa"), calendar, start)


def measured(one: Instance) -> dict[str, float]:
    """Return proof, CPU seconds and gap to the published length, of ours and of the rule."""
    plans = []
    ours = seconds(lambda: plans.append(schedule.feasible(one.task)), 1)
    rule = seconds(lambda: plans.append(serial(one.task)), 1)
    gaps = {"ours_gap": plans[0].days / one.best - 1, "rule_gap": plans[1] / one.best - 1}
    best = {name.replace("gap", "best"): gap == 0 for name, gap in gaps.items()}
    return {"proved": plans[0].days == plans[0].bound, "ours": ours, "rule": rule, **gaps, **best}


def main() -> None:
    """Measure and print."""
    for part in SETS:
        found = pd.DataFrame([measured(one) for name, one in published().items() if part in name])
        mean, median = found.mean(), found.median()
        print(f"{part}, {len(found)} instances: proved {mean['proved']:.0%}", end="")
        for who in ("ours", "rule"):
            print(f"   {who} at the published length {mean[who + '_best']:.0%}", end="")
            print(f", longer {mean[who + '_gap']:.1%}, median {median[who]:.2f} s", end="")
        print()
    for name in CLIENTS:
        task = dossier_task(name)
        plan, simple = schedule.feasible(task), serial(task)
        ours = seconds(lambda task=task: schedule.feasible(task))
        peer = seconds(lambda task=task: serial(task))
        proof = "proved" if plan.days == plan.bound else f"bound {plan.bound}"
        print(f"plan {name:<8} {plan.days} days ({proof}) {ours:6.3f} s", end="")
        print(f"   priority rule {simple} days {peer:6.3f} s")
    task, rng = wide(), np.random.default_rng(1)
    ours = seconds(lambda: schedule.drawn_ends(task, task.dependencies[:0]))
    peer = seconds(lambda: rng.triangular(1, 2, 5, (STEPS, schedule.DRAWS)))
    said = f"risk, {schedule.DRAWS:,} draws x {STEPS} steps {ours:6.3f} s"
    print(f"{said}   drawing the durations {peer:6.3f} s   ratio {ours / peer:.1f}")


if __name__ == "__main__":
    main()
