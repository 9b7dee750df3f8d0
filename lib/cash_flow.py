"""Turn cash flows into one row per partner and year, with joint amounts shared.

A cost counts positive and a saving negative, so low <= likely <= high reads from favourable to
unfavourable. A joint amount is shared in proportion to a count (the cost key). That low, likely,
high and the years rise is checked with the dossier (`lib.dossier.rules`).
"""

import numpy as np
import pandas as pd

from lib import dutch, frames
from lib.frames import JOINT

SAVING = "besparing"
ONE_OFF = ("eenmalig", "frictiekosten", "uittreedsom")
VAT = "niet-terugvorderbare btw"  # one-off when it falls in one year, else structural
KINDS = [*ONE_OFF, "structureel", "regiekosten", "achterblijvende kosten", VAT, SAVING]
COUNT_OF_KEY = {
    "gelijk": "equal", "inwoners": "inhabitants", "leerlingen": "pupils",
    "werkplekken": "workplaces",
}  # fmt: skip
AMOUNTS = ["low_eur", "likely_eur", "high_eur"]


class CalculationError(ValueError):
    """A figure cannot be calculated; the message is for the consultant."""


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
    CalculationError
        In Dutch, when a count of the key is missing or all counts are zero.
    """
    staying = partners[partners["left"].isna()].set_index("partner").assign(equal=1)
    counts = staying[COUNT_OF_KEY[joint_key]].astype("Float64")
    unknown = dutch.listing(counts.index[counts.isna()])
    reason = f"geen aantal bekend van {unknown}" if unknown else "het totaal is nul"
    if unknown or not counts.sum():
        raise CalculationError(f"Verdelen naar {joint_key} kan niet: {reason}.")
    return (counts / counts.sum()).astype(float).rename("share")


def settled(cash_flows: pd.DataFrame, null: str | None) -> pd.DataFrame:
    """Return the cash flows with no doubt on what a scenario leaves as it is.

    A row of a scenario that stands in the null scenario too (same partner, kind, item, years and
    amounts) is the same money: it makes no difference, so its low and high become its likely.
    """
    same = ["partner", "kind", "item", "first_year", "last_year", *AMOUNTS]
    keys, own = pd.MultiIndex.from_frame(cash_flows[same]), cash_flows["scenario"] != null
    unchanged, likely = keys.isin(keys[~own]) & own, cash_flows["likely_eur"]
    ends = {name: cash_flows[name].mask(unchanged, likely) for name in ("low_eur", "high_eur")}
    return cash_flows.assign(**ends)


def per_year(cash_flows: pd.DataFrame, partners: pd.DataFrame, joint_key: str) -> pd.DataFrame:
    """Return the cash flows as one row per scenario, partner, item and year.

    Columns: row (the place of the delivered row, so that every result can be traced), scenario,
    partner, kind, item, year, one_off, low_eur, likely_eur and high_eur (costs: a saving is
    negative, and its high is its low), and multiplier (sign x share). Joint rows are shared by
    `joint_key`.
    """
    flows = cash_flows.reset_index(drop=True).rename_axis("row").reset_index()
    signed = _signed(_expanded(_shared(flows, partners, joint_key))).sort_values(["row", "year"])
    order = frames.place(partners["partner"])
    return signed.sort_values("partner", key=order, kind="stable", ignore_index=True)


def _shared(flows: pd.DataFrame, partners: pd.DataFrame, joint_key: str) -> pd.DataFrame:
    joint = flows["partner"] == JOINT
    if not joint.any():
        return flows.assign(share=1.0)
    parts = flows[joint].drop(columns="partner")
    parts = parts.merge(shares(partners, joint_key).reset_index(), how="cross")
    return pd.concat([flows[~joint].assign(share=1.0), parts], ignore_index=True)


def _expanded(flows: pd.DataFrame) -> pd.DataFrame:
    first = flows["first_year"].astype(int)
    spans = flows["last_year"].astype(int) - first + 1
    once = flows["kind"].isin(ONE_OFF) | ((flows["kind"] == VAT) & (spans == 1))
    repeated = flows.assign(one_off=once, year=first).loc[flows.index.repeat(spans)]
    return repeated.assign(year=repeated["year"] + repeated.groupby(level=0).cumcount())


def _signed(flows: pd.DataFrame) -> pd.DataFrame:
    multiplier = flows["share"] * np.where(flows["kind"] == SAVING, -1.0, 1.0)
    signed = flows[AMOUNTS].astype(float).mul(multiplier, axis=0)
    amounts = pd.DataFrame(np.sort(signed), flows.index, AMOUNTS)  # a high saving is a low cost
    columns = ["row", "scenario", "partner", "kind", "item", "year", "one_off"]
    return flows[columns].assign(**amounts, multiplier=multiplier)
