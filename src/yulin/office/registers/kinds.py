"""What a column holds, in words a clerk understands: for the explanations of a workbook's template."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yulin.office.registers.declaration import Column
from yulin.office.registers.fields import Choice, Code, Day, Number, OpenCode, RegionCode, Year
from yulin.office.registers.links import Link


def kind_of(column: Column) -> str:
    """The kind of value."""
    field = column.field
    if isinstance(field, Code):
        return _("文字，唯一，不可重复")
    if isinstance(field, RegionCode):
        return _("乡镇名称或代码")
    if isinstance(field, OpenCode):
        return _("代码（表外的代码按原样保留）")
    if isinstance(field, Choice):
        return _("从列表选择")
    if isinstance(field, Link):
        return _("{title}的{key}").format(
            title=_(field.related_model.register.title),
            key=_(field.related_model.register.column(field.related_model.register.key).label),
        )
    if isinstance(field, Day):
        return _("日期，如 2025-03-01")
    if isinstance(field, Year):
        return _("年度，如 2025")
    if isinstance(field, Number):
        return _("整数")
    if field.numeric:
        return _("数，{n} 位小数").format(n=field.decimals)
    return _("文字")


def options_of(column: Column) -> tuple[str, ...]:
    """The terms of the column's list; () where it has none."""
    return tuple(getattr(column.field, "options", ()))
