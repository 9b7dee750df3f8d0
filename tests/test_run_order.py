"""Notebooks run side by side only when neither can need the other."""

import threading

import nbformat
import pytest

from lib.clients import ROOT
from lib.run import order


def _needs(home, **cells: list[str]) -> dict[str, str]:
    paths = {name: home.notebook(f"01-{name}", *sources) for name, sources in cells.items()}
    read = {name: nbformat.read(path, as_version=4) for name, path in paths.items()}
    return {name: "".join(sorted(names)) for name, names in order.needs(read).items()}


def test_a_notebook_waits_for_who_writes_the_table_it_names(home) -> None:
    assert _needs(
        home,
        a=['dossier.write("ict_cost", x)'],
        b=["# dossier.read('ict_cost') in prose", 'dossier.read("costs")'],
        c=["x, y = map(dossier.read, ['staff', 'ict_cost'])"],
        d=["dossier.write(\n    'plan', x\n)", 'dossier.read("ict_cost")'],
        e=['dossier.read("ict_cost")', 'dossier.read("plan")'],
    ) == {"a": "", "b": "", "c": "a", "d": "a", "e": "ad"}


def test_a_write_that_cannot_be_read_off_keeps_all_later_ones_behind_it(home) -> None:
    needed = _needs(home, a=["dossier.write(name, x)"], b=["1"], c=["2"])
    assert needed == {"a": "", "b": "a", "c": "a"}


def test_the_advice_waits_for_the_scenarios_and_the_roadmap() -> None:
    paths = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    needed = order.needs({path.stem: nbformat.read(path, as_version=4) for path in paths})
    assert {"03-scenario-comparison", "04-roadmap"} <= needed["05-advice"]


def test_work_is_done_at_the_same_time_and_after_what_it_needs() -> None:
    both, done = threading.Barrier(2, timeout=20), []

    def task(name: str) -> None:
        if name in "ab":
            both.wait()
        done.append(name)

    order.side_by_side(task, {"a": set(), "c": {"a", "b"}, "b": set(), "d": {"c"}})
    assert (sorted(done[:2]), done[2:]) == (["a", "b"], ["c", "d"])


def test_a_failure_is_raised() -> None:
    def task(name: str) -> None:
        raise ValueError(name)

    with pytest.raises(ValueError, match="a"):
        order.side_by_side(task, {"a": set(), "b": {"a"}})
