"""From files to cells: a client's tables stand in CSV files and in sheets of workbooks.

A table is a table wherever it stands: the rows of `costs.csv` and of the sheet `costs` of every
workbook in the folder belong together. Each row keeps its place, so that every message and every
number on a page can name it. Nothing is guessed: a file that cannot be read is a finding.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from python_calamine import CalamineWorkbook

from lib.dossier.dictionary import raw_tables
from lib.dossier.values import CONTROL, SEE, UNSAVED, clean, hint

SETTINGS = "client.yml"  # a table of one row whose cells stand on lines of their own
CATALOGUE = "Gemeenten_applicatieportfolio_"  # read by catalogue.py
PERSONAL = ("samenwerkingen_", "leveranciers_")  # exports with names and addresses of people
EXPLANATION = "Toelichting"  # a sheet that explains how to fill in the others
FAULTS = Path(__file__).with_name("faults.yml")
LARGEST_UNPACKED = 100_000_000
MOST_CELLS = 2_000_000
LONGEST = 60  # characters of a value in a message
NOT_READ = {".xls", ".xlsb", ".xlsm", ".ods", ".numbers", ".tsv", ".yaml"}
ERROR = re.compile(rb'(<c [^>]*t=)"e"')
# a formula of a program that stores no outcome; t="str" is an outcome that is an empty text
FORMULA = re.compile(
    rb'(<c r="\w+")(?![^>]* t="str")[^>]*>(<f(?:[^>]*/>|[^>]*>[^<]*</f>))(?:<v ?/>|<v></v>)?</c>'
)
Cells = list[list[Any]]


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands: file, sheet, row (header is 1) and column (first is 1)."""

    file: str
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def origin(self) -> str:
        """The row in short form: `costs.csv:14` or `intake.xlsx[costs]:14`."""
        return f"{self.file}[{self.sheet}]:{self.row}" if self.sheet else f"{self.file}:{self.row}"

    def __str__(self) -> str:
        sheet = f", blad {self.sheet}" if self.sheet else ""
        unit = "regel" if self.file.endswith((".yml", ".md")) else "rij"
        cell = f", cel {letters(self.column)}{self.row}"
        row = f", {unit} {self.row}" if self.row else ""
        return self.file + sheet + (cell if self.column else row)


@dataclass(frozen=True)
class Finding:
    """One fault: where, which value, and what is wrong and allowed (Dutch)."""

    place: Place
    value: str | None
    message: str

    def __str__(self) -> str:
        value = "" if self.value is None else f'"{shown(self.value)}" '
        return f"{self.place}: {value}{self.message}"


class DossierError(Exception):
    """The dossier cannot be used; the message is for the consultant."""


@dataclass(frozen=True)
class Sheet:
    """The cells of one table in one file: header, and the rows that hold something."""

    table: str
    file: str
    sheet: str
    header: list[str]
    rows: list[tuple[int, list[Any]]]
    lines: tuple[int, ...] = ()  # of a table that stands on its side: the line of each column

    def place(self, row: int = 0, column: str | int = "") -> Place:
        """Return a place in this sheet; without a column when the header does not have it."""
        if isinstance(column, str):
            column = self.header.index(column) + 1 if column and column in self.header else 0
        if self.lines:
            return Place(self.file, row=self.lines[column - 1] if column else 0)
        return Place(self.file, self.sheet, row, column)


@dataclass
class Files:
    """What a client's folder holds: the sheets that are tables, and what could not be read."""

    sheets: list[Sheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # tables of which something could not be read
    exports: dict[str, Cells] = field(default_factory=dict)  # of the Softwarecatalogus, by file
    unmatched: dict[str, tuple] = field(default_factory=dict)  # by catalogue.py

    def refuse(self, message: str, file: str, sheet: str = "", unread: Iterable[str] = ()) -> None:
        """Add a finding about a file or sheet as a whole, and the tables that it held."""
        self.findings.append(Finding(Place(file, sheet), None, message))
        self.unread.update(unread)


def plain(value: Any) -> str:
    """Write a value as a Dutch spreadsheet shows it."""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return str(value.date() if isinstance(value, dt.datetime) else value)


def shown(value: Any) -> str:
    """Write a value on one line, cut where it is very long."""
    text = CONTROL.sub("□", " ".join(plain(value).split()))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def letters(column: int) -> str:
    """Name a column as a spreadsheet does: 1 is A, 27 is AA."""
    before, last = divmod(column - 1, 26)
    return (letters(before) if before > 0 else "") + chr(65 + last)


def load(folder: Path) -> Files:
    """Read every table in a client's folder.

    Parameters
    ----------
    folder : Path
        data/raw/<client>.

    Returns
    -------
    Files
        Sheets in the order of file names, CSV files first; findings instead of errors.
    """
    files = Files()
    seen = [one for one in folder.iterdir() if not one.name.startswith((".", "~$"))]
    for path in sorted(seen, key=lambda path: (path.suffix.lower() != ".csv", path.name)):
        if path.name.lower().startswith(PERSONAL):
            fault = "kan contactgegevens bevatten en wordt niet gelezen. Haal het weg."
            files.refuse(fault, path.name)
        elif path.is_dir() or path.suffix.lower() in NOT_READ:
            allowed = "csv en xlsx (tabellen), client.yml en notes.md"
            files.refuse(f"wordt niet gelezen. Toegestaan: {allowed}.", path.name)
        elif path.suffix.lower() in (".csv", ".xlsx"):
            _load_file(path, files)
    _load_file(folder / SETTINGS, files)
    return files


def _load_file(path: Path, files: Files) -> None:
    kind, table = path.suffix.lower().removeprefix("."), path.stem
    try:
        if kind == "yml":
            files.sheets.append(_settings(path))
        elif kind == "csv" and path.name.startswith(CATALOGUE):
            table = "applications"
            files.exports[path.name] = _csv_rows(path)
        else:
            sheets = list(_sheets(path)) if kind == "xlsx" else [("", _csv_rows(path))]
            for sheet, cells in sheets:
                _add(files, sheet.strip() or table, path.name, sheet, cells)
    except Exception as error:  # a damaged workbook may fail anywhere on the way
        faults = yaml.safe_load(FAULTS.read_text(encoding="utf-8"))
        mark = getattr(error, "problem_mark", None)
        fault = faults.get(type(error).__name__, faults["other"])
        held = raw_tables() if kind == "xlsx" else (table, path.name)
        files.refuse(fault.format(kind=kind, line=mark and mark.line + 1), path.name, unread=held)


def _settings(path: Path) -> Sheet:
    """Give the settings as typed: YAML itself would read `no` as false and `0344` as 228."""
    root = yaml.compose(path.read_text(encoding="utf-8-sig"), yaml.BaseLoader)
    pairs = root.value if root else []  # nothing but white space and comments: all is missing
    for node in [node for pair in pairs for node in pair]:
        if not isinstance(node, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem_mark=node.start_mark)
    lines = tuple(name.start_mark.line + 1 for name, _ in pairs)
    cells = [clean(value.value) for _, value in pairs]
    return Sheet(SETTINGS, SETTINGS, "", [name.value for name, _ in pairs], [(1, cells)], lines)


def _csv_rows(path: Path) -> Cells:
    """Return the cells of a CSV file, with comma, semicolon or tab between them."""
    text = path.read_bytes().decode("utf-8-sig")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _sheets(path: Path) -> Iterator[tuple[str, Cells]]:
    """Give name and cells of each sheet; refuse what would fill the memory."""
    with CalamineWorkbook.from_filelike(_with_errors(path)) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > MOST_CELLS:
                raise MemoryError(name)
            yield name, sheet.to_python(skip_empty_area=False) if sheet.end else []


def _with_errors(path: Path) -> io.BytesIO:
    """Copy a workbook with errors and formulas without outcome as text: calamine drops them."""
    copy, text = io.BytesIO(), rb'\1 t="str">\2<v>%b</v></c>' % UNSAVED.encode()
    with zipfile.ZipFile(path) as given, zipfile.ZipFile(copy, "w") as new:
        if sum(member.file_size for member in given.infolist()) > LARGEST_UNPACKED:
            raise MemoryError(path)
        for name in given.namelist():
            content = given.read(name)
            if name.startswith("xl/worksheets/"):
                content = FORMULA.sub(text, ERROR.sub(rb'\1"str"', content))
            new.writestr(name, content)
    copy.seek(0)
    return copy


def _add(files: Files, table: str, file: str, sheet: str, cells: Cells) -> None:
    """Add the cells of a table: its header and the rows that are not empty."""
    known = raw_tables().get(table)
    if not known:
        if table != EXPLANATION and (any(map(any, cells)) or not sheet):
            files.refuse(f"is geen tabel.{hint(table, raw_tables()) or SEE}", file, sheet)
        return
    header, *rows = [[clean(cell) for cell in row] for row in cells] or [[]]
    said = {str(cell).casefold() for cell in header}  # a title above the header names no column
    if not any({one.name, one.label.casefold()} & said for one in known.columns.values()):
        files.refuse("heeft geen kopregel met kolomnamen in rij 1.", file, sheet, [table])
        return
    filled = [(at, row) for at, row in enumerate(rows, 2) if any(c is not None for c in row)]
    names = ["" if cell is None else str(cell) for cell in header]
    files.sheets.append(Sheet(table, file, sheet, names, filled))
