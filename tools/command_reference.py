"""Write ``docs/reference/commands.md``: every command with its help, arguments and options.

Run it after changing a command: ``make docs``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from yulin.cli.main import cli

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "commands.md"
HEAD = """# Commands

Made by `tools/command_reference.py` from the commands themselves; `yulin COMMAND --help` says the same.

Exit codes: **0** done, nothing wrong found; **1** done, something of level *error* found in the input;
**2** could not do it (bad usage, unreadable file, unknown layer): one clear sentence on standard error. With
`--format json` a command prints one JSON document on standard output and nothing else there; progress and
warnings go to standard error. Exact numbers are JSON strings.
"""


def page() -> str:
    """The page's text."""
    top: Any = get_command(cli)
    context = typer.Context(top)
    parts = [HEAD]
    for name in top.list_commands(context):
        parts += _sections(top.get_command(context, name), ("yulin", name))
    return "\n".join(parts)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")


def _sections(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    """The section of a command, then those of the commands below it."""
    if command.hidden:
        return
    words = " ".join(path)
    yield f"{'#' * min(len(path), 4)} {words}\n"
    if command.help:
        yield _plain(command.help) + "\n"
    if hasattr(command, "list_commands"):
        context = typer.Context(command)
        for name in command.list_commands(context):
            yield from _sections(command.get_command(context, name), (*path, name))
        return
    usage = [words]
    rows = []
    for parameter in command.params:
        if getattr(parameter, "hidden", False) or parameter.name in ("install_completion", "show_completion"):
            continue
        if parameter.param_type_name == "argument":
            mark = parameter.metavar or parameter.name.upper()
            mark += "…" if parameter.nargs == -1 else ""
            usage.append(mark if parameter.required else f"[{mark}]")
            shown = f"`{mark}`".replace("|", "\\|")
        else:
            shown = ", ".join(f"`{word}`" for word in (*parameter.opts, *parameter.secondary_opts))
        rows.append(f"| {shown} | {_cell(parameter)} |")
    if any(parameter.param_type_name == "option" for parameter in command.params):
        usage.append("[OPTIONS]")
    yield f"```\n{' '.join(usage)}\n```\n"
    if rows:
        yield "| | |\n| --- | --- |\n" + "\n".join(rows) + "\n"
    if command.epilog:
        yield _plain(command.epilog) + "\n"


def _cell(parameter: Any) -> str:
    """What a table's cell says of a parameter: its help, its default and whether it is needed."""
    text = _plain(parameter.help or "").replace("\n", " ").replace("|", "\\|")
    default = parameter.default
    if parameter.required and parameter.param_type_name == "option":
        text += " (required)"
    elif default not in (None, False, True, "", ()) and not callable(default) and default != []:
        text += f" (default `{getattr(default, 'value', default)}`)"
    return text.strip()


def _plain(text: str) -> str:
    """Help text as Markdown: unwrapped examples, no control characters."""
    return re.sub(r"[\b\f]\n?", "", inspect.cleandoc(text)).strip()


if __name__ == "__main__":
    main()
