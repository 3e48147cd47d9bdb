"""Forms: what is written, what is said at the field, and what happens when two people write at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from yulin.office.journal.models import JournalLine
from yulin.office.land.supply import Supply
from yulin.office.registers import acts
from yulin.office.registers.declaration import REGISTERS
from yulin.office.registers.forms import inputs, texts_of

pytestmark = pytest.mark.django_db
NEW = {"number": "S-9", "project": "污水处理厂", "region": "990102001", "mode": "划拨", "area": "12.5"}


def test_a_new_record(as_: Any, batch: Any) -> None:
    posted = NEW | {"batch": "2025年第1批次", "scheme_on": "2025-03-01", "scheme_doc": "方案1号", "_reason": "新报",
                    "_document": "收文1号"}
    answer = as_("head").post("/records/land-supply/new/?year=2025", posted)
    record = Supply.objects.get(number="S-9")
    assert answer.headers["Location"] == f"/records/land-supply/{record.pk}/?year=2025"
    assert (record.area, record.batch, record.scheme_on) == (833_333, batch, dt.date(2025, 3, 1))
    line = JournalLine.objects.latest("seq")
    assert (line.act, line.record, line.reason, line.document) == ("create", "S-9", "新报", "收文1号")


def test_errors_stand_at_their_fields_and_nothing_is_written(as_: Any, staff: dict[str, Any]) -> None:
    posted = NEW | {"mode": "白送", "area": "约十亩", "price": "-3", "scheme_on": "2025-02-30", "batch": "没有的批次",
                    "region": ""}
    answer = as_("head").post("/records/land-supply/new/", posted)
    assert answer.status_code == 422
    page = answer.content.decode()
    for name, sentence in (
        ("area", "“约十亩”不是数"), ("price", "“-3”为负数，成交价款不能小于零"),
        ("scheme_on", "“2025-02-30”不是日期，请写成 2025-03-01"),
        ("batch", "台账中没有“没有的批次”，先导入该记录，或留空"),
        ("region", "必填项为空"),
        ("mode", "“白送”不在代码表内（应为：划拨、招标出让、拍卖出让、挂牌出让、协议出让、租赁、作价出资）"),
    ):
        assert f'<p class="wrong" id="w_{name}">{sentence}</p>' in page, name
    assert "6 处需要改正，尚未保存：" in page
    assert 'value="约十亩"' in page and 'value="污水处理厂"' in page
    assert Supply.objects.count() == 0 and JournalLine.objects.count() == 0


def test_a_key_that_exists_and_a_shut_gate_are_refused(as_: Any, supplies: list[Any]) -> None:
    before = JournalLine.objects.count()
    taken = as_("head").post("/records/land-supply/new/", NEW | {"number": "S-1"})
    assert taken.status_code == 422
    assert "土地供应台账：有记录的“电子监管号”已经存在，未作更改。" in taken.content.decode()
    shut = as_("head").post("/records/land-supply/new/", NEW | {"contracted_on": "2025-05-05"})
    assert shut.status_code == 422
    assert "“S-9”不能登记“合同签订”：尚未供地方案批准（土地管理法实施条例 第十八条）。" in shut.content.decode()
    assert Supply.objects.count() == 3 and JournalLine.objects.count() == before


def test_a_clerk_enters_records_for_the_own_town_only(as_: Any, staff: dict[str, Any]) -> None:
    page = as_("east").get("/records/land-supply/new/").content.decode()
    assert "东关街道" in page and "柳林镇" not in page
    answer = as_("east").post("/records/land-supply/new/", NEW | {"region": "990102002"})
    assert answer.status_code == 422 and "east只能处理本辖区的记录。" in answer.content.decode()
    assert Supply.objects.count() == 0


def test_only_what_was_touched_is_written(as_: Any, supplies: list[Any]) -> None:
    record = supplies[1]
    texts = texts_of(record)
    assert texts["area"] == "37.50"  # 2,500,050 dm² is 37.50075 mu: more than the form shows
    answer = as_("head").post(f"/records/land-supply/{record.pk}/edit/",
                              texts | {"project": "城东第二小学", "_edition": "1"})
    assert answer.status_code == 302
    record.refresh_from_db()
    assert (record.project, record.area, record.edition) == ("城东第二小学", 2_500_050, 2)
    line = JournalLine.objects.latest("seq")
    assert (line.before, line.after) == ({"project": "城东小学"}, {"project": "城东第二小学"})


def test_saving_without_a_change_writes_nothing(as_: Any, supplies: list[Any]) -> None:
    record, before = supplies[0], JournalLine.objects.count()
    browser = as_("head")
    answer = browser.post(f"/records/land-supply/{record.pk}/edit/", texts_of(record) | {"_edition": "1"})
    assert answer.status_code == 302 and "没有改动。" in browser.get("/").content.decode()
    record.refresh_from_db()
    assert record.edition == 1 and JournalLine.objects.count() == before


def test_a_value_is_cleared(as_: Any, supplies: list[Any]) -> None:
    record = supplies[0]
    as_("head").post(f"/records/land-supply/{record.pk}/edit/",
                     texts_of(record) | {"price": "", "batch": "", "_edition": "1"})
    record.refresh_from_db()
    assert (record.price, record.batch) == (None, None)


def test_edits_of_different_fields_go_together(as_: Any, staff: dict[str, Any], supplies: list[Any]) -> None:
    record = supplies[0]
    texts = texts_of(record)
    acts.change(record, {"grantee": "青禾城投"}, staff["clerk"])
    answer = as_("head").post(f"/records/land-supply/{record.pk}/edit/",
                              texts | {"project": "滨河东路", "_edition": "1"})
    assert answer.status_code == 302
    record.refresh_from_db()
    assert (record.project, record.grantee, record.edition) == ("滨河东路", "青禾城投", 3)


def test_a_conflict_shows_both_sides_and_changes_nothing(as_: Any, staff: dict[str, Any], supplies: list[Any]) -> None:
    record = supplies[0]
    texts = texts_of(record)
    acts.change(record, {"project": "滨河西路", "price": 200_000_000}, staff["clerk"])
    browser, address = as_("head"), f"/records/land-supply/{record.pk}/edit/"
    answer = browser.post(address, texts | {"project": "滨河东路", "_edition": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="滨河东路"' in page and "同事已改为：<b>滨河西路</b>" in page
    assert 'name="_edition" value="2"' in page and 'value="200.0000"' in page  # the colleague's price stands
    record.refresh_from_db()
    assert (record.project, record.price, record.edition) == ("滨河西路", 200_000_000, 2)
    again = browser.post(address, texts_of(record) | {"project": "滨河东路", "_edition": "2"})
    assert again.status_code == 302
    record.refresh_from_db()
    assert (record.project, record.price, record.edition) == ("滨河东路", 200_000_000, 3)


def test_a_milestone_is_entered_corrected_and_taken_back(as_: Any, supplies: list[Any]) -> None:
    record, browser = supplies[1], as_("head")
    address = f"/records/land-supply/{record.pk}/reach/"

    def reach(**posted: str) -> Any:
        answer = browser.post(address, {"milestone": "started", **posted})
        record.refresh_from_db()
        return answer

    assert reach(day="2025-05-01", edition="1").status_code == 302
    assert (record.started_on, record.edition) == (dt.date(2025, 5, 1), 2)
    stale = reach(day="2025-05-02", edition="1")
    assert stale.status_code == 422 and "“S-2”刚被他人修改过（第 2 版），请核对后再改。" in stale.content.decode()
    wrong = reach(day="2025-05-32")
    assert wrong.status_code == 422 and "“2025-05-32”不是日期" in wrong.content.decode()
    no_reason = reach(day="")
    assert no_reason.status_code == 422 and "撤销“动工”须写明原因。" in no_reason.content.decode()
    assert (record.started_on, record.edition) == (dt.date(2025, 5, 1), 2)
    assert reach(day="", reason="填错").status_code == 302
    assert record.started_on is None
    assert browser.post(address, {"milestone": "published", "day": "2025-01-01"}).status_code == 422
    assert browser.get(address).headers["Location"] == f"/records/land-supply/{record.pk}/"


def test_a_shut_gate_is_said_on_the_record(as_: Any, supplies: list[Any]) -> None:
    record = supplies[2]
    answer = as_("head").post(f"/records/land-supply/{record.pk}/reach/",
                              {"milestone": "contracted", "day": "2025-05-05"})
    assert answer.status_code == 422
    assert "“S-3”不能登记“合同签订”：尚未供地方案批准（土地管理法实施条例 第十八条）。" in answer.content.decode()
    record.refresh_from_db()
    assert (record.contracted_on, record.edition) == (None, 1)


def test_who_may_change_and_withdraw(as_: Any, supplies: list[Any]) -> None:
    record = supplies[0]
    assert as_("leader").post(f"/records/land-supply/{record.pk}/edit/", {}).status_code == 403
    assert as_("auditor").post(f"/records/land-supply/{record.pk}/reach/", {"milestone": "started"}).status_code == 403
    assert as_("east").post(f"/records/land-supply/{record.pk}/withdraw/", {"reason": "重复"}).status_code == 403
    assert as_("head").get(f"/records/land-supply/{record.pk}/withdraw/").status_code == 405
    record.refresh_from_db()
    assert (record.edition, record.withdrawn) == (1, False)
    assert as_("head").post(f"/records/land-supply/{record.pk}/withdraw/", {"reason": "重复"}).status_code == 302
    record.refresh_from_db()
    assert record.withdrawn


def test_a_record_without_a_town_belongs_to_the_district(as_: Any) -> None:
    as_("admin").post("/records/legal-review/new/", {"number": "L-1", "title": "供地合同"})
    assert REGISTERS["legal.review"].model.objects.get(number="L-1").region == "990102"


def test_inputs_follow_the_declaration(staff: dict[str, Any], supplies: list[Any]) -> None:
    register = REGISTERS["land.supply"]
    made = inputs(register, staff["east"], texts_of(supplies[0]))
    assert [i.name for i in made] == [c.name for c in register.columns]
    kinds = {i.name: i.kind for i in made}
    assert kinds | {"number": "text", "region": "region", "mode": "choice", "area": "number", "batch": "link",
                    "agreed_start": "day"} == kinds
    assert {i.name: i.unit for i in made}["price"] == "万元"
    assert next(i.options for i in made if i.name == "region") == (("990102001", "东关街道"),)


def test_suggestions_for_a_link(as_: Any, batch: Any) -> None:
    answer = as_("east").get("/records/land-batch/keys.json?q=第1批").json()
    assert answer == {"keys": [{"key": "2025年第1批次", "caption": ""}]}
    assert as_("west").get("/records/land-batch/keys.json?q=第1批").json() == {"keys": []}
