"""One client's files, and whether its report is out of date. Standard library only: quick."""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from lib import clients
from lib.run.environment import REPORT_LOCK, ROOT

# Recording that a version was approved must not change what was approved.
NOT_CONTENT = frozenset({"approvals.csv", "decisions.csv", "communication.csv"})
# What the client's report cannot show may not change its bytes or its fingerprint either.
INTERNAL = frozenset({"stakeholders.csv"})


class ReportError(Exception):
    """The report cannot be made; the message is for the consultant."""


class Client:
    """The folders of an existing client, or those of its internal version.

    Raises
    ------
    UnknownClientError
        When the name is no existing folder in data/raw, or could lead anywhere else.
    """

    def __init__(self, name: str) -> None:
        self.raw = clients.folder(name)
        self.name = name
        self.home = clients.home()
        made, folder = clients.results(name), self.home / "reports"
        self.processed = self.home / "data" / "processed" / made
        self.reports = folder / made
        self.audit = self.reports / "notebooks"
        self.page = self.reports / f"adviesrapport-{made}.html"
        self.failure = folder / f".log-{made}.txt"
        self.lock = folder / ".locks" / f"{made}.lock"
        # on the same disk as where the report will stand, so that a move is all or nothing
        self.staging = folder / f".staging-{made}"
        own = self.home / "notebooks"  # a home elsewhere may bring its own
        self.notebook_folder = own if own.is_dir() else ROOT / "notebooks"

    def notebooks(self) -> dict[str, Path]:
        """Give the notebooks in order; the client's own copy stands in for the shared one."""
        folders = (self.notebook_folder, self.notebook_folder / self.name)
        paths = [path for folder in folders for path in folder.glob("[0-9][0-9]*-*.ipynb")]
        return dict(sorted({path.stem: path for path in paths}.items()))

    def is_current(self) -> bool:
        """Tell whether the report stands there as it was made, from the inputs as they are now."""
        try:
            made = json.loads((self.reports / "run.json").read_text(encoding="utf-8"))
            return made == self.record(self.page.read_bytes())
        except (OSError, ValueError):
            return False

    def record(self, page: bytes) -> dict[str, str]:
        """Give what a later run compares: digests of the inputs and of the page."""
        return {"inputs": self.fingerprint(), "report": hashlib.sha256(page).hexdigest()}

    def mark(self) -> str:
        """Give the fingerprint of what can be approved, as the report prints it."""
        return self.fingerprint(NOT_CONTENT)[:12]

    def fingerprint(self, without: Collection[str] = ()) -> str:
        """Digest names and bytes of everything that a report is made from."""
        folders = [ROOT / "lib", self.home / "data" / "reference", self.raw]
        files = [path for folder in folders for path in folder.rglob("*") if _counts(path)]
        files += [ROOT / REPORT_LOCK, *self.notebooks().values()]
        left = {*without, *(() if clients.is_internal() else INTERNAL)}
        # the name of the repository's own folder is left out: it differs per machine
        lines = [
            f"{hashlib.sha256(path.read_bytes()).hexdigest()} "
            f"{'' if path.parent == ROOT else path.parent.name}/{path.name}"
            for path in files
            if path.name not in left
        ]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _counts(path: Path) -> bool:
    """Tell whether a file counts: no byte code, no traces of an office program."""
    return path.is_file() and not path.name.startswith((".", "~$")) and path.suffix != ".pyc"
