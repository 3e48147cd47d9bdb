"""``yulin audit``: read reports, print every number that contradicts itself."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yulin.i18n import _

if TYPE_CHECKING:
    from yulin.audit import AuditReport

app = typer.Typer()

_MANY = 20  # more documents than this take longer than two seconds: show progress
_FORMATS = ("text", "json", "html")


@app.command(epilog="Example: yulin audit report.docx --format text")
def audit(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH…", help="txt, md, html, docx, pdf (doc, wps with LibreOffice)"),
    ],
    form: Annotated[str, typer.Option("--format", "-f", help="text | json | html")] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="write to this file instead of standard output")
    ] = None,
) -> None:
    """核数: read work reports and find every number that contradicts itself.

    Exit 0: nothing of level error; 1: an error was found in a text; 2: a document could not be read.
    """
    from yulin.audit import audit_path
    from yulin.cli.progress import progress_bar
    from yulin.findings import Refusal

    if form not in _FORMATS:
        raise Refusal(_("不认识的格式“{form}”；可用 text、json、html。").format(form=form))
    reports: list[AuditReport] = []
    refusals: list[Refusal] = []
    with progress_bar(_("核数"), len(paths)) if len(paths) > _MANY else nullcontext(_silent) as step:
        for path in paths:
            step(path.name)
            try:
                reports.append(audit_path(path))
            except Refusal as unreadable:
                refusals.append(unreadable)
    if not reports:
        raise refusals[0]
    shown = _render(reports, form)
    if output is None:
        typer.echo(shown)
    else:
        try:
            output.write_text(shown + "\n", encoding="utf-8")
        except OSError as fault:
            raise Refusal(
                _("写不了文件 {path}：{reason}。").format(path=output, reason=fault.strerror or fault)
            ) from None
    for refusal in refusals:
        typer.echo(str(refusal), err=True)
    if refusals:
        raise typer.Exit(2)
    if any(report.errors for report in reports):
        raise typer.Exit(1)


def _silent(what: str) -> None:
    """No progress to show."""


def _render(reports: list[AuditReport], form: str) -> str:
    from yulin.audit.views.html import html_view
    from yulin.audit.views.json import json_view
    from yulin.audit.views.text import text_view

    if form == "json":
        return json_view(reports)
    if form == "html":
        return html_view(reports)
    return "\n\n".join(text_view(report) for report in reports)
