"""What must hold between cells and rows: the rules of the subject itself, from `rules.yml`.

A missing value breaks no rule, and a rule that adds rows up waits until all rows can be read, so
that one fault gives one finding.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from lib import dutch
from lib.dossier.dictionary import JOINT, reference
from lib.dossier.parsing import Rows
from lib.dossier.reading import SETTINGS, Finding, plain

Tables = dict[str, Rows]
TOLERANCE = 0.02


@cache
def _rules() -> dict[str, list[Any]]:
    return yaml.safe_load(Path(__file__).with_name("rules.yml").read_text(encoding="utf-8"))


def check(tables: Tables) -> None:
    """Apply every rule to all raw tables; findings are added to the rows they are about."""
    own = {"cells": _cells, "exactly": _exactly, "either": _either, "some": _some}
    for kind, apply in own.items():
        for rule in _rules()[kind]:
            apply(tables, **rule)
    for rule in _ascending(tables):
        _cells(tables, *rule)
    _codes(tables["partners"])
    _ledger(tables["costs"], tables["ledger"])
    _no_circles(tables["dependencies"])
    _enough(*map(tables.get, ("assignments", "activities", "capacity")), _facts(tables)["start"])


def _facts(tables: Tables) -> dict[str, Any]:
    """Return what every rule may name: days, years of the cash flows and how those are shared."""
    known, far = tables[SETTINGS].frame.reindex([0]).iloc[0], pd.DateOffset(years=10)
    today, flows = known["report_date"], tables["cash_flows"].frame
    days = {"start": known["start_date"], "earliest": today - far, "latest": today + far}
    key = known["joint_key"] if JOINT in set(flows["partner"]) else ""
    first, last = flows["first_year"].astype(float).min(), flows["last_year"].astype(float).max()
    return {**days, "first_flow": first, "last_flow": last, "joint_key": key}


def _cells(tables: Tables, table: str, columns: list[str], wrong: str, message: str, **more: Any):
    """Report the cells of a column where an expression holds; `rules.yml` says what each is."""
    rows, frame = tables[table], _joined(tables, table, *more.get("join", ()))
    for column in columns if len(frame) else ():
        found = frame.assign(cell=frame[column], **_facts(tables))
        bad = found.eval(wrong, engine="python").fillna(False).astype(bool)
        if "beside" in more:
            same = pd.MultiIndex.from_frame(frame[more["beside"]])
            bad &= same.isin(same[~bad])
        found = found[bad]
        found = found[found.duplicated(more["again"])] if "again" in more else found
        for row, values in found.iterrows():
            words = values.map(plain, na_action="ignore").fillna("leeg")
            rows.refuse(row, column, message.format(**words), values["cell"])


def _joined(tables: Tables, table: str, name: str = "", key: str = "") -> pd.DataFrame:
    """Give the rows of a table, beside each the row of another table that it names."""
    frame = tables[table].frame
    if not name or frame.empty:
        return frame
    own = tables[name].table.key[0]
    other = tables[name].frame.drop_duplicates(own).set_index(own)
    return frame.join(other[other.columns.difference(frame.columns)], on=key)


def _some(tables: Tables, table: str, some: str, message: str, join: Sequence[str] = ()) -> None:
    """Report a table of which no row is what at least one has to be."""
    if all(tables[name].sound for name in (table, *join[:1])):
        if not _joined(tables, table, *join).eval(some, engine="python").any():
            place = tables[table].at[0][0].place()
            tables[table].findings.append(Finding(place, None, message))


def _exactly(
    tables: Tables, table: str, column: str, total: int, words: list[str], **more: str
) -> None:
    """Report groups of rows in which a column does not add up to its fixed total."""
    rows = tables[table]
    if not rows.sound:
        return
    values = rows.frame[column].eq(more["count"]) if "count" in more else rows.frame[column]
    names = rows.frame.assign(dossier="Het dossier")[more.get("group", "dossier")]
    for name, part in values.groupby(names, sort=False):
        if abs(part.sum() - total) > 0.01:
            found = dutch.count(part.sum(), *words)
            message = f"{name} heeft {found}. Toegestaan: precies {total}."
            rows.refuse(part.index[0], column, message)


def _either(tables: Tables, table: str, column: str, targets: list[list[str]], **more: str):
    """Report names that are in none of the columns they may refer to, if all are known."""
    if any(tables[name].findings or tables[name].partial for name, _ in targets):
        return
    names = {value for name, key in targets for value in tables[name].frame[key]}
    frame = tables[table].frame
    found = frame[frame["kind"].eq(more["kind"])] if "kind" in more else frame
    words = more["say"].format(names=dutch.listing(sorted(names), "of"))
    tables[table].refuse_unknown(found[column].dropna(), names, words)


def _ascending(tables: Tables) -> Iterator[tuple[Any, ...]]:
    """Give the rule that low, likely and high, or begin and end, stand in that order."""
    for name, rows in tables.items():
        known = rows.table.columns
        for columns in _rules()["ascending"]:
            if set(columns) <= set(known):
                shown = dutch.listing(f"{known[one].label} {{{one}}}" for one in columns)
                words = f"past niet: {shown}. Toegestaan: oplopend."
                before = columns[0]
                for column in columns[1:]:
                    yield name, [column], f"{before} > {column}", words
                    before = f"{column}.fillna({before})"


def _codes(rows: Rows) -> None:
    """Report a municipality whose code does not hold on the day of its counts."""
    changes = list(reference("municipality_changes").itertuples())
    councils = rows.frame[rows.frame["kind"].eq("gemeente")].dropna(subset=["code", "count_date"])
    for row, partner in councils.iterrows():
        code, day = "GM" + partner["code"].removeprefix("GM"), str(partner["count_date"].date())
        pairs = [(x.old_code, x.new_code, x.new_name, x.valid_from <= day) for x in changes]
        pairs += [(x.new_code, x.old_code, x.old_name, x.valid_from > day) for x in changes]
        then = [f"{other} ({name})" for own, other, name, gone in pairs if gone and own == code]
        listed = reference(f"municipalities_{2014 if day < '2018' else 2022}")["code"]
        if then or {code, code[2:]}.isdisjoint([*listed, *(own for own, *_ in pairs)]):
            near = f" Toegestaan: {dutch.listing(then, 'of')}." if then else ""
            rows.refuse(row, "code", f"is geen gemeentecode op {day}.{near}", partner["code"])


def _ledger(costs: Rows, ledger: Rows) -> None:
    """Booked costs add up to the administration."""
    if not (costs.sound and ledger.sound):
        return
    groups = costs.frame[costs.frame["step"].eq("geboekt")].groupby(["partner", "year"])
    sums = groups["amount_eur"].agg(lambda amounts: amounts.sum(skipna=False)).rename("sum")
    for row, line in ledger.frame.join(sums, on=["partner", "year"]).iterrows():
        total = line["total_eur"]
        if abs(line["sum"] - total) > TOLERANCE * abs(total):
            gap = dutch.share(abs(line["sum"] / total - 1), 1) if total else "geheel"
            booked = f"de geboekte kosten, {dutch.eur(line['sum'])}. Toegestaan: hooguit 2%."
            ledger.refuse(row, "total_eur", f"wijkt {gap} af van {booked}", total)


def _no_circles(rows: Rows) -> None:
    """No activity waits for itself, directly or through others."""
    steps = rows.frame[["activity", "predecessor"]].dropna()
    while True:
        waits = {name: set(group) for name, group in steps.groupby("activity")["predecessor"]}
        try:
            return TopologicalSorter(waits).prepare()
        except CycleError as error:
            names = error.args[1][::-1]
        step = steps["activity"].eq(names[0]) & steps["predecessor"].eq(names[1])
        shown = " wacht op ".join(names)
        rows.refuse(step.idxmax(), "predecessor", f"de volgorde loopt in een kring: {shown}.")
        steps = steps[~step]


def _enough(work: Rows, steps: Rows, capacity: Rows, start: pd.Timestamp) -> None:
    """No step asks more of a pool than that has for as long as the step lasts."""
    if pd.isna(start) or not (work.sound and steps.sound and capacity.sound):
        return
    weeks = work.frame["activity"].map(steps.frame.set_index("activity")["likely_weeks"])
    asked = (work.frame["effort_days"] / weeks.where(weeks > 0)).astype(float)
    found = work.frame.assign(asked=asked, days=(7 * weeks).round().clip(lower=1))
    for (partner, role), own in capacity.frame.groupby(["partner", "role"]):
        asks = found[(asked > 0) & found["partner"].eq(partner) & found["role"].eq(role)]
        for line in asks.itertuples():
            if line.asked > (most := _most(own, line.days, start)) + 0.01:
                week = f"vraagt {dutch.loose(line.asked)} dagen per week voor {line.activity}"
                has = f"{partner}, {role} heeft er nooit zo lang meer dan {plain(most)}"
                work.refuse(line.Index, "effort_days", f"{week}; {has}.", line.effort_days)


def _most(own: pd.DataFrame, days: float, start: pd.Timestamp) -> float:
    """Return the most that the rows of a pool together give on each of so many days on end.

    Days before the plan do not count, and after its last row a pool keeps what it had.
    """
    end = max(start, own[["first_date", "last_date"]].max().max())
    if own["last_date"].isna().any():  # a row without an end is there alone after all others
        end += pd.Timedelta(days=1)
    has = pd.Series(0.0, pd.date_range(start, end))
    for row in own.fillna({"last_date": end}).itertuples():
        has[row.first_date : row.last_date] += row.days_per_week
    return has[::-1].rolling(int(days), min_periods=1).min().max()
