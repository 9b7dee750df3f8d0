"""Page one: what is asked, what the answer is, what it costs whom, and how sure that is.

Everything here comes from tables of the dossier and from the chapters before. A number carries the
id of the rows that it is the sum of (`lib.proof`); sentences hold no numbers of their own. The
answer in words to the client's question is in `lib.question`.
"""

import re

import pandas as pd

from lib import dutch, evidence, scenarios
from lib.proof import budget_id, paying, slug

Table = pd.DataFrame
TOP = 3  # risks, and names in a sentence, on page one
MOST_CONDITIONS = 4
MOST_ALTERNATIVES = 5
TOTAL = "Samen"
EVERYONE = "van elke deelnemer"
STATES = ["niet voldaan", "onbekend", "voldaan"]
ENDS = {"likely": "", "low": "laag", "high": "hoog"}
NUMBERS = ["number_id", "label", "value_text", "compare", "compare_id"]
EFFECTS = {
    "gives_up": "Wat u opgeeft", "say": "Hoe u stuurt", "exit": "Hoe u eruit kunt",
    "staff_effect": "Gevolg voor medewerkers",
}  # fmt: skip


# ---------------------------------------------------------------------- numbers and tables


def key_numbers(
    proof: Table, ranked: Table, advised: str | None, null: str | None, horizon: int, dated: Table
) -> Table:
    """Return three to five key figures with what to compare each with.

    Columns number_id, label, value_text, compare and compare_id. A figure without rows is left
    out: what was not delivered is no figure.
    """
    totals, points = evidence.total(proof), score_in_words(ranked)
    budget, worth, once, weeks, unchanged = totals.reindex(
        ["begroting-totaal", "contante-waarde-totaal", "eenmalig-totaal", "duur", "begroting-nul"]
    )
    last = dutch.date(dated["planned_date"].max(), "d MMM y")
    rows = [
        ("begroting-totaal", f"{_gain(budget)} in vier jaar", dutch.eur_short(abs(budget)),
         f"{null}: kosten {dutch.eur_short(unchanged)}", "begroting-nul"),
        ("contante-waarde-totaal", f"{_gain(worth)} over {horizon} jaar",
         dutch.eur_short(abs(worth)), "contante waarde", None),
        ("eenmalig-totaal", "eenmalige kosten", dutch.eur_short(once), "samen, verwacht", None),
        (f"score-{slug(advised)}", "gezamenlijke score", points.get(advised),
         f"{null}: {points.get(null)}", f"score-{slug(null)}"),
        ("duur", "duur van het plan", dutch.count(round(weeks, 1), "week", "weken"),
         f"afgesproken: {last}" if dated["planned_date"].notna().any() else "", None),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=NUMBERS)
    known = table["compare_id"].isin(totals.index) & (table["compare_id"] != table["number_id"])
    said = table["compare"].where(known | table["compare_id"].isna(), "")
    shown = table.assign(compare=said, compare_id=table["compare_id"].where(known, None))
    return shown[table["number_id"].isin(totals.index)].reset_index(drop=True)


def _gain(value: float) -> str:
    """Call an advantage so, and a disadvantage extra cost."""
    return "extra kosten" if value < -0.5 else "voordeel"


def score_in_words(ranked: Table) -> pd.Series:
    """Return the points of each scenario as the chapter says them: `minstens` with unknowns."""
    known = ranked.dropna(subset="least")
    least = known["likely"].isna().map({True: "minstens ", False: ""})
    points = known["least"].map(lambda least: dutch.count(round(least), "punt", "punten"))
    return (least + points).set_axis(known["scenario"])


def costs(proof: Table, partners: Table) -> Table:
    """Return per partner the effect on four budget years (plus is an advantage), with a total.

    Columns partner, likely_eur, low_eur, high_eur and for each amount the id of its rows.
    """
    everyone = [*paying(partners), None]
    ids = {f"{end}_id": [budget_id(name, edge) for name in everyone] for end, edge in ENDS.items()}
    table = pd.DataFrame({"partner": [name or TOTAL for name in everyone]} | ids)
    totals = evidence.total(proof)
    amounts = {f"{end}_eur": table[f"{end}_id"].map(totals).astype(float) for end in ENDS}
    return table.assign(**amounts).dropna(subset="likely_eur").reset_index(drop=True)


def alternatives(ranked: Table, parts: Table, advised: str | None) -> Table:
    """Return the scenarios that are not advised, with score and the reason for rejecting each.

    Columns scenario, Score (words: it may be `minstens 44 punten`), score_id and reason.
    """
    own = ranked.set_index("scenario")["likely"].get(advised)
    wide = parts.pivot_table(index="criterion", columns="scenario", values="likely", sort=False)
    others = ranked[ranked["scenario"] != advised].head(MOST_ALTERNATIVES)
    return pd.DataFrame(
        {
            "scenario": others["scenario"],
            "Score": others["scenario"].map(score_in_words(ranked)),
            "score_id": "score-" + others["scenario"].map(slug),
            "reason": [_rejected(row, own, wide, advised) for _, row in others.iterrows()],
        }
    )


def _rejected(row: pd.Series, own: float | None, wide: Table, advised: str | None) -> str:
    """Say why an alternative is not advised, and on which criterion it lies behind most."""
    if row["state"] == scenarios.OUT:
        return f"valt af op een voorwaarde: {row['reason']}"
    if row["state"] == scenarios.BARE:
        return "niet te vergelijken: scores ontbreken"
    if dutch.is_missing(own) or dutch.is_missing(row["likely"]):
        return "nog niet alle scores zijn bekend"
    behind = wide[advised] - wide[row["scenario"]]
    where = dutch.inside(behind.idxmax()) if behind.max() > 0 else ""
    if row["likely"] > own:
        return "scoort hoger" + (f", maar minder op {where}" if where else "")
    verdict = "scoort gelijk" if row["likely"] == own else "scoort lager"
    return verdict + (f", vooral op {where}" if where else "")


def conditions(table: Table, advised: str | None) -> Table:
    """Return the conditions of the advised scenario, what is open and hard first."""
    own = table[table["scenario"] == advised]
    order = own["state"].map(STATES.index) * 2 + own["hardness"].ne("hard")
    first = own.assign(order=order).sort_values(["order", "condition"]).head(MOST_CONDITIONS)
    return first[["condition", "hardness", "state"]].reset_index(drop=True)


def top_risks(risks: Table, advised: str | None) -> Table:
    """Return the three risks of the advised scenario with the largest chance times amount."""
    own = risks[risks["scenario"].isna() | risks["scenario"].eq(advised)]
    weight = own["chance_pct"].astype(float) * own["effect_eur"].astype(float)
    names = own["risk"].map(slug)
    told = own.assign(weight=weight, effect_id="gevolg-" + names, chance_id="kans-" + names)
    ordered = told.sort_values(["weight", "risk"], ascending=[False, True])
    return ordered.head(TOP).reset_index(drop=True)


def certainty(
    proof: Table, winners: Table, missing: list[str], reference_date: pd.Timestamp
) -> Table:
    """Return how sure the advice is: share of checked money, date, what is missing, how firm.

    Columns Onderdeel, Stand and number_id (only where the stand is a number).
    """
    share = evidence.total(proof).get("zekerheid")
    known = "er zijn geen bedragen" if share is None else dutch.percent(share)
    absent = "; ".join(missing[:4]) + " en meer" * (len(missing) > 4)
    firm = scenarios.winners_in_words(winners) if len(winners) else "geen partij woog zelf"
    if winners["winner"].nunique() == 1:
        firm = f"met elke eigen weging dezelfde eerste keuze: {winners['winner'].iloc[0]}"
    rows = [
        ("Geld uit gecontroleerde bronnen (A of B)",
         f"{known}, cijfers per {dutch.date(reference_date)}",
         None if share is None else "zekerheid"),
        ("Nog niet aangeleverd", absent or "niets: alles wat is gevraagd, is er", None),
        ("Vastheid van de keuze", firm, None),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["Onderdeel", "Stand", "number_id"])


def asked(decisions: Table, partners: Table) -> Table:
    """Return the decisions that are asked; one that is the same for several boards stands once.

    Where such a text names its own partner, `[naam]` stands for it. Many partners are not listed
    when they are all of them.
    """
    own = decisions[decisions["kind"] == "gevraagd"].sort_values(["date", "decision"])
    named = own.assign(**{column: _unnamed(own, column) for column in ("text", "if_no")})
    rows = []
    for _, group in named.groupby(["text", "date"], dropna=False, sort=False):
        names = list(group["partner"].drop_duplicates())
        all_of_many = len(names) > TOP and set(names) == set(paying(partners))
        told = group.iloc[0] if len(names) > 1 else own.loc[group.index[0]]
        bodies = dutch.listing(group["body"].drop_duplicates())
        who = {"partner": EVERYONE if all_of_many else dutch.listing(names), "body": bodies}
        rows.append(told.to_dict() | who)
    return pd.DataFrame(rows, columns=own.columns)


def _unnamed(decisions: Table, column: str) -> list[str]:
    """Put `[naam]` for the partner whose decision it is."""
    names = decisions["partner"].map(lambda name: rf"(?<!\w){re.escape(name)}(?!\w)")
    pairs = zip(names, decisions[column].fillna(""), strict=True)
    return [re.sub(name, "[naam]", text) for name, text in pairs]


def boards(decisions: Table) -> Table:
    """Return per board what it gives up and what it gets."""
    own = decisions.dropna(subset=["gives_up", "gets"], how="all")
    return own.sort_values(["partner", "body", "decision"])[
        ["partner", "body", "gives_up", "gets"]
    ]


def consequences(table: Table, advised: str | None) -> Table:
    """Return for the advised scenario what is given up, and how to steer and to leave."""
    own = table[table["scenario"] == advised][list(EFFECTS)].rename(columns=EFFECTS)
    return own.melt(var_name="Onderwerp", value_name="Gevolg").dropna()


def taken(decisions: Table) -> Table:
    """Return the decisions that were taken, oldest first."""
    own = decisions[decisions["kind"] == "genomen"].sort_values(["date", "decision"])
    return own[["date", "body", "partner", "text", "state"]]


def gaps(table: Table, value: str, title: str) -> list[str]:
    """Name what was asked of whom and not delivered: `ICT-kosten van Raalte`."""
    partners = table.loc[table[value].isna(), "partner"].drop_duplicates()
    return [f"{title} van {dutch.listing(sorted(partners))}"] if len(partners) else []


# ---------------------------------------------------------------------- in words


def costs_in_words(cost: Table) -> str:
    """Say who pays more than under unchanged policy in the first four years."""
    own = cost[cost["partner"] != TOTAL]
    lost = own.loc[own["likely_eur"].astype(float).round() < 0, "partner"]
    who = dutch.listing(lost) or "niemand"
    if len(lost) > TOP:
        who = "een deel van de deelnemers"
    if len(lost) == len(own) > 1:
        who = "iedereen"
    return f"In vier jaar naar verwachting duurder uit: {who}"


def conditions_in_words(own: Table) -> str:
    """Say whether the hard conditions of the advised scenario are met."""
    hard = set(own.loc[own["hardness"] == "hard", "state"])
    if "niet voldaan" in hard:
        return "Nog niet aan elke harde voorwaarde is voldaan"
    if "onbekend" in hard:
        return "Niet van elke harde voorwaarde is bekend of eraan is voldaan"
    return "Aan elke harde voorwaarde is voldaan" if hard else "Er zijn geen harde voorwaarden"


def goals_in_words(goals: Table) -> str:
    """Say for how many goals it can be measured later whether they were met."""
    full = int(goals[["baseline", "target"]].notna().all(axis=1).sum())
    said = dutch.part(full, len(goals), ("doel", "doelen"), ("heeft", "hebben"))
    return f"{said} een nulmeting en een streefwaarde"


def next_step(decisions: Table, dated: Table, today: pd.Timestamp) -> str:
    """Say which body decides first and when, and what follows; what has no date comes last."""
    own = decisions[decisions["kind"] == "gevraagd"].sort_values(["date", "decision"])
    agreed = dated.assign(date=pd.to_datetime(dated["planned_date"])).sort_values(["date", "gate"])
    ahead = agreed[agreed["date"] >= pd.Timestamp(today)].head(1)
    first = own[own["date"].eq(own["date"].min()) | own["date"].isna().all()]
    bodies = dutch.listing(first["body"].drop_duplicates())
    steps = [
        (row.date, f"beslismoment '{row.gate}' ({row.decider})") for row in ahead.itertuples()
    ]
    steps += [(first["date"].iloc[0], f"besluit van {bodies}")] if len(first) else []
    order = sorted(steps, key=lambda step: (pd.isna(step[0]), step[0]))
    days = ["" if pd.isna(day) else f", uiterlijk {dutch.date(day)}" for day, _ in order]
    told = [f"{what}{day}." for (_, what), day in zip(order, days, strict=True)]
    return f"Volgende stap: {' Daarna: '.join(told) or 'nog niet vastgelegd.'}"
