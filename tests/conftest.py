"""What several tests share: a small home with tiny notebooks, and the five reports built once."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import nbformat
import pandas as pd
import pytest
from hypothesis import settings

# no example is judged by its time, and every run sees the same examples
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = ["bwb", "dowr", "ogd", "scd", "ssvo"]  # real clients beside them are left alone

SETTINGS = SimpleNamespace(
    client="proef", title="Proefrapport", question="Werkt het?", kind="gemeenten",
    author="Adviseur", version="0.1", status="concept", reference_date=date(2014, 1, 1),
    report_date=date(2014, 2, 1),
)  # fmt: skip
SOURCES = pd.DataFrame(
    {"source": ["casus"], "title": ["De casus"], "grade": ["C"], "from_whom": ["de klant"]}
)
DOSSIER = SimpleNamespace(settings=SETTINGS, labels={}, read=lambda table: SOURCES)


@pytest.fixture(scope="session")
def built_reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build the reports of all example clients once: client -> folder of its report.

    The first of the processes that run the tests builds; the others wait and use them.
    """
    from lib.run.environment import locked

    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "home"
    with locked(home.with_suffix(".lock")):
        if not home.exists():
            for name in ["reference", *(f"raw/{client}" for client in CLIENTS)]:
                shutil.copytree(ROOT / "data" / name, home / "data" / name)
            _start(home / "data" / "raw")
            command = [sys.executable, "-m", "lib", "reports"]
            environment = {**os.environ, "WORKBOOK_HOME": str(home)}
            subprocess.run(command, cwd=ROOT, env=environment, check=False)
    found = {client: home / "reports" / client for client in CLIENTS}
    return {client: folder for client, folder in found.items() if folder.is_dir()}


def _start(raw: Path) -> None:
    """Add a client with no more than the README asks: settings, sources and partners."""
    (raw / "nieuw").mkdir()
    for name in ("sources.csv", "partners.csv"):
        shutil.copy(raw / "dowr" / name, raw / "nieuw" / name)
    lines = (raw / "dowr" / "client.yml").read_text().splitlines()
    kept = [line.replace(": dowr", ": nieuw") for line in lines if not line.startswith("advice")]
    (raw / "nieuw" / "client.yml").write_text("\n".join(kept) + "\n")


class Home:
    """A client `proef` in a folder of its own, with notebooks made from a few lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for folder in ("data/raw/proef", "data/reference", "notebooks", "reports"):
            (path / folder).mkdir(parents=True)
        (path / "data/raw/proef/client.yml").write_text("client: proef\n")

    def notebook(self, name: str, *cells: str, folder: str = "") -> Path:
        """Write a notebook; `setup:` or `internal:` tags a cell, prose starts with #."""
        made = [_cell('parameters:client: str = "dowr"  # map in data/raw'), *map(_cell, cells)]
        notebook = nbformat.v4.new_notebook(cells=made)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        path = self.path / "notebooks" / folder / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
        return path

    def tree(self) -> dict[str, bytes]:
        """Give every file that a run may write, with its bytes."""
        folders = [self.path / "reports", self.path / "data"]
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.path)): path.read_bytes() for path in files}


def _cell(text: str) -> nbformat.NotebookNode:
    tag, source = re.fullmatch(r"(?s)(?:(setup|internal|parameters):)?(.*)", text).groups()
    make = nbformat.v4.new_markdown_cell if source.startswith("#") else nbformat.v4.new_code_cell
    return make(source, metadata={"tags": [tag]} if tag else {})


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Give a home whose dossier is good and tiny."""
    from lib.run import build

    monkeypatch.setattr(build, "check", lambda client: [])
    monkeypatch.setattr(build, "Dossier", lambda client: DOSSIER)
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))
    return Home(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture) -> Callable[..., tuple[int, str, str]]:
    """Run a command in this process: its exit code, what it printed and its messages."""
    from lib.run import command

    def _run(*arguments: str) -> tuple[int, str, str]:
        with mock.patch.dict(os.environ):  # a command may set what its process needs
            code = command.main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return _run
