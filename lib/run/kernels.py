"""Fast kernels: forked from one process that has the heavy imports already.

An ordinary kernel costs about three seconds of imports for every notebook. Here the standard
library's fork server imports once, beside papermill's own imports, and each notebook gets a
fork of it: a new, clean process all the same. On Windows, or when the server does not start,
jupyter's ordinary kernels do the work.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from multiprocessing import connection, forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets.config import Config

NAME = "forked"
PRELOAD = [
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "pandas",
    "seaborn",
    "lib.page.show",
    "lib.page.charts",
    "lib.page.plans",
    "lib.dossier",
    "lib.photo",
    "lib.swot",
    "lib.scenarios",
    "lib.business_case",
    "lib.roadmap",
    "lib.advice",
]
# The same on every machine, so that the same inputs give the same bytes; and no user's own
# start-up files in a client's report.
FIXED = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "TZ": "UTC",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def settings() -> Config:
    """Give papermill's kernel settings: file sockets, since ipykernel warns about open ports."""
    transport = "tcp" if os.name == "nt" else "ipc"
    return Config({"KernelManager": {"transport": transport}})


@contextlib.contextmanager
def ready() -> Iterator[None]:
    """Set the fixed environment, start the fork server and leave nothing behind."""
    # Socket names may hold about 100 characters, so not inside the client's folder.
    with tempfile.TemporaryDirectory(prefix="ict-") as folder:
        own = {"IPYTHONDIR": folder, "JUPYTER_RUNTIME_DIR": folder}
        with environment({**FIXED, **own}):
            if hasattr(os, "fork") and sys.platform != "darwin":
                with contextlib.suppress(OSError):
                    _start_server()
            yield


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


def _start_server() -> None:
    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOAD)
    forkserver.ensure_running()
    entry = EntryPoint(NAME, f"{__name__}:ForkedKernel", KernelProvisionerFactory.GROUP_NAME)
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = entry
    factory.default_provisioner_name = NAME


class ForkedKernel(LocalProvisioner):
    """Start a kernel as a fork; everything after the start is jupyter's own."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Fork a kernel, or start an ordinary one when that does not work."""
        folder = str(kwargs.get("cwd") or Path.cwd())
        variables = dict(kwargs.get("env") or os.environ)
        context = multiprocessing.get_context("forkserver")
        arguments = (cmd[cmd.index("-f") :], folder, variables)
        process = context.Process(target=_serve, args=arguments, daemon=True)
        try:
            process.start()
        except OSError:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = _AsPopen(process)
        self.pid = self.pgid = process.pid
        self.cwd = folder
        return self.connection_info


class _AsPopen:
    """The few members of Popen that jupyter uses, on top of a multiprocessing process."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def _serve(arguments: list[str], folder: str, variables: dict[str, str]) -> None:
    """Be a kernel; runs in the fork."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"  # else it prints how to stop a kernel
    app.initialize([*arguments, parent, "--HistoryManager.enabled=False"])
    app.start()


def _end_with_parent() -> None:
    """End the kernel and all it started when the run is gone, even when that was killed."""
    connection.wait([multiprocessing.parent_process().sentinel])
    os.killpg(0, signal.SIGKILL)
