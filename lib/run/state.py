"""What is out of date, and who is at work on it. Standard library only: it must be quick."""

import contextlib
import hashlib
import json
from collections.abc import Collection, Iterator
from pathlib import Path

from lib.run.clients import Client
from lib.run.environment import REPORT_LOCK, ROOT

# Recording that a version was approved must not change what was approved.
NOT_CONTENT = frozenset({"approvals.csv", "decisions.csv", "communication.csv"})


class BusyError(Exception):
    """Another run is making the report of this client."""


def current(client: Client) -> bool:
    """Tell whether the report stands there as it was made, from the inputs as they are now."""
    try:
        made = json.loads((client.reports / "run.json").read_text(encoding="utf-8"))
        return made == record(client, client.page.read_bytes())
    except (OSError, ValueError):
        return False


def record(client: Client, page: bytes) -> dict[str, str]:
    """Give what a later run compares: digests of the inputs and of the page."""
    return {"inputs": fingerprint(client), "report": digest(page)}


def fingerprint(client: Client, without: Collection[str] = ()) -> str:
    """Digest names and bytes of everything that a report is made from."""
    folders = [ROOT / "lib", client.home / "data" / "reference", client.raw]
    files = [path for folder in folders for path in folder.rglob("*") if _counts(path)]
    files += [ROOT / REPORT_LOCK, *client.notebooks().values()]
    lines = [
        f"{digest(path.read_bytes())} {path.parent.name}/{path.name}"
        for path in files
        if path.name not in without
    ]
    return digest("\n".join(sorted(lines)).encode())


def digest(content: bytes) -> str:
    """Give the sha256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def _counts(path: Path) -> bool:
    """Tell whether a file counts: no byte code, no traces of an office program."""
    hidden = path.name.startswith((".", "~$")) or path.suffix == ".pyc"
    return path.is_file() and not hidden


@contextlib.contextmanager
def alone(client: Client) -> Iterator[None]:
    """Hold the client's lock; the system frees it when the run ends, however it ends.

    Raises
    ------
    BusyError
        When another run holds it.
    """
    folder = client.home / "reports" / ".locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{client.name}.lock").open("w") as handle:
        try:
            import fcntl
        except ImportError:  # Windows: not guarded there
            yield
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BusyError(f"Het rapport van {client.name} wordt al gemaakt.") from None
        yield
