"""The same office on PostgreSQL: its tables, a load, a refused load, the figures and the journal's chain.

A throw-away cluster on a free local port; skipped where PostgreSQL's programs are not installed.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

YULIN = Path(sys.executable).with_name("yulin")
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "pg_ctl").exists()), None)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of an empty database."""
    folder = programs()
    if folder is None:
        pytest.skip("needs PostgreSQL's programs (Debian: postgresql)")
    as_owner: list[str] = []
    scratch = Path(tempfile.mkdtemp(prefix="yulin-pg-"))
    if os.getuid() == 0:  # the server refuses to run as root
        if "postgres" not in {user.pw_name for user in pwd.getpwall()} or not shutil.which("runuser"):
            pytest.skip("needs the user postgres, because PostgreSQL does not run as root")
        shutil.chown(scratch, "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*words: object) -> None:
        subprocess.run([*as_owner, *map(str, words)], check=True, cwd=scratch, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    try:
        run(folder / "initdb", "-D", scratch / "data", "-U", "yulin", "--auth=trust", "-E", "UTF8",
            "--no-sync", "--locale=C.UTF-8")
        run(folder / "pg_ctl", "-D", scratch / "data", "-w", "-l", scratch / "log", "start", "-o",
            f"-p {port} -k {scratch} -c listen_addresses=127.0.0.1 -c fsync=off")
        try:
            yield f"postgresql://yulin@127.0.0.1:{port}/postgres"
        finally:
            run(folder / "pg_ctl", "-D", scratch / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@pytest.fixture
def yulin(address: str, tmp_path: Path) -> Run:
    """Runs ``yulin`` over that database, with the home in ``tmp_path``."""
    surroundings = {**os.environ, "YULIN_DATABASE_URL": address, "YULIN_HOME": str(tmp_path / "home")}
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(YULIN), *map(str, words)], env=surroundings, cwd=tmp_path,
                              capture_output=True, text=True, encoding="utf-8")

    return run


def book(path: Path, title: str, rows: list[list[Any]]) -> Path:
    """A workbook of one sheet."""
    workbook = Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def test_load_figures_and_journal_are_those_of_sqlite(yulin: Run, tmp_path: Path) -> None:
    heads = ["救助编号", "物种", "保护级别", "数量(只)", "所在乡镇", "救助日期"]
    regions = book(tmp_path / "行政区划.xlsx", "行政区划", [["代码", "名称"], ["990102", "青禾区"],
                                                    ["990102001", "东关街道"]])
    rescues = book(tmp_path / "野生动物救助台账.xlsx", "野生动物救助台账", [
        heads,
        ["2025-1", "红隼", "二级", 3, "东关街道", dt.date(2025, 4, 1)],
        ["2025-2", "刺猬", "三级", 2, "东关街道", dt.date(2025, 5, 1)],
        ["2024-9", "红隼", "二级", 7, "东关街道", dt.date(2024, 12, 31)]])
    bad = book(tmp_path / "bad.xlsx", "野生动物救助台账", [
        heads,
        ["2025-3", "红隼", "二级", 9, "东关街道", dt.date(2025, 6, 1)],
        ["2025-4", "红隼", "二级", -1, "东关街道", dt.date(2025, 6, 1)]])

    assert yulin("office", "init").returncode == 0
    loaded = yulin("office", "load", regions, rescues, "--format", "json")
    assert loaded.returncode == 0, loaded.stderr
    assert [(r["rows"], r["created"]) for r in json.loads(loaded.stdout)] == [(2, 2), (3, 3)]

    refused = yulin("office", "load", bad)
    assert (refused.returncode, refused.stdout) == (2, "")

    figures = {f["code"]: f for f in json.loads(yulin("figures", "--year", 2025, "--format", "json").stdout)}
    assert figures["wildlife.total"]["value"] == "5"
    assert figures["wildlife.class_2"]["value"] == "3"
    assert figures["wildlife.unknown_code"]["value"] == "2"

    chain = yulin("office", "journal")
    assert chain.returncode == 0, chain.stdout
    assert not (tmp_path / "home" / "office.sqlite3").exists()
