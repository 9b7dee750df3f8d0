"""Notebooks run side by side only when neither can need the other."""

import threading

import nbformat
import pytest

from lib.clients import ROOT
from lib.run import order


def _groups(home, **cells: list[str]) -> list[str]:
    paths = {name: home.notebook(f"01-{name}", *sources) for name, sources in cells.items()}
    read = {name: nbformat.read(path, as_version=4) for name, path in paths.items()}
    return ["".join(names) for names in order.groups(read)]


def test_a_notebook_stands_apart_from_who_writes_the_table_it_names(home) -> None:
    assert _groups(
        home,
        a=['dossier.write("ict_cost", x)'],
        b=["# dossier.read('ict_cost') in prose", 'dossier.read("costs")'],
        c=["x, y = map(dossier.read, ['staff', 'ict_cost'])"],
        d=["dossier.write(\n    'plan', x\n)", 'dossier.read("ict_cost")'],
        e=['dossier.read("ict_cost")', 'dossier.read("plan")'],
    ) == ["ab", "cd", "e"]


def test_a_write_that_cannot_be_read_off_keeps_all_later_ones_apart(home) -> None:
    assert _groups(home, a=["dossier.write(name, x)"], b=["1"], c=["2"]) == ["a", "bc"]


def test_the_advice_waits_for_the_scenarios_and_the_roadmap() -> None:
    paths = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    read = {path.stem: nbformat.read(path, as_version=4) for path in paths}
    place = {name: n for n, names in enumerate(order.groups(read)) for name in names}
    assert max(place["03-scenario-comparison"], place["04-roadmap"]) < place["05-advice"]


def test_a_notebook_runs_as_early_as_it_can(home) -> None:
    late = 'dossier.read("a")'
    assert _groups(home, a=['dossier.write("a", x)'], b=[late], c=["1"], d=[late]) == ["ac", "bd"]


def test_work_of_one_group_runs_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=20)
    order.side_by_side(lambda name: both.wait(), ["a", "b"])


def test_a_failure_is_raised() -> None:
    def task(name: str) -> None:
        raise ValueError(name)

    with pytest.raises(ValueError, match="a"):
        order.side_by_side(task, ["a", "b"])
