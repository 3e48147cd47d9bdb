"""A notice of the sample that was posted shortly before the ledgers end: a step that is dated has what it needs."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from yulin.sample.days import KNOWN_UNTIL
from yulin.sample.ledgers.approvals import NOTICE_HEADS, _notice
from yulin.sample.ledgers.sheet import Ledger
from yulin.workdays.calendar import is_workday


@pytest.mark.parametrize("seed", range(5))
def test_a_dated_step_has_what_it_needs(seed: int) -> None:
    ledger, rng = Ledger("征收公告台账", NOTICE_HEADS), np.random.default_rng(seed)
    days = [KNOWN_UNTIL - timedelta(days=back) for back in range(150)]
    for posted in filter(is_workday, days):
        _notice(rng, ledger, None, "禾湾街道", "前柏营村", 2373, posted, None)
    funded = [row for row in ledger.rows if row.get("费用足额到位日期")]
    waiting = [row for row in funded if not row.get("申请征收日期")]
    assert len(ledger.rows) > 90 and funded and waiting  # the ledgers end between the two steps for some
    for row in ledger.rows:
        assert (row.get("到位征地费用(万元)") == row.get("应付征地费用(万元)")) == bool(
            row.get("费用足额到位日期") or not row.get("补偿安置方案公告日期"))
        if row.get("签订协议日期"):
            left = row["应签协议(份)"] - row["已签协议(份)"]
            assert left in (0, 1) and bool(left) == bool(row.get("未签协议说明"))
