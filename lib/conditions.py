"""Say per alternative what must hold, what is feasible and what fits.

A hard condition that is not met removes a scenario from the ranking, whatever its score. What
nobody judged is unknown: it is shown as unknown and removes nothing.
"""

from collections.abc import Sequence

import pandas as pd

from lib import dutch

UNKNOWN, HARD, FAILED = "onbekend", "hard", "niet voldaan"


def table(conditions: pd.DataFrame, scenarios: pd.DataFrame) -> pd.DataFrame:
    """Return every condition x compared scenario; a pair nobody judged is `onbekend`.

    Columns as in `conditions`; hardness and text follow from the first row of a condition.
    """
    return _every_pair(conditions, "condition", "state", scenarios, ["hardness", "text"])


def judged(
    judgements: pd.DataFrame, row: str, value: str, scenarios: pd.DataFrame
) -> pd.DataFrame:
    """Return every row name x scenario with a judgement; what nobody judged is `onbekend`.

    For `feasibility` (row area, value feasible) and `fit` (row need_or_principle, value fits);
    the other columns of the table are kept. A scenario that was judged nowhere is left out.
    """
    asked = scenarios[scenarios["scenario"].isin(judgements["scenario"])]
    return _every_pair(judgements, row, value, asked)


def _every_pair(
    given: pd.DataFrame, row: str, value: str, scenarios: pd.DataFrame, about: Sequence[str] = ()
) -> pd.DataFrame:
    """Complete row name x scenario; the columns `about` say something of the row itself."""
    return (
        given.drop_duplicates(row)[[row, *about]]
        .merge(scenarios[["scenario"]], how="cross")
        .merge(given.drop(columns=list(about)), on=[row, "scenario"], how="left")
        .assign(**{value: lambda grid: grid[value].fillna(UNKNOWN)})
    )


def removed(conditions: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the hard conditions that a scenario fails."""
    failed = conditions["hardness"].eq(HARD) & conditions["state"].eq(FAILED)
    return conditions[failed].reset_index(drop=True)


def provisos(grid: pd.DataFrame) -> pd.DataFrame:
    """Return what must be true where an area is feasible `mits`.

    Columns area, scenario (all that share the condition, in words), condition and owner.
    """
    groups = ["area", "condition", "owner"]
    kept = grid[grid["feasible"] == "mits"].groupby(groups, sort=False, dropna=False)
    return kept["scenario"].agg(dutch.listing).reset_index()[["area", "scenario", *groups[1:]]]


def in_words(conditions: pd.DataFrame) -> str:
    """Say which scenarios a hard condition removes and how much is unknown."""
    out = removed(conditions)["scenario"].unique()
    falls = dutch.plural(max(len(out), 1), "valt", "vallen")
    names = dutch.listing(out) or "geen scenario"
    unknown = int(conditions["state"].eq(UNKNOWN).sum())
    doubt = f" Nog onbekend: {dutch.count(unknown, 'oordeel', 'oordelen')}." if unknown else ""
    return f"Op een harde voorwaarde {falls} af: {names}.{doubt}"


def open_in_words(conditions: pd.DataFrame, scenario: str | None) -> str:
    """Name the hard conditions of a scenario that are still unknown; empty when there are none."""
    own = conditions[conditions["scenario"].eq(scenario) & conditions["hardness"].eq(HARD)]
    names = dutch.listing(own.loc[own["state"] == UNKNOWN, "condition"])
    return f"Nog onbekend is of {scenario} voldoet aan: {names}." if names else ""


def not_judged_in_words(asked: pd.Series, judgements: pd.Series) -> str:
    """Name what was asked and never judged; empty when there is nothing."""
    names = dutch.listing(asked[~asked.isin(judgements)].unique())
    return f"Niet beoordeeld: {names}." if names else ""


def judged_in_words(grid: pd.DataFrame, value: str, topic: str) -> str:
    """Say which scenario gets `ja` most often; `topic` names the rows in the plural."""
    yes = grid[value].eq("ja").groupby(grid["scenario"], sort=False).sum().reset_index()
    names, most = dutch.extreme(yes, "scenario", value)
    if not most:
        return f"Geen scenario krijgt 'ja' bij de {topic}."
    rows = len(grid) // max(len(yes), 1)
    return f"Het vaakst 'ja': {names}, bij {most} van de {rows} beoordeelde {topic}."
