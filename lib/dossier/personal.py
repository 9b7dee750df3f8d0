"""Personal data does not belong in a dossier: e-mail, citizen number, phone and names of people.

A dossier knows functions and bodies. Whoever published a source may be named in `sources`.
"""

from __future__ import annotations

import re

from lib.dossier.parsing import Rows
from lib.dossier.reading import Finding

MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
NINE_DIGITS = re.compile(r"(?<![\w/.,=-])([0-9]{9}|[0-9]{4}\.[0-9]{2}\.[0-9]{3})(?![\w/,-])")
PHONE = re.compile(r"(?<![\w.,-])(?:\+31|0031|0)[ -]?6[ -]?(?:[0-9][ -]?){7}[0-9](?![\w-])")
SALUTATION = re.compile(
    r"\b(?:[Dd]hr|[Mm]evr|[Mm]w|[Mm]r|[Dd]rs|[Ii]r|[Ii]ng)\.? (?:[A-Z]|de |van )"
    r"|\b(?:[Dd]e heer|[Mm]evrouw) [A-Z]"
)
INITIALS = re.compile(
    r"\b(?:[A-Z]\.){2,} ?(?:(?:de|van|der|den|het|ten|ter|te|'t) )*[A-Z][a-z]{2,}"
    r"|\b[A-Z]\. (?:(?:de|van|der|den|ten|ter|'t) )+[A-Z][a-z]+"
)
TEXT_KINDS = {"text", "name"}
MESSAGES = {
    "mail": "bevat een e-mailadres. Toegestaan: een functie of orgaan.",
    "bsn": "bevat een burgerservicenummer. Haal het weg, ook uit andere bestanden.",
    "phone": "bevat een telefoonnummer. Toegestaan: een functie of orgaan.",
    "name": "lijkt op de naam van een persoon. Toegestaan: een functie of orgaan.",
}


def is_citizen_number(digits: str) -> bool:
    """Tell whether nine digits pass the test of a burgerservicenummer (elfproef)."""
    numbers = [int(digit) for digit in digits if digit.isdigit()]
    weights = [9, 8, 7, 6, 5, 4, 3, 2, -1]
    total = sum(number * weight for number, weight in zip(numbers, weights, strict=True))
    return any(numbers) and total % 11 == 0


def fault(text: str, *, names: bool = True) -> str | None:
    """Return what personal data a text holds (Dutch), or None."""
    if "@" in text and MAIL.search(text):
        return MESSAGES["mail"]
    if any(is_citizen_number(found) for found in NINE_DIGITS.findall(text)):
        return MESSAGES["bsn"]
    if PHONE.search(text):
        return MESSAGES["phone"]
    if names and (SALUTATION.search(text) or INITIALS.search(text)):
        return MESSAGES["name"]
    return None


def check(rows: Rows) -> None:
    """Report personal data in the texts of one table; the value itself is not repeated."""
    names = rows.table.name != "sources"
    for column in rows.table.columns.values():
        if column.kind not in TEXT_KINDS:
            continue
        values = rows.frame[column.name].dropna()
        faults = {text: fault(text, names=names) for text in values.unique()}
        for row in values.index[values.map(faults).notna()]:
            place = rows.cell(row, column.name)
            rows.findings.append(Finding(place, None, f"de cel {faults[values[row]]}"))
