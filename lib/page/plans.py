"""Charts of a plan: what happens when, and who carries how much of it."""

from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from lib import dutch
from lib.page import canvas, style
from lib.page.canvas import BOX, DAY, Chart, Frame, Look, Row, chart, named, usable
from lib.page.matrix import FULL_PCT, grid, shaded

MANY = 40
OPEN = Look(bar=0.105, gap=0.01, top=0.4, share=0.45)
CLOSE = replace(OPEN, gap=0.0, line=0.148)  # a plan of many rows fits one A4
KEY = {
    "Bepaalt de einddatum": (style.BLUE, BOX),
    "Andere activiteit": (style.BLUES[3], BOX),
    "Speling": (style.BLUES[1], BOX),
    "Beslismoment": (style.WINE, "D"),
    "Geen grote stappen": (style.PALE, BOX),
}
CRITICAL, OTHER, FLOAT, GATE, _ = KEY
TODAY = (style.ORANGE, "$|$")


def gantt(
    plan: Frame, gates: Frame = None, calendar: Frame = None, today: Any = None
) -> Chart | None:
    """Show the plan: phases as bands, gates as diamonds, the critical path dark, float pale.

    Parameters
    ----------
    plan
        name, phase, first_date, last_date (the last day of work), critical and
        total_float_weeks.
    gates
        gate and date of each gate.
    calendar
        first_date and last_date of periods without large steps.
    today
        The date of the report, drawn as a line; None leaves it out.
    """
    ready, moments = _dated(plan, "first_date", "last_date"), _dated(gates, "date")
    if ready.empty:
        return None
    room = pd.to_numeric(ready["total_float_weeks"], errors="coerce").fillna(0.0)
    ready["until"] = ready["last_date"] + room * 7 * DAY
    rows = _rows(ready, moments)
    first = min([ready["first_date"].min(), *moments["date"]]).to_period("M")
    last = max([ready["until"].max(), *moments["date"]]).to_period("M")
    span = (_days(first.start_time), _days((last + 1).start_time))
    pauses = _dated(calendar, "first_date", "last_date")
    used = {bar[2] for row in rows for bar in row.bars} | {dot[2] for r in rows for dot in r.dots}
    used |= {style.PALE} if len(pauses) else set()
    key = {name: look for name, look in KEY.items() if look[0] in used}
    key |= {} if dutch.is_missing(today) else {f"Stand op {dutch.date(today)}": TODAY}

    def draw(width: float) -> Figure:
        look = CLOSE if len(rows) > MANY and width > canvas.PHONE else OPEN
        sheet = canvas.drawn(width, rows, key, replace(look, span=span))
        sheet.axes.xaxis.tick_top()
        canvas.months(sheet, first, last, daily=True)
        sheet.axes.grid(True, axis="x")
        for start, end in zip(pauses["first_date"], pauses["last_date"], strict=True):
            sides = [_days(start), _days(end + DAY)]
            sheet.axes.axvspan(*sides, color=style.PALE, alpha=0.45, lw=0, zorder=0.8)
        if not dutch.is_missing(today):
            sheet.axes.axvline(_days(pd.Timestamp(today)), color=TODAY[0], lw=1.6, zorder=4)
        sheet.axes.set_xlim(span)
        return sheet.figure

    columns = ["name", "phase", "first_date", "last_date", "critical", "total_float_weeks"]
    return chart(draw, _said(ready, moments), ready, *columns)


def _days(moment: pd.Timestamp) -> float:
    return (moment - pd.Timestamp(0)) / DAY


def _dated(frame: Frame, *columns: str) -> pd.DataFrame:
    """Give the rows that have all dates."""
    if frame is None or frame.empty:
        return pd.DataFrame(columns=list(columns))
    dates = {column: pd.to_datetime(frame[column]) for column in columns}
    return frame.assign(**dates).dropna(subset=list(columns)).reset_index(drop=True)


def _rows(ready: pd.DataFrame, moments: pd.DataFrame) -> list[Row]:
    rows = [Row("Beslismomenten", head=True)] if len(moments) else []
    for gate in moments.sort_values("date", kind="stable").to_dict("records"):
        rows.append(Row(str(gate["gate"]), dots=[(_days(gate["date"]), 0.0, *KEY[GATE])]))
    phases = ready["phase"].astype("string").fillna("Zonder fase")
    for phase, steps in ready.groupby(phases, sort=False):
        rows.append(Row(str(phase), head=True))
        for step in steps.sort_values("first_date", kind="stable").to_dict("records"):
            colour = KEY[CRITICAL if step["critical"] in (True, "ja") else OTHER][0]
            start, end, until = (
                _days(step[name]) for name in ("first_date", "last_date", "until")
            )
            spare = [(end + 1, until + 1, KEY[FLOAT][0], "")] if until > end else []
            rows.append(Row(str(step["name"]), bars=[(start, end + 1, colour, ""), *spare]))
    return rows


def _said(ready: pd.DataFrame, moments: pd.DataFrame) -> str:
    steps = dutch.count(len(ready), "activiteit", "activiteiten")
    phases = dutch.count(ready["phase"].nunique(), "fase", "fasen")
    ends = dutch.date(ready["first_date"].min()), dutch.date(ready["last_date"].max())
    said = [f"Planning van {steps} in {phases}, van {' tot en met '.join(ends)}."]
    if len(moments):
        days = moments["gate"].astype(str) + " op " + moments["date"].map(dutch.date)
        said.append(f"Beslismomenten: {dutch.listing(days)}.")
    critical = ready.loc[ready["critical"].isin([True, "ja"]), "name"]
    if len(critical):
        said.append(f"De einddatum hangt af van: {dutch.listing(critical)}.")
    return " ".join(said)


def load(table: Frame, row: str, month: str, value: str) -> Frame:
    """Show the load per row and month as a table; above 100 percent orange, with a mark.

    Parameters
    ----------
    row, month, value
        Columns with who carries it, the month (`2010-11`) and the load in percent of what is
        available.
    """
    ready = usable(table, value)
    if ready is None:
        return None
    ready = ready.dropna(subset=month)
    heads = ready[month].sort_values().unique()
    cells = shaded(ready[value].round().rename("load"), FULL_PCT)
    shown = grid(row, named(ready[row]), ready[month], cells)
    return shown[[row, *heads]].rename(columns={one: dutch.date(one, "MMM y") for one in heads})
