"""Rank the alternatives: which one leads, by how much, and for whom.

Hard conditions come first (`conditions.removed`): a scenario that fails one leaves the ranking
with its reason and is never traded off. The rest is an additive score on fixed anchors:

    score = sum over criteria of points x (value - worst) / (best - worst)        (0 to 100)

`points` are a party's weights, brought to 100. The anchors stand in `criteria`, so adding or
removing an alternative changes no other score. Cost is no part of the score.
An unknown score counts as its full range. `likely` is then unknown too; `least` and `most` hold
what the total may still become: known scores at their likely value, unknown ones over the range.

Source: additive value model with swing weights (Belton and Stewart 2002, chapter 5).
"""

import pandas as pd

from lib import dutch, evidence

JOINT = "gezamenlijk"
NULL_FORM = "nulalternatief"
UNKNOWN = "onbekend"
IN, OUT, BARE = "doet mee", "afgevallen", "geen scores"
RANGE = ["low", "likely", "high"]
TRACE = ["origin", "source", "grade"]
NOTHING_LEFT = "Geen scenario voldoet aan alle harde voorwaarden."
SAME = 1e-6  # points; less apart than this is a tie


def compared(scenarios: pd.DataFrame) -> pd.DataFrame:
    """Return the shortlist: the rows of `scenarios` that are compared, in their own order."""
    return scenarios[scenarios["state"] != OUT].reset_index(drop=True)


def longlist(scenarios: pd.DataFrame) -> pd.DataFrame:
    """Return the scenarios that were left out before the comparison, with form and reason."""
    left_out = scenarios[scenarios["state"] == OUT]
    return left_out[["scenario", "form", "reason"]].reset_index(drop=True)


def null_scenario(scenarios: pd.DataFrame) -> str | None:
    """Return the name of the null scenario (unchanged policy), None when there is none."""
    names = scenarios.loc[scenarios["form"] == NULL_FORM, "scenario"]
    return None if names.empty else str(names.iloc[0])


def contributions(
    scores: pd.DataFrame,
    criteria: pd.DataFrame,
    weights: pd.DataFrame,
    scenarios: pd.DataFrame,
    partner: str = JOINT,
) -> pd.DataFrame:
    """Return what each criterion adds to the score of each compared scenario.

    Columns: scenario, criterion, points (the weight, all criteria together 100), low, likely and
    high (points of the score). A scenario without any known score is left out; empty when the
    party gave no weights.

    Raises
    ------
    ValueError
        In Dutch, when a score lies outside its anchors or low, likely, high do not rise.
    """
    parts = _parts(scores, criteria, weights, scenarios, partner)
    return parts[["scenario", "criterion", "points", *RANGE]]


def ranking(parts: pd.DataFrame, scenarios: pd.DataFrame, removed: pd.DataFrame) -> pd.DataFrame:
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
        scenario, standing ("1", "gedeeld 2", "1 tot 3"), low, likely, high (0-100, likely unknown
        when a score is), least, most (see the module), state (doet mee, afgevallen, geen scores),
        reason, and rank, rank_last: the best and the worst place that is still possible.
    """
    table = (
        compared(scenarios)[["scenario"]]
        .merge(_totals(parts), on="scenario", how="left")
        .assign(state=IN)
    )
    table["state"] = table["state"].mask(table["low"].isna(), BARE)
    why = removed.groupby("scenario", sort=False)["condition"].agg(dutch.listing)
    table["reason"] = table["scenario"].map(why).astype("str")
    table["state"] = table["state"].mask(table["scenario"].isin(why.index), OUT)
    return (
        table.pipe(_ranked)
        .sort_values(["rank", "rank_last", "most"], ascending=[True, True, False], kind="stable")
        .reset_index(drop=True)[
            [
                "scenario",
                "standing",
                *RANGE,
                "least",
                "most",
                "state",
                "reason",
                "rank",
                "rank_last",
            ]
        ]
    )


def leaders(ranked: pd.DataFrame) -> list[str]:
    """Return the scenarios that lead or may still lead: one, several (tie, unknown) or none."""
    return list(ranked.loc[ranked["rank"] == 1, "scenario"])


def chosen(ranked: pd.DataFrame, advice: str | None = None) -> str | None:
    """Return the scenario to advise: the consultant's choice, else the first of the ranking."""
    return advice or next(iter(leaders(ranked)), None)


def shown_parts(parts: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    """Return the likely contributions for stacked bars, in the order of the ranking."""
    return (
        parts.merge(ranked[["scenario", "state"]].reset_index(names="order"), on="scenario")
        .sort_values("order", kind="stable")
        .pipe(marked)[["scenario", "criterion", "likely"]]
        .reset_index(drop=True)
    )


def marked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with `(afgevallen)` behind the name of each removed scenario."""
    out = table["state"] == OUT
    return table.assign(scenario=table["scenario"].mask(out, table["scenario"] + f" ({OUT})"))


def two_axes(scenarios: pd.DataFrame) -> pd.DataFrame:
    """Return promise and complexity (1-5) of the compared scenarios that have both."""
    both = compared(scenarios)[["scenario", "promise", "complexity"]]
    return both.dropna().reset_index(drop=True)


def against_money(ranked: pd.DataFrame, money: pd.DataFrame, null: str | None) -> pd.DataFrame:
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
        low_eur, high_eur.
    """
    zero = pd.DataFrame({"scenario": [null], "low_eur": 0.0, "likely_eur": 0.0, "high_eur": 0.0})
    both = ranked[ranked["state"] != BARE].merge(
        pd.concat([zero, money]).iloc[: 0 if money.empty else None], on="scenario"
    )
    columns = ["scenario", "state", "score", "low", "high", "npv_eur", "low_eur", "high_eur"]
    return both.rename(columns={"likely": "score", "likely_eur": "npv_eur"})[columns]


def score_evidence(
    scores: pd.DataFrame,
    criteria: pd.DataFrame,
    weights: pd.DataFrame,
    scenarios: pd.DataFrame,
    scenario: str,
    *,
    partner: str = JOINT,
    number_id: str = "score",
) -> pd.DataFrame:
    """Return the rows behind the score of a scenario: value 0-100 per criterion x its weight.

    An unknown score counts as 0 here, so that the sum is `least` of the ranking.
    """
    parts = _parts(scores, criteria, weights, scenarios, partner)
    own = parts[parts["scenario"] == scenario]
    factor = own["points"] / 100
    told = own.assign(
        value=(own["likely"].fillna(own["low"]) / factor),
        state=own["likely"].isna().map({True: UNKNOWN, False: ""}),
    )
    what = ["criterion", "state"]
    label = f"Score van {scenario}"
    return evidence.rows(told, number_id, label, "punten", "value", what, factor=factor)


def longlist_in_words(scenarios: pd.DataFrame) -> str:
    """Say how many of the scenarios were left out before the comparison."""
    out = longlist(scenarios)
    if out.empty:
        return "Alle scenario's van de longlist zijn vergeleken."
    verb = dutch.plural(len(out), "viel", "vielen")
    return f"Van de {len(scenarios)} scenario's {verb} er {len(out)} vooraf af."


def shortlist_in_words(scenarios: pd.DataFrame) -> str:
    """Say how many alternatives are compared with unchanged policy."""
    null = null_scenario(scenarios)
    others = int((compared(scenarios)["scenario"] != null).sum())
    if not others:
        return "Er zijn nog geen alternatieven om te vergelijken."
    verb = dutch.plural(others, "alternatief is", "alternatieven zijn")
    beside = f" met {null}" if null else ", zonder ongewijzigd beleid"
    return f"{others} {verb} vergeleken{beside}."


def score_in_words(ranked: pd.DataFrame) -> str:
    """Say which scenario scores highest and by how much; true for ties and unknown scores."""
    first = leaders(ranked)
    running = ranked[ranked["state"] == IN]
    if not first:
        nothing_left = len(ranked) > 0 and (ranked["state"] == OUT).all()
        return (
            NOTHING_LEFT
            if nothing_left
            else "Er is nog geen rangorde: scores of gezamenlijke weging ontbreken."
        )
    top = running.iloc[0]
    if (running.loc[running["rank"] == 1, "rank_last"] > 1).any():
        return f"Wie bovenaan staat, is nog onbekend: {dutch.listing(first, 'of')}."
    points = f"{dutch.number(top['likely'])} van de 100 punten"
    if len(first) > 1:
        return f"{dutch.listing(first)} staan samen bovenaan, met {points}."
    if len(running) == 1:
        return f"Alleen {first[0]} blijft over, met {points}."
    return f"{first[0]} staat bovenaan met {points}, {_lead(running)}."


def axes_in_words(axes: pd.DataFrame) -> str:
    """Say which scenario promises most and whether it is also the most complex one."""
    if axes.empty:
        return "Kansrijk en complex zijn niet beoordeeld."
    top = list(axes.loc[axes["promise"] == axes["promise"].max(), "scenario"])
    hard = list(axes.loc[axes["complexity"] == axes["complexity"].max(), "scenario"])
    if len(axes) == 1:
        return f"{top[0]} is als enige op kansrijk en complex beoordeeld."
    verb, most = dutch.plural(len(top), "is", "zijn"), f"{dutch.listing(top)}"
    if set(top) == set(hard):
        return f"{most} {verb} het meest kansrijk en ook het meest complex."
    easy = dutch.plural(len(hard), "is", "zijn")
    return f"{most} {verb} het meest kansrijk, {dutch.listing(hard)} {easy} het meest complex."


def money_in_words(beside: pd.DataFrame) -> str:
    """Say whether the highest known score still in the ranking also brings in the most money."""
    known = beside[beside["state"] == IN].dropna(subset=["score"])
    if len(known) < 2:
        return "Score en geld zijn voor te weinig alternatieven bekend."
    top = list(known.loc[known["score"] >= known["score"].max() - SAME, "scenario"])
    rich = list(known.loc[known["npv_eur"] >= known["npv_eur"].max() - 1, "scenario"])
    most = f"{dutch.listing(top)} {dutch.plural(len(top), 'scoort', 'scoren')} het hoogst"
    if set(top) == set(rich):
        return f"{most} en {dutch.plural(len(top), 'is', 'zijn')} ook financieel het gunstigst."
    verb = dutch.plural(len(rich), "is", "zijn")
    return f"{most}, {dutch.listing(rich)} {verb} financieel het gunstigst."


def answer(ranked: pd.DataFrame, *more: str) -> list[str]:
    """Return the opening of the chapter: who leads, what fell out and why, then `more`.

    `more` are ready sentences, such as `conditions.open_in_words` and
    `business_case.budget_in_words`; empty ones are left out. Nothing without scenarios.
    """
    if ranked.empty:
        return []
    first = score_in_words(ranked)
    told = [
        f"{first[:-1]}; de marges overlappen." if _overtaken(ranked) else first,
        _out_in_words(ranked),
        *more,
    ]
    return [sentence for sentence in told if sentence]


def _out_in_words(ranked: pd.DataFrame) -> str:
    out = ranked[ranked["state"] == OUT]
    best = ranked.loc[ranked["state"] == IN, "most"].max()
    told = [
        f"{row['scenario']} {'scoort hoger, maar ' if row['least'] > best + SAME else ''}"
        f"valt af op de voorwaarde: {row['reason']}."
        for _, row in out.iterrows()
    ]
    return " ".join(told)


def _lead(running: pd.DataFrame) -> str:
    """Say how far the first is ahead of the second, known or at least."""
    rival = running.loc[running["most"].iloc[1:].idxmax()]
    gap = running["least"].iloc[0] - rival["most"]
    least = "minstens " if pd.isna(rival["likely"]) else ""
    apart = f"{least}{dutch.count(round(gap), 'punt', 'punten')}" if gap >= 1 else "nog geen punt"
    return f"{apart} meer dan {rival['scenario']}"


def _overtaken(ranked: pd.DataFrame) -> bool:
    """Tell whether the one leader could still be overtaken, because the ranges overlap."""
    running = ranked[ranked["state"] == IN]
    first = running["rank"] == 1
    if first.sum() != 1 or first.all() or (running.loc[first, "rank_last"] > 1).any():
        return False
    return running.loc[~first, "high"].max() > running.loc[first, "low"].iloc[0]


def _parts(
    scores: pd.DataFrame,
    criteria: pd.DataFrame,
    weights: pd.DataFrame,
    scenarios: pd.DataFrame,
    partner: str,
) -> pd.DataFrame:
    """Return the contributions with the origin, source and grade of each score."""
    known = scores.loc[scores[RANGE].notna().any(axis=1), "scenario"]
    names = compared(scenarios)[["scenario"]]
    columns = ["scenario", "criterion", *RANGE, *TRACE]
    return (
        names[names["scenario"].isin(known)]
        .merge(_points(weights, partner), how="cross")
        .merge(criteria[["criterion", "worst", "best"]], on="criterion", validate="many_to_one")
        .merge(
            scores.reindex(columns=columns),
            on=["scenario", "criterion"],
            how="left",
            validate="one_to_one",
        )
        .pipe(_refuse_outside)
        .pipe(_on_anchors)
    )


def _points(weights: pd.DataFrame, partner: str) -> pd.DataFrame:
    """Bring a party's points to 100; criteria without points do not count."""
    own = weights.loc[
        (weights["partner"] == partner) & (weights["points"] > 0), ["criterion", "points"]
    ]
    return own.assign(points=own["points"].astype(float) * 100 / own["points"].astype(float).sum())


def _refuse_outside(table: pd.DataFrame) -> pd.DataFrame:
    values, ends = table[RANGE].astype(float), table[["worst", "best"]].astype(float)
    outside = values.lt(ends.min(axis=1), axis=0) | values.gt(ends.max(axis=1), axis=0)
    falling = (values["low"] > values["likely"]) | (values["likely"] > values["high"])
    wrong = outside.any(axis=1) | falling | (ends["worst"] == ends["best"])
    if wrong.any():
        row = table[wrong].iloc[0]
        raise ValueError(
            f"Score van {row['scenario']} op {row['criterion']} klopt niet: laag, verwacht en "
            f"hoog moeten oplopen en tussen {row['worst']:g} en {row['best']:g} liggen."
        )
    return table


def _on_anchors(table: pd.DataFrame) -> pd.DataFrame:
    """Turn values into points; what is not known runs from the worst to the best value."""
    values = table[RANGE].astype(float)
    worst, best = table["worst"].astype(float), table["best"].astype(float)
    least, most = table[["worst", "best"]].min(axis=1), table[["worst", "best"]].max(axis=1)
    low = values["low"].fillna(values["likely"]).fillna(least)
    high = values["high"].fillna(values["likely"]).fillna(most)
    ends = pd.DataFrame({"low": low, "high": high}).sub(worst, axis=0)
    ends = ends.mul(table["points"] / (best - worst), axis=0)
    likely = (values["likely"] - worst) / (best - worst) * table["points"]
    return table.assign(low=ends.min(axis=1), likely=likely, high=ends.max(axis=1))


def _totals(parts: pd.DataFrame) -> pd.DataFrame:
    return (
        parts.assign(
            least=parts["likely"].fillna(parts["low"]),
            most=parts["likely"].fillna(parts["high"]),
        )
        .groupby("scenario", sort=False)
        .agg(
            low=("low", "sum"),
            likely=("likely", lambda values: values.sum(skipna=False)),
            high=("high", "sum"),
            least=("least", "sum"),
            most=("most", "sum"),
        )
        .reset_index()
    )


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Add the best and the worst place each scenario may still take, and the place in words."""
    running = table[table["state"] == IN]
    best = [1 + int((running["least"] > most + SAME).sum()) for most in running["most"]]
    worst = [
        1 + int((running["most"].drop(name) > least + SAME).sum())
        for name, least in running["least"].items()
    ]
    pairs = list(zip(best, worst, strict=True))
    shared = {pair: f"gedeeld {pair[0]}" for pair in pairs if pairs.count(pair) > 1}
    words = [
        f"{first} tot {last}" if first < last else shared.get((first, last), str(first))
        for first, last in pairs
    ]
    ranks = pd.DataFrame(
        {
            "rank": pd.array(best, dtype="Int64"),
            "rank_last": pd.array(worst, dtype="Int64"),
            "standing": pd.array(words, dtype="str"),
        },
        index=running.index,
    )
    return table.join(ranks).assign(standing=lambda all_: all_["standing"].fillna(all_["state"]))
