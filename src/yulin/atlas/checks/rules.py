"""Attribute rules: fields that go together, and fields that only some classes may fill."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from yulin.atlas.checks.base import Check, Fault, Skipped, Subject
from yulin.atlas.land_classes import RIDGE, is_arable
from yulin.i18n import gettext as _

TOGETHER = (("TBXHDM", "TBXHMC"), ("ZZSXDM", "ZZSXMC"))
ARABLE_ONLY = ("GDLX", "GDPDJB", "KCDLBM", "GDDB")
LINEAR = ("10", "11")


def _run(subject: Subject) -> Iterator[Fault]:
    frame, schema = subject.frame, subject.schema
    if schema.layer not in ("dltb", "yjjbntbhtb") or not subject.has(schema.class_code):
        raise Skipped(_("只适用于图斑图层"))
    codes = frame[schema.class_code]
    known = codes.notna().to_numpy()
    arable = np.array([isinstance(c, str) and is_arable(c) for c in codes], bool)
    for one, other in TOGETHER:
        if subject.has(one, other):
            for i in np.flatnonzero(_filled(frame[one]) != _filled(frame[other])):
                yield Fault("warning", _("{one} 与 {other} 应同时填写或同时为空。").format(
                    one=one, other=other), int(i), _("请补填或清空。"))
    for field in ARABLE_ONLY:
        if subject.has(field):
            for i in np.flatnonzero(_filled(frame[field]) & known & ~arable):
                yield Fault("warning", _("不是耕地，{field} 却填了“{value}”。").format(
                    field=field, value=frame[field].iloc[i]), int(i), _("请核对地类或清空该值。"))
    if subject.has("KCDLBM", schema.coefficient):
        share = np.nan_to_num(frame[schema.coefficient].to_numpy(np.float64, na_value=np.nan))
        for i in np.flatnonzero((share > 0) != _filled(frame["KCDLBM"])):
            yield Fault("warning", _("{one} 与 {other} 应同时填写或同时为空。").format(
                one="KCDLBM", other=schema.coefficient), int(i), _("请补填或清空。"))
        for i in np.flatnonzero(_filled(frame["KCDLBM"]) & (frame["KCDLBM"] != RIDGE).to_numpy()):
            yield Fault("warning", _("KCDLBM 应为 {ridge}，实为“{value}”。").format(
                ridge=RIDGE, value=frame["KCDLBM"].iloc[i]), int(i), _("请核对代码。"))
    if subject.has("XZDWKD"):
        linear = np.array([isinstance(c, str) and c.startswith(LINEAR) for c in codes], bool)
        for i in np.flatnonzero(_filled(frame["XZDWKD"]) & known & ~linear):
            yield Fault("warning", _("不是线状地物，{field} 却填了“{value}”。").format(
                field="XZDWKD", value=frame["XZDWKD"].iloc[i]), int(i), _("请核对地类或清空该值。"))


def _filled(values: pd.Series) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which values say something: not missing, and no number zero."""
    filled = values.notna().to_numpy()
    return np.asarray(filled & (values != 0).to_numpy() if pd.api.types.is_numeric_dtype(values) else filled, bool)


RULES = Check("field.rule", "属性逻辑", _run)
