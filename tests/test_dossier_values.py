"""A cell becomes a value only when its text can mean one thing."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import dutch
from lib.dossier import values
from lib.dossier.dictionary import Column

NUMERIC = ["number", "eur", "score", "percent", "integer"]
GRAMMAR = re.compile(
    r"(€\s*)?[-\u2212]?\s*(€\s*)?([0-9]+([.,][0-9]+)?|[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?)(,-|,--|,\u2013)?\s*%?"
)
NEAR_NUMBERS = st.text(alphabet="0123456789.,-−€% e+xX٣½\u00a0'", max_size=14)


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("1234.5", "number", 1234.5),
        ("1,5", "number", 1.5),
        ("1.234,56", "eur", 1234.56),
        ("1.234.567", "eur", 1234567),
        ("€ 12,-", "eur", 12),
        ("-€ 3,50", "eur", -3.5),
        ("€ -3,50", "eur", -3.5),
        ("\u2212 20", "number", -20),
        ("12,5 %", "percent", 12.5),
        ("0.125", "number", 0.125),
        ("1.2345", "number", 1.2345),
        ("0", "integer", 0),
    ],
)
def test_a_number_may_be_written_in_these_ways(text: str, kind: str, number: float) -> None:
    assert values.number(text, kind) == number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1.234", "eur"),
        ("1.234", "number"),
        ("1,234", "number"),
        ("1,234", "eur"),
        ("1,234", "integer"),
        ("1,234.56", "eur"),
        ("1 234", "number"),
        ("1e3", "number"),
        ("nan", "number"),
        ("inf", "number"),
        ("-", "eur"),
        ("€", "eur"),
        ("12%", "number"),
        ("€ 5", "integer"),
        ("٣", "integer"),
        ("½", "number"),
        ("1_000", "integer"),
        ("0x10", "integer"),
        ("12.34.56", "number"),
        ("1.23,4", "eur"),
        ("9" * 20, "eur"),
        (True, "integer"),
        (dt.date(2014, 1, 1), "number"),
        (float("inf"), "number"),
        (float("nan"), "number"),
    ],
)
def test_anything_else_is_refused(text: object, kind: str) -> None:
    with pytest.raises((ValueError, TypeError)):
        values.number(text, kind)


@given(st.one_of(st.text(max_size=20), NEAR_NUMBERS), st.sampled_from(NUMERIC))
def test_no_text_outside_the_grammar_is_a_number(text: str, kind: str) -> None:
    try:
        found = values.KINDS[kind][0](text)
    except (ValueError, TypeError):
        return
    assert GRAMMAR.fullmatch(text)
    assert abs(found) <= values.LARGEST


@given(st.integers(-(10**12), 10**12), st.integers(0, 2))
def test_an_amount_printed_in_dutch_is_read_as_itself(cents: int, decimals: int) -> None:
    amount = round(cents / 100, decimals)
    printed = dutch.number(amount, decimals)
    if decimals == 0 and 1000 <= abs(amount) < 1_000_000:  # 1.234: the one form that is refused
        with pytest.raises(ValueError):
            values.number(printed, "eur")
    else:
        assert values.number(printed, "eur") == pytest.approx(amount)


@given(st.floats(-1e12, 1e12, allow_nan=False).map(lambda value: round(value, 6)))
def test_a_number_typed_in_excel_is_taken_as_it_is(value: float) -> None:
    assert values.number(value, "number") == value


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_a_date_is_read_in_both_orders_and_from_excel(day: dt.date) -> None:
    midnight = dt.datetime.combine(day, dt.time())
    written = [day.isoformat(), f"{day.day}-{day.month}-{day.year}", day, midnight]
    assert {values.date(text) for text in written} == {day}


@given(st.one_of(st.text(max_size=12), st.text(alphabet="0123456789-/.", max_size=12)))
def test_no_other_text_is_a_date_or_month(text: str) -> None:
    for read in (values.date, values.month):
        try:
            read(text)
        except ValueError:
            continue
        assert re.fullmatch(
            r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}", text
        )


@pytest.mark.parametrize("text", ["2014-02-30", "31-06-2014", "1899-12-31", "0-1-2014"])
def test_an_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        values.date(text)


def test_excel_turns_a_month_into_a_day_and_it_is_turned_back() -> None:
    assert values.month(dt.date(2013, 11, 1)) == "2013-11"
    with pytest.raises(ValueError):
        values.month(dt.date(2013, 11, 2))


def test_a_date_with_a_time_of_day_is_refused() -> None:
    with pytest.raises(ValueError):
        values.date(dt.datetime(2014, 1, 1, 12))


@pytest.mark.parametrize(
    ("cell", "text"),
    [(344.0, "344"), (1.5, "1.5"), (dt.datetime(2014, 1, 31), "2014-01-31"), ("a", "a")],
)
def test_what_excel_made_of_a_text_is_text_again(cell: object, text: str) -> None:
    assert values.text(cell) == text


@pytest.mark.parametrize("cell", [True, "#N/A", "#VERW!", "a\u0000b", "a\u202eb"])
def test_what_is_no_text_is_refused(cell: object) -> None:
    with pytest.raises(ValueError):
        values.text(cell)


@pytest.mark.parametrize("cell", ["", "  ", "\u00a0", "\t\n"])
def test_only_white_space_is_empty(cell: str) -> None:
    assert values.clean(cell) is None


@pytest.mark.parametrize("cell", ["NA", "nan", "None", "null", "-", "n.v.t."])
def test_no_word_means_empty(cell: str) -> None:
    assert values.read(Column("text", "Tekst", "text"), values.clean(cell)) == (cell, None)


def test_letters_with_accents_are_one_character() -> None:
    assert values.clean("coo\u0308rdinatie ") == "coördinatie"
