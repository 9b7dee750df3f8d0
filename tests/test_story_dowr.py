"""The story of dowr in docs/cases.md, line by line, from the results of its dossier."""

from functools import cached_property

import pandas as pd
import pytest
from plan_now import plan_now
from story import Results

from lib import (
    landscape,
    network,
    photo,
    practice,
    project,
    roadmap,
    scenarios,
    schedule,
)

NULL, WAVES, AT_ONCE = "Ongewijzigd beleid", "SSC in golven", "SSC ineens"
ENOUGH_PEOPLE = "Genoeg mensen in twaalf maanden"
APPROVALS, TECHNIQUE = "Akkoorden en advies", "Techniek"
START = "Start van het SSC"
LARGE_CONTRACT_YEAR = 2016


class Story(Results):
    """What this story needs beside the results of every client."""

    @cached_property
    def planned(self) -> pd.DataFrame:
        return network.plan(*self.steps)

    @cached_property
    def chain(self) -> pd.DataFrame:
        return network.path(*self.steps)

    @cached_property
    def gates(self) -> pd.DataFrame:
        tables = self.dossier.read("gates"), self.dossier.read("approvals")
        return roadmap.moments(self.planned, *tables).set_index("gate")

    @cached_property
    def functions(self) -> pd.DataFrame:
        return landscape.functions(
            landscape.products_in_use(self.dossier.read("applications"), self.partners)
        )

    @cached_property
    def ending(self) -> pd.Series:
        table = landscape.contracts_ending(self.dossier.read("contracts"))
        return table.set_index("year")["share_pct"]


@pytest.fixture(scope="module")
def story():
    return Story("dowr")


# ---------------------------------------------------------------- leads, fails
def test_shared_service_centre_in_waves_leads(story):
    assert scenarios.leaders(story.ranking) == [WAVES]
    assert story.given.set_index("scenario").loc[WAVES, "form"] == "shared service center"


def test_every_party_would_choose_the_waves(story):
    winners = scenarios.winners(scenarios.by_party(*story.valued, story.given, story.removed))
    assert set(winners["partner"]) == set(story.partners["partner"])
    assert set(winners["winner"]) == {WAVES}


def test_all_at_once_promises_more_and_is_more_complex(story):
    axes = story.given.set_index("scenario")[["promise", "complexity"]]
    assert (axes.loc[AT_ONCE] > axes.loc[WAVES]).all()


def test_the_waves_are_as_promising_as_they_are_complex(story):
    axes = story.given.set_index("scenario")[["promise", "complexity"]]
    assert axes.loc[WAVES, "promise"] == axes.loc[WAVES, "complexity"]
    rated = practice.rating_scores(story.dossier.read("ratings")).set_index("subject")["score"]
    assert rated["kansrijk"] == rated["complex"] == axes.loc[WAVES, "promise"]


def test_no_step_without_room_stands_wholly_in_a_period_without_big_steps(story):
    tight = story.planned[story.planned["total_float_weeks"] <= 0]
    pairs = tight.merge(story.dossier.read("calendar"), how="cross", suffixes=("", "_closed"))
    inside = (pairs["first_date"] >= pairs["first_date_closed"]) & (
        pairs["last_date"] <= pairs["last_date_closed"]
    )
    assert list(pairs.loc[inside, "name"]) == []


def test_all_at_once_scores_higher_and_is_removed_all_the_same(story):
    assert story.ranking.loc[AT_ONCE, "likely"] > story.ranking.loc[WAVES, "likely"] + 1
    assert story.ranking.loc[AT_ONCE, "state"] == scenarios.OUT
    assert story.ranking.loc[AT_ONCE, "reason"] == ENOUGH_PEOPLE
    assert list(story.ranking.query("state == @scenarios.OUT").index) == [AT_ONCE]


def test_without_that_condition_all_at_once_would_lead(story):
    others = story.removed[story.removed["condition"] != ENOUGH_PEOPLE]
    assert scenarios.leaders(story.ranked(others)) == [AT_ONCE]


def test_the_waves_fit_the_people_that_there_are(story):
    tables = story.dossier.read("assignments"), story.dossier.read("capacity")
    loaded = roadmap.load(story.planned, *tables)
    assert loaded["available_days"].notna().all()
    assert loaded["load_pct"].max() <= 100
    assert len(roadmap.busiest(loaded))  # though not all of them have room to spare


# ---------------------------------------------------------------- loses
def test_one_party_pays_more_in_four_years(story):
    own = story.budget.query("scenario == @WAVES").set_index("partner")["likely_eur"]
    assert len(own) == 3
    assert list(own[own < 0].index) == ["Raalte"]


def test_all_three_gain_over_the_horizon(story):
    own = story.npv.query("scenario == @WAVES")
    assert set(own["partner"]) == set(story.partners["partner"])
    assert (own["likely_eur"] > 0).all()
    assert own["low_eur"].sum() < 0  # a saving is a range, never a fact


def test_the_party_that_pays_more_has_the_long_contracts(story):
    table = story.dossier.read("contracts").dropna(subset=["end_date", "value_eur_per_year"])
    late = table["end_date"].dt.year > LARGE_CONTRACT_YEAR
    value = table["value_eur_per_year"]
    share = (
        value.where(late, 0).groupby(table["partner"]).sum()
        / value.groupby(table["partner"]).sum()
    )
    assert share.idxmax() == "Raalte"
    assert share["Raalte"] > 0.5 > share.drop("Raalte").max()


# ---------------------------------------------------------------- blocks the plan
def test_critical_path_runs_through_vision_principles_and_approvals(story):
    names = story.chain["name"].str.lower()
    for word in ("visie", "uitgangspunten", "akkoord op de visie", "akkoord op de uitgangspunten"):
        assert names.str.contains(word).any(), word
    assert TECHNIQUE not in set(story.chain["workstream"])
    weeks = story.chain.groupby("workstream")["likely_weeks"].sum()
    assert weeks.idxmax() == APPROVALS


def test_every_approval_sets_the_end_date_and_no_technical_step_does(story):
    of = story.planned.groupby("workstream")["total_float_weeks"]
    assert of.max()[APPROVALS] == 0
    assert of.min()[TECHNIQUE] > 2


def test_by_order_alone_twelve_months_is_met_with_less_than_two_weeks_of_room(story):
    agreed = story.gates.loc[START, "planned_date"]
    assert agreed == pd.Timestamp(story.terms.reference_date) + pd.DateOffset(months=12)
    assert 0 < story.gates.loc[START, "room_weeks"] < 2
    assert story.gates["room_weeks"].idxmin() == START
    end = story.planned["last_date"].max()
    assert end + pd.offsets.BDay() == story.gates.loc[START, "date"]


def test_with_people_and_holidays_no_plan_fits_in_twelve_months(story):
    ends = schedule.causes(plan_now(story.dossier)[0]).set_index("limits")
    assert ends["last_date"].equals(ends["least_date"])  # proved: no plan is shorter
    assert (ends["least_date"].iloc[1:] > story.gates.loc[START, "planned_date"]).all()
    assert ends["last_date"].iloc[-1] == pd.Timestamp("2015-03-08")


def test_then_the_design_after_the_summer_and_what_follows_it_have_no_float(story):
    planned = plan_now(story.dossier)[1]
    decisive = planned[planned["critical"]].sort_values("first_date")
    calendar = story.dossier.read("calendar").set_index("reason")["last_date"]
    after_summer = calendar["Zomervakantie"].min() + pd.Timedelta(days=1)  # of 2014, not of 2015
    assert decisive["first_date"].iloc[0] == after_summer
    for word in ("organisatieontwerp", "ondernemingsraden", "plaatsen"):
        assert decisive["name"].str.contains(word, case=False).any(), word
    room = planned.groupby("workstream")["total_float_weeks"].min()
    assert room[TECHNIQUE] > 10
    ahead = planned[planned["state"].ne("gereed")]
    assert (ahead["last_date"] >= pd.Timestamp(story.terms.report_date)).all()


def test_two_weeks_more_for_one_approval_break_the_twelve_months(story):
    activities, dependencies, start = story.steps
    late = activities["name"] == "Akkoord op de visie"
    slower = activities.assign(
        likely_weeks=activities["likely_weeks"].where(~late, activities["likely_weeks"] + 2)
    )
    end = network.plan(slower, dependencies, start)["last_date"].max()
    assert end > story.gates.loc[START, "planned_date"]


def test_every_product_is_approved_by_all_three(story):
    approvals = story.dossier.read("approvals")
    asked = set(story.dossier.read("products")["product"]) | set(story.gates.index)
    given = approvals.groupby("gate_or_product")["partner"].agg(set)
    assert set(given.index) == asked
    assert all(parties == set(story.partners["partner"]) for parties in given)


def test_the_plan_has_no_faults(story):
    activities, dependencies, _ = story.steps
    tables = story.dossier.read("assignments"), story.dossier.read("capacity")
    loaded = roadmap.load(story.planned, *tables)
    assert roadmap.checks(activities, dependencies, loaded, story.terms.max_step_weeks).empty
    assert 40 <= len(activities) <= 60


# ---------------------------------------------------------------- surprises in the photo
def test_fewer_than_one_in_four_shared_functions_have_one_product(story):
    shared = story.functions[story.functions["partners_count"] > 1]
    assert len(shared) > 90
    assert 0 < (shared["sharing"] == "zelfde product").mean() < 0.25
    all_three = shared[shared["partners_count"] == 3]
    assert 0 < (all_three["sharing"] == "zelfde product").mean() < 0.25


def test_more_than_half_of_the_contract_value_ends_in_one_year(story):
    assert story.ending.idxmax() == LARGE_CONTRACT_YEAR
    assert story.ending[LARGE_CONTRACT_YEAR] > 50
    assert story.ending.drop(LARGE_CONTRACT_YEAR).max() < 25


# ---------------------------------------------------------------- what the case states
def test_populations_are_those_of_the_register(story):
    known = story.dossier.read("partners").set_index("code")["inhabitants"]
    assert dict(known) == {"GM0150": 98320, "GM1773": 17770, "GM0177": 36520}
    assert set(story.partners["size_source"]) == {"cbs-2014"}


def test_cost_per_inhabitant_is_plausible_and_complete(story):
    cost = photo.ict_cost(
        story.dossier.read("costs"), story.terms.price_year, story.terms.price_index_pct
    )
    table = photo.cost_per_partner(cost, story.partners, story.terms.base_year)
    assert table["cost_per_inhabitant_eur"].between(60, 85).all()
    assert table["complete"].eq("ja").all()


def test_parties_differ_strongly_but_none_is_behind_on_all(story):
    scored = practice.rating_scores(story.dossier.read("ratings")).query(
        "partner != 'gezamenlijk'"
    )
    wide = scored.pivot(index="subject", columns="partner", values="score")
    assert set(wide.index) >= {"omvang", "volwassenheid", "bereidheid", "vermogen"}
    assert (wide.max(axis=1) - wide.min(axis=1)).max() >= 2
    judged = wide.drop(index="omvang")
    lowest = judged.eq(judged.min(axis=1), axis=0).sum()
    assert (lowest < len(judged)).all()
    levels = story.dossier.read("maturity").groupby("partner")["level"].mean()
    assert levels.max() - levels.min() < 0.25


def test_nine_workgroups_are_not_the_nine_cells(story):
    groups = set(story.dossier.read("participation")["workgroup"])
    cells = practice.nine_cells(story.dossier.read("nine_cells"))
    assert len(groups) == len(cells) == 9
    assert not groups & set(cells["topics"])
    assert {"geen eigenaar", "leeg"} <= set(cells["gap"])


def test_facts_of_the_case_are_graded_as_its_source(story):
    principles = story.dossier.read("principles").query("source == 'casus'")["text"].str.lower()
    for word in ("i-visie", "beleid", "architectuur", "infrastructuur", "dienstencatalogus"):
        assert principles.str.contains(word).any(), word
    people = story.dossier.read("goals").query("source == 'casus-feit'")
    assert list(people["target"]) == [80]
    assert set(people["grade"]) == {"B"}
    taken = story.dossier.read("decisions").query("kind == 'genomen'")
    assert taken["text"].str.contains("kansrijk, maar complex").any()


def test_nobody_has_the_knowledge_of_a_shared_service_centre(story):
    skills = story.dossier.read("skills").query("skill == 'Een SSC opbouwen'")
    assert dict(zip(skills["partner"], skills["state"], strict=True)) == {
        **dict.fromkeys(story.partners["partner"], "afwezig"), "gezamenlijk": "ingehuurd",
    }  # fmt: skip


def test_part_of_the_tables_comes_from_workbooks(story):
    for name in ("applications", "staff", "tasks"):
        origin = story.dossier.read(name)["origin"]
        for partner in ("deventer", "olst-wijhe", "raalte"):
            assert origin.str.startswith(f"intake-{partner}.xlsx[{name}]").any()
    assert story.dossier.read("applications")["origin"].str.startswith("applications.csv").any()
    rows = story.dossier.read("applications").groupby("partner").size()
    assert rows.between(90, 150).all()


def test_subprojects_and_project_budget_tell_the_same_amounts(story):
    money = story.dossier.read("progress").query("aspect == 'geld'")
    budget = story.dossier.read("budget")
    assert money["planned"].sum() == budget["baseline_eur"].sum()
    assert money["forecast"].sum() == budget["forecast_eur"].sum()


def test_most_functions_wait_for_the_contracts_of_one_party(story):
    contracts = story.dossier.read("contracts")
    use = landscape.products_in_use(story.dossier.read("applications"), story.partners)
    ready = pd.Timestamp("2014-12-21")
    gains = landscape.harmonisation(use, contracts, ready)
    held = project.holders(use, contracts, gains).query("saved_eur != 0 and known")
    last = held[held["end_date"].eq(held["wave_date"])]
    assert last["partner"].value_counts(normalize=True)["Raalte"] > 0.75
    fit = project.contract_fit(held, contracts, ready)
    assert not fit["cheapest"].eq("eerder weg").any()
