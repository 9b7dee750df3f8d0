import pandas as pd
from test_scenarios import CRITERIA, NONE_OUT, SCENARIOS, SCORES, WEIGHTS, fails, without

from lib import parties


def test_each_party_has_its_own_winner():
    table = parties.scores(SCORES, CRITERIA, WEIGHTS, SCENARIOS, NONE_OUT)
    winners = parties.winners(table)
    assert winners.to_numpy().tolist() == [["Aa", "Ineens", 100, 25], ["Bo", "Niets", 100, 50]]
    assert parties.in_words(winners) == (
        "De eerste keuze verschilt per partij: Ineens bij Aa en Niets bij Bo."
    )
    assert parties.in_words(winners.iloc[:1]) == "Met de eigen weging kiest Aa: Ineens."
    same = winners.assign(winner="Samen")
    assert parties.in_words(same) == "Met elke eigen weging is de uitkomst gelijk: Samen."
    none = parties.scores(SCORES, CRITERIA, WEIGHTS.iloc[:2], SCENARIOS, NONE_OUT)
    assert parties.in_words(parties.winners(none)).startswith("Geen partij")


def test_an_undecided_party_is_said_to_be_undecided():
    unknown = parties.scores(without("Samen", "rust"), CRITERIA, WEIGHTS, SCENARIOS, NONE_OUT)
    winners = parties.winners(unknown).set_index("partner")
    assert winners.loc["Bo", "winner"] in {"Niets of Samen", "Samen of Niets"}
    assert pd.isna(winners.loc["Bo", "likely"])
    out = parties.scores(SCORES, CRITERIA, WEIGHTS, SCENARIOS, fails("Niets", "Samen", "Ineens"))
    assert set(parties.winners(out)["winner"]) == {"geen"}
