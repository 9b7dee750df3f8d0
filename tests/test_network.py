import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import evidence, network

START = pd.Timestamp("2014-01-01")
NO_WAITS = pd.DataFrame()

# Reliable Construction Co.: Hillier and Lieberman, Introduction to Operations Research, 7th
# edition (2001), chapter 10. Published: 44 weeks, critical path A-B-C-E-F-J-L-N, these slacks.
HILLIER = {
    "A": (2, ""), "B": (4, "A"), "C": (10, "B"), "D": (6, "C"), "E": (4, "C"), "F": (5, "E"),
    "G": (7, "D"), "H": (9, "EG"), "I": (7, "C"), "J": (8, "FI"), "K": (4, "J"), "L": (5, "J"),
    "M": (2, "H"), "N": (6, "KL"),
}  # fmt: skip
SLACKS = dict(zip("ABCDEFGHIJKLMN", [0, 0, 0, 4, 0, 0, 4, 4, 2, 0, 1, 0, 4, 0], strict=True))


def steps(weeks: dict[str, float], **columns: dict[str, object]) -> pd.DataFrame:
    texts = ["phase", "workstream", "owner", "done_when", "ease", "state"]
    return pd.DataFrame(
        {
            "activity": list(weeks),
            "name": [f"Stap {name}" for name in weeks],
            "likely_weeks": [float(value) for value in weeks.values()],
            "not_before": [
                pd.Timestamp(columns.get("not_before", {}).get(name, "NaT")) for name in weeks
            ],
            **{
                text: [columns.get(text, {}).get(name, "Fase 1") for name in weeks]
                for text in texts
            },
            "origin": [f"activities.csv:{place}" for place, _ in enumerate(weeks, 2)],
            "source": "plan",
            "grade": "C",
        }
    )


def links(*rows: tuple[object, ...]) -> pd.DataFrame:
    full = [(*row, *("einde-begin", 0.0)[len(row) - 2 :]) for row in rows]
    frame = pd.DataFrame(full, columns=["activity", "predecessor", "type", "lag_weeks"])
    frame["lag_weeks"] = frame["lag_weeks"].astype(float)
    frame["origin"] = [f"dependencies.csv:{place}" for place, _ in enumerate(full, 2)]
    return frame.assign(source="plan", grade="C")


def hillier() -> tuple[pd.DataFrame, pd.DataFrame]:
    pairs = [(name, before) for name, (_, befores) in HILLIER.items() for before in befores]
    return steps({name: weeks for name, (weeks, _) in HILLIER.items()}), links(*pairs)


def by_name(planned: pd.DataFrame, column: str) -> dict[str, object]:
    return planned.set_index("activity")[column].to_dict()


def test_published_network_has_its_published_length_path_and_slacks():
    planned = network.plan(*hillier(), START)
    assert by_name(planned, "total_float_weeks") == SLACKS
    assert list(network.path(*hillier(), START)["activity"]) == list("ABCEFJLN")
    assert planned["last_date"].max() == START + pd.Timedelta(weeks=44, days=-1)
    assert evidence.total(network.duration_evidence(*hillier(), START, NO_WAITS))["duur"] == 44


def test_dates_are_the_first_and_last_day_of_work():
    planned = network.plan(steps({"A": 2, "B": 1}), links(("B", "A")), START)
    assert list(planned["first_date"].dt.date.astype(str)) == ["2014-01-01", "2014-01-15"]
    assert list(planned["last_date"].dt.date.astype(str)) == ["2014-01-14", "2014-01-21"]


def test_a_step_without_duration_falls_on_the_last_day_before_it():
    planned = network.plan(steps({"A": 2, "M": 0}), links(("M", "A")), START)
    assert by_name(planned, "first_date")["M"] == pd.Timestamp("2014-01-14")
    assert by_name(planned, "last_date")["M"] == pd.Timestamp("2014-01-14")


# A takes 4 weeks, B 2; the start of B in weeks, worked by hand for each type and a lag of 1.
@pytest.mark.parametrize(
    ("type_", "start_week"),
    [("einde-begin", 5), ("begin-begin", 1), ("einde-einde", 3), ("begin-einde", 0)],
)
def test_each_type_of_dependency(type_: str, start_week: int):
    activities, dependencies = steps({"A": 4, "B": 2}), links(("B", "A", type_, 1.0))
    planned = network.plan(activities, dependencies, START)
    assert by_name(planned, "first_date")["B"] == START + pd.Timedelta(weeks=start_week)
    length = max(4, start_week + 2)
    assert (
        evidence.total(network.duration_evidence(activities, dependencies, START, NO_WAITS))[
            "duur"
        ]
        == length
    )


def test_a_fixed_first_day_moves_the_plan_and_is_in_the_evidence():
    activities = steps({"A": 1, "B": 1}, not_before={"B": "2014-01-29"})
    dependencies = links(("B", "A"))
    assert by_name(network.plan(activities, dependencies, START), "total_float_weeks")["A"] == 3
    chain = network.path(activities, dependencies, START)
    assert list(chain["activity"]) == ["B"]
    rows = network.duration_evidence(activities, dependencies, START, NO_WAITS)
    assert list(rows["value"]) == [4.0, 1.0]
    assert list(rows["what"]) == ["Stap B: niet eerder dan 29 januari 2014", "Stap B"]


def test_a_chain_begins_at_the_step_that_a_fixed_date_holds_up():
    # A and B fill the first three weeks; C may not begin before the fifth.
    activities = steps({"A": 1, "B": 2, "C": 1}, not_before={"C": "2014-01-29"})
    chain = network.path(activities, links(("B", "A"), ("C", "B")), START)
    assert list(chain["activity"]) == ["C"] and list(chain["begin"]) == [4.0]


def test_what_is_waited_for_comes_on_top_of_the_chain():
    causes = pd.DataFrame({"weeks": [0.0, 2.0, 3.0, 4.0]})
    calendar = pd.DataFrame({"origin": ["calendar.csv:2", "calendar.csv:3"], "grade": ["A", "C"]})
    calendar["source"] = ["gids", "schatting"]
    capacity = pd.DataFrame({"origin": ["capacity.csv:2"], "source": ["opgave"], "grade": ["B"]})
    waits = network.waiting(causes, calendar, capacity)
    assert waits[["weeks", "origin", "source", "grade"]].values.tolist() == [
        [3.0, "calendar.csv:2-3", "schatting", "C"],
        [1.0, "capacity.csv:2", "opgave", "B"],
    ]
    rows = network.duration_evidence(*hillier(), START, waits)
    assert evidence.total(rows)["duur"] == 44 + 4
    assert network.waiting(causes[:0], calendar, capacity).empty


def test_phases_stand_in_the_order_in_which_they_begin():
    phases = {"A": "1 Visie", "B": "3 Korte proef", "C": "2 Bouw"}
    activities = steps({"A": 1, "B": 1, "C": 9}, phase=phases, not_before={"B": "2014-01-15"})
    planned = network.plan(activities, links(("C", "A")), START)
    assert planned["activity"].tolist() == ["A", "C", "B"]


def test_nothing_gives_nothing():
    activities, dependencies = steps({}), links()
    assert network.plan(activities, dependencies, START).empty
    assert network.path(activities, dependencies, START).empty
    assert network.duration_evidence(activities, dependencies, START, NO_WAITS).empty


TYPES = ["einde-begin", "begin-begin", "einde-einde", "begin-einde"]


@st.composite
def networks(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    size = draw(st.integers(1, 7))
    names = [chr(65 + place) for place in range(size)]
    weeks = {name: draw(st.integers(0, 6)) for name in names}
    pairs = [(b, a) for place, a in enumerate(names) for b in names[place + 1 :]]
    chosen = [pair for pair in pairs if draw(st.booleans())]
    rows = [
        (*pair, draw(st.sampled_from(TYPES)), float(draw(st.integers(-1, 3)))) for pair in chosen
    ]
    return steps(weeks), links(*rows)


@settings(max_examples=60, deadline=None)
@given(networks(), st.randoms())
def test_what_holds_for_every_network(made: tuple[pd.DataFrame, pd.DataFrame], random: object):
    activities, dependencies = made
    planned = network.plan(activities, dependencies, START)
    chain = network.path(activities, dependencies, START)
    assert (planned["total_float_weeks"] >= 0).all()
    assert set(chain["activity"]) <= set(planned.loc[planned["critical"], "activity"])
    weeks = network.duration_evidence(activities, dependencies, START, NO_WAITS)
    length = (planned["last_date"].max() - START + pd.Timedelta(days=1)) / pd.Timedelta(weeks=1)
    total = evidence.total(weeks).get("duur", 0.0)
    assert total == pytest.approx(length, abs=0.15)  # one day, for steps without duration

    places = list(range(len(activities)))
    random.shuffle(places)
    shuffled = network.plan(activities.iloc[places], dependencies.iloc[::-1], START)
    pd.testing.assert_frame_equal(shuffled, planned)

    more = pd.concat([activities, steps({"Z": 3})], ignore_index=True)
    again = network.plan(more, dependencies, START)
    kept = again[again["activity"] != "Z"]
    assert by_name(kept, "first_date") == by_name(planned, "first_date")
    assert by_name(kept, "last_date") == by_name(planned, "last_date")


def test_of_a_plan_under_way_the_rows_are_what_has_passed_and_what_is_left():
    # A is done, B began in the second week and has two of its three weeks left, then comes C
    states = {"A": "gereed", "B": "bezig", "C": "niet begonnen"}
    activities = steps({"A": 1, "B": 3, "C": 1}, state=states)
    activities = activities.assign(low_weeks=1.0, high_weeks=4.0)
    work = pd.DataFrame({"activity": ["A", "B"], "effort_days": [5.0, 9.0]})
    today = START + pd.Timedelta(weeks=2)
    left = network.standing(activities, links(("B", "A"), ("C", "B")), work, START, today)
    assert left[2]["effort_days"].tolist() == [6.0]
    rows = network.duration_evidence(*left[:2], START, NO_WAITS)
    assert rows["value"].tolist() == [2.0, 2.0, 1.0]
    assert rows["what"].tolist() == [
        "Stap B, wat nog rest: niet eerder dan 15 januari 2014", "Stap B, wat nog rest", "Stap C",
    ]  # fmt: skip
    planned = network.plan(*left[:2], START)
    assert by_name(planned, "likely_weeks") == {"A": 1, "B": 3, "C": 1}
    assert by_name(planned, "critical") == {"A": False, "B": True, "C": True}
    assert planned["last_date"].max() == START + pd.Timedelta(weeks=5, days=-1)
