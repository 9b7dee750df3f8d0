"""The story of bwb in docs/cases.md, line by line, from the results of its dossier."""

import re
from functools import cached_property

import pandas as pd
import pytest
from story import Results

from lib import (
    business_case,
    network,
    photo,
    practice,
    project,
    roadmap,
    scenarios,
    swot,
)

NULL, PLUS = "Ongewijzigd beleid", "Standaard met plus"
STANDARD, LOCAL = "Alles standaard", "Alles lokaal"
FEWER_SINGLE, OWN_COUNTER = "Minder taken bij één persoon", "Eigen balie in de kernen"
COUNTER = "Balie- en afsprakensysteem"
DIVIDED = {"Plaats van de balie", "Balie op afspraak", "Openingstijden"}
VARIANTS = "Eenvoud"


class Story(Results):
    """What this story needs beside the results of every client."""

    @cached_property
    def single_tasks(self) -> pd.DataFrame:
        tables = self.dossier.read("tasks"), self.dossier.read("staff")
        return photo.vulnerability(*tables, self.partners).set_index("partner")["single_tasks"]

    @cached_property
    def services(self) -> pd.DataFrame:
        return self.dossier.read("services")

    @cached_property
    def prices(self) -> pd.DataFrame:
        return practice.service_prices(self.services)

    @cached_property
    def positions(self) -> pd.DataFrame:
        return swot.visions_grid(self.dossier.read("visions"), self.partners)

    @cached_property
    def planned(self) -> pd.DataFrame:
        return network.plan(*self.steps)

    @cached_property
    def checks(self) -> pd.DataFrame:
        people = self.dossier.read("assignments"), self.dossier.read("capacity")
        loaded = roadmap.load(self.planned, *people)
        return roadmap.checks(*self.steps[:2], loaded, self.terms.max_step_weeks)

    def score(self, scenario: str, criterion: str) -> float:
        found = self.valued[0].set_index(["scenario", "criterion"])["likely"]
        return float(found[scenario, criterion])


@pytest.fixture(scope="module")
def story() -> Story:
    return Story("bwb")


# ---------------------------------------------------------------- leads
def test_standard_with_plus_leads(story):
    ranked = story.ranking
    assert scenarios.leaders(ranked) == [PLUS] == [story.terms.advice]


def test_it_would_lead_over_all_standard_and_all_local_without_any_condition(story):
    ranked = story.ranked(story.removed.iloc[:0])
    assert ranked.loc[PLUS, "likely"] > ranked.loc[STANDARD, "most"] > ranked.loc[LOCAL, "most"]


def test_every_party_would_choose_it(story):
    winners = scenarios.winners(scenarios.by_party(*story.valued, story.given, story.removed))
    assert dict(winners[["partner", "winner"]].to_numpy()) == dict.fromkeys(
        story.partners["partner"], PLUS
    )


# ---------------------------------------------------------------- fails
def test_all_local_and_all_standard_each_fail_one_hard_condition(story):
    assert dict(story.removed[["scenario", "condition"]].to_numpy()) == {
        LOCAL: FEWER_SINGLE,
        STANDARD: OWN_COUNTER,
    }
    assert len(story.removed) == 2


@pytest.mark.parametrize("scenario", [STANDARD, PLUS, LOCAL])
def test_the_condition_agrees_with_the_tasks_that_one_person_can_do(story, scenario):
    now = story.single_tasks.sum()
    own = story.judged.set_index(["condition", "scenario"]).loc[(FEWER_SINGLE, scenario)]
    expected = story.score(scenario, "Minder kwetsbaar")
    assert re.findall(r"\d+", own["threshold"]) == [f"{now:.0f}"]
    assert re.findall(r"\d+", own["evidence"])[0] == f"{expected:.0f}"
    assert (own["state"] == "voldaan") == (expected < now)


def test_all_standard_crosses_a_red_line_of_one_party_on_its_own_service(story):
    lines = story.dossier.read("red_lines").query("condition == @OWN_COUNTER")
    assert list(lines["partner"]) == ["Geldermalsen"]
    assert lines["red_line"].str.contains("dienstverlening aan inwoners").all()
    removed = story.removed.set_index("scenario")
    assert removed.loc[STANDARD, "threshold"] == lines["threshold"].iloc[0]


# ---------------------------------------------------------------- loses
def test_nobody_loses_in_the_leading_alternative(story):
    own = story.budget.query("scenario == @PLUS")
    assert set(own["partner"]) == set(story.partners["partner"])
    assert PLUS not in set(business_case.losers(story.budget)["scenario"])
    assert PLUS not in set(business_case.losers(story.npv)["scenario"])


def test_the_condition_on_cost_agrees_with_the_budget(story):
    lost = set(business_case.losers(story.budget)["scenario"])
    own = story.judged.query("condition == 'Geen deelnemer betaalt meer'")
    assert lost == set(own.loc[own["state"] == "niet voldaan", "scenario"]) == {LOCAL}


def test_two_services_hold_more_than_half_of_the_price_of_staying_different(story):
    share = story.prices["share_pct"]
    assert share.iloc[0] < 50 < share.head(2).sum()
    assert set(story.prices["service"].head(2)) == {COUNTER, "Hulp buiten kantooruren"}
    assert story.prices["surcharge_eur_per_year"].notna().all()


def test_surcharges_of_today_go_on_under_unchanged_policy(story):
    now = story.services.groupby("partner")["surcharge_eur_per_year"].sum()
    rows = story.dossier.read("cash_flows").query(
        "scenario == @NULL and item == 'Toeslagen voor eigen varianten'"
    )
    pd.testing.assert_series_equal(
        rows.set_index("partner")["likely_eur"].astype(float).sort_index(),
        now.astype(float),
        check_names=False,
    )


def test_simplicity_counts_the_variants_of_the_services(story):
    kinds = story.services["service"].nunique()
    own = int(story.services["variant"].ne("standaard").sum())
    assert story.score(NULL, VARIANTS) == kinds + own
    assert story.score(STANDARD, VARIANTS) == kinds
    assert story.score(LOCAL, VARIANTS) == kinds * len(story.partners)


# ---------------------------------------------------------------- blocks the plan
def test_the_check_says_that_one_step_has_to_be_cut_and_nothing_else(story):
    assert list(story.checks["check"]) == ["Stap is te groot"]
    large = roadmap.too_long(story.steps[0], story.terms.max_step_weeks)
    assert list(story.checks["subject"]) == list(large["name"])
    assert large["name"].str.startswith(COUNTER).all()


def test_that_step_sets_the_end_date(story):
    chain = network.path(*story.steps)
    large = roadmap.too_long(story.steps[0], story.terms.max_step_weeks)
    assert set(large["name"]) < set(chain["name"])


def test_one_step_comes_before_the_first_year_of_its_budget(story):
    once = story.flows[story.flows["one_off"] & story.flows["scenario"].eq(PLUS)]
    spent = project.on_days(once, story.dossier.read("cash_flows"), story.planned)
    early = spent[spent["first_date"].dt.year < story.terms.first_budget_year]
    assert early["item"].unique().tolist() == ["Opleiding en inwerken van vervangers"]
    assert early["item"].iloc[0] in project.days_in_words(spent)


def test_every_step_has_an_owner_and_says_when_it_is_done(story):
    assert story.steps[0][["owner", "done_when"]].notna().all(axis=None)


# ---------------------------------------------------------------- surprises in the photo
def test_the_visions_agree_on_most_themes(story):
    differs = story.positions["position"].eq("anders").groupby(story.positions["theme"]).any()
    assert set(differs[differs].index) == DIVIDED
    assert (~differs).sum() > 2 * differs.sum()


def test_where_they_differ_every_party_differs_once_and_not_on_technique(story):
    other = story.positions.query("position == 'anders'")
    assert sorted(other["partner"]) == sorted(story.partners["partner"])
    assert other["statement"].notna().all()
    technique = story.positions.query("theme == 'Eén standaard voor techniek'")
    assert set(technique["position"]) == {"eens"}


# ---------------------------------------------------------------- what the case itself says
def test_the_vision_is_one_short_sentence_and_three_lines(story):
    principles = story.dossier.read("principles")
    vision = principles.query("kind == 'visie'")["text"]
    assert len(vision) == 1
    assert len(vision.iloc[0].split()) <= 10
    assert principles["kind"].eq("visieregel").sum() == 3


def test_each_of_the_four_goals_is_measured_or_said_not_to_be(story):
    state = swot.goal_state(story.dossier.read("goals"))
    four = {"kosten", "kwaliteit", "kwetsbaarheid", "kansen"}
    per_theme = state[state["theme"].isin(four)].groupby("theme")["partner"].nunique()
    assert per_theme.to_dict() == dict.fromkeys(four, len(story.partners) + 1)
    assert set(state.query("theme == 'kosten'")["outcome"]) == {"niet gemeten"}
    assert state["outcome"].ne("niet gemeten").any()


def test_goals_start_from_the_photo(story):
    goals = story.dossier.read("goals").set_index(["theme", "partner"])["baseline"]
    level = story.terms.price_year, story.terms.price_index_pct
    cost = photo.ict_cost(story.dossier.read("costs"), *level)
    per = photo.cost_per_partner(cost, story.partners, story.terms.base_year)
    for row in per.itertuples():
        assert goals["kosten", row.partner] == round(row.cost_per_inhabitant_eur)
        assert goals["kwetsbaarheid", row.partner] == story.single_tasks[row.partner]
    assert goals["kwetsbaarheid", "gezamenlijk"] == story.single_tasks.sum()


def test_approach_and_vision_were_checked_inside_and_outside_by_changing_groups(story):
    heard = story.dossier.read("involvement")
    checked = heard.query("kind == 'validatie'")
    assert checked["outcome"].notna().all()
    assert {"gezamenlijk", *story.partners["partner"]} == set(checked["partner"])
    workshops = heard.query("kind == 'workshop'").groupby("moment")["group"].agg(frozenset)
    assert len(workshops) == workshops.nunique() >= 4
