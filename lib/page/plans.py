"""Charts of a plan: what happens when, and who carries how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lib import dutch
from lib.page import canvas, style
from lib.page.canvas import Chart, Sheet
from lib.page.facts import data_of, extremes, named, shortened, usable
from lib.page.grids import GAP_MARK, PALER, Cell, draw_months, month_labels

DAY, WEEK = pd.Timedelta(days=1), pd.Timedelta(weeks=1)
ROW, BAR, GAP, PHASE = 0.165, 0.105, 0.03, 0.11  # inches
MANY, TIGHT = 40, 0.148  # a plan of more lines is set closer, to fit one A4
FULL_PCT = 100.0
CRITICAL, OTHER, FLOAT = "Bepaalt de einddatum", "Andere activiteit", "Speling"
GATE, PAUSE = "Beslismoment", "Geen grote stappen"
KEY = {
    CRITICAL: style.BLUE,
    OTHER: style.BLUES[3],
    FLOAT: style.BLUES[1],
    GATE: style.WINE,
    PAUSE: style.PALE,
}
# The names that other tables give to the same thing.
ALIASES = {
    "first_date": "start",
    "last_date": "end",
    "total_float_weeks": "float_weeks",
    "gate": "name",
}


@dataclass(frozen=True)
class Line:
    """One line of the plan: a phase, an activity or a gate; times in days from the first."""

    text: str
    kind: str
    start: float = 0.0
    end: float = 0.0
    until: float = 0.0


def gantt(
    plan: pd.DataFrame | None, gates: pd.DataFrame | None = None,
    calendar: pd.DataFrame | None = None, today: Any = None,
) -> Chart | None:  # fmt: skip
    """Show the plan: phases as bands, gates as diamonds, the critical path dark, float pale.

    Parameters
    ----------
    plan
        name, phase, critical, float_weeks (or total_float_weeks), and start and end (or
        first_date and last_date); the end is the last day of work.
    gates
        name (or gate) and date of each gate.
    calendar
        first_date, last_date and reason of periods without large steps.
    today
        The date of the report, drawn as a line; None leaves it out.
    """
    ready = _dated(plan, ["start", "end"])
    if ready.empty:
        return None
    moments = _dated(gates, ["date"])
    pauses = _dated(calendar, ["start", "end"])
    day = None if dutch.is_missing(today) else pd.Timestamp(today)
    given = ("name", "phase", "start", "end", "first_date", "last_date", "critical",
             "float_weeks", "total_float_weeks")  # fmt: skip
    data = plan[[column for column in given if column in plan]].reset_index(drop=True)

    def draw(width: float) -> Figure:
        return _Plan(width, ready, moments, pauses, day).figure()

    return Chart(draw, shortened(_said(ready, moments)), data)


def _dated(frame: pd.DataFrame | None, columns: list[str]) -> pd.DataFrame:
    """Give the rows that have all dates, under one set of names."""
    if frame is None or frame.empty:
        return pd.DataFrame(columns=columns)
    names = {old: new for old, new in ALIASES.items() if old in frame and new not in frame}
    if "gate" in names and "decider" in frame and "name" in frame:
        names.pop("gate")
    ready = frame.rename(columns=names)
    ready = ready.assign(**{column: pd.to_datetime(ready[column]) for column in columns})
    return ready.dropna(subset=columns).reset_index(drop=True)


def _said(ready: pd.DataFrame, gates: pd.DataFrame) -> str:
    steps = dutch.count(len(ready), "activiteit", "activiteiten")
    phases = dutch.count(ready["phase"].nunique(), "fase", "fasen")
    first, last = dutch.date(ready["start"].min()), dutch.date(ready["end"].max())
    said = f"Planning van {steps} in {phases}, van {first} tot en met {last}. "
    if len(gates):
        named = [
            f"{name} op {dutch.date(day)}"
            for name, day in zip(gates["name"], gates["date"], strict=True)
        ]
        said += f"Beslismomenten: {dutch.listing(named)}. "
    critical = ready[_is_critical(ready)]["name"].astype(str)
    return said + (
        f"De einddatum hangt af van: {dutch.listing(critical)}." if len(critical) else ""
    )


def _is_critical(ready: pd.DataFrame) -> pd.Series:
    if "critical" not in ready:
        return pd.Series(False, index=ready.index)
    return ready["critical"].isin([True, "ja"])


class _Plan:
    """The drawing of one plan at one width."""

    def __init__(
        self, width: float, ready: pd.DataFrame, gates: pd.DataFrame, pauses: pd.DataFrame,
        today: pd.Timestamp | None,
    ) -> None:  # fmt: skip
        self.width, self.above = width, canvas.narrow(width)
        self.pauses, self.today = pauses, today
        weeks = ready.get("float_weeks", pd.Series(0.0, index=ready.index))
        weeks = pd.to_numeric(weeks, errors="coerce").fillna(0.0)
        ready = ready.assign(_until=ready["end"] + weeks * WEEK, _critical=_is_critical(ready))
        days = [ready["start"].min(), ready["_until"].max(), *gates["date"]]
        self.first = min(days).to_period("M").start_time
        self.last = (max(days).to_period("M") + 1).start_time
        self.lines = self._gate_lines(gates) + self._phase_lines(ready)
        self.tight = len(self.lines) > MANY and not self.above

    def _day(self, moment: pd.Timestamp) -> float:
        return (moment - self.first) / DAY

    def _gate_lines(self, gates: pd.DataFrame) -> list[Line]:
        ordered = gates.sort_values("date", kind="stable").to_dict("records")
        lines = [
            Line(str(row["name"]), "gate", self._day(row["date"]), self._day(row["date"]))
            for row in ordered
        ]
        return [Line("Beslismomenten", "phase"), *lines] if lines else []

    def _phase_lines(self, ready: pd.DataFrame) -> list[Line]:
        lines = []
        for phase, steps in ready.groupby("phase", sort=False, dropna=False):
            lines.append(Line("Zonder fase" if dutch.is_missing(phase) else str(phase), "phase"))
            for row in steps.sort_values("start", kind="stable").to_dict("records"):
                kind = CRITICAL if row["_critical"] else OTHER
                days = (row["start"], row["end"] + DAY, row["_until"] + DAY)
                lines.append(Line(str(row["name"]), kind, *map(self._day, days)))
        return lines

    def _key(self) -> list[str]:
        kinds = {line.kind for line in self.lines}
        floats = any(line.until > line.end for line in self.lines)
        used = {CRITICAL: CRITICAL in kinds, OTHER: OTHER in kinds, FLOAT: floats,
                GATE: "gate" in kinds, PAUSE: not self.pauses.empty}  # fmt: skip
        return [name for name, there in used.items() if there]

    def figure(self) -> Figure:
        """Draw the plan; the height follows from its lines."""
        widest = canvas.widest([line.text for line in self.lines]) + 0.18
        room = self.width - 0.05 if self.above else min(widest, 0.45 * self.width)
        texts = [canvas.wrap(line.text, room - 0.14, line.kind == "phase") for line in self.lines]
        heights = [self._height(line, text) for line, text in zip(self.lines, texts, strict=True)]
        key = self._key()
        top = canvas.legend_height(self.width, key) + 2 * canvas.LINE_HEIGHT + 0.06
        sheet = canvas.blank(self.width, sum(heights), left=0.0 if self.above else room, top=top,
                             bottom=0.06 if self.today is None else 0.24)  # fmt: skip
        sheet.axes.set_xlim(0, self._day(self.last))
        self._background(sheet)
        y = 0.0
        for line, text, height in zip(self.lines, texts, heights, strict=True):
            self._line(sheet, line, "\n".join(text), (y, height), 0.0 if self.above else -room)
            y += height
        canvas.legend(sheet.figure, key, KEY, {GATE: "D"})
        return sheet.figure

    def _height(self, line: Line, text: list[str]) -> float:
        if line.kind == "phase":
            return len(text) * ROW + (0.08 if self.tight else PHASE)
        if self.tight:
            return len(text) * TIGHT
        return len(text) * ROW + (BAR + 0.11 if self.above else GAP)

    def _background(self, sheet: Sheet) -> None:
        start = self.first.to_period("M")
        span = (self.last.to_period("M") - start).n
        for place, text in month_labels(start, span, sheet.room, above=True):
            x = self._day((start + place).start_time)
            sheet.axes.axvline(x, color=style.GRID, lw=0.8, zorder=1)
            sheet.axes.annotate(text, (x, 1), xycoords=("data", "axes fraction"), xytext=(1, 3),
                                textcoords="offset points", ha="left", va="bottom",
                                annotation_clip=False, linespacing=1.1)  # fmt: skip
        for begin, end in zip(self.pauses["start"], self.pauses["end"], strict=True):
            low, high = max(begin, self.first), min(end + DAY, self.last)
            if low < high:
                sheet.axes.axvspan(self._day(low), self._day(high), color=KEY[PAUSE], alpha=0.45,
                                   lw=0, zorder=0.8)  # fmt: skip
        if self.today is not None and self.first <= self.today <= self.last:
            self._today(sheet)

    def _today(self, sheet: Sheet) -> None:
        x = self._day(self.today)
        sheet.axes.axvline(x, color=style.ORANGE, lw=1.6, zorder=4)
        side = "right" if x > self._day(self.last) / 2 else "left"
        text = f"stand op {dutch.date_short(self.today)}"
        sheet.axes.annotate(text, (x, 0), xycoords=("data", "axes fraction"), xytext=(0, -3),
                            textcoords="offset points", va="top", ha=side,
                            annotation_clip=False)  # fmt: skip

    def _line(
        self, sheet: Sheet, line: Line, text: str, place: tuple[float, float], left: float
    ) -> None:
        y, height = place
        if line.kind == "phase":
            band = Rectangle((left / sheet.room, y + 0.05), 1 - left / sheet.room, height - 0.06,
                             color=style.FAINT, zorder=0.4, clip_on=False,
                             transform=sheet.axes.get_yaxis_transform())  # fmt: skip
            sheet.axes.add_patch(band)
            canvas.label(sheet, text, y + 0.05 + (height - 0.06) / 2, left + 0.05, weight="bold",
                         color=style.STRONG)  # fmt: skip
            return
        lines = text.count("\n") + 1
        text_at = y + lines * ROW / 2 if self.above else y + height / 2
        canvas.label(sheet, text, text_at, left + 0.05, bbox=canvas.HALO if self.above else None)
        self._bar(sheet, line, y + height - 0.06 - BAR / 2 if self.above else y + height / 2)

    def _bar(self, sheet: Sheet, line: Line, y: float) -> None:
        if line.kind == "gate":
            sheet.axes.plot(line.start, y, "D", color=KEY[GATE], ms=7, zorder=5, clip_on=False)
            return
        if line.until > line.end:
            sheet.axes.barh(y, line.until - line.end, left=line.end, height=BAR,
                            color=KEY[FLOAT], zorder=2)  # fmt: skip
        least = self._day(self.last) * 0.004
        sheet.axes.barh(y, max(line.end - line.start, least), left=line.start, height=BAR,
                        color=KEY[line.kind], zorder=3)  # fmt: skip


def load(table: pd.DataFrame | None, row: str, month: str, value: str) -> Chart | None:
    """Show the load per row and month as a heat map; above 100 percent outlined in bold.

    Parameters
    ----------
    row, month, value
        Columns with who carries it, the month (`2010-11`) and the load in percent of what is
        available.
    """
    ready = None if table is None or table.empty else usable(table.dropna(subset=[month]), value)
    if ready is None:
        return None
    write = canvas.writer(value, ready[value])
    names = named(ready[row])
    over = ready[ready[value] > FULL_PCT]
    where = names + " in " + ready[month].map(dutch.month)
    said = f"Belasting per maand. {extremes(where, ready[value], write)} "
    who = dutch.listing(dict.fromkeys(named(over[row])))
    said += f"Boven 100%: {who}." if len(over) else "Nergens boven 100%."
    at = pd.PeriodIndex(pd.to_datetime(ready[month].astype(str)), freq="M")
    cells = {(n, m): _load_cell(v) for n, m, v in zip(names, at, ready[value], strict=True)}

    def draw(width: float) -> Figure:
        return draw_months(width, cells, bool(len(over)))

    return Chart(draw, shortened(said), data_of(ready, row, month, value))


def _load_cell(value: float) -> Cell:
    if pd.isna(value):
        return Cell(style.WHITE, GAP_MARK, GAP_MARK)
    over = value > FULL_PCT
    step = int(max(value, 0.0) / FULL_PCT * 5)
    fill = PALER[2] if over else style.BLUES[min(step, 4)]
    return Cell(fill, dutch.number(value), "", over)
