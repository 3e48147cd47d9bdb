"""The key that signs sessions: made once, kept in the home, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """``YULIN_SECRET_KEY``, else the home's own key (made on first use); a passing key where there is no
    home yet.
    """
    given = os.environ.get("YULIN_SECRET_KEY")
    if given:
        return given
    path = home / "secret.key"
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(50)
    if home.is_dir():
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(key)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
    return key
