"""Ledger areas against their controls: patches add up to their village's area, villages to their township's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from yulin.atlas.checks.base import Check, Fault, Skipped, Subject
from yulin.atlas.checks.neighbours import units_for
from yulin.i18n import gettext as _

CONTROLS = {"dltb": ("cjdcq", "ZLDWDM", "ZLDWDM", 12), "cjdcq": ("xzq", "ZLDWDM", "XZQDM", 9)}
"""What a layer adds up to: the other layer, this layer's and its code field, the digits that count."""


def _run(subject: Subject) -> Iterator[Fault]:
    schema = subject.schema
    if schema.layer not in CONTROLS:
        raise Skipped(_("该图层没有控制面积"))
    layer, own_field, code, digits = CONTROLS[schema.layer]
    if not subject.has(own_field, schema.gross):
        raise Skipped(_("没有字段 {field}").format(field=own_field if schema.gross in subject.frame else schema.gross))
    units = units_for(subject, layer, code, digits)
    if "DCMJ" not in units.frame:
        raise Skipped(_("没有字段 {field}").format(field="DCMJ"))
    area = subject.dm2(str(schema.gross))
    own = subject.frame[own_field].astype(object).str[:digits]
    sums = pd.Series(np.nan_to_num(area)).groupby(own.to_numpy()).sum()
    for unit, stated, shape in zip(units.code, units.frame["DCMJ"], units.shapes, strict=True):
        if stated is None or pd.isna(stated):
            continue
        control, total = round(float(stated) * 100), round(float(sums.get(unit, 0.0)))
        if control != total:
            message = _("{unit} 的 {field} 合计 {total:.2f} 平方米，控制面积 {control:.2f}，相差 {off:.2f}。").format(
                unit=unit, field=schema.gross, total=total / 100, control=control / 100,
                off=(total - control) / 100)
            yield Fault("error", message, -1, _("请调平面积，或核对缺漏的图斑。"), shape)


AREA_CONTROLS = Check("area.control", "控制面积", _run)
