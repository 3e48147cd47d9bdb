"""The lie of the land: the district's outline, its hills, seats of towns and villages, rivers and roads.

Everything here is a smooth function of the place or a short list, drawn from the seed alone; distances scale
with the square root of the number of patches, so that a small district is the same map, smaller. Coordinates are
local metres (east, north) from the district's centre.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yulin.sample import names

Floats = NDArray[np.float64]

MEAN_PATCH_M2 = 10_000.0
CENTRE = (38_540_000.0, 3_985_000.0)
"""Easting (with zone 38) and northing of the local origin, EPSG:4526."""

_CHUNK = 65_536


@dataclass(frozen=True)
class Waves:
    """A smooth random field: a sum of plane waves, about standard normal."""

    vectors: Floats
    phases: Floats

    def __call__(self, xy: Floats) -> Floats:
        """Values (n,) at places (n, 2)."""
        out = np.empty(len(xy))
        for first in range(0, len(xy), _CHUNK):
            part = xy[first:first + _CHUNK]
            out[first:first + _CHUNK] = np.cos(part @ self.vectors.T + self.phases).sum(axis=1)
        return out * math.sqrt(2 / len(self.phases))


def waves(rng: np.random.Generator, shortest: float, longest: float, count: int = 14) -> Waves:
    """A field with wavelengths between ``shortest`` and ``longest`` metres."""
    lengths = np.exp(rng.uniform(math.log(shortest), math.log(longest), count))
    angles = rng.uniform(0, 2 * math.pi, count)
    vectors = 2 * math.pi / lengths[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    return Waves(vectors, rng.uniform(0, 2 * math.pi, count))


@dataclass(frozen=True)
class Line:
    """A linear feature 线状地物: its land class, width (m), spacing of its sites (m) and course (k, 2)."""

    code: str
    width: float
    spacing: float
    course: Floats


@dataclass(frozen=True)
class Terrain:
    """The setting of one district. ``radius``: of the circle with the district's area, metres."""

    seed: int
    patches: int
    radius: float
    harmonics: Floats
    relief: Waves
    detail: Waves
    moisture: Waves
    crops: Waves
    warp: tuple[Waves, Waves]
    town_seats: Floats
    village_seats: Floats
    village_town: NDArray[np.int64]
    village_codes: list[str]
    village_names: list[str]
    lines: list[Line]

    def reach(self, xy: Floats) -> Floats:
        """Distance from the centre as a share of the outline's distance in that direction: ≤ 1 is inside."""
        return np.hypot(xy[:, 0], xy[:, 1]) / (self.radius * outline(self.harmonics, np.arctan2(xy[:, 1], xy[:, 0])))

    def hills(self, xy: Floats) -> Floats:
        """Height of the land, about −1 (plain) to 2 (hills); low around the towns' seats."""
        height = 0.28 + 0.85 * self.relief(xy) + 0.25 * self.detail(xy) - 0.55 * xy[:, 0] / self.radius
        nearest, _which = self.nearest_town(xy)
        return np.asarray(height - 1.4 * np.exp(-(nearest / (0.22 * self.radius)) ** 2), float)

    def nearest_town(self, xy: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """Distance to the nearest town's seat and which town, (n,) each."""
        return _nearest(xy, self.town_seats)

    def village_of(self, xy: Floats) -> NDArray[np.int64]:
        """The village each place belongs to: the nearest seat on a slightly bent map."""
        step = 0.10 * self.radius / math.sqrt(len(self.village_seats))
        bent = xy + step * np.column_stack([self.warp[0](xy), self.warp[1](xy)])
        return _nearest(bent, self.village_seats)[1]


def outline(harmonics: Floats, angle: Floats) -> Floats:
    """Radius of the outline in each direction, relative to the circle of equal area."""
    k = np.arange(2, 2 + len(harmonics))
    wave = (harmonics[:, 0] * np.cos(np.multiply.outer(angle, k) + harmonics[:, 1])).sum(axis=-1)
    return np.asarray((1 + wave) / math.sqrt(1 + (harmonics[:, 0] ** 2).sum() / 2), float)


def make_terrain(patches: int, seed: int) -> Terrain:
    """The setting for a district of about ``patches`` hectares."""
    rng = np.random.default_rng([seed, 1])
    radius = math.sqrt(patches * MEAN_PATCH_M2 / math.pi)
    harmonics = np.column_stack([rng.uniform(0.4, 1.0, 8) * 0.20 / np.arange(2, 10), rng.uniform(0, 2 * math.pi, 8)])
    ground = _ground(rng, harmonics, radius)
    towns = _spread(rng, ground, len(names.TOWNS), rounds=6)
    towns = towns[np.argsort(np.hypot(*(towns - towns.mean(axis=0)).T), kind="stable")]
    of_town = _nearest(ground, towns)[1]
    seats, town_index = [], []
    for town, count in enumerate(names.VILLAGES_PER_TOWN):
        own = _spread(rng, ground[of_town == town], count, rounds=5)
        own[0] = 0.8 * towns[town] + 0.2 * own[0]
        seats.append(own)
        town_index += [town] * count
    village_seats = np.concatenate(seats)
    codes = [f"{names.TOWNS[t][0]}{201 + i - town_index.index(t)}" for i, t in enumerate(town_index)]
    fields = [waves(rng, a * radius, b * radius) for a, b in ((0.5, 1.8), (0.12, 0.4), (0.15, 0.8))]
    crops = waves(rng, 350.0, 1500.0)
    span = radius / math.sqrt(len(village_seats))
    warp = (waves(rng, 1.5 * span, 4 * span, 8), waves(rng, 1.5 * span, 4 * span, 8))
    lines = _lines(rng, radius, towns, village_seats, np.asarray(town_index))
    return Terrain(seed, patches, radius, harmonics, fields[0], fields[1], fields[2], crops, warp, towns, village_seats,
                   np.asarray(town_index), codes, names.village_names(rng, len(codes)), lines)


def _ground(rng: np.random.Generator, harmonics: Floats, radius: float) -> Floats:
    xy = rng.uniform(-1.4, 1.4, (24_000, 2)) * radius
    inside = np.hypot(xy[:, 0], xy[:, 1]) < radius * outline(harmonics, np.arctan2(xy[:, 1], xy[:, 0]))
    return xy[inside]


def _nearest(xy: Floats, seats: Floats) -> tuple[Floats, NDArray[np.int64]]:
    best = np.full(len(xy), np.inf)
    which = np.zeros(len(xy), np.int64)
    for i, (east, north) in enumerate(seats):
        away = (xy[:, 0] - east) ** 2 + (xy[:, 1] - north) ** 2
        closer = away < best
        best[closer] = away[closer]
        which[closer] = i
    return np.sqrt(best), which


def _spread(rng: np.random.Generator, ground: Floats, count: int, rounds: int) -> Floats:
    """``count`` seats spread over the ground: means of their own surroundings, a few times over."""
    seats = ground[rng.choice(len(ground), count, replace=False)]
    for _round in range(rounds):
        which = _nearest(ground, seats)[1]
        seats = np.array([ground[which == i].mean(axis=0) for i in range(count)])
    return np.asarray(seats, float)


def _lines(rng: np.random.Generator, radius: float, towns: Floats, villages: Floats,
           town_of: NDArray[np.int64]) -> list[Line]:
    """River, railway, highways between towns, a main canal and rural roads from each town to its villages."""
    t = np.linspace(-1.45, 1.45, 240)
    bends = sum(a * np.sin(k * t + rng.uniform(0, 6.3)) for k, a in ((1.7, 0.22), (4.1, 0.07), (9.3, 0.018)))
    turn = rng.uniform(-0.5, 0.5)
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    river = np.column_stack([t, bends]) @ spin * radius
    canal = np.column_stack([t, bends + 0.16 + 0.05 * np.sin(3 * t)]) @ spin * radius
    rail = np.column_stack([0.30 + 0.12 * np.sin(0.9 * t), t]) @ spin * radius
    lines = [Line("1101", 42.0, 90.0, river), Line("1001", 22.0, 90.0, rail)]
    joined, rest = [0], list(range(1, len(towns)))
    while rest:
        _gap, a, b = min((float(np.hypot(*(towns[i] - towns[j]))), i, j) for i in joined for j in rest)
        joined.append(b)
        rest.remove(b)
        lines.append(Line("1003", 18.0, 80.0, _curve(rng, towns[a], towns[b])))
    lines.append(Line("1107A", 9.0, 70.0, canal))
    first = {int(town): i for i, town in reversed(list(enumerate(town_of)))}
    for i, town in enumerate(town_of):
        if i != first[int(town)]:
            lines.append(Line("1006", 5.0, 60.0, _curve(rng, villages[i], towns[int(town)])))
    return lines


def _curve(rng: np.random.Generator, start: Floats, end: Floats) -> Floats:
    t = np.linspace(0, 1, 80)[:, None]
    across = np.array([start[1] - end[1], end[0] - start[0]])
    sway = rng.uniform(-0.14, 0.14) * np.sin(math.pi * t) + rng.uniform(-0.05, 0.05) * np.sin(3 * math.pi * t)
    return np.asarray(start + (end - start) * t + across * sway, float)
