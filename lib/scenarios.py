"""Rank the alternatives: which one leads, by how much, and for whom.

Hard conditions come first (`conditions.removed`): a scenario that fails one leaves the ranking
with its reason and is never traded off. The rest is an additive score on fixed anchors:

    score = sum over criteria of points x (value - worst) / (best - worst)        (0 to 100)

`points` are a party's weights, brought to 100. The anchors stand in `criteria`, so adding or
removing an alternative changes no other score. Cost is no part of the score. That scores lie
between their anchors is checked with the dossier (`lib.dossier.rules`).
An unknown score counts as its full range. `likely` is then unknown too; `least` and `most` hold
what the total may still become: known scores at their likely value, unknown ones over the range.

Source: additive value model with swing weights (Belton and Stewart 2002, chapter 5).
"""

import numpy as np
import pandas as pd

from lib import dutch, evidence
from lib.evidence import TRACE
from lib.frames import JOINT

Table = pd.DataFrame
NULL_FORM = "nulalternatief"
UNKNOWN = "onbekend"
IN, OUT, BARE = "doet mee", "afgevallen", "geen scores"
RANGE = ["low", "likely", "high"]
NOTHING_LEFT = "Geen scenario voldoet aan alle harde voorwaarden."
NO_RANKING = "Er is nog geen rangorde: scores of gezamenlijke weging ontbreken."
SAME = 1e-6  # points; less apart than this is a tie


# ---------------------------------------------------------------------- the alternatives


def compared(scenarios: Table) -> Table:
    """Return the shortlist: the rows of `scenarios` that are compared, in their own order."""
    return scenarios[scenarios["state"] != OUT].reset_index(drop=True)


def null_scenario(scenarios: Table) -> str | None:
    """Return the name of the null scenario (unchanged policy), None when there is none."""
    return next(iter(scenarios.loc[scenarios["form"] == NULL_FORM, "scenario"]), None)


def swings(weights: Table, criteria: Table) -> Table:
    """Return the points each party gave to the step from worst to best, the joint ones first.

    Columns step (the question that was asked, in words), criterion, partner and points.
    """
    steps = [
        f"{row.criterion}: van {dutch.loose(row.worst)} naar {dutch.loose(row.best)} ({row.unit})"
        for row in criteria.itertuples()
    ]
    asked = criteria[["criterion"]].assign(step=steps).merge(weights, on="criterion")
    order = asked["partner"].ne(JOINT).sort_values(kind="stable").index
    return asked.loc[order, ["step", "criterion", "partner", "points"]]


# ---------------------------------------------------------------------- the score


def contributions(
    scores: Table, criteria: Table, weights: Table, scenarios: Table, partner: str = JOINT
) -> Table:
    """Return what each criterion adds to the score of each compared scenario.

    Columns: scenario, criterion, points (the weight of the party, all criteria together 100),
    low, likely and high (points of the score), and origin, source and grade of the score. A
    scenario without any known score is left out; empty when the party gave no weights.
    """
    scored = scores.dropna(subset=RANGE, how="all")["scenario"]
    own = weights[(weights["partner"] == partner) & (weights["points"] > 0)]
    points = own["points"].astype(float)
    points = own[["criterion"]].assign(points=points * 100 / points.sum())
    names, pair = compared(scenarios)[["scenario"]], ["scenario", "criterion"]
    table = (
        names[names["scenario"].isin(scored)]
        .merge(points, how="cross")
        .merge(criteria[["criterion", "worst", "best"]], on="criterion", validate="many_to_one")
        .merge(scores[[*pair, *RANGE, *TRACE]], on=pair, how="left", validate="one_to_one")
    )
    return table.assign(**_on_anchors(table))[[*pair, "points", *RANGE, *TRACE]]


def _on_anchors(table: Table) -> Table:
    """Return values as points, where the worst is none; what is not known is the whole range."""
    anchors, value = table[["worst", "best"]].astype(float), table[RANGE].astype(float)
    for end, edge in {"low": anchors.min(axis=1), "high": anchors.max(axis=1)}.items():
        value[end] = value[end].fillna(value["likely"]).fillna(edge)
    scale = table["points"] / (anchors["best"] - anchors["worst"])
    found = value.sub(anchors["worst"], axis=0).mul(scale, axis=0) + 0.0  # no minus zero
    found[["low", "high"]] = np.sort(found[["low", "high"]])  # less may be better
    return found


def score_evidence(parts: Table, scenario: str, number_id: str = "score") -> Table:
    """Return the rows behind the score of a scenario: value 0-100 per criterion x its weight.

    An unknown score counts as 0 here, so that the sum is `least` of the ranking.
    """
    own = parts[parts["scenario"] == scenario]
    factor, state = own["points"] / 100, np.where(own["likely"].isna(), UNKNOWN, "")
    told = own.assign(value=own["likely"].fillna(own["low"]) / factor, state=state)
    label, what = f"Score van {scenario}", ["criterion", "state"]
    return evidence.rows(told, number_id, label, "punten", "value", what, factor)


# ---------------------------------------------------------------------- the ranking


def ranking(parts: Table, scenarios: Table, removed: Table) -> Table:
    """Return the compared scenarios from first to last.

    Parameters
    ----------
    parts : DataFrame
        From `contributions`.
    removed : DataFrame
        From `conditions.removed`: scenario and the condition it fails.

    Returns
    -------
    DataFrame
        scenario, low, likely, high (0-100, likely unknown when a score is), least, most (see the
        module), reason, state (doet mee, afgevallen, geen scores), rank (the best place that is
        still possible) and standing ("1", "gedeeld 2", "1 tot 3").
    """
    why = removed.groupby("scenario", sort=False)["condition"].agg(dutch.listing)
    table = compared(scenarios)[["scenario"]].merge(_totals(parts), on="scenario", how="left")
    table["reason"] = table["scenario"].map(why).astype("str")
    failed, bare = table["reason"].notna(), table["low"].isna()
    table["state"] = np.select([failed, bare], [OUT, BARE], IN)
    order, rising = ["rank", "least", "most"], [True, False, False]
    return _placed(table).sort_values(order, ascending=rising, kind="stable", ignore_index=True)


def _totals(parts: Table) -> Table:
    """Add up per scenario; a total with an unknown part is unknown."""
    low, high = (parts["likely"].fillna(parts[end]) for end in ("low", "high"))
    ready = parts.assign(least=low, most=high).groupby("scenario", sort=False)
    return ready[[*RANGE, "least", "most"]].sum(skipna=False).reset_index()


def _placed(table: Table) -> Table:
    """Add the best place each scenario may still take, and all its places in words."""
    running = table[table["state"] == IN]
    least, most = running["least"].to_numpy(), running["most"].to_numpy()
    best = 1 + (least > most[:, None] + SAME).sum(axis=1)
    above = (most > least[:, None] + SAME).sum(axis=1)  # counts itself when it is not certain
    worst = 1 + above - (most > least + SAME)
    places = pd.DataFrame({"rank": best, "last": worst}, running.index)
    words = [
        f"{first} tot {last}" if first < last else "gedeeld " * tied + str(first)
        for first, last, tied in places.assign(tied=places.duplicated(keep=False)).to_numpy()
    ]
    standing = pd.Series(words, running.index, "str").reindex(table.index).fillna(table["state"])
    return table.join(places["rank"].astype("Int64")).assign(standing=standing)


def leaders(ranked: Table) -> list[str]:
    """Return the scenarios that lead or may still lead: one, several (tie, unknown) or none."""
    return list(ranked.loc[ranked["rank"] == 1, "scenario"])


def chosen(ranked: Table, advice: str | None = None) -> str | None:
    """Return the scenario to advise: the consultant's choice, else the first of the ranking."""
    return advice or next(iter(leaders(ranked)), None)


def shown_parts(parts: Table, ranked: Table) -> Table:
    """Return the likely contributions for stacked bars, in the order of the ranking."""
    ordered = ranked[["scenario", "state"]].merge(parts, on="scenario", validate="one_to_many")
    return marked(ordered)[["scenario", "criterion", "likely"]]


def marked(table: Table) -> Table:
    """Return the table with `(afgevallen)` behind the name of each removed scenario."""
    out = table["state"] == OUT
    return table.assign(scenario=table["scenario"].mask(out, table["scenario"] + f" ({OUT})"))


def against_money(ranked: Table, money: Table, null: str | None) -> Table:
    """Return score and money side by side for the scenarios that have both.

    Parameters
    ----------
    money : DataFrame
        One row per scenario with low_eur, likely_eur and high_eur against the null scenario,
        which itself is added as zero.

    Returns
    -------
    DataFrame
        scenario, state, score, low, high (0-100; unknown score: only its range), npv_eur,
        low_eur, high_eur. What was removed need not be scored: without a score it is left out.
    """
    zero = pd.DataFrame({"scenario": [null], "low_eur": 0.0, "likely_eur": 0.0, "high_eur": 0.0})
    asked = ranked["likely"].notna() | (ranked["state"] == IN)
    both = ranked[asked].merge(pd.concat([zero, money]) if len(money) else money, on="scenario")
    columns = ["scenario", "state", "score", "low", "high", "npv_eur", "low_eur", "high_eur"]
    return both.rename(columns={"likely": "score", "likely_eur": "npv_eur"})[columns]


# ---------------------------------------------------------------------- each party by itself


def by_party(
    scores: Table, criteria: Table, weights: Table, scenarios: Table, removed: Table
) -> Table:
    """Return the ranking under each party's own weights: a column partner with the ranking."""
    found = []
    for party in weights.loc[weights["partner"] != JOINT, "partner"].unique():
        own = contributions(scores, criteria, weights, scenarios, party)
        found.append(ranking(own, scenarios, removed).assign(partner=party))
    columns = ["partner", "scenario", *RANGE, "state", "rank"]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def winners(ranked: Table) -> Table:
    """Return per party (`by_party`) its first choice in words: a scenario, a tie or `geen`."""
    parties = ranked.groupby("partner", sort=False)
    rows = [(party, first_in_words(own) or "geen") for party, own in parties]
    return pd.DataFrame(rows, columns=["partner", "winner"])


def winners_in_words(first: Table) -> str:
    """Say how many parties would choose each scenario under their own weights."""
    parties = first["winner"].value_counts().items()
    told = (f"{winner} ({dutch.count(n, 'partij', 'partijen')})" for winner, n in parties)
    return f"Eerste keuze: {dutch.listing(told)}."


# ---------------------------------------------------------------------- in words


def answer(ranked: Table, *more: str) -> list[str]:
    """Return the opening of the chapter: who leads, what fell out and why, then `more`.

    `more` are ready sentences, two at most: how firm (`weights.firm_in_words`) and who loses
    (`business_case.budget_in_words`); a page drops empty ones. Nothing without scenarios.
    """
    return [score_in_words(ranked), _out_in_words(ranked), *more] if len(ranked) else []


def score_in_words(ranked: Table) -> str:
    """Say which scenario scores highest and by how much; true for ties and unknown scores."""
    running, first = ranked[ranked["state"] == IN], leaders(ranked)
    top = ranked[ranked["rank"] == 1]
    if not first:
        return NOTHING_LEFT if ranked["state"].eq(OUT).all() else NO_RANKING
    if _undecided(top):
        return f"Wie bovenaan staat, is nog onbekend: {first_in_words(ranked)}."
    least = "minstens " if top["likely"].isna().any() else ""
    points = f"{least}{dutch.number(top['least'].iloc[0])} van de 100 punten"
    if len(first) > 1:
        return f"{first_in_words(ranked)} staan samen bovenaan, met {points}."
    if len(running) == 1:
        return f"Alleen {first[0]} blijft over, met {points}."
    return f"{first[0]} staat bovenaan met {points}, {_lead(top.iloc[0], running.iloc[1:])}."


def _undecided(top: Table) -> bool:
    return len(top) > 1 and bool(top["likely"].isna().any())


def first_in_words(ranked: Table) -> str:
    """Name who leads, or who may lead as long as that is not known (`A of B`)."""
    top = ranked[ranked["rank"] == 1]
    return dutch.listing(top["scenario"], "of" if _undecided(top) else "en")


def _lead(top: pd.Series, others: Table) -> str:
    """Say how far the first is ahead of the second, known or at least, and how sure that is."""
    rival = others.loc[others["most"].idxmax()]
    gap = dutch.whole(top["least"]) - dutch.whole(rival["most"])
    least = "minstens " if pd.isna(top["likely"]) or pd.isna(rival["likely"]) else ""
    apart = f"{least}{dutch.count(gap, 'punt', 'punten')}" if gap else "nog geen punt"
    doubt = "; de marges overlappen" if others["high"].max() > top["low"] else ""
    return f"{apart} meer dan {rival['scenario']}{doubt}"


def _out_in_words(ranked: Table) -> str:
    out, best = ranked[ranked["state"] == OUT], ranked.loc[ranked["state"] == IN, "most"].max()
    higher = out["least"].gt(best + SAME)
    falls = higher.map({True: " scoort hoger, maar valt af", False: " valt af"})
    one = out["scenario"] + falls + " op de voorwaarde: " + out["reason"] + "."
    why = out["reason"] + higher.map({True: ", met een hogere score", False: ""})
    many = f"Op een voorwaarde vallen af: {dutch.listing(out['scenario'] + ' (' + why + ')')}."
    return many if len(out) > 1 else "".join(one)
