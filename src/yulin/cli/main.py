"""``yulin``: the entry point. Groups are loaded only when named, so that a command starts fast."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from yulin import __version__
from yulin.findings import Refusal
from yulin.i18n import _

# command → (module, attribute). A Typer app becomes a group (or a single command when it has one command).
COMMANDS: dict[str, str] = {
    "area": "yulin.cli.area",
    "convert": "yulin.cli.convert",
    "atlas": "yulin.cli.atlas",
    "overlay": "yulin.cli.overlay",
    "review": "yulin.cli.review",
    "law": "yulin.cli.law",
    "deadline": "yulin.cli.deadline",
    "audit": "yulin.cli.audit",
    "sample": "yulin.cli.sample",
    "figures": "yulin.cli.figures",
    "report": "yulin.cli.report",
    "books": "yulin.cli.books",
    "office": "yulin.cli.office",
    "demo": "yulin.cli.demo",
}


class LazyGroup(TyperGroup):
    """A group that imports a command's module on first use."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command ``cmd_name``: its module's ``app`` (a Typer), or None when there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        app: typer.Typer = importlib.import_module(COMMANDS[cmd_name]).app
        app._add_completion = False  # completion belongs to the shell of the whole command, not to a part of it
        command = get_command(app)
        command.name = cmd_name
        return command


cli = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"yulin {__version__}")
        raise typer.Exit


@cli.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True)] = False,
) -> None:
    """鱼鳞 Yulin: map, ledgers, clocks and figures as one book."""


def say(text: str) -> None:
    """Print one line to standard error."""
    sys.stderr.write(text.rstrip() + "\n")


def run() -> None:
    """Run the command line; a refusal or a fault ends with exit 2 and one sentence, never a traceback."""
    os.environ.setdefault("PYTHONIOENCODING", "utf-8")
    try:
        cli()
    except Refusal as refusal:
        say(str(refusal))
        sys.exit(2)
    except KeyboardInterrupt:
        say(_("已中断。"))
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(2)
    except Exception as fault:  # noqa: BLE001  the last line of defence: a user never sees a traceback
        with tempfile.NamedTemporaryFile(
            "w", prefix="yulin-", suffix=".log", delete=False, encoding="utf-8"
        ) as log:
            traceback.print_exc(file=log)
        say(
            _("程序内部错误（{kind}），未能完成；详情已写入 {path}，请交给维护人员。").format(
                kind=type(fault).__name__, path=log.name
            )
        )
        sys.exit(2)


if __name__ == "__main__":
    run()
