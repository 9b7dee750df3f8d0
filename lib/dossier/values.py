"""One cell: from what a person typed to a value of the right kind, or a refusal in Dutch.

The grammar is narrow on purpose: a text outside it is refused, never guessed. `1.234` may be one
thousand or one and a bit, so it is refused as well. Only an empty cell is missing.
"""

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache, partial
from typing import Any

from lib import dutch
from lib.dossier.dictionary import JOINT, Column

NUMBER = re.compile(
    r"(?:€\s*)?([-\u2212]?)\s*(?:€\s*)?([0-9]+(?:[.,][0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,})(?:,(?:-|--|\u2013))?(?:\s*%)?"
)
MARKS = {"€": "eur", ",-": "eur", ",\u2013": "eur", "%": "percent"}
TWO_MEANINGS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffd]")
EXCEL_ERROR = re.compile(r"#([A-Z0/]+[!?]|N/[AB])")
UNSAVED = "#FORMULE?"  # a formula whose outcome is not in the file
LARGEST = 1e13
YESNO = {"ja": True, "nee": False, "True": True, "False": False}


def expected(column: Column) -> str:
    """Say in Dutch what a cell of this column may hold."""
    if column.allowed:
        return dutch.listing(column.allowed, "of")
    if column.of:
        return f"een naam uit {column.of}" + f" of {JOINT}" * column.joint
    low, high = column.min, column.max
    least = f"{low} of hoger" if high is None else f"{low} tot en met {high}"
    limits = "" if low is None else f" ({least})"
    words, mark, warning = KINDS[column.kind][1].partition(";")
    return words + limits + mark + warning


def nearest(value: Any, allowed: Iterable[Any]) -> str | None:
    """Find the allowed value that looks most like this one, or None."""
    known = {str(item).casefold(): str(item) for item in allowed}
    found = difflib.get_close_matches(str(value).casefold(), known, n=1)
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


def number(raw: Any, kind: str = "number") -> float:
    """Read a number: typed in Excel, or text such as `1234.5`, `1,5`, `1.234,56`, `€ 12,-`.

    Raises
    ------
    ValueError
        For any other text, for text that may mean two numbers (`1.234`), and for a percentage
        up to 1 that was typed in Excel: a cell that shows 12% holds 0.12.
    """
    if isinstance(raw, str):
        found = NUMBER.fullmatch(raw)
        strange = any(mark in raw and kind != own for mark, own in MARKS.items())
        if not found or strange or TWO_MEANINGS.fullmatch(found[2]):
            raise ValueError(raw)
        body = found[2]
        if body.count(".") > 1 or "," in body:
            body = body.replace(".", "").replace(",", ".")
        return number(-float(body) if found[1] else float(body))
    if isinstance(raw, bool) or not abs(raw) <= LARGEST or (kind == "percent" and 0 < raw <= 1):
        raise ValueError(raw)
    return float(raw)


eur, percent = partial(number, kind="eur"), partial(number, kind="percent")


def whole(raw: Any) -> int:
    """Read a whole number."""
    value = number(raw, "integer")
    if value != int(value):
        raise ValueError(raw)
    return int(value)


def date(raw: Any) -> dt.date:
    """Read a day: `2014-01-31`, `31-01-2014` or an Excel date without a time of day."""
    day = raw
    for pattern in ("%Y-%m-%d", "%d-%m-%Y") if isinstance(raw, str) else ():
        with suppress(ValueError):
            day = dt.datetime.strptime(raw, pattern)
    if isinstance(day, dt.datetime) and day.time() == dt.time():
        day = day.date()
    if type(day) is not dt.date or not 1900 <= day.year <= 2100:
        raise ValueError(raw)
    return day


def month(raw: Any) -> str:
    """Read a month: `2014-01`; Excel turns that into the first day of the month."""
    day = date(f"{raw}-01" if isinstance(raw, str) else raw)
    if day.day != 1:
        raise ValueError(raw)
    return day.strftime("%Y-%m")


def text(raw: Any) -> str:
    """Read text; a number or date that Excel made of it becomes text again."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    found = str(raw.date() if isinstance(raw, dt.datetime) else raw)
    if isinstance(raw, bool) or CONTROL.search(found) or EXCEL_ERROR.fullmatch(found):
        raise ValueError(raw)
    return found


SEE = " Toegestaan: zie data/README.md."
TWO = "1.234 kan twee dingen betekenen"
# of each kind: how it is read, what it may hold and its type in a frame
KINDS: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    **dict.fromkeys(("text", "name", "choice", "reference"), (text, "een leesbare tekst", "str")),
    "number": (number, f"een getal, zoals 1234,5; {TWO}", "float64"),
    "score": (number, "een getal, zoals 3 of 3,5", "float64"),
    "eur": (eur, f"een bedrag, zoals 1234,50; {TWO}", "float64"),
    "percent": (percent, "een percentage, zoals 12,5 of 12,5%; in Excel als tekst", "float64"),
    "integer": (whole, f"een heel getal, zoals 1234; {TWO}", "Int64"),
    "year": (whole, "een jaar, zoals 2014", "Int64"),
    "date": (date, "een datum, zoals 2014-01-31 of 31-01-2014", "datetime64[us]"),
    "month": (month, "een maand, zoals 2014-01", "str"),
    "yesno": (lambda raw: YESNO[str(raw)], "ja of nee", "boolean"),
    "function": (text, "naam uit gemma_referentiecomponenten.csv of school_functions.csv", "str"),
}


@lru_cache(maxsize=50_000, typed=True)
def read(column: Column, raw: Any) -> tuple[Any, str | None]:
    """Read one cell.

    Returns
    -------
    tuple
        The value and None; or None and, in Dutch, what the cell may hold when its text is not of
        the column's kind or lies outside its limits, or is empty where that may not be.
    """
    if raw is None:
        fault = f"{column.name} ({column.label}) is leeg, maar verplicht. Toegestaan: "
        return None, f"{fault}{expected(column)}." if column.required else None
    if raw == UNSAVED:
        return None, "heeft geen uitkomst. Open het bestand in Excel en sla het op."
    low, high = column.min, column.max
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        value = KINDS[column.kind][0](raw)
        inside = (low is None or value >= low) and (high is None or value <= high)
        if inside and (not column.allowed or value in column.allowed):
            return value, None
    near = hint(raw, column.allowed)
    return None, f"mag hier niet. Toegestaan: {expected(column)}.{near}"
