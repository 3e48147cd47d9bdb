"""The comparison of two versions as a job: the matrix, and the change patches by reason, on the map and in a file."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.changes import REASONS, change_patches
from yulin.atlas.difference import NOISE_M2, matrix_of, measure
from yulin.formats.vector_writer import write_vector
from yulin.geodesy.crs import GEOGRAPHIC, reproject
from yulin.i18n import gettext as _
from yulin.office.layers.jobs import CHANGES, CHANGES_DRAWN, put, result_of

MOST_LISTED = 2000
THRESHOLD = "threshold.json"


def ask(folder: Path, text: str) -> Decimal:
    """Keep the threshold asked for, in m²; ValueError for what is none (0 to 10 000, four decimals)."""
    try:
        asked = Decimal(text)
    except ArithmeticError:
        raise ValueError(text) from None
    if not (asked.is_finite() and 0 <= asked <= 10_000 and asked == asked.quantize(Decimal("0.0001"))):
        raise ValueError(text)
    folder.mkdir(parents=True, exist_ok=True)
    put(folder / THRESHOLD, json.dumps(str(asked)))
    return asked


def compared(home: str, layer: str, what: str, folder: Path) -> dict[str, Any]:
    """Compare; the result with ``reasons`` and the largest ``patches``. Beside: all patches as a GeoPackage, the
    listed ones as GeoJSON in degrees.
    """
    before, after = what.split("..")
    atlas = Atlas(home)
    threshold = float(result_of(folder, THRESHOLD) or NOISE_M2)
    measured = measure(atlas.version(layer, before), atlas.version(layer, after), threshold)
    made = matrix_of(measured).as_json()
    patches = change_patches(measured)
    dm2 = np.rint(patches["area_m2"].to_numpy() * 100).astype(np.int64)
    reasons = patches["reason"].to_numpy()
    made["reasons"] = [{"reason": r, "count": int((reasons == r).sum()), "area_m2": _m2(int(dm2[reasons == r].sum()))}
                       for r in REASONS if (reasons == r).any()]
    draft = folder / f"draft-{os.getpid()}.gpkg"
    (folder / CHANGES).unlink(missing_ok=True)
    if len(patches):
        write_vector(draft, patches, "changes")
        draft.replace(folder / CHANGES)
    order = np.lexsort((np.arange(len(dm2)), -dm2))[:MOST_LISTED]
    drawn = reproject(patches.geometry.to_numpy()[order], measured.before.gk.epsg, GEOGRAPHIC)
    lines, features = [], []
    for n, (row, shape) in enumerate(zip(patches.iloc[order].itertuples(), drawn, strict=True)):
        area = _m2(int(dm2[order[n]]))
        lines.append({"reason": row.reason, "class_before": row.class_before, "class_after": row.class_after,
                      "key_before": row.key_before, "key_after": row.key_after, "area_m2": area,
                      "box": None if shape.is_empty else [round(v, 7) for v in shape.bounds]})
        features.append({"type": "Feature", "geometry": json.loads(shapely.to_geojson(shape)), "properties": {
            "n": n, "reason": row.reason,
            "title": f"{_(REASONS[row.reason])} {row.class_before or '—'} → {row.class_after or '—'} {area} m²"}})
    put(folder / CHANGES_DRAWN, json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
    return made | {"patches": lines, "patches_total": len(patches)}


def _m2(dm2: int) -> str:
    return f"{dm2 // 100}.{dm2 % 100:02d}"
