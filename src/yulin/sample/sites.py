"""Where the cells of the coverage have their sites: one jittered site per square, finer in settlements.

A river or road is a strip of equal width made of the cells themselves: triples of sites, one on the course and one
to each side at the strip's width, so that the borders of the middle cells run parallel to the course.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from yulin.sample.terrain import MEAN_PATCH_M2, Floats, Terrain

CELLS_PER_PATCH = 1.22
"""Cells off the strips for each patch wanted: the surplus is merged into neighbours, which makes odd shapes."""
JITTER = 0.80
MARGIN = 6


@dataclass(frozen=True)
class Sites:
    """Sites (n, 2) in local metres; ``inside``: belongs to the district; ``line``: index of its strip or −1;
    ``place``: 0 open country, 1 village core, 2 town.
    """

    xy: Floats
    inside: NDArray[np.bool_]
    line: NDArray[np.int32]
    place: NDArray[np.int8]


def make_sites(terrain: Terrain) -> Sites:
    """Sites for as many cells as the patches wanted, with a margin outside the outline that closes the border."""
    step = math.sqrt(MEAN_PATCH_M2 * 0.95)
    for _attempt in range(6):
        sites = _lay(terrain, step)
        found = int((sites.inside & (sites.line < 0)).sum())
        if abs(found / terrain.patches - CELLS_PER_PATCH) < 0.03:
            break
        step *= math.sqrt(found / (terrain.patches * CELLS_PER_PATCH))
    return sites


def settlement(terrain: Terrain, xy: Floats) -> NDArray[np.int8]:
    """2 in a town, 1 in a village's core, else 0, at each place (n,)."""
    ragged = 1 + 0.18 * terrain.detail(xy)
    place = np.zeros(len(xy), np.int8)
    village = cKDTree(terrain.village_seats).query(xy)[0]
    place[village < 0.021 * terrain.radius * ragged] = 1
    town, which = terrain.nearest_town(xy)
    size = np.where(which < 2, 0.135, 0.085) * terrain.radius
    place[town < size * ragged] = 2
    return place


def _lay(terrain: Terrain, step: float) -> Sites:
    rng = np.random.default_rng([terrain.seed, 2])
    reach = int(1.45 * terrain.radius / step) + MARGIN + 2
    cells = np.stack(np.meshgrid(np.arange(-reach, reach, 2), np.arange(-reach, reach, 2)), -1).reshape(-1, 2)
    middles = np.asarray((cells + 1.0) * step, float)
    near = terrain.reach(middles) < 1 + (MARGIN + 2) * step / terrain.radius
    cells, middles = cells[near], middles[near]
    coarse = (settlement(terrain, middles) == 0) & (rng.random(len(cells)) < np.where(
        terrain.hills(middles) > 0.5, 0.55, 0.08))
    wide = cells[coarse] * step
    fine: Floats = (cells[~coarse][:, None, :] + np.array([[0, 0], [1, 0], [0, 1], [1, 1]])).reshape(-1, 2) * step
    built = settlement(terrain, fine + step / 2) > 0
    small = (fine[built][:, None, :] + np.array([[0, 0], [1, 0], [0, 1], [1, 1]]) * step / 2).reshape(-1, 2)
    corners = np.concatenate([wide, fine[~built], small])
    size = np.concatenate([np.full(len(wide), 2 * step), np.full(int((~built).sum()), step),
                           np.full(len(small), step / 2)])
    xy = corners + size[:, None] * (0.5 + JITTER * (rng.random((len(corners), 2)) - 0.5))
    strips, line, courses, keep_off = _strips(terrain, step)
    if len(strips):
        gap = cKDTree(courses).query(xy, distance_upper_bound=keep_off.max())
        far = (gap[1] == len(courses)) | (gap[0] > keep_off[np.minimum(gap[1], len(courses) - 1)])
        xy = np.concatenate([xy[far], strips])
        line = np.concatenate([np.full(int(far.sum()), -1, np.int32), line])
    reached = terrain.reach(xy)
    kept = reached < 1 + MARGIN * step / terrain.radius
    xy, line, reached = xy[kept], line[kept], reached[kept]
    return Sites(xy, reached <= 1, line, settlement(terrain, xy))


def _strips(terrain: Terrain, step: float) -> tuple[Floats, NDArray[np.int32], Floats, Floats]:
    """Sites of all strips, the line of each (−1 for the outer two of a triple), and the courses to keep off."""
    placed: list[Floats] = []
    line: list[NDArray[np.int32]] = []
    courses: list[Floats] = []
    keep_off: list[Floats] = []
    for index, feature in enumerate(terrain.lines):
        middle, across = _stations(feature.course, feature.spacing)
        ok = terrain.reach(middle) < 1 + 0.5 * MARGIN * step / terrain.radius
        middle, across = middle[ok], across[ok]
        if courses and len(middle):
            others = cKDTree(np.concatenate(courses))
            limit = np.concatenate(keep_off)
            gap, who = others.query(middle)
            clear = gap > limit[who] + feature.width
            middle, across = middle[clear], across[clear]
        if not len(middle):
            continue
        rng = np.random.default_rng([terrain.seed, 3, index])
        triple = [middle, middle + feature.width * across, middle - feature.width * across]
        placed += [sites + 0.03 * feature.width * (rng.random((len(sites), 2)) - 0.5) for sites in triple]
        line += [np.full(len(middle), index, np.int32), np.full(2 * len(middle), -1, np.int32)]
        dense = np.concatenate([middle + t * feature.spacing * np.column_stack([across[:, 1], -across[:, 0]])
                                for t in (-0.5, -0.25, 0.0, 0.25, 0.5)])
        courses.append(dense)
        keep_off.append(np.full(len(dense), 0.60 * feature.spacing + feature.width))
    if not placed:
        empty = np.empty((0, 2))
        return empty, np.empty(0, np.int32), empty, np.empty(0)
    return np.concatenate(placed), np.concatenate(line), np.concatenate(courses), np.concatenate(keep_off)


def _stations(course: Floats, spacing: float) -> tuple[Floats, Floats]:
    """Points every ``spacing`` metres along the course and the unit vectors across it there."""
    legs = np.hypot(*np.diff(course, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(legs)])
    at = np.arange(spacing / 2, along[-1], spacing)
    middle = np.column_stack([np.interp(at, along, course[:, 0]), np.interp(at, along, course[:, 1])])
    ahead = np.column_stack([np.interp(at + 1, along, course[:, 0]), np.interp(at + 1, along, course[:, 1])])
    behind = np.column_stack([np.interp(at - 1, along, course[:, 0]), np.interp(at - 1, along, course[:, 1])])
    run = ahead - behind
    run /= np.hypot(run[:, 0], run[:, 1])[:, None]
    return middle, np.column_stack([-run[:, 1], run[:, 0]])
