"""Turn cash flows into one row per partner and year, with joint amounts shared.

A cost counts positive and a saving negative, so low <= likely <= high reads from favourable to
unfavourable. A joint amount is shared in proportion to a count (the cost key).
"""

import numpy as np
import pandas as pd

from lib import dutch

JOINT = "gezamenlijk"
SAVING = "besparing"
ONE_OFF = ("eenmalig", "frictiekosten", "uittreedsom")
VAT = "niet-terugvorderbare btw"  # one-off when it falls in one year, else structural
COUNT_OF_KEY = {"inwoners": "inhabitants", "leerlingen": "pupils", "werkplekken": "workplaces"}
AMOUNTS = ["low_eur", "likely_eur", "high_eur"]


def shares(partners: pd.DataFrame, joint_key: str) -> pd.Series:
    """Return the part of a joint amount that each partner bears; together they make 1.

    Parameters
    ----------
    partners : DataFrame
        Table `partners`; a partner that has `left` does not share.
    joint_key : str
        gelijk, inwoners, leerlingen or werkplekken.

    Raises
    ------
    ValueError
        In Dutch, when a count of the key is missing or all counts are zero.
    """
    staying = partners[partners["left"].isna()] if "left" in partners else partners
    counts = staying.set_index("partner").assign(equal=1)[COUNT_OF_KEY.get(joint_key, "equal")]
    counts = counts.astype("Float64")
    if joint_key not in COUNT_OF_KEY and joint_key != "gelijk":
        raise ValueError(f"Onbekende verdeelsleutel: {joint_key}.")
    if counts.isna().any():
        unknown = dutch.listing(counts.index[counts.isna()])
        raise ValueError(f"Verdelen naar {joint_key} kan niet: geen aantal bekend van {unknown}.")
    if not counts.sum():
        raise ValueError(f"Verdelen naar {joint_key} kan niet: het totaal is nul.")
    return (counts / counts.sum()).astype(float).rename("share")


def settled(cash_flows: pd.DataFrame, null: str | None) -> pd.DataFrame:
    """Return the cash flows with no doubt on what a scenario leaves as it is.

    A row of a scenario that stands in the null scenario too (same partner, kind, item, years and
    amounts) is the same money: it makes no difference, so its low and high become its likely.
    """
    same = ["partner", "kind", "item", "first_year", "last_year", *AMOUNTS]
    keys = pd.MultiIndex.from_frame(cash_flows[same])
    unchanged = keys.isin(keys[cash_flows["scenario"] == null])
    unchanged &= cash_flows["scenario"] != null
    likely = cash_flows["likely_eur"]
    return cash_flows.assign(
        low_eur=cash_flows["low_eur"].mask(unchanged, likely),
        high_eur=cash_flows["high_eur"].mask(unchanged, likely),
    )


def per_year(cash_flows: pd.DataFrame, partners: pd.DataFrame, joint_key: str) -> pd.DataFrame:
    """Return the cash flows (`settled`) as one row per scenario, partner, item and year.

    Joint rows are shared by `joint_key`. Amounts (`low_eur`, `likely_eur`, `high_eur`) are costs:
    a saving is negative. `multiplier` is sign x share, `amount_eur` the likely amount as it was
    delivered and `row` the place of the delivered row, so that every result can be traced.
    """
    flows = cash_flows.reset_index(drop=True).rename_axis("row").reset_index()
    _refuse_disorder(flows)
    order = {partner: place for place, partner in enumerate(partners["partner"])}
    return (
        _shared(flows, partners, joint_key)
        .pipe(_expanded)
        .pipe(_signed)
        .sort_values(["row", "year"])
        .sort_values("partner", key=lambda names: names.map(order), kind="stable")
        .reset_index(drop=True)
    )


def _refuse_disorder(flows: pd.DataFrame) -> None:
    amounts = flows[AMOUNTS].astype(float)
    wrong = (
        (amounts["low_eur"] > amounts["likely_eur"])
        | (amounts["likely_eur"] > amounts["high_eur"])
        | (flows["first_year"] > flows["last_year"])
        | amounts.isna().any(axis=1)
    )
    if wrong.any():
        row = flows[wrong].iloc[0]
        raise ValueError(
            f"Kasstroom '{row['item']}' van {row['scenario']} klopt niet: laag, verwacht en hoog "
            "moeten oplopen en gevuld zijn, en het eerste jaar mag niet na het laatste liggen."
        )


def _shared(flows: pd.DataFrame, partners: pd.DataFrame, joint_key: str) -> pd.DataFrame:
    own = flows[flows["partner"] != JOINT].assign(share=1.0)
    joint = flows[flows["partner"] == JOINT].drop(columns="partner")
    if joint.empty:
        return own
    parts = joint.merge(shares(partners, joint_key).reset_index(), how="cross")
    return pd.concat([own, parts], ignore_index=True)


def _expanded(flows: pd.DataFrame) -> pd.DataFrame:
    spans = flows["last_year"].astype(int) - flows["first_year"].astype(int) + 1
    once = flows["kind"].isin(ONE_OFF) | ((flows["kind"] == VAT) & (spans == 1))
    repeated = flows.assign(one_off=once).loc[flows.index.repeat(spans)]
    step = repeated.groupby(level=0).cumcount()
    return repeated.assign(year=repeated["first_year"].astype(int) + step)


def _signed(flows: pd.DataFrame) -> pd.DataFrame:
    saving = flows["kind"] == SAVING
    multiplier = flows["share"] * np.where(saving, -1.0, 1.0)
    columns = ["row", "scenario", "partner", "kind", "item", "year", "one_off"]
    return flows[columns].assign(
        low_eur=flows["low_eur"].where(~saving, flows["high_eur"]).astype(float) * multiplier,
        likely_eur=flows["likely_eur"].astype(float) * multiplier,
        high_eur=flows["high_eur"].where(~saving, flows["low_eur"]).astype(float) * multiplier,
        multiplier=multiplier,
    )
