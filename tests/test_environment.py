"""The environment is the locked one, and every way in leads to the same packages."""

import re
import shutil
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lib.run import environment

ROOT = Path(__file__).resolve().parents[1]
LOCKS = [environment.REPORT_LOCK, environment.DEV_LOCK]


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def _locked(lock: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([\w.-]+)(?:\[.*?\])?==(\S+)", (ROOT / lock).read_text()))


def _asked(lock: str) -> list[Requirement]:
    project = _project()
    lines = list(project["project"]["dependencies"])
    if lock == environment.DEV_LOCK:
        lines += project["dependency-groups"]["dev"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_stands_in_the_lock_at_an_allowed_version(lock: str) -> None:
    locked = _locked(lock)
    for requirement in _asked(lock):
        pinned = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pinned), requirement


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
    assert not {"scipy", "torch", "rfc3987-syntax"} & set(_locked(environment.REPORT_LOCK))


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


def test_an_environment_that_lacks_a_package_or_a_version_is_not_complete(
    tmp_path: Path, monkeypatch
) -> None:
    lock = tmp_path / "test.lock"
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    here = version("pytest")
    for text, whole in {
        f"pytest=={here} \\\n    --hash=sha256:00\n": True,
        "pytest==0.1 \\\n    --hash=sha256:00\n": False,
        "no-such-package==1.0 \\\n": False,
        "no-such-package==1.0 ; python_full_version < '3.11' \\\n": True,
        f"pytest=={here} ; sys_platform == 'nowhere' or os_name != 'x' \\\n": True,
    }.items():
        lock.write_text(text)
        assert environment.complete("test.lock") is whole, text


def test_a_half_made_environment_does_not_count(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(environment, "MADE_FROM", tmp_path / "made-from.lock")
    for half in ("python", "made-from.lock"):
        assert not environment.finished(environment.REPORT_LOCK)
        (tmp_path / half).touch()
    assert not environment.finished(environment.REPORT_LOCK)
    shutil.copy(ROOT / environment.REPORT_LOCK, tmp_path / "made-from.lock")
    assert environment.finished(environment.REPORT_LOCK)
    assert not environment.finished(environment.DEV_LOCK)
    shutil.copy(ROOT / environment.DEV_LOCK, tmp_path / "made-from.lock")
    assert environment.finished(environment.REPORT_LOCK)


@pytest.mark.parametrize("failing", ["uv", "none"])
def test_pip_makes_the_environment_when_uv_cannot(tmp_path, monkeypatch, failing: str) -> None:
    ran = []
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "MADE_FROM", tmp_path / "made-from.lock")
    monkeypatch.setattr(environment.shutil, "which", lambda name: name)
    monkeypatch.setattr(
        environment, "_succeeds", lambda command: ran.append(command) or command[0] != failing
    )
    environment._make(environment.REPORT_LOCK)
    assert [command[:3][-1] for command in ran] == ["venv", "install", "pip"][: len(ran)]
    assert len(ran) == (3 if failing == "uv" else 2)
    assert all("--require-hashes" in command for command in ran[1:])
    assert (tmp_path / "made-from.lock").exists()
