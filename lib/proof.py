"""The rows behind the numbers of page one: each number is a sum of value x factor over rows.

Amounts follow `lib.business_case` (plus is an advantage over unchanged policy), scores
`lib.scenarios`, the length of the plan `lib.network`.
"""

import re
import unicodedata

import pandas as pd

from lib import business_case, dutch, evidence, scenarios
from lib.business_case import BUDGET_YEARS, EXIT_SHARES, against_null, behind
from lib.cash_flow import SAVING, per_year, settled

Table = pd.DataFrame
KNOWN_GRADES = ["A", "B"]
EDGES = {"laag": ("high_eur", "low_eur"), "hoog": ("low_eur", "high_eur")}
ONCE, YEARLY, LEAVE, SPENT = "eenmalig", "gemiddeld per jaar", "uittreden", "uit-te-geven"


def slug(text: str) -> str:
    """Return a text as part of an id: `Olst-Wijhe` is `olst-wijhe`."""
    plain = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def budget_proof(
    cash_flows: Table, partners: Table, scenario: str | None, null: str | None, joint_key: str,
    first_year: int,
) -> Table:  # fmt: skip
    """Return the rows behind the budget effect of each partner and of all, and behind leaving.

    Per partner five numbers: likely (`begroting-raalte`), low (`begroting-raalte-laag`), high, and
    the two that make up likely: one-off, and four times the mean of a year. Low is every row of
    the scenario at its unfavourable end, against the likely null. Then come what the null costs,
    the one-off money of the scenario itself, without what it saves (`SPENT`), and what leaving
    costs each partner, as extra cost: below zero.
    """
    sides, weight = _edges(cash_flows, scenario, null), business_case.within(first_year)
    flows = {edge: per_year(rows, partners, joint_key) for edge, rows in sides.items()}
    gains = {edge: against_null(each, scenario, null) for edge, each in flows.items()}
    once, likely = gains[""]["one_off"], gains[""]
    yearly = likely[~once].assign(multiplier=likely["multiplier"] / BUDGET_YEARS)
    parts = []
    for partner in [None, *paying(partners)]:
        label = f"Voordeel in vier jaar voor {partner or 'alle deelnemers samen'}"
        for edge, each in (gains | {ONCE: likely[once], YEARLY: yearly}).items():
            own = each if partner is None else each[each["partner"] == partner]
            named = budget_id(partner, edge), label + (edge and f", {edge}")
            parts.append(behind(sides.get(edge, cash_flows), own, weight, *named))
    rows, all_ = flows[""], "in vier jaar, alle deelnemers samen"
    unchanged, own = rows[rows["scenario"] == null], rows[rows["scenario"] == scenario]
    named = weight, "begroting-nul", f"Kosten van {null} {all_}"
    spent = own[own["one_off"]], weight, SPENT, f"Eenmalig uit te geven {all_}"
    parts += [behind(cash_flows, unchanged, *named), behind(cash_flows, *spent)]
    paid = business_case.contributions(cash_flows, rows, scenario, first_year)
    paid = paid.assign(multiplier=-sum(EXIT_SHARES) * paid["multiplier"])
    for name in paying(partners):
        named = weight, budget_id(name, LEAVE), f"Wat uittreden kost voor {name}"
        parts.append(behind(cash_flows, paid[paid["partner"] == name], *named))
    return stacked(parts)


def worth_proof(
    cash_flows: Table, partners: Table, scenario: str | None, null: str | None, joint_key: str,
    first_year: int, horizon: int, rate_pct: float,
) -> Table:  # fmt: skip
    """Return the rows behind the advantage over the horizon: likely, low and high."""
    weight = business_case.discounted(first_year, horizon, rate_pct)
    label = f"Voordeel over {horizon} jaar voor alle deelnemers samen"
    parts = []
    for edge, rows in _edges(cash_flows, scenario, null).items():
        flows = against_null(per_year(rows, partners, joint_key), scenario, null)
        named = "contante-waarde-totaal" + (edge and f"-{edge}"), label + (edge and f", {edge}")
        parts.append(behind(rows, flows, weight, *named))
    return stacked(parts)


def _edges(cash_flows: Table, scenario: str | None, null: str | None) -> dict[str, Table]:
    """Return the cash flows as expected, and with the scenario at each of its ends.

    For a saving the low end is unfavourable.
    """
    sure, sides = settled(cash_flows, null), {"": cash_flows}
    own, saving = sure["scenario"] == scenario, sure["kind"] == SAVING
    for edge, (cost, yielded) in EDGES.items():
        end = sure[cost].mask(saving, sure[yielded])
        sides[edge] = sure.assign(likely_eur=sure["likely_eur"].mask(own, end))
    return sides


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
    share = 100.0 * own["likely_eur"] / own["likely_eur"].sum()
    rows = own.assign(share=share, amount=own["likely_eur"].map(dutch.eur)).dropna(subset="share")
    number = ("zekerheid", "Deel van het geld uit gecontroleerde bronnen", "%", "share")
    what = ["scenario", "partner", "item", "amount"]
    return evidence.rows(rows, *number, what, 1.0 * rows["grade"].isin(KNOWN_GRADES))


def score_proof(
    scores: Table, criteria: Table, weights: Table, table: Table, names: list[str]
) -> Table:
    """Return the rows behind the score of each of the scenarios (`score-<name>`)."""
    own = scenarios.contributions(scores, criteria, weights, table)
    return stacked([scenarios.score_evidence(own, name, f"score-{slug(name)}") for name in names])


def compared(rows: Table, number_id: str, scenario: str | None) -> Table:
    """Return the rows behind the likely advantage of another scenario than the advised one."""
    rows = rows[rows["number_id"] == "contante-waarde-totaal"]
    return rows.assign(number_id=number_id, number_label=rows["number_label"] + f": {scenario}")


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
