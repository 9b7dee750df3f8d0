"""How long work takes: CPU seconds, the least of some rounds, since other programs only add."""

import time
from collections.abc import Callable


def seconds(work: Callable[[], object], rounds: int = 5) -> float:
    """Give the least CPU time of some rounds."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)
