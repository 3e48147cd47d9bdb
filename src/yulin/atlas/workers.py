"""Work in blocks on a few threads; the compiled functions release the interpreter's lock.

Threads of the interpreter, not of the compiler's own pool: the office answers many requests at once, and these
may overlap freely. Work inside a piece of work stays on its thread. ``YULIN_THREADS`` sets their number (default:
the processors).
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from threading import local
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

S = TypeVar("S")
T = TypeVar("T")

_HERE = local()


def threads() -> int:
    """How many threads to use."""
    return max(1, int(os.environ.get("YULIN_THREADS") or 0) or len(os.sched_getaffinity(0))
               if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def spread(work: Callable[[int, int], T], n: int, block: int) -> list[T]:
    """``work(first, last)`` over 0…n in blocks; the answers in order, whatever thread gave them."""
    bounds = [(a, min(n, a + block)) for a in range(0, n, block)]
    if len(bounds) <= 1 or threads() == 1 or getattr(_HERE, "busy", False):
        return [work(a, b) for a, b in bounds]
    with ThreadPoolExecutor(threads(), initializer=_now_busy) as pool:
        return list(pool.map(lambda ab: work(*ab), bounds))


def joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """The arrays of ``parts`` (at least one) one after another; large ones are copied on all threads."""
    if len(parts) == 1:
        return parts[0]
    start = np.concatenate([[0], np.cumsum([len(part) for part in parts])])
    out = np.empty((start[-1], *parts[0].shape[1:]), parts[0].dtype)

    def copy(first: int, last: int) -> None:
        for k in range(first, last):
            out[start[k]:start[k + 1]] = parts[k]

    spread(copy, len(parts), 4)
    return out


def stream(work: Callable[[S], T], items: Iterable[S]) -> Iterator[T]:
    """``work(item)`` for each item, the answers in order; items are taken one by one, in this thread, as earlier ones
    are done.

    The language of messages goes along into the threads. Of items and answers together at most two per thread are
    held, so memory does not grow with the stream.
    """
    count = threads()
    if count == 1 or getattr(_HERE, "busy", False):
        yield from map(work, items)
        return
    with ThreadPoolExecutor(count, initializer=_now_busy) as pool:
        waiting: deque[Future[T]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(copy_context().run, work, item))
                if len(waiting) >= 2 * count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for left in waiting:
                left.cancel()


def _now_busy() -> None:
    _HERE.busy = True
