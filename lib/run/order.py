"""Which notebooks wait for which, and running them side by side."""

import multiprocessing
import os
import re
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter

from nbformat import NotebookNode

# one more than there are processors: a kernel that starts mostly waits
MOST_AT_ONCE = min(4, (os.cpu_count() or 1) + 1)
WRITE = re.compile(r"\.write\(\s*(?:['\"](\w+))?")


def needs(notebooks: dict[str, NotebookNode]) -> dict[str, set[str]]:
    """Give for each notebook the earlier ones whose tables it names; a name in quotes is enough.

    A write whose table cannot be read off the code keeps every later notebook behind it.
    """
    found: dict[str, set[str]] = {}
    written: list[tuple[str, str]] = []
    for name, notebook in notebooks.items():
        code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
        found[name] = {
            n for n, table in written if re.search(table and f"['\"]{table}['\"]", code)
        }
        written += [(name, table) for table in WRITE.findall(code)]
    return found


def side_by_side(task: Callable[[str], object], needed: dict[str, set[str]]) -> None:
    """Run the task for every name as soon as can be; when one fails, the others are stopped."""
    order, at_work = TopologicalSorter(needed), dict[Future[object], str]()
    order.prepare()
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        try:
            while order.is_active():
                at_work |= {pool.submit(task, name): name for name in order.get_ready()}
                for done in wait(at_work, return_when=FIRST_COMPLETED).done:
                    done.result()
                    order.done(at_work.pop(done))
        except BaseException:  # also Ctrl-C: do not wait for notebooks that nobody will read
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in multiprocessing.active_children():
                kernel.kill()
            raise
