"""How the project itself stands: approvals, products, communication, roles, budget and deviations.

Each part is there for the cases that keep such a table; without rows nothing is said.
"""

import pandas as pd

from lib import dutch
from lib.roadmap import some

Table = pd.DataFrame
DONE = ["gereed", "goedgekeurd", "al ingevoerd", "vastgesteld", "geborgd", "in gebruik", "gedaan"]
NOT_DUE = "niet van toepassing"
APPROVALS = {
    "akkoord": "good", "gevraagd": "part", "nog niet gevraagd": "unknown", "niet akkoord": "bad",
}  # fmt: skip
ROLLOUT = {
    "geborgd": "good", "in gebruik": "part", "bezig": "", "niet begonnen": "bad", NOT_DUE: "",
}  # fmt: skip
RESPONSIBLE = ["eindverantwoordelijk", "voert uit", "denkt mee", "wordt geïnformeerd"]
AMOUNTS = ["baseline_eur", "spent_eur", "forecast_eur"]
ONE_EACH = "Elk onderwerp heeft precies één eindverantwoordelijke"
PARTS = ("onderdeel", "onderdelen")
MOST = 6  # rows of a long list that a reader gets to see first


def done_in_words(table: Table, one: str, many: str) -> str:
    """Say how many rows of a table with a state are done; cells that do not apply are left out."""
    counted = table[table["state"].ne(NOT_DUE)]
    done = int(counted["state"].isin(DONE).sum())
    return f"{dutch.part(done, len(counted), (one, many), ('is', 'zijn'))} klaar"


def rollout_in_words(rollout: Table) -> str:
    """Say of how many parts the line has taken over, and how many more are in use."""
    counted = rollout.loc[rollout["state"].ne(NOT_DUE), "state"]
    kept, used = (int(counted.eq(state).sum()) for state in list(ROLLOUT)[:2])
    total = dutch.count(len(counted), "onderdeel", "onderdelen per organisatie")
    return f"Van de {total} geborgd: {kept}; in gebruik maar nog niet geborgd: {used}"


def late_in_words(progress: Table) -> str:
    """Name the subprojects that report to need more time than was planned; nothing without any."""
    late = progress[progress["aspect"].eq("tijd") & progress["forecast"].gt(progress["planned"])]
    names = some(late["subproject"].drop_duplicates())
    return f"Het project meldt uitloop bij: {names}." if names else ""


def due(table: Table, date: str, today: pd.Timestamp) -> Table:
    """Return what is not done yet, what is late first: the first six rows by date.

    What should have been done before today says so in its state.
    """
    rest = table[~table["state"].isin(DONE)].sort_values(date, kind="stable").head(MOST)
    late = rest[date].lt(pd.Timestamp(today)) & rest["state"].ne("gemist")
    return rest.assign(state=rest["state"].mask(late, rest["state"] + ", te laat"))


def rest_in_words(table: Table, shown: Table) -> str:
    """Count what `due` leaves out; nothing when it shows all."""
    done = int(table["state"].isin(DONE).sum())
    later = len(table) - done - len(shown)
    counts = {"wat klaar is": done, "wat later komt": later}
    said = dutch.listing(f"{what} ({amount})" for what, amount in counts.items() if amount)
    return f"Niet getoond: {said}." if said else ""


def participation_in_words(participation: Table) -> str:
    """Say in how many working groups every partner takes part."""
    people = participation.pivot_table("people", "workgroup", "partner", aggfunc="sum")
    complete = people.gt(0).all(axis=1)
    groups = ("werkgroep", "werkgroepen")
    said = dutch.part(int(complete.sum()), len(complete), groups, ("heeft", "hebben"))
    return f"{said} medewerkers van elke deelnemer"


def responsibilities(roles: Table) -> Table:
    """Return per subject who is accountable, who acts, who thinks along and who is told."""
    bodies = roles.sort_values("body").groupby(["subject", "responsibility"])["body"]
    table = bodies.agg(dutch.listing).unstack(fill_value="geen")
    table = table.reindex(columns=RESPONSIBLE, fill_value="geen")
    return table.rename(columns=dutch.capital).rename_axis(columns=None).reset_index()


def responsibilities_in_words(roles: Table) -> str:
    """Name the subjects that do not have exactly one accountable body."""
    ends = roles["responsibility"].eq(RESPONSIBLE[0]).groupby(roles["subject"]).sum()
    wrong = some(ends.index[ends != 1])
    return f"Niet precies één eindverantwoordelijke: {wrong}" if wrong else ONE_EACH


def spending(budget: Table) -> Table:
    """Return the project budget with forecast minus baseline and a total.

    What is not known of one item is not known of the total.
    """
    total = budget[AMOUNTS].astype(float).sum(skipna=False).to_frame().T.assign(item="Totaal")
    rows = pd.concat([budget, total], ignore_index=True) if len(budget) else budget
    gap = (rows["forecast_eur"] - rows["baseline_eur"]).astype(float)
    cause = rows["cause"].astype("str").fillna("geen")
    named = rows.assign(
        difference_eur=gap, cause=cause.mask(rows["item"].eq("Totaal"), "zie posten")
    )
    return named[["item", *AMOUNTS, "difference_eur", "cause"]]


def spending_in_words(spent: Table) -> str:
    """Say whether the project is expected to stay within its budget."""
    over = spent["difference_eur"].iloc[-1] if len(spent) else None
    if dutch.is_missing(over):
        return "Niet van elke post is bekend wat hij gaat kosten"
    side = "boven" if over > 0 else "onder"
    amount = f"{dutch.eur_short(abs(over))} {side}" if over else "precies op"
    return f"Het project komt naar verwachting {amount} het budget uit"


def deviations(progress: Table) -> Table:
    """Return per subproject and side of the triangle the difference with the plan."""
    gap = (progress["forecast"] - progress["planned"]).astype(float)
    cause = progress["cause"].mask(progress["cause"].isna() & gap.eq(0), "geen")
    named = progress.assign(difference=gap, cause=cause).sort_values(["subproject", "aspect"])
    columns = ["subproject", "aspect", "unit", "planned", "forecast", "difference", "cause"]
    return named[columns].reset_index(drop=True)


def deviations_in_words(deviating: Table) -> str:
    """Say how many sides of the triangle differ from the plan."""
    off = int(deviating["difference"].fillna(0).ne(0).sum())
    return f"{dutch.part(off, len(deviating), PARTS, ('wijkt', 'wijken'))} af van het plan"


def asked(approvals: Table) -> Table:
    """Return the approvals of gates and products on which somebody was asked already."""
    begun = approvals["gate_or_product"][approvals["state"].ne("nog niet gevraagd")]
    return approvals[approvals["gate_or_product"].isin(begun)]


def approvals_in_words(approvals: Table) -> str:
    """Say on how many gates and products every partner asked has agreed."""
    agreed = approvals["state"].eq("akkoord").groupby(approvals["gate_or_product"]).all()
    said = dutch.part(int(agreed.sum()), len(agreed), PARTS, ("heeft", "hebben"))
    return f"{said} het akkoord van iedereen"


def waiting_in_words(approvals: Table) -> str:
    """Name the gates and products on which nobody was asked yet."""
    names = approvals["gate_or_product"].drop_duplicates()
    rest = names[~names.isin(asked(approvals)["gate_or_product"])]
    return f"Nog aan niemand gevraagd: {some(rest)}." if len(rest) else ""
