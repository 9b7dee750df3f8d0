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
    return grid.drop_duplicates("need").set_index("need")["consensus"].to_dict()


def test_needs_are_shared_conflicting_or_from_one():
    expected = {"eigen beheer": "strijdig", "één loket": "gedeeld", "thuiswerken": "één antwoord"}
    assert agreement(NEEDS) == expected == agreement(NEEDS[::-1])
    grid = swot.needs_grid(NEEDS, PARTNERS)
    assert grid["need"].iloc[0] == "eigen beheer"
    assert grid.loc[grid["partner"].eq("C"), "strength"].eq("niet aangeleverd").all()
    words = "1 van de 3 behoeften is strijdig; gedeeld: 1, één antwoord: 1."
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


def test_motives_by_median_and_range():
    table = swot.motive_agreement(MOTIVES).set_index("motive")
    assert table.index.tolist() == ["kwaliteit", "kosten"]
    assert table.loc["kosten", ["median", "spread", "n"]].tolist() == [20, 40, 3]
    words = "Kwaliteit weegt het zwaarst (mediaan 40); het meeste verschil is er over kosten."
    assert swot.motive_agreement_in_words(table.reset_index()) == words


def test_motives_of_one_party_and_of_equals():
    one = MOTIVES[MOTIVES["partner"].eq("A")]
    table = swot.motive_agreement(one)
    words = "Kosten weegt het zwaarst (mediaan 60); er is één opgave."
    assert swot.motive_agreement_in_words(table) == words
    equal = MOTIVES.assign(points=50.0)
    table = swot.motive_agreement(equal)
    assert swot.motive_agreement_in_words(table).endswith("niemand verschilt in punten.")
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


def test_swot_per_party_and_joint():
    table = swot.swot_by_party(SWOT).set_index("partner")
    assert set(table.index) == {"A", "B", "gezamenlijk"}
    assert table.loc["A"].tolist() == ["goed team", "oud netwerk", "geen punten", "geen punten"]


def test_strength_of_one_meets_weakness_of_another():
    found = swot.complementarity(SWOT).values.tolist()
    assert found == [["beheer", "A: goed team", "B: klein team"]]
    both = pd.concat([SWOT, SWOT.query("quadrant == 'zwakte'").assign(partner="A")])
    assert swot.complementarity(both).values.tolist() == found  # nobody helps itself
    assert swot.complementarity(SWOT.head(1)).empty
    assert swot.complementarity(SWOT.assign(partner="A")).empty


def test_help_is_counted_per_pair_and_unknown_without_own_points():
    counts = swot.help_counts(SWOT, PARTNERS).set_index(["strong", "weak"])["themes"]
    assert counts["A", "B"] == 1  # beheer
    assert counts["B", "A"] == 0
    assert pd.isna(counts["C", "A"])
    assert len(counts) == 6


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
    shares = swot.confrontation_stability(table, cells).set_index("partner")["share_pct"]
    assert shares.to_dict() == {"A": 75, "B": 50}  # 3 of 2 x 2, 1 of 1 x 2


def test_a_matrix_names_the_points_of_its_rows_and_columns():
    cells = swot.confrontation_cells(CONFRONTATION, SWOT)
    table = swot.confrontation_matrix(cells, "A")
    assert table["score"].tolist() == [5, 3, 0]
    assert table["internal"].iloc[1].endswith("(3)")
    assert table["external"].iloc[0].startswith("Kans: ")
    assert table["external"].iloc[0].endswith("(5)")


def test_how_many_changes_turn_the_leading_combination():
    cells = swot.confrontation_cells(CONFRONTATION, SWOT)
    totals = swot.confrontation_totals(cells)
    table = swot.confrontation_stability(totals, cells).set_index("partner")
    # A: 5 against 3. B scored one combination only.
    assert table.loc["A", ["combination", "other", "changes"]].tolist() == [
        "sterkten × kansen",
        "zwakten × bedreigingen",
        2,
    ]
    assert pd.isna(table.loc["B", "changes"])
    assert swot.confrontation_stability(totals.head(0), cells).empty


def test_cells_end_in_distinct_questions_with_the_points_of_all_their_cells():
    cells = swot.confrontation_cells(CONFRONTATION, SWOT)
    table = swot.questions(cells)
    assert table["question"].tolist() == [
        "Hoe kunnen we samen inkopen?",
        "Hoe kunnen we voorkomen dat de zwakte “oud netwerk” de bedreiging “krapte” versterkt?",
    ]
    assert table[["points", "cells", "parties"]].to_numpy().tolist() == [[10, 2, 2], [3, 1, 1]]
    assert swot.questions(cells[::-1])["question"].tolist() == table["question"].tolist()
    none = NEEDS.head(0), MOTIVES.head(0)
    assert swot.answer(*none, table) == ["De sterkste vraag: Hoe kunnen we samen inkopen?"]
    tied = swot.answer(*none, table.assign(points=5))
    assert tied == ["Een van de sterkste vragen: Hoe kunnen we samen inkopen?"]


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
    assert done["outcome"].tolist() == ["vastgesteld door raad", "niet vastgesteld"]
    none = pd.DataFrame({"approved_by": pd.Series([None, None], dtype="str")})
    assert swot.approved(none)["outcome"].tolist() == ["niet vastgesteld"] * 2


GOALS = rows(
    "goals",
    "goal theme partner indicator unit baseline target actual",
    ("snel", "kwaliteit", "A", "op tijd", "procent", 70.0, 80.0, 85.0),
    ("snel", "kwaliteit", "B", "op tijd", "procent", None, 80.0, None),
    ("vrij", "overig", "A", "teams", "teams", 0.0, 5.0, 6.0),
)


def test_every_k_is_shown_also_when_nothing_was_measured():
    table = swot.four_ks(GOALS)
    assert table["theme"].unique().tolist() == swot.KS
    assert len(table) == 3 * 2 + 2  # three empty K's for two partners
    shown = table[table["theme"].eq("kwaliteit")].set_index("partner")["said"]
    assert shown["A"] == "85 (was 70, doel 80)"
    assert shown["B"] == "niet gemeten (was niet aangeleverd, doel 80)"
    assert swot.four_ks(GOALS.head(0)).empty


VISION = "Dichtbij voor inwoners, samen sterk."


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([VISION], "De visie is 1 zin en 0 regels; geen zin telt meer dan 5 woorden."),
        (
            [VISION, "Eerst dit."],
            "De visie is 1 zin en 1 regel; geen zin telt meer dan 5 woorden.",
        ),
        ([VISION + " Klaar."], "De visie is 2 zinnen en 0 regels; dat is te lang."),
        (["a " * 16], "De visie is 1 zin en 0 regels; een zin telt 16 woorden (hooguit 15)."),
        (
            ["Samen", "Informatievoorziening"],
            "De visie is 1 zin en 1 regel; “Informatievoorziening” is een lang woord.",
        ),
        ([VISION, *"abcd"], "De visie is 1 zin en 4 regels; dat is te lang."),
    ],
)
def test_a_vision_is_short_and_easy_to_read(texts, words):
    kinds = ["visie", *["visieregel"] * 9][: len(texts)]
    assert swot.vision_in_words(pd.DataFrame({"kind": kinds, "text": texts})) == words


def test_without_a_vision_that_is_said():
    none = pd.DataFrame({"kind": ["uitgangspunt"], "text": ["a"]})
    assert swot.vision_in_words(none) == "Er is nog geen gezamenlijke visie."


def test_a_red_line_returns_as_the_condition_that_tests_it():
    lines = pd.DataFrame({"red_line": list("abc"), "condition": ["stem", "btw", None]})
    found = swot.returning(lines, pd.DataFrame({"condition": ["stem", "stem"]}))
    assert found["returns"].tolist() == ["stem", "btw (nog niet getoetst)", "nee"]


MOMENTS = rows(
    "involvement",
    "moment kind group partner people invited date outcome",
    ("gesprek", "gesprek", "staf", "A", 3, 4, "2014-01-01", "akkoord"),
    ("gesprek", "gesprek", "bestuur", "B", None, 2, "2014-02-01", "akkoord"),
    ("overleg", "workshop", "Docenten", "gezamenlijk", 0, 5, None, None),
    ("toets", "validatie", "raad", "gezamenlijk", 0, 5, "2014-06-02", "gepland"),
    ("dag", "workshop", "staf", "gezamenlijk", 7, 5, "2014-05-02", "lijst"),
)
MOMENTS = MOMENTS.assign(date=pd.to_datetime(MOMENTS["date"])).astype({"people": "Int64"})


def test_people_are_counted_per_moment_and_missing_when_one_is():
    table = swot.heard(MOMENTS, "2014-06-01").set_index("moment")
    states = ["aantal onbekend", "nog niet gehoord", "gepland", "gehoord"]
    assert table["state"].tolist() == states
    assert table.loc["gesprek", "group"] == "staf en bestuur"
    assert table.loc["gesprek", "datum"] == "1 januari 2014 tot en met 1 februari 2014"
    assert table["datum"].tolist()[1:] == ["niet aangeleverd", "2 juni 2014", "2 mei 2014"]
    assert table.loc["gesprek", "outcome"] == "akkoord"
    assert pd.isna(table.loc["gesprek", "people"])
    assert table.loc["overleg", "people"] == 0


def test_who_was_not_heard_and_why():
    lost = swot.unheard(MOMENTS, PARTNERS, "2014-06-01").set_index("group")["state"].to_dict()
    assert lost == {
        "bestuur": "aantal onbekend",
        "Docenten": "nog niet gehoord",
        "raad": "gepland",
        "C": "geen eigen moment",
    }


def test_workshops_by_group_only_where_there_are_several():
    table = swot.composition(MOMENTS, "2014-06-01")
    assert table[["moment", "group", "people"]].values.tolist() == [
        ["overleg", "Docenten", 0],
        ["dag", "staf", 7],
    ]
    assert swot.composition(MOMENTS.query("moment != 'dag'"), "2014-06-01").empty


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


def test_themes_are_shared_own_or_not_known():
    visions = rows(
        "visions",
        "theme partner position",
        *[("balie", partner, "eens") for partner in "ABC"],
        *[("tijden", partner, "eens") for partner in "AB"],
        ("techniek", "A", "zwijgt"),
        ("techniek", "B", "anders"),
    )
    assert swot.visions_shared_in_words(swot.visions_grid(visions, PARTNERS)) == [
        "Eigen kleur: techniek.",
        "Niet van ieder bekend: tijden.",
        "Gedeeld: balie.",
    ]


def test_empty_tables_stay_empty():
    assert swot.needs_grid(NEEDS.head(0), PARTNERS).empty
    assert swot.motive_agreement(MOTIVES.head(0)).empty
    assert swot.swot_by_party(SWOT.head(0)).empty
    cells = swot.confrontation_cells(CONFRONTATION.head(0), SWOT)
    assert swot.confrontation_totals(cells).empty
    assert swot.questions(cells).empty
    assert swot.visions_grid(rows("visions", "theme partner position"), PARTNERS).empty
    empty = (frame.head(0) for frame in (swot.needs_grid(NEEDS, PARTNERS), MOTIVES))
    assert swot.answer(*empty, swot.questions(cells)) == []


def test_sentences_on_nothing_break_nothing():
    assert swot.composition(MOMENTS.head(0), "2014-06-01").empty
    assert swot.help_counts(SWOT.head(0), PARTNERS)["themes"].isna().all()
    assert swot.vision_in_words(pd.DataFrame({"kind": [], "text": []}))
