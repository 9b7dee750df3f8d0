"""Tell how firm a ranking is when people doubt the weights and the scores.

Arrays: v[scenario, criterion] is a score between its anchors (0 worst, 1 best), w[criterion] are
weights that make 1. The main score is v @ w. `from_parts` makes both from the contributions of
`lib.scenarios`, `Scored` carries the names.

- Flip distance: the smallest total weight that must move from some criteria to others (half the
  sum of the absolute changes) so that a rival ties with the leader. Exact.
- Rank acceptability: SMAA-2, Lahdelma and Salminen 2001, Operations Research 49(3).
- TOPSIS (Hwang and Yoon 1981) and PROMETHEE II (Brans and Vincke 1985) are cross-checks only:
  what they say of an alternative depends on which others are compared.
"""

from collections.abc import Iterable, Iterator
from math import factorial
from typing import NamedTuple

import numpy as np
import pandas as pd

from lib import dutch
from lib.scenarios import RANGE, SAME
from lib.uncertainty import BLOCK, streams

Table = pd.DataFrame
Array = np.ndarray
TIE = SAME / 100  # `SAME` is in points of 100
LITTLE = 0.005  # a share that whole percents would call none
HEAVY = 1.25  # times the usual weight of a criterion: then it weighs heavily


class Scored(NamedTuple):
    """Scores of scenarios on criteria: low, likely (NaN when unknown) and high, and weights."""

    scenarios: list[str]
    criteria: list[str]
    low: Array
    likely: Array
    high: Array
    weights: Array


def from_parts(parts: Table, scenarios: list[str]) -> Scored:
    """Return the arrays behind the contributions of some scenarios, in the order asked.

    The first is the one to advise: `flips`, `intervals` and the sentences are about it.

    Parameters
    ----------
    parts : DataFrame
        From `scenarios.contributions`, in points of 100; an unknown score has its full range.
    scenarios : list of str
        Those that take part; one without contributions is left out.
    """
    criteria = list(parts["criterion"].unique())
    kept = [name for name in scenarios if name in set(parts["scenario"])]
    points = parts.groupby("criterion")["points"].first()[criteria].to_numpy(float)
    wide = [parts.pivot(index="scenario", columns="criterion", values=name) for name in RANGE]
    low, likely, high = (one.loc[kept, criteria].to_numpy(float) / points for one in wide)
    return Scored(kept, criteria, low, likely, high, points / points.sum())


def bounds(weights: Table, criteria: list[str]) -> Array | None:
    """Return the least and most weight (0-1) that any party, or all together, gave a criterion.

    None when they all weigh the same, or one party did: that says nothing of other weights.
    """
    given = weights.pivot(index="partner", columns="criterion", values="points")
    given = given.reindex(columns=criteria).fillna(0.0)  # no points: it does not count for them
    shares = given.div(given.sum(axis=1), axis=0).dropna()
    ends = shares.agg(["min", "max"]).to_numpy()
    return ends if (ends[1] > ends[0] + TIE).any() else None


# ---------------------------------------------------------------------- how far from a flip


def flip_distance(lead: Array, weights: Array) -> float:
    """Return the smallest weight (0-1) that must move before a rival ties with the leader.

    `lead` is by how much the leader is better on each criterion. Weight goes to where the rival
    does best, first from where the leader does best: exact, since each step closes most of the
    gap per weight moved. 0 when the leader does not lead, infinite when no weights let it tie.
    """
    gain, gap = lead - lead.min(), lead @ weights  # gain: what a unit of weight closes
    if gap <= TIE:
        return 0.0
    if lead.min() > 0:
        return np.inf
    order = np.argsort(-gain)[: np.count_nonzero(gain)]
    moved, closed = np.cumsum([weights[order], weights[order] * gain[order]], axis=1)
    return float(np.interp(gap, [0.0, *closed], [0.0, *moved]))


def flips(scored: Scored) -> Table:
    """Return how much weight must move before each rival ties with the first, nearest on top.

    Columns scenario, points (of 100, infinite: never), and the criteria that lose and gain them
    (less and more). With unknown scores the leader counts at its least and the rival at its
    most, so that the true distance is at least this.
    """
    rows, criteria = [], np.array(scored.criteria)
    for rival, lead in zip(scored.scenarios[1:], _leads(scored), strict=True):
        distance, order = flip_distance(lead, scored.weights), np.argsort(-lead, kind="stable")
        before = np.cumsum(scored.weights[order]) - scored.weights[order]
        less = dutch.listing(criteria[order][(before < distance - TIE) & np.isfinite(distance)])
        rows.append((rival, 100 * distance, less, criteria[order[-1]] if less else ""))
    table = pd.DataFrame(rows, columns=["scenario", "points", "less", "more"])
    return table.astype({"points": float}).sort_values("points", kind="stable", ignore_index=True)


def _leads(scored: Scored) -> Array:
    """Return by how much the first scenario is at least better: [rival, criterion]."""
    unknown, ends = np.isnan(scored.likely), (scored.low, scored.high)
    least, most = (np.where(unknown, end, scored.likely) for end in ends)
    return least[:1] - most[1:]


def intervals(scored: Scored) -> Table:
    """Return per criterion the points (0-100) between which the first scenario stays first.

    Columns criterion, points (now), low and high; the other weights keep their proportions. NaN
    when it does not lead now. Unknown scores count as in `flips`.
    """
    now, only = scored.weights, _leads(scored)  # only: lead if all weight were here
    gap = only @ now[:, None]
    rest = (gap - now * only) / np.maximum(1 - now, TIE)  # lead if no weight were here
    tie = rest / np.where(only == rest, np.inf, rest - only)
    low = np.where(only > rest, tie, 0.0).max(axis=0, initial=0.0)
    high = np.where(only < rest, tie, 1.0).min(axis=0, initial=1.0)
    if (gap < -TIE).any():
        low = high = np.full(len(now), np.nan)
    table = 100 * pd.DataFrame({"points": now, "low": low, "high": high})
    return table.assign(criterion=scored.criteria)[["criterion", "points", "low", "high"]]


def dominance(scored: Scored) -> Table:
    """Return who is nowhere better than another and somewhere worse: scenario, by, certain.

    certain: even with the worst scores of `by` and the best of `scenario`. A pair with an unknown
    score is only there when it is certain.
    """
    likely = _beats(scored.likely, scored.likely)
    certain = _beats(scored.low, scored.high)
    better, worse = np.nonzero(likely | certain)
    names = np.array(scored.scenarios, dtype=object)
    columns = {"scenario": names[worse], "by": names[better], "certain": certain[better, worse]}
    return pd.DataFrame(columns)


def _beats(one: Array, other: Array) -> Array:
    pairs = one[:, None] - other
    return (pairs >= -TIE).all(axis=2) & (pairs > TIE).any(axis=2)


# ---------------------------------------------------------------------- over all weights


class Acceptability(NamedTuple):
    """What all weights within the bounds say.

    rank[scenario, place] and pairs[scenario, other] are shares of the draws (a tie gives both the
    best place and is no win), central[scenario, criterion] the mean weights with which a scenario
    is first (NaN: never).
    """

    rank: Array
    pairs: Array
    central: Array
    draws: int


def acceptability(
    scored: Scored, bounds: Array | None = None, draws: int = 100_000, seed: int = 1
) -> Acceptability:
    """Return SMAA-2 over weights spread evenly within bounds, and scores over their range.

    Parameters
    ----------
    bounds : array of shape (2, criteria), optional
        Least and most weight (0-1) of each criterion; without them all weights.

    Notes
    -----
    A known score is triangular between low, likely and high, an unknown one even over its range.
    All scenarios meet the same weights, and the same seed gives the same draws whatever else is
    compared (common random numbers). Memory does not grow with `draws`.
    """
    sources, n = _sources(scored, seed), len(scored.scenarios)
    firsts = np.zeros((n, len(scored.criteria) + 1))
    rank, pairs = np.zeros((n, n)), np.zeros((n, n))
    for weights in weight_draws(len(scored.criteria), bounds, draws if n else 0, seed):
        place = _places(_totals(scored, weights, sources), pairs)
        rank += [[np.count_nonzero(own == at) for at in range(n)] for own in place]
        firsts += (place == 0).astype(float) @ np.vstack([weights, np.ones(weights.shape[1])]).T
    central = firsts[:, :-1] / np.where(firsts[:, -1:] > 0, firsts[:, -1:], np.nan)
    return Acceptability(rank / draws, pairs / draws, central, draws)


def weight_draws(criteria: int, bounds: Array | None, draws: int, seed: int) -> Iterator[Array]:
    """Draw weights evenly within bounds, which must leave room: arrays [criterion, draw].

    Above the lower bounds the weights form a smaller simplex, on which normalised exponentials
    are even; what exceeds an upper bound is thrown away. Where the bounds are narrow, all but the
    widest are drawn between their own and the widest gets the rest: even as well.
    """
    if not draws:
        return
    low, high = [np.zeros(criteria), np.ones(criteria)] if bounds is None else bounds
    random, free = np.random.default_rng((seed, 0)), max(1 - low.sum(), 0.0)
    wide = np.minimum(high - low, free)[:, None]
    last = wide.argmax()
    boxed = np.delete(wide, last).prod() * factorial(criteria - 1) < free ** (criteria - 1)
    while draws:
        size = min(BLOCK, draws)
        if boxed:
            weights = random.random((criteria, size)) * wide
            weights[last] += free - weights.sum(axis=0)
        else:
            weights = random.standard_exponential((criteria, size))
            weights *= free / weights.sum(axis=0)
        fits = (weights <= wide + TIE).all(axis=0) & (weights[last] >= -TIE)
        draws -= np.count_nonzero(fits)
        yield weights[:, fits] + low[:, None]


def shares(scored: Scored, values: Array, columns: Iterable, name: str) -> Table:
    """Return `rank` or `pairs` in a long table: scenario, a column `name`, share_pct (0-100)."""
    wide = pd.DataFrame(100 * values, scored.scenarios, pd.Index(columns, name=name))
    table = wide.rename_axis("scenario").stack().rename("share_pct").reset_index()
    return table[table["scenario"] != table[name]]


def _sources(scored: Scored, seed: int) -> dict[tuple[int, int], np.random.Generator]:
    """Give each uncertain score its own draws, the same whatever else is compared."""
    cells = [tuple(cell) for cell in np.argwhere(scored.high > scored.low)]
    names = [f"{scored.scenarios[one]}: {scored.criteria[of]}" for one, of in cells]
    return dict(zip(cells, streams(names, seed), strict=True))


def _totals(scored: Scored, weights: Array, sources: dict) -> Array:
    """Return scores [scenario, draw]; only what is uncertain is drawn."""
    totals = np.where(scored.high > scored.low, 0.0, scored.low) @ weights
    for (one, of), random in sources.items():
        low, likely, high = scored.low[one, of], scored.likely[one, of], scored.high[one, of]
        if np.isnan(likely):
            drawn = random.uniform(low, high, weights.shape[1])
        else:
            drawn = random.triangular(low, likely, high, weights.shape[1])
        totals[one] += weights[of] * drawn
    return totals


def _places(totals: Array, pairs: Array) -> Array:
    """Return the places [scenario, draw] from 0, and count in `pairs` who beats whom."""
    place = np.zeros(totals.shape, dtype=np.int8)
    for one, other in zip(*np.triu_indices(len(totals), 1), strict=True):
        apart = totals[one] - totals[other]
        for better, worse, wins in ((one, other, apart > TIE), (other, one, apart < -TIE)):
            place[worse] += wins
            pairs[better, worse] += np.count_nonzero(wins)
    return place


# ---------------------------------------------------------------------- cross-check


def topsis(values: Array, weights: Array) -> Array:
    """Return closeness to the ideal (0-1), vector normalisation; more of a value is better.

    Source: Hwang and Yoon 1981. A column where less is better is given negative.
    """
    length = np.linalg.norm(values, axis=0)
    weighed = weights * values / np.where(length == 0, 1.0, length)
    ends = weighed.max(axis=0, initial=-np.inf), weighed.min(axis=0, initial=np.inf)
    near, far = (np.linalg.norm(weighed - end, axis=1) for end in ends)
    return np.divide(far, near + far, out=np.full(len(far), 0.5), where=near + far != 0)


def promethee(values: Array, weights: Array) -> Array:
    """Return net flows (-1 to 1) with the usual preference function.

    Source: PROMETHEE II, Brans and Vincke 1985. More of a value is better.
    """
    apart = np.sign((values[:, None] - values).round(8)) @ weights
    return apart.sum(axis=1) / max(len(values) - 1, 1)


def kendall(one: Array | pd.Series, other: Array | pd.Series) -> float:
    """Return Kendall's tau-b of two lists of scores (-1 to 1); NaN when one is all ties."""
    both = np.asarray([one, other], float)
    signs = np.sign((both[:, :, None] - both[:, None]).round(9))
    length = np.sqrt((signs[0] ** 2).sum() * (signs[1] ** 2).sum())
    return float((signs[0] * signs[1]).sum() / length) if length else np.nan


def cross_check(scored: Scored) -> Table:
    """Return score (0-100), topsis and promethee of two or more scenarios without unknown scores.

    The agreement with the main ranking: `kendall(table["score"], table["topsis"])`.
    """
    known = ~np.isnan(scored.likely).any(axis=1)
    known &= known.sum() > 1
    values, weights = scored.likely[known], scored.weights
    found = {"topsis": topsis(values, weights), "promethee": promethee(values, weights)}
    names = [name for name, kept in zip(scored.scenarios, known, strict=True) if kept]
    return pd.DataFrame({"scenario": names, "score": 100 * values @ weights, **found})


# ---------------------------------------------------------------------- in words


def firm_in_words(scored: Scored, found: Acceptability) -> str:
    """Say how many of 100 weightings each wins; nothing with one scenario.

    Those whose difference chance may have made (two standard errors) come out even.
    """
    if len(scored.scenarios) < 2:
        return ""
    won = pd.Series(found.rank[:, 0], scored.scenarios).sort_values(ascending=False, kind="stable")
    even = won > won.max() - max(2 * np.sqrt(2 * won.max() / found.draws), LITTLE)
    if even.sum() > 1:
        times = f"elk in ongeveer {of_100(won[even].mean())} van 100 mogelijke wegingen"
        return f"{dutch.listing(won.index[even])} staan even vaak bovenaan: {times}."
    told = won[won.ge(LITTLE) | (won.index == scored.scenarios[0])].map(of_100)
    return f"Van 100 mogelijke wegingen wint {dutch.listing(told.index + ' er ' + told)}."


def of_100(share: float) -> str:
    """Write a share as whole ones of 100; what is not all or none is not called so."""
    some = "meer dan 99" if share > LITTLE else "minder dan 1"
    return some if 0 < min(share, 1 - share) < LITTLE else dutch.number(100 * share)


def flip_in_words(scored: Scored) -> str:
    """Say how much weight must move before another ties with the first of `scored`."""
    table, leader = flips(scored), "".join(scored.scenarios[:1])
    if table.empty or np.isinf(table["points"][0]):
        return f"Hoe u ook weegt: met deze scores blijft {leader} bovenaan." if len(table) else ""
    rival, points, less, more = table.iloc[0]
    unknown = np.isnan(scored.likely[[0, scored.scenarios.index(rival)]]).any()
    even = f"kan {rival} even hoog staan" if unknown else f"staat {rival} minstens even hoog"
    whole, verb = int(np.ceil(points - TIE)), "verschuift" if points <= 1 else "verschuiven"
    taken = less if "," not in less else "andere criteria"
    moved = f"Pas als {whole} van de 100 punten {verb} van {taken} naar {more}"
    return f"{moved}, {even}." if points else f"Nu al {even} als {leader}."


def central_in_words(scored: Scored, found: Acceptability) -> list[str]:
    """Say what must weigh heavily to make a rival first, from draws of all weights."""
    told = []
    for name, means in zip(scored.scenarios[1:], found.central[1:], strict=True):
        heavy = pd.Series(means, scored.criteria).sort_values(ascending=False, kind="stable")
        what = dutch.listing(heavy.index[heavy > HEAVY / len(heavy)])
        never = f"{name} wint bij geen enkele weging." if heavy.isna().any() else ""
        told.append(f"Wie {name} wil, moet vooral {what} zwaar wegen." if what else never)
    return told


def cross_check_in_words(table: Table) -> str:
    """Say how far the two other methods agree; `table` has known scores only."""
    tau = min(kendall(table["score"], table[name]) for name in ("topsis", "promethee"))
    alike = {1 - TIE: "dezelfde", 0.5: "bijna dezelfde", TIE: "een deels andere", -1: "een andere"}
    order = next((word for least, word in alike.items() if tau >= least), "geen")
    return f"Twee andere rekenwijzen geven {order} volgorde."


def draws_in_words(found: Acceptability) -> str:
    """Say how many weightings were drawn and what chance can make of a share (two errors)."""
    drawn, points = map(dutch.number, (found.draws, np.ceil(100 / np.sqrt(found.draws))))
    return f"Uit {drawn} getrokken wegingen. Toeval scheelt hooguit {points} op de 100."
