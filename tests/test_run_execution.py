"""The rule that tells a whole run from one that only looks like it."""

import nbformat
import pytest

from lib.run import execution


def executed(**changes: object) -> nbformat.NotebookNode:
    cells = [
        nbformat.v4.new_code_cell(
            f"{n}", execution_count=n, metadata={"papermill": {"status": "completed"}}
        )
        for n in (1, 2, 3)
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["papermill"] = {
        "end_time": "x",
        "parameters": {"client": "proef"},
        **changes,
    }
    return notebook


def test_a_whole_run_passes() -> None:
    assert not any(execution.faults(executed(), "proef"))


def test_an_empty_cell_and_prose_do_not_count() -> None:
    notebook = executed()
    notebook.cells.insert(1, nbformat.v4.new_code_cell("  \n"))
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell("# A"))
    assert not any(execution.faults(notebook, "proef"))


@pytest.mark.parametrize("count", [None, 1, 4])
def test_a_gap_in_the_counts_is_a_fault(count: int | None) -> None:
    notebook = executed()
    notebook.cells[1].execution_count = count
    assert [fault.cell for fault in execution.faults(notebook, "proef")] == [1]


@pytest.mark.parametrize("status", ["pending", "running", "failed", ""])
def test_a_cell_that_did_not_end_is_a_fault(status: str) -> None:
    notebook = executed()
    notebook.cells[2].metadata = {"papermill": {"status": status}}
    assert [fault.cell for fault in execution.faults(notebook, "proef")] == [2]


def test_an_error_is_a_fault_also_when_the_cell_says_completed() -> None:
    notebook = executed()
    error = nbformat.v4.new_output("error", ename="SystemExit", evalue="0", traceback=[])
    notebook.cells[0].outputs = [error]
    assert next(execution.faults(notebook, "proef")).name == "SystemExit"


def test_another_client_or_no_end_is_a_fault() -> None:
    assert any(execution.faults(executed(), "ander"))
    assert any(execution.faults(executed(end_time=None), "proef"))
