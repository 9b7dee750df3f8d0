import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cash_flow import CASE, KEYS, PARTNERS, flows, many, yearly

from lib import business_case, cash_flow, evidence


def behind(partner=None, null="Niets", table=None, scenario="Samen", weight=None):
    """The rows behind the advantage of a scenario; of the budget years unless said otherwise."""
    table = CASE if table is None else table
    flows = business_case.against_null(yearly(table), scenario, null)
    own = flows if partner is None else flows[flows["partner"] == partner]
    weight = weight or business_case.within(2015)
    return business_case.behind(table, own, weight, "n", "Voordeel")


def effect_of(effect, scenario, partner):
    row = effect[(effect["scenario"] == scenario) & (effect["partner"] == partner)]
    return row[cash_flow.AMOUNTS].iloc[0].tolist()


def test_budget_of_four_years_by_head():
    effect = business_case.effect(yearly(), "Niets", business_case.within(2015))
    # Aa: project 54, regie 4 x 6, saving 3 x 40. Low: 90 + 4 x 12 and no saving at all.
    assert effect_of(effect, "Samen", "Aa") == pytest.approx([-138, 42, 108])
    assert effect_of(effect, "Samen", "Bo") == pytest.approx([-69, -39, -36])
    assert effect_of(effect, "Samen", "Co") == pytest.approx([-23, -13, -12])
    assert set(effect["scenario"]) == {"Samen"}


def test_the_range_of_the_null_does_not_count_twice():
    wider = CASE.assign(
        low_eur=CASE["low_eur"].where(CASE["scenario"] != "Niets", 0),
        high_eur=CASE["high_eur"].where(CASE["scenario"] != "Niets", 999),
    )
    one, two = (
        business_case.effect(yearly(t), "Niets", business_case.within(2015)) for t in (CASE, wider)
    )
    pd.testing.assert_frame_equal(one, two)


def test_npv_discounts_the_second_year_once():
    table = flows(
        ("Niets", "Aa", "structureel", "ICT", 2015, 2016, 110, 110, 110),
        ("Samen", "Aa", "structureel", "ICT", 2015, 2016, 0, 0, 0),
    )
    found = business_case.effect(yearly(table), "Niets", business_case.discounted(2015, 10, 10))
    assert effect_of(found, "Samen", "Aa") == pytest.approx([210, 210, 210])
    short = business_case.effect(yearly(table), "Niets", business_case.discounted(2015, 1, 10))
    assert effect_of(short, "Samen", "Aa") == pytest.approx([110, 110, 110])
    later = business_case.effect(yearly(table), "Niets", business_case.discounted(2016, 10, 10))
    assert effect_of(later, "Samen", "Aa") == pytest.approx([231, 231, 231])


def test_npv_of_an_annuity_agrees_with_the_textbook_formula():
    # Ten payments at the start of each year at 2.25%: (1 - 1.0225^-10) / 0.0225 x 1.0225.
    table = flows(
        ("Niets", "Aa", "structureel", "ICT", 2015, 2030, 1, 1, 1),
        ("Samen", "Aa", "structureel", "ICT", 2015, 2030, 0, 0, 0),
    )
    found = business_case.effect(yearly(table), "Niets", business_case.discounted(2015, 10, 2.25))
    annuity = (1 - 1.0225**-10) / 0.0225 * 1.0225
    assert effect_of(found, "Samen", "Aa")[1] == pytest.approx(annuity)


def test_nothing_to_compare_with_gives_no_effect():
    for null in ("Onbekend", None):
        assert business_case.effect(yearly(), null, business_case.within(2015)).empty
    assert business_case.effect(
        yearly(CASE.iloc[:0]), "Niets", business_case.discounted(2015, 10, 2)
    ).empty
    found = behind(null=None)
    assert found.empty and list(found.columns) == evidence.COLUMNS


def test_together_and_losers():
    effect = business_case.effect(yearly(), "Niets", business_case.within(2015))
    assert business_case.together(effect)["likely_eur"].tolist() == pytest.approx([-10])
    assert business_case.losers(effect)["partner"].tolist() == ["Bo", "Co"]


def test_one_off_and_structural():
    table = business_case.one_off_and_structural(yearly(), "Niets", 2015, 10)
    table = table.set_index("scenario")
    assert table.loc["Samen"].tolist() == pytest.approx([90, 160, 40, 30])
    assert table.loc["Niets"].tolist() == pytest.approx([0, 150, 0, 0])


def test_fewer_pupils_cost_more_than_a_scenario_yields():
    ahead = pd.DataFrame({"year": range(2014, 2019), "value": [100.0, 80, 80, 80, 80]})
    budget = business_case.effect(yearly(), "Niets", business_case.within(2015))
    table = business_case.beside_decline(budget, ahead, 8000.0, "leerlingen", 2015)
    assert table["scenario"].tolist() == ["minder leerlingen", *budget["scenario"].unique()]
    assert table["advantage_eur"].iloc[0] == pytest.approx(4 * (80 - 100))
    samen = budget.query("scenario == 'Samen'")["likely_eur"].sum() / 80
    assert table.set_index("scenario").loc["Samen", "advantage_eur"] == pytest.approx(samen)
    words = business_case.beside_decline_in_words(table)
    start = "Minder leerlingen kost in deze jaren meer dan een alternatief oplevert:"
    assert words.startswith(start)
    for unknown in (ahead.head(3), ahead.iloc[:0], ahead.assign(value=100.0)):
        assert business_case.beside_decline(budget, unknown, 8.0, "x", 2015).empty


def test_investments_per_year():
    rows = pd.DataFrame(
        {
            "investment": ["a", "b", "c"],
            "programme": ["P", "P", None],
            "year": [2016, 2015, 2015],
            "amount_eur": [5.0, 2.0, 3.0],
        }
    )
    table = business_case.investments_per_year(rows)
    assert table.to_numpy().tolist() == [[2015, "P", 2.0], [2015, "c", 3.0], [2016, "P", 5.0]]


@pytest.mark.parametrize("partner", ["Aa", "Bo", "Co", None])
def test_evidence_adds_up_to_the_budget(partner):
    effect = business_case.effect(yearly(), "Niets", business_case.within(2015))
    own = effect if partner is None else effect[effect["partner"] == partner]
    rows = behind(partner)
    assert evidence.total(rows)["n"] == pytest.approx(own["likely_eur"].sum())
    assert rows["origin"].is_unique


def test_evidence_adds_up_to_the_present_value():
    effect = business_case.effect(yearly(), "Niets", business_case.discounted(2015, 10, 2.25))
    rows = behind(weight=business_case.discounted(2015, 10, 2.25))
    assert evidence.total(rows).to_dict() == {"n": pytest.approx(effect["likely_eur"].sum())}


def test_evidence_tells_the_years():
    rows = behind("Aa")
    assert rows["what"].iloc[0] == "Niets, Aa, ICT, structureel, 2015 tot en met 2024"


def plain(text):
    return re.sub("\u00a0", " ", text)


def effects(**likely):
    return pd.DataFrame(
        {
            "scenario": "Samen",
            "partner": list(likely),
            "low_eur": [value - 10 for value in likely.values()],
            "likely_eur": list(likely.values()),
            "high_eur": [value + 10 for value in likely.values()],
        }
    )


@pytest.mark.parametrize(
    ("likely", "said"),
    [
        ({"Aa": 20.0}, "Met Samen betaalt in de eerste vier jaar niemand meer."),
        (
            {"Aa": 5.0},
            "Met Samen betaalt in de eerste vier jaar niemand meer, tenzij het tegenvalt.",
        ),
        (
            {"Aa": -500.0, "Bo": 20.0},
            "Met Samen in de eerste vier jaar duurder uit: Aa (€ 500).",
        ),
        (
            {"Aa": -5.0, "Bo": -500.0},
            "Met Samen in de eerste vier jaar duurder uit: Bo (€ 500) en Aa (€ 5).",
        ),
        (
            {"Aa": -5.0, "Bo": -5.0, "Co": -5.0, "Di": -5.0, "Ed": 1.0},
            "Met Samen in de eerste vier jaar duurder uit: 4 van de 5 deelnemers.",
        ),
    ],
)
def test_who_pays_more_in_words(likely, said):
    assert plain(business_case.budget_in_words(effects(**likely), "Samen", "Niets")) == said


def test_losers_in_words():
    words = business_case.losers_in_words
    assert plain(words(effects(Aa=-500.0, Bo=-20.0))) == (
        "Aa betaalt het meest extra: € 500 bij Samen."
    )
    assert words(effects(Aa=5.0)) == (  # an alternative without cash flows may cost anything
        "Waar kasstromen van zijn, betaalt in vier jaar naar verwachting niemand meer."
    )


def test_terms_in_words():
    said = business_case.terms_in_words
    assert said(2015, 2.25, 2014, "gelijk") == (
        "Prijzen van 2014. Teruggerekend naar 2015 met 2,25% per jaar. "
        "Gezamenlijke bedragen verdeeld in gelijke delen."
    )
    assert "met 2,5% per jaar" in said(2015, 2.5, 2014, "gelijk")
    assert "met 2% per jaar" in said(2015, 2, 2014, "gelijk")
    assert said(2015, 2, 2014, "inwoners").endswith("verdeeld naar het aantal inwoners.")


def test_words_without_flows_or_for_the_null():
    words = business_case.budget_in_words
    assert "kasstromen ontbreken" in words(effects(Aa=1.0), "Anders", "Niets")
    assert words(effects(Aa=1.0), "Niets", "Niets").startswith("Bij ongewijzigd beleid")
    assert words(effects(Aa=1.0), None) == ""
    said = business_case.without_flows_in_words
    assert said(yearly(), ["Niets", "Samen"], "Niets") == ""
    assert said(yearly(), ["Samen", "X", "Y"], "Niets") == (
        "Zonder kasstromen, dus niet op geld vergeleken: X en Y."
    )
    assert said(yearly(), ["Anders", "Samen"], "Anders") == (  # nobody compares it with itself
        "Van Anders zijn geen kasstromen: op geld is niets vergeleken."
    )
    assert said(yearly().iloc[:0], ["Niets", "Samen"], "Niets") == ""


def test_what_is_best_is_never_worse_than_unchanged_policy():
    words, ever = business_case.best_in_words, "Van wat overblijft is over 10 jaar samen"
    gains = plain(words(effects(Aa=382_479.0, Bo=0.4), 10, "Niets"))
    assert gains == f"{ever} het gunstigst: Samen (€ 382.000)."
    assert words(effects(Aa=-9.0, Bo=9.0), 10, "Niets") == f"{ever} niets gunstiger dan Niets."
    assert words(effects(), 10, "Niets") == ""


def test_the_start_and_the_yearly_advantage_in_words():
    words, kept = business_case.structure_in_words, "van wat nieuw is en overblijft"
    table = pd.DataFrame(
        {"scenario": ["A", "B"], "one_off_eur": [9.0, 9.0], "effect_eur_per_year": [-5.0, 3.0]}
    )
    one, two = (plain(words(table[:n])) for n in (1, 2))
    assert one == f"Eenmalig het laagst {kept}: A (€ 9)."
    assert (
        two == f"Eenmalig het laagst {kept}: A en B (€ 9); het meeste voordeel per jaar: B (€ 3)."
    )
    assert plain(words(table.assign(effect_eur_per_year=float("nan"))[1:])).endswith("B (€ 9).")
    assert words(table[:0]) == ""


@pytest.mark.parametrize(
    ("likely", "said"),
    [
        ({"Aa": 50.0}, "geeft in 10 jaar € 50 voordeel. Slechter af: niemand."),
        ({"Aa": 5.0}, "geeft in 10 jaar € 5 voordeel, maar het kan ook andersom uitvallen. Sl"),
        ({"Aa": -50.0, "Bo": 10.0}, "geeft in 10 jaar € 40 extra kosten. Slechter af: Aa."),
        ({"Aa": -5.0, "Bo": 5.0}, "geeft in 10 jaar geen verschil. Slechter af: Aa."),
    ],
)
def test_npv_in_words(likely, said):
    found = business_case.npv_in_words(effects(**likely), "Samen", 10)
    assert said in plain(found) and found.startswith("Samen ")


@given(many, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_does_not_matter(table, random):
    order = list(range(len(table)))
    random.shuffle(order)
    one, two = (
        business_case.effect(yearly(t), "Niets", business_case.discounted(2015, 10, 2.25))
        .sort_values(["scenario", "partner"])
        .reset_index(drop=True)
        for t in (table, table.iloc[order])
    )
    pd.testing.assert_frame_equal(one, two, rtol=1e-9, atol=1e-3)


@given(many, KEYS)
@settings(max_examples=30, deadline=None)
def test_renaming_partners_changes_nothing(table, key):
    names = {"Aa": "Zwolle", "Bo": "Y", "Co": "Xanten"}
    one = business_case.effect(yearly(table, key=key), "Niets", business_case.within(2015))
    two = business_case.effect(
        yearly(table.replace({"partner": names}), PARTNERS.replace({"partner": names}), key),
        "Niets",
        business_case.within(2015),
    )
    pd.testing.assert_frame_equal(one.replace({"partner": names}), two)


@given(many)
@settings(max_examples=30, deadline=None)
def test_evidence_equals_results_for_any_flows(table):
    effect = business_case.effect(yearly(table), "Niets", business_case.discounted(2015, 10, 2.25))
    for scenario, own in effect.groupby("scenario"):
        weight = business_case.discounted(2015, 10, 2.25)
        rows = behind(table=table, scenario=scenario, weight=weight)
        found = (rows["value"] * rows["factor"]).sum()
        assert found == pytest.approx(own["likely_eur"].sum(), rel=1e-9, abs=1e-2)


@given(many)
@settings(max_examples=30, deadline=None)
def test_low_is_never_better_than_likely_or_high(table):
    effect = business_case.effect(yearly(table), "Niets", business_case.discounted(2015, 10, 2.25))
    assert (effect["low_eur"] <= effect["likely_eur"] + 1e-3).all()
    assert (effect["likely_eur"] <= effect["high_eur"] + 1e-3).all()


def test_costs_per_kind_by_head():
    amounts = business_case.by_kind(yearly(), 2015, 4)
    told = business_case.side_by_side(amounts, "kind", "Niets").set_index("kind")
    assert told.columns[0] == "Niets"
    assert told.index[-1] == "samen"
    assert list(told.index[:-1]) == sorted(told.index[:-1], key=cash_flow.KINDS.index)
    total = amounts.groupby("scenario")["likely_eur"].sum()
    assert told.loc["samen", "Samen"] == f"{round(total['Samen'], -2):.0f}"
    assert "geen" in told.to_numpy()  # a kind without a row is not nil


def test_leaving_costs_three_yearly_contributions():
    table = flows(
        ("Samen", "gezamenlijk", "structureel", "beheer", 2015, 2030, 80, 100, 120),
        ("Samen", "gezamenlijk", "eenmalig", "bouw", 2018, 2018, 80, 100, 120),
        ("Samen", "Aa", "structureel", "eigen werk", 2015, 2030, 80, 100, 120),
        ("Niets", "gezamenlijk", "structureel", "beheer", 2015, 2030, 1, 1, 1),
    )
    found = business_case.exit_sums(table, yearly(table), "Samen", 2015).set_index("partner")
    shares = cash_flow.shares(PARTNERS, "inwoners")
    assert found["contribution_eur_per_year"].to_dict() == pytest.approx((100 * shares).to_dict())
    assert found["exit_eur"].sum() == pytest.approx(300)  # 100 + 80 + 60 + 40 + 20
    assert business_case.exit_sums(table, yearly(table), None, 2015).empty
