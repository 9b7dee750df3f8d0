"""Every fault of a dossier at once, each said once, with its place and what is allowed."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

from lib import dutch
from lib.dossier import notes, parsing, personal, reading, rules, settings, store
from lib.dossier.dictionary import JOINT, Column, raw_tables
from lib.dossier.parsing import Rows
from lib.dossier.reading import Finding, Place
from lib.dossier.values import clean, hint

REFERENCE = store.ROOT / "data" / "reference"
FUNCTIONS = {
    "gemeenten": ("gemma_referentiecomponenten.csv", ";", "naam"),
    "scholen": ("school_functions.csv", ",", "function"),
}
NEEDED = ("sources", "partners")
LIMIT = 8  # names or files listed in one message
MOST_PAIRS = 10  # double rows named one by one
ONCE = " Toegestaan: elke combinatie één keer."


@dataclass
class Use:
    """A value that refers to another table, with every cell that holds it."""

    joint: bool
    cells: list[Place] = field(default_factory=list)


@cache
def functions(kind: str) -> frozenset[str]:
    """Return the functions on which applications are mapped, for `gemeenten` or `scholen`."""
    name, delimiter, column = FUNCTIONS[kind]
    with (REFERENCE / name).open(encoding="utf-8-sig", newline="") as file:
        return frozenset(row[column] for row in csv.DictReader(file, delimiter=delimiter))


@cache
def municipalities(day: dt.date) -> dict[str, str]:
    """Return name by CBS code (four digits) in the list nearest to a day: 2014 or 2022."""
    year = 2014 if day.year < 2018 else 2022
    with (REFERENCE / f"municipalities_{year}.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"].removeprefix("GM"): row["name"] for row in csv.DictReader(file)}


def check(client: str) -> list[Finding]:
    """Check everything in a client's folder.

    Parameters
    ----------
    client : str
        Name of the folder in data/raw.

    Returns
    -------
    list of Finding
        In order of file, sheet, row and column; empty when the dossier is in order. An unknown
        client is a finding too.
    """
    try:
        folder = store.valid_client(client)
    except store.DossierError as error:
        return [Finding(Place("data/raw"), None, str(error))]
    return check_folder(folder)


def check_folder(folder: Path) -> list[Finding]:
    """Check every file in a folder; never raises on what the files hold."""
    files = reading.load(folder)
    known, faults = _settings(folder)
    tables = {name: parsing.parse(files, table) for name, table in raw_tables().items()}
    faults += files.findings
    faults += _missing_tables(files, tables)
    faults += _references(tables, known)
    for rows in filter(lambda rows: len(rows.frame), tables.values()):
        _duplicates(rows)
        personal.check(rows)
    rules.check(tables, known, municipalities(known.reference_date) if known else {})
    faults += [found for rows in tables.values() for found in rows.findings]
    faults += notes.check(folder)
    return sorted(parsing.grouped(faults), key=_order)


def _order(found: Finding) -> tuple[bool, Place]:
    return found.place.file != settings.FILE, found.place


def _settings(folder: Path) -> tuple[settings.Settings | None, list[Finding]]:
    try:
        return settings.load(folder), []
    except settings.SettingsError as error:
        return None, list(error.findings)


def _delivered(files: reading.Files, name: str) -> bool:
    return name in files.unread or any(sheet.table == name for sheet in files.sheets)


def _missing_tables(files: reading.Files, tables: dict[str, Rows]) -> Iterator[Finding]:
    """Report tables that every dossier needs, and tables that filled cells refer to."""
    for name, rows in tables.items():
        users = _users(name, tables)
        filled = len(rows.frame) or rows.partial or rows.lost
        if filled or not (name in NEEDED or users):
            continue
        state = "heeft geen rijen" if _delivered(files, name) else "ontbreekt"
        reason = (
            "Elk dossier heeft deze tabel nodig."
            if name in NEEDED
            else f"{dutch.listing(users)} {'verwijst' if len(users) == 1 else 'verwijzen'} ernaar."
        )
        yield Finding(Place(f"{name}.csv"), None, f"{state}. {reason}")


def _users(target: str, tables: dict[str, Rows]) -> list[str]:
    return [
        name
        for name, rows in tables.items()
        if any(
            column.of == target and _names(rows, column).notna().any()
            for column in rows.table.columns.values()
        )
    ]


def _names(rows: Rows, column: Column) -> pd.Series:
    """Return the values of a reference that must be in the other table."""
    values = rows.frame[column.name]
    return values.where(values != JOINT) if column.joint else values


def _known_names(rows: Rows) -> set[str] | None:
    """Return the names that a table defines, or None when they are not all known."""
    name = rows.table.id
    torn_names = any(column == name for _, column in rows.broken)
    if torn_names or name in rows.absent or rows.partial or not (len(rows.frame) or rows.lost):
        return None
    torn = {clean(cell) for cells in rows.lost for cell in cells}
    return {str(value) for value in [*rows.frame[name].dropna(), *torn]}


def _references(tables: dict[str, Rows], known: settings.Settings | None) -> list[Finding]:
    """Report each unknown name once, with the first cell and the number of other cells."""
    targets = {name: _known_names(rows) for name, rows in tables.items()}
    targets["function"] = set(functions(known.kind)) if known else None
    unknown: dict[tuple[str, str], Use] = {}
    for rows in tables.values():
        for column in rows.table.columns.values():
            target = column.kind if column.kind == "function" else column.of
            names = targets.get(target)
            if names is not None and len(rows.frame):
                _collect(rows, column, target, names, unknown)
    wrong_list = _wrong_list(tables["applications"], known, unknown)
    faults = [
        _unknown_name(target, value, use, targets[target] or set())
        for (target, value), use in unknown.items()
        if target != "function" or not wrong_list
    ]
    return [*faults, *wrong_list, *_advice(known, targets["scenarios"])]


def _wrong_list(
    rows: Rows, known: settings.Settings | None, unknown: dict[tuple[str, str], Use]
) -> list[Finding]:
    """Say it once when no application has a known function: then the list is the wrong one."""
    used = rows.frame["function"].nunique()
    if not known or used < 2 or sum(target == "function" for target, _ in unknown) < used:
        return []
    message = f"geen enkele functie staat in de lijst voor {known.kind} (kind in client.yml)."
    return [Finding(Place(rows.places[0].file), None, message)]


def _collect(
    rows: Rows,
    column: Column,
    target: str,
    names: set[str],
    unknown: dict[tuple[str, str], Use],
) -> None:
    values = _names(rows, column)
    for row in values.index[values.notna() & ~values.isin(names)]:
        use = unknown.setdefault((target, values[row]), Use(column.joint))
        use.cells.append(rows.cell(row, column.name))
        rows.broken.add((row, column.name))


def _unknown_name(target: str, value: str, use: Use, names: set[str]) -> Finding:
    where = "de lijst van functies" if target == "function" else target
    choices = [*sorted(names), JOINT] if use.joint else sorted(names)
    allowed = (
        dutch.listing(choices, "of") if len(choices) <= LIMIT else "een naam die daar in staat"
    )
    message = f"staat niet in {where}. Toegestaan: {allowed}.{hint(value, choices)}"
    cells = sorted(use.cells)
    return Finding(cells[0], value, message + _elsewhere(cells))


def _elsewhere(cells: list[Place]) -> str:
    """Name the other cells: those in the same file by cell, other files by number."""
    first, *others = cells
    if not others:
        return ""
    near = [at.cell for at in others if (at.file, at.sheet) == (first.file, first.sheet)]
    far = [
        Place(at.file, at.sheet)
        for at in others
        if at.file != first.file or at.sheet != first.sheet
    ]
    counts = [
        f"{place} ({dutch.count(far.count(place), 'cel', 'cellen')})"
        for place in dict.fromkeys(far)
    ]
    more = f" en nog {len(near) - 3}" if len(near) > 3 else ""
    parts = ([", ".join(near[:3]) + more] if near else []) + counts[:LIMIT]
    rest = f" en nog {len(counts) - LIMIT} bestanden" if len(counts) > LIMIT else ""
    return f" Ook in {'; '.join(parts)}{rest}."


def _advice(known: settings.Settings | None, names: set[str] | None) -> Iterator[Finding]:
    if known and known.advice and names is not None and known.advice not in names:
        message = f"bij advice staat niet in scenarios.{hint(known.advice, sorted(names))}"
        yield Finding(Place(settings.FILE), known.advice, message)


def _duplicates(rows: Rows) -> None:
    """Report a key that occurs twice, with both places."""
    key = list(rows.table.key)
    bad = {row for row, column in rows.broken if column in key}
    frame = rows.frame.drop(index=sorted(bad))
    if rows.absent & set(key) or frame.empty:
        return
    groups = frame.groupby(key, dropna=False, sort=False).ngroup()
    first = groups.map({group: row for row, group in groups[::-1].items()})
    told: Counter[tuple[str, ...]] = Counter()
    for row in groups.index[groups.duplicated()]:
        here, there = rows.places[row], rows.places[first[row]]
        pair = (here.file, here.sheet, there.file, there.sheet)
        told[pair] += 1
        if told[pair] <= MOST_PAIRS:
            message = f"staat al in {there}: {_key(frame.loc[row], rows)}."
            rows.findings.append(Finding(here, None, message + ONCE))
    for pair, count in told.items():
        if count > MOST_PAIRS:
            more = f"nog {count - MOST_PAIRS} rijen staan al in {Place(*pair[2:])}."
            rows.findings.append(Finding(Place(*pair[:2]), None, more + ONCE))


def _key(row: pd.Series, rows: Rows) -> str:
    columns = rows.table.columns
    return ", ".join(
        f"{columns[name].label} {'leeg' if pd.isna(row[name]) else reading.shown(row[name], 40)}"
        for name in rows.table.key
    )
