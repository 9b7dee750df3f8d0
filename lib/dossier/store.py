"""The dossier of one client: raw tables in, result tables in and out, settings and own words."""

from __future__ import annotations

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import is_float_dtype

from lib.dossier import dictionary, notes, parsing, reading, settings
from lib.dossier.dictionary import Label, Table
from lib.dossier.reading import Finding
from lib.dossier.values import hint

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"[a-z0-9](-?[a-z0-9])*")
LONGEST_NAME = 40
DEVICES = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}


class DossierError(Exception):
    """The dossier cannot be used; the message is Dutch, `findings` holds its parts."""

    def __init__(self, message: str, findings: list[Finding] | None = None) -> None:
        super().__init__("\n".join([message, *map(str, findings or [])]))
        self.findings = findings or []


def home() -> Path:
    """Return the folder that holds data/ and reports/ (environment variable WORKBOOK_HOME)."""
    return Path(os.environ.get("WORKBOOK_HOME") or ROOT).resolve()


def clients() -> list[str]:
    """Return the names of all clients that have a folder in data/raw."""
    raw = home() / "data" / "raw"
    found = [path.name for path in raw.iterdir() if path.is_dir()] if raw.is_dir() else []
    return sorted(name for name in found if NAME.fullmatch(name))


def valid_client(name: str) -> Path:
    """Return the folder of a client's raw tables.

    Raises
    ------
    DossierError
        When the name is not a plain name (letters, digits, single hyphens, at most 40), or no
        folder of that name stands in data/raw itself.
    """
    plain = isinstance(name, str) and NAME.fullmatch(name) and len(name) <= LONGEST_NAME
    if not plain or name in DEVICES:
        raise DossierError(
            f'"{reading.shown(name)}" is geen geldige naam van een klant. '
            "Toegestaan: kleine letters, cijfers en losse streepjes, hoogstens 40 tekens."
        )
    raw = home() / "data" / "raw"
    folder = raw / name
    if not folder.is_dir() or folder.is_symlink():
        known = ", ".join(clients()) or "nog geen"
        raise DossierError(
            f'Klant "{name}" is onbekend.{hint(name, clients())} Bekende klanten: {known}.'
        )
    return folder


class Dossier:
    """One client's tables, settings and words; every file is read once per instance.

    Parameters
    ----------
    client : str
        Name of the folder in data/raw.

    Raises
    ------
    DossierError
        When the client does not exist.
    """

    def __init__(self, client: str) -> None:
        self.client = client
        self.folder = valid_client(client)
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def processed(self) -> Path:
        """The folder of the result tables (environment variable WORKBOOK_PROCESSED)."""
        chosen = os.environ.get("WORKBOOK_PROCESSED")
        return Path(chosen) if chosen else home() / "data" / "processed" / self.client

    @cached_property
    def settings(self) -> settings.Settings:
        """The settings of client.yml."""
        try:
            return settings.load(self.folder)
        except settings.SettingsError as error:
            raise DossierError("De instellingen kloppen niet:", error.findings) from error

    @cached_property
    def _files(self) -> reading.Files:
        return reading.load(self.folder)

    @property
    def labels(self) -> dict[str, Label]:
        """How each column name is printed."""
        return dictionary.labels()

    def read(self, name: str) -> pd.DataFrame:
        """Return a raw or result table with all columns of the dictionary, typed.

        A raw table gets two more columns: `origin` (file and row) and `grade` (A to D, of its
        source). A table without a file is an empty frame with the right columns.
        """
        table = _known(name)
        if name not in self._frames:
            self._frames[name] = self._raw(table) if table.raw else self._result(table)
        return self._frames[name].copy()

    def _raw(self, table: Table) -> pd.DataFrame:
        rows = parsing.parse(self._files, table)
        unread = [found for found in self._files.findings if table.name in self._files.unread]
        faults = [*unread, *parsing.grouped(rows.findings)]
        if faults:
            raise DossierError(f"De tabel {table.title} kan niet worden gelezen:", faults)
        origin = pd.Series([place.origin for place in rows.places], dtype="str")
        frame = rows.frame.assign(origin=origin)
        if "grade" in frame:
            return frame
        grades = self.read("sources").set_index("source")["grade"]
        return frame.assign(
            grade=frame["source"].map(grades[~grades.index.duplicated()]).astype("str")
        )

    def _result(self, table: Table) -> pd.DataFrame:
        path = self.processed / f"{table.name}.csv"
        found = (
            pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
            if path.is_file()
            else pd.DataFrame(columns=list(table.columns), dtype=str)
        ).reindex(columns=list(table.columns))
        try:
            return pd.DataFrame(
                {name: _typed(found[name], column.kind) for name, column in table.columns.items()}
            )
        except (ValueError, TypeError) as error:
            raise DossierError(
                f"De tussentabel {path.name} is niet te lezen. Maak het rapport opnieuw."
            ) from error

    def write(self, name: str, frame: pd.DataFrame) -> Path:
        """Write a result table to data/processed/<client>.

        Parameters
        ----------
        name : str
            Name of a result table in the dictionary.
        frame : DataFrame
            Columns of the dictionary; optional ones may be left out, others are refused.

        Raises
        ------
        DossierError
            For an unknown table or column, a missing column or a value of the wrong kind.
        """
        table = _known(name)
        if table.raw:
            raise DossierError(f'"{name}" is een tabel met invoer en wordt niet geschreven.')
        text = _as_text(table, frame)
        self.processed.mkdir(parents=True, exist_ok=True)
        path = self.processed / f"{name}.csv"
        staged = path.with_suffix(".csv.part")
        text.to_csv(staged, index=False, lineterminator="\n", encoding="utf-8")
        staged.replace(path)  # a reader sees the old table or the new one, never half
        self._frames.pop(name, None)
        return path

    def reference(self, name: str) -> pd.DataFrame:
        """Return a table of public figures from data/reference, such as `benchmark_ict_cost`."""
        path = ROOT / "data" / "reference" / f"{name}.csv"
        return pd.read_csv(path, dtype={"code": "str"})

    def note(self, chapter: str) -> str:
        """Return the consultant's own words for a chapter, or empty text."""
        return notes.sections(self.folder).get(chapter.casefold(), "")

    def empty_tables(self, chapter: str) -> list[str]:
        """Return the titles of tables of a chapter that were asked for but not delivered."""
        return [
            table.title
            for table in dictionary.raw_tables().values()
            if table.chapter.casefold() == chapter.casefold() and self._is_empty(table.name)
        ]

    def _is_empty(self, name: str) -> bool:
        sheets = [sheet for sheet in self._files.sheets if sheet.table == name]
        return bool(sheets) and not any(sheet.rows for sheet in sheets)


def _known(name: str) -> Table:
    if name not in dictionary.tables():
        raise DossierError(f'Tabel "{name}" is onbekend.{hint(name, dictionary.tables())}')
    return dictionary.tables()[name]


def _typed(column: pd.Series, kind: str) -> pd.Series:
    if kind == "yesno":
        return column.map({"ja": True, "nee": False}).astype("boolean")
    if kind == "date":
        return pd.to_datetime(column, format="%Y-%m-%d").astype("datetime64[us]")
    if kind in ("integer", "year"):
        return pd.to_numeric(column).astype("Int64")
    return column.astype(parsing.DTYPES.get(kind, "str"))


def _as_text(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Write every value the way it is read back: `ja`, `2014-01-31`, point decimals."""
    unknown = [str(name) for name in frame.columns if name not in table.columns]
    if unknown:
        raise DossierError(
            f'Tabel "{table.name}": kolom "{unknown[0]}" staat niet in het woordenboek.'
            f"{hint(unknown[0], table.columns)}"
        )
    needed = [n for n, c in table.columns.items() if c.required or n in table.key]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        raise DossierError(f'Tabel "{table.name}": kolom "{missing[0]}" ontbreekt.')
    whole = frame.reindex(columns=list(table.columns)).reset_index(drop=True)
    return pd.DataFrame({name: _words(table, name, whole[name]) for name in table.columns})


def _words(table: Table, name: str, column: pd.Series) -> pd.Series:
    kind = table.columns[name].kind
    try:
        return _written(kind, column)
    except (ValueError, TypeError) as error:
        raise DossierError(
            f'Tabel "{table.name}": kolom "{name}" bevat een waarde die geen {kind} is.'
        ) from error


def _written(kind: str, column: pd.Series) -> pd.Series:
    if kind == "yesno":
        return column.map(_yes_or_no, na_action="ignore")
    if kind == "date":
        return pd.to_datetime(column).dt.strftime("%Y-%m-%d")
    if kind in ("integer", "year"):
        numbers = pd.to_numeric(column)
        exact = numbers.astype("float64") if is_float_dtype(numbers) else numbers
        return exact.astype("Int64")  # refuses decimals when it comes from float64
    if kind in parsing.DTYPES:
        return pd.to_numeric(column).astype("float64")
    return column.astype("str").str.replace(r"\r\n?", "\n", regex=True)


def _yes_or_no(value: Any) -> str:
    if value in ("ja", "nee"):
        return str(value)
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return "ja" if value else "nee"
    raise ValueError(value)
