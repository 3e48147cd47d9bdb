"""Patches against villages: each lies in the village whose code it carries."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from yulin.atlas.checks.base import Check, Fault, Skipped, Subject
from yulin.atlas.checks.neighbours import owner_codes, units_for
from yulin.atlas.overlay import overlay_rings
from yulin.atlas.overlay.plane import to_equal_area_rings
from yulin.atlas.rings import rings_from_geometries
from yulin.i18n import gettext as _

OUTSIDE_M2 = 1.0


def _run(subject: Subject) -> Iterator[Fault]:
    if subject.schema.layer not in ("dltb", "yjjbntbhtb"):
        raise Skipped(_("只适用于图斑图层"))
    own = owner_codes(subject)
    units = units_for(subject, "cjdcq", "ZLDWDM", 12)
    found = overlay_rings(subject.equal_area, to_equal_area_rings(rings_from_geometries(units.shapes), subject.gk))
    right = own.to_numpy()[found.left] == units.code[found.right]
    inside = np.bincount(found.left[right], weights=found.area[right], minlength=len(own))
    known = own.isin(list(units.code)).to_numpy()
    for i in np.flatnonzero(own.notna().to_numpy() & ~known & subject.sound):
        yield Fault("error", _("坐落单位 {unit} 不在 {layer} {version} 中。").format(
            unit=own.iloc[i], layer="cjdcq", version=units.version.id), int(i), _("请核对坐落单位代码。"))
    for i in np.flatnonzero(known & subject.sound & (subject.survey_m2 - inside > OUTSIDE_M2)):
        home = shapely.union_all(units.shapes[units.code == own.iloc[i]])
        yield Fault("error", _("有 {area:.2f} 平方米不在坐落单位 {unit} 之内。").format(
            area=subject.survey_m2[i] - inside[i], unit=own.iloc[i]), int(i), _("请核对坐落单位代码或边界。"),
            shapely.difference(subject.shapes[i], home))


VILLAGES = Check("village.outside", "图斑与坐落单位", _run)
