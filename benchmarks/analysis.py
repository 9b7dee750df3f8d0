"""How fast the calculations of the comparison are, each against a named peer in the same run.

Prints CPU seconds and ratios. A slow peer is measured on fewer draws and scaled; a ratio to
drawing counts the same random numbers, drawn and thrown away. Memory is the peak of a process of
its own.
"""

import subprocess
import sys
from math import factorial

import numpy as np
import pandas as pd
from pymcdm.methods import WSM

from benchmarks.timing import seconds
from lib import allocation, business_case, cash_flow, uncertainty, weights
from lib.clients import ROOT

DRAWS, MANY = 100_000, 1_000_000
SCENARIOS, CRITERIA, YEARS, PARTNERS = 6, 12, 10, 15
LOOPED = 500  # draws of the slow peer
MOST_MEMORY = """
import resource
from benchmarks import analysis
analysis.{work}
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def case(certain: bool) -> weights.Scored:
    """Give random scores, certain or with a range."""
    random = np.random.default_rng(1)
    values = np.sort(random.random((3, SCENARIOS, CRITERIA)), axis=0)
    low, likely, high = values[[1, 1, 1]] if certain else values
    names = [str(place) for place in range(CRITERIA)]
    joint = np.full(CRITERIA, 1 / CRITERIA)
    return weights.Scored(names[:SCENARIOS], names, low, likely, high, joint)


def smaa(draws: int = DRAWS, certain: bool = False) -> None:
    """Do the full analysis over all weights."""
    weights.acceptability(case(certain), draws=draws)


def draw_scores() -> None:
    """Draw what the full analysis draws, in the same blocks."""
    random, of = np.random.default_rng(1), case(certain=False)
    cells = list(zip(of.low.flat, of.likely.flat, of.high.flat, strict=True))
    for _ in range(0, DRAWS, weights.BLOCK):
        random.standard_exponential((CRITERIA, weights.BLOCK))
        for low, likely, high in cells:
            random.triangular(low, likely, high, weights.BLOCK)


def weighted_sums() -> None:
    """Score by pymcdm's weighted sum, without its checks, one set of weights after the other."""
    random, method, values = np.random.default_rng(1), WSM(), case(certain=True).likely
    for _ in range(LOOPED):
        drawn = random.standard_exponential(CRITERIA)
        method(values, drawn / drawn.sum(), np.ones(CRITERIA), validation=False)


def shapley_by_subsets(c: np.ndarray, n: int) -> list[float]:
    """Add up what each partner adds to every subset, in plain Python."""
    share = [factorial(size) * factorial(n - 1 - size) / factorial(n) for size in range(n)]
    cost, paid = c.tolist(), [0.0] * n
    for group in range(1 << n):
        for one in range(n):
            if not group >> one & 1:
                paid[one] += share[group.bit_count()] * (cost[group | 1 << one] - cost[group])
    return paid


def npv_model() -> uncertainty.Model:
    """Give six scenarios against unchanged policy, three uncertain items each, ten years."""
    rows = [
        (f"S{place}", "A", kind, f"post {place} {kind}", 2024, 2024 + YEARS - 1, 50, 80, 140)
        for place in range(SCENARIOS + 1)
        for kind in ("structureel", "besparing", "regiekosten")
    ]
    names = ["scenario", "partner", "kind", "item", "first_year", "last_year", *cash_flow.AMOUNTS]
    table = pd.DataFrame(rows, columns=names).assign(factor=None)
    table["factor"] = table["factor"].astype("str")
    likely = table["likely_eur"].where(table["scenario"] == "S0")  # unchanged policy is certain
    table = table.assign(**{end: likely.fillna(table[end]) for end in ("low_eur", "high_eur")})
    partners = pd.DataFrame({"partner": ["A"], "left": None})
    flows = cash_flow.per_year(table, partners, "gelijk")
    weight = business_case.discounted(2024, YEARS, 2.25)
    return uncertainty.together(uncertainty.model(table, flows, "S0", weight))


def draw_amounts() -> None:
    """Draw the amounts that the net present values need."""
    random = np.random.default_rng(1)
    for _ in range(0, DRAWS, uncertainty.BLOCK):
        for _ in range(3 * SCENARIOS):
            random.triangular(50, 80, 140, uncertainty.BLOCK)


def net_values(draws: int = DRAWS) -> None:
    """Draw net present values and sum them up in chances."""
    uncertainty.chances(uncertainty.draws(npv_model(), draws))


def memory(work: str) -> int:
    """Give the peak memory (MB) of a process that does some work, imports included."""
    command = [sys.executable, "-c", MOST_MEMORY.format(work=work)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout)


def main() -> None:
    """Measure and print."""
    ours = seconds(lambda: smaa(certain=True))
    peer = seconds(weighted_sums, 1) * DRAWS / LOOPED
    show("weights, 100,000 x 6 x 12", ours, "pymcdm weighted sum in a loop", peer, peer / ours)
    ours, peer = seconds(smaa), seconds(draw_scores)
    show("full SMAA", ours, "drawing its numbers", peer, ours / peer)
    c = np.random.default_rng(1).random(1 << PARTNERS)
    ours = seconds(lambda: allocation.shapley(c))
    peer = seconds(lambda: shapley_by_subsets(c, PARTNERS), 1)
    show("Shapley, 15 partners", ours, "Python loop over subsets", peer, peer / ours)
    one = npv_model()
    ours, peer = seconds(lambda: uncertainty.draws(one)), seconds(draw_amounts)
    show("NPV, 100,000 x 6 x 10", ours, "drawing its numbers", peer, ours / peer)
    for work in (f"smaa({MANY})", f"net_values({MANY})"):
        print(f"{work:<28} peak {memory(work):>5} MB")


def show(what: str, ours: float, than: str, peer: float, ratio: float) -> None:
    """Print one line."""
    print(f"{what:<28} {ours:9.4f} s   {than:<30} {peer:9.4f} s   ratio {ratio:8.2f}")


if __name__ == "__main__":
    main()
