"""日历 The feed of deadlines (iCalendar, RFC 5545): what is late or due soon for one person, for any calendar program.

The address carries a token of scope ``calendar``; whoever has it sees the deadlines and nothing else.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin import __version__
from yulin.office.accounts.tokens import person_of
from yulin.office.registers.duties import Deadline, deadlines
from yulin.office.web.cells import caption
from yulin.office.web.language import speaking

if TYPE_CHECKING:
    from icalendar import Component


@login_not_required
def calendar(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of the person whose token stands in the address; 404 for any other address."""
    from icalendar import Calendar

    person = person_of(secret, "calendar")
    if person is None:
        raise Http404
    with speaking(english=person.language == "en"):
        book = Calendar()
        book.add("prodid", f"-//Yulin//{__version__}//ZH")
        book.add("version", "2.0")
        book.add("x-wr-calname", _("自然资源期限"))
        for one in deadlines(person, dt.date.today()):
            book.add_component(_event(request, one))
    response = HttpResponse(book.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _event(request: HttpRequest, one: Deadline) -> Component:
    from icalendar import Event

    record, reading = one.record, one.reading
    event = Event()
    event.add("uid", f"{record.register.slug}-{record.pk}-{one.number}@yulin")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", reading.due)
    event.add("dtend", reading.due + dt.timedelta(days=1))
    mark = _("（暂定）") if reading.provisional else ""
    event.add("summary", f"{_(reading.title)}{mark} {record.key} {caption(record)}".rstrip())
    lines = [_(record.register.title), reading.state_title]
    lines.append(reading.citation.sentence() if reading.citation else _("合同约定"))
    lines += [_("中止 {days}：{reason}").format(days=s.days, reason=s.reason) for s in reading.suspensions]
    if reading.provisional:
        lines.append(_("该年节假日安排尚未公布，按周末推算"))
    event.add("description", "\n".join(lines))
    event.add("url", request.build_absolute_uri(reverse("record", args=(record.register.slug, record.pk))))
    event.add("transp", "TRANSPARENT")
    return event
