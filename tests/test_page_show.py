"""What a notebook shows: marks for the report, Dutch words, accessible tables and figures."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from matplotlib.figure import Figure
from test_page_markup import Label

from lib.page import charts, figures, labels, show, sources, tables

KNOWN = {
    "partner": Label("Deelnemer", "reference"),
    "cost": Label("Kosten", "eur", "€ per jaar"),
    "share": Label("Aandeel", "percent"),
    "day": Label("Datum", "date"),
    "state": Label("Stand", "choice"),
}
GIVEN = pd.DataFrame({"source": ["s1", "s2"], "title": ["Jaarrekening 2009", "Casus"]})


@pytest.fixture(autouse=True)
def started() -> None:
    show.start(KNOWN, GIVEN, ["Deventer", "Olst-Wijhe", "Raalte"])


def html(output: show.Output) -> str:
    return output._repr_html_().replace("\u00a0", " ")


def costs() -> pd.DataFrame:
    return pd.DataFrame({"partner": ["Deventer", "Raalte"], "cost": [1234.5, np.nan]})


def test_every_output_marks_its_root() -> None:
    made = [
        show.answer("Ja."), show.text("Ja."), show.words("*Ja*"), show.missing(["Kosten"]),
        show.table(costs(), "Kosten"), show.figure(charts.bars(costs(), "partner", "cost"), "A"),
    ]  # fmt: skip
    assert all(re.match(r"<\w+[^>]* data-workbook[ >]", html(output)) for output in made)


def test_nothing_to_show_is_hidden_and_marked() -> None:
    none = pd.DataFrame(columns=["number_id"])
    nothing = [
        show.answer(), show.text(""), show.words(""), show.missing([]), show.table(None, "x"),
        show.table(costs().head(0), "x"), show.figure(None, "x"), show.evidence(none),
        show.numbers(none), show.decision(pd.DataFrame({"kind": ["genomen"]})),
    ]  # fmt: skip
    assert {html(output) for output in nothing} == {"<div data-workbook data-absent hidden></div>"}


def test_table_has_caption_scopes_units_and_words_for_gaps() -> None:
    made = html(show.table(costs(), "Kosten per deelnemer"))
    assert '<strong class="finding">Kosten per deelnemer</strong>' in made
    assert '<span class="number"></span>' in made
    assert '<th scope="col" class="short">Deelnemer</th>' in made
    assert "(€ per jaar)" in made
    assert '<th scope="row" class="short">Deventer</th>' in made
    assert '<td class="num">1.235</td>' in made
    assert '<em class="missing">niet aangeleverd</em>' in made
    assert "nan" not in made.lower()


def test_table_leaves_out_origin_and_sets_the_total_apart() -> None:
    frame = costs().assign(origin="costs.csv:2", grade="D", source="s1")
    made = html(show.table(frame, "x", total="Raalte"))
    assert "costs.csv" not in made
    assert '<tr class="total"><th scope="row" class="short">Raalte' in made


def test_table_links_cells_to_their_rows() -> None:
    frame = costs().assign(cost_id=["kosten-deventer", "kosten-raalte"])
    made = html(show.table(frame, "x", link={"cost": "cost_id"}))
    assert "kosten-raalte" not in made  # nothing is known, so there are no rows to open
    assert '<a href="#cijfer-kosten-deventer">1.235</a>' in made


def test_status_is_a_word_with_a_mark() -> None:
    frame = pd.DataFrame(
        {"partner": ["A", "B", "C"], "state": ["voldaan", "niet voldaan", "onbekend"]}
    )
    made = html(show.table(frame, "x"))
    assert "✓" in made and "✕" in made and "?" in made
    assert "niet voldaan</span>" in made


def test_values_follow_the_kind_of_their_column() -> None:
    assert labels.text(1234.4, "eur").replace("\u00a0", " ") == "€ 1.234"
    assert labels.text(12.0, "percent") == "12%"
    assert labels.text(0.25, "number") == "0,25"
    assert labels.text("2010-11", "month") == "november 2010"
    assert labels.text(pd.Timestamp("2014-01-01"), "date") == "1 januari 2014"
    assert labels.text(2010.0, "year") == "2010"
    assert labels.text(pd.NA, "eur") == "niet aangeleverd"
    write = labels.writer("number", pd.Series([0.77, 0.98, 1.0]))
    assert [write(0.77), write(0.98), write(1.0)] == ["0,77", "0,98", "1,00"]
    assert labels.writer("number", pd.Series([0.5, 1.0]))(1.0) == "1,0"


def test_a_name_of_people_keeps_its_marks() -> None:
    names = ["load_pct", "jaar", "_cursief_", "BAG_viewer"]
    assert [*map(labels.name, names)] == ["Load pct", "Jaar", "_cursief_", "BAG_viewer"]


def test_index_with_a_name_becomes_a_column() -> None:
    frame = costs().set_index("partner")
    assert list(tables.printable(frame).columns) == ["partner", "cost"]
    assert list(tables.printable(costs()[costs()["cost"].isna()]).columns) == ["partner", "cost"]


def test_only_a_table_that_may_scroll_is_a_stop() -> None:
    small = pd.DataFrame({"a": ["x"], "b": ["y"]})
    assert "tabindex" not in html(show.table(small, "x"))
    wide = pd.DataFrame({f"kolom {n}": ["een heel lange tekst"] for n in range(7)})
    assert 'tabindex="0" role="region" aria-labelledby=' in html(show.table(wide, "x"))


def test_figure_has_finding_alt_two_drawings_and_its_numbers() -> None:
    made = html(
        show.figure(charts.bars(costs(), "partner", "cost"), "Deventer betaalt", note="N.")
    )
    assert re.match(r'<figure class="figure" data-workbook aria-labelledby="figuur-\w+">', made)
    assert made.count("<svg") == 2 and made.count('aria-hidden="true" focusable="false"') == 2
    assert 'role="img" aria-label="Liggende staven' in made
    assert "<summary>Cijfers bij deze figuur</summary>" in made
    assert "N.</p>" in made


def test_same_figure_gives_the_same_bytes_and_own_ids() -> None:
    first, again = (html(show.figure(charts.bars(costs(), "partner", "cost"), "A")) for _ in "12")
    other = html(show.figure(charts.bars(costs(), "partner", "cost"), "B"))
    ids = [set(re.findall(r' id="([^"]+)"', made)) for made in (first, other)]
    assert first == again
    assert not ids[0] & ids[1]
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', first))
    assert used <= ids[0]


def test_drawing_holds_no_words_dates_or_software() -> None:
    made = html(show.figure(charts.bars(costs(), "partner", "cost"), "A"))
    drawn = "".join(re.findall(r"<svg.*?</svg>", made, flags=re.S))
    assert not re.search(r"matplotlib|<!--|<metadata|<text|Deventer|<style", drawn, re.I)


def test_source_mark_says_sources_and_weighed_grades() -> None:
    rows = pd.DataFrame({"source": ["s1", "s2"], "grade": ["A", "D"], "amount": [17.0, 83.0]})
    mark = str(sources.mark(rows, "amount"))
    assert "Jaarrekening 2009; Casus" in mark
    assert "83% voorbeeldcijfers (D), 17% gemeten of gecontroleerd (A)" in mark
    assert not sources.mark(rows.head(0))
    assert "50%" in str(sources.mark([rows.head(1), rows.tail(1)]))
    eighths = pd.DataFrame({"source": "s1", "grade": ["D"] * 7 + ["C"]})
    assert "88% voorbeeldcijfers (D), 12% schatting (C)" in sources.mark(eighths)  # together 100
    rare = pd.DataFrame({"source": "s1", "grade": ["D"] * 299 + ["C"]})
    assert "100% voorbeeldcijfers (D), minder dan 1% schatting (C)" in sources.mark(rare)


def test_bare_figure_waits_for_its_caption() -> None:
    drawn = Figure()
    drawn.subplots().plot([1, 2])
    made = figures.plain(drawn)
    assert '<strong class="finding"></strong>' in made and "data-no-alt" in made


def test_notes_keep_the_order_of_headings() -> None:
    made = html(show.words("## Kop\n\nTekst met *nadruk*.\n\n![plaatje](x.png)"))
    assert "<strong>Kop</strong>" in made and "<em>nadruk</em>" in made
    assert "<h" not in made and "<img" not in made


def test_missing_tables_are_named() -> None:
    assert "Gevraagd, niet aangeleverd: Kosten en Contracten." in html(
        show.missing(["Kosten", "Contracten"])
    )


def test_numbers_lead_to_the_rows_that_add_up_to_them() -> None:
    row = {"number_id": "k", "label": "kosten", "value_text": "€ 300", "compare": "was € 500"}
    assert 'href="#cijfer-k"' in html(show.numbers(pd.DataFrame([row])))
    proof = pd.DataFrame(
        {
            "number_id": ["k", "k"], "number_label": ["Kosten"] * 2, "unit": ["eur"] * 2,
            "origin": ["costs.csv:2", "intake.xlsx[costs]:7"], "what": ["a", "b"],
            "value": [400.0, 100.0], "factor": [1.0, -1.0], "source": ["s1", "s2"],
            "grade": ["A", "D"],
        }
    )  # fmt: skip
    made = html(show.evidence(proof))
    assert 'id="cijfer-k"' in made and "€ 300" in made and "2 regels" in made
    assert "intake.xlsx[costs]" in made and ">7<" in made
    values = [
        tuple(map(float, pair))
        for pair in re.findall(r'data-value="(.*?)" data-factor="(.*?)"', made)
    ]
    assert sum(value * factor for value, factor in values) == 300


def test_decision_says_what_no_means() -> None:
    frame = pd.DataFrame(
        {
            "kind": ["gevraagd", "genomen"],
            "text": ["Stem in.", "Oud"],
            "if_no": ["Het blijft zo.", ""],
        }
    )
    made = html(show.decision(frame))
    assert "Gevraagd besluit" in made and "Stem in." in made and "Het blijft zo." in made
    assert "Oud" not in made


def test_glossary_is_complete_and_in_order() -> None:
    path = Path(tables.__file__).with_name("glossary.yml")
    terms = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = [entry["term"].lower() for entry in terms]
    assert names == sorted(names) and len(set(names)) == len(names) >= 30
    assert all(entry["meaning"].endswith(".") for entry in terms)


def test_bare_figure_speaks_dutch() -> None:
    drawn = Figure()
    axes = drawn.subplots()
    axes.bar([0, 1], [250000, 500000], label="Deventer")
    axes.set(xlabel="partner", ylabel="cost")
    axes.legend(title="partner")
    made = figures.plain(drawn)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Deelnemer", "Kosten")
    assert drawn.legends[0].get_title().get_text() == "Deelnemer"
    assert "500.000" in [text.get_text() for text in axes.get_yticklabels()]
    assert "Kosten naar Deelnemer" in made


def test_a_table_that_shows_a_part_folds_the_whole_below_it() -> None:
    whole = pd.DataFrame({"product": ["Visie", "Ontwerp", "Plan"]})
    made = html(show.table(whole.head(1), "Wat eerst komt", whole=whole))
    assert "<summary>Alle 3 regels</summary>" in made
    assert made.count("Ontwerp") == 1
    assert "Alle 3 regels staan in het HTML-bestand van dit rapport." in made  # on paper
    made = html(show.table(whole, "Alles", whole=whole))
    assert "<details" not in made and "HTML-bestand" not in made


def test_a_matrix_of_many_columns_is_a_list_per_row_on_a_phone() -> None:
    parties = [f"Gemeente {n}" for n in range(9)]
    asked = pd.DataFrame({"wens": ["Rust"] * 9, "wie": parties, "stand": ["ja"] * 9})
    many, few = (charts.matrix(part, "wens", "wie", "stand") for part in (asked, asked[:5]))
    assert 'data-label="Gemeente 8"' in html(show.table(many, "x"))
    assert "stack" in html(show.table(many, "x")) and "stack" not in html(show.table(few, "x"))


def test_words_that_stand_for_a_number_are_set_as_numbers():
    frame = pd.DataFrame({"a": ["x", "y"], "b": ["1.234", "minstens 12"], "c": ["<5", "geen"]})
    html = str(show.table(frame.assign(d=["5 weken", "6"]), "Titel").html)
    assert html.count('<th scope="col" class="num">') == 2
