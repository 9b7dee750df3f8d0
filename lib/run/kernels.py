"""Jupyter's side of the fast kernels: start one as a fork, and let jupyter do the rest.

An ordinary kernel costs about three seconds of imports for every notebook. A fork of a process
that has them is a new, clean process all the same. Where forking is not possible, jupyter's
ordinary kernels do the work.
"""

import logging
import os
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from jupyter_core.paths import jupyter_runtime_dir
from traitlets.config import Config

from lib.run import forking


def settings(name: str) -> Config:
    """Give papermill's kernel settings: file sockets, since ipykernel warns about open ports.

    The sockets are named after the connection file. Without a name of its own every kernel uses
    `kernel-ipc-1` to 5 in the working folder, and two that run at the same time share them.
    """
    own = {"connection_file": f"{jupyter_runtime_dir()}/{name}.json"}
    own |= {"transport": "tcp" if os.name == "nt" else "ipc", "client_factory": QuickClient}
    return Config({"KernelManager": own})


def register() -> None:
    """Let forks stand in for the kernels of this process; an entry point needs a distribution."""
    # papermill's own messages; ours says which notebook, under which heading and why
    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)
    if forking.POSSIBLE:
        factory, usual = KernelProvisionerFactory.instance(), "local-provisioner"
        entry = EntryPoint(usual, f"{__name__}:ForkedKernel", factory.GROUP_NAME)
        factory.provisioners[usual] = entry


class QuickChannel(AsyncZMQSocketChannel):
    """Listen as usual, but do not wait 0.2 s for what a new kernel never says.

    Once jupyter has heard a kernel it still waits that long for leftovers, for every notebook.
    """

    heard = False

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Give the next message."""
        message = await super().get_msg(0.02 if self.heard and timeout == 0.2 else timeout)
        self.heard = True
        return message


class QuickClient(AsyncKernelClient):
    """A client that is ready as soon as its kernel is."""

    iopub_channel_class = QuickChannel


class ForkedKernel(LocalProvisioner):
    """Start a kernel as a fork; everything after the start is jupyter's own."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Fork a kernel."""
        folder = str(kwargs.get("cwd") or Path.cwd())
        arguments = (cmd[cmd.index("-f") :], folder, dict(kwargs.get("env") or os.environ))
        process = forking.Fork(target=forking.serve, args=arguments, daemon=True)
        process.start()
        self.process, self.cwd = process, folder
        self.pid = self.pgid = process.pid
        return self.connection_info
