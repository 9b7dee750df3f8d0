"""Answer the client's own question: the choice first, then each thing that the question asks for.

Which clauses follow, and in which order, depends on the words of the question (`ASKED`), so that a
report answers what was asked and no more. The sentences hold no numbers.
"""

from __future__ import annotations

import re

import pandas as pd

from lib import dutch, scenarios


def answer(
    question: str,
    advised: str | None,
    ranked: pd.DataFrame,
    table: pd.DataFrame,
    conditions: pd.DataFrame,
    **more: pd.DataFrame,
) -> list[str]:
    """Answer the question of the report: the choice first, then each thing it asks for.

    Parameters
    ----------
    question
        The question as the client put it; its words decide what is answered (`ASKED`).
    ranked, table, conditions
        The ranking, the scenarios and the conditions.
    more
        feasibility, findings, principles, planned (the plan), dated (gates) and rollout.
    """
    said = [choice_in_words(question, advised, ranked, table, conditions)]
    asked = question.lower()
    places = {write: re.search(words, asked) for words, write in ASKED.items()}
    order = sorted((found.start(), write.__name__) for write, found in places.items() if found)
    by_name = {write.__name__: write for write in places}
    return [*said, *(by_name[name](advised, table, **more) for _, name in order)]


def choice_in_words(
    question: str,
    advised: str | None,
    ranked: pd.DataFrame,
    table: pd.DataFrame,
    conditions: pd.DataFrame,
) -> str:
    """Say what is advised and why, honestly when it does not lead or does not meet a condition."""
    if advised is None:
        return "Er is nog geen advies: geen enkel alternatief is goed genoeg te vergelijken."
    start = f"{_yes_or_no(question, advised, table)}{advised}"
    state = ranked.set_index("scenario")["state"].get(advised)
    leading = scenarios.leaders(ranked)
    if state == scenarios.OUT:
        return f"{start}, al voldoet dit niet aan elke harde voorwaarde."
    if advised not in leading:
        first = dutch.listing(leading, "of")
        return f"{start}, al scoort {first} hoger." if first else f"{start}; scores ontbreken nog."
    if len(leading) > 1:
        others = dutch.listing([name for name in leading if name != advised], "of")
        return f"{start}, al is het verschil met {others} niet aangetoond."
    own = conditions[(conditions["scenario"] == advised) & conditions["hardness"].eq("hard")]
    met = "voldoet aan elke harde voorwaarde"
    doubt = "stuit op geen enkele harde voorwaarde, al is nog niet elke beoordeeld"
    reason = "past van de vergeleken alternatieven het best bij de gezamenlijke weging"
    return f"{start}: dit {reason} en {doubt if own['state'].ne('voldaan').any() else met}."


def _yes_or_no(question: str, advised: str, table: pd.DataFrame) -> str:
    """Begin with `Ja` or `Nee` where the question can be answered so."""
    null = scenarios.null_scenario(table)
    first, _, _ = question.strip().lower().partition(" ")
    yes = first in {"werken", "gaan", "moeten", "zullen"} and not re.search(
        r"^[^,?]* of ", question.lower()
    )
    if not yes:
        return "Kies "
    return "Nee, blijf bij " if advised == null else "Ja, kies "


def _balance(advised: str | None, table: pd.DataFrame, **_: pd.DataFrame) -> str:
    own = table[table["scenario"] == advised].dropna(subset=["promise", "complexity"])
    if own.empty:
        return "Of dit even kansrijk is als complex, is niet beoordeeld."
    gap = float(own["promise"].iloc[0]) - float(own["complexity"].iloc[0])
    if gap == 0:
        return "Het is net zo kansrijk als complex."
    return f"Het is meer {'kansrijk dan complex' if gap > 0 else 'complex dan kansrijk'}."


def _route(
    advised: str | None,
    table: pd.DataFrame,
    *,
    planned: pd.DataFrame,
    dated: pd.DataFrame,
    **_: pd.DataFrame,
) -> str:
    if planned.empty:
        return "Een plan in de tijd is er nog niet."
    order = planned.groupby("phase")["last_date"].max().sort_values(kind="stable").index
    phases = dutch.listing(re.sub(r"^\d+\W*", "", phase) for phase in order)
    room = dated.dropna(subset=["room_weeks", "after_activity"])["room_weeks"].astype(float)
    late = " Niet elke afgesproken datum wordt gehaald." if (room < 0).any() else ""
    met = " Alle afgesproken data worden gehaald." if len(room) and not late else ""
    return f"De stappen: {phases}.{met}{late}"


def _areas(
    advised: str | None, table: pd.DataFrame, *, feasibility: pd.DataFrame, **_: pd.DataFrame
) -> str:
    own = feasibility[feasibility["scenario"] == advised].sort_values("area")
    now, later = ("; ".join(own.loc[own["feasible"] == word, "area"]) for word in ("ja", "mits"))
    said = [f"Het kan nu op: {now}." if now else "Het kan nog op geen enkel gebied zonder meer."]
    said += [f"Onder voorwaarden: {later}."] if later else []
    return " ".join(said) if len(own) else "Per gebied is dit nog niet beoordeeld."


def _cause(
    advised: str | None, table: pd.DataFrame, *, findings: pd.DataFrame, **_: pd.DataFrame
) -> str:
    known = findings.dropna(subset=["cause", "severity"])
    known = known.sort_values(["severity", "finding"], ascending=[False, True])
    causes = known[known["severity"] == known["severity"].max()]["cause"].drop_duplicates()
    if causes.empty:
        return "De oorzaken zijn nog niet onderzocht."
    return f"De zwaarste oorzaak: {causes.iloc[0].rstrip('.')}."


def _vision(
    advised: str | None, table: pd.DataFrame, *, principles: pd.DataFrame, **_: pd.DataFrame
) -> str:
    texts = principles[principles["kind"] == "visie"].sort_values("principle")["text"]
    if texts.empty:
        return "Een gezamenlijke visie is er nog niet."
    return f"De gezamenlijke visie: {texts.iloc[0].rstrip('.')}."


def _anchor(
    advised: str | None, table: pd.DataFrame, *, rollout: pd.DataFrame, **_: pd.DataFrame
) -> str:
    due = rollout[rollout["state"] != "niet van toepassing"]
    if due.empty:
        return "Wie het na het project overneemt, is nog niet vastgelegd."
    if due["line_owner"].notna().all():
        return "Na het project heeft elk onderdeel een eigenaar in de lijn."
    return (
        "Om het te houden moet elk onderdeel een eigenaar in de lijn krijgen: die ontbreekt nog."
    )


# What a question may ask for besides the choice, by its words, and who answers it.
ASKED = {
    r"waarom": _cause, r"visie": _vision, r"gebied": _areas, r"complex": _balance,
    r"hoe |stappen": _route, r"houden|vast|borg": _anchor,
}  # fmt: skip
