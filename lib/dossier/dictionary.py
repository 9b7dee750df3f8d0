"""The data dictionary: every table and column, read from `dictionary.yml`.

It drives the check of a dossier, the labels in the report and `data/README.md`.
"""

from collections import ChainMap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

JOINT = "gezamenlijk"
REFERENCE = Path(__file__).parents[2] / "data" / "reference"
DEFINITION = Path(__file__).with_name("dictionary.yml")


@dataclass(frozen=True)
class Column:
    """One column of a table; the fields are those of `dictionary.yml`."""

    name: str
    label: str
    kind: str
    about: str = ""
    required: bool = False
    allowed: tuple[Any, ...] = ()
    of: str = ""
    joint: bool = False
    min: float | None = None
    max: float | None = None
    unit: str = ""
    default: Any = None


@dataclass(frozen=True)
class Table:
    """One table: people fill in raw tables, notebooks write result tables."""

    name: str
    title: str
    chapter: str
    key: list[str]
    raw: bool
    columns: dict[str, Column]
    about: str = ""
    internal: bool = False  # for the consultant alone: the client's build reads no row of it


def _columns(given: dict[str, Any]) -> dict[str, Column]:
    """Give columns by name; what one does not say itself, the shared one of that name says."""
    found = {}
    for name, own in given.items():
        merged = {**_content()["shared"].get(name, {}), **(own or {})}
        if merged["kind"] != "reference":
            merged.pop("of", None)  # the table that defines the name does not refer to itself
        if merged["kind"] == "percent":
            merged = {"min": 0, "max": 100, **merged}
        found[name] = Column(name, **{**merged, "allowed": tuple(merged.get("allowed", ()))})
    return found


@cache
def _content() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(DEFINITION.read_text(encoding="utf-8"), loader)  # noqa: S506  safe loader


@cache
def tables() -> dict[str, Table]:
    """Return every table by name: raw tables first, then result tables."""
    found = {}
    for group in ("raw", "results"):
        for name, given in _content()[group].items():
            columns = dict(given["columns"])
            if group == "raw":
                columns.setdefault("source", {})
            content = {**given, "columns": _columns(columns)}
            found[name] = Table(name, raw=group == "raw", **content)
    return found


def raw_tables() -> dict[str, Table]:
    """Return the tables that people fill in, by name."""
    return {name: table for name, table in tables().items() if table.raw}


@cache
def labels() -> dict[str, Column]:
    """Return a column for every column name; the same name has the same label everywhere."""
    shared = _columns(_content()["shared"])
    return dict(ChainMap(shared, *(table.columns for table in tables().values())))


@cache
def settings() -> Table:
    """Return the settings of client.yml as a table of one row."""
    columns = _columns(_content()["settings"])
    return Table("client.yml", "Instellingen", "algemeen", ["client"], True, columns)


@cache
def reference(name: str) -> pd.DataFrame:
    """Return a table of public figures from data/reference; codes are text."""
    separator = ";" if name.startswith("gemma") else ","
    path = REFERENCE / f"{name}.csv"
    return pd.read_csv(path, sep=separator, dtype={"code": "str"}, encoding="utf-8-sig")
