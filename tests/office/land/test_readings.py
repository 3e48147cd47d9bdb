"""What the law says of a land record agrees with the record's own clocks, gates and balances."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from grounds import MU

from yulin.office.land import readings
from yulin.office.registers.stages import read_clocks
from yulin.office.registers.suspending import suspend

pytestmark = pytest.mark.django_db
Put = Callable[..., Any]
DAY = dt.date.fromisoformat


@pytest.mark.parametrize(("extended", "due"), [("", "2025-04-08"), ("是", "2025-04-22")])
def test_a_suspended_prereview_is_due_when_its_clock_says(put: Put, staff: Any, extended: str, due: str) -> None:
    record = put("land.prereview", number="YS1", title="水厂", area=1_000_000, applied_on="2025-03-03",
                 accepted_on="2025-03-03", extended=extended)
    number = next(c.number for c in read_clocks(record, DAY("2025-03-10")))
    suspend(record, number, DAY("2025-03-10"), "补正材料", "补正通知〔2025〕1号", staff["head"], DAY("2025-03-14"))
    for day in ("2025-03-09", "2025-03-12", "2025-03-20", "2025-05-01"):
        (clock,) = read_clocks(record, DAY(day))
        assert readings.prereview_decision(record, DAY(day)).outputs.effective_due == clock.due
    assert clock.due == DAY(due)


def test_a_linked_dossier_is_open_at_the_gate_and_in_the_reading(put: Put) -> None:
    linked = put("land.batch", name="批1", kind="增减挂钩批次", area=9 * MU, agricultural=9 * MU, construction=0,
                 unused=0, cultivated=5 * MU, submitted_on="2025-03-03")
    out = readings.dossier_gates(linked, DAY("2025-03-03")).outputs
    assert (out.offset_linked, out.sums_agree, out.forest_consented) == (True, True, None)


def test_what_is_left_of_an_approval_is_known(put: Put) -> None:
    batch = put("land.batch", name="批1", kind="城市批次", area=45 * MU, submitted_on="2022-01-05",
                approved_on="2022-05-06")
    for number, way, mu in (("PW1", "核减", 5), ("PW2", "撤回批文", 4)):
        put("land.unsupplied", number=number, batch=batch, disposal=way, disposed_area=mu * MU,
            disposed_on="2024-02-01")
    verdict = readings.unsupplied(batch, DAY("2024-06-03"))
    assert (str(verdict.outputs.unsupplied_mu), verdict.outputs.stage, verdict.missing) == (
        "36", "not_expropriated", ())
    assert verdict.reasons[0] == "批准 45 亩，已供 0 亩，撤回或失效 4 亩，核减 5 亩，未供 36 亩。"
