"""Say which alternative each party would choose under its own weights."""

import pandas as pd

from lib import dutch, scenarios


def scores(
    given: pd.DataFrame,
    criteria: pd.DataFrame,
    weights: pd.DataFrame,
    table: pd.DataFrame,
    removed: pd.DataFrame,
) -> pd.DataFrame:
    """Return the ranking under each party's own weights: a column partner before the ranking."""
    parties = [name for name in weights["partner"].drop_duplicates() if name != scenarios.JOINT]
    found = [
        scenarios.ranking(
            scenarios.contributions(given, criteria, weights, table, party), table, removed
        ).assign(partner=party)
        for party in parties
    ]
    columns = [
        "partner",
        "scenario",
        "standing",
        *scenarios.RANGE,
        "least",
        "most",
        "state",
        "rank",
    ]
    return pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)


def winners(by_party: pd.DataFrame) -> pd.DataFrame:
    """Return per party: partner, winner (words), likely (score of it) and margin to the next."""
    rows = [_winner(party, table) for party, table in by_party.groupby("partner", sort=False)]
    return pd.DataFrame(rows, columns=["partner", "winner", "likely", "margin"])


def in_words(chosen: pd.DataFrame) -> str:
    """Say whether all parties would choose the same scenario under their own weights."""
    if chosen.empty:
        return "Geen partij heeft een eigen weging gegeven."
    choices = chosen["winner"].value_counts(sort=False)
    if len(chosen) == 1:
        return f"Met de eigen weging kiest {chosen['partner'].iloc[0]}: {choices.index[0]}."
    if len(choices) == 1:
        return f"Met elke eigen weging is de uitkomst gelijk: {choices.index[0]}."
    told = [
        f"{winner} bij {dutch.listing(chosen.loc[chosen['winner'] == winner, 'partner'])}"
        for winner in choices.index
    ]
    return f"De eerste keuze verschilt per partij: {dutch.listing(told)}."


def _winner(party: str, table: pd.DataFrame) -> dict[str, object]:
    first = scenarios.leaders(table)
    likely = table.loc[table["rank"] == 1, "likely"]
    others = table.loc[(table["state"] == scenarios.IN) & (table["rank"] != 1), "most"]
    firm = not likely.isna().any() and len(first) > 0
    return {
        "partner": party,
        "winner": dutch.listing(first, "en" if firm else "of") or "geen",
        "likely": likely.iloc[0] if firm else float("nan"),
        "margin": likely.iloc[0] - others.max() if firm and len(first) == 1 else float("nan"),
    }
