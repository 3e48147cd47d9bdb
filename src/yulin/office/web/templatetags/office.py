"""What templates need beyond Django's own: addresses that keep the scope, translated labels, shown values.

``{% load office %}``, then ``{% to 'record' register.slug record.pk %}``, ``{{ column.label|said }}``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext

from yulin.office.web.frame import address

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: Context, name: str, *args: Any, **params: Any) -> str:
    """The address of a named page, with the present scope and further parameters."""
    return address(context["request"], name, *args, **params)


@register.filter
def said(text: object) -> str:
    """A Chinese label in the page's language."""
    return gettext(str(text)) if text else ""


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, or None."""
    return mapping.get(key)


@register.filter
def short(title: object) -> str:
    """A register's title without the word 台账, for the rail and other narrow places."""
    return gettext(str(title)).removesuffix("台账")


@register.filter
def away(number: int) -> int:
    """The number without its sign."""
    return abs(number)


@register.filter
def link_slug(declared: Any, name: str) -> str:
    """The slug of the register to which the link ``name`` leads."""
    return str(declared.column(name).field.related_model.register.slug)


@register.filter
def year_end(year: int) -> str:
    """The last day of a year, or today where the year is not over."""
    return min(dt.date(int(year), 12, 31), dt.date.today()).isoformat()


@register.filter
def clock_value(watch: Any, state: str) -> str:
    """What the list's filter of clocks is called for this clock and state."""
    return f"{watch.number}-{state}"


@register.filter
def grouped(shown: str) -> str:
    """A number as text with commas between the thousands; other text as it is."""
    whole, dot, decimals = str(shown).partition(".")
    return f"{int(whole):,}{dot}{decimals}" if whole.isascii() and whole.isdecimal() else str(shown)


@register.filter
def ending(name: object) -> str:
    """A file's ending without the dot, at most four letters."""
    return str(name).rpartition(".")[2][:4].upper()


@register.filter
def column_label(name: str, declared: Any) -> str:
    """The label of a register's column."""
    return str(declared.column(name).label)
