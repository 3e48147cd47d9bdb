"""Making a review: the file is kept, read, laid over the layers, and what came out is stored with its journal line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from django.db import transaction

from yulin.geodesy.crs import reproject
from yulin.office.accounts.models import Person
from yulin.office.journal.chain import Entry, append
from yulin.office.registers.declaration import register_of
from yulin.office.reviewing.models import ReviewRun
from yulin.review.compliance import review_file
from yulin.review.result import Review, m2

ACT, REGISTER = "review", "review"
DEGREES = 4490
PROTECTED = ("yjjbntbhtb", "stbhhx")
"""The layers of which the very pieces are shown: what lies on them is what an officer must see."""
METRES = 6  # decimals of a degree: a tenth of a metre


def make_review(person: Person, path: Path, sha: str, name: str, as_of: dt.date, profile: str,
                crs: int | None = None) -> ReviewRun:
    """Review the parcels of ``path`` and keep the result; Refusal for a file that cannot be reviewed, nothing kept."""
    review = review_file(path, settings.HOME, as_of, profile, crs, region=person.region or None)
    result = review.as_json() | {"source": name}
    counts = result["totals"]["findings"]
    with transaction.atomic():
        run = ReviewRun.objects.create(
            name=name, sha=sha, profile=profile, as_of=as_of, by=person.username, region=person.region,
            parcels=len(review.parcels), dm2=review.total_dm2, critical=counts["critical"], major=counts["major"],
            info=counts["info"], result=result, shapes=shapes_of(review))
        append([Entry(person.username, ACT, REGISTER, str(run.pk), person.region, None,
                      {"文件": name, "基准日": as_of.isoformat(), "总面积": f"{m2(review.total_dm2)} m²"})])
    return run


def tie(person: Person, run: ReviewRun, register: str, record: int, key: str) -> None:
    """Say for which record the review was made; a line of the journal says who said so."""
    with transaction.atomic():
        ReviewRun.objects.filter(pk=run.pk).update(register=register, record=record)
        append([Entry(person.username, ACT, REGISTER, str(run.pk), run.region, None,
                      {register_of(register).title: key})])


def shapes_of(review: Review) -> dict[str, Any]:
    """The parcels (``part`` "parcel") and their pieces on protected land (``part`` a layer's name), as GeoJSON."""
    kept = [p for p in review.parcels if p.geometry is not None]
    features = []
    for parcel in kept:
        features.append(("parcel", parcel.id, parcel.name, parcel.geometry))
        for layer in PROTECTED:
            if any(c.layer == layer and c.classes for c in parcel.layers):
                features += [(layer, parcel.id, parcel.name, piece) for piece in pieces(review, parcel.geometry, layer)]
    around = reproject([shape for *_words, shape in features], review.gk.epsg, DEGREES)
    return {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"part": part, "key": key, "title": f"{key} {name}".strip()},
         "geometry": shapely.geometry.mapping(shapely.set_precision(shape, 10.0 ** -METRES, mode="pointwise"))}
        for (part, key, name, _shape), shape in zip(features, around, strict=True)]}


def pieces(review: Review, parcel: Any, layer: str) -> list[Any]:
    """The pieces of ``parcel`` that lie on ``layer``, in the review's plane; for showing, never for areas."""
    version = review.atlas.latest(layer, review.as_of)
    if version is None:
        return []
    near = review.atlas.read(layer, version.id, bbox=tuple(parcel.bounds), columns=[], bbox_crs=review.gk.epsg)
    found = shapely.intersection(reproject(near.geometry.to_numpy(), near.crs.to_epsg(), review.gk.epsg), parcel)
    return [shape for shape in found if shape.area > 0]
