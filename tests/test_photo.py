"""ICT-photo on tables of two or three rows that can be added up by head."""

import pandas as pd
import pytest
from conftest import CLIENTS
from hypothesis import given
from hypothesis import strategies as st

from lib import photo, privacy
from lib.dossier import Dossier

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
    words = "50% van de gevraagde kengetallen is aangeleverd."
    assert photo.completeness_in_words(table) == words
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


def test_steps_from_booked_to_comparable_add_up_per_partner_and_together():
    cost = photo.ict_cost(COSTS, 2014, 10.0)
    steps = photo.cost_steps(COSTS, cost, 2013).set_index("partner")
    names = ["geboekt", "andere definitie", "prijspeil", "vergelijkbaar", "complete"]
    assert steps.columns.tolist() == names
    assert steps.loc["A"].tolist() == [1500, -100, 140, 1540, "ja"]
    assert steps.loc["B"].tolist() == [300, 0, 30, 330, "nee"]
    assert steps.loc["Totaal"].tolist() == [1800, -100, 170, 1870, "nee"]
    words = "Vergelijkbaar zijn de kosten 3,9% hoger dan geboekt, vooral door prijspeil."
    assert photo.cost_steps_in_words(steps) == words


@given(st.lists(st.integers(-9_999_99, 9_999_99), min_size=6, max_size=6), st.integers(-5, 9))
def test_steps_always_add_up_in_whole_euro(cents, index):
    keys = [("A", 2013, "software", step) for step in photo.CORRECTIONS]
    keys += [("B", 2013, "software", "geboekt"), ("B", 2013, "inhuur", "geboekt")]
    rows = costs(*[(*key, cent / 100) for key, cent in zip(keys, cents, strict=True)])
    steps = photo.cost_steps(rows, photo.ict_cost(rows, 2020, index), 2013)
    numbers = steps.drop(columns=["partner", "complete"])
    assert numbers.drop(columns="vergelijkbaar").sum(axis=1).eq(numbers["vergelijkbaar"]).all()
    assert numbers.iloc[:-1].sum().eq(numbers.iloc[-1]).all()
    assert numbers.eq(numbers.round()).all().all()


def test_steps_of_who_delivered_no_amount_are_missing_and_not_nought():
    rows = costs(
        ("A", 2013, "software", "geboekt", 90.0), ("B", 2013, "software", "geboekt", None)
    )
    steps = photo.cost_steps(rows, photo.ict_cost(rows, 2013, 0), 2013).set_index("partner")
    assert steps.loc["B", ["geboekt", "vergelijkbaar"]].isna().all()
    assert steps["vergelijkbaar"].tolist()[::2] == [90, 90]
    assert photo.cost_steps_drawn(steps.reset_index())["partner"].tolist() == ["A"]
    alone = photo.cost_steps(rows[1:], photo.ict_cost(rows[1:], 2013, 0), 2013)
    assert photo.cost_steps_drawn(alone).empty and photo.cost_steps_in_words(alone)


def test_costs_in_the_price_year_without_corrections_are_comparable_as_they_are():
    rows = COSTS[COSTS["step"].eq("geboekt")].head(2)
    steps = photo.cost_steps(rows, photo.ict_cost(rows, 2013, 2.0), 2013)
    assert steps.columns.tolist() == ["partner", "geboekt", "vergelijkbaar", "complete"]
    assert photo.cost_steps_in_words(steps) == "De geboekte kosten zijn al vergelijkbaar."
    assert steps["vergelijkbaar"].tolist() == [1500]
    assert photo.cost_steps(rows.head(0), COSTS.assign(known_eur=0.0), 2013).empty


LEDGER = pd.DataFrame(
    {"partner": ["A", "B", "A"], "year": [2013, 2013, 2012], "total_eur": [1515.0, 300.0, 8.0]}
)


def test_booked_cost_stands_against_the_administration():
    more = pd.concat([COSTS, costs(("A", 2014, "personeel", "geboekt", 7.0))])
    more = pd.concat([more, costs(("A", 2012, "personeel", "geboekt", 9.0))])
    table = photo.control_totals(more, LEDGER).set_index(["partner", "year"])
    assert table["state"].to_dict() == {
        ("A", 2013): "klopt",  # 15 of 1515 is within 2%
        ("B", 2013): "onbekend",
        ("A", 2014): "geen controletotaal",
        ("A", 2012): "wijkt af",  # 9 is 12,5% more than 8
    }
    assert table["difference_pct"].round(2).dropna().tolist() == [-0.99, 12.5]
    assert table.loc[("A", 2013), "booked_eur"] == 1500  # without the corrections


def test_without_a_ledger_there_is_nothing_to_test():
    assert photo.control_totals(COSTS, LEDGER.head(0)).empty


def test_the_grade_of_what_was_delivered_is_counted_and_weighed_by_euro():
    complete = photo.completeness(INDICATORS, PARTNERS)
    assert complete["checked"].tolist() == [1, 0]
    assert complete["checked_pct"].tolist()[0] == 50
    assert pd.isna(complete["checked_pct"].iloc[1])
    graded = COSTS.assign(grade=["B", "D", "D", "A", "A"])
    table = photo.certainty(complete, graded).set_index(["partner", "subject"])["checked_pct"]
    assert table["A", "alle kosten, in euro"] == 62.5  # 1000 of 1600, corrections by their size
    assert table["B", "alle kosten, in euro"] == 100
    assert table["A", "gebruikers"] == 50
    words = "Gemeten of uit een administratie (A of B): kengetallen 50%, kosten 68%."
    assert photo.certainty_in_words(complete, graded) == words
    none = photo.certainty(complete, graded.head(0))
    assert none.loc[none["subject"].str.startswith("alle"), "checked_pct"].isna().all()
    words = "kosten niet aangeleverd."
    assert photo.certainty_in_words(complete, graded.head(0)).endswith(words)


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
    assert row[["fte", "hired_pct", "vacancy_fte"]].tolist() == [8, 50, 2]
    away = photo.vulnerability(TASKS, STAFF.replace("inhuur", "detachering"), PARTNERS)
    assert away.loc[0, ["hired_pct", "seconded_pct"]].tolist() == [0, 50]
    assert row["origin"] == "staff.csv:2-5; tasks.csv:2-3"
    assert table.loc["B", ["single_tasks", "unknown_tasks"]].tolist() == [0, 1]
    assert pd.isna(table.loc["B", "fte"])
    words = photo.vulnerability_in_words(table.reset_index())
    assert words == (
        "1 van de 3 taken hangt aan hooguit één persoon; de meeste bij A (1); "
        "van 1 taak is dit onbekend."
    )


def test_an_unknown_fte_hides_its_sum():
    gap = STAFF.assign(fte=[3.0, None, 4.0, 2.0])
    row = photo.vulnerability(TASKS, gap, PARTNERS).iloc[0]
    assert pd.isna(row["fte"]) and pd.isna(row["hired_pct"])
    assert row["vacancy_fte"] == 2


def test_joint_fte_count_for_all_workplaces():
    partners = PARTNERS.assign(workplaces=[200, 100])
    joint = STAFF.head(1).assign(partner="gezamenlijk", fte=6.0)
    own = photo.vulnerability(TASKS, STAFF, partners).set_index("partner")
    both = photo.vulnerability(TASKS, pd.concat([STAFF, joint]), partners).set_index("partner")
    assert own.loc["A", "fte_per_100_workplaces"] == 4
    assert both.loc["A", "fte_per_100_workplaces"] == 6
    assert both.loc["gezamenlijk", "fte_per_100_workplaces"] == 2
    assert pd.isna(both.loc["B", "fte_per_100_workplaces"])


def staff(*rows: tuple) -> pd.DataFrame:
    names = ["partner", "age_band", "fte", "people", "employment"]
    return pd.DataFrame(rows, columns=names)


OLDER = staff(
    ("A", "45-54", 6.0, 8, "vast"),
    ("A", "60 en ouder", 4.5, 6, "vast"),
    ("B", "45-54", 4.2, None, "vast"),
    ("B", "60 en ouder", 0.5, None, "tijdelijk"),
    ("B", "onbekend", 1.0, 1, "inhuur"),
    ("B", "onbekend", 1.0, None, "vacature"),
)


def test_people_per_age_band_show_nobody_who_can_be_named():
    """B has 5 people (4.2 fte rounded up) and 1 of 60: its row would give the 1 away."""
    ages = photo.age_bands(OLDER, PARTNERS)
    assert ages.columns.tolist() == ["45-54", "60 en ouder", "Totaal"]
    assert ages.loc["B", "60 en ouder"] == "<5"
    assert ages.loc["Totaal", "Totaal"] == "20"
    words = photo.leaving_in_words(ages.assign(**{"60 en ouder": "7"}), OLDER)
    assert words == "7 van de 20 eigen mensen (5 fte) zijn 60 jaar of ouder."
    hidden = photo.leaving_in_words(ages.assign(**{"60 en ouder": "niet getoond"}), OLDER)
    assert hidden == "Hoeveel eigen mensen 60 jaar of ouder zijn, is niet te tonen."


def test_few_or_no_older_people_are_told_alike():
    words = "Minder dan vijf eigen mensen zijn 60 jaar of ouder."
    for rows in (OLDER.iloc[[0]], OLDER.iloc[[0, 3]], OLDER.head(0)):
        assert photo.leaving_in_words(photo.age_bands(rows, PARTNERS), rows) == words
    assert photo.age_bands(OLDER.head(0), PARTNERS).empty


def test_people_of_whom_no_age_is_known_are_not_said_to_be_young():
    rows = OLDER.assign(age_band="onbekend", people=20)
    ages = photo.age_bands(rows, PARTNERS)
    words = (
        "Minder dan vijf eigen mensen zijn zeker 60 jaar of ouder; van {} is de leeftijd onbekend."
    )
    assert photo.leaving_in_words(ages, rows) == words.format(ages["onbekend"].iloc[-1])
    hidden = ages.assign(onbekend="niet getoond")
    assert photo.leaving_in_words(hidden, rows) == words.format("een aantal")


def test_pupils_drive_workplaces_and_cost_per_pupil():
    ahead = pd.DataFrame({"year": [2013, 2018, 2023], "value": [150.0, 100.0, None]})
    partners = PARTNERS.assign(pupils=[100, 50], workplaces=[20, 10])
    table = photo.volumes(ahead, pd.DataFrame({"amount_eur": [900.0, 600.0]}), partners)
    assert table["workplaces"].tolist()[:2] == [30, 20]
    assert table["cost_per_pupil_eur"].tolist()[:2] == [10, 15]
    assert table.iloc[2].isna().sum() == 3
    gap = photo.volumes(ahead, pd.DataFrame({"amount_eur": [900.0, None]}), partners)
    assert gap["cost_per_pupil_eur"].isna().all()


def test_cost_is_not_divided_by_inhabitants_of_a_municipality_that_changed():
    changes = pd.DataFrame(
        [("GM1", "GM5", "2018-01-01"), ("GM2", "GM5", "2018-01-01"), ("GM6", "GM7", "2015-07-01")],
        columns=["old_code", "new_code", "valid_from"],
    )
    counted = pd.to_datetime(["2022-01-01", "2015-01-01"])
    partners = PARTNERS.assign(code=["GM5", "GM6"], count_date=counted)
    assert photo.same_area(partners, 2018, changes.head(2)) is None
    with pytest.raises(ValueError, match="voor A: in een andere"):
        photo.same_area(partners, 2017, changes.head(2))
    assert photo.same_area(partners.tail(1), 2015, changes) is None
    with pytest.raises(ValueError, match="voor B:"):  # the code of 1 July is first counted in 2016
        photo.same_area(partners, 2018, changes)
    assert photo.same_area(partners.assign(code=None), 2010, changes) is None


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
    assert photo.forecast(rows.head(0), "2013-10-01").empty


def test_answer_says_only_what_is_known():
    cost = photo.cost_per_partner(photo.ict_cost(COSTS.head(0), 2013, 2), PARTNERS, 2013)
    vulnerable = photo.vulnerability(TASKS, STAFF, PARTNERS)
    silent = photo.vulnerability(TASKS.head(0), STAFF.head(0), PARTNERS)
    assert not any(photo.answer(cost, "", silent))
    assert len([*filter(None, photo.answer(cost, "Gedeeld.", vulnerable))]) == 2


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
    assert told["cost_per_inhabitant_eur"].tolist() == ["€\u00a087", "geen"]
    assert told["cost_per_pupil_eur"].isna().all()


@pytest.mark.parametrize("client", CLIENTS)
def test_the_steps_of_a_case_end_at_its_cost_and_lie_near_its_administration(client):
    dossier = Dossier(client)
    terms, costs, partners = dossier.settings, dossier.read("costs"), dossier.read("partners")
    cost = photo.ict_cost(costs, terms.price_year, terms.price_index_pct)
    per = photo.cost_per_partner(cost, partners, terms.base_year).set_index("partner")
    steps = photo.cost_steps(costs, cost, terms.base_year).set_index("partner").iloc[:-1]
    assert abs(steps["vergelijkbaar"] - per["known_eur"]).max() <= 0.5
    assert steps["complete"].eq(per["complete"].reindex(steps.index)).all()
    totals = photo.control_totals(costs, dossier.read("ledger"))
    assert totals["difference_pct"].abs().fillna(0).le(photo.MOST_OFF_PCT).all()
    photo.same_area(partners, terms.base_year, dossier.reference("municipality_changes"))


@pytest.mark.parametrize("client", CLIENTS)
def test_no_case_shows_fewer_than_five_people_of_an_age(client):
    dossier = Dossier(client)
    ages = photo.age_bands(dossier.read("staff"), dossier.read("partners"))
    said = ages[~ages.isin([privacy.SMALL, privacy.HIDDEN])].stack().dropna()
    assert len(said) and said.str.replace(".", "").astype(int).ge(privacy.THRESHOLD).all()
