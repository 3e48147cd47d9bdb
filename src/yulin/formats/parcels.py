"""The parcels of any file: coordinate TXT, VCT or a vector layer, brought into one plane with their areas.

A vector layer in degrees is projected to the zone its middle lies in, which is said. Number, name and declared
area are taken from the fields that usually carry them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import ArrayLike

from yulin.findings import Finding, Refusal
from yulin.formats.coordinate_txt import CoordinateParcel, read_coordinate_txt
from yulin.formats.declared_area import declared_area
from yulin.geodesy.crs import Gk, gk_for_longitude, gk_from_epsg, is_gk, reproject
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.geodesy.validity import polygon_faults
from yulin.i18n import gettext as _

if TYPE_CHECKING:  # a coordinate TXT needs no data frames, which take a while to load
    import geopandas as gpd

    from yulin.formats.vectors import VectorLayer

ID_FIELDS = ("地块编号", "DKBH", "DKDM", "BSM", "TBBH", "XZQDM", "ID")
NAME_FIELDS = ("地块名称", "DKMC", "XMMC", "DLMC", "XZQMC", "ZLDWMC", "NAME", "MC")
AREA_FIELDS = ("地块面积", "DKMJ", "TBMJ", "YJJBNTTBMJ", "JCMJ", "DCMJ", "MJ")
USE_FIELDS = ("地块用途", "DKYT", "TDYT")
SHEET_FIELDS = ("图幅号", "TFH")
CODE_FIELDS = ("地类编号", "DLBM")
PARCEL_FIELDS = (*ID_FIELDS, *NAME_FIELDS, *AREA_FIELDS, *USE_FIELDS, *SHEET_FIELDS, *CODE_FIELDS)


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """The parcels of one file in the plane of ``gk`` (None where the zone cannot be said); the file's findings."""

    name: str
    gk: Gk | None
    parcels: tuple[CoordinateParcel, ...]
    findings: tuple[Finding, ...] = ()

    def all_findings(self) -> list[Finding]:
        """The file's own findings and its parcels', in file order."""
        return [*self.findings, *(f for p in self.parcels for f in p.findings)]


def read_parcels(path: Path | str, layer: str | None = None, crs: int | None = None) -> ParcelFile:
    """The parcels in ``path``, in file order, with survey areas where they can be honestly stated.

    layer: where a file has several; crs: EPSG number where the file states none. Refuses what cannot be read.
    """
    path = Path(path)
    if path.suffix.lower() == ".txt":
        file = read_coordinate_txt(path, crs=crs)
        return ParcelFile(file.name, file.gk, file.parcels, file.findings)
    from yulin.formats.vectors import READABLE

    if path.suffix.lower() not in (".vct", *READABLE):
        raise Refusal(_("文件 {name} 的格式不能识别，可读取的有 {known}。").format(
            name=path.name, known="、".join((".txt", ".vct", *READABLE))))
    return parcels_of_layer(read_layer(path, layer, crs), path.name)


def read_layer(path: Path, layer: str | None = None, crs: int | None = None) -> VectorLayer:
    """One layer of a vector file or a VCT."""
    if path.suffix.lower() == ".vct":
        from yulin.formats.vct_reader import read_vct

        return read_vct(path, layer, crs)
    from yulin.formats.vectors import read_vector

    return read_vector(path, layer, crs)


def parcels_of_layer(layer: VectorLayer, name: str, gk: Gk | None = None) -> ParcelFile:
    """The rows of a layer as parcels. gk: the plane wanted (default: the layer's own, or its middle's zone)."""
    findings = list(layer.findings)
    if gk is None:
        shapes = np.asarray(layer.frame.geometry, dtype=object)
        gk = zone_of(layer.epsg, shapely.total_bounds(shapes) if len(shapes) else (np.nan,) * 4, findings, name)
    return ParcelFile(name, gk, tuple(parcels_of_rows(layer.frame, layer.epsg, gk, name, findings)), tuple(findings))


def parcels_of_rows(frame: gpd.GeoDataFrame, epsg: int, gk: Gk, name: str,
                    findings: Sequence[Finding]) -> list[CoordinateParcel]:
    """The rows of ``frame`` (coordinates in ``epsg``) as parcels in the plane of ``gk``, called by their index.

    findings: what is known of the file: where its zone contradicts its coordinates, no parcel has an area.
    """
    shapes = reproject(np.asarray(frame.geometry, dtype=object), epsg, gk.epsg)
    rows = [int(row) + 1 for row in frame.index]
    ids = _texts(frame, ID_FIELDS) or [str(row) for row in rows]
    names, areas = _texts(frame, NAME_FIELDS), _texts(frame, AREA_FIELDS)
    uses, sheets, codes = (_texts(frame, fields) for fields in (USE_FIELDS, SHEET_FIELDS, CODE_FIELDS))
    places = [_("{name} 第 {row} 个要素（{id}）").format(name=name, row=row, id=id_)
              for row, id_ in zip(rows, ids, strict=True)]
    faults: dict[int, list[Finding]] = {}
    for at, fault in polygon_faults(shapes, places):
        faults.setdefault(at, []).append(fault)
    misplaced = any(f.code in ("zone.contradiction", "coordinates.not_finite") for f in findings)
    sound = [i for i in range(len(frame)) if not misplaced and all(f.level != "error" for f in faults.get(i, []))]
    dm2 = dict(zip(sound, survey_areas_dm2(shapes[sound], gk).tolist() if sound else [], strict=True))
    parcels = []
    for i, shape in enumerate(shapes):
        text = areas[i] if areas else ""
        declared, said = declared_area(text, dm2.get(i), places[i], usual="m²")
        parcels.append(CoordinateParcel(
            ids[i], names[i] if names else "", shape, text, uses[i] if uses else "", sheets[i] if sheets else "",
            codes[i] if codes else "", survey_dm2=dm2.get(i), declared_m2=declared,
            findings=(*faults.get(i, ()), *said)))
    return parcels


def zone_of(epsg: int, bounds: ArrayLike, findings: list[Finding], name: str) -> Gk:
    """The plane of ``epsg``, or for degrees the zone of the middle of ``bounds``, which is said in ``findings``."""
    if is_gk(epsg):
        return gk_from_epsg(epsg)
    west, _south, east, _north = np.asarray(bounds, np.float64)
    middle = float(west + east) / 2
    if not 73.5 <= middle < 136.5:
        raise Refusal(_("{name} 的经纬度不在中国范围内，无法选定投影带，请核对坐标。").format(name=name))
    gk = gk_for_longitude(middle)
    findings.append(Finding("note", "zone.inferred", _("数据为经纬度，已按中央位置投影到 {crs}。").format(
        crs=gk.title), name))
    return gk


def _texts(frame: gpd.GeoDataFrame, fields: Sequence[str]) -> list[str]:
    """The first of ``fields`` that the frame has, as text ("" for missing); [] when it has none."""
    upper = {str(c).upper(): c for c in frame.columns}
    column = next((upper[f.upper()] for f in fields if f.upper() in upper), None)
    if column is None:
        return []
    import pandas as pd

    return ["" if pd.isna(v) else _plain(v) for v in frame[column]]


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value).strip()


def layer_of_parcels(file: ParcelFile, name: str) -> VectorLayer:
    """The parcels that have a geometry as a layer with the fields DKBH, DKMC, DKMJ, DKYT, TFH, DLBM."""
    if file.gk is None:
        raise Refusal(_("{name} 的投影带无法确定，不能转换，请用 --crs EPSG:编号 写明或补上带号。").format(
            name=file.name))
    import geopandas as gpd

    from yulin.formats.vectors import VectorLayer

    there = [p for p in file.parcels if p.geometry is not None]
    findings = [*file.findings, *(f for p in file.parcels for f in p.findings)]
    findings += [Finding("error", "parcel.left_out", _("地块 {id} 没有图形，未写出。").format(
        id=p.id), file.name)
                 for p in file.parcels if p.geometry is None]
    frame = gpd.GeoDataFrame(
        {"DKBH": [p.id for p in there], "DKMC": [p.name for p in there],
         "DKMJ": [None if p.declared_m2 is None else float(p.declared_m2) for p in there],
         "DKYT": [p.use for p in there], "TFH": [p.sheet for p in there], "DLBM": [p.code for p in there]},
        geometry=[p.geometry for p in there], crs=file.gk.epsg)
    return VectorLayer(frame.astype({"DKMJ": "float64"}), file.gk.epsg, name, tuple(findings))


