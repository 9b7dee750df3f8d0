"""The consultant's own words: notes.md, one heading per chapter."""

import re
from collections.abc import Iterator
from pathlib import Path

from lib.dossier import personal
from lib.dossier.reading import Finding, Place
from lib.dossier.values import hint

FILE = "notes.md"
CHAPTERS = ["ICT-foto", "Motieven en SWOT", "Scenariovergelijking", "Routekaart", "Advies"]
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


def check(folder: Path) -> Iterator[Finding]:
    """Report headings that are no chapter, unreadable text and personal data."""
    known = [name.casefold() for name in CHAPTERS]
    for number, line in enumerate(_text(folder).splitlines(), 1):
        place = Place(FILE, row=number)
        heading = HEADING.fullmatch(line)
        if heading and heading.group(1).casefold() not in known:
            name = heading.group(1)
            yield Finding(place, name, f"is geen hoofdstuk.{hint(name, CHAPTERS)}")
        if "\ufffd" in line:
            yield Finding(place, None, "is niet als UTF-8 opgeslagen.")
        for found in personal.faults(line):
            yield Finding(place, None, f"de regel {found}")
