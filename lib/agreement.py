"""How far parties agree on the order of their motives, who differs most and on what.

From six parties up Kendall's W (0 no agreement, 1 all the same order) with ties as mean ranks, and
the share of random orders that agree as much. Below six a test says nothing: the differences are
told in words. A party that did not give points to every motive has no order and stays out.
Sources: S. Siegel, Nonparametric Statistics (1956), chapter 9; the words for W follow
R. Schmidt, Decision Sciences 28 (1997).
"""

from itertools import permutations

import numpy as np
import pandas as pd

from lib import dutch

FEWEST = 6  # parties; below this no W and no chance
MOST_ITEMS, MOST_WORK = 6, 3_000_000  # beyond this the chance is drawn, not counted
DRAWS = 100_000
SAID = {0.7: "sterk", 0.5: "redelijk", 0.3: "deels", 0.0: "nauwelijks"}


def ranks(motives: pd.DataFrame) -> pd.DataFrame:
    """Return per party the rank of each motive: 1 for most points, ties share their mean rank."""
    points = motives.pivot(index="partner", columns="motive", values="points")
    points = points.reindex(motives["partner"].unique()).dropna()
    return points.rank(axis=1, ascending=False)


def kendall(orders: np.ndarray) -> float:
    """Return Kendall's W of orders (a row per party), corrected for ties.

    The squared deviations of the rank sums, against what they are when all orders are one. NaN
    when nobody prefers anything.
    """
    apart = orders - orders.mean(axis=1, keepdims=True)
    most = len(apart) * (apart**2).sum()
    return float((apart.sum(axis=0) ** 2).sum() / most) if most else np.nan


def chance(orders: np.ndarray) -> tuple[float, float]:
    """Return the share of random orders that agree at least as much, and its standard error.

    Counted exactly (error 0) over all orders of every party with its own ties; where that is too
    much work, drawn 100,000 times with a fixed seed.
    """
    orders = np.rint(2 * orders).astype("int32")  # mean ranks become whole numbers
    found = (orders.sum(axis=0) ** 2).sum()
    counted = _counted(np.sort(orders, axis=1), found)
    return (counted, 0.0) if counted is not None else _drawn(orders, found)


def _counted(orders: np.ndarray, found: int) -> float | None:
    """Add party after party to all sums of ranks so far; None when that is too much work.

    Who is which motive does not matter, so sums are kept sorted; sums that cannot reach what was
    found, not even when all who follow agree with them, are dropped.
    """
    if orders.shape[1] > MOST_ITEMS:
        return None
    sums, weight = orders[:1], np.ones(1)
    to_come = orders.sum(axis=0) - orders.cumsum(axis=0)
    base = (2 * orders.shape[1] * len(orders) + 1) ** np.arange(orders.shape[1])
    for order, rest in zip(orders[1:], to_come[1:], strict=True):
        ways = np.unique(list(permutations(order)), axis=0).astype("int32")
        if len(sums) * len(ways) > MOST_WORK:
            return None
        sums = np.sort((sums[:, None] + ways).reshape(-1, len(order)), axis=1)
        able = np.einsum("ij,ij->i", sums + rest, sums + rest) >= found
        sums, weight = sums[able], np.repeat(weight / len(ways), len(ways))[able]
        _, first, same = np.unique(sums @ base, return_index=True, return_inverse=True)
        sums, weight = sums[first], np.bincount(same, weight)
    return float(weight.sum())


def _drawn(orders: np.ndarray, found: int) -> tuple[float, float]:
    random = np.random.default_rng(0)
    sums = sum(random.permuted(np.tile(order, (DRAWS, 1)), axis=1) for order in orders)
    share = float(((sums**2).sum(axis=1) >= found).mean())
    return share, float(np.sqrt(share * (1 - share) / DRAWS))


def concordance(motives: pd.DataFrame) -> pd.DataFrame:
    """Return one row: n (parties with a full order), w, chance_pct and error_pct; none below six.

    Percentages are of random orders; error_pct is 0 where all orders were counted.
    """
    orders = ranks(motives).to_numpy()
    if len(orders) < FEWEST:
        return pd.DataFrame(columns=["n", "w", "chance_pct", "error_pct"])
    share, error = chance(orders)
    row = {"n": len(orders), "w": kendall(orders), "chance_pct": 100 * share}
    return pd.DataFrame([row | {"error_pct": 100 * error}])


def concordance_in_words(table: pd.DataFrame) -> str:
    """Say how far the parties agree on the order, and how often random orders agree as much."""
    if table.empty:
        return f"Met minder dan {FEWEST} deelnemers zegt een toets niets: vergelijk de stippen."
    _, w, share, error = table.iloc[0]
    if pd.isna(w):
        return "Geen deelnemer vindt het ene motief belangrijker dan het andere."
    word = next(said for least, said in SAID.items() if w >= least)
    first = f"De deelnemers zijn het {word} eens over de volgorde (W is {dutch.number(w, 2)})."
    about = "ongeveer " if error else ""
    often = about + dutch.percent(share) if share >= 1 else "minder dan 1%"
    toss = "; dit kan dus toeval zijn" if share >= 5 else ""
    return f"{first} Van alle willekeurige volgordes is {often} zo eensgezind{toss}."


def likeness(motives: pd.DataFrame) -> pd.DataFrame:
    """Return per party how its order goes with the mean order of the others, lowest first.

    Returns
    -------
    DataFrame
        partner, likeness (Spearman, -1 to 1; missing for who prefers nothing), motive (where its
        points are furthest from the mean of the others), gap (points). Empty below three.
    """
    orders = ranks(motives)
    points = motives.pivot(index="partner", columns="motive", values="points").loc[orders.index]
    if len(orders) < 3:
        return pd.DataFrame(columns=["partner", "likeness", "motive", "gap"])
    others, mean = ((part.sum() - part) / (len(part) - 1) for part in (orders, points))
    gaps = (points - mean).abs().T
    far = {name: dutch.listing(gap.index[gap.eq(gap.max())]) for name, gap in gaps.items()}
    alike = orders.corrwith(others.rank(axis=1), axis=1)
    table = pd.DataFrame({"likeness": alike, "motive": far, "gap": gaps.max()})
    return table.rename_axis("partner").sort_values("likeness", kind="stable").reset_index()


def disagreements(motives: pd.DataFrame, most: int = 3) -> pd.DataFrame:
    """Return the motives with the widest difference: spread, and both ends in words."""
    points = motives.groupby("motive", sort=False)["points"]
    reason = (": “" + motives["reason"].astype("str") + "”").fillna("")
    said = motives["partner"] + " (" + motives["points"].map(dutch.loose) + ")" + reason
    table = (points.max() - points.min()).rename("spread").to_frame()
    for end, side in (("most_text", "max"), ("least_text", "min")):
        own = motives["points"].eq(points.transform(side))
        table[end] = said[own].groupby(motives["motive"]).agg("; ".join)
    return table[table["spread"].gt(0)].nlargest(most, "spread").reset_index()
