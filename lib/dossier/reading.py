"""From files to cells: a client's tables stand in CSV files and in sheets of workbooks.

A table is a table wherever it stands: the rows of `costs.csv` and of the sheet `costs` of every
workbook in the folder belong together. Each row keeps its place, so that every message and every
number on a page can name it. Nothing is guessed: a file that cannot be read is a finding.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from lib.dossier import formulas
from lib.dossier.dictionary import raw_tables
from lib.dossier.values import CONTROL, clean, hint

EXPLANATION = "Toelichting"
MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 100 * MEGABYTE
MOST_CELLS = 2_000_000
OTHER_TABLES = {".xls", ".xlsb", ".xlsm", ".ods", ".numbers", ".tsv"}


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: file, sheet, row (header is 1) and column (first is 1)."""

    file: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """The cell as a spreadsheet names it, such as `D14`."""
        return letters(self.column) + str(self.row)

    @property
    def origin(self) -> str:
        """The row in short form: `costs.csv:14` or `intake.xlsx[costs]:14`."""
        return f"{self.file}[{self.sheet}]:{self.row}" if self.sheet else f"{self.file}:{self.row}"

    def __str__(self) -> str:
        sheet = f", blad {self.sheet}" if self.sheet else ""
        unit = "regel" if self.file.endswith((".yml", ".md")) else "rij"
        row = f", cel {self.cell}" if self.column else f", {unit} {self.row}" if self.row else ""
        return self.file + sheet + row


@dataclass(frozen=True)
class Finding:
    """One fault: where, which value, and what is wrong and allowed (Dutch)."""

    place: Place
    value: str | None
    message: str

    def __str__(self) -> str:
        value = "" if self.value is None else f'"{shown(self.value)}" '
        return f"{self.place}: {value}{self.message}"


def plain(value: Any) -> str:
    """Write a value as a Dutch spreadsheet shows it."""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return str(value.date() if isinstance(value, dt.datetime) else value)


def shown(value: Any, most: int = 60) -> str:
    """Write a value on one line, cut where it is very long."""
    text = CONTROL.sub("□", " ".join(plain(value).split()))
    return text if len(text) <= most else text[: most - 1] + "…"


@dataclass(frozen=True)
class Sheet:
    """The cells of one table in one file: header and the rows that hold something."""

    table: str
    file: str
    sheet: str
    header: list[str]
    rows: list[tuple[int, list[Any]]]
    errors: frozenset[str] = frozenset()

    def place(self, row: int = 0, column: int = 0) -> Place:
        """Return a place in this sheet."""
        return Place(self.file, self.sheet, row, column)


@dataclass
class Files:
    """What a client's folder holds: the sheets that are tables, and what could not be read."""

    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # tables of which something could not be read

    def refuse(self, place: Place, message: str, value: str | None = None) -> None:
        """Add a finding."""
        self.findings.append(Finding(place, value, message))


class UnreadableError(Exception):
    """A file or sheet as a whole cannot be read; the message is Dutch."""


def letters(column: int) -> str:
    """Name a column as a spreadsheet does: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def load(folder: Path, only: str | None = None) -> Files:
    """Read every table in a client's folder, or the CSV file of one table and all workbooks.

    Parameters
    ----------
    folder : Path
        data/raw/<client>.
    only : str, optional
        Name of the table whose CSV file is needed; other CSV files are not opened.

    Returns
    -------
    Files
        Sheets in the order of file names, and findings instead of errors.
    """
    files = Files()
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.startswith((".", "~$")):
            continue
        if path.is_dir():
            _check_folder(path, files)
        elif path.suffix.lower() == ".csv":
            _load_csv(path, files, only)
        elif path.suffix.lower() == ".xlsx":
            _load_workbook(path, files)
        elif path.suffix.lower() in OTHER_TABLES:
            files.refuse(Place(path.name), "wordt niet gelezen. Sla het op als xlsx of csv.")
        elif path.suffix.lower() in (".yml", ".yaml") and path.name != "client.yml":
            files.refuse(Place(path.name), 'is onbekend. Bedoelde u "client.yml"?')
    return files


def _check_folder(path: Path, files: Files) -> None:
    if any(path.glob("*.csv")) or any(path.glob("*.xlsx")):
        files.refuse(Place(path.name + "/"), "een map in het dossier wordt niet gelezen.")


def _load_csv(path: Path, files: Files, only: str | None) -> None:
    name = path.stem
    if name not in raw_tables():
        files.refuse(Place(path.name), f"is geen tabel.{hint(name, raw_tables())}")
        return
    if only not in (None, name):
        return
    try:
        _add(files, name, path.name, "", _csv_rows(path))
    except UnreadableError as error:
        files.unread.add(name)
        files.refuse(Place(path.name), str(error))


def _csv_rows(path: Path) -> list[list[Any]]:
    text = _decoded(path)
    first = text.split("\n", 1)[0]
    if "\t" in first:
        raise UnreadableError("heeft tabs tussen de velden. Sla op met komma of puntkomma.")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise UnreadableError(
            f'kan niet worden gelezen vanaf regel {reader.line_num}: een aanhalingsteken (") '
            "staat verkeerd of wordt niet gesloten."
        ) from error


def _decoded(path: Path) -> str:
    if path.stat().st_size > LARGEST_FILE:
        raise UnreadableError("is groter dan 20 MB.")
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(
            f"is niet als UTF-8 opgeslagen (eerste vreemde teken op regel {line}). "
            'Sla op als "CSV UTF-8".'
        ) from error


def _load_workbook(path: Path, files: Files) -> None:
    try:
        _check_archive(path)
        with CalamineWorkbook.from_path(path) as book:
            names = book.sheet_names
            errors = formulas.unreadable_cells(path)
            for name in names:
                _load_sheet(book, path.name, name, errors.get(name, frozenset()), files)
    except Exception as error:  # a damaged file may fail anywhere on the way
        known = isinstance(error, UnreadableError)
        message = str(error) if known else "kan niet worden gelezen als Excel-bestand (xlsx)."
        files.unread.update(raw_tables())  # any table may have stood in it
        files.refuse(Place(path.name), message)


def _check_archive(path: Path) -> None:
    """Refuse what would fill the memory or hang, before it is opened."""
    if path.stat().st_size > LARGEST_FILE:
        raise UnreadableError("is groter dan 20 MB.")
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
            raise UnreadableError("is uitgepakt groter dan 100 MB.")


def _load_sheet(
    book: CalamineWorkbook, file: str, name: str, errors: frozenset[str], files: Files
) -> None:
    table = name.strip()
    if table == EXPLANATION:
        return
    if table not in raw_tables():
        known = hint(table, [*raw_tables(), EXPLANATION])
        files.refuse(Place(file, name), f"is geen tabel.{known}")
        return
    sheet = book.get_sheet_by_name(name)
    end = sheet.end or (0, 0)
    if (end[0] + 1) * (end[1] + 1) > MOST_CELLS:
        files.unread.add(table)
        corner = Place(file, name, end[0] + 1, end[1] + 1)
        files.refuse(corner, "een cel ver buiten de tabel is gevuld. Maak die cel leeg.")
        return
    rows = sheet.to_python(skip_empty_area=False) if sheet.end else []
    _add(files, table, file, name, rows, errors)


def _add(
    files: Files,
    table: str,
    file: str,
    sheet: str,
    rows: list[list[Any]],
    errors: frozenset[str] = frozenset(),
) -> None:
    """Split cells into a header and rows; leave out empty rows and empty columns at the end."""
    cells = ((number, [clean(cell) for cell in row]) for number, row in enumerate(rows, 1))
    filled = [(number, row) for number, row in cells if any(cell is not None for cell in row)]
    if not filled or filled[0][0] != 1:
        files.unread.add(table)
        files.refuse(Place(file, sheet), "heeft geen kopregel met kolomnamen in rij 1.")
        return
    width = len(filled[0][1])
    header = ["" if cell is None else str(cell) for cell in filled[0][1]]
    used = max(place for place, cell in enumerate(header, 1) if cell)
    found = [(number, _same_width(row, width, used, bool(sheet))) for number, row in filled[1:]]
    files.sheets.append(Sheet(table, file, sheet, header[:used], found, errors))


def _same_width(row: list[Any], width: int, used: int, excel: bool) -> list[Any]:
    """Cut empty cells after the header; keep a wrong number of fields as it is."""
    right = excel or len(row) == width
    return row[:used] if right and not any(cell is not None for cell in row[used:]) else row


def sheets_of(files: Files, table: str) -> Iterator[Sheet]:
    """Give the sheets of one table: CSV first, then workbooks by name."""
    found = [sheet for sheet in files.sheets if sheet.table == table]
    return iter(sorted(found, key=lambda sheet: (bool(sheet.sheet), sheet.file)))
