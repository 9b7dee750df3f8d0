import pandas as pd

from lib import conditions

SHORTLIST = pd.DataFrame({"scenario": ["Niets", "Samen", "Ineens"]})


def row(condition, hardness, scenario, state):
    return {
        "condition": condition,
        "scenario": scenario,
        "text": f"Over {condition}",
        "hardness": hardness,
        "state": state,
        "partner": None,
        "threshold": "drie",
        "owner": "bestuur",
        "evidence": "overleg",
    }


GIVEN = pd.DataFrame(
    [
        row("genoeg mensen", "hard", "Samen", "voldaan"),
        row("genoeg mensen", "hard", "Ineens", "niet voldaan"),
        row("draagvlak", "zacht", "Ineens", "niet voldaan"),
        row("draagvlak", "zacht", "Vroeger", "voldaan"),
    ]
)


def test_every_pair_is_there_and_what_nobody_judged_is_unknown():
    grid = conditions.table(GIVEN, SHORTLIST)
    states = grid.pivot(index="condition", columns="scenario", values="state")
    assert states.loc["genoeg mensen"].to_dict() == {
        "Niets": "onbekend",
        "Samen": "voldaan",
        "Ineens": "niet voldaan",
    }
    assert states.loc["draagvlak", "Samen"] == "onbekend"
    assert set(grid["hardness"]) == {"hard", "zacht"} and "Vroeger" not in set(grid["scenario"])


def test_only_a_failed_hard_condition_removes():
    out = conditions.removed(conditions.table(GIVEN, SHORTLIST))
    assert out[["scenario", "condition"]].to_numpy().tolist() == [["Ineens", "genoeg mensen"]]
    assert conditions.removed(GIVEN.iloc[:0]).empty
    said = conditions.removed_in_words
    assert said(GIVEN) == "Aan een harde voorwaarde is 1 keer niet voldaan."
    assert said(GIVEN.iloc[:1]) == "Nergens is een harde voorwaarde niet gehaald."


def test_conditions_in_words():
    grid = conditions.table(GIVEN, SHORTLIST)
    assert conditions.in_words(grid) == (
        "Ineens valt af op een harde voorwaarde. 3 oordelen zijn nog onbekend."
    )
    assert conditions.in_words(grid[grid["state"] == "voldaan"]) == (
        "Geen scenario valt af op een harde voorwaarde."
    )
    two = pd.concat([GIVEN, pd.DataFrame([row("x", "hard", "Samen", "niet voldaan")])])
    assert conditions.in_words(two).startswith("Ineens en Samen vallen af op een harde")
    one = grid[grid["scenario"] == "Samen"]
    assert conditions.in_words(one).endswith(" 1 oordeel is nog onbekend.")
    assert conditions.in_words(grid.iloc[:0]) == "Er zijn geen voorwaarden vastgelegd."


def test_open_hard_conditions_in_words():
    grid = conditions.table(GIVEN, SHORTLIST)
    assert conditions.open_in_words(grid, "Samen") == ""
    assert conditions.open_in_words(grid, None) == ""
    assert conditions.open_in_words(grid, "Niets") == (
        "Nog onbekend is of Niets voldoet aan: genoeg mensen."
    )


FIT = pd.DataFrame(
    {
        "need_or_principle": ["a", "a", "b"],
        "scenario": ["Samen", "Ineens", "Samen"],
        "fits": ["ja", "nee", "ja"],
    }
)


def test_judgements_are_complete():
    grid = conditions.judged(FIT, "need_or_principle", "fits", SHORTLIST)
    assert grid["scenario"].unique().tolist() == ["Samen", "Ineens"]
    assert (grid["fits"] == "onbekend").sum() == 1


def test_judgements_in_words():
    def said(table):
        grid = conditions.judged(table, "need_or_principle", "fits", SHORTLIST)
        return conditions.judged_in_words(grid, "fits", "behoeften")

    assert said(FIT) == "Samen krijgt het vaakst 'ja': 2 van de 2 behoeften."
    assert said(FIT.iloc[:0]) == "De behoeften zijn niet beoordeeld."
    assert said(FIT.assign(fits="nee")) == "Geen scenario krijgt 'ja' bij de behoeften."
    none = pd.DataFrame({"need_or_principle": "a", "scenario": ["Niets"], "fits": "nee"})
    assert said(pd.concat([FIT.iloc[:2].assign(fits="ja"), none])) == (
        "Samen en Ineens krijgen het vaakst 'ja': 1 van de 1 behoeften."
    )
    assert said(FIT.iloc[:1]) == "Samen krijgt 'ja': 1 van de 1 behoeften."
    every = pd.DataFrame({"need_or_principle": "a", "scenario": SHORTLIST["scenario"]})
    assert said(every.assign(fits="ja")) == (
        "Elk scenario krijgt even vaak 'ja': 1 van de 1 behoeften."
    )


def test_provisos_bring_scenarios_with_the_same_condition_together():
    grid = pd.DataFrame(
        [
            ("netwerk", "Samen", "mits", "opmeten", "ICT"),
            ("netwerk", "Ineens", "mits", "opmeten", "ICT"),
            ("netwerk", "Niets", "nee", None, None),
            ("servers", "Samen", "mits", None, None),
        ],
        columns=["area", "scenario", "feasible", "condition", "owner"],
    )
    found = conditions.provisos(grid)
    assert found["scenario"].tolist() == ["Samen en Ineens", "Samen"]
    assert conditions.provisos(grid.iloc[:0]).empty
