"""The command line: one line per command, messages for a consultant."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time

from lib import clients
from lib.clients import ROOT
from lib.run import forking
from lib.run.client import Client, ReportError

GOOD, FAILED, USAGE, BUSY = 0, 1, 2, 75
STATE = {GOOD: "klaar", FAILED: "mislukt", BUSY: "loopt al"}
# Commands that only start modules of the environment.
TOOLS = {
    "lab": ["jupyterlab notebooks"],
    "test": ["pytest --numprocesses=logical --maxprocesses=4 --dist=loadfile"],
    "bench": [f"benchmarks.{name}" for name in ("report", "landscape", "analysis", "plan")],
    "format": [
        "ruff format",
        "ruff check --fix",
        "nbconvert --clear-output --inplace --log-level=ERROR notebooks/*.ipynb",
    ],
}


def main(arguments: list[str]) -> int:
    """Run one command and give its exit code."""
    os.umask(0o077)  # what is made of a client's data is for the user alone
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    usage = f"{{{','.join([*COMMANDS, *TOOLS])}}} [klant] [--force] [--internal]"
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("command", choices=[*COMMANDS, *TOOLS])
    parser.add_argument("client", nargs="?", default=os.environ.get("CLIENT", ""))
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--internal", action="store_true")
    parser.error = lambda _: sys.exit(_failed(f"Gebruik: python3 -m lib {usage}", USAGE))
    chosen = parser.parse_args(arguments)
    if chosen.internal:
        os.environ["AUDIENCE"] = "internal"
    if os.environ.get("AUDIENCE", "") not in ("", "internal"):
        return _failed("AUDIENCE is leeg (voor de klant) of internal.", USAGE)
    try:
        if chosen.command in TOOLS:
            return max(map(_tool, TOOLS[chosen.command]))
        return COMMANDS[chosen.command](chosen.client, chosen.force)
    except clients.UnknownClientError as error:
        return _failed(error, USAGE)


def _failed(message: object, code: int = FAILED) -> int:
    print(message, file=sys.stderr)
    return code


def _tool(line: str) -> int:
    return subprocess.run([sys.executable, "-m", *line.split()], cwd=ROOT).returncode


def report(name: str, force: bool) -> int:
    """Build one report and end with its path."""
    client, began, done = Client(name), time.perf_counter(), "niets veranderd"
    print(f"Rapport {clients.results(name)}")
    try:
        if force or not client.is_current():
            with forking.server():  # first: it loads its imports while this process loads its own
                from lib.run import build

                build.report(client)
            done = "klaar"
    except ReportError as error:
        return _failed(error)
    except BlockingIOError:
        return _failed(f"Het rapport van {name} wordt al gemaakt.", BUSY)
    except OSError as error:
        return _failed(f"Lezen of schrijven lukt niet: {error.strerror}.")
    print(f"  {done} in {time.perf_counter() - began:.1f} s".replace(".", ","))
    print(client.page)
    return GOOD


def reports(name: str, force: bool) -> int:
    """Build all reports; one that fails does not stop the others."""
    codes = {name: report(name, force) for name in clients.names()}
    print()
    for name, code in codes.items():
        print(f"{name:<12} {STATE[code]}")
    return max(codes.values(), default=GOOD)


def check(name: str, force: bool) -> int:
    """Print every fault in a dossier."""
    from lib import dutch
    from lib.dossier import checking

    findings = checking.check(Client(name).raw)
    words = dutch.count(len(findings), "fout", "fouten") if findings else "geen fouten"
    print(*(f"  {finding}" for finding in findings), f"{name}: {words}", sep="\n")
    return FAILED if findings else GOOD


def clean(name: str, force: bool) -> int:
    """Remove results and reports inside this repository; the two folders stay, empty."""
    for folder in (ROOT / "data" / "processed", ROOT / "reports"):
        shutil.rmtree(folder)
        folder.mkdir()
        (folder / ".gitkeep").touch()  # git keeps no empty folder
    print("data/processed en reports zijn weg.")
    return GOOD


COMMANDS = {command.__name__: command for command in (report, reports, check, clean)}
