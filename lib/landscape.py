"""Applications and contracts: who uses which product for which function, and what ends when.

A function is shared when more than one partner has it. Overlap is counted on product names:
Jaccard = |A n B| / |A u B| (Jaccard 1912) and the overlap coefficient |A n B| / min(|A|, |B|)
(Szymkiewicz-Simpson), both 0-1. Products that are only planned are not in use and do not count.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib import dutch, evidence

JOINT = "gezamenlijk"
SHARING = ["zelfde product", "ander product", "één deelnemer", "onbekend"]
STATES = {
    "zelfde product": "good",
    "ander product": "part",
    "één deelnemer": "part",
    "geen opgave": "unknown",
    "onbekend": "unknown",
}


def products_in_use(applications: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return one row per partner, function and product in use; a joint product counts for all."""
    used = applications[applications["state"].ne("gepland")]
    joint = used[used["partner"].eq(JOINT)].drop(columns="partner")
    own = used[used["partner"].ne(JOINT)]
    every = pd.concat([own, joint.merge(partners[["partner"]], "cross")])
    every = every.assign(known=every["application"].str.lower().ne("onbekend"))
    return every.drop_duplicates(["partner", "function", "application"], ignore_index=True)


def functions(applications: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per function whether the partners that have it use the same product.

    Returns
    -------
    DataFrame
        function, partners_count, products_count, sharing (`zelfde product`: all that have the
        function use one; `ander product`; `één deelnemer`; `onbekend`: a product is not named and
        could decide), duplicates (products beyond the first), origin.
    """
    use = products_in_use(applications, partners)
    named = use[use["known"]]
    sharers = named.groupby(["function", "application"])["partner"].nunique()
    most = sharers.groupby("function").max()
    table = use.groupby("function").agg(
        partners_count=("partner", "nunique"), origin=("origin", evidence.join)
    )
    table["products_count"] = named.groupby("function")["application"].nunique()
    table = table.fillna({"products_count": 0})
    count, answered = table["partners_count"], named.groupby("function")["partner"].nunique()
    most, answered = (part.reindex(table.index).fillna(0) for part in (most, answered))
    rules = [count.eq(1), most.eq(count), most.lt(answered)]
    sharing = np.select(rules, ["één deelnemer", "zelfde product", "ander product"], "onbekend")
    extra = (table["products_count"] - 1).clip(lower=0)
    return table.assign(sharing=sharing, duplicates=extra).reset_index()


def functions_in_words(table: pd.DataFrame) -> str:
    """Say for which share of the shared functions all use the same product."""
    state = table["sharing"].value_counts().reindex(SHARING, fill_value=0)
    same, shared = state.iloc[0], state.iloc[:2].sum()
    if not shared:
        return "" if table.empty else "Geen functie is bij meer dan één deelnemer bekend."
    part = dutch.share(same / shared)
    return f"Bij {same} van de {shared} gedeelde functies is het product gelijk ({part})."


def sharing_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Return per kind of sharing the functions_count and the duplicates (products too many)."""
    kinds = table.groupby("sharing")
    counts = kinds.agg(functions_count=("function", "size"), duplicates=("duplicates", "sum"))
    return counts.reindex([kind for kind in SHARING if kind in counts.index]).reset_index()


def function_grid(applications: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per function and partner: shares its product with another, or not, or unknown."""
    use = products_in_use(applications, partners)
    users = use.groupby(["function", "application"])["partner"].transform("nunique")
    havers = use.groupby("function")["partner"].transform("nunique")
    rules = [~use["known"], users.gt(1), havers.gt(1)]
    states = ["onbekend", "zelfde product", "ander product"]
    use = use.assign(sharing=np.select(rules, states, "één deelnemer"), havers=havers)
    # of several products for one function the one that is shared decides
    best = use.sort_values("sharing", ascending=False).drop_duplicates(["function", "partner"])
    wide = best.pivot(index="function", columns="partner", values="sharing")
    wide = wide.reindex(columns=partners["partner"]).astype(object).rename_axis(columns="partner")
    silent = wide.columns[wide.isna().all()]
    wide = wide.fillna("geen opgave").assign(**dict.fromkeys(silent, "onbekend"))
    return wide.stack().rename("sharing").reset_index()


def main_functions(
    applications: pd.DataFrame, partners: pd.DataFrame, most: int = 20
) -> pd.DataFrame:
    """Return the grid of the shared functions that cost most, grouped by kind of sharing."""
    kinds = functions(applications, partners).set_index("function")
    cost = products_in_use(applications, partners).groupby("function")["cost_eur_per_year"].sum()
    shared = kinds[kinds["partners_count"].gt(1)].assign(cost=cost)
    chosen = shared.sort_values("cost", ascending=False, kind="stable").head(most)
    chosen = chosen.assign(place=chosen["sharing"].map(SHARING.index)).sort_values(
        ["place", "cost"], ascending=[True, False]
    )
    grid = function_grid(applications, partners)
    order = grid["function"].map({name: place for place, name in enumerate(chosen.index)})
    return grid[order.notna()].iloc[order.dropna().argsort(kind="stable")].reset_index(drop=True)


def main_functions_in_words(grid: pd.DataFrame) -> str:
    """Say in how many of these functions at least two partners use the same product."""
    shared = grid["sharing"].eq("zelfde product").groupby(grid["function"]).any()
    number = f"{shared.sum()} van de {len(shared)} duurste gedeelde functies"
    return f"Bij {number} delen ten minste twee deelnemers een product."


def product_overlap(applications: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per pair the products that both use, with Jaccard and overlap coefficient (0-1)."""
    use = products_in_use(applications, partners).query("known")
    sets = pd.crosstab(use["partner"], use["application"]).clip(upper=1)
    sets = sets.reindex([name for name in partners["partner"] if name in sets.index])
    both = sets.to_numpy() @ sets.to_numpy().T
    size, (one, other) = np.diag(both), np.triu_indices(len(sets), 1)
    shared, smallest = both[one, other], np.minimum(size[one], size[other])
    return pd.DataFrame(
        {
            "partner": sets.index[one],
            "other_partner": sets.index[other],
            "shared_products": shared,
            "jaccard": shared / (size[one] + size[other] - shared),
            "overlap_coefficient": shared / smallest,
        }
    )


def product_overlap_in_words(table: pd.DataFrame) -> str:
    """Say which pair has most products in common."""
    pairs = table.assign(pair=table["partner"] + " met " + table["other_partner"])
    most, top = dutch.extreme(pairs, "pair", "shared_products")
    return f"De meeste producten delen {most}: {top:.0f}."


def contracts_ending(contracts: pd.DataFrame) -> pd.DataFrame:
    """Return per end year the contracts, their value, its share_pct of all, and unknown values."""
    value = contracts["value_eur_per_year"]
    rows = contracts.assign(year=contracts["end_date"].dt.year, unknown=value.isna())
    table = rows.groupby("year").agg(
        contracts=("contract", "size"), value_eur_per_year=("value_eur_per_year", "sum"),
        unknown=("unknown", "sum"), origin=("origin", evidence.join),
    )  # fmt: skip
    share = 100 * table["value_eur_per_year"] / value.sum()
    return table.assign(share_pct=share).reset_index().astype({"year": "Int64"})


def contracts_ending_in_words(table: pd.DataFrame) -> str:
    """Say in which year most contract value ends."""
    if not table["value_eur_per_year"].sum():
        return f"{dutch.count(table['contracts'].sum(), 'contract', 'contracten')} zonder waarde."
    year, share = dutch.extreme(table, "year", "share_pct")
    return f"In {year} eindigt {dutch.percent(share)} van de waarde van alle contracten."
