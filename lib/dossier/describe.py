"""The text of `data/README.md`, made from the data dictionary.

Run `python -m lib.dossier.describe > data/README.md` after a change of `dictionary.yml`.
"""

from __future__ import annotations

from lib.dossier.dictionary import JOINT, Column, Table, tables

HEADING = """\
# Data

This file is made from `lib/dossier/dictionary.yml`; change that file, then run
`python -m lib.dossier.describe > data/README.md`.

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
