"""Applications and contracts: who uses which product for which function, and what ends when.

Everything starts from `products_in_use`: distinct products, never rows, so that a list that names
a product twice says the same. A function is shared when more than one partner has it. Products
that are only planned are not in use and do not count.
"""

import numpy as np
import pandas as pd

from lib import dutch, frames

SHARING = ["zelfde product", "ander product", "één deelnemer", "onbekend"]
STATES = dict(zip(SHARING, ["good", "part", "part", "unknown"], strict=True))
STATES |= {"geen opgave": "unknown"}


def products_in_use(applications: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return one row per partner, function and product in use; a joint product counts for all.

    Beside the columns of the applications: product (missing when it is not named), takers
    (partners with that product for that function), havers (partners with that function). Of a
    joint product each partner carries an equal part of users and costs (euro).
    """
    current = applications[applications["state"].ne("gepland")]
    parts = np.where(current["partner"].eq(frames.JOINT), len(partners), 1)
    split = current[["users", "cost_eur_per_year"]].astype(float).div(parts, axis=0)
    every = frames.for_all(current.assign(**split), partners)
    use = every.drop_duplicates(["partner", "function", "application"], ignore_index=True)
    nameless = use["application"].str.lower().eq("onbekend")
    use = use.assign(product=use["application"].mask(nameless))
    takers = use.groupby(["function", "product"])["partner"].transform("nunique")
    havers = use.groupby("function")["partner"].transform("nunique")
    return use.assign(takers=takers, havers=havers)


def functions(use: pd.DataFrame) -> pd.DataFrame:
    """Return per function whether the partners that have it use the same product.

    Returns
    -------
    DataFrame
        function, partners_count, products_count, sharing (`zelfde product`: all that have the
        function use one; `ander product`; `één deelnemer`; `onbekend`: a product is not named and
        could decide), duplicates (products beyond the first), origin.
    """
    answered = use["partner"].where(use["product"].notna())
    use = use.assign(answered=answered).sort_values("function", kind="stable")
    counts = {"partners_count": "partner", "products_count": "product", "answered": "answered"}
    counts = {name: (column, "nunique") for name, column in counts.items()}
    table = frames.grouped(use, "function", **counts, most=("takers", "max"))
    count, most, answered = table["partners_count"], table.pop("most"), table.pop("answered")
    rules = [count.eq(1), most.eq(count), most.lt(answered)]
    sharing = np.select(rules, ["één deelnemer", "zelfde product", "ander product"], "onbekend")
    extra = (table["products_count"] - 1).clip(lower=0)
    return table.assign(sharing=sharing, duplicates=extra)


def functions_in_words(table: pd.DataFrame) -> str:
    """Say of how many shared functions all use the same product, some beside another."""
    rows = table[table["sharing"].isin(SHARING[:2])]
    same = rows["sharing"].eq(SHARING[0])
    beside = (same & rows["duplicates"].gt(0)).sum()
    tail = f"; bij {beside} daarvan staat er een ander product naast" if beside else ""
    words = ("gedeelde functie", "gedeelde functies"), ("gebruikt", "gebruiken")
    return dutch.holds(same, *words, f"overal hetzelfde product{tail}.") if len(table) else ""


def sharing_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Return per kind of sharing the functions_count and the duplicates (products too many)."""
    kinds = table.groupby("sharing")
    counts = kinds.agg(functions_count=("function", "size"), duplicates=("duplicates", "sum"))
    return counts.reindex([kind for kind in SHARING if kind in counts.index]).reset_index()


def shared_functions(use: pd.DataFrame) -> list[str]:
    """Return the functions of several partners, those with the highest known costs first."""
    cost = use[use["havers"].gt(1)].groupby("function", sort=False)["cost_eur_per_year"].sum()
    return cost.sort_values(ascending=False, kind="stable").index.tolist()


def takers(use: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per function and product who has it (taken_by, in words), the dearest first."""
    who = use.groupby(["function", "application"], sort=False)["partner"]
    said = who.agg(dutch.listing).mask(who.size().eq(len(partners)), "alle deelnemers")
    table = said.rename("taken_by").reset_index()
    order = frames.place(dict.fromkeys([*shared_functions(use), *use["function"]]))
    return table.sort_values("function", key=order, kind="stable", ignore_index=True)


def function_grid(use: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per function and partner: has the product that most of them have, another, or none.

    A product that only one partner has is never the same; of two with as many takers the first is.
    """
    keys = ["function", "partner"]
    order = use[use["takers"].gt(1)].sort_values(["takers", "product"], ascending=[False, True])
    most = use["function"].map(order.groupby("function")["product"].first())
    rules = [use["product"].isna(), use["product"].eq(most), use["havers"].gt(1)]
    states = np.select(rules, ["onbekend", "zelfde product", "ander product"], "één deelnemer")
    # of several products for one function the one that most have decides
    best = use.assign(sharing=states).sort_values("sharing", key=frames.place(STATES))
    best = best.drop_duplicates(keys)[[*keys, "sharing"]]
    grid = frames.full(best, function=use["function"].unique(), partner=partners["partner"])
    silent = ~grid["partner"].isin(use["partner"])
    return grid.assign(sharing=grid["sharing"].fillna("geen opgave").mask(silent, "onbekend"))


def product_overlap(use: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per pair, once from either side, how far their products are the same.

    Returns
    -------
    DataFrame
        partner, other_partner, shared_products (used by both) and jaccard_pct = |A n B| / |A u B|
        (Jaccard 1912), in percent; missing for a partner without any product that is named. Who
        is most like all others stands first.
    """
    has = pd.crosstab(use["partner"], use["product"]).clip(upper=1).reindex(partners["partner"])
    both, pair = (has @ has.T).rename_axis(columns="other_partner"), ["partner", "other_partner"]
    size = np.diag(both)
    parts = {"shared_products": both, "jaccard_pct": 100 * both / (size + size[:, None] - both)}
    table = pd.DataFrame({name: part.stack() for name, part in parts.items()}).reset_index()
    table = table[table["partner"].ne(table["other_partner"])].astype({"shared_products": "Int64"})
    alike = table.groupby("partner")["jaccard_pct"].mean().sort_values(ascending=False)
    return table.sort_values(pair, key=frames.place(alike.index), ignore_index=True)


def hosting(use: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per partner applications_count, those that are SaaS, saas_pct and the unknown.

    saas_pct is of the applications of which is known where they run; missing when none is.
    """
    known = use.assign(hosting=use["hosting"].mask(use["hosting"].eq("onbekend")))
    place = known.groupby(["partner", "application"])["hosting"].first()
    count, told = place.groupby("partner").size(), place.groupby("partner").count()
    saas = place.eq("SaaS").groupby("partner").sum()
    table = {"applications_count": count, "saas": saas, "saas_pct": 100 * saas / told}
    table = pd.DataFrame(table | {"unknown": count - told})
    delivered = partners["partner"] if len(use) else []
    return table.reindex(delivered).rename_axis("partner").reset_index()


def contracts_ending(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return per end year contracts_count, value, its share_pct of all, and unknown values."""
    table = frames.per_year(contracts, "end_date", "value_eur_per_year")
    share = 100 * table["value_eur_per_year"] / contracts["value_eur_per_year"].sum()
    return table.assign(share_pct=share).rename(columns={"n": "contracts_count"})


def contracts_ending_in_words(table: pd.DataFrame, contracts: pd.DataFrame) -> str:
    """Say in which year most contract value ends, and of how many the end is unknown."""
    year, share = dutch.extreme(table, "year", "share_pct")
    unknown = contracts["end_date"].isna().sum()
    tail = f"; van {unknown} is het einde onbekend" if unknown else ""
    return f"In {year} eindigt {dutch.percent(share)} van de waarde van alle contracten{tail}."


def joint_moments(use: pd.DataFrame, contracts: pd.DataFrame) -> pd.DataFrame:
    """Return per shared function when all its partners can step over together, earliest first.

    Returns
    -------
    DataFrame
        function, partners_count, joint_date (the latest end; missing when one end is unknown),
        first_notice_date (the first day before which one of them has to cancel; missing when one
        is unknown), unknown (products without an end date).
    """
    rows = _with_contracts(use[use["havers"].gt(1)], contracts)
    dates = rows[["end_date", "notice_date"]]
    known = dates.mask(dates.isna().groupby(rows["function"]).transform("any"))
    groups = rows.assign(**known, unknown=dates["end_date"].isna()).groupby("function")
    ends = {"joint_date": ("end_date", "max"), "first_notice_date": ("notice_date", "min")}
    table = groups.agg(partners_count=("partner", "nunique"), **ends, unknown=("unknown", "sum"))
    return table.sort_values([*ends], kind="stable").reset_index()


def harmonisation(use: pd.DataFrame, contracts: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return per function with several products what one price per user would change, at most.

    A simple model that gives an upper bound and no saving: a partner pays per user what the
    partner with the lowest costs per user pays. High: every partner does. Likely: only partners
    whose contracts end by `until`. Low: nobody, since evaluations found lower savings than were
    expected. A product with more functions counts where its costs are booked; costs of
    stepping over are not in it. Costs of 0 were paid elsewhere, so they are not known.

    Returns
    -------
    DataFrame
        function, partners_count, paid_eur, low_eur, likely_eur, high_eur (euro per year; missing
        when the costs or the users of one partner are; likely also when an end is), most first.
    """
    booked = use.groupby(["partner", "application"])["cost_eur_per_year"].transform("count")
    rows = _with_contracts(use[use["cost_eur_per_year"].notna() | booked.eq(0)], contracts)
    rows = rows[rows.groupby("function")["product"].transform("nunique").gt(1)]
    each = rows.groupby(["function", "partner"])
    paid = each["cost_eur_per_year"].sum(skipna=False).replace(0, np.nan)
    users = each["users"].max().replace(0, np.nan)
    high = paid - users * (paid / users).groupby("function").transform("min")
    tied, known = each["end_date"].max().gt(until), each["end_date"].count().eq(each.size())
    likely = (high * ~tied).where(known | high.le(0))
    money = pd.DataFrame({"paid_eur": paid, "likely_eur": likely, "high_eur": high})
    groups = money.groupby("function")
    table = groups.sum(skipna=False).assign(partners_count=groups.size())
    table = table.assign(low_eur=0 * table["high_eur"]).query("partners_count > 1")
    return table.sort_values("high_eur", ascending=False, kind="stable").reset_index()


def harmonisation_in_words(table: pd.DataFrame) -> str:
    """Say what one price per user changes at most, and for how many functions that is unknown."""
    unknown = table["high_eur"].isna().sum()
    if unknown == len(table):
        return "Wat samen kiezen hooguit scheelt, is voor geen functie bekend."
    known = table.dropna(subset="high_eur")
    most, paid = map(dutch.eur_short, known[["high_eur", "paid_eur"]].sum())
    tail = f"; van {dutch.count(unknown, 'functie', 'functies')} is het bedrag onbekend"
    return f"Samen kiezen scheelt hooguit {most} van {paid} per jaar{tail if unknown else ''}."


def _with_contracts(use: pd.DataFrame, contracts: pd.DataFrame) -> pd.DataFrame:
    return use.join(contracts.set_index("contract")[["end_date", "notice_date"]], on="contract")
