"""Cells of a workbook that look empty to a reader of values but are not.

An Excel error (`#N/A`) and a formula that was never calculated both come out empty. Empty means
"not delivered" in a dossier, so such cells are found here and reported instead.
"""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
VALUE = re.compile(r"<v\b[^>]*>[^<]+</v>")
SHEET = re.compile(r"<sheet\b[^>]*>")
RELATION = re.compile(r"<Relationship\b[^>]*>")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the file inside the workbook that holds each sheet."""
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target") for tag in RELATION.findall(relations)
    }
    sheets = SHEET.findall(archive.read("xl/workbook.xml").decode("utf-8"))
    return {
        _attribute(tag, "name"): "xl/" + targets[_attribute(tag, "r:id")].removeprefix("/xl/")
        for tag in sheets
    }


def _is_unreadable(attributes: str, content: str) -> bool:
    if 't="e"' in attributes:
        return True
    calculated = 't="str"' in attributes or VALUE.search(content)
    return "<f" in content and not calculated


def unreadable_cells(path: Path) -> dict[str, frozenset[str]]:
    """Return, per sheet, the cells with an error or a formula without a value.

    Parameters
    ----------
    path : Path
        An xlsx file.

    Returns
    -------
    dict of str to frozenset of str
        Sheet name to cells such as `D14`; sheets without such cells are left out.
    """
    with zipfile.ZipFile(path) as archive:
        found = {
            name: _cells(archive.read(part).decode("utf-8", "replace"))
            for name, part in _parts(archive).items()
            if part in archive.namelist()
        }
    return {name: cells for name, cells in found.items() if cells}


def _cells(xml: str) -> frozenset[str]:
    if 't="e"' not in xml and "<f" not in xml:
        return frozenset()
    return frozenset(
        _attribute(attributes, "r")
        for attributes, content in CELL.findall(xml)
        if _is_unreadable(attributes, content)
    )
