"""Placing parcels on the map: shapes of an exact survey area that lie inside the right village, clear of each other."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.affinity import rotate, scale, translate

from yulin.geodesy.survey_area import survey_areas
from yulin.sample import names
from yulin.sample.coverage import Survey
from yulin.sample.cuts import polygons_array, slice_off
from yulin.sample.layers import GK
from yulin.sample.mosaic import Ints
from yulin.sample.room import NoRoom
from yulin.sample.terrain import CENTRE

Shape = Polygon | MultiPolygon


@dataclass(frozen=True)
class Parcel:
    """A parcel on the map: its polygon, the village it lies in (index) and its area in hundredths of a 亩."""

    polygon: Shape
    village: int
    cmu: int


class Ground:
    """Where parcels may go, and which places each coordinate file has used already."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.terrain = survey.layout.terrain
        self._used: dict[str, list[Shape]] = defaultdict(list)
        self._areas = shapely.area(survey.villages)
        for outline in (*survey.villages, *survey.towns):
            shapely.prepare(outline)

    def town_name(self, village: int) -> str:
        """Name of the town a village belongs to."""
        return names.TOWNS[int(self.terrain.village_town[village])][1]

    def village_name(self, village: int) -> str:
        """Name of a village."""
        return self.terrain.village_names[village]

    def villages_of(self, town: int) -> list[int]:
        """The villages of a town (indices)."""
        return [int(v) for v in np.flatnonzero(self.terrain.village_town == town)]

    def place(self, rng: np.random.Generator, file: str, cmu: int, near: str = "any", town: int | None = None,
              village: int | None = None, form: str | None = None) -> Parcel:
        """A parcel of ``cmu`` hundredths of a 亩, clear of the file's other parcels.

        near: ``town`` (about a town's seat), ``farm``, ``wild`` or ``any``. A village or town given is kept to.
        """
        for attempt in range(800):
            here = village if village is not None else self._choose(rng, near, town, cmu, attempt)
            seat = self._seat(rng, here, near if attempt < 150 else "any")
            kind = form if form and attempt < 60 else None
            shape = _shape(rng, kind if attempt < 200 else "square", cmu)
            shape = translate(rotate(shape, float(rng.uniform(0, 90)), origin=(0, 0)), *(seat + np.asarray(CENTRE)))
            outline = self.survey.villages[here]
            if not outline.contains(shape) or self._hits(file, shape):
                continue
            exact = exact_area(shape, cmu)
            if exact is None or not outline.contains(exact) or self._hits(file, exact):
                continue
            self._used[file].append(exact)
            return Parcel(exact, here, cmu)
        rest = self._rest(file, cmu, [village] if village is not None else
                          self.villages_of(town) if town is not None else list(range(len(self._areas))))
        if rest is None:
            raise NoRoom(f"{file}: no room for a parcel of {cmu / 100} 亩")
        return rest

    def _rest(self, file: str, cmu: int, villages: list[int]) -> Parcel | None:
        """A parcel cut off what the file has left of a village, the emptiest village first; None when none has it."""
        for here in sorted(villages, key=lambda v: -self._areas[v]):
            outline = self.survey.villages[here]
            near = [shape for shape in self._used[file] if shape.intersects(outline)]
            free = shapely.difference(outline.buffer(-3), shapely.union_all(near).buffer(3)) if near else (
                outline.buffer(-3))
            part = max((p for p in shapely.get_parts(free) if isinstance(p, Polygon)), key=lambda p: p.area,
                       default=None)
            if part is None or part.area < cmu * 20 / 3 * 1.03:
                continue
            for turn in (0.0, 0.5, 1.0, 1.5):
                cut = slice_off(part, cmu * 20 / 3, _axis(part) + turn)
                exact = exact_area(shapely.set_precision(cut[0], 0.001), cmu) if cut is not None else None
                if exact is not None and outline.contains(exact) and not self._hits(file, exact):
                    self._used[file].append(exact)
                    return Parcel(exact, here, cmu)
        return None

    def slice(self, file: str, source: Polygon, village: int, cmu: int) -> tuple[Parcel, Polygon] | None:
        """A parcel cut off ``source`` by a straight line, and what is left of it; None when it does not come out."""
        ratio = source.area / float(survey_areas(polygons_array([source]), GK)[0])
        cut = slice_off(source, cmu * 20 / 3 * ratio, _axis(source))
        if cut is None:
            return None
        piece = exact_area(shapely.set_precision(cut[0], 0.001), cmu, tolerance=0.3)
        if piece is None or self._hits(file, piece.buffer(-0.01)) or not isinstance(piece, Polygon):
            return None
        self._used[file].append(piece)
        return Parcel(piece, village, cmu), cut[1]

    def use(self, file: str, polygon: Shape, village: int, cmu: int) -> Parcel:
        """Take a polygon that is there already (a changed patch, an idle parcel) into a file."""
        self._used[file].append(polygon)
        return Parcel(polygon, village, cmu)

    def _choose(self, rng: np.random.Generator, near: str, town: int | None, cmu: int, attempt: int) -> int:
        pool = np.array(self.villages_of(town)) if town is not None else np.arange(len(self._areas))
        weight = self._areas[pool].copy()
        weight[weight < 8 * cmu * 20 / 3] *= 0.05
        if attempt >= 300:
            weight = self._areas[pool] ** 4
        if near == "town" and attempt < 200:
            away = np.hypot(*(self.terrain.village_seats[pool] -
                              self.terrain.town_seats[self.terrain.village_town[pool]]).T)
            weight = weight * np.exp(-(away / (0.16 * self.terrain.radius)) ** 2)
        return int(rng.choice(pool, p=weight / weight.sum()))

    def _seat(self, rng: np.random.Generator, village: int, near: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        layout = self.survey.layout
        own = np.arange(int(layout.first[village]), int(layout.first[village + 1]))
        fit = own[self._fits(own, near)]
        seat = layout.seat[int(rng.choice(fit if len(fit) else own))]
        return np.asarray(seat + rng.uniform(-25, 25, 2), float)

    def _fits(self, patch: Ints, near: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        code, layout = self.survey.layout.code[patch], self.survey.layout
        if near == "farm":
            return np.char.startswith(code, "01")
        if near == "wild":
            return np.char.startswith(code, "03") | np.char.startswith(code, "04")
        if near == "town":
            away, which = layout.terrain.nearest_town(layout.seat[patch])
            size = np.where(which < 2, 0.135, 0.085) * layout.terrain.radius
            return np.asarray((away < 1.25 * size) & (layout.place[patch] != 1), bool)
        return np.asarray(layout.place[patch] < 2, bool)

    def _hits(self, file: str, shape: Shape) -> bool:
        used = self._used[file]
        return bool(used) and bool(shapely.intersects(polygons_array(used), shape).any())


def exact_area(shape: Shape, cmu: int, tolerance: float = 2.0) -> Shape | None:
    """The shape scaled about its centre so that its survey area is ``cmu`` hundredths of a 亩, to ``tolerance`` m².

    Vertices are rounded to 1 mm. None when the shape is not valid or the scaling does not settle.
    """
    wanted = cmu * 20 / 3
    area = float(survey_areas(_one(shape), GK)[0])
    for _round in range(3):
        if area <= 0:
            return None
        factor = math.sqrt(wanted / area)
        middle = shape.centroid
        shape = scale(shape, factor, factor, origin=(middle.x, middle.y))
        shape = shapely.transform(shape, lambda xy: np.round(xy, 3))
        area = float(survey_areas(_one(shape), GK)[0])
        if abs(area - wanted) < tolerance / 10:
            break
    return shape if shape.is_valid and abs(area - wanted) < tolerance else None


def _one(shape: Shape) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    out = np.empty(1, object)
    out[0] = shape
    return out


def _axis(polygon: Polygon) -> float:
    box = shapely.get_coordinates(polygon.minimum_rotated_rectangle)
    sides = np.diff(box[:3], axis=0)
    longest = sides[int(np.argmax(np.hypot(*sides.T)))]
    return float(math.atan2(longest[1], longest[0]))


def _shape(rng: np.random.Generator, form: str | None, cmu: int) -> Shape:
    """A plausible parcel about the origin with roughly the area wanted (m² = cmu × 20/3)."""
    side = math.sqrt(cmu * 20 / 3)
    forms = ("rectangle", "quad", "ell", "trapeze", "quad", "rectangle")
    kind = form or forms[int(rng.integers(len(forms)))]
    if kind == "square":
        return shapely.box(-side / 2, -side / 2, side / 2, side / 2)
    stretch = math.sqrt(float(rng.uniform(1.0, 2.1)))
    w, h = side * stretch / 2, side / stretch / 2
    corners = np.array([(-w, -h), (w, -h), (w, h), (-w, h)])
    if kind == "quad":
        corners = corners * rng.uniform(0.82, 1.18, (4, 2))
    if kind == "trapeze":
        corners[2:, 0] *= rng.uniform(0.65, 0.95)
    if kind == "ell":
        a, b = w * rng.uniform(-0.2, 0.3), h * rng.uniform(-0.2, 0.3)
        corners = np.array([(-w, -h), (w, -h), (w, b), (a, b), (a, h), (-w, h)])
    if kind == "hole":
        hole = np.array([(-w, -h), (-w, h), (w, h), (w, -h)]) * 0.25 + np.array([w, h]) * rng.uniform(-0.3, 0.3, 2)
        return Polygon(corners, [hole])
    if kind == "parts":
        gap = max(6.0, 0.06 * w)
        return MultiPolygon([shapely.box(-w, -h, -gap, h), shapely.box(gap, -h, w, h * 0.9)])
    return Polygon(corners)
