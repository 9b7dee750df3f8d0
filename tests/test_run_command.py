"""The commands that a newcomer types."""

import re
import subprocess
from pathlib import Path

import pytest

from lib.run import command
from lib.run.environment import LOCK_OF_COMMAND

ROOT = Path(__file__).resolve().parents[1]
MAKEFILE = (ROOT / "Makefile").read_text()


NAMES = [*command.COMMANDS, *command.TOOLS]


def test_help_is_the_default_and_names_every_command() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert sorted(re.findall(r"^ +make (\w+)", shown, re.M)) == sorted(["help", "lock", *NAMES])


def test_every_target_is_one_line_of_python() -> None:
    recipes = dict(re.findall(r"^([a-z]+):  ##.*\n\t(.*)$", MAKEFILE, re.MULTILINE))
    del recipes["help"], recipes["lock"]
    assert recipes == {name: f"@$(PYTHON) -m lib {name}" for name in NAMES}
    assert set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.M)[1].split()) == {
        *recipes,
        "help",
        "lock",
    }


def test_every_command_that_needs_packages_has_a_lock() -> None:
    assert set(NAMES) - set(LOCK_OF_COMMAND) == {"clean"}


@pytest.mark.parametrize("words", [["repport"], ["report", "dowr", "snel"], [], ["check", "-x"]])
def test_another_command_or_word_is_wrong_use(run, capsys, words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        run(*words)
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert "report" in said and "[klant] [--force]" in said and len(said.splitlines()) == 1


def test_an_unknown_client_is_wrong_use(home, run) -> None:
    assert run("check", "niemand")[0] == 2
    assert run("report", "niemand")[0] == 2


def test_reports_ends_with_a_table_of_all_clients(home, run) -> None:
    home.notebook("05-advice", "# Advies", "1 / 0")
    code, out, _ = run("reports")
    assert code == 1
    assert re.search(r"proef +mislukt", out)


def test_clean_empties_only_results_and_reports(tmp_path, run, monkeypatch) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    keep = ["data/raw/a/costs.csv", "elders/b.txt"]
    stay = ["data/processed/.gitkeep", "reports/.gitkeep"]
    gone = ["data/processed/a/x.csv", "reports/a/adviesrapport-a.html", "reports/.locks/a.lock"]
    for name in keep + stay + gone:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "reports/link").symlink_to(tmp_path / "elders")
    assert run("clean")[0] == 0
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(str(path.relative_to(tmp_path)) for path in left) == sorted(keep + stay)
