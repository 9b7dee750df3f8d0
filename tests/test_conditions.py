import pandas as pd

from lib import conditions
from lib.dossier.dictionary import reference

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
    assert said(grid[grid["state"] == "voldaan"]) == ("Op een harde voorwaarde valt af: niets.")
    two = pd.concat([GIVEN, pd.DataFrame([row("x", "hard", "Samen", "niet voldaan")])])
    assert said(two) == "Op een harde voorwaarde vallen af: Ineens en Samen."
    assert said(grid[grid["scenario"] == "Samen"]).endswith(" Nog onbekend: 1 oordeel.")


def test_open_hard_conditions_in_words():
    grid = conditions.table(GIVEN, SHORTLIST)
    assert conditions.open_in_words(grid, "Samen") == ""
    assert conditions.open_in_words(grid, None) == ""
    assert conditions.open_in_words(grid, "Niets") == (
        "Hard en nog onbekend voor Niets: genoeg mensen."
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
    assert said(FIT.assign(fits="nee")) == "Geen alternatief krijgt 'ja' bij de behoeften."
    assert said(FIT.iloc[:2].assign(fits="ja")) == (
        "Het vaakst 'ja': Samen en Ineens, elk bij 1 van de 1 beoordeelde behoeften."
    )
    grid = pd.DataFrame({"scenario": list("ABCDE"), "fits": ["ja"] * 4 + ["nee"]})
    assert conditions.judged_in_words(grid, "fits", "behoeften") == (
        "Het vaakst 'ja': 4 van de 5 alternatieven, elk bij 1 van de 1 beoordeelde behoeften."
    )
    assert isinstance(said(FIT.iloc[:0]), str)


def test_provisos_bring_scenarios_with_the_same_condition_together():
    grid = pd.DataFrame(
        [
            ("netwerk", "Samen", "mits", "opmeten", "ICT", "meting"),
            ("netwerk", "Ineens", "mits", "opmeten", "ICT", "meting"),
            ("netwerk", "Niets", "nee", None, None, None),
            ("servers", "Samen", "mits", "koppelen", "ICT", None),
        ],
        columns=["area", "scenario", "feasible", "condition", "owner", "evidence"],
    )
    found = conditions.provisos(grid)
    assert found["scenario"].tolist() == ["Samen en Ineens", "Samen"]
    assert conditions.provisos(grid.iloc[:0]).empty


SCORES = pd.DataFrame(
    {
        "scenario": ["Niets", "Samen", "Ineens"],
        "criterion": ["rust", "rust", "rust"],
        "low": [1.0, None, 2.0],
        "likely": [1.0, None, None],
        "high": [1.0, None, 4.0],
    }
)
CRITERIA = pd.DataFrame({"criterion": ["rust", "tempo"], "dimension": ["mensen", None]})
FLOWS = pd.DataFrame({"scenario": ["Samen", "Samen"]})


def covered(criteria=CRITERIA):
    tested = GIVEN.iloc[:1].assign(dimension="techniek")
    return conditions.coverage(SCORES, criteria, [tested], FLOWS, SHORTLIST)


def test_a_side_is_judged_by_a_score_a_judgement_or_an_amount():
    grid = covered()
    assert len(grid) == 15 and grid["dimension"].drop_duplicates().tolist() == [
        "gebruikers", "techniek", "processen", "mensen", "kosten",
    ]  # fmt: skip
    seen = grid[grid["judged"] == "beoordeeld"]
    assert seen[["dimension", "scenario"]].to_numpy().tolist() == [
        ["techniek", "Samen"],
        ["mensen", "Niets"],  # Samen has a row without any score: that is no judgement
        ["mensen", "Ineens"],  # only its range is known
        ["kosten", "Samen"],
    ]


def test_a_dossier_that_names_no_side_is_not_accused_of_missing_them():
    bare = CRITERIA.assign(dimension=None)
    none = GIVEN.assign(dimension=None)
    assert conditions.coverage(SCORES, bare, [none], FLOWS, SHORTLIST).empty


FORMS = pd.DataFrame(
    {
        "legal_form": ["convenant", "bedrijfsvoeringsorganisatie", "openbaar lichaam"],
        "since_year": [None, 2015, None],
    }
)
CHECKS = pd.DataFrame(
    {
        "legal_check": ["btw", "btw", "eigen personeel"],
        "scenario": ["Samen", "Ineens", "Ineens"],
        "state": ["voldaan", "niet voldaan", "onbekend"],
    }
)


def forms_of(*said):
    own = pd.DataFrame({"scenario": ["Niets", "Samen", "Ineens"], "legal_form": said})
    return conditions.legal_forms(own, FORMS)


def test_a_scenario_may_name_one_form_several_or_none():
    found = forms_of(
        None, "Convenant per project", "openbaar lichaam of bedrijfsvoeringsorganisatie"
    )
    assert found[["scenario", "legal_form"]].to_numpy().tolist() == [
        ["Samen", "convenant"],
        ["Ineens", "bedrijfsvoeringsorganisatie"],
        ["Ineens", "openbaar lichaam"],
    ]
    assert list(forms_of(None, "geen", "iets nieuws")) == ["scenario", "legal_form", "since_year"]


def card(year, *said):
    found = conditions.legal_card(CHECKS, ["eigen personeel", "btw"], forms_of(*said), year)
    return found.pivot(index="legal_check", columns="scenario", values="state")


def test_a_form_of_a_later_year_cannot_be_chosen_yet():
    said = (None, "convenant", "bedrijfsvoeringsorganisatie (Wgr)")
    before, after = card(2014, *said), card(2015, *said)
    assert before.loc[conditions.EXISTS].to_dict() == {
        "Ineens": "niet voldaan",
        "Samen": "voldaan",
    }
    assert after.loc[conditions.EXISTS].to_dict() == {"Ineens": "voldaan", "Samen": "voldaan"}


def test_every_point_of_the_list_is_there_and_unknown_stays_unknown():
    grid = card(2014, None, "iets nieuws", None)
    assert grid.loc[conditions.EXISTS].eq("onbekend").all()
    assert grid.loc["eigen personeel"].to_dict() == {"Ineens": "onbekend", "Samen": "onbekend"}
    assert grid.loc["btw"].to_dict() == {"Ineens": "niet voldaan", "Samen": "voldaan"}
    none = conditions.legal_card(CHECKS.iloc[:0], ["btw"], forms_of(None, None, None), 2014)
    assert none.empty


def test_the_reference_of_legal_forms_is_sound():
    known = reference("legal_forms")
    assert not known.duplicated(["kind", "legal_form"]).any()
    assert set(known["kind"]) == {"gemeenten", "scholen"} and known["source"].notna().all()
    later = known[known["since_year"].notna()]
    assert later[["legal_form", "since_year"]].to_numpy().tolist() == [
        ["bedrijfsvoeringsorganisatie", 2015]
    ]
