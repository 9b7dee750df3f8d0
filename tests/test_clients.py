"""Only the name of an existing client gets anywhere near a path."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib import clients
from lib.run.client import Client

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = [
    "", ".", "..", "../raw", "proef/..", "proef/", "/etc", "proef\0", "Proef", "proef ", " proef",
    "proef\n", "-proef", "proef-", "pro--ef", "pro_ef", "con", "nul", "com1", "lpt9", "a" * 41,
    "$(touch canary)", "`touch canary`", "$(shell touch canary)", "proef;touch canary", "~", "*",
    "{client}", "%s", "koppeling", "bestand", "prоef", "--force", "-h",
]  # fmt: skip


@pytest.fixture
def raw(home) -> Path:
    folder = home.path / "data" / "raw"
    (folder / "koppeling").symlink_to(folder / "proef")
    (folder / "bestand").write_text("")
    return folder


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused(raw: Path, name: str) -> None:
    with pytest.raises(clients.UnknownClientError):
        Client(name)


def test_a_name_of_an_existing_folder_is_accepted(raw: Path) -> None:
    assert Client("proef").page.name == "adviesrapport-proef.html"
    assert clients.names() == ["proef"]


def test_the_message_names_the_nearest_client(raw: Path) -> None:
    with pytest.raises(clients.UnknownClientError, match="proef"):
        Client("proeff")


def test_a_refused_name_writes_nothing(home, run, monkeypatch) -> None:
    before = home.tree()
    for name in filter(None, HOSTILE[:-3]):
        monkeypatch.setenv("CLIENT", name) if "\0" not in name else None
        assert run("report")[0] == 2
    assert home.tree() == before


@pytest.mark.parametrize(
    "name", ["", "..", "proef\n", *(n for n in HOSTILE if "touch" in n), "-h"]
)
def test_make_runs_nothing_from_a_name(home, name: str) -> None:
    command = ["make", "report", f"CLIENT={name}", f"PYTHON={sys.executable}"]
    environment = {**os.environ, "WORKBOOK_HOME": str(home.path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode != 0
    assert not (ROOT / "canary").exists()
