"""Who pays and who gains: cost games, keys, their tests, power, partition, amends."""

import itertools

import coopgame
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from lib import allocation

PARTNERS = pd.DataFrame(
    {
        "partner": ["A", "B", "C"],
        "left": None,
        "inhabitants": [600, 300, 100],
        "workplaces": [5, 3, 2],
    }
)
NOW = pd.Series([600.0, 300.0, 200.0], index=pd.Index(["A", "B", "C"], name="partner"))
PLANNED = pd.Series([450.0, 300.0, 150.0], index=NOW.index)
MODEL = pd.DataFrame(
    [["beheer", 100.0, 400.0, "inwoners", 0.5, 0.7, 0.9, 10.0]],
    columns=["item", "fixed_eur", "variable_eur", "driver", "exponent_low", "exponent_likely",
             "exponent_high", "client_side_eur"],
)  # fmt: skip

# Tennessee Valley Authority, thousands of dollars (Ransmeier 1942; Straffin and Heaney 1981;
# Young 1994, table 1): navigation, flood control, power
TVA = np.array([0, 163_520, 140_826, 301_607, 250_096, 378_821, 367_370, 412_584.0])
# Lemaire 1991, ASTIN Bulletin 21: a gain game of three depositors
LEMAIRE = np.array([0, 46_125, 17_437.5, 69_187.5, 5_812.5, 53_812.5, 30_750, 90_000])

money = st.integers(0, 1000).map(float)


@st.composite
def games(draw, least=2, most=4):
    """Any cost game."""
    n = draw(st.integers(least, most))
    return np.append(0.0, draw(arrays.arrays(float, 2**n - 1, elements=money)))


def permuted(c: np.ndarray, order) -> np.ndarray:
    """Give the game in which new partner i is old partner order[i]."""
    at = [
        sum(1 << order[i] for i in range(len(order)) if group >> i & 1) for group in range(len(c))
    ]
    return c[at]


# ---------------------------------------------------------------------- the cost of subsets


def test_subsets_add_up_in_binary_order():
    assert allocation.subsets(np.array([1, 10, 100])).tolist() == [
        0,
        1,
        10,
        11,
        100,
        101,
        110,
        111,
    ]


def test_alone_costs_what_it_costs_now_and_all_together_the_total():
    c = allocation.subset_costs(MODEL, PARTNERS, NOW, 900.0)[0]
    assert c[[0, 1, 2, 4, 7]] == pytest.approx([0, 600, 300, 200, 900])


def test_the_model_says_who_saves_and_the_dossier_how_much():
    # hand-worked: cost grows with size, only the fixed 100 is shared; together 100 more each is
    # saved. Alone A 100 + 240, B 100 + 120, C 100 + 40: a pair saves 100, all three 200 of 700
    model = MODEL.assign(exponent_likely=1.0, exponent_high=1.0, client_side_eur=0.0)
    now = pd.Series([340.0, 220.0, 140.0], index=NOW.index)
    c = allocation.subset_costs(model, PARTNERS, now, 500.0)[0]
    assert c == pytest.approx([0, 340, 220, 460, 140, 380, 260, 500])
    half = allocation.subset_costs(model, PARTNERS, now, 600.0)[0]  # half of it is planned
    assert half == pytest.approx([0, 340, 220, 510, 140, 430, 310, 600])


def test_steering_costs_come_only_with_a_group():
    model = MODEL.assign(exponent_likely=1.0, exponent_high=1.0, client_side_eur=50.0)
    now = pd.Series([340.0, 220.0, 140.0], index=NOW.index)
    c = allocation.subset_costs(model, PARTNERS, now, 650.0)[0]  # 500 + 3 x 50
    assert c == pytest.approx([0, 340, 220, 560, 140, 480, 360, 650])


@pytest.mark.parametrize("total", [1200.0, 1.0])
def test_a_model_that_disagrees_with_the_dossier_is_refused(total):
    model = MODEL.assign(
        exponent_likely=1.0, exponent_high=1.0, client_side_eur=66.0
    )  # saves 2 of 700
    with pytest.raises(ValueError, match=r"scheelt samen doen 0,3%, volgens de kasstromen"):
        allocation.subset_costs(model, PARTNERS, NOW, total)


def test_no_saving_planned_makes_every_group_cost_its_sum():
    c = allocation.subset_costs(MODEL, PARTNERS, NOW, 1100.0)[0]
    assert c == pytest.approx(allocation.subsets(NOW.to_numpy()))


def test_drawn_exponents_leave_who_stands_alone():
    c = allocation.subset_costs(MODEL, PARTNERS, NOW, 900.0)[1:]
    assert c.shape == (101, 8)
    assert (c[:, [0, 1, 2, 4]] == [0, 600, 300, 200]).all()
    assert (np.diff(c[:, [3, 5, 6, 7]], axis=0) > 0).all()  # the less scale helps, the dearer


def test_too_many_partners_are_not_computed():
    many = pd.DataFrame({"partner": range(13), "left": None, "inhabitants": 1})
    with pytest.raises(ValueError, match="2 tot 12 deelnemers, niet 13"):
        allocation.subset_costs(MODEL, many, pd.Series(1.0, index=range(13)), 10.0)


def test_a_missing_count_of_the_driver_is_refused():
    unknown = PARTNERS.assign(inhabitants=[600, None, 100])
    with pytest.raises(ValueError, match="geen aantal bekend van B"):
        allocation.subset_costs(MODEL, unknown, NOW, 900.0)


# ---------------------------------------------------------------------- cents


def test_the_cent_that_is_left_goes_to_the_largest_remainder():
    assert allocation.in_cents(np.ones(3), 100).tolist() == [33.34, 33.33, 33.33]
    assert allocation.in_cents(np.array([1, 2]), 0.01).tolist() == [0, 0.01]
    # populations of 2022 (Statistics Netherlands): Deventer, Olst-Wijhe, Raalte
    found = allocation.in_cents(np.array([101_446, 18_496, 38_140]), 1_000_000)
    assert found.tolist() == [641_730.24, 117_002.57, 241_267.19]
    assert allocation.in_cents(np.zeros(2), 0).tolist() == [0, 0]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12), st.integers(0, 10**9))
def test_shares_add_up_to_the_cent(parts, cents):
    if not sum(parts) > 1e-6:
        return
    found = allocation.in_cents(np.array(parts), cents / 100)
    assert round(sum(round(share * 100) for share in found)) == cents
    assert abs(found - np.array(parts) / sum(parts) * cents / 100).max() < 0.0101


# ---------------------------------------------------------------------- keys


def test_the_keys_of_the_tennessee_valley():
    # Straffin and Heaney 1981; Young 1994, tables 2 to 4
    assert allocation.scrb(TVA) == pytest.approx([117_476, 99_157, 195_951], abs=0.6)
    assert allocation.shapley(TVA) == pytest.approx([117_829, 100_756.5, 193_998.5])
    assert allocation.nucleolus(TVA) == pytest.approx([116_234, 93_540, 202_810])


def test_the_depositors_of_lemaire():
    assert allocation.shapley(LEMAIRE) == pytest.approx([51_750, 25_875, 12_375])
    assert -allocation.nucleolus(-LEMAIRE) == pytest.approx([52_687.5, 24_468.75, 12_843.75])


@pytest.mark.parametrize(
    ("estate", "shares"),
    [(100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])],
)
def test_the_nucleolus_of_the_talmud(estate, shares):
    # Aumann and Maschler 1985: claims of 100, 200 and 300 (O'Neill 1982 gives the game)
    claims = allocation.subsets(np.array([100, 200, 300]))
    game = np.maximum(0, estate - (claims[-1] - claims))
    assert -allocation.nucleolus(-game) == pytest.approx(shares)


def test_the_airport_game():
    # Littlechild and Owen 1973: each piece of the runway is shared by who needs it
    needs = [12, 20, 30]
    c = np.array([max([0, *(needs[i] for i in range(3) if group >> i & 1)]) for group in range(8)])
    assert allocation.shapley(c.astype(float)) == pytest.approx([4, 4 + 4, 4 + 4 + 10])


def test_a_group_in_which_nobody_gains_shares_the_rest_equally():
    # hand-worked: together 30 dearer than the sum of 10, 20 and 30
    c = allocation.subsets(np.array([10.0, 20, 30]))
    c[-1] += 30
    assert allocation.scrb(c).sum() == pytest.approx(90)
    assert allocation.scrb(c) == pytest.approx([40 - 20, 50 - 20, 60 - 20])


@given(games())
@settings(max_examples=60, deadline=None)
def test_shapley_and_nucleolus_agree_with_an_independent_library(c):
    assert allocation.shapley(c) == pytest.approx(coopgame.shapley(coopgame.Game(list(c[1:]))))
    game = coopgame.Game(list(-c[1:]))
    found = allocation.nucleolus(c)
    assert found == pytest.approx(-np.array(coopgame.prenucleolus(game)["allocation"]), abs=1e-6)


@given(games())
@settings(max_examples=40, deadline=None)
def test_every_key_is_efficient_and_the_order_of_partners_changes_nothing(c):
    n = len(c).bit_length() - 1
    order = list(range(n))[::-1]
    for key in (allocation.scrb, allocation.shapley, allocation.nucleolus):
        found = key(c)
        assert found.sum() == pytest.approx(c[-1], abs=1e-6)
        assert key(permuted(c, order)) == pytest.approx(found[order], abs=1e-6)


@given(games(3, 3), games(3, 3))
def test_shapley_is_additive_and_gives_a_dummy_its_own_cost(one, other):
    both = allocation.shapley(np.stack([one, other]))
    assert allocation.shapley(one + other) == pytest.approx(both.sum(axis=0))
    dummy = np.concatenate([one, one + 7])  # a fourth partner adds 7 to any group
    assert allocation.shapley(dummy) == pytest.approx([*both[0], 7])


@given(games(3, 3))
def test_shapley_treats_equals_alike(c):
    c[2], c[6] = c[1], c[5]  # B does to any group what A does
    found = allocation.shapley(c)
    assert found[0] == pytest.approx(found[1])


def test_shapley_is_the_mean_over_all_orders():
    orders = list(itertools.permutations(range(3)))
    paid = np.zeros(3)
    for order in orders:
        group = 0
        for one in order:
            paid[one] += TVA[group | 1 << one] - TVA[group]
            group |= 1 << one
    assert allocation.shapley(TVA) == pytest.approx(paid / len(orders))


def test_all_keys_stand_side_by_side():
    c = allocation.subset_costs(MODEL, PARTNERS, NOW, 900.0)[0]
    use = pd.Series([1, 1, 2], index=NOW.index)
    found = allocation.keys(PARTNERS, PLANNED, NOW, c, use)
    assert list(found) == [
        "zoals begroot", "gelijk", "inwoners", "werkplekken", "gebruik", "ingebracht budget",
        "eigen deel plus rest (SCRB)", "wat ieder toevoegt (Shapley)",
        "zwakste groep eerst (nucleolus)",
    ]  # fmt: skip
    assert found["zoals begroot"].tolist() == [450, 300, 150]
    assert found["gelijk"].tolist() == [300, 300, 300]
    assert found["inwoners"].tolist() == [540, 270, 90]
    assert found["werkplekken"].tolist() == [450, 270, 180]
    assert found["gebruik"].tolist() == [225, 225, 450]
    assert found["ingebracht budget"].tolist() == [490.91, 245.45, 163.64]
    assert (found.sum().round(2) == 900).all()


def test_a_key_with_an_unknown_count_is_left_out():
    unknown = NOW * float("nan")
    found = allocation.keys(PARTNERS.assign(inhabitants=[1, None, 2]), PLANNED, NOW, None, unknown)
    assert list(found) == ["zoals begroot", "gelijk", "werkplekken", "ingebracht budget"]


def test_without_a_total_there_is_nothing_to_share():
    unknown = PLANNED * float("nan")
    paid = allocation.keys(PARTNERS, unknown, NOW, None, unknown)
    assert paid.empty and list(paid.index) == ["A", "B", "C"]
    found = allocation.tested(paid, NOW, None)
    assert found.empty and allocation.times_blocked(paid, None).empty
    assert allocation.keys_in_words(found) == allocation.group_in_words(found) == ""


def test_with_one_partner_or_nothing_to_compare_with_no_key_is_said_to_keep_all_on_board():
    use = pd.Series(dtype=float)
    alone = allocation.keys(PARTNERS[:1], PLANNED[:1], NOW[:1], None, use)
    nothing = allocation.keys(PARTNERS, 0 * PLANNED, NOW, None, use)
    unknown = allocation.keys(PARTNERS, PLANNED, NOW * float("nan"), None, use)
    for paid in (alone, nothing, unknown):
        assert allocation.keys_in_words(allocation.tested(paid, NOW, None)) == ""


def test_without_costs_now_no_key_can_grow_in():
    nothing = pd.Series([0.0, 0.0], index=["A", "B"])
    found = allocation.growing_in(nothing, nothing, 3)
    assert found.empty and list(found.index) == ["A", "B"]
    assert allocation.growing_in(nothing * float("nan"), nothing, 3).empty


def test_a_key_grows_in_by_equal_steps():
    key = pd.Series([300.0, 600.0], index=["A", "B"])
    brought_in = pd.Series([2.0, 1.0], index=["A", "B"])  # 600 and 300 of the same total
    found = allocation.growing_in(brought_in, key, 3)
    assert found.to_dict("list") == {
        "ingroei jaar 1": [500, 400], "ingroei jaar 2": [400, 500], "ingroei jaar 3": [300, 600],
    }  # fmt: skip


# ---------------------------------------------------------------------- tests of the keys


def test_a_key_is_tested_for_every_group():
    # hand-worked: A and B can do it for 20 together, but pay 24 of 30
    c = np.array([0, 15.0, 15, 20, 15, 28, 28, 30])
    paid = pd.DataFrame(
        {"gelijk": [10.0] * 3, "anders": [12, 12, 6.0], "scheef": [16, 4, 10.0]}, index=NOW.index
    )
    found = allocation.tested(paid, NOW, c).set_index("key")
    assert found["sum_eur"].tolist() == [30, 30, 30]
    assert found["blocking"].tolist() == [0, 1, 1]
    assert found["groups"].tolist() == ["", "A en B", "A"]
    assert found["subsidised"].tolist() == ["", "C", "B en C"]
    assert found["worst_eur"].tolist() == [0, 4, 1]


def test_who_pays_more_than_now_is_named():
    paid = pd.DataFrame({"gelijk": [300.0, 300, 300], "nu": [600.004, 300, 0]}, index=NOW.index)
    found = allocation.tested(paid, NOW, None)
    assert found["dearer"].tolist() == ["C", ""]
    assert found["blocking"].isna().all()


@given(games(3, 4))
@settings(max_examples=40, deadline=None)
def test_the_subsidy_test_mirrors_the_subset_test(c):
    x = allocation.shapley(c)
    excess = allocation.subsets(x) - c
    short = (c[-1] - c[::-1]) - allocation.subsets(x)  # what the others pay for S
    assert short[::-1] == pytest.approx(excess, abs=1e-6)


def test_the_nucleolus_blocks_nobody_when_any_key_can():
    paid = pd.DataFrame({"nucleolus": allocation.nucleolus(TVA)}, index=NOW.index)
    found = allocation.tested(paid, NOW, TVA).iloc[0]
    assert found["worst_eur"] < 0 and found["blocking"] == 0


def test_how_often_a_group_blocks_follows_the_uncertain_scale():
    paid = pd.DataFrame({"gelijk": [300.0] * 3, "nu": [490.0, 246, 164]}, index=NOW.index)
    dear = MODEL.assign(fixed_eur=0.0, exponent_high=1.5)  # bigger may be dearer
    over = allocation.game(dear, PARTNERS, NOW, 900.0)[1]
    found = allocation.times_blocked(paid, over).set_index("key")["times"]
    share = allocation.subsets(paid["nu"].to_numpy()) / 900
    assert over.shape == (101, 8)
    assert found["gelijk"] == 100  # C pays 300 against 200 now
    assert found["nu"] == (share * over[:100, -1:] > over[:100] + 0.005).any(axis=1).sum()
    assert 0 < found["nu"] < 100
    assert allocation.times_blocked(paid, None)["times"].isna().all()


def test_certain_scale_blocks_always_or_never():
    sure = MODEL.assign(exponent_low=0.7, exponent_high=0.7)
    c, over, _ = allocation.game(sure, PARTNERS, NOW, 700.0)
    key = allocation.nucleolus(c)
    paid = pd.DataFrame({"gelijk": [700 / 3] * 3, "nucleolus": key}, index=NOW.index)
    assert allocation.times_blocked(paid, over)["times"].tolist() == [100, 0]


def test_the_power_of_the_six():
    # Shapley-Shubik in the European Economic Community of 1958: 4, 4, 4, 2, 2, 1, quota 12
    # (Straffin 1994, Handbook of Game Theory, chapter 32): 14/60, 9/60 and nothing for Luxembourg
    found = allocation.voting_power([4, 4, 4, 2, 2, 1], 12)
    assert found == pytest.approx([14 / 60] * 3 + [9 / 60] * 2 + [0])


def test_the_power_in_the_security_council():
    # Shapley and Shubik 1954, for the council of 15: 421/2145 and 4/2145
    found = allocation.voting_power([7] * 5 + [1] * 10, 39)
    assert found == pytest.approx([421 / 2145] * 5 + [4 / 2145] * 10)


def test_the_best_partition_leaves_out_who_makes_it_dearer():
    # hand-worked: A and B save 10 together, C makes every group 5 dearer
    c = np.array([0, 20.0, 20, 30, 20, 45, 45, 55])
    assert allocation.best_partition(c) == (50, [0b011, 0b100])


def test_between_equal_partitions_the_fewest_groups():
    cost, groups = allocation.best_partition(allocation.subsets(np.array([1.0, 2, 3])))
    assert (cost, groups) == (6, [0b111])


@given(games(3, 4))
@settings(max_examples=40, deadline=None)
def test_no_partition_is_cheaper(c):
    def all_of(items):
        if not items:
            yield []
        for size in range(len(items)):
            for others in itertools.combinations(items[1:], size):
                left = [item for item in items[1:] if item not in others]
                for rest in all_of(left):
                    yield [sum(1 << item for item in (items[0], *others)), *rest]

    n = len(c).bit_length() - 1
    cost, groups = allocation.best_partition(c)
    cheapest = min(sum(c[group] for group in split) for split in all_of(list(range(n))))
    assert cost == pytest.approx(cheapest, abs=0.02)
    assert sum(groups) == len(c) - 1 and c[groups].sum() == pytest.approx(cost, abs=0.02)


def test_the_cheapest_groups_when_cooperation_saves_least():
    found = allocation.partitions("ABC", *allocation.game(MODEL, PARTNERS, NOW, 900.0)[:2])
    assert found["parts"].tolist() == [1, 1] and found["cheaper_eur"].tolist() == [0, 0]
    assert found["split"].tolist() == ["A, B en C"] * 2
    told = "Allemaal samen is het goedkoopst, ook als samen weinig scheelt."
    assert allocation.partition_in_words(found) == told
    dear = MODEL.assign(fixed_eur=0.0, exponent_high=1.5)  # bigger may be dearer
    found = allocation.partitions("ABC", *allocation.game(dear, PARTNERS, NOW, 900.0)[:2])
    assert found["split"].tolist() == ["A, B en C", "A; B; C"]
    assert found["cost_eur"].tolist() == pytest.approx([900, 1100])
    told = "Als samen weinig scheelt, is ieder apart goedkoper dan allemaal samen."
    assert allocation.partition_in_words(found) == told
    found.loc[1, ["parts", "split"]] = [2, "A en B; C"]
    assert "is verdergaan in 2 groepen goedkoper" in allocation.partition_in_words(found)
    assert allocation.partitions("ABC", None, None).empty


def test_who_gains_makes_the_losers_whole():
    found = allocation.compensation(pd.Series({"A": 60.0, "B": -10.0, "C": 30.0, "D": 0.0}))
    assert found["transfer_eur"].tolist() == [-6.67, 10, -3.33, 0]
    assert found["after_eur"].tolist() == [53.33, 0, 26.67, 0]


def test_when_the_gains_are_too_small_losses_stay():
    found = allocation.compensation(pd.Series({"A": 30.0, "B": -40.0, "C": -20.0}))
    assert found["transfer_eur"].tolist() == [-30, 20, 10]
    assert found["after_eur"].tolist() == [0, -20, -10]


@pytest.mark.parametrize("effects", [[5.0, 0], [0.0, 0], [-5.0, -3]])
def test_nothing_is_paid_when_nobody_loses_or_nobody_gains(effects):
    found = allocation.compensation(pd.Series(effects))
    assert found["transfer_eur"].tolist() == [0, 0]
    assert found["after_eur"].tolist() == effects


@given(st.lists(st.integers(-(10**8), 10**8), min_size=2, max_size=12))
def test_compensation_sums_to_zero_and_makes_nobody_poorer_than_before(cents):
    found = allocation.compensation(pd.Series(cents) / 100)
    assert round(found["transfer_eur"].mul(100).round().sum()) == 0
    assert (found["after_eur"] >= np.minimum(found["npv_eur"], 0) - 0.011).all()
    if sum(cents) >= 0:
        assert (found["after_eur"] >= -0.011).all()


# ---------------------------------------------------------------------- cost, losses, words


def test_the_cost_of_a_scenario_per_partner():
    flows = pd.DataFrame(
        {"scenario": ["x", "x", "y"], "partner": ["A", "A", "B"], "year": [1, 2, 1],
         "likely_eur": [10.0, 20.0, 5.0]}
    )  # fmt: skip
    names = pd.Series(["A", "B"])
    half = allocation.cost_of(flows, "x", lambda year: year.map({1: 1.0, 2: 0.5}), names)
    assert half.to_dict() == {"A": 20, "B": 0}
    assert allocation.cost_of(flows, "unknown", lambda year: year * 1.0, names).isna().all()


def test_a_game_or_why_there_is_none():
    c, over, why = allocation.game(MODEL, PARTNERS, NOW, 900.0)
    assert c[-1] == pytest.approx(900) and over[0, -1] < c[-1] < over[-1, -1] and why == ""
    assert allocation.game(MODEL.iloc[:0], PARTNERS, NOW, 900.0) == (None, None, "")
    assert allocation.game(MODEL, PARTNERS, NOW, float("nan")) == (None, None, "")
    many = pd.DataFrame({"partner": range(13), "left": None, "inhabitants": 1})
    told = "Deelgroepen worden berekend voor 2 tot 12 deelnemers, niet 13."
    assert allocation.game(MODEL, many, pd.Series(1.0, index=range(13)), 10.0) == (
        None,
        None,
        told,
    )


def test_what_would_make_all_whole():
    # hand-worked: x: B loses 10 of 60; y: all lose; z: nobody does
    effect = pd.DataFrame(
        [["x", "A", 60.0], ["x", "B", -10.0], ["y", "A", -5.0], ["y", "B", -7.0], ["z", "A", 1.0],
         ["z", "B", 0.0]], columns=["scenario", "partner", "likely_eur"],
    )  # fmt: skip
    found = allocation.losses(effect).set_index("scenario")
    assert found.loc["x"].tolist() == [1, "B", 10, 10, 0]
    assert found.loc["y"].tolist() == [2, "B", 7, 0, 12]
    assert found.loc["z"].tolist() == [0, "niemand", 0, 0, 0]
    told = [allocation.amends_in_words(found.reset_index(), name) for name in ("x", "y", "z", "?")]
    assert [text.replace("\u00a0", " ") for text in told] == [
        "B gaat erop achteruit; de anderen kunnen dat goedmaken met € 10.",
        "2 deelnemers gaan erop achteruit; ook na verrekenen blijft € 12 verlies over.",
        "Met z gaat niemand erop achteruit: verrekenen is niet nodig.",
        "",
    ]


@pytest.mark.parametrize(
    ("dearer", "blocking", "told"),
    [
        (["", "", ""], [0, 0, 0], "Elke verdeelsleutel houdt iedereen aan boord."),
        (["", "", ""], [0, 0, 2], "Elke verdeelsleutel houdt iedereen aan boord, behalve 'c'."),
        (["", "A", ""], [0, 1, 2], "Alleen 'a' houdt iedereen aan boord."),
        (["A", "A", "B"], [1, 1, 1], "Geen verdeelsleutel houdt iedereen aan boord."),
        (["", "A", "B"], [None] * 3,
         "Alleen 'a' houdt iedereen aan boord; groepen zijn niet berekend."),
    ],
)  # fmt: skip
def test_which_keys_keep_everyone_on_board(dearer, blocking, told):
    found = pd.DataFrame({"key": list("abc"), "dearer": dearer, "blocking": blocking})
    found = found.astype({"blocking": float})
    assert allocation.keys_in_words(found) == told
    assert allocation.keys_in_words(found, "stap") == told.replace("verdeelsleutel", "stap")


def test_the_group_that_can_do_without_the_rest_is_named():
    c = np.array([0, 15.0, 15, 20, 15, 28, 28, 30])
    paid = pd.DataFrame(
        {"gelijk": [10.0] * 3, "anders": [12, 12, 6.0], "scheef": [16, 4, 10.0]}, index=NOW.index
    )
    found = allocation.tested(paid, NOW, c)
    told = [allocation.group_in_words(found, key) for key in (None, "scheef", "gelijk", "?")]
    assert [text.replace("\u00a0", " ") for text in told] == [
        "Met 'anders' zijn A en B samen € 4 goedkoper uit zonder de rest.",
        "Met 'scheef' is A € 1 goedkoper uit zonder de rest.",
        "Met 'gelijk' is geen groep goedkoper uit zonder de rest.",
        "",
    ]
    long = found.assign(groups="A, B en D", subsidised="C")
    assert " zijn de anderen samen " in allocation.group_in_words(long)
    assert allocation.group_in_words(long).endswith(" goedkoper uit zonder C.")
