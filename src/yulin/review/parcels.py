"""The parcels under review, read from a coordinate TXT or any vector file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from yulin.findings import Finding, Refusal
from yulin.geodesy.crs import GEOGRAPHIC, WGS84, Gk, gk_for_longitude, gk_from_epsg, reproject
from yulin.geodesy.validity import polygon_faults
from yulin.i18n import gettext as _

ID_FIELDS = ("地块编号", "DKBH", "DKDM", "BSM", "TBBH", "ID", "id", "fid")
NAME_FIELDS = ("地块名称", "DKMC", "XMMC", "NAME", "name", "MC")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel. geometry: polygon in the file's plane (easting, northing, m), None where it has no honest one;
    findings: what reading it found.
    """

    id: str
    name: str
    geometry: Any
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ParcelFile:
    """The parcels of one file, all in the plane of ``gk``; findings about the file as a whole."""

    name: str
    gk: Gk
    parcels: tuple[Parcel, ...]
    findings: tuple[Finding, ...]


def read_parcels(path: Path, crs: int | None = None, layer: str | None = None) -> ParcelFile:
    """The parcels in ``path``. crs: EPSG number for a vector file that states none. Refuses a file without any."""
    if not path.exists():
        raise Refusal(_("找不到文件 {path}，请核对路径。").format(path=path))
    found = _from_txt(path) if path.suffix.lower() == ".txt" else _from_vector(path, crs, layer)
    if not found.parcels:
        raise Refusal(_("{path} 中没有地块，请核对文件。").format(path=path))
    return found


def _from_txt(path: Path) -> ParcelFile:
    from yulin.formats.coordinate_txt import read_coordinate_txt

    file = read_coordinate_txt(path, path.name)
    if file.gk is None:
        raise Refusal(_("{path} 没有说明带号，坐标中也看不出，无法定位，请在文件头补上带号。").format(path=path))
    parcels = tuple(_parcel(str(p.id), str(p.name), p.geometry, tuple(p.findings)) for p in file.parcels)
    return ParcelFile(path.name, file.gk, parcels, tuple(file.findings))


def _from_vector(path: Path, crs: int | None, layer: str | None) -> ParcelFile:
    from yulin.formats.vectors import read_vector

    read = read_vector(path, layer, crs)
    frame, findings = read.frame, list(read.findings)
    shapes = frame.geometry.to_numpy()
    if read.epsg in (GEOGRAPHIC, WGS84):
        bounds = shapely.total_bounds(shapes)
        gk = gk_for_longitude(float(bounds[0] + bounds[2]) / 2)
        shapes = reproject(shapes, read.epsg, gk.epsg)
        findings.append(Finding("note", "crs.projected", _("经纬度坐标已投影到 {crs}。").format(crs=gk.title),
                                path.name))
    else:
        gk = gk_from_epsg(read.epsg)
    ids = next((frame[c].astype(str) for c in ID_FIELDS if c in frame), None)
    names = next((frame[c].fillna("").astype(str) for c in NAME_FIELDS if c in frame), None)
    parcels = []
    for i, shape in enumerate(shapes):
        label = str(ids.iloc[i]) if ids is not None else str(i + 1)
        parcels.append(_parcel(label, str(names.iloc[i]) if names is not None else "", shape))
    return ParcelFile(path.name, gk, tuple(parcels), tuple(findings))


def _parcel(label: str, name: str, shape: Any, said: tuple[Finding, ...] = ()) -> Parcel:
    """A parcel with what was found in it; without geometry where a fault leaves its area unsaid."""
    known = {finding.code for finding in said}
    faults = [fault for _at, fault in polygon_faults([shape], [label])]
    if shape is not None and shape.is_empty:
        faults.append(Finding("error", "geometry.empty", _("地块没有图形。"), label, _("请修复界址点后再审查。")))
    usable = shape is not None and not any(fault.level == "error" for fault in faults)
    return Parcel(label, name, shape if usable else None, (*said, *(f for f in faults if f.code not in known)))
