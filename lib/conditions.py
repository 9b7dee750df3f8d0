"""Say per alternative what must hold, what is feasible and what fits.

A hard condition that is not met removes a scenario from the ranking, whatever its score. What
nobody judged is unknown: it is shown as unknown and removes nothing.
"""

import pandas as pd

from lib import dutch

UNKNOWN = "onbekend"


def table(conditions: pd.DataFrame, scenarios: pd.DataFrame) -> pd.DataFrame:
    """Return every condition x scenario; a pair nobody judged is `onbekend`.

    Parameters
    ----------
    conditions : DataFrame
        Table `conditions`; hardness and text follow from the first row of a condition.
    scenarios : DataFrame
        The compared scenarios (`scenarios.compared`).

    Returns
    -------
    DataFrame
        The columns of `conditions`.
    """
    named = conditions.drop_duplicates("condition")[["condition", "hardness", "text"]]
    rest = conditions.drop(columns=["hardness", "text"])
    return (
        named.merge(scenarios[["scenario"]], how="cross")
        .merge(rest, on=["condition", "scenario"], how="left", validate="one_to_one")
        .assign(state=lambda grid: grid["state"].fillna(UNKNOWN))
    )


def removed(conditions: pd.DataFrame) -> pd.DataFrame:
    """Return per failed hard condition: scenario, condition, text, threshold and evidence."""
    failed = conditions[
        (conditions["hardness"] == "hard") & (conditions["state"] == "niet voldaan")
    ]
    columns = ["scenario", "condition", "text", "threshold", "evidence"]
    return failed.reindex(columns=columns).reset_index(drop=True)


def judged(
    judgements: pd.DataFrame, row: str, value: str, scenarios: pd.DataFrame
) -> pd.DataFrame:
    """Return every row name x scenario with a judgement; what nobody judged is `onbekend`.

    For `feasibility` (row area, value feasible) and `fit` (row need_or_principle, value fits);
    the other columns of the table are kept. A scenario that was judged nowhere is left out.
    """
    named = judgements[[row]].drop_duplicates()
    asked = scenarios.loc[scenarios["scenario"].isin(judgements["scenario"]), ["scenario"]]
    return (
        named.merge(asked, how="cross")
        .merge(judgements, on=[row, "scenario"], how="left")
        .assign(**{value: lambda grid: grid[value].fillna(UNKNOWN)})
    )


def provisos(grid: pd.DataFrame) -> pd.DataFrame:
    """Return what must be true where an area is feasible `mits`.

    Columns area, scenario (all that share the condition, in words), condition and owner.
    """
    kept = grid[grid["feasible"] == "mits"]
    return kept.groupby(["area", "condition", "owner"], sort=False, dropna=False, as_index=False)[
        ["scenario"]
    ].agg(dutch.listing)[["area", "scenario", "condition", "owner"]]


def in_words(conditions: pd.DataFrame) -> str:
    """Say which scenarios a hard condition removes and how much is unknown."""
    if conditions.empty:
        return "Er zijn geen voorwaarden vastgelegd."
    out = list(dict.fromkeys(removed(conditions)["scenario"]))
    verb = dutch.plural(len(out), "valt", "vallen")
    start = f"{dutch.listing(out) or 'Geen scenario'} {verb if out else 'valt'} af"
    unknown = int((conditions["state"] == UNKNOWN).sum())
    more = dutch.count(unknown, "oordeel is", "oordelen zijn")
    doubt = f" {dutch.capital(more)} nog onbekend." if unknown else ""
    return f"{start} op een harde voorwaarde.{doubt}"


def removed_in_words(conditions: pd.DataFrame) -> str:
    """Say how many hard conditions were not met."""
    number = len(removed(conditions))
    if not number:
        return "Nergens is een harde voorwaarde niet gehaald."
    return f"Aan een harde voorwaarde is {number} keer niet voldaan."


def open_in_words(conditions: pd.DataFrame, scenario: str | None) -> str:
    """Name the hard conditions of a scenario that are still unknown; empty when there are none."""
    unknown = conditions[
        (conditions["scenario"] == scenario)
        & (conditions["hardness"] == "hard")
        & (conditions["state"] == UNKNOWN)
    ]
    if unknown.empty:
        return ""
    names = dutch.listing(unknown["condition"])
    return f"Nog onbekend is of {scenario} voldoet aan: {names}."


def judged_in_words(grid: pd.DataFrame, value: str, topic: str) -> str:
    """Say which scenario gets `ja` most often; `topic` names the rows in the plural."""
    if grid.empty:
        return f"De {topic} zijn niet beoordeeld."
    yes = (grid[value] == "ja").groupby(grid["scenario"], sort=False).sum()
    rows = len(grid) // len(yes)
    top = list(yes.index[yes == yes.max()])
    if yes.max() == 0:
        return f"Geen scenario krijgt 'ja' bij de {topic}."
    if len(top) == len(yes) > 1:
        return f"Elk scenario krijgt even vaak 'ja': {yes.max()} van de {rows} {topic}."
    verb = dutch.plural(len(top), "krijgt", "krijgen")
    most = " het vaakst" if len(yes) > 1 else ""
    return f"{dutch.listing(top)} {verb}{most} 'ja': {yes.max()} van de {rows} {topic}."
