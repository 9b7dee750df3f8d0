"""What must hold between cells and rows: the rules of the subject itself.

A missing value breaks no rule, and a rule that adds rows up waits until all rows can be read, so
that one fault gives one finding.
"""

from collections.abc import Collection
from graphlib import CycleError, TopologicalSorter
from itertools import combinations

import pandas as pd

from lib import dutch
from lib.dossier.dictionary import JOINT
from lib.dossier.parsing import Rows
from lib.dossier.reading import plain
from lib.dossier.values import hint

Tables = dict[str, Rows]
ASCENDING = [
    ("low", "likely", "high"),
    ("low_eur", "likely_eur", "high_eur"),
    ("low_weeks", "likely_weeks", "high_weeks"),
    ("first_year", "last_year"),
    ("first_date", "last_date"),
    ("start_date", "end_date"),
    ("notice_date", "end_date"),
    ("joined", "left"),
]
SIDES = {"internal": ("sterkte", "zwakte"), "external": ("kans", "bedreiging")}
TOLERANCE = 0.02
NULL = "nulalternatief"
RESPONSIBLE = "eindverantwoordelijk"

# table, group of rows, column, value to count (or None to add up), total, one and many
EXACTLY = [
    ("motives", "partner", "points", None, 100, "punt", "punten"),
    ("weights", "partner", "points", None, 100, "punt", "punten"),
    ("roles", "subject", "responsibility", RESPONSIBLE, 1, RESPONSIBLE + "e", RESPONSIBLE + "en"),
    ("scenarios", "", "form", NULL, 1, NULL, "nulalternatieven"),
]
# table, column, kind of the row (or empty for each row), the tables and columns it refers to
PRINCIPLE = [("principles", "principle"), ("principles", "text")]
EITHER = [
    ("fit", "need_or_principle", "behoefte", [("needs", "need")]),
    ("fit", "need_or_principle", "uitgangspunt", PRINCIPLE),
    ("approvals", "gate_or_product", "", [("gates", "gate"), ("products", "product")]),
]


def check(tables: Tables, codes: Collection[str] | None) -> None:
    """Apply every rule; findings are added to the rows they are about.

    Parameters
    ----------
    tables : dict of str to Rows
        All raw tables.
    codes : collection of str or None
        CBS codes of the municipalities at the reference date, when it is known.
    """
    for table, *rule in EXACTLY:
        _exactly(tables[table], *rule)
    for table, *reference in EITHER:
        _either(tables, tables[table], *reference)
    for rows in tables.values():
        for columns in ASCENDING:
            _ascending(rows, columns)
    _presence(tables)
    _partners(tables["partners"], codes)
    _scores(tables["criteria"], tables["scores"])
    _confrontation(tables["swot"], tables["confrontation"])
    _costs(tables)
    _no_circles(tables["dependencies"])


def _refuse(rows: Rows, column: str, wrong: pd.Series, message: str | pd.Series) -> None:
    """Report the cells of a column where something is wrong; the message may differ per row."""
    for row in wrong.index[wrong.fillna(False).astype(bool)]:
        words = message if isinstance(message, str) else message[row]
        rows.refuse(row, column, words, rows.frame.at[row, column])


def _exactly(
    rows: Rows, group: str, column: str, value: str | None, total: int, one: str, many: str
) -> None:
    """Report groups of rows in which a column does not add up to its fixed total."""
    if not rows.sound:
        return
    values = rows.frame[column] if value is None else rows.frame[column].eq(value)
    names = rows.frame[group] if group else pd.Series("Het dossier", index=values.index)
    for name, part in values.groupby(names, sort=False):
        if abs(part.sum() - total) > 0.01:
            found = dutch.count(part.sum(), one, many)
            message = f"{name} heeft {found}. Toegestaan: precies {total}."
            rows.refuse(part.index[0], column, message)


def _ascending(rows: Rows, columns: tuple[str, ...]) -> None:
    """Low, likely and high, or begin and end, stand in that order."""
    if rows.frame.empty or not set(columns) <= set(rows.frame.columns):
        return
    values = rows.frame[list(columns)]
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


def _partners(rows: Rows, codes: Collection[str] | None) -> None:
    """`gezamenlijk` is reserved; a municipality's code is in the list of its time."""
    partners = rows.frame
    message = "is geen naam van een deelnemer: het woord staat voor alle deelnemers samen."
    _refuse(rows, "partner", partners["partner"].eq(JOINT), message)
    if codes is not None:
        councils = partners["kind"].eq("gemeente") & partners["code"].notna()
        unknown = ~partners["code"].str.removeprefix("GM").isin(codes)
        message = "is geen gemeentecode op de peildatum (reference_date)."
        _refuse(rows, "code", councils & unknown, message)


def _scores(criteria: Rows, scores: Rows) -> None:
    """Keep each score between the fixed ends of its criterion."""
    message = "is de slechtste en de beste waarde. Toegestaan: twee verschillende waarden."
    same = criteria.frame["worst"].eq(criteria.frame["best"])
    _refuse(criteria, "best", same, message)
    ends = criteria.frame[~same].groupby("criterion")[["worst", "best"]].first().dropna()
    low = scores.frame["criterion"].map(ends.min(axis=1))
    high = scores.frame["criterion"].map(ends.max(axis=1))
    ends = low.map(plain) + " tot en met " + high.map(plain)
    message = "ligt buiten het criterium. Toegestaan: " + ends + "."
    for name in ("low", "likely", "high"):
        values = scores.frame[name]
        _refuse(scores, name, (values < low) | (values > high), message)


def _confrontation(swot: Rows, rows: Rows) -> None:
    kinds = swot.frame.drop_duplicates("swot_item").set_index("swot_item")["quadrant"]
    for name, allowed in SIDES.items():
        found = rows.frame[name].map(kinds)
        rest = f". Toegestaan: een {dutch.listing(allowed, 'of')}."
        message = "is een " + found.astype("str") + rest
        _refuse(rows, name, found.notna() & ~found.isin(allowed), message)


def _costs(tables: Tables) -> None:
    """Booked costs add up to the administration; an application has its costs on one row."""
    costs, ledger, applications = tables["costs"], tables["ledger"], tables["applications"]
    if costs.sound and ledger.sound:
        booked = costs.frame[costs.frame["step"].eq("geboekt")].groupby(["partner", "year"])
        sums = booked["amount_eur"].agg(lambda amounts: amounts.sum(skipna=False)).rename("sum")
        lines = ledger.frame.join(sums, on=["partner", "year"])
        gap = (lines["sum"] - lines["total_eur"]).abs() > TOLERANCE * lines["total_eur"].abs()
        message = "wijkt meer dan 2% af van de geboekte kosten: " + lines["sum"].map(dutch.eur)
        _refuse(ledger, "total_eur", gap, message + ".")
    paid = applications.frame[applications.frame["cost_eur_per_year"] > 0]
    again = paid.dropna(subset=["partner", "application"]).duplicated(["partner", "application"])
    message = "staat al op een andere rij van deze applicatie en deelnemer. Toegestaan: één keer."
    _refuse(applications, "cost_eur_per_year", again, message)


def _either(
    tables: Tables, rows: Rows, column: str, kind: str, targets: list[tuple[str, str]]
) -> None:
    """Report names that are in none of the columns they may refer to, if all are known."""
    if any(tables[name].findings or tables[name].partial for name, _ in targets):
        return
    names = sorted({value for name, key in targets for value in tables[name].frame[key]})
    frame = rows.frame[rows.frame["kind"].eq(kind)] if kind else rows.frame
    unknown = frame[column].dropna().loc[lambda values: ~values.isin(names) & bool(names)]
    allowed = dutch.listing(dict.fromkeys(name for name, _ in targets), "of")
    hints = unknown.map(lambda value: hint(value, names)).astype("str")
    message = f"is onbekend. Toegestaan: een naam uit {allowed}." + hints
    _refuse(rows, column, unknown.notna(), message)


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
