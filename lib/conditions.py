"""Say per alternative what must hold, what is feasible and what fits.

A hard condition that is not met removes a scenario from the ranking, whatever its score. What
nobody judged is unknown: it is shown as unknown and removes nothing.
"""

from collections.abc import Sequence

import pandas as pd

from lib import dutch, frames

Table = pd.DataFrame
UNKNOWN, HARD, MET, FAILED = "onbekend", "hard", "voldaan", "niet voldaan"
DIMENSIONS = ["gebruikers", "techniek", "processen", "mensen", "kosten"]
JUDGED, NOT_JUDGED = "beoordeeld", "niet beoordeeld"
EXISTS = "de vorm bestaat al"


def table(conditions: Table, scenarios: Table) -> Table:
    """Return every condition x compared scenario; a pair nobody judged is `onbekend`.

    Columns as in `conditions`; hardness and text follow from the first row of a condition.
    """
    about = ["hardness", "text"]
    first = conditions.drop_duplicates("condition")[["condition", *about]]
    names = {"condition": first["condition"], "scenario": scenarios["scenario"]}
    grid = frames.full(conditions.drop(columns=about), **names)
    return grid.fillna({"state": UNKNOWN}).merge(first, on="condition")


def judged(judgements: Table, row: str, value: str, scenarios: Table) -> Table:
    """Return every row name x scenario with a judgement; what nobody judged is `onbekend`.

    For `feasibility` (row area, value feasible) and `fit` (row need_or_principle, value fits);
    the other columns of the table are kept. A scenario that was judged nowhere is left out.
    """
    asked = scenarios["scenario"][scenarios["scenario"].isin(judgements["scenario"])]
    grid = frames.full(judgements, **{row: judgements[row].unique()}, scenario=asked)
    return grid.fillna({value: UNKNOWN})


def removed(conditions: Table) -> Table:
    """Return the rows of the hard conditions that a scenario fails."""
    failed = conditions["hardness"].eq(HARD) & conditions["state"].eq(FAILED)
    return conditions[failed].reset_index(drop=True)


def provisos(grid: Table) -> Table:
    """Return what must be true where an area is feasible `mits`.

    Columns area, scenario (all that share the condition, in words), condition, owner, evidence.
    """
    groups = ["area", "condition", "owner", "evidence"]
    kept = grid[grid["feasible"] == "mits"].groupby(groups, sort=False, dropna=False)
    return kept["scenario"].agg(dutch.listing).reset_index()[["area", "scenario", *groups[1:]]]


def coverage(
    scores: Table, criteria: Table, judgements: list[Table], cash_flows: Table, scenarios: Table
) -> Table:
    """Return whether every compared scenario was judged on each of the five dimensions.

    Parameters
    ----------
    judgements : list of DataFrame
        `conditions` and `feasibility`, without the rows whose judgement is unknown.
    cash_flows : DataFrame
        A scenario that has any was judged on its cost.

    Returns
    -------
    DataFrame
        dimension, scenario, judged (beoordeeld, niet beoordeeld); empty where the dossier names
        no dimension at all.
    """
    scored = scores.dropna(subset=["low", "likely", "high"], how="all")
    seen = [scored.merge(criteria[["criterion", "dimension"]], on="criterion"), *judgements]
    if not any(table["dimension"].notna().any() for table in seen):
        return pd.DataFrame(columns=["dimension", "scenario", "judged"])
    seen.append(cash_flows.assign(dimension="kosten"))
    known = pd.concat(table[["dimension", "scenario"]] for table in seen).drop_duplicates()
    known["judged"] = JUDGED
    grid = frames.full(known, dimension=DIMENSIONS, scenario=scenarios["scenario"])
    return grid.fillna({"judged": NOT_JUDGED})


def legal_forms(scenarios: Table, known: Table) -> Table:
    """Return scenario x legal form for every form of `known` that its `legal_form` names.

    `known` is the reference table `legal_forms` for one kind of partners; its other columns are
    kept. A scenario may name several forms, or none that is known.
    """
    own = scenarios[["scenario", "legal_form"]].dropna().rename(columns={"legal_form": "said"})
    pairs = own.merge(known, how="cross")
    both = zip(pairs["legal_form"], pairs["said"], strict=True)
    named = [form in said.lower() for form, said in both]
    return pairs.loc[named].drop(columns="said").reset_index(drop=True)


def legal_card(checks: Table, asked: Sequence[str], forms: Table, year: int) -> Table:
    """Return every point of the lawyer's list x scenario; what nobody checked is `onbekend`.

    Columns legal_check, scenario, state. The first point follows from `forms` (`legal_forms`): a
    form that began after `year` cannot be chosen yet. No advice: a lawyer has the last word.
    """
    begun = forms["since_year"].fillna(0).le(year).groupby(forms["scenario"]).all()
    exists = begun.map({True: MET, False: FAILED}).rename("state").reset_index()
    given = pd.concat([exists.assign(legal_check=EXISTS), checks])
    states = given[["legal_check", "scenario", "state"]]
    points, named = [EXISTS, *asked], checks["scenario"].unique()
    return frames.full(states, legal_check=points, scenario=named).fillna({"state": UNKNOWN})


def in_words(conditions: Table) -> str:
    """Say which scenarios a hard condition removes and how much is unknown."""
    out = removed(conditions)["scenario"].unique()
    falls = dutch.plural(max(len(out), 1), "valt", "vallen")
    unknown = int(conditions["state"].eq(UNKNOWN).sum())
    doubt = f" Nog onbekend: {dutch.count(unknown, 'oordeel', 'oordelen')}." if unknown else ""
    return f"Op een harde voorwaarde {falls} af: {dutch.listing(out) or 'niets'}.{doubt}"


def open_in_words(conditions: Table, scenario: str | None) -> str:
    """Name the hard conditions of a scenario that are still unknown; empty when there are none."""
    own = conditions[conditions["scenario"].eq(scenario) & conditions["hardness"].eq(HARD)]
    names = dutch.listing(own.loc[own["state"] == UNKNOWN, "condition"])
    return f"Hard en nog onbekend voor {scenario}: {names}." if names else ""


def not_judged_in_words(asked: pd.Series, judgements: pd.Series) -> str:
    """Name what was asked and never judged; empty when there is nothing."""
    names = dutch.listing(asked[~asked.isin(judgements)].unique())
    return f"Niet beoordeeld: {names}." if names else ""


def judged_in_words(grid: Table, value: str, topic: str) -> str:
    """Say which scenario gets `ja` most often; `topic` names the rows in the plural."""
    yes = grid[value].eq("ja").groupby(grid["scenario"], sort=False).sum().reset_index()
    names, most = dutch.extreme(yes, "scenario", value)
    if not most:
        return f"Geen alternatief krijgt 'ja' bij de {topic}."
    rows, tied = len(grid) // max(len(yes), 1), int(yes[value].eq(most).sum())
    who = names if tied < 4 else f"{tied} van de {len(yes)} alternatieven"
    each = "elk " * (tied > 1)
    return f"Het vaakst 'ja': {who}, {each}bij {most} van de {rows} beoordeelde {topic}."
