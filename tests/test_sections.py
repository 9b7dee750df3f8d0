"""A section stands in a report exactly where its case has the table for it."""

import csv
import html
import re
from pathlib import Path

import pytest
from conftest import CLIENTS

ROOT = Path(__file__).resolve().parents[1]
SECTION_OF_TABLE = {
    "nine_cells": "Zijn alle negen vlakken belegd?",
    "incidents": "Hoeveel klachten en storingen zijn er?",
    "workload": "Past het werk bij de mensen?",
    "ledger": "Kloppen de kosten met de administratie?",
    "staff": "Hoe oud zijn de eigen mensen?",
    "skills": "Welke kennis is er, en welke ontbreekt?",
    "services": "Wie neemt welke dienst af?",
    "security": "Is de informatie beveiligd?",
    "processing": "Wie is verwerker voor wie?",
    "ratings": "Willen en kunnen de deelnemers?",
    "infrastructure": "Wat moet worden vervangen?",
    "visions": "Waar verschillen de visies?",
    "red_lines": "Waar ligt de grens?",
    "feasibility": "Op welke ICT-gebieden kan het?",
    "fit": "Past het bij behoeften en uitgangspunten?",
    "legal_checks": "Past de rechtsvorm?",
    "investments": "Wanneer wordt er geïnvesteerd?",
    "cost_model": "Samen verder, of in groepen?",
    "products": "Hoe ver zijn de werkgroepen?",
    "rollout": "Hoe ver is elke organisatie?",
    "plan_chapters": "Hoe ver is het bedrijfsplan?",
    "progress": "Waar wijkt het project af van het plan?",
    "roles": "Wie is waarvoor verantwoordelijk?",
    "phases": "Welke weg leggen wij af?",
    "step_scenarios": "Welke stappen zijn altijd goed?",
    "checklist": "Welke gesprekken horen bij het personeel?",
    "change_strategy": "Hoe willen wij veranderen?",
    "success_factors": "Dragen doelen, medewerkers en besturen dit advies?",
    "aspects": "Is elk deelproject van alle kanten uitgewerkt?",
    "initiatives": "Welke initiatieven lopen er al?",
}


def page_of(folder: Path, client: str) -> str:
    return (folder / f"adviesrapport-{client}.html").read_text(encoding="utf-8")


def headings(page: str) -> list[str]:
    found = re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", page, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", text)).strip() for text in found]


def rows_of(client: str, table: str) -> int | None:
    """Count the rows of a table; None when the case does not have it."""
    path = ROOT / "data" / "raw" / client / f"{table}.csv"
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


@pytest.mark.parametrize("client", CLIENTS)
def test_a_section_stands_where_its_table_has_rows(built_reports, client):
    shown = set(headings(page_of(built_reports[client], client)))
    wanted = {heading for table, heading in SECTION_OF_TABLE.items() if rows_of(client, table)}
    assert shown & set(SECTION_OF_TABLE.values()) == wanted


@pytest.mark.parametrize("client", CLIENTS)
def test_a_table_that_was_asked_but_not_delivered_is_named_once(built_reports, client):
    page = html.unescape(page_of(built_reports[client], client))
    asked = "Gevraagd, niet aangeleverd"
    empty = [table for table in SECTION_OF_TABLE if rows_of(client, table) == 0]
    assert bool(empty) <= (asked in page)


def test_maturity_is_compared_only_where_it_was_measured_twice(built_reports):
    question = "Wat veranderde tussen de 0- en de 1-meting?"
    asked = {c for c in CLIENTS if question in headings(page_of(built_reports[c], c))}
    assert asked == {"scd"}


def test_each_report_asks_and_answers_its_own_question(built_reports):
    pages = {client: page_of(built_reports[client], client) for client in CLIENTS}
    answers = [re.search(r'class="[^"]*answer[^"]*".*?</', pages[c], re.DOTALL) for c in CLIENTS]
    assert all(answers)
    assert len({found.group(0) for found in answers}) == len(CLIENTS)
    assert len({headings(page)[0] for page in pages.values()}) == len(CLIENTS)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_condition_says_whether_it_is_hard_and_a_total_what_it_is_least(built_reports, client):
    page = html.unescape(page_of(built_reports[client], client))
    with (ROOT / "data" / "raw" / client / "conditions.csv").open(encoding="utf-8") as file:
        kinds = {row["condition"]: row["hardness"] for row in csv.DictReader(file)}
    marked = {name for name in kinds if f"{name} (hard)" in page}
    assert marked == {name for name, kind in kinds.items() if kind == "hard"}
    assert ("minstens 39,5" in page) == (client == "dowr")  # known at likely, unknown at nil
