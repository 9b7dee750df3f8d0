"""Run one notebook through papermill and believe it only when the result proves it.

A killed kernel, `sys.exit(0)` or a skipped cell looks like success to papermill and nbconvert;
the rule in `faults` catches them.
"""

import logging
import re
from collections.abc import Iterator
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
    # papermill's own messages; ours says which notebook, under which heading and why
    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)
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
    for fault in faults(notebook, client, stopped):
        raise ReportError(_message(client, path.stem, notebook, fault)) from stopped
    return notebook


def faults(
    notebook: NotebookNode, client: str, stopped: Exception | None = None
) -> Iterator[Fault]:
    """Give what shows that a notebook did not run whole, in order, for this client.

    What went wrong comes first; after it what only shows that something did.
    """
    recorded = notebook.metadata.get("papermill", {})
    cells = enumerate(notebook.cells)
    code = [(n, cell) for n, cell in cells if cell.cell_type == "code" and cell.source.strip()]
    status = {n: cell.metadata.get("papermill", {}).get("status", "") for n, cell in code}
    for index, cell in code:
        for error in (one for one in cell.outputs if one.output_type == "error"):
            trace = ANSI.sub("", "\n".join(error.traceback))
            marked = CELL_LINE.search(trace) or re.search(r"(.*)", cell.source.strip())
            yield Fault(index, error.ename, _first_line(error.evalue), marked[1].strip())
    if stopped:  # and no cell shows it: the last one that began
        began = [index for index, own in status.items() if own in ("running", "completed")]
        yield Fault(max(began, default=0), type(stopped).__name__, _first_line(stopped))
    for count, (index, cell) in enumerate(code, 1):
        if (cell.execution_count, status[index]) != (count, "completed"):
            yield Fault(index, "", "de cel is niet of niet op volgorde uitgevoerd")
    if not recorded.get("end_time"):
        yield Fault(len(notebook.cells) - 1, "", "het notebook is niet tot het eind gekomen")
    if recorded.get("parameters", {}).get("client") != client:
        yield Fault(0, "", "het notebook draaide voor een andere klant")


def _first_line(error: object) -> str:
    return ANSI.sub("", str(error)).strip().partition("\n")[0]


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
        f"Het rapport van {client} is niet gemaakt. Was er al een, dan staat dat er nog.",
        f"  notebook    {name}",
        f"  onder       {heading(notebook, fault.cell)}",
        f"  regel       {fault.line}" if fault.line else "",
        f"  oorzaak     {cause.format(value=fault.value, name=fault.name, **words)}",
    ]
    return "\n".join(filter(None, lines))
