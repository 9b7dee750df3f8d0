"""The environment is the locked one, and every way in leads to the same packages."""

import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from lib.run import environment

ROOT = Path(__file__).resolve().parents[1]
LOCKS = [environment.REPORT_LOCK, environment.DEV_LOCK]


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def _asked(lock: str) -> list[Requirement]:
    project = _project()
    lines = list(project["project"]["dependencies"])
    if lock == environment.DEV_LOCK:
        lines += project["dependency-groups"]["dev"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_stands_in_the_lock_at_an_allowed_version(lock: str) -> None:
    locked = environment.needed(lock)
    for requirement in _asked(lock):
        version = locked[environment._plain(requirement.name)]
        assert requirement.specifier.contains(version), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_in_the_lock_has_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text()
    packages = re.split(r"\n(?=\w)", text.strip())
    assert len(packages) > 50
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", package) for package in packages)


@pytest.mark.parametrize("name", [*LOCKS, "pyproject.toml", "environment.yml", "Makefile"])
def test_no_file_names_an_address_or_a_folder_of_a_machine(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"://|file:|--find-links|index-url=|--trusted-host|(^|\s)/\w", text)


def test_the_dev_lock_holds_the_report_lock_unchanged() -> None:
    report = (ROOT / environment.REPORT_LOCK).read_text()
    dev = (ROOT / environment.DEV_LOCK).read_text()
    packages = re.split(r"\n(?=\w)", report.strip())
    assert [package.split()[0] for package in packages if package not in dev] == []


def test_slow_and_needless_packages_stay_out() -> None:
    report = environment.needed(environment.REPORT_LOCK)
    assert not {"scipy", "torch", "rfc3987-syntax"} & set(report)


def test_conda_installs_the_same_lock() -> None:
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())
    plain = [line for line in conda["dependencies"] if isinstance(line, str)]
    pip = [line["pip"] for line in conda["dependencies"] if isinstance(line, dict)]
    assert pip == [[f"-r {environment.REPORT_LOCK}"]]
    assert f"python{_project()['project']['requires-python']}" in plain
    assert {re.split(r"\W", line)[0] for line in plain} == {"python", "pip", "make"}


def test_what_is_installed_is_what_is_locked() -> None:
    assert environment.complete(environment.DEV_LOCK)


def test_the_root_is_on_the_path_of_this_environment() -> None:
    import lib

    assert Path(lib.__file__).parents[1] == ROOT


@pytest.mark.parametrize(
    ("marker", "holds"),
    [
        ("", True),
        ("python_full_version >= '3.11'", True),
        ("python_full_version < '3.11'", False),
        (f"python_full_version == '3.{sys.version_info.minor}.*'", True),
        (f"python_full_version == '3.{sys.version_info.minor + 1}.*'", False),
        ("sys_platform == 'nowhere' or python_version > '3.9'", True),
        ("(os_name != 'nt' and os_name == 'nt') or implementation_name == 'other'", False),
    ],
)
def test_markers_of_the_lock_are_understood(marker: str, holds: bool) -> None:
    assert environment.applies(marker) is holds


def test_a_half_made_environment_does_not_count(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    assert not environment._stamped(environment.REPORT_LOCK)
    interpreter = environment._interpreter()
    interpreter.parent.mkdir(parents=True)
    interpreter.touch()
    assert not environment._stamped(environment.REPORT_LOCK)
    stamp = tmp_path / ".venv" / ".lock-sha256"
    stamp.write_text(environment._hash(environment.REPORT_LOCK))
    assert environment._stamped(environment.REPORT_LOCK)
    assert not environment._stamped(environment.DEV_LOCK)
    stamp.write_text(environment._hash(environment.DEV_LOCK))
    assert environment._stamped(environment.REPORT_LOCK)


def test_the_names_of_registries_set_for_pip_also_reach_uv(monkeypatch) -> None:
    seen = []
    monkeypatch.setenv("PIP_INDEX_URL", "registry-of-this-machine")
    monkeypatch.setattr(environment.shutil, "which", lambda name: name)
    monkeypatch.setattr(environment, "_runs", lambda command, env: seen.append(env) or True)
    assert environment._make_with_uv(environment.REPORT_LOCK)
    assert {env["UV_DEFAULT_INDEX"] for env in seen} == {"registry-of-this-machine"}
