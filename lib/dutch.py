"""Numbers, money, dates and lists the way Dutch readers write them.

Everything is pure: a value in, text out. A missing value (None, NaN, NA, NaT) is never 0; it
reads `niet aangeleverd`. Numbers and dates follow Babel's nl_NL; what Babel does not do (a real
minus sign, `€ 1,2 mln`, ranges) is added here. Halves round away from zero, as on paper.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal

LOCALE = "nl_NL"
MISSING = "niet aangeleverd"
NBSP = "\u00a0"
MINUS = "\u2212"
MILLION = 1_000_000
BILLION = 1_000_000_000


def is_missing(value: Any) -> bool:
    """Tell whether a single value is missing: None, NaN, NA, NaT or empty text."""
    if isinstance(value, str):
        return not value.strip()
    if value is None:
        return True
    missing = pd.isna(value)
    return bool(missing) if isinstance(missing, bool) or not hasattr(missing, "any") else False


def _rounded(value: Any, decimals: int) -> Decimal:
    """Round halves away from zero, without ever giving a negative zero."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(float(value))).quantize(step, rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def _plain(value: Decimal, decimals: int) -> str:
    """Write the size of a rounded number with Dutch thousands and decimals."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(abs(value), format=pattern, locale=LOCALE)


def _sign(value: Decimal, plus: bool) -> str:
    if value < 0:
        return MINUS
    return "+" if plus and value > 0 else ""


def _finite(value: Any) -> bool:
    return not is_missing(value) and math.isfinite(float(value))


def number(value: Any, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a number with Dutch thousands: 1234.5 with 1 decimal is `1.234,5`.

    With `sign` a number above zero gets a plus sign.
    """
    if not _finite(value):
        return MISSING
    rounded = _rounded(value, decimals)
    return _sign(rounded, sign) + _plain(rounded, decimals)


def loose(value: Any, decimals: int = 1, *, sign: bool = False) -> str:
    """Write a number with at most so many decimals: `3` and `1,5`, not `3,0`."""
    if not _finite(value):
        return MISSING
    rounded = _rounded(value, decimals)
    whole = rounded == rounded.to_integral_value()
    return number(value, 0 if whole else decimals, sign=sign)


def eur(value: Any, decimals: int = 0, *, sign: bool = False) -> str:
    """Write whole euros: `€ 1.234`, below zero `− € 1.234`, with `sign` also `+ € 1.234`."""
    if not _finite(value):
        return MISSING
    rounded = _rounded(value, decimals)
    return _with_euro(_sign(rounded, sign), _plain(rounded, decimals))


def _with_euro(sign: str, amount: str) -> str:
    return (sign + NBSP if sign else "") + "€" + NBSP + amount


def _said(value: Any) -> tuple[Decimal, int, str]:
    """Round an amount as people say it; give amount, decimals and the word for its size."""
    size = abs(float(value))
    for unit, word in ((BILLION, "mld"), (MILLION, "mln")):
        if size >= unit * 0.9995:
            amount = _rounded(float(value) / unit, 1)
            return amount, 0 if amount == amount.to_integral_value() else 1, word
    digits = -3 if size >= 100_000 else -2 if size >= 10_000 else 0
    return _rounded(value, digits), 0, ""


def eur_short(value: Any, *, sign: bool = False) -> str:
    """Write an amount as people say it: `€ 1,2 mln`, `€ 340.000`, `€ 12.300`, `€ 950`."""
    if not _finite(value):
        return MISSING
    amount, decimals, word = _said(value)
    text = _plain(amount, decimals) + (NBSP + word if word else "")
    return _with_euro(_sign(amount, sign), text)


def eur_range(low: Any, high: Any, *, sign: bool = False) -> str:
    """Write two amounts as one range: `€ 1,2 tot 1,5 mln`, `€ 340.000 tot € 400.000`."""
    if not (_finite(low) and _finite(high)):
        return eur_short(high if is_missing(low) else low, sign=sign)
    first, last = eur_short(low, sign=sign), eur_short(high, sign=sign)
    if first == last:
        return first
    lower, upper = _said(low), _said(high)
    if lower[2] and lower[2] == upper[2] and lower[0] >= 0 and not sign:
        return f"€{NBSP}{_plain(*lower[:2])} tot {_plain(*upper[:2])}{NBSP}{upper[2]}"
    return f"{first} tot {last}"


def percent(value: Any, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a percentage that is counted from 0 to 100: 12 is `12%`."""
    if not _finite(value):
        return MISSING
    return number(value, decimals, sign=sign) + "%"


def share(part: Any, decimals: int = 0) -> str:
    """Write a share that is counted from 0 to 1: 0.12 is `12%`."""
    return MISSING if not _finite(part) else percent(float(part) * 100, decimals)


def _day(value: Any) -> dt.date:
    return pd.Timestamp(value).date()


def date(value: Any) -> str:
    """Write a date in full: `1 januari 2014`."""
    return MISSING if is_missing(value) else format_date(_day(value), "d MMMM y", locale=LOCALE)


def date_short(value: Any) -> str:
    """Write a date for a narrow place: `1 jan 2014`."""
    return MISSING if is_missing(value) else format_date(_day(value), "d MMM y", locale=LOCALE)


def month(value: Any) -> str:
    """Write a month (`2010-11` or a date) in full: `november 2010`."""
    return MISSING if is_missing(value) else format_date(_day(value), "MMMM y", locale=LOCALE)


def month_short(value: Any) -> str:
    """Write a month for a narrow place: `nov 2010`."""
    return MISSING if is_missing(value) else format_date(_day(value), "MMM y", locale=LOCALE)


def month_names(width: str = "wide") -> list[str]:
    """List the twelve months, `wide` (`januari`) or `abbreviated` (`jan`)."""
    return list(get_month_names(width, locale=LOCALE).values())


def yesno(value: Any) -> str:
    """Write a truth value as `ja` or `nee`; text is printed as it is."""
    if is_missing(value):
        return MISSING
    return value if isinstance(value, str) else "ja" if value else "nee"


def listing(items: Iterable[Any], word: str = "en") -> str:
    """Join words as in a sentence: `A, B en C`; nothing gives empty text."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {word} {words[-1]}"


def plural(amount: Any, one: str, many: str) -> str:
    """Choose the word that fits the amount: `taak` with 1, otherwise `taken`."""
    return one if _finite(amount) and float(amount) == 1 else many


def count(amount: Any, one: str, many: str) -> str:
    """Write an amount with its word: `1 taak`, `3 taken`, `1,5 taken`."""
    return f"{loose(amount)} {plural(amount, one, many)}"


def capital(text: str) -> str:
    """Begin a sentence: first letter in capitals, the Dutch `ij` as one letter."""
    start = 2 if text[:2] == "ij" else 1
    return text[:start].upper() + text[start:]


def extreme(
    table: pd.DataFrame, name: str, value: str, *, lowest: bool = False
) -> tuple[str, Any]:
    """Return who has the highest (or lowest) value, ties in one listing, and that value."""
    known = table.dropna(subset=value)
    end = known[value].min() if lowest else known[value].max()
    names = list(known.loc[known[value].eq(end), name])
    return listing(names if len(names) < 4 else [*names[:2], f"{len(names) - 2} andere"]), end


def part(amount: int, total: int, words: tuple[str, str], verbs: tuple[str, str]) -> str:
    """Begin a sentence on a part of a whole: `Geen van de 9 doelen is`, `Alle 9 doelen zijn`.

    `words` are one and many of the thing, `verbs` one and many of what it does.
    """
    verb = verbs[1] if amount > 1 else verbs[0]
    if amount == total > 1:
        return f"{'Beide' if total == 2 else f'Alle {number(total)}'} {words[1]} {verb}"
    many = f"de {number(total)} {words[1]}" if total != 1 else f"1 {words[0]}"
    return f"{number(amount) if amount else 'Geen'} van {many} {verb}"


def inside(text: str) -> str:
    """Write a name in the middle of a sentence: `minder kwetsbaar`, but `ICT-kosten`, `A`."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
