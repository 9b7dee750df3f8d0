"""The reports in a real browser: accessible, silent on the network, usable without JavaScript.

Needs Chromium and Node; without them the checks are skipped with a warning, in CI they fail.
"""

import json
import os
import shutil
import subprocess
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import DOSSIER
from nbformat import v4
from test_page_markup import HOSTILE, outputs

from lib.page import show
from lib.run import document

BROWSER = Path(__file__).parent / "browser"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


def lacking() -> str:
    """Say what is lacking for the browser checks; install the two packages where possible."""
    if not shutil.which("node"):
        return "node"
    if not CHROMIUM.exists():
        return "Chromium (set CHROMIUM to its path)"
    if not (BROWSER / "node_modules" / "axe-core").is_dir():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        if not shutil.which("npm") or subprocess.run(command, cwd=BROWSER, check=False).returncode:
            return "axe-core and playwright-core (run npm ci in tests/browser)"
    return ""


@pytest.fixture(scope="session")
def browser_ready() -> None:
    missing = lacking()
    if not missing:
        return
    message = f"BROWSER CHECKS SKIPPED: {missing} is missing"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(message)
    warnings.warn(message, stacklevel=1)
    pytest.skip(message)


def checked(*files: Path) -> list[dict[str, Any]]:
    command = ["node", "check.mjs", *map(str, files)]
    environment = {**os.environ, "CHROMIUM": str(CHROMIUM)}
    done = subprocess.run(
        command, cwd=BROWSER, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def results(browser_ready: None, built_reports: dict[str, Path]) -> list[dict[str, Any]]:
    files = [folder / f"adviesrapport-{client}.html" for client, folder in built_reports.items()]
    assert files, "no report was built"
    with ThreadPoolExecutor(2) as pool:  # each file has a browser of its own
        return [one for found in pool.map(checked, files) for one in found]


def test_no_violation_of_wcag(results: list[dict[str, Any]]) -> None:
    found = {one["file"]: one["axe"] for one in results if any(one["axe"].values())}
    assert not found, json.dumps(found, indent=1)


def test_no_request_leaves_the_machine(results: list[dict[str, Any]]) -> None:
    assert not [url for one in results for url in one["external"]]


def test_no_page_scrolls_sideways(results: list[dict[str, Any]]) -> None:
    found = {one["file"]: one["wide"] for one in results if any(one["wide"].values())}
    assert not found, json.dumps(found, indent=1)


def test_paper_shows_every_table_whole_in_type_that_can_be_read(results: list[dict[str, Any]]):
    assert not {one["file"]: one["paper"] for one in results if one["paper"]}


def test_script_runs_without_errors_and_opens_rows(results: list[dict[str, Any]]) -> None:
    assert not [error for one in results for error in one["errors"]]
    assert all(one["scripted"] for one in results)


def test_report_can_be_read_without_javascript(results: list[dict[str, Any]]) -> None:
    plain = [one["unscripted"] for one in results]
    assert all(one["words"] > 1000 and one["contents"] and one["rows"] for one in plain)


@pytest.mark.filterwarnings("ignore:Glyph")
def test_hostile_text_runs_nothing(browser_ready: None, tmp_path: Path) -> None:
    show.start({}, pd.DataFrame({"source": HOSTILE, "title": HOSTILE}))
    shown = [v4.new_markdown_cell("# Proef")]
    for evil in HOSTILE:
        for output in outputs(evil).values():
            data = {"text/html": output._repr_html_()}
            cell = v4.new_code_cell("x", outputs=[v4.new_output("display_data", data=data)])
            shown.append(cell)
    # Ids made of hostile text are refused by the linter of the report; here the page must load.
    chapter = document.Chapter("01-proef", "hoofdstuk-1")
    chapters = [document._filled(chapter, v4.new_notebook(cells=shown), set())]
    page = tmp_path / "hostile.html"
    page.write_text(document._page(chapters, DOSSIER, "x"))
    (result,) = checked(page)
    assert result["dialogs"] == 0 and not result["external"] and not result["errors"]
