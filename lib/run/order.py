"""Which notebooks must wait for which, and running those that need not at the same time.

A notebook waits for an earlier one when its code names a table that the earlier one writes. That
errs on the safe side: a name in quotes is enough, and a write whose table cannot be read off the
code makes every later notebook wait.
"""

import multiprocessing
import os
import re
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

import nbformat

MOST_AT_ONCE = 4
WRITE = re.compile(r"\.write\(\s*(?:(['\"])(\w+)\1)?")


def waits_for(notebooks: dict[str, Path]) -> dict[str, set[str]]:
    """Give for each notebook the earlier ones whose tables it needs."""
    codes = {name: _code(path) for name, path in notebooks.items()}
    written = {name: [table for _, table in WRITE.findall(code)] for name, code in codes.items()}
    names = list(notebooks)
    return {
        later: {earlier for earlier in names[:place] if _needs(codes[later], written[earlier])}
        for place, later in enumerate(names)
    }


def _code(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def _needs(code: str, tables: list[str]) -> bool:
    return any(not table or re.search(rf"['\"]{table}['\"]", code) for table in tables)


def run_all(work: dict[str, set[str]], task: Callable[[str], object]) -> None:
    """Run the task for every name, after the names it waits for.

    Raises what the first failing task raised; nothing new is started then.
    """
    left, done = dict(work), set()
    running: dict[Future, str] = {}
    with ThreadPoolExecutor(min(MOST_AT_ONCE, os.cpu_count() or 1)) as pool:
        try:
            while left or running:
                for name in [name for name, needs in left.items() if needs <= done]:
                    del left[name]
                    running[pool.submit(task, name)] = name
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    future.result()
                    done.add(running.pop(future))
        except BaseException:  # also Ctrl-C: do not wait for notebooks that nobody will read
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in multiprocessing.active_children():
                kernel.kill()
            raise
