"""Doubt about amounts: chances, tornado, value of information, phasing, regret, payback."""

from zlib import crc32

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib import business_case, cash_flow, uncertainty

NULL = "ongewijzigd"
COLUMNS = "scenario partner kind item first_year last_year low_eur likely_eur high_eur factor"
PARTNERS = pd.DataFrame({"partner": ["A", "B"], "left": None, "inhabitants": [300, 100]})
PLAIN = business_case.discounted(2024, 10)


def flows_of(*rows) -> pd.DataFrame:
    """Give cash flows; a row without factor may leave it out."""
    filled = [(*row, None)[:10] for row in rows]
    table = pd.DataFrame(filled, columns=COLUMNS.split())
    return table.astype({"factor": "str", "first_year": "Int64", "last_year": "Int64"})


def model_of(table: pd.DataFrame, weight=PLAIN) -> uncertainty.Model:
    """Give the model of all partners together, years not discounted."""
    flows = cash_flow.per_year(table, PARTNERS, "gelijk")
    return uncertainty.together(uncertainty.model(table, flows, NULL, weight))


def once(scenario, low, likely, high, factor=None, year=2024, item="post", kind="eenmalig"):
    """Give one amount in one year, of partner A."""
    return (scenario, "A", kind, item, year, year, low, likely, high, factor)


# a saving of 100 (0-200) for 80 in S; T costs 10 for sure; unchanged policy costs 50
SIMPLE = flows_of(
    once(NULL, 50, 50, 50),
    once("S", 80, 80, 80, item="bouw"),
    once("S", 0, 100, 200, "schaal", kind="besparing", item="baten"),
    once("T", 40, 40, 40, item="klein"),
)


# ---------------------------------------------------------------------- the linear form


def test_the_likely_value_is_that_of_the_business_case():
    table = flows_of(
        once(NULL, 100, 120, 150, "prijs", year=2025),
        (NULL, "gezamenlijk", "structureel", "beheer", 2024, 2030, 10, 12, 20),
        ("S", "gezamenlijk", "structureel", "beheer", 2024, 2033, 5, 6, 9, "prijs"),
        ("S", "B", "besparing", "minder", 2026, 2030, 0, 10, 12),
    )
    flows = cash_flow.per_year(table, PARTNERS, "inwoners")
    weight = business_case.discounted(2024, 10, 2.25)
    found = uncertainty.model(table, flows, NULL, weight).likely
    expected = business_case.effect(flows, NULL, business_case.discounted(2024, 10, 2.25))
    pd.testing.assert_series_equal(
        found, expected.set_index(["scenario", "partner"])["likely_eur"], check_names=False
    )


def test_the_mean_is_a_third_of_low_likely_and_high():
    lopsided = model_of(flows_of(once(NULL, 0, 0, 0), once("S", 0, 10, 80)))
    assert (lopsided.likely["S"], lopsided.mean["S"]) == (-10, pytest.approx(-30))


def test_what_both_sides_share_falls_away():
    # the same item of the same partner; and a cause that doubles in S what it is in the null
    table = flows_of(
        once(NULL, 10, 20, 30, item="server"),
        once("S", 10, 20, 30, item="server"),
        once(NULL, 0, 50, 100, "prijs", item="licenties"),
        once("S", 0, 100, 200, "prijs", item="diensten"),
    )
    drawn = uncertainty.draws(model_of(table), 2000)
    assert drawn["S"].between(-100, 0).all()
    assert drawn["S"].mean() == pytest.approx(-50, abs=3)


def test_certain_amounts_have_no_spread():
    drawn = uncertainty.draws(
        model_of(flows_of(once(NULL, 50, 50, 50), once("S", 30, 30, 30))), 10
    )
    assert drawn["S"].tolist() == [20] * 10
    found = uncertainty.chances(drawn).iloc[0]
    assert found.tolist() == ["S", 20, 20, 20, 1]


# ---------------------------------------------------------------------- chances


@given(st.floats(0, 1))
@settings(max_examples=20, deadline=None)
def test_draws_are_triangular(top):
    even = np.linspace(0.005, 0.995, 100)
    expected = stats.triang(top).ppf(even)
    assert uncertainty.triangular(even, top) == pytest.approx(expected, abs=1e-9)


def test_percentiles_and_the_chance_of_gain():
    # hand-worked: NPV of S = 50 - 80 + saving, so above zero when the saving is above 30:
    # 1 - 30^2 / (200 x 100) = 0.955; P10 of the saving is sqrt(0.1 x 200 x 100) = 44.7
    drawn = uncertainty.draws(model_of(SIMPLE))
    found = uncertainty.chances(drawn).set_index("scenario").loc["S"]
    assert found["chance"] == pytest.approx(0.955, abs=4 * (0.955 * 0.045 / 100_000) ** 0.5)
    assert found["p10_eur"] == pytest.approx(44.72 - 30, abs=1)
    assert found["p50_eur"] == pytest.approx(70, abs=1)
    assert found["p90_eur"] == pytest.approx(200 - 44.72 - 30, abs=1)


def test_the_same_seed_gives_the_same_draws_also_beside_another_scenario():
    more = pd.concat([flows_of(once("T", 0, 5, 9, "prijs", item="meer")), SIMPLE])
    one, two = (uncertainty.draws(model_of(table), 20_000)["S"] for table in (SIMPLE, more))
    assert (one == two).all()


def test_chances_per_partner_follow_from_the_same_draws():
    table = flows_of(
        (NULL, "gezamenlijk", "structureel", "beheer", 2024, 2024, 40, 40, 40),
        ("S", "gezamenlijk", "structureel", "dienst", 2024, 2024, 0, 40, 80),
    )
    flows = cash_flow.per_year(table, PARTNERS, "inwoners")
    drawn = uncertainty.draws(uncertainty.model(table, flows, NULL, PLAIN), 5000)
    assert drawn[("S", "A")].to_numpy() == pytest.approx(3 * drawn[("S", "B")].to_numpy())
    assert uncertainty.chances(drawn)[["scenario", "partner"]].to_numpy().tolist() == [
        ["S", "A"],
        ["S", "B"],
    ]


@pytest.mark.parametrize(("needed", "shown"), [(60, True), (75, True), (76, False)])
def test_chances_need_enough_money_of_grade_a_or_b(needed, shown):
    # 3 years of 100 are contracts; 100 is an assumption
    table = flows_of(
        ("S", "A", "structureel", "x", 2024, 2026, 90, 100, 110), once("S", 0, 100, 200)
    ).assign(grade=["B", "D"])
    assert uncertainty.may_show_chances(table, needed) is shown


def test_no_money_gives_no_chances():
    assert not uncertainty.may_show_chances(SIMPLE.assign(grade="A").iloc[:0], 0)


# ---------------------------------------------------------------------- what matters


def test_the_tornado_moves_one_cause_at_a_time():
    found = uncertainty.tornado(model_of(SIMPLE), "S")
    assert found.values.tolist() == [["schaal", -30, 70, 170]]  # cause, low, likely, high
    assert uncertainty.tornado(model_of(SIMPLE), "T").empty


def test_the_tornado_of_the_gap_leaves_out_what_both_feel():
    table = flows_of(
        once(NULL, 0, 0, 0),
        once("S", 10, 20, 40, "loon", item="a"),
        once("T", 10, 20, 40, "loon", item="b"),
        once("T", 0, 5, 6, "huur", item="c"),
    )
    found = uncertainty.tornado(model_of(table), "S", "T")
    assert found["cause"].tolist() == ["huur"]
    assert found.iloc[0, 1:].tolist() == pytest.approx([0, 5, 6])
    causes = uncertainty.tornado(model_of(table), "T")["cause"]
    assert causes.tolist() == ["loon", "huur"]  # the largest swing first


def test_the_value_of_one_cause_is_that_of_all_when_there_is_one():
    one = model_of(SIMPLE)
    found = uncertainty.value_of_information(one)
    values = uncertainty.draws(one, 400_000).to_numpy()
    assert found["cause"].tolist() == ["schaal"]
    # what knowing every amount is worth: the best choice per draw less the best single choice
    all_known = values.max(axis=1).clip(min=0).mean() - max(values.mean(axis=0).max(), 0.0)
    assert found["value_eur"][0] == pytest.approx(all_known, abs=0.1)


def test_unchanged_policy_that_may_not_be_chosen_is_no_way_out():
    one = model_of(flows_of(once(NULL, 60, 60, 60), once("S", 0, 40, 100)))
    values = uncertainty.value_of_information(one, -np.inf)["value_eur"]
    assert values.tolist() == pytest.approx([0.0])  # with one choice nothing can change
    assert uncertainty.value_of_information(one)["value_eur"][0] > 1


def test_the_value_of_a_cause_agrees_with_binned_draws():
    table = flows_of(
        once(NULL, 60, 60, 60),
        once("S", 0, 40, 100, "a", item="a"),
        once("S", 0, 10, 60, "b", item="b"),
        once("T", 20, 40, 90, "c", item="c"),
    )
    one, size, bins = model_of(table), 200_000, 100
    drawn = uncertainty.draws(one, size)
    found = uncertainty.value_of_information(one).set_index("cause")["value_eur"]
    for cause in one.effect.index:
        order = np.argsort(np.random.default_rng((1, crc32(cause.encode()))).random(size))
        means = drawn.to_numpy()[order].reshape(bins, -1, 2).mean(axis=1)
        binned = means.max(axis=1).clip(min=0).mean() - max(drawn.mean().max(), 0)
        assert found[cause] == pytest.approx(binned, abs=0.3)


def test_a_cause_that_changes_no_choice_is_worth_nothing():
    table = flows_of(once(NULL, 100, 100, 100), once("S", 10, 20, 40))
    assert uncertainty.value_of_information(model_of(table))["value_eur"].tolist() == [
        pytest.approx(0, abs=1e-9)
    ]


# ---------------------------------------------------------------------- phasing


def gate(table: pd.DataFrame, year: int) -> tuple[uncertainty.Model, uncertainty.Model]:
    """Give the models of the years before a gate and from it on."""
    return (
        model_of(table, lambda years: (years < year).astype(float)),
        model_of(table, lambda years: (years >= year).astype(float)),
    )


def test_a_gate_is_worth_what_stopping_saves():
    # hand-worked: the yearly cost is seen before the gate; what is left is 100 - 2z x 100, even
    # odds around zero. Triangular on -100..100: the mean of what falls below zero is 100 / 6
    table = flows_of(
        (NULL, "A", "structureel", "oud", 2024, 2025, 100, 100, 100),
        ("S", "A", "structureel", "nieuw", 2024, 2025, 0, 100, 200),
    )
    found = uncertainty.value_of_phasing(*gate(table, 2025))
    assert found["S"] == pytest.approx(100 / 6, abs=0.3)


def test_what_is_not_seen_before_the_gate_gives_no_reason_to_stop():
    table = flows_of(
        once(NULL, 100, 100, 100, year=2025, item="oud"),
        once("S", 5, 5, 5, item="start"),
        once("S", 0, 90, 180, year=2025, item="nieuw"),
    )
    assert uncertainty.value_of_phasing(*gate(table, 2025))["S"] == 0


def test_a_rest_that_always_loses_is_stopped():
    table = flows_of(once(NULL, 0, 0, 0), once("S", 70, 70, 70, year=2026))
    assert uncertainty.value_of_phasing(*gate(table, 2025))["S"] == pytest.approx(70)


# ---------------------------------------------------------------------- without chances


def test_futures_are_all_combinations():
    table = flows_of(
        once(NULL, 0, 0, 0),
        once("S", 0, 10, 20, "a", item="a"),
        once("S", 0, 100, 300, "b", item="b"),
    )
    found = uncertainty.futures(model_of(table))["S"]
    expected = [-320, -310, -300, -120, -110, -100, -20, -10, 0]
    assert sorted(found) == pytest.approx(expected)


def test_regret_is_what_the_best_would_have_brought_more():
    # hand-worked (minimax regret, Savage 1951): S 100 or -60, T 20 or 10, unchanged 0
    outcomes = pd.DataFrame({"S": [100.0, -60.0], "T": [20.0, 10.0]})
    assert uncertainty.regret(outcomes, NULL).to_dict("records") == [
        {"scenario": "S", "regret_eur": 70},
        {"scenario": "T", "regret_eur": 80},
        {"scenario": NULL, "regret_eur": 100},
    ]


def test_payback_is_the_year_from_which_it_stays_ahead():
    table = flows_of(
        (NULL, "A", "structureel", "oud", 2024, 2030, 100, 100, 100),
        once("S", 150, 150, 150),
        ("S", "A", "structureel", "nieuw", 2024, 2030, 50, 50, 50),
        once("T", 150, 150, 150),
        ("T", "A", "structureel", "nieuw", 2024, 2030, 50, 50, 50),
        once("T", 90, 90, 90, year=2027),  # back below zero, ahead again in 2028
        once("U", 2000, 2000, 2000),
        once("V", 1, 1, 1),
    )
    flows = cash_flow.per_year(table, PARTNERS, "gelijk")
    found = uncertainty.earning(flows, NULL, business_case.discounted(2024, 7))
    told = found.set_index("scenario")["payback"]
    assert told[["S", "T", "V"]].tolist() == ["2026", "2028", "2024"]
    assert told["U"] == "niet in de looptijd"
    later = uncertainty.earning(flows, NULL, business_case.discounted(2024, 7, 10))
    assert later.set_index("scenario")["payback"]["S"] == "2027"


def test_break_even_is_the_saving_at_which_nothing_is_left():
    # hand-worked: S costs 80 against 50, so 30 of the planned 100 is enough: 60% of unchanged
    found = uncertainty.earning(cash_flow.per_year(SIMPLE, PARTNERS, "gelijk"), NULL, PLAIN)
    one, other = found.to_dict("records")
    assert (one["saving_eur"], one["break_even_pct"]) == (100, 30)
    assert one["break_even_cost_pct"] == 60
    assert pd.isna(other["break_even_pct"]) and other["break_even_cost_pct"] == 0


@given(st.lists(st.integers(0, 50), min_size=9, max_size=9))
@settings(max_examples=25, deadline=None)
def test_low_and_high_enclose_what_is_drawn(amounts):
    low, likely, high = np.cumsum(np.array(amounts).reshape(3, 3), axis=0).tolist()
    cells = zip(low, likely, high, strict=True)
    rows = [once("S", *of, item=str(place)) for place, of in enumerate(cells)]
    one = model_of(flows_of(once(NULL, 0, 0, 0), *rows))
    drawn = uncertainty.draws(one, 200)["S"]
    assert drawn.between(-sum(high) - 1e-6, -sum(low) + 1e-6).all()
    found = uncertainty.futures(one)["S"]
    assert (found.min(), found.max()) == (pytest.approx(-sum(high)), pytest.approx(-sum(low)))
    assert (uncertainty.value_of_information(one)["value_eur"] >= 0).all()


# ---------------------------------------------------------------------- what a report shows


def test_a_removed_scenario_counts_in_no_choice():
    one = model_of(SIMPLE)
    left = uncertainty.only(one, [NULL, "T"])
    assert list(left.start.index) == ["T"]
    assert left.effect.empty  # T is certain
    assert uncertainty.value_of_information(left).empty


def test_without_the_null_scenario_there_is_nothing_to_say():
    table = SIMPLE[SIMPLE["scenario"] != NULL]
    one, flows = model_of(table), cash_flow.per_year(table, PARTNERS, "gelijk")
    left = uncertainty.only(one, ["S"])
    assert not len(left.likely)
    assert uncertainty.tornado(one, "S").empty
    assert uncertainty.turning_in_words(uncertainty.tornado(one, "S")) == ""
    assert not len(uncertainty.value_of_phasing(left, left))
    assert uncertainty.regret(uncertainty.futures(left), NULL)["scenario"].tolist() == [NULL]
    earned = uncertainty.earning(flows, NULL, PLAIN)
    assert earned.empty
    only_null = cash_flow.per_year(SIMPLE[SIMPLE["scenario"] == NULL], PARTNERS, "gelijk")
    assert uncertainty.earning(only_null, NULL, PLAIN).empty
    assert uncertainty.break_even_in_words(earned, "S") == ""


def test_the_items_of_a_cause_are_named_once():
    table = flows_of(
        once("S", 1, 2, 3, "loon", item="a"), once("T", 1, 2, 3, "loon", item="a"),
        once("S", 1, 2, 3, "loon", item="b"), once("S", 1, 2, 3, item="c"),
    )  # fmt: skip
    found = uncertainty.items(table, ["c (A)", "loon"])
    assert found.values.tolist() == [["c (A)", "c"], ["loon", "a en b"]]


def test_earning_says_the_year_or_that_it_never_comes():
    flows = cash_flow.per_year(SIMPLE, PARTNERS, "gelijk")
    told = uncertainty.earning(flows, NULL, PLAIN).set_index("scenario")["payback"]
    assert told.to_dict() == {"S": "2024", "T": "2024"}
    dear = flows_of(once(NULL, 5, 5, 5), once("S", 6, 6, 6, item="x"))
    flows = cash_flow.per_year(dear, PARTNERS, "gelijk")
    assert uncertainty.earning(flows, NULL, PLAIN)["payback"].tolist() == ["niet in de looptijd"]


@pytest.mark.parametrize(
    "rows, said",
    [
        (
            [("loon", -10, 5, 20)],
            "Het zwaarst telt: loon, van − € 10 tot € 20. Omdraaien kan door loon.",
        ),
        (
            [("loon", 20, 15, 1)],
            "Het zwaarst telt: loon, van € 1 tot € 20. Geen oorzaak alleen draait",
        ),
        ([("a", 9, 0, -9), ("b", 1, 0, 3), ("c", -1, 0, 2)], "Omdraaien kan door a of c."),
        ([("a", 0, 0, 9)], "Geen oorzaak alleen"),  # nil is no turn
    ],
)
def test_what_turns_the_outcome_around(rows, said):
    table = pd.DataFrame(rows, columns=["cause", "low_eur", "likely_eur", "high_eur"])
    assert said in uncertainty.turning_in_words(table).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "needed, said",
    [
        (0, "Ook zonder besparing is S over de hele looptijd niet duurder"),
        (12.1, "zodra 13% van de geplande besparing"),
        (100, "zodra 100% van"),
        (100.1, "Ook met de hele besparing is S over de hele looptijd duurder"),
        (np.nan, "S rekent niet op een besparing."),
    ],
)
def test_how_much_of_the_saving_must_come_true(needed, said):
    table = pd.DataFrame({"scenario": ["S"], "break_even_pct": [needed]})
    assert said in uncertainty.break_even_in_words(table, "S")
    assert uncertainty.break_even_in_words(table, NULL) == ""


def test_the_words_of_a_choice():
    values = pd.DataFrame({"cause": ["a", "b", "c"], "value_eur": [5.0, 5.0, 1.0]})
    assert "Zoek eerst uit: a en b." in uncertainty.information_in_words(values)
    none = "Geen enkel cijfer alleen verandert de keuze op geld."
    assert uncertainty.information_in_words(values.assign(value_eur=0.2)) == none
    assert uncertainty.information_in_words(values[:0]) == none
    worst = pd.DataFrame({"scenario": ["S", "T"], "regret_eur": [0.0, 7]})
    assert uncertainty.regret_in_words(worst) == "In elke doorgerekende toekomst het gunstigst: S."
    assert "S, ten hoogste" in uncertainty.regret_in_words(worst.replace(0.0, 3))
    stop = pd.Series({"S": 0.0, "T": 9.0}, name="value_eur").rename_axis("scenario")
    assert "bij T: €" in uncertainty.phasing_in_words(stop, 2025)
    assert "geen reden om te stoppen" in uncertainty.phasing_in_words(stop * 0, 2025)
