"""Which notebooks can run side by side."""

import multiprocessing
import os
import re
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from nbformat import NotebookNode

MOST_AT_ONCE = 4
WRITE = re.compile(r"\.write\(\s*(?:['\"](\w+))?")


def groups(notebooks: dict[str, NotebookNode]) -> list[list[str]]:
    """Divide notebooks into groups to run one after the other, each as early as can be.

    A notebook comes after the earlier ones whose tables it names; a name in quotes is enough. A
    write whose table cannot be read off the code keeps every later notebook behind it.
    """
    found: dict[int, list[str]] = defaultdict(list)
    written: list[tuple[int, str]] = []
    for name, notebook in notebooks.items():
        code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
        behind = [n for n, table in written if re.search(table and f"['\"]{table}['\"]", code)]
        place = max(behind, default=-1) + 1
        found[place].append(name)
        written += [(place, table) for table in WRITE.findall(code)]
    return list(found.values())


def side_by_side(task: Callable[[str], object], names: list[str]) -> None:
    """Run the task for every name; what is still at work when one fails is stopped."""
    with ThreadPoolExecutor(min(MOST_AT_ONCE, os.cpu_count() or 1)) as pool:
        try:
            list(pool.map(task, names))
        except BaseException:  # also Ctrl-C: do not wait for notebooks that nobody will read
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in multiprocessing.active_children():
                kernel.kill()
            raise
