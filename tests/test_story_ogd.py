"""The story of ogd in docs/cases.md, line by line, from the results of its dossier."""

from functools import cached_property

import pandas as pd
import pytest
from plan_now import plan_now
from story import Results

from lib import (
    allocation,
    business_case,
    cash_flow,
    dutch,
    network,
    practice,
    roadmap,
    scenarios,
    uncertainty,
    weights,
)

NULL, TOGETHER = "Ongewijzigd beleid", "Samen verder na reorganisatie"
SCALE_UP, STOP = "Opschalen met één partij", "Stoppen"
REPLACED = "Gemeente D"
REDESIGN = "2 Infrastructuur herinrichten"
WORKSTREAMS = {"Techniek", "Personeel", "Financiën", "Vorm"}


class Story(Results):
    """What this story needs beside the results of every client."""

    @cached_property
    def load(self) -> pd.DataFrame:
        return practice.workload(self.dossier.read("workload")).set_index("quarter")

    @cached_property
    def complaints(self) -> pd.Series:
        table = practice.incidents_per_month(self.dossier.read("incidents"))
        return table.query("kind == 'klacht'").set_index("month")["count"].astype(float)

    def waiting_for(self, names: set[str]) -> set[str]:
        """Return the steps that wait for one of these, directly or through others."""
        pairs = self.dossier.read("dependencies")
        found: set[str] = set()
        while more := set(pairs.loc[pairs["predecessor"].isin(names | found), "activity"]) - found:
            found |= more
        return found


@pytest.fixture(scope="module")
def story() -> Story:
    return Story("ogd")


# ---------------------------------------------------------------- leads, fails
def test_scaling_up_leads_by_a_small_margin_over_going_on_together(story):
    running = story.ranking[story.ranking["state"] == scenarios.IN]
    assert list(running["scenario"]) == [SCALE_UP, TOGETHER]
    assert list(running["standing"]) == ["1", "2"]
    assert 1 < running["likely"].iloc[0] - running["likely"].iloc[1] < 5
    assert running["low"].iloc[0] < running["high"].iloc[1]  # the margins overlap
    assert story.terms.advice == SCALE_UP


def test_the_five_do_not_all_choose_the_same(story):
    winners = scenarios.winners(scenarios.by_party(*story.valued, story.given, story.removed))
    assert set(winners["winner"]) == {SCALE_UP, TOGETHER}


def test_four_points_of_weight_turn_the_order(story):
    parts = scenarios.contributions(*story.valued, story.given)
    scored = weights.from_parts(parts, [SCALE_UP, TOGETHER])
    bounds = weights.bounds(story.dossier.read("weights"), scored.criteria)
    first = weights.acceptability(scored, bounds).rank[:, 0]
    assert 3 < weights.flips(scored)["points"].iloc[0] <= 4
    assert 0.5 < first[0] < 0.7


def test_the_advice_is_an_exploration_and_binds_nobody(story):
    asked = story.dossier.read("decisions").query("kind == 'gevraagd'")
    assert set(asked["partner"]) == set(story.partners["partner"])
    assert asked["text"].str.contains("verkenning").all()
    assert asked["text"].str.contains("beslist het college opnieuw").all()
    assert not asked["text"].str.contains("fusie").any()
    judged = story.dossier.read("conditions").query(
        "scenario == @SCALE_UP and condition == 'Geen onomkeerbare stap'"
    )
    assert list(judged["hardness"] + judged["state"]) == ["hardvoldaan"]


def test_only_what_is_open_is_asked_at_a_price_from_the_budget(story):
    asked = story.dossier.read("decisions").query("kind == 'gevraagd'")
    assert asked["text"].nunique() == asked["if_no"].nunique() == 1  # each board can copy it
    text = asked["text"].iloc[0]
    budget = story.dossier.read("budget").set_index("item")["forecast_eur"]
    assert dutch.eur(budget["Advies over techniek"]).replace("\xa0", " ") in text
    approvals = story.dossier.read("approvals").set_index("gate_or_product")["state"]
    assert set(approvals["Verkenning met één partij"]) == {"akkoord"}
    assert set(approvals["Ontwerp van de herinrichting"]) == {"nog niet gevraagd"}
    assert "ontwerp voor de herinrichting" in text and "achter de verkenning" in text
    judged = story.dossier.read("conditions").query("scenario == @SCALE_UP")
    assert judged.set_index("condition").loc["Afspraak over afboeken", "state"] == "onbekend"


def test_going_on_unchanged_and_stopping_fail_a_hard_condition(story):
    failed = story.removed.set_index("scenario")["condition"].to_dict()
    assert failed == {NULL: "Stabiele systemen", STOP: "Medewerkers houden een plek"}
    out = story.ranking[story.ranking["state"] == scenarios.OUT]
    assert set(out["scenario"]) == {NULL, STOP}


# ---------------------------------------------------------------- loses
def test_one_municipality_loses_in_every_alternative_and_alone_where_none_fails(story):
    for effect in (story.budget, story.npv):
        lost = business_case.losers(effect).groupby("scenario")["partner"].agg(set)
        assert set(lost.index) == {TOGETHER, SCALE_UP, STOP}
        assert lost[TOGETHER] == lost[SCALE_UP] == {REPLACED}
        assert REPLACED in lost[STOP]


def test_it_writes_off_what_it_just_replaced_in_all_but_the_null(story):
    kit = story.dossier.read("infrastructure").query("component == 'Servers'")
    bought = kit.set_index("partner")["purchase_year"]
    assert bought.idxmax() == REPLACED
    assert bought[REPLACED] == story.terms.reference_date.year
    assert bought.drop(REPLACED).max() <= bought[REPLACED] - 4
    flows = story.dossier.read("cash_flows")
    written_off = flows[flows["item"].str.contains("afboeken")]
    assert set(written_off["partner"]) == {REPLACED}
    assert set(written_off["scenario"]) == {TOGETHER, SCALE_UP, STOP}


def test_one_uncertain_amount_is_enough_to_turn_the_order_in_money(story):
    cash = story.dossier.read("cash_flows")
    flows = cash_flow.per_year(cash, story.partners, story.terms.joint_key)
    total = uncertainty.together(uncertainty.model(cash, flows, NULL, story.present_value))
    assert "besparing" in uncertainty.turning_in_words(
        uncertainty.tornado(total, SCALE_UP, TOGETHER)
    )
    left = uncertainty.futures(uncertainty.only(total, [SCALE_UP, TOGETHER]))
    assert uncertainty.regret(left, NULL)["scenario"].tolist() == [TOGETHER, SCALE_UP, NULL]


def test_without_the_write_off_it_would_be_far_less_worse_off(story):
    own = story.budget.query("partner == @REPLACED").set_index("scenario")["likely_eur"]
    flows = story.flows[~story.flows["item"].str.contains("afboeken")]
    free = business_case.effect(flows, NULL, business_case.within(story.terms.first_budget_year))
    free = free.query("partner == @REPLACED").set_index("scenario")["likely_eur"]
    assert (own / free)[[TOGETHER, SCALE_UP]].gt(2).all()


# ---------------------------------------------------------------- blocks the plan
def test_every_workstream_waits_for_the_redesign(story):
    steps = story.steps[0].set_index("activity")
    assert set(steps["workstream"]) == WORKSTREAMS
    redesign = set(steps.index[steps["phase"] == REDESIGN])
    waiting = steps.loc[sorted(story.waiting_for(redesign) - redesign)]
    assert set(waiting["workstream"]) == WORKSTREAMS
    explored = waiting[waiting["phase"].str.contains("verkennen")]
    assert set(explored["workstream"]) == WORKSTREAMS


def test_what_is_decided_has_its_day_and_the_redesign_decides_the_end(story):
    planned = plan_now(story.dossier)[1]
    tables = story.dossier.read("gates"), story.dossier.read("approvals")
    gates = roadmap.moments(planned, *tables).set_index("gate")
    decided = gates.loc["Verkenning met één partij"]
    assert decided["date"] == pd.Timestamp("2011-11-22") and pd.isna(decided["room_weeks"])
    steps = planned.set_index("name")
    calendar = story.dossier.read("calendar").set_index("reason")["last_date"]
    moved = steps.loc["Andere vier gemeenten overzetten", "first_date"]
    assert moved == calendar["Zomervakantie"] + pd.Timedelta(days=1)
    assert steps.loc["Eerste gemeente overzetten", "total_float_weeks"] == 9
    decisive = planned[planned["critical"]]
    weeks = decisive.groupby("phase")["likely_weeks"].sum()
    assert weeks.idxmax() == REDESIGN and weeks[REDESIGN] > weeks.sum() / 2


def test_by_order_alone_the_redesign_sets_the_end_date(story):
    chain = network.path(*story.steps)
    weeks = chain.groupby("phase")["likely_weeks"].sum()
    assert weeks.idxmax() == REDESIGN
    assert weeks[REDESIGN] > weeks.sum() / 2
    activities, dependencies, start = story.steps
    late = activities["name"] == "Ontwerp van de herinrichting maken"
    slower = activities.assign(likely_weeks=activities["likely_weeks"] + 4 * late)
    end = [
        network.plan(table, dependencies, start)["last_date"].max()
        for table in (activities, slower)
    ]
    assert end[1] - end[0] == pd.Timedelta(weeks=4)


def test_the_redesign_was_never_carried_out(story):
    steps = story.steps[0].query("phase == @REDESIGN")
    building = steps[steps["name"].str.contains("bouwen|overzetten|Ontwerp")]
    assert len(building) >= 4
    assert set(building["state"]) == {"niet begonnen"}
    found = story.dossier.read("findings").query("source == 'casus-feit'").set_index("finding")
    assert "niet doorgevoerd" in found.loc["B4", "text"]
    assert found.loc["B4", "severity"] == 5


# ---------------------------------------------------------------- surprises in the photo
def test_complaints_doubled_in_the_year_after_the_start(story):
    start = story.terms.cooperation_start
    before = story.complaints[story.complaints.index < start].tail(12).mean()
    after = story.complaints[story.complaints.index >= start].head(12).mean()
    assert 1.9 < after / before < 2.2


def test_complaints_go_in_step_with_the_number_of_assignments(story):
    month = pd.PeriodIndex(story.complaints.index, freq="M")
    quarter = month.year.astype(str) + "-K" + month.quarter.astype(str)
    counted = story.complaints.groupby(quarter).sum().reindex(story.load.index)
    assert counted.corr(story.load["assignments"].astype(float)) > 0.9


def test_more_than_one_and_a_half_times_the_hours_are_asked(story):
    year = story.load[story.load.index.str.startswith(story.terms.cooperation_start[:4])]
    for table in (year, story.load):
        assert table["hours_asked"].sum() > 1.5 * table["hours_available"].sum()


# ---------------------------------------------------------------- what the case states
def test_findings_of_the_case_lead_to_advice_with_an_owner(story):
    found = story.dossier.read("findings").query("source == 'casus-feit'")
    assert list(found["finding"]) == ["B1", "B2", "B3", "B4", "B5"]
    assert found[["evidence", "cause", "advice", "owner", "state"]].notna().all(axis=None)
    assert set(found["grade"]) == {"B"}


def test_parts_of_the_plan_were_introduced_while_it_was_made(story):
    chapters = story.dossier.read("plan_chapters")
    assert set(chapters["workstream"]) == WORKSTREAMS
    approvals = story.dossier.read("approvals").query("gate_or_product == 'Bedrijfsplan'")
    assert set(approvals["partner"]) == set(story.partners["partner"])
    assert set(approvals["state"]) == {"akkoord"}
    assert approvals["version"].nunique() == 1
    introduced = chapters[chapters["state"] == "al ingevoerd"]
    assert len(introduced) >= 2
    assert (introduced["date"] < approvals["date"].min()).all()


def test_every_party_is_committed_to_the_exploration(story):
    taken = story.dossier.read("decisions").query("state == 'genomen'")
    own = taken[taken["decision"].str.contains("Commitment")]
    assert set(own["partner"]) == {*story.partners["partner"], "gezamenlijk"}
    assert (own["date"].dropna() < pd.Timestamp(story.terms.reference_date)).all()
    levers = story.dossier.read("goals").set_index("goal")
    for lever in ("Gemeenschappelijke doelen", "Ambtelijk draagvlak", "Bestuurlijk commitment"):
        assert pd.notna(levers.loc[lever, ["actual", "date"]]).all()


def test_longlist_says_why_alternatives_were_left_out(story):
    left = story.given[story.given["state"].eq(scenarios.OUT)]
    assert len(left) >= 5
    assert left["reason"].notna().all()


def test_municipalities_stay_unnamed_and_no_later_form_is_offered(story):
    assert list(story.partners["partner"]) == [f"Gemeente {letter}" for letter in "ABCDE"]
    assert story.partners[["code", "inhabitants"]].isna().all(axis=None)
    forms = story.given["legal_form"].dropna().str.lower()
    assert not forms.str.contains("bedrijfsvoeringsorganisatie").any()


def test_the_budget_lets_one_go_and_another_key_keeps_all_on_board(story):
    names, model = story.partners["partner"], story.dossier.read("cost_model")
    now, planned = (
        allocation.cost_of(story.flows, name, story.present_value, names)
        for name in (NULL, SCALE_UP)
    )
    c, _, _ = allocation.game(model, story.partners, now, planned.sum())
    use = story.dossier.read("services").groupby("partner")["price_eur_per_year"].sum()
    paid = allocation.keys(story.partners, planned, now, c, use)
    found = allocation.tested(paid, now, c).set_index("key")
    assert found.loc[allocation.PLANNED, "groups"] == REPLACED
    assert found.loc[["werkplekken", "gebruik"], "blocking"].eq(0).all()
