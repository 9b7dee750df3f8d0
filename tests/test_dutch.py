"""Numbers, money, dates and lists read as Dutch people write them."""

import datetime as dt

import pandas as pd
import pytest

from lib import dutch

MISSING = [None, float("nan"), pd.NA, pd.NaT, "", "  "]


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (1234, 0, "1.234"),
        (1234567.891, 2, "1.234.567,89"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (1.005, 2, "1,01"),
        (-1234, 0, "−1.234"),
        (-0.4, 0, "0"),
    ],
)
def test_number(value: float, decimals: int, expected: str) -> None:
    assert dutch.number(value, decimals) == expected


def test_a_whole_number_is_the_one_that_is_printed() -> None:
    assert [dutch.whole(value) for value in (0.5, 2.5, 69.49)] == [1, 3, 69]


def test_number_with_at_most_some_decimals() -> None:
    assert [dutch.loose(x) for x in (3, 3.04, 1.5, -2.25)] == ["3", "3", "1,5", "−2,3"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1234, "€ 1.234"), (-1200, "− € 1.200"), (0, "€ 0"), (-0.2, "€ 0")],
)
def test_eur(value: float, expected: str) -> None:
    assert spaced(dutch.eur(value)) == expected


def test_euro_never_breaks_from_its_amount() -> None:
    assert " " not in dutch.eur(-1234) + dutch.eur_short(1_250_000, sign=True)


def test_signed_euro() -> None:
    assert spaced(dutch.eur(1200, sign=True)) == "+ € 1.200"
    assert spaced(dutch.eur(-1200, sign=True)) == "− € 1.200"
    assert spaced(dutch.eur(0, sign=True)) == "€ 0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (950, "€ 950"),
        (1234, "€ 1.234"),
        (12_345, "€ 12.300"),
        (340_400, "€ 340.000"),
        (999_900, "€ 1 mln"),
        (1_249_000, "€ 1,2 mln"),
        (2_000_000, "€ 2 mln"),
        (-1_250_000, "− € 1,3 mln"),
        (3_400_000_000, "€ 3,4 mld"),
    ],
)
def test_euro_as_people_say_it(value: float, expected: str) -> None:
    assert spaced(dutch.eur_short(value)) == expected


def test_percentages() -> None:
    assert dutch.percent(12.4) == "12%"
    assert dutch.percent(2.25, 2) == "2,25%"
    assert dutch.percent(-3, sign=True) == "−3%"
    assert dutch.share(0.834) == "83%"


def test_dates() -> None:
    assert dutch.date("2014-01-01") == "1 januari 2014"
    assert dutch.date(dt.date(2011, 12, 31)) == "31 december 2011"
    assert dutch.date(pd.Timestamp("2014-03-05"), "d MMM y") == "5 mrt 2014"
    assert dutch.month("2010-11") == "november 2010"


@pytest.mark.parametrize("missing", MISSING)
def test_missing_is_never_zero(missing: object) -> None:
    writers = (
        dutch.number, dutch.loose, dutch.eur, dutch.eur_short, dutch.percent, dutch.share,
        dutch.date, dutch.month, dutch.yesno,
    )  # fmt: skip
    assert {writer(missing) for writer in writers} == {"niet aangeleverd"}


def test_lists_and_counts() -> None:
    assert dutch.listing([]) == ""
    assert dutch.listing(["A"]) == "A"
    assert dutch.listing(["A", "B", "C"]) == "A, B en C"
    assert dutch.listing(["A", "B"], "of") == "A of B"
    assert dutch.count(1, "taak", "taken") == "1 taak"
    assert dutch.count(0, "taak", "taken") == "0 taken"
    assert dutch.count(1.5, "fte", "fte") == "1,5 fte"
    assert dutch.plural(2, "taak", "taken") == "taken"


def test_truth_and_capitals() -> None:
    assert [dutch.yesno(x) for x in (True, False, "ja")] == ["ja", "nee", "ja"]
    assert dutch.capital("ijsselland groeit") == "IJsselland groeit"
    assert dutch.capital("wie doet mee") == "Wie doet mee"


def test_extreme_names_ties_and_skips_missing():
    table = pd.DataFrame({"partner": ["A", "B", "C"], "x": [2.0, 2.0, None]})
    assert dutch.extreme(table, "partner", "x") == ("A en B", 2.0)
    assert dutch.extreme(table.assign(x=[3, 1, 2]), "partner", "x", lowest=True) == ("B", 1)
    shares = table.assign(x=[30 / 3.3, 10 / 1.1, 5])  # the same, but for the last digit
    assert dutch.extreme(shares, "partner", "x")[0] == "A en B"
    many = pd.DataFrame({"partner": list("ABCDE"), "x": 1})
    assert dutch.extreme(many, "partner", "x") == ("A, B en 3 andere", 1)


@pytest.mark.parametrize(
    ("amount", "total", "expected"),
    [
        (0, 9, "Geen van de 9 doelen is"),
        (1, 9, "1 van de 9 doelen is"),
        (3, 9, "3 van de 9 doelen zijn"),
        (9, 9, "Alle 9 doelen zijn"),
        (2, 2, "Beide doelen zijn"),
        (1, 1, "1 doel is"),
        (0, 1, "Geen doel is"),
    ],
)
def test_part_of_a_whole(amount, total, expected):
    assert dutch.part(amount, total, ("doel", "doelen"), ("is", "zijn")) == expected


def test_a_name_inside_a_sentence():
    names = ["Minder kwetsbaar", "ICT-kosten", "A", ""]
    assert [dutch.inside(name) for name in names] == ["minder kwetsbaar", "ICT-kosten", "A", ""]


def test_how_many_are_in_the_first_state_and_what_the_others_are():
    states, norms = pd.Series(["gehaald", "niet gehaald", "niet gemeten"]), ("norm", "normen")
    order = ["gehaald", "niet gehaald", "niet gemeten"]
    said = "1 van de 3 normen is gehaald; niet gehaald: 1, niet gemeten: 1."
    assert dutch.standing(states, order, norms) == said
    assert dutch.standing(states[:1], order, norms) == "1 norm is gehaald."
    assert dutch.standing(states[:0], order, norms) == "Geen norm is gehaald."
    held = dutch.holds(states.ne("gehaald"), norms, ("kan", "kunnen"), "beter")
    assert held == "2 van de 3 normen kunnen beter"
