"""The command line: one line per command, messages for a consultant.

Exit codes: 0 good, 1 failed, 2 wrong use, 75 already running.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from lib import clients
from lib.clients import ROOT
from lib.run.client import Client, ReportError

CODES = {"klaar": 0, "niets veranderd": 0, "mislukt": 1, "onbekend": 2, "loopt al": 75}
GOOD, FAILED, USAGE = 0, 1, 2
# Commands that only start a tool of the environment; * stands for files.
TOOLS = {
    "lab": ["jupyterlab notebooks"],
    "test": ["pytest"],
    "bench": ["benchmarks.report"],
    "format": ["ruff format", "ruff check --fix", "nbstripout --keep-id notebooks/**/*.ipynb"],
    "lock": [
        "uv pip compile pyproject.toml -o requirements.lock",
        "uv pip compile pyproject.toml -o requirements-dev.lock --group dev -c requirements.lock",
    ],
}


def main(arguments: list[str]) -> int:
    """Run one command and give its exit code."""
    os.umask(0o077)  # what is made of a client's data is for the user alone
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("command", choices=[*COMMANDS, *TOOLS])
    parser.add_argument("client", nargs="?", default=os.environ.get("CLIENT", ""))
    parser.add_argument("--force", action="store_true")
    parser.error = _wrong_use
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command in TOOLS:
            return max(map(_tool, TOOLS[chosen.command]))
        return COMMANDS[chosen.command](chosen.client, chosen.force)
    except clients.UnknownClientError as error:
        print(error, file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("Afgebroken; er is niets veranderd.", file=sys.stderr)
        return 130


def _wrong_use(message: str) -> None:
    known = ", ".join([*COMMANDS, *TOOLS])
    print(f"Dit commando is niet bekend. Bekend zijn: {known}.", file=sys.stderr)
    sys.exit(USAGE)


def _tool(line: str) -> int:
    words = [
        found
        for word in line.split()
        for found in (map(str, sorted(ROOT.glob(word))) if "*" in word else [word])
    ]
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT).returncode


def report(client: str, force: bool) -> int:
    """Build one report and end with its path."""
    return CODES[_report(client, force)]


def _report(name: str, force: bool) -> str:
    """Build one report and give its state in a word, a key of `CODES`."""
    began = time.perf_counter()
    client = Client(name)
    print(f"Rapport {name}")
    try:
        word = "niets veranderd" if client.is_current() and not force else _build(client)
    except ReportError as error:
        print(error, file=sys.stderr)
        return "mislukt"
    except BlockingIOError:
        print(f"Het rapport van {name} wordt al gemaakt.", file=sys.stderr)
        return "loopt al"
    except OSError as error:
        print(f"Lezen of schrijven lukt niet: {error.strerror}.", file=sys.stderr)
        return "mislukt"
    print(f"  {word} in {_seconds(began)} s")
    print(client.page)
    return word


def _build(client: Client) -> str:
    from lib.run import forking

    with forking.server():  # first: it loads its imports while this process loads its own
        from lib.run import build

        build.report(client, print)
    return "klaar"


def _seconds(began: float) -> str:
    return f"{time.perf_counter() - began:.1f}".replace(".", ",")


def reports(client: str, force: bool) -> int:
    """Build all reports; one that fails does not stop the others."""
    rows = []
    for name in clients.names():
        began = time.perf_counter()
        rows.append((name, _report(name, force), _seconds(began)))
    print(f"\n{'klant':<12} {'seconden':>8}  status")
    for name, word, seconds in rows:
        print(f"{name:<12} {seconds:>8}  {word}")
    return max((CODES[word] for _, word, _ in rows), default=GOOD)


def check(client: str, force: bool) -> int:
    """Print every fault in a dossier."""
    from lib.dossier import checking

    findings = checking.check(Client(client).name)
    for finding in findings:
        print(f"  {finding}", file=sys.stderr)
    print(f"{client}: {len(findings) or 'geen'} fouten")
    return FAILED if findings else GOOD


def clean(client: str, force: bool) -> int:
    """Remove results and reports inside this repository; a folder that is a link stays."""
    for folder in (ROOT / "data" / "processed", ROOT / "reports"):
        shutil.rmtree(folder, ignore_errors=True)
    print("data/processed en reports zijn leeg.")
    return GOOD


COMMANDS: dict[str, Callable[[str, bool], int]] = {
    "report": report,
    "reports": reports,
    "check": check,
    "clean": clean,
}
