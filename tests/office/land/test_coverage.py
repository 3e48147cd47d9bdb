"""The coverage page names only registers, pages, commands and tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from django.urls import resolve
from typer.main import get_command

from yulin.cli.main import cli
from yulin.office.registers.declaration import REGISTERS

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "coverage.md"
CELLS = ("row", "what", "register", "page", "command", "test")


def rows() -> list[dict[str, str]]:
    """The table's rows as dictionaries."""
    lines = [line for line in PAGE.read_text("utf-8").splitlines() if re.match(r"\| \d+ \|", line)]
    return [dict(zip(CELLS, (c.strip() for c in line.strip("|").split("|")), strict=True)) for line in lines]


def named(row: dict[str, str], cell: str) -> list[str]:
    """What stands between backticks in a cell."""
    return re.findall(r"`([^`]+)`", row[cell])


ROWS = rows()


def test_rows_1_to_44_are_there_once_and_in_order() -> None:
    assert [int(row["row"]) for row in ROWS][:44] == list(range(1, 45))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["row"])
def test_what_a_row_names_exists(row: dict[str, str]) -> None:
    assert [code for code in named(row, "register") if code not in REGISTERS] == []
    for address in (*named(row, "page"), *named(row, "command")):
        if address.startswith("/"):
            resolve(re.sub(r"<\w+>", "1", address.partition("?")[0]))
        elif address.startswith("yulin "):
            _command(address.split()[1:])
    for name in named(row, "test"):
        _test(name)


def _command(words: list[str]) -> None:
    command: Any = get_command(cli)
    for word in words:
        if word.startswith(("-", "<")) or not hasattr(command, "get_command"):
            return
        found = command.get_command(typer.Context(command), word)
        assert found is not None, f"no command {' '.join(words)}"
        command = found


def _test(name: str) -> None:
    path, _mark, function = name.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    if function:
        assert function in {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}, name
