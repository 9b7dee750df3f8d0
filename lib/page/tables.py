"""Turn a frame into an accessible table: caption, scopes, units in the header, words for gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from lib import dutch
from lib.page import labels
from lib.page.markup import EMPTY, joined, tag

PHONE_CHARACTERS = 30  # wider than this may scroll on a phone of 320 px
LONG = 40
MOST_COLUMNS = 6  # with more, the table is set smaller


def rendered(
    frame: pd.DataFrame,
    caption: Markup,
    name: str,
    *,
    total: str | None = None,
    link: Mapping[str, Any] | None = None,
    kind: str | Mapping[str, str] | None = None,
) -> Markup:
    """Write the frame as a table in a wrapper that the keyboard can scroll where needed."""
    links = {column: _targets(frame, ids) for column, ids in (link or {}).items()}
    used = {ids for ids in (link or {}).values() if isinstance(ids, str)}
    shown = printable(frame, used)
    kinds = {column: _kind(column, shown[column], kind) for column in shown.columns}
    head = tag("thead", tag("tr", joined(_heading(c, kinds[c], shown[c]) for c in shown)))
    body = tag("tbody", joined(_rows(shown, kinds, links, total)))
    table = tag("table", tag("caption", tag("span", caption), id=name), head, body)
    class_ = "scroll dense" if len(shown.columns) > MOST_COLUMNS else "scroll"
    return tag("div", table, class_=class_, **_scrolling(shown, kinds, name))


def printable(frame: pd.DataFrame, hidden: set[str] | None = None) -> pd.DataFrame:
    """Bring a meaningful index into the columns and leave out origin, grade and source."""
    keep = frame if isinstance(frame.index, pd.RangeIndex) else _with_index(frame)
    if isinstance(keep.columns, pd.MultiIndex):
        keep = keep.set_axis([" · ".join(map(str, filter(None, c))) for c in keep.columns], axis=1)
    left_out = labels.HIDDEN | (hidden or set())
    return keep[[column for column in keep.columns if column not in left_out]]


def _with_index(frame: pd.DataFrame) -> pd.DataFrame:
    named = [name for name in frame.index.names if name is not None]
    if not named and pd.api.types.is_integer_dtype(frame.index.dtype):
        return frame.reset_index(drop=True)  # the rows left after a filter: no meaning
    index = frame.index.to_frame(index=False).set_axis(
        [n or "" for n in frame.index.names], axis=1
    )
    fresh = index[[column for column in index.columns if column not in frame.columns]]
    return pd.concat([fresh, frame.reset_index(drop=True)], axis=1)


def _targets(frame: pd.DataFrame, ids: Any) -> list[Any]:
    if isinstance(ids, str):
        return list(frame[ids]) if ids in frame.columns else [ids] * len(frame)
    if isinstance(ids, Mapping):
        return [ids.get(key) for key in frame.iloc[:, 0]]
    return list(ids) if isinstance(ids, Sequence | pd.Series) else [None] * len(frame)


def _kind(column: Any, values: pd.Series, kind: str | Mapping[str, str] | None) -> str:
    if isinstance(kind, Mapping) and column in kind:
        return kind[column]
    guessed = labels.kind(column, values)
    return kind if isinstance(kind, str) and guessed in labels.NUMERIC else guessed


def _heading(column: Any, kind: str, values: pd.Series) -> Markup:
    unit = labels.unit(column, kind)
    suffix = joined([" ", tag("span", f"({unit})", class_="unit")]) if unit else EMPTY
    return tag("th", labels.name(column), suffix, scope="col", class_=_class(kind, values))


def _class(kind: str, values: pd.Series) -> str | None:
    if kind in labels.NUMERIC:
        return "num"
    if kind in labels.FIXED:
        return "fixed"
    longest = values.dropna().astype(str).str.len().max() if len(values) else 0
    return "long" if longest == longest and longest > LONG else None


def _rows(
    shown: pd.DataFrame, kinds: dict[Any, str], links: dict[str, list[Any]], total: str | None
) -> list[Markup]:
    classes = {column: _class(kinds[column], shown[column]) for column in shown}
    columns = {column: list(shown[column]) for column in shown}
    first = next(iter(columns), None)
    rows = []
    for place in range(len(shown)):
        cells = []
        for column, values in columns.items():
            content = _linked(values[place], kinds[column], links.get(column), place)
            scope = {"scope": "row"} if column == first else {}
            name = "th" if column == first else "td"
            cells.append(tag(name, content, class_=classes[column], **scope))
        is_total = total is not None and str(columns[first][place]) == str(total)
        rows.append(tag("tr", joined(cells), class_="total" if is_total else None))
    return rows


def _linked(value: Any, kind: str, targets: list[Any] | None, place: int) -> Markup:
    content = labels.cell(value, kind)
    if not targets or dutch.is_missing(targets[place]) or dutch.is_missing(value):
        return content
    return tag("a", content, href=f"#cijfer-{targets[place]}")


def _scrolling(shown: pd.DataFrame, kinds: dict[Any, str], name: str) -> dict[str, Any]:
    """Make the wrapper reachable by keyboard only where the table may be wider than a phone."""
    width = sum(_least_width(column, shown[column], kinds[column]) for column in shown)
    if width <= PHONE_CHARACTERS:
        return {}
    return {"tabindex": "0", "role": "region", "aria_labelledby": name}


def _least_width(column: Any, values: pd.Series, kind: str) -> int:
    """Estimate how many characters wide a column stays when the page is narrow."""
    words = labels.name(column).split()
    if kind in labels.NUMERIC or kind in labels.FIXED:
        words += [labels.short(value, kind).replace(dutch.NBSP, "x") for value in values]
    else:
        words += [word for value in values.dropna().astype(str) for word in value.split()]
    floor = 16 if _class(kind, values) == "long" else 3
    return max([floor, *(len(word) for word in words)]) + 2
