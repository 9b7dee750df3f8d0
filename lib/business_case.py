"""Count what each scenario costs or yields, for whom, against unchanged policy.

The result of a scenario is an advantage in euro: cost of the null scenario minus cost of the
scenario, so plus is better off. Costs per partner and year come from `cash_flow.per_year`.

- Budget: the first four budget years, undiscounted (what a council votes on).
- Net present value (NPV): every year up to the horizon x (1 + r)^-(year - first budget year). The
  first budget year counts in full; r is real, so amounts are in prices of one year.
- Range: all rows of the scenario turn out unfavourable (low) or favourable (high) together,
  against the likely null. The null's own range is left out: its rows and those of a scenario
  share their causes, so subtracting range from range would count the same doubt twice. Rows that
  a scenario shares with the null have no range at all (`cash_flow.settled`).

Sources: Handreiking MKBA and Werkgroep discontovoet 2020 for the real rate; the guideline that a
joint arrangement states the contribution per participant for four years.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from lib import dutch, evidence, frames
from lib.cash_flow import AMOUNTS, JOINT, KINDS, SAVING

Table = pd.DataFrame
Weight = Callable[[pd.Series], pd.Series]  # years in, what an euro of that year counts for out
BUDGET_YEARS = 4
MOST_NAMES = 3  # more partners are counted instead of named
EXIT_SHARES = (1.0, 0.8, 0.6, 0.4, 0.2)  # of a yearly contribution, in the years after leaving


def within(first_year: int) -> Weight:
    """Count the budget years in full and no other year."""
    last_year = first_year + BUDGET_YEARS - 1
    return lambda year: year.between(first_year, last_year).astype(float)


def discounted(first_year: int, horizon: int, rate_pct: float = 0.0) -> Weight:
    """Count a year less the later it comes, and nothing after the horizon (years)."""
    rate = 1 + rate_pct / 100
    return lambda year: (year < first_year + horizon) * rate ** -(year - first_year).astype(float)


# ---------------------------------------------------------------------- results


def effect(flows: Table, null: str | None, weight: Weight) -> Table:
    """Return what each scenario does to each partner, each year weighed, in euro.

    Weighed `within` the budget years it is the effect on four budgets, `discounted` the net
    present value: years before the first budget year count a little more than 1.

    Columns scenario, partner, low_eur, likely_eur, high_eur; plus is an advantage over the null
    scenario. Empty when the null scenario has no cash flows: there is nothing to compare with.
    """
    if not flows["scenario"].eq(null).any():
        return flows[["scenario", "partner", *AMOUNTS]].iloc[:0]
    keys = ["scenario", "partner"]
    every = pd.MultiIndex.from_product([_in_order(flows), flows["partner"].unique()], names=keys)
    weighed = flows[AMOUNTS].mul(weight(flows["year"]), axis=0).join(flows[keys])
    cost = weighed.groupby(keys).sum().reindex(every, fill_value=0.0)
    base = cost.loc[null, "likely_eur"]
    swapped = cost[AMOUNTS[::-1]].set_axis(AMOUNTS, axis=1)  # a high cost is a low advantage
    gains = swapped.rsub(base, axis=0, level="partner")
    return gains.drop(index=null, level="scenario").reset_index()


def _in_order(flows: Table) -> list[str]:
    return list(flows.sort_values("row")["scenario"].unique())


def together(effect: Table) -> Table:
    """Return the effect of each scenario for all partners together (scenario and amounts)."""
    return effect.groupby("scenario", sort=False, as_index=False)[AMOUNTS].sum()


def losers(effect: Table) -> Table:
    """Return the rows where a partner is likely a euro or more worse off, largest loss first."""
    return effect[effect["likely_eur"] <= -1].sort_values("likely_eur").reset_index(drop=True)


def one_off_and_structural(flows: Table, null: str | None, first_year: int, horizon: int) -> Table:
    """Return one-off and yearly amounts per scenario, all partners together, likely, in euro.

    Columns: scenario, one_off_eur (up to the horizon), structural_eur_per_year and
    saving_eur_per_year in the last of the four budget years (when the transition is over), and
    effect_eur_per_year: the yearly advantage over the null scenario in that year.
    """
    last, saving = flows["year"] == first_year + BUDGET_YEARS - 1, flows["kind"] == SAVING
    counted = {
        "one_off_eur": flows["one_off"] & (flows["year"] < first_year + horizon),
        "structural_eur_per_year": last & ~flows["one_off"] & ~saving,
        "saving_eur_per_year": last & saving,
    }
    amounts = {name: flows["likely_eur"].where(rows, 0.0) for name, rows in counted.items()}
    amounts["saving_eur_per_year"] *= -1
    table = pd.DataFrame(amounts).groupby(flows["scenario"]).sum().reindex(_in_order(flows))
    net = table["structural_eur_per_year"] - table["saving_eur_per_year"]
    return table.assign(effect_eur_per_year=net.get(null, np.nan) - net).reset_index()


def by_kind(flows: Table, first_year: int, horizon: int) -> Table:
    """Return what each scenario costs per kind and partner up to the horizon, in euro.

    Columns scenario, kind, partner and likely_eur, undiscounted; a saving is negative. A kind
    without a row is not there: nobody may have looked into it.
    """
    keys, counted = ["scenario", "kind", "partner"], flows["year"] < first_year + horizon
    table = flows[counted].groupby(keys, sort=False, as_index=False)["likely_eur"].sum()
    return table.sort_values("kind", key=frames.place(KINDS), kind="stable")


def side_by_side(amounts: Table, row: str, null: str | None) -> Table:
    """Return amounts as text, a column per scenario, with the total; nothing there is `geen`."""
    wide = amounts.pivot_table("likely_eur", row, "scenario", "sum", sort=False)
    names = sorted(wide, key=lambda name: name != null)
    wide = pd.concat([wide, wide.sum().to_frame("samen").T]).rename_axis(row)
    written = wide[names].round(-2).map(dutch.number).replace(dutch.MISSING, "geen")
    return written.rename_axis(columns=None).reset_index()


def exit_sums(cash_flows: Table, flows: Table, scenario: str | None, first_year: int) -> Table:
    """Return what leaving costs each partner: its contribution over five years, falling by 20%.

    Columns partner, contribution_eur_per_year (its share of the joint amounts that return each
    year, in the last of the four budget years) and exit_eur. Source: one of the methods that the
    Raad van State accepted (2016); the first year counts in full.
    """
    own = contributions(cash_flows, flows, scenario, first_year)
    paid = own.groupby("partner", sort=False)["likely_eur"].sum()
    table = {"contribution_eur_per_year": paid, "exit_eur": sum(EXIT_SHARES) * paid}
    return pd.DataFrame(table).reset_index()


def contributions(cash_flows: Table, flows: Table, scenario: str | None, first_year: int) -> Table:
    """Return the flows of joint amounts that return each year, in the last budget year."""
    joint = cash_flows.reset_index(drop=True)["partner"].eq(JOINT)
    last = flows["year"].eq(first_year + BUDGET_YEARS - 1) & ~flows["one_off"]
    return flows[last & flows["row"].map(joint) & flows["scenario"].eq(scenario)]


def beside_decline(budget: Table, ahead: Table, cost: float, unit: str, first_year: int) -> Table:
    """Return what four budget years bring per inhabitant or pupil, beside what fewer of them cost.

    Columns scenario and advantage_eur. The first row is the decline: the same cost (euro per
    year) over fewer people than in the first year of `ahead` (`photo.forecast`), added up over
    the four years. Empty where their number is not known in all four or does not fall.
    """
    size = ahead.set_index("year")["value"]
    four = size.reindex(range(first_year, first_year + BUDGET_YEARS))
    lost = (cost / size[:1].sum() - cost / four).sum(skipna=False) if len(size) else np.nan
    gains = together(budget).set_index("scenario")["likely_eur"] / four.mean()
    every = pd.concat([pd.Series({f"minder {unit}": lost}), gains]).rename_axis("scenario")
    table = every.rename("advantage_eur").reset_index()
    return table if lost < 0 else table.iloc[:0]


def investments_per_year(investments: Table) -> Table:
    """Return the investments as year, programme and amount_eur, oldest year first."""
    programme = investments["programme"].fillna(investments["investment"])
    return investments.groupby(["year", programme])["amount_eur"].sum().reset_index()


# ---------------------------------------------------------------------- rows behind a result


def against_null(flows: Table, scenario: str | None, null: str | None) -> Table:
    """Return the flows of scenario and null; those of the scenario count against the advantage.

    Without flows of both there is no advantage: nothing counts.
    """
    kept = flows[flows["scenario"].isin({scenario, null})]
    sign = np.where(kept["scenario"] == null, 1.0, -1.0)
    both = kept["scenario"].nunique() == 2
    return kept.assign(multiplier=kept["multiplier"] * sign if both else 0.0)


def behind(cash_flows: Table, flows: Table, weight: Weight, number_id: str, label: str) -> Table:
    """Return the delivered rows behind a sum of flows, their years together in one factor."""
    factor = (flows["multiplier"] * weight(flows["year"])).groupby(flows["row"]).sum()
    factor = factor[factor != 0]
    delivered = cash_flows.reset_index(drop=True).loc[factor.index]
    first, last = delivered["first_year"].astype("str"), delivered["last_year"].astype("str")
    told = delivered.assign(years=first.where(first == last, first + " tot en met " + last))
    what = ["scenario", "partner", "item", "kind", "years"]
    return evidence.rows(told, number_id, label, "€", "likely_eur", what, factor)


# ---------------------------------------------------------------------- in words


def budget_in_words(effect: Table, scenario: str | None, null: str | None = None) -> str:
    """Say who pays more with a scenario than under unchanged policy, in the first four years."""
    own = effect[effect["scenario"] == scenario]
    lost = losers(own)
    if scenario is None or scenario == null:
        return "" if scenario is None else "Bij ongewijzigd beleid blijft de begroting gelijk."
    if own.empty:
        return f"Wat {scenario} kost, is niet berekend: kasstromen ontbreken."
    if lost.empty:
        risk = ", tenzij het tegenvalt" if (own["low_eur"] <= -1).any() else ""
        return f"Met {scenario} betaalt in de eerste vier jaar niemand meer{risk}."
    pairs = zip(lost["partner"], lost["likely_eur"], strict=True)
    told = dutch.listing(f"{partner} ({dutch.eur_short(-value)})" for partner, value in pairs)
    who = told if len(lost) <= MOST_NAMES else f"{len(lost)} van de {len(own)} deelnemers"
    return f"Met {scenario} in de eerste vier jaar duurder uit: {who}."


def losers_in_words(effect: Table) -> str:
    """Say who pays most extra in any of the scenarios."""
    lost = losers(effect)
    if lost.empty:
        return "Waar kasstromen van zijn, betaalt in vier jaar naar verwachting niemand meer."
    worst, amount = lost.iloc[0], dutch.eur_short(-lost["likely_eur"].iloc[0])
    return f"{worst['partner']} betaalt het meest extra: {amount} bij {worst['scenario']}."


def npv_in_words(effect: Table, scenario: str | None, horizon: int) -> str:
    """Say what a scenario yields or costs over the horizon, and who loses."""
    own = effect[effect["scenario"] == scenario]
    low, likely, high = own[AMOUNTS].sum()
    amount = dutch.eur_short(abs(likely))
    verdict = f"{amount} {'voordeel' if likely > 0 else 'extra kosten'}"
    verdict = verdict if abs(likely) >= 1 else "geen verschil"
    doubt = ", maar het kan ook andersom uitvallen" if low < 0 < high and abs(likely) >= 1 else ""
    lost = dutch.listing(losers(own)["partner"]) or "niemand"
    return f"{scenario} geeft in {horizon} jaar {verdict}{doubt}. Slechter af: {lost}."


def beside_decline_in_words(table: Table) -> str:
    """Say whether any scenario yields as much as the decline costs."""
    lost, gains = table["advantage_eur"][:1].sum(), table[1:]
    best, most = dutch.extreme(gains, "scenario", "advantage_eur")
    side = "meer" if -lost > most else "niet meer"
    cause = "".join(table["scenario"][:1])
    amounts = f"{dutch.eur(-lost)} tegen {dutch.eur(most)}"
    told = f"{dutch.capital(cause)} kost in deze jaren {side} dan een alternatief oplevert"
    return f"{told}: {amounts} bij {best}."


def without_flows_in_words(flows: Table, names: list[str], null: str | None) -> str:
    """Name the compared scenarios without cash flows; empty text when all or none have any."""
    bare = [name for name in names if len(flows) and name not in set(flows["scenario"])]
    if null in bare:
        return f"Van {null} zijn geen kasstromen: op geld is niets vergeleken."
    return f"Zonder kasstromen, dus niet op geld vergeleken: {dutch.listing(bare)}." * bool(bare)


def best_in_words(effect: Table, horizon: int, null: str | None) -> str:
    """Say which of some scenarios yields most over the horizon, or that none yields anything."""
    best, worth = dutch.extreme(together(effect), "scenario", "likely_eur")
    told = f"het gunstigst: {best} ({dutch.eur_short(worth)})"
    told = told if worth >= 1 else f"niets gunstiger dan {null}"
    return f"Van wat overblijft is over {horizon} jaar samen {told}." if best else ""


def structure_in_words(table: Table) -> str:
    """Say who starts cheapest and who yields most per year (`one_off_and_structural`)."""
    cheap, start = dutch.extreme(table, "scenario", "one_off_eur", lowest=True)
    best, yearly = dutch.extreme(table, "scenario", "effect_eur_per_year")
    more = f"; het meeste voordeel per jaar: {best} ({dutch.eur_short(yearly)})"
    told = f"{cheap} ({dutch.eur_short(start)}){more if yearly >= 1 else ''}"
    return f"Eenmalig het laagst van wat nieuw is en overblijft: {told}." if cheap else ""


def terms_in_words(first_year: int, rate_pct: float, price_year: int, joint_key: str) -> str:
    """Say how the amounts over the horizon were made comparable."""
    key = "in gelijke delen" if joint_key == "gelijk" else f"naar het aantal {joint_key}"
    rate = f"{dutch.number(rate_pct, 2).rstrip('0').rstrip(',')}%"
    return (
        f"Prijzen van {price_year}. Teruggerekend naar {first_year} met {rate} per jaar. "
        f"Gezamenlijke bedragen verdeeld {key}."
    )
