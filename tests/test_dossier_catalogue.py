"""The export of the Softwarecatalogus: applications are counted, rows are not; nothing is guessed.

The export is made up: the columns are those of the real files, the products are fictional.
"""

import ast
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lib.dossier import Dossier, dictionary
from lib.dossier.checking import check

NAME = "Gemeenten_applicatieportfolio_2014.csv"
SOURCE = f"gemma,Export,openbaar register,B,2014-01-15,Softwarecatalogus,{NAME}\n"
HEADER = (
    "Gemeente ID; Gemeente naam;Gemeente CBS;Samenwerking ID;Samenwerking;Gebruik Status;"
    "Leverancier Naam;Pakket ID;Pakket Naam;Pakketversie ID;Pakketversie Naam;"
    "Referentiecomponenten ID;Referentiecomponenten naam\n"
)
REFERENCE = dictionary.reference("gemma_referentiecomponenten")
FIRST, SECOND, THIRD = REFERENCE["naam"][:3]
KEY = REFERENCE["object_id"][1]


def line(
    council: str, package: str, version: str, names: str, ids: str = "", code: str = "",
    state: str = "In productie", through: str = "", version_name: str = "1.0",
) -> str:  # fmt: skip
    """Give one row of the export."""
    cells = [
        "g", council, code, through, through, state, "Modelwerk", f"P-{package}", package, version,
        version_name, ids, names,
    ]  # fmt: skip
    return ";".join(cells) + "\n"


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of the client `base`, without applications of its own."""
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))
    folder = tmp_path / "data" / "raw" / "base"
    shutil.copytree(Path(__file__).with_name("broken") / "base", folder)
    (folder / "applications.csv").unlink()
    with (folder / "sources.csv").open("a") as file:
        file.write(SOURCE)
    return folder


def used(raw: Path, *lines: str) -> list[tuple[str, str, str]]:
    """Write an export and give partner, application and function of what is read from it."""
    (raw / NAME).write_text(HEADER + "".join(lines), encoding="utf-8")
    assert check(raw) == []
    found = Dossier("base").read("applications")
    return list(found[["partner", "application", "function"]].itertuples(index=False, name=None))


def test_a_row_becomes_a_row_with_origin_source_and_grade(raw: Path) -> None:
    assert used(raw, line("raalte (gemeente)", "Zaakhulp", "V1", FIRST, code="0177")) == [
        ("Raalte", "Zaakhulp", FIRST)
    ]
    row = Dossier("base").read("applications").iloc[0]
    assert (row["origin"], row["source"], row["grade"]) == (f"{NAME}:2", "gemma", "B")
    assert (row["supplier"], row["state"]) == ("Modelwerk", "in gebruik")


def test_components_are_matched_on_id_and_else_on_name(raw: Path) -> None:
    found = used(
        raw,
        line("Raalte", "Zaakhulp", "V1", f"{FIRST}, oude naam", f"onbekend, {KEY}"),
        line("Raalte", "Nethulp", "V2", f"{FIRST}, {THIRD}"),
    )
    assert [(name, function) for _, name, function in found] == [
        ("Zaakhulp", FIRST), ("Zaakhulp", SECOND), ("Nethulp", FIRST), ("Nethulp", THIRD),
    ]  # fmt: skip


def test_what_is_no_component_is_listed_with_what_looks_like_it(raw: Path) -> None:
    assert used(
        raw,
        line("Raalte", "Zaakhulp", "V1", "AI component"),
        line("Raalte", "Nethulp", "V2", ""),
    ) == []  # fmt: skip
    found = Dossier("base").unmatched()
    assert list(found.columns) == ["name", "nearest", "origin"]
    assert found["name"].tolist() == ["AI component", "Nethulp (geen referentiecomponent)"]
    assert "AI-component" in found["nearest"][0] and found["nearest"][1] == ""
    assert found["origin"].tolist() == [f"{NAME}:2", f"{NAME}:3"]


def test_an_application_is_counted_once_however_many_rows_name_it(raw: Path) -> None:
    again = line("Raalte", "Zaakhulp", "V1", FIRST)
    assert len(used(raw, again, again)) == 1


def test_two_versions_are_two_applications_also_without_a_version_id(raw: Path) -> None:
    found = used(
        raw,
        line("Raalte", "Zaakhulp", "", FIRST, version_name="1.0"),
        line("Raalte", "Zaakhulp", "", FIRST, version_name="2.0"),
        line("Raalte", "Zaakhulp", "", FIRST, version_name="2.0"),
    )
    assert [name for _, name, _ in found] == ["Zaakhulp 1.0", "Zaakhulp 2.0"]


def test_use_through_a_cooperation_is_not_counted_again(raw: Path) -> None:
    councils = ("Deventer", "Olst-Wijhe", "Raalte")
    lines = [line(name, "Zaakhulp", "V1", FIRST, through="S1") for name in councils]
    own = line("Raalte", "Zaakhulp", "V1", FIRST)
    assert used(raw, *lines, own) == [("gezamenlijk", "Zaakhulp", FIRST)]
    assert used(raw, *lines[1:], own) == [
        ("Olst-Wijhe", "Zaakhulp", FIRST), ("Raalte", "Zaakhulp", FIRST),
    ]  # fmt: skip


def test_other_municipalities_and_what_is_out_of_use_are_left_out(raw: Path) -> None:
    assert used(
        raw,
        line("Zwolle", "Zaakhulp", "V1", FIRST, code="0193"),
        line("Raalte", "Zaakhulp", "V1", FIRST, state="Uitgefaseerd"),
    ) == []  # fmt: skip
    assert Dossier("base").unmatched().empty


@pytest.mark.parametrize("text", ["", "\n", "a;b\n", HEADER, "\x00", '"' * 3])
def test_an_export_that_is_not_whole_never_stops_the_check(raw: Path, text: str) -> None:
    (raw / NAME).write_text(text, encoding="utf-8")
    assert all(str(found).startswith(NAME) for found in check(raw))


def by_hand(name: str) -> dict[str, Any]:
    """Run a notebook cell by cell for the client `base`; give what each cell shows, by its id."""
    path = Path(__file__).parents[1] / "notebooks" / f"{name}.ipynb"
    values: dict[str, Any] = {}
    shown = {}
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]).replace('"dowr"', '"base"'))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, name, "exec"), values)
            if last:
                shown[cell["id"]] = eval(compile(ast.Expression(last.value), name, "eval"), values)
    return shown


def test_the_report_lists_what_was_not_matched_and_nothing_without_it(raw: Path) -> None:
    lines = [line("Raalte", "Zaakhulp", "V1", FIRST), line("Raalte", "Nethulp", "V2", "AI comp")]
    assert used(raw, *lines) == [("Raalte", "Zaakhulp", FIRST)]
    by_hand("01-ict-photo")
    html = str(by_hand("01c-applications")["onbekende-namen"].html)
    assert "AI comp" in html and "AI-component" in html and "Nethulp" not in html
    assert "Lijkt op" in html and "Bron" in html
    used(raw, lines[0])
    assert "data-absent" in str(by_hand("01c-applications")["onbekende-namen"].html)


@pytest.mark.parametrize(("name", "column"), [("sources", "source"), ("partners", "partner")])
def test_a_column_that_the_export_needs_elsewhere_may_be_missing(
    raw: Path, name: str, column: str
) -> None:
    (raw / NAME).write_text(HEADER + line("Raalte", "Zaakhulp", "V1", FIRST), encoding="utf-8")
    path = raw / f"{name}.csv"
    path.write_text(path.read_text().replace(column, "xx", 1))
    assert any(f'kolom "{column}"' in str(found) or '"xx"' in str(found) for found in check(raw))


def test_a_row_that_is_cut_off_names_nothing(raw: Path) -> None:
    assert used(raw, "g;Raalte;0177;;;In productie;Modelwerk;P;Zaakhulp;V1\n") == []
    assert Dossier("base").unmatched()["name"].tolist() == ["Zaakhulp (geen referentiecomponent)"]


def test_use_that_has_ended_says_nothing_about_use_today(raw: Path) -> None:
    councils = ("Deventer", "Olst-Wijhe", "Raalte")
    gone = [line(n, "Zaakhulp", "V1", FIRST, through="S1", state="Uitgefaseerd") for n in councils]
    older = line("Raalte", "Nethulp", "V2", FIRST, state="Uitgefaseerd", version_name="1.0")
    now = line("Raalte", "Nethulp", "V3", FIRST, version_name="2.0")
    assert used(raw, *gone, line("Raalte", "Zaakhulp", "V1", FIRST), older, now) == [
        ("Raalte", "Zaakhulp", FIRST), ("Raalte", "Nethulp", FIRST),
    ]  # fmt: skip


def test_an_export_in_another_form_is_a_fault(raw: Path) -> None:
    path = (raw / NAME).with_suffix(".xlsx")
    path.write_bytes(b"")
    fault = f"{path.name}: kan niet worden gelezen als xlsx, of is te groot."
    assert [str(found) for found in check(raw)] == [fault]
