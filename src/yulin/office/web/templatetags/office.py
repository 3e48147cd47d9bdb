"""What templates need beyond Django's own: addresses that keep the scope, translated labels, shown values.

``{% load office %}``, then ``{% to 'record' register.slug record.pk %}``, ``{{ column.label|said }}``.
"""

from __future__ import annotations

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
