"""``yulin audit``: read reports, print every number that contradicts itself, another report, or the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from yulin.findings import Refusal
from yulin.i18n import _

if TYPE_CHECKING:
    from yulin.audit import AuditReport
    from yulin.audit.batch import Answer

app = typer.Typer()

_MANY = 8  # more documents than this may take longer than two seconds: show progress
_FORMATS = ("text", "json", "html")


@app.command(epilog="Example: yulin audit report.docx last-year.pdf --format html -o page.html")
def audit(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH…", help="txt, md, html, docx, pdf (doc, wps with LibreOffice), or folders"),
    ],
    form: Annotated[str, typer.Option("--format", "-f", help="text | json | html")] = "text",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="write to this file instead of standard output")
    ] = None,
    home: Annotated[
        Path | None, typer.Option("--home", help="also hold each figure against the records of this home")
    ] = None,
) -> None:
    """核数: read work reports and find every number that contradicts itself.

    Reports given together are also held against each other. Exit 0: nothing of level error; 1: an error was found
    in a text; 2: a document could not be read.
    """
    from yulin.audit.across import MOST_DOCUMENTS, compare_documents
    from yulin.audit.batch import audit_many, documents_in
    from yulin.cli.progress import progress_bar

    if form not in _FORMATS:
        raise Refusal(_("不认识的格式“{form}”；可用 text、json、html。").format(form=form))
    hold = _records(home) if home is not None else None
    documents = documents_in(paths)
    together = 1 < len(documents) <= MOST_DOCUMENTS
    held: list[AuditReport] = []
    with _sink(output) as out, progress_bar(_("核数"), len(documents)) if len(documents) > _MANY else nullcontext(
            _silent) as step:
        page = _Page(form, out)
        for answer in _answers(audit_many(documents, _kept if together or hold else partial(_shown, form)), step):
            if answer.made is None:
                page.refuse(answer.path, answer.refused)
            elif isinstance(answer.made, tuple):
                page.put(*answer.made)
            else:
                if hold is not None:
                    hold(answer.made)
                held.append(answer.made)
                if not together:
                    page.put(*_shown(form, held.pop()))
        if together:
            compare_documents(held)
            for report in held:
                page.put(*_shown(form, report))
        page.end()
    if len(documents) > MOST_DOCUMENTS:
        said = _("共 {n} 个文件，超过 {most} 个，未作跨文核对。")
        typer.echo(said.format(n=len(documents), most=MOST_DOCUMENTS), err=True)
    if page.refused:
        raise typer.Exit(2)
    if page.errors:
        raise typer.Exit(1)


class _Page:
    """The output, written document by document; its head only with the first, so that a refusal prints nothing."""

    def __init__(self, form: str, out: Callable[[], IO[str]]) -> None:
        self._form, self._out, self._count = form, out, 0
        self.errors = 0
        self.refused: list[tuple[str, str]] = []

    def put(self, shown: str, errors: int) -> None:
        """Add one document as it is shown."""
        from yulin.audit.views.html import html_head
        from yulin.audit.views.json import JSON_HEAD

        between = {"text": "\n\n", "json": ",\n", "html": "\n"}[self._form]
        head = {"text": "", "json": JSON_HEAD, "html": html_head()}[self._form]
        self._out().write((between if self._count else head) + shown)
        self._count, self.errors = self._count + 1, self.errors + errors

    def refuse(self, path: Path, sentence: str) -> None:
        """Note a document that could not be read."""
        self.refused.append((str(path), sentence))

    def end(self) -> None:
        """Write what ends the output and say what was refused; where nothing was read, the first sentence is raised."""
        from yulin.audit.views.html import HTML_TAIL
        from yulin.audit.views.json import json_tail

        for _path, sentence in self.refused[(0 if self._count else 1):]:
            typer.echo(sentence, err=True)
        if not self._count:
            raise Refusal(self.refused[0][1])
        tail = {"text": "", "json": json_tail(self.refused), "html": HTML_TAIL}[self._form]
        self._out().write(tail + "\n")


def _answers(answers: Iterator[Answer[AuditReport | tuple[str, int]]],
             step: Callable[[str], None]) -> Iterator[Answer[AuditReport | tuple[str, int]]]:
    for answer in answers:
        step(answer.path.name)
        yield answer


def _silent(what: str) -> None:
    """No progress to show."""


def _kept(report: AuditReport) -> AuditReport | tuple[str, int]:
    """The report itself, for what is still to be held against it."""
    return report


def _shown(form: str, report: AuditReport) -> tuple[str, int]:
    """The report in the form asked for, and its number of errors."""
    from yulin.audit.views.html import html_of
    from yulin.audit.views.json import json_of
    from yulin.audit.views.text import text_view

    views = {"text": text_view, "json": json_of, "html": html_of}
    return views[form](report), report.errors


@contextmanager
def _sink(output: Path | None) -> Iterator[Callable[[], IO[str]]]:
    """Standard output, or the file, opened when the first document is there."""
    opened: list[IO[str]] = []

    def out() -> IO[str]:
        if output is None:
            return typer.get_text_stream("stdout", encoding="utf-8")
        if not opened:
            opened.append(output.open("w", encoding="utf-8"))
        return opened[0]

    try:
        yield out
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise Refusal(_("写不了文件 {path}：{reason}。").format(
            path=output or "-", reason=fault.strerror or fault)) from None
    finally:
        for file in opened:
            file.close()


def _records(home: Path) -> Callable[[AuditReport], None]:
    """What holds a report against the records of ``home``. Refusal where that is no home."""
    from yulin.office.start import open_office

    open_office(home)
    from yulin.office.auditing.against_records import holder

    return holder()
