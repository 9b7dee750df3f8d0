"""Page one against the raw files: each number is computed here again, from the rows themselves."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from bs4 import BeautifulSoup, NavigableString, Tag
from conftest import CLIENTS, ROOT
from plan_now import plan_now
from test_page_browser import CHROMIUM, browser_ready  # noqa: F401

from lib import dutch, schedule
from lib.dossier import Dossier
from lib.proof import slug

pytestmark = pytest.mark.parametrize("client", CLIENTS)
ONE_OFF = {"eenmalig", "frictiekosten", "uittreedsom"}
COUNTS = {"inwoners": "inhabitants", "leerlingen": "pupils", "werkplekken": "workplaces"}
PARTS, EDGES = ("eenmalig", "gemiddeld-per-jaar"), ("laag", "hoog")
LEAVE, EXIT_YEARS = "uittreden", 3.0  # 100, 80, 60, 40 and 20% of a yearly contribution
DIGITS = re.compile(r"\d[\d.,]*")


@pytest.fixture(scope="module")
def pages(built_reports: dict[str, Path]) -> dict[str, BeautifulSoup]:
    return {
        client: BeautifulSoup(
            (folder / f"adviesrapport-{client}.html").read_text(encoding="utf-8"), "html.parser"
        )
        for client, folder in built_reports.items()
    }


@pytest.fixture
def page(client: str, pages: dict[str, BeautifulSoup]) -> BeautifulSoup:
    assert client in pages, f"het rapport van {client} is niet gemaakt"
    return pages[client]


def front(page: BeautifulSoup) -> Tag:
    return page.select_one(".chapter-advice .front")


def printed(page: BeautifulSoup) -> dict[str, set[str]]:
    """Return what page one prints per number: the text of each link to its rows."""
    links = front(page).select('a[href^="#cijfer-"]')
    found: dict[str, set[str]] = {}
    for link in links:
        found.setdefault(link["href"].removeprefix("#cijfer-"), set()).add(link.get_text())
    return found


# ------------------------------------------------------------------ computed again


def advised(dossier: Dossier) -> str:
    """The consultant's choice, else the highest score without a failed hard condition."""
    if dossier.settings.advice:
        return dossier.settings.advice
    conditions = dossier.read("conditions")
    failed = conditions.query("hardness == 'hard' and state == 'niet voldaan'")["scenario"]
    running = [name for name in dossier.read("scenarios")["scenario"] if name not in set(failed)]
    return max(running, key=lambda name: score(dossier, name))


def null(dossier: Dossier) -> str:
    table = dossier.read("scenarios")
    return table.loc[table["form"] == "nulalternatief", "scenario"].iloc[0]


def share(dossier: Dossier, partner: str) -> dict[str, float]:
    """Return the part of each row's owner that the partner bears ("" is all together)."""
    partners = dossier.read("partners")
    partners = partners[partners["left"].isna()]
    column = COUNTS.get(dossier.settings.joint_key)
    sizes = partners[column].astype(float) if column else pd.Series(1.0, index=partners.index)
    joint = dict(zip(partners["partner"], sizes / sizes.sum(), strict=True))
    if not partner:
        return dict.fromkeys([*joint, "gezamenlijk"], 1.0)
    return {partner: 1.0, "gezamenlijk": joint[partner]}


def same(row: object) -> tuple[object, ...]:
    names = ["partner", "kind", "item", "first_year", "last_year", "low_eur", "likely_eur"]
    return tuple(getattr(row, name) for name in [*names, "high_eur"])


def once(row: object) -> bool:
    single = row.kind == "niet-terugvorderbare btw" and row.first_year == row.last_year
    return row.kind in ONE_OFF or single


def cost(
    dossier: Dossier, scenario: str, partner: str, edge: str, weights: dict[int, float],
    only: bool | None = None,
) -> float:  # fmt: skip
    """Add up the cash flows of a scenario year by year, at an edge, as a cost.

    What a scenario leaves as it is under unchanged policy has no edge: it is the same money.
    """
    bears = share(dossier, partner)
    kept = {
        same(row)
        for row in dossier.read("cash_flows").itertuples()
        if row.scenario == null(dossier)
    }
    total = 0.0
    for row in dossier.read("cash_flows").itertuples():
        if row.scenario != scenario or only not in (None, once(row)):
            continue
        saving = row.kind == "besparing"
        end = {
            "": "likely",
            "laag": "low" if saving else "high",
            "hoog": "high" if saving else "low",
        }
        name = "likely" if same(row) in kept else end[edge]
        amount = float(getattr(row, f"{name}_eur")) * (-1 if saving else 1)
        years = range(int(row.first_year), int(row.last_year) + 1)
        total += bears.get(row.partner, 0) * amount * sum(weights.get(year, 0) for year in years)
    return total


def budget(dossier: Dossier, partner: str = "", edge: str = "") -> float:
    first = dossier.settings.first_budget_year
    years = dict.fromkeys(range(first, first + 4), 1.0)
    base = cost(dossier, null(dossier), partner, "", years)
    return base - cost(dossier, advised(dossier), partner, edge, years)


def part(dossier: Dossier, partner: str, name: str) -> float:
    """Return the one-off part of the budget effect, or the mean of a year of the rest."""
    first, single = dossier.settings.first_budget_year, name == "eenmalig"
    years = dict.fromkeys(range(first, first + 4), 1.0 if single else 0.25)
    base = cost(dossier, null(dossier), partner, "", years, single)
    return base - cost(dossier, advised(dossier), partner, "", years, single)


def leaving(dossier: Dossier, partner: str) -> float:
    """Return three times the share of the joint yearly amounts in the fourth budget year."""
    joint, total = share(dossier, partner)["gezamenlijk"], 0.0
    year = dossier.settings.first_budget_year + 3
    for row in dossier.read("cash_flows").query("partner == 'gezamenlijk'").itertuples():
        if row.scenario == advised(dossier) and not once(row):
            if row.first_year <= year <= row.last_year:
                total += float(row.likely_eur) * (-1 if row.kind == "besparing" else 1)
    return -EXIT_YEARS * joint * total


def present_value(dossier: Dossier, scenario: str = "", edge: str = "") -> float:
    settings = dossier.settings
    first, rate = settings.first_budget_year, settings.discount_rate_pct / 100
    years = range(first - 20, first + settings.horizon_years)
    weights = {year: 1 / (1 + rate) ** (year - first) for year in years}
    base = cost(dossier, null(dossier), "", "", weights)
    return base - cost(dossier, scenario or advised(dossier), "", edge, weights)


def short(value: float) -> str:
    return dutch.eur_short(round(value, -3))


def unchanged(dossier: Dossier) -> float:
    first = dossier.settings.first_budget_year
    return cost(dossier, null(dossier), "", "", dict.fromkeys(range(first, first + 4), 1.0))


def spent(dossier: Dossier) -> float:
    """Return the one-off money of what is advised in four budget years, without what it saves."""
    first = dossier.settings.first_budget_year
    years = dict.fromkeys(range(first, first + 4), 1.0)
    return cost(dossier, advised(dossier), "", "", years, True)


def score(dossier: Dossier, scenario: str) -> float:
    weights = dossier.read("weights").query("partner == 'gezamenlijk'")
    points = weights.set_index("criterion")["points"].astype(float)
    criteria = dossier.read("criteria").set_index("criterion")
    total = 0.0
    for row in dossier.read("scores").query("scenario == @scenario").itertuples():
        if row.criterion in points and pd.notna(row.likely):
            worst, best = criteria.loc[row.criterion, ["worst", "best"]].astype(float)
            total += points[row.criterion] * (float(row.likely) - worst) / (best - worst)
    return 100 * total / points.sum()


def weeks(dossier: Dossier) -> float:
    """Return the length by order alone: the longest way through the dependencies."""
    start = pd.Timestamp(dossier.settings.start_date)
    rows = {row.activity: row for row in dossier.read("activities").itertuples()}
    before = dossier.read("dependencies")

    def begins(name: str, known: dict[str, float]) -> float:
        if name not in known:
            row = rows[name]
            fixed = row.not_before if pd.notna(row.not_before) else start
            known[name] = max((fixed - start).days / 7, 0.0)
            for link in before[before["activity"] == name].itertuples():
                first, last = link.type.split("-")
                moment = begins(link.predecessor, known)
                moment += float(rows[link.predecessor].likely_weeks) if first == "einde" else 0
                moment += float(link.lag_weeks) if pd.notna(link.lag_weeks) else 0
                moment -= float(row.likely_weeks) if last == "einde" else 0
                known[name] = max(known[name], moment)
        return known[name]

    known: dict[str, float] = {}
    return max((begins(name, known) + float(rows[name].likely_weeks) for name in rows), default=0)


def planned(dossier: Dossier) -> float:
    """Return the length of the plan under capacity and calendar, never below that of its order."""
    days = schedule.feasible(plan_now(dossier)[0]).days
    assert days >= round(weeks(dossier) * 7)
    return days


def known_money(dossier: Dossier) -> float:
    rows = dossier.read("cash_flows")
    rows = rows[rows["scenario"].isin([advised(dossier), null(dossier)])]
    checked = rows[rows["grade"].isin(["A", "B"])]
    return 100 * float(checked["likely_eur"].sum()) / float(rows["likely_eur"].sum())


def recomputed(dossier: Dossier, name: str) -> set[str]:
    """Return how the number may be printed, computed from the raw rows."""
    partners = {slug(partner): partner for partner in dossier.read("partners")["partner"]}
    kind, _, rest = name.partition("-")
    if name == "begroting-nul":
        said = short(unchanged(dossier))
        return {f"op {said} aan kosten die verschillen"}
    if name == "contante-waarde-ander":
        names = set(dossier.read("cash_flows")["scenario"]) - {null(dossier), advised(dossier)}
        worth, other = max((present_value(dossier, name), name) for name in names)
        kind = "voordeel" if worth >= 0 else "extra kosten"
        return {f"{other}: {kind} {short(abs(worth))}"}
    if kind == "begroting":
        ends = (*PARTS, *EDGES, LEAVE)
        edge = next((edge for edge in ends if rest.endswith(f"-{edge}")), "")
        partner = partners.get(rest.removesuffix(f"-{edge}"), "")
        if edge == LEAVE:
            return {dutch.number(round(leaving(dossier, partner) / 1000))}
        value = part(dossier, partner, edge) if edge in PARTS else budget(dossier, partner, edge)
        return {dutch.number(round(value / 1000)), short(value), short(abs(value))}
    if name.startswith("contante-waarde-totaal"):
        edge = name.removeprefix("contante-waarde-totaal").strip("-")
        value = present_value(dossier, edge=edge)
        return {short(value) if edge else short(abs(value))}
    if name == "formatie":
        filled = dossier.read("staff").query("employment != 'vacature'")
        return {dutch.loose(float(filled["fte"].sum()))}
    if name == "duur":
        length = pd.Timedelta(days=planned(dossier) - 1)
        return {dutch.date(dossier.settings.start_date + length, "d MMM y")}
    if name == "zekerheid":
        day = dutch.date(dossier.settings.reference_date, "d MMM y")
        known = dutch.percent(known_money(dossier))
        return {f"{known} van het geld is gecontroleerd; stand {day}"}
    if kind == "score":
        scenario = next(n for n in dossier.read("scenarios")["scenario"] if slug(n) == rest)
        weighed = dossier.read("weights").query("partner == 'gezamenlijk' and points > 0")
        given = dossier.read("scores").query("scenario == @scenario").dropna(subset="likely")
        least = "minstens " if set(weighed["criterion"]) - set(given["criterion"]) else ""
        return {least + dutch.number(score(dossier, scenario))}
    risks = dossier.read("risks")
    row = risks[risks["risk"].map(slug) == rest].iloc[0]
    return {dutch.number(row["effect_eur"] if kind == "gevolg" else row["chance_pct"])}


# ------------------------------------------------------------------ the tests


def test_each_number_is_what_the_raw_rows_add_up_to(client: str, page: BeautifulSoup):
    dossier = Dossier(client)
    numbers = printed(page)
    assert len(numbers) >= 3
    wrong = {
        name: (texts, recomputed(dossier, name))
        for name, texts in numbers.items()
        if not texts <= recomputed(dossier, name)
    }
    assert not wrong


def test_page_one_says_what_must_be_spent_at_once_and_that_the_table_is_net(
    client: str, page: BeautifulSoup
):
    said = f"zelf uit te geven: samen {short(spent(Dossier(client)))}"
    text = front(page).get_text(" ")
    assert said in text and "na aftrek van wat vervalt" in text


def test_each_number_opens_rows_that_stand_in_the_dossier(client: str, page: BeautifulSoup):
    folder = ROOT / "data" / "raw" / client
    for name in printed(page):
        block = page.find(id=f"cijfer-{name}")
        assert block is not None, name
        rows = block.select("tbody tr")
        assert rows, name
        for row in rows:
            file, line, _, _, _, source, grade = [
                cell.get_text() for cell in row.find_all(["th", "td"])
            ]
            path = folder / file.partition("[")[0]
            assert path.is_file(), file
            assert source and grade[0] in "ABCD"
            if path.suffix == ".csv":
                most = len(path.read_text(encoding="utf-8").splitlines())
                assert all(2 <= int(row) <= most for row in re.findall(r"\d+", line))


def test_every_figure_on_page_one_is_a_link_or_stands_in_the_dossier(
    client: str, page: BeautifulSoup, built_reports: dict[str, Path]
):
    raw = [token for text in _raw_texts(client) for token in DIGITS.findall(text)]
    cells = [cell for token in raw for cell in [token, *token.split(",")]]
    known = {form.rstrip(".,") for cell in cells for form in (cell, cell.replace(".", ","))}
    known |= {"1.000", "100"}  # the unit of the costs, and "of the 100"
    known |= set(DIGITS.findall(short(spent(Dossier(client)))))
    known |= computed(built_reports[client].parents[1] / "data" / "processed" / client)
    loose = [
        (token, text)
        for text in map(str, _unlinked(front(page)))
        for token in DIGITS.findall(text)
        if token.rstrip(".,") not in known
    ]
    assert not loose


def computed(folder: Path) -> set[str]:
    """Return what stands in results that page one reads: shares of weightings, and days."""
    names = ["weight_ranks", "weight_flips", "plan_dates", "party_winners", "moment_chances"]
    names += ["gate_dates"]
    ranks, flips, plan, winners, moments, gates = (
        pd.read_csv(folder / f"{name}.csv") for name in names
    )
    counts = [
        *ranks["share_pct"].round(),
        *np.ceil(flips["points"].dropna()),
        *moments["in_time_pct"].dropna().round(),
        80,
        *range(len(winners) + 1),
    ]
    team = Dossier(folder.name).read("staff").query("employment != 'vacature'")
    counts.append(team["people"].fillna(np.ceil(team["fte"])).sum())
    days = [*plan["last_date"], *moments["p80"], *gates["date"].dropna()]
    words = [dutch.date(day) for day in days] + [str(int(value)) for value in counts]
    return {token for text in words for token in DIGITS.findall(text)}


def test_page_one_has_its_parts_in_order(client: str, page: BeautifulSoup):
    parts = ["decision", "answer", "numbers", "table"]
    html = str(front(page))
    places = [html.index(f'class="{part}"') for part in parts]
    assert places == sorted(places)
    assert 3 <= len(front(page).select(".numbers > li")) <= 4
    assert "Hoe zeker is dit?" in html


@pytest.mark.usefixtures("browser_ready")
def test_page_one_is_one_printed_page(client: str, page: BeautifulSoup, tmp_path: Path):
    lone = BeautifulSoup(str(page), "html.parser")
    for other in lone.select("footer, script, .side, .contents, main > .chapter"):
        if "chapter-advice" not in other.get("class", []):
            other.decompose()
    for part in lone.select(".chapter-advice .part"):
        part.decompose()
    assert printed_pages(lone, tmp_path) == 1


@pytest.mark.usefixtures("browser_ready")
def test_own_words_and_the_case_against_are_the_second_printed_page(
    client: str, page: BeautifulSoup, tmp_path: Path
):
    lone = BeautifulSoup(str(page), "html.parser")
    chapters = lone.select("main > .chapter")
    titles = [chapter.h2.get_text() for chapter in chapters[:3]]
    assert titles == ["Advies", "Tegenspraak", "Advies: onderbouwing"]
    headings = [part.h3.get_text() for part in lone.select(".part")]
    assert headings[:3] == [
        "Wat licht de adviseur toe?",
        "Wat is het sterkste verhaal tegen dit advies?",
        "Wat pleit ertegen voor elke deelnemer?",
    ]
    assert chapters[0].select_one(".words")
    for other in [*chapters[3:], *lone.select("footer, script, .side, .contents")]:
        other.decompose()
    for part in chapters[2].select(".part"):
        part.decompose()
    assert printed_pages(lone, tmp_path) == 3  # what supports the advice starts a new sheet


def test_page_one_says_when_for_how_many_and_of_which_dossier(client: str, page: BeautifulSoup):
    text = front(page).get_text(" ")
    assert re.search(r"Geslaagd als: .+? op \d+ \w+ \d{4}", text)
    assert re.search(r"Personeel, nu \d+ mensen in de ICT", text)
    mark = page.find("meta", attrs={"name": "fingerprint"})["content"]
    assert f"kenmerk {mark}" in page.select_one(".masthead").get_text()


def test_every_case_has_its_three_levers_with_evidence_once(client: str, page: BeautifulSoup):
    levers = ["Gemeenschappelijke doelen", "Ambtelijk draagvlak", "Bestuurlijk commitment"]
    rows = Dossier(client).read("success_factors").query("kind == 'hefboom'")
    assert sorted(rows["success_factor"]) == sorted(levers)
    assert rows[["evidence", "date"]].notna().all(axis=None)
    told = [cell.get_text() for cell in page.select("main td")]
    assert [told.count(text) for text in rows["evidence"]] == [1, 1, 1]


def printed_pages(page: BeautifulSoup, folder: Path) -> int:
    """Print a page to A4 and count the sheets."""
    (folder / "page.html").write_text(str(page), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    options += [f"--user-data-dir={folder}", f"--print-to-pdf={folder / 'page.pdf'}"]
    command = [CHROMIUM, *options, (folder / "page.html").as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return len(re.findall(rb"/Type\s*/Page\b", (folder / "page.pdf").read_bytes()))


def _unlinked(part: Tag) -> list[NavigableString]:
    """Return the texts that are no link to rows, no quote, no table number and no source mark."""
    skipped = ".decision, .source, .number, a[href^='#cijfer-']"
    inside = {id(text) for tag in part.select(skipped) for text in tag.find_all(string=True)}
    return [text for text in part.find_all(string=True) if id(text) not in inside]


def _raw_texts(client: str) -> list[str]:
    """Return all the raw words of a client, and its dates as they are printed."""
    folder = ROOT / "data" / "raw" / client
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csv"))]
    settings = yaml.safe_load((folder / "client.yml").read_text(encoding="utf-8"))
    texts += [str(value) for value in settings.values()]
    days = {day for text in texts for day in re.findall(r"\d{4}-\d{2}-\d{2}", text)}
    return [*texts, *(dutch.date(day) for day in sorted(days))]
