"""What must hold between cells and rows: the rules of the subject itself, from `rules.yml`.

A missing value breaks no rule, and a rule that adds rows up waits until all rows can be read, so
that one fault gives one finding.
"""

from collections.abc import Collection
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from lib import dutch
from lib.dossier.dictionary import JOINT
from lib.dossier.parsing import Rows
from lib.dossier.reading import plain
from lib.dossier.values import hint

Tables = dict[str, Rows]
TOLERANCE = 0.02
NULL = "nulalternatief"


@cache
def _rules() -> dict[str, list[Any]]:
    return yaml.safe_load(Path(__file__).with_name("rules.yml").read_text(encoding="utf-8"))


def check(tables: Tables, codes: Collection[str] | None) -> None:
    """Apply every rule; findings are added to the rows they are about.

    Parameters
    ----------
    tables : dict of str to Rows
        All raw tables.
    codes : collection of str or None
        CBS codes of the municipalities at the reference date, when it is known.
    """
    for rule in _rules()["cells"]:
        _cells(tables, **rule)
    for rule in _rules()["exactly"]:
        _exactly(tables[rule["table"]], **rule)
    for rule in _rules()["either"]:
        _either(tables, **rule)
    for rows in tables.values():
        for columns in _rules()["ascending"]:
            _ascending(rows, columns)
    _presence(tables)
    _codes(tables["partners"], codes)
    _ledger(tables["costs"], tables["ledger"])
    _no_circles(tables["dependencies"])


def _cells(
    tables: Tables, table: str, columns: list[str], wrong: str, message: str,
    join: tuple[str, str] | None = None, again: list[str] | None = None,
) -> None:  # fmt: skip
    """Report the cells of a column where an expression holds; `rules.yml` says what each is."""
    rows = tables[table]
    frame = rows.frame
    if join:
        other = tables[join[0]]
        named = other.frame.drop_duplicates(other.table.key[0]).set_index(other.table.key[0])
        frame = frame.join(named[named.columns.difference(frame.columns)], on=join[1])
    for column in columns:
        found = frame.assign(cell=frame[column])
        found = found[found.eval(wrong, engine="python").fillna(False).astype(bool)]
        for row, values in (found[found.duplicated(again)] if again else found).iterrows():
            words = message.format(**values.map(plain))
            rows.refuse(row, column, words, values["cell"])


def _exactly(
    rows: Rows, column: str, total: int, words: list[str], group: str = "", count: str = "", **_: str
) -> None:
    """Report groups of rows in which a column does not add up to its fixed total."""
    if not rows.sound:
        return
    values = rows.frame[column].eq(count) if count else rows.frame[column]
    names = rows.frame[group] if group else pd.Series("Het dossier", index=values.index)
    for name, part in values.groupby(names, sort=False):
        if abs(part.sum() - total) > 0.01:
            found = dutch.count(part.sum(), *words)
            message = f"{name} heeft {found}. Toegestaan: precies {total}."
            rows.refuse(part.index[0], column, message)


def _either(
    tables: Tables, table: str, column: str, targets: list[tuple[str, str]], kind: str = ""
) -> None:
    """Report names that are in none of the columns they may refer to, if all are known."""
    if any(tables[name].findings or tables[name].partial for name, _ in targets):
        return
    names = sorted({value for name, key in targets for value in tables[name].frame[key]})
    frame = tables[table].frame
    found = frame.loc[frame["kind"].eq(kind) if kind else frame.index, column].dropna()
    for row, value in found[~found.isin(names) & bool(names)].items():
        allowed = dutch.listing(dict.fromkeys(name for name, _ in targets), "of")
        message = f"is onbekend. Toegestaan: een naam uit {allowed}.{hint(value, names)}"
        tables[table].refuse(row, column, message, value)


def _ascending(rows: Rows, columns: list[str]) -> None:
    """Low, likely and high, or begin and end, stand in that order."""
    if rows.frame.empty or not set(columns) <= set(rows.frame.columns):
        return
    values = rows.frame[columns]
    pairs = [(values[a] > values[b]).fillna(False) for a, b in combinations(columns, 2)]
    labels = dutch.listing(rows.table.columns[name].label for name in columns)
    for row in values.index[pd.concat(pairs, axis=1).any(axis=1)]:
        shown = dutch.listing(map(plain, values.loc[row].dropna()))
        message = f"{labels} zijn {shown}. Toegestaan: van laag naar hoog, van vroeg naar laat."
        rows.refuse(row, columns[-1], message)


def _presence(tables: Tables) -> None:
    """Report agreed weights that are missing, and a null alternative without cash flows."""
    weights, scenarios, flows = tables["weights"], tables["scenarios"], tables["cash_flows"]
    if weights.sound and not weights.frame["partner"].eq(JOINT).any():
        weights.refuse_whole(f'de weging van "{JOINT}" ontbreekt. Zij is afgesproken.')
    null = scenarios.frame.loc[scenarios.frame["form"].eq(NULL), "scenario"]
    if scenarios.sound and flows.sound and not flows.frame["scenario"].isin(null).any():
        flows.refuse_whole(f"het {NULL} ({dutch.listing(null)}) heeft geen kasstromen.")


def _codes(rows: Rows, codes: Collection[str] | None) -> None:
    """Report a municipality whose code is not in the list of its time."""
    councils = rows.frame.loc[rows.frame["kind"].eq("gemeente"), "code"].dropna()
    for row, code in councils.items() if codes is not None else ():
        if code.removeprefix("GM") not in codes:
            message = "is geen gemeentecode op de peildatum (reference_date)."
            rows.refuse(row, "code", message, code)


def _ledger(costs: Rows, ledger: Rows) -> None:
    """Booked costs add up to the administration."""
    if not (costs.sound and ledger.sound):
        return
    booked = costs.frame[costs.frame["step"].eq("geboekt")].groupby(["partner", "year"])
    sums = booked["amount_eur"].agg(lambda amounts: amounts.sum(skipna=False)).rename("sum")
    for row, line in ledger.frame.join(sums, on=["partner", "year"]).iterrows():
        total = line["total_eur"]
        if abs(line["sum"] - total) > TOLERANCE * abs(total):
            words = f"wijkt meer dan 2% af van de geboekte kosten: {dutch.eur(line['sum'])}."
            ledger.refuse(row, "total_eur", words, total)


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
