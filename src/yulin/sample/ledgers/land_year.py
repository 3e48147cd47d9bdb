"""The land office's other ledgers: projects, pre-review, countersigning, quotas, compensation, auctions, payments.

Everything hangs on batches and supplies that are there already; nothing here has a parcel or counts in the published
year's figures.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from yulin.sample import names
from yulin.sample.days import after, before, between, known, workday_from
from yulin.sample.ground import Ground
from yulin.sample.ledgers.approvals import Batch
from yulin.sample.ledgers.land_deals import (
    make_auctions,
    make_collective,
    make_instalments,
    make_intensity,
    make_meetings,
    make_plan,
    make_recoveries,
    make_tasks,
)
from yulin.sample.ledgers.sheet import Ledger, heads, hundredths
from yulin.sample.ledgers.supply import Supply

SECTIONS = ("耕地保护", "国土空间规划", "用途管制", "确权登记", "执法监察", "法规")
MATERIALS = (("土地预审", "预审与选址意见书"), ("权属地类", "勘测定界报告"), ("权属地类", "权属情况汇总表"),
             ("国土空间规划", "规划佐证材料"), ("占补平衡及永农补划", "占补平衡挂钩信息单"), ("土地征收",
                 "征收土地预公告"),
             ("土地征收", "社会稳定风险评估报告"), ("土地利用", "有偿使用费材料"), ("地灾",
                 "地质灾害危险性评估"),
             ("信访", "信访情况说明"))
LINKS = ("预审", "规划", "转用", "征收", "供应")
ZONES = (("Ⅰ", 72_000), ("Ⅱ", 66_000), ("Ⅲ", 58_000))


def make_land_year(ground: Ground, batches: list[Batch], supplies: list[Supply], notices: Ledger,
                   seed: int) -> list[Ledger]:
    """Every further ledger of the land family."""
    rng = np.random.default_rng([seed, 29])
    own = [b for b in batches if b.submitted >= date(2025, 1, 1)]
    sold = [s for s in supplies if s.contracted.year == 2025]
    projects = _projects(rng, own, sold)
    return [projects, _progress(rng, projects), _prereviews(rng, ground, own), _quotas(batches),
            _countersigns(rng, own), _materials(rng, own), _prices(), _schemes(rng), _compensations(rng,
                notices), make_plan(rng, sold),
            make_meetings(),
            *make_auctions(rng, supplies), make_instalments(rng, sold), make_recoveries(sold),
            make_collective(rng, ground),
            make_tasks(), make_intensity(rng, supplies)]


def _town(batch: Batch) -> str:
    return names.TOWNS[batch.town][1]


def _projects(rng: np.random.Generator, own: list[Batch], sold: list[Supply]) -> Ledger:
    ledger = Ledger("重点项目台账", heads(
        "项目代码 重点项目名称 项目级别 建设单位 所在乡镇 包联领导 包联股室 联络员 绿色通道 绿色通道依据 "
        "列入年度:int 用地需求(亩):d2 "
        "计划投资(万元):d2 预审需求 规划需求 转用需求 征收需求 供应需求 列入清单日期:date 清单文号 "
        "预审办结日期:date 规划办结日期:date "
        "转用办结日期:date 征收办结日期:date 供应办结日期:date 用地手续办结日期:date 存在问题"))
    leaders = [names.person(rng) for _i in range(5)]
    for i, supply in enumerate(sold[:18]):
        row, batch = supply.row, supply.batch
        listed = between(rng, date(2025, 1, 6), date(2025, 1, 24))
        done = i % 4 != 3
        steps = [max(listed, supply.contracted) if done else None]
        earlier = after(rng, listed, 0, 5)
        ledger.add(项目代码=f"2025-{names.DISTRICT_CODE}-{i + 1:03d}", 重点项目名称=row["项目名称"],
                   项目级别=("省级", "市级", "区级")[i % 3], 建设单位=row["受让人"],
                   所在乡镇=row["所在乡镇"],
                   包联领导=leaders[i % 5], 包联股室=SECTIONS[i % len(SECTIONS)], 联络员=names.person(rng),
                   绿色通道="是" if i % 6 == 0 else "否", 绿色通道依据="民生工程" if i % 6 == 0 else None,
                   列入年度=2025,
                   预审需求="不需要", 规划需求="需要",
                   转用需求="需要" if batch.submitted.year >= 2024 else "不需要",
                   征收需求="不需要", 供应需求="需要", 列入清单日期=listed, 清单文号="青政办〔2025〕3号",
                   规划办结日期=earlier if done or i % 8 == 3 else None,
                   转用办结日期=after(rng, earlier, 0,
                                      6) if done and batch.submitted.year >= 2024 else None,
                   供应办结日期=after(rng, steps[0], 7, 12) if steps[0] else None,
                   用地手续办结日期=after(rng, steps[0], 13, 25) if steps[0] else None,
                   存在问题=None if done else "地上附着物尚未清点完毕", more={
                       "用地需求(亩)": row["供应面积(亩)"],
                       "计划投资(万元)": hundredths(supply.parcel.cmu * int(rng.integers(150, 400)))})
    return ledger


def _progress(rng: np.random.Generator, projects: Ledger) -> Ledger:
    ledger = Ledger("项目日报台账", heads(
        "日报编号 项目代码 所在乡镇 记录类别 要素环节 办理状态 进展情况 困难问题 对接意见 报告日期:date "
                                   "问题办结日期:date 下次对接日期:date"))
    for i, project in enumerate(projects.rows):
        for j, kind in enumerate(("日报", "日报", "对接")):
            day = between(rng, date(2025, 2 + 2 * j, 3), date(2025, 3 + 2 * j, 26))
            stuck = project["存在问题"] if kind == "对接" else None
            ledger.add(日报编号=f"RB2025-{i + 1:03d}-{j + 1}", 项目代码=project["项目代码"],
                       所在乡镇=project["所在乡镇"],
                       记录类别=kind, 要素环节=LINKS[(i + j) % 5], 办理状态="受阻" if stuck else "办理中",
                       进展情况="已与用地单位核对红线和规划条件", 困难问题=stuck,
                       对接意见="一周内完成清点并签订协议" if stuck else "成熟一个报批一个" if kind == "对接" else None,
                       报告日期=day, 问题办结日期=after(rng, day, 7, 20) if stuck else None,
                       下次对接日期=workday_from(day + timedelta(days=14)) if kind == "对接" else None)
    return ledger


def _prereviews(rng: np.random.Generator, ground: Ground, own: list[Batch]) -> Ledger:
    ledger = Ledger("用地预审与选址台账", heads(
        "预审编号 建设项目名称 建设单位 所在乡镇 预审级别 选址意见 预审面积(公顷):d4 农用地(公顷):d4 "
        "耕地(公顷):d4 建设用地(公顷):d4 "
        "未利用地(公顷):d4 避让情况 地灾易发区 压覆矿产 是否延长 审查结论 申请日期:date 受理日期:date "
        "受理通知书文号 踏勘论证日期:date "
        "批复日期:date 意见书文号 可研批复或核准日期:date"))
    for i in range(14):
        batch = own[i % len(own)]
        applied = between(rng, date(2025, 1 + i * 11 // 14, 5), date(2025, 1 + i * 11 // 14, 26))
        accepted = after(rng, applied, 1, 4)
        argued, decided = after(rng, accepted, 4, 9), after(rng, accepted, 12, 22)
        total = int(rng.integers(8_000, 60_000))
        farm, unused = total * 6 // 10, total // 25
        ledger.add(预审编号=f"用字第{names.DISTRICT_CODE}2025{i + 1:05d}号",
                   建设项目名称=names.project(rng, ground.village_name(batch.parcel.village)),
                   建设单位=names.company(rng),
                   所在乡镇=_town(batch), 预审级别="县级", 选址意见="需要" if i % 2 else "不需要",
                   避让情况="已避让",
                   地灾易发区="否", 压覆矿产="否", 是否延长="否", 审查结论="同意", 申请日期=applied,
                   受理日期=accepted,
                   受理通知书文号=f"青自然资预受〔2025〕{i + 1}号", 踏勘论证日期=argued, 批复日期=decided,
                   意见书文号=f"青自然资预〔2025〕{i + 1}号", 可研批复或核准日期=known(after(rng, decided,
                       20, 90)) if i % 3 else None,
                   more={"预审面积(公顷)": Decimal(total).scaleb(-4),
                         "农用地(公顷)": Decimal(farm).scaleb(-4),
                         "耕地(公顷)": Decimal(farm * 8 // 10).scaleb(-4),
                         "未利用地(公顷)": Decimal(unused).scaleb(-4),
                         "建设用地(公顷)": Decimal(total - farm - unused).scaleb(-4)})
    return ledger


def _quotas(batches: list[Batch]) -> Ledger:
    """Allotments of each year and source, a little more than what that year's dossiers used of it."""
    ledger = Ledger("计划指标台账", heads(
        "下达编号 行政区 计划年度:int 指标来源 收支方向 指标面积(公顷):d2 配置项目(个):int 指标用途 "
                                   "下达日期:date 下达文号"))
    used: dict[tuple[int, str], int] = {}
    for batch in batches:
        if batch.quota and batch.quota_used:
            key = batch.quota_used.year, str(batch.row["指标来源"])
            used[key] = used.get(key, 0) + batch.quota
    for n, ((year, source), area) in enumerate(sorted(used.items()), 1):
        given = area + max(area // 20, 100)
        ledger.add(下达编号=f"ZB{year}-{n:03d}", 行政区=names.DISTRICT, 计划年度=year, 指标来源=source,
                   收支方向="下达",
                   指标用途="年度建设用地报批", 下达日期=date(year, 1, 2),
                   下达文号=f"示自然资规〔{year}〕{n}号",
                   more={"指标面积(公顷)": hundredths(given), "配置项目(个)": 3 + n % 9})
    return ledger


def _countersigns(rng: np.random.Generator, own: list[Batch]) -> Ledger:
    ledger = Ledger("会审会签台账", heads(
        "会签编号 批次名称 所在乡镇 会签股室 会签意见 会签人 送签日期:date 会签日期:date"))
    for batch in own:
        asked = before(rng, batch.submitted, 9, 14)
        for section in SECTIONS:
            ledger.add(会签编号=f"HQ{len(ledger.rows) + 1:05d}", 批次名称=batch.name,
                       所在乡镇=_town(batch), 会签股室=section,
                       会签意见="修改后同意" if len(ledger.rows) % 11 == 4 else "同意",
                       会签人=names.person(rng), 送签日期=asked,
                       会签日期=after(rng, asked, 1, 5))
    return ledger


def _materials(rng: np.random.Generator, own: list[Batch]) -> Ledger:
    ledger = Ledger("报件材料台账", heads(
        "材料编号 批次名称 所在乡镇 审查单元 材料名称 材料文号 审查意见 补正要求 收齐日期:date "
        "审查日期:date"))
    for batch in own:
        received = before(rng, batch.submitted, 20, 30)
        for unit, material in MATERIALS:
            n = len(ledger.rows) + 1
            late = batch.approved is None and n % 7 == 0
            ledger.add(材料编号=f"CL{n:05d}", 批次名称=batch.name, 所在乡镇=_town(batch), 审查单元=unit,
                       材料名称=material,
                       材料文号=f"附件{n}", 审查意见="补正" if late else "通过",
                       补正要求="补盖公章" if late else None,
                       收齐日期=received, 审查日期=after(rng, received, 2, 8))
    return ledger


def _prices() -> Ledger:
    ledger = Ledger("征地标准台账", heads(
        "标准编号 标准类别 区片编号 标准名称 行政区 计价单位 标准单价(元):d2 其中土地补偿费(元):d2 "
                                   "其中安置补助费(元):d2 公布日期:date 公布文号 重新公布日期:date"))
    for year, again in ((2020, date(2023, 6, 1)), (2023, None)):
        for zone, price in ZONES:
            price -= 0 if again is None else 6_000
            ledger.add(标准编号=f"QP{year}{zone}", 标准类别="区片综合地价", 区片编号=zone,
                       标准名称=f"{zone}级区片",
                       行政区=names.DISTRICT, 计价单位="元/亩", 公布日期=date(year, 6, 1),
                       公布文号=f"示政〔{year}〕18号",
                       重新公布日期=again, more={"标准单价(元)": Decimal(price),
                                                 "其中土地补偿费(元)": Decimal(price * 4 // 10),
                                           "其中安置补助费(元)": Decimal(price - price * 4 // 10)})
    for n, (kind, item, unit, price) in enumerate((("附着物", "成年果树", "元/株", 180), ("附着物",
        "机井", "元/眼", 12_000),
                                                  ("附着物", "砖混房屋", "元/平方米", 850), ("青苗",
                                                      "小麦", "元/亩", 1_200)), 1):
        ledger.add(标准编号=f"FZ2023-{n}", 标准类别=kind, 标准名称=item, 行政区=names.DISTRICT,
                   计价单位=unit,
                   公布日期=date(2023, 6, 1), 公布文号="示政办〔2023〕22号",
                   more={"标准单价(元)": Decimal(price)})
    return ledger


def _schemes(rng: np.random.Generator) -> Ledger:
    ledger = Ledger("成片开发方案台账", heads(
        "方案编号 方案名称 所在乡镇 开发区方案 成片开发面积(公顷):d4 公益性用地(公顷):d4 "
        "拟征收面积(公顷):d4 年度经济计划文号 "
        "村民代表应到(人):int 村民代表同意(人):int 编制完成日期:date 征求意见日期:date 上报日期:date "
        "上报文号 省厅审查通过日期:date "
        "省政府批准日期:date 批准文号"))
    for i, year in enumerate((2024, 2025, 2025)):
        area = int(rng.integers(300_000, 700_000))
        drafted = between(rng, date(year, 3, 1), date(year, 4, 20))
        heard = after(rng, drafted, 10, 25)
        submitted = after(rng, heard, 20, 40)
        reviewed = after(rng, submitted, 40, 60) if i < 2 else None
        ledger.add(方案编号=f"CP{year}-{i + 1:02d}",
                   方案名称=f"{names.TOWNS[i][1]}片区土地征收成片开发方案", 所在乡镇=names.TOWNS[i][1],
                   开发区方案="是" if i == 1 else "否", 年度经济计划文号=f"青人大〔{year}〕2号",
                   编制完成日期=drafted, 征求意见日期=heard,
                   上报日期=submitted, 上报文号=f"青政〔{year}〕{40 + i}号", 省厅审查通过日期=reviewed,
                   省政府批准日期=after(rng, reviewed, 20, 35) if reviewed and i == 0 else None,
                   批准文号="示政土批〔2024〕9号" if i == 0 else None, more={
                       "成片开发面积(公顷)": Decimal(area).scaleb(-4),
                       "公益性用地(公顷)": Decimal(area * 42 // 100).scaleb(-4),
                       "拟征收面积(公顷)": Decimal(area * 6 // 10).scaleb(-4), "村民代表应到(人)": 120 + i,
                       "村民代表同意(人)": 108 + i})
    return ledger


def _compensations(rng: np.random.Generator, notices: Ledger) -> Ledger:
    """征地补偿台账: two groups for each expropriation that was paid for in 2025 or later, by the table of 2023."""
    ledger = Ledger("征地补偿台账", heads(
        "补偿编号 公告编号 所在乡镇 村组 权利人 地类 补偿面积(亩):d2 区片编号 每亩区片价(元):d2 "
        "土地补偿与安置补助费(万元):d4 附着物补偿(万元):d4 青苗补偿(万元):d4 社会保障费用(万元):d4 "
        "应付补偿(万元):d4 "
        "已付补偿(万元):d4 安置人口(人):int 补偿登记日期:date 签订协议日期:date 协议编号 兑付日期:date "
        "腾退交地日期:date"))
    for notice in notices.rows:
        if not notice["补偿支付日期"] or notice["补偿支付日期"].year < 2025 or not notice["签订协议日期"]:
            continue
        area = int(notice["征收面积(亩)"] * 100)
        for i, share in enumerate((area * 6 // 10, area - area * 6 // 10), 1):
            zone, price = ZONES[i % len(ZONES)]
            land, attached, crops = share * price, share * 4_000, share * 1_200
            social = land // 10
            payable = land + attached + crops + social
            name = f"{notice['所在村']}{'一二'[i - 1]}组"
            ledger.add(补偿编号=f"{notice['公告编号']}-{i}", 公告编号=notice["公告编号"],
                       所在乡镇=notice["所在乡镇"], 村组=name,
                       权利人=name, 地类="耕地" if i == 1 else "园地", 区片编号=zone,
                       补偿登记日期=notice["补偿登记日期"],
                       签订协议日期=notice["签订协议日期"], 协议编号=f"BC{notice['公告编号'][2:]}-{i}",
                       兑付日期=notice["补偿支付日期"], 腾退交地日期=notice["交付土地日期"], more={
                           "补偿面积(亩)": hundredths(share), "每亩区片价(元)": Decimal(price),
                           "安置人口(人)": share // 60,
                           **{f"{head}(万元)": Decimal(fen // 100).scaleb(-4) for head, fen in (
                               ("土地补偿与安置补助费", land), ("附着物补偿", attached), ("青苗补偿",
                                   crops),
                               ("社会保障费用", social), ("应付补偿", payable), ("已付补偿", payable))}})
    return ledger
