"""Suspended clocks: the days shifted by the law's own arithmetic, and what obeys them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.findings import Refusal
from yulin.law.parameters import Law
from yulin.office.accounts.models import Person, Region
from yulin.office.figures.values import Scope
from yulin.office.journal.chain import broken_at
from yulin.office.journal.models import JournalLine
from yulin.office.land.reminders import due_of, sentence
from yulin.office.registers.acts import NewRecord, change, create, reach, withdraw
from yulin.office.registers.declaration import register_of
from yulin.office.registers.duties import deadlines, running_now, urgent_q, watches
from yulin.office.registers.lists import Question, found_records
from yulin.office.registers.models import Suspension
from yulin.office.registers.stages import limit_less, limit_of, read_clock, read_clocks
from yulin.office.registers.suspending import resume, strike_out, suspend
from yulin.office.registers.suspensions import suspensions_of
from yulin.workdays.periods import deadline

pytestmark = pytest.mark.django_db
EAST = "990102001"
BATCH = "land.batch"
NOTICE, FILING, LAPSE = 4, 5, 6


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    for code, name in (("990102", "青禾区"), (EAST, "东关街道"), ("990102002", "柳林镇")):
        Region.objects.create(code=code, name=name)
    staff = (("head", "section_head", "990102"), ("west", "clerk", "990102002"), ("leader", "leader", "990102"))
    return {login: Person.objects.create_user(login, password="x", role=role, region=region)
            for login, role, region in staff}


@pytest.fixture
def batch(people: dict[str, Person]) -> Any:
    return made(people["head"], "批1")


def made(by: Person, name: str, approved: str = "2025-06-03") -> Any:
    values = {"name": name, "kind": "城市批次", "area": 666_667, "region": EAST, "approved_on": day(approved)}
    return create(register_of(BATCH), NewRecord(values), by)


def clocks(record: Any, on: str) -> dict[int, Any]:
    return {r.number: r for r in read_clocks(record, day(on))}


def test_a_clock_of_working_days(batch: Any, people: dict[str, Person]) -> None:
    # 15 working days after Tuesday 2025-06-03
    assert clocks(batch, "2025-06-05")[NOTICE].due == day("2025-06-24")
    suspend(batch, NOTICE, day("2025-06-09"), "听证", "听证通知书1号", people["head"])
    # it counted 4, 5 and 6 June; while it stands the limit is 12 working days after the present day
    standing = clocks(batch, "2025-06-12")[NOTICE]
    assert (standing.state, standing.state_title, standing.due) == ("suspended", "中止", day("2025-06-30"))
    assert clocks(batch, "2025-06-08")[NOTICE].state == "soon"
    resume(batch, NOTICE, day("2025-06-13"), people["head"])
    # five working days are given back: 24 June becomes 1 July
    shifted = clocks(batch, "2025-06-20")[NOTICE]
    assert (shifted.state, shifted.due, shifted.days_left) == ("soon", day("2025-07-01"), 11)
    assert [s.days for s in shifted.suspensions] == ["2025-06-09..2025-06-13"]
    assert "扣除中止期 2025-06-09..2025-06-13 内 5 个工作日" in shifted.reason
    assert shifted.citation is not None
    assert clocks(batch, "2025-07-02")[NOTICE].state == "late"
    done = reach(batch, "announced", day("2025-06-30"), people["head"])
    assert clocks(done, "2025-12-31")[NOTICE].state == "done"


def test_a_clock_of_calendar_days(batch: Any, people: dict[str, Person]) -> None:
    # 10 days after 3 June: Friday 13 June. The filing stands from Saturday to Monday: both end days count.
    assert clocks(batch, "2025-06-05")[FILING].due == day("2025-06-13")
    suspend(batch, FILING, day("2025-06-07"), "补正", "补正通知1号", people["head"], last=day("2025-06-09"))
    assert clocks(batch, "2025-06-09")[FILING].state == "suspended"
    assert clocks(batch, "2025-06-10")[FILING].due == day("2025-06-16")
    assert clocks(batch, "2025-06-06")[FILING].due == day("2025-06-13")
    # a further day: Tuesday 17 June; one that pushes the end onto Saturday goes on to Monday
    suspend(batch, FILING, day("2025-06-11"), "补正", "补正通知2号", people["head"], last=day("2025-06-11"))
    assert clocks(batch, "2025-06-12")[FILING].due == day("2025-06-17")
    suspend(batch, FILING, day("2025-06-12"), "补正", "补正通知3号", people["head"], last=day("2025-06-15"))
    assert clocks(batch, "2025-06-16")[FILING].due == day("2025-06-23")
    assert clocks(batch, "2025-06-16")[LAPSE].due == day("2027-06-03")


@given(start=st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
       parts=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=3),
       parameter=st.sampled_from(["expropriation.final_notice", "approval.filing", "promised.county_assembly"]))
def test_a_suspension_never_brings_a_limit_nearer(start: dt.date, parts: list[tuple[int, int]], parameter: str) -> None:
    away = tuple((start + dt.timedelta(a), start + dt.timedelta(a + n)) for a, n in parts)
    plain, less = limit_of(parameter, start), limit_less(parameter, start, away)
    assert plain is not None and less is not None and less.due >= plain.due
    held: Any = Law.on(start).value(parameter)
    assert less.due == deadline(start, held.value, held.unit, away, roll=bool(held.roll)).due


def test_lists_the_to_do_the_calendar_and_reminders_obey(batch: Any, people: dict[str, Person]) -> None:
    head, register = people["head"], register_of(BATCH)
    other = made(head, "批2")
    clock = register.clocks[NOTICE]

    def found(state: Any, on: str) -> set[str]:
        scope = Scope(2025, "", day(on))
        asked = {r.key for r in found_records(register, head, scope, Question(clock=f"{NOTICE}-{state}"))}
        everything = register.model.objects.all()
        assert asked == {r.key for r in everything.filter(urgent_q(register, clock, state, day(on), everything))}
        now = running_now(register, clock, everything, day(on))
        assert now.number(state) == len(asked)
        assert asked == {r.key for r in everything if (reading := read_clock(
            clock, r, day(on), suspensions_of(r).get(clock.title, ()))) and reading.state == state}
        return asked

    assert found("late", "2025-06-25") == {"批1", "批2"}
    suspend(batch, NOTICE, day("2025-06-09"), "听证", "听证通知书1号", head)
    assert (found("late", "2025-06-25"), found("suspended", "2025-06-25")) == ({"批2"}, {"批1"})
    assert (found("soon", "2025-06-06"), found("suspended", "2025-06-06")) == ({"批1", "批2"}, set())
    watch = next(w for w in watches(head, Scope(2025, "", day("2025-06-25"))) if w.clock is clock)
    assert (watch.late, watch.soon, watch.suspended) == (1, 0, 1)
    assert [r.key for r, _reading in watch.urgent] == ["批2"]
    dues = {(d.record.key, d.reading.due) for d in deadlines(head, day("2025-06-25")) if d.number == NOTICE}
    assert dues == {("批2", day("2025-06-24"))}
    held = suspensions_of(batch)
    assert NOTICE not in {r.number for r in due_of(batch, day("2025-06-25"), held)}
    resume(batch, NOTICE, day("2025-06-13"), head)
    assert (found("soon", "2025-06-25"), found("late", "2025-06-25")) == ({"批1"}, {"批2"})
    dues = {(d.record.key, d.reading.due) for d in deadlines(head, day("2025-06-25")) if d.number == NOTICE}
    assert dues == {("批1", day("2025-07-01")), ("批2", day("2025-06-24"))}
    reading = next(r for r in due_of(batch, day("2025-06-25"), suspensions_of(batch)) if r.number == NOTICE)
    assert "已扣除中止期 2025-06-09..2025-06-13。" in sentence(reading)
    reach(other, "announced", day("2025-06-24"), head)
    assert found("late", "2025-06-25") == set()


def test_the_journal_keeps_each_act(batch: Any, people: dict[str, Person]) -> None:
    suspended = suspend(batch, NOTICE, day("2025-06-09"), "听证", "听证通知书1号", people["head"])
    resume(batch, NOTICE, day("2025-06-13"), people["head"], document="恢复通知1号")
    strike_out(batch, suspended.pk, people["head"], "登记错误")
    lines = JournalLine.objects.order_by("seq")[1:]
    said = [(line.act, line.record, line.before, line.after, line.reason, line.document) for line in lines]
    assert said == [
        ("suspend", "批1", None, {"suspension": "征收土地公告 2025-06-09.."}, "听证", "听证通知书1号"),
        ("resume", "批1", {"suspension": "征收土地公告 2025-06-09.."},
         {"suspension": "征收土地公告 2025-06-09..2025-06-13"}, "", "恢复通知1号"),
        ("unsuspend", "批1", {"suspension": "征收土地公告 2025-06-09..2025-06-13"}, None, "登记错误", "")]
    assert broken_at() is None
    assert suspensions_of(batch) == {}
    assert clocks(batch, "2025-06-20")[NOTICE].due == day("2025-06-24")


@pytest.mark.parametrize(("number", "first", "last", "words", "said"), [
    (NOTICE, "2025-06-09", "2025-06-08", ("听证", "1号"), "早于首日"),
    (NOTICE, "2025-06-02", None, ("听证", "1号"), "自 2025-06-03 起算"),
    (NOTICE, "2025-06-25", None, ("听证", "1号"), "已于 2025-06-24 届满"),
    (NOTICE, "2099-06-25", None, ("听证", "1号"), "还没有到"),
    (NOTICE, "2025-06-09", None, (" ", "1号"), "须写明原因和文书"),
    (NOTICE, "2025-06-09", None, ("听证", ""), "须写明原因和文书"),
    (LAPSE, "2025-06-09", None, ("听证", "1号"), "是有效期"),
    (1, "2025-06-09", None, ("听证", "1号"), "没有起算"),
    (99, "2025-06-09", None, ("听证", "1号"), "没有第 100 个期限"),
    (-1, "2025-06-09", None, ("听证", "1号"), "没有第 0 个期限"),
])
def test_refusals_change_nothing(batch: Any, people: dict[str, Person], number: int, first: str, last: str | None,
                                 words: tuple[str, str], said: str) -> None:
    lines = JournalLine.objects.count()
    with pytest.raises(Refusal, match=said):
        suspend(batch, number, day(first), *words, people["head"], day(last) if last else None)
    assert (Suspension.objects.count(), JournalLine.objects.count()) == (0, lines)


def test_what_overlaps_is_over_or_is_not_one_s_own_is_refused(batch: Any, people: dict[str, Person]) -> None:
    head = people["head"]
    with pytest.raises(Refusal, match="没有中止"):
        resume(batch, NOTICE, day("2025-06-13"), head)
    suspend(batch, NOTICE, day("2025-06-09"), "听证", "1号", head)
    lines = JournalLine.objects.count()
    for first, last in (("2025-06-09", None), ("2025-06-12", "2025-06-13"), ("2025-06-05", None),
                        ("2025-06-05", "2025-06-09")):
        with pytest.raises(Refusal, match=r"在 2025-06-09\.\. 已经中止，不能重叠"):
            suspend(batch, NOTICE, day(first), "鉴定", "2号", head, day(last) if last else None)
    with pytest.raises(Refusal, match="早于首日"):
        resume(batch, NOTICE, day("2025-06-08"), head)
    for login in ("west", "leader"):
        with pytest.raises(Refusal, match="不能中止或恢复"):
            resume(batch, NOTICE, day("2025-06-13"), people[login])
        with pytest.raises(Refusal, match="不能中止或恢复"):
            suspend(batch, FILING, day("2025-06-09"), "补正", "3号", people[login])
    with pytest.raises(Refusal, match="没有这次中止"):
        strike_out(batch, 99, head, "错")
    assert (Suspension.objects.count(), JournalLine.objects.count()) == (1, lines)
    suspend(batch, NOTICE, day("2025-06-05"), "鉴定", "2号", head, day("2025-06-08"))
    filed = reach(batch, "filed", day("2025-06-10"), head)
    with pytest.raises(Refusal, match="已于 2025-06-10 办结"):
        suspend(filed, FILING, day("2025-06-05"), "补正", "3号", head)
    gone = withdraw(made(head, "批3"), head, "重复")
    with pytest.raises(Refusal, match="不能中止或恢复"):
        suspend(gone, NOTICE, day("2025-06-09"), "听证", "1号", head)


def test_an_agreed_day_is_not_suspended(people: dict[str, Person]) -> None:
    values = {"number": "S-1", "mode": "划拨", "area": 1_000_000, "region": EAST, "agreed_start": day("2025-12-31")}
    supply = create(register_of("land.supply"), NewRecord(values), people["head"])
    with pytest.raises(Refusal, match="是约定的日子"):
        suspend(supply, 0, day("2025-06-09"), "听证", "1号", people["head"])
    assert Suspension.objects.count() == 0


def test_a_clock_stops_standing_when_its_step_is_done(batch: Any, people: dict[str, Person]) -> None:
    suspend(batch, FILING, day("2025-06-09"), "补正", "1号", people["head"])
    filed = change(batch, {"filed_on": day("2025-07-15")}, people["head"])
    done = clocks(filed, "2025-12-31")[FILING]
    assert (done.state, done.done) == ("done", day("2025-07-15"))
    assert clocks(filed, "2025-07-10")[FILING].state == "suspended"
