"""What a column is called in Dutch and how its values are printed.

The registry is filled once per notebook by `show.start`, from the data dictionary. A column that
the registry does not know keeps its own name, and its kind follows from its values.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import dutch
from lib.page import style

NUMERIC = {"eur", "percent", "number", "integer", "score"}
FIXED = {"year", "date", "month"}
HIDDEN = {"origin", "grade", "source"}
UNITS = {"eur": "€", "percent": "%"}
KINDS = {"b": "yesno", "M": "date", "i": "integer", "u": "integer", "f": "number"}  # numpy's
# A status is a word and a mark; colour only helps.
MARKS = {"good": "✓", "bad": "✕", "part": "◐", "unknown": "?"}
STATUS = {"onbekend": "unknown"}
STATUS |= dict.fromkeys(["voldaan", "haalbaar"], "good")
STATUS |= dict.fromkeys(["niet voldaan", "niet haalbaar", "niet vastgesteld"], "bad")
COMPONENT = re.compile(r"(?<=\w)component")  # names of GEMMA are long: they may break here
IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")  # the words of people keep their marks
Writer = Callable[[Any], str]


@dataclass(frozen=True)
class Cell:
    """What stands in a cell of a table: words, the mark and tone of a status, a fill."""

    text: str
    mark: str = ""
    tone: str = ""
    fill: str = ""

    @property
    def ink(self) -> str:
        """The text colour that can be read on the fill."""
        return style.on(self.fill)


MISSING = Cell(dutch.MISSING, tone="missing")
_registry: dict[str, Any] = {}


def register(labels: Mapping[str, Any]) -> None:
    """Remember labels (objects with label, kind, unit and description) by column name."""
    _registry.clear()
    _registry.update(labels)


def name(column: Any) -> str:
    """Give the Dutch name of a column, or the column's own words."""
    known = _registry.get(column)
    words = str(column)
    words = words.replace("_", " ") if IDENTIFIER.fullmatch(words) else words
    return known.label if known else dutch.capital(words)


def kind(column: Any, values: pd.Series) -> str:
    """Give the kind of a column: from the registry, otherwise from its values."""
    known = _registry.get(column)
    if known:  # a column of numbers may be filled with texts, such as `gelijk`
        numeric = pd.api.types.is_numeric_dtype(values.convert_dtypes())
        return known.kind if numeric or known.kind not in NUMERIC else "text"
    return KINDS.get(values.dtype.kind, "text")


def unit(column: Any, kind_: str) -> str:
    """Give the unit that stands in a table header; empty where a value says it itself."""
    return getattr(_registry.get(column), "unit", "") or UNITS.get(kind_, "")


def writer(kind_: str, values: pd.Series, *, bare: bool = False) -> Writer:
    """Give the function that writes the values of a column, with equal decimals.

    With `bare` the unit is left out: the header of the table holds it.
    """
    if kind_ in {"number", "score", "percent"}:
        places, end = _decimals(values), "%" if kind_ == "percent" and not bare else ""
        return lambda value: dutch.number(value, places) + end
    written = {"eur": dutch.number if bare else dutch.eur, "integer": dutch.number}
    written |= {"date": dutch.date, "month": dutch.month, "yesno": dutch.yesno}
    written |= {"function": lambda value: COMPONENT.sub("\u00adcomponent", str(value))}
    written |= {"year": lambda value: str(int(value))}
    return written.get(kind_, str)


def _decimals(values: pd.Series) -> int:
    """Give the decimals that a column needs: at most one, or two below 1 and beside a 0,0."""
    sizes = pd.to_numeric(values, errors="coerce").dropna().astype(float).abs()
    most = 2 if sizes.max() <= 1 or sizes.between(0, 0.05, inclusive="neither").any() else 1
    equal = (places for places in range(most) if sizes.round(places).eq(sizes.round(most)).all())
    return next(equal, most)


def text(value: Any, kind_: str) -> str:
    """Write one value as plain text with its unit: `€ 1.234`, `12%`, `1 januari 2014`."""
    return dutch.MISSING if dutch.is_missing(value) else writer(kind_, pd.Series([value]))(value)


def said(column: str, values: pd.Series, *, sign: bool = False) -> Writer:
    """Give the function that writes the values of a column as people say them."""
    sizes = pd.to_numeric(values, errors="coerce")
    written = {"eur": dutch.eur_short, "percent": dutch.percent, "integer": dutch.number}
    write = written.get(kind(column, sizes))
    if write:
        return lambda value: write(value, sign=sign)
    places = 2 if sizes.abs().max() < 1 else 0 if sizes.abs().max() >= 1000 else 1
    return lambda value: dutch.loose(value, places, sign=sign)


def cell(value: Any, write: Writer) -> Cell:
    """Write one value as a cell: missing values in words, a status with its mark."""
    if isinstance(value, Cell):
        return value
    if dutch.is_missing(value):
        return MISSING
    written = write(value)
    tone = STATUS.get(written.lower(), "")
    return Cell(written, MARKS.get(tone, ""), tone)
