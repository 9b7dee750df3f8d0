"""README and docs name only what exists."""

import re
import subprocess
from pathlib import Path

import pytest
from conftest import CLIENTS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "docs" / "cases.md"]
MADE = ("reports/dowr/", "reports/<client>", ".venv")
PATH = re.compile(
    r"^(?:notebooks|data|lib|reports|tests|benchmarks|docs|\.ci|pyproject|environment)[\w./<>*-]*$"
)


def words(page: Path) -> list[str]:
    """Give what stands between backticks, inline and in code blocks."""
    text = page.read_text(encoding="utf-8")
    blocks = " ".join(re.findall(r"```\n(.*?)```", text, re.DOTALL)).split()
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)) + blocks


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_exists(page):
    named = [word for word in words(page) if PATH.match(word) and not word.startswith(MADE)]
    patterns = {word: re.sub(r"<\w+>", "*", word).rstrip("/") for word in named}
    missing = [word for word, pattern in patterns.items() if not any(ROOT.glob(pattern))]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_target_in_the_readme_exists_and_is_named():
    text = PAGES[0].read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^|\()make ([a-z]+)", text, re.MULTILINE))
    assert named <= targets()
    assert {"report", "test", "check", "lab", "bench"} <= named


def test_every_command_works_without_make():
    from lib.run import command

    text = PAGES[0].read_text(encoding="utf-8")
    for name in re.findall(r"python3? -m lib ([a-z]+)", text):
        assert name in {**command.COMMANDS, **command.TOOLS}


@pytest.mark.parametrize("client", CLIENTS)
def test_every_case_is_told_and_tested(client):
    assert f"## {client}" in PAGES[1].read_text(encoding="utf-8")
    assert (ROOT / "tests" / f"test_story_{client}.py").is_file()


def test_every_module_has_its_test():
    """A module of the analysis without a test file of its name is a defect."""
    modules = {path.stem for path in (ROOT / "lib").glob("*.py") if not path.stem.startswith("_")}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    assert modules - tested == set()


def test_the_folders_of_the_workbook_are_in_every_clone():
    known = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout
    for folder in ("notebooks", "data/raw", "data/processed", "lib", "reports"):
        assert re.search(rf"^{folder}/", known, re.MULTILINE)


@pytest.mark.parametrize(
    "path", ["data/raw/klant/costs.csv", "notebooks/klant/02-swot.ipynb", "reports/dowr/x.html"]
)
def test_real_clients_and_reports_stay_out_of_git(path):
    assert subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT).returncode == 0
