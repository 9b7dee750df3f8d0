"""The one definition of all tables is whole, and data/README.md says the same."""

from pathlib import Path

import pytest

from lib.dossier import describe, dictionary
from lib.dossier.dictionary import Column, Table
from lib.dossier.values import KINDS

README = Path(__file__).parents[1] / "data" / "README.md"
TABLES = dictionary.tables()
COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table.columns.values()
]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_has_title_chapter_and_key(table: Table) -> None:
    assert table.title.strip() and table.chapter.strip()
    assert table.key or not table.raw
    assert set(table.key) <= set(table.columns)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_column_is_whole(table: Table, column: Column) -> None:
    assert column.label.strip(), "each column has a Dutch label"
    assert column.kind in {*KINDS, "name", "choice", "reference"}
    assert column.label == dictionary.labels()[column.name].label, "one label everywhere"
    assert bool(column.of) == (column.kind == "reference")
    assert not column.of or TABLES[column.of].raw
    assert not column.joint or column.of == "partners"
    assert bool(column.allowed) >= (column.kind == "choice")
    assert len(set(column.allowed)) == len(column.allowed)


def test_the_key_of_a_raw_table_is_required_or_may_be_empty_on_purpose() -> None:
    free = {
        f"{table.name}.{name}"
        for table in dictionary.raw_tables().values()
        for name in table.key
        if not table.columns[name].required
    }
    assert free == set()


def test_every_raw_table_ends_with_its_source() -> None:
    for table in dictionary.raw_tables().values():
        source = table.columns["source"]
        assert source.required
        assert table.name == "sources" or (source.of == "sources" and list(table.columns)[-1])


def test_a_label_carries_kind_unit_and_meaning() -> None:
    labels = dictionary.labels()
    assert labels["lag_weeks"].unit == "weken"
    assert labels["grade"].label == "Zekerheid" and "aanname" in labels["grade"].about
    assert labels["origin"].kind == "text"


def test_the_data_readme_is_made_from_the_dictionary() -> None:
    assert README.read_text(encoding="utf-8") == describe.describe(), (
        "data/README.md is out of date; run: .venv/bin/python -m lib.dossier.describe"
    )
