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

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from lib.scenarios import RANGE, SAME
from lib.uncertainty import BLOCK, streams

Table = pd.DataFrame
Array = np.ndarray
TIE = SAME / 100  # `SAME` is in points of 100
MOST_TRIES = 100  # draws tried per draw asked for, before the bounds are called too narrow


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

    Parameters
    ----------
    parts : DataFrame
        From `scenarios.contributions`, in points of 100; an unknown score has its full range.
    scenarios : list of str
        Those that take part; one without contributions is left out.
    """
    criteria = list(parts["criterion"].unique())
    kept = [name for name in scenarios if name in set(parts["scenario"])]
    points = parts.groupby("criterion")["points"].first()[criteria].to_numpy()
    wide = parts.pivot(index="scenario", columns="criterion", values=RANGE)
    low, likely, high = (wide[name].loc[kept, criteria].to_numpy() / points for name in RANGE)
    return Scored(kept, criteria, low, likely, high, points / points.sum())


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


def flips(scored: Scored, leader: str) -> Table:
    """Return per rival the flip distance in points of 100, the nearest rival first.

    Columns scenario and points (infinite: never). With unknown scores the leader counts at its
    least and the rival at its most, so that the true distance is at least this.
    """
    points = [100 * flip_distance(lead, scored.weights) for lead in _leads(scored, leader)]
    rivals = [name for name in scored.scenarios if name != leader]
    table = pd.DataFrame({"scenario": rivals, "points": points})
    return table.sort_values("points", kind="stable", ignore_index=True)


def _leads(scored: Scored, leader: str) -> Array:
    """Return by how much the leader is at least better: [rival, criterion]."""
    first, unknown = scored.scenarios.index(leader), np.isnan(scored.likely)
    least = np.where(unknown, scored.low, scored.likely)[first]
    return least - np.delete(np.where(unknown, scored.high, scored.likely), first, axis=0)


def intervals(scored: Scored, leader: str) -> Table:
    """Return per criterion the points (0-100) between which the leader stays first.

    Columns criterion, points (now), low and high; the other weights keep their proportions. NaN
    when the leader does not lead now. Unknown scores count as in `flips`.
    """
    now, only = scored.weights, _leads(scored, leader)  # only: lead if all weight were here
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
    is first (NaN: never). accepted is the share of the draws that fell within the bounds.
    """

    rank: Array
    pairs: Array
    central: Array
    draws: int
    accepted: float


def error(share: Array | float, draws: int) -> Array | float:
    """Return the standard error of a share (0-1) from so many draws."""
    return np.sqrt(np.asarray(share) * (1 - np.asarray(share)) / draws)


def acceptability(
    scored: Scored, bounds: Array | None = None, draws: int = 100_000, seed: int = 1
) -> Acceptability:
    """Return SMAA-2 over weights spread evenly within bounds, and scores over their range.

    Parameters
    ----------
    bounds : array of shape (2, criteria), optional
        Least and most weight (0-1) of each criterion; without them all weights.
    draws : int
        Asked for; fewer when the bounds leave too little room (see `accepted`).

    Notes
    -----
    A known score is triangular between low, likely and high, an unknown one even over its range.
    All scenarios meet the same weights, and the same seed gives the same draws whatever else is
    compared (common random numbers). Memory does not grow with `draws`.

    Raises
    ------
    ValueError
        In Dutch, when no weights lie within the bounds.
    """
    sources, n = _sources(scored, seed), len(scored.scenarios)
    firsts = np.zeros((n, len(scored.criteria) + 1))
    rank, pairs, done, tried = np.zeros((n, n)), np.zeros((n, n)), 0, 0
    for weights, tries in weight_draws(len(scored.criteria), bounds, draws, seed):
        place = _places(_totals(scored, weights, sources), pairs)
        rank += [[np.count_nonzero(own == at) for at in range(n)] for own in place]
        firsts += (place == 0).astype(float) @ np.vstack([weights, np.ones(weights.shape[1])]).T
        done, tried = done + weights.shape[1], tried + tries
    if not done:
        raise ValueError("Binnen de grenzen van de weging is geen weging gevonden.")
    central = firsts[:, :-1] / np.where(firsts[:, -1:] > 0, firsts[:, -1:], np.nan)
    return Acceptability(rank / done, pairs / done, central, done, done / tried)


def weight_draws(
    criteria: int, bounds: Array | None, draws: int, seed: int
) -> Iterator[tuple[Array, int]]:
    """Draw weights evenly within bounds: arrays [criterion, draw] and how many were tried.

    Above the lower bounds the weights form a smaller simplex, on which normalised exponentials
    are even; what exceeds an upper bound is thrown away.
    """
    low, high = np.asarray([np.zeros(criteria), np.ones(criteria)] if bounds is None else bounds)
    random, free = np.random.default_rng((seed, 0)), 1 - low.sum()
    done = tried = 0
    while done < draws and tried < MOST_TRIES * draws and free >= -TIE:
        size = min(BLOCK, draws - done)
        weights = random.standard_exponential((criteria, size))
        weights *= max(free, 0.0) / weights.sum(axis=0)
        if bounds is not None:
            weights += low[:, None]
            weights = weights[:, (weights <= high[:, None] + TIE).all(axis=0)]
        done, tried = done + weights.shape[1], tried + size
        yield weights, size


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
    ends = weighed.max(axis=0), weighed.min(axis=0)
    near, far = (np.linalg.norm(weighed - end, axis=1) for end in ends)
    return np.divide(far, near + far, out=np.full(len(far), 0.5), where=near + far != 0)


def promethee(values: Array, weights: Array) -> Array:
    """Return net flows (-1 to 1) with the usual preference function.

    Source: PROMETHEE II, Brans and Vincke 1985. More of a value is better.
    """
    apart = np.sign((values[:, None] - values).round(8)) @ weights
    return apart.sum(axis=1) / max(len(values) - 1, 1)


def kendall(one: ArrayLike, other: ArrayLike) -> float:
    """Return Kendall's tau-b of two lists of scores (-1 to 1); NaN when one is all ties."""
    both = np.asarray([one, other], float)
    signs = np.sign((both[:, :, None] - both[:, None]).round(9))
    length = np.sqrt((signs[0] ** 2).sum() * (signs[1] ** 2).sum())
    return float((signs[0] * signs[1]).sum() / length) if length else np.nan


def cross_check(scored: Scored) -> Table:
    """Return score (0-100), topsis and promethee per scenario; NaN when a score is unknown.

    The agreement with the main ranking: `kendall(table["score"], table["topsis"])`.
    """
    values, weights = scored.likely, scored.weights
    found = {"topsis": topsis(values, weights), "promethee": promethee(values, weights)}
    return pd.DataFrame({"scenario": scored.scenarios, "score": 100 * values @ weights, **found})
