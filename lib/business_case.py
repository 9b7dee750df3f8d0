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

import numpy as np
import pandas as pd

from lib import dutch, evidence
from lib.cash_flow import AMOUNTS, SAVING, per_year

BUDGET_YEARS = 4


def budget_effect(
    flows: pd.DataFrame, null: str | None, first_year: int, years: int = BUDGET_YEARS
) -> pd.DataFrame:
    """Return what each scenario does to each partner's budget in the first years, in euro.

    Columns scenario, partner, low_eur, likely_eur, high_eur; plus is an advantage over the null
    scenario. Empty when the null scenario has no cash flows: there is nothing to compare with.
    """
    return _advantage(flows, null, _within(first_year, years))


def npv(
    flows: pd.DataFrame, null: str | None, first_year: int, horizon: int, rate_pct: float
) -> pd.DataFrame:
    """Return the net present value against the null scenario, in euro of the price year.

    Columns as in `budget_effect`. Years before the first budget year count as well (they weigh a
    little more than 1), years after the horizon do not.
    """
    return _advantage(flows, null, _discount(first_year, horizon, rate_pct))


def together(effect: pd.DataFrame) -> pd.DataFrame:
    """Return the effect of each scenario for all partners together (scenario and amounts)."""
    return effect.groupby("scenario", sort=False, as_index=False)[AMOUNTS].sum()


def losers(effect: pd.DataFrame) -> pd.DataFrame:
    """Return the rows where a partner is likely a euro or more worse off, largest loss first."""
    return effect[effect["likely_eur"] <= -1].sort_values("likely_eur").reset_index(drop=True)


def one_off_and_structural(
    flows: pd.DataFrame, null: str | None, first_year: int, horizon: int
) -> pd.DataFrame:
    """Return one-off and yearly amounts per scenario, all partners together, likely, in euro.

    Columns: scenario, one_off_eur (up to the horizon), structural_eur_per_year and
    saving_eur_per_year in the last of the four budget years (when the transition is over), and
    effect_eur_per_year: the yearly advantage over the null scenario in that year.
    """
    last = flows[flows["year"] == first_year + BUDGET_YEARS - 1]
    running, saved = ~last["one_off"], last["kind"] == SAVING
    yearly = pd.DataFrame(
        {
            "structural_eur_per_year": _by_scenario(last[running & ~saved]),
            "saving_eur_per_year": 0.0 - _by_scenario(last[saved]),
        }
    )
    once = flows[flows["one_off"] & (flows["year"] < first_year + horizon)]
    names = pd.Index(_in_order(flows, "scenario"), name="scenario")
    table = yearly.reindex(names).fillna(0.0)
    table.insert(0, "one_off_eur", _by_scenario(once).reindex(names).fillna(0.0))
    net = table["structural_eur_per_year"] - table["saving_eur_per_year"]
    table["effect_eur_per_year"] = net.get(null, np.nan) - net
    return table.reset_index()


def investments_per_year(investments: pd.DataFrame) -> pd.DataFrame:
    """Return the investments as year, programme and amount_eur, oldest year first."""
    named = investments.assign(
        programme=investments["programme"].fillna(investments["investment"])
    )
    return named.groupby(["year", "programme"], as_index=False)["amount_eur"].sum()


def budget_evidence(
    cash_flows: pd.DataFrame,
    partners: pd.DataFrame,
    scenario: str,
    partner: str | None,
    *,
    null: str | None,
    joint_key: str,
    first_year: int,
    years: int = BUDGET_YEARS,
    number_id: str | None = None,
) -> pd.DataFrame:
    """Return the rows behind the budget effect of a scenario for a partner (None: all)."""
    flows = per_year(cash_flows, partners, joint_key)
    return _behind(
        cash_flows,
        _compared(flows, scenario, partner, null),
        _within(first_year, years),
        number_id or f"begroting-{_slug(partner)}",
        f"Gevolg voor de begroting van {partner or 'alle deelnemers samen'} in {years} jaar",
    )


def npv_evidence(
    cash_flows: pd.DataFrame,
    partners: pd.DataFrame,
    scenario: str,
    partner: str | None = None,
    *,
    null: str | None,
    joint_key: str,
    first_year: int,
    horizon: int,
    rate_pct: float,
    number_id: str | None = None,
) -> pd.DataFrame:
    """Return the rows behind the net present value of a scenario (partner None: all together)."""
    flows = per_year(cash_flows, partners, joint_key)
    return _behind(
        cash_flows,
        _compared(flows, scenario, partner, null),
        _discount(first_year, horizon, rate_pct),
        number_id or f"contante-waarde-{_slug(partner)}",
        f"Voordeel over {horizon} jaar voor {partner or 'alle deelnemers samen'}",
    )


def one_off_evidence(
    cash_flows: pd.DataFrame,
    partners: pd.DataFrame,
    scenario: str,
    partner: str | None = None,
    *,
    joint_key: str,
    first_year: int,
    horizon: int,
    number_id: str | None = None,
) -> pd.DataFrame:
    """Return the rows behind the one-off cost of a scenario (partner None: all together)."""
    flows = per_year(cash_flows, partners, joint_key)
    once = flows[flows["one_off"] & (flows["scenario"] == scenario)]
    return _behind(
        cash_flows,
        once if partner is None else once[once["partner"] == partner],
        lambda year: (year < first_year + horizon).astype(float),
        number_id or f"eenmalig-{_slug(partner)}",
        f"Eenmalige kosten van {scenario}",
    )


def budget_in_words(effect: pd.DataFrame, scenario: str | None, null: str | None = None) -> str:
    """Say who pays more with a scenario than under unchanged policy, in the first four years."""
    if scenario is None:
        return ""
    if scenario == null:
        return "Bij ongewijzigd beleid gaat niemand meer of minder betalen dan voorzien."
    own = effect[effect["scenario"] == scenario]
    if own.empty:
        return f"Wat {scenario} kost, is niet berekend: kasstromen ontbreken."
    lost = losers(own)
    start = f"Met {scenario} {dutch.plural(len(lost), 'betaalt', 'betalen')}"
    if lost.empty:
        risk = ", tenzij het tegenvalt" if (own["low_eur"] <= -1).any() else ""
        return f"Met {scenario} betaalt in de eerste vier jaar niemand meer{risk}."
    if len(lost) > 3:
        return f"{start} {len(lost)} van de {len(own)} deelnemers in de eerste vier jaar meer."
    told = [
        f"{partner} ({dutch.eur_short(-value)})"
        for partner, value in zip(lost["partner"], lost["likely_eur"], strict=True)
    ]
    return f"{start} in de eerste vier jaar meer: {dutch.listing(told)}."


def losers_in_words(effect: pd.DataFrame) -> str:
    """Say in how many scenarios somebody pays more, and who pays most extra."""
    lost = losers(effect)
    if effect.empty:
        return "Het gevolg voor de begroting is niet berekend: kasstromen ontbreken."
    if lost.empty:
        return "In geen alternatief betaalt iemand in vier jaar naar verwachting meer."
    worst = lost.iloc[0]
    amount = dutch.eur_short(-worst["likely_eur"])
    return f"{worst['partner']} betaalt het meest extra: {amount} bij {worst['scenario']}."


def npv_in_words(
    effect: pd.DataFrame, scenario: str | None, horizon: int, null: str | None = None
) -> str:
    """Say what a scenario yields or costs over the horizon, and who loses."""
    if scenario is None:
        return "Het voordeel is niet berekend: er is geen scenario gekozen."
    if scenario == null:
        return "Ongewijzigd beleid is zelf de maat: het voordeel is nul."
    own = effect[effect["scenario"] == scenario]
    if own.empty:
        return f"Kasstromen ontbreken: wat {scenario} oplevert, is niet berekend."
    low, likely, high = own[AMOUNTS].sum()
    amount = dutch.eur_short(abs(likely))
    verdict = f"levert in {horizon} jaar {amount} op"
    if likely <= -1:
        verdict = f"kost in {horizon} jaar {amount} extra"
    elif likely < 1:
        verdict = f"scheelt in {horizon} jaar niets"
    doubt = ", maar het kan ook andersom uitvallen" if low < 0 < high and abs(likely) >= 1 else ""
    start = f"{scenario} {verdict}{doubt}."
    lost = losers(own)["partner"]
    if lost.empty:
        return f"{start} Niemand gaat er naar verwachting op achteruit."
    return f"{start} Slechter af: {dutch.listing(lost)}."


def structure_in_words(table: pd.DataFrame) -> str:
    """Say which scenario asks the most and which the least money at once."""
    once = table.set_index("scenario")["one_off_eur"] if len(table) else pd.Series(dtype=float)
    if once.empty:
        return "Er zijn geen kasstromen aangeleverd."
    if len(once) == 1:
        return f"{once.index[0]} vraagt {dutch.eur_short(once.iloc[0])} aan eenmalige kosten."
    if once.max() == once.min():
        return f"Alle scenario's vragen evenveel eenmalig geld: {dutch.eur_short(once.max())}."
    most = once.idxmax()
    return f"{most} vraagt de hoogste eenmalige kosten: {dutch.eur_short(once.max())}."


def investments_in_words(table: pd.DataFrame) -> str:
    """Say how much is invested and in which year the most."""
    if table.empty:
        return "Er zijn geen investeringen aangeleverd."
    by_year = table.groupby("year")["amount_eur"].sum()
    total = dutch.eur_short(by_year.sum())
    if len(by_year) == 1:
        return f"De investering van {total} valt in {by_year.index[0]}."
    top = by_year.index[by_year == by_year.max()]
    peak = f", het meest in {dutch.listing(top)}" if len(top) < len(by_year) else ""
    return f"De investeringen tellen op tot {total}{peak}."


def without_flows_in_words(flows: pd.DataFrame, names: list[str]) -> str:
    """Name the compared scenarios without cash flows; empty text when there are none."""
    bare = [name for name in names if name not in set(flows["scenario"])]
    if not bare:
        return ""
    verb = "heeft" if len(bare) == 1 else "hebben"
    return (
        f"{dutch.listing(bare)} {verb} geen kasstromen en "
        f"{dutch.plural(len(bare), 'is', 'zijn')} alleen op score vergeleken."
    )


def terms_in_words(first_year: int, rate_pct: float, price_year: int, joint_key: str) -> str:
    """Say how the amounts over the horizon were made comparable."""
    rate = dutch.loose(rate_pct, 1 if round(rate_pct, 1) == rate_pct else 2) + "%"
    key = "in gelijke delen" if joint_key == "gelijk" else f"naar het aantal {joint_key}"
    return (
        f"Prijzen van {price_year}. Teruggerekend naar {first_year} met "
        f"{rate} per jaar. Gezamenlijke bedragen verdeeld {key}."
    )


def _within(first_year: int, years: int):
    return lambda year: year.between(first_year, first_year + years - 1).astype(float)


def _discount(first_year: int, horizon: int, rate_pct: float):
    def factor(year: pd.Series) -> pd.Series:
        counted = (year < first_year + horizon).astype(float)
        return counted * (1 + rate_pct / 100) ** -(year - first_year).astype(float)

    return factor


def _advantage(flows: pd.DataFrame, null: str | None, weight) -> pd.DataFrame:
    """Weigh each year, add up per scenario and partner, and subtract from the likely null."""
    columns = ["scenario", "partner", *AMOUNTS]
    if flows.empty or null not in set(flows["scenario"]):
        return pd.DataFrame({name: pd.Series(dtype="str") for name in columns[:2]}).assign(
            **{name: pd.Series(dtype=float) for name in AMOUNTS}
        )
    every = pd.MultiIndex.from_product(
        [_in_order(flows, "scenario"), list(dict.fromkeys(flows["partner"]))],
        names=["scenario", "partner"],
    )
    cost = (
        flows[["scenario", "partner"]]
        .join(flows[AMOUNTS].mul(weight(flows["year"]), axis=0))
        .groupby(["scenario", "partner"])[AMOUNTS]
        .sum()
        .reindex(every, fill_value=0.0)
    )
    base = cost.loc[null, "likely_eur"].reindex(every.get_level_values("partner")).to_numpy()
    result = pd.DataFrame(
        {
            "low_eur": base - cost["high_eur"],
            "likely_eur": base - cost["likely_eur"],
            "high_eur": base - cost["low_eur"],
        }
    )
    return result.drop(index=null, level="scenario").reset_index()


def _compared(
    flows: pd.DataFrame, scenario: str, partner: str | None, null: str | None
) -> pd.DataFrame:
    """Keep the rows of scenario and null; those of the scenario count against the advantage."""
    names = set(flows["scenario"])
    if scenario == null or not {scenario, null} <= names:
        return flows.iloc[:0]
    kept = flows[flows["scenario"].isin([scenario, null])]
    kept = kept if partner is None else kept[kept["partner"] == partner]
    sign = np.where(kept["scenario"] == null, 1.0, -1.0)
    return kept.assign(multiplier=kept["multiplier"] * sign)


def _behind(
    cash_flows: pd.DataFrame, flows: pd.DataFrame, weight, number_id: str, label: str
) -> pd.DataFrame:
    """Bring the years of each delivered row together in one factor."""
    factor = (flows["multiplier"] * weight(flows["year"])).groupby(flows["row"]).sum()
    factor = factor[factor != 0]
    delivered = cash_flows.reset_index(drop=True).loc[factor.index]
    first, last = delivered["first_year"].astype(str), delivered["last_year"].astype(str)
    told = delivered.assign(years=first.where(first == last, first + " tot en met " + last))
    what = ["scenario", "partner", "item", "kind", "years"]
    return evidence.rows(told, number_id, label, "€", "likely_eur", what, factor=factor)


def _by_scenario(flows: pd.DataFrame) -> pd.Series:
    return flows.groupby("scenario", sort=False)["likely_eur"].sum()


def _in_order(flows: pd.DataFrame, column: str) -> list[str]:
    return list(dict.fromkeys(flows.sort_values("row")[column]))


def _slug(partner: str | None) -> str:
    return "totaal" if partner is None else "-".join(partner.lower().split())
