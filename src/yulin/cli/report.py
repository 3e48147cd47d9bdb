"""``yulin report make``: the year's report from the office's own figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yulin.findings import Refusal
from yulin.i18n import gettext as _

if TYPE_CHECKING:
    from yulin.office.figures.word_templates import WordReport

app = typer.Typer(help="年度报告 Reports made from the figures.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """Reports made from the figures."""


@app.command()
def make(
    year: Annotated[int, typer.Option("--year", help="the year", min=1949, max=2100)],
    output: Annotated[Path, typer.Option("-o", "--output", help=".docx or .txt")],
    template: Annotated[str, typer.Option(help="annual, or the name of a Word template of the office")] = "annual",
    region: Annotated[str, typer.Option(help="code of the region (prefix)")] = "",
    as_of: Annotated[str | None, typer.Option("--as-of", help="YYYY-MM-DD")] = None,
    home: Annotated[Path | None, typer.Option("--home", help="the home folder")] = None,
) -> None:
    """Write the report of a year; its numbers are those of ``yulin figures``.

    Example: yulin report make --year 2025 --template annual -o report.docx
    """
    from yulin.cli.figures import read_day
    from yulin.office.start import open_office

    if output.suffix.lower() not in (".docx", ".txt"):
        raise Refusal(_("报告只能写成 .docx 或 .txt，不能写成 {name}。").format(name=output.name))
    day = read_day(as_of)
    open_office(home)
    from yulin.office.figures.report import compose
    from yulin.office.figures.report_docx import report_docx
    from yulin.office.figures.values import Scope
    from yulin.office.figures.word_templates import fill, template_names

    if template in template_names():
        _from_word(fill(template, Scope(year, region, day)), output)
        return
    report = compose(Scope(year, region, day), template)
    content = report_docx(report) if output.suffix.lower() == ".docx" else report.text.encode()
    _write(output, content)
    typer.echo(
        _("已写出 {path}：{n} 项指标，{m} 项无记录。").format(
            path=output, n=len(report.figures), m=len(report.silent)
        )
    )


def _from_word(made: WordReport, output: Path) -> None:
    """Write a report that came of the office's own Word template; only as Word."""
    if output.suffix.lower() != ".docx":
        raise Refusal(_("Word 模板只能生成 .docx，不能写成 {name}。").format(name=output.name))
    _write(output, made.data)
    typer.echo(_("已写出 {path}：{n} 项指标，{m} 项无记录。").format(
        path=output, n=len(made.figures), m=len(made.silent)))


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as fault:
        raise Refusal(_("无法写入 {path}：{why}。").format(path=output, why=fault.strerror)) from fault
