import pandas as pd

from lib import advice, evidence
from lib.dutch import NBSP

TODAY = pd.Timestamp("2014-02-01")
PARTNERS = pd.DataFrame({"partner": ["Aa", "Bo"], "left": pd.to_datetime([None, None])})


def proof_of(**totals: float) -> pd.DataFrame:
    names = [name.replace("_", "-") for name in totals]
    table = pd.DataFrame({"number_id": names, "value": totals.values()})
    return table.assign(factor=1.0).reindex(columns=evidence.COLUMNS)


DATED = pd.DataFrame(
    {
        "gate": ["Begin", "Eind"],
        "date": pd.to_datetime(["2014-01-02", "2014-12-29"]),
        "planned_date": pd.to_datetime(["2014-01-01", "2014-12-31"]),
        "room_weeks": [-0.1, 0.3],
        "decider": ["de colleges", "de raden"],
    }
)

CHANCES = pd.DataFrame(
    {
        "gate": ["Eind", "Einde van het plan"],
        "planned_date": pd.to_datetime(["2014-12-31", None]),
        "p80": pd.to_datetime(["2015-01-20", "2015-02-01"]),
        "in_time_pct": [12.0, None],
    }
)

PLANNED = pd.DataFrame({"last_date": pd.to_datetime(["2014-03-01", "2014-11-15"])})

RANKED = pd.DataFrame(
    [
        ("Ineens", 80.0, 80.0, "doet mee", None, 80.0),
        ("Samen", 61.6, 61.6, "doet mee", None, 61.6),
        ("Niets", 40.0, 40.0, "doet mee", None, 40.0),
        ("Deels", None, 43.6, "doet mee", None, 60.0),
        ("Elders", 90.0, 90.0, "afgevallen", "Genoeg mensen", 90.0),
        ("Later", None, None, "geen scores", None, None),
    ],
    columns=["scenario", "likely", "least", "state", "reason", "most"],
)
PARTS = pd.DataFrame(
    [
        ("Ineens", "Kwaliteit", 60.0), ("Ineens", "Rust", 20.0), ("Samen", "Kwaliteit", 30.0),
        ("Samen", "Rust", 30.0), ("Niets", "Kwaliteit", 0.0), ("Niets", "Rust", 40.0),
    ],
    columns=["scenario", "criterion", "likely"],
)  # fmt: skip


def test_key_numbers_are_their_rows_with_something_to_compare():
    proof = proof_of(
        begroting_totaal=-51_500.0, begroting_nul=9000.0, contante_waarde_totaal=1000.0,
        contante_waarde_ander=-2000.0, formatie=12.5, duur=50, begroting_totaal_laag=-90_400.0,
        begroting_totaal_hoog=10_000.0,
    )  # fmt: skip
    numbers = advice.key_numbers(proof, "Ineens", 10, PLANNED, CHANCES)
    said = numbers.map(lambda value: value.replace(NBSP, " ") if isinstance(value, str) else value)
    assert said["value_text"].tolist() == ["€ 52.000", "€ 1.000", "12,5", "15 nov 2014"]
    assert said["label"].tolist()[:2] == [
        "samen extra kosten in vier jaar", "voordeel over 10 jaar, in geld van nu",
    ]  # fmt: skip
    assert said["compare"].tolist() == [
        "op € 9.000 aan kosten die verschillen",
        "Ineens: extra kosten € 2.000", "",
        "afgesproken 31 dec 2014: gehaald in 12 van de 100 doorrekeningen; "
        "1 feb 2015 in 80 van de 100",
    ]  # fmt: skip
    assert said["compare_id"].tolist()[:2] == ["begroting-nul", "contante-waarde-ander"]
    assert said[["low", "high"]].iloc[0].tolist() == ["− € 90.000", "€ 10.000"]
    assert said["low"].isna().tolist()[1:] == [True, True, True]


def test_an_advantage_is_called_so_and_nothing_gives_no_number():
    given = ("Ineens", 10, PLANNED, CHANCES.iloc[1:])
    numbers = advice.key_numbers(proof_of(begroting_totaal=1.0, duur=50), *given)
    assert numbers["label"].tolist() == ["samen voordeel in vier jaar", "einde volgens het plan"]
    assert numbers["compare"].tolist()[1] == ""  # no agreed date: nothing to compare with
    assert advice.key_numbers(proof_of(), None, 10, PLANNED, CHANCES).empty
    # without own steps (unchanged policy) the end of the plan is no figure
    assert advice.key_numbers(proof_of(duur=50), None, 10, PLANNED.iloc[:0], CHANCES).empty


COSTS = {
    "begroting_aa": 10.0, "begroting_aa_laag": -5.0, "begroting_aa_hoog": 20.0,
    "begroting_bo": -10.0, "begroting_bo_laag": -15.0, "begroting_bo_hoog": 0.0,
    "begroting_totaal": 0.0, "begroting_totaal_laag": -20.0, "begroting_totaal_hoog": 20.0,
    "begroting_aa_uittreden": -3000.0,
}  # fmt: skip


def test_costs_per_partner_with_a_total_and_the_losers():
    table = advice.costs(proof_of(**COSTS), PARTNERS)
    assert table["partner"].tolist() == ["Aa", "Bo", "Samen"]
    assert table["low_eur"].tolist() == [-5.0, -15.0, -20.0]
    assert table["high_eur_id"].tolist()[0] == "begroting-aa-hoog"
    assert (
        table["one_off_eur"].tolist() == [0.0, 0.0, 0.0] and table["one_off_eur_id"].isna().all()
    )
    shown = advice.in_thousands(table.assign(likely_eur=[1500.0, -2600.0, 0.0]))
    assert shown["Vier jaar"].tolist() == [2.0, -3.0, 0.0]
    assert shown["Vier jaar_id"].tolist()[0] == "begroting-aa"
    # who has no joint contribution has nothing to pay; all leaving at once has no meaning
    assert shown["Uit\u00adtreden"].tolist() == ["−3", "geen", "n.v.t."]
    assert shown["Uit\u00adtreden_id"].tolist()[0] == "begroting-aa-uittreden"
    large = table.assign(likely_eur=table["likely_eur"] * 1000)
    assert advice.costs_in_words(large) == "Duurder uit in vier jaar: Bo"
    # what the table shows as nought is no loss
    assert advice.costs_in_words(table).endswith("jaar: niemand")
    assert advice.costs(proof_of(), PARTNERS).empty
    gain = table.assign(likely_eur=1.0)
    assert advice.costs_in_words(gain).endswith("jaar: niemand")
    assert advice.costs_in_words(table.assign(likely_eur=-1e3)).endswith("jaar: iedereen")
    many = pd.concat([table.assign(likely_eur=-1e3)] * 2 + [gain])
    assert advice.costs_in_words(many).endswith("4 van de 6 deelnemers")


def test_each_alternative_has_a_reason_also_the_one_that_leads():
    table = advice.alternatives(RANKED, PARTS, "Samen")
    assert dict(zip(table["scenario"], table["reason"], strict=True)) == {
        "Samen": "het advies",
        "Ineens": "scoort hoger, maar minder op rust",
        "Niets": "scoort lager, vooral op kwaliteit",
        "Deels": "blijft lager, ook als de ontbrekende scores meevallen",
        "Elders": "voldoet niet aan: genoeg mensen",
        "Later": "niet te vergelijken: scores of weging ontbreken",
    }
    assert table["Punten"].tolist()[:5] == ["62", "80", "40", "minstens 44", "90"]
    assert table["Punten"].isna().sum() == 1
    assert table["score_id"].iloc[0] == "score-samen"
    equal = advice.alternatives(RANKED.replace(40.0, 61.6), PARTS, "Samen").set_index("scenario")
    assert equal.loc["Niets", "reason"] == "scoort gelijk, maar minder op kwaliteit"
    may_win = advice.alternatives(RANKED.assign(most=70.0), PARTS, "Samen").set_index("scenario")
    assert may_win.loc["Deels", "reason"] == "kan nog hoger uitkomen: scores ontbreken"
    ahead = advice.alternatives(RANKED, PARTS, "Niets").set_index("scenario")
    assert ahead.loc["Deels", "reason"] == "scoort hoger"  # 43.6 at least, against 40


def test_who_brings_in_more_money_is_said_also_when_it_was_removed():
    rows = [("Samen", 1.0), ("Samen", 2.0), ("Elders", 5.0), ("Ineens", 2.0), ("Later", None)]
    effect = pd.DataFrame(rows, columns=["scenario", "likely_eur"])
    said = "Financieel gunstiger over de looptijd: Elders (afgevallen)."
    given = RANKED, "Samen", "Niets", "over de looptijd"
    assert advice.money_in_words(effect, *given) == said
    assert advice.money_in_words(effect, RANKED, "Elders", *given[2:]) == ""
    # unchanged policy brings in nothing, which is more than extra costs
    loss = effect.assign(likely_eur=-effect["likely_eur"])
    assert advice.money_in_words(loss, *given).endswith("looptijd: Ineens en Niets.")
    # without cash flows of what is advised, or of unchanged policy, nothing is compared
    assert advice.money_in_words(effect.iloc[2:], *given) == ""
    assert advice.money_in_words(effect.iloc[:0], RANKED, "Samen", None, "nu") == ""
    assert advice.rival(effect, "Samen") == "Elders"
    assert advice.rival(effect.iloc[:2], "Samen") is None
    assert advice.rival(effect, None) == "Elders"


def test_only_hard_conditions_stand_on_page_one_and_only_the_open_ones_are_named():
    states = pd.DataFrame(
        [("A", "hard", "voldaan"), ("B", "zacht", "onbekend"), ("C", "hard", "onbekend")],
        columns=["condition", "hardness", "state"],
    ).assign(scenario="Samen", owner="bestuur")
    table = advice.conditions(states, "Samen")
    assert table["condition"].tolist() == ["A", "C"]
    assert advice.unmet_in_words(table) == "onbekend: C"


def test_top_risks_weigh_chance_and_amount_and_keep_the_unknown_last():
    risks = pd.DataFrame(
        [
            ("R1", None, 50.0, 100.0), ("R2", "Samen", 10.0, 900.0), ("R3", "Ineens", 90.0, 9e9),
            ("R4", None, None, 5.0), ("R5", None, 1.0, 1.0),
        ],
        columns=["risk", "scenario", "chance_pct", "effect_eur"],
    )  # fmt: skip
    table = advice.top_risks(risks, "Samen")
    assert table["risk"].tolist() == ["R2", "R1", "R5"]
    assert table["effect_id"].tolist()[0] == "gevolg-r2"


WINNERS = pd.DataFrame({"partner": ["Aa", "Bo"], "winner": ["Samen", "Niets"]})
FLIPS = pd.DataFrame({"scenario": ["Niets", "Ineens"], "points": [5.2, None]})
RANKS = pd.DataFrame({"scenario": ["Samen", "Niets"], "place": [1, 1], "share_pct": [72.0, 28.0]})


def test_how_firm_the_choice_is_says_who_wins_and_what_flips_it():
    told = advice.firmness(WINNERS, ["Niets"], FLIPS, RANKS, "Samen")
    assert told == [
        "eerste keuze van 1 van de 2 partijen die zelf wogen",
        "wint in 72 van de 100 andere wegingen en scores",
        "valt het tegen en een ander mee, dan kan ‘Niets’ winnen",
        "een ander komt gelijk als 6 van de 100 punten verschuiven",
    ]  # fmt: skip
    one = advice.firmness(WINNERS, [], FLIPS.replace(5.2, 0.4), RANKS, "Samen")
    assert one[-1] == "een ander komt gelijk als 1 van de 100 punten verschuift"
    # an advice that does not lead, or was removed, has no distance to keep
    behind = advice.firmness(WINNERS, ["Niets"], FLIPS.replace(5.2, 0.0), RANKS, "Samen")
    assert len(behind) == 2 == len(advice.firmness(WINNERS, [], FLIPS, RANKS, "Elders")) + 1
    none = [frame.iloc[:0] for frame in (WINNERS, FLIPS, RANKS)]
    assert advice.firmness(none[0], [], *none[1:], None) == ["geen partij woog zelf"]


def test_certainty_says_what_is_not_known():
    states = ["onbekend", "niet voldaan", "voldaan"]
    unmet = pd.DataFrame({"condition": ["Btw", "Stem", "Rust"], "state": states})
    table = advice.certainty(proof_of(zekerheid=24.6), ["firm", "close"], unmet, [], TODAY)
    assert table["Stand"].tolist() == [
        "25% van het geld is gecontroleerd; stand 1 feb 2014",
        "niets in wat is aangeleverd",
        "niet voldaan: Stem; onbekend: Btw", "firm; close",
    ]  # fmt: skip
    none = advice.certainty(proof_of(), [], unmet.iloc[:0], ["ICT-kosten van Bo"], TODAY)
    assert none["Stand"].tolist()[0].startswith("geen kasstromen van het advies")
    assert none["Stand"].tolist()[1:3] == ["ICT-kosten van Bo", "geen harde voorwaarde getoetst"]
    met = advice.certainty(proof_of(), [], unmet.iloc[2:], [], TODAY)
    assert met["Stand"].tolist()[2] == "aan elke voldaan"


def test_goals_name_three_with_start_and_end_the_joint_ones_first():
    rows = [
        ("G1", "overig", "gezamenlijk", "Doelen", "doelen", 0, 5, None),
        ("G2", "kosten", "Aa", "Kosten", "euro", 9, 8, TODAY),
        ("G3", "kwaliteit", "gezamenlijk", "Op tijd", "procent", 78.5, 90, TODAY),
        ("G4", "kwaliteit", "gezamenlijk", "Onbekend", "cijfer", None, 7, TODAY),
    ]
    names = ["goal", "theme", "partner", "indicator", "unit", "baseline", "target", "target_date"]
    goals = pd.DataFrame(rows, columns=names)
    said = (
        "Geslaagd als: op tijd van 78,5 naar 90% op 1 feb 2014; doelen van 0 naar 5; "
        "kosten van 9 naar 8 euro op 1 feb 2014."
    )
    assert advice.goals_in_words(goals) == said
    assert advice.goals_in_words(goals.iloc[3:]) == ""


def test_staff_says_what_changes_for_how_many_and_when_the_council_speaks():
    # nobody counted the second row: 1.2 fte are two people
    team = pd.DataFrame({"people": [3.0, None], "fte": [2.5, 1.2]})
    table = pd.DataFrame({"scenario": ["S"], "staff_effect": ["Nieuwe rollen"]})
    plan = pd.DataFrame({"name": ["Advies van de ondernemingsraad"], "last_date": [TODAY]})
    heard = pd.DataFrame({"group": ["Ondernemingsraad"], "people": [3], "date": [TODAY]})
    none = CHECKLIST.iloc[:0]
    assert advice.staff(table, "S", team, heard, plan, none, TODAY) == (
        "Personeel, nu 5 mensen in de ICT: nieuwe rollen. Medezeggenschap: "
        "advies volgens het plan op 3 februari 2014, "  # 1 February is a Saturday
        "laatst gehoord op 1 februari 2014."
    )
    planned = heard.assign(date=TODAY + pd.Timedelta(days=1))
    assert advice.staff(table, "S", team, planned, plan, none, TODAY).endswith("nog niet gehoord.")
    given = team.iloc[:0], heard.iloc[:0], plan.iloc[:0]
    assert advice.staff(table, None, *given, none, TODAY).endswith(
        "Personeel: niet beschreven. Medezeggenschap: geen advies gepland, nog niet gehoord."
    )
    # less than five people are not counted in public
    few = advice.staff(table, "S", team.iloc[:1], heard, plan, none, TODAY)
    assert few.startswith("Personeel: nieuwe rollen.")
    unknown = advice.staff(table, "S", team.assign(fte=float("nan")), heard, plan, none, TODAY)
    assert unknown.startswith("Personeel: nieuwe rollen.")


def test_an_advice_that_only_the_checklist_knows_is_said_with_its_state():
    table = pd.DataFrame({"scenario": ["S"], "staff_effect": ["Nieuwe rollen"]})
    bare = [pd.DataFrame(columns=names) for names in (
        ["people", "fte"], ["group", "people", "date"], ["name", "last_date"],
    )]  # fmt: skip
    bare = [
        frame.astype({name: str for name in frame if name in ("group", "name")}) for frame in bare
    ]
    said = advice.staff(table, "S", *bare, CHECKLIST, TODAY)
    assert "Medezeggenschap: advies zonder datum (gepland), nog niet gehoord." in said
    known = advice.staff(table, "S", *bare, CHECKLIST.assign(date=TODAY), TODAY)
    assert "Medezeggenschap: advies 1 feb 2014 (gepland), nog" in known
    done = advice.staff(table, "S", *bare, CHECKLIST.assign(state="gedaan"), TODAY)
    assert "geen advies gepland" in done


def decisions(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["decision", "kind", "body", "date"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


CHECKLIST = pd.DataFrame(
    [
        ("Begroting", "Gemeenteraden", "zienswijze", "te toetsen", "2014-07-01"),
        ("Vorm", "Gemeenteraden", "toestemming", "gepland", None),
        ("Licentie", "Leveranciers", "toestemming", "te toetsen", None),
        ("Fusie", "Gemeenteraden", "toestemming", "gedaan", None),
        ("Plan", "Ondernemingsraad", "advies", "gepland", None),
    ],
    columns=["subject", "body", "kind", "state", "date"],
).assign(date=lambda table: pd.to_datetime(table["date"]))


def test_the_next_steps_name_the_bodies_whose_consent_is_still_asked():
    asked = decisions(("D1", "gevraagd", "Raad", "2014-03-01"))
    assert advice.next_steps(asked, DATED.iloc[:0], CHECKLIST, TODAY) == (
        "Wie besluit wanneer (afgesproken): 1 mrt 2014 raad (dit besluit); 1 jul 2014 "
        "gemeenteraden "
        "(zienswijze: begroting); zonder datum gemeenteraden (toestemming: vorm). "
        "Zie de routekaart."
    )


def test_the_next_steps_name_each_body_in_order_of_date():
    none = CHECKLIST.iloc[:0]
    asked = decisions(("D1", "gevraagd", "Raad", "2014-03-01"), ("D0", "genomen", "college", None))
    assert advice.next_steps(asked, DATED, none, TODAY) == (
        "Wie besluit wanneer (afgesproken): 1 mrt 2014 raad (dit besluit); "
        "31 dec 2014 de raden (Eind). Zie de routekaart."
    )
    late = asked.assign(date=pd.Timestamp("2015-01-31"))
    assert advice.next_steps(late, DATED, none, TODAY).startswith(
        "Wie besluit wanneer (afgesproken): 31 dec 2014"
    )
    undated = advice.next_steps(asked.assign(date=pd.NaT), DATED, none, TODAY)
    assert undated.endswith("(Eind); zonder datum raad (dit besluit). Zie de routekaart.")
    assert advice.next_steps(asked.iloc[1:], DATED.iloc[:0], none, TODAY) == (
        "Wie besluit wanneer (afgesproken): nog niet vastgelegd. Zie de routekaart."
    )


def test_of_many_moments_the_next_and_the_last_of_the_boards_stand_on_page_one():
    days = pd.to_datetime(["2014-03-01", "2014-04-01", "2014-05-01", "2014-06-01"])
    many = pd.DataFrame({"gate": list("KLMN"), "planned_date": days, "date": days})
    many = many.assign(
        decider=["de stuurgroep", "de raden", "de colleges", "de drie gemeentesecretarissen"],
        room_weeks=[0.0, 0.0, -1.0, 0.0],
    )
    none = decisions(("D0", "genomen", "college", None))
    said = advice.next_steps(none, many, CHECKLIST.iloc[:0], TODAY)
    assert said == (
        "Wie besluit wanneer (afgesproken): 1 mrt 2014 de stuurgroep (K); 1 mei 2014 "
        "de colleges "
        "(M; volgens het plan 1 mei 2014). Zie de routekaart."
    )
    few = advice.next_steps(none, many.iloc[:3], CHECKLIST.iloc[:0], TODAY)
    assert "(K)" in few and "(L)" in few and "(M;" in few
    nobody = many.assign(decider="de stuurgroep")
    assert advice.next_steps(none, nobody, CHECKLIST.iloc[:0], TODAY).count("stuurgroep") == 1


def test_one_decision_for_many_boards_is_asked_once():
    rows = decisions(*[(name, "gevraagd", "raad", "2014-03-01") for name in ["D1", "D2", "D3"]])
    table = rows.assign(
        partner=["Aa", "Bo", "gezamenlijk"],
        text=["De raad van Aa stemt in", "De raad van Bo stemt in", "De stuurgroep start"],
        if_no=["Aa wacht", None, "Niets"],
    )
    asked = advice.asked(table, PARTNERS)
    assert asked["text"].tolist() == ["De raad van [naam] stemt in", "De stuurgroep start"]
    assert asked["partner"].tolist() == ["van Aa en Bo", "gezamenlijk"]
    assert asked["if_no"].tolist() == ["[naam] wacht", "Niets"]
    # a joint decision of the same text is asked apart: it is of no board in particular
    joint = advice.asked(table.assign(text="Alle stemmen in"), PARTNERS)
    assert joint["partner"].tolist() == ["van Aa en Bo", "gezamenlijk"]
    alone = advice.asked(table.iloc[:1], PARTNERS)
    assert alone["text"].tolist() == ["De raad van Aa stemt in"]
    assert advice.asked(table.iloc[:0], PARTNERS).empty


def test_all_of_many_partners_are_not_listed():
    names = ["A", "B", "C", "D"]
    rows = decisions(*[(name, "gevraagd", "raad", "2014-03-01") for name in names])
    table = rows.assign(partner=names, text="De raad stemt in", if_no=None)
    everyone = pd.DataFrame({"partner": names, "left": pd.NaT})
    assert advice.asked(table, everyone)["partner"].tolist() == ["van elke deelnemer"]
    assert advice.asked(table.iloc[:2], everyone)["partner"].tolist() == ["van A en B"]


def test_gaps_name_who_did_not_deliver():
    costs = pd.DataFrame({"partner": ["Bo", "Aa", "Aa"], "amount_eur": [None, 1.0, None]})
    costs = costs.assign(year=[2011, 2010, 2010])
    known = pd.DataFrame({"scenario": ["Samen", "Niets"]}), ["Samen", "Niets", None]
    assert advice.gaps(costs, *known) == ["2 kostenposten over 2010 en 2011 van Aa en Bo"]
    assert advice.gaps(costs.iloc[:1], *known) == ["1 kostenpost over 2011 van Bo"]
    assert advice.gaps(costs.iloc[1:2], *known) == []
    # what is advised without cash flows is not computed, which is not nothing
    bare = advice.gaps(costs.iloc[1:2], known[0], ["Ineens", "Niets"])
    assert bare == ["kosten van ‘Ineens’ (geen kasstromen)"]


def test_consequences_keep_only_what_is_there():
    scenarios = pd.DataFrame(
        {"scenario": ["S"], "legal_form": ["Regeling"], "gives_up": ["Eigen regie"], "say": [None],
         "exit": [None]}
    )  # fmt: skip
    assert advice.consequences(scenarios, "S") == "Rechtsvorm: regeling. U geeft op: eigen regie."
    assert advice.consequences(scenarios, None) == ""
