"""The data dictionary: every table and column, read from `dictionary.yml`.

It drives the check of a dossier, the labels in the report and `data/README.md`
(`python -m lib.dossier.dictionary > data/README.md`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

JOINT = "gezamenlijk"
DEFINITION = Path(__file__).with_name("dictionary.yml")
NUMERIC = {"number", "integer", "eur", "percent", "score", "year"}
KINDS = NUMERIC | {"text", "name", "date", "month", "yesno", "choice", "reference", "function"}


@dataclass(frozen=True)
class Label:
    """How a column is printed: Dutch name, kind of value, unit and meaning."""

    label: str
    kind: str
    unit: str = ""
    description: str = ""


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

    def describe(self) -> Label:
        """Return what the report needs to print this column."""
        return Label(self.label, self.kind, self.unit, self.about)


@dataclass(frozen=True)
class Table:
    """One table: people fill in raw tables, notebooks write result tables."""

    name: str
    title: str
    chapter: str
    about: str
    key: tuple[str, ...]
    raw: bool
    columns: dict[str, Column] = field(hash=False)

    @property
    def id(self) -> str:
        """The column by which other tables refer to this one."""
        return self.key[0]


def _column(name: str, own: dict[str, Any], shared: dict[str, Any]) -> Column:
    merged = {**shared.get(name, {}), **(own or {})}
    return Column(name=name, **{**merged, "allowed": tuple(merged.get("allowed", ()))})


def _table(name: str, raw: bool, content: dict[str, Any], shared: dict[str, Any]) -> Table:
    columns = dict(content["columns"])
    if raw:
        columns.setdefault("source", {})
    return Table(
        name=name,
        title=content["title"],
        chapter=content["chapter"],
        about=content.get("about", ""),
        key=tuple(content.get("key") or ()),
        raw=raw,
        columns={key: _column(key, own, shared) for key, own in columns.items()},
    )


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
def labels() -> dict[str, Label]:
    """Return the label of every column name; the same name has the same label everywhere."""
    shared = _content()["shared"]
    found = {
        name: _column(name, {}, shared).describe()
        for name, content in shared.items()
        if "kind" in content
    }
    for table in tables().values():
        for name, column in table.columns.items():
            found.setdefault(name, column.describe())
    return found


HEADING = """\
# Data

This file is made from `lib/dossier/dictionary.yml`; change that file, then run
`python -m lib.dossier.dictionary > data/README.md`.

- `raw/<client>/`: what people gave or typed. `client.yml` (settings), `sources.csv`,
  `partners.csv`, any of the other raw tables below as `<table>.csv` or as a sheet of that name in
  a workbook (`*.xlsx`), and `notes.md` (the consultant's own words, one heading per chapter).
  A file with a header and no rows means: asked, not delivered.
- `processed/<client>/`: result tables that the notebooks hand on. May be deleted.
- `reference/`: public figures, with origin and licence in [its README](reference/README.md).

How values are written: CSV in UTF-8, with comma or semicolon between the fields. Numbers as
`1234.5`, `1234,5` or `1.234,50`; `1.234` is refused, because it may mean two things. Dates as
`2014-01-31` or `31-01-2014`, months as `2014-01`. Empty means "not delivered", never zero.
`python -m lib check <client>` lists every fault at once.

| kind | what it holds |
|---|---|
| text | any text |
| name | the name by which other tables refer to this row |
| number, integer, score | a number, a whole number, a score |
| eur | euro |
| percent | a percentage, 0 to 100 |
| date, month, year | a day, a month, a year |
| yesno | `ja` or `nee` |
| choice | one of the values in the last column |
| reference | the name of a row in another table |
| function | a GEMMA reference component (municipalities) or a school function (schools) |
"""


def _limits(column: Column) -> str:
    if column.allowed:
        return ", ".join(f"`{value}`" for value in column.allowed)
    if column.of:
        return f"`{column.of}`" + (f" or `{JOINT}`" if column.joint else "")
    low, high = column.min, column.max
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}" if high is not None else ""


def _row(table: Table, column: Column) -> str:
    meaning = column.label + (f" ({column.unit})" if column.unit else "")
    if column.about and column.about != column.label:
        meaning += f". {column.about}"
    needed = "key" if column.name in table.key else "required" if column.required else ""
    cells = [f"`{column.name}`", meaning, column.kind, needed, _limits(column)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _section(table: Table) -> str:
    rows = [_row(table, column) for column in table.columns.values()]
    head = ["| column | label | kind | needed | allowed |", "|---|---|---|---|---|"]
    return "\n".join([f"### `{table.name}`: {table.title}", "", table.about, "", *head, *rows, ""])


def describe() -> str:
    """Return the text of `data/README.md`: every table with its columns."""
    groups = {
        "## Raw tables: what people fill in": [t for t in tables().values() if t.raw],
        "## Result tables: what notebooks hand on": [t for t in tables().values() if not t.raw],
    }
    parts = [HEADING]
    for heading, members in groups.items():
        parts += [heading + "\n", *map(_section, members)]
    return "\n".join(parts)


if __name__ == "__main__":
    import sys

    sys.stdout.write(describe())
