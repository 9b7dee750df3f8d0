"""Charts of a plan: what happens when, and who carries how much of it."""

from functools import partial

import pandas as pd
from matplotlib.figure import Figure

from lib import dutch
from lib.page import canvas, style
from lib.page.canvas import BOX, Chart, Row, Table, days, named, numeric
from lib.page.matrix import BUSY_PCT, FULL_PCT, grid, shaded

MANY = 30  # rows: on paper such a plan has a lying sheet, half of it beside the other half
DONE = ["gereed", "al ingevoerd"]
WEEK = pd.Timedelta(weeks=1)
KEY = {
    "Bepaalt de einddatum": (style.BLUE, BOX),
    "Andere activiteit": (style.BLUES[3], BOX),
    "Speling": (style.BLUES[1], BOX),
    "Beslismoment": (style.WINE, "D"),
    "Geen grote stappen": (style.PALE, BOX),
    "✓ Gereed": (style.LINE, BOX),
}
CRITICAL, OTHER, FLOAT, GATE, PAUSE, READY = (look[0] for look in KEY.values())
TODAY = (style.ORANGE, "|")


def gantt(plan: Table, gates: Table, calendar: Table, today: pd.Timestamp) -> Chart | None:
    """Show the plan: phases as bands, gates as diamonds, the critical path dark, float pale.

    What is done is grey, with a mark at its name.

    Parameters
    ----------
    plan
        name, phase, first_date, last_date (the last day of work), critical,
        total_float_weeks and state.
    gates
        gate and date of each gate.
    calendar
        first_date and last_date of periods without large steps.
    today
        The date of the report, drawn as a line.
    """
    ready, moments = _dated(plan, "first_date", "last_date"), _dated(gates, "date")
    if ready.empty:
        return None
    pauses = _dated(calendar, "first_date", "last_date")
    spare = pd.to_numeric(ready["total_float_weeks"], errors="coerce").fillna(0.0)
    ready["until"] = ready["last_date"] + spare * WEEK
    ready["critical"] = ready["critical"].isin([True, "ja"])
    rows = _rows(ready, moments)
    used = {mark[2] for row in rows for mark in [*row.bars, *row.dots]}
    used |= {PAUSE} if len(pauses) else set()
    key = {name: look for name, look in KEY.items() if look[0] in used}
    key[f"Stand op {dutch.date(today)}"] = TODAY

    def draw(width: float, rows: list[Row] = rows, gap: float = 0.04) -> Figure:
        ends = pd.to_datetime([end for row in rows for end in row.ends], unit="D")
        first, last = ends.min().to_period("M"), ends.max().to_period("M")
        span = [days(month.start_time) for month in (first, last + 1)]
        axes = canvas.drawn(width, rows, key, span, bar=0.105, gap=gap, top=0.4, share=0.5)
        axes.xaxis.tick_top()
        axes.set_xlim(span)
        canvas.months(axes, first.start_time, last.start_time)
        axes.grid(True, axis="x")
        for start, end in zip(days(pauses["first_date"]), days(pauses["last_date"]), strict=True):
            axes.axvspan(start, end + 1, color=PAUSE, alpha=0.45, lw=0, zorder=0.8)
        axes.axvline(days(today), color=TODAY[0], lw=1.6, zorder=4)
        return axes.figure

    columns = ["name", "phase", "first_date", "last_date", "critical", "total_float_weeks"]
    halves = [partial(draw, rows=half, gap=0.0) for half in _halves(rows)]
    return Chart(draw, _said(ready, moments), ready[columns], halves if len(rows) > MANY else [])


def _halves(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Split the rows in two; a phase that goes on is named again."""
    middle = len(rows) // 2
    middle -= rows[middle - 1].head
    head = [row for row in rows[:middle] if row.head][-1:]
    return rows[:middle], head * (not rows[middle].head) + rows[middle:]


def _dated(frame: Table, *columns: str) -> Table:
    """Give the rows that have all dates."""
    dates = {column: pd.to_datetime(frame[column]) for column in columns}
    return frame.assign(**dates).dropna(subset=list(columns)).reset_index(drop=True)


def _rows(steps: Table, moments: Table) -> list[Row]:
    rows = [Row("Beslismomenten", head=True)] if len(moments) else []
    for gate in moments.sort_values("date", kind="stable").itertuples():
        rows.append(Row(str(gate.gate), dots=[(days(gate.date), 0.0, GATE, "D")]))
    phases = steps["phase"].astype("string").fillna("Zonder fase")
    done = steps.reindex(columns=["state"])["state"].isin(DONE)
    colour = steps["critical"].map({True: CRITICAL, False: OTHER}).mask(done, READY)
    label = done.map({True: "✓ ", False: ""}) + steps["name"].astype(str)
    until = steps["until"].mask(done, steps["last_date"])  # what is done has no room any more
    drawn = steps.assign(colour=colour, label=label, until=until)
    for phase, part in drawn.groupby(phases, sort=False):
        rows.append(Row(str(phase), head=True))
        for step in part.sort_values("first_date", kind="stable").itertuples():
            start, end = days(step.first_date), days(step.last_date) + 1
            bars = [(start, end, step.colour, ""), (end, days(step.until) + 1, FLOAT, "")]
            rows.append(Row(step.label, bars=bars[: 1 + (step.until > step.last_date)]))
    return rows


def _said(ready: Table, moments: Table) -> str:
    steps = dutch.count(len(ready), "activiteit", "activiteiten")
    ends = dutch.date(ready["first_date"].min()), dutch.date(ready["last_date"].max())
    said = f"Planning van {steps}, van {' tot en met '.join(ends)}."
    if len(moments):
        gates = moments["gate"].astype(str) + " op " + moments["date"].map(dutch.date)
        said += f" Beslismomenten: {dutch.listing(gates)}."
    critical = dutch.listing(ready.loc[ready["critical"], "name"])
    return said + (f" De einddatum hangt af van: {critical}." if critical else "")


def load(table: Table, row: str, month: str, value: str) -> Table | None:
    """Show the load per row and month as a table; busy and too busy months bear a mark.

    Parameters
    ----------
    row, month, value
        Columns with who carries it, the month (`2010-11`) and the load in percent of what is
        available.
    """
    ready = numeric(table, value).dropna(subset=month)
    if ready[value].isna().all():
        return None
    heads = ready[month].sort_values().unique()
    cells = shaded(ready[value].round().rename("load"), BUSY_PCT, FULL_PCT)
    shown = grid(row, named(ready[row]), ready[month], cells)
    return shown[[row, *heads]].rename(columns={one: dutch.date(one, "MMM y") for one in heads})
