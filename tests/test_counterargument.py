import pandas as pd

from lib import counterargument
from lib.dossier.dictionary import reference

TRIGGERS = reference("triggers")

COST = pd.DataFrame(
    {"partner": ["Aa", "Bo", "Samen"], "likely_eur": [9000.0, -4000.0, 5000.0],
     "low_eur": [0.0, -9000.0, -9000.0]}
)  # fmt: skip
UNMET = pd.DataFrame({"condition": ["Btw", "Raad"], "state": ["onbekend", "onbekend"]})
DATED = pd.DataFrame({"gate": ["Begin", "Eind"], "room_weeks": [2.0, -1.0]})
CHANCES = pd.DataFrame({"gate": ["Begin", "Keuze", "Eind"], "in_time_pct": [90.0, 12.0, 0.0]})


def test_objections_hold_the_losers_the_bad_case_and_what_is_open():
    given = (
        25.0,
        "; het grootst: wifi",
        ["ook binnen de marge: Los"],
        "",
        "",
        UNMET,
        DATED,
        CHANCES,
        "Los komt gelijk.",
        "Samen",
    )
    table = counterargument.objections(COST, *given).set_index("Bezwaar").squeeze()
    assert table["Niet iedereen wint"].replace("\u00a0", " ").endswith("in vier jaar: Bo € 4.000.")
    assert table["De cijfers zijn zwak"].endswith("aanname (C of D); het grootst: wifi.")
    assert table["Niet alles is bekend"] == "Onbekend: Btw en Raad"
    assert table["Het plan is krap"] == (
        "Later dan afgesproken: Eind (7 dagen). Keuze is in 12 van de 100 doorrekeningen op tijd."
    )
    days = counterargument.objections(COST, *given[:6], DATED.assign(room_weeks=[-3.3, -1 / 7]),
                                      CHANCES.iloc[:0], "", "Samen")  # fmt: skip
    late = days.set_index("Bezwaar").squeeze()["Het plan is krap"]
    assert late == "Later dan afgesproken: Begin (3 weken) en Eind (1 dag)."
    assert "Iets anders is voordeliger" not in table
    assert counterargument.opening(table.reset_index()) == (
        "Tegen dit advies pleit: niet iedereen wint, het kan tegenvallen, de cijfers zijn zwak, "
        "niet alles is bekend en het plan is krap."
    )


def test_what_is_not_known_gives_no_objection():
    none = [frame.iloc[:0] for frame in (COST, UNMET, DATED, CHANCES)]
    firm = ["geen partij woog zelf"]
    table = counterargument.objections(none[0], None, "", firm, "", "", *none[1:], "", "Samen")
    assert table["Bezwaar"].tolist() == ["Hoe vast is het?"]
    assert counterargument.opening(table) == "Hoe vast het advies is, staat hieronder."
    # without an advice there is nothing to object to
    bare = counterargument.objections(COST, 10.0, "", firm, "", "", *none[1:], "", None)
    assert bare.empty and counterargument.opening(bare) == ""
    # all money from a checked source, and a bad case that rounds to nought
    fine = COST.assign(likely_eur=0.0, low_eur=-300.0)
    sure = counterargument.objections(fine, 100.0, "", firm, "", "", *none[1:], "", "Samen")
    assert sure["Bezwaar"].tolist() == ["Hoe vast is het?"]


def test_the_weakest_amounts_are_named_once_and_never_those_of_a_checked_source():
    flows = pd.DataFrame(
        [("S", "Wifi", "D", 2014, 10.0), ("S", "Wifi", "D", 2015, 400.0),
         ("S", "Wifi", "D", 2015, 500.0), ("S", "Beheer", "C", 2014, 20.0),
         ("S", "Licentie", "A", 2014, 9e9), ("Los", "Pand", "D", 2014, 9e9)],
        columns=["scenario", "item", "grade", "first_year", "likely_eur"],
    )  # fmt: skip
    said = counterargument.weakest_in_words(flows, "S").replace("\u00a0", " ")
    assert said == "; het grootst in één jaar: Wifi (€ 900) en Beheer (€ 20)"
    assert counterargument.weakest_in_words(flows.iloc[4:5], "S") == ""


def test_each_partner_gets_its_own_strongest_objection():
    names = ["Aa", "Bo", "Ce", "De", "Samen"]
    cost = pd.DataFrame(
        {"partner": names, "likely_eur": [5000.0, -4000.0, 900.0, 100.0, 0.0],
         "low_eur": [0.0, -9000.0, -1600.0, -400.0, 0.0], "exit_eur": [-9000.0] * 4 + [None]}
    )  # fmt: skip
    winners = pd.DataFrame({"partner": names[:3], "winner": ["Los", "Los", "Samen"]})
    table = counterargument.per_partner(cost, winners, "Samen", pd.Series({"Bo": "Regie"}))
    assert table["Bezwaar"].str.replace("\u00a0", " ").tolist() == [
        "kiest zelf ‘Los’", "betaalt meer, kiest zelf ‘Los’", "het kan geld kosten",
        "geen in geld",
    ]  # fmt: skip
    assert table["exit_eur"].tolist() == [9000.0] * 4
    assert table["gives_up"].tolist()[1] == "Regie" and "De" in set(table["partner"])


def test_the_runner_up_ties_when_one_criterion_gets_this_much_better():
    parts = pd.DataFrame(
        [("Samen", "Rust", 60.0, 60.0), ("Samen", "Kennis", 40.0, 20.0),
         ("Los", "Rust", 60.0, 30.0), ("Los", "Kennis", 40.0, 30.0)],
        columns=["scenario", "criterion", "points", "likely"],
    )  # fmt: skip
    criteria = pd.DataFrame(
        {"criterion": ["Rust", "Kennis"], "unit": ["dagen", "cijfer"], "worst": [10.0, 0.0],
         "best": [4.0, 10.0]}
    )  # fmt: skip
    # 20 points behind: on Rust 30 + 20 of 60, so 10 - 6 x 50/60 = 5; Kennis has room for 10 only
    table = counterargument.to_win(parts, criteria, "Samen", "Los")
    assert table.round(6).to_numpy().tolist() == [["Rust", "dagen", 7.0, 5.0]]
    assert counterargument.to_win(parts, criteria, "Los", "Samen").empty
    assert counterargument.to_win(parts, criteria, "Samen", None).empty
    ranked = pd.DataFrame(
        {"scenario": ["Samen", "Op", "Los"], "state": ["doet mee", "afgevallen", "doet mee"],
         "likely": [80.0, 70.0, 60.0]}
    )  # fmt: skip
    assert counterargument.runner_up(ranked, "Samen") == "Los"
    said = counterargument.turn_in_words(table, ranked, "Samen", "Los")
    assert said == "‘Los’ komt gelijk als Rust 5 is (geraamd: 7; dagen)."
    never = counterargument.turn_in_words(table.iloc[:0], ranked, "Samen", "Los")
    assert never.startswith("Geen hogere score op één criterium is genoeg om ‘Los’")
    # who leads already, or has no known score, needs no turn
    assert counterargument.turn_in_words(table, ranked, "Los", "Samen") == ""
    assert counterargument.turn_in_words(table, ranked, "Onbekend", "Los") == ""
    assert counterargument.runner_up(ranked.iloc[:1], "Samen") is None


def test_who_scores_higher_is_named_also_when_a_condition_removed_it():
    ranked = pd.DataFrame(
        {"scenario": ["Ineens", "Golven", "Los"], "likely": [76.4, 72.0, None],
         "state": ["afgevallen", "doet mee", "doet mee"], "reason": ["Genoeg mensen", None, None]}
    )  # fmt: skip
    said = counterargument.higher_in_words(ranked, "Golven")
    assert (
        said == "‘Ineens’ scoort 76, maar voldoet niet aan: genoeg mensen. Het advies scoort 72."
    )
    for none in (None, float("nan")):  # nothing failed a condition
        plain = counterargument.higher_in_words(ranked.assign(reason=none), "Golven")
        assert plain == "‘Ineens’ scoort 76. Het advies scoort 72."
    assert counterargument.higher_in_words(ranked, "Ineens") == ""
    assert counterargument.higher_in_words(ranked, "Los") == ""  # its own score is not known


def test_a_trigger_is_true_only_where_a_row_says_so():
    tables = {
        "principles": pd.DataFrame({"kind": ["visie"], "approved_by": [None]}),
        "roles": pd.DataFrame({"subject": ["Plan"], "responsibility": ["voert uit"]}),
        "plan_checks": pd.DataFrame({"check": ["Stap is te groot"]}),
        "load_per_month": pd.DataFrame({"load_pct": [80.0]}),
        "workload_per_quarter": pd.DataFrame({"load_pct": [107.0]}),
        "needs_agreement": pd.DataFrame({"consensus": ["gedeeld"]}),
    }
    states = pd.DataFrame({"hardness": ["zacht"], "state": ["onbekend"]})
    tables |= {"condition_states": states, "costs_per_partner": COST}
    true = counterargument.facts(tables, TRIGGERS)
    assert set(TRIGGERS["trigger"]) - true == {
        "uitgangspunt niet vastgesteld", "voorwaarde onbekend", "behoeften botsen",
    }  # fmt: skip
    empty = {name: frame.iloc[:0] for name, frame in tables.items()}
    assert not counterargument.facts(empty, TRIGGERS)


def test_each_lesson_has_a_trigger_that_is_tested():
    assert set(reference("lessons")["trigger"]) <= set(TRIGGERS["trigger"])


def test_nothing_is_cited_before_it_was_known_nor_about_oneself():
    table = pd.DataFrame({"client": ["ogd", "dowr", "scd"], "year": [2011, 2014, 2021]})
    assert counterargument.known_then(table, "bwb", 2015)["client"].tolist() == ["ogd", "dowr"]
    assert counterargument.known_then(table, "dowr", 2014)["client"].tolist() == ["ogd"]
    assert counterargument.known_then(table, "ogd", 2011).empty
