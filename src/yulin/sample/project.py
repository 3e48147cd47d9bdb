"""示例项目: a project to review, whose parcels touch farmland, permanent farmland, redline and boundary a little."""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

from yulin.sample.coordinates import DrawnParcel
from yulin.sample.coverage import Survey
from yulin.sample.ground import Shape, exact_area
from yulin.sample.room import NoRoom

PROJECT = "青禾区城乡供水管护中心及引道工程"

_PARCELS = (
    # name, use, 亩 in hundredths, the layer touched, least and most of the parcel inside it
    ("管护中心", "公用设施用地", 4200, "boundary", 0.35, 0.80),
    ("引道工程", "公路用地", 2650, "farmland", 0.10, 0.45),
    ("取水泵站", "公用设施用地", 1480, "redline", 0.04, 0.18),
)


def make_project(survey: Survey, seed: int) -> list[DrawnParcel]:
    """The project's three parcels, inside the district and apart from each other."""
    rng = np.random.default_rng([seed, 51])
    district = shapely.union_all(survey.towns)
    shapely.prepare(district)
    village = survey.villages[survey.farmland_village]
    areas = {"boundary": (survey.boundary, district), "farmland": (survey.farmland, village),
             "redline": (survey.redline, district)}
    drawn: list[DrawnParcel] = []
    shapes: list[Shape] = []
    for i, (name, use, cmu, layer, least, most) in enumerate(_PARCELS, 1):
        shape = _touching(rng, *areas[layer], shapes, cmu, least, most)
        shapes.append(shape)
        drawn.append(DrawnParcel(f"XM-{i}", f"{PROJECT}（{name}）", shape, use))
    return drawn


def _touching(rng: np.random.Generator, targets: NDArray[np.object_], within: BaseGeometry, others: list[Shape],
              cmu: int, least: float, most: float) -> Shape:
    side = math.sqrt(cmu * 20 / 3)
    for _try in range(3000):
        target = targets[int(rng.integers(len(targets)))]
        rim = target.boundary
        middle = rim.interpolate(float(rng.random()), normalized=True)
        at = np.array([middle.x, middle.y]) + rng.uniform(-0.5, 0.5, 2) * side
        stretch = float(rng.uniform(0.75, 1.0))
        box = shapely.box(at[0] - side * stretch / 2, at[1] - side / stretch / 2,
                          at[0] + side * stretch / 2, at[1] + side / stretch / 2)
        shape = exact_area(rotate(box, float(rng.uniform(0, 90))), cmu)
        if shape is None or not within.contains(shape):
            continue
        inside = shapely.area(shapely.intersection(targets, shape)).sum() / shape.area
        if least < inside < most and not any(shape.intersects(other) for other in others):
            return shape
    raise NoRoom("示例项目: no place for the sample project")
