"""The strongest case against the advice, from what is computed already, and lessons that apply.

Nothing here weighs or judges: each function selects and compares figures of the chapters before,
so that who doubts the advice finds the doubt on one page, with its size.
"""

from collections.abc import Mapping

import pandas as pd

from lib import conditions, dutch, roadmap, scenarios
from lib.advice import TOTAL

Table = pd.DataFrame
SHOWN = ["Bezwaar", "Wat de cijfers zeggen"]
FULL_PCT = 100  # more than this is more work than there are people


def objections(
    cost: Table, known_pct: float | None, firm: list[str], richer: str, unmet: Table,
    dated: Table, chances: Table,
) -> Table:  # fmt: skip
    """Return what speaks against the advice, a row per ground; a ground without facts is left out.

    Parameters
    ----------
    cost : DataFrame
        From `advice.costs`.
    known_pct : float, optional
        Share of the money from sources graded A or B.
    firm, richer : list of str, str
        `advice.firmness` and `advice.money_in_words`.
    unmet, dated, chances : DataFrame
        Open hard conditions (`advice.conditions`), `gate_dates` and `moment_chances`.
    """
    each, whole = cost[cost["partner"] != TOTAL], cost[cost["partner"] == TOTAL]
    lost = each[each["likely_eur"].round(-3) < 0].sort_values("likely_eur")
    losing = dutch.listing(lost["partner"] + " " + lost["likely_eur"].map(_thousands))
    down = dutch.listing(whole.loc[whole["low_eur"] < 0, "low_eur"].map(_thousands))
    weak = None if known_pct is None else dutch.percent(100 - known_pct)
    by_state = unmet.groupby("state", sort=False)["condition"].agg(dutch.listing)
    rows = [
        ("Niet iedereen wint", losing and f"In vier jaar naar verwachting duurder uit: {losing}."),
        ("Het kan tegenvallen",
         down and f"Valt alles tegen, dan kost het samen in vier jaar {down} extra."),
        ("De cijfers zijn zwak",
         weak and f"{weak} van het geld is een schatting of aanname (zekerheid C of D)."),
        ("Iets anders is voordeliger", richer),
        ("Hoe vast de keuze staat", f"{dutch.capital('; '.join(firm))}."),
        ("Niet alles is bekend", "; ".join(by_state.index + ": " + by_state)),
        ("Het plan is krap", _tight(dated, chances)),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=SHOWN)
    return table[table[SHOWN[1]].fillna("").ne("")].reset_index(drop=True)


def _thousands(value: float) -> str:
    return dutch.eur_short(abs(round(value, -3)))


def _tight(dated: Table, chances: Table) -> str:
    """Name the gates later than agreed, and the one that is met least often."""
    late = dated[dated["room_weeks"] < 0]
    told = [
        f"{row.gate} komt {dutch.count(-row.room_weeks, 'week', 'weken')} later dan afgesproken"
        for row in late.itertuples()
    ]
    told += [
        f"{row.gate} wordt in {row.in_time_pct:.0f} van de 100 doorrekeningen op tijd gehaald"
        for row in chances.dropna(subset="in_time_pct").nsmallest(1, "in_time_pct").itertuples()
    ]
    return "; ".join(told)


def runner_up(ranked: Table, advised: str | None) -> str | None:
    """Return the highest score still in the ranking besides the advised scenario."""
    others = ranked[ranked["state"].eq(scenarios.IN) & ranked["scenario"].ne(advised)]
    return next(iter(others.dropna(subset="likely")["scenario"]), None)


def to_win(parts: Table, criteria: Table, advised: str | None, other: str | None) -> Table:
    """Return on which single criterion, and how far, the other must be better to tie.

    Columns criterion, unit, Nu and Nodig; a criterion on which even the best value is not enough
    is left out. Empty when the other leads already or a score is unknown.
    """
    wide = parts.pivot(index="criterion", columns="scenario", values="likely")
    both = wide.reindex(columns=[advised, other])
    gap = (both[advised] - both[other]).sum(skipna=False)
    table = parts[parts["scenario"] == other].merge(criteria, on="criterion")
    scale = (table["best"] - table["worst"]) / table["points"]
    needed = table["likely"] + gap
    told = table.assign(Nu=table["worst"] + table["likely"] * scale, Nodig=table["worst"])
    told["Nodig"] += needed * scale
    able = needed.le(table["points"]) & (gap > 0)
    return told.loc[able, ["criterion", "unit", "Nu", "Nodig"]].reset_index(drop=True)


def known_then(table: Table, client: str, year: int) -> Table:
    """Keep the rows about other clients that were known in a year; columns client and year."""
    return table[table["year"].le(year) & table["client"].ne(client)]


def facts(tables: Mapping[str, Table], cost: Table, states: Table) -> dict[str, bool]:
    """Return which triggers of `lessons.csv` are true of this dossier.

    Parameters
    ----------
    tables
        principles, roles, plan_checks, load_per_month, workload_per_quarter, needs_agreement.
    cost, states
        From `advice.costs`; `condition_states` of the advised scenario.
    """
    open_ = tables["principles"].query("approved_by.isna()")["kind"]
    ends = tables["roles"]["responsibility"].eq("eindverantwoordelijk")
    work = [tables[name]["load_pct"].max() for name in ("load_per_month", "workload_per_quarter")]
    unknown = states["hardness"].eq(conditions.HARD) & states["state"].eq(conditions.UNKNOWN)
    found = {
        "stap te groot": tables["plan_checks"]["check"].eq(roadmap.LARGE),
        "te veel werk": pd.Series(work).gt(FULL_PCT),
        "visie niet vastgesteld": open_.eq("visie"),
        "uitgangspunt niet vastgesteld": open_.eq("uitgangspunt"),
        "voorwaarde onbekend": unknown,
        "deelnemer verliest": cost["likely_eur"].round(-3).lt(0),
        "geen eindverantwoordelijke": ends.groupby(tables["roles"]["subject"]).sum().ne(1),
        "behoeften botsen": tables["needs_agreement"]["consensus"].eq("strijdig"),
    }
    return {trigger: bool(rows.any()) for trigger, rows in found.items()}
