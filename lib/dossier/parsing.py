"""From cells to one typed table, and every cell that cannot be read.

A fault is reported once: what is broken is remembered, so that later checks leave it alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lib.dossier.dictionary import Column, Table
from lib.dossier.reading import Files, Finding, Place, Sheet, plain, sheets_of
from lib.dossier.values import RefusedError, expected, hint, nearest, read

DTYPES = {
    "number": "float64",
    "eur": "float64",
    "percent": "float64",
    "score": "float64",
    "integer": "Int64",
    "year": "Int64",
    "yesno": "boolean",
    "date": "datetime64[us]",
}


@dataclass
class Rows:
    """One table of one client: its typed frame, and where each cell stands."""

    table: Table
    frame: pd.DataFrame
    places: list[Place] = field(default_factory=list)
    positions: list[dict[str, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    broken: set[tuple[int, str]] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    lost: list[list[Any]] = field(default_factory=list)
    partial: bool = False

    def cell(self, row: int, column: str) -> Place:
        """Return the place of a cell; of its row where the file has no such column."""
        at = self.places[row]
        return Place(at.file, at.sheet, at.row, self.positions[row].get(column, 0))

    def refuse(self, row: int, column: str, message: str, value: Any = None) -> None:
        """Report a cell."""
        text = None if value is None else plain(value)
        self.findings.append(Finding(self.cell(row, column), text, message))
        self.broken.add((row, column))

    def sound(self, *columns: str) -> bool:
        """Tell whether every row is there and none of these columns has a broken cell."""
        bad = self.absent | {column for _, column in self.broken}
        return not (self.partial or self.lost or bad & set(columns))


def typed(values: list[Any], kind: str) -> pd.Series:
    """Make a column of the type that belongs to its kind; None becomes missing."""
    if kind == "date":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object)), dtype=DTYPES["date"])
    return pd.Series(values, dtype=DTYPES.get(kind, "str"))


def parse(files: Files, table: Table) -> Rows:
    """Read every cell of one table.

    Parameters
    ----------
    files : Files
        What `reading.load` found in a client's folder.
    table : Table
        The definition of the table.

    Returns
    -------
    Rows
        Frame with all columns of the dictionary, typed; a cell that is empty or cannot be read
        is missing. Faults are in `findings`.
    """
    rows = Rows(table, pd.DataFrame(), partial=table.name in files.unread)
    columns: dict[str, list[Any]] = {name: [] for name in table.columns}
    for sheet in sheets_of(files, table.name):
        _read_sheet(sheet, rows, columns)
    rows.frame = pd.DataFrame(
        {name: typed(found, table.columns[name].kind) for name, found in columns.items()}
    )
    return rows


def _read_sheet(sheet: Sheet, rows: Rows, columns: dict[str, list[Any]]) -> None:
    positions = _check_header(sheet, rows)
    whole = [
        (number, cells) for number, cells in sheet.rows if _check_width(sheet, rows, number, cells)
    ]
    start = len(rows.places)
    rows.places += [sheet.place(number) for number, _ in whole]
    rows.positions += [positions] * len(whole)
    for name, column in rows.table.columns.items():
        at = positions.get(name)
        raw = [None] * len(whole) if at is None else [cells[at - 1] for _, cells in whole]
        columns[name] += _read_column(rows, column, raw, start, sheet.errors)


def _check_header(sheet: Sheet, rows: Rows) -> dict[str, int]:
    """Report columns that are double, nameless, unknown or missing; return where each stands."""
    positions: dict[str, int] = {}
    for at, name in enumerate(sheet.header, 1):
        place = sheet.place(1, at)
        if name in positions:
            message = f"is een dubbele kolom, ook in cel {sheet.place(1, positions[name]).cell}."
            rows.findings.append(Finding(place, name, message))
        elif name in rows.table.columns:
            positions[name] = at
        elif not name:
            rows.findings.append(Finding(place, None, "de kolom heeft geen naam."))
    _compare_columns(sheet, rows)
    return positions


def _compare_columns(sheet: Sheet, rows: Rows) -> None:
    """Report unknown and missing columns; a misspelt one is both, and is said once."""
    known = rows.table.columns
    absent = [name for name in known if name not in sheet.header]
    needed = [name for name in absent if known[name].required or name in rows.table.key]
    unknown = {at: name for at, name in enumerate(sheet.header, 1) if name and name not in known}
    only = needed[0] if len(needed) == len(unknown) == 1 else None
    meant = {at: nearest(name, absent) or only for at, name in unknown.items()}
    for at, name in unknown.items():
        near = f' Bedoelde u "{meant[at]}"?' if meant[at] else hint(name, known)
        message = f"is een onbekende kolom.{near}"
        rows.findings.append(Finding(sheet.place(1, at), name, message))
    for name in needed:
        if name not in meant.values():
            message = f'kolom "{name}" ({known[name].label}) ontbreekt.'
            rows.findings.append(Finding(sheet.place(), None, message))
    rows.absent |= {*needed, *filter(None, meant.values())}


def _check_width(sheet: Sheet, rows: Rows, number: int, cells: list[Any]) -> bool:
    if len(cells) == len(sheet.header):
        return True
    message = (
        "de rij heeft een waarde rechts van de tabel."
        if sheet.sheet
        else f"aantal velden is {len(cells)}, de kopregel heeft er {len(sheet.header)}."
    )
    rows.findings.append(Finding(sheet.place(number), None, message))
    rows.lost.append(cells)
    return False


def _read_column(
    rows: Rows, column: Column, raw: list[Any], start: int, errors: frozenset[str]
) -> list[Any]:
    """Read the cells of one column; a value that was read before is not read again."""
    known: dict[tuple[type, Any], tuple[Any, str | None]] = {}
    found = []
    for row, cell in enumerate(raw, start):
        if cell is None:
            found.append(None)
            _check_empty(rows, column, row, errors)
            continue
        memory = (type(cell), cell)
        if memory not in known:
            known[memory] = _attempt(column, cell)
        value, fault = known[memory]
        found.append(value)
        if fault:
            rows.refuse(row, column.name, fault, cell)
    return found


def _attempt(column: Column, cell: Any) -> tuple[Any, str | None]:
    try:
        return read(column, cell), None
    except RefusedError as refused:
        return None, str(refused)


def _check_empty(rows: Rows, column: Column, row: int, errors: frozenset[str]) -> None:
    if errors and rows.cell(row, column.name).cell in errors:
        fault = "de formule geeft een fout of is niet uitgerekend. Vul de waarde zelf in."
        rows.refuse(row, column.name, fault)
    elif column.required and column.name in rows.positions[row]:
        label = column.label
        if column.kind in ("reference", "function"):
            rows.refuse(row, column.name, f"{label} is leeg, maar verplicht.")
        else:
            allowed = expected(column)
            rows.refuse(
                row, column.name, f"{label} is leeg, maar verplicht. Toegestaan: {allowed}."
            )


def grouped(findings: list[Finding]) -> list[Finding]:
    """Say the same fault in the same column once, with the other places behind it."""
    groups: dict[tuple[Any, ...], list[Finding]] = {}
    for found in findings:
        at = found.place
        fault = (at.file, at.sheet, at.column, found.value, found.message)
        groups.setdefault(fault, []).append(found)
    return [_with_places(group) for group in groups.values()]


def _with_places(group: list[Finding]) -> Finding:
    first = group[0]
    others = [found.place.cell if found.place.column else str(found.place.row) for found in group]
    if len(set(others)) < 2:
        return first
    unit = "" if first.place.column else "rij "
    more = f" en nog {len(others) - 4}" if len(others) > 4 else ""
    return Finding(
        first.place, first.value, f"{first.message} Ook in {unit}{', '.join(others[1:4])}{more}."
    )
