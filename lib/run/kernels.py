"""Jupyter's side of the fast kernels: start one as a fork, and let jupyter do the rest.

An ordinary kernel costs about three seconds of imports for every notebook. A fork of a process
that has them is a new, clean process all the same. Where forking is not possible, or fails,
jupyter's ordinary kernels do the work.
"""

import os
from importlib.metadata import EntryPoint
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets.config import Config

from lib.run import forking

NAME = "forked"


def settings() -> Config:
    """Give papermill's kernel settings: file sockets, since ipykernel warns about open ports."""
    transport = "tcp" if os.name == "nt" else "ipc"
    return Config({"KernelManager": {"transport": transport}})


def register() -> None:
    """Make forks the default kernels of this process; an entry point needs a distribution."""
    if not forking.possible():
        return
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
        arguments = (cmd[cmd.index("-f") :], folder, variables)
        process = forking.context().Process(target=forking.serve, args=arguments, daemon=True)
        try:
            process.start()
        except (OSError, EOFError):  # no server, or it ended
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
