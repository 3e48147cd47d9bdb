"""The plan: an overlay divided into tiles that can be worked on anywhere, in any order, each by itself.

A tile is some consecutive groups of the heavier layer's rows along its Hilbert curve, with the other layer's groups
whose boxes meet theirs. Where those are too many for the budget (a feature that spans the country), they are
dealt out to several tiles. So each pair of rows belongs to exactly one tile: the one that has both its groups.
Nothing is produced twice, nothing has to be taken out again, and the rows are the same however the work was
divided.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yulin.atlas.boxtree import box_tree, meeting
from yulin.atlas.overlay.sides import Group, Side, meridian_of
from yulin.geodesy.crs import is_gk, transformer

# Working memory per byte of stored geometry: edges of 40 bytes for points of 16, divided, and what makes them.
EXPANSION = 8
SLIVER_M2 = 0.01
# Boxes of groups may be single precision (other programs' files): 4 m at an easting with its zone number.
MARGIN_M, MARGIN_DEGREES = 8.0, 1e-4
EARTH_M = 6.3e6
SAMPLES = 21


@dataclass(frozen=True, slots=True)
class Tile:
    """Some groups of one layer with some of the other. number: its place in the plan; meridian: from which λ counts
    in the common equal-area plane; sliver_m2: rows below it are marked; turned: the tiles follow the right layer's
    groups, so rows are in its order.
    """

    number: int
    left: Side
    right: Side
    meridian: int
    sliver_m2: float
    turned: bool

    @property
    def weight(self) -> int:
        """Bytes of geometry in both its parts."""
        return self.left.weight + self.right.weight

    def to_text(self) -> str:
        """The tile as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Tile:
        """The tile that ``to_text`` wrote."""
        raw: dict[str, Any] = json.loads(text)
        return cls(raw["number"], _side(raw["left"]), _side(raw["right"]), raw["meridian"], raw["sliver_m2"],
                   raw["turned"])


def plan_tiles(left: Side, right: Side, budget: int, sliver_m2: float = SLIVER_M2) -> tuple[Tile, ...]:
    """All tiles of the overlay, in the order of the heavier layer's curve.

    budget: bytes of working memory that one tile may take; a tile holds at least one group of each layer. Pairs of
    groups that do not meet are in no tile. The plan depends on its arguments alone.
    """
    if not left.groups or not right.groups:
        return ()
    turned = right.weight > left.weight
    one, two = (right, left) if turned else (left, right)
    tree = box_tree(_boxes_in(two, one.epsg))
    weight = np.array([group.weight for group in two.groups], np.int64)
    near = [meeting(tree, _tuple(box)) for box in one.boxes()]
    most = max(1, budget // EXPANSION)
    tiles: list[Tile] = []
    meridian = meridian_of(left)

    def close(run: list[int], met: NDArray[np.int64]) -> None:
        for part in _dealt(met, weight, most // 2):
            own, other = one.only(run), two.only(part.tolist())
            tiles.append(Tile(len(tiles), other if turned else own, own if turned else other, meridian, sliver_m2,
                              turned))

    run: list[int] = []
    met: NDArray[np.int64] = np.zeros(0, np.int64)
    held = 0
    for k, group in enumerate(one.groups):
        if len(near[k]) == 0:
            continue
        more = np.union1d(met, near[k])
        if run and held + group.weight + int(weight[more].sum()) > most:
            close(run, met)
            run, more, held = [], near[k], 0
        run.append(k)
        met = more
        held += group.weight
    if run:
        close(run, met)
    return tuple(tiles)


def _dealt(groups: NDArray[np.int64], weight: NDArray[np.int64], most: int) -> list[NDArray[np.int64]]:
    """The groups in lots of at most ``most`` bytes (or of one group), in their order; all at once when they fit in
    twice that.
    """
    if int(weight[groups].sum()) <= 2 * most:
        return [groups]
    lots, since, held = [], 0, 0
    for k, group in enumerate(groups):
        if k > since and held + int(weight[group]) > most:
            lots.append(groups[since:k])
            since, held = k, 0
        held += int(weight[group])
    return [*lots, groups[since:]]


def _boxes_in(side: Side, epsg: int) -> NDArray[np.float64]:
    """The groups' boxes in another CRS, large enough to hold everything that they hold there."""
    boxes = side.boxes()
    bulge = np.zeros(len(boxes))
    if side.epsg != epsg:
        change = transformer(side.epsg, epsg)
        boxes = np.array([change.transform_bounds(*box, densify_pts=SAMPLES) for box in boxes])
        wide = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        metres = wide if is_gk(epsg) else wide * 111_320
        bulge = (metres / SAMPLES) ** 2 / EARTH_M
    margin = MARGIN_M + bulge if is_gk(epsg) else MARGIN_DEGREES + bulge / 60_000
    return np.asarray(boxes + np.outer(margin, [-1.0, -1.0, 1.0, 1.0]))


def _tuple(box: NDArray[np.float64]) -> tuple[float, float, float, float]:
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _side(raw: dict[str, Any]) -> Side:
    groups = tuple(replace(Group(**group), box=tuple(group["box"])) for group in raw["groups"])
    return Side(raw["name"], raw["epsg"], raw["geometry"], raw["key"], raw["checked"], groups)
