"""The Python environment: is it complete, and if not, make ``.venv`` from the lock.

Standard library only, because it runs before anything is installed.
"""

import ast
import contextlib
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
REPORT_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
LOCK_OF_COMMAND = {
    **dict.fromkeys(("report", "reports", "check", "lab", "bench"), REPORT_LOCK),
    **dict.fromkeys(("test", "format"), DEV_LOCK),
}
# uv does not read pip's variables; the machine's choice of registry must hold for both.
UV_NAME_OF_PIP_SETTING = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
}


def enter(arguments: list[str]) -> None:
    """Go on in an environment that holds what the command needs; make it when there is none.

    An environment that is active and complete is used as it is. Otherwise the process is
    replaced by the same command in ``.venv``.
    """
    lock = LOCK_OF_COMMAND.get(arguments[0]) if arguments else None
    if lock is None:
        return
    if _inside_venv() and _stamped(lock) or not _inside_venv() and complete(lock):
        _link_root()
        return
    if not _stamped(lock):
        _make_once(lock)
    python = str(_interpreter())
    command = [python, "-m", "lib", *arguments]
    if os.name == "nt":  # exec on Windows gives the prompt back before the work is done
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(python, command)


def complete(lock: str) -> bool:
    """Tell whether the running Python has every package of the lock at the locked version."""
    installed = _installed()
    return all(installed.get(name) == version for name, version in needed(lock).items())


def needed(lock: str) -> dict[str, str]:
    """Give name and version of every package that the lock asks for on this machine."""
    line = re.compile(r"^([\w.-]+)(?:\[.*?\])?==(\S+)(?: *; *(.*?))? *\\?$", re.MULTILINE)
    found = line.findall((ROOT / lock).read_text(encoding="utf-8"))
    return {_plain(name): version for name, version, marker in found if applies(marker)}


def applies(marker: str) -> bool:
    """Evaluate an environment marker such as ``python_full_version < '3.12'``.

    Markers are a subset of Python's own expressions, so Python's parser reads them.
    """
    facts = {
        "python_full_version": platform.python_version(),
        "python_version": ".".join(platform.python_version_tuple()[:2]),
        "sys_platform": sys.platform,
        "os_name": os.name,
        "platform_system": platform.system(),
        "platform_machine": platform.machine(),
        "implementation_name": sys.implementation.name,
        "platform_python_implementation": platform.python_implementation(),
    }

    def value(node: ast.expr) -> bool:
        if isinstance(node, ast.BoolOp):
            join = all if isinstance(node.op, ast.And) else any
            return join([value(part) for part in node.values])
        assert isinstance(node, ast.Compare)
        left, right = (
            facts[side.id] if isinstance(side, ast.Name) else ast.literal_eval(side)
            for side in (node.left, node.comparators[0])
        )
        return _compare(left, node.ops[0], right)

    return not marker or value(ast.parse(marker, mode="eval").body)


def _compare(left: str, operator: ast.cmpop, right: str) -> bool:
    if right.endswith(".*"):
        right = right.removesuffix(".*")
        left = ".".join(left.split(".")[: right.count(".") + 1])
    equal = left == right
    if isinstance(operator, ast.Eq | ast.NotEq):
        return equal is isinstance(operator, ast.Eq)
    less = _numbers(left) < _numbers(right)
    return {
        ast.Lt: less,
        ast.LtE: less or equal,
        ast.Gt: not less and not equal,
        ast.GtE: not less,
    }[type(operator)]


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _installed() -> dict[str, str]:
    """Read the names of the .dist-info folders: opening 120 metadata files takes far longer."""
    folders = [Path(place) for place in sys.path if place and Path(place).is_dir()]
    found = [info.name for folder in reversed(folders) for info in folder.glob("*.dist-info")]
    pairs = [name.removesuffix(".dist-info").split("-", 1) for name in found]
    return {_plain(name): version for name, version in pairs}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _inside_venv() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def _interpreter() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _hash(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _stamped(lock: str) -> bool:
    """Tell whether ``.venv`` was finished for this lock, or for the tests, which need more."""
    stamp = VENV / ".lock-sha256"
    enough = {_hash(lock), _hash(DEV_LOCK)}
    return stamp.is_file() and stamp.read_text() in enough and _interpreter().exists()


def _make_once(lock: str) -> None:
    """Make ``.venv``; a second process that wants the same waits and then uses it."""
    with _alone():
        if _stamped(lock):
            return
        if VENV.is_symlink():
            sys.exit(".venv is een koppeling naar een andere map; haal die eerst weg.")
        print(
            f"De omgeving .venv wordt gemaakt uit {lock}; dit gebeurt één keer.", file=sys.stderr
        )
        if not (_make_with_uv(lock) or _make_with_pip(lock)):
            sys.exit("De omgeving kon niet worden gemaakt; de melding staat hierboven.")
        (VENV / ".lock-sha256").write_text(_hash(lock))  # last: half an environment has no stamp


def _make_with_uv(lock: str) -> bool:
    uv = [path] if (path := shutil.which("uv")) else [sys.executable, "-m", "uv"]
    if not path and not importlib.util.find_spec("uv"):
        return False
    settings = {UV_NAME_OF_PIP_SETTING[name]: value for name, value in os.environ.items()
                if name in UV_NAME_OF_PIP_SETTING}  # fmt: skip
    environment = {**settings, **os.environ, "VIRTUAL_ENV": str(VENV)}
    make = [*uv, "venv", "--quiet", "--clear", "--python", _base_python(), str(VENV)]
    install = [*uv, "pip", "install", "--quiet", "--require-hashes", "--no-build",
               "--compile-bytecode", "-r", lock]  # fmt: skip
    return _runs(make, environment) and _runs(install, environment)


def _make_with_pip(lock: str) -> bool:
    make = [_base_python(), "-m", "venv", "--clear", str(VENV)]
    install = [str(_interpreter()), "-m", "pip", "install", "--quiet", "--require-hashes",
               "--only-binary", ":all:", "--disable-pip-version-check", "-r", lock]  # fmt: skip
    return _runs(make, dict(os.environ)) and _runs(install, dict(os.environ))


def _runs(command: list[str], environment: dict[str, str]) -> bool:
    # Output goes to stderr: the last line of stdout belongs to the command itself.
    return subprocess.run(
        command, cwd=ROOT, env=environment, stdout=sys.stderr, check=False
    ).returncode == 0  # fmt: skip


def _base_python() -> str:
    """Give a Python outside ``.venv``: an environment cannot be made by itself."""
    return getattr(sys, "_base_executable", sys.executable) if _inside_venv() else sys.executable


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # Windows: two first runs at the same moment are not guarded there
        yield
        return
    with (ROOT / REPORT_LOCK).open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _link_root() -> None:
    """Let ``from lib import ...`` work from any folder in this environment.

    Hash mode refuses an editable install; one ``.pth`` line does the same.
    """
    if sys.prefix == sys.base_prefix and not os.environ.get("CONDA_PREFIX"):
        return  # the machine's own Python is not ours to write in
    link = Path(sysconfig.get_path("purelib")) / "ict-samenwerking.pth"
    with contextlib.suppress(OSError):  # a read-only environment still works from this folder
        if not link.exists() or link.read_text(encoding="locale").strip() != str(ROOT):
            link.write_text(f"{ROOT}\n", encoding="locale")
