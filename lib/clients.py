"""Which names may be a client, and where its files stand. Standard library only: it is quick."""

import difflib
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = re.compile(r"[a-z0-9](-?[a-z0-9])*")
LONGEST = 40


class UnknownClientError(Exception):
    """The name is no client; the message is for the consultant."""


def home() -> Path:
    """Return the folder that holds data/ and reports/ (environment variable WORKBOOK_HOME)."""
    return Path(os.environ.get("WORKBOOK_HOME") or ROOT).resolve()


def is_internal() -> bool:
    """Tell whether this is the consultant's own version (environment variable AUDIENCE)."""
    return os.environ.get("AUDIENCE") == "internal"


def results(name: str) -> str:
    """Name the folders of what is made for a client; no client's name has an underscore."""
    return f"{name}_intern" if is_internal() else name


def names() -> list[str]:
    """List all clients: the folders in data/raw. A link is none: it may lead anywhere."""
    return sorted(path.name for path in _raw().glob("*") if _is_client(path))


def folder(name: str) -> Path:
    """Return the folder of a client's raw tables.

    Raises
    ------
    UnknownClientError
        When the name is no existing folder in data/raw, or could lead anywhere else.
    """
    known = names()
    if name in known:
        return _raw() / name
    if not name:
        raise UnknownClientError(
            f"Geef een klant, bijvoorbeeld CLIENT={known[0] if known else 'dowr'}."
        )
    near = difflib.get_close_matches(name, known, 1)
    hint = f' Bedoelde u "{near[0]}"?' if near else ""
    listed = ", ".join(known) or "nog geen"
    shown = name[:LONGEST].encode("unicode_escape").decode()
    raise UnknownClientError(f'Klant "{shown}" is onbekend.{hint} Bekende klanten: {listed}.')


def _raw() -> Path:
    return home() / "data" / "raw"


def _is_client(path: Path) -> bool:
    fits = NAME.fullmatch(path.name) and len(path.name) <= LONGEST
    return bool(fits) and path.is_dir() and not path.is_symlink()
