"""账户 Accounts of quotas: by region, kind and purpose.

Amounts are integers in the smallest unit of their kind: areas in dm² (0.01 m²), capacity in grams. The three
farmland-offset indicators (数量, 水田, 产能) are different kinds, so that none can ever offset another.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What an account counts; the value is its unit."""

    CULTIVATED = "耕地数量 dm²"
    PADDY = "水田 dm²"
    CAPACITY = "标准粮食产能 g"
    LINKED = "增减挂钩 dm²"
    PLAN = "计划指标 dm²"


class Purpose(Enum):
    """Where an amount stands. ``SOURCE`` is the outside world: the only purpose whose balance may fall
    below zero.
    """

    SOURCE = "来源"
    POOL = "储备"
    RESERVED = "冻结"
    USED = "已用"
    TRANSFERRED = "调出"
    WRITTEN_OFF = "核减"


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One account. region: an administrative code; holder: the project or pool that it belongs to ("" = the
    region's).
    """

    region: str
    kind: Kind
    purpose: Purpose
    holder: str = ""

    def sort_key(self) -> tuple[str, str, str, str]:
        """For a fixed order."""
        return self.region, self.kind.name, self.purpose.name, self.holder

    @property
    def title(self) -> str:
        """The account as it is named in a sentence."""
        return f"{self.region}{self.holder}·{self.kind.value.split(' ')[0]}·{self.purpose.value}"
