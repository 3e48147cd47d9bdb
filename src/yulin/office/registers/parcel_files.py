"""The polygons of a file, each with the texts that may name the record it belongs to.

Coordinate TXT (界址点坐标), zipped Shapefile, GeoJSON and GeoPackage come out alike: shapes in a Gauss-Krüger
zone of CGCS2000, easting before northing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _

from yulin.findings import Finding, Refusal
from yulin.formats.coordinate_txt import read_coordinate_txt
from yulin.geodesy.crs import GEOGRAPHIC, gk_for_longitude, reproject
from yulin.office.registers.declaration import Register
from yulin.office.registers.head_texts import bare
from yulin.office.registers.written import plain

NAMING = ("地块编号", "地块名称", "dkbh", "dkmc", "xmmc", "tbbh", "bh", "name", "id", "key")


@dataclass(frozen=True, slots=True)
class Shape:
    """One polygon of a file: its number in the file (from 1), texts that may be a record's key, geometry,
    findings.
    """

    number: int
    texts: tuple[str, ...]
    geometry: shapely.Geometry | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ShapeFile:
    """All polygons of a file, their plane (EPSG; None where it is not known), and what was found about the
    file.
    """

    shapes: tuple[Shape, ...]
    epsg: int | None
    findings: tuple[Finding, ...]


def file_digest(path: Path, name: str) -> str:
    """SHA-256 of a file in hexadecimal, or of a folder's files with their names (.gdb); Refusal when unreadable."""
    digest = hashlib.sha256()
    try:
        for part in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if part.is_file():
                digest.update(part.relative_to(path).as_posix().encode() if path.is_dir() else b"")
                with part.open("rb") as stream:
                    while piece := stream.read(1 << 20):
                        digest.update(piece)
    except OSError as fault:
        raise Refusal(
            _("文件 {name} 读不出：{why}。请检查路径和权限。").format(name=name, why=fault.strerror)
        ) from fault
    return digest.hexdigest()


def read_shapes(path: Path, name: str, register: Register) -> ShapeFile:
    """The polygons of ``path``; Refusal when nothing in it can be read."""
    if path.suffix.lower() == ".txt":
        return _from_text(path, name)
    return _from_layer(path, name, register)


def _from_text(path: Path, name: str) -> ShapeFile:
    read = read_coordinate_txt(path, name)
    shapes = tuple(
        Shape(
            i,
            tuple(dict.fromkeys(t for t in (plain(p.id), plain(p.name)) if t)),
            p.geometry,
            tuple(p.findings),
        )
        for i, p in enumerate(read.parcels, start=1)
    )
    return ShapeFile(shapes, read.gk.epsg if read.gk else None, tuple(read.findings))


def _from_layer(path: Path, name: str, register: Register) -> ShapeFile:
    from yulin.formats.vectors import list_layers, read_vector  # brings geopandas: only where a layer is read

    layer = read_vector(path, register.title if register.title in list_layers(path) else None)
    found = list(layer.findings)
    geometries: Sequence[Any] = list(layer.frame.geometry)
    epsg = layer.epsg
    if epsg == GEOGRAPHIC:
        drawn = [g for g in geometries if g is not None and not g.is_empty]
        if drawn and not any(f.level == "error" for f in found):
            west, _s, east, _n = shapely.total_bounds(drawn)
            gk = gk_for_longitude(float(west + east) / 2)
            geometries = [None if g is None else g for g in reproject(geometries, GEOGRAPHIC, gk.epsg)]
            epsg = gk.epsg
            found.append(
                Finding("note", "crs.projected", _("坐标为经纬度，已展绘到 {crs}").format(crs=gk.title), name)
            )
    columns = _naming_columns(layer.frame, register)
    shapes = []
    for i, geometry in enumerate(geometries):
        texts = (plain(_whole(layer.frame[c].iloc[i])) for c in columns)
        shapes.append(Shape(i + 1, tuple(dict.fromkeys(t for t in texts if t)), geometry, ()))
    return ShapeFile(tuple(shapes), None if epsg == GEOGRAPHIC else epsg, tuple(found))


def _naming_columns(frame: Any, register: Register) -> list[str]:
    """The attributes that may hold a record's key: those named like it first, then all other texts and whole
    numbers.
    """
    key = register.column(register.key)
    likely = [bare(t) for t in (key.label, *key.field.aliases, key.name, *NAMING)]
    columns = [str(c) for c in frame.columns if c != "geometry" and frame[c].dtype.kind in "OiuTS"]
    named = sorted((c for c in columns if bare(c) in likely), key=lambda c: likely.index(bare(c)))
    return named + [c for c in columns if c not in named]


def _whole(value: Any) -> Any:
    return None if value is None or value != value else value
