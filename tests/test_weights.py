"""How firm a ranking is: flips, intervals, dominance, acceptability, cross-checks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pymcdm import methods, normalizations
from scipy import optimize, stats

from lib import scenarios, weights
from lib.weights import Scored

UNIT = st.floats(0, 1).map(lambda value: round(value, 3))


def scored(values, weight, low=None, high=None) -> Scored:
    """Give arrays with names A, B, ... and c1, c2, ...; certain unless low and high are given."""
    values = np.array(values, float)
    names = [chr(65 + place) for place in range(len(values))]
    criteria = [f"c{place + 1}" for place in range(values.shape[1])]
    low = np.array(values if low is None else low, float)
    high = np.array(values if high is None else high, float)
    return Scored(names, criteria, low, values, high, np.array(weight, float))


@st.composite
def cases(draw, most=5):
    """Random scores and weights."""
    n, m = draw(st.integers(2, most)), draw(st.integers(2, most))
    values = draw(arrays.arrays(float, (n, m), elements=UNIT))
    weight = draw(arrays.arrays(float, m, elements=st.floats(0.01, 1)))
    return scored(values, weight / weight.sum())


def error(share: float, draws: int = 100_000) -> float:
    """Give the standard error of a share (0-1) from so many draws."""
    return np.sqrt(share * (1 - share) / draws)


def led(case: Scored) -> Scored:
    """Put the scenario with the highest score on top."""
    order = np.argsort(-(case.likely @ case.weights), kind="stable")
    return scored(case.likely[order], case.weights)


# ---------------------------------------------------------------------- from the ranking


def test_arrays_come_from_the_contributions_of_the_ranking():
    table = pd.DataFrame({"scenario": ["A", "B"], "state": ["", ""]})
    criteria = pd.DataFrame({"criterion": ["c1", "c2"], "worst": [0, 10], "best": [10, 0]})
    points = pd.DataFrame({"partner": "gezamenlijk", "criterion": ["c1", "c2"], "points": [3, 1]})
    marks = pd.DataFrame(
        [["A", "c1", 4, 5, 6], ["A", "c2", 0, 0, 0], ["B", "c1", 10, 10, 10]],
        columns=["scenario", "criterion", "low", "likely", "high"],
    ).assign(origin="scores.csv:2", source="s", grade="D")
    parts = scenarios.contributions(marks, criteria, points, table)
    found = weights.from_parts(parts, ["B", "A", "weg"])
    assert (found.scenarios, found.criteria) == (["B", "A"], ["c1", "c2"])
    assert found.weights.tolist() == [0.75, 0.25]
    assert found.low.tolist() == [[1, 0], [0.4, 1]]
    assert found.high.tolist() == [[1, 1], [0.6, 1]]
    assert np.isnan(found.likely[0, 1])  # B, c2: unknown, so its full range


# ---------------------------------------------------------------------- flips


def test_the_rival_ties_when_ten_points_move():
    # hand-worked: 60 against 40; moving 10 points from c1 to c2 makes it 50 against 50
    two = scored([[1, 0], [0, 1]], [0.6, 0.4])
    assert weights.flips(two).to_dict("records") == [
        {"scenario": "B", "points": pytest.approx(10), "less": "c1", "more": "c2"}
    ]


def test_weight_leaves_first_where_the_leader_is_strongest():
    # hand-worked: gap 0.5*0.8 + 0.3*0.2 - 0.2*0.6 = 0.34; from c1 to c3 closes 1.4 per unit
    assert weights.flip_distance(np.array([0.8, 0.2, -0.6]), np.array([0.5, 0.3, 0.2])) == (
        pytest.approx(0.34 / 1.4)
    )


def test_a_dominated_rival_never_ties_and_a_rival_ahead_ties_at_once():
    three = scored([[0.5, 0.5], [0.4, 0.4], [0.9, 0.9]], [0.5, 0.5])
    found = weights.flips(three)
    assert found["scenario"].tolist() == ["C", "B"]
    assert found["points"].tolist() == [0, np.inf]


def test_an_unknown_score_of_the_rival_counts_at_its_most():
    unknown = scored(
        [[0.8, 0.8], [0.5, np.nan]], [0.5, 0.5], [[0.8, 0.8], [0.5, 0]], [[0.8, 0.8], [0.5, 1]]
    )
    # gap (0.3 - 0.2) / 2 = 0.05; each unit from c1 to c2 closes 0.5
    assert weights.flips(unknown)["points"].tolist() == [pytest.approx(10)]


@given(cases())
@settings(max_examples=60, deadline=None)
def test_the_flip_distance_is_that_of_a_linear_program(case):
    difference, now = case.likely[0] - case.likely[1], case.weights
    if difference @ now <= 1e-6:
        return
    size = len(now)  # new weights, and how much each rises
    solved = optimize.linprog(
        np.r_[np.zeros(size), np.ones(size)],
        A_eq=[np.r_[difference, np.zeros(size)], np.r_[np.ones(size), np.zeros(size)]],
        b_eq=[0, 1],
        A_ub=np.hstack([np.eye(size), -np.eye(size)]),
        b_ub=now,
    )
    found = weights.flip_distance(difference, now)
    assert np.isinf(found) if solved.status == 2 else found == pytest.approx(solved.fun, abs=1e-6)


def test_the_advice_stands_within_the_interval():
    # hand-worked: B is first from 50 points for c2; with c1 at 50 they tie
    found = weights.intervals(scored([[1, 0], [0, 1]], [0.6, 0.4]))
    assert found.to_dict("list") == {
        "criterion": ["c1", "c2"],
        "points": [60, 40],
        "low": [pytest.approx(50), 0],
        "high": [100, pytest.approx(50)],
    }


@given(cases())
@settings(max_examples=60, deadline=None)
def test_the_leader_leads_inside_its_interval_and_not_outside(case):
    case = led(case)
    found = weights.intervals(case)
    for place, row in enumerate(found.itertuples()):
        for share in (0, 25, 50, 75, 100):
            others = case.weights.copy()
            others[place] = 0
            changed = others / others.sum() * (1 - share / 100)
            changed[place] = share / 100
            lead = (case.likely[0] - case.likely) @ changed
            if row.low + 1e-4 <= share <= row.high - 1e-4:
                assert lead.min() >= -1e-7
            elif share < row.low - 1e-4 or share > row.high + 1e-4:
                assert lead.min() < 1e-7


def test_who_does_not_lead_has_no_interval():
    found = weights.intervals(scored([[0, 0.1], [1, 1]], [0.5, 0.5]))
    assert found[["low", "high"]].isna().all(axis=None)


def test_one_criterion_leaves_nothing_to_move():
    one = scored([[0.8], [0.5]], [1.0])
    assert weights.flips(one)["points"].tolist() == [np.inf]
    assert weights.intervals(one)[["low", "high"]].to_numpy().tolist() == [[0, 100]]


# ---------------------------------------------------------------------- dominance


def test_dominance_is_nowhere_better_and_somewhere_worse():
    three = scored([[0.5, 0.5], [0.5, 0.4], [0.9, 0.1]], [0.5, 0.5])
    found = weights.dominance(three)
    assert found.to_dict("records") == [{"scenario": "B", "by": "A", "certain": True}]


def test_dominance_is_certain_when_the_ranges_stay_apart():
    values, low = [[0.8, 0.8], [0.5, 0.5], [0.2, 0.2]], [[0.6, 0.6], [0.3, 0.3], [0.1, 0.1]]
    found = weights.dominance(scored(values, [0.5, 0.5], low, [[1, 1], [0.7, 0.7], [0.25, 0.25]]))
    told = {(row.scenario, row.by): row.certain for row in found.itertuples()}
    assert told == {("B", "A"): False, ("C", "A"): True, ("C", "B"): True}


def test_an_unknown_score_is_no_dominance_unless_it_cannot_matter():
    values, low, high = [[1, 1], [0.5, np.nan]], [[1, 1], [0.5, 0]], [[1, 1], [0.5, 1]]
    assert weights.dominance(scored(values, [0.5, 0.5], low, high))["certain"].tolist() == [True]
    values[0][1] = low[0][1] = high[0][1] = 0.9
    assert weights.dominance(scored(values, [0.5, 0.5], low, high)).empty


# ---------------------------------------------------------------------- rank acceptability


def test_a_middle_alternative_wins_in_the_middle_of_the_weights():
    # hand-worked: C wins where both weights are below 0.6, a fifth of all weights; when A wins,
    # w1 is even on 0.6-1, so 0.8 in the middle
    found = weights.acceptability(scored([[1, 0], [0, 1], [0.6, 0.6]], [0.5, 0.5]))
    three = 4 * error(0.4)
    assert found.rank[:, 0] == pytest.approx([0.4, 0.4, 0.2], abs=three)
    assert found.central == pytest.approx(np.array([[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]), abs=0.01)
    assert found.pairs[0, 1] + found.pairs[1, 0] == pytest.approx(1)
    assert found.pairs[0, 2] == pytest.approx(0.4, abs=three)
    assert found.draws == 100_000


def test_the_same_seed_gives_the_same_numbers():
    case = scored([[0.5, 0.5], [0.4, 0.6]], [0.5, 0.5], [[0, 0], [0, 0]], [[1, 1], [1, 1]])
    one, two, other = (weights.acceptability(case, draws=5000, seed=seed) for seed in (3, 3, 4))
    assert (one.rank == two.rank).all() and (one.rank != other.rank).any()


def test_an_unknown_score_is_even_over_its_range():
    # hand-worked: one criterion, 0.3 against anything between 0 and 1
    case = scored([[0.3], [np.nan]], [1.0], [[0.3], [0]], [[0.3], [1]])
    found = weights.acceptability(case)
    assert found.rank[0, 0] == pytest.approx(0.3, abs=4 * error(0.3))


def test_a_known_score_is_triangular_over_its_range():
    # hand-worked: the part of a triangle 0-0.5-1 below 0.25 is 1/8
    case = scored([[0.25], [0.5]], [1.0], [[0.25], [0]], [[0.25], [1]])
    found = weights.acceptability(case)
    assert found.rank[0, 0] == pytest.approx(1 / 8, abs=4 * error(1 / 8))


def test_a_tie_gives_both_the_best_place_and_nobody_a_win():
    found = weights.acceptability(scored([[0.5, 0.5], [0.5, 0.5]], [0.5, 0.5]), draws=100)
    assert found.rank.tolist() == [[1, 0], [1, 0]] and not found.pairs.any()


def test_who_is_never_first_has_no_central_weights():
    found = weights.acceptability(scored([[1, 1], [0, 0]], [0.5, 0.5]), draws=100)
    assert np.isnan(found.central[1]).all() and found.rank[1].tolist() == [0, 1]


def test_weights_stay_within_their_bounds():
    # the second cuts three corners off the triangle of all weights
    for bounds in ([[0.2, 0.1, 0.0], [0.5, 0.4, 1.0]], [[0.0] * 3, [0.8] * 3]):
        low, high = np.array(bounds)[:, :, None]
        every = np.hstack(list(weights.weight_draws(3, np.array(bounds), 20_000, 1)))
        assert every.shape == (3, 20_000) and every.sum(axis=0) == pytest.approx(1)
        assert (every >= low).all() and (every <= high + 1e-7).all()


def test_weights_of_parties_that_agree_on_all_but_two_are_found():
    points = np.array([[0.05] * 10 + [0.2, 0.3], [0.05] * 10 + [0.3, 0.2]])
    every = np.hstack(list(weights.weight_draws(12, np.sort(points, axis=0), 1000, 1)))
    assert every.shape == (12, 1000) and every.sum(axis=0) == pytest.approx(1)
    assert every[:10] == pytest.approx(0.05) and np.ptp(every[11]) > 0.09


@given(arrays.arrays(float, (4, 12), elements=st.floats(0.01, 1)))
@settings(max_examples=20, deadline=None)
def test_there_are_always_weights_between_those_of_parties(points):
    shares = points / points.sum(axis=1, keepdims=True)
    bounds = np.array([shares.min(axis=0), shares.max(axis=0)])
    case = scored(np.eye(12)[:2], np.full(12, 1 / 12))
    found = weights.acceptability(case, bounds, draws=200)
    assert found.draws and found.rank.sum(axis=1) == pytest.approx(1)


def test_weights_within_bounds_are_spread_evenly():
    drawn = np.hstack(list(weights.weight_draws(2, np.array([[0.1, 0], [0.6, 1]]), 20_000, 1)))
    assert stats.kstest(drawn[0], stats.uniform(0.1, 0.5).cdf).pvalue > 0.001


def test_one_set_of_weights_is_possible():
    found = weights.acceptability(
        scored([[1, 0], [0, 1]], [0.7, 0.3]), np.array([[0.7, 0.3]] * 2), 50
    )
    assert found.rank.tolist() == [[1, 0], [0, 1]] and found.draws == 50


@given(cases())
@settings(max_examples=20, deadline=None)
def test_each_alternative_has_one_place_per_draw(case):
    found = weights.acceptability(case, draws=500)
    assert found.rank.sum(axis=1) == pytest.approx(1)
    assert (found.pairs + found.pairs.T <= 1 + 1e-9).all()


def test_another_alternative_changes_no_duel_between_the_others():
    three = np.array([[0.5, 0.5], [0.4, 0.6], [0.3, 0.9]])
    all_ = scored(three, [0.5, 0.5], three - 0.2, three + 0.1)
    first = scored(three[:2], [0.5, 0.5], three[:2] - 0.2, three[:2] + 0.1)
    before, after = weights.acceptability(first), weights.acceptability(all_)
    assert (after.pairs[:2, :2] == before.pairs).all() and 0 < before.pairs[0, 1] < 1


@given(cases())
@settings(max_examples=20, deadline=None)
def test_a_dominated_alternative_changes_no_ranking_of_the_others(case):
    case = led(case)
    worse = np.vstack([case.likely, case.likely.min(axis=0) - 0.1])
    more = scored(worse, case.weights)
    before, after = weights.acceptability(case, draws=500), weights.acceptability(more, draws=500)
    assert (after.rank[:-1, :-1] == before.rank).all()
    assert (after.pairs[:-1, :-1] == before.pairs).all()
    told = weights.flips(more)
    same = told[told["scenario"] != more.scenarios[-1]].reset_index(drop=True)
    pd.testing.assert_frame_equal(same, weights.flips(case))


# ---------------------------------------------------------------------- cross-check


def test_topsis_of_hwang_and_yoon():
    # Hwang and Yoon 1981, Multiple Attribute Decision Making: the fighter aircraft
    fighters = np.array(
        [
            [2.0, 1500, 20000, -5.5, 5, 9],
            [2.5, 2700, 18000, -6.5, 3, 5],
            [1.8, 2000, 21000, -4.5, 7, 7],
            [2.2, 1800, 20000, -5.0, 5, 5],
        ]
    )
    found = weights.topsis(fighters, np.array([0.2, 0.1, 0.1, 0.1, 0.2, 0.3]))
    assert found == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=0.0015)


@given(cases())
@settings(max_examples=40, deadline=None)
def test_topsis_and_promethee_agree_with_pymcdm(case):
    values = case.likely + 0.5
    if (np.ptp(values, axis=0) == 0).any():
        return
    oracle = methods.TOPSIS(normalizations.vector_normalization)
    types = np.ones(len(case.weights))
    assert weights.topsis(values, case.weights) == pytest.approx(
        oracle(values, case.weights, types, validation=False)
    )
    usual = methods.PROMETHEE_II("usual")(values, case.weights, types, validation=False)
    assert weights.promethee(values, case.weights) == pytest.approx(usual)


def test_promethee_counts_wins_less_losses():
    # hand-worked: A beats B on 0.8 and loses on 0.2
    assert weights.promethee(np.array([[3, 1], [2, 2]]), np.array([0.8, 0.2])).tolist() == (
        pytest.approx([0.6, -0.6])
    )


@given(st.lists(st.integers(0, 4), min_size=3, max_size=6), st.randoms(use_true_random=False))
def test_kendall_is_tau_b(one, random):
    other = random.sample(one, len(one))
    expected = stats.kendalltau(one, other).statistic
    assert weights.kendall(np.array(one), np.array(other)) == pytest.approx(expected, nan_ok=True)


def test_the_cross_check_says_nothing_about_what_is_unknown():
    known = weights.cross_check(scored([[1, 0.2], [0, 1]], [0.6, 0.4]))
    assert known["score"].tolist() == [68, 40] and known["topsis"].notna().all()
    assert weights.kendall(known["score"], known["promethee"]) == 1
    case = scored([[1, np.nan], [0, 1]], [0.5, 0.5], [[1, 0], [0, 1]], [[1, 1], [0, 1]])
    assert weights.cross_check(case).empty  # one is left: nothing to compare
    three = scored([*case.likely, [0.2, 0.3]], [0.5, 0.5])
    assert list(weights.cross_check(three)["scenario"]) == ["B", "C"]


# ---------------------------------------------------------------------- in words


def points_of(**partners):
    rows = [(p, f"c{n}", x) for p, xs in partners.items() for n, x in enumerate(xs, 1)]
    return pd.DataFrame(rows, columns=["partner", "criterion", "points"])


def test_the_bounds_are_what_parties_gave():
    given_ = points_of(Aa=[30, 10], Bo=[60, 40], gezamenlijk=[50, 50])
    assert weights.bounds(given_, ["c1", "c2"]).tolist() == [[0.5, 0.25], [0.75, 0.5]]
    assert weights.bounds(given_, ["c2"]) is None  # all weight on one: nothing to vary
    assert weights.bounds(points_of(gezamenlijk=[50, 50]), ["c1", "c2"]) is None
    assert weights.bounds(given_.iloc[:0], ["c1", "c2"]) is None


def firmness(first, draws=100_000):
    """Say who wins with these shares of first places."""
    rank = np.zeros((len(first), len(first)))
    rank[:, 0] = first
    names = Scored([chr(65 + n) for n in range(len(first))], [], *[None] * 4)
    return weights.firm_in_words(names, weights.Acceptability(rank, rank, rank, draws))


@pytest.mark.parametrize(
    "first, told",
    [
        ([0.6, 0.4], "Van 100 mogelijke wegingen wint A er 60 en B er 40."),
        ([0.3, 0.6, 0.1], "Van 100 mogelijke wegingen wint B er 60, A er 30 en C er 10."),
        ([0, 1], "Van 100 mogelijke wegingen wint B er 100 en A er 0."),
        ([1, 0], "Van 100 mogelijke wegingen wint A er 100."),
        ([0.999, 0.001], "Van 100 mogelijke wegingen wint A er meer dan 99."),
        ([0.001, 0.999], "Van 100 mogelijke wegingen wint B er meer dan 99 en A er minder dan 1."),
        ([0.994, 0.006], "Van 100 mogelijke wegingen wint A er 99 en B er 1."),
        ([0.501, 0.499], "A en B staan even vaak bovenaan: elk in ongeveer 50 van 100 "
         "mogelijke wegingen."),
        ([1, 1], "A en B staan even vaak bovenaan: elk in ongeveer 100 van 100 "
         "mogelijke wegingen."),
        ([1], ""),
    ],
)  # fmt: skip
def test_how_firm_in_words(first, told):
    assert firmness(first) == told


def test_few_draws_prove_less():
    assert firmness([0.55, 0.45], draws=100).startswith("A en B staan even vaak bovenaan")
    assert firmness([0.55, 0.45]).startswith("Van 100 mogelijke wegingen wint A er 55")


@pytest.mark.parametrize(
    "values, weight, told",
    [
        ([[1, 0], [0, 1]], [0.6, 0.4], "Pas als 10 van de 100 punten verschuiven van c1 naar c2, "
         "staat B minstens even hoog."),
        ([[1, 0], [0, 1]], [0.506, 0.494], "Pas als 1 van de 100 punten verschuift van c1 "
         "naar c2, staat B minstens even hoog."),
        ([[0.9, 0.9, 0.9, 0], [0, 0, 0, 1]], [0.3, 0.3, 0.3, 0.1], "Pas als 38 van de 100 punten "
         "verschuiven van c1 en c2 naar c4, staat B minstens even hoog."),
        ([[0.9, 0.9, 0.9, 0], [0, 0, 0, 1]], [0.18, 0.18, 0.54, 0.1], "Pas als 38 van de 100 "
         "punten verschuiven van andere criteria naar c4, staat B minstens even hoog."),
        ([[1, 1], [0, 0.5]], [0.5, 0.5], "Hoe u ook weegt: met deze scores blijft A bovenaan."),
        ([[0, 1], [1, 0]], [0.5, 0.5], "Nu al staat B minstens even hoog als A."),
        ([[0, 0], [1, 1]], [0.5, 0.5], "Nu al staat B minstens even hoog als A."),
        ([[1, 1]], [0.5, 0.5], ""),
        (np.zeros((0, 2)), [0.5, 0.5], ""),
    ],
)  # fmt: skip
def test_what_would_change_it_in_words(values, weight, told):
    assert weights.flip_in_words(scored(values, weight)) == told


def test_with_an_unknown_score_a_rival_may_come_level():
    low, high = [[0.8, 0.8], [0.5, 0]], [[0.8, 0.8], [0.5, 1]]
    case = scored([[0.8, 0.8], [0.5, np.nan]], [0.5, 0.5], low, high)
    assert weights.flip_in_words(case) == (
        "Pas als 10 van de 100 punten verschuiven van c1 naar c2, kan B even hoog staan."
    )
    low[1][0] = high[1][0] = case.likely[1, 0] = 0.7
    assert weights.flip_in_words(case._replace(low=np.array(low), high=np.array(high))) == (
        "Nu al kan B even hoog staan als A."
    )


def test_what_must_weigh_heavily_in_words():
    case = scored([[0.6, 0.6, 0.6], [1, 0, 0], [0, 0, 0]], [0.4, 0.3, 0.3])
    assert weights.central_in_words(case, weights.acceptability(case, draws=2000)) == [
        "Wie B wil, moet vooral c1 zwaar wegen.",
        "C wint bij geen enkele weging.",
    ]
    alone = scored([[1, 1]], [0.5, 0.5])
    assert weights.central_in_words(alone, weights.acceptability(alone, draws=10)) == []


def test_agreement_of_methods_in_words():
    def said(score, topsis, promethee):
        columns = {"score": score, "topsis": topsis, "promethee": promethee}
        return weights.cross_check_in_words(pd.DataFrame(columns))

    one, other = [4.0, 3, 2, 1], [3.0, 4, 2, 1]
    assert said(one, one, one) == "Twee andere rekenwijzen geven dezelfde volgorde."
    assert said(one, one, other) == "Twee andere rekenwijzen geven bijna dezelfde volgorde."
    assert said(one, [3.0, 4, 1, 2], one).endswith("een deels andere volgorde.")
    assert said(one, one[::-1], one) == "Twee andere rekenwijzen geven een andere volgorde."
    assert said([1.0, 1], [1.0, 1], [0.0, 0]) == "Twee andere rekenwijzen geven geen volgorde."
    assert said([], [], []) == "Twee andere rekenwijzen geven geen volgorde."


def test_the_number_of_draws_in_words():
    found = weights.acceptability(scored([[1, 0], [0, 1]], [0.5, 0.5]), draws=100)
    assert weights.draws_in_words(found) == (
        "Uit 100 getrokken wegingen. Toeval scheelt hooguit 10 op de 100."
    )


def test_nothing_to_say_without_scenarios():
    parts = pd.DataFrame(columns=["scenario", "criterion", "points", "low", "likely", "high"])
    empty = weights.from_parts(parts, [])
    found = weights.acceptability(empty, weights.bounds(points_of(), empty.criteria))
    assert weights.firm_in_words(empty, found) == weights.flip_in_words(empty) == ""
    assert weights.central_in_words(empty, found) == []
    frames = [weights.flips(empty), weights.dominance(empty), weights.cross_check(empty)]
    frames += [weights.intervals(empty), weights.shares(empty, found.rank, range(1, 1), "place")]
    assert all(frame.empty for frame in frames)


def test_shares_stand_in_a_long_table_without_a_pair_of_one():
    case = scored([[1, 0], [0, 1]], [0.5, 0.5])
    found = weights.acceptability(case, np.array([[0.7, 0.3]] * 2), 50)
    places = weights.shares(case, found.rank, range(1, 3), "place")
    assert places.to_numpy().tolist() == [["A", 1, 100], ["A", 2, 0], ["B", 1, 0], ["B", 2, 100]]
    pairs = weights.shares(case, found.pairs, case.scenarios, "other_scenario")
    assert pairs.to_numpy().tolist() == [["A", "B", 100], ["B", "A", 0]]
