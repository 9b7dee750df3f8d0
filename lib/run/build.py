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
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lib import dutch
from lib.dossier import Dossier
from lib.dossier.checking import check
from lib.run import document, execution, forking, kernels, order, state
from lib.run.clients import Client, notebook_folder
from lib.run.execution import ReportError

Say = Callable[[str], None]


class RefusedError(Exception):
    """The dossier holds faults; `findings` lists them all."""

    def __init__(self, findings: list[object]) -> None:
        super().__init__(f"{len(findings)} fouten in het dossier")
        self.findings = findings


def report(client: Client, say: Say) -> None:
    """Build the report of a client.

    Raises
    ------
    RefusedError
        When the dossier holds faults; nothing is written then.
    BusyError
        When another run is at work on the same client.
    ReportError
        When a notebook or the page fails; the previous report stays.
    """
    findings = check(client.name)
    if findings:
        raise RefusedError(findings)
    with state.alone(client):
        try:
            _build(client, say)
        except ReportError as error:
            text = f"{error}\n\n{error.log}\n"
            _failure_log(client).write_text(text, encoding="utf-8")
            raise
        finally:
            shutil.rmtree(client.staging, ignore_errors=True)


def _build(client: Client, say: Say) -> None:
    shutil.rmtree(client.staging, ignore_errors=True)  # left by a run that was killed
    for name in ("processed", "executed", "notebooks"):
        (client.staging / name).mkdir(parents=True)
    kernels.register()
    own = {
        "WORKBOOK_HOME": str(client.home),
        "WORKBOOK_PROCESSED": str(client.staging / "processed"),
    }
    with forking.environment(own):
        notebooks = _run_all(client, say)
        dossier = Dossier(client.name)
    document.prepare(dossier.labels)
    content = state.fingerprint(client, state.NOT_CONTENT)[:12]
    page = document.build(notebooks, dossier.settings, dossier.read("sources"), content)
    _stage(client, notebooks, page)
    _place(client)


def _run_all(client: Client, say: Say) -> dict[str, NotebookNode]:
    found = client.notebooks()
    if not found:
        raise ReportError("Er zijn geen notebooks gevonden in de map notebooks.")
    done = {}

    def run(name: str) -> None:
        began = time.perf_counter()
        target = client.staging / "executed" / f"{name}.ipynb"
        done[name] = execution.run(found[name], target, client.name)
        seconds = dutch.number(time.perf_counter() - began, 1)
        say(f"  {name:<28} {seconds:>6} s")

    with contextlib.chdir(notebook_folder()):  # here, not per notebook: they run side by side
        order.run_all(order.waits_for(found), run)
    return {name: done[name] for name in found}


# ------------------------------------------------------------------ staging and placing


def _stage(client: Client, notebooks: dict[str, NotebookNode], page: str) -> None:
    left_out = [line for name in notebooks for line in execution.left_out(name, notebooks[name])]
    log = ["Niet in het rapport opgenomen:", *left_out] if left_out else ["Geen bijzonderheden."]
    _write(client.staging / "log.txt", "\n".join(log) + "\n")
    for name, notebook in notebooks.items():
        text = nbformat.writes(_stripped(notebook)).replace(str(client.home), ".")
        _write(client.staging / "notebooks" / f"{name}.ipynb", text)
    record = state.record(client, page.encode())
    _write(client.staging / "run.json", json.dumps(record, indent=1) + "\n")
    _write(client.staging / client.page.name, page)


def _place(client: Client) -> None:
    """Move everything where it belongs; the page last, so that it stands for the rest."""
    _replace(client.staging / "processed", client.processed)
    _replace(client.staging / "notebooks", client.reports / "notebooks")
    for name in ("log.txt", "run.json", client.page.name):
        (client.staging / name).replace(client.reports / name)
    _failure_log(client).unlink(missing_ok=True)


def _replace(source: Path, target: Path) -> None:
    """Replace the files of a folder one by one, and remove what was not made again."""
    target.mkdir(parents=True, exist_ok=True)
    fresh = {path.name for path in source.iterdir()}
    for name in sorted(fresh):
        (source / name).replace(target / name)
    for path in target.iterdir():
        if path.name not in fresh and path.is_file():
            path.unlink()


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())  # a cut-off page must not take the place of a good one


def _stripped(notebook: NotebookNode) -> NotebookNode:
    """Keep code and results for an audit; take out times, folders and what was left out."""
    notebook.metadata["papermill"] = {"parameters": notebook.metadata.papermill["parameters"]}
    for index, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        cell.metadata = {"tags": tags} if tags else {}
        if "injected-parameters" in tags:
            cell["id"] = f"injected-{index}"
        if cell.cell_type == "code":
            cell.outputs = [kept for output in cell.outputs if (kept := _audited(output))]
    return notebook


def _audited(output: NotebookNode) -> NotebookNode | None:
    data = output.get("data", {})
    kept = {kind: data[kind] for kind in ("text/html",) if kind in data}
    if not kept and "text/plain" in data:
        kept = {"text/plain": re.sub(r" at 0x[0-9a-f]+", "", data["text/plain"])}
    return nbformat.v4.new_output("display_data", kept) if kept else None


def _failure_log(client: Client) -> Path:
    return client.home / "reports" / f".log-{client.name}.txt"
