"""余额图 Balances over a year as a picture: pool and reserved of one kind, a step for every day with entries.

An SVG file of the office's own, without script or style, so that it passes the content-security policy and prints.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from django.db.models import Sum
from django.utils.translation import gettext as _

from yulin.books.accounts import Kind, Purpose
from yulin.office.books.models import DayNet
from yulin.office.books.tables import ledger_unit, shown

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 250, 84, 16, 28, 30
LINES = ((Purpose.POOL, "#1d5c4d", ""), (Purpose.RESERVED, "#7d4b00", "5 3"), (Purpose.USED, "#5f6b64", "2 3"))


def course(region: str, kind: Kind, purpose: Purpose, first: dt.date, last: dt.date) -> list[tuple[dt.date, int]]:
    """The balance on the day before ``first``, then after each day with entries up to ``last``."""
    nets = DayNet.objects.filter(account__kind=kind.name, account__purpose=purpose.name,
                                 account__region__startswith=region[:6], day__lte=last)
    held = int(nets.filter(day__lt=first).aggregate(n=Sum("net"))["n"] or 0)
    points = [(first, held)]
    for day, net in nets.filter(day__gte=first).values_list("day").annotate(n=Sum("net")).order_by("day"):
        held += int(net)
        points.append((day, held))
    return points


def svg(region: str, kind: Kind, year: int, on: dt.date) -> str:
    """The picture as SVG text."""
    first, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    last = min(end, on)
    lines = [(purpose, colour, dash, course(region, kind, purpose, first, last)) for purpose, colour, dash in LINES]
    top = max((n for *_rest, points in lines for _day, n in points), default=0) or 1
    step = _step(Decimal(shown(kind, top) or 1))
    ceiling = (Decimal(shown(kind, top) or 1) // step + 1) * step
    days = (end - first).days

    def x(day: dt.date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days

    def y(value: Decimal) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - float(value / ceiling))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
           'font-family="Microsoft YaHei, Noto Sans CJK SC, sans-serif" font-size="11" fill="#47534c">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    value = Decimal(0)
    while value <= ceiling:
        at = y(value)
        out.append(f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="#d9ded8"/>'
                   f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{value:,}</text>')
        value += step
    for month in range(1, 13):
        at = x(dt.date(year, month, 1))
        label = _("{n} 月").format(n=month)
        out.append(f'<text x="{at:.1f}" y="{HEIGHT - 10}">{escape(label)}</text>')
    for n, (purpose, colour, dash, points) in enumerate(lines):
        out.append(f'<path d="{_path(points, last, x, y, kind)}" fill="none" stroke="{colour}" stroke-width="1.8"'
                   + (f' stroke-dasharray="{dash}"' if dash else "") + "/>")
        left = LEFT + 150 * n
        out.append(f'<line x1="{left}" y1="13" x2="{left + 22}" y2="13" stroke="{colour}" stroke-width="2"'
                   + (f' stroke-dasharray="{dash}"' if dash else "") + "/>"
                   f'<text x="{left + 28}" y="17">{escape(_(purpose.value))}</text>')
    out.append(f'<text x="{WIDTH - RIGHT}" y="17" text-anchor="end">{escape(_(kind.value))} '
               f'{escape(_(ledger_unit(kind)))}</text></svg>')
    return "".join(out)


def _path(points: Sequence[tuple[dt.date, int]], last: dt.date, x, y, kind: Kind) -> str:
    before = y(shown(kind, points[0][1]))
    parts = [f"M{x(points[0][0]):.1f} {before:.1f}"]
    for day, amount in points[1:]:
        parts.append(f"H{x(day):.1f}V{y(shown(kind, amount)):.1f}")
    return "".join([*parts, f"H{x(last):.1f}"])


def _step(top: Decimal) -> Decimal:
    """A round step that gives three to six lines."""
    power = Decimal(10) ** (len(str(int(top))) - 1)
    return next((power * n for n in (Decimal("0.2"), Decimal("0.5"), Decimal(1), Decimal(2)) if top / (power * n) <= 5),
                power * 5)
