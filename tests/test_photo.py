"""ICT-photo on tables of two or three rows that can be added up by head."""

import pandas as pd
import pytest

from lib import photo

PARTNERS = pd.DataFrame(
    {
        "partner": ["A", "B"],
        "kind": "gemeente",
        "inhabitants": [100, 50],
        "pupils": [None, None],
        "employees": [10, 5],
        "workplaces": [20, None],
        "locations": [None, None],
        "origin": ["partners.csv:2", "partners.csv:3"],
    }
)


def costs(*rows: tuple) -> pd.DataFrame:
    names = ["partner", "year", "category", "step", "amount_eur"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(origin=[f"costs.csv:{n + 2}" for n in range(len(frame))])


COSTS = costs(
    ("A", 2013, "personeel", "geboekt", 1000.0),
    ("A", 2013, "personeel", "andere definitie", -100.0),
    ("A", 2013, "software", "geboekt", 500.0),
    ("B", 2013, "personeel", "geboekt", 300.0),
    ("B", 2013, "software", "geboekt", None),
)


def indicators(*rows: tuple) -> pd.DataFrame:
    names = ["partner", "dimension", "indicator", "value", "count_date", "grade"]
    frame = pd.DataFrame(rows, columns=names).assign(unit="aantal")
    frame["count_date"] = pd.to_datetime(frame["count_date"])
    return frame.assign(origin=[f"indicators.csv:{n + 2}" for n in range(len(frame))])


INDICATORS = indicators(
    ("A", "gebruikers", "accounts", 10.0, "2013-01-01", "A"),
    ("A", "gebruikers", "apparaten", 12.0, "2013-01-01", "D"),
    ("B", "gebruikers", "accounts", None, "2013-01-01", "D"),
    ("gezamenlijk", "organisatie", "fte", 3.0, "2013-01-01", "A"),
)


def test_every_partner_is_asked_what_any_partner_has():
    table = photo.completeness(INDICATORS, PARTNERS).set_index("partner")
    assert table["asked"].tolist() == [2, 2]
    assert table["delivered"].tolist() == [2, 0]
    assert table["delivered_pct"].tolist() == [100, 0]
    assert table.loc["A", "origin"] == "indicators.csv:2-3"


def test_completeness_in_words():
    table = photo.completeness(INDICATORS, PARTNERS)
    words = "50% van de gevraagde kengetallen is aangeleverd; B het minst (0%)."
    assert photo.completeness_in_words(table) == words
    alone = photo.completeness(INDICATORS.head(2), PARTNERS.head(1))
    words = "100% van de gevraagde kengetallen is aangeleverd."
    assert photo.completeness_in_words(alone) == words
    assert photo.completeness(INDICATORS.head(0), PARTNERS).empty


def test_an_older_value_is_delivered_when_the_newer_is_unknown():
    rows = indicators(
        ("A", "gebruikers", "accounts", 9.0, "2012-01-01", "A"),
        ("A", "gebruikers", "accounts", None, "2013-01-01", "A"),
    )
    assert photo.completeness(rows, PARTNERS)["delivered"].tolist() == [1, 0]


def test_profile_leaves_out_sizes_that_nobody_gave_and_has_no_total_with_a_gap():
    table = photo.profile(PARTNERS).set_index("partner")
    assert "pupils" not in table
    assert table.loc["Totaal", "inhabitants"] == 150
    assert pd.isna(table.loc["Totaal", "workplaces"])


def test_an_organisation_without_inhabitants_is_no_gap():
    mixed = PARTNERS.assign(kind=["gemeente", "regionale organisatie"], inhabitants=[1000, None])
    table = photo.profile(mixed)
    assert table["inhabitants"].tolist() == ["1.000", "geen", "1.000"]
    assert photo.profile(PARTNERS.head(1))["partner"].tolist() == ["A"]


def test_joint_rows_stand_alone_where_no_partner_has_any():
    table = pd.DataFrame({"partner": ["A", "gezamenlijk"], "fte": [None, 3.0]})
    assert photo.with_values(table, "fte")["partner"].tolist() == ["gezamenlijke organisatie"]
    table["fte"] = [2.0, None]
    assert photo.with_values(table, "fte")["partner"].tolist() == ["A"]
    assert photo.with_values(table.assign(fte=None), "fte").empty


def test_a_missing_amount_makes_the_cost_missing_never_lower():
    cost = photo.ict_cost(COSTS, 2013, 2.0)
    of = cost.set_index(["partner", "category"])
    assert of.loc[("A", "personeel"), "amount_eur"] == 900
    assert of.loc[("A", "personeel"), "origin"] == "costs.csv:2-3"
    assert pd.isna(of.loc[("B", "software"), "amount_eur"])
    table = photo.cost_per_partner(cost, PARTNERS, 2013).set_index("partner")
    assert table.loc["A", ["amount_eur", "cost_per_inhabitant_eur"]].tolist() == [1400, 14]
    assert pd.isna(table.loc["B", "amount_eur"])
    assert table["known_eur"].tolist() == [1400, 300]
    assert table["complete"].tolist() == ["ja", "nee"]
    assert table["cost_per_pupil_eur"].isna().all()


def test_cost_moves_to_the_price_level_of_one_year():
    cost = photo.ict_cost(COSTS.head(1), 2015, 10.0)
    assert cost["amount_eur"].tolist() == pytest.approx([1210])


def test_cost_does_not_depend_on_order_or_on_an_unknown_row():
    table = photo.cost_per_partner(photo.ict_cost(COSTS, 2013, 2.0), PARTNERS, 2013)
    mixed = photo.cost_per_partner(photo.ict_cost(COSTS[::-1], 2013, 2.0), PARTNERS, 2013)
    pd.testing.assert_frame_equal(table, mixed)
    more = pd.concat([COSTS, costs(("B", 2013, "inhuur", "geboekt", None))])
    other = photo.cost_per_partner(photo.ict_cost(more, 2013, 2.0), PARTNERS, 2013)
    assert other["known_eur"].tolist() == table["known_eur"].tolist()
    assert other["amount_eur"].iloc[0] == table["amount_eur"].iloc[0]


def test_a_partner_without_rows_is_not_complete():
    cost = photo.ict_cost(COSTS.head(3), 2013, 2.0)
    table = photo.cost_per_partner(cost, PARTNERS, 2013)
    assert table["complete"].tolist() == ["ja", "nee"]
    assert photo.cost_by_category(cost, PARTNERS, 2013)["partner"].tolist() == ["A", "A", "B"]


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_cost_in_words():
    table = photo.cost_per_partner(photo.ict_cost(COSTS, 2013, 2.0), PARTNERS, 2013)
    words = "Niet compleet: € 1.700 per jaar is bekend; van B ontbreekt een deel."
    assert spaced(photo.cost_in_words(table)) == words
    assert spaced(photo.cost_in_words(table.head(1))) == "A geeft € 1.400 per jaar uit aan ICT."
    none = photo.cost_per_partner(photo.ict_cost(COSTS.head(0), 2013, 2.0), PARTNERS, 2013)
    assert photo.cost_in_words(none) == "De ICT-kosten zijn niet aangeleverd."


def test_steps_from_booked_to_comparable():
    cost = photo.ict_cost(COSTS, 2014, 10.0)
    steps = photo.cost_steps(COSTS, cost, 2013)
    assert steps.round(6).to_dict() == {
        "geboekt": 1800,
        "andere definitie": -100,
        "prijspeil": 170,
    }
    words = "Vergelijkbaar gemaakt zijn de kosten 3,9% hoger dan geboekt."
    assert photo.cost_steps_in_words(steps) == words


def test_cost_per_unit_in_words_with_tie_one_and_none():
    table = pd.DataFrame({"partner": ["A", "B", "C"], "cost_per_pupil_eur": [90.0, 70.0, 90.0]})
    words = "Per leerling kost ICT het meest bij A en C (€ 90), het minst bij B (€ 70)."
    assert spaced(photo.cost_per_unit_in_words(table, "leerlingen")) == words
    one = photo.cost_per_unit_in_words(table.head(1), "leerlingen")
    assert spaced(one) == "Per leerling kost ICT € 90 bij A."


def test_benchmark_takes_the_last_published_year_to_the_price_level():
    reference = pd.DataFrame(
        {"year": [2011, 2013], "eur_per_inhabitant": [78, 74], "participants": [None, 24]}
    )
    low, high, text = photo.benchmark(reference, 2013, 2013, 2.0)
    assert (low, high, text) == (74, 74, "Gemiddelde 2013 (24 gemeenten)")
    words = "Gemiddelde 2011 (aantal gemeenten onbekend)"
    assert photo.benchmark(reference, 2012, 2013, 10.0)[2] == words
    assert photo.benchmark(reference, 2012, 2012, 10.0)[0] == pytest.approx(85.8)
    assert photo.benchmark(reference, 2010, 2010, 0) is None


TASKS = pd.DataFrame(
    {
        "partner": ["A", "A", "B"],
        "people_able": [1, 3, None],
        "origin": ["tasks.csv:2", "tasks.csv:3", "tasks.csv:4"],
    }
)
STAFF = pd.DataFrame(
    [
        ("A", 3.0, "vast", "45-54", "staff.csv:2"),
        ("A", 1.0, "vast", "60 en ouder", "staff.csv:3"),
        ("A", 4.0, "inhuur", "onbekend", "staff.csv:4"),
        ("A", 2.0, "vacature", "onbekend", "staff.csv:5"),
    ],
    columns=["partner", "fte", "employment", "age_band", "origin"],
)


def test_vulnerability_counts_tasks_and_shares_of_fte():
    table = photo.vulnerability(TASKS, STAFF, PARTNERS).set_index("partner")
    row = table.loc["A"]
    assert row[["tasks", "single_tasks", "unknown_tasks"]].tolist() == [2, 1, 0]
    assert row[["fte", "leaving_pct", "hired_pct", "vacancy_fte"]].tolist() == [8, 25, 50, 2]
    assert row["origin"] == "staff.csv:2-5; tasks.csv:2-3"
    assert table.loc["B", ["single_tasks", "unknown_tasks"]].tolist() == [0, 1]
    assert pd.isna(table.loc["B", "fte"])
    words = photo.vulnerability_in_words(table.reset_index())
    assert words == "1 van de 2 taken hangt aan hooguit één persoon; de meeste bij A (1)."


def test_an_unknown_age_changes_no_known_share():
    more = pd.concat(
        [STAFF, STAFF.head(1).assign(age_band="onbekend", origin="staff.csv:6")], ignore_index=True
    )
    before, after = (photo.vulnerability(TASKS, rows, PARTNERS) for rows in (STAFF, more))
    assert before["leaving_pct"].iloc[0] == after["leaving_pct"].iloc[0]


def test_forecast_sums_partners_and_keeps_a_gap():
    rows = indicators(
        ("A", "gebruikers", "Leerlingen", 100.0, "2013-10-01", "A"),
        ("B", "gebruikers", "Leerlingen", 100.0, "2013-10-01", "A"),
        ("A", "gebruikers", "Leerlingen", 80.0, "2018-10-01", "C"),
        ("B", "gebruikers", "Leerlingen", 70.0, "2018-10-01", "C"),
        ("A", "gebruikers", "Leerlingen", None, "2023-10-01", "C"),
        ("B", "gebruikers", "Leerlingen", 60.0, "2023-10-01", "C"),
        ("A", "gebruikers", "Apparaten", 60.0, "2013-10-01", "C"),
    )
    table = photo.forecast(rows, "2013-10-01")
    assert table["value"].tolist()[:2] == [200, 150]
    assert table["value"].isna().tolist() == [False, False, True]
    fewer = photo.forecast(rows.drop(index=3), "2013-10-01")
    assert fewer["value"].isna().tolist() == [False, True, True]
    words = "Leerlingen: in 2018 25% lager dan in 2013."
    assert photo.forecast_in_words(table) == words
    assert photo.forecast(rows.head(0), "2013-10-01").empty


def test_answer_says_only_what_is_known():
    cost = photo.cost_per_partner(photo.ict_cost(COSTS.head(0), 2013, 2), PARTNERS, 2013)
    vulnerable = photo.vulnerability(TASKS, STAFF, PARTNERS)
    silent = photo.vulnerability(TASKS.head(0), STAFF.head(0), PARTNERS)
    assert photo.answer(cost, "", silent) == []
    assert len(photo.answer(cost, "Gedeeld.", vulnerable)) == 2


def test_the_trend_is_told_of_partners_without_a_gap():
    more = pd.concat([COSTS.head(4), costs(("A", 2014, "personeel", "geboekt", 1870.0))])
    years = pd.concat([more, costs(("B", 2014, "software", "geboekt", 0.0))])
    trend = photo.cost_trend(photo.ict_cost(years, 2014, 0), PARTNERS)
    assert trend["year"].tolist() == [2013, 2013, 2014, 2014]
    words = "Kosten van de deelnemers samen: in 2014 10% hoger dan in 2013."
    assert photo.cost_trend_in_words(trend) == words
    gap = photo.cost_trend(photo.ict_cost(more, 2014, 0), PARTNERS)
    words = "Kosten van 1 van de 2 deelnemers samen: in 2014 34% hoger dan in 2013."
    assert photo.cost_trend_in_words(gap) == words


def test_cost_per_inhabitant_is_asked_of_municipalities_only():
    partners = pd.DataFrame({"partner": ["A", "B"], "kind": ["gemeente", "dienst"]})
    table = partners[["partner"]].assign(cost_per_inhabitant_eur=[87.4, None])
    table = table.assign(cost_per_pupil_eur=None)
    told = photo.cost_per_unit(table, partners)
    assert told["cost_per_inhabitant_eur"].tolist() == ["87", "geen"]
    assert told["cost_per_pupil_eur"].isna().all()
