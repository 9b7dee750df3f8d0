"""Kendall's W, its chance and the differences, beside published values and brute force."""

from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import friedmanchisquare, spearmanr

from lib import agreement

# Siegel (1956), pages 233-236: three orders of ten, with ties; W is .828 after the correction.
TIED = np.array(
    [
        [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10],
        [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
        [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
    ]
)
# Siegel (1956), page 230: three managers rank six applicants; W is .16 (s = 25.5).
UNTIED = np.array([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1.0]])
# Friedman (1937), exact table for three columns: rows, chi-square of Friedman, chance.
PUBLISHED = [
    ([[1, 2, 3]] * 3, 0.028),
    ([[1, 2, 3]] * 4, 0.0046),
    ([[1, 2, 3], [1, 2, 3], [1, 3, 2]], 0.194),
    ([[1, 2, 3]] * 3 + [[1, 3, 2]], 0.042),
]


def motives(**points: list) -> pd.DataFrame:
    """A row per party and motive (kosten, kwaliteit, kansen); None is left out."""
    names = ["kosten", "kwaliteit", "kansen"]
    rows = [
        (partner, motive, float(value), None, f"motives.csv:{n}")
        for partner, given in points.items()
        for n, (motive, value) in enumerate(zip(names, given, strict=True), 2)
        if value is not None
    ]
    return pd.DataFrame(rows, columns=["partner", "motive", "points", "reason", "origin"])


def brute(orders: np.ndarray) -> float:
    """The chance by listing every combination of orders."""
    ways = [list(permutations(order)) for order in orders]
    sums = np.array([np.sum(chosen, axis=0) for chosen in product(*ways)])
    return ((sums**2).sum(axis=1) >= (orders.sum(axis=0) ** 2).sum() - 1e-9).mean()


@pytest.mark.parametrize(("orders", "published"), [(TIED, 0.828), (UNTIED, 0.16)])
def test_w_of_the_textbook_and_of_friedmans_statistic(orders, published):
    parties, items = orders.shape
    assert agreement.kendall(orders) == pytest.approx(published, abs=0.005)
    statistic = friedmanchisquare(*orders.T).statistic
    assert agreement.kendall(orders) == pytest.approx(statistic / (parties * (items - 1)))


@pytest.mark.parametrize(("orders", "published"), PUBLISHED)
def test_the_chance_of_friedmans_exact_table(orders, published):
    found, error = agreement.chance(np.array(orders, float))
    assert found == pytest.approx(published, abs=0.0005)
    assert error == 0


@pytest.mark.parametrize("seed", range(8))
def test_the_chance_is_that_of_listing_all_orders_also_with_ties(seed):
    values = pd.DataFrame(np.random.default_rng(seed).integers(0, 5, (4, 4)))
    orders = values.rank(axis=1).to_numpy()
    assert agreement.chance(orders)[0] == pytest.approx(brute(orders))


def test_a_chance_that_is_too_much_to_count_is_drawn_close_by(monkeypatch):
    orders = np.array([[1, 2, 3, 4]] * 3 + [[4, 3, 2, 1], [2, 1, 4, 3.0]])
    exact, _ = agreement.chance(orders)
    monkeypatch.setattr(agreement, "MOST_WORK", 0)
    drawn, error = agreement.chance(orders)
    assert 0 < error < 0.002
    assert abs(drawn - exact) < 4 * error
    assert agreement.chance(orders) == (drawn, error)  # one seed, the same twice


def test_w_lies_between_nothing_and_one_order():
    assert agreement.kendall(np.array([[1, 2, 3.0]] * 5)) == 1
    assert agreement.kendall(np.array([[1, 2.0], [2, 1]])) == 0
    assert np.isnan(agreement.kendall(np.full((6, 3), 2.0)))


def test_w_only_from_six_parties_that_gave_points_to_every_motive():
    six = {name: [50, 30, 20] for name in "ABCDEF"}
    table = agreement.concordance(motives(**six, G=[60, 40, None]))
    assert table["n"].tolist() == [6]
    assert table["w"].tolist() == [1]
    assert table["chance_pct"].iloc[0] == pytest.approx(100 / 6**5)
    assert agreement.concordance_in_words(table) == (
        "De deelnemers zijn het sterk eens over de volgorde (W is 1,00). "
        "Van alle willekeurige volgordes is minder dan 1% zo eensgezind."
    )
    drawn = agreement.concordance_in_words(table.assign(error_pct=0.01))
    assert "ongeveer" not in drawn  # less than 1% is no estimate of a number
    more = table.assign(chance_pct=3.0, error_pct=0.01)
    assert "volgordes is ongeveer 3% zo" in agreement.concordance_in_words(more)
    few = agreement.concordance(motives(**six).query("partner != 'A'"))
    assert few.empty
    assert "minder dan 6" in agreement.concordance_in_words(few)
    assert agreement.concordance(motives()).empty


def test_agreement_that_may_be_chance_or_is_about_nothing_is_told():
    split = {name: [50, 30, 20] for name in "ABC"} | {name: [20, 30, 50] for name in "DEF"}
    words = agreement.concordance_in_words(agreement.concordance(motives(**split)))
    assert "nauwelijks eens" in words
    assert words.endswith("is 100% zo eensgezind; dit kan dus toeval zijn.")
    same = agreement.concordance(motives(**{name: [30, 30, 30] for name in "ABCDEF"}))
    expected = "Geen deelnemer vindt het ene motief belangrijker dan het andere."
    assert agreement.concordance_in_words(same) == expected


def test_who_goes_another_way_and_on_what():
    given = motives(A=[50, 30, 20], B=[50, 30, 20], C=[10, 30, 60])
    table = agreement.likeness(given)
    assert table["partner"].iloc[0] == "C"
    assert table[["likeness", "motive", "gap"]].iloc[0].tolist() == [-1, "kansen en kosten", 40]
    own, others = [3, 2, 1], (np.array([1, 2, 3]) * 1.5).tolist()
    assert spearmanr(own, others).statistic == table["likeness"].iloc[0]


def test_likeness_of_equals_of_two_and_of_who_prefers_nothing():
    equal = agreement.likeness(motives(A=[50, 30, 20], B=[60, 30, 10], C=[50, 40, 10]))
    assert equal["likeness"].round(9).eq(1).all()
    assert agreement.likeness(motives(A=[50, 30, 20], B=[20, 30, 50])).empty
    flat = agreement.likeness(motives(A=[30, 30, 30], B=[30, 30, 30], C=[30, 30, 30]))
    assert flat["likeness"].isna().all()


def test_the_widest_differences_quote_both_ends():
    given = motives(A=[50, 30, 20], B=[20, 30, 50], C=[20, 30, 50])
    given.loc[0, "reason"] = "De begroting"
    table = agreement.disagreements(given)
    assert table["motive"].tolist() == ["kosten", "kansen"]  # nobody differs on kwaliteit
    assert table["spread"].tolist() == [30, 30]
    assert table["most_text"].tolist() == ["A (50): “De begroting”", "B (50); C (50)"]
    assert table["least_text"].tolist() == ["B (20); C (20)", "A (20)"]
    assert agreement.disagreements(given.head(0)).empty
