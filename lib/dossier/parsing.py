"""From cells to one typed table, and every cell that cannot be read."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from lib.dossier.dictionary import Column, Table
from lib.dossier.reading import SETTINGS, Files, Finding, Place, Sheet, plain
from lib.dossier.values import KINDS, SEE, hint, nearest, read


@dataclass
class Rows:
    """One table of one client: its typed frame, where each row stands, and its faults."""

    table: Table
    partial: bool  # a row or file could not be read: the table is larger than its frame
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)
    at: list[tuple[Sheet, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether the table is whole and without faults, so that its rows can be added up."""
        return not (self.partial or self.findings or self.frame.empty)

    @property
    def names(self) -> set[str]:
        """The names by which other tables refer to its rows; empty when not all are known."""
        found = self.frame[self.table.key[0]]
        return set() if self.partial or found.isna().any() else set(found)

    def place(self, row: int, column: str = "") -> Place:
        """Return the place of a cell, or of a row."""
        sheet, number = self.at[row]
        return sheet.place(number, column)

    def refuse(self, row: int, column: str, message: str, value: Any = None) -> None:
        """Report a cell."""
        text = None if pd.isna(value) else plain(value)
        self.findings.append(Finding(self.place(row, column), text, message))

    def refuse_unknown(self, found: pd.Series, names: set[Any] | None, allowed: str) -> None:
        """Report the cells of a column that hold none of these names, if any name is known."""
        for row, value in found[~found.isin(names)].items() if names else ():
            message = f"is onbekend. Toegestaan: {allowed}.{hint(value, sorted(names))}"
            self.refuse(row, found.name, message, value)


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
    rows = Rows(table, table.name in files.unread)
    cells: list[dict[str, Any]] = []
    for sheet in files.sheets:
        if sheet.table == table.name:
            _check_header(sheet, rows)
            cells += _whole_rows(sheet, rows)
    columns = {
        name: pd.Series(_read_column(rows, column, cells), dtype=KINDS[column.kind][2])
        for name, column in table.columns.items()
    }
    rows.frame = pd.DataFrame(columns)
    return rows


def _check_header(sheet: Sheet, rows: Rows) -> None:
    """Report double, nameless, unknown and missing columns; a misspelt one is said once."""
    known = rows.table.columns
    word = "instelling" if sheet.table == SETTINGS else "kolom"
    absent = [name for name in known if name not in sheet.header]
    said = {column.label.casefold(): name for name, column in known.items()}
    meant = {name: said.get(name.casefold(), name) for name in sheet.header}
    misspelt = {nearest(meant[name], known) for name in sheet.header if name not in known}
    for at, name in enumerate(sheet.header, 1):
        if name in sheet.header[: at - 1] and name:
            fault = f"is een dubbele {word}."
        elif name and name not in known:
            fault = f"is een onbekende {word}.{hint(meant[name], known) or SEE}"
        elif not name and any(cells[at - 1 : at] != [None] for _, cells in sheet.rows):
            fault = f"de {word} heeft geen naam."
        else:
            continue
        rows.findings.append(Finding(sheet.place(1, at), name or None, fault))
    for name in absent:
        if known[name].required and name not in misspelt:
            message = f'{word} "{name}" ({known[name].label}) ontbreekt.'
            rows.findings.append(Finding(sheet.place(), None, message))


def _whole_rows(sheet: Sheet, rows: Rows) -> list[dict[str, Any]]:
    """Give the cells of each row by column; report rows that are longer or shorter."""
    found = []
    for number, cells in sheet.rows:
        if len(cells) == len(sheet.header):
            rows.at.append((sheet, number))
            found.append(dict(zip(reversed(sheet.header), reversed(cells), strict=True)))
        else:
            rows.partial = True
            message = f"aantal velden is {len(cells)}, de kopregel heeft er {len(sheet.header)}."
            rows.findings.append(Finding(sheet.place(number), None, message))
    return found


def _read_column(rows: Rows, column: Column, cells: list[dict[str, Any]]) -> list[Any]:
    found = []
    for row, values in enumerate(cells):
        cell = values.get(column.name)
        value, fault = read(column, cell) if column.name in values else (None, None)
        if fault:
            rows.refuse(row, column.name, fault, cell)
        found.append(value)
    return found
