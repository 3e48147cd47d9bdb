"""The parcels under review, read from a coordinate TXT, a VCT or any vector file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yulin.findings import Finding, Refusal
from yulin.geodesy.crs import Gk
from yulin.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel. geometry: polygon in the file's plane (easting, northing, m), None where it has no honest area;
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
    """The parcels in ``path``. crs: EPSG number for a file that states none. Refuses a file without any."""
    from yulin.formats import parcels as reading

    if not path.exists():
        raise Refusal(_("找不到文件 {path}，请核对路径。").format(path=path))
    file = reading.read_parcels(path, layer, crs)
    if file.gk is None:
        raise Refusal(_("{path} 没有说明带号，坐标中也看不出，无法定位，请在文件头补上带号。").format(path=path))
    if not file.parcels:
        raise Refusal(_("{path} 中没有地块，请核对文件。").format(path=path))
    found = tuple(Parcel(p.id, p.name, None if p.survey_dm2 is None else p.geometry, p.findings) for p in file.parcels)
    return ParcelFile(file.name, file.gk, found, file.findings)
