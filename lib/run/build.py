"""Build one report: check, run the notebooks in order, write the page, put all in place.

Everything is made in a staging folder first. Whatever goes wrong, the previous report stays as
it was, byte for byte.
"""

import contextlib
import json
import os
import re
import shutil
import time
import traceback
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lib import clients, dutch
from lib.dossier import Dossier
from lib.dossier.checking import check
from lib.run import document, execution, kernels, order
from lib.run.client import Client, ReportError
from lib.run.environment import locked

# the folders of a path on this machine: a log may be sent along
FOLDERS = re.compile(r"(?<![\w:/<])(?:[A-Za-z]:)?[\\/](?:[^\s\\/:'\"]+[\\/])+")


def report(client: Client) -> None:
    """Build the report of a client.

    Raises
    ------
    ReportError
        When the dossier holds faults, or a notebook or the page fails; the previous report stays.
    BlockingIOError
        When another run is at work on the same client.
    """
    if findings := check(client.raw):
        head = f"Dossier {client.name} heeft fouten; er is geen rapport gemaakt."
        raise ReportError("\n  ".join([head, *map(str, findings)]))
    client.lock.parent.mkdir(parents=True, exist_ok=True)
    with locked(client.lock, wait=False):
        shutil.rmtree(client.staging, ignore_errors=True)  # left by a run that was killed
        try:
            _build(client)
        except ReportError as error:
            details = execution.ANSI.sub("", "".join(traceback.format_exception(error)))
            client.failure.write_text(details, encoding="utf-8")
            raise ReportError(f"{error}\n  meer        reports/{client.failure.name}") from error
        finally:
            shutil.rmtree(client.staging, ignore_errors=True)


def _build(client: Client) -> None:
    for name in ("processed", "notebooks"):
        (client.staging / name).mkdir(parents=True)
    kernels.register()
    os.environ["WORKBOOK_HOME"] = str(client.home)
    os.environ["WORKBOOK_PROCESSED"] = str(client.staging / "processed")
    notebooks = _run_all(client)
    page = document.build(notebooks, Dossier(client.name), client.mark())
    log = [line for name in notebooks for line in _strip(name, notebooks[name])]
    head = "Niet in het rapport opgenomen:" if log else "Geen bijzonderheden."
    for name, notebook in notebooks.items():
        text = nbformat.writes(notebook).replace(str(client.home), ".")
        _write(client.staging / "notebooks" / f"{name}.ipynb", text)
    _write(client.staging / "log.txt", "\n".join([head, *log]))
    _write(client.staging / "run.json", json.dumps(client.record(page.encode()), indent=1))
    _write(client.staging / client.page.name, page)
    _place(client)


def _run_all(client: Client) -> dict[str, NotebookNode]:
    found = {name: _read(path) for name, path in client.notebooks().items()}
    if not found:
        raise ReportError("Er zijn geen notebooks gevonden in de map notebooks.")

    def run(name: str) -> None:
        began = time.perf_counter()
        path = client.staging / "notebooks" / f"{name}.ipynb"
        nbformat.write(found[name], path)
        found[name] = execution.run(path, client.name)
        # in one piece, with its line end: others print at the same time
        print(f"  {name:<28} {dutch.number(time.perf_counter() - began, 1):>6} s\n", end="")

    # the folder is set here, not per notebook: they run side by side
    with contextlib.chdir(client.notebook_folder):
        order.side_by_side(run, order.needs(found))
    return found


def _read(path: Path) -> NotebookNode:
    """Read a notebook; what is internal stays out of the client's build before anything runs."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except ValueError as error:
        raise ReportError(f"Notebook {path.name} is beschadigd en niet te lezen.") from error
    hidden = set() if clients.is_internal() else {"internal"}
    notebook.cells = [c for c in notebook.cells if hidden.isdisjoint(c.metadata.get("tags", []))]
    return notebook


def _place(client: Client) -> None:
    """Move everything where it belongs; the page last, so that it stands for the rest."""
    for source, target in {"processed": client.processed, "notebooks": client.audit}.items():
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        (client.staging / source).replace(target)
    for name in ("log.txt", "run.json", client.page.name):
        (client.staging / name).replace(client.reports / name)
    client.failure.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")  # the same bytes on every system


def _strip(name: str, notebook: NotebookNode) -> list[str]:
    """Make the copy for an audit: code and what the report shows, no times and no folders.

    Returns what was left out: warnings, prints and bare objects, with the heading above them.
    """
    lines = []
    notebook.metadata["papermill"] = {"parameters": notebook.metadata.papermill["parameters"]}
    for index, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell["id"] = f"injected-{index}"  # papermill's own is another one each time
        shown = []
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html", "")
            if "data-workbook" in html:
                shown.append(nbformat.v4.new_output("display_data", {"text/html": html}))
            elif "setup" not in tags or output.get("name") == "stderr":  # a warning stays one
                place = f"{name}, {execution.heading(notebook, index)}"
                lines.append(f"{place}: {_words(output)}")
                if output.output_type != "stream":  # somebody meant it to be seen
                    print(f"  niet in het rapport: {lines[-1]}")
        if cell.cell_type == "code":
            cell.outputs = shown
    return lines


def _words(output: NotebookNode) -> str:
    text = output.get("text") or output.get("data", {}).get("text/plain") or output.output_type
    return FOLDERS.sub("", text.strip())
