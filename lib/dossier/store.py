"""The dossier of one client: raw tables in, result tables in and out, settings and own words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from lib import clients
from lib.dossier import catalogue, checking, dictionary, notes, parsing, reading
from lib.dossier.dictionary import Column, Table
from lib.dossier.reading import DossierError
from lib.dossier.values import KINDS, hint


class Dossier:
    """One client's tables, settings and words; every file is read once per instance.

    Parameters
    ----------
    client : str
        Name of the folder in data/raw.

    Raises
    ------
    UnknownClientError
        When the client does not exist.
    """

    def __init__(self, client: str) -> None:
        self.folder = clients.folder(client)
        self.made = clients.results(client)
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def processed(self) -> Path:
        """The folder of the result tables (environment variable WORKBOOK_PROCESSED)."""
        chosen = os.environ.get("WORKBOOK_PROCESSED")
        return Path(chosen) if chosen else clients.home() / "data" / "processed" / self.made

    @cached_property
    def settings(self) -> SimpleNamespace:
        """The settings of client.yml, by the names of `dictionary.yml`; days are `date`."""
        table = dictionary.settings()
        typed = self._parsed(table).frame.astype("object").iloc[0]
        days = typed.map(lambda value: value.date() if isinstance(value, pd.Timestamp) else value)
        empty = {name: column.default for name, column in table.columns.items()}
        known = {**empty, **days.dropna()}
        known["price_year"] = known["price_year"] or known["base_year"]
        return SimpleNamespace(**known)

    @cached_property
    def _files(self) -> reading.Files:
        files = catalogue.load(self.folder)
        internal = {name for name, table in dictionary.tables().items() if table.internal}
        if not clients.is_internal():
            files.sheets = [sheet for sheet in files.sheets if sheet.table not in internal]
        return files

    @property
    def labels(self) -> dict[str, Column]:
        """How each column name is printed."""
        return dictionary.labels()

    def read(self, name: str) -> pd.DataFrame:
        """Return a raw or result table with all columns of the dictionary, typed.

        A raw table gets two more columns: `origin` (file and row) and `grade` (A to D, of its
        source). A table without a file is an empty frame with the right columns, and so is an
        internal table outside the internal build.
        """
        table = _known(name)
        if name not in self._frames:
            self._frames[name] = self._raw(table) if table.raw else self._result(table)
        return self._frames[name].copy()

    def _parsed(self, table: Table) -> parsing.Rows:
        rows = parsing.parse(self._files, table)
        unread = self._files.findings if rows.partial else []
        if faults := [*unread, *checking.once(rows.findings)]:
            head = f"De tabel {table.title} kan niet worden gelezen:"
            raise DossierError("\n".join([head, *map(str, faults)]))
        return rows

    def _raw(self, table: Table) -> pd.DataFrame:
        rows = self._parsed(table)
        origin = [rows.place(row).origin for row in rows.frame.index]
        frame = rows.frame.assign(origin=pd.Series(origin, dtype="str"))
        if "grade" in frame:
            return frame
        grades = self.read("sources").drop_duplicates("source").set_index("source")["grade"]
        return frame.assign(grade=frame["source"].map(grades).astype("str"))

    def _result(self, table: Table) -> pd.DataFrame:
        path = self.processed / f"{table.name}.csv"
        texts = {name: "str" for name, of in table.columns.items() if of.kind != "yesno"}
        form = {"dtype": texts, "keep_default_na": False, "na_values": [""]}
        with _refused(f"De tussentabel {path.name} is niet te lezen. Maak het rapport opnieuw."):
            return _typed(table, pd.read_csv(path, **form) if path.is_file() else pd.DataFrame())

    def write(self, name: str, frame: pd.DataFrame) -> None:
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
        needed = {name for name, column in table.columns.items() if column.required}
        missing, unknown = needed.union(table.key) - set(frame), set(frame) - set(table.columns)
        if missing or unknown:
            words = f"ontbreken: {sorted(missing)}; onbekend: {sorted(unknown)}"
            raise DossierError(f'Tabel "{name}" past niet bij het woordenboek. Kolommen {words}.')
        with _refused(f'Tabel "{name}" bevat een waarde van de verkeerde soort.'):
            typed = _typed(table, frame)
        self.processed.mkdir(parents=True, exist_ok=True)
        path = self.processed / f"{name}.csv"
        typed.to_csv(path, index=False, lineterminator="\n", date_format="%Y-%m-%d")
        self._frames.pop(name, None)

    def reference(self, name: str) -> pd.DataFrame:
        """Return a table of public figures from data/reference, such as `benchmark_ict_cost`."""
        return dictionary.reference(name).copy()

    def unmatched(self) -> pd.DataFrame:
        """Return what the export of the Softwarecatalogus names that is no reference component.

        Each name once. Columns: name, nearest (up to three reference components that look like
        it, or empty), origin (the first row that has it).
        """
        columns = ["name", "nearest", "origin"]
        return pd.DataFrame(self._files.unmatched.values(), columns=columns, dtype="str")

    def note(self, chapter: str, numbers: pd.DataFrame | None = None) -> str:
        """Return the consultant's own words for a chapter, its placeholders filled, or nothing."""
        figures = {} if numbers is None else notes.figures(numbers)
        text = notes.sections(self.folder).get(chapter.casefold(), "")
        return notes.filled(text, {**vars(self.settings), **figures})

    def empty_tables(self, chapter: str) -> list[str]:
        """Return the titles of tables of a chapter that were asked for but not delivered."""
        delivered = {sheet.table for sheet in self._files.sheets}
        filled = {sheet.table for sheet in self._files.sheets if sheet.rows}
        asked = [one for name, one in dictionary.tables().items() if name in delivered - filled]
        return [one.title for one in asked if one.chapter.casefold() == chapter.casefold()]


def _known(name: str) -> Table:
    if name not in dictionary.tables():
        raise DossierError(f'Tabel "{name}" is onbekend.{hint(name, dictionary.tables())}')
    return dictionary.tables()[name]


def _typed(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Give every column the type of its kind; a value that does not fit raises."""
    types = {name: KINDS[column.kind][2] for name, column in table.columns.items()}
    return frame.reindex(columns=list(types)).astype(types).reset_index(drop=True)


@contextmanager
def _refused(message: str) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError) as error:
        raise DossierError(f"{message} {error}") from error
