"""What must hold between cells and rows: the rules of the subject itself.

A rule leaves alone what another check already reported, so that one fault gives one finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from lib import dutch
from lib.dossier import reading
from lib.dossier.dictionary import JOINT
from lib.dossier.parsing import Rows
from lib.dossier.reading import Finding, Place
from lib.dossier.settings import Settings
from lib.dossier.values import hint

Tables = dict[str, Rows]
RANGES = [("low", "likely", "high")] + [
    (f"low_{unit}", f"likely_{unit}", f"high_{unit}") for unit in ("eur", "weeks")
]
IN_ORDER = [
    ("first_year", "last_year"),
    ("first_date", "last_date"),
    ("start_date", "end_date"),
    ("notice_date", "end_date"),
    ("joined", "left"),
]
INTERNAL = ("sterkte", "zwakte")
EXTERNAL = ("kans", "bedreiging")
TOLERANCE = 0.02
NULL = "nulalternatief"


def check(tables: Tables, known: Settings | None, codes: dict[str, str]) -> None:
    """Apply every rule; findings are added to the rows they are about.

    Parameters
    ----------
    tables : dict of str to Rows
        All raw tables.
    known : Settings or None
        The settings, when they could be read.
    codes : dict of str to str
        Name of the municipality by CBS code, in the list of the reference date.
    """
    for rows in tables.values():
        _ranges(rows)
        _orders(rows)
    _partners(tables["partners"], known, codes)
    _points(tables["motives"])
    _points(tables["weights"])
    _joint_weights(tables["weights"])
    _null_alternative(tables)
    _criteria(tables)
    _confrontation(tables)
    _roles(tables["roles"])
    _sequence(tables["dependencies"])
    _ledger(tables)
    _application_costs(tables["applications"])
    _soft_references(tables)


def _number(value: Any) -> str:
    return dutch.loose(value, 2)


def _ranges(rows: Rows) -> None:
    """Low is at most likely, likely at most high."""
    for low, likely, high in RANGES:
        if low not in rows.frame or rows.frame.empty:
            continue
        three = rows.frame[[low, likely, high]].astype(float)
        wrong = (
            (three[low] > three[likely])
            | (three[likely] > three[high])
            | (three[low] > three[high])
        )
        for row in three.index[wrong]:
            shown = ", ".join(_number(value) for value in three.loc[row])
            message = f"laag, verwacht en hoog zijn {shown}. Toegestaan: van laag naar hoog."
            rows.refuse(row, likely, message)


def _orders(rows: Rows) -> None:
    for first, last in IN_ORDER:
        if first not in rows.frame or last not in rows.frame or rows.frame.empty:
            continue
        columns = rows.table.columns
        wrong = (rows.frame[first] > rows.frame[last]).fillna(False)
        for row in rows.frame.index[wrong.astype(bool)]:
            end, start = (
                f"{columns[name].label} ({reading.plain(rows.frame.at[row, name])})"
                for name in (last, first)
            )
            rows.refuse(row, last, f"{end} ligt voor {start}.")


def _partners(rows: Rows, known: Settings | None, codes: dict[str, str]) -> None:
    """`gezamenlijk` is reserved; a municipality's code is in the list of its time."""
    for row in rows.frame.index[rows.frame["partner"] == JOINT]:
        message = "is geen naam van een deelnemer: het woord staat voor alle deelnemers samen."
        rows.refuse(row, "partner", message, JOINT)
    if not known:
        return
    councils = rows.frame[(rows.frame["kind"] == "gemeente") & rows.frame["code"].notna()]
    by_name = {name: code for code, name in codes.items()}
    year = 2014 if known.reference_date.year < 2018 else 2022
    for row, partner in councils.iterrows():
        if str(partner["code"]).removeprefix("GM") not in codes:
            own = by_name.get(str(partner["partner"]))
            near = f" {partner['partner']} heeft {own}." if own else ""
            message = f"is geen gemeentecode in de lijst van {year}.{near}"
            rows.refuse(row, "code", message, partner["code"])


def _points(rows: Rows) -> None:
    """Each party divides exactly 100 points."""
    if not rows.sound("partner", "points"):
        return
    for partner, group in rows.frame.groupby("partner", sort=False):
        total = group["points"].sum()
        if abs(total - 100) > 0.01:
            message = f"{partner} verdeelt {_number(total)} punten. Toegestaan: precies 100."
            rows.findings.append(Finding(rows.cell(group.index[0], "points"), None, message))


def _joint_weights(rows: Rows) -> None:
    if len(rows.frame) and rows.sound("partner") and JOINT not in set(rows.frame["partner"]):
        place = Place(rows.places[0].file, rows.places[0].sheet)
        message = f'de weging van "{JOINT}" ontbreekt. Zij is afgesproken, geen gemiddelde.'
        rows.findings.append(Finding(place, None, message))


def _null_alternative(tables: Tables) -> None:
    rows, flows = tables["scenarios"], tables["cash_flows"]
    if rows.frame.empty or not rows.sound("scenario", "form"):
        return
    found = rows.frame.index[rows.frame["form"] == NULL]
    if len(found) != 1:
        place = rows.cell(found[1], "form") if len(found) else Place(rows.places[0].file)
        count = f"{len(found)} nulalternatieven" if len(found) else f"geen {NULL}"
        message = f"het dossier heeft {count}. Toegestaan: precies één."
        rows.findings.append(Finding(place, None, message))
    elif len(flows.frame) and flows.sound("scenario"):
        name = rows.frame.at[found[0], "scenario"]
        if name not in set(flows.frame["scenario"]):
            message = f'het nulalternatief "{name}" heeft geen kasstromen.'
            flows.findings.append(Finding(Place(flows.places[0].file), None, message))


def _criteria(tables: Tables) -> None:
    """Keep each score between the fixed ends of its criterion."""
    criteria, scores = tables["criteria"], tables["scores"]
    for row in criteria.frame.index[criteria.frame["worst"] == criteria.frame["best"]]:
        message = "slechtste en beste waarde zijn gelijk. Toegestaan: twee verschillende waarden."
        criteria.refuse(row, "best", message)
    ends = criteria.frame.drop_duplicates("criterion").set_index("criterion")[["worst", "best"]]
    ends = ends[ends["worst"] != ends["best"]].dropna()
    for row, score in scores.frame.iterrows():
        if score["criterion"] not in ends.index:
            continue
        low, high = sorted(ends.loc[score["criterion"]])
        for name in ("low", "likely", "high"):
            if score[name] < low or score[name] > high:
                allowed = f"{_number(low)} tot en met {_number(high)}"
                message = f"ligt buiten het criterium. Toegestaan: {allowed}."
                scores.refuse(row, name, message, _number(score[name]))
                break


def _confrontation(tables: Tables) -> None:
    swot = tables["swot"].frame.drop_duplicates("swot_item")
    kinds = swot.set_index("swot_item")["quadrant"].dropna()
    rows = tables["confrontation"]
    for name, allowed in (("internal", INTERNAL), ("external", EXTERNAL)):
        found = rows.frame[name].map(kinds)
        for row in rows.frame.index[found.notna() & ~found.isin(allowed)]:
            message = f"is een {found[row]}. Toegestaan: een {dutch.listing(allowed, 'of')}."
            rows.refuse(row, name, message, rows.frame.at[row, name])


def _roles(rows: Rows) -> None:
    """One body answers for each subject."""
    if not rows.sound("subject", "responsibility"):
        return
    for subject, group in rows.frame.groupby("subject", sort=False):
        count = int((group["responsibility"] == "eindverantwoordelijk").sum())
        if count != 1:
            message = f"{subject} heeft {count} eindverantwoordelijken. Toegestaan: precies één."
            place = rows.cell(group.index[0], "responsibility")
            rows.findings.append(Finding(place, None, message))


def _sequence(rows: Rows) -> None:
    """No activity waits for itself, directly or through others."""
    pairs = rows.frame[["activity", "predecessor"]].dropna()
    for row in pairs.index[pairs["activity"] == pairs["predecessor"]]:
        rows.refuse(row, "predecessor", "wacht op zichzelf.", pairs.at[row, "activity"])
    pairs = pairs[pairs["activity"] != pairs["predecessor"]]
    for cycle in _cycles(pairs):
        step = (pairs["activity"] == cycle[0]) & (pairs["predecessor"] == cycle[1])
        shown = " wacht op ".join(cycle)
        rows.refuse(step.idxmax(), "predecessor", f"de volgorde loopt in een kring: {shown}.")


def _cycles(pairs: pd.DataFrame) -> Iterator[list[str]]:
    """Give one cycle per knot, starting with the activity that is named first."""
    waits = {name: list(group) for name, group in pairs.groupby("activity")["predecessor"]}
    done: set[str] = set()
    for start in dict.fromkeys(pairs["activity"]):
        if start in done:
            continue
        cycle = _way_back(start, waits)
        if cycle:
            yield cycle
            done |= set(cycle)


def _way_back(start: str, waits: dict[str, list[str]]) -> list[str] | None:
    """Return the shortest way from an activity back to itself."""
    ways, seen = [[start]], set()
    while ways:
        way = ways.pop(0)
        for name in waits.get(way[-1], []):
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return None


def _ledger(tables: Tables) -> None:
    """Booked costs add up to the total of the administration, within 2%."""
    costs, ledger = tables["costs"], tables["ledger"]
    if not costs.sound("partner", "year", "step", "amount_eur"):
        return
    booked = costs.frame[costs.frame["step"] == "geboekt"]
    sums = booked.groupby(["partner", "year"])["amount_eur"].agg(
        lambda amounts: amounts.sum(skipna=False)
    )
    for row, line in ledger.frame.dropna(subset=["partner", "year", "total_eur"]).iterrows():
        total = sums.get((line["partner"], line["year"]))
        if total is None or pd.isna(total):
            continue
        if abs(total - line["total_eur"]) > TOLERANCE * abs(line["total_eur"]):
            message = (
                f"wijkt meer dan 2% af van de geboekte kosten van {line['partner']} in "
                f"{line['year']}: {dutch.eur(total)}."
            )
            ledger.refuse(row, "total_eur", message, dutch.eur(line["total_eur"]))


def _application_costs(rows: Rows) -> None:
    """Count the costs of a product once, also when it serves more functions."""
    paid = rows.frame[rows.frame["cost_eur_per_year"] > 0].dropna(
        subset=["partner", "application"]
    )
    for row in paid.index[paid.duplicated(["partner", "application"])]:
        message = (
            f"de kosten van {paid.at[row, 'application']} bij {paid.at[row, 'partner']} staan al "
            "op een andere rij. Toegestaan: op één rij."
        )
        rows.refuse(row, "cost_eur_per_year", message)


def _soft_references(tables: Tables) -> None:
    """Two columns refer to one of two tables."""
    fit, approvals = tables["fit"], tables["approvals"]
    sources = {
        "behoefte": _names(tables, ("needs", "need")),
        "uitgangspunt": _names(tables, ("principles", "principle"), ("principles", "text")),
    }
    for kind, names in sources.items():
        _report_unknown(fit, "need_or_principle", fit.frame["kind"] == kind, names)
    names = _names(tables, ("gates", "gate"), ("products", "product"))
    everywhere = approvals.frame["gate_or_product"].notna()
    _report_unknown(approvals, "gate_or_product", everywhere, names)


def _names(tables: Tables, *columns: tuple[str, str]) -> set[str]:
    """Return the names in these columns; empty when they are not all known."""
    if not all(tables[table].sound(column) for table, column in columns):
        return set()
    return {name for table, column in columns for name in tables[table].frame[column].dropna()}


def _report_unknown(rows: Rows, column: str, where: pd.Series, names: set[str]) -> None:
    values = rows.frame.loc[where, column].dropna()
    for row in values.index[~values.isin(names)] if names else []:
        label = rows.table.columns[column].label.lower()
        message = f"is onbekend als {label}.{hint(values[row], sorted(names))}"
        rows.refuse(row, column, message, values[row])
