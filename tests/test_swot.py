"""Motives and SWOT on two or three parties that can be compared by head."""

import pandas as pd
import pytest

from lib import swot

PARTNERS = pd.DataFrame({"partner": ["A", "B", "C"]})


def rows(table: str, names: str, *content: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(content, columns=names.split())
    return frame.assign(origin=[f"{table}.csv:{n + 2}" for n in range(len(frame))])


NEEDS = rows(
    "needs",
    "partner need strength theme",
    ("A", "één loket", "moet", "dienst"),
    ("B", "één loket", "wens", "dienst"),
    ("A", "eigen beheer", "moet", "sturing"),
    ("B", "eigen beheer", "niet nodig", "sturing"),
    ("A", "thuiswerken", "wens", None),
)


def agreement(needs: pd.DataFrame) -> dict:
    grid = swot.needs_grid(needs, PARTNERS)
    return grid.drop_duplicates("need").set_index("need")["agreement"].to_dict()


def test_needs_are_shared_conflicting_or_from_one():
    expected = {"eigen beheer": "strijdig", "één loket": "gedeeld", "thuiswerken": "één antwoord"}
    assert agreement(NEEDS) == expected == agreement(NEEDS[::-1])
    grid = swot.needs_grid(NEEDS, PARTNERS)
    assert grid["need"].iloc[0] == "eigen beheer"
    assert grid.loc[grid["partner"].eq("C"), "strength"].eq("niet aangeleverd").all()
    words = "1 van de 3 behoeften is gedeeld; over 1 botsen de deelnemers."
    assert swot.needs_in_words(grid) == words


def test_a_wish_against_no_need_is_no_conflict_and_a_joint_need_is_of_all():
    more = rows(
        "needs",
        "partner need strength theme",
        ("A", "chat", "wens", None),
        ("B", "chat", "niet nodig", None),
        ("gezamenlijk", "veilig", "moet", None),
    )
    assert agreement(more) == {"veilig": "gedeeld", "chat": "deels"}


MOTIVES = rows(
    "motives",
    "partner motive points",
    ("A", "kosten", 60.0),
    ("B", "kosten", 20.0),
    ("C", "kosten", 20.0),
    ("A", "kwaliteit", 40.0),
    ("B", "kwaliteit", 40.0),
    ("C", "kwaliteit", 40.0),
)


def test_motives_by_median_range_and_who_differs():
    table = swot.motive_agreement(MOTIVES).set_index("motive")
    assert table.index.tolist() == ["kwaliteit", "kosten"]
    assert table.loc["kosten", ["median", "low", "high", "spread"]].tolist() == [20, 20, 60, 40]
    assert table.loc["kosten", "differs"] == "A"
    assert table.loc["kwaliteit", "differs"] == "niemand"
    words = "Kwaliteit weegt het zwaarst (mediaan 40); over kosten is het meeste verschil."
    assert swot.motive_agreement_in_words(table.reset_index()) == words
    tie = pd.concat([MOTIVES, MOTIVES.head(1).assign(partner="D")], ignore_index=True)
    table = swot.motive_agreement(tie).set_index("motive")
    assert table.loc["kosten", "differs"] == "A, B, C en D"


def test_motives_of_one_party_and_of_equals():
    one = MOTIVES[MOTIVES["partner"].eq("A")]
    table = swot.motive_agreement(one)
    words = "Kosten weegt het zwaarst (mediaan 60); de deelnemers verschillen niet in punten."
    assert swot.motive_agreement_in_words(table) == words
    equal = MOTIVES.assign(points=50.0)
    table = swot.motive_agreement(equal)
    assert swot.motive_agreement_in_words(table).startswith(
        "Kosten en kwaliteit wegen het zwaarst"
    )


SWOT = rows(
    "swot",
    "swot_item partner quadrant text theme",
    ("S1", "A", "sterkte", "goed team", "beheer"),
    ("Z1", "B", "zwakte", "klein team", "beheer"),
    ("Z2", "A", "zwakte", "oud netwerk", "techniek"),
    ("K1", "gezamenlijk", "kans", "samen inkopen", "kosten"),
    ("B1", "gezamenlijk", "bedreiging", "krapte", "mensen"),
)


def test_swot_per_party_leaves_the_joint_one_out():
    table = swot.swot_by_party(SWOT).set_index("partner")
    assert table.index.tolist() == ["A", "B"]
    assert table.loc["A"].tolist() == ["goed team", "oud netwerk", "geen punten", "geen punten"]
    assert swot.swot_by_party(SWOT[SWOT["partner"].eq("gezamenlijk")]).empty


def test_strength_of_one_meets_weakness_of_another():
    found = swot.complementarity(SWOT).values.tolist()
    assert found == [["beheer", "A: goed team", "B: klein team"]]
    both = pd.concat([SWOT, SWOT.query("quadrant == 'zwakte'").assign(partner="A")])
    assert swot.complementarity(both).values.tolist() == found  # nobody helps itself
    assert swot.complementarity(SWOT.head(1)).empty
    assert swot.complementarity(SWOT.assign(partner="A")).empty


CONFRONTATION = rows(
    "confrontation",
    "partner internal external score question",
    ("A", "S1", "K1", 5.0, "Hoe kunnen we samen inkopen?"),
    ("A", "Z2", "B1", 3.0, None),
    ("A", "Z2", "K1", 0.0, None),
    ("B", "Z1", "B1", 5.0, "Hoe kunnen we samen inkopen?"),
    ("B", "Z1", "K1", None, None),
)


def test_totals_per_combination_with_the_share_that_was_scored():
    cells = swot.confrontation_cells(CONFRONTATION, SWOT)
    assert len(cells) == len(CONFRONTATION)
    table = swot.confrontation_totals(cells)
    assert table.set_index(["partner", "combination"])["points"].to_dict() == {
        ("A", "sterkten × kansen"): 5,
        ("A", "zwakten × bedreigingen"): 3,
        ("A", "zwakten × kansen"): 0,
        ("B", "zwakten × bedreigingen"): 5,
    }
    shares = swot.confrontation_share(cells).set_index("partner")
    assert shares[["cells_scored", "cells", "share_pct"]].values.tolist() == [
        [3, 4, 75],
        [1, 2, 50],
    ]
    words = "De meeste punten: zwakten tegenover bedreigingen; 67% van de vakken is gescoord."
    assert swot.confrontation_in_words(table, shares) == words


def test_strongest_cells_end_in_distinct_questions():
    cells = swot.confrontation_cells(CONFRONTATION, SWOT)
    table = swot.strongest_cells(cells)
    assert table["question"].tolist() == [
        "Hoe kunnen we samen inkopen?",
        "Hoe kunnen we voorkomen dat de zwakte “oud netwerk” de bedreiging “krapte” versterkt?",
    ]
    assert table["points"].tolist() == [5, 3]
    assert swot.strongest_cells(cells[::-1])["question"].tolist() == table["question"].tolist()


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "outcome"),
    [
        (10, 20, 20, "gehaald"),
        (10, 20, 15, "nog niet gehaald"),
        (10, 5, 5, "gehaald"),
        (10, 5, 7, "nog niet gehaald"),
        (None, 5, 7, "gehaald"),
        (10, 5, None, "niet gemeten"),
        (10, None, 5, "geen streefwaarde"),
    ],
)
def test_goals_are_met_in_their_own_direction(baseline, target, actual, outcome):
    goals = pd.DataFrame(
        {"goal": ["x"], "baseline": [baseline], "target": [target], "actual": [actual]},
        dtype=object,
    )
    goals = goals.astype({"baseline": float, "target": float, "actual": float})
    assert swot.goal_state(goals)["outcome"].tolist() == [outcome]


def test_principles_say_who_approved_them():
    done = swot.approved(pd.DataFrame({"text": ["a", "b"], "approved_by": ["raad", None]}))
    assert done["outcome"].tolist() == ["vastgesteld door raad", "nog niet vastgesteld"]


def test_people_are_counted_per_moment_and_missing_when_one_is():
    moments = rows(
        "involvement",
        "moment group people date",
        ("gesprek", "staf", 3, "2014-01-01"),
        ("gesprek", "bestuur", None, "2014-02-01"),
        ("overleg", "Docenten", 0, None),
        ("toets", "bestuur", 0, "2014-06-02"),
    )
    moments = moments.assign(date=pd.to_datetime(moments["date"]))
    table = swot.heard(moments, "2014-06-01").set_index("moment")
    assert table["outcome"].tolist() == ["aantal onbekend", "nog niet gehoord", "gepland"]
    assert table.loc["gesprek", "group"] == "staf en bestuur"
    assert pd.isna(table.loc["gesprek", "people"])
    assert table.loc["overleg", "people"] == 0


def test_visions_differ_where_someone_says_otherwise():
    visions = rows(
        "visions",
        "theme partner position",
        ("balie", "A", "eens"),
        ("techniek", "A", "eens"),
        ("techniek", "B", "anders"),
    )
    grid = swot.visions_grid(visions, PARTNERS)
    assert grid["theme"].iloc[0] == "techniek"
    assert grid.loc[grid["partner"].eq("C"), "position"].eq("zwijgt").all()
    assert swot.visions_in_words(grid) == "Op 1 van 2 thema's verschillen de visies: techniek."
    words = "Op geen van 1 thema verschillen de visies."
    assert swot.visions_in_words(swot.visions_grid(visions.head(1), PARTNERS)) == words


def test_empty_tables_stay_empty():
    assert swot.needs_grid(NEEDS.head(0), PARTNERS).empty
    assert swot.motive_agreement(MOTIVES.head(0)).empty
    assert swot.swot_by_party(SWOT.head(0)).empty
    cells = swot.confrontation_cells(CONFRONTATION.head(0), SWOT)
    assert swot.confrontation_totals(cells).empty
    assert swot.strongest_cells(cells).empty
    assert swot.visions_grid(rows("visions", "theme partner position"), PARTNERS).empty
    empty = (frame.head(0) for frame in (swot.needs_grid(NEEDS, PARTNERS), MOTIVES))
    assert swot.answer(*empty, pd.DataFrame({"question": []})) == []
