"""A process that has the heavy imports already and forks a kernel from them when asked.

The standard library's fork server does the work. This module imports nothing else, so that the
server can start before anything slow is imported here: both then load at the same time.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from multiprocessing import connection, forkserver
from pathlib import Path

PRELOAD = [
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "psutil",
    "tornado.platform.asyncio",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "pandas",
    "seaborn",
    "lib.page.show",
    "lib.page.charts",
    "lib.page.plans",
    "lib.dossier",
    *(f"lib.{path.stem}" for path in sorted(Path(__file__).parents[1].glob("[a-z]*.py"))),
]
# The same on every machine, so that the same inputs give the same bytes.
FIXED = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "TZ": "UTC",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


@contextlib.contextmanager
def server() -> Iterator[None]:
    """Start the fork server, with the fixed environment, and leave nothing behind."""
    # Socket names may hold about 100 characters, so not inside the client's folder. An own
    # IPython folder keeps a user's start-up files out of a client's report.
    with tempfile.TemporaryDirectory(prefix="ict-") as folder:
        own = {"IPYTHONDIR": folder, "JUPYTER_RUNTIME_DIR": folder}
        with environment({**FIXED, **own}):
            if possible():
                context().set_forkserver_preload(PRELOAD)
                with contextlib.suppress(OSError):  # ordinary kernels then do the work
                    forkserver.ensure_running()
            yield


def possible() -> bool:
    """Tell whether this system can fork safely (Windows cannot, macOS not with its libraries)."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def context() -> multiprocessing.context.BaseContext:
    """Give the way in which processes are started."""
    return multiprocessing.get_context("forkserver")


@contextlib.contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def serve(arguments: list[str], folder: str, variables: dict[str, str]) -> None:
    """Be a kernel; runs in the fork."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.modules["debugpy"] = None  # nobody debugs here, and importing it costs a quarter second
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"  # else it prints how to stop a kernel
    app.initialize([*arguments, parent, "--HistoryManager.enabled=False"])
    app.start()


def _end_with_parent() -> None:
    """End the kernel and all it started when the run is gone, even when that was killed."""
    connection.wait([multiprocessing.parent_process().sentinel])
    os.killpg(0, signal.SIGKILL)
