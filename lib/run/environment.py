"""The Python environment: is it complete, and if not, make ``.venv`` from the lock.

Standard library only, because it runs before anything is installed.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: two runs at the same moment are not guarded there
    fcntl = None

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MADE_FROM = VENV / "made-from.lock"
REPORT_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
LOCK_OF_COMMAND = dict.fromkeys(("report", "reports", "check", "lab"), REPORT_LOCK)
LOCK_OF_COMMAND |= dict.fromkeys(("test", "format", "bench"), DEV_LOCK)


def enter(arguments: list[str]) -> None:
    """Go on in an environment that holds what the command needs; make it when there is none.

    An environment that is active and complete is used as it is. Otherwise the process is
    replaced by the same command in ``.venv``.
    """
    lock = LOCK_OF_COMMAND.get(arguments[0]) if arguments else None
    if lock is None:
        return
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if finished(lock) if inside else complete(lock):
        # Lets ``from lib import ...`` work from any folder; hash mode refuses an editable install.
        link = Path(sysconfig.get_path("purelib")) / "ict-samenwerking.pth"
        with contextlib.suppress(OSError):  # a read-only environment still works from this folder
            link.write_text(f"{ROOT}\n", encoding="locale")
        return
    with locked(ROOT / REPORT_LOCK):  # a second first run waits, and then uses what is there
        if not finished(lock):
            _make(lock)
    command = [str(PYTHON), "-m", "lib", *arguments]
    if os.name == "nt":  # exec on Windows gives the prompt back before the work is done
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


def complete(lock: str) -> bool:
    """Tell whether the running Python has every package of the lock at the locked version."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    try:  # packaging stands in the lock itself: without it something is missing
        from packaging.requirements import Requirement

        asked = map(Requirement, re.findall(r"^(\w.*?) *\\?$", text, re.MULTILINE))
        needed = [one for one in asked if not one.marker or one.marker.evaluate()]
        return all(one.specifier.contains(version(one.name), True) for one in needed)
    except ImportError:  # a package that is not installed is one, too
        return False


def finished(lock: str) -> bool:
    """Tell whether ``.venv`` was made whole from this lock, or for the tests, which need more."""
    enough = [(ROOT / name).read_bytes() for name in (lock, DEV_LOCK)]
    return PYTHON.exists() and MADE_FROM.is_file() and MADE_FROM.read_bytes() in enough


def _make(lock: str) -> None:
    if VENV.is_symlink():
        sys.exit(".venv is een koppeling naar een andere map; haal die eerst weg.")
    print(f"De omgeving .venv wordt gemaakt uit {lock}; dit gebeurt één keer.", file=sys.stderr)
    base = getattr(sys, "_base_executable", sys.executable)  # .venv cannot make itself
    # uv is three times as fast; pip is still there when it fails
    uv, ways = shutil.which("uv"), [[PYTHON, "-m", "pip", "install"]]
    if uv:
        ways.insert(0, [uv, "pip", "install", "--compile-bytecode", "--python", PYTHON])
    what = ["--quiet", "--require-hashes", "--only-binary", ":all:", "-r", lock]
    made = _succeeds([base, "-m", "venv", "--clear", VENV])
    if not (made and any(_succeeds([*way, *what]) for way in ways)):
        sys.exit("De omgeving kon niet worden gemaakt; de melding staat hierboven.")
    shutil.copy(ROOT / lock, MADE_FROM)  # last: half an environment has none


def _succeeds(command: list[str | Path]) -> bool:
    if index := os.environ.get("PIP_INDEX_URL"):  # uv does not read pip's settings
        os.environ.setdefault("UV_DEFAULT_INDEX", index)
    # Shown afterwards, so that what it says on Ctrl-C is not; and on stderr, since the last line
    # of stdout belongs to the command itself.
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(done.stdout.decode(errors="replace"), end="", file=sys.stderr)
    return done.returncode == 0


@contextlib.contextmanager
def locked(path: Path, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a file; the system frees it when the process ends, however it ends.

    Raises
    ------
    BlockingIOError
        When another process holds it and `wait` is False.
    """
    with path.open("a") as handle:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
