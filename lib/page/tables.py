"""Turn a frame into an accessible table: caption, scopes, units in the header, words for gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from lib import dutch
from lib.page import labels
from lib.page.markup import part

LONG = 40  # characters: such a column keeps some width
MOST_COLUMNS = 5  # with more, the table is set smaller


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
    kinds = {column: labels.kind(column, shown[column]) for column in shown}
    heads = [_head(column, shown[column], kinds[column]) for column in shown]
    columns = [_cells(shown[column], kinds[column], link.get(column), frame) for column in shown]
    rows = []
    for cells in zip(*columns, strict=True):
        is_total = total is not None and cells[0][0].text == total
        rows.append(
            {"cells": _without_gaps(cells, heads) if is_total else cells, "total": is_total}
        )
    filled = any(isinstance(value, labels.Cell) for value in shown.to_numpy().flat)
    class_ = "dense " * (len(heads) > MOST_COLUMNS) + "matrix" * filled
    return part(
        "table",
        name=name,
        title=caption,
        subtitle=subtitle,
        class_=class_.strip(),
        heads=heads,
        rows=rows,
        stop=len(heads) > 2,
    )


def printable(frame: pd.DataFrame, hidden: set[str] | None = None) -> pd.DataFrame:
    """Bring a meaningful index into the columns and leave out origin, grade and source."""
    if isinstance(frame.columns, pd.MultiIndex):
        words = [" · ".join(map(str, filter(None, names))) for names in frame.columns]
        frame = frame.set_axis(words, axis=1)
    names = [name or "" for name in frame.index.names]
    if any(names) or not pd.api.types.is_integer_dtype(frame.index.dtype):
        index = frame.index.to_frame(index=False).set_axis(names, axis=1)
        index = index.drop(columns=frame.columns, errors="ignore")
        frame = pd.concat([index, frame.reset_index(drop=True)], axis=1)
    left_out = labels.HIDDEN | (hidden or set())
    return frame[[column for column in frame.columns if column not in left_out]]


def _head(column: Any, values: pd.Series, kind: str) -> dict[str, str | None]:
    longest = values.dropna().astype(str).str.len().max()
    class_ = "num" if kind in labels.NUMERIC else "fixed" if kind in labels.FIXED else None
    if class_ is None and longest > LONG and not isinstance(values.iloc[0], labels.Cell):
        class_ = "long"
    return {"name": labels.name(column), "unit": labels.unit(column, kind), "class_": class_}


def _cells(
    values: pd.Series, kind: str, link: str | None, frame: pd.DataFrame
) -> list[tuple[labels.Cell, str | None]]:
    """Write the cells of a column, each with the number whose rows it opens."""
    write = labels.writer(kind, values, bare=True)
    cells = [labels.cell(value, write) for value in values]
    targets = frame[link] if link in frame.columns else [None] * len(cells)
    return [
        (cell, None if dutch.is_missing(target) or cell == labels.MISSING else target)
        for cell, target in zip(cells, targets, strict=True)
    ]


def _without_gaps(cells: tuple[Any, ...], heads: list[dict[str, Any]]) -> list[Any]:
    """Leave a total empty where a column has words: there is nothing to add up."""
    gap = (labels.Cell(""), None)
    worded = [
        head["class_"] != "num" and cell == labels.MISSING
        for (cell, _), head in zip(cells, heads, strict=True)
    ]
    return [gap if empty else cell for empty, cell in zip(worded, cells, strict=True)]
