"""Entering a year's holiday notice: checked as the shipped years are, written whole, read by every process at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.office.accounts.models import Person
from yulin.office.home import put_whole
from yulin.office.journal.chain import Entry, append
from yulin.office.registers.stages import limit_of
from yulin.workdays import calendar

HOLIDAYS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
FOLDER = "calendar"
EARLIEST, LATEST = 2000, 2100


class OwnYears:
    """Middleware: a year that any process entered holds from the next request on, in every process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the calendar as it is now."""
        folder = settings.HOME / FOLDER
        if calendar.own_years() != folder:
            calendar.use_own_years(folder)
            limit_of.cache_clear()
        elif calendar.refresh():
            limit_of.cache_clear()
        return self.get_response(request)


def enter_year(person: Person, year: int, number: str, issued: dt.date,
               holidays: list[tuple[str, dt.date, dt.date, list[dt.date]]]) -> calendar.Notice:
    """Enter or replace the notice of ``year``; Refusal for what no notice can say, and then nothing has changed.

    holidays: name, first day, last day, make-up working days. The certainty is what an office's own reading is:
    verified, by the person who entered it, whose name stands in the journal.
    """
    if not EARLIEST <= year <= LATEST:
        raise Refusal(_("年份应在 {first} 至 {last} 之间。").format(first=EARLIEST, last=LATEST))
    if not number.strip():
        raise Refusal(_("请填写放假通知的文号。"))
    if not holidays:
        raise Refusal(_("请至少填写一个节日的起止日期。"))
    content = {"notice": number.strip(), "title": f"国务院办公厅关于{year}年部分节假日安排的通知", "issued": issued,
               "certainty": "verified",
               "holidays": [{"name": name, "from": first, "to": last, "makeup": makeup}
                            for name, first, last, makeup in holidays]}
    folder: Path = settings.HOME / FOLDER
    with TemporaryDirectory() as scratch:
        draft = Path(scratch) / f"{year}.yaml"
        draft.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
        found = calendar.read_notice(draft)
        text = draft.read_bytes()
    with transaction.atomic():
        append([Entry(person.username, "change", "calendar", str(year), "", None,
                      {"文号": found.number, "放假": f"{len(found.off)} 天", "调休上班": f"{len(found.makeup)} 天"})])
        folder.mkdir(parents=True, exist_ok=True)
        put_whole(folder / f"{year}.yaml", text)
    calendar.refresh(always=True)
    limit_of.cache_clear()
    return found
