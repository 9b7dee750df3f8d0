"""Each broken dossier gives exactly its listed findings: no more, no fewer, in this order."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import yaml

from lib import clients
from lib.clients import UnknownClientError
from lib.dossier import parsing, reading
from lib.dossier.checking import check
from lib.dossier.dictionary import raw_tables

BROKEN = Path(__file__).with_name("broken")
CASES = yaml.safe_load((BROKEN / "cases.yml").read_text(encoding="utf-8"))

STRANGE = [
    "",
    "NA",
    "-1",
    "1e9",
    "9" * 20,
    "gezamenlijk",
    "Deventer",
    "31-12-2013",
    "\x00",
    '"',
    "\n",
]
STRANGE += ["x" * 300, ";", "٣", "<b>", "=1+1", "1.234", "#N/A", "A1", "Netwerk", "0150", "\u202e"]


def _edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, f"the change of {path.name} changes nothing"
    path.write_text(after, encoding="utf-8", newline="")


def _replace(path: Path, pair: list[str]) -> None:
    _edit(path, lambda text: text.replace(pair[0], pair[1], 1))


def _replace_all(path: Path, pair: list[str]) -> None:
    _edit(path, lambda text: text.replace(*pair))


def _append(path: Path, text: str) -> None:
    _edit(path, lambda before: before + text)


def _add(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _drop_column(path: Path, name: str) -> None:
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    at = rows[0].index(name)
    path.write_text("".join(",".join(row[:at] + row[at + 1 :]) + "\n" for row in rows))


def _each_row(path: Path, text: str) -> None:
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *(row + text for row in rows)]) + "\n", encoding="utf-8")


def _encode(path: Path, encoding: str) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))


def _rename(path: Path, name: str) -> None:
    path.rename(path.with_name(name))


def _large(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def _workbook(path: Path, sheets: dict[str, list[Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                _write_row(sheet, number, row)


def _write_row(sheet: Any, number: int, row: Any) -> None:
    if isinstance(row, dict):
        sheet.write(row["row"] - 1, row["column"] - 1, row["value"])
        return
    for column, value in enumerate(row):
        results = {"=1/0": "#DIV/0!", "=TRUE()": True, "=1+1": ""}
        if value in results:
            sheet.write_formula(number, column, value, None, results[value])
        elif value is not None:
            sheet.write(number, column, value)


CHANGES = {
    "rename": _rename,
    "replace": _replace,
    "replace_all": _replace_all,
    "append": _append,
    "add": _add,
    "drop_column": _drop_column,
    "each_row": _each_row,
    "encode": _encode,
    "large": _large,
    "workbook": _workbook,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BROKEN / "base", tmp_path / "base"))


def break_it(folder: Path, case: dict[str, Any]) -> None:
    """Apply the changes of one case, encodings last."""
    for name in case.get("delete", []):
        (folder / name).unlink()
    for kind in sorted(set(case) & set(CHANGES), key=lambda kind: kind == "encode"):
        for file, change in case[kind].items():
            CHANGES[kind](folder / file, change)


def test_the_dossier_that_is_broken_is_in_order(folder: Path) -> None:
    assert check(folder) == []


def test_there_are_many_cases_each_with_its_own_name() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 140


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_fault_gives_exactly_its_findings(case: dict[str, Any], folder: Path) -> None:
    break_it(folder, case)
    assert [str(found) for found in check(folder)] == case["findings"]


def test_an_unknown_client_is_refused_with_the_nearest(folder: Path, monkeypatch) -> None:
    raw = folder.parent / "home" / "data" / "raw"
    shutil.copytree(folder, raw / "base")
    monkeypatch.setenv("WORKBOOK_HOME", str(folder.parent / "home"))
    assert check(clients.folder("base")) == []
    with pytest.raises(UnknownClientError, match='"bse" is onbekend. Bedoelde u "base"'):
        check(clients.folder("bse"))


def test_a_damaged_workbook_is_a_finding_never_an_error(tmp_path: Path) -> None:
    path = tmp_path / "intake.xlsx"
    _workbook(path, {"skills": [["partner", "skill", "state", "source"], ["Raalte", "Java"]]})
    (tmp_path / "client.yml").write_text("client: proef\n")
    whole = path.read_bytes()
    chance = random.Random(1)
    for _ in range(100):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        files = reading.load(tmp_path)
        rows = parsing.parse(files, raw_tables()["skills"])
        found = [*files.findings, *rows.findings]
        assert all(str(one).startswith("intake.xlsx") for one in found)


def test_any_cell_may_hold_anything(folder: Path) -> None:
    """Whatever stands in a cell, the check ends with findings and not with an error."""
    chance = random.Random(2)
    for path in sorted(folder.glob("*.csv")):
        whole = path.read_text(encoding="utf-8")
        rows = [line.split(",") for line in whole.splitlines()]
        for _ in range(4):
            row = chance.choice(rows)
            row[chance.randrange(len(row))] = chance.choice(STRANGE)
        path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
        assert "".join(map(str, check(folder))).isprintable()
        path.write_text(whole, encoding="utf-8")


def test_settings_that_nest_without_end_are_a_finding(folder: Path) -> None:
    (folder / "client.yml").write_text("[" * 5000)
    assert [str(found) for found in check(folder)] == [
        "client.yml: kan niet worden gelezen als yml, of is te groot."
    ]
