"""``yulin figures``: the year's figures, and the records behind each."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yulin.findings import Refusal
from yulin.i18n import gettext as _

if TYPE_CHECKING:
    from yulin.office.figures.values import FigureValue

app = typer.Typer(
    help="年度指标及其来源 Figures of a year, and what stands behind them.", invoke_without_command=True
)

Home = Annotated[
    Path | None, typer.Option("--home", help="数据目录 the home folder (YULIN_HOME, ./yulin-home).")
]
Year = Annotated[int, typer.Option("--year", help="the year", min=1949, max=2100)]
Region = Annotated[str, typer.Option("--region", help="code of the region (prefix)")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="YYYY-MM-DD: only what had happened by then")]
Format = Annotated[str, typer.Option("--format", help="text | json")]


def read_day(text: str | None) -> dt.date | None:
    """A day of the command line; Refusal when it is none."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as fault:
        raise Refusal(_("“{text}”不是日期，请写成 2025-12-31。").format(text=text)) from fault


@app.callback()
def figures(
    ctx: typer.Context,
    year: Annotated[int | None, typer.Option("--year", help="the year", min=1949, max=2100)] = None,
    region: Region = "",
    as_of: AsOf = None,
    home: Home = None,
    output: Format = "text",
) -> None:
    """Print the figures of a year, each computed from the records.

    Example: yulin figures --year 2025 --format json
    """
    if ctx.invoked_subcommand is not None:
        return
    if year is None:
        raise Refusal(_("请用 --year 指明年度，例如 yulin figures --year 2025。"))
    from yulin.office.start import open_office

    day = read_day(as_of)
    open_office(home)
    from yulin.office.figures.values import Scope, figures_of

    values = figures_of(Scope(year, region, day))
    if output == "json":
        typer.echo(json.dumps([v.as_json() for v in values], ensure_ascii=False, indent=1))
        return
    print_figures(year, values)


def print_figures(year: int, values: list[FigureValue]) -> None:
    """Print a table of figures on standard output."""
    from django.utils.translation import gettext as translate
    from rich.console import Console
    from rich.table import Table

    table = Table(title=_("{year} 年指标").format(year=year))
    for head in (_("代码"), _("指标"), _("数值"), _("单位"), _("记录数")):
        table.add_column(head, justify="right" if head in (_("数值"), _("记录数")) else "left")
    for value in values:
        table.add_row(
            value.code, translate(value.title), value.shown, translate(value.unit), str(value.records)
        )
    Console().print(table)


@app.command()
def trace(
    code: Annotated[str, typer.Argument(help="the figure's code, e.g. supply.area")],
    year: Year,
    region: Region = "",
    as_of: AsOf = None,
    home: Home = None,
    output: Format = "text",
) -> None:
    """List the records behind one figure.

    Example: yulin figures trace supply.area --year 2025
    """
    from yulin.office.start import open_office

    day = read_day(as_of)
    open_office(home)
    from yulin.office.figures.traces import trace_rows
    from yulin.office.figures.values import Scope

    found = trace_rows(code, Scope(year, region, day))
    if output == "json":
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        return
    typer.echo(f"{found.figure.code} {found.figure.title}: {found.figure.shown} {found.figure.unit}")
    for row in found.rows:
        typer.echo(f"  {row.key}\t{row.day or ''}\t{row.value}\t{row.region}")
