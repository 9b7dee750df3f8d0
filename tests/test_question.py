import pandas as pd
import pytest

from lib import question

TABLE = pd.DataFrame(
    {
        "scenario": ["Niets", "Netwerk", "Ineens"],
        "form": ["nulalternatief", "netwerkmodel", "shared service center"],
        "state": "vergeleken",
        "promise": [1, 4, 5],
        "complexity": [1, 4, 3],
    }
)
CONDITIONS = pd.DataFrame(
    [("C1", "Netwerk", "hard", "voldaan"), ("C1", "Ineens", "hard", "onbekend")],
    columns=["condition", "scenario", "hardness", "state"],
)


def ranked(*rows: tuple[str, str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["scenario", "state", "rank"]).assign(low=50.0, high=50.0)


LEAD = ranked(("Netwerk", "doet mee", 1), ("Ineens", "doet mee", 2), ("Niets", "doet mee", 3))


def choice(advised: str | None, table: pd.DataFrame = LEAD) -> str:
    return question.choice(advised, table, CONDITIONS)


def test_the_leader_is_advised_with_its_reason():
    assert choice("Netwerk") == "Kies voor ‘Netwerk’: dat scoort het hoogst."
    fewer = LEAD.assign(state=["doet mee", "doet mee", "afgevallen"])
    assert choice("Netwerk", fewer).endswith("dat scoort het hoogst van wat overblijft.")


def test_margins_that_overlap_are_no_ground_for_a_step_that_cannot_be_undone():
    wide = LEAD.assign(high=[60.0, 51.0, 50.0])
    assert question.close("Netwerk", wide) == ["Ineens"]
    assert choice("Netwerk", wide) == (
        "Kies voor ‘Netwerk’, in stappen die terug kunnen: dat scoort het hoogst, al "
        "overlappen de marges."
    )
    gone = wide.assign(state=["doet mee", "afgevallen", "doet mee"])
    assert question.close("Netwerk", gone) == [] == question.close(None, gone)


def test_what_is_not_judged_is_said():
    lead = ranked(("Ineens", "doet mee", 1), ("Netwerk", "doet mee", 2))
    assert choice("Ineens", lead).startswith("Kies onder voorbehoud voor ‘Ineens’: dat scoort")


def test_advice_that_does_not_lead_says_so():
    assert choice("Ineens") == "Kies voor ‘Ineens’, al scoort ‘Netwerk’ hoger."
    failed = CONDITIONS.assign(state="niet voldaan")
    assert question.choice("Ineens", LEAD, failed) == (
        "Kies voor ‘Ineens’, al is nog niet aan elke harde voorwaarde voldaan."
    )


def test_a_tie_and_nothing_to_advise():
    tie = ranked(("Netwerk", "doet mee", 1), ("Ineens", "doet mee", 1))
    assert choice("Netwerk", tie) == (
        "Kies voor ‘Netwerk’, al is het verschil met ‘Ineens’ niet aangetoond."
    )
    assert choice(None).startswith("Er is nog geen advies")
    bare = ranked(("Netwerk", "geen scores", None))
    assert choice("Netwerk", bare) == (
        "Kies voor ‘Netwerk’, al is er nog geen rangorde: scores of weging ontbreken."
    )


ROWS = pd.DataFrame({"row": [1]})
FACTS = {
    "plan_chapters": ROWS.iloc[:0],
    "rollout": ROWS.iloc[:0],
    "progress": pd.DataFrame(columns=["subproject", "aspect", "planned", "forecast"]),
    "plan_checks": pd.DataFrame({"check": ["Geen eigenaar"]}),
    "feasibility": ROWS.iloc[:0],
    "visions": ROWS.iloc[:0],
    "scenarios": TABLE,
    "findings": pd.DataFrame(
        [("F1", "Te veel opdrachten", 3), ("F2", "Geen eigenaar.", 5), ("F3", "Te druk", 5)],
        columns=["finding", "cause", "severity"],
    ),
    "principles": pd.DataFrame({"kind": ["visie"], "text": ["Dichtbij en eenvoudig."]}),
    "plan_dates": pd.DataFrame({"phase": ["1 Visie", "2 Bouw"]}),
    "moment_chances": pd.DataFrame({"in_time_pct": [100.0, 67.0, None]}),
    "gate_dates": pd.DataFrame({"room_weeks": [1.0], "after_activity": ["A"]}),
}
DATES = "in het plan past elke afgesproken datum, elk apart met een kans van 67% of meer"
STEPS = f"De stappen: Visie en Bouw; {DATES}"


def addition(advised: str = "Netwerk", **more: pd.DataFrame) -> str:
    return question.addition(FACTS | more, advised)


def test_a_plan_that_does_not_work_yet_names_every_heaviest_cause():
    said = addition(plan_chapters=ROWS)
    assert said == "Waarom het niet werkt: geen eigenaar; te druk."
    unknown = addition(plan_chapters=ROWS, findings=FACTS["findings"].iloc[:0])
    assert unknown.endswith("nog niet onderzocht.")


@pytest.mark.parametrize(
    ("owners", "said"),
    [
        (["Burgerzaken", None], "1 van de 2 functies heeft overal een eigenaar"),
        (["Burgerzaken", "Archief"], "beide functies hebben overal een eigenaar"),
        ([None, None], "geen van de 2 functies heeft overal een eigenaar"),
    ],
)
def test_a_rollout_has_to_last(owners: list[str | None], said: str):
    rollout = pd.DataFrame({"state": ["in gebruik", "bezig"], "line_owner": owners})
    rollout = rollout.assign(feature=["Zaak", "Archief"])
    assert addition(rollout=rollout) == f"{STEPS}; {said} in de lijn."


@pytest.mark.parametrize(
    ("advised", "said"),
    [
        ("Netwerk", "; het is net zo kansrijk als complex (kansrijk 4, complex 4 van 5)."),
        ("Ineens", "; het is meer kansrijk dan complex (kansrijk 5, complex 3 van 5)."),
        ("Onbekend", "."),
    ],
)
def test_a_project_is_built_in_steps(advised: str, said: str):
    on_time = pd.DataFrame([("Bouw", "tijd", 5, 5)], columns=FACTS["progress"].columns)
    assert addition(advised, progress=on_time) == STEPS + said


def test_too_long_a_step_and_a_late_part_stand_beside_the_dates_that_are_met():
    late = pd.DataFrame([("Bouw", "tijd", 5, 6)], columns=FACTS["progress"].columns)
    large = pd.DataFrame({"check": ["Stap is te groot"]})
    said = addition("Onbekend", progress=late, plan_checks=large)
    assert said == f"{STEPS}; 1 stap is te groot; het project meldt uitloop."
    two = pd.concat([large, large])
    assert "; 2 stappen zijn te groot." in addition(visions=ROWS, plan_checks=two)


def test_a_missed_date_and_no_plan_are_said():
    late = addition(visions=ROWS, gate_dates=FACTS["gate_dates"].assign(room_weeks=-1.0))
    assert late.endswith("in het plan past niet elke afgesproken datum.")
    bare = addition(visions=ROWS, plan_dates=FACTS["plan_dates"].iloc[:0])
    assert bare == "De visie: Dichtbij en eenvoudig; een plan in de tijd is er niet."


def test_only_the_steps_of_what_is_advised_are_its_plan():
    planned = pd.DataFrame({"activity": ["A", "B", "C"]})
    rows = [("A", "Netwerk"), ("A", "Ineens"), ("B", "Ineens")]
    contained = pd.DataFrame(rows, columns=["activity", "scenario"])
    for advised, left in {"Netwerk": "AC", "Ineens": "ABC", "Niets": "", None: ""}.items():
        assert "".join(question.own_steps(planned, contained, advised)["activity"]) == left
    # where nobody said which step belongs to which scenario, the plan is for all
    assert len(question.own_steps(planned, contained.iloc[:0], "Niets")) == 3
    assert question.own_steps(planned.iloc[:0], contained, "Ineens").empty


def test_areas_now_and_later():
    rows = [("Inkoop", "ja"), ("Beheer", "mits"), ("Personeel", "nee")]
    areas = pd.DataFrame(rows, columns=["area", "feasible"]).assign(scenario="Netwerk")
    assert (
        addition(feasibility=areas) == "Samenwerken kan nu op Inkoop; onder voorwaarden op Beheer."
    )
    none = addition("Ineens", feasibility=areas)
    assert none == "Samenwerken kan nu op nog geen enkel gebied."


def test_a_case_without_such_tables_says_no_more():
    assert addition() == ""
