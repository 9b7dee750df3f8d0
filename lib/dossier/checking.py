"""Every fault of a dossier at once, with its place and what is allowed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from lib import dutch
from lib.dossier import catalogue, dictionary, notes, parsing, personal, reading, rules
from lib.dossier.dictionary import JOINT, raw_tables, reference
from lib.dossier.parsing import Rows
from lib.dossier.reading import SETTINGS, Finding, Place
from lib.dossier.values import expected

FUNCTIONS = {
    "gemeenten": ("gemma_referentiecomponenten", "naam"),
    "scholen": ("school_functions", "function"),
}
NEEDED = ("sources", "partners")
ONCE = "Toegestaan: één keer, los van hoofdletters en spaties."


def check(folder: Path) -> list[Finding]:
    """Check every file in a client's folder; never raises on what the files hold.

    Returns
    -------
    list of Finding
        In order of file, sheet, row and column, those in client.yml first; empty when the
        dossier is in order.
    """
    files = catalogue.load(folder)
    definitions = {**raw_tables(), SETTINGS: dictionary.settings()}
    tables = {name: parsing.parse(files, table) for name, table in definitions.items()}
    settings = tables[SETTINGS]
    known = settings.frame.reindex([0]).iloc[0]
    if folder.name != known["client"] and pd.notna(known["client"]):
        message = f"is niet de naam van de map ({folder.name})."
        settings.refuse(0, "client", message, known["client"])
    faults = [*files.findings, *_references(tables, known["kind"]), *notes.check(folder, tables)]
    for rows in tables.values():
        if len(rows.frame):
            _duplicates(rows)
            _personal_data(rows)
    rules.check(tables)
    faults += [found for rows in tables.values() for found in rows.findings]
    return sorted(once(faults), key=lambda one: (one.place.file != SETTINGS, one.place))


def once(findings: list[Finding]) -> Iterator[Finding]:
    """Say the same fault in the same column once, with the number of other rows that have it."""
    groups: dict[Finding, list[Finding]] = {}
    for found in findings:
        row = found.place.row if found.place.file == SETTINGS else 0
        groups.setdefault(replace(found, place=replace(found.place, row=row)), []).append(found)
    for first, *others in groups.values():
        words = f" Ook in nog {dutch.count(len(others), 'rij', 'rijen')}." if others else ""
        yield replace(first, message=first.message + words)


def _references(tables: dict[str, Rows], kind: Any) -> Iterator[Finding]:
    """Report names that are not in the table they refer to, and tables that are missing."""
    names = {name: rows.names for name, rows in tables.items()}
    if kind in FUNCTIONS:
        name, column = FUNCTIONS[kind]
        names["function"] = set(reference(name)[column])
    users: dict[str, list[str]] = {name: [] for name in NEEDED}
    for name, rows in tables.items():
        for column in rows.table.columns.values():
            target = "function" if column.kind == "function" else column.of
            values = rows.frame[column.name].dropna()
            values = values[values != JOINT] if column.joint else values
            if target and len(values):
                rows.refuse_unknown(values, names.get(target), expected(column))
                users.setdefault(target, []).append(name)
    for name in users.keys() & tables.keys():
        if tables[name].frame.empty and not tables[name].partial:
            need = "elk dossier" if name in NEEDED else dutch.listing(dict.fromkeys(users[name]))
            message = f"ontbreekt of heeft geen rijen. Nodig voor {need}."
            yield Finding(Place(f"{name}.csv"), None, message)


def _duplicates(rows: Rows) -> None:
    """Report a key that occurs twice but for case and spaces, with both places."""
    keys = rows.frame[list(rows.table.key)].dropna()
    alike = keys.map(lambda value: "".join(reading.plain(value).casefold().split()))
    for _, same in keys[alike.duplicated(keep=False)].groupby([alike[name] for name in keys]):
        words = ", ".join(map(reading.shown, same.iloc[0]))
        message = f"staat al in {rows.place(same.index[0])}: {words}. {ONCE}"
        for row in same.index[1:]:
            rows.refuse(row, "", message)


def _personal_data(rows: Rows) -> None:
    """Report personal data in texts; the value itself is not repeated."""
    for name, column in rows.table.columns.items():
        if column.kind in ("text", "name"):
            values = rows.frame[name].dropna()
            faults = {text: personal.faults(text) for text in values.unique()}
            for row, fault in values.map(faults).explode().dropna().items():
                rows.refuse(row, name, f"de cel {fault}")
