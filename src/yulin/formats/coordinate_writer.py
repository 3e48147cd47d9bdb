"""Writing boundary points as text (界址点坐标 TXT): GBK and CRLF, as the receiving systems expect.

Eastings carry the zone number; a ring repeats its first point under the first point's name; point numbers
run on through a parcel. Coordinates have four decimals, so that nothing finer than 0.1 mm is lost.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from yulin.findings import Refusal
from yulin.geodesy.crs import Gk
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.i18n import gettext as _


class WritableParcel(Protocol):
    """What the writer needs of a parcel; an empty declared_area_text becomes the survey area in hectares."""

    @property
    def id(self) -> str:
        """地块编号."""

    @property
    def name(self) -> str:
        """地块名称."""

    @property
    def geometry(self) -> BaseGeometry | None:
        """Polygon or multipolygon in the plane of the zone, east before north."""

    @property
    def declared_area_text(self) -> str:
        """地块面积 in hectares, as it shall be written."""

    @property
    def use(self) -> str:
        """地块用途."""

    @property
    def sheet(self) -> str:
        """图幅号."""

    @property
    def code(self) -> str:
        """地类编号."""


def write_coordinate_txt(path: Path | str, parcels: Iterable[WritableParcel], gk: Gk, unit_name: str = "",
                         date: dt.date | None = None, encoding: str = "gbk", decimals: int = 4) -> None:
    """Write ``parcels`` (in the plane of ``gk``) to ``path``, whole or not at all.

    unit_name: 数据产生单位; date: 数据产生日期; encoding: ``gbk`` (characters beyond it make the file
    GB18030) or ``utf-8``; decimals of the coordinates: 4, or 3 where a province wants them. Refuses a
    parcel without geometry.
    """
    path = Path(path)
    head = _head(gk, unit_name, date, decimals)
    text = head + "".join(_parcel(p, gk, decimals, path.name) for p in parcels)
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        data = text.encode("gb18030" if encoding.lower() in ("gbk", "gb2312", "cp936") else "utf-8")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".yulin-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            os.chmod(draft, 0o644)
            os.replace(draft, path)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise Refusal(_("写不出 {name}（{fault}），请检查磁盘空间和权限；原文件未改动。").format(
            name=path.name, fault=fault.strerror or type(fault).__name__)) from None


def _head(gk: Gk, unit_name: str, date: dt.date | None, decimals: int) -> str:
    lines = ["[属性描述]", "格式版本号=1.01版本", f"数据产生单位={_clean(unit_name)}",
             f"数据产生日期={date.isoformat() if date else ''}", "坐标系=2000国家大地坐标系",
             f"几度分带={gk.degrees}", "投影类型=高斯克吕格", "计量单位=米", f"带号={gk.zone}",
             f"精度={Decimal(1).scaleb(-decimals)}",
             "转换参数=0,0,0,0,0,0,0", "[地块坐标]"]
    return "".join(f"{line}\r\n" for line in lines)


def _clean(text: str) -> str:
    """``text`` without what would break a line or a field."""
    return " ".join(text.replace(",", "、").replace("，", "、").replace("@", " ").split())


def _parcel(parcel: WritableParcel, gk: Gk, decimals: int, name: str) -> str:
    if parcel.geometry is None or shapely.is_empty(parcel.geometry):
        raise Refusal(_("写不出 {name}：地块 {id} 没有图形。").format(name=name, id=parcel.id))
    if parcel.geometry.geom_type not in ("Polygon", "MultiPolygon"):
        raise Refusal(_("写不出 {name}：地块 {id} 不是面。").format(name=name, id=parcel.id))
    shift = 0.0 if gk.prefixed else gk.zone * 1_000_000.0
    lines: list[str] = []
    number = 0
    for ring_number, ring in enumerate(shapely.get_rings(shapely.get_parts(parcel.geometry)), 1):
        xy = shapely.get_coordinates(ring)[:-1] + np.array([shift, 0.0])
        names = [f"J{number + i}" for i in range(1, len(xy) + 1)]
        number += len(xy)
        for label, (east, north) in zip([*names, names[0]], [*xy, xy[0]], strict=True):
            lines.append(f"{label},{ring_number},{north:.{decimals}f},{east:.{decimals}f}")
    area = parcel.declared_area_text
    if not area:
        [dm2] = survey_areas_dm2(np.array([parcel.geometry], dtype=object), gk).tolist()
        area = str((Decimal(dm2) / 1_000_000).quantize(Decimal("0.0001")))
    head = [str(len(lines)), area, _clean(parcel.id), _clean(parcel.name), "面", _clean(parcel.sheet),
            _clean(parcel.use), _clean(parcel.code), "@"]
    return "".join(f"{line}\r\n" for line in [",".join(head), *lines])
