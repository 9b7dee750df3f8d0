"""The story of ssvo in docs/cases.md, line by line, from the results of its dossier."""

from functools import cached_property

import pandas as pd
import pytest
from story import Results

from lib import business_case, network, photo, project, scenarios

NULL, NETWORK, CENTRE = "Ongewijzigd beleid", "Netwerkmodel", "Centrummodel"
SSC = "Shared service center"
SMALLEST = "Vakcollege Noordoostpolder"
HARDWARE = "Gezamenlijk beheer van hardware starten op twee locaties"
VAT, SAVING = "niet-terugvorderbare btw", "besparing"


class Story(Results):
    """What this story needs beside the results of every client."""

    @cached_property
    def pupils(self) -> pd.Series:
        ahead = photo.forecast(self.dossier.read("indicators"), self.terms.reference_date)
        return ahead.set_index("year")["value"]

    @cached_property
    def cost_per_pupil(self) -> pd.Series:
        """Return the cost of ICT per pupil and year when the cost itself does not change."""
        cost = photo.ict_cost(
            self.dossier.read("costs"), self.terms.price_year, self.terms.price_index_pct
        )
        total = photo.cost_per_partner(cost, self.partners, self.terms.base_year)["amount_eur"]
        return total.sum(skipna=False) / self.pupils

    def start_of_hardware(self, activities: pd.DataFrame) -> pd.Timestamp:
        plan = network.plan(activities, *self.steps[1:])
        return plan.set_index("name").loc[HARDWARE, "first_date"]

    def per_school(self, scenario: str, kind: str) -> pd.Series:
        """Return what one kind of flow comes to per school in the last of the four years."""
        of = {"scenario": scenario, "kind": kind, "year": self.terms.first_budget_year + 3}
        rows = self.flows[(self.flows[list(of)] == pd.Series(of)).all(axis=1)]
        sums = rows.groupby("partner")["likely_eur"].sum().abs()
        return sums.reindex(self.partners["partner"], fill_value=0.0)


@pytest.fixture(scope="module")
def story() -> Story:
    return Story("ssvo")


def test_network_model_leads_before_the_centre_model(story):
    running = story.ranking[story.ranking["state"] == scenarios.IN]
    assert list(running["scenario"].head(2)) == [NETWORK, CENTRE]
    assert list(running["standing"].head(2)) == ["1", "2"]
    assert story.terms.advice == NETWORK


def test_network_model_starts_on_the_easy_areas(story):
    feasible = story.dossier.read("feasibility").query("scenario == @NETWORK")
    easy = feasible.loc[feasible["feasible"] == "ja", "area"]
    assert "Overleg en inkoop" in set(easy)
    assert not {"Personeel", "Servers en hosting", "Applicaties"} & set(easy)
    plan = network.plan(*story.steps)
    ease = plan.merge(story.steps[0][["activity", "ease"]], on="activity").groupby("ease")
    first = ease["first_date"].median()
    assert first["makkelijk"] < first["gemiddeld"] < first["moeilijk"]


def test_no_area_is_feasible_now_without_the_skill_it_needs(story):
    skills = story.dossier.read("skills").query("skill == 'Informatiebeveiliging'")
    assert set(skills["state"]) == {"afwezig"}
    judged = story.dossier.read("feasibility").query("area == 'Informatiebeveiliging'")
    assert "ja" not in set(judged["feasible"])


def test_shared_service_center_fails_on_vat(story):
    assert list(story.removed["scenario"]) == [SSC]
    assert "btw" in story.removed["condition"].iloc[0]


@pytest.mark.parametrize("scenario", ["Projectbasis", NETWORK, CENTRE, SSC])
def test_vat_condition_agrees_with_the_cash_flows(story, scenario):
    losing = story.per_school(scenario, VAT) > story.per_school(scenario, SAVING)
    assert losing.any() == (scenario == SSC)
    if losing.any():
        assert losing.sum() == 3  # the number in the evidence of the condition
        assert "drie van de vijf" in story.removed["evidence"].iloc[0]


def test_smallest_school_loses_in_the_centre_model_only(story):
    assert story.partners.loc[story.partners["pupils"].idxmin(), "partner"] == SMALLEST
    lost = business_case.losers(story.budget).groupby("scenario")["partner"].agg(list)
    assert lost[CENTRE] == [SMALLEST]
    assert NETWORK not in lost
    assert set(story.budget.query("scenario == @NETWORK")["partner"]) == set(
        story.partners["partner"]
    )


def test_smallest_school_loses_over_the_horizon_as_well(story):
    lost = business_case.losers(story.npv).groupby("scenario")["partner"].agg(list)
    assert lost[CENTRE] == [SMALLEST]
    assert NETWORK not in lost


def test_examinations_and_summer_hold_up_shared_hardware(story):
    activities, calendar = story.steps[0], story.dossier.read("calendar")
    start = story.start_of_hardware(activities)
    free = story.start_of_hardware(activities.assign(not_before=pd.NaT))
    exams, summer = (
        calendar[calendar["reason"].str.contains(word)].sort_values("first_date").iloc[0]
        for word in ("examens", "Zomervakantie")
    )
    assert exams["first_date"] <= free <= summer["last_date"] < start
    assert start - summer["last_date"] <= pd.Timedelta(weeks=2)


def test_shared_hardware_sets_the_end_date(story):
    chain = network.path(*story.steps)
    assert chain["name"].iloc[0] == HARDWARE
    assert chain["begin"].iloc[0] > 0


def test_decline_in_pupils_costs_more_than_any_form_saves(story):
    last = story.terms.first_budget_year + 3
    rise = story.cost_per_pupil[last] - story.cost_per_pupil[story.terms.reference_date.year]
    saved = business_case.together(story.budget)["likely_eur"] / story.pupils[last]
    assert rise > saved.max() > 0


def test_numbers_of_the_case_add_up(story):
    totals = story.dossier.read("indicators").query("source == 'casus'").set_index("indicator")
    columns = {"Medewerkers": "employees", "Leerlingen": "pupils", "Locaties": "locations"}
    for indicator, column in columns.items():
        assert story.partners[column].sum() == totals.loc[indicator, "value"]
    assert len(story.partners) == totals.loc["Scholen met naam genoemd", "value"]
    assert totals.loc["Scholen volgens de beschrijving", "value"] == len(story.partners) - 1


def test_joint_head_of_ict_is_a_decision_taken(story):
    taken = story.dossier.read("decisions").query("state == 'genomen' and source == 'casus'")
    assert taken["text"].str.contains("gezamenlijk Hoofd ICT").any()
    asked = story.dossier.read("decisions").query("kind == 'gevraagd'")
    assert set(asked["partner"]) == set(story.partners["partner"])
    assert asked[["if_no", "gives_up", "gets"]].notna().all(axis=None)


def test_meeting_and_buying_together_are_needed_in_every_form_that_is_left(story):
    planned = network.plan(*story.steps)
    left = story.ranking.loc[story.ranking["state"].ne("afgevallen"), "scenario"]
    contained, today = story.dossier.read("step_scenarios"), story.terms.report_date
    steps = project.step_shares(planned, story.steps[0], contained, left, today)
    share = steps.groupby("phase")["needed_pct"].agg(["min", "max"])
    assert share.loc["2 Overleg en inkoop"].tolist() == [100, 100]
    assert share.loc["4 Mensen en beheer delen", "max"] < 100
