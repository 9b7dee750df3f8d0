"""Applications and contracts: who uses which product for which function, and what ends when.

A function is shared when more than one partner has it. Overlap is counted on product names:
Jaccard = |A n B| / |A u B| (Jaccard 1912), in percent. Products that are only planned are not in
use and do not count.
"""

import numpy as np
import pandas as pd

from lib import dutch, frames

SHARING = ["zelfde product", "ander product", "één deelnemer", "onbekend"]
STATES = {
    "zelfde product": "good",
    "ander product": "part",
    "één deelnemer": "part",
    "onbekend": "unknown",
    "geen opgave": "unknown",
}


def products_in_use(applications: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return one row per partner, function and product in use; a joint product counts for all.

    Beside the columns of the applications: product (missing when it is not named), users
    (partners with that product for that function) and havers (partners with that function).
    """
    every = frames.for_all(applications[applications["state"].ne("gepland")], partners)
    use = every.drop_duplicates(["partner", "function", "application"], ignore_index=True)
    nameless = use["application"].str.lower().eq("onbekend")
    use = use.assign(product=use["application"].mask(nameless))
    users = use.groupby(["function", "product"])["partner"].transform("nunique")
    return use.assign(users=users, havers=use.groupby("function")["partner"].transform("nunique"))


def functions(applications: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per function whether the partners that have it use the same product.

    Returns
    -------
    DataFrame
        function, partners_count, products_count, sharing (`zelfde product`: all that have the
        function use one; `ander product`; `één deelnemer`; `onbekend`: a product is not named and
        could decide), duplicates (products beyond the first), origin.
    """
    use = products_in_use(applications, partners).sort_values("function", kind="stable")
    use = use.assign(answered=use["partner"].where(use["product"].notna()))
    counts = {"partners_count": "partner", "products_count": "product", "answered": "answered"}
    counts = {name: (column, "nunique") for name, column in counts.items()}
    table = frames.grouped(use, "function", **counts, most=("users", "max"))
    count, most, answered = table["partners_count"], table.pop("most"), table.pop("answered")
    rules = [count.eq(1), most.eq(count), most.lt(answered)]
    sharing = np.select(rules, ["één deelnemer", "zelfde product", "ander product"], "onbekend")
    extra = (table["products_count"] - 1).clip(lower=0)
    return table.assign(sharing=sharing, duplicates=extra)


def functions_in_words(table: pd.DataFrame) -> str:
    """Say for which share of the shared functions all use the same product."""
    state = table["sharing"].value_counts().reindex(SHARING, fill_value=0)
    same, shared = state.iloc[0], state.iloc[:2].sum()
    if not shared:
        return "" if table.empty else "Geen functie is bij meer dan één deelnemer bekend."
    part = dutch.share(same / shared)
    return f"Bij {same} van de {shared} gedeelde functies is het product overal gelijk ({part})."


def sharing_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Return per kind of sharing the functions_count and the duplicates (products too many)."""
    kinds = table.groupby("sharing")
    counts = kinds.agg(functions_count=("function", "size"), duplicates=("duplicates", "sum"))
    return counts.reindex([kind for kind in SHARING if kind in counts.index]).reset_index()


def function_grid(applications: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per function and partner: has the product that most of them have, another, or none.

    A product that only one partner has is never the same; of two with as many users the first is.
    """
    use, keys = products_in_use(applications, partners), ["function", "partner"]
    order = use[use["users"].gt(1)].sort_values(["users", "product"], ascending=[False, True])
    most = use["function"].map(order.groupby("function")["product"].first())
    rules = [use["product"].isna(), use["product"].eq(most), use["havers"].gt(1)]
    states = np.select(rules, ["onbekend", "zelfde product", "ander product"], "één deelnemer")
    # of several products for one function the one that most have decides
    best = use.assign(sharing=states).sort_values("sharing", key=frames.place(STATES))
    best = best.drop_duplicates(keys)[[*keys, "sharing"]]
    grid = frames.full(best, function=use["function"].unique(), partner=partners["partner"])
    silent = ~grid["partner"].isin(use["partner"])
    return grid.assign(sharing=grid["sharing"].fillna("geen opgave").mask(silent, "onbekend"))


def main_functions(
    applications: pd.DataFrame, partners: pd.DataFrame, most: int = 12
) -> pd.DataFrame:
    """Return the grid of the shared functions that cost most, grouped by kind of sharing."""
    kinds = functions(applications, partners).set_index("function").query("partners_count > 1")
    cost = products_in_use(applications, partners).groupby("function")["cost_eur_per_year"].sum()
    kinds = kinds.assign(cost=cost, place=kinds["sharing"].map(SHARING.index))
    chosen = kinds.sort_values("cost", ascending=False, kind="stable")[:most]
    chosen = chosen.sort_values(["place", "cost"], ascending=[True, False])
    grid = function_grid(applications, partners).set_index("function")
    return grid.loc[chosen.index].reset_index()


def main_functions_in_words(grid: pd.DataFrame, table: pd.DataFrame) -> str:
    """Say in how many of these functions all use one product, and in how many some do."""
    shared = grid["sharing"].eq("zelfde product").groupby(grid["function"]).any()
    same = table.loc[table["sharing"].eq("zelfde product"), "function"]
    everyone = shared.index.isin(same).sum()
    part = f"{everyone or 'geen'} van de {len(shared)} duurste gedeelde functies"
    rest = shared.sum() - everyone
    some = f"; bij {rest} heeft een deel hetzelfde product" if rest else ""
    return f"Bij {part} gebruikt iedereen hetzelfde product{some}."


def product_overlap(applications: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per pair shared_products (used by both) and jaccard_pct, the most shared first."""
    use = products_in_use(applications, partners).dropna(subset="product")
    sets = pd.crosstab(use["partner"], use["product"]).clip(upper=1)
    sets = sets.reindex([name for name in partners["partner"] if name in sets.index])
    both = sets.to_numpy() @ sets.to_numpy().T
    size, (one, other) = np.diag(both), np.triu_indices(len(sets), 1)
    shared = both[one, other]
    pairs = {"partner": sets.index[one], "other_partner": sets.index[other]}
    share = 100 * shared / (size[one] + size[other] - shared)
    table = pd.DataFrame({**pairs, "shared_products": shared, "jaccard_pct": share})
    return table.sort_values("shared_products", ascending=False, kind="stable", ignore_index=True)


def contracts_ending(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return per end year the contracts (n), value, its share_pct of all, and unknown values."""
    table = frames.per_year(contracts, "end_date", "value_eur_per_year")
    total = contracts["value_eur_per_year"].sum()
    return table.assign(share_pct=100 * table["value_eur_per_year"] / total)


def contracts_ending_in_words(table: pd.DataFrame) -> str:
    """Say in which year most contract value ends."""
    year, share = dutch.extreme(table, "year", "share_pct")
    return f"In {year} eindigt {dutch.percent(share)} van de waarde van alle contracten."
