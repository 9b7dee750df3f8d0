"""Turn a frame into an accessible table: caption, scopes, units in the header, words for gaps."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from lib.page import labels
from lib.page.labels import Cell
from lib.page.markup import part

FIGURES = r"(<|minstens )?[−\d.,]+|geen|n\.v\.t\.|niet getoond"  # words that stand for a number
SHORT, LONG = 14, 40  # characters: such a column does not break, or keeps some width
PHONE, PROSE = 46, 14  # characters beside one another on a phone, and a column of prose
MOST_COLUMNS, MANY_COLUMNS = 5, 8  # with more, the table is set smaller, and smaller still


def rendered(
    frame: pd.DataFrame,
    caption: str,
    name: str,
    *,
    subtitle: str | None = None,
    total: str | None = None,
    link: Mapping[str, str] | None = None,
) -> Markup:
    """Write the frame as a table in a wrapper that the keyboard can scroll."""
    link = link or {}
    shown = printable(frame, set(link.values()))
    totals = shown.iloc[:, 0].eq(total)
    heads, columns, size = [], [], 0
    for column, values in shown.items():
        kind = labels.kind(column, values)
        write = labels.writer(kind, values, bare=True)
        cells = [labels.cell(value, write) for value in values]
        targets = frame[link[column]].fillna("") if column in link else [""] * len(shown)
        heads.append(_head(column, values, kind))
        size += _least(heads[-1], cells)
        columns.append(zip(cells, targets, strict=True))
    matrix = any(isinstance(value, Cell) for value in shown.to_numpy().flat)
    class_ = "dense " * (len(heads) > MOST_COLUMNS) + "many " * (len(heads) > MANY_COLUMNS)
    rows = zip(totals, zip(*columns, strict=True), strict=True)
    class_ = (class_ + "matrix" * matrix).strip()
    about = {"name": name, "title": caption, "subtitle": subtitle, "class_": class_}
    wide = size > PHONE and (not matrix or len(heads) > MANY_COLUMNS)
    about |= {"wide": wide, "stop": len(heads) > 2}
    return part("table", heads=heads, rows=rows, **about)


def printable(frame: pd.DataFrame, hidden: set[str] | None = None) -> pd.DataFrame:
    """Bring a meaningful index into the columns and leave out origin, grade and source."""
    if isinstance(frame.columns, pd.MultiIndex):
        words = [" · ".join(map(str, filter(None, names))) for names in frame.columns]
        frame = frame.set_axis(words, axis=1)
    names = [name or "" for name in frame.index.names]
    if any(names) or not pd.api.types.is_integer_dtype(frame.index.dtype):
        frame = frame.drop(columns=names, errors="ignore").reset_index(names=names)
    return frame.drop(columns=labels.HIDDEN | (hidden or set()), errors="ignore")


def _head(column: Any, values: pd.Series, kind: str) -> dict[str, str | None]:
    longest = values.dropna().astype(str).str.len().max()
    class_ = "num" if kind in labels.NUMERIC else "fixed" if kind in labels.FIXED else None
    class_ = class_ or ("short" if longest <= SHORT else None)
    if kind == "text" and longest > 0 and values.dropna().astype(str).str.fullmatch(FIGURES).all():
        class_ = "num"
    if class_ is None and longest > LONG and not isinstance(values.iloc[0], Cell):
        class_ = "long"
    return {"name": labels.name(column), "unit": labels.unit(column, kind), "class_": class_}


def _least(head: dict[str, str | None], cells: list[Cell]) -> int:
    """Count the characters that a column needs: it breaks between words, not in numbers."""
    lines = head["name"].split() + [f"{cell.mark} {cell.text}" for cell in cells]
    whole = head["class_"] in {"num", "fixed"}
    words = [len(word) for line in lines for word in ([line] if whole else line.split())]
    return max([*words, 0 if whole else min(max(map(len, lines)), PROSE)]) + 1
