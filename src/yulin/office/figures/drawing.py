"""Charts as SVG: a line of years and bars of regions, drawn with attributes alone (the page allows no styles)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 200, 12, 26, 26
INK, QUIET, BRAND, SOFT = "#1b2420", "#5f6b64", "#1d5c4d", "#b9c2ba"
BAR_HEIGHT, BAR_LEFT, BAR_RIGHT = 24, 110, 90


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
