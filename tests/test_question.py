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
    return pd.DataFrame(rows, columns=["scenario", "state", "rank"])


LEAD = ranked(("Netwerk", "doet mee", 1), ("Ineens", "doet mee", 2), ("Niets", "doet mee", 3))


def choice(advised: str | None, table: pd.DataFrame = LEAD, asked: str = "Hoe verder?") -> str:
    return question.choice_in_words(asked, advised, table, TABLE, CONDITIONS)


def test_the_leader_is_advised_with_its_reason():
    assert choice("Netwerk") == (
        "Kies Netwerk: dit past van de vergeleken alternatieven het best bij de gezamenlijke "
        "weging en voldoet aan elke harde voorwaarde."
    )


def test_what_is_not_judged_is_said():
    lead = ranked(("Ineens", "doet mee", 1), ("Netwerk", "doet mee", 2))
    assert "al is nog niet elke beoordeeld" in choice("Ineens", lead)


def test_advice_that_does_not_lead_says_so():
    assert choice("Ineens") == "Kies Ineens, al scoort Netwerk hoger."
    out = ranked(("Netwerk", "doet mee", 1), ("Ineens", "afgevallen", None))
    assert choice("Ineens", out) == "Kies Ineens, al voldoet dit niet aan elke harde voorwaarde."


def test_a_tie_and_nothing_to_advise():
    tie = ranked(("Netwerk", "doet mee", 1), ("Ineens", "doet mee", 1))
    assert choice("Netwerk", tie) == (
        "Kies Netwerk, al is het verschil met Ineens niet aangetoond."
    )
    assert choice(None).startswith("Er is nog geen advies")
    bare = ranked(("Netwerk", "geen scores", None))
    assert choice("Netwerk", bare) == "Kies Netwerk; scores ontbreken nog."


@pytest.mark.parametrize(
    ("asked", "advised", "start"),
    [
        ("Werken we samen in ICT, in welke vorm, op welke gebieden?", "Netwerk", "Ja, kies "),
        ("Werken we samen in ICT?", "Niets", "Nee, blijf bij Niets"),
        ("Gaan we door of schalen we op?", "Netwerk", "Kies "),
        ("Hoe bouwen we het centrum?", "Netwerk", "Kies "),
    ],
)
def test_yes_or_no_only_where_it_is_asked(asked: str, advised: str, start: str):
    assert choice(advised, asked=asked).startswith(start)


FEASIBILITY = pd.DataFrame(
    [("Inkoop", "Netwerk", "ja"), ("Beheer", "Netwerk", "mits"), ("Inkoop", "Ineens", "nee")],
    columns=["area", "scenario", "feasible"],
)
FINDINGS = pd.DataFrame(
    [("F1", "Te veel opdrachten", 3), ("F2", "Geen eigenaar.", 5), ("F3", None, 5)],
    columns=["finding", "cause", "severity"],
)
PLANNED = pd.DataFrame(
    {"last_date": pd.to_datetime(["2014-03-01", "2014-01-01"]), "phase": ["2 Bouw", "1 Visie"]}
)
DATED = pd.DataFrame({"room_weeks": [1.0], "after_activity": ["A"]})
ROLLOUT = pd.DataFrame({"state": ["in gebruik", "bezig"], "line_owner": ["Burgerzaken", None]})
PRINCIPLES = pd.DataFrame(
    {"kind": ["visie"], "principle": ["V"], "text": ["Dichtbij en eenvoudig."]}
)


def answer(asked: str, **more: pd.DataFrame) -> list[str]:
    given = {
        "feasibility": FEASIBILITY, "findings": FINDINGS, "planned": PLANNED, "dated": DATED,
        "rollout": ROLLOUT, "principles": PRINCIPLES,
    } | more  # fmt: skip
    return question.answer(asked, "Netwerk", LEAD, TABLE, CONDITIONS, **given)[1:]


def test_each_thing_that_is_asked_is_answered_in_its_order():
    asked = "Hoe bouwen we het centrum, en is het even kansrijk als complex?"
    assert answer(asked) == [
        "De stappen: Visie en Bouw. Alle afgesproken data worden gehaald.",
        "Het is net zo kansrijk als complex.",
    ]
    assert answer("Werken we samen, en op welke gebieden?") == [
        "Het kan nu op: Inkoop. Onder voorwaarden: Beheer."
    ]
    assert answer("Waarom werkt het niet?") == ["De zwaarste oorzaak: Geen eigenaar."]
    assert answer("Wat is onze visie?") == ["De gezamenlijke visie: Dichtbij en eenvoudig."]
    assert answer("Kan het?") == []


def test_what_is_not_there_is_said():
    assert answer("Waarom?", findings=FINDINGS.iloc[:0]) == [
        "De oorzaken zijn nog niet onderzocht."
    ]
    assert answer("Op welke gebieden?", feasibility=FEASIBILITY.iloc[:0]) == [
        "Per gebied is dit nog niet beoordeeld."
    ]
    assert answer("Wat is de visie?", principles=PRINCIPLES.iloc[:0])[0].endswith("nog niet.")
    assert "die ontbreekt nog" in answer("Houden we het vast?")[0]
    late = answer("In welke stappen?", dated=DATED.assign(room_weeks=-1.0))[0]
    assert late.endswith("Niet elke afgesproken datum wordt gehaald.")
