"""The identifying field: one value per feature, none missing (BSM, and TBBH within its village)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from yulin.atlas.checks.base import Check, Skipped, Subject
from yulin.findings import Level
from yulin.i18n import gettext as _


def _run(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    key = subject.schema.key
    if not subject.has(key):
        raise Skipped(_("没有字段 {field}").format(field=key))
    values = subject.frame[key]
    for i in np.flatnonzero(values.isna()):
        yield "error", _("{field} 没有值。").format(field=key), int(i), _("请补填。")
    for i in np.flatnonzero(values.notna() & values.duplicated(keep="first")):
        yield ("error", _("{field} 的值 {value} 重复。").format(field=key, value=values.iloc[i]), int(i),
               _("请改为唯一的值。"))
    if subject.has("TBBH", "ZLDWDM") and subject.schema.layer == "dltb":
        pair = subject.frame[["ZLDWDM", "TBBH"]]
        for i in np.flatnonzero(pair.notna().all(axis=1) & pair.duplicated(keep="first")):
            yield ("error", _("图斑编号 {value} 在坐落单位 {unit} 内重复。").format(
                value=pair["TBBH"].iloc[i], unit=pair["ZLDWDM"].iloc[i]), int(i), _("请重新编号。"))


KEYS = Check("key.duplicate", "标识唯一性", _run)
