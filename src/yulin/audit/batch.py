"""Many documents (成批核数): several processes read them, the answers come back in the order of the list.

A document that cannot be read, or that breaks the process reading it, becomes a refusal of its own; the others go on.
Only a few answers are held at a time; what is made of them is the caller's to keep or to write.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from yulin.audit.auditor import audit_path
from yulin.audit.documents import ENDINGS
from yulin.audit.report import AuditReport
from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.i18n import language, use_language

T = TypeVar("T")
_FEW = 4  # documents: fewer are read in this process
_AHEAD = 16  # documents under way


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What became of one document: what ``finish`` made of its report, or the sentence that refuses it."""

    path: Path
    made: T | None
    refused: str = ""


def documents_in(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those in the folders named that can be read, in the order of their names.

    Hidden files and the lock files of office programs are left out. Raises Refusal for a folder without documents.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file()
                        and not any(part.startswith((".", "~$")) for part in p.relative_to(path).parts))
        if not inside:
            raise Refusal(_("文件夹 {path} 里没有可核的文件（txt、md、html、docx、pdf、doc、wps）。").format(path=path))
        found += inside
    return found


def audit_many(paths: Sequence[Path], finish: Callable[[AuditReport], T]) -> Iterator[Answer[T]]:
    """Audit the documents and yield what ``finish`` makes of each report, in the order of ``paths``.

    finish: a module's function, for it runs where the document was read.
    """
    if len(paths) < _FEW:
        for path in paths:
            yield _one(path, finish)
        return
    waiting = deque(paths)
    while waiting:
        broken = yield from _pooled(waiting, finish)
        if broken:
            # of those under way one broke its process: each is tried alone, and the one that does it again is refused
            for _n in range(min(_AHEAD, len(waiting))):
                yield _alone(waiting.popleft(), finish)


def _pooled(waiting: deque[Path], finish: Callable[[AuditReport], T]) -> Generator[Answer[T], None, bool]:
    """Work through ``waiting``; returns whether a process broke, with the documents not yet answered left in it."""
    under_way: deque[tuple[Path, Future[Answer[T]]]] = deque()
    rest = deque(waiting)
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8), initializer=use_language, initargs=(language(),)) as pool:
        try:
            while rest or under_way:
                while rest and len(under_way) < _AHEAD:
                    path = rest.popleft()
                    under_way.append((path, pool.submit(_one, path, finish)))
                answer = under_way[0][1].result()
                under_way.popleft()
                waiting.popleft()
                yield answer
        except BrokenProcessPool:
            return True
    return False


def _alone(path: Path, finish: Callable[[AuditReport], T]) -> Answer[T]:
    with ProcessPoolExecutor(1, initializer=use_language, initargs=(language(),)) as pool:
        try:
            return pool.submit(_one, path, finish).result()
        except BrokenProcessPool:
            return Answer(path, None, _("{name}：读取时程序中断，未核；请另存为 .docx 后重试。").format(name=path.name))


def _one(path: Path, finish: Callable[[AuditReport], T]) -> Answer[T]:
    try:
        return Answer(path, finish(audit_path(path)))
    except Refusal as refusal:
        return Answer(path, None, str(refusal))
    except RecursionError:
        return Answer(path, None, _("{name}：结构嵌套过深，无法读取。").format(name=path.name))
    except MemoryError:
        return Answer(path, None, _("{name}：内存不足，无法读取。").format(name=path.name))
