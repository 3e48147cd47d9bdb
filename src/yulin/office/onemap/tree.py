"""图层目录 The tree of the one map: its four categories of data, each with the layers that an office has.

现状数据 what the survey found, 规划数据 what plans lay down, 管理数据 what the office's registers hold, 社会经济数据
what other bodies supply. Registers stand in their families.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yulin.atlas.schema import schema_of
from yulin.office.accounts.models import Person
from yulin.office.api.layers import map_layers
from yulin.office.registers.declaration import register_of
from yulin.office.web.frame import FAMILIES

SURVEY, PLAN, WORK, SOCIETY = "现状数据", "规划数据", "管理数据", "社会经济数据"
ATLAS_GROUPS = {"dltb": SURVEY, "xzq": SURVEY, "cjdcq": SURVEY, "yjjbntbhtb": PLAN, "stbhhx": PLAN, "czkfbj": PLAN}
SHOWN = ("dltb", "yjjbntbhtb", "stbhhx", "czkfbj", "xzq", "land-batch", "land-supply")
ORDER = ("dltb", "yjjbntbhtb", "stbhhx", "czkfbj", "cjdcq", "xzq")
"""From the ground up: what is drawn first lies lowest."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One layer. versions: ISO days, newest last (none for a register); box: degrees; on: shown at first."""

    code: str
    title: str
    versions: tuple[str, ...]
    box: tuple[float, ...] | None
    on: bool

    @property
    def register(self) -> bool:
        """Whether it is a register's parcels."""
        return not self.versions

    @property
    def height(self) -> int:
        """Where it lies on the map: what has the least height lies lowest."""
        return ORDER.index(self.code) if self.code in ORDER else len(ORDER) + self.register


@dataclass(frozen=True, slots=True)
class Branch:
    """One category, or one family of registers within it."""

    title: str
    leaves: tuple[Leaf, ...]
    branches: tuple[Branch, ...] = ()

    @property
    def count(self) -> int:
        """The layers in it and below."""
        return len(self.leaves) + sum(b.count for b in self.branches)


def tree_for(person: Person) -> list[Branch]:
    """The four categories with the layers that the person may see."""
    found = [_leaf(layer) for layer in map_layers(person)]
    atlas = sorted((leaf for leaf in found if not leaf.register), key=lambda leaf: leaf.height)
    families = []
    for family, title in FAMILIES.items():
        leaves = tuple(leaf for leaf in found if leaf.register and register_of(leaf.code).family == family)
        if leaves:
            families.append(Branch(title, leaves))
    groups = {title: tuple(leaf for leaf in atlas if ATLAS_GROUPS.get(leaf.code, PLAN) == title)
              for title in (SURVEY, PLAN)}
    return [Branch(SURVEY, groups[SURVEY]), Branch(PLAN, groups[PLAN]), Branch(WORK, (), tuple(families)),
            Branch(SOCIETY, ())]


def leaves_of(branches: list[Branch]) -> list[Leaf]:
    """All layers of the tree, lowest on the map first: atlas layers from the ground up, then registers."""
    every = [leaf for b in branches for leaf in (*b.leaves, *leaves_of(list(b.branches)))]
    return sorted(every, key=lambda leaf: leaf.height)


def _leaf(layer: dict[str, Any]) -> Leaf:
    atlas = layer["kind"] == "atlas"
    title = schema_of(layer["code"]).title if atlas else layer["title"].removesuffix("台账")
    return Leaf(layer["code"], title, tuple(layer["versions"]), tuple(layer["box"]) if layer["box"] else None,
                layer["code"] in SHOWN)
