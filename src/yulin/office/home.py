"""The home: the one folder that holds everything (records, atlas, files, reports) and is all there is to
back up.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

from yulin.findings import Refusal
from yulin.i18n import gettext as _


def home_path() -> Path:
    """The home folder named by ``YULIN_HOME``, else ``./yulin-home``; it need not exist yet."""
    return Path(os.environ.get("YULIN_HOME", "yulin-home")).resolve()


def make_home() -> Path:
    """Create the home and its folders where they are missing; Refusal when the place cannot be written."""
    home = home_path()
    try:
        for part in ("atlas", "files", "reports"):
            (home / part).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Refusal(
            _("数据目录 {home} 无法建立：{why}。请换一个可写的目录（--home）。").format(
                home=home, why=fault.strerror
            )
        ) from fault
    return home


def put_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, whoever else writes it at the same time; its folder must exist."""
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
