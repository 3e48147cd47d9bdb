"""Work on a stream of pieces with a few threads: answers in the order of the pieces, and never many in flight."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from yulin.atlas.workers import threads

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


def in_turn(work: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> Iterator[Answer]:
    """``work`` over pieces that are taken one by one, in this thread, as earlier ones are done.

    The language of messages goes along into the threads. Of pieces and answers together at most two per thread are
    held, so memory does not grow with the stream.
    """
    workers = threads()
    if workers == 1:
        yield from map(work, pieces)
        return
    waiting: deque[Future[Answer]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for piece in pieces:
                waiting.append(pool.submit(copy_context().run, work, piece))
                if len(waiting) >= 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
