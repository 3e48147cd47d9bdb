"""Charts as SVG: a line of years, bars of regions, steps of balances over a year.

They are drawn with attributes alone: a page allows no styles, and a file of its own is printed without any.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 200, 12, 26, 26
INK, QUIET, BRAND, SOFT = "#1b2420", "#5f6b64", "#1d5c4d", "#b9c2ba"
BAR_HEIGHT, BAR_LEFT, BAR_RIGHT = 24, 110, 90
STEPS_WIDTH, STEPS_HEIGHT, STEPS_LEFT, STEPS_RIGHT, STEPS_TOP, STEPS_BOTTOM = 860, 250, 84, 16, 28, 30
GRID, TEXT = "#d9ded8", "#47534c"


def line_chart(points: Sequence[tuple[str, Decimal | None]], title: str) -> SafeString:
    """Years along, values up from zero; a missing value is a gap, never zero. title: what a reader hears."""
    known = [value for _label, value in points if value is not None]
    top = max([*known, Decimal(0)]) or Decimal(1)
    low = min([*known, Decimal(0)])
    step = (WIDTH - 2 * LEFT - 40) / max(len(points) - 1, 1)
    spots = [(LEFT + 20 + n * step, _height(value, low, top), label, value) for n, (label, value) in enumerate(points)]
    lines: list[str] = []
    run: list[str] = []
    for x, y, _label, value in [*spots, (0.0, 0.0, "", None)]:
        if value is None:
            if len(run) > 1:
                lines.append(" ".join(run))
            run = []
        else:
            run.append(f"{x:.1f},{y:.1f}")
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>'
        "{}{}{}</svg>", WIDTH, HEIGHT, title, LEFT, f"{_height(Decimal(0), low, top):.1f}", WIDTH - LEFT,
        f"{_height(Decimal(0), low, top):.1f}", SOFT,
        format_html_join("", '<polyline points="{}" fill="none" stroke="{}" stroke-width="2"/>',
                         ((line, BRAND) for line in lines)),
        format_html_join("", '<circle cx="{}" cy="{}" r="3.5" fill="{}"/><text x="{}" y="{}" text-anchor="middle" '
                         'font-size="11" fill="{}">{}</text>',
                         ((f"{x:.1f}", f"{y:.1f}", BRAND, f"{x:.1f}", f"{y - 8:.1f}", INK, value)
                          for x, y, _label, value in spots if value is not None)),
        format_html_join("", '<text x="{}" y="{}" text-anchor="middle" font-size="11" fill="{}">{}</text>',
                         ((f"{x:.1f}", HEIGHT - 8, QUIET, label) for x, _y, label, _value in spots)))


def bar_chart(bars: Sequence[tuple[str, Decimal]], title: str) -> SafeString:
    """One bar a region from zero to the right, its name before and its value behind it."""
    most = max((abs(value) for _label, value in bars), default=Decimal(0)) or Decimal(1)
    room = WIDTH - BAR_LEFT - BAR_RIGHT
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>', WIDTH,
        BAR_HEIGHT * len(bars) + 4, title,
        format_html_join("", '<text x="{}" y="{}" text-anchor="end" font-size="12" fill="{}">{}</text>'
                         '<rect x="{}" y="{}" width="{}" height="14" fill="{}"/>'
                         '<text x="{}" y="{}" font-size="12" fill="{}">{}</text>',
                         ((BAR_LEFT - 8, n * BAR_HEIGHT + 16, INK, label, BAR_LEFT, n * BAR_HEIGHT + 5,
                           f"{float(abs(value) / most) * room:.1f}", BRAND,
                           f"{BAR_LEFT + float(abs(value) / most) * room + 6:.1f}", n * BAR_HEIGHT + 16, INK, value)
                          for n, (label, value) in enumerate(bars))))


def _height(value: Decimal | None, low: Decimal, top: Decimal) -> float:
    share = 0.0 if value is None else float((value - low) / (top - low))
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


@dataclass(frozen=True, slots=True)
class Steps:
    """One line of ``step_chart``: its name, its colour and dashes, and the value from each day on."""

    title: str
    colour: str
    dash: str
    points: Sequence[tuple[dt.date, Decimal]]


def step_chart(lines: Sequence[Steps], year: int, until: dt.date, title: str) -> SafeString:
    """A year along, values up from zero, each line level between its days and ending on ``until``: a whole SVG file."""
    first = dt.date(year, 1, 1)
    days = (dt.date(year, 12, 31) - first).days
    top = max((value for line in lines for _day, value in line.points), default=Decimal(0)) or Decimal(1)
    step = _round_step(top)
    ceiling = (top // step + 1) * step

    def x(day: dt.date) -> str:
        return f"{STEPS_LEFT + (STEPS_WIDTH - STEPS_LEFT - STEPS_RIGHT) * (day - first).days / days:.1f}"

    def y(value: Decimal) -> float:
        return STEPS_TOP + (STEPS_HEIGHT - STEPS_TOP - STEPS_BOTTOM) * (1 - float(value / ceiling))

    def path(line: Steps) -> str:
        (day, value), *later = line.points
        parts = [f"M{x(day)} {y(value):.1f}", *(f"H{x(day)}V{y(value):.1f}" for day, value in later)]
        return "".join([*parts, f"H{x(until)}"])

    grid = [step * n for n in range(int(ceiling / step) + 1)]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" '
        'font-family="Microsoft YaHei, Noto Sans CJK SC, sans-serif" font-size="11" fill="{2}">'
        '<rect width="{0}" height="{1}" fill="#fff"/>{3}{4}{5}<text x="{6}" y="17" text-anchor="end">{7}</text></svg>',
        STEPS_WIDTH, STEPS_HEIGHT, TEXT,
        format_html_join("", '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>'
                         '<text x="{}" y="{}" text-anchor="end">{}</text>',
                         ((STEPS_LEFT, f"{y(v):.1f}", STEPS_WIDTH - STEPS_RIGHT, f"{y(v):.1f}", GRID,
                           STEPS_LEFT - 8, f"{y(v) + 4:.1f}", f"{v:,}") for v in grid)),
        format_html_join("", '<text x="{}" y="{}">{}</text>',
                         ((x(dt.date(year, n, 1)), STEPS_HEIGHT - 10, _("{n} 月").format(n=n)) for n in range(1, 13))),
        format_html_join("", '<path d="{0}" fill="none" stroke="{1}" stroke-width="1.8" stroke-dasharray="{2}"/>'
                         '<line x1="{3}" y1="13" x2="{4}" y2="13" stroke="{1}" stroke-width="2" '
                         'stroke-dasharray="{2}"/><text x="{5}" y="17">{6}</text>',
                         ((path(line), line.colour, line.dash or "none", left, left + 22, left + 28, line.title)
                          for left, line in zip(range(STEPS_LEFT, STEPS_WIDTH, 150), lines, strict=False))),
        STEPS_WIDTH - STEPS_RIGHT, title)


def _round_step(top: Decimal) -> Decimal:
    """A round step that gives three to six lines."""
    power = Decimal(10) ** (len(str(int(top))) - 1)
    return next((power * n for n in (Decimal("0.2"), Decimal("0.5"), Decimal(1), Decimal(2)) if top / (power * n) <= 5),
                power * 5)
