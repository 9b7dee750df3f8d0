import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import cash_flow

PARTNERS = pd.DataFrame(
    {
        "partner": ["Aa", "Bo", "Co"],
        "inhabitants": [60_000, 30_000, 10_000],
        "workplaces": [1, 1, 2],
        "pupils": [10, pd.NA, 30],
        "left": pd.to_datetime([None, None, None]),
    }
)
COLUMNS = [
    "scenario",
    "partner",
    "kind",
    "item",
    "first_year",
    "last_year",
    "low_eur",
    "likely_eur",
    "high_eur",
]


def flows(*rows):
    frame = pd.DataFrame(rows, columns=COLUMNS)
    places = [f"cash_flows.csv:{n + 2}" for n in range(len(frame))]
    return frame.assign(factor=None, origin=places, source="s1", grade="D")


# Unchanged policy costs Aa 100 and Bo 50 a year. Together: 90 at once, 10 a year for all,
# and Aa saves 40 a year from 2016.
CASE = flows(
    ("Niets", "Aa", "structureel", "ICT", 2015, 2024, 90, 100, 110),
    ("Niets", "Bo", "structureel", "ICT", 2015, 2024, 50, 50, 50),
    ("Samen", "Aa", "structureel", "ICT", 2015, 2024, 100, 100, 100),
    ("Samen", "Bo", "structureel", "ICT", 2015, 2024, 50, 50, 50),
    ("Samen", "gezamenlijk", "eenmalig", "Project", 2015, 2015, 80, 90, 150),
    ("Samen", "gezamenlijk", "regiekosten", "Regie", 2015, 2024, 10, 10, 20),
    ("Samen", "Aa", "besparing", "Licenties", 2016, 2024, 0, 40, 60),
)


def yearly(table=CASE, partners=PARTNERS, key="inwoners"):
    return cash_flow.per_year(table, partners, key)


amount = st.floats(0, 1e7, allow_nan=False)
delivered = st.builds(
    lambda scenario, partner, kind, first, span, amounts: (
        scenario,
        partner,
        kind,
        "post",
        first,
        first + span,
        *sorted(amounts),
    ),
    st.sampled_from(["Niets", "Samen", "Apart"]),
    st.sampled_from(["Aa", "Bo", "Co", "gezamenlijk"]),
    st.sampled_from(["eenmalig", "structureel", "besparing", "regiekosten"]),
    st.integers(2013, 2026),
    st.integers(0, 12),
    st.tuples(amount, amount, amount),
)
many = st.lists(delivered, min_size=1, max_size=12).map(lambda rows: flows(*rows))
KEYS = st.sampled_from(["gelijk", "inwoners", "werkplekken"])


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("inwoners", [0.6, 0.3, 0.1]),
        ("gelijk", [1 / 3, 1 / 3, 1 / 3]),
        ("werkplekken", [0.25, 0.25, 0.5]),
    ],
)
def test_shares_follow_the_key(key, expected):
    assert cash_flow.shares(PARTNERS, key).tolist() == pytest.approx(expected)


def test_a_missing_count_is_said_in_words():
    with pytest.raises(ValueError, match="leerlingen kan niet: geen aantal bekend van Bo"):
        cash_flow.shares(PARTNERS, "leerlingen")
    with pytest.raises(ValueError, match="het totaal is nul"):
        cash_flow.shares(PARTNERS.assign(workplaces=0), "werkplekken")


def test_counts_are_not_needed_without_joint_rows():
    own = CASE[CASE["partner"] != "gezamenlijk"]
    assert len(yearly(own, key="leerlingen")) == 49


def test_a_partner_that_left_does_not_share():
    gone = PARTNERS.assign(left=pd.to_datetime([None, None, "2014-01-01"]))
    assert cash_flow.shares(gone, "werkplekken").to_dict() == {"Aa": 0.5, "Bo": 0.5}


def test_years_signs_and_shares():
    table = yearly()
    saving = table[table["kind"] == "besparing"]
    assert saving["year"].tolist() == list(range(2016, 2025))
    assert saving[cash_flow.AMOUNTS].iloc[0].tolist() == [-60, -40, 0]
    project = table[table["item"] == "Project"]
    assert project["partner"].tolist() == ["Aa", "Bo", "Co"]
    assert project["likely_eur"].tolist() == pytest.approx([54, 27, 9])
    assert project["one_off"].all()


def test_vat_is_one_off_only_in_a_single_year():
    table = yearly(
        flows(
            ("S", "Aa", cash_flow.VAT, "a", 2015, 2015, 1, 1, 1),
            ("S", "Aa", cash_flow.VAT, "b", 2015, 2016, 1, 1, 1),
        )
    )
    assert table.groupby("item")["one_off"].first().to_dict() == {"a": True, "b": False}


@given(many, KEYS)
@settings(max_examples=40, deadline=None)
def test_shared_amounts_add_up_to_what_was_delivered(table, key):
    spans = table["last_year"] - table["first_year"] + 1
    sign = table["kind"].map({"besparing": -1}).fillna(1)
    expected = (table["likely_eur"] * spans * sign).sum()
    assert yearly(table, key=key)["likely_eur"].sum() == pytest.approx(expected, abs=1e-3)
    assert cash_flow.shares(PARTNERS, key).sum() == pytest.approx(1, abs=1e-12)


def test_what_a_scenario_leaves_as_it_is_has_no_range():
    same = ("Aa", "structureel", "ICT", 2015, 2024, 90, 100, 110)
    other = ("Aa", "structureel", "ICT", 2015, 2023, 90, 100, 110)
    table = cash_flow.settled(
        flows(("Niets", *same), ("Samen", *same), ("Apart", *other), ("Apart", *same)), "Niets"
    )
    assert table["low_eur"].tolist() == [90, 100, 90, 100]
    assert table["high_eur"].tolist() == [110, 100, 110, 100]
    pd.testing.assert_frame_equal(cash_flow.settled(CASE, None), CASE)
