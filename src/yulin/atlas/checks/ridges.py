"""Area arithmetic of ridges: KCMJ = TBMJ × KCXS, TBDLMJ = TBMJ - KCMJ, to the cent, and only where it may be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from yulin.atlas.checks.base import Check, Skipped, Subject
from yulin.atlas.land_classes import is_arable
from yulin.findings import Level
from yulin.geodesy.levelling import deduct_ridge
from yulin.i18n import gettext as _


def _run(subject: Subject) -> Iterator[tuple[Level, str, int, str]]:
    schema = subject.schema
    if not subject.has(schema.gross, schema.net):
        raise Skipped(_("没有面积字段"))
    gross, net = subject.dm2(str(schema.gross)), subject.dm2(str(schema.net))
    zero = np.zeros(len(gross))
    ridge = np.nan_to_num(subject.dm2(str(schema.ridge))) if subject.has(schema.ridge) else zero
    share = (np.nan_to_num(subject.frame[schema.coefficient].to_numpy(np.float64, na_value=np.nan))
             if subject.has(schema.coefficient) else zero)
    known = ~(np.isnan(gross) | np.isnan(net)) & (gross > 0) & (share >= 0) & (share < 1)
    for i in np.flatnonzero(known & (gross != net + ridge)):
        yield ("error", _("{gross} {a:.2f} 不等于 {net} {b:.2f} 与扣除面积 {c:.2f} 之和。").format(
            gross=schema.gross, a=gross[i] / 100, net=schema.net, b=net[i] / 100, c=ridge[i] / 100), int(i),
            _("请重新计算。"))
    right = zero.copy()
    right[known] = deduct_ridge(gross[known].astype(np.int64), share[known])[0]
    for i in np.flatnonzero(known & (ridge != right)):
        yield ("error", _("扣除面积 {a:.2f} 与 {gross}×{share}＝{b:.2f} 不符。").format(
            a=ridge[i] / 100, gross=schema.gross, share=f"{share[i]:.4f}", b=right[i] / 100), int(i),
            _("请重新计算。"))
    if subject.has(schema.class_code):
        arable = np.array([isinstance(c, str) and is_arable(c) for c in subject.frame[schema.class_code]], bool)
        for i in np.flatnonzero((share > 0) & ~arable):
            yield ("error", _("不是耕地，却有扣除系数 {share:.4f}。").format(share=share[i]), int(i),
                   _("请核对地类或系数。"))


RIDGES = Check("area.ridge", "扣除面积计算", _run)
