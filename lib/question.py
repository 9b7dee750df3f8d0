"""Answer the client's question in two sentences: the choice, and what this case adds to it.

Every report says which alternative is advised. What else it says follows from the tables that a
case keeps (`KINDS`), because those are what its question is about: a business plan that does not
work yet, a rollout that has to last, a project to build, areas or a vision to agree on.
"""

import pandas as pd

from lib import dutch, roadmap, scenarios

Table = pd.DataFrame
named = "‘{}’".format  # the name of an alternative may read as a part of the sentence


def choice(advised: str | None, ranked: Table, conditions: Table) -> str:
    """Say what is advised and why, honestly when it does not lead or does not meet a condition.

    With a hard condition unknown it is advised under reserve. Where the margin of another
    alternative overlaps, the lead is no ground for a step that cannot be undone.
    """
    if advised is None:
        return "Er is nog geen advies: geen alternatief is al goed genoeg te vergelijken."
    leading = scenarios.leaders(ranked)
    others = dutch.listing([named(name) for name in leading if name != advised], "of")
    own = conditions[conditions["scenario"].eq(advised) & conditions["hardness"].eq("hard")]
    near, said = bool(close(advised, ranked)), named(advised)
    if own["state"].eq("niet voldaan").any():
        return f"Kies voor {said}, al is nog niet aan elke harde voorwaarde voldaan."
    if advised not in leading and others:
        return f"Kies voor {said}, al scoort {others} hoger."
    if advised not in leading:
        return f"Kies voor {said}, al is er nog geen rangorde: scores of weging ontbreken."
    if others:
        return f"Kies voor {said}, al is het verschil met {others} niet aangetoond."
    still = "" if own["state"].eq("voldaan").all() else "onder voorbehoud "
    step, small = ", in stappen die terug kunnen" * near, ", al overlappen de marges" * near
    left = " van wat overblijft" * bool(ranked["state"].eq(scenarios.OUT).any())
    return f"Kies {still}voor {said}{step}: dat scoort het hoogst{left}{small}."


def close(advised: str | None, ranked: Table) -> list[str]:
    """Return the alternatives still in the ranking whose margin overlaps that of the advised."""
    running = ranked[ranked["state"] == scenarios.IN]
    low = running.loc[running["scenario"] == advised, "low"].max()
    return list(running.loc[running["high"].gt(low) & running["scenario"].ne(advised), "scenario"])


def own_steps(planned: Table, contained: Table, advised: str | None) -> Table:
    """Leave out the planned steps of other scenarios only; all when this one has no own steps.

    `contained` says which step belongs to which scenario; without any row the plan is for all.
    """
    own = contained["scenario"].eq(advised).groupby(contained["activity"]).any()
    kept = own.reindex(planned["activity"], fill_value=bool(own.any() or own.empty))
    return planned[kept.to_numpy(bool)]


def addition(tables: dict[str, Table], advised: str | None) -> str:
    """Say what the first table of `KINDS` that has rows is there for; nothing without any.

    Parameters
    ----------
    tables
        The tables of `KINDS`, and findings, principles, scenarios, plan_dates, plan_checks,
        gate_dates and moment_chances.
    """
    write = next((write for name, write in KINDS.items() if len(tables[name])), lambda *_: "")
    return write(tables, advised)


def _cause(tables: dict[str, Table], advised: str | None) -> str:
    known = tables["findings"].dropna(subset=["cause", "severity"]).sort_values("finding")
    worst = known.loc[known["severity"] == known["severity"].max(), "cause"].drop_duplicates()
    causes = "; ".join(cause.rstrip(".") for cause in worst.map(dutch.inside))
    return f"Waarom het niet werkt: {causes or 'de oorzaken zijn nog niet onderzocht'}."


def _kept(tables: dict[str, Table], advised: str | None) -> str:
    rows = tables["rollout"].query("state != 'niet van toepassing'")
    owned = rows["line_owner"].notna().groupby(rows["feature"]).all()
    said = dutch.part(int(owned.sum()), len(owned), ("functie", "functies"), ("heeft", "hebben"))
    return f"{_steps(tables)}; {dutch.inside(said)} overal een eigenaar in de lijn."


def _built(tables: dict[str, Table], advised: str | None) -> str:
    own = tables["scenarios"].query("scenario == @advised")[["promise", "complexity"]].dropna()
    if own.empty:
        return f"{_steps(tables)}."
    promise, complexity = own.iloc[0]
    first, second = ("kansrijk", "complex") if promise > complexity else ("complex", "kansrijk")
    said = f"meer {first} dan {second}" if promise != complexity else "net zo kansrijk als complex"
    marks = "kansrijk {}, complex {} van 5".format(*own.iloc[0].map(dutch.loose))
    return f"{_steps(tables)}; het is {said} ({marks})."


def _steps(tables: dict[str, Table]) -> str:
    """Name the phases, and say whether agreed dates are met and what runs late or too long."""
    phases = tables["plan_dates"]["phase"].drop_duplicates()
    if phases.empty:
        return "Een plan in de tijd is er niet"
    room = tables["gate_dates"].dropna(subset="after_activity")["room_weeks"].dropna()
    least = dutch.percent(tables["moment_chances"]["in_time_pct"].min())
    kept = f"elke afgesproken datum, elk apart met een kans van {least} of meer"
    kept = kept if room.ge(0).all() else "niet elke afgesproken datum"
    met = f"; in het plan past {kept}" if len(room) else ""
    large = tables["plan_checks"]["check"].eq(roadmap.LARGE).sum()
    met += f"; {dutch.count(large, 'stap is', 'stappen zijn')} te groot" if large else ""
    late = tables["progress"].eval("aspect == 'tijd' and forecast > planned")
    met += "; het project meldt uitloop" if late.any() else ""
    names = dutch.listing(phases.str.replace(r"^[0-9]+\W*", "", regex=True))
    return f"De stappen: {names}{met}"


def _areas(tables: dict[str, Table], advised: str | None) -> str:
    own = tables["feasibility"].query("scenario == @advised")
    by_word = own.groupby("feasible")["area"].agg(dutch.listing)
    later = f"; onder voorwaarden op {by_word['mits']}" if "mits" in by_word else ""
    return f"Samenwerken kan nu op {by_word.get('ja', 'nog geen enkel gebied')}{later}."


def _vision(tables: dict[str, Table], advised: str | None) -> str:
    texts = tables["principles"].query("kind == 'visie'")["text"]
    steps = f"{_steps(tables)}."
    return f"De visie: {texts.iloc[0].rstrip('.')}; {dutch.inside(steps)}" if len(texts) else steps


# What a case is about, by a table that only such a case keeps; the first with rows counts.
KINDS = {
    "plan_chapters": _cause, "rollout": _kept, "progress": _built, "feasibility": _areas,
    "visions": _vision,
}  # fmt: skip
