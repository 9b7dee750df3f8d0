"""Share a joint cost between partners, and test what each cost key does to every group of them.

A cost game is a vector c of length 2^n: c[S] is what a subset of partners would pay by itself in
euro, and partner i is in S when bit i of the number S is set (c[0] = 0, c[-1] the whole group).
Subsets are computed for at most `MOST` partners.

Where c comes from (`subset_costs`): rows of `cost_model` say how cost follows from size, and two
figures tie that to the money of the dossier. With m[S] the model's cost of a group and s[S] what
it saves by the model, as a share of the sum of m over its partners,

    c[S] = (what the partners of S pay now) x (1 - f x s[S])

with f such that c[-1] is the total. So each partner alone costs what it pays now, all together
cost the total; the dossier decides how much is saved, the model only which groups save how much
of it. Who can leave with whom does not depend on f.

Sources: Young 1985, Cost allocation, and 1994, Handbook of Game Theory chapter 34 (keys and
tests); Shapley 1953; Schmeidler 1969 (nucleolus); Straffin and Heaney 1981 (SCRB).
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from ortools.linear_solver import pywraplp

from lib import dutch
from lib.business_case import Weight, losers
from lib.cash_flow import COUNT_OF_KEY, shares
from lib.uncertainty import triangular

Table = pd.DataFrame
Array = np.ndarray
MOST = 12  # partners: 4.096 subsets
CENT = 0.005  # euro; less apart than this is the same
EXPONENTS = ["exponent_low", "exponent_likely", "exponent_high"]
# how much scale may help: a hundred steps from most to least, and the very least
SCALES = np.append((np.arange(100) + 0.5) / 100, 1.0)
MOST_FIT = 10  # times the saving of the model that a dossier may plan before they disagree
NAMED = 3  # blocking subsets that are named
PRICE = 1e-7  # a price, distance or share below this is zero
PLANNED = "zoals begroot"  # the key that the cash flows hold: own amounts, and joint ones shared


def members(n: int) -> Array:
    """Return who of n partners is in each subset, 1 or 0: [subset, partner]."""
    return np.arange(1 << n)[:, None] >> np.arange(n) & 1


def subsets(values: Array) -> Array:
    """Return the sum of the values (last axis: partners) over every subset: length 2^n."""
    return values @ members(values.shape[-1]).T


# ---------------------------------------------------------------------- the cost of subsets


def cost_of(flows: Table, scenario: str | None, weight: Weight, partners: pd.Series) -> pd.Series:
    """Return the likely cost of a scenario per partner, each year weighed; unknown without rows.

    `flows` come from `cash_flow.per_year`; the result has an index partner.
    """
    own = flows[flows["scenario"] == scenario]
    cost = (own["likely_eur"] * weight(own["year"])).groupby(own["partner"]).sum()
    return cost.reindex(partners, fill_value=np.nan if own.empty else 0.0).rename_axis("partner")


def game(
    cost_model: Table, partners: Table, now: pd.Series, total: float
) -> tuple[Array | None, Array | None, str]:
    """Return `subset_costs` as expected and over `SCALES`, or why not in a Dutch sentence.

    Without a cost model or without the cash flows there is nothing to say.
    """
    if cost_model.empty or not np.isfinite(now.sum(skipna=False) + total):
        return None, None, ""
    try:
        costs = subset_costs(cost_model, partners, now, total)
    except ValueError as error:
        return None, None, str(error)
    return costs[0], costs[1:], ""


def subset_costs(cost_model: Table, partners: Table, now: pd.Series, total: float) -> Array:
    """Return the cost game c in euro (see the module): as expected, then a row per `SCALES`.

    A scale holds for all items; with it the whole group costs more or less than the total.

    Parameters
    ----------
    cost_model : DataFrame
        A row per cost item: fixed_eur (once per group), variable_eur (for all partners together),
        driver (gelijk, inwoners, leerlingen, werkplekken), exponent_low, _likely and _high (1:
        cost grows with size, less: scale helps) and client_side_eur (each partner in a group).
    partners : DataFrame
        Table `partners`, those that share.
    now : Series
        Per partner what unchanged policy costs, in euro (index partner).
    total : float
        What is to be shared, in euro of the same years.

    Raises
    ------
    ValueError
        In Dutch, when a count of the driver is missing, there are too many partners, or the model
        says something else than the dossier (a saving against none, or ten times as much).
    """
    n = len(partners)
    if not 1 < n <= MOST:
        raise ValueError(f"Deelgroepen worden berekend voor 2 tot {MOST} deelnemers, niet {n}.")
    own, saved = subsets(now[partners["partner"]].to_numpy(float)), _saved(cost_model, partners)
    expected, planned = saved[0, -1], 1 - total / own[-1]
    fit = planned / expected if expected else np.sign(planned) * np.inf
    if not -PRICE <= fit <= MOST_FIT:
        model, flows = (dutch.share(share, 1) for share in (expected, planned))
        told = f"Volgens het kostenmodel scheelt samen doen {model}, volgens de kasstromen {flows}"
        raise ValueError(f"{told}: deelgroepen zijn niet berekend.")
    return own * (1 - fit * saved)


def _saved(cost_model: Table, partners: Table) -> Array:
    """Return which part of its cost each group saves by the model: [expected or scale, subset]."""
    size, model = members(len(partners)).sum(axis=1), 0.0
    for row in cost_model.itertuples():
        low, likely, high = (getattr(row, name) for name in EXPONENTS)
        top = (likely - low) / (high - low) if high > low else 0.5
        power = np.append(likely, low + (high - low) * triangular(SCALES, top))
        scale = subsets(shares(partners, row.driver).to_numpy()) ** power[:, None]
        client_side = row.client_side_eur * size * (size > 1)
        model = model + row.fixed_eur + row.variable_eur * scale + client_side
    alone = subsets(model[:, 1 << np.arange(len(partners))])
    return (size > 1) * (1 - model / np.maximum(alone, CENT))


# ---------------------------------------------------------------------- cost keys


def in_cents(parts: Array, total: float) -> Array:
    """Share a total in proportion to the parts, in whole cents that make the total exactly.

    Largest remainder: everyone gets the cents below the exact share; the cents that are left go
    to the largest fractions, between equal ones to the largest part. All zero when the parts are.
    """
    whole = round(total * 100)
    exact = np.asarray(parts, float) * (whole / np.sum(parts) if np.sum(parts) else 0.0)
    cents = np.floor(exact)
    order = np.lexsort((-exact, -(exact - cents).round(6)))
    cents[order[: int(whole - cents.sum()) if exact.any() else 0]] += 1
    return cents / 100


def keys(
    partners: Table, planned: pd.Series, now: pd.Series, c: Array | None, use: pd.Series
) -> Table:
    """Return what each partner pays under each cost key: index partner, a column per key, euro.

    Parameters
    ----------
    partners : DataFrame
        Table `partners`, those that share.
    planned : Series
        What each pays by the cash flows, index partner; their sum, to the cent, is shared.
    now : Series
        What each brings in: its cost of unchanged policy, index partner.
    c : array or None
        The cost game; without it no SCRB, Shapley and nucleolus.
    use : Series
        What each uses, in any unit; index partner.

    Returns
    -------
    DataFrame
        A key of which a count is missing is left out; all are with one partner, or when what
        is shared or brought in is not known.
    """
    counts = partners.set_index("partner")
    sizes = {key: counts[of] for key, of in COUNT_OF_KEY.items() if of in counts}
    parts = {PLANNED: planned, "gelijk": 1.0, **sizes, "gebruik": use, "ingebracht budget": now}
    if c is not None:
        parts["eigen deel plus rest (SCRB)"] = scrb(c)
        parts["wat ieder toevoegt (Shapley)"] = shapley(c)
        parts["zwakste groep eerst (nucleolus)"] = nucleolus(c)
    known = pd.DataFrame(parts, index=counts.index).astype(float).dropna(axis=1)
    told = (planned + now).notna().all() and planned.any() and len(known) > 1
    known, total = known if told else known[[]], planned.sum()
    paid = {key: in_cents(part, total) for key, part in known.items() if part.any()}
    return pd.DataFrame(paid, index=counts.index)


def growing_in(brought_in: pd.Series, key: pd.Series, years: int) -> Table:
    """Return what each pays while a key grows in: a column per year, in euro, each exact.

    In year t of n the share is (n - t) / n of the brought-in share and t / n of the key's. Empty
    when nothing is brought in.
    """
    total = round(key.sum(), 2)
    if not brought_in.sum():
        return pd.DataFrame(index=key.index)
    first = brought_in * total / brought_in.sum()
    parts = {year: first + (key - first) * year / years for year in range(1, years + 1)}
    steps = {f"ingroei jaar {year}": in_cents(part, total) for year, part in parts.items()}
    return pd.DataFrame(steps, index=key.index)


def scrb(c: Array) -> Array:
    """Return the separable costs, and the rest in proportion to the remaining benefits.

    A partner that adds more than it costs alone has no benefit; without any benefit the rest is
    shared equally.
    """
    alone = 1 << np.arange(_partners(c))
    separable = c[-1] - c[~alone]
    benefit = np.maximum(c[alone] - separable, 0.0)
    part = benefit / benefit.sum() if benefit.sum() else 1 / len(alone)
    return separable + (c[-1] - separable.sum()) * part


def shapley(c: Array) -> Array:
    """Return the Shapley value: what each adds on average, over every order of joining.

    Each group shares equally what it costs more than the groups within it (its dividend,
    Harsanyi 1959). Linear in c, so that c may have a row per draw; the subsets are the last axis.
    """
    dividend, member = np.array(c, float), members(_partners(c))
    for place in range(member.shape[1]):
        without, joined = np.moveaxis(dividend.reshape(-1, 2, 1 << place), 1, 0)
        joined -= without
    return dividend / np.maximum(member.sum(axis=1), 1) @ member


def nucleolus(c: Array) -> Array:
    """Return the shares whose worst groups are as well off as can be.

    That is: the largest excess x(S) - c(S) of a group is the smallest possible (the least core),
    then the next largest, and so on. The prenucleolus, equal to the nucleolus when nobody has to
    pay more than alone (Schmeidler 1969). A sequence of linear programs: groups with a price are
    settled at their excess, until the shares are certain.
    """
    member, scale = members(_partners(c)), np.abs(c).max() or 1.0
    solver = pywraplp.Solver.CreateSolver("GLOP")
    free = solver.infinity()
    *x, epsilon = (solver.NumVar(-free, free, "") for _ in range(member.shape[1] + 1))
    sums = [solver.Sum(x[place] for place in np.flatnonzero(group)) for group in member]
    solver.Add(sums[-1] == c[-1] / scale)
    every = range(1, len(c) - 1)
    rows = {group: solver.Add(sums[group] - epsilon <= c[group] / scale) for group in every}
    solver.Minimize(epsilon)
    known = member[-1:]
    while np.linalg.matrix_rank(known) < len(x):
        solver.Solve()
        found, least = [share.solution_value() for share in x], epsilon.solution_value()
        tight = [group for group, row in rows.items() if abs(row.dual_value()) > PRICE]
        known = np.vstack([known, member[tight]])
        settled = np.abs(member - member @ np.linalg.pinv(known) @ known).max(axis=1) < PRICE
        for group in [group for group in rows if settled[group]]:
            row = rows.pop(group)
            row.SetCoefficient(epsilon, 0.0)
            row.SetUb(c[group] / scale + least)
    return np.array(found) * scale


def _partners(c: Array) -> int:
    return c.shape[-1].bit_length() - 1


# ---------------------------------------------------------------------- tests of the keys


def tested(paid: Table, now: pd.Series, c: Array | None) -> Table:
    """Return the tests of each cost key (a column of `keys` or `growing_in`).

    Columns
    -------
    key, sum_eur;
    dearer : who pays more than now (stand-alone test), empty text when none;
    blocking : number of groups that pay more than their own cost (subset test), and
    groups : those that gain most by leaving, at most three;
    subsidised : groups that pay less than they add, at most three (subsidy test: a group blocks
    just when all others together are subsidised, so their number is the same);
    worst_eur : the largest excess of a group, below zero when all gain.
    The last four are unknown without c.
    """
    more = paid.sub(now, axis=0) > CENT
    table = pd.DataFrame({"key": paid.columns, "sum_eur": paid.sum().round(2).to_numpy()})
    table["dearer"] = [dutch.listing(paid.index[more[key]]) for key in paid]
    if c is None:
        return table.assign(blocking=np.nan, groups="", subsidised="", worst_eur=np.nan)
    excess, partners = (subsets(paid.to_numpy().T) - c)[:, 1:-1], list(paid.index)
    blocking = (excess > CENT).sum(axis=1)
    order = 1 + np.argsort(-excess, axis=1, kind="stable")[:, :NAMED]
    worst = [own[:count] for own, count in zip(order, blocking, strict=True)]
    table["blocking"], table["worst_eur"] = blocking, excess.max(axis=1).round(2)
    table["groups"] = [_listed(own, partners) for own in worst]
    table["subsidised"] = [_listed(len(c) - 1 - own, partners) for own in worst]
    return table


def _listed(groups: Array | list[int], partners: list[str]) -> str:
    """Return the partners of each subset: `A en B; C`."""
    inside = members(len(partners)).astype(bool)
    return "; ".join(dutch.listing(np.array(partners)[inside[group]]) for group in groups)


def times_blocked(paid: Table, over: Array | None) -> Table:
    """Return per key how often some group pays too much: key and times (of the 100 `SCALES`).

    `over` is the cost game over `SCALES`, from `game`; unknown without it. The shares of a key
    stay, the cost to share follows the scale.
    """
    if over is None:
        return pd.DataFrame({"key": paid.columns, "times": np.nan})
    sums = subsets(paid.to_numpy().T)
    parts = sums / sums[:, -1:]
    times = [(part * over[:-1, -1:] > over[:-1] + CENT).any(axis=1).sum() for part in parts]
    return pd.DataFrame({"key": paid.columns, "times": times})


# ---------------------------------------------------------------------- power, parts, amends


def voting_power(votes: Array, quota: float) -> Array:
    """Return the Shapley-Shubik index: how often each is the one that makes a majority (sum 1)."""
    return shapley((subsets(np.asarray(votes, float)) >= quota).astype(float))


def best_partition(c: Array) -> tuple[float, list[int]]:
    """Return the least cost of all ways to split the partners in groups, and those groups.

    Exact, by dynamic programming over subsets (Rothkopf and others 1998). Between equal ones the
    fewest groups.
    """
    best, first, every = np.zeros(len(c)), np.zeros(len(c), dtype=int), np.arange(len(c))[::-1]
    for group in range(1, len(c)):
        parts = every[(every | group == group) & (every & group & -group > 0)]  # with its first
        cost = c[parts] + best[group ^ parts]
        at = np.argmax(cost <= cost.min() + CENT)
        best[group], first[group] = cost[at], parts[at]
    groups, left = [], len(c) - 1
    while left:
        groups.append(int(first[left]))
        left ^= groups[-1]
    return float(best[-1]), groups


def partitions(partners: Iterable[str], c: Array | None, over: Array | None) -> Table:
    """Return the cheapest groups, as expected and when cooperation saves least (from `game`).

    Columns scale, parts (number of groups), split (names), cost_eur and cheaper_eur (than one
    group of all). Empty without c.
    """
    rows, games = [], {}
    if c is not None:
        games = {"als het loopt zoals verwacht": c, "als samen weinig scheelt": over[-1]}
    for scale, costs in games.items():
        cost, parts = best_partition(costs)
        split = _listed(parts, list(partners))
        rows.append((scale, len(parts), split, cost, max(costs[-1] - cost, 0.0)))
    return pd.DataFrame(rows, columns=["scale", "parts", "split", "cost_eur", "cheaper_eur"])


def compensation(effect: pd.Series) -> Table:
    """Return the payments between partners that leave nobody worse off, in euro.

    Parameters
    ----------
    effect : Series
        Advantage over unchanged policy per partner, such as the NPV.

    Returns
    -------
    DataFrame
        partner, npv_eur, transfer_eur (plus is received; sums to zero to the cent) and
        after_eur. Who gains pays in proportion to the gain. When the gains are less than the
        losses all of them are paid and losses stay, in proportion.
    """
    gains, losses = effect.clip(lower=0), -effect.clip(upper=0)
    paid = min(gains.sum(), losses.sum())
    transfer = in_cents(losses, paid) - in_cents(gains, paid)
    table = pd.DataFrame({"npv_eur": effect, "transfer_eur": transfer.round(2)})
    table["after_eur"] = table.sum(axis=1).round(2)
    return table.rename_axis("partner").reset_index()


def losses(effect: Table) -> Table:
    """Return per scenario who loses and what would make all whole, from `business_case.effect`.

    Columns scenario, losers (number), loser (name, `niemand`) and loss_eur (the largest loss),
    amends_eur (what who gains pays to who loses) and left_eur (loss that stays).
    """
    rows = []
    for scenario, own in effect.groupby("scenario", sort=False):
        lost, whole = losers(own), compensation(own.set_index("partner")["likely_eur"])
        sums = whole[["transfer_eur", "after_eur"]].abs().where(whole["npv_eur"] < 0).sum()
        worst = next(zip(lost["partner"], -lost["likely_eur"], strict=True), ("niemand", 0.0))
        rows.append((scenario, len(lost), *worst, *sums))
    names = ["scenario", "losers", "loser", "loss_eur", "amends_eur", "left_eur"]
    return pd.DataFrame(rows, columns=names)


# ---------------------------------------------------------------------- in words


def amends_in_words(lost: Table, scenario: str | None) -> str:
    """Say how many lose with a scenario, and whether who gains can make up for it (`losses`)."""
    for row in lost[lost["scenario"] == scenario].itertuples():
        if not row.losers:
            return f"Met {scenario} gaat niemand erop achteruit: verrekenen is niet nodig."
        who = f"{row.losers} deelnemers gaan" if row.losers > 1 else f"{row.loser} gaat"
        amends, left = map(dutch.eur_short, (row.amends_eur, row.left_eur))
        repair = f"de anderen kunnen dat goedmaken met {amends}"
        stays = f"ook na verrekenen blijft {left} verlies over"
        return f"{who} erop achteruit; {repair if row.left_eur < 1 else stays}."
    return ""


def keys_in_words(found: Table, what: str = "verdeelsleutel") -> str:
    """Say which cost keys keep everyone on board (`tested`): the sentence that decides."""
    safe = found["dearer"].eq("") & found["blocking"].fillna(0).eq(0)
    good, bad = (dutch.listing(f"'{k}'" for k in found["key"][own]) for own in (safe, ~safe))
    told = f"Alleen {good} {dutch.plural(safe.sum(), 'houdt', 'houden')} iedereen aan boord"
    if not good or safe.mean() > 0.5:
        told = f"{'Elke' if good else 'Geen'} {what} houdt iedereen aan boord"
        told += f", behalve {bad}" if good and bad else ""
    groups = "; groepen zijn niet berekend" if found["blocking"].isna().all() else ""
    return f"{told}{groups}." if len(found) else ""


def group_in_words(found: Table, key: str | None = None) -> str:
    """Name the group that gains most by leaving, under a key or under the worst one."""
    known = found[found["blocking"].notna() & found["key"].eq(key or found["key"])]
    for row in known.nlargest(1, "worst_eur").itertuples():
        if not row.blocking:
            return f"Met '{row.key}' is geen groep goedkoper uit zonder de rest."
        group, rest = (text.split("; ")[0] for text in (row.groups, row.subsidised))
        most = group.count(",") > rest.count(",")  # ten names in one sentence help nobody
        who = f"zijn {'de anderen' if most else group} samen" if " en " in group else f"is {group}"
        amount, without = dutch.eur_short(row.worst_eur), rest if most else "de rest"
        return f"Met '{row.key}' {who} {amount} goedkoper uit zonder {without}."
    return ""


def partition_in_words(table: Table) -> str:
    """Say whether one group of all is cheapest, also when it saves least (`partitions`)."""
    for row in table[table["parts"] > 1].itertuples():
        way = f"verdergaan in {row.parts} groepen" if " en " in row.split else "ieder apart"
        return f"{dutch.capital(row.scale)}, is {way} goedkoper dan allemaal samen."
    return "Allemaal samen is het goedkoopst, ook als samen weinig scheelt."
