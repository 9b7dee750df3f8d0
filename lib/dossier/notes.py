"""The consultant's own words: notes.md, one heading per chapter.

A name in braces is a placeholder. Every chapter knows the settings of client.yml; the advice also
knows the figures of page one (`FIGURES`), which are there only when it is made.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lib import dutch
from lib.dossier import dictionary, personal
from lib.dossier.reading import DossierError, Finding, Place
from lib.dossier.values import hint

FILE = "notes.md"
CHAPTERS = ["ICT-foto", "Motieven en SWOT", "Scenariovergelijking", "Routekaart", "Advies"]
HEADINGS = f" Toegestaan als kop: {dutch.listing(CHAPTERS, 'of')}; of een kop met ###."
FIGURES = {
    "voordeel": ("begroting-totaal", "cash_flows"), "formatie": ("formatie", "staff"),
    "voordeel_looptijd": ("contante-waarde-totaal", "cash_flows"), "einde": ("duur", "activities"),
}  # fmt: skip
BLANK = re.compile(r"\{([^{}]*)\}")
HEADING = re.compile(r"^#{1,2}[ \t]+(.*?)[ \t#]*$", re.MULTILINE)


def _text(folder: Path) -> str:
    path = folder / FILE
    return path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""


def sections(folder: Path) -> dict[str, str]:
    """Return the text under each heading (`#` or `##`); headings in lower case."""
    found: dict[str, str] = {}
    _, *parts = HEADING.split(_text(folder))
    for name, words in zip(map(str.casefold, parts[::2]), parts[1::2], strict=True):
        found[name] = f"{found.get(name, '')}\n{words}".strip()
    return found


def figures(numbers: pd.DataFrame) -> dict[str, str]:
    """Return the placeholders of the advice from `key_numbers`: `€ 52.000 extra kosten`."""
    known = numbers.set_index("number_id")
    side = known["label"].str.extract(r"\b(voordeel|extra kosten)\b")[0].fillna("")
    told = (known["value_text"] + " " + side).str.strip()
    return {name: told[number] for name, (number, _) in FIGURES.items() if number in told}


def filled(text: str, values: dict[str, Any]) -> str:
    """Put values in the place of their names.

    Raises
    ------
    DossierError
        When a placeholder has no value in this dossier.
    """

    def written(blank: re.Match[str]) -> str:
        value = values.get(blank[1])
        if dutch.is_missing(value):
            message = f'{FILE}: "{{{blank[1]}}}" heeft hier geen waarde.'
            raise DossierError(f"{message} Vul dat aan of haal het weg.{hint(blank[1], values)}")
        if isinstance(value, float):
            return dutch.loose(value)
        return dutch.date(value) if isinstance(value, dt.date) else str(value)

    return BLANK.sub(written, text)


def check(folder: Path, tables: Mapping[str, Any]) -> Iterator[Finding]:
    """Report unknown headings and placeholders, unreadable text and personal data.

    A figure of a table without rows has no value.
    """
    known = [name.casefold() for name in CHAPTERS]
    allowed = blanks = list(dictionary.settings().columns)
    figures = [n for n, (_, t) in FIGURES.items() if tables[t].partial or len(tables[t].at)]
    if HEADING.split(_text(folder))[0].strip():
        yield Finding(Place(FILE), None, f"tekst boven de eerste kop valt weg.{HEADINGS}")
    for number, line in enumerate(_text(folder).splitlines(), 1):
        place = Place(FILE, row=number)
        if heading := HEADING.fullmatch(line):
            if heading[1].casefold() not in known:
                fault = f"is geen hoofdstuk.{hint(heading[1], CHAPTERS) or HEADINGS}"
                yield Finding(place, heading[1], fault)
            allowed = [*blanks, *figures] if heading[1].casefold() == known[-1] else blanks
        for name in set(BLANK.findall(line)).difference(allowed):
            yield Finding(place, f"{{{name}}}", f"heeft hier geen waarde.{hint(name, allowed)}")
        if "\ufffd" in line:
            yield Finding(place, None, "is niet als UTF-8 opgeslagen.")
        for found in personal.faults(line):
            yield Finding(place, None, f"de regel {found}")
