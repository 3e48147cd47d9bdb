"""Change patches (变化图斑): the ground that is not what it was, piece by piece, with the reason.

A piece is the common ground of an old and a new patch. The piece on which a patch lives on (same class, the largest
of both) is no change, nor is one below the threshold, nor ground on
which the layer overlaps itself in both years. Every other piece is a change patch:

- reclassified 地类变更: a whole patch, its ground the same, its class another;
- split 分割: a part of an old patch became a patch of its own;
- merged 合并: a whole old patch became part of a larger new one;
- boundary_moved 界线调整: a part of one patch became a part of another;
- only_before 不再覆盖, only_after 新增覆盖: ground that one version alone covers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from yulin.atlas.difference import Ints, Measured
from yulin.atlas.version import Version
from yulin.atlas.window import read_table
from yulin.i18n import gettext as _

REASONS = {"reclassified": "地类变更", "split": "分割", "merged": "合并", "boundary_moved": "界线调整",
           "only_before": "不再覆盖", "only_after": "新增覆盖"}


def change_patches(measured: Measured) -> Any:
    """The change patches as a GeoDataFrame in the stored plane, by old patch.

    Columns: reason, reason_zh, class_before, class_after, key_before, key_after (None where there is none), area_m2
    (as the matrix counts it, to the cent), geometry.
    """
    import geopandas

    found, k = measured.found, len(measured.codes)
    real = ~found.sliver & ~measured.still
    left, right, part = found.left[real], found.right[real], measured.levelled.parts[real]
    old_key, old_shape = _patches(measured.before)
    new_key, new_shape = _patches(measured.after)
    limit = max(1, round(measured.noise_m2 * 100))
    gone = np.flatnonzero(measured.levelled.uncovered >= limit)
    fresh = np.flatnonzero(measured.added >= limit)
    whole_old = (np.bincount(left, minlength=len(old_key)) == 1)[left] & ~np.isin(left, gone)
    whole_new = (np.bincount(right, minlength=len(new_key)) == 1)[right] & ~np.isin(right, fresh)
    # A piece is all of a patch also where the layer overlaps itself there, so that other pieces lie on the same ground.
    whole_old |= _all_of(measured.one.survey[left], found.area[real])
    whole_new |= _all_of(measured.two.survey[right], found.area[real])
    changed = ~_lives_on(left, right, found.area[real], measured.row_of, measured.column_of)
    left, right, part = left[changed], right[changed], part[changed]
    whole_old, whole_new = whole_old[changed], whole_new[changed]
    reason = np.select([whole_old & whole_new, whole_new, whole_old], ["reclassified", "split", "merged"],
                       "boundary_moved")
    shapes = np.where(whole_new, new_shape[right], old_shape[left])
    moved = reason == "boundary_moved"
    shapes[moved] = areal(shapely.intersection(old_shape[left[moved]], new_shape[right[moved]]))
    none = np.full(len(gone) + len(fresh), -1)
    i = np.concatenate([left, gone, none[:len(fresh)]]).astype(np.int64)
    j = np.concatenate([right, none[:len(gone)], fresh]).astype(np.int64)
    reason = np.concatenate([reason, ["only_before"] * len(gone), ["only_after"] * len(fresh)])
    rests = _rests(old_shape, gone, new_shape, found.left, found.right)
    rests += _rests(new_shape, fresh, old_shape, found.right, found.left)
    geometry = np.concatenate([shapes, np.array(rests, dtype=object)])
    area = np.concatenate([part, measured.levelled.uncovered[gone], measured.added[fresh]])
    codes, old_key, new_key = (np.array([*a, None], dtype=object)
                               for a in (measured.codes, old_key, new_key))  # index -1: none
    frame = geopandas.GeoDataFrame({
        "reason": reason.astype(object), "reason_zh": [_(REASONS[r]) for r in reason],
        "class_before": codes[np.where(i >= 0, measured.row_of[i], k)],
        "class_after": codes[np.where(j >= 0, measured.column_of[j], k)],
        "key_before": old_key[i], "key_after": new_key[j],
        "area_m2": area / 100}, geometry=geometry, crs=measured.before.gk.epsg)
    order = np.lexsort((j, np.where(i >= 0, i, len(old_key))))
    return frame.iloc[order].reset_index(drop=True)


def _all_of(dm2: Ints, area: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Per piece: whether its area (m²) is that of its patch (dm²)."""
    return np.abs(dm2 / 100 - area) <= 0.01 + 1e-9 * area


def _patches(version: Version) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Keys and shapes of all patches, in stored order; row numbers from 1 where the layer has no key."""
    key = version.schema.key
    table = read_table(version, [key] if key in version.columns else [])
    keys = (table.column(key).to_pylist() if key in version.columns
            else [str(n) for n in range(1, table.num_rows + 1)])
    return np.array(keys, dtype=object), shapely.from_wkb(table.column("geometry").to_numpy())


def _lives_on(left: Ints, right: Ints, area: NDArray[np.float64], row_of: Ints, column_of: Ints) -> NDArray[np.bool_]:
    """Per piece: same class, and the largest piece of that class of both its old and its new patch."""
    same = np.flatnonzero(row_of[left] == column_of[right])
    out = np.zeros(len(left), bool)
    largest_of = []
    for side in (left[same], right[same]):
        order = np.lexsort((same, -area[same], side))
        first = np.ones(len(order), bool)
        first[1:] = side[order][1:] != side[order][:-1]
        chosen = np.zeros(len(same), bool)
        chosen[order[first]] = True
        largest_of.append(chosen)
    out[same] = largest_of[0] & largest_of[1]
    return out


def _rests(shapes: NDArray[np.object_], which: Ints, others: NDArray[np.object_], own: Ints, other: Ints) -> list[Any]:
    """Of some shapes, what none of the others covers that share ground with them; own, other: the pairs that do."""
    order = np.argsort(own, kind="stable")
    first, last = (np.searchsorted(own[order], which, side) for side in ("left", "right"))
    covered = [shapely.union_all(others[other[order[a:b]]]) for a, b in zip(first, last, strict=True)]
    return list(areal(shapely.difference(shapes[which], np.array(covered, dtype=object))))


def areal(shapes: Any) -> NDArray[np.object_]:
    """Intersections without the lines and points that touching leaves in them."""
    out = np.asarray(shapes, dtype=object)
    for n in np.flatnonzero(shapely.get_type_id(out) == 7):
        parts = shapely.get_parts(out[n])
        out[n] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return out
