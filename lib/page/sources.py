"""What a figure, table or number rests on: the source mark, and the rows behind a number."""

from typing import Any

import pandas as pd

from lib import dutch, evidence
from lib.page import labels

GRADES = {
    "A": "gemeten of gecontroleerd",
    "B": "contract of administratie",
    "C": "schatting",
    "D": "voorbeeldcijfers",
}
SHOWN = 3
KINDS = {"eur": "eur", "€": "eur", "euro": "eur", "%": "percent", "percent": "percent"}

_titles: dict[str, str] = {}


def register(given: pd.DataFrame | None) -> None:
    """Remember the titles of the sources by their name."""
    _titles.clear()
    if given is not None:
        known = given.dropna(subset=["source", "title"])
        _titles.update(zip(known["source"], known["title"], strict=True))


def title(source: object) -> str:
    """Give the title of a source, or its name when the table of sources does not hold it."""
    return dutch.MISSING if dutch.is_missing(source) else _titles.get(str(source), str(source))


def mark(rows: pd.DataFrame | list[pd.DataFrame] | None, weigh: str | None = None) -> str:
    """Say which sources and how sure: `Casus · 83% voorbeeldcijfers (D)`; no rows, no words."""
    frames = [rows] if isinstance(rows, pd.DataFrame) else rows or []
    columns = ["source", "grade", *filter(None, [weigh])]
    slim = [frame.reindex(columns=columns) for frame in frames if len(frame)]
    if not slim:
        return ""
    joint = pd.concat(slim, ignore_index=True)
    weighed = weigh and joint[weigh].notna().any()
    shares = evidence.grade_shares(joint, weigh if weighed else None)
    names = list(dict.fromkeys(map(title, joint["source"].dropna().value_counts().index)))
    more = dutch.count(len(names) - SHOWN, "andere bron", "andere bronnen")
    named = "; ".join(names[:SHOWN]) + (f" en {more}" if len(names) > SHOWN else "")
    known = shares[shares > 0].sort_values(ascending=False, kind="stable")
    parts = (known.cumsum() * 100).round().diff().fillna((known * 100).round())  # together 100
    sized = [dutch.percent(part) if part else "minder dan 1%" for part in parts]
    sure = [
        f"{size} {GRADES[grade]} ({grade})" for size, grade in zip(sized, known.index, strict=True)
    ]
    return " · ".join(filter(None, [named, ", ".join(sure)]))


def blocks(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give per number the rows that add up to it, in the order in which the numbers appear."""
    gaps = dict.fromkeys(["origin", "grade", "what"], dutch.MISSING) | {"unit": ""}
    return [_block(rows) for _, rows in frame.fillna(gaps).groupby("number_id", sort=False)]


def _block(rows: pd.DataFrame) -> dict[str, Any]:
    first, total = rows.iloc[0].to_dict(), (rows["value"] * rows["factor"]).sum(min_count=1)
    return first | {
        "total": amount(total, first["unit"]),
        "size": dutch.count(len(rows), "regel", "regels"),
        "rows": [row | _words(row) for row in rows.to_dict("records")],
    }


def amount(value: Any, unit: str) -> str:
    """Write a value with its unit: `€ 1.234`, `12%`, `3,5 fte`."""
    kind = KINDS.get(unit.strip().lower(), "number")
    written = labels.text(value, kind)
    return written if kind != "number" or dutch.is_missing(value) else f"{written} {unit}".strip()


def _words(row: dict[str, Any]) -> dict[str, Any]:
    file, _, line = row["origin"].rpartition(":")
    return {
        "exact": (repr(float(row["value"])), repr(float(row["factor"]))),
        "place": (file, line) if file else (line, ""),
        "amount": amount(row["value"], row["unit"]),
        "times": dutch.loose(row["factor"], 4),
        "title": title(row["source"]),
        "grade": f"{row['grade']} {GRADES.get(row['grade'], '')}".strip(),
    }
