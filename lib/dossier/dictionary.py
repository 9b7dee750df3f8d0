"""The data dictionary: every table and column, read from `dictionary.yml`.

It drives the check of a dossier, the labels in the report and `data/README.md`.
"""

from dataclasses import dataclass, field
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
    key: tuple[str, ...]
    raw: bool
    columns: dict[str, Column] = field(hash=False)
    about: str = ""
    internal: bool = False  # for the consultant alone: the client's build reads no row of it


def _column(name: str, own: dict[str, Any], shared: dict[str, Any]) -> Column:
    merged = {**shared.get(name, {}), **(own or {})}
    if merged["kind"] != "reference":
        merged.pop("of", None)  # the table that defines the name does not refer to itself
    percent = {"min": 0, "max": 100} if merged["kind"] == "percent" else {}
    return Column(name=name, **{**percent, **merged, "allowed": tuple(merged.get("allowed", ()))})


def _table(name: str, raw: bool, content: dict[str, Any], shared: dict[str, Any]) -> Table:
    columns = dict(content["columns"])
    if raw:
        columns.setdefault("source", {})
    merged = {key: _column(key, own, shared) for key, own in columns.items()}
    return Table(name, raw=raw, **{**content, "key": tuple(content["key"]), "columns": merged})


@cache
def _content() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(DEFINITION.read_text(encoding="utf-8"), loader)  # noqa: S506  safe loader


@cache
def tables() -> dict[str, Table]:
    """Return every table by name: raw tables first, then result tables."""
    content = _content()
    return {
        name: _table(name, group == "raw", table, content["shared"])
        for group in ("raw", "results")
        for name, table in (content.get(group) or {}).items()
    }


def raw_tables() -> dict[str, Table]:
    """Return the tables that people fill in, by name."""
    return {name: table for name, table in tables().items() if table.raw}


@cache
def labels() -> dict[str, Column]:
    """Return a column for every column name; the same name has the same label everywhere."""
    shared = _content()["shared"]
    found = {name: _column(name, {}, shared) for name in shared if "kind" in shared[name]}
    for table in tables().values():
        found = {**table.columns, **found}
    return found


@cache
def settings() -> Table:
    """Return the settings of client.yml as a table of one row."""
    columns = {name: _column(name, own, {}) for name, own in _content()["settings"].items()}
    return Table("client.yml", "Instellingen", "algemeen", ("client",), True, columns)


@cache
def reference(name: str) -> pd.DataFrame:
    """Return a table of public figures from data/reference; codes are text."""
    separator = ";" if name.startswith("gemma") else ","
    path = REFERENCE / f"{name}.csv"
    return pd.read_csv(path, sep=separator, dtype={"code": "str"}, encoding="utf-8-sig")
