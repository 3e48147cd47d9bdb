"""What is remembered holds until what it rests on is written, by whomever, and no longer."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from yulin.findings import Refusal
from yulin.office.journal.chain import Entry, append
from yulin.office.registers import acts, lists
from yulin.office.registers.declaration import register_of
from yulin.office.registers.remembered import Memory, standing

pytestmark = pytest.mark.django_db
PATCH = register_of("titles.change")


def patch(staff: dict[str, Any], number: str, area: int = 10_000) -> Any:
    return acts.create(PATCH, acts.NewRecord({"number": number, "kind": "日常变更", "region": "990102001",
                                              "area": area, "cause": "建设占用"}), staff["head"])


def told(register: str) -> None:
    with transaction.atomic():
        append([Entry("head", "change", register, "X", "", None, None)])


def test_nothing_is_remembered_before_the_first_line(staff: dict[str, Any]) -> None:
    memory, made = Memory(4), iter(range(9))
    assert standing().of("titles.change") is None
    assert [memory.answer(standing().of_all(), "n", lambda: next(made)) for _ in range(2)] == [0, 1]


def test_an_act_moves_its_own_register_alone(staff: dict[str, Any]) -> None:
    one = patch(staff, "P-1")
    before = standing()
    acts.change(one, {"cause": "设施农用地"}, staff["head"])
    now = standing()
    assert now.of("titles.change") != before.of("titles.change")
    assert now.of("land.supply") == before.of("land.supply")
    assert now.of("land.supply", "titles.change") != before.of("land.supply", "titles.change")
    assert now.of_all() != before.of_all()


def test_a_change_moves_the_columns_that_it_touched(staff: dict[str, Any]) -> None:
    one = patch(staff, "P-1")
    before = standing()
    acts.change(one, {"cause": "设施农用地", "area": one.area}, staff["head"])
    now = standing()
    assert now.of_columns("titles.change", ["area"]) == before.of_columns("titles.change", ["area"])
    assert now.of_columns("titles.change", ["cause"]) != before.of_columns("titles.change", ["cause"])
    one.refresh_from_db()
    acts.change(one, {"area": one.area + 1}, staff["head"])  # too little to be seen in 亩
    assert standing().of_columns("titles.change", ["area"]) != now.of_columns("titles.change", ["area"])


def test_a_record_made_withdrawn_or_moved_moves_every_column(staff: dict[str, Any]) -> None:
    seen = []
    one = patch(staff, "P-1")
    seen.append(standing().of_columns("titles.change", ["area"]))
    patch(staff, "P-2")
    seen.append(standing().of_columns("titles.change", ["area"]))
    acts.change(one, {"region": "990102002"}, staff["head"])
    seen.append(standing().of_columns("titles.change", ["area"]))
    one.refresh_from_db()
    acts.withdraw(one, staff["head"], "重复")
    seen.append(standing().of_columns("titles.change", ["area"]))
    assert len(set(seen)) == 4


def test_the_calendar_and_the_thresholds_move_every_register(staff: dict[str, Any]) -> None:
    patch(staff, "P-1")
    before = standing()
    told("books")
    assert standing().of("titles.change") == before.of("titles.change")
    told("calendar")
    assert standing().of("titles.change") != before.of("titles.change")


def test_an_act_rolled_back_leaves_nothing_remembered(staff: dict[str, Any]) -> None:
    one, memory = patch(staff, "P-1"), Memory(8)

    def cause() -> str:
        at = standing().of("titles.change")
        return str(memory.answer(at, "cause", lambda: PATCH.model.objects.get().cause))

    assert cause() == "建设占用"
    with pytest.raises(Refusal), transaction.atomic():
        acts.change(one, {"cause": "甲"}, staff["head"])
        assert cause() == "甲"
        raise Refusal("no")
    assert cause() == "建设占用"
    one.refresh_from_db()
    acts.change(one, {"cause": "乙"}, staff["head"])
    assert cause() == "乙"


def test_another_process_sees_what_was_written(staff: dict[str, Any]) -> None:
    mine, theirs = Memory(8), Memory(8)
    patch(staff, "P-1")
    for number in ("P-2", "P-3"):
        patch(staff, number)
        counts = [m.answer(standing().of("titles.change"), "n", PATCH.model.objects.count) for m in (mine, theirs)]
        assert counts == [int(number[-1])] * 2


def test_totals_and_pages_follow_every_write(staff: dict[str, Any]) -> None:
    held = [patch(staff, f"P-{n}", area=n * 10_000) for n in (1, 2, 3)]
    asked = lists.Question(sort="-area")
    records = PATCH.model.objects.filter(withdrawn=False)

    def shown() -> tuple[int, str, list[str]]:
        totals = lists.totals_of(PATCH, records, (), asked)
        return totals.records, totals.sums["area"].shown, [r.number for r in lists.page_of(PATCH, records, asked, 1)]

    first = shown()
    assert (first[0], first[2]) == (3, ["P-3", "P-2", "P-1"])
    acts.change(held[0], {"cause": "设施农用地"}, staff["head"])
    assert shown() == first
    assert lists.page_of(PATCH, records, asked, 1)[2].cause == "设施农用地"
    held[0].refresh_from_db()
    acts.change(held[0], {"area": 90_000}, staff["head"])
    assert shown()[1] != first[1] and shown()[2] == ["P-1", "P-3", "P-2"]
    acts.withdraw(held[1], staff["head"], "重复")
    assert (shown()[0], shown()[2]) == (2, ["P-1", "P-3"])
