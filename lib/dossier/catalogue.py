"""The export of the GEMMA Softwarecatalogus, read as rows of the table `applications`.

One row of the export is a municipality, a version of a package and its reference components. An
application is counted once per municipality and version, however many rows name it. Use through a
cooperation of all municipalities of the client is joint and counts once; through a smaller
cooperation it counts at each of them. What no reference component is, is listed, never guessed.
"""

from difflib import get_close_matches
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from lib.dossier import reading
from lib.dossier.dictionary import JOINT, reference
from lib.dossier.reading import Cells, Files, Sheet, plain
from lib.dossier.values import clean

DEFINITION = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
COLUMNS, KEYS, STATES = (DEFINITION[name] for name in ("columns", "keys", "states"))
NO_SOURCE = "heeft geen bron. Zet in sources.csv een rij met deze naam in kolom place."


def load(folder: Path) -> Files:
    """Read every table in a client's folder, with the exports that stand among them."""
    files = reading.load(folder)
    for name, cells in files.exports.items():
        _add(files, name, cells)
    return files


def _add(files: Files, name: str, cells: Cells) -> None:
    """Add the rows of one export as a sheet in which each value keeps its own column."""
    header = [str(clean(cell) or "") for cell in (cells or [[]])[0]]
    given = [row for row in _rows(files, "sources") if row.get("place") == name]
    needed = [*COLUMNS, *KEYS]
    faults = [f'kolom "{column}" ontbreekt.' for column in needed if column not in header]
    for fault in faults if given else [*faults, NO_SOURCE]:
        files.refuse(fault, name, unread=["applications"])
    if given and not faults:
        rows = [dict(zip_longest(header, map(clean, row))) for row in cells[1:]]
        export = pd.DataFrame(rows, columns=needed, dtype="object").rename(columns=COLUMNS)
        export = export.assign(at=export.index + 2, source=given[0].get("source"))
        uses = _functions(_used(export, _rows(files, "partners")), name, files.unmatched)
        names = [*(COLUMNS.get(column, "") for column in header), "source"]
        found = [(use["at"], [use.get(column) for column in names]) for use in uses]
        files.sheets.append(Sheet("applications", name, "", names, found))


def _rows(files: Files, table: str) -> list[dict[str, Any]]:
    sheets = [sheet for sheet in files.sheets if sheet.table == table]
    return [dict(zip(sheet.header, row)) for sheet in sheets for _, row in sheet.rows]  # noqa: B905


def _code(value: Any) -> str:
    """Write a CBS code as the export does: `0150`, also when it was typed as 150 or GM0150."""
    return plain(value).removeprefix("GM").zfill(4)


def _used(frame: pd.DataFrame, partners: list[dict[str, Any]]) -> pd.DataFrame:
    """Give each use by a partner once, with the name of the partner and of the product."""
    names = {row.get("partner"): row.get("partner") for row in partners}
    codes = {_code(row["code"]): row.get("partner") for row in partners if row.get("code")}
    given = frame["Gemeente CBS"].map(_code).map(codes).astype("object")
    frame["partner"] = given.fillna(frame["partner"].map(names))
    state = frame["state"].astype("str").str.casefold().map(STATES).fillna(frame["state"])
    frame = frame.assign(state=state)[state.ne("weg")].dropna(subset=["partner"])
    fallback = frame["Pakket ID"].astype("str") + " " + frame["Pakketversie Naam"].astype("str")
    frame["version"] = frame["Pakketversie ID"].fillna(fallback)
    through = frame.dropna(subset=["Samenwerking ID"]).groupby("version")["partner"].agg(set)
    councils = {row.get("partner") for row in partners if row.get("kind") == "gemeente"}
    joint = frame["version"].isin(through.index[through.map(councils.__le__)])
    frame["partner"] = frame["partner"].mask(joint, JOINT)
    versions = frame.groupby(["partner", "application"])["version"].transform("nunique")
    full = frame["application"] + " " + frame["Pakketversie Naam"].fillna(frame["version"])
    frame["application"] = frame["application"].where(versions.le(1), full)
    return frame


def _functions(used: pd.DataFrame, file: str, unmatched: dict[str, tuple]) -> list[dict[str, Any]]:
    """Give a row for every use and reference component, on id and else on name."""
    known = reference("gemma_referentiecomponenten")
    ids, names = dict(zip(known["object_id"], known["naam"], strict=True)), list(known["naam"])
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in used.to_dict("records"):
        given = [
            (row[name] or "").split(", ") for name in ("Referentiecomponenten ID", "function")
        ]
        for own, name in zip_longest(*given, fillvalue=""):
            function = ids.get(own.strip().removeprefix("id-")) or name.strip()
            if function in names:
                key = (row["partner"], row["application"], function)
                found.setdefault(key, {**row, "function": function})
            else:
                what = function or own or f"{row['application']} (geen referentiecomponent)"
                if what not in unmatched:
                    near = ", ".join(get_close_matches(function or own, names, cutoff=0.5))
                    unmatched[what] = what, near, f"{file}:{row['at']}"
    return list(found.values())
