import pandas as pd

from lib import project

TODAY = pd.Timestamp("2014-02-01")


def states(*values: str) -> pd.DataFrame:
    return pd.DataFrame({"state": values})


def test_done_in_words_for_none_one_many_and_all():
    said = [
        project.done_in_words(states(*values), "product", "producten")
        for values in [("gereed",), ("bezig",), ("bezig", "bezig"), ("gereed", "goedgekeurd")]
    ]
    assert said == [
        "1 van 1 product is klaar",
        "Geen van 1 product is klaar",
        "Geen van de 2 producten is klaar",
        "Beide producten zijn klaar",
    ]


def test_what_does_not_apply_is_not_counted():
    table = states("in gebruik", "niet van toepassing", "niet begonnen")
    assert project.done_in_words(table, "onderdeel", "onderdelen") == (
        "1 van de 2 onderdelen is klaar"
    )


def test_what_the_line_took_over_and_what_is_only_in_use_are_counted_apart():
    table = states("in gebruik", "in gebruik", "geborgd", "bezig", "niet van toepassing")
    assert project.rollout_in_words(table) == (
        "Van de 4 onderdelen per organisatie geborgd: 1; in gebruik maar nog niet geborgd: 2"
    )


def test_late_subprojects_are_named():
    rows = [("Bouw", "tijd", 5, 6), ("Vorm", "tijd", 5, 5), ("Geld", "geld", 5, 6)]
    progress = pd.DataFrame(rows, columns=["subproject", "aspect", "planned", "forecast"])
    assert project.late_in_words(progress) == "Het project meldt uitloop bij: Bouw."
    assert project.late_in_words(progress.iloc[1:]) == ""


def test_a_long_list_shows_what_is_late_and_next_and_counts_the_rest():
    table = pd.DataFrame(
        {
            "date": pd.to_datetime(["2014-01-01", "2014-01-02"] + ["2014-03-01"] * 7),
            "state": ["gedaan"] + ["gepland"] * 8,
        }
    )
    shown = project.due(table, "date", TODAY)
    assert shown["state"].tolist() == ["gepland, te laat"] + ["gepland"] * 5
    assert project.rest_in_words(table, shown) == (
        "Niet getoond: wat klaar is (1) en wat later komt (2)."
    )
    few = table.iloc[1:3]
    assert project.rest_in_words(few, project.due(few, "date", TODAY)) == ""


def test_each_subject_needs_exactly_one_accountable_body():
    roles = pd.DataFrame(
        [
            ("Budget", "Stuurgroep", "eindverantwoordelijk"),
            ("Budget", "Projectleider", "voert uit"),
            ("Keten", "Projectleider", "voert uit"),
        ],
        columns=["subject", "body", "responsibility"],
    )
    assert project.responsibilities_in_words(roles) == (
        "Niet precies één eindverantwoordelijke: Keten"
    )
    table = project.responsibilities(roles).set_index("subject")
    assert table.loc["Budget", "Eindverantwoordelijk"] == "Stuurgroep"
    assert table.loc["Keten", "Eindverantwoordelijk"] == "geen"
    assert project.responsibilities(roles.iloc[:0]).empty


def budget(*rows: tuple[str, float, float, float | None]) -> pd.DataFrame:
    columns = ["item", "baseline_eur", "spent_eur", "forecast_eur"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(cause=pd.Series([None] * len(frame), dtype="str"))


def test_budget_has_a_total_and_says_whether_it_is_enough():
    spent = project.spending(budget(("A", 100.0, 50.0, 120.0), ("B", 50.0, 0.0, 40.0)))
    assert spent.iloc[-1][["item", "baseline_eur", "difference_eur"]].tolist() == [
        "Totaal",
        150.0,
        10.0,
    ]
    assert "boven het budget" in project.spending_in_words(spent)
    equal = project.spending(budget(("A", 100.0, 50.0, 100.0)))
    assert project.spending_in_words(equal).endswith("precies op het budget uit")


def test_an_unknown_forecast_makes_the_total_unknown():
    spent = project.spending(budget(("A", 100.0, 50.0, None)))
    assert spent["difference_eur"].isna().all()
    assert project.spending_in_words(spent).startswith("Niet van elke post")
    assert project.spending(budget()).empty


def test_deviations_are_forecast_minus_plan():
    progress = pd.DataFrame(
        [("P", "tijd", "weken", 10.0, 12.0, "ziekte"), ("P", "geld", "euro", 5.0, 5.0, None)],
        columns=["subproject", "aspect", "unit", "planned", "forecast", "cause"],
    )
    assert project.deviations(progress)["difference"].tolist() == [0.0, 2.0]
    assert project.deviations_in_words(project.deviations(progress)) == (
        "1 van de 2 onderdelen wijkt af van het plan"
    )


def test_participation_says_where_everybody_takes_part():
    table = pd.DataFrame(
        [("W", "A", 1), ("W", "B", 2), ("V", "A", 1)],
        columns=["workgroup", "partner", "people"],
    )
    assert project.participation_in_words(table) == (
        "1 van de 2 werkgroepen heeft medewerkers van elke deelnemer"
    )


def approvals(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["gate_or_product", "partner", "state"])


def test_what_nobody_was_asked_is_named_apart():
    rows = approvals(
        ("G", "A", "gevraagd"), ("G", "B", "nog niet gevraagd"), ("X", "A", "nog niet gevraagd")
    )
    assert project.asked(rows)["gate_or_product"].tolist() == ["G", "G"]
    assert project.waiting_in_words(rows) == "Nog aan niemand gevraagd: X."
    assert project.waiting_in_words(rows.iloc[:2]) == ""
    assert project.asked(rows.iloc[:0]).empty and project.waiting_in_words(rows.iloc[:0]) == ""


def test_approvals_in_words():
    rows = approvals(("G", "A", "akkoord"), ("G", "B", "gevraagd"), ("X", "A", "akkoord"))
    assert project.approvals_in_words(rows) == (
        "1 van de 2 onderdelen heeft het akkoord van iedereen"
    )
