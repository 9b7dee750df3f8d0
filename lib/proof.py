"""The rows behind the numbers of page one: each number is a sum of value x factor over rows.

Amounts follow `lib.business_case` (plus is an advantage over unchanged policy), scores
`lib.scenarios`, the length of the plan `lib.network`.
"""

import re
import unicodedata

import pandas as pd

from lib import business_case, evidence, scenarios
from lib.business_case import BUDGET_YEARS
from lib.cash_flow import ONE_OFF, SAVING, VAT, settled

Table = pd.DataFrame
KNOWN_GRADES = ["A", "B"]
EDGES = {"laag": ("high_eur", "low_eur"), "hoog": ("low_eur", "high_eur")}
ONCE, YEARLY = "eenmalig", "gemiddeld per jaar"


def slug(text: str) -> str:
    """Return a text as part of an id: `Olst-Wijhe` is `olst-wijhe`."""
    plain = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def budget_proof(
    cash_flows: Table, partners: Table, scenario: str | None, null: str | None, joint_key: str,
    first_year: int,
) -> Table:  # fmt: skip
    """Return the rows behind the budget effect of each partner and of all together.

    Per partner five numbers: likely (`begroting-raalte`), low (`begroting-raalte-laag`), high, and
    the two that make up likely: one-off, and four times the mean of a year. Low is every row of
    the scenario at its unfavourable end, against the likely null.
    """
    given = {"null": null, "joint_key": joint_key, "first_year": first_year}
    flows, once = _edges(cash_flows, scenario, null), _one_off(cash_flows)
    parts = []
    for partner in [None, *paying(partners)]:
        for edge, rows in flows.items():
            own = business_case.budget_evidence(
                rows, partners, scenario, partner, **given, number_id=budget_id(partner)
            )
            parts += [_named(own, edge)] + ([] if edge else _halves(own, once))
    return stacked([*parts, null_proof(cash_flows, null, first_year)])


def worth_proof(
    cash_flows: Table, partners: Table, scenario: str | None, null: str | None, **years: object
) -> Table:
    """Return the rows behind the advantage over the horizon: likely, low and high."""
    return stacked(
        [
            _named(business_case.npv_evidence(rows, partners, scenario, null=null, **years), edge)
            for edge, rows in _edges(cash_flows, scenario, null).items()
        ]
    )


def _one_off(cash_flows: Table) -> pd.Series:
    """Return the places of the rows that come once."""
    single = cash_flows["kind"].eq(VAT) & cash_flows["first_year"].eq(cash_flows["last_year"])
    return cash_flows.loc[cash_flows["kind"].isin(ONE_OFF) | single, "origin"]


def _halves(own: Table, once: pd.Series) -> list[Table]:
    single = own["origin"].isin(once)
    yearly = own[~single].assign(factor=own["factor"] / BUDGET_YEARS)
    return [_named(own[single], ONCE), _named(yearly, YEARLY)]


def _edges(cash_flows: Table, scenario: str | None, null: str | None) -> dict[str, Table]:
    """Return the cash flows as expected, and with the scenario at each of its ends."""
    sure = settled(cash_flows, null)
    return {"": cash_flows} | {edge: _at_edge(sure, scenario, edge) for edge in EDGES}


def _named(rows: Table, edge: str) -> Table:
    """Give a number of an edge or a part its own id and label."""
    ends = {"number_id": edge and f"-{slug(edge)}", "number_label": edge and f", {edge}"}
    return rows.assign(**{name: rows[name] + end for name, end in ends.items()})


def null_proof(cash_flows: Table, null: str | None, first_year: int) -> Table:
    """Return the rows behind what unchanged policy costs all partners in the budget years."""
    rows = cash_flows[cash_flows["scenario"] == null]
    last = rows["last_year"].astype(int).clip(upper=first_year + BUDGET_YEARS - 1)
    years = (last - rows["first_year"].astype(int).clip(lower=first_year) + 1).clip(lower=0)
    sign = 1.0 - 2.0 * rows["kind"].eq(SAVING)
    used = rows.assign(factor=years * sign).query("factor != 0")
    label = f"Kosten van {null} in vier jaar, alle deelnemers samen"
    what = ["partner", "item", "kind"]
    return evidence.rows(used, "begroting-nul", label, "€", "likely_eur", what, used["factor"])


def risk_proof(risks: Table) -> Table:
    """Return the rows behind the amount and the chance of each risk."""
    kinds = [("gevolg", "effect_eur", "€"), ("kans", "chance_pct", "%")]
    parts = [
        evidence.rows(row, f"{kind}-{slug(name)}", f"Risico {name}: {kind}", unit, column, "event")
        for name, row in risks.groupby("risk", sort=False)
        for kind, column, unit in kinds
        if row[column].notna().all()
    ]
    return stacked(parts)


def known_proof(cash_flows: Table, names: list[str]) -> Table:
    """Return the rows behind the share (%) of the money that comes from sources graded A or B."""
    own = cash_flows[cash_flows["scenario"].isin(names)]
    total = own["likely_eur"].astype(float).sum()
    rows = own.assign(share=own["likely_eur"]) if total else own.iloc[:0]
    number = ("zekerheid", "Deel van het geld uit gecontroleerde bronnen", "%", "share")
    factor = rows["grade"].isin(KNOWN_GRADES) * 100.0 / total
    return evidence.rows(rows, *number, ["scenario", "partner", "item"], factor)


def score_proof(
    scores: Table, criteria: Table, weights: Table, table: Table, names: list[str]
) -> Table:
    """Return the rows behind the score of each of the scenarios (`score-<name>`)."""
    parts = scenarios.contributions(scores, criteria, weights, table)
    return stacked(
        [scenarios.score_evidence(parts, name, f"score-{slug(name)}") for name in names]
    )


def compared(rows: Table, number_id: str, scenario: str | None) -> Table:
    """Return the rows behind a number of another scenario, to stand beside the advised one."""
    return rows.assign(number_id=number_id, number_label=rows["number_label"] + f": {scenario}")


def _at_edge(cash_flows: Table, scenario: str | None, edge: str) -> Table:
    """Set the rows of the scenario to their end; for a saving the low end is unfavourable."""
    cost, saving = EDGES[edge]
    ends = cash_flows[cost].where(cash_flows["kind"] != SAVING, cash_flows[saving])
    own = cash_flows["scenario"] == scenario
    return cash_flows.assign(likely_eur=cash_flows["likely_eur"].mask(own, ends))


def budget_id(partner: str | None, edge: str = "") -> str:
    """Return the id of the budget effect of a partner (None: all), or of an edge or part of it."""
    return "-".join(filter(None, ["begroting", slug(partner or "totaal"), slug(edge)]))


def paying(partners: Table) -> list[str]:
    """Return the partners that have not left."""
    return list(partners.loc[partners["left"].isna(), "partner"])


def stacked(parts: list[Table]) -> Table:
    """Return the rows of several numbers below each other."""
    filled = [part for part in parts if len(part)] or [pd.DataFrame(columns=evidence.COLUMNS)]
    return pd.concat(filled, ignore_index=True)
