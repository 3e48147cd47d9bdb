"""Long work on layers, done beside the office: a process of its own, a folder that says how far it is.

A job's folder is ``<home>/atlas-checks/<layer>/<what>/``. While the job runs it holds ``lock``, which the process
touches every few seconds, and ``state.json``; when it is done, its results appear beside, each whole. A job whose lock
is not touched any more has stopped, whatever the reason, and may be started again.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.office.home import put_whole

FOLDER = "atlas-checks"
LOCK, STATE, LOG = "lock", "state.json", "log.txt"
GEOPACKAGE, GEOJSON = "faults.gpkg", "faults.json"
CHANGES, CHANGES_DRAWN = "changes.gpkg", "changes.json"
IMPORT, REQUEST = "import-", "request.json"  # the folder of an import, and what was asked of it
BEAT_SECONDS, STOPPED_SECONDS = 3, 120
MOST_AT_ONCE = 2
Status = Literal["running", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class State:
    """How far a job is. step: what it does now; done, of: steps; by: who started it; error: why it failed."""

    status: Status
    step: str
    done: int
    of: int
    by: str
    started: float
    error: str = ""


def folder_of(home: Path, layer: str, what: str) -> Path:
    """The folder of a job. what: a version, ``before..after``, or ``import-`` and a day."""
    return home / FOLDER / layer / what


def put(path: Path, text: str) -> None:
    """Write a file of text whole or not at all."""
    put_whole(path, text.encode())


def put_state(folder: Path, state: State) -> None:
    """Say how far the job is."""
    put(folder / STATE, json.dumps(asdict(state), ensure_ascii=False))


def state_of(folder: Path) -> State | None:
    """How far the job in the folder is; None where none was ever started."""
    try:
        state = State(**json.loads((folder / STATE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    if state.status == "running" and not _alive(folder):
        return State("stopped", state.step, state.done, state.of, state.by, state.started)
    return state


def result_of(folder: Path, name: str = "result.json") -> Any | None:
    """What the last finished job in the folder found; None where there is nothing."""
    try:
        return json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _alive(folder: Path) -> bool:
    try:
        return time.time() - (folder / LOCK).stat().st_mtime < STOPPED_SECONDS
    except OSError:
        return False


def _lock(home: Path, folder: Path) -> str:
    """Take the folder for a new job; what stands in its lock."""
    folder.mkdir(parents=True, exist_ok=True)
    running = [lock.parent for lock in (home / FOLDER).glob(f"*/*/{LOCK}") if _alive(lock.parent)]
    if folder in running:
        raise Refusal(_("这项工作正在进行，请等它完成。"))
    if len(running) >= MOST_AT_ONCE:
        raise Refusal(_("已有 {n} 项检查或比较在进行，请等一项完成后再开始。").format(n=len(running)))
    (folder / LOCK).unlink(missing_ok=True)
    mark = uuid4().hex
    try:
        with (folder / LOCK).open("x", encoding="ascii") as lock:
            lock.write(mark)
    except FileExistsError:
        raise Refusal(_("这项工作正在进行，请等它完成。")) from None
    return mark


def start(home: Path, layer: str, what: str, by: str, words: str) -> subprocess.Popen[bytes]:
    """Start a check, a comparison or an import (see ``folder_of``) and return at once; Refusal while it is running.

    by: who started it; words: the language of the findings, ``zh`` or ``en``.
    """
    folder = folder_of(home, layer, what)
    try:
        mark = _lock(home, folder)
        put_state(folder, State("running", "", 0, 0, by, time.time()))
        with (folder / LOG).open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, checked names
                [sys.executable, "-m", "yulin.office.layers.run", str(home), layer, what, by, words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=True)
    except OSError as fault:
        (folder / LOCK).unlink(missing_ok=True)
        raise Refusal(_("写不进 {home}（{reason}），请检查权限和空间。").format(
            home=home, reason=fault.strerror or fault)) from fault
    threading.Thread(target=_watch, args=(process, folder, mark), daemon=True).start()
    return process


def _watch(process: subprocess.Popen[bytes], folder: Path, mark: str) -> None:
    """Wait for the process, so that one which was killed leaves no lock behind; a later job's lock is let be."""
    process.wait()
    try:
        if (folder / LOCK).read_text("ascii") != mark:
            return
    except OSError:
        return
    state = state_of(folder)
    if state is not None and state.status == "running":
        put_state(folder, State("stopped", state.step, state.done, state.of, state.by, state.started))
    (folder / LOCK).unlink(missing_ok=True)


def beat(folder: Path, until: threading.Event) -> None:
    """Touch the lock until the job is over."""
    while not until.wait(BEAT_SECONDS):
        (folder / LOCK).touch()
