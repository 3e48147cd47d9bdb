"""余额图 Balances over a year as a picture: pool, reserved and used of one kind, a step for every day with entries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from yulin.books.accounts import Kind, Purpose
from yulin.office.books.models import DayNet
from yulin.office.books.tables import ledger_unit, shown
from yulin.office.figures.drawing import BRAND, QUIET, Steps, step_chart

LINES = ((Purpose.POOL, BRAND, ""), (Purpose.RESERVED, "#7d4b00", "5 3"), (Purpose.USED, QUIET, "2 3"))


def course(region: str, kind: Kind, purpose: Purpose, first: dt.date, last: dt.date) -> list[tuple[dt.date, int]]:
    """The balance on the day before ``first``, then after each day with entries up to ``last``."""
    nets = DayNet.objects.filter(account__kind=kind.name, account__purpose=purpose.name,
                                 account__region__startswith=region, day__lte=last)
    held = int(nets.filter(day__lt=first).aggregate(n=Sum("net"))["n"] or 0)
    points = [(first, held)]
    for day, net in nets.filter(day__gte=first).values_list("day").annotate(n=Sum("net")).order_by("day"):
        held += int(net)
        points.append((day, held))
    return points


def svg(region: str, kind: Kind, year: int, on: dt.date) -> str:
    """The picture of a district's kind as SVG text."""
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), on)
    lines = [Steps(_(purpose.value), colour, dash, [
        (day, shown(kind, n) or Decimal(0)) for day, n in course(region, kind, purpose, first, last)])
        for purpose, colour, dash in LINES]
    return step_chart(lines, year, last, f"{_(kind.value)} {_(ledger_unit(kind))}")
