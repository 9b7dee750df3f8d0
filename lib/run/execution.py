"""Run one notebook through papermill and believe it only when the result proves it.

A killed kernel, `sys.exit(0)` or a skipped cell looks like success to papermill and nbconvert;
the rule in `faults` catches them.
"""

import re
import traceback
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
import yaml
from nbformat import NotebookNode

from lib.run import kernels
from lib.run.client import ReportError
from lib.run.environment import ROOT

SECONDS_PER_CELL = 600
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# the cell's own frame; on a KeyError pandas stands before it, and library code after it
CELL_LINE = re.compile(r"^ *Cell In\[.*?^-+> *\d+ (.*?)$", re.MULTILINE | re.DOTALL)
CAUSES = Path(__file__).with_name("causes.yml")


@dataclass(frozen=True)
class Fault:
    """One thing that went wrong in a cell of an executed notebook."""

    cell: int
    name: str
    value: str
    line: str = ""


def run(source: Path, target: Path, client: str) -> NotebookNode:
    """Execute a notebook in a kernel of its own and give it back with its outputs.

    Raises
    ------
    ReportError
        When a cell fails, or when the notebook was not run whole, for whatever reason.
    """
    details = ""
    try:
        notebook = papermill.execute_notebook(
            *(_as_plain(path) for path in (source, target)),
            {"client": client},
            kernel_name="python3",  # whatever the notebook was saved with
            language="python",
            progress_bar=False,
            config=kernels.settings(source.stem),
            shutdown_kernel="immediate",
            execution_timeout=SECONDS_PER_CELL,
        )
        found = faults(notebook, client)
    except Exception as error:  # whatever papermill meets, the consultant gets one message
        details = ANSI.sub("", traceback.format_exc())
        notebook = _partly_run(target)
        found = [_stopped(notebook, error)]
    if found:
        raise ReportError(_message(client, source, notebook, found[0]), details)
    return notebook


def faults(notebook: NotebookNode, client: str) -> list[Fault]:
    """List what shows that a notebook did not run whole, in order, for this client."""
    cells = [
        (index, cell)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.source.strip()
    ]
    found = [_fault(index, cell, count) for count, (index, cell) in enumerate(cells, 1)]
    recorded = notebook.metadata.get("papermill", {})
    if not recorded.get("end_time"):
        found += [Fault(len(notebook.cells) - 1, "", "het notebook is niet tot het eind gekomen")]
    if recorded.get("parameters", {}).get("client") != client:
        found += [Fault(0, "", "het notebook draaide voor een andere klant")]
    return [fault for fault in found if fault]


def _status(cell: NotebookNode) -> str:
    return cell.metadata.get("papermill", {}).get("status", "")


def heading(notebook: NotebookNode, index: int) -> str:
    """Give the heading that a cell stands under."""
    above = [cell.source for cell in notebook.cells[: index + 1] if cell.cell_type == "markdown"]
    found = re.findall(r"^#+ +(.+?) *$", "\n".join(above), re.MULTILINE)
    return found[-1] if found else "begin"


def _as_plain(path: Path) -> str:
    """Papermill fills in {names} in a path; a folder may be called like that."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _partly_run(target: Path) -> NotebookNode:
    try:
        return nbformat.read(target, as_version=4)
    except (OSError, ValueError):  # not written yet, or cut off
        return nbformat.v4.new_notebook()


def _stopped(notebook: NotebookNode, error: Exception) -> Fault:
    """Give the error that a cell shows, else what papermill met at the last cell that began."""
    shown = [fault for fault in faults(notebook, "") if fault.name]
    began = [i for i, c in enumerate(notebook.cells) if _status(c) in ("running", "completed")]
    value = str(error).strip().partition("\n")[0]
    return next(iter(shown), Fault(max(began, default=0), type(error).__name__, value))


def _fault(index: int, cell: NotebookNode, count: int) -> Fault | None:
    for output in cell.outputs:
        if output.output_type == "error":
            trace = ANSI.sub("", "\n".join(output.get("traceback", [])))
            marked = CELL_LINE.search(trace)
            line = marked[1].strip() if marked else cell.source.strip().partition("\n")[0]
            name = "DossierError" if _is_ours(trace) else output.ename
            return Fault(index, name, output.evalue.partition("\n")[0], line)
    if cell.execution_count == count and _status(cell) == "completed":
        return None
    return Fault(index, "", "de cel is niet of niet op volgorde uitgevoerd")


def _is_ours(trace: str) -> bool:
    """Tell whether lib raised the error itself, with a message for the consultant."""
    files = re.findall(r"^File (.+?):\d+", trace, re.MULTILINE)
    raised = re.findall(r"^-+> *\d+ +(raise )?", trace, re.MULTILINE)
    ours = files and Path(files[-1]).expanduser().is_relative_to(ROOT / "lib")
    return bool(ours and raised[-1])


def _message(client: str, source: Path, notebook: NotebookNode, fault: Fault) -> str:
    causes = yaml.safe_load(CAUSES.read_text(encoding="utf-8"))
    value = ANSI.sub("", fault.value)
    quoted = re.findall(r"'([^']+)'", value) or [value]
    words = {"first": quoted[0], "last": quoted[-1], "minutes": SECONDS_PER_CELL // 60}
    cause = causes.get(fault.name, causes["other"]) if fault.name else "{value}"
    lines = [
        f"Het rapport van {client} is niet gemaakt; het vorige rapport staat er nog.",
        f"  notebook    {source.stem}",
        f"  onder       {heading(notebook, fault.cell)}",
        f"  regel       {fault.line}" if fault.line else "",
        f"  oorzaak     {cause.format(value=value, name=fault.name, **words)}",
    ]
    return "\n".join(filter(None, lines))
