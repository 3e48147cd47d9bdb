"""What can be wrong with a parcel: no area, a crossing boundary, a wrong zone, a place elsewhere, another area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from django.utils.translation import gettext as _

from yulin.atlas.catalogue import Atlas
from yulin.findings import Finding
from yulin.geodesy.crs import GEOGRAPHIC, transformer, zone_contradiction
from yulin.office.home import home_path
from yulin.office.registers.declaration import Register
from yulin.office.registers.fields import Area
from yulin.office.registers.parcel import ParcelValue, parcel_value
from yulin.office.registers.parcel_files import Shape
from yulin.quantities.rates import rate

POLYGONS = (3, 6)  # GEOS's numbers of polygon and multipolygon
SLIVER = 0.01  # m²: neighbours whose edges were computed apart may overlap by this much
FAR_AWAY = 0.2  # degrees beyond the district's box within which a parcel may still lie


def value_of(shapes: Sequence[Shape], epsg: int | None, where: str) -> tuple[ParcelValue | None, list[Finding]]:
    """The parcel of all polygons of one record, or what stands against it."""
    drawn = [s.geometry for s in shapes if s.geometry is not None and not shapely.is_empty(s.geometry)]
    if len(drawn) < len(shapes):
        return None, [Finding("error", "parcel.empty", _("图形为空"), where, _("请补上界址点"))]
    if epsg is None:
        return None, []
    if any(shapely.get_type_id(g) not in POLYGONS for g in drawn):
        return None, [
            Finding("error", "parcel.not_polygon", _("图形不是面"), where, _("只能导入面状地块"))
        ]
    whole: Any = shapely.force_2d(drawn[0] if len(drawn) == 1 else _together(drawn))
    if whole is None:
        return None, [
            Finding("error", "parcel.overlap", _("同一记录的地块相互重叠"), where, _("请改正界址点"))
        ]
    bounds = [float(v) for v in whole.bounds]
    contradiction = zone_contradiction(bounds, epsg, where)
    if contradiction is not None:
        return None, [contradiction]
    try:
        return parcel_value(whole, epsg), []
    except ValueError as fault:
        return None, [_invalid(str(fault), where)]


def _together(drawn: Sequence[Any]) -> Any:
    """The polygons of one record as one geometry, neighbours joined along their shared edges; None when they
    overlap.
    """
    parts = [p for g in drawn for p in shapely.get_parts(g)]
    many = shapely.multipolygons(parts)
    if shapely.is_valid(many) or not all(shapely.is_valid(p) for p in parts):
        return many
    joined = shapely.union_all(parts)
    return joined if abs(joined.area - sum(p.area for p in parts)) < SLIVER else None


def _invalid(reason: str, where: str) -> Finding:
    """The finding for a polygon that GEOS calls invalid, in the field's words."""
    kind, _bracket, place = reason.partition("[")
    words = {
        "Self-intersection": _("边界自相交"),
        "Ring Self-intersection": _("边界自相交"),
        "Hole lies outside shell": _("内圈在外圈之外"),
        "Nested shells": _("地块相互包含"),
        "Holes are nested": _("内圈相互包含"),
        "Interior is disconnected": _("内圈把地块切断"),
        "Duplicate Rings": _("有重复的圈"),
    }
    said = words.get(kind.strip(), _("图形无效"))
    spot = _("，在 {place} 处").format(place=place.rstrip("]").replace(" ", ", ")) if place else ""
    return Finding("error", "parcel.invalid", said + spot, where, _("请改正界址点"))


def district_box() -> tuple[float, float, float, float] | None:
    """The box of the towns' layer in degrees (west, south, east, north); None where the atlas has none."""
    version = Atlas(home_path()).latest("xzq")
    if version is None or version.extent is None:
        return None
    west, south, east, north = transformer(version.gk.epsg, GEOGRAPHIC).transform_bounds(*version.extent)
    return float(west), float(south), float(east), float(north)


def elsewhere(
    value: ParcelValue, box: tuple[float, float, float, float] | None, where: str
) -> list[Finding]:
    """An error where the parcel lies far from the district (a wrong zone), a warning where it lies just
    outside.
    """
    if box is None:
        return []
    west, south, east, north = value.box
    beyond = max(box[0] - east, west - box[2], box[1] - north, south - box[3])
    if beyond > FAR_AWAY:
        return [
            Finding(
                "error",
                "parcel.elsewhere",
                _("地块在本行政区之外很远（东经 {lon:.3f}°，北纬 {lat:.3f}°）").format(
                    lon=(west + east) / 2, lat=(south + north) / 2
                ),
                where,
                _("请核对带号和坐标系"),
            )
        ]
    if beyond > 0:
        return [Finding("warning", "parcel.outside", _("地块在本行政区界外"), where, _("请核对界址点"))]
    return []


def area_differs(register: Register, record: Any, value: ParcelValue, where: str) -> list[Finding]:
    """A warning where the survey area is more than 1 % off the ledger's area (off all of them, without a
    total).
    """
    areas = {c.name: getattr(record, c.name) for c in register.columns if isinstance(c.field, Area)}
    names = ["area"] if "area" in areas else list(areas)
    stated = [(abs(value.area_dm2 - areas[n]), n) for n in names if areas[n]]
    if not stated:
        return []
    gap, name = min(stated)
    if gap * 100 <= areas[name]:
        return []
    column = register.column(name)
    survey = column.field.show(value.area_dm2)
    return [
        Finding(
            "warning",
            "parcel.area_differs",
            _("测量面积 {survey} {unit}，与台账“{label}” {stated} {unit} 相差 {share}%").format(
                survey=survey,
                unit=column.field.unit,
                label=_(column.label),
                stated=column.field.show(areas[name]),
                share=rate(gap, areas[name]),
            ),
            where,
            _("请核对地块或台账"),
        )
    ]
