"""Plans under capacity: published instances, tables to check by head, what always holds."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import network, roadmap, schedule
from lib.cash_flow import CalculationError

START = pd.Timestamp("2014-01-06")
DAYS = pd.Timedelta(days=1)

INSTANCES = Path(__file__).parent / "data" / "psplib.txt"
QUICK = [
    "j301_1", "j305_1", "j309_1", "j3017_1", "j3021_1", "j3025_1", "j3029_1", "j3041_1", "j601_1",
    "j602_1", "j6010_1", "j6017_1", "j6021_1",
]  # fmt: skip


def task(
    days: dict[str, float],
    order: list[tuple[str, str]] = (),
    asked: list[tuple[str, str, float]] = (),
    offered: list[tuple[str, float]] = (),
    closed: list[tuple[int, int]] = (),
    **columns: list,
) -> schedule.Task:
    """Steps in days, order (before, after), asked (step, pool, days in all), offered per day."""
    weeks = [length / 7 for length in days.values()]
    given = {"not_before": pd.NaT, "ease": "gemiddeld", "low_weeks": weeks, "high_weeks": weeks}
    steps = pd.DataFrame({"activity": list(days), "likely_weeks": weeks, **(given | columns)})
    links = pd.DataFrame(order, columns=["predecessor", "activity"])
    work = pd.DataFrame(asked, columns=["activity", "role", "effort_days"])
    rate = [(pool, START, pd.NaT, per_day * 7) for pool, per_day in offered]
    pools = pd.DataFrame(rate, columns=["role", "first_date", "last_date", "days_per_week"])
    pools = pools.astype({"first_date": "datetime64[us]", "last_date": "datetime64[us]"})
    shut = [[START + pd.Timedelta(days=day) for day in span] for span in closed]
    calendar = pd.DataFrame(shut, columns=["first_date", "last_date"], dtype="datetime64[us]")
    return schedule.Task(
        steps.astype({"not_before": "datetime64[us]"}),
        links.assign(type="einde-begin", lag_weeks=0.0),
        work.assign(partner="Aa"),
        pools.assign(partner="Aa"),
        calendar.assign(reason="Vakantie"),
        START,
    )


class Instance(NamedTuple):
    """One of PSPLIB (Kolisch and Sprecher 1997) with its length: the least, and by order alone."""

    best: int
    by_order: int
    task: schedule.Task


@cache
def published() -> dict[str, Instance]:
    text = "".join(line for line in INSTANCES.open() if not line.startswith("#"))
    return {block.split()[0]: instance(block) for block in re.split(r"\n(?=j)", text)}


def instance(block: str) -> Instance:
    (top, offered), *lines = [line.split(":") for line in block.strip().splitlines()]
    days, order, asked = {}, [], []
    for head, after in lines:
        name, length, *use = head.split()
        days[name] = int(length)
        order += [(name, later) for later in after.split()]
        asked += [(name, f"R{i}", int(u) * int(length)) for i, u in enumerate(use, 1) if u != "0"]
    pools = [(f"R{i}", int(per_day)) for i, per_day in enumerate(offered.split(), 1)]
    return Instance(*map(int, top.split()[1:]), task(days, order, asked, pools))


def begins(plan: schedule.Schedule) -> dict[str, int]:
    return dict(zip(plan.dates["activity"], plan.dates["begin"], strict=True))


@pytest.mark.parametrize("name", QUICK)
def test_a_published_instance_has_its_published_length(name):
    one = published()[name]
    days = (schedule.causes(one.task)["last_date"] - START).dt.days + 1
    assert days.tolist() == [one.by_order, one.best] * 2


def test_the_plan_of_a_published_instance_is_proved():
    one = published()["j301_1"].task
    plan = schedule.feasible(one)
    assert (plan.days, plan.bound, len(one.never)) == (43, 43, 0)
    assert schedule.causes(one)["weeks"].mul(7).round().tolist() == [0, 5, 0, 5]


def test_without_limits_the_plan_is_that_of_the_critical_path():
    free = task({"A": 7, "B": 14, "C": 7}, [("A", "B"), ("A", "C")])
    plan = schedule.feasible(free)
    named = free.activities.assign(name="", phase="", workstream="", owner="", state="")
    dates = network.plan(named, free.dependencies, START).set_index("activity")["last_date"]
    assert plan.dates.set_index("activity")["last_date"].to_dict() == dates.to_dict()


def test_two_steps_that_share_one_person_follow_one_another():
    both = [("A", "Beheer", 5), ("B", "Beheer", 5)]
    plan = schedule.feasible(task({"A": 5, "B": 5}, (), both, [("Beheer", 1)]))
    assert (plan.days, begins(plan)) == (10, {"A": 0, "B": 5})
    half = schedule.feasible(task({"A": 5, "B": 5}, (), both, [("Beheer", 2)]))
    assert half.days == 5


def dipped(one: schedule.Task, *spans: tuple[int, int, float]) -> schedule.Task:
    """Let the pool Beheer offer so many days a week from a day up to and including another."""
    rows = [
        ("Aa", "Beheer", START + pd.Timedelta(days=a), START + pd.Timedelta(days=b), rate)
        for a, b, rate in spans
    ]
    columns = ["partner", "role", "first_date", "last_date", "days_per_week"]
    return schedule.replace(one, capacity=pd.DataFrame(rows, columns=columns))


def test_a_dip_in_capacity_is_waited_for_and_the_last_offer_goes_on():
    one = task({"A": 5}, (), [("A", "Beheer", 5)])
    one = dipped(one, (0, 2, 7.0), (3, 9, 1.0), (10, 12, 7.0))
    assert begins(schedule.feasible(one)) == {"A": 10}


def test_a_draw_waits_for_a_dip_too_when_people_count():
    days = {"A": 5, "B": 3, "C": 5, "D": 5}
    asked = [("A", "Beheer", 5), ("B", "Beheer", 3), ("C", "Beheer", 0.5), ("D", "Beheer", 50)]
    one = dipped(task(days, (), asked), (0, 2, 7.0), (3, 9, 1.0), (10, 12, 7.0))
    # A runs into the dip and waits for day 10; B is done before it, C asks less than is left, and
    # D asks more than there ever is: the plan leaves its people out
    ends = schedule.drawn_ends(one, one.dependencies[:0], draws=2)
    assert ends.loc[1].to_dict() == {"A": 15, "B": 3, "C": 5, "D": 5}
    assert schedule.drawn_ends(one, draws=2).loc[1].to_dict() == days
    lasting = dipped(one, (0, 2, 7.0), (3, 9, 1.0))
    assert schedule.drawn_ends(lasting, one.dependencies[:0], draws=1)["A"].tolist() == [5]


def test_a_hard_step_waits_for_dip_and_calendar_until_neither_holds_it():
    one = task({"A": 2}, (), [("A", "Beheer", 2)], closed=[(3, 6)], ease=["moeilijk"])
    one = dipped(one, (0, 0, 7.0), (1, 4, 0.0), (5, 9, 7.0))
    # the dip moves it to day 5, within the closed days, and so on to day 7
    assert schedule.drawn_ends(one, one.dependencies[:0], draws=1)["A"].tolist() == [9]
    assert begins(schedule.feasible(one)) == {"A": 7}


@pytest.mark.parametrize("name", ["j301_1", "j3041_1", "j6017_1"])
def test_certain_durations_give_the_plan_itself(name):
    one = published()[name]
    plan = schedule.feasible(one.task)
    ends = schedule.drawn_ends(one.task, schedule.handovers(one.task, plan), draws=1).loc[0]
    later = ends - plan.dates.set_index("activity")["end"]
    assert ends.max() == pytest.approx(one.best) and later.max() < 0.001


def test_who_decides_the_end_is_counted_over_the_draws():
    spread = {"low_weeks": [2, 1, 1, 1], "high_weeks": [2, 3, 1, 1]}
    order = [("A", "C"), ("B", "C")]
    two = named(task({"A": 14, "B": 14, "C": 7, "D": 7}, order, **spread))
    none = two.dependencies[:0]
    table = schedule.criticality(two, none, schedule.drawn_ends(two, none))
    # A takes two weeks, B one to three: each holds up C as often; D is done long before
    assert table["activity"].iloc[0] == "C" and table["activity"].iloc[-1] == "D"
    share = table.set_index("activity")["deciding_pct"]
    assert share["C"] == 100 and share["D"] == 0
    assert share["A"] == pytest.approx(50, abs=2) and share["A"] + share["B"] == 100


def test_who_hands_over_people_decides_the_end_and_who_waits_for_the_calendar_has_room():
    both = [("A", "Beheer", 7), ("B", "Beheer", 7)]
    shared = named(task({"A": 7, "B": 7}, (), both, [("Beheer", 1)]))
    handed = schedule.handovers(shared, schedule.feasible(shared))
    ends = schedule.drawn_ends(shared, handed, draws=3)
    assert schedule.criticality(shared, handed, ends)["deciding_pct"].tolist() == [100, 100]
    hard = named(
        task({"A": 7, "B": 7}, [("A", "B")], closed=[(5, 20)], ease=["makkelijk", "moeilijk"])
    )
    ends = schedule.drawn_ends(hard, hard.dependencies[:0], draws=1)
    share = schedule.criticality(hard, hard.dependencies[:0], ends).set_index("activity")
    assert share["deciding_pct"].to_dict() == {"B": 100, "A": 0} and ends["B"].tolist() == [28]


@pytest.mark.parametrize(
    ("kind", "lag"),
    [("einde-begin", 0), ("begin-begin", 1), ("einde-einde", 2), ("begin-einde", 3)],
)
def test_each_type_of_order_can_decide(kind, lag):
    pair = named(task({"A": 7, "B": 14}, [("A", "B")]))
    links = pair.dependencies.assign(type=kind, lag_weeks=float(lag))
    pair = schedule.replace(pair, dependencies=links)
    ends = schedule.drawn_ends(pair, links[:0], draws=1)
    assert ends["B"].tolist() == [21]  # begins a week after the start, whatever the type
    assert schedule.criticality(pair, links[:0], ends)["deciding_pct"].tolist() == [100, 100]


def test_a_pool_that_ends_at_nothing_offers_nothing_after():
    one = dipped(task({"A": 5}, (), [("A", "Beheer", 5)]), (0, 9, 7.0), (10, 99, 0.0))
    assert begins(schedule.feasible(one)) == {"A": 0}
    later = schedule.replace(one, activities=one.activities.assign(not_before=START + DAYS * 20))
    with pytest.raises(CalculationError, match="geen plan"):
        schedule.feasible(later)


def test_less_people_may_leave_no_plan_at_all():
    asked = [("A", "Beheer", 24), ("B", "Beheer", 24)]
    two = named(dipped(task({"A": 42, "B": 42}, (), asked), (0, 69, 8.5), (70, 99, 4.5)))
    plan = schedule.feasible(two)
    assert plan.days == 42
    price = schedule.capacity_price(two, plan, pd.Series(["A", "B"])).iloc[0]
    # a day a week less: one of the two fits in the first ten weeks, the other nowhere
    assert np.isnan(price["less_weeks"])
    assert price["reduction"] == "een dag per week: samen past het werk niet"


def test_the_order_of_rows_makes_no_other_plan():
    asked = [("A", "Beheer", 28), ("B", "Beheer", 28)]
    one = task({"A": 28, "B": 28}, (), asked, [("Beheer", 1)])
    turned = {name: getattr(one, name)[::-1] for name in ("activities", "assignments", "capacity")}
    assert begins(schedule.feasible(schedule.replace(one, **turned))) == begins(
        schedule.feasible(one)
    )


def test_work_that_no_pool_can_ever_do_is_named_and_left_out():
    one = task({"A": 5}, (), [("A", "Beheer", 10)], [("Beheer", 1)])
    assert one.never[["activity", "role", "rate", "most"]].values.tolist() == [
        ["A", "Beheer", 2, 1]
    ]
    assert schedule.feasible(one).days == 5


def test_a_pool_that_never_has_anybody_is_named_and_leaves_the_others_alone():
    asked = [("A", "Beheer", 5), ("B", "Advies", 5)]
    one = task({"A": 5, "B": 5}, (), asked, [("Beheer", 0), ("Advies", 1)])
    plan = schedule.feasible(one)
    assert (plan.days, one.never["role"].tolist()) == (5, ["Beheer"])
    assert schedule.drawn_ends(one, one.dependencies[:0], draws=1).loc[0].tolist() == [5, 5]


@pytest.mark.parametrize(("days", "never"), [(4, ["A"]), (5, [])])
def test_rows_of_a_pool_add_up_for_as_long_as_they_overlap(days: int, never: list[str]):
    one = task({"A": 5}, (), [("A", "Beheer", 10)], [("Beheer", 1), ("Beheer", 1)])
    until = [START + pd.Timedelta(days=days - 1), pd.NaT]
    one = schedule.replace(one, capacity=one.capacity.assign(last_date=until))
    assert one.never["activity"].tolist() == never


def test_no_plan_names_the_steps_and_the_pool():
    asked = [("A", "Beheer", 10), ("B", "Beheer", 10)]
    two = task({"A": 5, "B": 5}, (), asked, [("Beheer", 1), ("Beheer", 1)])
    until = [START + pd.Timedelta(days=4), pd.NaT]  # two a day is there for one of them only
    two = schedule.replace(two, capacity=two.capacity.assign(last_date=until))
    with pytest.raises(CalculationError, match=r"genoeg mensen voor A en B \(Aa, Beheer\)\."):
        schedule.feasible(two)


def test_a_pool_without_capacity_does_not_limit():
    assert schedule.feasible(task({"A": 5}, (), [("A", "Beheer", 500)])).days == 5


def test_a_hard_step_neither_begins_nor_ends_in_a_closed_period():
    hard = {"ease": ["moeilijk"]}
    assert begins(schedule.feasible(task({"A": 5}, closed=[(0, 2)], **hard))) == {"A": 3}
    assert begins(schedule.feasible(task({"A": 5}, closed=[(3, 6)], **hard))) == {"A": 7}
    assert begins(schedule.feasible(task({"A": 5}, closed=[(1, 2)], **hard))) == {"A": 0}
    assert begins(schedule.feasible(task({"A": 5}, closed=[(0, 2)]))) == {"A": 0}


def test_more_and_less_capacity_move_the_end():
    asked = [("A", "Beheer", 2.5), ("B", "Beheer", 2.5), ("C", "Advies", 5)]
    three = named(task({"A": 5, "B": 5, "C": 5}, (), asked, [("Beheer", 0.5), ("Advies", 2)]))
    plan, all_of = schedule.feasible(three), pd.Series(["A", "B", "C"])
    price = schedule.capacity_price(three, plan, all_of).set_index("role")
    beheer, advies = price.loc["Beheer"], price.loc["Advies"]
    assert beheer["more_weeks"] == pytest.approx(-5 / 7)
    assert beheer["more_date"] == START + pd.Timedelta(days=4)
    # 2.5 days a week never give half a day every day
    assert np.isnan(beheer["less_weeks"]) and pd.isna(beheer["less_date"])
    assert beheer["reduction"] == "een dag per week: 'x' past niet"
    # 14 days a week less 4.5 still give the one day a day that C asks
    assert (advies["reduction"], advies["more_weeks"], advies["less_weeks"]) == (
        "een voltijdbaan",
        0,
        0,
    )
    assert list(price.index) == ["Beheer", "Advies"]  # what moves the end comes first
    assert schedule.capacity_price(three, plan, all_of[2:])["role"].tolist() == ["Advies"]


def test_a_step_whose_other_pool_never_suffices_may_still_lose_this_one():
    asked = [("A", "Beheer", 5), ("A", "Advies", 50)]
    one = named(task({"A": 5}, (), asked, [("Beheer", 1), ("Advies", 1)]))
    price = schedule.capacity_price(one, schedule.feasible(one), pd.Series(["A"]))
    said = price.set_index("role")["reduction"]
    assert said["Beheer"] == "een dag per week: 'x' past niet"


@pytest.mark.parametrize(
    ("kind", "lag", "begin"),
    [
        ("einde-begin", 1, 14 + 7),  # B begins a week after A ends
        ("begin-begin", 1, 7),  # B begins a week after A begins
        ("einde-einde", 1, 14 + 7 - 7),  # B ends a week after A ends
        ("begin-einde", 3, 21 - 7),  # B ends three weeks after A begins
        ("einde-begin", -1, 14 - 7),  # B may begin a week before A ends
    ],
)
def test_each_type_of_order_with_its_lag(kind, lag, begin):
    pair = task({"A": 14, "B": 7}, [("A", "B")])
    pair = schedule.replace(
        pair, dependencies=pair.dependencies.assign(type=kind, lag_weeks=float(lag))
    )
    assert begins(schedule.feasible(pair)) == {"A": 0, "B": begin}
    assert schedule.drawn_ends(pair, draws=2)["B"].tolist() == [begin + 7.0] * 2


def named(one: schedule.Task) -> schedule.Task:
    texts = dict.fromkeys(["name", "phase", "workstream", "owner", "state"], "x")
    return schedule.replace(one, activities=one.activities.assign(**texts))


def test_the_plan_has_its_own_float_and_says_what_it_waits_for():
    both = [("A", "Beheer", 7), ("B", "Beheer", 7)]
    shared = named(task({"A": 7, "B": 7, "C": 7}, (), both, [("Beheer", 1)]))
    dates = schedule.planned(shared, schedule.feasible(shared)).set_index("activity")
    # by order alone nothing waits; one person makes A and B two weeks, and C may take one more
    assert dates["total_float_weeks"].to_dict() == {"A": 0, "B": 0, "C": 1}
    assert dates.at["B", "last_date"] == START + pd.Timedelta(days=13)
    assert schedule.causes(shared)["weeks"].tolist() == [0, 1, 0, 1]
    assert schedule.causes(shared, "C")["weeks"].tolist() == [0, 0, 0, 0]


def late(**days: int) -> pd.DataFrame:
    """Gates that are too late in the plan: after which step, agreed on which day."""
    agreed = [START + pd.Timedelta(days=day) for day in days.values()]
    gates = pd.DataFrame({"gate": list(days), "after_activity": list(days)})
    return gates.assign(planned_date=agreed, room_weeks=-1.0)


def test_an_agreed_date_that_cannot_be_met_says_what_blocks_it():
    both = [("A", "Beheer", 7), ("B", "Beheer", 7)]
    work = task({"A": 7, "B": 7}, [("A", "B")], both, [("Beheer", 1)], [(0, 13)])
    work = schedule.replace(work, activities=work.activities.assign(ease="moeilijk"))
    table = schedule.unmet(work, late(B=14, A=5)).set_index("gate")
    # without the two weeks of holiday B ends on the 14th day and can be decided on the day after
    said = {"B": "Vakantie (14 dagen)", "A": "de volgorde en de duur"}
    assert table["blocked_by"].to_dict() == said
    assert table.at["B", "order_date"] == START + pd.Timedelta(days=14)
    assert table.at["B", "earliest_date"] == START + pd.Timedelta(days=28)
    assert schedule.unmet(work, late(B=50)).at[0, "blocked_by"].startswith("niets, als andere")
    # the same holiday in two parts is one reason
    days = task({}, closed=[(0, 6), (7, 13)]).calendar
    parted = schedule.replace(work, calendar=days.assign(reason="Vakantie"))
    assert schedule.unmet(parted, late(B=14)).at[0, "blocked_by"] == "Vakantie (14 dagen)"
    on_time = late(B=14).assign(room_weeks=1.0)
    assert schedule.unmet(work, on_time).empty


def test_the_people_who_hold_up_a_date_are_named():
    order, both = [("A", "C"), ("B", "C")], [("A", "Beheer", 7), ("B", "Beheer", 7)]
    asked = [*both, ("C", "Advies", 7)]
    work = task({"A": 7, "B": 7, "C": 7}, order, asked, [("Beheer", 1), ("Advies", 1)])
    assert schedule.unmet(work, late(C=14)).at[0, "blocked_by"] == "Beheer bij Aa (7 dagen)"
    # the same work for a second pool: to give one of the two more people gains nothing
    second = work.assignments[:2].assign(role="Hulp"), work.capacity[:1].assign(role="Hulp")
    asked, offered = (
        pd.concat([table, more], ignore_index=True)
        for table, more in zip((work.assignments, work.capacity), second, strict=True)
    )
    two = schedule.replace(work, assignments=asked, capacity=offered)
    assert schedule.unmet(two, late(C=14)).at[0, "blocked_by"] == "meer grenzen tegelijk"


def test_what_is_not_proved_is_said(monkeypatch):
    found = iter([(7, 7), (21, 14), (7, 7), (21, 14)])
    monkeypatch.setattr(schedule, "_length", lambda *_: next(found))
    table = schedule.causes(task({"A": 7}))
    assert table["limits"].str.contains("hooguit").tolist() == [False, True, False, True]
    assert table["least_date"].iloc[3] == START + pd.Timedelta(days=13)
    assert table["weeks"].tolist() == [0, 2, 0, 2]


# ------------------------------------------------------------------ on the way


def under_way(days: dict[str, float], order: list, states: dict[str, str], today: int, **more):
    """The task as it stands so many days after the start."""
    asked = more.pop("asked", [])
    one = named(task(days, order, asked, more.pop("offered", ()), **more))
    steps = one.activities.assign(state=[states.get(name, "niet begonnen") for name in days])
    day = START + pd.Timedelta(days=today)
    left = network.standing(steps, one.dependencies, one.assignments, START, day)
    return schedule.Task(*left, one.capacity, one.calendar, START)


def dates(one: schedule.Task) -> dict[str, tuple[int, int]]:
    """First and last day of each step, counted from the start."""
    table = schedule.planned(one, schedule.feasible(one)).set_index("activity")
    spans = table[["first_date", "last_date"]].apply(lambda day: (day - START).dt.days)
    return dict(zip(spans.index, spans.itertuples(index=False, name=None), strict=True))


def test_a_plan_under_way_holds_what_is_done_and_plans_the_rest_from_today():
    order = [("A", "B"), ("B", "C")]
    one = under_way({"A": 7, "B": 14, "C": 7}, order, {"A": "gereed", "B": "bezig"}, 10)
    # A took the first week; B began on day 7 and has eleven of its fourteen days left
    assert dates(one) == {"A": (0, 6), "B": (7, 20), "C": (21, 27)}
    assert one.activities["likely_weeks"].mul(7).round().tolist() == [7, 11, 7]
    whole = schedule.planned(one, schedule.feasible(one)).set_index("activity")
    assert whole["likely_weeks"].tolist() == [1, 2, 1]  # what is shown is the whole step
    assert whole["critical"].to_dict() == {"A": False, "B": True, "C": True}


def test_what_is_late_ends_today_or_later_and_what_was_early_ended_before_today():
    order = [("A", "B"), ("B", "C")]
    states = {"A": "al ingevoerd", "B": "gereed", "C": "bezig"}
    one = under_way({"A": 7, "B": 14, "C": 7, "D": 7}, order, states, 12)
    # B ends on day 20 by its order, but is done: it lies before today, and so does the begin of C
    assert dates(one) == {"A": (0, 6), "B": (0, 11), "C": (12, 18), "D": (12, 18)}
    late = under_way({"A": 7, "B": 7}, [("A", "B")], {"A": "bezig"}, 30)
    assert dates(late) == {"A": (0, 30), "B": (31, 37)}


def test_what_is_busy_does_not_wait_for_a_day_before_which_it_was_not_to_begin():
    held = [START + DAYS * 90]
    one = under_way({"A": 42}, (), {"A": "bezig"}, 26, not_before=held)
    assert dates(one) == {"A": (26, 67)}


def test_what_is_done_asks_no_people_and_what_is_busy_only_for_its_rest():
    asked = [("A", "Beheer", 10), ("B", "Beheer", 10), ("C", "Beheer", 10)]
    one = under_way({"A": 10, "B": 10, "C": 10}, (), {"A": "gereed", "B": "bezig"}, 6,
                    asked=asked, offered=[("Beheer", 1)])  # fmt: skip
    assert one.assignments.set_index("activity")["effort_days"].round(6).to_dict() == {
        "B": 4,
        "C": 10,
    }
    assert dates(one) == {"A": (0, 5), "B": (0, 9), "C": (10, 19)}


def test_what_is_done_does_not_vary_and_decides_nothing():
    spread = {"low_weeks": [0.5, 1.5, 0.5], "high_weeks": [3.0, 4.0, 3.0]}
    order = [("A", "B"), ("B", "C")]
    states = {"A": "gereed", "B": "bezig"}
    one = under_way({"A": 7, "B": 14, "C": 7}, order, states, 10, **spread)
    ends = schedule.drawn_ends(one, draws=500)
    assert ends["A"].eq(7).all()
    assert ends["B"].between(10 + 7.5, 10 + 25).all()  # low and high less the three days gone
    share = schedule.criticality(one, one.dependencies[:0], ends)
    assert share["activity"].tolist() == ["B", "C"]


def test_what_follows_a_begin_counts_from_when_that_was():
    one = named(task({"A": 14, "B": 7, "C": 7}, [("A", "B"), ("A", "C")]))
    order = one.dependencies.assign(type=["begin-begin", "einde-begin"], lag_weeks=[2.0, -1.0])
    steps = one.activities.assign(state=["bezig", "niet begonnen", "niet begonnen"])
    today = START + pd.Timedelta(days=7)
    left = network.standing(steps, order, one.assignments, START, today)
    one = schedule.Task(*left, one.capacity, one.calendar, START)
    # A began on day 0: B may begin two weeks after that, C a week before A ends
    assert dates(one) == {"A": (0, 13), "B": (14, 20), "C": (7, 13)}


def test_before_the_start_of_the_plan_nothing_has_happened_yet():
    one = under_way({"A": 7, "B": 7}, [("A", "B")], {"A": "bezig"}, -3)
    assert dates(one) == {"A": (0, 6), "B": (7, 13)} and "begun" not in one.activities


# Two weeks of work (to Sunday 19 January), then a milestone; and a milestone that begins the plan,
# waits for a day, or is held up by a holiday of the days 12 to 15.
@pytest.mark.parametrize(
    ("order", "more", "day"),
    [
        ([("A", "M")], {}, 13),
        ([], {}, 0),
        ([], {"not_before": [pd.NaT, START + DAYS * 20]}, 20),
        ([("A", "M")], {"ease": ["gemiddeld", "moeilijk"], "closed": [(12, 15)]}, 16),
        ([("A", "M")], {"ease": ["gemiddeld", "moeilijk"], "closed": [(14, 15)]}, 13),
    ],
)
def test_order_plan_and_draws_put_a_step_without_duration_on_the_same_day(order, more, day):
    one = named(task({"A": 14, "M": 0}, order, **more))
    plan, date = schedule.feasible(one), START + DAYS * day
    assert plan.dates.set_index("activity").loc["M", ["first_date", "last_date"]].eq(date).all()
    assert dates(one)["M"] == (day, day)
    end = max(date, START + DAYS * 13)
    assert schedule.causes(one)["last_date"].iloc[-1] == end
    ends = schedule.drawn_ends(one, schedule.handovers(one, plan), draws=5)
    gates = pd.DataFrame({"gate": ["G"], "after_activity": ["M"]})
    gates = gates.assign(planned_date=date + pd.offsets.BDay())  # the day of the gate in the plan
    table = roadmap.chances(ends, ends, gates, START).set_index("gate")
    assert table.at["G", "in_time_pct"] == 100 and table.at[roadmap.END, "p50"] == end


def test_a_plan_of_milestones_alone_ends_on_the_day_it_starts_and_one_that_is_done_before_today():
    assert schedule.causes(task({"M": 0}))["last_date"].eq(START).all()
    over = under_way({"A": 7, "M": 0}, [("A", "M")], {"A": "gereed", "M": "gereed"}, 7)
    assert dates(over) == {"A": (0, 6), "M": (6, 6)}


def test_nothing_to_plan_gives_nothing():
    bare = named(task({"A": 7}))
    bare = schedule.replace(bare, activities=bare.activities[:0])
    plan = schedule.feasible(bare)
    assert (plan.days, plan.bound, len(plan.dates)) == (0, 0, 0)
    assert schedule.planned(bare, plan).empty and schedule.causes(bare).empty
    ends = schedule.drawn_ends(bare, schedule.handovers(bare, plan))
    gates = pd.DataFrame(columns=["gate", "after_activity", "planned_date", "room_weeks"])
    assert roadmap.chances(ends, ends, gates, START).empty
    assert roadmap.curve(ends, ends, START).empty
    assert schedule.criticality(bare, bare.dependencies, ends).empty
    price = schedule.capacity_price(bare, plan, bare.activities["activity"])
    assert schedule.unmet(bare, gates).empty and price.empty


def test_the_line_of_the_end_rises_to_certainty():
    ends = pd.DataFrame({"A": np.arange(1.0, 101.0)})
    line = roadmap.curve(ends, ends - 1, START)
    first = line[line["limits"] == "Mensen meegeteld"].set_index("chance_pct")["last_date"]
    assert first[50] == START + pd.Timedelta(days=49)  # 50 of 100 are done at the end of day 50
    assert first.is_monotonic_increasing and len(line) == 2 * 99


def test_people_are_handed_over_by_who_was_free_longest():
    asked = [("A", "Beheer", 5), ("B", "Beheer", 3), ("C", "Beheer", 5)]
    work = task({"A": 5, "B": 3, "C": 5}, (), asked, [("Beheer", 2)])
    plan = schedule.feasible(work)
    assert begins(plan) == {"A": 0, "B": 0, "C": 3}
    links = schedule.handovers(work, plan)
    assert links[["predecessor", "activity"]].values.tolist() == [["B", "C"]]


def test_draws_follow_the_triangle_and_wait_for_people():
    spread = {"low_weeks": [1.0, 1.0], "high_weeks": [4.0, 1.0]}
    work = task({"A": 7, "B": 7}, (), [("A", "X", 7), ("B", "X", 7)], [("X", 1)], **spread)
    ends = schedule.drawn_ends(work)
    # the mean of a triangle is the mean of its corners: (1 + 1 + 4) / 3 = 2 weeks
    assert ends["A"].mean() == pytest.approx(14, abs=0.2)
    assert ends["A"].between(7, 28).all() and ends["B"].eq(7).all()
    handed = schedule.handovers(work, schedule.feasible(work))
    later = schedule.drawn_ends(work, handed)
    first, second = handed[["predecessor", "activity"]].iloc[0]
    assert (later[second] >= later[first] + 6.99).all()


def test_moments_say_when_and_how_likely():
    # START is a Monday: what ends on Sunday (7) is decided on Monday (7 days on), what ends on
    # Thursday (11 days) on Friday, and what ends on Friday (12 days) on the Monday after
    ends = pd.DataFrame({"A": [7.0, 11.0, 12.0, 12.0], "B": [20.0, 20.0, 30.0, 30.0]})
    days = [START + pd.Timedelta(days=11), pd.NaT]
    after = {"after_activity": ["A", None], "planned_date": days}
    gates = pd.DataFrame({"gate": ["Visie", "Los"], **after})
    table = roadmap.chances(ends, ends, gates, START).set_index("gate")
    assert table.index.tolist() == ["Visie", roadmap.END]
    assert table.at["Visie", "in_time_pct"] == 50
    assert table.at["Visie", "p95"] == START + pd.Timedelta(days=14)
    assert table.at[roadmap.END, "p95"] == START + pd.Timedelta(days=29)
    assert np.isnan(table.at[roadmap.END, "in_time_pct"])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=6), st.integers(1, 3))
def test_a_pool_is_never_asked_for_more_than_it_has(lengths, people):
    days = {f"S{i}": length for i, length in enumerate(lengths)}
    asked = [(name, "Beheer", float(length)) for name, length in days.items()]
    plan = schedule.feasible(task(days, (), asked, [("Beheer", people)]))
    busy = [
        sum(row.begin <= day < row.end for row in plan.dates.itertuples())
        for day in range(plan.days)
    ]
    assert max(busy) <= people
    assert plan.days >= -(-sum(lengths) // people)


def test_the_same_dossier_gives_the_same_plan():
    first, again = (schedule.feasible(published()["j301_1"].task).dates for _ in range(2))
    pd.testing.assert_frame_equal(first, again)
