"""How long a whole report takes, against the same cells as one plain script.

Both are measured in one run, one after the other, so that the ratio holds on any machine.
Prints seconds (wall) and the ratio for one client, `CLIENT` or the first example.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from lib import clients
from lib.clients import ROOT
from lib.run.client import Client

ROUNDS = 3


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Run a command and give its wall time in seconds."""
    began = time.perf_counter()
    subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def plain(client: Client) -> str:
    """Write the cells of all notebooks as one script: the least that the work can cost."""
    lines = [
        "from IPython.core.interactiveshell import InteractiveShell",
        "shell = InteractiveShell.instance()",
    ]
    for path in client.notebooks().values():
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            tagged = "parameters" in cell.metadata.get("tags", [])
            source = f"client = {client.name!r}" if tagged else cell.source
            lines.append(f"shell.run_cell({source!r}).raise_error()")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    names = clients.names()
    client = Client(os.environ.get("CLIENT") or names[0])
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("raw", "reference"):
            shutil.copytree(ROOT / "data" / name, home / "data" / name)
        script = home / "plain.py"
        script.write_text(plain(client), encoding="utf-8")
        environment = {**os.environ, "WORKBOOK_HOME": folder, "MPLBACKEND": "svg"}
        report = [sys.executable, "-m", "lib", "report", client.name, "--force"]
        again = [sys.executable, "-m", "lib", "report", client.name]
        cells = [sys.executable, str(script)]
        best = {
            name: min(seconds(command, environment) for _ in range(ROUNDS))
            for name, command in {"report": report, "same again": again, "cells": cells}.items()
        }
    for name, value in best.items():
        print(f"{client.name:<8} {name:<12} {value:6.2f} s")
    print(f"{client.name:<8} ratio        {best['report'] / best['cells']:6.2f}")


if __name__ == "__main__":
    main()
