"""What of a parcel lies on what: one layer's classes under each parcel, in whole dm², adding up to the parcel.

Overlay and area happen in the equal-area plane. The pieces of every parcel, and what no feature covers, are
levelled to the parcel's survey area; then the ridges (田坎) of a sloping field are taken out of each piece by
the field's coefficient and counted as class 1203.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from yulin.atlas.land_classes import RIDGE, class_name
from yulin.atlas.numbers import floats
from yulin.atlas.overlay.levelled import level_parts, share_out
from yulin.atlas.overlay.standing import MARGIN_M, areas_on
from yulin.atlas.rings import Rings
from yulin.atlas.version import Version
from yulin.atlas.window import read_rows
from yulin.geodesy.crs import Gk, transformer
from yulin.geodesy.levelling import deduct_ridge

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClassArea:
    """Area of one class, dm², net of ridges. code and name: None where the layer has none; ridge_dm2: what was
    deducted from it (and is part of class 1203's area).
    """

    code: str | None
    name: str | None
    dm2: int
    ridge_dm2: int = 0


@dataclass(frozen=True, slots=True)
class LayerCoverage:
    """One layer under one parcel: Σ classes + uncovered - overlap = the parcel's area, exactly. features: how many
    features it touches; overlap_dm2: ground that the layer covers more than once.
    """

    layer: str
    version: str
    covers_plane: bool
    classes: tuple[ClassArea, ...]
    uncovered_dm2: int
    overlap_dm2: int
    features: int

    @property
    def covered_dm2(self) -> int:
        """Σ of all classes, ridges included."""
        return sum(c.dm2 for c in self.classes)


def cover(version: Version, parcels: Rings, boxes: Floats, areas_dm2: Ints, gk: Gk) -> list[LayerCoverage]:
    """The layer under each parcel.

    parcels: their rings in the equal-area plane of ``gk``; boxes: float64[n, 4] in the plane of ``gk``;
    areas_dm2: int64[n] survey areas.
    """
    schema = version.schema
    wanted = [c for c in (schema.class_code, schema.class_name, schema.coefficient) if c and c in version.columns]
    found = areas_on(version, parcels, gk.central_meridian, _windows(boxes, gk, version.gk))
    touched, feature = np.unique(found.right, return_inverse=True)
    table = read_rows(version, touched, wanted)
    codes = _texts(table, schema.class_code)
    # classes first, so that each is within a cent of its own measure; then the pieces within their class
    kinds = np.unique(np.array([c or "" for c in codes], dtype=str), return_inverse=True)[1]
    groups, group = np.unique(found.left * (len(codes) + 1) + kinds[feature], return_inverse=True)
    measured: Floats = np.bincount(group, weights=found.area, minlength=len(groups)).astype(np.float64)
    levelled = level_parts(measured, groups // (len(codes) + 1), areas_dm2)
    parts = share_out(found.area, group, levelled.parts)
    share = (np.nan_to_num(floats(table.column(schema.coefficient)))[feature]
             if schema.coefficient in version.columns else np.zeros(len(found)))
    ridge, net = deduct_ridge(parts, np.clip(share, 0.0, 0.9999))
    names = _texts(table, schema.class_name)
    out = []
    bounds = np.searchsorted(found.left, np.arange(len(areas_dm2) + 1))
    for i in range(len(areas_dm2)):
        rows = slice(bounds[i], bounds[i + 1])
        classes = _by_class(codes, names, feature[rows], net[rows], ridge[rows], schema.standard)
        out.append(LayerCoverage(version.layer, version.id, schema.covers_plane, classes,
                                 int(levelled.uncovered[i]), int(levelled.overlap[i]),
                                 int((parts[rows] > 0).sum())))
    return out


def _by_class(codes: list[str | None], names: list[str | None], features: Ints, net: Ints, ridge: Ints,
              standard: str | None) -> tuple[ClassArea, ...]:
    sums: dict[str | None, list[int]] = {}
    called: dict[str | None, str | None] = {}
    for feature, part, deducted in zip(features.tolist(), net.tolist(), ridge.tolist(), strict=True):
        if part + deducted == 0:
            continue
        code = codes[feature]
        own = sums.setdefault(code, [0, 0])
        own[0] += part
        own[1] += deducted
        called.setdefault(code, names[feature] or (class_name(code, standard) if code and standard else None))
    ridges = sum(own[1] for own in sums.values())
    if ridges:
        sums.setdefault(RIDGE, [0, 0])[0] += ridges
        called.setdefault(RIDGE, class_name(RIDGE))
    return tuple(ClassArea(code, called[code], sums[code][0], sums[code][1])
                 for code in sorted(sums, key=lambda c: (c is None, c or "")))


def _texts(table: pa.Table, column: str) -> list[str | None]:
    if column not in table.column_names:
        return [None] * table.num_rows
    return [None if v is None else str(v) for v in table.column(column).to_pylist()]


def _windows(boxes: Floats, gk: Gk, stored: Gk) -> Floats:
    """The parcels' boxes in the layer's plane, a little larger."""
    if gk != stored:
        change = transformer(gk.epsg, stored.epsg)
        boxes = np.array([change.transform_bounds(*box) for box in boxes])
    return np.asarray(boxes + np.array([-1.0, -1.0, 1.0, 1.0]) * MARGIN_M)
