"""Every item of the five cases has a home, and the list that says where is true."""

import html
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ITEMS = {"D": 32, "S": 17, "C": 26, "O": 15, "B": 15}
ROW = re.compile(r"^\| ([DSCOB]-\d\d) \| (.+?) \| (.+?) \|$", re.MULTILINE)
HOME = re.compile(r"`([\w-]+)` › ([^;]+)")
FREE = ("later", "left out: ", "page: ", "dossier: ")


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "docs" / "coverage.md").read_text(encoding="utf-8"))


def headings(notebook: str) -> list[str]:
    content = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    prose = ["".join(c["source"]) for c in content["cells"] if c["cell_type"] == "markdown"]
    return re.findall(r"^## (.+)$", "\n".join(prose), re.MULTILINE)


def test_every_item_of_the_cases_stands_there_once():
    asked = [
        f"{case}-{number:02}" for case, most in ITEMS.items() for number in range(1, most + 1)
    ]
    assert [code for code, _, _ in rows()] == asked


@pytest.mark.parametrize("code, item, where", rows(), ids=lambda value: value[:4])
def test_every_home_exists(code, item, where):
    assert item
    for part in where.split("; "):
        home = HOME.fullmatch(part)
        if home:
            assert home[2].strip() in headings(home[1])
        else:
            assert part.startswith(FREE)
            assert part.startswith("later") or len(part) > 20  # a reason, not a word


CASES = {"D": "dowr", "S": "ssvo", "C": "scd", "O": "ogd", "B": "bwb"}


@pytest.mark.parametrize("case", CASES)
def test_every_home_is_shown_in_the_report_of_its_case(case, built_reports):
    client = CASES[case]
    page = built_reports[client] / f"adviesrapport-{client}.html"
    shown = re.findall(r"<h[23][^>]*>(.*?)</h[23]>", page.read_text(encoding="utf-8"))
    titles = {html.unescape(re.sub(r"<[^>]+>", "", title)).strip() for title in shown}
    homes = [(code, m[2].strip()) for code, _, where in rows() for m in HOME.finditer(where)]
    own = [(code, heading) for code, heading in homes if code.startswith(case)]
    assert [pair for pair in own if pair[1] not in titles | internal()] == []


def internal() -> set[str]:
    """Give the headings that only the internal build shows."""
    cells = [
        cell
        for path in (ROOT / "notebooks").glob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if "internal" in cell["metadata"].get("tags", [])
    ]
    return {"".join(cell["source"]).partition("\n")[0].removeprefix("## ") for cell in cells}
