"""Applications and contracts on a landscape of three products that can be counted by head."""

import pandas as pd
import pytest

from lib import landscape

PARTNERS = pd.DataFrame({"partner": ["A", "B"]})


def applications(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["partner", "function", "application"])
    origin = [f"applications.csv:{n + 2}" for n in range(len(frame))]
    return frame.assign(state="in gebruik", origin=origin)


APPS = applications(
    ("A", "zaken", "Zaaksoft"),
    ("B", "zaken", "Zaaksoft"),
    ("A", "belasting", "Taxa"),
    ("B", "belasting", "Heffing"),
    ("A", "kaarten", "Geo"),
)


def sharing(rows: pd.DataFrame, partners: pd.DataFrame = PARTNERS) -> dict:
    return landscape.functions(rows, partners).set_index("function")["sharing"].to_dict()


def test_functions_are_same_other_or_one_only():
    expected = {
        "belasting": "ander product",
        "kaarten": "één deelnemer",
        "zaken": "zelfde product",
    }
    assert sharing(APPS) == expected
    assert sharing(APPS[::-1]) == expected
    table = landscape.functions(APPS, PARTNERS).set_index("function")
    assert table["duplicates"].to_dict() == {"belasting": 1, "kaarten": 0, "zaken": 0}
    assert table.loc["zaken", "origin"] == "applications.csv:2-3"
    words = "Bij 1 van de 2 gedeelde functies is het product overal gelijk (50%)."
    assert landscape.functions_in_words(table) == words


def test_a_partner_that_delivered_nothing_changes_nothing_known():
    three = pd.DataFrame({"partner": ["A", "B", "C"]})
    assert sharing(APPS, three) == sharing(APPS)
    grid = landscape.function_grid(APPS, three).set_index(["function", "partner"])["sharing"]
    assert grid["kaarten"].to_dict() == {"A": "één deelnemer", "B": "geen opgave", "C": "onbekend"}
    assert grid["zaken", "A"] == "zelfde product"


def test_an_unnamed_product_is_unknown_only_where_it_could_decide():
    rows = applications(
        ("A", "zaken", "Zaaksoft"), ("B", "zaken", "Zaaksoft"), ("C", "zaken", "onbekend"),
        ("A", "kaarten", "Geo"), ("B", "kaarten", "Atlas"), ("C", "kaarten", "Onbekend"),
    )  # fmt: skip
    three = pd.DataFrame({"partner": ["A", "B", "C"]})
    assert sharing(rows, three) == {"zaken": "onbekend", "kaarten": "ander product"}


def test_a_product_that_some_share_is_not_the_same_for_all():
    rows = applications(
        ("A", "zaken", "Zaaksoft"), ("B", "zaken", "Zaaksoft"), ("C", "zaken", "Anders"),
        ("A", "geo", "Geo"), ("B", "geo", "Geo"), ("A", "eigen", "X"), ("B", "eigen", "Y"),
    ).assign(cost_eur_per_year=1.0)  # fmt: skip
    three = pd.DataFrame({"partner": ["A", "B", "C"]})
    grid = landscape.main_functions(rows, three)
    assert grid["function"].unique().tolist() == ["geo", "zaken", "eigen"]
    words = landscape.main_functions_in_words(grid, landscape.functions(rows, three))
    assert words == (
        "Bij 1 van de 3 duurste gedeelde functies gebruikt iedereen hetzelfde product; "
        "bij 1 heeft een deel hetzelfde product."
    )


def test_planned_products_do_not_count_and_joint_ones_count_for_all():
    rows = pd.concat([APPS, applications(("gezamenlijk", "kaarten", "Geo"))], ignore_index=True)
    assert sharing(rows)["kaarten"] == "zelfde product"
    rows.loc[rows["partner"].eq("gezamenlijk"), "state"] = "gepland"
    assert sharing(rows)["kaarten"] == "één deelnemer"


def test_counts_per_kind_of_sharing():
    table = landscape.sharing_counts(landscape.functions(APPS, PARTNERS)).set_index("sharing")
    assert table["functions_count"].to_dict() == {
        "zelfde product": 1,
        "ander product": 1,
        "één deelnemer": 1,
    }
    assert table.loc["ander product", "duplicates"] == 1


def test_jaccard_and_overlap_by_hand():
    # A = {Zaaksoft, Taxa, Geo}, B = {Zaaksoft, Heffing}: 1 in common, 4 together, smallest 2
    row = landscape.product_overlap(APPS, PARTNERS).iloc[0]
    assert row[["partner", "other_partner", "shared_products"]].tolist() == ["A", "B", 1]
    assert row["jaccard_pct"] == 25


def test_jaccard_of_two_sets_of_numbers():
    # {0, 1, 2, 5, 6} and {0, 2, 3, 4, 5, 7, 9}: 3 in common, 9 together, smallest 5
    sets = {"A": [0, 1, 2, 5, 6], "B": [0, 2, 3, 4, 5, 7, 9]}
    rows = applications(*[(p, f"f{n}", f"p{n}") for p, numbers in sets.items() for n in numbers])
    row = landscape.product_overlap(rows, PARTNERS).iloc[0]
    assert row["jaccard_pct"] == pytest.approx(100 * 3 / 9)


def test_one_or_no_partner_has_no_pairs():
    assert landscape.product_overlap(APPS[APPS["partner"].eq("A")], PARTNERS).empty
    assert landscape.product_overlap(APPS.head(0), PARTNERS).empty
    assert landscape.functions(APPS.head(0), PARTNERS).empty
    assert landscape.function_grid(APPS.head(0), PARTNERS).empty


def contracts(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["contract", "end_date", "value_eur_per_year"])
    frame["end_date"] = pd.to_datetime(frame["end_date"])
    return frame.assign(origin=[f"contracts.csv:{n + 2}" for n in range(len(frame))])


CONTRACTS = contracts(
    ("k1", "2014-12-31", 300.0),
    ("k2", "2015-06-30", 500.0),
    ("k3", "2015-12-31", None),
    ("k4", None, 200.0),
)


def test_contract_value_per_end_year():
    table = landscape.contracts_ending(CONTRACTS).set_index("year")
    assert table["value_eur_per_year"].to_dict() == {2014: 300, 2015: 500}
    assert table["share_pct"].to_dict() == {2014: 30, 2015: 50}
    assert table.loc[2015, ["n", "unknown"]].tolist() == [2, 1]
    words = "In 2015 eindigt 50% van de waarde van alle contracten."
    assert landscape.contracts_ending_in_words(table.reset_index()) == words
    assert landscape.contracts_ending(CONTRACTS.head(0)).empty
