"""The ledgers obey the law's order of dates and the sums within a record, and their links lead somewhere."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yulin.workdays.periods import workdays_between


def cents(value: float | None) -> int:
    return round((value or 0) * 100)


def in_order(row: dict[str, Any], *heads: str) -> bool:
    days = [row[head] for head in heads if row[head] is not None]
    return days == sorted(days)


def test_batches(ledgers: Any) -> None:
    offsets = {r["挂钩编号"]: r for r in ledgers["占补平衡台账"]}
    reserved = 0
    for row in ledgers["用地报批台账"]:
        area, farm, field = (cents(row[h]) for h in ("总面积(亩)", "农用地(亩)", "耕地(亩)"))
        assert area == farm + cents(row["建设用地(亩)"]) + cents(row["未利用地(亩)"])
        assert area >= farm >= field >= max(cents(row["水田(亩)"]), cents(row["永久基本农田(亩)"]))
        assert cents(row["使用规划指标(公顷)"]) * 15 <= area
        assert in_order(row, "组卷日期", "上报日期", "规划指标使用日期", "批复日期", "征收公告日期") or (
            row["规划指标使用日期"].year == 2026)
        if row["永久基本农田(亩)"]:
            reserved += 1
            assert row["批复文号"].startswith("国土示批")
        if row["占补挂钩编号"]:
            offset = offsets[row["占补挂钩编号"]]
            assert offset["批次名称"] == row["批次名称"]
            assert cents(offset["占用耕地(亩)"]) == field
            assert offset["应缴开垦费(万元)"] == row["开垦费(万元)"]
        else:
            assert field == 0 or row["批次类型"] in ("增减挂钩批次", "成片开发批次")
    assert 1 <= reserved <= 2


def test_notices_run_before_the_batch(ledgers: Any) -> None:
    batches = {r["批次名称"]: r for r in ledgers["用地报批台账"]}
    areas: dict[str, int] = {}
    for row in ledgers["征收公告台账"]:
        assert in_order(row, "预公告日期", "现状调查公告日期", "补偿安置方案公告日期", "征收土地公告日期")
        if row["补偿安置方案公告日期"]:
            assert workdays_between(row["预公告日期"], row["补偿安置方案公告日期"]) >= 10
        if row["所属批次"]:
            batch = batches[row["所属批次"]]
            areas[row["所属批次"]] = areas.get(row["所属批次"], 0) + cents(row["征收面积(亩)"])
            assert row["补偿安置方案公告日期"] + timedelta(days=30) <= batch["上报日期"]
            assert row["征收土地公告日期"] == batch["征收公告日期"]
            if batch["征收公告日期"]:
                assert workdays_between(batch["批复日期"], batch["征收公告日期"]) <= 15
    assert areas == {name: cents(batches[name]["总面积(亩)"]) for name in areas}


def test_supply(ledgers: Any) -> None:
    batches = {r["批次名称"]: r for r in ledgers["用地报批台账"]}
    arrears = 0
    for row in ledgers["土地供应台账"]:
        assert cents(row["供应面积(亩)"]) == cents(row["新增面积(亩)"]) + cents(row["存量面积(亩)"])
        assert cents(row["已缴价款(万元)"]) <= cents(row["成交价款(万元)"])
        arrears += cents(row["已缴价款(万元)"]) < cents(row["成交价款(万元)"])
        assert in_order(row, "供地方案批准日期", "出让公告日期", "合同签订日期", "交地日期", "动工日期", "竣工日期")
        assert row["合同签订日期"] < row["约定动工日期"] < row["约定竣工日期"]
        if row["供应方式"] in ("招标出让", "拍卖出让", "挂牌出让"):
            assert row["合同签订日期"] - row["出让公告日期"] >= timedelta(days=30)
            assert cents(row["起始价(万元)"]) <= cents(row["成交价款(万元)"])
        if row["供应方式"] == "划拨":
            assert row["成交价款(万元)"] is None and row["出让公告日期"] is None
        if row["来源批次"]:
            assert batches[row["来源批次"]]["批复日期"] < row["合同签订日期"]
    assert 1 <= arrears <= 12
    assert sum(bool(r["来源批次"]) for r in ledgers["土地供应台账"]) >= 8


def test_idle_land(ledgers: Any) -> None:
    supplies = {r["电子监管号"]: r for r in ledgers["土地供应台账"]}
    for row in ledgers["闲置土地台账"]:
        supply = supplies[row["电子监管号"]]
        assert (row["面积(亩)"], row["价款(万元)"]) == (supply["供应面积(亩)"], supply["成交价款(万元)"])
        assert in_order(row, "约定动工日期", "调查通知书日期", "认定书日期", "公开日期", "方案批准日期", "处置日期")
        assert row["认定书日期"] - row["约定动工日期"] > timedelta(days=365)
        assert (supply["动工日期"] is None) == (row["闲置类型"] == "未动工")
        if row["处置方式"] == "征缴闲置费":
            assert row["闲置原因"] == "企业原因" and row["闲置类型"] == "未动工"
            assert row["认定书日期"] - row["约定动工日期"] < timedelta(days=730)
            assert Decimal(str(row["闲置费(万元)"])) * 5 == Decimal(str(row["价款(万元)"]))
        elif row["处置方式"] in ("延期动工", "置换", "协议收回", "调整条件"):
            assert row["闲置原因"] != "企业原因"
            assert row["闲置费(万元)"] is None


def test_other_records_add_up(ledgers: Any) -> None:
    for row in ledgers["勘测定界台账"]:
        parts = sum(cents(row[h]) for h in ("农用地(亩)", "建设用地(亩)", "未利用地(亩)"))
        assert cents(row["面积(亩)"]) == parts and cents(row["耕地(亩)"]) <= cents(row["农用地(亩)"])
        assert in_order(row, "委托日期", "完成日期")
    for row in ledgers["林草地使用台账"]:
        assert cents(row["使用面积(亩)"]) == cents(row["林地面积(亩)"]) + cents(row["草地面积(亩)"])
        assert in_order(row, "受理日期", "初审上报日期", "批复日期", "到期日期")
    for row in ledgers["占补平衡台账"]:
        assert cents(row["补充耕地(亩)"]) >= cents(row["占用耕地(亩)"])
        assert cents(row["补充水田(亩)"]) >= cents(row["占用水田(亩)"])
        assert row["补充产能(公斤)"] >= row["占用产能(公斤)"]
        assert row["实缴开垦费(万元)"] <= row["应缴开垦费(万元)"]
    for row in ledgers["国土变更调查台账"]:
        assert row["变更前地类"] != row["变更后地类"]
        assert in_order(row, "举证日期", "部级核查日期", "入库日期")
    for row in ledgers["乡镇规划台账"]:
        assert in_order(row, "启动日期", "方案完成日期", "专家评审日期", "公示日期", "人大审议日期", "批复日期",
                        "入库日期")
        if row["公示日期"] and row["人大审议日期"]:
            assert row["人大审议日期"] - row["公示日期"] >= timedelta(days=30)


def test_links_and_keys(ledgers: Any) -> None:
    supplies = {r["电子监管号"] for r in ledgers["土地供应台账"]}
    assert {r["电子监管号"] for r in ledgers["土地市场巡查台账"]} <= supplies
    for title, rows in ledgers.items():
        key = next(iter(rows[0]))
        assert len({r[key] for r in rows}) == len(rows), title
        assert all(r[key] for r in rows), title


def test_some_clocks_are_overdue(ledgers: Any) -> None:
    known = date(2026, 3, 31)
    lapsing = [r for r in ledgers["用地报批台账"] if r["批复日期"] and r["征收公告日期"] is None
               and r["批复日期"] + timedelta(days=540) < known]
    unstarted = [r for r in ledgers["土地供应台账"] if r["动工日期"] is None
                 and r["约定动工日期"] + timedelta(days=365) < known]
    late_visits = [r for r in ledgers["土地市场巡查台账"] if r["下次巡查日期"] < known]
    assert lapsing and unstarted and late_visits
