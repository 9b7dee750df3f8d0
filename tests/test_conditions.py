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


def test_conditions_in_words():
    grid = conditions.table(GIVEN, SHORTLIST)
    said = conditions.in_words
    assert said(grid) == "Op een harde voorwaarde valt af: Ineens. Nog onbekend: 3 oordelen."
    assert said(grid[grid["state"] == "voldaan"]) == (
        "Op een harde voorwaarde valt af: geen scenario."
    )
    two = pd.concat([GIVEN, pd.DataFrame([row("x", "hard", "Samen", "niet voldaan")])])
    assert said(two) == "Op een harde voorwaarde vallen af: Ineens en Samen."
    assert said(grid[grid["scenario"] == "Samen"]).endswith(" Nog onbekend: 1 oordeel.")


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


def test_what_was_never_judged_is_named():
    said = conditions.not_judged_in_words
    assert said(pd.Series(["a", "b", "b", "c"]), pd.Series(["a"])) == "Niet beoordeeld: b en c."
    assert said(pd.Series(["a"]), pd.Series(["a"])) == ""


def test_judgements_in_words():
    def said(table):
        grid = conditions.judged(table, "need_or_principle", "fits", SHORTLIST)
        return conditions.judged_in_words(grid, "fits", "behoeften")

    assert said(FIT) == "Het vaakst 'ja': Samen, bij 2 van de 2 beoordeelde behoeften."
    assert said(FIT.assign(fits="nee")) == "Geen scenario krijgt 'ja' bij de behoeften."
    assert said(FIT.iloc[:2].assign(fits="ja")) == (
        "Het vaakst 'ja': Samen en Ineens, bij 1 van de 1 beoordeelde behoeften."
    )
    assert isinstance(said(FIT.iloc[:0]), str)


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
