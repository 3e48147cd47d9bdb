"""The district drawn up: terrain, sites, classes, the graph of patches, and the patches of each village in order.

This is all that is held for the whole district (some hundred bytes a patch); polygons are drawn a village at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yulin.sample.classes import CODES, land_classes
from yulin.sample.mosaic import Ints, Mosaic, make_mosaic, merge_cells, patch_polygons
from yulin.sample.sites import Sites, make_sites
from yulin.sample.terrain import Floats, Terrain, make_terrain


@dataclass(frozen=True)
class Layout:
    """Patches are numbered village by village, from north to south within a village.

    patch: of every cell, −1 outside. first: (villages + 1,) the first patch of each village.
    code: land class of each patch; seat: one place (local metres) in each patch; width: of a strip, m, else NaN.
    """

    terrain: Terrain
    sites: Sites
    mosaic: Mosaic
    patch: Ints
    first: Ints
    code: NDArray[np.str_]
    seat: Floats
    place: NDArray[np.int8]
    width: Floats
    edge_first: Ints
    edge_order: Ints

    def polygons(self, village: int) -> NDArray[np.object_]:
        """Polygons of a village's patches (k,), EPSG:4526, vertices rounded to 0.1 mm."""
        edges = self.edge_order[self.edge_first[village]:self.edge_first[village + 1]]
        straight = np.asarray((self.sites.line[self.mosaic.cells[edges]] >= 0).any(axis=1), bool)
        return patch_polygons(self.mosaic, self.patch, edges, straight, int(self.first[village]),
                              int(self.first[village + 1]), self.terrain.seed)

    def neighbours(self, village: int) -> Ints:
        """Pairs of patches of one village that share an edge, (m, 2), numbered within the village."""
        edges = self.edge_order[self.edge_first[village]:self.edge_first[village + 1]]
        pairs = self.patch[self.mosaic.cells[edges]]
        low, high = self.first[village], self.first[village + 1]
        own = ((pairs >= low) & (pairs < high)).all(axis=1) & (pairs[:, 0] != pairs[:, 1])
        return np.asarray(np.unique(np.sort(pairs[own] - low, axis=1), axis=0), np.int64)


def make_layout(patches: int, seed: int) -> Layout:
    """Draw up a district of exactly ``patches`` patches."""
    terrain = make_terrain(patches, seed)
    sites = make_sites(terrain)
    mosaic = make_mosaic(sites.xy, sites.inside)
    village = terrain.village_of(sites.xy)
    classes = land_classes(terrain, sites)
    kind = (village * 3 + sites.place) * len(CODES) + classes
    patch = merge_cells(mosaic, kind, sites.line.astype(np.int64), sites.inside, patches,
                        np.random.default_rng([seed, 5]))
    patch, cell = _number(patch, village, sites.xy)
    first = np.searchsorted(village[cell], np.arange(len(terrain.village_codes) + 1))
    widths = np.array([line.width for line in terrain.lines] + [np.nan])
    edge_first, edge_order = _edges_by_village(mosaic, patch, village, len(terrain.village_codes))
    return Layout(terrain, sites, mosaic, patch, first, CODES[classes[cell]], sites.xy[cell], sites.place[cell],
                  widths[sites.line[cell]], edge_first, edge_order)


def _number(patch: Ints, village: Ints, xy: Floats) -> tuple[Ints, Ints]:
    """Patches renumbered village by village, north to south, and one cell of each: (n,), (patches,)."""
    cells = np.flatnonzero(patch >= 0)
    _labels, at = np.unique(patch[cells], return_index=True)
    cell = cells[at]
    order = np.lexsort((xy[cell, 0], -np.round(xy[cell, 1] / 300.0), village[cell]))
    number = np.empty(len(cell), np.int64)
    number[order] = np.arange(len(cell))
    out = np.full(len(patch), -1, np.int64)
    out[cells] = number[patch[cells]]
    return out, cell[order]


def _edges_by_village(mosaic: Mosaic, patch: Ints, village: Ints, count: int) -> tuple[Ints, Ints]:
    """Edges of each village, those between two villages twice: offsets (count + 1,) and edge numbers."""
    sides = np.where(patch[mosaic.cells] >= 0, village[mosaic.cells], -1)
    index = np.arange(len(sides))
    owner = np.concatenate([sides[:, 0], sides[:, 1]])
    edge = np.concatenate([index, index])
    keep = (owner >= 0) & np.concatenate([np.ones(len(index), bool), sides[:, 1] != sides[:, 0]])
    owner, edge = owner[keep], edge[keep]
    order = np.lexsort((edge, owner))
    return np.searchsorted(owner[order], np.arange(count + 1)), edge[order]
