"""The coverage as a planar graph: cells around sites, merged into patches, with wobbled shared edges.

Cells are the Voronoi cells of the sites. Each edge between two cells is drawn once, as a polyline that stays
inside the diamond of its two ends and its two sites; diamonds of different edges do not overlap, so no two edges can
cross and every patch is valid by construction. Vertices are rounded to 0.1 mm before any ring is built, hence both
sides of an edge have the same numbers. Rings of patches are read off the graph; nothing is ever unioned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay

from yulin.sample.draws import draw
from yulin.sample.terrain import CENTRE, Floats

Ints = NDArray[np.int64]

VERTEX_EVERY = 22.0
MOST_PIECES = 9


@dataclass(frozen=True)
class Mosaic:
    """Sites (n, 2); graph vertices (v, 2); edges: their two cells and two vertices (m, 2 each)."""

    sites: Floats
    vertices: Floats
    cells: NDArray[np.int32]
    ends: NDArray[np.int32]


def make_mosaic(sites: Floats, inside: NDArray[np.bool_]) -> Mosaic:
    """The cells' graph; edges are kept where at least one of the two cells is inside."""
    net = Delaunay(sites)
    corners, neighbours = net.simplices, net.neighbors
    vertices = _circumcentres(sites, corners)
    own = np.repeat(np.arange(len(corners), dtype=np.int32), 3).reshape(-1, 3)
    pairs = np.stack([np.roll(corners, -1, axis=1), np.roll(corners, -2, axis=1)], axis=-1)
    wanted = (own > neighbours) & inside[pairs].any(axis=2)
    if (neighbours[wanted] < 0).any():
        raise ValueError("the margin of sites does not close the district's border")
    cells = pairs[wanted].astype(np.int32)
    ends = np.column_stack([own[wanted], neighbours[wanted]]).astype(np.int32)
    return Mosaic(sites, vertices, cells, ends)


def _circumcentres(sites: Floats, corners: NDArray[np.int32]) -> Floats:
    a = sites[corners[:, 0]]
    b, c = sites[corners[:, 1]] - a, sites[corners[:, 2]] - a
    twice = 2 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
    bb, cc = (b * b).sum(axis=1), (c * c).sum(axis=1)
    centre = np.column_stack([c[:, 1] * bb - b[:, 1] * cc, b[:, 0] * cc - c[:, 0] * bb]) / twice[:, None]
    return np.asarray(a + centre, float)


def merge_cells(mosaic: Mosaic, kind: Ints, strip: Ints, inside: NDArray[np.bool_], wanted: int,
                rng: np.random.Generator) -> Ints:
    """Patch of every cell (n,): −1 outside, else 0 … wanted − 1 (fewer cells than that: one patch each).

    kind: cells merge only with cells of the same kind (village and class together). strip: cells of one strip
    (≥ 0) always merge with each other; the rest merge at random until ``wanted`` patches are left.
    """
    a, b = mosaic.cells[:, 0], mosaic.cells[:, 1]
    both = inside[a] & inside[b] & (kind[a] == kind[b])
    along = both & (strip[a] >= 0) & (strip[a] == strip[b])
    loose = both & (strip[a] < 0) & (strip[b] < 0)
    weight = np.where(along, 1.0, 2.0 + rng.random(len(a)))
    use = along | loose
    size = len(mosaic.sites)
    forest = minimum_spanning_tree(coo_matrix((weight[use], (a[use], b[use])), shape=(size, size))).tocoo()
    order = np.argsort(forest.data, kind="stable")
    spare = int(inside.sum()) - wanted
    count = max(spare, int((forest.data < 1.5).sum()))
    kept = order[:min(count, len(order))]
    joined = coo_matrix((np.ones(len(kept)), (forest.row[kept], forest.col[kept])), shape=(size, size))
    label = connected_components(joined, directed=False)[1]
    patch = np.full(size, -1, np.int64)
    patch[inside] = np.unique(label[inside], return_inverse=True)[1]
    return patch


def draw_edges(mosaic: Mosaic, edges: Ints, straight: NDArray[np.bool_], seed: int) -> tuple[Floats, Ints]:
    """Polylines of the edges named: coordinates (k, 2) in EPSG:4526 rounded to 0.1 mm, and offsets (len + 1,).

    The drawing of an edge depends on nothing but the edge itself, so it may be drawn again for its other side.
    straight: (len(edges),) edges drawn without wobble.
    """
    start, end = mosaic.vertices[mosaic.ends[edges, 0]], mosaic.vertices[mosaic.ends[edges, 1]]
    run = end - start
    length = np.sqrt((run * run).sum(axis=1))
    chance = draw(edges.astype(np.uint64) * np.uint64(64), seed)
    pieces = np.clip((length / VERTEX_EVERY + 1.6 * chance).astype(np.int64), 1, MOST_PIECES)
    pieces[straight | (length < 2.0)] = 1
    counts = pieces + 1
    offsets = np.concatenate([[0], np.cumsum(counts)])
    e = np.repeat(np.arange(len(edges)), counts)
    k = np.arange(offsets[-1]) - offsets[e]
    key = edges[e].astype(np.uint64) * np.uint64(64) + k.astype(np.uint64) + np.uint64(1)
    inner = (k > 0) & (k < pieces[e])
    t = (k + np.where(inner, 0.5 * (draw(key, seed + 1) - 0.5), 0.0)) / pieces[e]
    safe = np.maximum(length, 1e-9)
    unit = run / safe[:, None]
    bend = (draw(edges.astype(np.uint64) * np.uint64(64), seed + 2) - 0.5)[e]
    twist = (draw(edges.astype(np.uint64) * np.uint64(64), seed + 3) - 0.5)[e]
    profile = bend * t * (1 - t) * 0.9 + twist * t * (1 - t) * (0.5 - t) * 2.2 + 0.05 * (draw(key, seed + 4) - 0.5)
    limit = [np.zeros(0), np.zeros(0)]
    for side in (0, 1):
        spoke = mosaic.sites[mosaic.cells[edges, side]] - start
        height = spoke[:, 1] * unit[:, 0] - spoke[:, 0] * unit[:, 1]
        foot = ((spoke * unit).sum(axis=1) / safe)[e]
        rise = np.where(foot > 0, t / np.maximum(foot, 1e-12), np.inf)
        fall = np.where(foot < 1, (1 - t) / np.maximum(1 - foot, 1e-12), np.inf)
        room = 0.55 * np.abs(height)[e] * np.minimum(np.minimum(rise, fall), 1.0)
        left = height[e] > 0
        limit[0] = np.where(left, room, limit[0]) if side else np.where(left, room, 0.0)
        limit[1] = np.where(left, limit[1], room) if side else np.where(left, 0.0, room)
    shift = np.where(inner, np.clip(profile * length[e], -limit[1], limit[0]), 0.0)
    xy = start[e] + run[e] * t[:, None] + shift[:, None] * np.column_stack([-unit[e, 1], unit[e, 0]])
    last = k == pieces[e]
    xy[last] = end[e[last]]
    return np.round(xy + np.asarray(CENTRE), 4), offsets


def patch_polygons(mosaic: Mosaic, patch: Ints, edges: Ints, straight: NDArray[np.bool_], first: int, last: int,
                   seed: int) -> NDArray[np.object_]:
    """Polygons of the patches ``first … last − 1``, given all edges that touch one of them; (last − first,)."""
    sides = patch[mosaic.cells[edges]]
    border = (sides[:, 0] != sides[:, 1]) & ((sides >= first) & (sides < last)).any(axis=1)
    edges, sides, straight = edges[border], sides[border], straight[border]
    xy, offsets = draw_edges(mosaic, edges, straight, seed)
    ends = mosaic.ends[edges]
    run = mosaic.vertices[ends[:, 1]] - mosaic.vertices[ends[:, 0]]
    spoke = mosaic.sites[mosaic.cells[edges, 0]] - mosaic.vertices[ends[:, 0]]
    left_is_first = run[:, 0] * spoke[:, 1] - run[:, 1] * spoke[:, 0] > 0
    left = np.where(left_is_first, sides[:, 0], sides[:, 1])
    right = np.where(left_is_first, sides[:, 1], sides[:, 0])
    index = np.arange(len(edges))
    owner = np.concatenate([left, right])
    edge = np.concatenate([index, index])
    forward = np.concatenate([np.ones(len(edges), bool), np.zeros(len(edges), bool)])
    tail = np.concatenate([ends[:, 0], ends[:, 1]]).astype(np.int64)
    head = np.concatenate([ends[:, 1], ends[:, 0]]).astype(np.int64)
    own = (owner >= first) & (owner < last)
    owner, edge, forward, tail, head = owner[own], edge[own], forward[own], tail[own], head[own]
    order = np.lexsort((tail, owner))
    owner, edge, forward, tail, head = owner[order], edge[order], forward[order], tail[order], head[order]
    span = np.int64(len(mosaic.vertices))
    follows = np.searchsorted(owner * span + tail, owner * span + head)
    walk, ring_starts = _cycles(follows.tolist())
    return _assemble(xy, offsets, edge[walk], forward[walk], np.asarray(ring_starts), owner[walk], first, last)


def _cycles(follows: list[int]) -> tuple[list[int], list[int]]:
    """The cycles of a permutation, one after the other, and where each starts (with the end appended)."""
    seen = bytearray(len(follows))
    walk: list[int] = []
    starts: list[int] = []
    for begin in range(len(follows)):
        if seen[begin]:
            continue
        starts.append(len(walk))
        at = begin
        while not seen[at]:
            seen[at] = 1
            walk.append(at)
            at = follows[at]
    starts.append(len(walk))
    return walk, starts


def _assemble(xy: Floats, offsets: Ints, edge: Ints, forward: NDArray[np.bool_], ring_starts: Ints, owner: Ints,
              first: int, last: int) -> NDArray[np.object_]:
    counts = offsets[edge + 1] - offsets[edge] - 1
    step_ends = np.cumsum(counts)
    part = np.repeat(np.arange(len(edge)), counts)
    k = np.arange(len(part)) - (step_ends - counts)[part]
    source = np.where(forward[part], offsets[edge[part]] + k, offsets[edge[part] + 1] - 1 - k)
    points = xy[source]
    ring_of = np.repeat(np.arange(len(ring_starts) - 1), np.diff(np.concatenate([[0], step_ends])[ring_starts]))
    repeated = np.zeros(len(points), bool)
    repeated[1:] = (points[1:] == points[:-1]).all(axis=1) & (ring_of[1:] == ring_of[:-1])
    points, ring_of = points[~repeated], ring_of[~repeated]
    lengths = np.bincount(ring_of, minlength=len(ring_starts) - 1)
    point_starts = np.concatenate([[0], np.cumsum(lengths)])
    ring_owner = owner[ring_starts[:-1]]
    x, y = (points - np.asarray(CENTRE)).T
    follow = np.arange(len(points)) + 1
    follow[point_starts[1:] - 1] = point_starts[:-1]
    area = np.bincount(ring_of, x * y[follow] - x[follow] * y, len(lengths)) / 2
    order = np.lexsort((-area, ring_owner))
    closed = lengths[order] + 1
    ring_offsets = np.concatenate([[0], np.cumsum(closed)])
    at = np.arange(ring_offsets[-1]) - np.repeat(ring_offsets[:-1], closed)
    at[ring_offsets[1:] - 1] = 0
    coords = points[np.repeat(point_starts[:-1][order], closed) + at]
    geom_offsets = np.searchsorted(ring_owner[order], np.arange(first, last + 1))
    return np.asarray(shapely.from_ragged_array(shapely.GeometryType.POLYGON, coords, (ring_offsets, geom_offsets)),
                      dtype=object)
