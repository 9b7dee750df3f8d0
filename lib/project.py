"""How the project itself stands: approvals, products, communication, roles, budget and deviations.

Each part is there for the cases that keep such a table; without rows nothing is said.
"""

from __future__ import annotations

import pandas as pd

from lib import dutch
from lib.roadmap import some

DONE = ["gereed", "goedgekeurd", "al ingevoerd", "vastgesteld", "geborgd", "in gebruik", "gedaan"]
APPROVALS = {
    "akkoord": "good", "gevraagd": "part", "nog niet gevraagd": "unknown", "niet akkoord": "bad",
}  # fmt: skip
ROLLOUT = {
    "geborgd": "good", "in gebruik": "good", "bezig": "part", "niet begonnen": "bad",
    "niet van toepassing": "unknown",
}  # fmt: skip


def done_in_words(table: pd.DataFrame, one: str, many: str) -> str:
    """Say how many rows of a table with a state are done; cells that do not apply are left out."""
    counted = table[table["state"].ne("niet van toepassing")]
    done = int(counted["state"].isin(DONE).sum())
    if len(counted) == 1:
        return f"Er is één {one}, en {'die is klaar' if done else 'die is nog niet klaar'}"
    if done == len(counted):
        return f"Alle {done} {many} zijn klaar"
    return (
        f"{done or 'Geen'} van de {len(counted)} {many} {'is' if done in (0, 1) else 'zijn'} klaar"
    )


def participation_in_words(participation: pd.DataFrame) -> str:
    """Say how many people take part and in how many working groups every partner does."""
    if participation.empty:
        return ""
    given = participation.assign(people=participation["people"].astype("Float64"))
    seated = given[given["people"] > 0].groupby("workgroup")["partner"].nunique()
    groups, partners = given["workgroup"].nunique(), given["partner"].nunique()
    complete = int((seated == partners).sum())
    if complete == groups:
        return "Elke deelnemer doet mee in elke werkgroep"
    return f"In {complete or 'geen'} van de {groups} werkgroepen doet elke deelnemer mee"


def calls_in_words(communication: pd.DataFrame, today: pd.Timestamp) -> str:
    """Say how much of the communication took place, and what should have by now."""
    states = communication["state"]
    past = communication["date"] < pd.Timestamp(today)
    said = f"Geweest: {states.eq('gedaan').sum()} van de {len(communication)} momenten"
    missed = int((states.eq("gemist") | (states.eq("gepland") & past)).sum())
    return f"{said}; {missed} gemist of over tijd" if missed else said


def responsibilities(roles: pd.DataFrame) -> pd.DataFrame:
    """Return per subject who is accountable, who acts, who thinks along and who is told."""
    order = ["eindverantwoordelijk", "voert uit", "denkt mee", "wordt geïnformeerd"]
    if roles.empty:
        return pd.DataFrame(columns=["subject", *map(dutch.capital, order)])
    joined = (
        roles.sort_values("body").groupby(["subject", "responsibility"])["body"].agg(dutch.listing)
    )
    return (
        joined.unstack(fill_value="geen")
        .reindex(columns=order, fill_value="geen")
        .rename(columns=dutch.capital)
        .reset_index()
    )


def responsibilities_in_words(roles: pd.DataFrame) -> str:
    """Name the subjects that do not have exactly one accountable body."""
    ends = roles["responsibility"].eq("eindverantwoordelijk").groupby(roles["subject"]).sum()
    wrong = sorted(ends[ends != 1].index)
    if not wrong:
        return "Elk onderwerp heeft precies één eindverantwoordelijke"
    return f"Niet precies één eindverantwoordelijke: {some(wrong)}"


def spending(budget: pd.DataFrame) -> pd.DataFrame:
    """Return the project budget with forecast minus baseline and a total.

    What is not known of one item is not known of the total.
    """
    amounts = ["baseline_eur", "spent_eur", "forecast_eur"]
    columns = ["item", *amounts, "difference_eur", "cause"]
    if budget.empty:
        return pd.DataFrame(columns=columns)
    total = budget[amounts].astype(float).sum(skipna=False).to_frame().T
    total = total.assign(item="Totaal", cause="zie de posten")
    rows = pd.concat([budget[["item", *amounts, "cause"]], total], ignore_index=True)
    rows["cause"] = rows["cause"].fillna("geen")
    return rows.assign(difference_eur=rows["forecast_eur"] - rows["baseline_eur"])[columns]


def spending_in_words(spent: pd.DataFrame) -> str:
    """Say whether the project is expected to stay within its budget."""
    over = spent.iloc[-1]["difference_eur"] if len(spent) else None
    if dutch.is_missing(over):
        return "Niet van elke post is bekend wat hij gaat kosten"
    if over == 0:
        return "Het project blijft naar verwachting precies binnen het budget"
    side = "boven" if over > 0 else "onder"
    return f"Het project komt naar verwachting {dutch.eur_short(abs(over))} {side} het budget uit"


def deviations(progress: pd.DataFrame) -> pd.DataFrame:
    """Return per subproject and side of the triangle the difference with the plan."""
    gap = (progress["forecast"] - progress["planned"]).astype(float)
    named = progress.assign(
        difference=gap,
        cause=progress["cause"].where(progress["cause"].notna() | (gap != 0), "geen"),
    )
    return named.sort_values(["subproject", "aspect"], ignore_index=True)[
        ["subproject", "aspect", "unit", "planned", "forecast", "difference", "cause"]
    ]


def deviations_in_words(progress: pd.DataFrame) -> str:
    """Say how many sides of the triangle differ from the plan."""
    known = progress.dropna(subset=["planned", "forecast"])
    off = int((known["forecast"] != known["planned"]).sum())
    share = f"{off or 'geen'} van de {len(progress)} onderdelen"
    return f"De verwachting wijkt af van het plan op {share}"


def asked(approvals: pd.DataFrame) -> pd.DataFrame:
    """Return the approvals of gates and products on which somebody was asked already."""
    begun = approvals["state"].ne("nog niet gevraagd").groupby(approvals["gate_or_product"])
    return approvals[begun.transform("any")] if len(approvals) else approvals


def approvals_in_words(approvals: pd.DataFrame) -> str:
    """Say on how many gates and products every partner asked has agreed."""
    if approvals.empty:
        return ""
    agreed = approvals["state"].eq("akkoord").groupby(approvals["gate_or_product"]).all()
    if agreed.all():
        return "Op alle onderdelen heeft iedereen ingestemd"
    done = int(agreed.sum())
    return f"Op {done or 'geen'} van de {len(agreed)} onderdelen heeft iedereen ingestemd"


def waiting_in_words(approvals: pd.DataFrame) -> str:
    """Name the gates and products on which nobody was asked yet."""
    begun = set(asked(approvals)["gate_or_product"])
    rest = [name for name in approvals["gate_or_product"].drop_duplicates() if name not in begun]
    return f"Nog aan niemand gevraagd: {dutch.listing(rest)}." if rest else ""
