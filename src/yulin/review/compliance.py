"""Compliance review (合规性审查): a project's parcels against the land-use patches, permanent farmland, redline and
development boundary of a day, under the law of that day.

What comes out are indications with areas and citations; the officer decides what is legal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import shapely

from yulin.atlas.catalogue import Atlas, as_day
from yulin.atlas.overlay import overlay_rings
from yulin.atlas.overlay.plane import to_equal_area_rings
from yulin.atlas.rings import Rings, rings_from_geometries
from yulin.atlas.schema import schema_of
from yulin.findings import Finding
from yulin.geodesy.crs import Gk
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.i18n import gettext as _
from yulin.law.parameters import Law
from yulin.review.coverage import LayerCoverage, cover
from yulin.review.judging import judge
from yulin.review.parcels import Parcel, read_parcels
from yulin.review.profiles import Profile, profile_of
from yulin.review.result import ParcelReview, Review, ReviewFinding, by_severity, m2

LAYERS = ("dltb", "yjjbntbhtb", "stbhhx", "czkfbj")


def review_file(path: Path | str, home: Path | str | None = None, as_of: date | str | None = None,
                profile: str = "general", crs: int | None = None, layer: str | None = None,
                region: str | None = None) -> Review:
    """Review the parcels in a file against the atlas under ``home``.

    as_of: the day whose layers and law count (default: today). Refuses an unreadable file, an unknown profile and
    an atlas that has none of the layers.
    """
    day = date.today() if as_of is None else as_day(as_of)
    chosen = profile_of(profile)
    file = read_parcels(Path(path), crs, layer)
    law = Law.on(day, region)
    return review_parcels(file.parcels, file.gk, Atlas(home), day, law, chosen, file.name, file.findings)


def review_parcels(parcels: Sequence[Parcel], gk: Gk, atlas: Atlas, as_of: date, law: Law,
                   profile: Profile | None = None, source: str = "", reading: Sequence[Finding] = ()) -> Review:
    """Review parcels whose geometry is in the plane of ``gk``; one without geometry is kept, its areas unknown."""
    profile = profile or profile_of("general")
    usable = [i for i, p in enumerate(parcels) if p.geometry is not None]
    shapes = np.array([parcels[i].geometry for i in usable], dtype=object)
    areas = survey_areas_dm2(shapes, gk) if len(shapes) else np.zeros(0, np.int64)
    rings = to_equal_area_rings(rings_from_geometries(shapes), gk)
    boxes = shapely.bounds(shapes).reshape(-1, 4)
    covers: dict[int, dict[str, LayerCoverage]] = {i: {} for i in usable}
    missing = []
    for layer in LAYERS:
        version = atlas.latest(layer, as_of)
        if version is None:
            missing.append(layer)
        elif usable:
            for i, found in zip(usable, cover(version, rings, boxes, areas, gk), strict=True):
                covers[i][layer] = found
    doubled = _overlapping(rings, [parcels[i] for i in usable])
    results = []
    for i, parcel in enumerate(parcels):
        if i not in covers:
            results.append(ParcelReview(parcel.id, parcel.name, None, None, (), (), parcel.findings))
            continue
        dm2 = int(areas[usable.index(i)])
        findings = by_severity((*judge(covers[i], dm2, law, profile), *doubled.get(usable.index(i), ())))
        results.append(ParcelReview(parcel.id, parcel.name, dm2, parcel.geometry, tuple(covers[i].values()), findings,
                                    parcel.findings))
    return Review(atlas, source, as_of, profile, gk, tuple(results), tuple(_not_there(missing, as_of)), tuple(missing),
                  tuple(reading))


def _not_there(missing: list[str], as_of: date) -> list[ReviewFinding]:
    return [ReviewFinding("layer.missing", "major", None,
                          _("图册中没有 {day} 或更早的“{layer}”图层，此项未审查。").format(
                              day=as_of, layer=schema_of(layer).words)) for layer in missing]


def _overlapping(rings: Rings, parcels: list[Parcel]) -> dict[int, tuple[ReviewFinding, ...]]:
    """A finding for each parcel that shares ground with another of the same file."""
    found = overlay_rings(rings, rings)
    out: dict[int, tuple[ReviewFinding, ...]] = {}
    for i, j, area, sliver in zip(found.left.tolist(), found.right.tolist(), found.area.tolist(),
                                  found.sliver.tolist(), strict=True):
        if i == j or sliver:
            continue
        dm2 = round(area * 100)
        said = ReviewFinding("parcels.overlap", "major", dm2, _("与同一文件中的地块 {other} 重叠 {m2} 平方米。").format(
            other=f"{parcels[j].id} {parcels[j].name}".strip(), m2=m2(dm2)))
        out[i] = (*out.get(i, ()), said)
    return out
