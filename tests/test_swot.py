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
    words = "kwaliteit weegt het zwaarst (mediaan 40); over kosten is het meeste verschil."
    assert swot.motive_agreement_in_words(table.reset_index()).lower() == words
    words = "A wijkt het verst af: 60 punten voor kosten, bij de anderen 20 (mediaan)."
    assert swot.differs_most_in_words(MOTIVES) == words
    tie = pd.concat([MOTIVES, MOTIVES.head(1).assign(partner="D")], ignore_index=True)
    assert swot.differs_most_in_words(tie).startswith("A en D wijken het verst af: 60")
    assert swot.motive_profile(MOTIVES)["motive"].iloc[0] == "kwaliteit"


def test_motives_of_one_party_and_of_equals():
    one = MOTIVES[MOTIVES["partner"].eq("A")]
    table = swot.motive_agreement(one)
    assert (
        swot.motive_agreement_in_words(table)
        == "Eén deelnemer gaf punten; kosten weegt het zwaarst."
    )
    assert swot.differs_most_in_words(one) == ""
    equal = MOTIVES.assign(points=50.0)
    table = swot.motive_agreement(equal)
    words = "Kosten en kwaliteit wegen het zwaarst; alle deelnemers geven dezelfde punten."
    assert swot.motive_agreement_in_words(table) == words
    assert swot.differs_most_in_words(equal) == ""


SWOT = rows(
    "swot",
    "swot_item partner quadrant text theme",
    ("S1", "A", "sterkte", "goed team", "beheer"),
    ("Z1", "B", "zwakte", "klein team", "beheer"),
    ("Z2", "A", "zwakte", "oud netwerk", "techniek"),
    ("K1", "gezamenlijk", "kans", "samen inkopen", "kosten"),
    ("B1", "gezamenlijk", "bedreiging", "krapte", "mensen"),
)


def test_swot_per_party_with_the_joint_one_last():
    table = swot.swot_by_party(SWOT).set_index("partner")
    assert table.index.tolist() == ["A", "B", "gezamenlijk"]
    assert table.loc["A"].tolist() == ["goed team", "oud netwerk", "geen punten", "geen punten"]
    words = "5 punten van 3 partijen; beheer komt het vaakst terug (2)."
    assert swot.swot_by_party_in_words(SWOT) == words
    assert swot.outside_in_words(SWOT) == "De partijen zien 1 kans en 1 bedreiging."


def test_strength_of_one_meets_weakness_of_another():
    table = swot.complementarity(SWOT)
    assert table[["strong_partner", "weak_partner", "theme"]].values.tolist() == [
        ["A", "B", "beheer"]
    ]
    assert table["origin"].tolist() == ["swot.csv:2; swot.csv:3"]
    words = "A kan B helpen bij beheer."
    assert swot.complementarity_in_words(table) == words
    by_theme = swot.helps_by_theme(table).iloc[0].tolist()
    assert by_theme == ["beheer", "A: goed team", "B: klein team"]
    none = swot.complementarity(SWOT.head(1))
    assert swot.helps_by_theme(none).empty
    assert swot.complementarity_in_words(none) == "Geen deelnemer is sterk waar een ander zwak is."


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
    table = swot.confrontation_totals(cells, SWOT)
    keyed = table.set_index(["partner", "internal_kind", "external_kind"])
    assert keyed["points"].to_dict() == {
        ("A", "sterkte", "kans"): 5,
        ("A", "sterkte", "bedreiging"): 0,
        ("A", "zwakte", "kans"): 0,
        ("A", "zwakte", "bedreiging"): 3,
        ("B", "zwakte", "kans"): 0,
        ("B", "zwakte", "bedreiging"): 5,
    }
    assert keyed["share_pct"].tolist() == [100, 0, 100, 100, 0, 100]
    words = "De meeste punten: zwakten tegenover bedreigingen; 67% van de vakken is gescoord."
    assert swot.confrontation_in_words(table) == words


def test_strongest_cells_end_in_distinct_questions():
    cells = swot.confrontation_cells(CONFRONTATION, SWOT)
    table = swot.strongest_cells(cells)
    assert table["question"].tolist() == [
        "Hoe kunnen we samen inkopen?",
        "Hoe kunnen we voorkomen dat de zwakte “oud netwerk” de bedreiging “krapte” versterkt?",
    ]
    assert table["points"].tolist() == [5, 3]
    assert swot.strongest_cells(cells[::-1])["question"].tolist() == table["question"].tolist()
    assert (
        swot.strongest_in_words(table) == "2 vragen volgen uit de sterkste vakken van de matrix."
    )


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "outcome"),
    [
        (10, 20, 20, "gehaald"),
        (10, 20, 15, "niet gehaald"),
        (10, 5, 5, "gehaald"),
        (10, 5, 7, "niet gehaald"),
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


def test_goals_principles_and_lists_in_words():
    table = pd.DataFrame({"outcome": ["gehaald", "niet gemeten", "niet gemeten"]})
    assert swot.goal_state_in_words(table) == "1 van 1 gemeten doel is gehaald; 2 niet gemeten."
    done = swot.approved(pd.DataFrame({"text": ["a", "b"], "approved_by": ["raad", None]}))
    assert done["outcome"].tolist() == ["vastgesteld door raad", "nog niet vastgesteld"]
    assert swot.approved_in_words(done) == "1 van de 2 uitspraken is vastgesteld."
    lines = pd.DataFrame({"partner": ["A", "A"], "red_line": ["x", "y"]})
    assert swot.red_lines_in_words(lines) == "2 breekpunten van 1 partij."
    found = pd.DataFrame(
        {"advice": ["doe", None], "state": ["open", "gereed"], "owner": ["directeur", None]}
    )
    assert swot.follow_up(found)["follow_up"].tolist() == [
        "directeur: open",
        "geen eigenaar: gereed",
    ]
    assert (
        swot.findings_in_words(found) == "1 van de 2 bevindingen heeft een advies; 1 staat open."
    )


def test_a_group_of_which_nobody_came_was_not_heard():
    moments = rows(
        "involvement",
        "moment group people date",
        ("gesprek", "staf", 3, "2014-01-01"),
        ("gesprek", "bestuur", None, "2014-02-01"),
        ("overleg", "Docenten", 0, None),
    )
    words = "2 van de 3 groepen zijn gehoord; niet: docenten."
    assert swot.involvement_in_words(moments) == words
    table = swot.heard(moments).set_index("moment")
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
    words = "Op 1 thema zegt geen deelnemer iets anders."
    assert swot.visions_in_words(swot.visions_grid(visions.head(1), PARTNERS)) == words


def test_empty_tables_stay_empty():
    assert swot.needs_grid(NEEDS.head(0), PARTNERS).empty
    assert swot.motive_agreement(MOTIVES.head(0)).empty
    assert swot.swot_by_party(SWOT.head(0)).empty
    cells = swot.confrontation_cells(CONFRONTATION.head(0), SWOT)
    assert swot.confrontation_totals(cells, SWOT).empty
    assert swot.strongest_cells(cells).empty
    assert swot.visions_grid(rows("visions", "theme partner position"), PARTNERS).empty
    empty = (frame.head(0) for frame in (swot.needs_grid(NEEDS, PARTNERS), MOTIVES, MOTIVES))
    assert swot.answer(*empty) == []
