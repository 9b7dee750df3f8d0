"""What a column is called in Dutch and how its values are printed.

The registry is filled once per notebook by `show.start`, from the data dictionary. A column that
the registry does not know keeps its own name, and its kind follows from its values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from lib import dutch
from lib.page.markup import joined, tag

NUMERIC = {"eur", "percent", "number", "integer", "score"}
FIXED = {"year", "date", "month"}
HIDDEN = {"origin", "grade", "source"}
UNITS = {"eur": "€", "percent": "%"}
# A status is a word and a mark; colour only helps.
MARKS = {
    "voldaan": ("✓", "good"),
    "niet voldaan": ("✕", "bad"),
    "onbekend": ("?", "unknown"),
    "haalbaar": ("✓", "good"),
    "niet haalbaar": ("✕", "bad"),
}


@dataclass(frozen=True)
class Label:
    """Name, kind, unit and meaning of a column."""

    label: str
    kind: str
    unit: str = ""
    description: str = ""


_registry: dict[str, Any] = {}


def register(labels: Mapping[str, Any]) -> None:
    """Remember labels (objects with label, kind, unit and description) by column name."""
    _registry.clear()
    _registry.update(labels)


def name(column: Any) -> str:
    """Give the Dutch name of a column, or the column's own words."""
    known = _registry.get(column) if isinstance(column, str) else None
    return known.label if known else dutch.capital(str(column).replace("_", " "))


def kind(column: Any, values: pd.Series | None = None) -> str:
    """Give the kind of a column: from the registry, otherwise from its values."""
    known = _registry.get(column) if isinstance(column, str) else None
    if known:
        return "text" if values is not None and _holds_words(values, known.kind) else known.kind
    return "text" if values is None else _kind_of(values)


def _holds_words(values: pd.Series, known: str) -> bool:
    """Tell whether a numeric column was filled with texts, such as `gelijk`."""
    return known in NUMERIC and not pd.api.types.is_numeric_dtype(values.convert_dtypes())


def _kind_of(values: pd.Series) -> str:
    if pd.api.types.is_bool_dtype(values):
        return "yesno"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "date"
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    return "number" if pd.api.types.is_numeric_dtype(values) else "text"


def unit(column: Any, kind_: str) -> str:
    """Give the unit that stands in a table header; empty where a value says it itself."""
    known = _registry.get(column) if isinstance(column, str) else None
    return (known.unit if known and known.unit else "") or UNITS.get(kind_, "")


def text(value: Any, kind_: str) -> str:
    """Write one value as plain text with its unit: `€ 1.234`, `12%`, `1 januari 2014`."""
    if dutch.is_missing(value):
        return dutch.MISSING
    return _WRITERS.get(kind_, str)(value)


def short(value: Any, kind_: str) -> str:
    """Write a number without its unit, for a table whose header holds the unit."""
    if kind_ in UNITS and not dutch.is_missing(value):
        return dutch.number(value) if kind_ == "eur" else _loose(value)
    return text(value, kind_)


def _loose(value: Any) -> str:
    """Write up to one decimal; numbers below one keep two, or they would read as 0."""
    return dutch.loose(value, 2 if 0 < abs(float(value)) < 1 else 1)


_WRITERS = {
    "eur": dutch.eur,
    "percent": lambda value: _loose(value) + "%",
    "number": _loose,
    "score": _loose,
    "integer": dutch.number,
    "year": lambda value: str(int(float(value))),
    "date": dutch.date,
    "month": dutch.month,
    "yesno": dutch.yesno,
}


def status(value: Any) -> Markup | None:
    """Write a status as word plus mark; None when the value is no status."""
    mark = MARKS.get(str(value).strip().lower())
    if mark is None:
        return None
    sign = tag("span", mark[0], class_="mark", aria_hidden="true")
    return tag("span", joined([sign, " ", value]), class_="status status-" + mark[1])


def cell(value: Any, kind_: str) -> Markup:
    """Write one value as markup, missing values in words."""
    if dutch.is_missing(value):
        return tag("em", dutch.MISSING, class_="missing")
    written = short(value, kind_)
    return status(written) or escape(written)
