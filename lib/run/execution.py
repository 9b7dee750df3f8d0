"""Run one notebook through papermill and believe it only when the result proves it.

A killed kernel, `sys.exit(0)` or a skipped cell looks like success to papermill and nbconvert;
the rule in `faults` catches them.
"""

import re
from pathlib import Path
from typing import NamedTuple

import nbformat
import papermill
import yaml
from nbformat import NotebookNode

from lib.run import kernels
from lib.run.client import ReportError

SECONDS_PER_CELL = 600
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# the cell's own frame; on a KeyError pandas stands before it, and library code after it
CELL_LINE = re.compile(r"^ *Cell In\[.*?^-+> *\d+ (.*?)$", re.MULTILINE | re.DOTALL)
CAUSES = Path(__file__).with_name("causes.yml")


class Fault(NamedTuple):
    """One thing that went wrong in a cell of an executed notebook."""

    cell: int
    name: str
    value: str
    line: str = ""


def run(path: Path, client: str) -> NotebookNode:
    """Execute a notebook in a kernel of its own, in place, and give it with its outputs.

    Raises
    ------
    ReportError
        When a cell fails, or when the notebook was not run whole, for whatever reason.
    """
    plain = str(path).replace("{", "{{").replace("}", "}}")  # papermill fills in {names}
    stopped = None
    try:
        papermill.execute_notebook(
            plain,
            plain,
            {"client": client},
            kernel_name="python3",  # whatever the notebook was saved with
            language="python",
            progress_bar=False,
            config=kernels.settings(path.stem),
            shutdown_kernel="immediate",
            execution_timeout=SECONDS_PER_CELL,
        )
    except Exception as error:  # whatever papermill meets, the consultant gets one message
        stopped = error
    notebook = nbformat.read(path, as_version=4)
    if found := faults(notebook, client, stopped):
        raise ReportError(_message(client, path.stem, notebook, found[0])) from stopped
    return notebook


def faults(notebook: NotebookNode, client: str, stopped: Exception | None = None) -> list[Fault]:
    """List what shows that a notebook did not run whole, in order, for this client."""
    cells = [(index, cell) for index, cell in enumerate(notebook.cells) if _is_code(cell)]
    checked = [_fault(index, cell, count) for count, (index, cell) in enumerate(cells, 1)]
    found = [fault for fault in checked if fault]
    named = [fault for fault in found if fault.name]
    if stopped and not named:  # no cell shows an error: the last one that began
        began = [index for index, cell in cells if _status(cell) in ("running", "completed")]
        value = str(stopped).strip().partition("\n")[0]
        named = [Fault(max(began, default=0), type(stopped).__name__, value)]
    recorded = notebook.metadata.get("papermill", {})
    if not recorded.get("end_time"):
        found += [Fault(len(notebook.cells) - 1, "", "het notebook is niet tot het eind gekomen")]
    if recorded.get("parameters", {}).get("client") != client:
        found += [Fault(0, "", "het notebook draaide voor een andere klant")]
    return named or found


def _is_code(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip())


def _status(cell: NotebookNode) -> str:
    return cell.metadata.get("papermill", {}).get("status", "")


def _fault(index: int, cell: NotebookNode, count: int) -> Fault | None:
    for output in cell.outputs:
        if output.output_type == "error":
            trace = ANSI.sub("", "\n".join(output.get("traceback", [])))
            marked = CELL_LINE.search(trace) or re.search(r"(.*)", cell.source.strip())
            value = ANSI.sub("", output.evalue).partition("\n")[0]
            return Fault(index, output.ename, value, marked[1].strip())
    if cell.execution_count == count and _status(cell) == "completed":
        return None
    return Fault(index, "", "de cel is niet of niet op volgorde uitgevoerd")


def heading(notebook: NotebookNode, index: int) -> str:
    """Give the heading that a cell stands under."""
    above = [cell.source for cell in notebook.cells[: index + 1] if cell.cell_type == "markdown"]
    found = re.findall(r"^#+ +(.+?) *$", "\n".join(above), re.MULTILINE)
    return found[-1] if found else "begin"


def _message(client: str, name: str, notebook: NotebookNode, fault: Fault) -> str:
    causes = yaml.safe_load(CAUSES.read_text(encoding="utf-8"))
    quoted = re.findall(r"'([^']+)'", fault.value) or [fault.value]
    words = {"first": quoted[0], "last": quoted[-1], "minutes": SECONDS_PER_CELL // 60}
    cause = causes.get(fault.name, causes["other"]) if fault.name else "{value}"
    lines = [
        f"Het rapport van {client} is niet gemaakt; het vorige rapport staat er nog.",
        f"  notebook    {name}",
        f"  onder       {heading(notebook, fault.cell)}",
        f"  regel       {fault.line}" if fault.line else "",
        f"  oorzaak     {cause.format(value=fault.value, name=fault.name, **words)}",
    ]
    return "\n".join(filter(None, lines))
