"""The story of scd in docs/cases.md, line by line, from the results of its dossier."""

from functools import cached_property

import pandas as pd
import pytest
from plan_now import plan_now
from story import Results

from lib import (
    business_case,
    cash_flow,
    conditions,
    network,
    photo,
    practice,
    project,
    roadmap,
    scenarios,
    schedule,
)

NULL, BY_FUNCTION = "Ongewijzigd beleid", "Functie voor functie"
BY_ORGANISATION, AT_ONCE = "Organisatie voor organisatie", "Alles tegelijk"
ALTERNATIVES = [BY_FUNCTION, BY_ORGANISATION, AT_ONCE]
OWNER = "Lijneigenaar in elke organisatie"
CASE_SYSTEM = "C-01"
FIRST = "Hardinxveld-Giessendam"
ARCHIVE = ["Archief bij de zaak", "Vernietigen en overbrengen"]
ARCHIVE_TOPIC = "Archiefgericht werken"
ARCHIVE_COST = [
    "Archieffuncties inrichten en beproeven",
    "Licentie en opslag voor archieffuncties",
]
RELEASE = "Nieuwe versie met archieffuncties herstellen en opleveren"


class Story(Results):
    """What this story needs beside the results of every client."""

    @property
    def regional(self) -> set[str]:
        return set(self.partners.query("kind == 'regionale organisatie'")["partner"])

    @property
    def municipalities(self) -> set[str]:
        return set(self.partners["partner"]) - self.regional

    @cached_property
    def planned(self) -> pd.DataFrame:
        return network.plan(*self.steps).set_index("name", drop=False)

    @cached_property
    def chain(self) -> pd.DataFrame:
        return network.path(*self.steps)

    @cached_property
    def change(self) -> pd.DataFrame:
        return practice.maturity_change(self.dossier.read("maturity"))

    @cached_property
    def rollout(self) -> pd.DataFrame:
        table = self.dossier.read("rollout")
        return table[table["state"] != "niet van toepassing"]


@pytest.fixture(scope="module")
def story():
    return Story("scd")


def losers(effect, scenario):
    lost = business_case.losers(effect)
    return set(lost.loc[lost["scenario"] == scenario, "partner"])


# ---------------------------------------------------------------- leads, fails
def test_function_by_function_leads_before_organisation_by_organisation(story):
    assert scenarios.leaders(story.ranking) == [BY_FUNCTION]
    second = story.ranking[story.ranking["rank"] == 2]
    assert list(second["scenario"]) == [BY_ORGANISATION]
    own = story.given[story.given["scenario"].isin(ALTERNATIVES)]
    assert set(own["form"]) == {"eigen variant"}


def test_a_small_organisation_goes_first(story):
    sizes = story.partners.set_index("partner")["inhabitants"]
    assert sizes.idxmin() == FIRST
    at_work = story.rollout.query("feature == 'Zaakafhandeling'").set_index("partner")["state"]
    assert list(at_work[at_work.isin(project.DONE)].index) == [FIRST]
    done = story.rollout["state"].isin(project.DONE).groupby(story.rollout["partner"]).sum()
    assert done.idxmax() == FIRST


def test_everything_at_once_fails_on_a_line_owner_in_every_organisation(story):
    assert story.ranking.loc[AT_ONCE, "state"] == scenarios.OUT
    assert story.ranking.loc[AT_ONCE, "reason"] == OWNER
    assert list(story.ranking.query("state == @scenarios.OUT").index) == [AT_ONCE]
    judged = story.dossier.read("conditions")
    met = judged.assign(state=judged["state"].mask(judged["condition"] == OWNER, "voldaan"))
    assert conditions.removed(met).empty


def test_the_rollout_shows_why_not_every_function_has_an_owner_everywhere(story):
    owned = story.rollout["line_owner"].notna().groupby(story.rollout["feature"]).all()
    assert owned["Zaakafhandeling"]
    assert not owned[ARCHIVE].any()
    lacking = story.rollout[story.rollout["line_owner"].isna()]
    assert lacking["partner"].nunique() >= 8  # spread: nobody is singled out
    goal = story.dossier.read("goals").set_index("goal").loc["Borging"]
    assert (goal["actual"], goal["target"]) == (owned.sum(), len(owned))
    evidence = story.dossier.read("conditions").query("condition == @OWNER").set_index("scenario")
    assert "Zes van de negen" in evidence.loc[BY_FUNCTION, "evidence"]  # as the goal counts them
    assert (owned.sum(), len(owned)) == (6, 9)


def test_the_condition_on_the_supplier_says_what_the_contract_shows(story):
    contract = story.dossier.read("contracts").set_index("contract").loc["C-01"]
    assert contract["sla_realised_pct"] < contract["sla_norm_pct"]
    judged = story.dossier.read("conditions").query("condition == 'Leverancier haalt de norm'")
    said = judged.loc[judged["state"] == "onbekend", "evidence"]
    for value in contract[["sla_realised_pct", "sla_norm_pct"]]:
        assert said.str.contains(f"{value:.0f}%").all()


# ---------------------------------------------------------------- loses
def test_only_the_regional_organisations_lose_over_the_horizon_in_every_alternative(story):
    assert len(story.regional) == 3
    for scenario in ALTERNATIVES:
        assert losers(story.npv, scenario) == story.regional, scenario


def test_the_regional_organisations_pay_more_in_four_years_in_every_alternative(story):
    for scenario in ALTERNATIVES:
        assert story.regional <= losers(story.budget, scenario), scenario
    assert losers(story.budget, BY_FUNCTION) == story.regional


def test_without_the_archive_functions_the_regional_organisations_would_gain(story):
    given = story.dossier.read("cash_flows")
    asked = given[given["item"].isin(ARCHIVE_COST)]
    assert set(asked["scenario"]) == set(ALTERNATIVES)
    assert set(asked["partner"]) == {"gezamenlijk"}
    flows = story.flows[~story.flows["item"].isin(ARCHIVE_COST)]
    four_years = business_case.within(story.terms.first_budget_year)
    for years in (four_years, story.present_value):
        assert not losers(business_case.effect(flows, NULL, years), BY_FUNCTION)


def test_the_regional_organisations_hardly_use_the_archive_functions(story):
    used = story.dossier.read("applications").query(
        "application == 'Bakenarchief' and function == 'Archiefregistratiecomponent'"
    )
    users = used.set_index("partner")["users"].astype(float)
    part_of_use = users[list(story.regional)].sum() / users.sum()
    shares = cash_flow.shares(story.partners, story.terms.joint_key)
    assert 0 < part_of_use < 0.1
    assert shares[list(story.regional)].sum() > 4 * part_of_use


# ---------------------------------------------------------------- blocks the plan
def test_in_the_plan_the_holidays_set_the_end_and_the_release_has_room(story):
    planned = plan_now(story.dossier)[1]
    calendar = story.dossier.read("calendar").set_index("reason")["last_date"]
    summers = calendar["Zomervakantie"]  # of 2020, the one in the plan, and that of 2022
    summer = summers[summers > pd.Timestamp(story.dossier.settings.report_date)].min()
    ahead = planned[planned["state"].ne("gereed")].set_index("name")
    assert ahead.loc[ahead["workstream"].eq("Leverancier"), "total_float_weeks"].min() > 8
    archive = ahead[ahead.index.str.startswith("Archieffuncties")]
    assert archive["first_date"].min() == summer + pd.Timedelta(days=1)
    decisive = ahead[ahead["critical"]].sort_values("first_date")
    assert decisive.index[0] == "Archieffuncties uitrollen bij de gemeenten"
    # a release that is ready just before the summer does not move the end
    task, spare = (
        plan_now(story.dossier)[0],
        pd.Timestamp("2021-07-16") - ahead.loc[RELEASE, "last_date"],
    )
    weeks = task.activities["likely_weeks"] + spare.days / 7 * task.activities["name"].eq(RELEASE)
    slower = schedule.replace(task, activities=task.activities.assign(likely_weeks=weeks))
    assert schedule.feasible(slower).dates["last_date"].max() == ahead["last_date"].max()


def test_by_order_alone_the_release_of_the_supplier_sets_the_end_date(story):
    assert RELEASE in set(story.chain["name"])
    weeks = story.chain.groupby("workstream")["likely_weeks"].sum()
    assert weeks.idxmax() == "Leverancier"
    of = story.planned.groupby("workstream")["total_float_weeks"]
    assert of.max()["Leverancier"] == 0
    assert of.min()["Uitrol"] > 0


def test_a_later_release_moves_archive_and_the_end(story):
    activities, dependencies, start = story.steps
    late = activities["name"] == RELEASE
    weeks = activities["likely_weeks"].where(~late, activities["likely_weeks"] + 2)
    slower = network.plan(activities.assign(likely_weeks=weeks), dependencies, start)
    moved = slower["last_date"].max() - story.planned["last_date"].max()
    assert moved == pd.Timedelta(weeks=2)
    rollout = slower.set_index("name")["first_date"] - story.planned["first_date"]
    waiting = story.planned[story.planned["name"].str.startswith("Archieffuncties")]
    assert len(waiting) == 3
    assert (rollout[waiting["name"]] == pd.Timedelta(weeks=2)).all()


def test_the_contract_of_the_case_system_misses_its_norm_most(story):
    levels = practice.service_levels(story.dossier.read("contracts")).set_index("contract")
    assert levels.loc[CASE_SYSTEM, "outcome"] == "niet gehaald"
    gap = (levels["sla_norm_pct"] - levels["sla_realised_pct"]).astype(float)
    assert gap.idxmax() == CASE_SYSTEM
    assert {"gehaald", "niet gehaald", "niet gemeten"} == set(levels["outcome"])


def test_the_release_comes_after_the_agreed_date_and_the_end_is_still_met(story):
    tables = story.dossier.read("gates"), story.dossier.read("approvals")
    gates = roadmap.moments(network.plan(*story.steps), *tables).set_index("gate")
    assert gates.loc["Archieffuncties vrijgeven", "room_weeks"] < 0
    assert gates.loc["Einde van het programma", "room_weeks"] > 0


def test_nobody_rolls_out_case_handling_before_the_boards_decided(story):
    asked = story.dossier.read("decisions").query("kind == 'gevraagd'")["date"].max()
    steps = plan_now(story.dossier)[1].set_index("name")
    rolled = steps[steps.index.str.startswith("Zaakafhandeling uitrollen")]
    assert len(rolled) == 3 and rolled["first_date"].min() >= asked
    given = story.dossier.read("approvals").query(
        "gate_or_product == 'Uitrol van zaakafhandeling'"
    )
    assert set(given["state"]) == {"gevraagd"}
    others = story.rollout.query("feature == 'Zaakafhandeling' and partner != @FIRST")
    assert set(others["state"]) == {"niet begonnen"}


def test_nowhere_has_the_archive_begun(story):
    archive = story.rollout[story.rollout["feature"].isin(ARCHIVE)]
    assert set(archive["state"]) == {"niet begonnen"}
    assert set(archive["partner"]) == set(story.partners["partner"])


def test_the_plan_has_no_faults(story):
    activities, dependencies, _ = story.steps
    tables = story.dossier.read("assignments"), story.dossier.read("capacity")
    loaded = roadmap.load(network.plan(*story.steps), *tables)
    assert roadmap.checks(activities, dependencies, loaded, story.terms.max_step_weeks).empty
    assert 20 <= len(activities) <= 60


# ---------------------------------------------------------------- surprises in the photo
def test_maturity_rises_but_not_demonstrably_for_archiving(story):
    outcome = practice.maturity_by_topic(story.change).set_index("topic")["outcome"]
    assert outcome[ARCHIVE_TOPIC] == "geen aantoonbaar verschil"
    assert set(outcome.drop(ARCHIVE_TOPIC)) == {"hoger"}
    assert len(outcome) >= 6


def test_for_archiving_no_single_organisation_shows_a_difference(story):
    archive = story.change.query("topic == @ARCHIVE_TOPIC")
    assert set(archive["partner"]) == set(story.partners["partner"])
    assert set(archive["outcome"]) <= {"geen aantoonbaar verschil", "niet te vergelijken"}


def test_both_measurements_hold_the_same_questions_with_n_and_spread(story):
    maturity = story.dossier.read("maturity")
    assert maturity["model"].nunique() == 1
    measured = maturity.dropna(subset="level")
    assert measured[["n", "spread"]].notna().all(axis=None)
    assert 0 < len(maturity) - len(measured) < 0.05 * len(maturity)


# ---------------------------------------------------------------- what the case states
def test_seven_municipalities_and_three_organisations_without_invented_population(story):
    sizes = story.partners.set_index("partner")["inhabitants"]
    assert len(story.municipalities) == 7
    assert sizes[list(story.municipalities)].notna().all()
    assert sizes[list(story.regional)].isna().all()
    sourced = story.partners.query("kind == 'gemeente'")
    assert sourced["code"].str.fullmatch(r"GM\d{4}").all()
    assert set(sourced["size_source"]) == {"cbs-2022"}


def test_nine_services_for_ten_organisations(story):
    grid = practice.service_grid(story.dossier.read("services"), story.partners)
    assert grid["service"].nunique() == 9
    assert len(grid) == 90
    assert {"ja", "nee"} <= set(grid["taken"])


def test_three_phases_and_the_end_before_the_organisation_moved(story):
    phases = list(dict.fromkeys(story.steps[0]["phase"]))
    assert phases == ["Basis op orde", "Doorontwikkeling", "Borging"]
    assert story.planned["last_date"].max() < pd.Timestamp("2022-01-01")


def test_every_deviation_of_the_triangle_has_a_cause(story):
    table = story.dossier.read("progress")
    off = table["planned"] != table["forecast"]
    assert off.any()
    assert table.loc[off, "cause"].notna().all()
    assert (table.groupby("subproject")["aspect"].nunique() == 3).all()


def test_budget_and_triangle_tell_the_same_money(story):
    spent = project.spending(story.dossier.read("budget")).set_index("item").loc["Totaal"]
    money = story.dossier.read("progress").query("aspect == 'geld'")
    assert money["planned"].sum() == spent["baseline_eur"]
    assert money["forecast"].sum() == spent["forecast_eur"]


def test_risks_are_smaller_after_the_measure(story):
    risks = story.dossier.read("risks")
    before = risks["chance_pct"] * risks["effect_eur"]
    after = risks["chance_after_pct"] * risks["effect_after_eur"]
    assert (after < before).all()


def test_quick_scans_say_how_many_answered_of_how_many(story):
    scans = story.dossier.read("involvement").query("kind == 'quick-scan'").dropna(subset="people")
    assert len(scans) >= 3
    assert (scans["people"] < scans["invited"]).all()


def test_cost_per_inhabitant_is_plausible_where_there_are_inhabitants(story):
    cost = photo.ict_cost(
        story.dossier.read("costs"), story.terms.price_year, story.terms.price_index_pct
    )
    table = photo.cost_per_partner(cost, story.partners, story.terms.base_year)
    table = table.set_index("partner")["cost_per_inhabitant_eur"]
    assert table[list(story.municipalities)].between(75, 100).all()
    assert table[list(story.regional)].isna().all()
