"""The rows behind the numbers of page one: per number one block that opens."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from lib import dutch
from lib.page import labels, sources
from lib.page.markup import joined, tag

HEADINGS = [
    ("Bestand", None), ("Regel", "num"), ("Wat", None), ("Waarde", "num"),
    ("Factor", "num"), ("Bron", None), ("Zekerheid", None),
]  # fmt: skip
UNIT_KINDS = {"eur": "eur", "€": "eur", "euro": "eur", "%": "percent", "percent": "percent"}


def blocks(frame: pd.DataFrame) -> Markup:
    """Write one block per number, in the order in which the numbers appear."""
    groups = frame.groupby("number_id", sort=False, dropna=True)
    return joined(_block(str(number_id), rows) for number_id, rows in groups)


def _block(number_id: str, rows: pd.DataFrame) -> Markup:
    first = rows.iloc[0]
    unit = "" if dutch.is_missing(first["unit"]) else str(first["unit"])
    total = (rows["value"].astype(float) * rows["factor"].astype(float)).sum(min_count=1)
    label = str(first["number_label"])
    size = dutch.count(len(rows), "regel", "regels")
    summary = tag(
        "summary", tag("span", label, class_="what"), " ",
        tag("span", amount(total, unit), class_="value"), " ",
        tag("span", size, class_="size"),
    )  # fmt: skip
    # The id sits inside the block: a browser then opens it on navigation, also without script.
    inside = tag("div", _table(label, unit, rows), id=f"cijfer-{number_id}", class_="scroll",
                 tabindex="0", role="region", aria_label=f"Regels achter: {label}")  # fmt: skip
    return tag("details", summary, inside, class_="number-rows", data_number=number_id)


def amount(value: Any, unit: str) -> str:
    """Write a value with its unit: `€ 1.234`, `12%`, `3,5 fte`."""
    kind = UNIT_KINDS.get(unit.strip().lower(), "number")
    written = labels.text(value, kind)
    return (
        written if kind != "number" or not unit or dutch.is_missing(value) else f"{written} {unit}"
    )


def _table(label: str, unit: str, rows: pd.DataFrame) -> Markup:
    head = tag("tr", joined(tag("th", name, scope="col", class_=kind) for name, kind in HEADINGS))
    caption = tag("caption", f"{label}: het cijfer is de som van waarde maal factor.")
    body = joined(_row(row, unit) for row in rows.to_dict("records"))
    return tag("table", caption, tag("thead", head), tag("tbody", body))


def _row(row: dict[str, Any], unit: str) -> Markup:
    file, line = place(row["origin"])
    return tag(
        "tr", tag("th", file, scope="row"), tag("td", line, class_="num"),
        tag("td", labels.cell(row["what"], "text")),
        tag("td", amount(row["value"], unit), class_="num"),
        tag("td", _factor(row["factor"]), class_="num"),
        tag("td", sources.title(row["source"])), tag("td", _grade(row["grade"])),
        data_value=repr(float(row["value"])), data_factor=repr(float(row["factor"])),
    )  # fmt: skip


def place(origin: Any) -> tuple[str, str]:
    """Split `costs.csv:12` into file and row; without a row number the row is empty."""
    if dutch.is_missing(origin):
        return dutch.MISSING, ""
    file, _, line = str(origin).rpartition(":")
    return (file, line) if file else (line, "")


def _factor(value: Any) -> str:
    return dutch.loose(value, 4)


def _grade(value: Any) -> str:
    if dutch.is_missing(value):
        return dutch.MISSING
    return f"{value} {sources.GRADES.get(str(value), '')}".strip()
