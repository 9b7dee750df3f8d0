"""The source mark under a figure or table: which sources, and how sure they are."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from lib import dutch, evidence
from lib.page.markup import joined, tag

GRADES = {
    "A": "gemeten of gecontroleerd",
    "B": "contract of administratie",
    "C": "schatting",
    "D": "voorbeeldcijfers",
}
SHOWN = 3

_titles: dict[str, str] = {}


def register(given: pd.DataFrame | None) -> None:
    """Remember the titles of the sources by their name."""
    _titles.clear()
    if given is not None and {"source", "title"} <= set(given.columns):
        pairs = given.dropna(subset=["source", "title"])
        _titles.update(zip(pairs["source"], pairs["title"], strict=True))


def title(source: object) -> str:
    """Give the title of a source, or its name when the table of sources does not hold it."""
    return dutch.MISSING if dutch.is_missing(source) else _titles.get(str(source), str(source))


def mark(
    rows: pd.DataFrame | list[pd.DataFrame] | None, weigh: str | None = None
) -> Markup | None:
    """Write `Bron: ... · 83% voorbeeldcijfers (D)`, or None when there are no rows."""
    frames = [rows] if isinstance(rows, pd.DataFrame) else list(rows or [])
    frames = [frame for frame in frames if frame is not None and len(frame)]
    if not frames:
        return None
    joint = pd.concat([_slim(frame, weigh) for frame in frames], ignore_index=True)
    shares = evidence.grade_shares(joint, weigh if weigh in joint.columns else None)
    parts = [part for part in (_named(joint), _sureness(shares)) if part]
    if not parts:
        return None
    lead = tag("a", "Bron", href="#bronnen")
    return tag("p", joined([lead, ": ", " · ".join(parts)]), class_="source")


def _slim(frame: pd.DataFrame, weigh: str | None) -> pd.DataFrame:
    columns = ["source", "grade"] + ([weigh] if weigh in frame.columns else [])
    return frame.reindex(columns=columns)


def _named(rows: pd.DataFrame) -> str:
    """Name at most three sources, the most used first."""
    names = list(dict.fromkeys(map(title, rows["source"].dropna().value_counts().index)))
    more = len(names) - SHOWN
    if more < 1:
        return "; ".join(names)
    return "; ".join(names[:SHOWN]) + f" en {dutch.count(more, 'andere bron', 'andere bronnen')}"


def _sureness(shares: pd.Series) -> str:
    """Say the share per grade, the largest first."""
    known = shares.dropna()
    known = known[known > 0].sort_values(ascending=False, kind="stable")
    said = [f"{_share(part)} {GRADES[grade]} ({grade})" for grade, part in known.items()]
    return ", ".join(said)


def _share(part: float) -> str:
    return "minder dan 1%" if part < 0.005 else dutch.share(part)
