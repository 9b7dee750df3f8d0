"""The command line: one function per command, messages for a consultant.

Exit codes: 0 good, 1 failed, 2 wrong use, 75 already running.
"""

import argparse
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from lib.run.environment import ROOT

if TYPE_CHECKING:
    from lib.run.clients import Client

GOOD, FAILED, USAGE, BUSY = 0, 1, 2, 75


def main(arguments: list[str]) -> int:
    """Run one command and give its exit code."""
    os.umask(0o077)  # what is made of a client's data is for the user alone
    signal.signal(signal.SIGTERM, _stop)
    chosen = _parser().parse_args(arguments or ["help"])
    client = getattr(chosen, "client", None) or os.environ.get("CLIENT", "")
    try:
        return COMMANDS[chosen.command](client, getattr(chosen, "force", False))
    except KeyboardInterrupt:
        print("Afgebroken; er is niets veranderd.", file=sys.stderr)
        return 130


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        known = ", ".join(COMMANDS)
        print(f"Dit commando is niet bekend. Bekend zijn: {known}.", file=sys.stderr)
        sys.exit(USAGE)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m lib", add_help=False)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    for name in COMMANDS:
        command = commands.add_parser(name, add_help=False)
        if name in {"report", "check"}:
            command.add_argument("client", nargs="?")
        if name in {"report", "reports"}:
            command.add_argument("--force", action="store_true")
    return parser


def help_(client: str, force: bool) -> int:
    """Print the commands; their one description stands in the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name, words in re.findall(r"^([a-z]+): +## (.*)$", makefile, re.MULTILINE):
        print(f"  make {name:<10} {words}")
    print("\nWithout make: python3 -m lib report dowr   (add --force to build anew)")
    return GOOD


def report(client: str, force: bool) -> int:
    """Build one report and end with its path."""
    code, _ = _report(client, force)
    return code


def _report(name: str, force: bool) -> tuple[int, str]:
    """Build one report; the state in a word goes in the table of all reports."""
    from lib.run import clients, state

    began = time.perf_counter()
    try:
        client = clients.find(name)
        print(f"Rapport {name}")
        made = force or not state.current(client)
        code, word = _build(client) if made else (GOOD, "niets veranderd")
    except clients.UnknownClientError as error:
        print(error, file=sys.stderr)
        return USAGE, "onbekend"
    except state.BusyError as error:
        print(error, file=sys.stderr)
        return BUSY, "loopt al"
    except OSError as error:
        print(f"Lezen of schrijven lukt niet: {error.strerror}.", file=sys.stderr)
        return FAILED, "mislukt"
    if code == GOOD:
        print(f"  {word} in {time.perf_counter() - began:.1f} s".replace(".", ","))
        print(client.page)
    return code, word


def _build(client: "Client") -> tuple[int, str]:
    from lib.run import forking

    with forking.server():  # first: it loads its imports while this process loads its own
        from lib.run import build

        try:
            build.report(client, print)
        except build.RefusedError as refused:
            print(
                f"Dossier {client.name} heeft fouten; er is geen rapport gemaakt.", file=sys.stderr
            )
            _list(refused.findings)
            return FAILED, "dossier heeft fouten"
        except build.ReportError as error:
            print(f"{error}\n  meer        reports/.log-{client.name}.txt", file=sys.stderr)
            return FAILED, "mislukt"
    return GOOD, "klaar"


def _list(findings: list[object]) -> None:
    for finding in findings:
        print(f"  {finding}", file=sys.stderr)


def reports(client: str, force: bool) -> int:
    """Build all reports; one that fails does not stop the others."""
    from lib.run import clients

    rows = []
    for name in clients.names():
        began = time.perf_counter()
        code, state = _report(name, force)
        seconds = f"{time.perf_counter() - began:.1f}".replace(".", ",")
        rows.append((code, name, seconds, state, f"reports/{name}/adviesrapport-{name}.html"))
    _table(rows)
    return max((row[0] for row in rows), default=GOOD)


def _table(rows: list[tuple[int, str, str, str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("klant", "seconden", "status", "rapport", box=None, pad_edge=False)
    for code, name, seconds, state, path in rows:
        table.add_row(
            name, seconds, state, path if code == GOOD else "", style="red" if code else ""
        )
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def check(client: str, force: bool) -> int:
    """Print every fault in a dossier."""
    from lib.dossier import checking
    from lib.run import clients

    try:
        findings = checking.check(clients.find(client).name)
    except clients.UnknownClientError as error:
        print(error, file=sys.stderr)
        return USAGE
    _list(findings)
    print(f"{client}: {len(findings)} fouten" if findings else f"{client}: geen fouten")
    return FAILED if findings else GOOD


def test(client: str, force: bool) -> int:
    """Run the tests."""
    return _python("-m", "pytest")


def lab(client: str, force: bool) -> int:
    """Open JupyterLab in the folder of the notebooks."""
    return _python("-m", "jupyterlab", str(ROOT / "notebooks"))


def bench(client: str, force: bool) -> int:
    """Measure."""
    return max(_python(str(path)) for path in sorted((ROOT / "benchmarks").glob("*.py")))


def format_(client: str, force: bool) -> int:
    """Format code and notebooks, and take outputs out of the notebooks."""
    notebooks = sorted(str(path) for path in (ROOT / "notebooks").rglob("*.ipynb"))
    steps = [
        ("ruff", "format"),
        ("ruff", "check", "--fix"),
        ("nbstripout", "--keep-id", *notebooks),
    ]
    return max(_python("-m", *step) for step in steps)


def clean(client: str, force: bool) -> int:
    """Remove results and reports inside this repository."""
    for folder in (ROOT / "data" / "processed", ROOT / "reports"):
        for path in folder.iterdir() if not folder.is_symlink() else ():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != ".gitkeep":
                path.unlink()
    print("data/processed en reports zijn leeg.")
    return GOOD


def _python(*arguments: str) -> int:
    with contextlib.suppress(KeyboardInterrupt):
        return subprocess.run([sys.executable, *arguments], cwd=ROOT, check=False).returncode
    return 130


COMMANDS: dict[str, Callable[[str, bool], int]] = {
    "help": help_,
    "report": report,
    "reports": reports,
    "check": check,
    "lab": lab,
    "test": test,
    "bench": bench,
    "format": format_,
    "clean": clean,
}
