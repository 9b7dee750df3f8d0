"""The consultant's own words: notes.md, one heading per chapter."""

from __future__ import annotations

import re
from pathlib import Path

from lib.dossier import personal
from lib.dossier.reading import Finding, Place
from lib.dossier.values import hint

FILE = "notes.md"
CHAPTERS = ["ICT-foto", "Motieven en SWOT", "Scenariovergelijking", "Routekaart", "Advies"]
HEADING = re.compile(r"#{1,2}\s+(.*?)[\s#]*")


def _lines(folder: Path) -> list[str]:
    path = folder / FILE
    if not path.is_file():
        return []
    return path.read_text(encoding="utf-8-sig", errors="replace").splitlines()


def sections(folder: Path) -> dict[str, str]:
    """Return the text under each chapter's heading; chapter names in lower case."""
    known = {name.casefold() for name in CHAPTERS}
    found: dict[str, list[str]] = {}
    chapter = ""
    for line in _lines(folder):
        heading = HEADING.fullmatch(line)
        if heading:
            chapter = heading.group(1).casefold()
        elif chapter in known:
            found.setdefault(chapter, []).append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def check(folder: Path) -> list[Finding]:
    """Report headings that are no chapter, unreadable text and personal data.

    A first line with one `#` is the title of the file and may say anything.
    """
    faults = []
    for number, line in enumerate(_lines(folder), 1):
        place = Place(FILE, row=number)
        heading = HEADING.fullmatch(line)
        name = heading.group(1) if heading else ""
        title = number == 1 and not line.startswith("##")
        if heading and not title and name.casefold() not in map(str.casefold, CHAPTERS):
            faults.append(Finding(place, name, f"is geen hoofdstuk.{hint(name, CHAPTERS)}"))
        if "\ufffd" in line:
            faults.append(Finding(place, None, "is niet als UTF-8 opgeslagen."))
        found = personal.fault(line)
        if found:
            faults.append(Finding(place, None, f"de regel {found}"))
    return faults
