import pandas as pd

from lib import counterargument

COST = pd.DataFrame(
    {"partner": ["Aa", "Bo", "Samen"], "likely_eur": [9000.0, -4000.0, 5000.0],
     "low_eur": [0.0, -9000.0, -9000.0]}
)  # fmt: skip
UNMET = pd.DataFrame({"condition": ["Btw", "Raad"], "state": ["onbekend", "onbekend"]})
DATED = pd.DataFrame({"gate": ["Begin", "Eind"], "room_weeks": [2.0, -1.0]})
CHANCES = pd.DataFrame({"gate": ["Begin", "Eind"], "in_time_pct": [90.0, 12.0]})


def test_objections_hold_the_losers_the_bad_case_and_what_is_open():
    given = (25.0, ["de marges overlappen"], "", UNMET, DATED, CHANCES)
    table = counterargument.objections(COST, *given).set_index("Bezwaar").squeeze()
    assert table["Niet iedereen wint"].replace("\u00a0", " ").endswith("duurder uit: Bo € 4.000.")
    assert table["De cijfers zijn zwak"].startswith("75% van het geld")
    assert table["Niet alles is bekend"] == "onbekend: Btw en Raad"
    assert table["Het plan is krap"] == (
        "Eind komt 1 week later dan afgesproken; "
        "Eind wordt in 12 van de 100 doorrekeningen op tijd gehaald"
    )
    assert "Iets anders is voordeliger" not in table


def test_what_is_not_known_gives_no_objection():
    none = [frame.iloc[:0] for frame in (COST, UNMET, DATED, CHANCES)]
    table = counterargument.objections(none[0], None, ["geen partij woog zelf"], "", *none[1:])
    assert table["Bezwaar"].tolist() == ["Hoe vast de keuze staat"]


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
    assert counterargument.runner_up(ranked.iloc[:1], "Samen") is None


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
    true = counterargument.facts(tables, COST, states)
    assert [name for name, held in true.items() if not held] == [
        "uitgangspunt niet vastgesteld", "voorwaarde onbekend", "behoeften botsen",
    ]  # fmt: skip
    empty = {name: frame.iloc[:0] for name, frame in tables.items()}
    assert not any(counterargument.facts(empty, COST.iloc[:0], states.iloc[:0]).values())


def test_nothing_is_cited_before_it_was_known_nor_about_oneself():
    table = pd.DataFrame({"client": ["ogd", "dowr", "scd"], "year": [2011, 2014, 2021]})
    assert counterargument.known_then(table, "bwb", 2015)["client"].tolist() == ["ogd", "dowr"]
    assert counterargument.known_then(table, "dowr", 2014)["client"].tolist() == ["ogd"]
    assert counterargument.known_then(table, "ogd", 2011).empty
