"""Progress bars on standard error for work that takes longer than a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def _bars() -> Any:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


@contextmanager
def progress_bar(title: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A bar of ``total`` steps; the yielded function advances it by one and shows what is being done."""
    with _bars() as bars:
        task = bars.add_task(title, total=total)

        def step(what: str) -> None:
            bars.update(task, advance=1, description=f"{title} {what}")

        yield step


@contextmanager
def measured_bar(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for work that says how far it is: the yielded function takes (what, done, of)."""
    with _bars() as bars:
        task = bars.add_task(title, total=None)

        def show(what: str, done: int, of: int) -> None:
            bars.update(task, completed=done, total=of, description=f"{title} {what}")

        yield show
