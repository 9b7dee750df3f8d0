"""Page one: what is asked, what the answer is, what it costs whom, and how sure that is.

Everything here comes from tables of the dossier and from the chapters before. A number carries the
id of the rows that it is the sum of (`lib.proof`); sentences hold no numbers of their own. The
answer in words to the client's question is in `lib.question`.
"""

from __future__ import annotations

import re

import pandas as pd

from lib import dutch, evidence, scenarios
from lib.proof import budget_id, paying, slug

TOP = 3  # risks, and names in a sentence, on page one
MOST_CONDITIONS = 4
MOST_ALTERNATIVES = 5
TOTAL = "Samen"
CONDITION_ORDER = {"niet voldaan": 0, "onbekend": 1, "voldaan": 2}
COST = ["partner", "likely_eur", "low_eur", "high_eur", "likely_id", "low_id", "high_id"]


# ---------------------------------------------------------------------- numbers and tables


def key_numbers(
    proof: pd.DataFrame, advised: str | None, null: str | None, horizon: int, dated: pd.DataFrame
) -> pd.DataFrame:
    """Return three to five key figures with what to compare each with.

    Columns number_id, label, value_text, compare and compare_id. A figure without rows is left
    out: what was not delivered is no figure.
    """
    totals = evidence.total(proof)
    rows = [
        _money(totals, "begroting-totaal", "in vier jaar", "begroting-nul", f"{null}: kosten "),
        _money(totals, "contante-waarde-totaal", f"over {horizon} jaar", None,
               "contante waarde"),
        _plain(totals, "eenmalig-totaal", "eenmalige kosten",
               dutch.eur_short, None, "samen, verwacht"),
        _plain(totals, f"score-{slug(advised)}", "gezamenlijke score", _points,
               f"score-{slug(null)}", f"{null}: "),
        _plain(totals, "duur", "duur van het plan", _weeks, None, _agreed(dated)),
    ]  # fmt: skip
    columns = ["number_id", "label", "value_text", "compare", "compare_id"]
    return pd.DataFrame([row for row in rows if row], columns=columns)


def _money(
    totals: pd.Series, name: str, span: str, other: str | None, compare: str
) -> dict[str, str | None] | None:
    """Write an advantage as such, and a disadvantage as extra cost."""
    if name not in totals:
        return None
    word = "extra kosten" if round(totals[name]) < 0 else "voordeel"
    label = f"{word} {span}"
    return _plain(totals, name, label, lambda value: dutch.eur_short(abs(value)), other, compare)


def _plain(
    totals: pd.Series, name: str, label: str, write: object, other: str | None, compare: str
) -> dict[str, str | None] | None:
    if name not in totals:
        return None
    known = other in totals and other != name
    said = compare + write(totals[other]) if known else "" if other else compare
    return {
        "number_id": name, "label": label, "value_text": write(totals[name]), "compare": said,
        "compare_id": other if known else None,
    }  # fmt: skip


def _points(value: float) -> str:
    return dutch.count(round(value), "punt", "punten")


def _weeks(value: float) -> str:
    return dutch.count(round(value, 1), "week", "weken")


def _agreed(dated: pd.DataFrame) -> str:
    last = pd.to_datetime(dated["planned_date"]).max()
    return "" if pd.isna(last) else f"afgesproken: {dutch.date(last, 'd MMM y')}"


def costs(proof: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per partner the effect on four budget years (plus is an advantage), with a total."""
    totals = evidence.total(proof)
    rows = [
        {
            "partner": partner or TOTAL,
            "likely_eur": totals.get(budget_id(partner)),
            "low_eur": totals.get(budget_id(partner, "laag")),
            "high_eur": totals.get(budget_id(partner, "hoog")),
            "likely_id": budget_id(partner),
            "low_id": budget_id(partner, "laag"),
            "high_id": budget_id(partner, "hoog"),
        }
        for partner in [*paying(partners), None]
    ]
    table = pd.DataFrame(rows, columns=COST)
    return table.dropna(subset="likely_eur").reset_index(drop=True)


def alternatives(
    ranked: pd.DataFrame,
    parts: pd.DataFrame,
    advised: str | None,
    proof: pd.DataFrame,
) -> pd.DataFrame:
    """Return the scenarios that are not advised, with score and the reason for rejecting each."""
    totals = evidence.total(proof)
    others = ranked[ranked["scenario"] != advised]
    compared = pd.DataFrame(
        {
            "scenario": others["scenario"],
            "score": [totals.get(f"score-{slug(name)}") for name in others["scenario"]],
            "score_id": [f"score-{slug(name)}" for name in others["scenario"]],
            "reason": [_rejected(row, ranked, parts, advised) for _, row in others.iterrows()],
        }
    ).head(MOST_ALTERNATIVES)
    return compared.assign(score=compared["score"].astype(float).round())


def _rejected(
    row: pd.Series, ranked: pd.DataFrame, parts: pd.DataFrame, advised: str | None
) -> str:
    if row["state"] == scenarios.OUT:
        return f"valt af op een voorwaarde: {row['reason']}"
    if row["state"] == scenarios.BARE:
        return "niet te vergelijken: scores ontbreken"
    own = ranked.set_index("scenario")["likely"]
    if advised not in own or pd.isna(own[advised]) or pd.isna(row["likely"]):
        return "nog niet alle scores zijn bekend"
    gap = own[advised] - row["likely"]
    where = _where(parts, advised, row["scenario"], gap >= 0)
    if gap < 0:
        return f"scoort hoger, maar minder op {where}" if where else "scoort hoger"
    return f"scoort {'gelijk' if gap == 0 else 'lager'}" + (
        f", vooral op {where}" if where else ""
    )


def _where(parts: pd.DataFrame, advised: str, other: str, ahead: bool) -> str:
    """Name the criterion on which the advised scenario is ahead most."""
    wide = parts.pivot_table(index="criterion", columns="scenario", values="likely", sort=False)
    if advised not in wide or other not in wide:
        return ""
    gap = (wide[advised] - wide[other]).dropna()
    return str(gap.idxmax()).lower() if len(gap) and gap.max() > 0 else ""


def conditions(table: pd.DataFrame, advised: str | None) -> pd.DataFrame:
    """Return the conditions of the advised scenario, what is open and hard first."""
    own = table[table["scenario"] == advised]
    order = own["state"].map(CONDITION_ORDER) * 2 + own["hardness"].ne("hard")
    first = own.assign(order=order).sort_values(["order", "condition"]).head(MOST_CONDITIONS)
    return first[["condition", "hardness", "state"]].reset_index(drop=True)


def top_risks(risks: pd.DataFrame, advised: str | None) -> pd.DataFrame:
    """Return the three risks of the advised scenario with the largest chance times amount."""
    own = risks[risks["scenario"].isna() | risks["scenario"].eq(advised)]
    weight = own["chance_pct"].astype(float) * own["effect_eur"].astype(float)
    return (
        own.assign(weight=weight, effect_id="gevolg-" + own["risk"].map(slug),
                   chance_id="kans-" + own["risk"].map(slug))
        .sort_values(["weight", "risk"], ascending=[False, True], na_position="last")
        .head(TOP)
        .reset_index(drop=True)
    )  # fmt: skip


def certainty(
    proof: pd.DataFrame, winners: pd.DataFrame, missing: list[str], reference_date: pd.Timestamp
) -> pd.DataFrame:
    """Return how sure the advice is: share of checked money, date, what is missing, how firm.

    Columns Onderdeel, Stand and number_id (only where the stand is a number).
    """
    totals = evidence.total(proof)
    known = "zekerheid" in totals
    share = dutch.percent(totals["zekerheid"]) if known else "er zijn geen bedragen"
    ids, day = "zekerheid" if known else None, dutch.date(reference_date)
    absent = f"{dutch.listing(missing[:4])}{' en meer' if len(missing) > 4 else ''}"
    rows = [
        ("Geld uit gecontroleerde bronnen (A of B)", f"{share}, cijfers per {day}", ids),
        ("Nog niet aangeleverd", absent or "niets: alles wat is gevraagd, is er", None),
        ("Vastheid van de keuze", firm_in_words(winners), None),
    ]
    return pd.DataFrame(rows, columns=["Onderdeel", "Stand", "number_id"])


# ---------------------------------------------------------------------- in words


def firm_in_words(winners: pd.DataFrame) -> str:
    """Say whether each party would make the same choice with its own weights."""
    if winners.empty:
        return "geen partij gaf een eigen weging"
    choices = winners["winner"].value_counts(sort=False)
    if len(choices) == 1:
        return f"met elke eigen weging dezelfde eerste keuze: {choices.index[0]}"
    told = [
        f"{winner} ({dutch.listing(winners.loc[winners['winner'] == winner, 'partner'])})"
        for winner in choices.index
    ]
    return f"de eerste keuze verschilt per partij: {'; '.join(told)}"


def costs_in_words(cost: pd.DataFrame) -> str:
    """Say who pays more than under unchanged policy in the first four years."""
    own = cost[cost["partner"] != TOTAL]
    lost = own.loc[own["likely_eur"].astype(float).round() < 0, "partner"]
    if lost.empty:
        return "Niemand betaalt in vier jaar naar verwachting meer"
    if len(lost) == len(own) > 1:
        return "Iedereen betaalt in vier jaar naar verwachting meer"
    if len(lost) > TOP:
        return "Een deel van de deelnemers betaalt in vier jaar naar verwachting meer"
    verb = dutch.plural(len(lost), "betaalt", "betalen")
    return f"In vier jaar {verb} naar verwachting meer: {dutch.listing(lost)}"


def conditions_in_words(own: pd.DataFrame) -> str:
    """Say whether the hard conditions of the advised scenario are met."""
    hard = own[own["hardness"] == "hard"]["state"]
    if hard.eq("niet voldaan").any():
        return "Nog niet aan elke harde voorwaarde is voldaan"
    if hard.eq("onbekend").any():
        return "Niet van elke harde voorwaarde is bekend of eraan is voldaan"
    if hard.empty:
        return "Er zijn geen harde voorwaarden"
    return "Aan elke harde voorwaarde is voldaan"


def goals_in_words(goals: pd.DataFrame) -> str:
    """Say for how many goals it can be measured later whether they were met."""
    full = int((goals["baseline"].notna() & goals["target"].notna()).sum())
    if full == len(goals):
        return "Elk doel heeft een nulmeting en een streefwaarde"
    return f"{full or 'Geen'} van de {len(goals)} doelen heeft een nulmeting en een streefwaarde"


def next_step(decisions: pd.DataFrame, dated: pd.DataFrame, today: pd.Timestamp) -> str:
    """Say which body decides first and when, and what follows; what has no date comes last."""
    found = [*_first_decision(decisions), *_first_gate(dated, pd.Timestamp(today))]
    order = sorted(found, key=lambda step: (pd.isna(step[0]), step[0]))
    if not order:
        return "De volgende stap is nog niet vastgelegd."
    words = ["Volgende stap", "Daarna"]
    return " ".join(f"{word}: {text}." for word, (_, text) in zip(words, order, strict=False))


def _first_decision(decisions: pd.DataFrame) -> list[tuple[pd.Timestamp, str]]:
    own = decisions[decisions["kind"] == "gevraagd"].sort_values(["date", "decision"])
    if own.empty:
        return []
    day = own.iloc[0]["date"]
    first = own[own["date"].eq(day)] if pd.notna(day) else own
    until = f", uiterlijk {dutch.date(day)}" if pd.notna(day) else ""
    return [(day, f"besluit van {dutch.listing(first['body'].drop_duplicates())}{until}")]


def _first_gate(dated: pd.DataFrame, today: pd.Timestamp) -> list[tuple[pd.Timestamp, str]]:
    agreed = dated.assign(planned_date=pd.to_datetime(dated["planned_date"]))
    ahead = agreed[agreed["planned_date"] >= today].sort_values(["planned_date", "gate"])
    return [
        (
            gate.planned_date,
            f"beslismoment '{gate.gate}' ({gate.decider}), afgesproken voor "
            f"{dutch.date(gate.planned_date)}",
        )
        for gate in ahead.head(1).itertuples()
    ]


def asked(decisions: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions that are asked; one that is the same for several boards stands once.

    Where such a text names its own partner, `[naam]` stands for it. Many partners are not listed
    when they are all of them.
    """
    everyone = set(paying(partners))
    own = decisions[decisions["kind"] == "gevraagd"]
    named = own.assign(
        text=[_unnamed(row.text, row.partner) for row in own[["text", "partner"]].itertuples()],
        if_no=[_unnamed(row.if_no, row.partner) for row in own[["if_no", "partner"]].itertuples()],
    )
    groups = ["kind", "text", "date"]
    several = named.groupby(groups, dropna=False)["partner"].transform("nunique") > 1
    joined = named[several].groupby(groups, sort=False, dropna=False, as_index=False)
    once = joined.agg(
        partner=("partner", lambda names: _together(list(names), everyone)),
        body=("body", lambda names: dutch.listing(names.drop_duplicates())),
        if_no=("if_no", "first"),
        decision=("decision", "first"),
    )
    table = pd.concat([own[~several], once], ignore_index=True)
    return table.sort_values(["date", "decision"], ignore_index=True)


def _together(names: list[str], everyone: set[str]) -> str:
    return (
        "van elke deelnemer"
        if len(names) > TOP and set(names) == everyone
        else dutch.listing(names)
    )


def _unnamed(text: str | None, partner: str) -> str | None:
    if dutch.is_missing(text):
        return text
    return re.sub(rf"(?<!\w){re.escape(partner)}(?!\w)", "[naam]", text)


def boards(decisions: pd.DataFrame) -> pd.DataFrame:
    """Return per board what it gives up and what it gets."""
    own = decisions.dropna(subset=["gives_up", "gets"], how="all")
    return own.sort_values(["partner", "body", "decision"])[
        ["partner", "body", "gives_up", "gets"]
    ]


def consequences(table: pd.DataFrame, advised: str | None) -> pd.DataFrame:
    """Return for the advised scenario what is given up, and how to steer and to leave."""
    names = {
        "gives_up": "Wat u opgeeft", "say": "Hoe u stuurt", "exit": "Hoe u eruit kunt",
        "staff_effect": "Gevolg voor medewerkers",
    }  # fmt: skip
    own = table[table["scenario"] == advised][list(names)].rename(columns=names)
    told = own.T.reset_index().set_axis(["Onderwerp", "Gevolg"], axis=1) if len(own) else None
    return pd.DataFrame(columns=["Onderwerp", "Gevolg"]) if told is None else told.dropna()


def taken(decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the decisions that were taken, oldest first."""
    own = decisions[decisions["kind"] == "genomen"].sort_values(["date", "decision"])
    return own[["date", "body", "partner", "text", "state"]]


def gaps(table: pd.DataFrame, value: str, title: str) -> list[str]:
    """Name what was asked of whom and not delivered: `ICT-kosten van Raalte`."""
    partners = table.loc[table[value].isna(), "partner"].drop_duplicates()
    return [f"{title} van {dutch.listing(sorted(partners))}"] if len(partners) else []
