"""How ICT work is done today, on tables of two or three rows."""

import pandas as pd
import pytest

from lib import frames, practice

PARTNERS = pd.DataFrame({"partner": ["A", "B"]})


def rows(names: str, *content: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(content, columns=names.split())
    return frame.assign(origin=[f"tabel.csv:{n + 2}" for n in range(len(frame))])


def test_ratings_are_medians_over_the_raters():
    ratings = rows(
        "subject partner score",
        ("bereidheid", "A", 4.0),
        ("bereidheid", "A", 2.0),
        ("bereidheid", "B", 5.0),
        ("vermogen", "A", 3.0),
        ("vermogen", "B", None),
    )
    table = practice.rating_scores(ratings)
    assert table["score"].tolist()[:3] == [3, 5, 3]


def test_willing_and_able_have_the_lowest_and_highest_rater():
    ratings = rows(
        "subject partner score",
        ("bereidheid", "A", 4.0),
        ("bereidheid", "A", 5.0),
        ("vermogen", "A", 2.0),
        ("vermogen", "A", 3.0),
        ("vermogen", "B", 5.0),
        ("bereidheid", "B", 2.0),
        ("bereidheid", "C", 3.0),
        ("vermogen", "C", 3.0),
        ("omvang", "D", 5.0),
    )
    table = practice.willing_and_able(ratings).set_index("partner")
    assert table.loc["A", ["bereidheid", "vermogen"]].tolist() == [4.5, 2.5]
    assert table.loc["A", ["vermogen laag", "vermogen hoog"]].tolist() == [2, 3]
    assert practice.willing_and_able(ratings.tail(1)).empty


def test_ways_of_working_say_who_works_so_the_most_divided_process_first():
    processes = rows(
        "process partner way_of_working choice",
        ("inkoop", "A", "Per post", "gelijk maken"),
        ("inkoop", "B", " per post", "gelijk maken"),
        ("beheer", "A", "zelf", None),
        ("beheer", "B", "uitbesteed", None),
        ("post", "gezamenlijk", "samen", "eigen houden"),
        ("archief", "A", None, None),
    )
    table = practice.ways_of_working(processes, PARTNERS)
    assert table.set_index("process")["said"].to_dict() == {
        "beheer": "zelf (A); uitbesteed (B)",
        "inkoop": "Per post (A en B)",
        "post": "samen (A en B)",
        "archief": "niet aangeleverd (A en B)",
    }
    assert table["process"].tolist() == ["beheer", "inkoop", "post", "archief"]
    assert table["choice"].tolist()[1:3] == ["gelijk maken", "eigen houden"]
    assert practice.ways_of_working(processes[:0], PARTNERS).empty


def test_a_skill_counts_as_the_best_that_anybody_has():
    skills = rows(
        "partner skill state",
        ("A", "contracten", "ingehuurd"),
        ("B", "contracten", "afwezig"),
        ("A", "netwerk", "aanwezig"),
        ("A", "inkoop", "onbekend"),
    )
    found = practice.known_somewhere(skills).tolist()
    assert found == ["aanwezig", "onbekend", "ingehuurd"]


def test_all_nine_cells_are_there():
    cells = rows(
        "level domain topics now wanted owner",
        ("richten", "business", "visie", "geen", "één", "directeur"),
        ("inrichten", "business", "rollen", "los", "samen", None),
    )
    table = practice.nine_cells(cells)
    assert len(table) == 9
    empty = "leeg, geen eigenaar"
    assert table["gap"].value_counts().to_dict() == {empty: 7, "belegd": 1, "geen eigenaar": 1}


def test_a_cell_without_owner_that_is_empty_too_says_both():
    cells = rows("level domain now wanted owner", ("richten", "business", None, "één", None))
    gap = practice.nine_cells(cells)["gap"].iloc[0]
    assert gap == "leeg, geen eigenaar" and practice.GAPS[gap] == "bad"
    owned = practice.nine_cells(cells.assign(owner="directeur"))["gap"].iloc[0]
    assert owned == "leeg" and practice.GAPS[owned] == "part"


MATURITY = rows(
    "measurement partner topic level spread n model",
    ("0-meting", "A", "zaken", 1.0, 0.5, 12, "M1"),
    ("1-meting", "A", "zaken", 2.5, 0.5, 14, "M1"),
    ("0-meting", "A", "archief", 2.0, 0.5, 12, "M1"),
    ("1-meting", "A", "archief", 2.5, 0.5, 14, "M1"),
    ("0-meting", "B", "zaken", 1.0, 0.5, 12, "M1"),
    ("1-meting", "C", "zaken", 1.0, 0.5, 12, "M2"),
)


def test_a_difference_inside_the_spread_is_none():
    table = practice.maturity_change(MATURITY).set_index(["partner", "topic"])
    assert table["outcome"].to_dict() == {
        ("A", "zaken"): "hoger",
        ("A", "archief"): "geen aantoonbaar verschil",
        ("B", "zaken"): "niet te vergelijken",
        ("C", "zaken"): "niet te vergelijken",
    }


def test_what_is_not_compared_has_a_reason():
    rows_ = MATURITY.assign(model=[*["M1"] * 3, "M2", "M1", "M2"])
    rows_.loc[0, "spread"] = None
    table = practice.maturity_change(rows_).set_index(["partner", "topic"])
    assert table["reason"].to_dict() == {
        ("A", "zaken"): "geen spreiding",
        ("A", "archief"): "ander model",
        ("B", "zaken"): "geen 1-meting",
        ("C", "zaken"): "geen 0-meting",
    }
    assert table["difference"].dropna().tolist() == [1.5]


def test_topics_compare_medians_of_partners_measured_twice():
    table = practice.maturity_by_topic(practice.maturity_change(MATURITY)).set_index("topic")
    assert table.loc["zaken", ["before", "after", "n_before"]].tolist() == [1, 2.5, 12]
    assert table["outcome"].to_dict() == {"zaken": "hoger", "archief": "geen aantoonbaar verschil"}
    left = table["niet_vergeleken"].to_dict()
    assert left == {"zaken": "B (geen 1-meting) en C (geen 0-meting)", "archief": "niemand"}


def test_a_topic_that_nobody_answered_twice_is_not_compared():
    table = practice.maturity_by_topic(practice.maturity_change(MATURITY.tail(2)))
    assert table[["topic", "outcome"]].to_numpy().tolist() == [["zaken", "niet te vergelijken"]]
    once = MATURITY[MATURITY["measurement"].eq("0-meting")]
    assert practice.maturity_by_topic(practice.maturity_change(once)).empty


def test_the_difference_of_medians_is_the_one_a_reader_computes():
    parts = {"topic": "zaken", "spread": 0.5, "n_before": 1, "n_after": 1, "outcome": "hoger"}
    parts |= {"partner": ["A", "B"], "reason": ""}
    change = pd.DataFrame({"before": [2.2, 2.3], "after": [3.0, 3.1], **parts})
    found = practice.maturity_by_topic(change).loc[0, ["before", "after", "difference"]]
    assert found.tolist() == [2.3, 3.1, 0.8]


def test_complaints_before_and_after_the_start():
    incidents = rows(
        "month partner kind count",
        ("2010-09", "A", "klacht", 10),
        ("2010-10", "A", "klacht", 10),
        ("2010-11", "A", "klacht", 20),
        ("2010-11", "B", "klacht", 4),
        ("2010-12", "A", "klacht", None),
    )
    table = practice.incidents_per_month(incidents)
    assert table["count"].tolist()[:3] == [10, 10, 24]
    assert pd.isna(table["count"].iloc[3])
    words = "In het jaar na de start: klachten van 10 naar 24 per maand."
    periods = practice.before_and_after(table, "2010-11")
    assert practice.incidents_in_words(periods) == words
    later = pd.concat([table, table.head(1).assign(month="2012-01", count=7.0)])
    after = practice.incidents_in_words(practice.before_and_after(later, "2010-11"))
    assert after == words.replace(" per maand", " (daarna 7) per maand")
    assert practice.incidents_in_words(practice.before_and_after(table, "9999-12")) == ""


def year(first: str, *counts: float | None, kind: str = "klacht") -> pd.DataFrame:
    months = pd.period_range(first, periods=len(counts), freq="M").astype(str)
    return pd.DataFrame({"month": months, "partner": "A", "kind": kind, "count": counts})


def test_the_years_next_to_the_start_have_the_same_seasons():
    counts = [1.0, 2.0, 3.0] + [4.0] * 12 + [6.0, None] + [8.0] * 10 + [9.0]
    table = practice.before_and_after(year("2008-10", *counts), "2010-01")
    assert table["periode"].tolist() == practice.PERIODS
    assert table["maanden"].tolist() == [3, 12, 11, 1]
    assert table["gemiddeld"].tolist() == [2, 4, 86 / 11, 9]
    assert table[["laagste", "hoogste"]].to_numpy()[0].tolist() == [1, 3]
    none = practice.before_and_after(year("2008-10"), "2010-01")
    assert none.empty


def test_load_is_hours_asked_of_hours_available():
    hours = rows(
        "quarter client_body assignments hours_asked hours_available",
        ("2011-K1", "X", 3, 100.0, None),
        ("2011-K1", "Y", 2, 50.0, 100.0),
        ("2011-K2", "X", 2, None, 100.0),
    )
    table = practice.workload(hours)
    assert table["load_pct"].tolist()[0] == 150
    assert pd.isna(table["load_pct"].iloc[1])


SERVICES = rows(
    "service partner taken variant price_eur_per_year surcharge_eur_per_year",
    ("balie", "A", "ja", "lokaal", 100.0, 60.0),
    ("balie", "B", "nee", None, None, None),
    ("telefoon", "gezamenlijk", "ja", "standaard", 50.0, 40.0),
    ("post", "A", "onbekend", None, None, None),
)


def test_services_per_partner_and_the_price_of_staying_different():
    grid = practice.service_grid(SERVICES, PARTNERS).set_index(["service", "partner"])["variant"]
    assert grid["telefoon"].to_dict() == {"A": "standaard", "B": "standaard"}
    assert grid["balie"].to_dict() == {"A": "lokaal", "B": "niet afgenomen"}
    assert grid["post", "A"] == "onbekend"
    table = practice.service_prices(SERVICES)
    assert table["share_pct"].tolist() == [60, 40]


NORMS = rows(
    "service partner taken variant norm realised unit satisfaction n opening_hours",
    ("balie", "A", "ja", "standaard", 85.0, 78.0, "%", 6.0, 4, "9-17"),
    ("balie", "B", "ja", "standaard", 85.0, 85.0, "%", 7.5, 40, "9-17"),
    ("post", "A", "ja", "standaard", 99.5, None, None, None, None, "9-17"),
    ("post", "B", "ja", "standaard", None, 4.0, "%", 7.5, None, "8-16"),
    ("net", "A", "nee", None, 99.0, 99.0, "%", 9.0, 9, "dag en nacht"),
)


def test_services_against_their_norm():
    table = practice.service_norms(practice.service_grid(NORMS, PARTNERS))
    assert table["shown"].tolist() == ["niet gehaald (78)", "gehaald (85)", "niet gemeten"]
    tones = table["outcome"].map(practice.OUTCOMES).tolist()
    assert tones == ["bad", "good", "unknown"]
    assert table["dienst_en_norm"].tolist()[1:] == ["balie: 85 %", "post: 99,5 "]


def test_marks_show_how_many_answered_and_say_when_these_are_few():
    table = practice.satisfaction(practice.service_grid(NORMS, PARTNERS))
    shown = ["6,0 (4, weinig)", "7,5 (40)", "7,5 (niet aangeleverd)"]
    assert table["shown"].dropna().tolist() == shown
    none = NORMS.head(0).astype({"satisfaction": float, "n": float, "norm": float})
    assert practice.satisfaction(practice.service_grid(none, PARTNERS)).empty
    assert practice.service_norms(practice.service_grid(none, PARTNERS)).empty


def test_opening_hours_are_taken_together_where_they_are_the_same():
    table = practice.opening_hours(practice.service_grid(NORMS, PARTNERS))
    assert table.to_numpy().tolist() == [
        ["9-17", "A en B", "balie"],
        ["9-17", "A", "post"],
        ["8-16", "B", "post"],
    ]
    unknown = practice.service_grid(NORMS.assign(opening_hours=None), PARTNERS)
    assert practice.opening_hours(unknown).empty


def test_contracts_against_their_norm():
    contracts = rows(
        "contract sla_norm_pct sla_realised_pct",
        ("k1", 99.0, 97.0),
        ("k2", 95.0, 95.0),
        ("k3", 99.0, None),
        ("k4", None, None),
    )
    table = practice.service_levels(contracts)
    assert table["outcome"].tolist() == ["gehaald", "niet gehaald", "niet gemeten"]


def test_replacement_in_the_next_five_years():
    infrastructure = rows(
        "component end_of_support replacement_eur",
        ("server", "2014-07-01", 300.0),
        ("netwerk", "2014-12-01", None),
        ("wifi", "2025-01-01", 900.0),
    )
    infrastructure["end_of_support"] = pd.to_datetime(infrastructure["end_of_support"])
    table = frames.per_year(infrastructure, "end_of_support", "replacement_eur")
    assert table["replacement_eur"].tolist() == [300, 900]
    words = practice.replacement_in_words(table, 0, 2014).replace("\u00a0", " ")
    assert words == "Tot en met 2018 vraagt vervanging € 300; 1 onderdeel zonder bedrag."
    both = practice.replacement_in_words(table, 2, 2014)
    assert both.endswith("; 1 onderdeel zonder bedrag; 2 onderdelen zonder einddatum.")


@pytest.mark.parametrize("name", ["rating_scores", "maturity_change"])
def test_no_rows_give_no_rows(name):
    columns = "subject partner score process way_of_working choice measurement topic level spread"
    empty = rows(columns + " n model").assign(choice=pd.Series(dtype=str))
    empty["way_of_working"] = empty["way_of_working"].astype(str)
    assert getattr(practice, name)(empty).empty
