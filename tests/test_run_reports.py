"""The five reports as a whole."""

import re
from pathlib import Path

import nbformat
import pytest
from conftest import CLIENTS

from lib.run import document
from lib.run.execution import faults
from lib.run.lint import lint, script_hash


@pytest.mark.parametrize("client", CLIENTS)
class TestReport:
    """Each of these holds for every client."""

    def _page(self, built_reports: dict[str, Path], client: str) -> str:
        assert client in built_reports, f"the report of {client} was not built; see the run above"
        return (built_reports[client] / f"adviesrapport-{client}.html").read_text()

    def test_it_is_one_clean_page(self, built_reports, client: str) -> None:
        html = self._page(built_reports, client)
        assert lint(html, script_hash(document.SCRIPT)) == []

    def test_no_message_or_code_reaches_the_reader(self, built_reports, client: str) -> None:
        text = re.sub(
            r"<(style|script).*?</\1>|<[^>]+>", " ", self._page(built_reports, client), flags=re.S
        )
        for word in (
            "Warning",
            "Error",
            "import ",
            "dossier.",
            "NaN",
            "None",
            " nan ",
            "<NA>",
            "NaT",
        ):
            assert word not in text

    def test_no_other_client_is_in_it(self, built_reports, client: str) -> None:
        html = self._page(built_reports, client).lower()
        for other in set(CLIENTS) - {client}:
            assert not re.search(rf"\b{other}\b", html)

    def test_figures_are_numbered_without_a_gap(self, built_reports, client: str) -> None:
        html = self._page(built_reports, client)
        for kind in ("Figuur", "Tabel"):
            numbers = re.findall(rf'<span class="number">{kind} (\d+)\.</span>', html)
            assert [int(n) for n in numbers] == list(range(1, len(numbers) + 1))
        assert '<span class="number"></span>' not in html
        assert '<strong class="finding"></strong>' not in html

    def test_the_audit_copies_tell_nothing_of_the_machine(
        self, built_reports, client: str
    ) -> None:
        self._page(built_reports, client)
        for path in sorted((built_reports[client] / "notebooks").glob("*.ipynb")):
            notebook = nbformat.read(path, as_version=4)
            assert notebook.metadata.papermill == {"parameters": {"client": client}}
            assert str(built_reports[client].parents[1]) not in path.read_text()
            assert any(faults(notebook, client))  # times are gone, so it no longer proves its run


def test_a_client_with_three_files_gets_a_report_that_says_what_is_not_there(
    built_reports,
) -> None:
    page = built_reports["dowr"].parent / "nieuw" / "adviesrapport-nieuw.html"
    html = page.read_text()
    assert lint(html, script_hash(document.SCRIPT)) == []
    assert not re.search(r"\b(nan|NaN|None|NaT)\b", re.sub(r"<(style|script).*?</\1>", "", html))
    assert "Routekaart" in html
