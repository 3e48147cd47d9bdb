"""催办通知 Reminders as one document: a page for each record of a list whose limit has run out or is near.

Each page says what is due, when, by which article, and how many days are left or over; a limit that rests on an article
not checked against its text, or on a year whose holidays are not published, says so.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from yulin.office.registers.stages import ClockReading, read_clocks
from yulin.office.registers.suspensions import Suspended, suspensions_of_many

ADDRESSEES = ("holder", "grantee", "builder", "debtor", "user", "owner")
"""The columns, most fitting first, that name whom a reminder goes to."""


def due_of(record: Any, day: dt.date, suspended: Suspended) -> list[ClockReading]:
    """The limits of a record that have run out or are near; a clock that stands still has none."""
    return [reading for reading in read_clocks(record, day, suspended) if reading.state in ("late", "soon")]


def addressee(record: Any) -> str:
    """Whom the reminder goes to; "" where the record names nobody."""
    return next((str(value) for name in ADDRESSEES if (value := getattr(record, name, ""))), "")


def sentence(reading: ClockReading) -> str:
    """What one limit asks."""
    if reading.days_left < 0:
        said = _("“{what}”应于 {due} 前办理，已超 {n} 天。").format(
            what=_(reading.title), due=reading.due.isoformat(), n=-reading.days_left)
    else:
        said = _("“{what}”应于 {due} 前办理，还有 {n} 天。").format(
            what=_(reading.title), due=reading.due.isoformat(), n=reading.days_left)
    source = reading.citation.sentence() if reading.citation else _("合同约定")
    marks = _("节假日安排尚未公布，期限为暂定。") if reading.provisional else ""
    days = _("、").join(s.days for s in reading.suspensions)
    away = _("已扣除中止期 {days}。").format(days=days) if days else ""
    return said + away + _("依据：{source}。").format(source=source) + marks


def reminders(records: Iterable[Any], day: dt.date, bureau: str) -> tuple[bytes, int]:
    """The document (docx) and how many notices it holds; 0 where nothing is due."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document, count, asked = Document(), 0, list(records)
    held = suspensions_of_many(asked[0].register, asked) if asked else {}
    for record in asked:
        due = due_of(record, day, held.get(record.pk, {}))
        if not due:
            continue
        if count:
            document.add_page_break()
        count += 1
        document.add_heading(_("催办通知"), level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
        document.add_paragraph(_("{who}：").format(who=addressee(record) or _("经办单位")))
        project = getattr(record, "project", "") or getattr(record, "title", "") or ""
        document.add_paragraph(_("{register}“{key}”{project}有下列事项到期，请及时办理：").format(
            register=_(record.register.title), key=record.key,
            project=f"（{project}）" if isinstance(project, str) and project else ""))
        for reading in due:
            document.add_paragraph(sentence(reading), style="List Number")
        for text in (bureau, day.isoformat()):
            document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), count
