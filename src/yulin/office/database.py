"""Where records are kept: SQLite in the home, or PostgreSQL when ``YULIN_DATABASE_URL`` says so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from yulin.findings import Refusal
from yulin.i18n import gettext as _


def database(home: Path) -> dict[str, Any]:
    """Django's settings of the database.

    SQLite runs in WAL with IMMEDIATE transactions, so that readers never wait and writers queue instead of
    failing. Refusal for an address that is not ``postgresql://user:password@host:port/name``.
    """
    address = os.environ.get("YULIN_DATABASE_URL", "")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "office.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlparse(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise Refusal(
            _("YULIN_DATABASE_URL 应形如 postgresql://用户:口令@主机:端口/库名，现为 {scheme}://…").format(
                scheme=parts.scheme
            )
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }
