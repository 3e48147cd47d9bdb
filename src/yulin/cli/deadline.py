"""``yulin deadline``: the end of a statutory period (期限), with the reason it ends there."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Literal

import typer

from yulin.findings import Refusal
from yulin.i18n import gettext as _

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: yulin deadline 2026-02-04 10 workday --suspend 2026-02-09..2026-02-10")
def deadline(
    start: Annotated[str, typer.Argument(help="The day of the event (not counted), YYYY-MM-DD.")],
    n: Annotated[int, typer.Argument(help="The length of the period.")],
    unit: Annotated[str, typer.Argument(help="workday | day | month | year")],
    suspend: Annotated[list[str] | None, typer.Option(
        help="A span A..B that is not counted, both days included; may be given several times.")] = None,
    roll: Annotated[bool, typer.Option(
        help="Move a last day that is not worked to the next working day.")] = True,
    format: Annotated[Literal["text", "json"], typer.Option(help="How to print the answer.")] = "json",
) -> None:
    """期限 The last day of a statutory period that begins with an event."""
    from yulin.workdays.periods import UNITS
    from yulin.workdays.periods import deadline as end_of_period

    known = [u for u in UNITS if u == unit]
    if not known:
        units = _("、").join(UNITS)
        raise Refusal(_("不认识的期限单位“{unit}”；请用 {units} 之一。").format(unit=unit, units=units))
    answer = end_of_period(_day(start), n, known[0], [_span(text) for text in suspend or ()], roll)
    if format == "json":
        typer.echo(json.dumps({"due": answer.due.isoformat(), "provisional": answer.provisional,
                               "reason": answer.reason}, ensure_ascii=False))
    else:
        typer.echo(f"{answer.due}{_('（暂定）') if answer.provisional else ''}\n{answer.reason}")


def _day(text: str) -> date:
    """The date written as YYYY-MM-DD; Refusal otherwise."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refusal(_("“{text}”不是日期；请写成 2026-02-04 这样的形式，并检查该日是否存在。").format(text=text))


def _span(text: str) -> tuple[date, date]:
    """The span written as A..B; Refusal otherwise."""
    first, dots, last = text.partition("..")
    if not dots:
        raise Refusal(_("“{text}”不是时段；请写成 2026-02-09..2026-02-10 这样的形式。").format(text=text))
    return _day(first), _day(last)
