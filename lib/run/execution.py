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
from nbformat import NotebookNode

from lib.run import kernels

SECONDS_PER_CELL = 600
ANSI = re.compile(r"\x1b\[[0-9;]*m")
CAUSES = {
    "KeyError": "deze kolom of naam komt niet voor in de tabel: {value}",
    "NameError": "een naam is nog niet gemaakt of verkeerd gespeld: {value}",
    "AttributeError": "deze functie of kolom bestaat niet: {value}",
    "ModuleNotFoundError": "dit onderdeel is niet geïnstalleerd of verkeerd gespeld: {value}",
    "ImportError": "dit onderdeel bestaat niet: {value}",
    "FileNotFoundError": "een bestand ontbreekt; draai het hele rapport, niet één notebook",
    "SyntaxError": "een tikfout in de cel: {value}",
    "IndentationError": "een regel springt verkeerd in",
    "ZeroDivisionError": "er wordt gedeeld door nul; ontbreekt er een aantal?",
    "MemoryError": "het geheugen was vol; sluit andere programma's",
    "SystemExit": "de cel stopt het notebook zelf; haal exit weg",
    "KeyboardInterrupt": "de cel is afgebroken",
    "TimeoutError": f"een cel duurde langer dan {SECONDS_PER_CELL // 60} minuten",
    "DeadKernelError": "de rekenkern stopte; meestal was het geheugen vol",
}


class ReportError(Exception):
    """The report cannot be made; the message is for the consultant, `log` holds the rest."""

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(message)
        self.log = log


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
        notebook = _partly_run(target, source)
        found = _raised(notebook, error)
    if found:
        raise ReportError(_message(client, source, notebook, found[0]), details)
    return notebook


def faults(notebook: NotebookNode, client: str) -> list[Fault]:
    """List what shows that a notebook did not run whole, in order, for this client."""
    found = []
    count = 0
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        count += 1
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if errors:
            found.append(_fault(index, cell, errors[0]))
        elif cell.execution_count != count or _status(cell.metadata) != "completed":
            found.append(Fault(index, "", "de cel is niet of niet op volgorde uitgevoerd"))
    recorded = notebook.metadata.get("papermill", {})
    if not recorded.get("end_time"):
        found.append(
            Fault(len(notebook.cells) - 1, "", "het notebook is niet tot het eind gekomen")
        )
    if recorded.get("parameters", {}).get("client") != client:
        found.append(Fault(0, "", "het notebook draaide voor een andere klant"))
    return found


def left_out(name: str, notebook: NotebookNode) -> list[str]:
    """List the outputs that do not reach the report: warnings, prints and bare objects."""
    lines = []
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            silent = "setup" in cell.metadata.get("tags", []) and output.output_type != "stream"
            if silent or "data-workbook" in data.get("text/html", ""):
                continue
            text = output.get("text") or data.get("text/plain") or output.output_type
            lines.append(f"{name}, {heading(notebook, index)}: {text.strip()}")
    return lines


def heading(notebook: NotebookNode, index: int) -> str:
    """Give the heading that a cell stands under."""
    above = [cell.source for cell in notebook.cells[: index + 1] if cell.cell_type == "markdown"]
    found = re.findall(r"^#+ +(.+?) *$", "\n".join(above), re.MULTILINE)
    return found[-1] if found else "begin"


def _as_plain(path: Path) -> str:
    """Papermill fills in {names} in a path; a folder may be called like that."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _partly_run(target: Path, source: Path) -> NotebookNode:
    for path in (target, source):
        try:
            return nbformat.read(path, as_version=4)
        except (OSError, ValueError):  # ValueError: cut off or not a notebook at all
            continue
    return nbformat.v4.new_notebook()


def _raised(notebook: NotebookNode, error: Exception) -> list[Fault]:
    """Find the cell that made papermill stop; the last one it began when none says so."""
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return [_fault(index, cell, output)]
    began = [
        index
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and _status(cell.metadata) in {"running", "completed"}
    ]
    name = "TimeoutError" if isinstance(error, TimeoutError) else type(error).__name__
    return [
        Fault(began[-1] if began else 0, name, str(error).splitlines()[0] if str(error) else "")
    ]


def _fault(index: int, cell: NotebookNode, output: NotebookNode) -> Fault:
    trace = ANSI.sub("", "\n".join(output.get("traceback", [])))
    # the first frame is the cell itself; deeper ones are library code
    marked = re.search(r"^-+> *\d+ (.*)$", trace, re.MULTILINE)
    line = marked.group(1).strip() if marked else cell.source.strip().splitlines()[0]
    value = output.evalue.splitlines()[0] if output.evalue else ""
    return Fault(index, output.ename, value, line)


def _status(metadata: NotebookNode) -> str:
    return metadata.get("papermill", {}).get("status", "")


def _message(client: str, source: Path, notebook: NotebookNode, fault: Fault) -> str:
    cause = CAUSES.get(fault.name, "{value}").format(value=ANSI.sub("", fault.value))
    lines = [
        f"Het rapport van {client} is niet gemaakt; het vorige rapport staat er nog.",
        f"  notebook    {source.stem}",
        f"  onder       {heading(notebook, fault.cell)}",
        f"  regel       {fault.line}" if fault.line else "",
        f"  oorzaak     {cause or fault.name}",
    ]
    return "\n".join(filter(None, lines))
