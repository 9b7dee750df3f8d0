"""The arrows between the parts of lib run one way, and lib stays within its promised size."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIB = ROOT / "lib"
MODULES = sorted(path for path in LIB.rglob("*.py") if path.name != "__init__.py")
WINGS = ("dossier", "page", "run")
# what each part may import from lib, beside itself
ALLOWED = {
    "analysis": {"analysis"},
    "dossier": {"dossier", "dutch", "clients"},
    "page": {"page", "dutch", "evidence"},
    "run": {"run", "dossier", "page", "dutch", "clients", "analysis"},
}


def part(path: Path) -> str:
    folder = path.relative_to(LIB).parts[0]
    return folder if folder in WINGS else "analysis"


def imported(path: Path) -> set[str]:
    """Give the names of the modules of lib that a module imports, wings by their folder."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "lib":
            below = node.module.split(".")[1:]
            found |= {below[0]} if below else {alias.name for alias in node.names}
    return found


def code_lines(path: Path) -> int:
    """Count the lines that are not blank, comment or docstring."""
    text, prose = path.read_text(encoding="utf-8"), set()
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
            prose |= set(range(first.lineno, first.end_lineno + 1))
    lines = enumerate(text.splitlines(), 1)
    return sum(
        1 for at, line in lines if line.strip() and line.strip()[0] != "#" and at not in prose
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(LIB)))
def test_arrows_run_one_way(path):
    if path.name == "__main__.py":  # the command line is the one that starts run
        return
    own = part(path)
    names = {name if name in WINGS or own != "analysis" else "analysis" for name in imported(path)}
    if own == "run":
        names = {name if name in ALLOWED["run"] else "analysis" for name in names}
    assert names <= ALLOWED[own]


def promised() -> dict[str, int]:
    """Read the promise from the page that explains it: part -> most lines."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([\d,]+) \|", text, re.MULTILINE)
    return {name: int(most.replace(",", "")) for name, most in rows}


@pytest.mark.parametrize("name", ["analysis", *WINGS, "module"])
def test_lib_stays_within_its_promise(name):
    sizes = {path: code_lines(path) for path in LIB.rglob("*.py")}
    if name == "module":
        assert max(sizes.values()) <= promised()[name]
    else:
        assert sum(size for path, size in sizes.items() if part(path) == name) <= promised()[name]
