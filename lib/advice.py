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
MOST_SCENARIOS = 6
UNSCORED = {
    True: "blijft lager, ook als de ontbrekende scores meevallen",
    False: "kan nog hoger uitkomen: scores ontbreken",
}
TOTAL = "Samen"
EVERYONE = "van elke deelnemer"
ENDS = {"likely": "", "low": "laag", "high": "hoog"}
COMPARED = {
    "begroting": "begroting-nul", "contante-waarde": "contante-waarde-ander",
    "eenmalig": "eenmalig-nul",
}  # fmt: skip
AMOUNTS = list(COMPARED)
NUMBERS = ["number_id", "label", "value_text", "compare", "compare_id"]
EFFECTS = {
    "legal_form": "Rechtsvorm", "gives_up": "U geeft op", "say": "Sturen", "exit": "Stoppen",
    "staff_effect": "Medewerkers",
}  # fmt: skip


# ---------------------------------------------------------------------- numbers and tables


def key_numbers(
    proof: Table, other: str | None, null: str | None, horizon: int, planned: Table, dated: Table
) -> Table:
    """Return at most four key figures with what to compare each with.

    Columns number_id, label, value_text, compare and compare_id. A figure without rows is left
    out: what was not delivered is no figure.
    """
    totals = evidence.total(proof)
    budget, worth, once = totals.reindex([f"{name}-totaal" for name in AMOUNTS])
    unchanged, elsewhere, usual = totals.reindex([COMPARED[name] for name in AMOUNTS])
    end, last = (
        dutch.date(days.max(), "d MMM y") for days in (planned["last_date"], dated["planned_date"])
    )
    rows = [
        ("begroting-totaal", f"{_gain(budget)} in vier jaar", dutch.eur_short(abs(budget)),
         f"op {dutch.eur_short(unchanged)} aan kosten die veranderen", "begroting-nul"),
        ("contante-waarde-totaal", f"{_gain(worth)} over {horizon} jaar",
         dutch.eur_short(abs(worth)),
         f"{other}: {_gain(elsewhere)} {dutch.eur_short(abs(elsewhere))}",
         "contante-waarde-ander"),
        ("eenmalig-totaal", "eenmalige kosten samen", dutch.eur_short(once),
         f"{null}: {dutch.eur_short(usual)}", "eenmalig-nul"),
        ("duur", "einde van het plan", end,
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
    """Return the scenarios, what is advised first, with score and the reason for rejecting each.

    Columns scenario, Score (words: it may be `minstens 44 punten`), score_id and reason.
    """
    own = ranked.set_index("scenario")["likely"].get(advised)
    wide = parts.pivot_table(index="criterion", columns="scenario", values="likely", sort=False)
    first = ranked["scenario"].ne(advised)
    others = ranked.assign(first=first).sort_values("first", kind="stable").head(MOST_SCENARIOS)
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
    if row["scenario"] == advised:
        return "het advies"
    if row["state"] == scenarios.OUT:
        return f"valt af op een voorwaarde: {row['reason']}"
    if row["state"] == scenarios.BARE:
        return "niet te vergelijken: scores of weging ontbreken"
    if dutch.is_missing(own) or dutch.is_missing(row["likely"]):
        lower = not dutch.is_missing(own) and row["most"] < own
        return UNSCORED[bool(lower)]
    behind = wide[advised] - wide[row["scenario"]]
    where = dutch.inside(behind.idxmax()) if behind.max() > 0 else ""
    if row["likely"] > own:
        return "scoort hoger" + (f", maar minder op {where}" if where else "")
    verdict = "scoort gelijk" if row["likely"] == own else "scoort lager"
    return verdict + (f", vooral op {where}" if where else "")


def conditions(table: Table, advised: str | None) -> Table:
    """Return the hard conditions of the advised scenario that are not met, or not known to be."""
    own = table[table["scenario"].eq(advised) & table["hardness"].eq("hard")]
    unmet = own[own["state"] != "voldaan"].sort_values(["state", "condition"])
    return unmet[["condition", "state"]].reset_index(drop=True)


def top_risks(risks: Table, advised: str | None) -> Table:
    """Return the three risks of the advised scenario with the largest chance times amount."""
    own = risks[risks["scenario"].isna() | risks["scenario"].eq(advised)]
    weight = own["chance_pct"].astype(float) * own["effect_eur"].astype(float)
    names = own["risk"].map(slug)
    told = own.assign(weight=weight, effect_id="gevolg-" + names, chance_id="kans-" + names)
    ordered = told.sort_values(["weight", "risk"], ascending=[False, True])
    return ordered.head(TOP).reset_index(drop=True)


def certainty(
    proof: Table, winners: Table, close: list[str], missing: list[str], day: pd.Timestamp
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
    overlap = "; de marges overlappen" if close else ""
    rows = [
        ("Geld uit bron A of B",
         f"{known}, cijfers per {dutch.date(day)}",
         None if share is None else "zekerheid"),
        ("Nog niet aangeleverd", absent or "niets: alles wat is gevraagd, is er", None),
        ("Vastheid van de keuze", firm.rstrip(".") + overlap, None),
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


def consequences(table: Table, advised: str | None) -> str:
    """Say of the advised scenario its legal form, what is given up, and how to steer and leave."""
    own = table[table["scenario"] == advised][list(EFFECTS)].rename(columns=EFFECTS)
    told = own.melt(var_name="what", value_name="text").dropna()
    return " ".join(f"{row.what}: {row.text}." for row in told.itertuples())


def rival(effect: Table, advised: str | None) -> str | None:
    """Return the other scenario with the largest advantage, also when it was removed."""
    others = _worth(effect).drop(advised, errors="ignore")
    return None if others.empty else others.idxmax()


def _worth(effect: Table) -> pd.Series:
    return effect.groupby("scenario", sort=False)["likely_eur"].sum(min_count=1).dropna()


def taken(decisions: Table) -> Table:
    """Return the decisions that were taken, oldest first."""
    own = decisions[decisions["kind"] == "genomen"].sort_values(["date", "decision"])
    return own[["date", "body", "partner", "text", "state"]]


def gaps(costs: Table) -> list[str]:
    """Count the costs that were not delivered: `1 kostenpost over 2012 van Raalte`."""
    gone = costs[costs["amount_eur"].isna()]
    years, names = (
        dutch.listing(sorted(gone[name].drop_duplicates())) for name in ("year", "partner")
    )
    items = dutch.count(len(gone), "kostenpost", "kostenposten")
    return [f"{items} over {years} van {names}"] if len(gone) else []


# ---------------------------------------------------------------------- in words


def costs_in_words(cost: Table) -> str:
    """Say who pays more than under unchanged policy in the first four years."""
    own = cost[cost["partner"] != TOTAL]
    lost = own.loc[own["likely_eur"].astype(float).round() < 0, "partner"]
    who = dutch.listing(lost) or "niemand"
    if len(lost) >= TOP:
        who = "een deel van de deelnemers"
    if len(lost) == len(own) > 1:
        who = "iedereen"
    return f"In vier jaar naar verwachting duurder uit: {who}"


def conditions_in_words(unmet: Table) -> str:
    """Say of the hard conditions that are open whether any is known not to be met."""
    failed = unmet["state"].eq("niet voldaan").any()
    return f"Harde voorwaarden: {'niet aan elke voldaan' if failed else 'nog niet alle bekend'}"


def money_in_words(effect: Table, ranked: Table, advised: str | None) -> str:
    """Name the scenarios that bring in more money than what is advised; nothing without any."""
    worth, marked = _worth(effect), scenarios.marked(ranked)["scenario"]
    names = dict(zip(ranked["scenario"], marked, strict=True))
    richer = dutch.listing(map(names.get, worth.index[worth > worth.get(advised, 0.0) + 0.5]))
    return f"Financieel gunstiger over de looptijd: {richer}." if richer else ""


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
