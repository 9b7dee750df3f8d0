import pandas as pd
import pytest
from test_network import START, links, steps

from lib import network, roadmap

TODAY = pd.Timestamp("2014-02-01")


def planned(weeks: dict[str, float], *pairs: tuple[object, ...]) -> pd.DataFrame:
    return network.plan(steps(weeks), links(*pairs), START)


def assigned(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["activity", "partner", "role", "effort_days"])


def capacity(*rows: tuple[str, str, str, str | None, float]) -> pd.DataFrame:
    columns = ["partner", "role", "first_date", "last_date", "days_per_week"]
    frame = pd.DataFrame(rows, columns=columns)
    dates = {name: pd.to_datetime(frame[name]) for name in ["first_date", "last_date"]}
    return frame.assign(**dates)


def gates(*rows: tuple[str, str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["gate", "after_activity", "planned_date"])
    texts = {"decider": "bestuur", "must_be_true": "plan is klaar", "can_be_undone": "alles"}
    return frame.assign(planned_date=pd.to_datetime(frame["planned_date"]), **texts)


def approvals(*rows: tuple[str, ...]) -> pd.DataFrame:
    full = [(*row, None)[:4] for row in rows]
    frame = pd.DataFrame(full, columns=["gate_or_product", "partner", "state", "date"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


# ------------------------------------------------------------------ load


def test_effort_is_spread_evenly_over_the_dates():
    # 59 days from 1 January up to 28 February 2014: 31 of them in January.
    plan = planned({"A": 59 / 7})
    loaded = roadmap.load(plan, assigned(("A", "P", "beheer", 59.0)), capacity())
    assert list(loaded["month"]) == ["2014-01", "2014-02"]
    assert list(loaded["effort_days"]) == [31.0, 28.0]  # one day of work on each day
    assert loaded["available_days"].isna().all() and loaded["load_pct"].isna().all()


def test_load_is_asked_over_available_within_the_plan():
    # Two weeks, two days a week: 4 days are there, 6 are asked.
    given = capacity(("P", "beheer", "2013-01-01", None, 2.0))
    loaded = roadmap.load(planned({"A": 2}), assigned(("A", "P", "beheer", 6.0)), given)
    assert loaded.iloc[0][["effort_days", "available_days", "load_pct"]].tolist() == [6, 4, 150]
    assert len(roadmap.busiest(loaded)) == 1
    assert roadmap.busiest(loaded.assign(load_pct=85.4)).empty  # printed as 85%
    assert roadmap.load_in_words(loaded) == "In een of meer maanden dagen tekort: P, beheer"


def test_capacity_that_changes_adds_up_over_its_periods():
    given = capacity(
        ("P", "beheer", "2014-01-01", "2014-01-07", 2.0),
        ("P", "beheer", "2014-01-08", "2014-01-14", 4.0),
    )
    loaded = roadmap.load(planned({"A": 2}), assigned(("A", "P", "beheer", 3.0)), given)
    assert loaded["available_days"].tolist() == [6.0]
    assert roadmap.load_in_words(loaded) == ("Niemand komt dagen tekort; elke maand is er ruimte")


def test_load_from_a_day_on_counts_what_is_left_over_the_days_that_are_left():
    # of four weeks two have passed: 8 days of work remain for the 4 that a pool has in two weeks
    given = capacity(("P", "beheer", "2013-01-01", None, 2.0))
    rest, day = assigned(("A", "P", "beheer", 8.0)), pd.Timestamp("2014-01-15")
    loaded = roadmap.load(planned({"A": 4, "B": 1}), rest, given, day)
    assert loaded[["month", "effort_days", "available_days"]].values.tolist() == [
        ["2014-01", 8.0, 4.0]
    ]


def test_load_without_rows_or_capacity_is_said():
    assert roadmap.load(planned({"A": 2}), assigned(), capacity()).empty
    bare = roadmap.load(planned({"A": 2}), assigned(("A", "P", "beheer", 3.0)), capacity())
    assert roadmap.load_in_words(bare) == "Niet van iedereen is bekend hoeveel dagen er zijn"


# ------------------------------------------------------------------ gates


def test_a_gate_falls_on_the_first_working_day_after_the_step_before_it():
    plan = planned({"A": 2, "B": 1, "C": 3 / 7}, ("B", "A"))
    rows = ("Slot", "B", "2014-01-29"), ("Start", "A", None), ("Vrij", "C", None)
    dated = roadmap.moments(plan, gates(*rows), approvals())
    # B ends on Tuesday 21 January, A on Tuesday the 14th, C on Friday the 3rd: then comes Monday
    assert list(dated["gate"]) == ["Vrij", "Start", "Slot"]
    days = ["2014-01-06", "2014-01-15", "2014-01-22"]
    assert list(dated["date"].dt.date.astype(str)) == days
    assert dated["room_weeks"].iloc[2] == 1.0
    assert dated["approvals"].tolist() == ["niet vastgelegd"] * 3


def test_a_gate_after_a_step_that_is_done_is_over():
    plan = planned({"A": 2, "B": 1}).assign(state=["gereed", "al ingevoerd"])
    rows = ("Visie", "A", "2014-01-10"), ("Los", "B", "2014-01-10")
    given = ("Visie", "P", "akkoord", "2014-01-13"), ("Visie", "Q", "akkoord", "2014-01-16")
    dated = roadmap.moments(plan, gates(*rows), approvals(*given)).set_index("gate")
    # the last approval says when; without any it is the last day of the step
    assert dated.at["Visie", "date"] == pd.Timestamp("2014-01-16")
    assert dated.at["Los", "date"] == pd.Timestamp("2014-01-07")
    assert dated["room_weeks"].isna().all() and roadmap.room_in_words(dated) == ""


def test_a_gate_in_a_period_without_large_steps_is_a_finding():
    plan = planned({"A": 2, "B": 3})
    dated = roadmap.moments(plan, gates(("Slot", "A", None), ("Later", "B", None)), approvals())
    first, last = pd.to_datetime(["2014-01-10"]), pd.to_datetime(["2014-01-15"])
    pause = pd.DataFrame({"first_date": first, "last_date": last, "reason": ["vakantie"]})
    found = roadmap.in_pause(dated, pause, START)
    assert kinds(found) == [("Beslismoment in een vrije periode", "Slot")]
    assert found["text"].tolist() == ["Valt op 15 januari 2014: vakantie"]
    assert roadmap.in_pause(dated, pause, TODAY).empty  # what is past is no finding


def test_approvals_are_counted():
    asked = approvals(
        ("G", "A", "akkoord"), ("G", "C", "nog niet gevraagd"), ("X", "A", "akkoord")
    )
    dated = roadmap.moments(planned({"A": 2}), gates(("G", "A", None)), asked)
    assert dated["approvals"].tolist() == ["1 van 2"]


@pytest.mark.parametrize(
    ("agreed", "said"),
    [
        (
            "2014-01-21",
            "Gaat alles zoals verwacht, dan is elk beslismoment op tijd, 'G' met 6 dagen ruimte.",
        ),
        (
            "2014-02-04",
            "Gaat alles zoals verwacht, dan is elk beslismoment op tijd, 'G' met 20 dagen ruimte.",
        ),
        (
            "2014-02-05",
            "Gaat alles zoals verwacht, dan is elk beslismoment op tijd, 'G' met 3 weken ruimte.",
        ),
        (
            "2014-01-15",
            "Gaat alles zoals verwacht, dan is elk beslismoment op tijd, 'G' precies op de dag.",
        ),
        ("2014-01-14", "Het meest te laat: 'G', 1 dag na de afgesproken datum."),
        (None, ""),
    ],
)
def test_room_in_words(agreed: str | None, said: str):
    dated = roadmap.moments(planned({"A": 2}), gates(("G", "A", agreed)), approvals())
    assert roadmap.room_in_words(dated).startswith(said)


def test_gates_with_the_same_room_are_all_named():
    rows = [(name, "A", "2014-01-19") for name in "GHIJ"]
    for more, named in ([], "'G', 'H' en 2 andere met"), ([("K", "A", "2014-01-16")], "'K' met"):
        dated = roadmap.moments(planned({"A": 2}), gates(*rows, *more), approvals())
        assert f"is elk beslismoment op tijd, {named}" in roadmap.room_in_words(dated)
    late = roadmap.moments(planned({"A": 4}), gates(*rows[:2]), approvals())
    assert roadmap.room_in_words(late).startswith("Het meest te laat: 'G' en 'H', 10 dagen na")


def test_the_next_gate_in_words():
    dated = roadmap.moments(planned({"A": 2}), gates(("G", "A", None)), approvals())
    early, late = pd.Timestamp("2014-01-01"), TODAY
    assert roadmap.gates_in_words(dated, early).endswith("is 'G', op 15 januari 2014")
    assert roadmap.gates_in_words(dated, late).startswith("Er ligt geen beslismoment")


# ------------------------------------------------------------------ checks


def kinds(found: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(found["check"], found["subject"], strict=True))


NO_LOAD = roadmap.load(planned({"A": 1}), assigned(), capacity())


def test_a_good_plan_has_no_findings():
    found = roadmap.checks(steps({"A": 1, "B": 2}), links(("B", "A")), NO_LOAD, 4)
    assert found.empty
    assert roadmap.checks_in_words(found) == "De controles vinden geen gebreken in het plan."


def test_each_check_names_what_it_finds():
    activities = steps(
        {"A": 9, "B": 1, "C": 1},
        ease={"A": "moeilijk", "B": "makkelijk", "C": "gemiddeld"},
        owner={"B": None},
        done_when={"C": None},
    )
    dependencies = links(("B", "A"), ("C", "A"))
    plan = network.plan(activities, dependencies, START)
    loaded = roadmap.load(
        plan,
        assigned(("A", "P", "beheer", 90.0), ("A", "Q", "beheer", 1.0)),
        capacity(("P", "beheer", "2014-01-01", None, 1.0)),
    )
    found = roadmap.checks(activities, dependencies, loaded, 8)
    assert kinds(found) == [
        ("Geen eigenaar", "Stap B"),
        ("Geen 'klaar als'", "Stap C"),
        ("Stap is te groot", "Stap A"),
        ("Moeilijk voor makkelijk", "Stap B"),
        ("Te weinig mensen", "P, beheer"),
        ("Capaciteit niet aangeleverd", "Q, beheer"),
    ]
    assert "9 weken" in found["text"].iloc[2]
    assert roadmap.checks_in_words(found).startswith(
        "De controles vinden 6 punten: geen eigenaar (1)"
    )


# ------------------------------------------------------------------ words


NO_PAUSE = pd.DataFrame({"last_date": pd.to_datetime([]), "reason": pd.Series(dtype="str")})


def test_the_answer_says_when_and_what_decides_it():
    plan, chain = planned({"A": 2}), network.path(steps({"A": 2}), links(), START)
    none = roadmap.checks(steps({"A": 2}), links(), NO_LOAD)
    dated = roadmap.moments(plan, gates(), approvals())
    said = roadmap.answer(plan, chain, dated, none, START, START)
    assert said[0] == (
        "Het plan is klaar op 14 januari 2014, 2 weken na de start op 1 januari 2014."
    )
    assert said[1] == ""
    past = roadmap.answer(plan, chain, dated, none, START, TODAY)
    assert past[0].startswith("Het plan was klaar op 14 januari 2014")


def test_the_answer_tells_what_is_waited_for_apart():
    plan, chain = planned({"A": 3}), network.path(steps({"A": 2}), links(), START)
    none = roadmap.checks(steps({"A": 2}), links(), NO_LOAD)
    dated = roadmap.moments(plan, gates(), approvals())
    said = roadmap.answer(plan, chain, dated, none, START, START)
    assert said[0].endswith("op 1 januari 2014, waarvan 1 week wachten op mensen of kalender.")


def ends(*dates: str) -> pd.DataFrame:
    return pd.DataFrame({"last_date": pd.to_datetime(list(dates))})


def test_what_people_and_calendar_do_is_said_in_dates():
    later = ends("2014-12-21", "2014-12-21", "2015-03-08", "2015-03-08")
    rows, none = ends("2014-12-21"), ends()
    assert roadmap.causes_in_words(later, rows, rows) == (
        "Door de volgorde alleen 21 december 2014; met mensen en kalender 8 maart 2015"
    )
    assert roadmap.causes_in_words(later, none, rows).endswith("; met kalender 8 maart 2015")
    same, said = ends(*["2014-12-21"] * 4), "De volgorde bepaalt het einde; "
    held = roadmap.causes_in_words(same, rows, rows)
    assert held == said + "mensen en kalender houden het niet op"
    assert roadmap.causes_in_words(same, none, rows) == said + "niet opgegeven: mensen"
    both = said + "niet opgegeven: mensen en kalender"
    assert roadmap.causes_in_words(same, none, none) == both
    assert roadmap.causes_in_words(none, none, none) == ""
    assert roadmap.proof_in_words(70, 70).startswith(
        "Met deze duren, mensen en kalender kan het niet korter"
    )
    assert roadmap.proof_in_words(77, 70).endswith("elk plan duurt minstens 10 weken.")


def test_dates_that_no_plan_can_meet_are_counted():
    dated = pd.DataFrame({"room_weeks": [-1.0, 2.0, None]})
    days = pd.to_datetime(["2014-02-01", "2014-03-01"])
    unmet = pd.DataFrame({"planned_date": days[:1], "earliest_date": days[1:]})
    assert roadmap.unmet_in_words(unmet, dated) == (
        "1 van de 2 afgesproken data is in geen enkel plan haalbaar"
    )
    assert roadmap.unmet_in_words(unmet[:0], dated).startswith("Elke afgesproken datum")


def test_chances_are_said_in_draws_of_a_hundred():
    day = pd.to_datetime(["2014-02-01", "2014-03-01"])
    chances = pd.DataFrame({"p50": day, "p80": day, "in_time_pct": [80.0, None]})
    assert roadmap.sure_in_words(chances) == (
        "Half kans: klaar op 1 maart 2014; vrij zeker (80 van de 100 keer): 1 maart 2014"
    )
    assert roadmap.kept_in_words(chances) == (
        "1 afgesproken datum wordt in minstens 80 van de 100 keer gehaald"
    )
    assert roadmap.kept_in_words(chances[1:]).startswith("Voor geen beslismoment")
    assert (roadmap.sure_in_words(chances[:0]), roadmap.marks(chances[:0])) == ("", {})
    assert roadmap.marks(chances) == {"Half kans": day[1], "Vrij zeker": day[1]}


def test_who_moves_the_end_is_named():
    price = pd.DataFrame(
        {"partner": ["P", "P", "Q"], "role": ["beheer", "advies", "beheer"],
         "more_weeks": [0.0, -1.0, 0.0], "less_weeks": [0.0, 2.0, None]}
    )  # fmt: skip
    assert roadmap.price_in_words(price) == (
        "Meer mensen maken het plan korter bij: P, advies. Minder maken het later bij: P, advies."
        " Bij 1 van de 3 lukt het plan niet met een dag per week minder."
    )
    assert roadmap.price_in_words(price[:1]).endswith("Minder maken het later bij: niemand.")
    assert roadmap.price_in_words(price[:0]) == ""  # of nobody is it known how much there is


def test_where_the_deciding_steps_spend_their_weeks():
    activities = steps({"A": 1, "B": 3}, workstream={"A": "Techniek", "B": "Besturing"})
    chain = network.path(activities, links(("B", "A")), START)
    said = "stappen, het meest in: Besturing (3 van de 4 weken)."
    assert roadmap.longest_in_words(chain) == "Zonder speling: 2 " + said
    assert roadmap.longest_in_words(chain, "Ze zijn").startswith("Ze zijn 2 stappen")
    assert roadmap.longest_in_words(chain[:1]).startswith("Zonder speling: 1 stap, het meest in")
    assert roadmap.start_in_words(chain, NO_PAUSE) == ""
    assert roadmap.longest_in_words(chain[:0]) == roadmap.start_in_words(chain[:0], NO_PAUSE) == ""


def test_the_period_before_the_first_deciding_step_is_named():
    chain = network.path(steps({"A": 1}, not_before={"A": "2014-08-25"}), links(), START)
    pause = pd.DataFrame(
        {
            "first_date": [pd.Timestamp("2014-07-12")],
            "last_date": [pd.Timestamp("2014-08-24")],
            "reason": ["zomervakantie"],
        }
    )
    assert roadmap.start_in_words(chain, pause) == (
        "De eerste van deze stappen begint op 25 augustus 2014, na: zomervakantie."
    )
    assert roadmap.start_in_words(chain, NO_PAUSE) == ""


def test_the_answer_says_no_more_than_there_is():
    empty, none = planned({}), roadmap.checks(steps({}), links(), NO_LOAD)
    dated = roadmap.moments(empty, gates(), approvals())
    chain = network.path(steps({}), links(), START)
    assert roadmap.answer(empty, chain, dated, none, START, TODAY) == [
        "Er is nog geen plan om door te rekenen."
    ]


def test_steps_are_too_long_only_beside_a_limit():
    activities = steps({"A": 9, "B": 1})
    assert roadmap.too_long(activities, 8)["activity"].tolist() == ["A"]
    assert roadmap.too_long(activities, None).empty


def test_a_plan_without_any_order_is_said_to_look_too_short():
    found = roadmap.checks(steps({"A": 1, "B": 2}), links(), NO_LOAD)
    assert found["check"].tolist() == ["Volgorde ontbreekt"]
    assert roadmap.checks(steps({"A": 1}), links(), NO_LOAD).empty
