import pandas as pd

from lib import frames

ROWS = pd.DataFrame(
    {
        "partner": ["Noord", "gezamenlijk"],
        "end_date": pd.to_datetime(["2015-06-30", "2014-01-01"]),
        "amount_eur": [100.0, None],
        "origin": ["costs.csv:2", "costs.csv:3"],
    }
)
PARTNERS = pd.DataFrame({"partner": ["Noord", "Zuid"]})


def test_a_joint_row_counts_for_every_partner():
    found = frames.for_all(ROWS, PARTNERS)
    assert found["partner"].tolist() == ["Noord", "Noord", "Zuid"]
    assert found["origin"].tolist() == ["costs.csv:2", "costs.csv:3", "costs.csv:3"]


def test_a_full_grid_keeps_what_is_known():
    table = pd.DataFrame({"partner": ["Zuid"], "year": [2015], "n": [4]})
    found = frames.full(table, partner=["Noord", "Zuid"], year=[2014, 2015])
    assert len(found) == 4
    assert found["n"].notna().sum() == 1


def test_a_sum_with_a_gap_is_missing():
    assert frames.whole(pd.Series([1.0, 2.0])) == 3
    assert pd.isna(frames.whole(pd.Series([1.0, None])))


def test_per_year_sums_what_is_known_and_counts_what_is_not():
    found = frames.per_year(ROWS, "end_date", "amount_eur").set_index("year")
    assert found.loc[2015, "amount_eur"] == 100
    assert found["unknown"].to_dict() == {2014: 1, 2015: 0}
    assert found.loc[2014, "origin"] == "costs.csv:3"


def test_values_sort_in_the_given_order():
    table = pd.DataFrame({"level": ["laag", "hoog"]})
    ordered = table.sort_values("level", key=frames.place(["hoog", "laag"]))
    assert ordered["level"].tolist() == ["hoog", "laag"]


def test_a_change_is_said_from_first_to_last_known_year():
    table = pd.DataFrame({"year": [2012, 2013, 2014], "cost": [200.0, 250.0, None]})
    assert (
        frames.change_in_words(table, "cost", "Kosten") == "Kosten: in 2013 25% hoger dan in 2012."
    )
    assert "hooguit één jaar" in frames.change_in_words(table.iloc[1:], "cost", "Kosten")
    same = table.assign(cost=200.0)
    assert frames.change_in_words(same, "cost", "Kosten").endswith("even hoog als in 2012.")


def test_highest_and_lowest_with_ties_one_and_none():
    table = pd.DataFrame({"who": ["A", "B", "C", "D"], "n": [90.0, 70.0, 90.0, None]})
    words = "Het hoogst: A en C (90); het laagst: B (70)."
    assert frames.ends_in_words(table, "who", "n") == words
    assert frames.ends_in_words(table.head(1), "who", "n") == "Overal even hoog: 90."
    equal = table.iloc[[0, 2, 3]]
    assert frames.ends_in_words(equal.iloc[1:], "who", "n") == "Alleen van C bekend: 90."
    assert frames.ends_in_words(equal, "who", "n") == "Alleen van A en C bekend: 90."
    assert frames.ends_in_words(table.tail(1), "who", "n") == "Hier is geen waarde van bekend."


def test_who_has_the_most_of_each():
    table = pd.DataFrame({"name": ["A", "B"], "points": [2, 1], "money": [5, 5]})
    heads = {"points": "Het hoogst", "money": "het rijkst"}
    said = "Het hoogst: A; het rijkst: A en B."
    assert frames.tops_in_words(table, "name", heads) == said
