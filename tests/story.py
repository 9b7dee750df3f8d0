"""What the stories of the five cases share: the results of a dossier, each computed once."""

from functools import cached_property

import pandas as pd

from lib import business_case, cash_flow, conditions, scenarios
from lib.dossier import Dossier


class Results:
    """The tables of one client and the results that every story needs, as the report has them."""

    def __init__(self, client: str) -> None:
        self.dossier = Dossier(client)
        self.terms = self.dossier.settings
        self.partners, self.given, self.judged = map(
            self.dossier.read, ["partners", "scenarios", "conditions"]
        )
        self.valued = [self.dossier.read(name) for name in ("scores", "criteria", "weights")]
        self.null = scenarios.null_scenario(self.given)
        self.removed = conditions.removed(self.judged)

    def ranked(self, removed: pd.DataFrame) -> pd.DataFrame:
        """Return the ranking when other alternatives would have been removed."""
        parts = scenarios.contributions(*self.valued, self.given)
        ranked = scenarios.ranking(parts, self.given, removed)
        return ranked.set_index("scenario", drop=False)

    @cached_property
    def ranking(self) -> pd.DataFrame:
        return self.ranked(self.removed)

    @cached_property
    def flows(self) -> pd.DataFrame:
        settled = cash_flow.settled(self.dossier.read("cash_flows"), self.null)
        return cash_flow.per_year(settled, self.partners, self.terms.joint_key)

    @cached_property
    def budget(self) -> pd.DataFrame:
        years = business_case.within(self.terms.first_budget_year)
        return business_case.effect(self.flows, self.null, years)

    @property
    def present_value(self) -> business_case.Weight:
        terms = self.terms.first_budget_year, self.terms.horizon_years
        return business_case.discounted(*terms, self.terms.discount_rate_pct)

    @cached_property
    def npv(self) -> pd.DataFrame:
        return business_case.effect(self.flows, self.null, self.present_value)

    @cached_property
    def steps(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.Timestamp]:
        tables = self.dossier.read("activities"), self.dossier.read("dependencies")
        return *tables, pd.Timestamp(self.terms.start_date)
