"""业务 The acts that move quotas, and between which purposes each may move them.

Whatever is not in the table cannot be posted: nothing goes from 已用 to 调出, nothing leaves 储备 for nowhere.
"""

from __future__ import annotations

from enum import Enum

from yulin.books.accounts import Purpose

P = Purpose


class Act(Enum):
    """What happened. The value is the Chinese term."""

    INTAKE = "入库"
    HOLD = "冻结"
    USE = "核销"
    RELEASE = "解冻"
    SPEND = "直接使用"
    TRANSFER_IN = "调入"
    TRANSFER_OUT = "调出"
    WRITE_OFF = "核减"
    PROMISE = "承诺挂账"
    FULFIL = "补足挂账"
    RETURN = "归还"
    COUNTER = "红字冲销"


MOVES: dict[Act, tuple[Purpose, Purpose]] = {
    Act.INTAKE: (P.SOURCE, P.POOL),
    Act.HOLD: (P.POOL, P.RESERVED),
    Act.USE: (P.RESERVED, P.USED),
    Act.RELEASE: (P.RESERVED, P.POOL),
    Act.SPEND: (P.POOL, P.USED),
    Act.TRANSFER_IN: (P.SOURCE, P.POOL),
    Act.TRANSFER_OUT: (P.POOL, P.TRANSFERRED),
    Act.WRITE_OFF: (P.POOL, P.WRITTEN_OFF),
    Act.PROMISE: (P.ARREARS, P.USED),
    Act.FULFIL: (P.POOL, P.ARREARS),
    Act.RETURN: (P.USED, P.RETURNED),
}
"""Act → the purpose that it takes from and the purpose that it puts to. 红字冲销 turns its original's around."""

CLOSING = frozenset({Act.USE, Act.RELEASE})
"""The acts that close a hold: it is posted (核销) or voided (解冻), once."""

COUNTERED = frozenset(MOVES) - {Act.HOLD, Act.RELEASE}
"""The acts that a counter-entry may correct: a hold is released instead, a release is held anew."""
