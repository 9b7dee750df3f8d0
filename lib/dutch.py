"""Numbers, money, dates and lists the way Dutch readers write them.

Everything is pure: a value in, text out. A missing value (None, NaN, NA, NaT) is never 0; it
reads `niet aangeleverd`. Dates follow Babel's nl_NL; numbers have a real minus sign, and halves
round away from zero, as on paper.
"""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from functools import wraps
from typing import Any

import pandas as pd
from babel.dates import format_date

LOCALE = "nl_NL"
MISSING = "niet aangeleverd"
NBSP = "\u00a0"
MINUS = "\u2212"
POINTS = str.maketrans(",.", ".,")  # what English and Dutch swap in a number


def is_missing(value: Any) -> bool:
    """Tell whether a single value is missing: None, NaN, NA, NaT, infinite or empty text."""
    if isinstance(value, str):
        return not value.strip()
    empty = pd.api.types.is_scalar(value) and bool(pd.isna(value))
    return empty or (isinstance(value, float) and abs(value) == float("inf"))


def _or_missing(write: Callable[..., str]) -> Callable[..., str]:
    """Let a writer say `niet aangeleverd` for a missing value."""

    @wraps(write)
    def written(value: Any, *args: Any, **options: Any) -> str:
        return MISSING if is_missing(value) else write(value, *args, **options)

    return written


def rounded(value: Any, decimals: int = 0) -> Decimal:
    """Round as on paper: 0,5 is 1."""
    return Decimal(str(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@_or_missing
def number(value: Any, decimals: int = 0, *, sign: bool = False, before: str = "") -> str:
    """Write a number with Dutch thousands: 1234.5 with 1 decimal is `1.234,5`.

    With `sign` a number above zero gets a plus sign; `before` stands between sign and number.
    """
    size = rounded(value, decimals)
    mark = MINUS if size < 0 else "+" if sign and size > 0 else ""
    space = NBSP if mark and before else ""
    return mark + space + before + f"{abs(size):,f}".translate(POINTS)


def whole(value: float) -> int:
    """Round to the whole number that is printed, so that differences agree with what is read."""
    return int(rounded(value))


def loose(value: Any, decimals: int = 1, *, sign: bool = False, before: str = "") -> str:
    """Write a number with at most so many decimals: `3` and `1,5`, not `3,0`."""
    written = number(value, decimals, sign=sign, before=before)
    return written.removesuffix("," + "0" * decimals)


def eur(value: Any, decimals: int = 0, *, sign: bool = False) -> str:
    """Write whole euros: `€ 1.234`, below zero `− € 1.234`, with `sign` also `+ € 1.234`."""
    return number(value, decimals, sign=sign, before="€" + NBSP)


@_or_missing
def eur_short(value: Any, *, sign: bool = False) -> str:
    """Write an amount as people say it: `€ 1,2 mln`, `€ 340.000`, `€ 12.300`, `€ 950`."""
    size = abs(float(value))
    for unit, word in ((1e9, "mld"), (1e6, "mln")):
        if size >= unit * 0.9995:
            return loose(float(value) / unit, sign=sign, before="€" + NBSP) + NBSP + word
    step = 1000 if size >= 100_000 else 100 if size >= 10_000 else 1
    return eur(whole(float(value) / step) * step, sign=sign)


@_or_missing
def percent(value: Any, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a percentage that is counted from 0 to 100: 12 is `12%`."""
    return number(value, decimals, sign=sign) + "%"


@_or_missing
def share(part: Any, decimals: int = 0) -> str:
    """Write a share that is counted from 0 to 1: 0.12 is `12%`."""
    return percent(float(part) * 100, decimals)


@_or_missing
def date(value: Any, form: str = "d MMMM y") -> str:
    """Write a date in full, `1 januari 2014`, or in another of Babel's forms."""
    return format_date(pd.Timestamp(value).date(), form, locale=LOCALE)


def month(value: Any) -> str:
    """Write a month (`2010-11` or a date) in full: `november 2010`."""
    return date(value, "MMMM y")


@_or_missing
def yesno(value: Any) -> str:
    """Write a truth value as `ja` or `nee`; text is printed as it is."""
    return value if isinstance(value, str) else "ja" if value else "nee"


def listing(items: Iterable[Any], word: str = "en") -> str:
    """Join words as in a sentence: `A, B en C`; nothing gives empty text."""
    words = [str(item) for item in items]
    return f" {word} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def plural(amount: Any, one: str, many: str) -> str:
    """Choose the word that fits the amount: `taak` with 1, otherwise `taken`."""
    return one if not is_missing(amount) and float(amount) == 1 else many


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
    end = known[value].agg("min" if lowest else "max")
    names = list(known.loc[(known[value] - end).abs().lt(1e-9), name])  # 0.3/3.3 is 0.1/1.1
    return listing(names if len(names) < 4 else [*names[:2], f"{len(names) - 2} andere"]), end


def part(amount: int, total: int, words: tuple[str, str], verbs: tuple[str, str]) -> str:
    """Begin a sentence on a part of a whole: `Geen van de 9 doelen is`, `Alle 9 doelen zijn`.

    `words` are one and many of the thing, `verbs` one and many of what it does.
    """
    if amount == total > 1:
        begin = "Beide" if total == 2 else f"Alle {number(total)}"
    else:
        begin = number(amount) if amount else "Geen"
        begin += f" van de {number(total)}" if total > 1 else ""
    word, verb = words[1 if total > 1 else 0], verbs[1 if amount > 1 else 0]
    return f"{begin} {word} {verb}"


def holds(flags: pd.Series, words: tuple[str, str], verbs: tuple[str, str], rest: str) -> str:
    """Say of how many something holds: `3 van de 9 stappen zijn altijd nodig`."""
    return f"{part(int(flags.sum()), len(flags), words, verbs)} {rest}"


def standing(states: pd.Series, order: Iterable[str], words: tuple[str, str]) -> str:
    """Say how many are in the first state of an order, and count the others: `lager: 2`."""
    best, *others = order
    counts = [f"{word}: {n}" for word in others if (n := states.eq(word).sum())]
    tail = f"; {', '.join(counts)}" if counts else ""
    return f"{holds(states.eq(best), words, ('is', 'zijn'), best)}{tail}."


def inside(text: str) -> str:
    """Write a name in the middle of a sentence: `minder kwetsbaar`, but `ICT-kosten`, `A`."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
