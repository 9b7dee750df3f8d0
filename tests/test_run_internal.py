"""The consultant's own version of a report, and that nothing of it reaches the client's."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lib import clients
from lib.dossier import Dossier, dictionary
from lib.run import client

ROOT = Path(__file__).resolve().parents[1]
SHOWING = "02b-swot-depth.ipynb"
SECRET = "Wil vooraf gebeld worden"
HEAD = (
    "stakeholder,organisation,role,interest,influence,stance,relation_note,contact_moment,source"
)
SOURCES = """source,title,kind,grade,date,from_whom
i,Verzonnen,illustratie,D,2014-01-01,Opsteller
"""
CELLS = [
    "# Advies",
    "setup:from lib.page import show; from lib.dossier import Dossier; show.start({})",
    "## Vraag",
    'show.text("Het antwoord.")',
    "internal:## Wie is tegen?",
    'internal:show.text(*Dossier(client).read("stakeholders")["relation_note"])',
    "## Slot",
    'show.text("Einde.")',
]


@pytest.fixture
def dossier(home):
    """Give a home whose client has one row that is internal."""
    raw = home.path / "data/raw/proef"
    (raw / "sources.csv").write_text(SOURCES)
    (raw / "stakeholders.csv").write_text(f"{HEAD}\nGriffie,,,Rust,4,tegen,{SECRET},,i\n")
    home.notebook("05-advice", *CELLS)
    return home


def _made(home, name: str) -> dict[str, str]:
    folders = [f"reports/{name}/", f"data/processed/{name}/", f"reports/.log-{name}."]
    tree = {path: content.decode() for path, content in home.tree().items()}
    return {path: text for path, text in tree.items() if path.startswith(tuple(folders))}


def test_only_the_internal_version_holds_what_is_internal(dossier, run) -> None:
    assert run("report", "proef")[0] == 0
    before = _made(dossier, "proef")
    assert run("report", "proef", "--internal")[0] == 0
    assert _made(dossier, "proef") == before
    for text in before.values():
        for word in (SECRET, "Wie is tegen", "stakeholders", "Intern", "intern:"):
            assert word not in text
    page = _made(dossier, "proef_intern")["reports/proef_intern/adviesrapport-proef_intern.html"]
    assert SECRET in page and "Wie is tegen?" in page and "Einde." in page
    assert page.index('<p class="banner" role="note">Intern: niet delen</p>') < page.index("<h1")
    assert "<title>Intern: " in page


def test_an_internal_cell_is_not_run_for_the_client(dossier, run) -> None:
    dossier.notebook("05-advice", *CELLS, "internal:1 / 0")
    assert run("report", "proef")[0] == 0
    before = _made(dossier, "proef")
    code, _, err = run("report", "proef", "--internal")
    assert code == 1 and "05-advice" in err
    assert _made(dossier, "proef") == before


def test_a_cell_that_was_not_tagged_gets_no_row(dossier, run) -> None:
    dossier.notebook("05-advice", *(cell.removeprefix("internal:") for cell in CELLS))
    assert run("report", "proef")[0] == 0
    assert not [path for path, text in _made(dossier, "proef").items() if SECRET in text]


def test_the_client_s_report_is_the_same_bytes_with_and_without_internal_rows(dossier, run):
    assert run("report", "proef")[0] == 0
    before = _made(dossier, "proef")
    (dossier.path / "data/raw/proef/stakeholders.csv").unlink()
    assert "niets veranderd" in run("report", "proef")[1]
    assert run("report", "proef", "--force")[0] == 0
    assert _made(dossier, "proef") == before


def test_the_internal_version_follows_the_internal_rows(dossier, run) -> None:
    assert "klaar" in run("report", "proef", "--internal")[1]
    assert "niets veranderd" in run("report", "proef", "--internal")[1]
    with (dossier.path / "data/raw/proef/stakeholders.csv").open("a") as file:
        file.write("Raad,,,Zicht op geld,5,voor,,,i\n")
    assert "klaar" in run("report", "proef", "--internal")[1]


def test_another_audience_is_wrong_use(home, run, monkeypatch) -> None:
    monkeypatch.setenv("AUDIENCE", "intern")
    code, _, err = run("report", "proef")
    assert code == 2 and "AUDIENCE" in err
    assert not list((home.path / "reports").iterdir())


def test_the_folder_of_the_internal_version_is_no_client(monkeypatch) -> None:
    monkeypatch.setenv("AUDIENCE", "internal")
    assert clients.NAME.fullmatch(clients.results("dowr")) is None


def test_every_internal_table_is_outside_the_client_s_fingerprint() -> None:
    tables = dictionary.raw_tables().values()
    assert client.INTERNAL == {f"{table.name}.csv" for table in tables if table.internal}


@pytest.mark.parametrize("name", ["ogd", "dowr"])
def test_a_dossier_gives_internal_rows_only_in_the_internal_version(name, monkeypatch) -> None:
    monkeypatch.delenv("AUDIENCE", raising=False)
    assert Dossier(name).read("stakeholders").empty
    monkeypatch.setenv("AUDIENCE", "internal")
    assert 8 <= len(Dossier(name).read("stakeholders")) <= 12


def test_no_word_of_the_rows_is_in_a_client_s_folder_and_every_row_is_in_the_internal_page(
    built_reports, tmp_path
) -> None:
    with (ROOT / "data/raw/ogd/stakeholders.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    said = [row[column] for row in rows for column in ("stakeholder", "interest", "relation_note")]
    home = built_reports["ogd"].parents[1]
    made = [*built_reports["ogd"].rglob("*"), *(home / "data/processed/ogd").rglob("*")]
    for path in filter(Path.is_file, made):
        text = path.read_text(encoding="utf-8")
        assert not [words for words in said if words in text], path.name
    for folder in ("data/raw/ogd", "data/reference"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "notebooks").mkdir()  # the one notebook that shows them, and not the whole report
    shutil.copy(ROOT / "notebooks" / SHOWING, tmp_path / "notebooks")
    command = [sys.executable, "-m", "lib", "report", "ogd", "--internal"]
    environment = {**os.environ, "WORKBOOK_HOME": str(tmp_path)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    page = tmp_path / "reports/ogd_intern/adviesrapport-ogd_intern.html"
    assert not [words for words in said if words not in page.read_text(encoding="utf-8")]
    assert (tmp_path / "data/processed/ogd_intern").is_dir()


def test_only_one_notebook_shows_what_is_internal() -> None:
    tagged = {
        path.name
        for path in (ROOT / "notebooks").glob("*.ipynb")
        if '"internal"' in path.read_text(encoding="utf-8")
    }
    assert tagged == {SHOWING}
