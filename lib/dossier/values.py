"""One cell: from what a person typed to a value of the right kind, or a refusal in Dutch.

The grammar is narrow on purpose: a text outside it is refused, never guessed. `1.234` may be one
thousand or one and a bit, so it is refused as well. Only an empty cell is missing.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from lib import dutch
from lib.dossier.dictionary import Column

PLAIN = re.compile(r"[0-9]+([.,][0-9]+)?")
DUTCH_THOUSANDS = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,}")
WHOLE_EUROS = re.compile(r"(.*[0-9]),(-|--|\u2013)")
POINT_AND_THREE = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
COMMA_AND_THREE = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
DUTCH_DATE = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffd]")
EXCEL_ERROR = re.compile(
    r"#(N/A|N/B|DIV/0!|DEEL/0!|REF!|VERW!|VALUE!|WAARDE!|NAME\?|NAAM\?|NUM!|GETAL!)"
)
LARGEST = 1e13
YEARS = (1900, 2100)

EXPECTED = {
    "number": ("geen getal", "een getal, zoals 1234,5"),
    "score": ("geen getal", "een getal, zoals 3 of 3,5"),
    "integer": ("geen heel getal", "een heel getal, zoals 1234"),
    "eur": ("geen bedrag", "een getal in euro, zoals 1234,50"),
    "percent": ("geen percentage", "een getal van 0 tot 100, zoals 12,5"),
    "year": ("geen jaar", "een jaar, zoals 2014"),
    "date": ("geen datum", "een datum, zoals 2014-01-31 of 31-01-2014"),
    "month": ("geen maand", "een maand, zoals 2014-01"),
    "yesno": ("geen ja of nee", "ja of nee"),
}


class RefusedError(ValueError):
    """A cell that cannot be read; the message is Dutch and follows the quoted value."""


def expected(column: Column) -> str:
    """Say in Dutch what a cell of this column may hold."""
    if column.allowed:
        return dutch.listing(column.allowed, "of")
    return EXPECTED[column.kind][1] if column.kind in EXPECTED else "een tekst"


def nearest(value: Any, allowed: Iterable[Any]) -> str | None:
    """Find the allowed value that looks most like this one, or None."""
    known = {str(item).casefold(): str(item) for item in allowed}
    found = difflib.get_close_matches(str(value).casefold(), known, n=1, cutoff=0.6)
    return known[found[0]] if found else None


def hint(value: Any, allowed: Iterable[Any]) -> str:
    """Write the nearest allowed value as a question, or nothing."""
    near = nearest(value, allowed)
    return f' Bedoelde u "{near}"?' if near else ""


def clean(raw: Any) -> Any:
    """Trim a cell; a cell with only white space is empty (None)."""
    if not isinstance(raw, str):
        return raw
    text = raw.strip() if raw.isascii() else unicodedata.normalize("NFC", raw).strip()
    return text.replace("\r\n", "\n").replace("\u00a0", " ") or None


def _refuse(kind: str) -> RefusedError:
    what, allowed = EXPECTED[kind]
    return RefusedError(f"is {what}. Toegestaan: {allowed}.")


def _stripped(text: str, kind: str) -> tuple[str, str]:
    """Take sign, euro sign and percent sign off; what is left must be digits."""
    body = text.replace("\u2212", "-")
    if kind == "eur":
        body = re.sub(r"^(-?)\s*€\s*", r"\1", body)
        body = WHOLE_EUROS.sub(r"\1", body)
    if kind == "percent":
        body = re.sub(r"\s*%$", "", body)
    return ("-", body[1:].strip()) if body.startswith("-") else ("", body)


def number(raw: Any, kind: str = "number") -> float:
    """Read a number: typed in Excel, or text such as `1234.5`, `1,5`, `1.234,56`, `€ 12,-`.

    Raises
    ------
    RefusedError
        For any other text, and for text that may mean two numbers (`1.234`).
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise _refuse(kind)
    if not isinstance(raw, str):
        return _within_reach(float(raw), kind)
    sign, body = _stripped(raw, kind)
    if POINT_AND_THREE.fullmatch(body):
        raise _ambiguous(body, kind)
    if COMMA_AND_THREE.fullmatch(body) and kind in ("eur", "integer"):
        raise _ambiguous(body, kind)
    if PLAIN.fullmatch(body):
        return _within_reach(float(sign + body.replace(",", ".")), kind)
    if DUTCH_THOUSANDS.fullmatch(body):
        return _within_reach(float(sign + body.replace(".", "").replace(",", ".")), kind)
    raise _refuse(kind)


def _ambiguous(body: str, kind: str) -> RefusedError:
    before, after = re.split("[.,]", body)
    small = {"eur": f" of {before},{after[:2]}", "integer": ""}.get(kind, f" of {before},{after}")
    return RefusedError(f"kan twee getallen betekenen. Toegestaan: {before}{after}{small}.")


def _within_reach(value: float, kind: str) -> float:
    if not abs(value) <= LARGEST:
        raise _refuse(kind)
    return value


def percent(raw: Any) -> float:
    """Read a percentage counted from 0 to 100.

    A number up to 1 that was typed in Excel is refused: a cell that shows 12% holds 0.12.
    """
    value = number(raw, "percent")
    if isinstance(raw, float) and 0 < value <= 1:
        raise RefusedError(
            "kan een percentage of een deel van 1 zijn. "
            "Toegestaan: het percentage als tekst, zoals 12%."
        )
    return value


def whole(raw: Any, kind: str = "integer") -> int:
    """Read a whole number, or a year."""
    value = number(raw, kind)
    if value != int(value):
        raise _refuse(kind)
    return int(value)


def year(raw: Any) -> int:
    """Read a year of four digits."""
    if isinstance(raw, str) and not re.fullmatch(r"[0-9]{4}", raw):
        raise _refuse("year")
    return whole(raw, "year")


def date(raw: Any) -> dt.date:
    """Read a day: `2014-01-31`, `31-01-2014` or an Excel date without a time of day."""
    if isinstance(raw, dt.datetime):
        if raw.time() != dt.time():
            raise _refuse("date")
        raw = raw.date()
    if isinstance(raw, dt.date):
        return _plausible(raw)
    if not isinstance(raw, str):
        raise _refuse("date")
    iso, dutch_order = ISO_DATE.fullmatch(raw), DUTCH_DATE.fullmatch(raw)
    parts = iso.groups() if iso else dutch_order.groups()[::-1] if dutch_order else None
    if parts is None:
        raise _refuse("date")
    try:
        return _plausible(dt.date(*map(int, parts)))
    except ValueError as error:
        raise RefusedError(
            f"bestaat niet als datum. Toegestaan: {EXPECTED['date'][1]}."
        ) from error


def _plausible(day: dt.date) -> dt.date:
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise RefusedError(
            f"ligt buiten {YEARS[0]} tot {YEARS[1]}. Toegestaan: {EXPECTED['date'][1]}."
        )
    return day


def month(raw: Any) -> str:
    """Read a month: `2014-01`; Excel turns that into the first day of the month."""
    if isinstance(raw, dt.date) and raw.day == 1:
        return date(raw).strftime("%Y-%m")
    if isinstance(raw, str) and MONTH.fullmatch(raw):
        date(raw + "-01")
        return raw
    raise _refuse("month")


def yesno(raw: Any) -> bool:
    """Read `ja` or `nee`, or true and false of Excel."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.casefold() in ("ja", "nee"):
        return raw.casefold() == "ja"
    raise _refuse("yesno")


def text(raw: Any) -> str:
    """Read text; a number or date that Excel made of it becomes text again."""
    if isinstance(raw, bool):
        raise RefusedError("is waar of onwaar van Excel. Toegestaan: een tekst.")
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat()
    found = str(raw)
    if CONTROL.search(found):
        raise RefusedError("bevat een onzichtbaar teken. Toegestaan: leesbare tekst.")
    if EXCEL_ERROR.fullmatch(found):
        raise RefusedError("is een foutmelding van Excel. Toegestaan: de waarde zelf.")
    return found


READERS: dict[str, Callable[[Any], Any]] = {
    "number": number,
    "score": lambda raw: number(raw, "score"),
    "eur": lambda raw: number(raw, "eur"),
    "percent": percent,
    "integer": whole,
    "year": year,
    "date": date,
    "month": month,
    "yesno": yesno,
}


def _choice(column: Column, value: str) -> None:
    if value not in column.allowed:
        raise RefusedError(
            f"mag hier niet. Toegestaan: {expected(column)}.{hint(value, column.allowed)}"
        )


def _limits(column: Column, value: float) -> None:
    if column.allowed:
        if value not in column.allowed:
            raise RefusedError(f"mag hier niet. Toegestaan: {expected(column)}.")
        return
    low, high = column.min, column.max
    if column.kind == "percent":
        low, high = low or 0, 100 if high is None else high
    if low is not None and value < low:
        raise RefusedError(f"is te laag. Toegestaan: {_range(low, high)}.")
    if high is not None and value > high:
        raise RefusedError(f"is te hoog. Toegestaan: {_range(low, high)}.")


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"{high} of lager" if low is None else f"{low} of hoger"
    return f"{low} tot en met {high}"


def read(column: Column, raw: Any) -> Any:
    """Read one cell that is not empty.

    Raises
    ------
    RefusedError
        When the value is not of the column's kind or lies outside its limits.
    """
    value = READERS.get(column.kind, text)(raw)
    if column.kind == "choice":
        _choice(column, value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        _limits(column, value)
    return value
