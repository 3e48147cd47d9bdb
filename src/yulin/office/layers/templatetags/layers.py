"""Words for a field's type, and for why a column was taken for it."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

register = template.Library()

KINDS = {"text": "文本", "int": "整数", "number": "数值", "area": "面积（m²）", "share": "系数", "measure": "量值"}


@register.filter
def kind(code: str) -> str:
    """A field's type in the page's language."""
    return gettext(KINDS.get(code, code))


WHY = {"given": "指定", "name": "名称", "alias": "别名", "content": "内容", "instead": "代替"}


@register.filter
def how(code: str) -> str:
    """Why a column was taken for a field, in the page's language."""
    return gettext(WHY.get(code, code))
