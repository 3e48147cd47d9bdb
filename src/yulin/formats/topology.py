"""Shared edges of a coverage found and named once (公共边): each chain of edges between two nodes is one line.

A node is a vertex where the coverage's edges do not simply pass: it has other than two of them. A ring without a
node (an island, a hole filled by one neighbour) is one closed chain. Vertices are compared as whole tenths of a
millimetre, so neighbours share a chain exactly when they share its vertices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Ints = NDArray[np.int64]
UNITS = 10_000


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains and who uses them.

    points: (n, 2) in whole units, chain after chain; offsets: (chains + 1,) into it.
    uses: (m,) chain + 1, negative when walked backwards, ring after ring; use_offsets: (rings + 1,) into it.
    ring_owner: (rings,) the geometry a ring belongs to.
    """

    points: Ints
    offsets: Ints
    uses: Ints
    use_offsets: Ints
    ring_owner: Ints


def shared_chains(geoms: NDArray[np.object_], units: int = UNITS) -> Chains:
    """The chains of the rings of polygons and multipolygons. Raises ValueError for a ring without three vertices.

    units: how many make one unit of the coordinates (10 000: tenths of a millimetre, for metres).
    """
    parts, part_of = shapely.get_parts(geoms, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    owner = part_of[ring_part] if len(rings) else np.zeros(0, np.int64)
    whole, ring = _open_rings(np.floor(coords * units + 0.5).astype(np.int64), ring, len(rings))
    vertices, vertex = np.unique(whole, axis=0, return_inverse=True)
    vertex = vertex.ravel()
    starts = np.searchsorted(ring, np.arange(len(rings)))
    counts = np.diff(np.append(starts, len(ring)))
    is_node = _nodes(vertex, _next(starts, counts), len(vertices))
    order = _rolled(vertex, ring, starts, counts, is_node)
    vertex = vertex[order]
    follower = vertex[_next(starts, counts)]
    begins = is_node[vertex]
    begins[starts] = True
    first = np.flatnonzero(begins)
    edge = _edge_numbers(vertex, follower)
    lowest = np.minimum.reduceat(edge, first) if len(first) else np.zeros(0, np.int64)
    names, known, chain = np.unique(lowest, return_index=True, return_inverse=True)
    forward = _walks_up(edge, lowest, first, vertex < follower)
    sign = np.where(forward == forward[known][chain], 1, -1) if len(first) else np.zeros(0, np.int64)
    ends = np.append(first[1:], len(vertex))
    lengths = (ends - first)[known]
    offsets = np.concatenate([[0], np.cumsum(lengths + 1)]).astype(np.int64)
    points = np.empty((int(offsets[-1]), 2), np.int64)
    for to, a, length in zip(offsets[:-1].tolist(), first[known].tolist(), lengths.tolist(), strict=True):
        points[to:to + length] = vertices[vertex[a:a + length]]
        points[to + length] = vertices[follower[a + length - 1]]
    use_offsets = np.searchsorted(first, np.append(starts, len(vertex)))
    return Chains(points, offsets, (chain.ravel() + 1) * sign, use_offsets.astype(np.int64), owner)


def _open_rings(units: Ints, ring: Ints, rings: int) -> tuple[Ints, Ints]:
    """Points without each ring's closing one and without repeats in a row."""
    keep = np.ones(len(units), bool)
    keep[1:] = (units[1:] != units[:-1]).any(axis=1) | (ring[1:] != ring[:-1])
    units, ring = units[keep], ring[keep]
    last = np.append(ring[1:] != ring[:-1], True) if len(ring) else np.zeros(0, bool)
    units, ring = units[~last], ring[~last]
    if (np.bincount(ring, minlength=rings) < 3).any():
        raise ValueError("a ring needs three vertices")
    return units, ring


def _next(starts: Ints, counts: Ints) -> Ints:
    """Position of the following vertex in each ring, the first after the last."""
    following = np.arange(int(counts.sum())) + 1
    following[starts + counts - 1] = starts
    return following


def _edge_numbers(a: Ints, b: Ints) -> Ints:
    """A number for every undirected edge, the same wherever it occurs."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    return np.unique(low * (int(high.max(initial=0)) + 1) + high, return_inverse=True)[1].ravel()


def _nodes(vertex: Ints, following: Ints, vertices: int) -> NDArray[np.bool_]:
    a, b = vertex, vertex[following]
    low, high = np.minimum(a, b), np.maximum(a, b)
    edges = np.unique(low * vertices + high)
    degree = np.bincount(edges // vertices, minlength=vertices) + np.bincount(edges % vertices, minlength=vertices)
    return np.asarray(degree != 2)


def _rolled(vertex: Ints, ring: Ints, starts: Ints, counts: Ints, is_node: NDArray[np.bool_]) -> Ints:
    """Positions with each ring turned to begin at its lowest node, or its lowest vertex where it has none."""
    key = np.where(is_node[vertex], vertex, vertex + len(is_node))
    order = np.lexsort((key, ring))
    begin = order[starts] - starts
    place = np.arange(len(vertex)) - np.repeat(starts, counts)
    return np.repeat(starts, counts) + (place + np.repeat(begin, counts)) % np.repeat(counts, counts)


def _walks_up(edge: Ints, lowest: Ints, first: Ints, rises: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each chain's lowest-numbered edge is walked from its lower to its higher vertex."""
    if len(first) == 0:
        return np.zeros(0, bool)
    lengths = np.diff(np.append(first, len(edge)))
    hit = edge == np.repeat(lowest, lengths)
    return np.asarray(np.bitwise_or.reduceat(hit & rises, first))
