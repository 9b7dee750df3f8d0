"""Jupyter's side of the fast kernels: start one as a fork, and let jupyter do the rest.

An ordinary kernel costs about three seconds of imports for every notebook. A fork of a process
that has them is a new, clean process all the same. Where forking is not possible, jupyter's
ordinary kernels do the work.
"""

import os
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from jupyter_core.paths import jupyter_runtime_dir
from traitlets.config import Config

from lib.run import forking


def settings(name: str) -> Config:
    """Give papermill's kernel settings: file sockets, since ipykernel warns about open ports.

    The sockets are named after the connection file. Without a name of its own every kernel uses
    `kernel-ipc-1` to 5 in the working folder, and two that run at the same time share them.
    """
    own = f"{jupyter_runtime_dir()}/{name}.json"
    sockets = "tcp" if os.name == "nt" else "ipc"
    return Config({"KernelManager": {"connection_file": own, "transport": sockets}})


def register() -> None:
    """Let forks stand in for the kernels of this process; an entry point needs a distribution."""
    if forking.POSSIBLE:
        factory, usual = KernelProvisionerFactory.instance(), "local-provisioner"
        entry = EntryPoint(usual, f"{__name__}:ForkedKernel", factory.GROUP_NAME)
        factory.provisioners[usual] = entry


class ForkedKernel(LocalProvisioner):
    """Start a kernel as a fork; everything after the start is jupyter's own."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Fork a kernel."""
        self.cwd = str(kwargs.get("cwd") or Path.cwd())
        arguments = (cmd[cmd.index("-f") :], self.cwd, dict(kwargs.get("env") or os.environ))
        self.process = forking.Fork(target=forking.serve, args=arguments, daemon=True)
        self.process.start()
        self.pid = self.pgid = self.process.pid
        return self.connection_info
