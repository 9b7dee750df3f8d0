"""The consultant's own words: notes.md, one heading per chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lib.dossier import personal
from lib.dossier.reading import Finding, Place
from lib.dossier.values import hint

FILE = "notes.md"
CHAPTERS = ["ICT-foto", "Motieven en SWOT", "Scenariovergelijking", "Routekaart", "Advies"]
HEADING = re.compile(r"#{1,2}\s+(.*?)[\s#]*")


def _lines(folder: Path) -> list[str]:
    path = folder / FILE
    found = path.read_bytes() if path.is_file() else b""
    return found.decode("utf-8-sig", errors="replace").splitlines()


def sections(folder: Path) -> dict[str, str]:
    """Return the text under each heading (`#` or `##`); headings in lower case."""
    found: dict[str, list[str]] = {"": []}
    for line in _lines(folder):
        heading = HEADING.fullmatch(line)
        if heading:
            found.setdefault(heading.group(1).casefold(), [])
        else:
            found[list(found)[-1]].append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def check(folder: Path) -> Iterator[Finding]:
    """Report headings that are no chapter, unreadable text and personal data."""
    known = [name.casefold() for name in CHAPTERS]
    for number, line in enumerate(_lines(folder), 1):
        place = Place(FILE, row=number)
        heading = HEADING.fullmatch(line)
        if heading and heading.group(1).casefold() not in known:
            name = heading.group(1)
            yield Finding(place, name, f"is geen hoofdstuk.{hint(name, CHAPTERS)}")
        if "\ufffd" in line:
            yield Finding(place, None, "is niet als UTF-8 opgeslagen.")
        if found := personal.fault(line):
            yield Finding(place, None, f"de regel {found}")
