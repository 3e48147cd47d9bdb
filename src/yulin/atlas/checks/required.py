"""Required fields: that they are there, and filled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from yulin.atlas.checks.base import Check, Subject
from yulin.findings import Level
from yulin.i18n import gettext as _


def _run(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    for name in subject.missing:
        yield "error", _("缺少必备字段 {field}。").format(field=name), -1, _("请补上该字段。")
    for field in subject.schema.fields:
        if field.required and field.name in subject.frame:
            for i in np.flatnonzero(subject.frame[field.name].isna()):
                yield ("error", _("必填字段 {field}（{title}）没有值。").format(field=field.name, title=field.title),
                       int(i), _("请补填。"))


REQUIRED = Check("field.required", "必填字段", _run)
