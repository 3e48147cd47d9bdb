"""Work in blocks on a few threads; the compiled functions release the interpreter's lock.

Threads of the interpreter, not of the compiler's own pool: the office answers many requests at once, and these
may nest and overlap freely. ``YULIN_THREADS`` sets their number (default: the processors).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def threads() -> int:
    """How many threads to use."""
    return max(1, int(os.environ.get("YULIN_THREADS") or 0) or len(os.sched_getaffinity(0))
               if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def spread(work: Callable[[int, int], T], n: int, block: int) -> list[T]:
    """``work(first, last)`` over 0…n in blocks; the answers in order, whatever thread gave them."""
    bounds = [(a, min(n, a + block)) for a in range(0, n, block)]
    if len(bounds) <= 1 or threads() == 1:
        return [work(a, b) for a, b in bounds]
    with ThreadPoolExecutor(threads()) as pool:
        return list(pool.map(lambda ab: work(*ab), bounds))
