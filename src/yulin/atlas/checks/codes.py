"""Class codes that the standard does not have, and names that do not belong to their codes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from yulin.atlas.checks.base import Check, Skipped, Subject
from yulin.atlas.land_classes import land_classes
from yulin.findings import Level
from yulin.i18n import gettext as _


def _codes(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    schema = subject.schema
    if schema.standard is None:
        raise Skipped(_("该图层没有规定代码表"))
    if not subject.has(schema.class_code):
        raise Skipped(_("没有字段 {field}").format(field=schema.class_code))
    values = subject.frame[schema.class_code]
    known = list(land_classes(schema.standard))
    for i in np.flatnonzero(values.notna() & ~values.isin(known)):
        yield ("error", _("{field} 的值“{value}”不在 {standard} 中。").format(
            field=schema.class_code, value=values.iloc[i], standard=schema.standard), int(i), _("请核对代码。"))


def _names(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    schema = subject.schema
    if schema.standard is None:
        raise Skipped(_("该图层没有规定代码表"))
    if not subject.has(schema.class_code, schema.class_name):
        raise Skipped(_("没有字段 {field}").format(field=schema.class_name))
    codes, names = subject.frame[schema.class_code], subject.frame[schema.class_name]
    right = codes.map({code: known.name for code, known in land_classes(schema.standard).items()})
    for i in np.flatnonzero(right.notna() & names.notna() & (right != names)):
        yield ("warning", _("代码 {code} 的名称应为“{right}”，实为“{name}”。").format(
            code=codes.iloc[i], right=right.iloc[i], name=names.iloc[i]), int(i), _("请核对名称。"))


CODES = Check("code.unknown", "地类代码", _codes)
NAMES = Check("code.name", "代码与名称", _names)
