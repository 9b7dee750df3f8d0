"""Can the parties carry the plan: people per month, decisions, checks, and the words for it.

Load is asked over available days per partner, role and month; effort is spread evenly over the
dates of a step. Dates and floats come from `lib.network`.
"""

from __future__ import annotations

import pandas as pd

from lib import dutch
from lib.network import DAY, SMALLEST, WEEK, cycle

EASE = {"makkelijk": 1, "gemiddeld": 2, "moeilijk": 3}
GATES = [
    "gate", "after_activity", "date", "planned_date", "room_weeks", "decider", "must_be_true",
    "approvals", "can_be_undone",
]  # fmt: skip
BUSY_PCT = 85  # above this share a pool has no room for setbacks


# ---------------------------------------------------------------------- people and moments


def load(planned: pd.DataFrame, assignments: pd.DataFrame, capacity: pd.DataFrame) -> pd.DataFrame:
    """Return asked and available days per partner, role and month.

    Effort is spread evenly over the dates of the step. `available_days` is missing where nobody
    gave a capacity for that partner and role; `load_pct` is asked over available.
    """
    work = assignments.merge(
        planned[["activity", "first_date", "last_date"]], on="activity", validate="many_to_one"
    )
    columns = ["partner", "role", "month", "effort_days", "available_days", "load_pct"]
    if work.empty:
        return pd.DataFrame(columns=columns)
    first, last = planned["first_date"].min(), planned["last_date"].max()
    months = pd.DataFrame({"period": pd.period_range(first, last, freq="M")})
    asked = _overlap(work, months, first, last).assign(
        days=lambda rows: rows["effort_days"].astype(float) * rows["overlap"] / rows["length"]
    )
    offered = _overlap(
        capacity.assign(last_date=capacity["last_date"].fillna(last)), months, first, last
    )
    offered = offered.assign(days=offered["days_per_week"].astype(float) * offered["overlap"] / 7)
    keys = ["partner", "role", "period"]
    given = offered.groupby(keys)["days"].sum().rename("available_days")
    return (
        asked.groupby(keys)["days"].sum().rename("effort_days").reset_index()
        .merge(given.reset_index(), on=keys, how="left", validate="one_to_one")
        .assign(
            month=lambda rows: rows["period"].astype(str),
            load_pct=lambda rows: 100 * rows["effort_days"] / rows["available_days"],
        )[columns]
    )  # fmt: skip


def _overlap(
    spans: pd.DataFrame, months: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp
) -> pd.DataFrame:
    """Cross spans with months; `overlap` and `length` count calendar days, within the plan."""
    crossed = spans.merge(months, how="cross")
    start = crossed["period"].dt.start_time.clip(lower=first)
    end = crossed["period"].dt.end_time.dt.normalize().clip(upper=last)
    begin = pd.to_datetime(crossed["first_date"])
    finish = pd.to_datetime(crossed["last_date"])
    shared = finish.where(finish < end, end) - begin.where(begin > start, start) + DAY
    return crossed.assign(
        overlap=(shared / DAY).clip(lower=0), length=(finish - begin + DAY) / DAY
    )


def busy(loaded: pd.DataFrame) -> pd.DataFrame:
    """Return the months in which a partner and role are asked for more than 85% of their days."""
    asked, offered = loaded["effort_days"].astype(float), loaded["available_days"].astype(float)
    return loaded[asked > offered * BUSY_PCT / 100].sort_values(
        ["load_pct", "partner", "role", "month"], ascending=[False, True, True, True]
    )


def busiest(loaded: pd.DataFrame) -> pd.DataFrame:
    """Return for each partner and role above 85% the month with the highest load."""
    columns = ["partner", "role", "month", "effort_days", "available_days", "load_pct"]
    return busy(loaded).drop_duplicates(["partner", "role"])[columns]


def pools(loaded: pd.DataFrame) -> pd.DataFrame:
    """Return the load with partner and role in one column, for the rows of a chart."""
    return loaded.assign(**{"Deelnemer en rol": loaded["partner"] + ", " + loaded["role"]})


def by_phase(planned: pd.DataFrame) -> pd.DataFrame:
    """Return the plan phase by phase, in the order in which the phases end."""
    ends = planned.groupby("phase")["last_date"].transform("max")
    order = ["ends", "phase", "first_date", "last_date", "activity"]
    return planned.assign(ends=ends).sort_values(order, ignore_index=True)[list(planned.columns)]


def moments(planned: pd.DataFrame, gates: pd.DataFrame, approvals: pd.DataFrame) -> pd.DataFrame:
    """Return the gates by date, with room to the agreed date (weeks) and approvals in words.

    `date` is the last day of the step before the gate; without such a step the agreed date.
    """
    ends = planned.set_index("activity")["last_date"]
    dated = gates.assign(
        planned_date=pd.to_datetime(gates["planned_date"]),
        date=pd.to_datetime(gates["after_activity"].map(ends)),
    )
    return dated.assign(
        date=dated["date"].fillna(dated["planned_date"]),
        room_weeks=(dated["planned_date"] - dated["date"]) / WEEK,
        approvals=[_approved(approvals, gate) for gate in dated["gate"]],
    ).sort_values(["date", "gate"], ignore_index=True)[GATES]


def _approved(approvals: pd.DataFrame, gate: str) -> str:
    own = approvals[approvals["gate_or_product"] == gate].sort_values("partner")
    if own.empty:
        return "niet vastgelegd"
    rest = own[own["state"] != "akkoord"].groupby("state")["partner"].agg(dutch.listing)
    counted = f"{len(own) - own['state'].ne('akkoord').sum()} van {len(own)} akkoord"
    if len(rest) == 1 and own["state"].ne("akkoord").all():
        return f"{counted} ({rest.index[0]})"
    return "; ".join([counted, *(f"{state}: {names}" for state, names in rest.items())])


# ---------------------------------------------------------------------- checks


def checks(
    activities: pd.DataFrame,
    dependencies: pd.DataFrame,
    loaded: pd.DataFrame,
    max_step_weeks: float | None = None,
) -> pd.DataFrame:
    """Return what is not right in the plan: columns check, subject and text. Empty is good."""
    found = [
        *_circle(activities, dependencies), *_unknown(activities, dependencies),
        *_gaps(activities), *_too_long(activities, max_step_weeks),
        *_hard_first(activities, dependencies), *_short(loaded),
    ]  # fmt: skip
    return pd.DataFrame(found, columns=["check", "subject", "text"])


def _circle(activities: pd.DataFrame, dependencies: pd.DataFrame) -> list[tuple[str, str, str]]:
    circle = cycle(activities, dependencies)
    names = activities.set_index("activity")["name"]
    said = " wacht op ".join(str(names[name]) for name in reversed(circle))
    return [("Kring in de volgorde", names[circle[0]], said)] if circle else []


def _unknown(activities: pd.DataFrame, dependencies: pd.DataFrame) -> list[tuple[str, str, str]]:
    known = set(activities["activity"])
    pairs = dependencies.sort_values(["activity", "predecessor"])
    names = sorted({*pairs["activity"], *pairs["predecessor"]} - known)
    text = "Deze stap staat in de volgorde, maar niet bij de activiteiten"
    return [("Onbekende stap", name, text) for name in names]


def _gaps(activities: pd.DataFrame) -> list[tuple[str, str, str]]:
    rules = {"owner": "Geen eigenaar", "done_when": "Geen 'klaar als'"}
    missing = {column: activities[activities[column].isna()] for column in rules}
    return [
        (rules[column], step.name, f"Stap in fase {step.phase}")
        for column, steps in missing.items()
        for step in steps.sort_values("activity")[["name", "phase"]].itertuples(index=False)
    ]


def too_long(activities: pd.DataFrame, max_step_weeks: float | None) -> pd.DataFrame:
    """Return the steps that last longer than the agreed limit, longest first."""
    if max_step_weeks is None or pd.isna(max_step_weeks):
        return activities.iloc[:0]
    longer = activities[activities["likely_weeks"].astype(float) > float(max_step_weeks)]
    return longer.sort_values(["likely_weeks", "activity"], ascending=[False, True])


def _too_long(activities: pd.DataFrame, limit: float | None) -> list[tuple[str, str, str]]:
    return [
        (
            "Stap is te groot",
            step.name,
            f"{_weeks(step.likely_weeks)}; afgesproken is hoogstens {_weeks(limit)}",
        )
        for step in too_long(activities, limit)[["name", "likely_weeks"]].itertuples(index=False)
    ]


def _hard_first(
    activities: pd.DataFrame, dependencies: pd.DataFrame
) -> list[tuple[str, str, str]]:
    """Name easy steps that wait for a hard one; one level of difference is no finding."""
    ease = activities.set_index("activity")["ease"].map(EASE)
    names = activities.set_index("activity")["name"]
    pairs = dependencies.sort_values(["activity", "predecessor"])
    gap = pairs["predecessor"].map(ease) - pairs["activity"].map(ease)
    return [
        (
            "Moeilijk voor makkelijk",
            names[pair.activity],
            f"Deze makkelijke stap wacht op een moeilijke: {names[pair.predecessor]}",
        )
        for pair in pairs[gap >= 2].itertuples()
    ]


def _short(loaded: pd.DataFrame) -> list[tuple[str, str, str]]:
    asked, offered = loaded["effort_days"].astype(float), loaded["available_days"].astype(float)
    kinds = [
        ("Te weinig mensen", "Meer werk dan dagen in", loaded[asked > offered + SMALLEST]),
        ("Capaciteit niet aangeleverd", "Werk gepland in", loaded[offered.isna()]),
    ]
    return [
        (check, f"{partner}, {role}", f"{text} {_months(list(own['month']))}")
        for check, text, rows in kinds
        for (partner, role), own in rows.groupby(["partner", "role"])
    ]


def _months(months: list[str]) -> str:
    ordered = sorted(months)
    if len(ordered) <= 3:
        return dutch.listing(dutch.month(month) for month in ordered)
    span = f"{dutch.month(ordered[0])} tot en met {dutch.month(ordered[-1])}"
    return f"{len(ordered)} maanden, van {span}"


def _weeks(weeks: float) -> str:
    return dutch.count(weeks, "week", "weken")


# ---------------------------------------------------------------------- in words


def answer(
    planned: pd.DataFrame,
    chain: pd.DataFrame,
    dated: pd.DataFrame,
    found: pd.DataFrame,
    start: pd.Timestamp,
    today: pd.Timestamp,
) -> list[str]:
    """Answer in two to four sentences: when ready, what decides that, what stands in the way."""
    if planned.empty and found.empty:
        return [end_in_words(planned, start, today)]
    return [
        end_in_words(planned, start, today), room_in_words(dated), path_in_words(chain),
        checks_in_words(found),
    ]  # fmt: skip


def end_in_words(planned: pd.DataFrame, start: pd.Timestamp, today: pd.Timestamp) -> str:
    """Say how long the plan takes and when it ends; true for a plan that has ended as well."""
    if planned.empty:
        return "Er is nog geen plan om door te rekenen."
    end = planned["last_date"].max()
    weeks = _weeks(round((end - pd.Timestamp(start) + DAY) / WEEK, 1))
    if end < pd.Timestamp(today):
        return f"Volgens dit plan waren de stappen na {weeks} klaar, op {dutch.date(end)}."
    return f"Het plan duurt {weeks} en is klaar op {dutch.date(end)}."


def room_in_words(dated: pd.DataFrame) -> str:
    """Say how the gate with the least room lies to its agreed date; nothing without such dates."""
    known = dated.dropna(subset=["room_weeks", "after_activity"])
    if known.empty:
        return ""
    tight = known.sort_values(["room_weeks", "gate"]).iloc[0]
    days = round(float(tight["room_weeks"]) * 7)
    amount = dutch.count(abs(days), "dag", "dagen") if abs(days) < 14 else _weeks(abs(days) / 7)
    agreed = f"de afgesproken datum ({dutch.date(tight['planned_date'])})"
    if days < 0:
        return f"Het beslismoment '{tight['gate']}' valt {amount} na {agreed}."
    if days == 0:
        return f"Het beslismoment '{tight['gate']}' valt precies op {agreed}."
    return f"Alle afgesproken data worden gehaald; '{tight['gate']}' met {amount} ruimte."


def path_in_words(chain: pd.DataFrame) -> str:
    """Say which chain of steps sets the end date."""
    if chain.empty:
        return ""
    first, last = chain.iloc[0]["name"], chain.iloc[-1]["name"]
    if len(chain) == 1:
        return f"De einddatum hangt af van één stap: {first}."
    return (
        f"De einddatum hangt af van een keten van {len(chain)} stappen, "
        f"van '{first}' tot en met '{last}'."
    )


def reasons_in_words(chain: pd.DataFrame, calendar: pd.DataFrame) -> str:
    """Say where most weeks of the chain are, and why it cannot begin earlier."""
    if chain.empty:
        return ""
    said = [_longest_part(chain), _fixed_start(chain.iloc[0], calendar)]
    return " ".join(sentence for sentence in said if sentence)


def _longest_part(chain: pd.DataFrame) -> str:
    """Say in which workstream (or phase) the chain spends most of its weeks."""
    part = "workstream" if chain["workstream"].notna().all() else "phase"
    weeks = chain.groupby(part)["likely_weeks"].sum().astype(float)
    leading = weeks[weeks == weeks.max()]
    if len(weeks) < 2 or len(leading) > 1 or not weeks.sum():
        return ""
    share = f"{dutch.loose(leading.iloc[0])} van de {_weeks(weeks.sum())}"
    word = "spoor" if part == "workstream" else "fase"
    return f"De meeste werktijd van de keten zit in {word} '{leading.index[0]}': {share}."


def _fixed_start(first: pd.Series, calendar: pd.DataFrame) -> str:
    """Say why the chain cannot begin earlier, with the period in the calendar that explains it."""
    if not first["wait_weeks"]:
        return ""
    day = first["first_date"]
    said = f"De eerste stap van de keten kan niet eerder beginnen dan {dutch.date(day)}"
    ended = (day - pd.to_datetime(calendar["last_date"])) / DAY
    near = calendar[(ended > 0) & (ended <= 7)].sort_values("reason")["reason"]
    return f"{said}, na: {dutch.listing(near)}." if len(near) else said + "."


def chain_in_words(chain: pd.DataFrame, planned: pd.DataFrame) -> str:
    """Say how many of the steps set the end date."""
    if len(chain) == len(planned):
        return "Alle stappen samen bepalen de einddatum"
    verb = dutch.plural(len(chain), "bepaalt", "bepalen samen")
    return f"{len(chain)} van de {len(planned)} stappen {verb} de einddatum"


def steps_in_words(planned: pd.DataFrame) -> str:
    """Say how many steps have no room at all."""
    if planned.empty:
        return ""
    tight = int(planned["critical"].sum())
    if tight == len(planned):
        return "Geen enkele stap heeft speling"
    verb = dutch.plural(tight, "heeft", "hebben")
    return f"{tight} van de {len(planned)} stappen {verb} geen speling"


def large_in_words(large: pd.DataFrame, activities: pd.DataFrame, limit: float | None) -> str:
    """Say how many steps are longer than agreed."""
    if large.empty:
        return ""
    verb = dutch.plural(len(large), "duurt", "duren")
    return f"{len(large)} van de {len(activities)} stappen {verb} langer dan {_weeks(limit)}"


def gates_in_words(dated: pd.DataFrame, today: pd.Timestamp) -> str:
    """Say which decision comes next."""
    if dated.empty:
        return "Er zijn geen beslismomenten vastgelegd"
    ahead = dated[dated["date"] >= pd.Timestamp(today)]
    if ahead.empty:
        return "Er ligt geen beslismoment met een datum meer voor ons"
    day = dutch.date(ahead.iloc[0]["date"])
    return f"Het eerstvolgende beslismoment is '{ahead.iloc[0]['gate']}', op {day}"


def load_in_words(loaded: pd.DataFrame) -> str:
    """Say who is asked for more days than there are."""
    if loaded.empty:
        return "Er is geen inzet opgegeven"
    asked, offered = loaded["effort_days"].astype(float), loaded["available_days"].astype(float)
    over = loaded[asked > offered + SMALLEST]
    if len(over):
        names = [f"{row.partner} ({row.role})" for row in _pairs(over)]
        word = "komt" if len(names) == 1 else "komen"
        return f"{some(names)} {word} in een of meer maanden dagen tekort"
    if offered.isna().any():
        return "Niet van iedereen is bekend hoeveel dagen er zijn"
    full = busy(loaded)
    if full.empty:
        return f"Elke deelnemer blijft in elke maand onder de {BUSY_PCT}%"
    names = some([row.partner for row in _pairs(full)])
    return f"Niemand komt dagen tekort; boven {BUSY_PCT}% in een of meer maanden: {names}"


def _pairs(loaded: pd.DataFrame) -> list[object]:
    return list(
        loaded[["partner", "role"]].drop_duplicates().sort_values(["partner", "role"]).itertuples()
    )


def some(names: list[str]) -> str:
    """Name three at most, and count the rest: `A, B en 4 andere`."""
    unique = list(dict.fromkeys(names))
    if len(unique) <= 3:
        return dutch.listing(unique)
    return f"{', '.join(unique[:2])} en {len(unique) - 2} andere"


def checks_in_words(found: pd.DataFrame) -> str:
    """Count what the checks found, by kind."""
    if found.empty:
        return "De controles vinden geen gebreken in het plan."
    kinds = found["check"].value_counts(sort=False)
    said = dutch.listing(f"{check.lower()} ({amount})" for check, amount in kinds.items())
    return f"De controles vinden {dutch.count(len(found), 'punt', 'punten')}: {said}."
