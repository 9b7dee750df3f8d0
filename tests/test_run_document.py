"""From notebooks to a page: order, numbers, headings, and what is left out."""

from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from conftest import DOSSIER, SETTINGS, SOURCES

from lib.page import show
from lib.run import document
from lib.run.client import ReportError
from lib.run.lint import lint, script_hash

FIGURE = (
    '<figure data-workbook id="{0}"><figcaption><span class="number"></span> '
    '<strong class="finding">{1}</strong></figcaption></figure>'
)
TABLE = (
    '<div data-workbook><table><caption><span class="number"></span> '
    '<strong class="finding">{0}</strong></caption></table></div>'
)
ABSENT = "<div data-workbook data-absent hidden></div>"


def notebook(*cells: str, **tags: list[str]) -> nbformat.NotebookNode:
    """Prose starts with #; anything else is the HTML output of a code cell."""
    made = []
    for cell in cells:
        if cell.startswith("#"):
            made.append(nbformat.v4.new_markdown_cell(cell))
            continue
        output = nbformat.v4.new_output("display_data", {"text/html": cell})
        source = "show.missing([])" if cell == "GAPS" else "show.it()"
        made.append(nbformat.v4.new_code_cell(source, outputs=[output]))
    return nbformat.v4.new_notebook(cells=made)


def page(**notebooks: nbformat.NotebookNode) -> str:
    named = {name.replace("_", "-").removeprefix("n"): nb for name, nb in notebooks.items()}
    return document.build(named, DOSSIER, "abc123")


def test_the_advice_comes_first_and_depth_after_its_chapter() -> None:
    part = [FIGURE.format("x", "Iets")]
    html = page(
        n01_photo=notebook("# Foto", "## A", *part),
        n03_scenarios=notebook("# Scenario's", "## B", *part),
        n03b_costs=notebook("# Verdieping kosten", "## C", *part),
        n04_roadmap=notebook("# Routekaart", "## D", *part),
        n05_advice=notebook("# Advies", "## E", *part),
    )
    titles = ["Advies", "Foto", "Scenario&#39;s", "Verdieping kosten", "Routekaart", "Bronnen"]
    places = [html.index(f'">{title}</h2>') for title in titles]
    assert places == sorted(places)
    assert html.count("<h1") == 1


def test_a_folded_chapter_is_closed_and_the_contents_name_it_only() -> None:
    checks = notebook("# Controles", "## Klopt het?", TABLE.format("T"))
    checks.cells[0].metadata["tags"] = ["folded"]
    html = page(n03_scenarios=notebook("# Scenario's", TABLE.format("S")), n03e_checks=checks)
    assert '<details class="fold"><summary><h2 id="hoofdstuk-2">Controles</h2></summary>' in html
    assert html.count('<a href="#hoofdstuk-2') == 2 and "Klopt het?</h3>" in html
    assert html.count('<details class="fold">') == 1


def test_figures_and_tables_are_numbered_in_reading_order() -> None:
    html = page(
        n01_photo=notebook("# Foto", "## A", FIGURE.format("x", "Tweede"), TABLE.format("Tabel")),
        n05_advice=notebook("# Advies", "## B", FIGURE.format("y", "Eerste")),
    )
    assert html.index("Figuur 1.") < html.index("Eerste") < html.index("Figuur 2.")
    assert html.index("Tweede") < html.index("Tabel 1.")


def test_the_heading_is_the_caption_of_a_plain_output() -> None:
    html = page(n05_advice=notebook("# Advies", "## Wat kost het & wie?", FIGURE.format("x", "")))
    assert '<strong class="finding">Wat kost het &amp; wie?</strong>' in html


def test_a_section_without_data_is_left_out_with_its_heading_and_prose() -> None:
    html = page(
        n05_advice=notebook(
            "# Advies", "## Leeg\n\nZo leest u dit.", ABSENT, "## Vol", ABSENT, TABLE.format("T"),
            "## Wat deze cijfers niet zeggen\n\nVeel.",
        )
    )  # fmt: skip
    assert "Leeg" not in html and "Zo leest u dit." not in html
    assert "Vol</h3>" in html and "Veel." in html


def test_a_line_on_gaps_that_is_empty_keeps_the_caveats() -> None:
    made = notebook("# Advies", TABLE.format("T"), "## Wat deze cijfers niet zeggen", ABSENT)
    made.cells[-1].source = "show.missing(dossier.empty_tables('advies'))"
    assert "Wat deze cijfers niet zeggen" in page(n05_advice=made)


def test_a_chapter_without_any_data_is_left_out() -> None:
    html = page(
        n01_photo=notebook("# Foto", "## A", ABSENT),
        n05_advice=notebook("# Advies", TABLE.format("T")),
    )
    assert "Foto" not in html


def test_outputs_without_the_mark_and_tagged_cells_stay_out() -> None:
    made = notebook("# Advies", TABLE.format("T"), "<p>geheim</p>", TABLE.format("ook geheim"))
    made.cells[-1].metadata["tags"] = ["setup"]
    made.cells.append(nbformat.v4.new_markdown_cell("Leest: geheim", metadata={"tags": ["setup"]}))
    assert "geheim" not in page(n05_advice=made)


def test_the_same_output_twice_gets_ids_of_its_own() -> None:
    twice = [FIGURE.format("fig-1", "A"), FIGURE.format("fig-1", "A")]
    html = page(n05_advice=notebook("# Advies", *twice))
    assert 'id="fig-1"' in html and 'id="fig-1-2"' in html


def test_the_rows_behind_numbers_come_after_the_chapters() -> None:
    evidence = "<div data-workbook data-evidence><p>de regels</p></div>"
    html = page(
        n01_photo=notebook("# Foto", TABLE.format("T")),
        n05_advice=notebook(
            "# Advies", TABLE.format("T"), "## Herkomst", evidence, "## Na", TABLE.format("N")
        ),
    )
    assert html.index(">Foto</h2>") < html.index('id="herkomst"') < html.index("de regels")
    assert html.index("de regels") < html.index('id="bronnen"')


def test_markup_in_prose_is_text() -> None:
    html = page(
        n05_advice=notebook(
            "# A <b>", "## C\n\n<script>alert(1)</script> $5 en $6", TABLE.format("T")
        )
    )
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $5 en $6" in html
    assert "<b>" not in html


def test_sources_and_colophon_close_the_report() -> None:
    html = page(n05_advice=notebook("# Advies", TABLE.format("T")))
    for word in (
        "De casus",
        "schatting",
        "abc123",
        "1 januari 2014",
        "1 februari 2014",
        "concept",
    ):
        assert word in html


def test_a_page_with_a_fault_is_refused() -> None:
    with pytest.raises(ReportError, match="javascript"):
        page(
            n05_advice=notebook("# Advies", '<p data-workbook><a href="javascript:x()">x</a></p>')
        )


def test_a_final_report_needs_a_description_of_every_figure() -> None:
    final = SimpleNamespace(**{**vars(SETTINGS), "status": "definitief"})
    dossier = SimpleNamespace(settings=final, labels={}, read=lambda table: SOURCES)
    plain = FIGURE.format("x", "A").replace("data-workbook", "data-workbook data-no-alt")
    with pytest.raises(ReportError, match="alt"):
        document.build({"05-advice": notebook("# Advies", plain)}, dossier, "abc")


def test_what_show_makes_passes_the_gate() -> None:
    frame = pd.DataFrame({"deelnemer": ["A", "B"], "kosten": [1.5, None]})
    outputs = [show.answer("Ja."), show.table(frame, "B kost niets", note="let op")]
    cells = [output._repr_html_() for output in outputs]
    html = page(n05_advice=notebook("# Advies", "## A", *cells))
    assert lint(html, script_hash(document.SCRIPT)) == []
    assert "niet aangeleverd" in html
