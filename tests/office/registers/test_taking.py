"""Taking a previewed ledger in: all or the good rows, one transaction, a receipt, journal lines."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.db import OperationalError

from yulin.findings import Refusal
from yulin.office.journal.chain import broken_at
from yulin.office.journal.models import JournalLine
from yulin.office.land.batch import Batch
from yulin.office.registers.models import Receipt
from yulin.office.registers.taking import take
from yulin.office.registers.workbook_in import read_ledger

pytestmark = pytest.mark.django_db
HEADS = ["批次名称", "批次类型", "所在乡镇", "总面积(亩)", "上报日期"]


def row(name: str, area: Any = 3, town: str = "柳林镇") -> list[Any]:
    return [name, "城市批次", town, area, dt.date(2025, 3, 1)]


def nothing_written() -> bool:
    return (Batch.objects.count(), JournalLine.objects.count(), Receipt.objects.count()) == (0, 0, 0)


def test_a_good_ledger_is_taken_with_receipt_and_journal(book: Any, head: Any) -> None:
    data = book([HEADS, row("甲"), row("乙")])
    preview = read_ledger(data, "批次.xlsx", by=head)
    receipt = take(preview, head, reason="年度补录", document="会议纪要1号")
    assert list(Batch.objects.order_by("pk").values_list("name", "area")) == [
        ("甲", 200_000),
        ("乙", 200_000),
    ]
    assert (receipt.rows, receipt.created, receipt.changed, receipt.same, receipt.left_out) == (2, 2, 0, 0, 0)
    assert (receipt.register, receipt.sheet, receipt.by, receipt.region) == (
        "land.batch",
        "用地报批台账",
        "head",
        "990102",
    )
    assert receipt.sha256 == hashlib.sha256(data).hexdigest() and receipt.records == ["甲", "乙"]
    lines = list(JournalLine.objects.order_by("seq").values_list("act", "record", "reason", "document"))
    assert lines == [
        ("create", "甲", "年度补录", "会议纪要1号"),
        ("create", "乙", "年度补录", "会议纪要1号"),
        ("load", "批次.xlsx", "年度补录", "会议纪要1号"),
    ]
    assert broken_at() is None


def test_without_a_document_the_lines_cite_the_file(book: Any, head: Any) -> None:
    preview = read_ledger(book([HEADS, row("甲")]), "批次.xlsx")
    take(preview, head)
    assert JournalLine.objects.get(record="甲").document == f"批次.xlsx（SHA-256 {preview.sha256[:16]}）"


def test_one_bad_row_refuses_all(book: Any, head: Any) -> None:
    preview = read_ledger(book([HEADS, row("甲"), row("乙", "三"), row("丙", -1)]), "批次.xlsx", by=head)
    with pytest.raises(Refusal) as refusal:
        take(preview, head, "refuse")
    assert str(refusal.value) == (
        "批次.xlsx：3 行中有 2 行有误，未导入任何一行。第一处：第 3 行 总面积：“三”不是数。"
    )
    assert nothing_written()


def test_skip_takes_the_good_and_lists_the_bad(book: Any, head: Any) -> None:
    preview = read_ledger(book([HEADS, row("甲"), row("乙", "三"), row("丙", -1)]), "批次.xlsx", by=head)
    receipt = take(preview, head, "skip")
    assert [b.name for b in Batch.objects.all()] == ["甲"]
    assert (receipt.created, receipt.left_out, receipt.taken) == (1, 2, 1)
    assert [(f["where"], f["message"]) for f in receipt.findings] == [
        ("第 3 行 总面积", "“三”不是数"),
        ("第 4 行 总面积", "“-1”为负数，总面积不能小于零"),
    ]


def test_taken_again_nothing_changes(book: Any, head: Any) -> None:
    data = book([HEADS, row("甲"), row("乙")])
    take(read_ledger(data, "a.xlsx"), head)
    again = take(read_ledger(data, "a.xlsx"), head)
    assert (again.created, again.changed, again.same) == (0, 0, 2)
    assert set(Batch.objects.values_list("edition", flat=True)) == {1}


def test_changes_are_written_with_before_and_after(book: Any, head: Any) -> None:
    take(read_ledger(book([HEADS, row("甲")]), "a.xlsx"), head)
    receipt = take(read_ledger(book([HEADS, row("甲", 4.5)]), "b.xlsx"), head)
    assert (receipt.created, receipt.changed, receipt.records) == (0, 1, ["甲"])
    record = Batch.objects.get()
    assert (record.area, record.edition) == (300_000, 2)
    line = JournalLine.objects.get(act="change")
    assert (line.before, line.after) == ({"area": "3.00"}, {"area": "4.50"})


def test_a_colleague_s_edit_since_the_preview_refuses_all(book: Any, head: Any) -> None:
    take(read_ledger(book([HEADS, row("甲")]), "a.xlsx"), head)
    preview = read_ledger(book([HEADS, row("甲", 4.5), row("乙")]), "b.xlsx")
    take(read_ledger(book([HEADS, row("甲", 5)]), "c.xlsx"), head)
    with pytest.raises(Refusal) as refusal:
        take(preview, head, "skip")
    assert str(refusal.value) == "“甲”刚被他人修改过（第 2 版），请核对后再改。"
    assert [(b.name, b.edition) for b in Batch.objects.all()] == [("甲", 2)]
    assert Receipt.objects.count() == 2


def test_a_key_made_since_the_preview_refuses_all(book: Any, head: Any) -> None:
    preview = read_ledger(book([HEADS, row("乙"), row("甲")]), "b.xlsx")
    take(read_ledger(book([HEADS, row("甲")]), "a.xlsx"), head)
    with pytest.raises(Refusal) as refusal:
        take(preview, head)
    assert str(refusal.value) == "用地报批台账：有记录的“批次名称”已经存在，未作更改。"
    assert [b.name for b in Batch.objects.all()] == ["甲"]


def test_rights(book: Any, head: Any, clerk: Any) -> None:
    head.role = "leader"
    preview = read_ledger(book([HEADS, row("甲"), row("乙", town="东关街道")]), "a.xlsx")
    with pytest.raises(Refusal) as refusal:
        take(preview, head)
    assert str(refusal.value) == "张科长（局领导）无权导入台账。"
    with pytest.raises(Refusal) as refusal:
        take(preview, clerk)
    assert (
        str(refusal.value) == "a.xlsx：2 行中有 1 行有误，未导入任何一行。第一处：第 2 行：不属于您的辖区。"
    )
    assert nothing_written()
    receipt = take(preview, clerk, "skip")
    assert [b.name for b in Batch.objects.all()] == ["乙"] and receipt.left_out == 1
    assert receipt.findings[-1]["message"] == "不属于您的辖区"


def test_an_unreadable_file_is_refused_even_when_skipping(book: Any, head: Any) -> None:
    preview = read_ledger(book([HEADS[:3], ["甲", "城市批次", "柳林镇"]]), "a.xlsx")
    with pytest.raises(Refusal) as refusal:
        take(preview, head, "skip")
    assert str(refusal.value) == (
        "a.xlsx 不能导入：工作表“用地报批台账”：缺少必需的列“总面积(亩)”"
        "（请补上这一列，或从本台账下载模板）。"
    )
    assert nothing_written()


@pytest.mark.parametrize(
    "where",
    [
        "yulin.office.registers.taking.write_receipt",
        "yulin.office.journal.models.JournalLine.objects.bulk_create",
    ],
)
def test_a_disk_that_fills_up_leaves_nothing_half_written(
    book: Any, head: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    preview = read_ledger(book([HEADS, row("甲"), row("乙")]), "批次.xlsx")
    if where.endswith("bulk_create"):
        monkeypatch.setattr(JournalLine.objects, "bulk_create", full)
    else:
        monkeypatch.setattr(where, full)
    with pytest.raises(Refusal) as refusal:
        take(preview, head)
    assert (
        str(refusal.value)
        == "批次.xlsx 未能写入数据库（磁盘可能已满，或数据库正忙），未导入任何一行。请腾出空间后重试。"
    )
    monkeypatch.undo()
    assert nothing_written()
