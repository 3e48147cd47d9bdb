"""A made-up county: a coverage of land-use patches, farmland drawn from it, and large redlines; the same every time.

The land is a Voronoi mosaic of points that crowd where people live. Each wall between two cells becomes a crooked
line that stays within the two triangles it shares with its cells' points, so that no two walls can cross: the
coverage is valid by construction, and neighbours share their vertices. Some cells grow together into patches with
bays and holes. Farmland is ploughed land joined to larger polygons: half keeps the patches' own boundary, the rest
is shifted, jittered or simplified by some decimetres, as layers of different surveys are. A redline (生态保护红线)
is all the ground on which a smooth field is high: a few polygons of thousands of vertices with many holes.

Planar coordinates in metres, EPSG:4526, rounded to 0.1 mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EPSG = 4526
MEAN_CELL_M2 = 8000.0
GRID_M = 200.0
ORIGIN = (38_500_000.0, 3_600_000.0)  # the middle of the southern edge
PLAIN = ((0.12, "0101"), (0.62, "0102"), (0.72, "0103"), (0.78, "0201"), (0.86, "0702"), (0.88, "0701"),
         (0.92, "1006"), (0.95, "1104"), (0.97, "1107"), (1.0, "1202"))
HILLS = ((0.60, "0301"), (0.75, "0305"), (0.85, "0401"), (0.95, "0103"), (1.0, "0201"))
ARABLE = ("0101", "0102", "0103")


@dataclass(frozen=True, slots=True)
class County:
    """patches, farmland, redlines: shapely polygons, each along the Hilbert curve; land_class: code per patch."""

    patches: Any
    land_class: NDArray[np.str_]
    farmland: Any
    redlines: Any


@dataclass(frozen=True, slots=True)
class _Walls:
    """The mosaic's inner walls. cells: int64[walls, 2]; a, b: ends; points: crooked lines, ends included, line w at
    start[w]…start[w + 1].
    """

    cells: Ints
    a: Floats
    b: Floats
    start: Ints
    points: Floats


def make_county(patches: int, farms: int, redlines: int, seed: int = 20251) -> County:
    """About ``patches`` land-use patches, ``farms`` farmland polygons and ``redlines`` redlines."""
    rng = np.random.default_rng(seed)
    cells = round(patches * 1.13)
    side = float(np.sqrt(cells * MEAN_CELL_M2))
    grid = int(side / GRID_M) + 1
    points = _points(rng, cells, side, grid)
    walls, kept = _mosaic(rng, points, side)
    west, south = ORIGIN[0] - side / 2, ORIGIN[1]
    shapes = _cells(points, walls, kept, np.round(walls.points + (west, south), 4))

    joined = (rng.random(len(walls.cells)) < 0.035) & kept[walls.cells].all(1)
    group = _groups(walls.cells[joined], len(points))
    patch, first = _united(shapes, group[kept], np.flatnonzero(kept))
    patch_of_cell = np.full(len(points), -1)
    patch_of_cell[first] = np.arange(len(first))
    patch_of_cell = _by_group(patch_of_cell, group)
    where = np.clip(points[first] / GRID_M, 0, grid - 1).astype(int)
    code = _classes(rng, where, grid)

    farmland = _farmland(rng, patch, code, patch_of_cell[walls.cells[kept[walls.cells].all(1)]], farms)
    lines = _redlines(rng, patch, where, grid, redlines)
    order = _along_curve(patch)
    return County(patch[order], code[order], farmland[_along_curve(farmland)], lines)


def _noise(rng: np.random.Generator, grid: int, reach: float) -> Floats:
    """A smooth field, float64[grid, grid], of variance near one."""
    return np.asarray(gaussian_filter(rng.standard_normal((grid, grid)), reach, mode="reflect") * reach * 3.5)


def _points(rng: np.random.Generator, cells: int, side: float, grid: int) -> Floats:
    """Points float64[n, 2] that crowd: towns, villages and open land."""
    crowd = np.exp(0.35 * _noise(rng, grid, 2) + 0.45 * _noise(rng, grid, 8) + 0.45 * _noise(rng, grid, 30))
    count = rng.poisson(crowd * (cells / crowd.sum()))
    at = np.repeat(np.arange(grid * grid), count.ravel())
    corner = np.column_stack([at % grid, at // grid])
    return (corner + rng.random((len(at), 2))) * (side / grid)


def _mosaic(rng: np.random.Generator, points: Floats, side: float) -> tuple[_Walls, NDArray[np.bool_]]:
    """The walls of all cells that lie wholly within the square, and which cells those are."""
    voronoi = Voronoi(points)
    cells = np.asarray(voronoi.ridge_points, np.int64)
    ends = np.asarray(voronoi.ridge_vertices, np.int64)
    inside = ((voronoi.vertices > 0) & (voronoi.vertices < side)).all(1)
    sound = (ends >= 0).all(1) & inside[ends].all(1)
    kept = np.ones(len(points), bool)
    kept[cells[~sound].ravel()] = False
    used = sound & kept[cells].any(1)
    cells, ends = cells[used], ends[used]
    return _crooked(rng, points, cells, voronoi.vertices[ends[:, 0]], voronoi.vertices[ends[:, 1]]), kept


def _crooked(rng: np.random.Generator, points: Floats, cells: Ints, a: Floats, b: Floats) -> _Walls:
    along = b - a
    length = np.hypot(along[:, 0], along[:, 1])
    pieces = np.where(length < 1, 1, np.clip((length / 14).astype(int) + rng.integers(0, 5, len(a)), 1, 14))
    start = np.concatenate([[0], np.cumsum(pieces + 1)])
    wall = np.repeat(np.arange(len(a)), pieces + 1)
    step = np.arange(start[-1]) - start[wall]
    end = (step == 0) | (step == pieces[wall])
    share = (step + np.where(end, 0, (rng.random(len(step)) - 0.5) / 2)) / pieces[wall]
    unit = along / np.maximum(length, 1e-9)[:, None]
    normal = np.column_stack([-unit[:, 1], unit[:, 0]])
    room = np.zeros((2, len(step)))  # how far a vertex may go to the right and to the left of its wall
    for k in (0, 1):
        to_seed = points[cells[:, k]] - a
        foot = (to_seed * unit).sum(1) / np.maximum(length, 1e-9)
        height = (to_seed * normal).sum(1)
        left = np.where(foot[wall] > 0, share / np.maximum(foot, 1e-12)[wall], np.inf)
        right = np.where(foot[wall] < 1, (1 - share) / np.maximum(1 - foot, 1e-12)[wall], np.inf)
        here = np.minimum(np.minimum(left, right), 1) * np.abs(height)[wall]
        toward = (height > 0)[wall].astype(int)
        room[toward, np.arange(len(step))] = here
    draw = rng.uniform(-1, 1, len(step))
    side = (draw > 0).astype(int)
    reach = np.minimum(0.6 * room[side, np.arange(len(step))], 0.12 * length[wall])
    calm = np.where(rng.random(len(a)) < 0.5, 0.35, 1.0)
    off = np.where(end, 0.0, reach * draw * calm[wall])
    return _Walls(cells, a, b, start, a[wall] + along[wall] * share[:, None] + normal[wall] * off[:, None])


def _cells(points: Floats, walls: _Walls, kept: NDArray[np.bool_], xy: Floats) -> Any:
    """One polygon per kept cell, in the order of the cells."""
    cell = walls.cells.T.ravel()
    wall = np.tile(np.arange(len(walls.cells)), 2)
    mine = kept[cell]
    cell, wall = cell[mine], wall[mine]
    middle = (walls.a[wall] + walls.b[wall]) / 2 - points[cell]
    order = np.lexsort((np.arctan2(middle[:, 1], middle[:, 0]), cell))
    cell, wall = cell[order], wall[order]
    a, b = walls.a[wall] - points[cell], walls.b[wall] - points[cell]
    forward = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0] > 0
    count = walls.start[wall + 1] - walls.start[wall] - 1  # a wall's last point is the next wall's first
    owner = np.repeat(np.arange(len(wall)), count)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    source = np.where(forward[owner], walls.start[wall[owner]] + step, walls.start[wall[owner] + 1] - 1 - step)
    ring = cell[owner]
    first = np.flatnonzero(np.r_[True, ring[1:] != ring[:-1]])
    size = np.diff(np.append(first, len(ring))) + 1
    offset = np.concatenate([[0], np.cumsum(size)])
    place = np.arange(offset[-1]) - np.repeat(offset[:-1], size)
    place[offset[1:] - 1] = 0  # closed by the first point again
    return shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy[source[np.repeat(first, size) + place]],
                                     (offset, np.arange(len(first) + 1)))


def _groups(pairs: Ints, n: int) -> Ints:
    """The group number of each of n things, of which ``pairs`` belong together."""
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _by_group(value: Ints, group: Ints) -> Ints:
    """Every member of a group gets the value that one of them has (the others have -1)."""
    best = np.full(group.max() + 1, -1)
    np.maximum.at(best, group, value)
    return best[group]


def _united(shapes: Any, group: Ints, number: Ints) -> tuple[Any, Ints]:
    """The union of each group's shapes (neighbours that share vertices), and the number of its first member."""
    order = np.argsort(group, kind="stable")
    first = np.flatnonzero(np.r_[True, np.diff(group[order]) != 0])
    count = np.diff(np.append(first, len(group)))
    out = shapes[order[first]].copy()
    for k in np.flatnonzero(count > 1):
        union = shapely.coverage_union_all(shapes[order[first[k]:first[k] + count[k]]])
        out[k] = union.geoms[0] if union.geom_type == "MultiPolygon" and len(union.geoms) == 1 else union
    return out, number[order[first]]


def _classes(rng: np.random.Generator, where: Ints, grid: int) -> NDArray[np.str_]:
    high = _noise(rng, grid, 12)[where[:, 1], where[:, 0]] > 0.7
    draw = rng.random(len(where))
    out = np.empty(len(where), "U4")
    for mine, table in ((~high, PLAIN), (high, HILLS)):
        limits, codes = [limit for limit, _ in table], np.array([code for _, code in table])
        out[mine] = codes[np.searchsorted(limits, draw[mine], side="right").clip(0, len(codes) - 1)]
    return out


def _farmland(rng: np.random.Generator, patch: Any, code: NDArray[np.str_], neighbours: Ints, farms: int) -> Any:
    taken = np.isin(code, ARABLE) & (rng.random(len(patch)) < 0.88)
    pairs = neighbours[(neighbours[:, 0] != neighbours[:, 1]) & taken[neighbours].all(1)]
    share = min(0.3, max(0.02, 1.15 * (taken.sum() - farms) / max(1, len(pairs))))
    group = _groups(pairs[rng.random(len(pairs)) < share], len(patch))
    mine = np.flatnonzero(taken)
    shape, _first = _united(patch[mine], group[mine], mine)
    kind = rng.choice(4, len(shape), p=[0.5, 0.25, 0.15, 0.10])
    shift = rng.normal(0, 0.25, (len(shape), 2))
    xy, owner = shapely.get_coordinates(shape, return_index=True)
    here = xy[kind[owner] == 1]
    xy[kind[owner] == 1] = here + shift[owner[kind[owner] == 1]]
    shaken = kind[owner] == 2
    xy[shaken] += 0.4 * _by_place(xy[shaken])
    shape = shapely.set_coordinates(shape, np.round(xy, 4))
    shape[kind == 3] = shapely.simplify(shape[kind == 3], 0.5)
    return shape[shapely.is_valid(shape) & ~shapely.is_empty(shape)]


def _by_place(xy: Floats) -> Floats:
    """Offsets in ±0.5 that depend on the place alone, so that a ring still ends where it began."""
    tenths = np.round(xy * 10_000).astype(np.int64)
    mixed = tenths[:, 0] * 7919 + tenths[:, 1] * 104_729
    return np.column_stack([(mixed * 2_654_435_761 % 100_003) / 100_003, (mixed * 40_503 % 100_019) / 100_019]) - 0.5


def _redlines(rng: np.random.Generator, patch: Any, where: Ints, grid: int, count: int) -> Any:
    field = _noise(rng, grid, 6) + 0.25 * _noise(rng, grid, 1.2)
    high = field[where[:, 1], where[:, 0]] + rng.normal(0, 0.12, len(patch)) > 0.75
    parts = shapely.get_parts(shapely.coverage_union_all(patch[high]))
    parts = parts[np.argsort(-shapely.get_num_coordinates(parts), kind="stable")[:count]].copy()
    for k in range(1, len(parts), 2):  # every other one was drawn by another survey
        parts[k] = shapely.set_coordinates(parts[k], np.round(
            shapely.get_coordinates(parts[k]) + rng.normal(0, 0.3, 2), 4))
    return parts[shapely.is_valid(parts)]


def _along_curve(shapes: Any) -> Ints:
    from yulin.atlas.hilbert import hilbert_codes

    box = shapely.bounds(shapes)
    extent = (*box[:, :2].min(0).tolist(), *box[:, 2:].max(0).tolist())
    return np.argsort(hilbert_codes((box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2, extent), kind="stable")
