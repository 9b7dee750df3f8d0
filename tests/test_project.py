import pandas as pd
import pytest

from lib import project

TODAY = pd.Timestamp("2014-02-01")


def states(*values: str) -> pd.DataFrame:
    return pd.DataFrame({"state": values})


def test_done_in_words_for_none_one_many_and_all():
    said = [
        project.done_in_words(states(*values), "product", "producten")
        for values in [("gereed",), ("bezig",), ("bezig", "bezig"), ("gereed", "goedgekeurd")]
    ]
    assert said == [
        "1 product is klaar",
        "Geen product is klaar",
        "Geen van de 2 producten is klaar",
        "Beide producten zijn klaar",
    ]


def test_what_does_not_apply_is_not_counted():
    table = states("in gebruik", "niet van toepassing", "niet begonnen")
    assert project.done_in_words(table, "onderdeel", "onderdelen") == (
        "1 van de 2 onderdelen is klaar"
    )


def test_what_the_line_took_over_and_what_is_only_in_use_are_counted_apart():
    table = states("in gebruik", "in gebruik", "geborgd", "bezig", "niet van toepassing")
    assert project.rollout_in_words(table) == (
        "Van de 4 onderdelen per organisatie geborgd: 1; in gebruik maar nog niet geborgd: 2"
    )


def test_late_subprojects_are_named():
    rows = [("Bouw", "tijd", 5, 6), ("Vorm", "tijd", 5, 5), ("Geld", "geld", 5, 6)]
    progress = pd.DataFrame(rows, columns=["subproject", "aspect", "planned", "forecast"])
    assert project.late_in_words(progress) == "Het project meldt uitloop bij: Bouw."
    assert project.late_in_words(progress.iloc[1:]) == ""


def test_a_long_list_shows_what_is_late_and_next_and_counts_the_rest():
    table = pd.DataFrame(
        {
            "date": pd.to_datetime(["2014-01-01", "2014-01-02"] + ["2014-03-01"] * 7),
            "state": ["gedaan"] + ["gepland"] * 8,
        }
    )
    shown = project.due(table, "date", TODAY)
    assert shown["state"].tolist() == ["gepland, te laat"] + ["gepland"] * 5
    assert project.rest_in_words(table, shown) == (
        "Niet getoond: wat klaar is (1) en wat later komt (2)."
    )
    few = table.iloc[1:3]
    assert project.rest_in_words(few, project.due(few, "date", TODAY)) == ""


def test_a_table_that_is_cut_says_how_many_rows_it_leaves_out():
    said = [project.cut_in_words(states(*"abc"), most) for most in (1, 2, 3)]
    assert said == [" Niet getoond: 2 regels.", " Niet getoond: 1 regel.", ""]


def test_each_subject_needs_exactly_one_accountable_body():
    roles = pd.DataFrame(
        [
            ("Budget", "Stuurgroep", "eindverantwoordelijk"),
            ("Budget", "Projectleider", "voert uit"),
            ("Keten", "Projectleider", "voert uit"),
        ],
        columns=["subject", "body", "responsibility"],
    )
    assert project.responsibilities_in_words(roles) == (
        "Niet precies één eindverantwoordelijke rol of groep: Keten"
    )
    table = project.responsibilities(roles).set_index("subject")
    assert table.loc["Budget", "Eindverantwoordelijk"] == "Stuurgroep"
    assert table.loc["Keten", "Eindverantwoordelijk"] == "geen"
    assert project.responsibilities(roles.iloc[:0]).empty


def budget(*rows: tuple[str, float, float, float | None]) -> pd.DataFrame:
    columns = ["item", "baseline_eur", "spent_eur", "forecast_eur"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(cause=pd.Series([None] * len(frame), dtype="str"))


def test_budget_has_a_total_and_says_whether_it_is_enough():
    spent = project.spending(budget(("A", 100.0, 50.0, 120.0), ("B", 50.0, 0.0, 40.0)))
    assert spent.iloc[-1][["item", "baseline_eur", "difference_eur"]].tolist() == [
        "Totaal",
        150.0,
        10.0,
    ]
    assert "boven het budget" in project.spending_in_words(spent)
    equal = project.spending(budget(("A", 100.0, 50.0, 100.0)))
    assert project.spending_in_words(equal).endswith("precies op het budget uit")


def test_an_unknown_forecast_makes_the_total_unknown():
    spent = project.spending(budget(("A", 100.0, 50.0, None)))
    assert spent["difference_eur"].isna().all()
    assert project.spending_in_words(spent).startswith("Niet van elke post")
    assert project.spending(budget()).empty


def test_deviations_are_forecast_minus_plan():
    progress = pd.DataFrame(
        [("P", "tijd", "weken", 10.0, 12.0, "ziekte"), ("P", "geld", "euro", 5.0, 5.0, None)],
        columns=["subproject", "aspect", "unit", "planned", "forecast", "cause"],
    )
    assert project.deviations(progress)["difference"].tolist() == [0.0, 2.0]


def approvals(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["gate_or_product", "partner", "state"])


def test_what_nobody_was_asked_is_named_apart():
    rows = approvals(
        ("G", "A", "gevraagd"), ("G", "B", "nog niet gevraagd"), ("X", "A", "nog niet gevraagd")
    )
    assert project.asked(rows)["gate_or_product"].tolist() == ["G", "G"]
    assert project.waiting_in_words(rows) == "Nog aan niemand gevraagd: X."
    assert project.waiting_in_words(rows.iloc[:2]) == ""
    assert project.asked(rows.iloc[:0]).empty and project.waiting_in_words(rows.iloc[:0]) == ""


def table(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def test_an_approval_of_another_version_is_no_approval_of_all():
    rows = [
        ("Plan", "A", "akkoord", "1.0", "2014-01-02", "nu"),
        ("Plan", "B", "akkoord", "1.0", None, "nu"),
        ("Visie", "A", "akkoord", "0.9", "2014-01-02", "toen"),
        ("Visie", "B", "akkoord", "1.0", None, None),
        ("Begroting", "A", "akkoord", "1.0", None, None),
        ("Begroting", "B", "gevraagd", "1.0", None, None),
        ("Later", "A", "nog niet gevraagd", None, None, None),
        ("Nota", "A", "gevraagd", None, None, None),
    ]  # fmt: skip
    columns = "gate_or_product partner state version date fingerprint"
    found = project.versions(table(columns, *rows), "nu").set_index("gate_or_product")
    assert found["fingerprint"].to_dict() == {
        "Plan": "dit rapport",
        "Visie": "een eerdere inhoud en niet vastgelegd",
        "Begroting": "niet vastgelegd",
        "Nota": "niet vastgelegd",
    }
    said = found["state"].to_dict()
    assert said == {
        "Plan": project.AGREED,
        "Visie": "verschillende versies",
        "Begroting": "nog niet iedereen",
        "Nota": "nog niet iedereen",
    }


def test_a_step_that_every_feasible_scenario_needs_comes_first_and_easy_before_hard():
    columns = "activity name phase state first_date last_date"
    day = pd.Timestamp
    planned = table(
        columns,
        ("1", "klaar", "x", "gereed", day("2014-01-01"), day("2014-01-02")),
        ("2", "moeilijk", "x", "bezig", day("2014-02-01"), day("2014-03-01")),
        ("3", "makkelijk", "x", "bezig", day("2014-02-01"), day("2015-03-01")),
        ("4", "soms", "x", "bezig", day("2014-02-01"), day("2014-03-01")),
    )
    ease = zip("1234", ["makkelijk", "moeilijk", "makkelijk", "makkelijk"], strict=True)
    activities = pd.DataFrame(ease, columns=["activity", "ease"])
    pairs = [(step, name) for step in "23" for name in ("A", "B", "weg")] + [("4", "A")]
    contained = pd.DataFrame(pairs, columns=["activity", "scenario"])
    feasible = pd.Series(["A", "B", "Ongewijzigd beleid"])
    found = project.step_shares(planned, activities, contained, feasible, TODAY)
    assert found["name"].tolist() == ["makkelijk", "moeilijk", "soms"]
    assert found["needed_pct"].tolist() == [100, 100, 50]
    assert found["term"].tolist() == ["later", "binnen een jaar", "binnen een jaar"]
    assert project.step_shares(planned, activities, contained[:0], feasible, TODAY).empty


def fits(*contracts: tuple, high: float | None = 400) -> pd.DataFrame:
    """Step over from 1 January 2015 with a contract of 1000 euro a year per partner."""
    rows = [(f"P{n}", f"App{n}", "f", 1000.0, name) for n, (name, _) in enumerate(contracts)]
    use = table("partner application function cost_eur_per_year contract", *rows)
    ends = table("contract end_date", *contracts).assign(
        end_date=lambda given: pd.to_datetime(given["end_date"]), value_eur_per_year=1000.0
    )
    gains = table("function high_eur", ("f", high))
    held = project.holders(use, ends, gains)
    return project.contract_fit(held, ends, pd.Timestamp("2015-01-01")).set_index("contract")


def test_leaving_early_costs_what_is_left_and_waiting_what_one_price_would_save():
    found = fits(("a", "2014-12-31"), ("b", "2016-12-31"))  # two years left on one contract
    assert found["cheapest"].to_dict() == {"a": "vrij", "b": "wachten"}
    assert found.loc["b", "leave_eur"] == pytest.approx(2000, rel=0.01)
    assert found.loc["b", "wait_eur"] == pytest.approx(800, rel=0.01)
    assert fits(("a", "2014-12-31"), ("b", "2016-12-31"), high=1500).loc["b", "cheapest"] == (
        "eerder weg"
    )


def test_who_has_the_last_contract_keeps_the_others_waiting_from_when_they_are_free():
    found = fits(("a", "2015-12-31"), ("b", "2016-12-31"))
    assert found["cheapest"].to_dict() == {"a": "houdt niemand op", "b": "wachten"}
    assert found.loc["b", "step_date"] == pd.Timestamp("2015-12-31")
    assert found.loc["b", "leave_eur"] == pytest.approx(1000, rel=0.01)
    assert found["wave_date"].eq(pd.Timestamp("2016-12-31")).all()


def test_contracts_that_end_on_the_same_day_share_what_waiting_misses():
    found = fits(("a", "2016-12-31"), ("b", "2016-12-31"), high=1500)
    assert found["wait_eur"].tolist() == pytest.approx([1500, 1500], rel=0.01)
    assert found["cheapest"].eq("wachten").all()


def test_an_unknown_end_or_gain_makes_the_choice_unknown():
    found = fits(("a", "2016-12-31"), ("b", None))
    assert found["cheapest"].to_dict() == {"a": "wachten", "b": "onbekend"}
    assert found.loc["b", ["leave_eur", "wait_eur"]].isna().all()
    assert fits(("a", "2016-12-31"), high=None)["cheapest"].tolist() == ["onbekend"]


def test_a_contract_without_application_is_unknown_and_one_product_holds_up_nobody():
    ends = table("contract value_eur_per_year", ("a", 1.0), ("b", 1.0))
    ends = ends.assign(end_date=pd.Timestamp("2016-12-31"))
    columns = "partner application function cost_eur_per_year contract"
    use = table(columns, ("A", "App", "f", 1.0, "a"))
    held = project.holders(use, ends, table("function high_eur"))
    found = project.contract_fit(held, ends, pd.Timestamp("2015-01-01")).set_index("contract")
    assert found["cheapest"].to_dict() == {"a": "houdt niemand op", "b": "onbekend"}


def test_a_notice_date_is_set_beside_the_plan_and_the_wave():
    day, ready = pd.Timestamp, pd.Timestamp("2015-01-01")
    rows = [
        ("voorbij", "2014-01-01", "2014-12-31", None),
        ("op tijd", "2015-06-30", "2015-12-31", None),
        ("krap", "2014-06-30", "2015-06-30", None), ("kort", "2014-03-31", "2014-09-30", None),
        ("golf", "2015-06-30", "2015-12-31", "2017-12-31"), ("geen", None, "2015-12-31", None),
    ]  # fmt: skip
    fit = table("contract notice_date end_date wave_date", *rows).assign(partner="A", subject="")
    for name in ("notice_date", "end_date", "wave_date"):
        fit[name] = pd.to_datetime(fit[name])
    found = project.notices(fit, TODAY, ready).set_index("contract")
    assert found["state"].to_dict() == {
        "kort": "verlengen, tenzij een stap het eerder vervangt",
        "krap": "opzeggen terwijl het plan nog loopt",
        "golf": "verlengen tot die dag",
        "op tijd": project.IN_TIME,
    }
    assert found["needed_date"].to_dict() | {"golf": ready} == dict.fromkeys(found.index, ready)
    assert found.loc["golf", "needed_date"] == day("2017-12-31")


def spent(*rows: tuple) -> pd.DataFrame:
    """One-off money (row, partner, year, amount) with a step of the plan or none.

    Step a takes the 61 days of May and June 2014, step b the 20 days around New Year 2015.
    """
    days = [("a", "2014-05-01", "2014-06-30"), ("b", "2014-12-22", "2015-01-10")]
    planned = table("activity first_date last_date", *days)
    planned[["first_date", "last_date"]] = planned[["first_date", "last_date"]].apply(
        pd.to_datetime
    )
    steps = {row: step for row, *_, step in rows}
    cash_flows = pd.DataFrame(
        {"activity": [steps.get(n) for n in range(max(steps, default=0) + 1)]}
    )
    once = table("row partner year likely_eur item", *[(*row[:4], f"I{row[0]}") for row in rows])
    once = once.assign(low_eur=once["likely_eur"] / 2, high_eur=once["likely_eur"] * 2)
    return project.on_days(once, cash_flows, planned)


MONEY = [
    (0, "A", 2014, 365.0, None), (0, "B", 2014, 730.0, None),  # 1 and 2 euro a day
    (1, "A", 2014, 610.0, "a"), (2, "A", 2015, 2000.0, "b"), (3, "B", 2018, 365.0, None),
]  # fmt: skip


def quarters(rows: list[tuple]) -> dict[tuple[str, str], float]:
    found = project.cash_out(spent(*rows))
    return found.set_index(["quarter", "partner"])["likely_eur"].round(6).to_dict()


def test_money_falls_on_the_days_of_its_step_or_evenly_over_its_year():
    found = quarters(MONEY)
    assert found["2014-K1", "A"] == 90 and found["2014-K1", "B"] == 180
    assert found["2014-K2", "A"] == 91 + 610
    assert found["2014-K4", "A"] == 92 + 1000  # ten of the twenty days of step b
    assert found["2015-K1", "A"] == 1000
    assert found["2018-K4", "B"] == 92
    assert not any(quarter.startswith("2016") for quarter, _ in found)


def test_quarters_add_up_to_the_years_and_the_order_of_rows_does_not_matter():
    plain = [(*row[:4], None) for row in MONEY]
    found = project.cash_out(spent(*plain))
    per_year = found.groupby([found["quarter"].str[:4], "partner"])["likely_eur"].sum()
    given = {("2014", "A"): 975, ("2014", "B"): 730, ("2015", "A"): 2000, ("2018", "B"): 365}
    assert per_year[per_year.gt(0)].to_dict() == pytest.approx(given)
    assert quarters(MONEY[::-1]) == quarters(MONEY)
    assert sum(quarters(MONEY).values()) == pytest.approx(sum(row[3] for row in MONEY))
    last = found.groupby("partner")["cumulative_eur"].last()
    assert last.to_dict() == pytest.approx({"A": 2975, "B": 1095})
    assert project.cash_out(spent()).empty


def test_the_money_of_a_gate_is_what_is_added_up_at_its_date():
    days = pd.to_datetime(["2014-03-31", "2014-06-30", "2014-12-31", "2013-12-31", None])
    gates = pd.DataFrame({"gate": list("abcde"), "date": days, "can_be_undone": None})
    rows = spent(*MONEY)
    run = TODAY, pd.Timestamp("2014-12-31")
    project_budget = budget(("A", 100.0, 50.0, 383.0))  # 333 euro in the 333 days that are left
    found = project.gate_money(gates, rows, project_budget, *run)
    added = project.cash_out(rows).groupby("quarter")["cumulative_eur"].sum()
    ends = [added["2014-K1"], added["2014-K2"], added["2014-K4"]]
    assert found["likely_eur"][:3].tolist() == pytest.approx(ends)
    assert found["likely_eur"][0] == pytest.approx(270)
    assert found["low_eur"][0] == pytest.approx(135) and found["high_eur"][0] == pytest.approx(540)
    assert found["likely_eur"][3:].isna().all()  # before the first year with money: unknown
    own = found["budget_eur"].tolist()  # before today: what is spent now
    assert own == pytest.approx([108, 199, 383, 50, float("nan")], nan_ok=True)
    empty = project.gate_money(gates, spent(), budget(), *run)
    assert empty[["likely_eur", "budget_eur"]].isna().all(axis=None)
    unsure = budget(("A", 100.0, 50.0, None))
    found = project.gate_money(gates, rows, unsure, *run)["budget_eur"]
    assert found[found.notna()].tolist() == [50]


def test_when_the_plan_is_over_a_gate_of_today_counts_what_is_spent():
    days = [TODAY, TODAY + pd.Timedelta(days=1)]
    gates = pd.DataFrame({"gate": ["nu", "straks"], "date": days, "can_be_undone": None})
    found = project.gate_money(gates, spent(*MONEY), budget(("A", 9.0, 50.0, 80.0)), TODAY, TODAY)
    assert found["budget_eur"].tolist() == [50, 80]


def test_what_is_spent_is_said_when_every_item_is_known():
    known, unsure = ("A", 9.0, 50.0, 80.0), ("B", 9.0, None, 80.0)
    assert project.spent_in_words(budget(known), TODAY) == (
        "Op 1 februari 2014 is €\u00a050 van het projectbudget uitgegeven"
    )
    for rows in ([known, unsure], []):
        assert project.spent_in_words(budget(*rows), TODAY).endswith("uitgegeven, is niet bekend")


def test_what_the_plan_puts_in_another_year_than_budgeted_is_named():
    known = project.days_in_words(spent(MONEY[0], MONEY[2]))
    full = project.dutch.eur_short(spent(MONEY[0], MONEY[2])["likely_eur"].sum())
    assert known.startswith(f"€\u00a0610 van {full} valt op de dagen van een stap, de rest")
    assert "ander jaar" not in known
    assert project.days_in_words(spent(*MONEY)).endswith("in een ander jaar dan begroot: I2.")
    both = [(4, "A", 2014, 1.0, "b"), (4, "A", 2015, 1.0, "b")]  # budgeted in both years
    assert "ander jaar" not in project.days_in_words(spent(*both))
    assert project.days_in_words(spent()).startswith("€\u00a00 van €\u00a00 valt")


def test_money_without_a_plan_is_spread_over_its_year():
    once = table("row partner year likely_eur item", (0, "A", 2014, 365.0, "I"))
    dates = pd.Series([], dtype="datetime64[ns]")
    planned = pd.DataFrame({"activity": [], "first_date": dates, "last_date": dates})
    for step in ("a", None):
        rows = project.on_days(once, pd.DataFrame({"activity": [step]}), planned)
        assert project.cash_out(rows)["likely_eur"].tolist() == [90, 91, 92, 92]


def month(own: float, low: float = 0.0, high: float = 0.0, ready: int = 2014) -> pd.Series:
    """Unchanged policy costs 2400 a year from 2014 to 2017; the plan `own`, and 5000 at once."""
    columns = "scenario partner row year one_off low_eur likely_eur high_eur"
    years = range(2014, 2018)
    rows = [("Niets", "A", 0, year, False, 2000.0, 2400.0, 9000.0) for year in years]
    rows += [("Plan", "A", 1, year, False, own - low, own, own + high) for year in years]
    rows += [("Plan", "A", 2, 2014, True, 5000.0, 5000.0, 5000.0)]
    found = project.month_later(table(columns, *rows), "Niets", 2014, 10.0, ready)
    return found.loc["Plan"]


def test_a_month_later_costs_a_twelfth_of_the_yearly_advantage():
    assert month(1200).tolist() == pytest.approx([100, 100, 100])
    assert month(1200, low=600, high=1800).tolist() == pytest.approx([-50, 100, 150])
    assert month(1200, ready=2015)["likely_eur"] == pytest.approx(100 / 1.1)
    assert month(3600)["likely_eur"] == pytest.approx(-100)


def test_a_month_later_is_said_also_where_later_is_cheaper():
    assert project.delay_in_words(month(1200, 600, 1800)) == (
        "Een maand later kost naar verwachting €\u00a0100 (van −\u00a0€\u00a050 tot €\u00a0150)"
    )
    assert project.delay_in_words(month(3600, 600, 1200)) == (
        "Later is goedkoper: een maand scheelt naar verwachting €\u00a0100"
        " (van €\u00a050 tot €\u00a0200)"
    )
    assert "€\u00a00" in project.delay_in_words(month(2400))


def test_a_step_first_uses_up_its_float():
    columns = "activity name phase last_date total_float_weeks state"
    weeks = 365.25 / 7 / 12
    rows = [
        ("1", "veel", "x", "2014-02-01", 9.0, "bezig"),
        ("2", "half", "x", "2014-02-01", weeks / 2, "bezig"),
        ("3", "geen", "x", "2014-03-01", 0.0, "niet begonnen"),
        ("4", "klaar", "x", "2014-01-01", 0.0, "gereed"),
    ]
    planned = table(columns, *rows)
    found = project.delay(planned, 100.0)
    assert found["name"].tolist() == ["geen", "half", "veel"]
    assert found["delay_eur"].tolist() == pytest.approx([100, 50, 0], rel=1e-3)
    pd.testing.assert_frame_equal(project.delay(planned[::-1], 100.0), found)


def test_exposure_is_chance_times_effect_and_unknown_after_an_unknown_measure():
    columns = "risk scenario event measure owner chance_pct effect_eur chance_after_pct"
    rows = [
        ("R1", "X", "", "", "", 10, 1000, 5, 1000), ("R2", None, "", "", "", 50, 1000, None, 500),
        ("R3", "Y", "", "", "", 90, 1000, 5, 10),
    ]  # fmt: skip
    found = project.exposure(table(columns + " effect_after_eur", *rows), "X")
    assert found["exposure_eur"].tolist() == [500, 100]
    assert found["remaining_eur"].isna().tolist() == [True, False]


def test_the_journey_says_where_we_are_and_what_has_no_date_yet():
    day = pd.Timestamp
    planned = table(
        "phase first_date last_date",
        ("Doen", day("2014-02-01"), day("2014-03-01")),
        ("Begin", day("2014-01-01"), day("2014-01-20")),
    )
    phases = table("phase text", ("Doen", "a"), ("Begin", "b"), ("Daarna", "c"))
    found = project.journey(phases, planned, TODAY)
    assert found["phase"].tolist() == ["Begin", "Doen", "Daarna"]
    assert found["now"].tolist() == [False, True, False]
    assert found["when"].tolist()[2] == "later"


def test_bodies_stand_under_the_one_they_name_most_and_a_circle_ends():
    rows = [("Team", "Leider"), ("Team", "Leider"), ("Team", "Bestuur"), ("Leider", "Bestuur")]
    found = project.organisation(table("body reports_to", *rows, ("Buiten", None)))
    assert found[["body", "depth"]].to_numpy().tolist() == [
        ["Bestuur", 0],
        ["Leider", 1],
        ["Team", 2],
    ]
    circle = project.organisation(table("body reports_to", ("A", "B"), ("B", "A")))
    assert sorted(circle["body"]) == ["A", "B"]


def test_what_is_gathered_is_counted_and_named():
    found = project.gathered(
        table("owner name", ("A", "x"), ("A", "y"), (None, "z")), "owner", "name"
    )
    assert found.to_numpy().tolist() == [["A", 2, "x en y"]]
