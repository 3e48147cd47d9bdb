"""账户 Accounts of quotas: by region, kind, purpose and holder.

Amounts are integers in the smallest unit of their kind: areas in dm² (0.01 m²), capacity in grams. The three
farmland-offset indicators (数量, 水田, 产能) are different kinds, so that none can ever offset another.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from yulin.i18n import gettext as _
from yulin.quantities.area import area_from, area_to
from yulin.quantities.capacity import capacity_from, capacity_to


class Kind(Enum):
    """What an account counts. The value is its Chinese name.

    ``PLAN`` is for a district that posts its plan quota by hand or over the API; the ledgers of allotments and
    dossiers do not post: their pool is worked out from their own rows (ADR 0026).
    """

    CULTIVATED = "耕地数量"
    PADDY = "水田"
    CAPACITY = "标准粮食产能"
    TURNOVER = "增减挂钩周转指标"
    SAVED = "增减挂钩节余指标"
    PLAN = "计划指标"
    RESERVE = "永久基本农田储备"

    @property
    def unit(self) -> str:
        """The unit in which an amount is written exactly: m² to 0.01, kg to 0.001."""
        return "公斤" if self is Kind.CAPACITY else "平方米"

    def text(self, amount: int) -> str:
        """The amount in ``unit``, exactly, without grouping: ``338.12`` or ``-0.01``; kg without idle zeros."""
        if self is not Kind.CAPACITY:
            return str(area_to(amount, "m²", 2))
        return f"{capacity_to(amount, '公斤', 3):f}".rstrip("0").rstrip(".")

    def amount(self, text: str) -> int:
        """The amount that is written in ``unit``; Refusal for no number, ValueError for one too fine to hold."""
        value = capacity_from(text, "公斤") if self is Kind.CAPACITY else area_from(text, "m²")
        if Decimal(self.text(value)) != Decimal(text.replace(",", "")):
            raise ValueError(text)
        return value

    def said(self, amount: int) -> str:
        """The amount as it stands in a sentence: ``0.01 平方米``."""
        return _("{amount} {unit}").format(amount=self.text(amount), unit=_(self.unit))


THREE = (Kind.CULTIVATED, Kind.PADDY, Kind.CAPACITY)
"""占补平衡三类指标 The three indicators of farmland offset."""


class Purpose(Enum):
    """Where an amount stands. The value is its Chinese name.

    ``SOURCE`` is the outside world and ``ARREARS`` what was promised and is still owed: their balances are
    zero or negative. All others are zero or positive.
    """

    SOURCE = "来源"
    POOL = "储备"
    RESERVED = "冻结"
    USED = "已用"
    TRANSFERRED = "调出"
    WRITTEN_OFF = "核减"
    RETURNED = "归还"
    ARREARS = "挂账"

    @property
    def sign(self) -> int:
        """−1 where the balance may only be zero or negative, else 1."""
        return -1 if self in (Purpose.SOURCE, Purpose.ARREARS) else 1


@dataclass(frozen=True, slots=True)
class Account:
    """One account. region: an administrative code; holder: the project, contract or source whose amounts these
    are ("" = the region's own).
    """

    region: str
    kind: Kind
    purpose: Purpose
    holder: str = ""

    @property
    def code(self) -> str:
        """The account in one word, for storage and a fixed order: ``990102/CULTIVATED/POOL/GD2024-003``."""
        return f"{self.region}/{self.kind.name}/{self.purpose.name}/{self.holder}"

    @property
    def title(self) -> str:
        """The account as it is named in a sentence."""
        return f"{self.region}{' ' + self.holder if self.holder else ''}·{_(self.kind.value)}·{_(self.purpose.value)}"


def account_of(code: str) -> Account:
    """The account of a code; ValueError when it is none."""
    parts = code.split("/", 3)
    if len(parts) != 4 or parts[1] not in Kind.__members__ or parts[2] not in Purpose.__members__:
        raise ValueError(code)
    return Account(parts[0], Kind[parts[1]], Purpose[parts[2]], parts[3])
