"""Count what doubt about amounts does to the net present value (NPV) of each scenario.

The NPV is linear in the amounts, and an amount is low + z x (high - low). z is a draw from 0 to 1,
triangular with its top at the likely amount. Rows with the same `factor` (a shared cause) come out
high or low together, also those of the null scenario; without a factor rows of the same item and
partner do. What both sides share thus falls away from the difference. `Model` holds

    NPV[column] = start[column] + sum over z of z x effect[z, column]

with a column per (scenario, partner) or, after `together`, per scenario. Amounts are euro against
the null scenario; plus is an advantage. Rates, years and signs are those of `lib.business_case`.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd

from lib import dutch, evidence
from lib.business_case import Weight
from lib.cash_flow import AMOUNTS, SAVING

Table = pd.DataFrame
Array = np.ndarray
BLOCK = 8192  # draws at a time: what is worked on stays in the fast memory
CENT = 0.01  # euro; less is no swing
GRID = 2000  # points on which a draw of one cause is followed when no chance is needed
NEVER = "niet in de looptijd"
MOST_CAUSES = 6  # of which every combination becomes a future: 3 to the power of this


class Model(NamedTuple):
    """NPV as a linear form: see the module. A row of `effect` (index cause) has its `top` of z."""

    start: pd.Series
    effect: Table
    top: Array

    @property
    def likely(self) -> pd.Series:
        """Return the NPV when every amount is as likely."""
        return self.start + self.top @ self.effect

    @property
    def mean(self) -> pd.Series:
        """Return the expected NPV; other than likely when ranges are lopsided."""
        return self.start + (1 + self.top) / 3 @ self.effect


def model(cash_flows: Table, flows: Table, null: str, weight: Weight) -> Model:
    """Return the NPV per scenario and partner as a linear form of what is uncertain.

    Parameters
    ----------
    cash_flows : DataFrame
        Table `cash_flows` as delivered, with `factor`.
    flows : DataFrame
        The same rows from `cash_flow.per_year` (`row` is the place of the delivered row).
    null : str
        The null scenario, which must have cash flows.
    weight : callable
        Such as `business_case.discounted(first_year, horizon, rate_pct)`.
    """
    rows, keys = cash_flows.reset_index(drop=True), ["scenario", "partner"]
    if not flows["scenario"].eq(null).any():  # nothing to compare with: no column at all
        columns = pd.MultiIndex.from_product([[], []], names=keys)
        none = pd.DataFrame(index=pd.Index([], name="cause"), columns=columns, dtype=float)
        return Model(none.sum(), none, np.empty(0))
    years = flows["multiplier"] * weight(flows["year"])
    sums = years.groupby([flows[name] for name in ["row", *keys]]).sum()
    order = [flows.sort_values("row")["scenario"].unique(), flows["partner"].unique()]
    every = pd.MultiIndex.from_product(order, names=keys)
    cost = sums.unstack(keys).reindex(columns=every).fillna(0.0)
    effect = -cost.drop(columns=null, level=0)
    effect += cost[null].reindex(columns=effect.columns, level=1)
    low, likely, high = (rows.loc[effect.index, name].astype(float) for name in AMOUNTS)
    cause = _cause(rows)
    top = ((likely - low) / (high - low)).rename("top")  # missing when nothing moves
    moving = effect.mul(high - low, axis=0).groupby([cause.loc[effect.index], top], sort=False)
    found = moving.sum()
    tops = found.index.get_level_values("top").to_numpy(float)
    return Model(low @ effect, found.droplevel("top"), tops)


def together(one: Model) -> Model:
    """Return the model per scenario, all partners together."""
    start, effect = (of.groupby("scenario", sort=False).sum() for of in (one.start, one.effect.T))
    return Model(start, effect.T, one.top)


def only(one: Model, names: Iterable[str]) -> Model:
    """Return the model of the named scenarios: those that may still be chosen."""
    kept = [name for name in names if name in one.effect]
    touched = one.effect[kept].ne(0).any(axis=1).to_numpy(bool)
    return Model(one.start[kept], one.effect.loc[touched, kept], one.top[touched])


def _cause(rows: Table) -> pd.Series:
    return rows["factor"].fillna(rows["item"] + " (" + rows["partner"] + ")").rename("cause")


# ---------------------------------------------------------------------- chances


def triangular(even: Array, top: Array | float) -> Array:
    """Turn draws that are even on 0-1 into triangular ones on 0-1 with their top at `top`."""
    rising, falling = np.sqrt(even * top), 1 - np.sqrt((1 - even) * (1 - top))
    return np.where(even < top, rising, falling)


def streams(names: Iterable[str], seed: int) -> list[np.random.Generator]:
    """Give each name its own source of draws, the same whatever the other names are."""
    return [np.random.default_rng((seed, crc32(name.encode()))) for name in names]


def draws(one: Model, size: int = 100_000, seed: int = 1) -> Table:
    """Return drawn NPVs: a row per draw, the columns of the model, in euro.

    Each cause meets the same draws in all scenarios, whatever the other causes are (common random
    numbers), and the same seed gives the same draws.
    """
    code, names = one.effect.index.factorize()
    sources = streams(names, seed)
    found, effect = np.empty((size, len(one.start))), one.effect.to_numpy()
    for at in range(0, size, BLOCK):
        block = min(BLOCK, size - at)
        even = np.reshape([source.random(block) for source in sources], (len(names), block))
        drawn = triangular(even[code], one.top[:, None])
        np.matmul(drawn.T, effect, out=found[at : at + BLOCK])
    found += one.start.to_numpy()
    return pd.DataFrame(found, columns=one.start.index, copy=False)


def chances(drawn: Table) -> Table:
    """Return per column of the draws p10_eur, p50_eur, p90_eur and chance: P(NPV > 0), 0-1.

    In 10% of the draws the NPV is below P10. The standard error of a chance p from n draws is
    sqrt(p (1 - p) / n).
    """
    points = {f"p{share}_eur": share / 100 for share in (10, 50, 90)}
    found = drawn.quantile(list(points.values())).set_axis(list(points)).T
    return found.assign(chance=(drawn > 0).mean()).reset_index()


def may_show_chances(cash_flows: Table, chance_grade_pct: float) -> bool:
    """Tell whether enough money (percent of likely amounts, all years) is of grade A or B."""
    years = cash_flows["last_year"] - cash_flows["first_year"] + 1
    money = cash_flows.assign(money=cash_flows["likely_eur"] * years.astype(float))
    known = 100 * evidence.grade_shares(money, "money")[["A", "B"]].sum()
    return bool(known > 0 and known >= chance_grade_pct)


# ---------------------------------------------------------------------- what matters most


def tornado(one: Model, scenario: str, rival: str | None = None) -> Table:
    """Return per cause the NPV of a scenario, in euro, with only its amounts low or high.

    Columns cause, low_eur, likely_eur and high_eur, largest swing first; the rest is likely. With
    a rival the gap between the two. Empty when the model does not have them both, such as the
    null scenario, of which the NPV is zero.
    """
    if not {scenario, rival or scenario} <= set(one.effect):
        return pd.DataFrame(columns=["cause", *AMOUNTS])
    effect, base = one.effect[scenario], one.likely[scenario]
    if rival is not None:
        effect, base = effect - one.effect[rival], base - one.likely[rival]
    ends = {"low_eur": effect * -one.top, "high_eur": effect * (1 - one.top)}
    table = base + pd.DataFrame(ends).groupby(level="cause", sort=False).sum()
    table.insert(1, "likely_eur", base)  # the same on every row: where a bar changes colour
    swing = (table["high_eur"] - table["low_eur"]).abs()
    swing = swing[swing >= CENT].sort_values(ascending=False, kind="stable")
    return table.loc[swing.index].reset_index()


def items(cash_flows: Table, causes: Iterable[str]) -> Table:
    """Return per cause the items that come out high or low with it: cause and items."""
    names = cash_flows["item"].groupby(_cause(cash_flows), sort=False).unique().map(dutch.listing)
    return names.reindex(list(causes)).rename("items").rename_axis("cause").reset_index()


def value_of_information(one: Model, least: float = 0.0) -> Table:
    """Return per cause what looking it up first is worth (EVPPI): cause, value_eur, most first.

    The expected gain of choosing again once this cause is known. No draws are needed: given one
    cause the expected NPV is known exactly, so only that cause is followed over its range. `least`
    is the NPV of unchanged policy: minus infinity where that may not be chosen.
    """
    even = (np.arange(GRID) + 0.5) / GRID
    mean, rows = one.mean.to_numpy(), []
    for cause in one.effect.index.unique():
        own = one.effect.index == cause
        drawn = triangular(even, one.top[own, None])
        known = mean + (drawn - drawn.mean(axis=1, keepdims=True)).T @ one.effect[own].to_numpy()
        gain = known.max(axis=1).clip(min=least).mean() - max(mean.max(), least)
        rows.append((cause, max(gain, 0.0)))
    table = pd.DataFrame(rows, columns=["cause", "value_eur"])
    return table.sort_values("value_eur", ascending=False, kind="stable", ignore_index=True)


def value_of_phasing(before: Model, after: Model, size: int = 100_000, seed: int = 1) -> pd.Series:
    """Return per scenario what a gate with a real choice to stop is worth, in euro (0 or more).

    Parameters
    ----------
    before, after : Model
        Of the years before the gate and from the gate on, all partners together.

    Notes
    -----
    At the gate the causes of all amounts before it are known, the others are not. Who stops goes
    back to the costs of unchanged policy from that year, without further cost. So one stops when
    the expected NPV of what is left is below zero, and gains what that would have cost.
    """
    value = {}
    for scenario, effect in after.effect.items():
        early = before.effect.index[before.effect[scenario] != 0]
        seen = effect.index.isin(early)
        rest = after.start[[scenario]] + (1 + after.top[~seen]) / 3 @ effect[~seen]
        known = Model(rest, effect[seen].to_frame(), after.top[seen])
        value[scenario] = draws(known, size, seed)[scenario].clip(upper=0).abs().mean()
    return pd.Series(value, name="value_eur").rename_axis("scenario")


# ---------------------------------------------------------------------- without chances


def futures(one: Model) -> Table:
    """Return the NPV in every combination of low, likely and high of the largest causes.

    A row per future, a column per scenario, in euro; other causes are likely.
    """
    causes = one.effect.index
    swing = one.effect.groupby(level="cause", sort=False).sum().abs().max(axis=1)
    found = one.likely.to_frame().T
    for cause in swing.nlargest(MOST_CAUSES).index:
        own, top = one.effect[causes == cause], one.top[causes == cause]
        found = pd.concat([found + step @ own for step in (-top, 0 * top, 1 - top)])
    return found.reset_index(drop=True)


def regret(outcomes: Table, null: str | None) -> Table:
    """Return the largest regret per scenario over the futures, smallest first.

    Columns scenario and regret_eur: the best NPV in a future less its own. The null scenario
    takes part with an NPV of zero.
    """
    all_ = outcomes.assign(**({null: 0.0} if null else {}))
    worst = all_.sub(all_.max(axis=1), axis=0).abs().max().rename("regret_eur")
    return worst.rename_axis("scenario").sort_values(kind="stable").reset_index()


def earning(flows: Table, null: str, weight: Weight) -> Table:
    """Return per scenario when it has paid itself back and with which saving, at likely amounts.

    Columns scenario; payback, the first year from which the discounted advantage over the null
    scenario, added up, stays zero or more (in words); saving_eur (as planned, discounted);
    break_even_pct, the part of the plan at which the NPV is nil (NaN without saving); and
    break_even_cost_pct, the same as a share of what the null scenario costs. Empty without it.
    """
    if not flows["scenario"].eq(null).any():
        return pd.DataFrame(columns=["scenario", "payback", "saving_eur", "break_even_pct"])
    eur, scenario = flows["likely_eur"] * weight(flows["year"]), flows["scenario"]
    saved = -eur.where(flows["kind"] == SAVING, 0.0)
    cost, saving = (of.groupby(scenario, sort=False).sum() for of in (eur, saved))
    yearly = eur.groupby([scenario, flows["year"]]).sum().unstack(fill_value=0.0)
    gained = (yearly.loc[null] - yearly).cumsum(axis=1) >= -0.5
    lasting = gained.iloc[:, ::-1].cummin(axis=1).iloc[:, ::-1]
    year = lasting.idxmax(axis=1).astype("str").where(lasting.any(axis=1), NEVER)
    needed = (cost + saving - cost[null]).clip(lower=0)
    table = pd.DataFrame({"payback": year.reindex(cost.index), "saving_eur": saving})
    table["break_even_pct"] = 100 * needed / saving.where(saving > 0)
    table["break_even_cost_pct"] = 100 * needed / cost[null]
    return table.drop(index=null).reset_index()


# ---------------------------------------------------------------------- in words


def turning_in_words(causes: Table) -> str:
    """Say which cause of a tornado matters most, and which may turn the outcome around."""
    if causes.empty:
        return ""
    low, high = map(dutch.eur_short, sorted(causes.loc[0, ["low_eur", "high_eur"]]))
    turning = dutch.listing(causes.loc[causes["low_eur"] * causes["high_eur"] < 0, "cause"], "of")
    turned = f"Omdraaien kan door {turning}." if turning else "Geen oorzaak alleen draait dit om."
    return f"Het zwaarst telt: {causes['cause'][0]}, van {low} tot {high}. {turned}"


def break_even_in_words(table: Table, scenario: str | None) -> str:
    """Say how much of its planned saving a scenario needs to be no dearer than the null."""
    needed = table.set_index("scenario")["break_even_pct"].get(scenario, -1.0)
    if pd.isna(needed) or needed < 0:
        return f"{scenario} rekent niet op een besparing." if pd.isna(needed) else ""
    if not needed:
        return f"Ook zonder besparing is {scenario} over de hele looptijd niet duurder."
    if needed > 100:
        return f"Ook met de hele besparing is {scenario} over de hele looptijd duurder."
    share = dutch.percent(math.ceil(needed))
    said = f"{scenario} is over de hele looptijd niet duurder"
    return f"{said} zodra {share} van de geplande besparing lukt."


def information_in_words(values: Table) -> str:
    """Say which figure to look up first (`value_of_information`)."""
    first, most = dutch.extreme(values, "cause", "value_eur")
    told = f"Zoek eerst uit: {first}. Dat is voor de keuze op geld {dutch.eur_short(most)} waard."
    return told if most >= 1 else "Geen enkel cijfer alleen verandert de keuze op geld."


def regret_in_words(table: Table) -> str:
    """Say which scenario has the smallest largest regret."""
    names, most = dutch.extreme(table, "scenario", "regret_eur", lowest=True)
    told = f"De minste spijt achteraf: {names}, ten hoogste {dutch.eur_short(most)}."
    return told if most >= 1 else f"In elke doorgerekende toekomst het gunstigst: {names}."


def phasing_in_words(values: pd.Series, year: int) -> str:
    """Say what a real choice to stop in a year is worth (`value_of_phasing`)."""
    names, most = dutch.extreme(values.reset_index(), "scenario", "value_eur")
    if not most >= 1:
        return f"Wie in {year} opnieuw kiest, heeft op geld geen reden om te stoppen."
    return f"Kunnen stoppen in {year} is het meest waard bij {names}: {dutch.eur_short(most)}."
