"""The export of the GEMMA Softwarecatalogus, read as rows of the table `applications`.

One row of the export is a municipality, a version of a package and its reference components. An
application is counted once per municipality and version, however many rows name it. Use through a
cooperation of all municipalities of the client is joint and counts once; through a smaller
cooperation it counts at each of them. What no reference component is, is listed, never guessed.
"""

import csv
from difflib import get_close_matches
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from lib.dossier import reading
from lib.dossier.dictionary import JOINT, reference
from lib.dossier.reading import Files, Sheet
from lib.dossier.values import clean

# columns of the export that become a column of `applications`, and those that are only looked at
COLUMNS = {
    "Gemeente naam": "partner",
    "Pakket Naam": "application",
    "Leverancier Naam": "supplier",
    "Referentiecomponenten naam": "function",
    "Gebruik Status": "state",
}
KEYS = ["Gemeente CBS", "Samenwerking ID", "Pakket ID", "Pakketversie ID", "Pakketversie Naam"]
NO_SOURCE = "heeft geen bron. Zet in sources.csv een rij met deze naam in kolom place."
NEEDED = [*COLUMNS, *KEYS, "Referentiecomponenten ID"]
STATES = {
    **dict.fromkeys(("in productie", "productie", "in gebruik"), "in gebruik"),
    **dict.fromkeys(("gepland", "in ontwikkeling", "in test", "verwerving"), "gepland"),
    **dict.fromkeys(("uit te faseren", "wordt uitgefaseerd", "uitfaseren"), "loopt af"),
    **dict.fromkeys(("uitgefaseerd", "niet meer in gebruik", "buiten gebruik"), "weg"),
}


def load(folder: Path) -> Files:
    """Read every table in a client's folder, with the exports that stand among them."""
    files = reading.load(folder)
    for path in sorted(folder.glob(f"{reading.CATALOGUE}*.csv")):
        try:
            _add(files, path.name, reading.csv_rows(path))
        except (ValueError, csv.Error):
            fault = "kan niet worden gelezen als CSV in UTF-8."
            files.refuse(fault, path.name, unread=["applications"])
    return files


def _rows(files: Files, table: str) -> list[dict[str, Any]]:
    sheets = [sheet for sheet in files.sheets if sheet.table == table]
    return [dict(zip(sheet.header, row)) for sheet in sheets for _, row in sheet.rows]  # noqa: B905


def _add(files: Files, name: str, cells: list[list[Any]]) -> None:
    """Add the rows of one export as a sheet in which each value keeps its own column."""
    header = [str(clean(cell) or "") for cell in (cells or [[]])[0]]
    given = [row["source"] for row in _rows(files, "sources") if row.get("place") == name]
    faults = [f'kolom "{column}" ontbreekt.' for column in NEEDED if column not in header]
    faults += [] if given else [NO_SOURCE]
    for fault in faults:
        files.refuse(fault, name, unread=["applications"])
    if not faults:
        rows = [dict(zip(header, map(clean, row))) for row in cells[1:]]  # noqa: B905
        used = _used(pd.DataFrame(rows, columns=header, dtype="object"), _rows(files, "partners"))
        names = [*(COLUMNS.get(column, "") for column in header), "source"]
        kept = [column if column in COLUMNS else "" for column in header]
        uses = _functions(used, name, files.unmatched)
        found = [(row["at"], [*map({**row, "": None}.get, kept), given[0]]) for row in uses]
        files.sheets.append(Sheet("applications", name, "", names, found))


def _used(frame: pd.DataFrame, partners: list[dict[str, Any]]) -> pd.DataFrame:
    """Give each use by a partner once, with the name of the partner and of the product."""
    codes = {
        str(row.get("code") or "").removeprefix("GM").zfill(4): row["partner"] for row in partners
    }
    names = {row["partner"]: row["partner"] for row in partners}
    code = frame["Gemeente CBS"].astype("str").str.removeprefix("GM").str.zfill(4)
    frame = frame.assign(at=frame.index + 2)
    frame["Gemeente naam"] = code.map(codes).fillna(frame["Gemeente naam"].map(names))
    frame = frame.dropna(subset=["Gemeente naam"])
    fallback = frame["Pakket ID"].astype("str") + " " + frame["Pakketversie Naam"].astype("str")
    frame["version"] = frame["Pakketversie ID"].fillna(fallback)
    through = frame.dropna(subset=["Samenwerking ID"]).groupby("version")["Gemeente naam"].agg(set)
    councils = {row["partner"] for row in partners if row.get("kind") == "gemeente"}
    joint = frame["version"].isin(through.index[through.map(councils.__le__)])
    frame.loc[joint, "Gemeente naam"] = JOINT
    versions = frame.groupby(["Gemeente naam", "Pakket Naam"])["version"].transform("nunique")
    full = frame["Pakket Naam"] + " " + frame["Pakketversie Naam"].fillna(frame["version"])
    frame["Pakket Naam"] = frame["Pakket Naam"].where(versions.le(1), full)
    state = frame["Gebruik Status"].astype("str").str.casefold().map(STATES)
    frame["Gebruik Status"] = state.fillna(frame["Gebruik Status"])
    return frame[frame["Gebruik Status"].ne("weg")]


def _functions(used: pd.DataFrame, file: str, unmatched: dict[str, tuple]) -> list[dict[str, Any]]:
    """Give a row for every use and reference component, on id and else on name."""
    known = reference("gemma_referentiecomponenten")
    ids, names = dict(zip(known["object_id"], known["naam"], strict=True)), list(known["naam"])
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in used.to_dict("records"):
        given = [str(row["Referentiecomponenten ID"] or "").split(", ")]
        given += [str(row["Referentiecomponenten naam"] or "").split(", ")]
        for own, name in zip_longest(*given, fillvalue=""):
            function = ids.get(own.strip().removeprefix("id-")) or name.strip()
            if function in names:
                key = (row["Gemeente naam"], row["Pakket Naam"], function)
                found.setdefault(key, {**row, "Referentiecomponenten naam": function})
            else:
                what = function or own or f"{row['Pakket Naam']} (geen referentiecomponent)"
                if what not in unmatched:
                    near = ", ".join(get_close_matches(function or own, names, cutoff=0.5))
                    unmatched[what] = what, near, f"{file}:{row['at']}"
    return list(found.values())
