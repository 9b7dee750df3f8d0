"""Notebooks run side by side only when neither can need the other."""

import threading

import pytest

from lib.run import order


def test_a_notebook_waits_for_who_writes_the_table_it_names(home) -> None:
    notebooks = {
        name: home.notebook(name, *cells)
        for name, cells in {
            "01-a": ['dossier.write("ict_cost", x)'],
            "02-b": ["# dossier.read('ict_cost') in prose", 'dossier.read("costs")'],
            "03-c": ["x, y = map(dossier.read, ['staff', 'ict_cost'])"],
            "04-d": ["dossier.write(\n    'plan', x\n)"],
            "05-e": ['dossier.read("ict_cost")', 'dossier.read("plan")'],
        }.items()
    }
    assert order.waits_for(notebooks) == {
        "01-a": set(), "02-b": set(), "03-c": {"01-a"}, "04-d": set(), "05-e": {"01-a", "04-d"},
    }  # fmt: skip


def test_a_write_that_cannot_be_read_off_makes_all_later_ones_wait(home) -> None:
    notebooks = {
        "01-a": home.notebook("01-a", "dossier.write(name, x)"),
        "02-b": home.notebook("02-b", "1"),
    }
    assert order.waits_for(notebooks)["02-b"] == {"01-a"}


def test_the_shared_notebooks_end_with_the_advice_waiting() -> None:
    from lib.run.environment import ROOT

    paths = {path.stem: path for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))}
    waits = order.waits_for(paths)
    assert {"03-scenario-comparison", "04-roadmap"} <= waits["05-advice"]


def test_work_runs_after_what_it_waits_for_and_beside_the_rest() -> None:
    ended, both = [], threading.Barrier(2, timeout=20)

    def task(name: str) -> None:
        if name in "ab":
            both.wait()
        ended.append(name)

    order.run_all({"a": set(), "b": set(), "c": {"a", "b"}}, task)
    assert ended[-1] == "c" and sorted(ended) == ["a", "b", "c"]


def test_a_failure_starts_nothing_new() -> None:
    ended = []

    def task(name: str) -> None:
        ended.append(name)
        raise ValueError(name)

    with pytest.raises(ValueError, match="a"):
        order.run_all({"a": set(), "b": {"a"}}, task)
    assert ended == ["a"]
