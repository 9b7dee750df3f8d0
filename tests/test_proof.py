import pandas as pd
import pytest
from test_business_case import CASE, PARTNERS

from lib import evidence, proof
from lib.business_case import effect as advantage
from lib.business_case import within
from lib.cash_flow import per_year

GIVEN = {"joint_key": "inwoners", "first_year": 2015}


def test_the_rows_add_up_to_the_effect_of_each_partner_low_likely_and_high():
    totals = evidence.total(proof.budget_proof(CASE, PARTNERS, "Samen", "Niets", **GIVEN))
    effect = advantage(per_year(CASE, PARTNERS, "inwoners"), "Niets", within(2015))
    for _, row in effect.iterrows():
        name = proof.budget_id(row["partner"])
        assert totals[name] == pytest.approx(row["likely_eur"])
        assert totals[f"{name}-laag"] == pytest.approx(row["low_eur"])
        assert totals[f"{name}-hoog"] == pytest.approx(row["high_eur"])
    assert totals["begroting-totaal"] == pytest.approx(effect["likely_eur"].sum())


def test_the_amounts_of_one_partner_by_hand():
    # Aa bears 60%: 4 x 100 unchanged, against 4 x 100 + 0.6 x (90 + 4 x 10) - 3 x 40 = 358.
    totals = evidence.total(proof.budget_proof(CASE, PARTNERS, "Samen", "Niets", **GIVEN))
    assert totals["begroting-aa"] == pytest.approx(400 - 358)
    # unfavourable: 150 at once, 20 a year, no saving; favourable: 80, 10 and 60
    assert totals["begroting-aa-laag"] == pytest.approx(-0.6 * (150 + 80))
    assert totals["begroting-aa-hoog"] == pytest.approx(-0.6 * (80 + 40) + 180)


def test_one_off_and_four_years_make_up_the_likely_amount():
    totals = evidence.total(proof.budget_proof(CASE, PARTNERS, "Samen", "Niets", **GIVEN))
    for name in ("begroting-aa", "begroting-bo", "begroting-totaal"):
        parts = totals.get(f"{name}-eenmalig", 0) + 4 * totals[f"{name}-gemiddeld-per-jaar"]
        assert parts == pytest.approx(totals[name])
    assert totals["begroting-aa-eenmalig"] == pytest.approx(-0.6 * 90)


def test_what_must_be_spent_at_once_is_not_net_of_what_is_saved():
    totals = evidence.total(proof.budget_proof(CASE, PARTNERS, "Samen", "Niets", **GIVEN))
    assert totals[proof.SPENT] == pytest.approx(90)
    unchanged = evidence.total(proof.budget_proof(CASE, PARTNERS, "Niets", "Niets", **GIVEN))
    assert unchanged.get(proof.SPENT, 0) == 0


def test_the_advantage_over_the_horizon_has_its_ends():
    years = GIVEN | {"horizon": 4, "rate_pct": 0.0}
    totals = evidence.total(proof.worth_proof(CASE, PARTNERS, "Samen", "Niets", **years))
    low, likely, high = (totals[f"contante-waarde-totaal{end}"] for end in ("-laag", "", "-hoog"))
    assert low < likely < high


def test_unchanged_policy_counts_the_budget_years_only():
    for first_year, years in {2015: 4, 2023: 2, 2040: 0}.items():
        given = GIVEN | {"first_year": first_year}
        totals = evidence.total(proof.budget_proof(CASE, PARTNERS, "Samen", "Niets", **given))
        assert totals.get("begroting-nul", 0) == pytest.approx(years * 150)


def test_known_money_is_a_share_of_all_money_of_the_scenarios():
    graded = CASE.assign(grade=["A", "D", "B", "D", "D", "D", "D"])
    total = evidence.total(proof.known_proof(graded, ["Samen", "Niets"]))["zekerheid"]
    assert total == pytest.approx(100 * 200 / 440)
    # a row is a share, so that the shares of all rows make 100%; its amount stands beside it
    rows = proof.known_proof(graded, ["Samen", "Niets"])
    assert rows["value"].sum() == pytest.approx(100) and set(rows["factor"]) == {0.0, 1.0}
    assert rows["what"].str.contains("€").all() and set(rows["unit"]) == {"%"}
    assert proof.known_proof(graded.assign(likely_eur=0.0), ["Samen"]).empty
    assert proof.known_proof(CASE, ["Onbekend"]).empty


def test_risks_without_an_amount_have_no_number():
    risks = pd.DataFrame(
        {"risk": ["R1", "R2"], "event": ["uitloop", "vertrek"], "chance_pct": [50.0, 20.0],
         "effect_eur": [1000.0, None], "origin": ["risks.csv:2", "risks.csv:3"],
         "source": "s", "grade": "C"}
    )  # fmt: skip
    assert evidence.total(proof.risk_proof(risks)).to_dict() == {
        "gevolg-r1": 1000.0, "kans-r1": 50.0, "kans-r2": 20.0,
    }  # fmt: skip
    assert proof.risk_proof(risks.iloc[:0]).empty


def test_ids_are_plain():
    assert proof.slug("Olst-Wijhe") == "olst-wijhe"
    assert proof.slug("Gemeente Één (A)") == "gemeente-een-a"
