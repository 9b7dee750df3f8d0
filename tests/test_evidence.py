import pandas as pd
import pytest

from lib import evidence

ROWS = pd.DataFrame(
    {
        "origin": ["costs.csv:2", "costs.csv:3", "intake-raalte.xlsx[costs]:7"],
        "item": ["licenties", "servers", "servers"],
        "amount_eur": [100.0, 300.0, 600.0],
        "source": ["s1", "s1", "s2"],
        "grade": ["A", "A", "D"],
    }
)


def test_a_number_is_the_sum_of_its_rows():
    found = evidence.rows(ROWS, "ict", "ICT-kosten", "€", "amount_eur", "item", factor=0.5)
    assert list(found.columns) == evidence.COLUMNS
    assert evidence.total(found).to_dict() == {"ict": 500.0}


def test_what_joins_columns_and_skips_missing():
    frame = ROWS.assign(year=[2014, None, 2015], item=["a", "b", None])
    found = evidence.rows(frame, "n", "N", "€", "amount_eur", ["item", "year"])
    assert found["what"].tolist() == ["a, 2014.0", "b", "2015.0"]


def test_origins_join_into_spans():
    origins = pd.Series(["costs.csv:14", "costs.csv:2", "costs.csv:3", "b.xlsx[costs]:3", None])
    assert evidence.join(origins) == "b.xlsx[costs]:3; costs.csv:2-3,14"


def test_joined_origins_join_again():
    once = evidence.join(pd.Series(["costs.csv:2", "costs.csv:3"]))
    assert evidence.join(pd.Series([once, "costs.csv:5", "costs.csv:3"])) == "costs.csv:2-3,5"


def test_grades_by_rows_and_by_euro():
    assert evidence.grade_shares(ROWS).to_dict() == pytest.approx(
        {"A": 2 / 3, "B": 0, "C": 0, "D": 1 / 3}
    )
    assert evidence.grade_shares(ROWS, "amount_eur").to_dict() == pytest.approx(
        {"A": 0.4, "B": 0, "C": 0, "D": 0.6}
    )
    assert evidence.grade_shares(ROWS.iloc[:0]).sum() == 0


def test_a_number_without_rows_has_no_evidence():
    empty = pd.DataFrame(columns=["item", "amount_eur", "origin", "source", "grade"])
    assert evidence.rows(empty, "x", "X", "€", "amount_eur", "item").empty
