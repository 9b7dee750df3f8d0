"""The strongest case against the advice, from what is computed already, and lessons that apply.

Nothing here weighs or judges: each function selects and compares figures of the chapters before,
so that who doubts the advice finds the doubt on one page, with its size.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lib import dutch, scenarios
from lib.advice import SURE_PCT, TOTAL, unmet_in_words
from lib.dutch import NBSP
from lib.question import named

Table = pd.DataFrame
SHOWN = ["Bezwaar", "Wat de cijfers zeggen"]
FIRM, TURN = "Hoe vast is het?", "Wanneer anders?"


def objections(
    cost: Table, known_pct: float | None, weakest: str, firm: list[str], higher: str,
    richer: str, unmet: Table, dated: Table, chances: Table, turn: str, advised: str | None,
) -> Table:  # fmt: skip
    """Return what speaks against the advice, a row per ground; one without facts is left out.

    Nothing without an advice.

    Parameters
    ----------
    cost : DataFrame
        From `advice.costs`.
    known_pct : float, optional
        Share of the money from sources graded A or B.
    weakest : str
        `weakest_in_words`.
    firm, higher, richer : list of str, str, str
        `advice.firmness`, `higher_in_words` and `advice.money_in_words` over both spans.
    unmet, dated, chances : DataFrame
        Open hard conditions (`advice.conditions`), `gate_dates` and `moment_chances`.
    turn : str
        `turn_in_words`.
    """
    each, whole = cost[cost["partner"] != TOTAL], cost[cost["partner"] == TOTAL]
    lost = each[each["likely_eur"].round(-3) < 0].sort_values("likely_eur")
    losing = dutch.listing(lost["partner"] + " " + lost["likely_eur"].map(_thousands))
    down = dutch.listing(whole.loc[whole["low_eur"].round(-3) < 0, "low_eur"].map(_thousands))
    weak = "" if known_pct is None or known_pct > 99 else dutch.percent(100 - known_pct)
    rows = [
        ("Niet iedereen wint", losing and f"Naar verwachting duurder uit in vier jaar: {losing}."),
        ("Het kan tegenvallen",
         down and f"Valt alles tegen, dan kost het samen in vier jaar {down} extra."),
        ("De cijfers zijn zwak",
         weak and f"{weak} van het geld is een schatting of aanname (C of D){weakest}."),
        ("Iets anders scoort hoger", higher),
        ("Iets anders is voordeliger", richer),
        ("Niet alles is bekend", dutch.capital(unmet_in_words(unmet))),
        ("Het plan is krap", _tight(dated, chances)),
        (FIRM, f"{dutch.capital('; '.join(firm))}."),
        (TURN, turn),
    ]  # fmt: skip
    kept = [row for row in rows if row[1] and advised is not None]
    return pd.DataFrame(kept, columns=SHOWN)


def opening(against: Table) -> str:
    """Name in one sentence the grounds that stand against the advice; nothing without one."""
    grounds = against.loc[~against[SHOWN[0]].isin([FIRM, TURN]), SHOWN[0]]
    told = dutch.listing(grounds.map(dutch.inside))
    firm = "Hoe vast het advies is, staat hieronder." * bool(len(against))
    return f"Tegen dit advies pleit: {told}." if told else firm


def per_partner(cost: Table, winners: Table, advised: str | None, given: pd.Series) -> Table:
    """Return per partner the amounts against the advice, its strongest objection and its price.

    Columns partner, likely_eur, low_eur, exit_eur (positive), Bezwaar and gives_up (`given`, by
    partner). The strongest is the first that is true: pays more, would choose otherwise (from
    `party_winners`), may pay more.
    """
    own = cost[cost["partner"] != TOTAL].merge(winners, "left", on="partner")
    other, said = own["winner"].notna() & own["winner"].ne(advised), own["winner"].map(named)
    told = np.select(
        [own["likely_eur"].round(-3) < 0, other, own["low_eur"].round(-3) < 0],
        [f"betaalt{NBSP}meer" + (", kiest zelf " + said).where(other, ""),
         "kiest zelf " + said, "het kan geld kosten"],
        f"geen{NBSP}in{NBSP}geld",
    )  # fmt: skip
    amounts = own[["partner", "likely_eur", "low_eur"]].round(-3)
    shown = amounts.assign(exit_eur=-own["exit_eur"].round(-3), Bezwaar=told)
    return shown.assign(gives_up=own["partner"].map(given)).dropna(axis=1, how="all")


def weakest_in_words(cash_flows: Table, advised: str | None) -> str:
    """Name the two largest amounts of a year that come from a source graded C or D."""
    weak = cash_flows[cash_flows["scenario"].eq(advised) & cash_flows["grade"].isin(["C", "D"])]
    sums = weak.groupby(["item", "first_year"])["likely_eur"].sum().groupby("item").max()
    told = (f"{item} ({dutch.eur_short(eur)})" for item, eur in sums.nlargest(2).items())
    return f"; het grootst in één jaar: {dutch.listing(told)}" if len(sums) else ""


def _thousands(value: float) -> str:
    return dutch.eur_short(abs(round(value, -3)))


def _tight(dated: Table, chances: Table) -> str:
    """Name the gates later than agreed, and of the others the one that is met least often."""
    late = dated[dated["room_weeks"] < 0]
    listed = dutch.listing(late["gate"] + " (" + (-late["room_weeks"]).map(_about) + ")")
    doubt = chances["in_time_pct"].lt(SURE_PCT) & ~chances["gate"].isin(late["gate"])
    told = [
        f"{row.gate} is in {row.in_time_pct:.0f} van de 100 doorrekeningen op tijd."
        for row in chances[doubt].nsmallest(1, "in_time_pct").itertuples()
    ]
    return " ".join([f"Later dan afgesproken: {listed}."] * bool(listed) + told)


def _about(weeks: float) -> str:
    """Write a span in weeks, below two weeks in days."""
    if weeks < 2:
        return dutch.count(round(7 * weeks), "dag", "dagen")
    return dutch.count(round(weeks), "week", "weken")


def higher_in_words(ranked: Table, advised: str | None) -> str:
    """Name the alternatives that score higher than the advised one, also the removed ones."""
    points = ranked["likely"].astype(float)
    own = points[ranked["scenario"] == advised].max()
    more = ranked[points > own + 0.5]
    why = more["reason"].dropna().map(dutch.inside).map(", maar voldoet niet aan: {}".format)
    told = more["scenario"].map(named) + " scoort " + more["likely"].map(dutch.number)
    said = "; ".join(told + why.astype(object).reindex(more.index, fill_value=""))
    return f"{said}. Het advies scoort {dutch.number(own)}." if said else ""


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
    both = wide.reindex(columns=[advised or "", other or ""])
    gap = (both.iloc[:, 0] - both.iloc[:, 1]).sum(skipna=False)
    table = parts[parts["scenario"] == other].merge(criteria, on="criterion")
    low, scale = table["worst"], (table["best"] - table["worst"]) / table["points"]
    needed = table["likely"] + gap
    told = table.assign(Nu=low + table["likely"] * scale, Nodig=low + needed * scale)
    able = needed.le(table["points"]) & (gap > 0)
    told = told.sort_values("points", ascending=False, kind="stable")
    return told.loc[able, ["criterion", "unit", "Nu", "Nodig"]].reset_index(drop=True)


def known_then(table: Table, client: str, year: int) -> Table:
    """Keep the rows about other clients that were known in a year; columns client and year."""
    return table[table["year"].le(year) & table["client"].ne(client)]


def turn_in_words(needed: Table, ranked: Table, advised: str | None, other: str | None) -> str:
    """Say what must be true of the other alternative (rows of `to_win`) to tie, smallest first."""
    points = ranked.set_index("scenario")["likely"].astype(float)
    if other is None or not points.get(advised, np.nan) > points[other]:
        return ""
    told = [
        f"{row.criterion} {dutch.loose(row.Nodig)} is (geraamd: {dutch.loose(row.Nu)}; {row.unit})"
        for row in needed.head(3).itertuples()
    ]
    if not told:
        return f"Geen hogere score op één criterium is genoeg om {named(other)} gelijk te trekken."
    return f"{named(other)} komt gelijk als {dutch.listing(told, 'of')}."


def facts(tables: Mapping[str, Table], triggers: Table) -> set[str]:
    """Return the triggers (trigger, table, test) with a row in their table that meets the test."""
    met = [len(tables[row.table].query(row.test, engine="python")) > 0
           for row in triggers.itertuples()]  # fmt: skip
    return set(triggers.loc[met, "trigger"])
