"""Applications and contracts on a landscape of a few products that can be counted by head."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import distance

from lib import landscape

PARTNERS = pd.DataFrame({"partner": ["A", "B"]})
THREE = pd.DataFrame({"partner": ["A", "B", "C"]})
COLUMNS = ["partner", "function", "application", "users", "cost_eur_per_year", "contract"]


def applications(*rows: tuple) -> pd.DataFrame:
    filled = [(*row, *[None] * (len(COLUMNS) - len(row))) for row in rows]
    frame = pd.DataFrame(filled, columns=COLUMNS)
    frame = frame.astype({"users": "Int64", "cost_eur_per_year": float, "contract": "str"})
    origin = [f"applications.csv:{n + 2}" for n in range(len(frame))]
    return frame.assign(state="in gebruik", origin=origin, hosting="onbekend")


def used(rows: pd.DataFrame, partners: pd.DataFrame = PARTNERS) -> pd.DataFrame:
    return landscape.products_in_use(rows, partners)


APPS = applications(
    ("A", "zaken", "Zaaksoft"),
    ("B", "zaken", "Zaaksoft"),
    ("A", "belasting", "Taxa"),
    ("B", "belasting", "Heffing"),
    ("A", "kaarten", "Geo"),
)


def sharing(rows: pd.DataFrame, partners: pd.DataFrame = PARTNERS) -> dict:
    return landscape.functions(used(rows, partners)).set_index("function")["sharing"].to_dict()


def test_functions_are_same_other_or_one_only():
    expected = {
        "belasting": "ander product",
        "kaarten": "één deelnemer",
        "zaken": "zelfde product",
    }
    assert sharing(APPS) == expected
    assert sharing(APPS[::-1]) == expected
    table = landscape.functions(used(APPS)).set_index("function")
    assert table["duplicates"].to_dict() == {"belasting": 1, "kaarten": 0, "zaken": 0}
    assert table.loc["zaken", "origin"] == "applications.csv:2-3"
    words = "1 van de 2 gedeelde functies gebruikt overal hetzelfde product."
    assert landscape.functions_in_words(table) == words
    beside = landscape.functions_in_words(table.assign(duplicates=1))
    assert beside == f"{words[:-1]}; bij 1 daarvan staat er een ander product naast."


def test_a_partner_that_delivered_nothing_changes_nothing_known():
    assert sharing(APPS, THREE) == sharing(APPS)
    grid = landscape.function_grid(used(APPS, THREE), THREE).set_index(["function", "partner"])[
        "sharing"
    ]
    assert grid["kaarten"].to_dict() == {"A": "één deelnemer", "B": "geen opgave", "C": "onbekend"}
    assert grid["zaken", "A"] == "zelfde product"


def test_an_unnamed_product_is_unknown_only_where_it_could_decide():
    rows = applications(
        ("A", "zaken", "Zaaksoft"), ("B", "zaken", "Zaaksoft"), ("C", "zaken", "onbekend"),
        ("A", "kaarten", "Geo"), ("B", "kaarten", "Atlas"), ("C", "kaarten", "Onbekend"),
    )  # fmt: skip
    assert sharing(rows, THREE) == {"zaken": "onbekend", "kaarten": "ander product"}


def test_a_product_that_some_share_is_not_the_same_for_all():
    rows = applications(
        ("A", "zaken", "Zaaksoft"), ("B", "zaken", "Zaaksoft"), ("C", "zaken", "Anders"),
        ("A", "geo", "Geo"), ("B", "geo", "Geo"), ("A", "eigen", "X"), ("B", "eigen", "Y"),
    ).assign(cost_eur_per_year=1.0)  # fmt: skip
    use = used(rows, THREE)
    table = landscape.functions(use).set_index("function")["sharing"]
    assert table.to_dict() == {
        "zaken": "ander product",
        "geo": "zelfde product",
        "eigen": "ander product",
    }
    assert landscape.shared_functions(use) == ["zaken", "geo", "eigen"]


def test_a_partner_without_the_dearest_functions_did_deliver():
    rows = applications(
        ("A", "zaken", "X", 1, 9), ("B", "zaken", "Y", 1, 9),
        ("A", "geo", "Geo", 1, 1), ("C", "geo", "Geo", 1, 1),
    )  # fmt: skip
    use = used(rows, THREE)
    main = landscape.function_grid(use, THREE).set_index("function").loc["zaken", "sharing"]
    assert main.tolist() == ["ander product", "ander product", "geen opgave"]


def test_planned_products_do_not_count_and_joint_ones_count_for_all():
    rows = pd.concat([APPS, applications(("gezamenlijk", "kaarten", "Geo"))], ignore_index=True)
    assert sharing(rows)["kaarten"] == "zelfde product"
    rows.loc[rows["partner"].eq("gezamenlijk"), "state"] = "gepland"
    assert sharing(rows)["kaarten"] == "één deelnemer"


def test_counts_per_kind_of_sharing():
    table = landscape.sharing_counts(landscape.functions(used(APPS))).set_index("sharing")
    assert table["functions_count"].to_dict() == {
        "zelfde product": 1,
        "ander product": 1,
        "één deelnemer": 1,
    }
    assert table.loc["ander product", "duplicates"] == 1


def test_twice_the_rows_are_the_same_landscape():
    rows = pd.concat([MONEY, MONEY], ignore_index=True)
    once, twice = used(MONEY, THREE), used(rows, THREE)
    pd.testing.assert_frame_equal(once, twice)
    assert len(once) == len(MONEY)


def test_a_joint_product_costs_what_it_costs_once():
    rows = applications(("gezamenlijk", "zaken", "Zaaksoft", 30, 600.0))
    use = used(rows, THREE)
    assert use["cost_eur_per_year"].tolist() == [200, 200, 200]
    assert use["users"].tolist() == [10, 10, 10]


def test_who_has_which_product_the_dearest_function_first():
    rows = applications(
        ("A", "kaarten", "Geo", 1, 1), ("B", "kaarten", "Geo", 1, 1), ("C", "kaarten", "Geo"),
        ("C", "zaken", "Los", 1, 5), ("A", "zaken", "Zaaksoft", 1, 5), ("B", "zaken", "Zaaksoft"),
    )  # fmt: skip
    assert landscape.takers(used(rows, THREE), THREE).to_numpy().tolist() == [
        ["zaken", "Los", "C"],
        ["zaken", "Zaaksoft", "A en B"],
        ["kaarten", "Geo", "alle deelnemers"],
    ]


# ---------------------------------------------------------------- overlap
def pair(**sets: list) -> pd.Series:
    rows = applications(*[(p, f"f{n}", f"p{n}") for p, numbers in sets.items() for n in numbers])
    one, other = landscape.product_overlap(used(rows), PARTNERS).to_numpy()
    assert one[2:].tolist() == other[2:].tolist()  # the same from either side
    return landscape.product_overlap(used(rows), PARTNERS).iloc[0]


def test_jaccard_by_hand():
    # A = {Zaaksoft, Taxa, Geo}, B = {Zaaksoft, Heffing}: 1 in common, 4 together
    row = landscape.product_overlap(used(APPS), PARTNERS).iloc[0]
    assert row[["partner", "other_partner", "shared_products"]].tolist() == ["A", "B", 1]
    assert row["jaccard_pct"] == 25


def test_jaccard_of_a_published_example():
    # Leskovec, Rajaraman and Ullman (2014), Mining of Massive Datasets, example 3.1:
    # three elements in both sets, eight in one or both, so 3/8
    assert pair(A=[0, 1, 2, 3, 4], B=[2, 3, 4, 5, 6, 7])["jaccard_pct"] == 37.5


PRODUCTS = st.lists(st.integers(0, 9), min_size=1, max_size=10, unique=True)


@settings(deadline=None)
@given(PRODUCTS, PRODUCTS)
def test_overlap_agrees_with_scipy_and_with_sets(one, other):
    row, (a, b) = pair(A=one, B=other), (np.isin(range(10), part) for part in (one, other))
    assert row["jaccard_pct"] == pytest.approx(100 * (1 - distance.jaccard(a, b)))
    assert row["shared_products"] == len({*one} & {*other})


def test_a_partner_that_delivered_nothing_is_unknown_and_stands_last():
    rows = applications(("A", "zaken", "Zaaksoft"), ("C", "zaken", "Zaaksoft"))
    overlap = landscape.product_overlap(used(rows, THREE), THREE)
    assert overlap["partner"].tolist() == ["A", "A", "C", "C", "B", "B"]
    assert overlap["jaccard_pct"].isna().tolist() == [False, True, False, True, True, True]


def test_who_is_most_like_the_others_stands_first():
    # B is most like the others: 3 of 4 with C, 2 of 3 with A; C and A share 2 of 4
    rows = applications(
        *[("A", f"f{n}", f"p{n}") for n in (1, 2)],
        *[("B", f"f{n}", f"p{n}") for n in (1, 2, 3)],
        *[("C", f"f{n}", f"p{n}") for n in (1, 2, 3, 4)],
    )
    overlap = landscape.product_overlap(used(rows, THREE), THREE)
    pairs = (overlap["partner"] + overlap["other_partner"]).tolist()
    assert pairs == "BC BA CB CA AB AC".split()
    assert overlap["jaccard_pct"].round().tolist() == [75, 67, 75, 50, 67, 50]


def test_one_or_no_partner_has_no_pairs():
    alone = pd.DataFrame({"partner": ["A"]})
    overlap = landscape.product_overlap(used(APPS[APPS["partner"].eq("A")], alone), alone)
    assert overlap.empty
    none = used(APPS.head(0))
    unknown = landscape.product_overlap(none, PARTNERS)
    assert unknown["jaccard_pct"].isna().all()
    assert landscape.functions(none).empty
    assert landscape.function_grid(none, PARTNERS).empty
    assert landscape.takers(none, PARTNERS).empty


# ---------------------------------------------------------------- where it runs
def test_share_of_saas_is_of_what_is_known():
    rows = applications(
        ("A", "f1", "p1"), ("A", "f2", "p1"), ("A", "f1", "p2"), ("A", "f3", "p3"),
        ("B", "f1", "p1"),
    ).assign(hosting=["SaaS", "SaaS", "eigen beheer", "onbekend", None])  # fmt: skip
    table = landscape.hosting(used(rows, THREE), THREE).set_index("partner")
    assert table["applications_count"].astype("Float64").tolist() == [3, 1, pd.NA]
    assert table["saas_pct"].astype("Float64").tolist() == [50, pd.NA, pd.NA]
    assert table["unknown"].astype("Float64").tolist() == [1, 1, pd.NA]
    assert landscape.hosting(used(APPS), PARTNERS)["saas_pct"].isna().all()


# ---------------------------------------------------------------- contracts
def contracts(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["contract", "end_date", "value_eur_per_year"])
    frame["end_date"] = pd.to_datetime(frame["end_date"])
    frame["notice_date"] = frame["end_date"] - pd.offsets.MonthEnd(6)
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
    assert table.loc[2015, ["contracts_count", "unknown"]].tolist() == [2, 1]
    words = landscape.contracts_ending_in_words(table.reset_index(), CONTRACTS)
    assert words == (
        "In 2015 eindigt 50% van de waarde van alle contracten; van 1 is het einde onbekend."
    )
    assert landscape.contracts_ending(CONTRACTS.head(0)).empty


# A pays 10 per user for zaken, B 30 and C 20; kaarten is free to compare for two of the three.
LATER = pd.Timestamp("2019-12-31")
MONEY = applications(
    ("A", "zaken", "Zaaksoft", 100, 1000.0, "k1"),
    ("B", "zaken", "Anders", 10, 300.0, "k2"),
    ("C", "zaken", "Derde", 20, 400.0, "k4"),
    ("A", "kaarten", "Geo", 10, 100.0, "k1"),
    ("B", "kaarten", "Atlas", 10, None, "k2"),
    ("A", "loket", "Zaaksoft", 100, None, "k1"),
    ("B", "loket", "Balie", 5, 50.0, "k3"),
    ("C", "eigen", "Zelf", 5, 70.0, "k4"),
)


def test_all_can_step_over_on_the_latest_of_their_ends():
    table = landscape.joint_moments(used(MONEY, THREE), CONTRACTS).set_index("function")
    # zaken waits for k4, of which the end is unknown; eigen has only one partner
    assert table.index.tolist() == ["kaarten", "loket", "zaken"]
    assert table["joint_date"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2015-06-30",
        "2015-12-31",
        "",
    ]
    assert table["first_notice_date"].dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2014-06-30",
        "2014-06-30",
        "",
    ]
    assert table["unknown"].tolist() == [0, 0, 1]


def test_a_product_without_contract_makes_the_moment_unknown():
    rows = MONEY[MONEY["function"].eq("kaarten")].assign(contract=["k1", None])
    table = landscape.joint_moments(used(rows), CONTRACTS)
    assert table["joint_date"].isna().all()
    assert table["unknown"].tolist() == [1]


def test_one_price_per_user_by_hand():
    # zaken at 10 per user: B pays 100 instead of 300, C 200 instead of 400; only k2 ends in time
    until, dated = pd.Timestamp("2015-06-30"), CONTRACTS.fillna({"end_date": LATER})
    table = landscape.harmonisation(used(MONEY, THREE), dated, until).set_index("function")
    amounts = ["paid_eur", "low_eur", "likely_eur", "high_eur"]
    assert table.loc["zaken", amounts].tolist() == [1700, 0, 200, 400]
    # the costs of Atlas are unknown: so is what the function could change
    assert table.loc["kaarten", amounts].isna().all()
    tied = landscape.harmonisation(used(MONEY, THREE), CONTRACTS, pd.Timestamp("2014-01-01"))
    assert tied.set_index("function").loc["kaarten", amounts].isna().all()
    # without the end of k4 only the likely amount is unknown
    gap = landscape.harmonisation(used(MONEY, THREE), CONTRACTS, until).set_index("function")
    assert gap.loc["zaken", amounts].fillna(-1).tolist() == [1700, 0, -1, 400]
    # Zaaksoft is booked at zaken, so for loket only one price is known: nothing to compare
    assert table.index.tolist() == ["zaken", "kaarten"]
    words = landscape.harmonisation_in_words(table.reset_index()).replace("\u00a0", " ")
    assert words == (
        "Samen kiezen scheelt hooguit € 400 van € 1.700 per jaar; "
        "van 1 functie is het bedrag onbekend."
    )
    unknown = landscape.harmonisation_in_words(table[table["paid_eur"].isna()])
    assert unknown == "Wat samen kiezen hooguit scheelt, is voor geen functie bekend."


def test_no_users_or_one_product_give_no_amount():
    rows = MONEY[MONEY["function"].eq("zaken")]
    until = pd.Timestamp("2016-12-31")
    nobody = landscape.harmonisation(used(rows.assign(users=0), THREE), CONTRACTS, until)
    assert nobody["high_eur"].isna().all()
    free = rows.assign(cost_eur_per_year=rows["cost_eur_per_year"].mask(rows.index == 0, 0))
    bundled = landscape.harmonisation(used(free, THREE), CONTRACTS, until)
    assert bundled["high_eur"].isna().all()  # paid elsewhere: no price that others could pay
    same = used(rows.assign(application="Zaaksoft"), THREE)
    assert landscape.harmonisation(same, CONTRACTS, until).empty


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 900)), min_size=2, max_size=6))
def test_the_bound_is_never_below_nothing_or_above_what_is_paid(pairs):
    names = [f"P{n}" for n in range(len(pairs))]
    rows = applications(
        *[(p, "zaken", f"Z{p}", *pair, "k2") for p, pair in zip(names, pairs, strict=True)]
    )
    partners = pd.DataFrame({"partner": names})
    until = pd.Timestamp("2015-06-30")
    row = landscape.harmonisation(used(rows, partners), CONTRACTS, until).iloc[0]
    assert row["low_eur"] <= row["likely_eur"] == row["high_eur"] <= row["paid_eur"]


def test_a_case_without_applications_has_no_landscape():
    none, until = used(APPS.head(0)), pd.Timestamp("2015-06-30")
    assert landscape.function_grid(none, PARTNERS).set_index("function").loc[[]].empty
    assert landscape.joint_moments(none, CONTRACTS).empty
    gains = landscape.harmonisation(none, CONTRACTS, until)
    assert gains.empty and landscape.harmonisation_in_words(gains)
    assert landscape.hosting(none, PARTNERS).empty
    assert landscape.joint_moments(used(APPS), CONTRACTS.head(0))["joint_date"].isna().all()
