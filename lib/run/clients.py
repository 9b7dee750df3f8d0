"""Where the files of a client stand, and which names may be one at all."""

import difflib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from lib.run.environment import ROOT

NAME = re.compile(r"[a-z0-9](-?[a-z0-9])*")
LONGEST = 40
# Windows opens a device for these, whatever the folder
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


class UnknownClientError(Exception):
    """The name is no client; the message is for the consultant."""


@dataclass(frozen=True)
class Client:
    """A client's name and folders; made by `find` only, so the name is safe in a path."""

    name: str
    home: Path

    @property
    def raw(self) -> Path:
        """What people gave: read only."""
        return self.home / "data" / "raw" / self.name

    @property
    def processed(self) -> Path:
        """Tables that notebooks hand on."""
        return self.home / "data" / "processed" / self.name

    @property
    def reports(self) -> Path:
        """The deliverable and what belongs to it."""
        return self.home / "reports" / self.name

    @property
    def page(self) -> Path:
        """The report itself."""
        return self.reports / f"adviesrapport-{self.name}.html"

    @property
    def staging(self) -> Path:
        """Where a report is built, on the same disk as where it will stand."""
        return self.home / "reports" / f".staging-{self.name}"

    def notebooks(self) -> dict[str, Path]:
        """Give the notebooks in order; the client's own copy stands in for the shared one."""
        folder = notebook_folder()
        shared = folder.glob("[0-9][0-9]*-*.ipynb")
        own = (folder / self.name).glob("[0-9][0-9]*-*.ipynb")
        return dict(sorted({path.stem: path for path in [*sorted(shared), *sorted(own)]}.items()))


def home() -> Path:
    """Give the folder that holds data/ and reports/."""
    return Path(os.environ.get("WORKBOOK_HOME") or ROOT).resolve()


def notebook_folder() -> Path:
    """Give the folder of the notebooks; a home elsewhere may bring its own."""
    own = home() / "notebooks"
    return own if own.is_dir() else ROOT / "notebooks"


def names() -> list[str]:
    """List all clients."""
    raw = home() / "data" / "raw"
    return sorted(path.name for path in raw.glob("*") if _is_client(path))


def find(name: str) -> Client:
    """Give the client of that name.

    Raises
    ------
    UnknownClientError
        When the name is no existing folder in data/raw, or could lead anywhere else.
    """
    path = home() / "data" / "raw" / (name if _is_name(name) else "-")
    if _is_client(path):
        return Client(name, home())
    known = names()
    if not name:
        raise UnknownClientError(
            f"Geef een klant, bijvoorbeeld CLIENT={known[0] if known else 'dowr'}."
        )
    near = difflib.get_close_matches(name, known, 1)
    hint = f" Bedoelt u {near[0]}?" if near else ""
    listed = ", ".join(known) or "nog geen"
    shown = name[:LONGEST].encode("unicode_escape").decode()
    raise UnknownClientError(f"Onbekende klant: {shown}.{hint} Bekende klanten: {listed}.")


def _is_name(name: str) -> bool:
    return bool(NAME.fullmatch(name)) and len(name) <= LONGEST and name not in DEVICES


def _is_client(path: Path) -> bool:
    inside = path.resolve().is_relative_to((home() / "data" / "raw").resolve())
    return _is_name(path.name) and path.is_dir() and not path.is_symlink() and inside
