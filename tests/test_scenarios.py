import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import evidence, scenarios

SCENARIOS = pd.DataFrame(
    {
        "scenario": ["Niets", "Samen", "Ineens", "Elders"],
        "form": ["nulalternatief", "netwerkmodel", "shared service center", "uitbesteden"],
        "state": ["vergeleken", "vergeleken", "vergeleken", "afgevallen"],
        "reason": [None, None, None, "Geen aanbod"],
        "promise": [1, 4, 5, 3],
        "complexity": [1, 3, 5, 3],
    }
)
CRITERIA = pd.DataFrame(
    {"criterion": ["kwaliteit", "rust"], "worst": [1.0, 20.0], "best": [5.0, 0.0]}
)
WEIGHTS = pd.DataFrame(
    [
        ("gezamenlijk", "kwaliteit", 60),
        ("gezamenlijk", "rust", 40),
        ("Aa", "kwaliteit", 100),
        ("Bo", "rust", 50),
    ],
    columns=["partner", "criterion", "points"],
)
NONE_OUT = pd.DataFrame({"scenario": [], "condition": []}, dtype="str")


def scores_of(*rows):
    frame = pd.DataFrame(rows, columns=["scenario", "criterion", "low", "likely", "high"])
    places = [f"scores.csv:{n + 2}" for n in range(len(frame))]
    return frame.astype({n: "Float64" for n in scenarios.RANGE}).assign(
        origin=places, source="s1", grade="C"
    )


# kwaliteit 1..5 and rust 20..0 (less is better): Niets 0.25 and 1, Samen 0.75 and 0.5,
# Ineens 1 and 0.
SCORES = scores_of(
    ("Niets", "kwaliteit", 2, 2, 2),
    ("Niets", "rust", 0, 0, 0),
    ("Samen", "kwaliteit", 3, 4, 5),
    ("Samen", "rust", 8, 10, 16),
    ("Ineens", "kwaliteit", 5, 5, 5),
    ("Ineens", "rust", 20, 20, 20),
)


def parts_of(scores=SCORES, weights=WEIGHTS, given=SCENARIOS, partner="gezamenlijk"):
    return scenarios.contributions(scores, CRITERIA, weights, given, partner)


def ranked_of(scores=SCORES, out=NONE_OUT, given=SCENARIOS, weights=WEIGHTS):
    return scenarios.ranking(parts_of(scores, weights, given), given, out)


def fails(*names):
    return pd.DataFrame({"scenario": names, "condition": [f"eis {n}" for n in names]})


def by_name(ranked, column):
    return ranked.set_index("scenario")[column].to_dict()


def without(scenario, criterion=None):
    lost = SCORES["scenario"] == scenario
    lost &= (SCORES["criterion"] == criterion) if criterion else True
    gaps = {name: SCORES[name].mask(lost) for name in scenarios.RANGE}
    return SCORES.assign(**gaps)


def test_swings_ask_from_worst_to_best_and_name_the_joint_points_first():
    criteria = CRITERIA.assign(unit=["cijfer", "veranderingen"])
    own_first = WEIGHTS.iloc[::-1]
    asked = scenarios.swings(own_first, criteria)
    assert asked["step"].drop_duplicates().tolist() == [
        "kwaliteit: van 1 naar 5 (cijfer)",
        "rust: van 20 naar 0 (veranderingen)",
    ]
    assert asked[["partner", "criterion", "points"]].to_numpy().tolist() == [
        ["gezamenlijk", "kwaliteit", 60],
        ["gezamenlijk", "rust", 40],
        ["Aa", "kwaliteit", 100],
        ["Bo", "rust", 50],
    ]
    assert scenarios.swings(WEIGHTS.iloc[:0], criteria).empty


def test_shortlist_and_null():
    assert scenarios.compared(SCENARIOS)["scenario"].tolist() == ["Niets", "Samen", "Ineens"]
    assert scenarios.null_scenario(SCENARIOS) == "Niets"
    assert scenarios.null_scenario(SCENARIOS.iloc[1:]) is None


def test_contributions_by_head():
    parts = parts_of().set_index(["scenario", "criterion"])
    assert parts.loc[("Samen", "kwaliteit"), scenarios.RANGE].tolist() == [30, 45, 60]
    # On a criterion where less is better, the high value is the low contribution.
    assert parts.loc[("Samen", "rust"), scenarios.RANGE].tolist() == pytest.approx([8, 20, 24])


def test_weighted_sum_agrees_with_the_published_example():
    # Triantaphyllou, Multi-Criteria Decision Making Methods (2000), chapter 2, example of the
    # weighted sum model: weights 0.20 0.15 0.40 0.25 give 21.50, 22.00 and 22.00.
    values = {"A1": [25, 20, 15, 30], "A2": [10, 30, 20, 30], "A3": [30, 10, 30, 10]}
    names = ["C1", "C2", "C3", "C4"]
    rows = [(a, c, x, x, x) for a, xs in values.items() for c, x in zip(names, xs, strict=True)]
    criteria = pd.DataFrame({"criterion": names, "worst": 0.0, "best": 100.0})
    weights = pd.DataFrame(
        {"partner": "gezamenlijk", "criterion": names, "points": [20, 15, 40, 25]}
    )
    given = pd.DataFrame({"scenario": list(values), "state": "vergeleken"})
    parts = scenarios.contributions(scores_of(*rows), criteria, weights, given)
    ranked = scenarios.ranking(parts, given, NONE_OUT)
    assert by_name(ranked, "likely") == pytest.approx({"A1": 21.5, "A2": 22.0, "A3": 22.0})
    assert by_name(ranked, "standing") == {"A1": "3", "A2": "gedeeld 1", "A3": "gedeeld 1"}


def test_ranking_and_a_failed_condition():
    assert by_name(ranked_of(), "likely") == pytest.approx(
        {"Samen": 65, "Ineens": 60, "Niets": 55}
    )
    ranked = ranked_of(out=fails("Samen"))
    assert by_name(ranked, "standing") == {"Ineens": "1", "Niets": "2", "Samen": "afgevallen"}
    assert by_name(ranked, "reason")["Samen"] == "eis Samen"
    assert scenarios.leaders(ranked) == ["Ineens"]


def test_an_unknown_score_counts_as_its_full_range():
    ranked = ranked_of(without("Samen", "rust"))
    row = ranked.set_index("scenario").loc["Samen"]
    assert pd.isna(row["likely"])
    assert (row["low"], row["least"], row["most"], row["high"]) == (30, 45, 85, 100)
    assert by_name(ranked, "standing") == {
        "Samen": "1 tot 3",
        "Ineens": "1 tot 2",
        "Niets": "2 tot 3",
    }
    assert set(scenarios.leaders(ranked)) == {"Samen", "Ineens"}
    # A missing row is the same as an empty one.
    pd.testing.assert_frame_equal(ranked, ranked_of(without("Samen", "rust").drop(index=3)))


def test_a_scenario_without_any_score_has_no_place():
    ranked = ranked_of(without("Niets"))
    assert by_name(ranked, "state")["Niets"] == "geen scores"
    assert scenarios.leaders(ranked) == ["Samen"]


def test_without_joint_weights_there_is_no_ranking():
    ranked = ranked_of(weights=WEIGHTS.iloc[2:])
    assert scenarios.leaders(ranked) == [] and len(ranked) == 3
    assert scenarios.chosen(ranked) is None
    assert scenarios.chosen(ranked, "Samen") == "Samen"
    assert (
        scenarios.score_in_words(ranked)
        == "Er is nog geen rangorde: scores of gezamenlijke weging ontbreken."
    )


def test_points_are_brought_to_hundred():
    assert parts_of(partner="Bo")["points"].unique().tolist() == [100]
    assert by_name(
        scenarios.ranking(parts_of(partner="Bo"), SCENARIOS, NONE_OUT), "likely"
    ) == pytest.approx({"Niets": 100, "Samen": 50, "Ineens": 0})


def test_shown_parts_follow_the_ranking_and_mark_what_fell_out():
    scores = without("Samen", "rust")
    shown = scenarios.shown_parts(parts_of(scores), ranked_of(scores))
    assert shown["scenario"].unique().tolist() == ["Ineens", "Samen", "Niets"]
    assert shown["likely"].isna().sum() == 1
    out = scenarios.shown_parts(parts_of(), ranked_of(out=fails("Samen")))
    assert out["scenario"].tolist()[-2:] == ["Samen (afgevallen)"] * 2


def test_score_beside_money():
    money = pd.DataFrame(
        {"scenario": ["Samen"], "low_eur": [-1.0], "likely_eur": [2.0], "high_eur": [3.0]}
    )
    table = scenarios.against_money(ranked_of(), money, "Niets").set_index("scenario")
    assert table["npv_eur"].to_dict() == {"Samen": 2.0, "Niets": 0.0}
    assert table["score"].to_dict() == pytest.approx({"Samen": 65, "Niets": 55})
    assert scenarios.against_money(ranked_of(), money.iloc[:0], "Niets").empty


def test_what_was_removed_needs_no_score_beside_its_money():
    money = pd.DataFrame(
        {"scenario": ["Samen", "Ineens"], "low_eur": 1.0, "likely_eur": 2.0, "high_eur": 3.0}
    )
    scores = without("Samen", "rust")
    for out, kept in [
        (fails("Samen"), ["Ineens", "Niets"]),
        (NONE_OUT, ["Ineens", "Samen", "Niets"]),
    ]:
        table = scenarios.against_money(ranked_of(scores, out), money, "Niets")
        assert table["scenario"].tolist() == kept


@pytest.mark.parametrize("scores", [SCORES, without("Samen", "rust")])
def test_evidence_adds_up_to_the_score(scores):
    rows = scenarios.score_evidence(parts_of(scores), "Samen")
    assert evidence.total(rows)["score"] == pytest.approx(
        by_name(ranked_of(scores), "least")["Samen"]
    )
    assert rows["what"].iloc[0] == "kwaliteit"


def words(**changes):
    return scenarios.score_in_words(ranked_of(**changes))


def test_score_in_words():
    lead = "Samen staat bovenaan met 65 van de 100 punten, 5 punten meer dan Ineens"
    assert words() == f"{lead}; de marges overlappen."
    assert (
        words(out=fails("Samen", "Ineens"))
        == "Alleen Niets blijft over, met 55 van de 100 punten."
    )
    assert words(out=fails("Niets", "Samen", "Ineens")) == scenarios.NOTHING_LEFT
    assert words(scores=without("Samen", "rust")) == (
        "Wie bovenaan staat, is nog onbekend: Ineens of Samen."
    )
    assert words(scores=without("Niets", "rust")) == f"{lead}; de marges overlappen."


def test_score_in_words_for_ties_and_small_leads():
    behind = without("Ineens", "rust")
    behind.loc[2, ["low", "likely", "high"]] = [5, 5, 5]
    behind.loc[3, ["low", "likely", "high"]] = [0, 0, 0]
    behind.loc[4, ["low", "likely", "high"]] = [3, 3, 3]
    assert words(scores=behind).endswith(
        "100 van de 100 punten, minstens 30 punten meer dan Ineens."
    )
    near = SCORES.copy()
    near.loc[5, ["low", "likely", "high"]] = [17.5, 17.5, 17.5]
    assert words(scores=near) == "Samen en Ineens staan samen bovenaan, met 65 van de 100 punten."
    near.loc[5, ["low", "likely", "high"]] = [17.6, 17.6, 17.6]
    assert words(scores=near).endswith("nog geen punt meer dan Ineens; de marges overlappen.")
    near.loc[5, ["low", "likely", "high"]] = [19.5, 19.5, 19.5]
    assert words(scores=near.drop(index=0)).startswith("Wie bovenaan staat")


def test_a_sure_leader_with_an_unknown_score_leads_at_least():
    scores = without("Samen", "rust")
    for criterion, value in [("kwaliteit", 1), ("rust", 20)]:
        row = scores["criterion"].eq(criterion) & scores["scenario"].ne("Samen")
        scores.loc[row, scenarios.RANGE] = value
    assert words(scores=scores).startswith(
        "Samen staat bovenaan met minstens 45 van de 100 punten, minstens 45 punten meer dan"
    )


def by_party(scores=SCORES, weights=WEIGHTS, out=NONE_OUT):
    return scenarios.by_party(scores, CRITERIA, weights, SCENARIOS, out)


def test_each_party_has_its_own_winner():
    winners = scenarios.winners(by_party())
    assert winners.to_numpy().tolist() == [["Aa", "Ineens"], ["Bo", "Niets"]]
    said = scenarios.winners_in_words
    assert said(winners) == "Eerste keuze: Ineens (1 partij) en Niets (1 partij)."
    assert said(winners.assign(winner="Samen")) == "Eerste keuze: Samen (2 partijen)."
    none = by_party(weights=WEIGHTS.iloc[:2])
    assert scenarios.winners(none).empty and "state" in none


def test_an_undecided_party_is_said_to_be_undecided():
    winners = scenarios.winners(by_party(without("Samen", "rust"))).set_index("partner")
    assert winners.loc["Bo", "winner"] in {"Niets of Samen", "Samen of Niets"}
    out = by_party(out=fails("Niets", "Samen", "Ineens"))
    assert set(scenarios.winners(out)["winner"]) == {"geen"}


def test_nothing_to_say_without_scenarios():
    assert scenarios.answer(ranked_of(given=SCENARIOS.iloc[:0])) == []


def test_answer():
    ranked = ranked_of(out=fails("Ineens"))
    assert scenarios.answer(ranked, "Aa betaalt meer.") == [
        "Samen staat bovenaan met 65 van de 100 punten, 10 punten meer dan Niets; "
        "de marges overlappen.",
        "Ineens valt af op de voorwaarde: eis Ineens.",
        "Aa betaalt meer.",
    ]
    higher = scenarios.answer(ranked_of(out=fails("Samen")))
    assert higher[1] == "Samen scoort hoger, maar valt af op de voorwaarde: eis Samen."
    both = scenarios.answer(ranked_of(out=fails("Samen", "Ineens")))
    assert both == [
        "Alleen Niets blijft over, met 55 van de 100 punten.",
        "Op een voorwaarde vallen af: Samen (eis Samen, met een hogere score) "
        "en Ineens (eis Ineens, met een hogere score).",
    ]


point = st.one_of(st.none(), st.integers(0, 10))
grid = st.lists(st.tuples(point, point, point), min_size=2, max_size=6)


def random_case(values, weights=(50, 30, 20)):
    names = [f"S{n}" for n in range(len(values))]
    criteria = pd.DataFrame(
        {"criterion": ["a", "b", "c"], "worst": [0.0, 10.0, 0.0], "best": [10.0, 0.0, 10.0]}
    )
    rows = [
        (name, criterion, x, x, x)
        for name, xs in zip(names, values, strict=True)
        for criterion, x in zip("abc", xs, strict=True)
    ]
    given = pd.DataFrame({"scenario": names, "state": "vergeleken"})
    points = pd.DataFrame({"partner": "gezamenlijk", "criterion": list("abc"), "points": weights})
    return scores_of(*rows), criteria, points, given


def rank_case(case):
    return scenarios.ranking(scenarios.contributions(*case), case[3], NONE_OUT)


@given(grid)
@settings(max_examples=40, deadline=None)
def test_adding_a_dominated_alternative_changes_no_score_or_place(values):
    dominated = (0, 10, 0)
    one = rank_case(random_case(values)).set_index("scenario")
    two = rank_case(random_case([*values, dominated])).set_index("scenario").loc[one.index]
    for column in [*scenarios.RANGE, "least", "most"]:
        pd.testing.assert_series_equal(one[column], two[column])
    pd.testing.assert_series_equal(one["rank"], two["rank"])


@given(grid, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_does_not_matter(values, random):
    scores, criteria, points, given = random_case(values)
    order = list(range(len(scores)))
    random.shuffle(order)
    one = rank_case((scores, criteria, points, given))
    two = rank_case((scores.iloc[order], criteria.iloc[::-1], points.iloc[::-1], given.iloc[::-1]))
    pd.testing.assert_frame_equal(
        one.sort_values("scenario").reset_index(drop=True),
        two.sort_values("scenario").reset_index(drop=True),
    )


@given(grid)
@settings(max_examples=30, deadline=None)
def test_scores_stay_between_0_and_100_and_contributions_add_up(values):
    case = random_case(values)
    parts, ranked = scenarios.contributions(*case), rank_case(case).set_index("scenario")
    assert ranked["low"].dropna().ge(-1e-9).all() and ranked["high"].dropna().le(100 + 1e-9).all()
    for scenario, own in parts.groupby("scenario"):
        rows = scenarios.score_evidence(parts, scenario)
        total = (rows["value"] * rows["factor"]).sum()
        assert total == pytest.approx(ranked.loc[scenario, "least"])
        assert own["high"].sum() == pytest.approx(ranked.loc[scenario, "high"])
