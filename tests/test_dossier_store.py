"""A dossier gives typed tables with their origin, and reads back what it wrote."""

import shutil
import time
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.clients import UnknownClientError
from lib.dossier import Dossier, DossierError, dictionary
from lib.dossier.checking import check
from lib.dossier.dictionary import Column, Table

BASE = Path(__file__).with_name("broken") / "base"
KINDS = ["text", "number", "integer", "eur", "date", "month", "year", "yesno", "choice", "score"]
RESULT = Table(
    name="proef",
    title="Proef",
    chapter="advies",
    about="",
    key=("text",),
    raw=False,
    columns={kind: Column(kind, kind, kind, required=kind == "text") for kind in KINDS},
)


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give data/raw of a home of its own, with the client `base`."""
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path))
    monkeypatch.delenv("WORKBOOK_PROCESSED", raising=False)
    shutil.copytree(BASE, tmp_path / "data" / "raw" / "base")
    return tmp_path / "data" / "raw"


@pytest.fixture
def dossier(raw: Path, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Give a dossier that knows one result table of every kind."""
    known = {**dictionary.tables(), RESULT.name: RESULT}
    monkeypatch.setattr(dictionary, "tables", lambda: known)
    return Dossier("base")


def _intake(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("costs")
        sheet.write_row(0, 0, ["partner", "year", "category", "item", "step", "source"])
        sheet.write_row(3, 0, ["Raalte", 2012, "overig", "Reizen", "geboekt", "schatting"])
        book.add_worksheet("Toelichting").write(0, 0, "Vul het blad costs in.")


def test_rows_of_csv_and_workbook_are_one_table_with_origin_and_grade(
    raw: Path, dossier: Dossier
) -> None:
    _intake(raw / "base" / "intake-raalte.xlsx")
    costs = dossier.read("costs")
    assert costs["origin"].tolist()[-2:] == ["costs.csv:8", "intake-raalte.xlsx[costs]:4"]
    assert costs["grade"].tolist()[-2:] == ["D", "D"]
    assert costs.loc[3, "amount_eur"] == 350000.5
    assert costs["amount_eur"].isna().tolist()[-1], "empty is missing, never zero"
    assert check(raw / "base") == []


def test_columns_have_the_type_of_their_kind(dossier: Dossier) -> None:
    partners, calendar = dossier.read("partners"), dossier.read("calendar")
    assert partners["inhabitants"].dtype == "Int64"
    assert partners["code"].tolist() == ["0150", "1773", "0177"]
    assert calendar["first_date"].dtype == "datetime64[us]"
    assert dossier.read("sources").columns[-1] == "origin"


def test_a_table_without_a_file_is_empty_with_all_columns(dossier: Dossier) -> None:
    risks = dossier.read("risks")
    assert risks.empty
    assert [*dictionary.tables()["risks"].columns, "origin", "grade"] == list(risks.columns)
    assert risks["effect_eur"].dtype == "float64"


def test_a_frame_may_be_changed_without_changing_the_dossier(dossier: Dossier) -> None:
    costs = dossier.read("costs")
    costs["amount_eur"] = 0.0
    assert dossier.read("costs")["amount_eur"].sum() > 0


def test_asked_but_not_delivered_is_named(dossier: Dossier) -> None:
    assert dossier.empty_tables("ICT-foto") == ["Kennis en kunde"]
    assert dossier.empty_tables("routekaart") == []


def test_own_words_stand_under_the_heading_of_their_chapter(dossier: Dossier) -> None:
    assert dossier.note("advies") == "Begin klein."
    assert dossier.note("Routekaart") == ""


def test_settings_are_typed(dossier: Dossier) -> None:
    found = dossier.settings
    assert (found.version, found.horizon_years, found.discount_rate_pct) == ("1.0", 10, 2.25)
    assert found.price_year == found.base_year == 2013
    assert found.cooperation_start is None


def test_a_cell_that_cannot_be_read_stops_reading_with_its_place(
    raw: Path, dossier: Dossier
) -> None:
    path = raw / "base" / "costs.csv"
    path.write_text(path.read_text().replace("2000000", "veel"))
    with pytest.raises(DossierError, match='costs.csv, cel F2: "veel" mag hier niet'):
        dossier.read("costs")
    assert len(dossier.read("ledger")) == 3


ROW = st.fixed_dictionaries(
    {
        "text": st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1),
        "number": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "integer": st.none() | st.integers(-(2**53), 2**53),
        "eur": st.none() | st.floats(-1e12, 1e12),
        "date": st.none() | st.datetimes(pd.Timestamp(1900, 1, 1), pd.Timestamp(2100, 1, 1)),
        "month": st.sampled_from(["2014-01", "2013-12"]),
        "year": st.integers(1990, 2060),
        "yesno": st.none() | st.booleans(),
        "choice": st.sampled_from(["ja", "NA", "niet voldaan", '"', "a,b\nc"]),
        "score": st.sampled_from([0.0, 1.5]),
    }
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(st.lists(ROW, max_size=6))
def test_what_is_written_is_read_back(dossier: Dossier, rows: list[dict[str, object]]) -> None:
    frame = pd.DataFrame(rows, columns=KINDS)
    frame["date"] = pd.to_datetime(frame["date"]).dt.normalize()
    dossier.write("proef", frame)
    path = dossier.processed / "proef.csv"
    first, content = dossier.read("proef"), path.read_bytes()
    dossier.write("proef", first)
    assert path.read_bytes() == content, "written again, the file is the same"
    pd.testing.assert_frame_equal(first, dossier.read("proef"))
    assert first["text"].tolist() == frame["text"].tolist()
    assert first["number"].astype(object).where(first["number"].notna(), None).tolist() == [
        row["number"] for row in rows
    ]


def test_a_result_that_was_changed_by_hand_is_refused(dossier: Dossier) -> None:
    dossier.write("proef", pd.DataFrame({"text": ["a"], "number": [1.5]}))
    path = dossier.processed / "proef.csv"
    path.write_text(path.read_text().replace("1.5", "veel"))
    with pytest.raises(DossierError, match="proef.csv is niet te lezen"):
        dossier.read("proef")


def test_a_result_goes_to_the_folder_that_was_asked(
    dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBOOK_PROCESSED", str(tmp_path / "elders"))
    dossier.write("proef", pd.DataFrame({"text": ["a"]}))
    path = dossier.processed / "proef.csv"
    assert path == tmp_path / "elders" / "proef.csv"
    assert [file.name for file in path.parent.iterdir()] == ["proef.csv"]


@pytest.mark.parametrize(
    ("name", "frame", "message"),
    [
        ("costs", {"partner": ["a"]}, "invoer"),
        ("proeff", {"text": ["a"]}, 'Bedoelde u "proef"'),
        ("proef", {"text": ["a"], "extra": [1]}, "onbekend: .'extra'"),
        ("proef", {"number": [1.0]}, "ontbreken: .'text'"),
        ("proef", {"text": ["a"], "number": ["veel"]}, "verkeerde soort"),
        ("proef", {"text": ["a"], "integer": [1.5]}, "verkeerde soort"),
        ("proef", {"text": ["a"], "yesno": ["misschien"]}, "verkeerde soort"),
    ],
)
def test_what_does_not_fit_the_dictionary_is_not_written(
    dossier: Dossier, name: str, frame: dict[str, list[object]], message: str
) -> None:
    with pytest.raises(DossierError, match=message):
        dossier.write(name, pd.DataFrame(frame))
    assert not dossier.processed.exists()


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../base", "base/", "base\n", "Base", "-base", "ba--se", "con", "lpt1"]
    + ["a" * 41, "$(id)", "{x}", "koppeling", "onbekend", "bàse", "base\0"],
)
def test_only_a_folder_in_data_raw_is_a_client(raw: Path, name: str) -> None:
    (raw / "koppeling").symlink_to(raw / "base")
    with pytest.raises(UnknownClientError):
        Dossier(name)


def test_a_large_dossier_is_read_and_checked_quickly(raw: Path, dossier: Dossier) -> None:
    row = "Deventer,Zaakvast {0},Voorbeeldsoft,AI-component,{0},{0}.5,,SaaS,in gebruik,opgave\n"
    with (raw / "base" / "applications.csv").open("a") as file:
        file.writelines(row.format(number) for number in range(3000))
    start = time.process_time()
    assert len(dossier.read("applications")) == 3003
    between = time.process_time()
    assert check(raw / "base") == []
    assert between - start < 1
    assert time.process_time() - between < 2
