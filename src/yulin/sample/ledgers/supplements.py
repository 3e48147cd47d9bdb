"""补充耕地项目、划转、增减挂钩、储备区等台账: where the offset of every year comes from.

2024 is the year of consolidation: its projects add up to one published county's totals (43 projects under way, 13 of
them accepted with 3,667.0 亩), beside disaster reclamation in three rounds, a land programme, whole-region pilots and
village consolidation. A project carried over from 2022 serves the years before. Every row of the offset ledger is
given a project (or a bought quota) that still has enough of all three indicators on its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from yulin.books.capacity import capacity_of
from yulin.law.parameters import Law
from yulin.quantities.apportion import apportion
from yulin.quantities.area import area_from
from yulin.quantities.capacity import capacity_to
from yulin.sample import names
from yulin.sample.days import after, between
from yulin.sample.ground import Ground
from yulin.sample.ledgers.approvals import Batch
from yulin.sample.ledgers.sheet import Ledger, Row, heads, hundredths, split

PROJECT_HEADS = heads(
    "项目备案号 项目名称 项目类型 项目级别 批次 所在乡镇 承担单位 建设规模(亩):d2 预计新增耕地(亩):d2 "
    "新增耕地(亩):d2 "
    "新增水田(亩):d2 旱改水面积(亩):d2 高标准农田面积(亩):d2 质量等别:d2 总投资(万元):d2 预算投资(万元):d2 "
    "审定造价(万元):d2 "
    "已拨付(万元):d2 涉及村(个):int 选址日期:date 立项日期:date 立项文号 规划设计与预算批复日期:date "
    "设计批复文号 招标日期:date "
    "施工日期:date 竣工日期:date 自验日期:date 县级初验日期:date 初验文号 验收日期:date 验收文号 "
    "入库日期:date 入库备案文号")
TRANSFER_HEADS = heads(
    "划转编号 划转方向 划转方式 行政区 对方单位 划转数量(亩):d2 划转水田(亩):d2 划转产能(公斤):d1 "
    "单价(万元):d4 总价(万元):d4 "
    "已付金额(万元):d4 合同号 签订合同日期:date 省厅备案日期:date 省厅备案号 付清日期:date")
LINKED_HEADS = heads(
    "项目区编号 项目区名称 所在乡镇 下达周转指标(亩):d2 拆旧面积(亩):d2 复垦耕地面积(亩):d2 "
    "建新占用面积(亩):d2 节余指标(亩):d2 "
    "上网交易面积(亩):d2 交易金额(万元):d4 项目区规划批准日期:date 规划批准文号 周转指标下达日期:date "
    "下达文号 建新使用日期:date "
    "拆旧日期:date 复垦验收日期:date 验收文号 指标归还日期:date 归还文号 节余交易日期:date 成交确认书号")
RECHECK_HEADS = heads(
    "复核编号 项目备案号 所在乡镇 管护主体 复核结论 存在问题 核减数量(亩):d2 复核日期:date 整改日期:date "
    "核减日期:date 核减文号")
RESERVE_HEADS = heads("储备图斑号 所在乡镇 地类 储备面积(亩):d2 质量等别:d2 划定日期:date 划定文号")
MAKEUP_HEADS = heads(
    "补划编号 占用项目 批次名称 所在乡镇 占用永久基本农田(亩):d2 占用等别:d2 储备图斑号 补划面积(亩):d2 补划等别:d2 "
    "加倍开垦费(万元):d4 补划方案日期:date 方案文号 补划日期:date 补划文号")
TASK_HEADS = heads(
    "任务编号 任务年度:int 行政区 任务类型 任务面积(亩):d2 完成面积(亩):d2 满分(分):int 得分(分):int 考核结论 "
    "下达日期:date 下达文号 "
    "考核日期:date 考核文号")

# level, kind, how many, scale, expected new farmland (hundredths of a 亩), investment (hundredths of 万元)
CONSOLIDATION_2024 = (
    ("省级", "土地整理", 2, 784_400, 261_200, 158_700),
    ("市级", "土地整理", 18, 2_532_300, 494_510, 780_490),
    ("县级", "土地复垦", 4, 432_500, 161_430, 271_707),
    ("县级", "土地开发", 19, 75_819, 75_819, 3_791),
)
ACCEPTED_2024 = ((6, 319_590), (7, 47_110))
"""How many of the city's projects were accepted, and their new farmland."""
DISASTER_2024 = ((895_340, 87_681, 74_456, 74_456, 28), (946_010, 74_363, 66_644, None, 31),
                 (407_300, 47_987, None, None, 14))
"""Rounds of disaster reclamation: scale, budget, reviewed cost, paid, villages."""
PROGRAMME_2024 = {"projects": 5, "scale": 6_800_000, "new": 760_000, "high_standard": 2_250_000, "cost": 807_600}
PILOTS_2024 = {"projects": 3, "scale": 26_656_395, "cost": 13_050_000}
VILLAGES_2024 = {"projects": 17, "old": 45_500, "new": 44_678, "sold": 35_500, "price": 106_500_000}
BOUGHT_2024 = 129_357
CARRIED = date(2022, 12, 20)
GRADE = Decimal("9.40")


@dataclass
class Stock:
    """What a holder still has: hundredths of a 亩 of area and paddy, tenths of a kg of capacity."""

    holder: str
    name: str
    day: date
    area: int
    paddy: int
    capacity: int

    def serves(self, row: Row) -> bool:
        """Whether it holds enough of all three for an offset row, on the row's day."""
        need = _needs(row)
        return row["挂钩日期"] >= self.day and all(
            have >= wanted for have, wanted in zip((self.area, self.paddy, self.capacity), need, strict=True))

    def give(self, row: Row) -> None:
        """Take the row's amounts."""
        area, paddy, capacity = _needs(row)
        self.area, self.paddy, self.capacity = self.area - area, self.paddy - paddy, self.capacity - capacity


def _needs(row: Row) -> tuple[int, int, int]:
    def units(head: str, scale: int) -> int:
        value = row.get(head)
        return 0 if value is None else int(value * scale)

    return units("补充耕地(亩)", 100), units("补充水田(亩)", 100), units("补充产能(公斤)", 10)


def make_supplements(ground: Ground, batches: list[Batch], offsets: Ledger, seed: int) -> list[Ledger]:
    """The ledgers that fill the pool, and those that look after it; names in ``offsets`` the source of each row."""
    rng = np.random.default_rng([seed, 61])
    projects, stocks = _projects(rng, ground)
    transfers, bought = _transfers()
    _assign(offsets, stocks, bought)
    reserve, makeup = _made_up(rng, batches)
    return [projects, transfers, _linked(rng, ground), _rechecks(projects), reserve, makeup, _tasks()]


def _projects(rng: np.random.Generator, ground: Ground) -> tuple[Ledger, list[Stock]]:
    ledger = Ledger("补充耕地项目台账", PROJECT_HEADS)
    stocks = [_carried(ledger)]
    plans = [(level, kind, scale, new, cost) for level, kind, count, *sums in CONSOLIDATION_2024
             for scale, new, cost in zip(*_shares(rng, kind, count, *sums), strict=True)]
    accepted = iter([share for count, whole in ACCEPTED_2024 for share in _even(rng, whole, count)])
    for level, kind, scale, new, cost in plans:
        share = next(accepted, None) if level == "市级" else None
        stock = _project(rng, ground, ledger, level, kind, scale, new, cost, share)
        if stock:
            stocks.append(stock)
    _others(rng, ground, ledger)
    return ledger, stocks


def _shares(rng: np.random.Generator, kind: str, count: int, scale: int, new: int,
            cost: int) -> tuple[list[int], ...]:
    scales = split(rng, scale, count, 0.7, 1.4)
    return scales, scales if kind == "土地开发" else apportion(new, scales), apportion(cost, scales)


def _even(rng: np.random.Generator, whole: int, count: int) -> list[int]:
    """Shares in hundredths of a 亩 with one decimal, as the ledgers of the time had them."""
    return [10 * n for n in split(rng, whole // 10, count, 0.85, 1.15)]


def _carried(ledger: Ledger) -> Stock:
    area, paddy = 180_000, 9_000
    ledger.add(项目备案号="GD2022-001", 项目名称=f"{names.DISTRICT}2022年结转补充耕地项目",
               项目类型="土地整理", 项目级别="县级",
               所在乡镇=names.TOWNS[2][1], 承担单位=f"{names.DISTRICT}土地整理中心", 选址日期=date(2020, 3, 10),
               立项日期=date(2020, 6, 2), 立项文号="青发改〔2020〕61号", 施工日期=date(2021, 3, 15),
               竣工日期=date(2022, 9, 20),
               验收日期=date(2022, 11, 25), 验收文号="示自然资验〔2022〕17号", 入库日期=CARRIED,
               入库备案文号="示储备〔2022〕33号",
               more={"建设规模(亩)": hundredths(620_000), "预计新增耕地(亩)": hundredths(area),
                     "新增耕地(亩)": hundredths(area), "新增水田(亩)": hundredths(paddy), "质量等别": GRADE,
                     "总投资(万元)": hundredths(96_000)})
    return _stock("GD2022-001", "2022年结转补充耕地项目", CARRIED, area, paddy)


def _stock(holder: str, name: str, day: date, area: int, paddy: int) -> Stock:
    grams = capacity_of(area_from(hundredths(area), "亩"), GRADE, Law.on(day))
    return Stock(holder, name, day, area, paddy, int(capacity_to(grams, "公斤", 1) * 10) - 1)


def _project(rng: np.random.Generator, ground: Ground, ledger: Ledger, level: str, kind: str, scale: int, new: int,
             cost: int, accepted: int | None) -> Stock | None:
    number = f"GD2024-{len(ledger.rows):03d}"
    town = names.TOWNS[2 + len(ledger.rows) % 6][1]
    name = f"{town}{'' if kind == '土地开发' else '等村'}{kind}项目（{len(ledger.rows)}）"
    started = between(rng, date(2024, 1, 8), date(2024, 3, 28))
    approved = started - timedelta(days=int(rng.integers(90, 160)))
    row: dict[str, Any] = {
        "建设规模(亩)": hundredths(scale), "预计新增耕地(亩)": hundredths(new), "总投资(万元)": hundredths(cost),
        "预算投资(万元)": hundredths(cost)}
    days: dict[str, Any] = {}
    stock = None
    if accepted is not None:
        paddy = accepted // 25
        done = between(rng, date(2024, 8, 5), date(2024, 9, 20))
        checked, stored = after(rng, done, 20, 35), after(rng, done, 75, 95)
        passed = after(rng, checked, 15, 30)
        days = {"竣工日期": done, "自验日期": after(rng, done, 4, 9), "县级初验日期": checked,
                "初验文号": f"青自然资初验〔2024〕{len(ledger.rows)}号", "验收日期": passed,
                "验收文号": f"示自然资验〔2024〕{40 + len(ledger.rows)}号", "入库日期": stored,
                "入库备案文号": f"示储备〔2024〕{70 + len(ledger.rows)}号"}
        row |= {"新增耕地(亩)": hundredths(accepted), "新增水田(亩)": hundredths(paddy), "质量等别": GRADE,
                "审定造价(万元)": hundredths(cost * 96 // 100), "已拨付(万元)": hundredths(cost * 90 // 100)}
        row["建设规模(亩)"] = hundredths(scale)
        stock = _stock(number, name, stored, accepted, paddy)
    ledger.add(项目备案号=number, 项目名称=name, 项目类型=kind, 项目级别=level, 所在乡镇=town,
               承担单位=f"{town}人民政府" if level == "县级" else f"{names.DISTRICT}土地整理中心",
               选址日期=approved - timedelta(days=60), 立项日期=approved,
               立项文号=f"青自然资立〔2023〕{len(ledger.rows)}号",
               规划设计与预算批复日期=approved + timedelta(days=30),
               设计批复文号=f"青自然资设〔2023〕{len(ledger.rows)}号",
               招标日期=started - timedelta(days=25), 施工日期=started, **days, more=row)
    return stock


def _others(rng: np.random.Generator, ground: Ground, ledger: Ledger) -> None:
    """Disaster reclamation in three rounds, the land programme, the whole-region pilots."""
    for n, (scale, budget, reviewed, paid, villages) in enumerate(DISASTER_2024, 1):
        done = date(2024, 4 + n, 12) if reviewed else None
        ledger.add(项目备案号=f"ZH2024-{n:03d}",
                   项目名称=f"洪灾损毁耕地工程措施复垦项目（第{'一二三'[n - 1]}批）", 项目类型="灾毁复垦",
                   项目级别="县级", 批次=f"第{'一二三'[n - 1]}批", 所在乡镇=names.TOWNS[2 + n][1],
                   承担单位=f"{names.DISTRICT}自然资源局", 立项日期=date(2024, 1, 15),
                   立项文号=f"青政灾复〔2024〕{n}号", 规划设计与预算批复日期=date(2024, 1, 20 + n),
                   设计批复文号=f"青财评〔2024〕{n}号", 施工日期=date(2024, 2, 10 + n), 竣工日期=done, more={
                       "建设规模(亩)": hundredths(scale), "预算投资(万元)": hundredths(budget),
                       "审定造价(万元)": hundredths(reviewed) if reviewed else None,
                       "已拨付(万元)": hundredths(paid) if paid else None, "涉及村(个)": villages})
    p = PROGRAMME_2024
    shares = split(rng, p["scale"], p["projects"], 0.7, 1.3)
    for n, (scale, new, high, cost) in enumerate(zip(
            shares, apportion(p["new"], shares), apportion(p["high_standard"], shares), apportion(p["cost"], shares),
            strict=True), 1):
        ledger.add(项目备案号=f"JT2024-{n:03d}", 项目名称=f"金土地工程{names.TOWNS[2 + n][1]}项目区",
                   项目类型="金土地工程",
                   项目级别="省级", 所在乡镇=names.TOWNS[2 + n][1], 施工日期=date(2024, 3, 4 + n),
                   竣工日期=date(2024, 11, 4 + n),
                   more={"建设规模(亩)": hundredths(scale), "预计新增耕地(亩)": hundredths(new),
                         "高标准农田面积(亩)": hundredths(high), "总投资(万元)": hundredths(cost)})
    p = PILOTS_2024
    shares = split(rng, p["scale"], p["projects"], 0.8, 1.2)
    for n, (scale, cost) in enumerate(zip(shares, apportion(p["cost"], shares), strict=True), 1):
        ledger.add(项目备案号=f"QY2024-{n:03d}", 项目名称=f"{names.TOWNS[4 + n][1]}全域土地综合整治试点",
                   项目类型="全域土地综合整治",
                   项目级别="国家级", 所在乡镇=names.TOWNS[4 + n][1], 施工日期=date(2024, 5, 6 + n), more={
                       "建设规模(亩)": hundredths(scale), "总投资(万元)": hundredths(cost)})


def _transfers() -> tuple[Ledger, Stock]:
    ledger = Ledger("补充耕地指标划转台账", TRANSFER_HEADS)
    day, number = date(2024, 1, 12), "HZ2024-001"
    grams = capacity_of(area_from(hundredths(BOUGHT_2024), "亩"), GRADE, Law.on(day))
    capacity = int(capacity_to(grams, "公斤", 1) * 10)
    price = 1_185_200  # 11.852 万元 a mu, in yuan and hundredths
    total = BOUGHT_2024 * price // 100
    ledger.add(划转编号=number, 划转方向="调入", 划转方式="省级调剂", 行政区=names.DISTRICT,
               对方单位="省级补充耕地指标库",
               合同号="省调合〔2024〕19号", 签订合同日期=date(2024, 1, 5), 省厅备案日期=day,
               省厅备案号="示调剂〔2024〕6号",
               付清日期=date(2024, 2, 2), more={
                   "划转数量(亩)": hundredths(BOUGHT_2024), "划转水田(亩)": hundredths(6_000),
                   "划转产能(公斤)": Decimal(capacity).scaleb(-1), "单价(万元)": Decimal(price).scaleb(-5).quantize(
                       Decimal("0.0001")), "总价(万元)": Decimal(total).scaleb(-5).quantize(Decimal("0.0001")),
                   "已付金额(万元)": Decimal(total).scaleb(-5).quantize(Decimal("0.0001"))})
    return ledger, Stock(number, "市域补充耕地指标调剂", day, BOUGHT_2024, 6_000, capacity)


def _assign(offsets: Ledger, stocks: list[Stock], bought: Stock) -> None:
    for row in offsets.rows:
        wanted = [bought, *stocks] if row["补充方式"] == "指标调剂" else [*stocks, bought]
        stock = next((s for s in wanted if s.serves(row)), None)
        if stock is None:
            raise AssertionError(f"占补平衡台账: no stock serves {row['挂钩编号']}")
        stock.give(row)
        row["补充项目名称"], row["补充项目备案号"] = stock.name, stock.holder
        if row["核销日期"] is not None:
            row["核销日期"] = max(row["核销日期"], row["挂钩日期"] + timedelta(days=21))
        if stock is bought:
            row["补充方式"] = "指标调剂"
        elif row["补充方式"] == "指标调剂":
            row["补充方式"] = "自行补充"


def _linked(rng: np.random.Generator, ground: Ground) -> Ledger:
    ledger, v = Ledger("增减挂钩项目台账", LINKED_HEADS), VILLAGES_2024
    old = split(rng, v["old"], v["projects"], 0.6, 1.5)
    new = apportion(v["new"], old)
    sold = apportion(v["sold"], new)
    prices = apportion(v["price"], sold)
    for n, (demolished, reclaimed, area, price) in enumerate(zip(old, new, sold, prices, strict=True), 1):
        town = names.TOWNS[2 + n % 6][1]
        built = max(min(reclaimed - area, reclaimed // 8), 0)
        planned = between(rng, date(2022, 2, 10), date(2022, 6, 20))
        passed = between(rng, date(2024, 3, 5), date(2024, 8, 20))
        ledger.add(项目区编号=f"GGX2022-{n:03d}", 项目区名称=f"{town}村庄整治项目区（{n}）", 所在乡镇=town,
                   项目区规划批准日期=planned, 规划批准文号=f"示自然资挂〔2022〕{n}号",
                   周转指标下达日期=planned + timedelta(days=20), 下达文号=f"示自然资周〔2022〕{n}号",
                   建新使用日期=planned + timedelta(days=200), 拆旧日期=planned + timedelta(days=260),
                   复垦验收日期=passed,
                   验收文号=f"示自然资挂验〔2024〕{n}号", 指标归还日期=passed + timedelta(days=25),
                   归还文号=f"示自然资还〔2024〕{n}号", 节余交易日期=passed + timedelta(days=60),
                   成交确认书号=f"CJ2024-{n:03d}", more={
                       "下达周转指标(亩)": hundredths(built), "拆旧面积(亩)": hundredths(demolished),
                       "复垦耕地面积(亩)": hundredths(reclaimed), "建新占用面积(亩)": hundredths(built),
                       "节余指标(亩)": hundredths(reclaimed - built), "上网交易面积(亩)": hundredths(area),
                       "交易金额(万元)": Decimal(price).scaleb(-4)})
    return ledger


def _rechecks(projects: Ledger) -> Ledger:
    ledger = Ledger("管护复核台账", RECHECK_HEADS)
    stored = [row for row in projects.rows if row.get("入库日期") and row["项目备案号"] != "GD2022-001"]
    for n, row in enumerate(stored[:5], 1):
        town, day = row["所在乡镇"], date(2025, 9, 3 + n)
        verdict = ("合格", "合格", "限期整改", "合格", "核减")[n - 1]
        ledger.add(复核编号=f"FH2025-{n:03d}", 项目备案号=row["项目备案号"], 所在乡镇=town,
                   管护主体=f"{town}人民政府",
                   复核结论=verdict, 存在问题={"限期整改": "局部撂荒",
                   "核减": "边坡垮塌，无法耕种"}.get(verdict), 复核日期=day,
                   整改日期=date(2025, 10, 20) if verdict == "限期整改" else None,
                   核减日期=date(2025, 10, 15) if verdict == "核减" else None,
                   核减文号="示自然资核减〔2025〕2号" if verdict == "核减" else None,
                   more={"核减数量(亩)": hundredths(120) if verdict == "核减" else None})
    return ledger


def _made_up(rng: np.random.Generator, batches: list[Batch]) -> tuple[Ledger, Ledger]:
    """The reserve area, and what was made up for the batches that took permanent farmland."""
    reserve = Ledger("永久基本农田储备区台账", RESERVE_HEADS)
    makeup = Ledger("永久基本农田补划台账", MAKEUP_HEADS)
    for n, area in enumerate(split(rng, 90_000, 6, 0.7, 1.3), 1):
        reserve.add(储备图斑号=f"CB2023-{n:03d}", 所在乡镇=names.TOWNS[1 + n][1], 地类="水浇地" if n % 2 else "旱地",
                    划定日期=date(2023, 5, 18), 划定文号="青政储备〔2023〕4号",
                    more={"储备面积(亩)": hundredths(area), "质量等别": Decimal("8.50")})
    left = {row["储备图斑号"]: int(row["储备面积(亩)"] * 100) for row in reserve.rows}
    for n, batch in enumerate((b for b in batches if b.permanent), 1):
        patch = next(number for number, area in left.items() if area >= batch.permanent)
        left[patch] -= batch.permanent
        day = batch.submitted - timedelta(days=12)
        makeup.add(补划编号=f"BH{day.year}-{n:03d}", 占用项目=f"{names.DISTRICT}能源项目", 批次名称=batch.name,
                   所在乡镇=names.TOWNS[batch.town][1], 储备图斑号=patch, 补划方案日期=day - timedelta(days=30),
                   方案文号=f"青自然资补划〔{day.year}〕{n}号", 补划日期=day,
                   补划文号=f"示自然资补〔{day.year}〕{n}号", more={
                       "占用永久基本农田(亩)": hundredths(batch.permanent), "占用等别": Decimal("9.00"),
                       "补划面积(亩)": hundredths(batch.permanent), "补划等别": Decimal("8.50"),
                       "加倍开垦费(万元)": Decimal(batch.permanent * 2400).scaleb(-4)})
    return reserve, makeup


def _tasks() -> Ledger:
    ledger = Ledger("占补任务与考核台账", TASK_HEADS)
    whole = sum(area for _count, area in ACCEPTED_2024)
    for number, kind, task, done in (("RW2024-01", "补充耕地", 165_000, whole), ("RW2024-02", "指标储备",
            400_000, None)):
        ledger.add(任务编号=number, 行政区=names.DISTRICT, 任务类型=kind, 下达日期=date(2024, 2, 26),
                   下达文号="示自然资发〔2024〕18号", more={
                       "任务年度": 2024, "任务面积(亩)": hundredths(task),
                       "完成面积(亩)": hundredths(done) if done else None})
    ledger.add(任务编号="KH2024-01", 行政区=names.DISTRICT, 任务类型="占补平衡考核", 考核结论="优秀",
               考核日期=date(2025, 1, 14),
               考核文号="示自然资考〔2025〕3号", more={"任务年度": 2024, "满分(分)": 10, "得分(分)": 10})
    return ledger


