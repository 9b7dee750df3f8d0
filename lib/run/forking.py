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

# Windows cannot fork, and macOS not safely with its libraries.
POSSIBLE = hasattr(os, "fork") and sys.platform != "darwin"
CONTEXT = multiprocessing.get_context("forkserver" if POSSIBLE else None)
ANALYSIS = sorted(Path(__file__).parents[1].glob("[a-z]*.py"))
PRELOAD = Path(__file__).with_name("preload.txt").read_text(encoding="utf-8").split()
PRELOAD += [f"lib.{path.stem}" for path in ANALYSIS]
# The same on every machine, so that the same inputs give the same bytes.
FIXED = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "TZ": "UTC",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


class Fork(CONTEXT.Process):
    """A process with the few members of Popen that jupyter uses."""

    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        """Give the exit code, or None while it runs."""
        return self.exitcode

    wait = poll  # jupyter asks for it only when the process has ended

    def send_signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)


@contextlib.contextmanager
def server() -> Iterator[None]:
    """Start the fork server; this process and all it starts get the fixed environment."""
    # Socket names may hold about 100 characters, so not inside the client's folder. An own
    # IPython folder keeps a user's start-up files out of a client's report.
    with tempfile.TemporaryDirectory(prefix="ict-") as folder:
        os.environ.update(FIXED, IPYTHONDIR=folder, JUPYTER_RUNTIME_DIR=folder)
        if POSSIBLE:
            CONTEXT.set_forkserver_preload(PRELOAD)
            # the server inherits this: on Ctrl-C its imports would print a traceback
            usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
            forkserver.ensure_running()
            signal.signal(signal.SIGINT, usual)
        yield


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
