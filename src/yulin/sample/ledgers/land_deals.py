"""The land office's ledgers of supply: plan, committee, auctions, instalments, recovery, transfers, tasks, use."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from yulin.sample import names
from yulin.sample.days import KNOWN_UNTIL, after, before, between, known, workday_from
from yulin.sample.ground import Ground
from yulin.sample.ledgers.sheet import Ledger, heads, hundredths
from yulin.sample.ledgers.supply import GRANTED, Supply


def make_plan(rng: np.random.Generator, sold: list[Supply]) -> Ledger:
    """供应计划台账 of 2025."""
    ledger = Ledger("供应计划台账", heads(
        "供应计划编号 计划年度:int 计划项目 所在乡镇 计划用途 计划供应方式 计划季度 计划面积(亩):d2 "
        "节地评价 "
                                   "编制日期:date 公布日期:date 计划文号 实施供应日期:date"))
    for i, supply in enumerate(sold[:24]):
        row = supply.row
        published = date(2025, 1, 3)
        ledger.add(供应计划编号=f"JH2025-{i + 1:03d}", 计划年度=2025, 计划项目=row["项目名称"],
                   所在乡镇=row["所在乡镇"],
                   计划用途=row["土地用途"], 计划供应方式="划拨" if supply.mode == "划拨" else "出让",
                   计划季度=("一季度", "二季度", "三季度", "四季度")[(supply.contracted.month - 1) // 3],
                   节地评价="符合标准",
                   编制日期=between(rng, date(2024, 12, 2), date(2024, 12, 20)), 公布日期=published,
                   计划文号="青自然资〔2025〕1号", 实施供应日期=max(supply.contracted, published),
                   more={"计划面积(亩)": row["供应面积(亩)"]})
    return ledger


def make_meetings() -> Ledger:
    """供地会审台账: four meetings."""
    ledger = Ledger("供地会审台账", heads(
        "会议编号 会议名称 行政区 主持人 审议宗数(宗):int 通过宗数(宗):int 会议决定 召开日期:date "
                                   "印发纪要日期:date 纪要文号"))
    for i, month in enumerate((1, 4, 7, 10), 1):
        held = workday_from(date(2025, month, 8))
        ledger.add(会议编号=f"GD2025-{i:02d}", 会议名称=f"2025年第{i}次供地领导小组会议",
                   行政区=names.DISTRICT, 主持人="岑望舒",
                   会议决定="原则同意供地方案，按程序报批", 召开日期=held,
                   印发纪要日期=workday_from(held + timedelta(days=5)),
                   纪要文号=f"青供地纪〔2025〕{i}号", more={"审议宗数(宗)": 8, "通过宗数(宗)": 8 - i % 2})
    return ledger


def make_auctions(rng: np.random.Generator, supplies: list[Supply]) -> tuple[Ledger, Ledger]:
    """Every public grant of 2025 with its bidders, and one offer that found none."""
    ledger = Ledger("招拍挂交易台账", heads(
        "出让公告编号 电子监管号 宗地名称 所在乡镇 出让方式 土地用途 出让面积(亩):d2 交易场所 "
        "起始价(万元):d2 竞买保证金(万元):d2 "
        "竞买人(个):int 报价次数(次):int 交易结果 竞得人 成交价(万元):d2 出让公告日期:date "
        "交易开始日期:date 交易截止日期:date "
        "成交确认日期:date 成交确认书编号 结果公布日期:date 保证金退还日期:date 合同签订日期:date "
        "合同编号"))
    deposits = Ledger("竞买保证金台账", heads(
        "报名编号 出让公告编号 所在乡镇 竞买人名称 保证金(万元):d2 竞买结果 交易结束日期:date "
        "报名日期:date "
                                       "保证金到账日期:date 退还日期:date 转作定金日期:date"))
    granted = [s for s in supplies if s.mode in GRANTED and s.contracted.year == 2025]
    for i, supply in enumerate(granted, 1):
        row, contract = supply.row, supply.contracted
        published = row["出让公告日期"]
        closed = min(published + timedelta(days=32), contract - timedelta(days=4))
        begun = published + timedelta(days=21)
        dealt, number = closed, f"青告〔2025〕{i:02d}号"
        refunded = workday_from(dealt + timedelta(days=3))
        deposit = hundredths(int(row["起始价(万元)"] * 100) // 5 + 1)
        ledger.add(出让公告编号=number, 电子监管号=row["电子监管号"], 宗地名称=row["项目名称"],
                   所在乡镇=row["所在乡镇"], 出让方式=supply.mode,
                   土地用途=row["土地用途"], 交易场所="示例市公共资源交易中心", 交易结果="成交",
                   竞得人=row["受让人"], 出让公告日期=published,
                   交易开始日期=begun, 交易截止日期=closed, 成交确认日期=dealt,
                   成交确认书编号=f"青成〔2025〕{i}号",
                   结果公布日期=workday_from(dealt + timedelta(days=2)), 保证金退还日期=refunded,
                   合同签订日期=contract,
                   合同编号=row["合同编号"], more={"出让面积(亩)": row["供应面积(亩)"],
                                                   "起始价(万元)": row["起始价(万元)"],
                                            "竞买保证金(万元)": deposit, "竞买人(个)": 2,
                                            "报价次数(次)": 1 + i % 7,
                                            "成交价(万元)": row["成交价款(万元)"]})
        for j, (who, won) in enumerate(((row["受让人"], True), (names.company(rng), False)), 1):
            signed = published + timedelta(days=9 + j)
            deposits.add(报名编号=f"BM2025-{i:02d}-{j}", 出让公告编号=number, 所在乡镇=row["所在乡镇"],
                         竞买人名称=who,
                         竞买结果="竞得" if won else "未竞得", 交易结束日期=dealt, 报名日期=signed,
                         保证金到账日期=signed + timedelta(days=2),
                         退还日期=None if won else refunded, 转作定金日期=contract if won else None,
                         more={"保证金(万元)": deposit})
    ledger.add(出让公告编号="青告〔2025〕30号", 宗地名称="云坪物流地块", 所在乡镇="云坪乡",
               出让方式="挂牌出让", 土地用途="物流仓储用地",
               交易场所="示例市公共资源交易中心", 交易结果="流拍", 出让公告日期=date(2025, 8, 4),
               交易开始日期=date(2025, 8, 25),
               交易截止日期=date(2025, 9, 8), 结果公布日期=date(2025, 9, 10), more={
                   "出让面积(亩)": Decimal("42.60"), "起始价(万元)": Decimal("980.00"),
                   "竞买保证金(万元)": Decimal("196.00"),
                   "竞买人(个)": 0})
    return ledger, deposits


def make_instalments(rng: np.random.Generator, sold: list[Supply]) -> Ledger:
    """价款缴纳台账: two instalments of each price."""
    ledger = Ledger("价款缴纳台账", heads(
        "缴款编号 电子监管号 所在乡镇 期次(期):int 应缴金额(万元):d2 应缴日期:date 实缴金额(万元):d2 "
        "缴款日期:date "
                                   "缴款凭证号"))
    for supply in sold:
        if not supply.price:
            continue
        row, half = supply.row, supply.price // 2
        paid = int(row["已缴价款(万元)"] * 100)
        for n, (due, days) in enumerate(((half, 30), (supply.price - half, 60)), 1):
            due_on = supply.contracted + timedelta(days=days)
            came = min(due, paid)
            paid -= came
            when = known(before(rng, due_on, 1, 12)) if came else None
            ledger.add(缴款编号=f"{row['电子监管号']}-{n}", 电子监管号=row["电子监管号"],
                       所在乡镇=row["所在乡镇"], 应缴日期=due_on, 缴款日期=when,
                       缴款凭证号=f"JK{row['电子监管号'][-5:]}{n}" if when else None, more={
                           "期次(期)": n, "应缴金额(万元)": hundredths(due),
                           "实缴金额(万元)": hundredths(came) if when else None})
    return ledger


def make_recoveries(sold: list[Supply]) -> Ledger:
    """出让金追缴台账: what was not paid."""
    ledger = Ledger("出让金追缴台账", heads(
        "追缴编号 电子监管号 所在乡镇 欠缴单位 追缴途径 欠缴本金(万元):d2 欠缴违约金(万元):d2 受理法院 "
        "案号 破产管理人 申报债权(万元):d2 "
        "确认债权(万元):d2 追回金额(万元):d2 催缴日期:date 催缴通知文号 起诉立案日期:date "
        "债权申报日期:date 裁判生效日期:date 裁判文书号 "
        "债权确认日期:date 申请执行日期:date 征缴入库日期:date"))
    owing = [s for s in sold if s.price and int(s.row["已缴价款(万元)"] * 100) < s.price][:3]
    for i, supply in enumerate(owing, 1):
        owed = supply.price - int(supply.row["已缴价款(万元)"] * 100)
        reminded = supply.contracted + timedelta(days=75)
        court, claim = i == 1, i == 2
        known_day = reminded + timedelta(days=30) <= KNOWN_UNTIL
        ledger.add(追缴编号=f"ZJ2025-{i:02d}", 电子监管号=supply.row["电子监管号"],
                   所在乡镇=supply.row["所在乡镇"], 欠缴单位=supply.row["受让人"],
                   追缴途径="诉讼" if court else "债权申报" if claim else "催缴",
                   受理法院="青禾区人民法院" if court else None,
                   案号="（2025）示0102民初118号" if court else None,
                   破产管理人="示例市正衡律师事务所" if claim else None,
                   催缴日期=known(reminded), 催缴通知文号=f"青自然资催〔2025〕{i}号",
                   起诉立案日期=reminded + timedelta(days=30) if court and known_day else None,
                   债权申报日期=reminded + timedelta(days=30) if claim and known_day else None, more={
                       "欠缴本金(万元)": hundredths(owed), "欠缴违约金(万元)": hundredths(owed // 20),
                       "申报债权(万元)": hundredths(owed) if claim else None})
    return ledger


def make_collective(rng: np.random.Generator, ground: Ground) -> Ledger:
    """集体建设用地流转台账."""
    ledger = Ledger("集体建设用地流转台账", heads(
        "流转编号 所在乡镇 所在村 土地所有权人 流转方式 土地使用者 流转用途 流转面积(亩):d2 "
        "流转年限(年):int 流转价款(万元):d2 "
        "成员或代表应到(人):int 成员或代表同意(人):int 集体表决日期:date 方案报送日期:date "
        "政府意见日期:date 公开交易日期:date "
        "签订流转合同日期:date 流转合同编号"))
    for i in range(5):
        village = int(rng.integers(len(ground.terrain.village_codes)))
        voted = between(rng, date(2025, 2 + i, 3), date(2025, 2 + i, 20))
        filed = after(rng, voted, 5, 12)
        area, members = int(rng.integers(500, 3_000)), int(rng.integers(40, 90))
        ledger.add(流转编号=f"LZ2025-{i + 1:02d}", 所在乡镇=ground.town_name(village),
                   所在村=ground.village_name(village),
                   土地所有权人=f"{ground.village_name(village)}集体经济组织",
                   流转方式="出租" if i % 2 else "出让",
                   土地使用者=names.company(rng), 流转用途="工业用地", 集体表决日期=voted,
                   方案报送日期=filed, 政府意见日期=after(rng, filed, 2, 5),
                   公开交易日期=after(rng, filed, 18, 24), 签订流转合同日期=after(rng, filed, 28, 40),
                   流转合同编号=f"JT2025-{i + 1}", more={
                       "流转面积(亩)": hundredths(area), "流转年限(年)": 20,
                       "流转价款(万元)": hundredths(area * 9),
                       "成员或代表应到(人)": members, "成员或代表同意(人)": members * 8 // 10})
    return ledger


def make_tasks() -> Ledger:
    """处置任务台账 of 2025."""
    ledger = Ledger("处置任务台账", heads(
        "任务编号 任务年份:int 任务区域 任务类别 下达任务(亩):d2 期初存量(亩):d2 下达日期:date 任务文号"))
    for i, (kind, task, stock) in enumerate((("批而未供", 164_142, 402_860), ("闲置土地", 5_796, 13_240)),
                                            1):
        ledger.add(任务编号=f"RW2025-{i}", 任务年份=2025, 任务区域=names.DISTRICT, 任务类别=kind,
                   下达日期=date(2025, 2, 10),
                   任务文号="示自然资发〔2025〕12号", more={"下达任务(亩)": hundredths(task),
                                                            "期初存量(亩)": hundredths(stock)})
    return ledger


def make_intensity(rng: np.random.Generator, supplies: list[Supply]) -> Ledger:
    """节约集约评价台账 of completed parcels."""
    ledger = Ledger("节约集约评价台账", heads(
        "评价编号 电子监管号 所在乡镇 评价项目 评价面积(亩):d2 总建筑面积(平方米):d2 "
        "建筑基底面积(平方米):d2 固定资产投资(万元):d2 年产值(万元):d2 "
        "年税收(万元):d2 约定投资强度（每亩）(万元):d2 约定亩均税收(万元):d2 评价结论 评价日期:date"))
    built = [s for s in supplies if s.row["竣工日期"]][:10]
    for i, supply in enumerate(built, 1):
        row, area = supply.row, supply.parcel.cmu
        square = area * 20 // 3
        per_mu = int(rng.integers(180, 420))
        ledger.add(评价编号=f"JY2025-{i:02d}", 电子监管号=row["电子监管号"], 所在乡镇=row["所在乡镇"],
                   评价项目=row["项目名称"],
                   评价结论="达标" if per_mu >= 200 else "不达标", 评价日期=between(rng, date(2026, 2, 2),
                       date(2026, 3, 20)), more={
                       "评价面积(亩)": row["供应面积(亩)"],
                       "总建筑面积(平方米)": Decimal(square * int(rng.integers(90, 160)) // 100),
                       "建筑基底面积(平方米)": Decimal(square * 45 // 100),
                       "固定资产投资(万元)": hundredths(area * per_mu),
                       "年产值(万元)": hundredths(area * per_mu * 2),
                       "年税收(万元)": hundredths(area * 14),
                       "约定投资强度（每亩）(万元)": Decimal("200.00"),
                       "约定亩均税收(万元)": Decimal("12.00")})
    return ledger
