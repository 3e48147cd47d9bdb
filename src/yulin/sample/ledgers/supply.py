"""土地供应台账 and 土地市场巡查台账: land supplied, and the visits paid to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from shapely import Polygon

from yulin.quantities.apportion import apportion
from yulin.sample import names
from yulin.sample.days import KNOWN_UNTIL, after, before, between, known, workday_from
from yulin.sample.ground import Ground, Parcel
from yulin.sample.ledgers.approvals import Batch
from yulin.sample.ledgers.sheet import Ledger, Row, heads, hundredths, split
from yulin.sample.room import NoRoom

SUPPLY_HEADS = heads(
    "电子监管号 宗地号 项目名称 所在乡镇 位置 受让人 供应方式 土地用途 供应面积(亩):d2 新增面积(亩):d2 "
    "存量面积(亩):d2 来源批次 规划条件文号 "
    "起始价(万元):d2 成交价款(万元):d2 已缴价款(万元):d2 约定动工日期:date 约定竣工日期:date "
    "供地方案批准日期:date 供地方案文号 "
    "出让公告日期:date 合同签订日期:date 合同编号 交地日期:date 动工日期:date 竣工日期:date")
INSPECTION_HEADS = heads("巡查编号 电子监管号 所在乡镇 巡查阶段 发现问题 整改情况 巡查日期:date 整改日期:date "
                         "下次巡查日期:date")

SUPPLIED_2025 = {"parcels": 30, "area": 137739, "granted_parcels": 20, "granted_area": 91101, "proceeds": 193810}
INSPECTIONS_2025 = 112

IDLE_2025 = {"task": 5796, "done": 8906}
IDLE_PLAN: tuple[tuple[int, str, str, str | None], ...] = (
    # task year, kind, cause, disposal (None: open)
    (2025, "未动工", "企业原因", "征缴闲置费"), (2025, "未动工", "政府原因", "延期动工"),
    (2025, "动工不足", "企业原因", "督促动工"),
    (2025, "未动工", "政府原因", "置换"), (2024, "未动工", "不可抗力", "延期动工"),
    (2024, "动工不足", "政府原因", "调整条件"),
    (2023, "未动工", "政府原因", "协议收回"), (2026, "未动工", "企业原因", None), (2026, "未动工", "政府原因", None),
)
"""The idle parcels; each was supplied three years before its task."""

GRANTED = ("招标出让", "拍卖出让", "挂牌出让")
_USES = {"industry": ("工业用地", 24), "housing": ("城镇住宅用地", 380), "commerce": ("商服用地", 260),
         "public": ("公用设施用地", 60), "road": ("公路用地", 40)}


@dataclass
class Supply:
    """One parcel supplied: areas in hundredths of a 亩, price in hundredths of 万元."""

    row: Row
    parcel: Parcel
    contracted: date
    mode: str
    price: int
    batch: Batch
    idle: int | None = None


@dataclass(frozen=True)
class _Plan:
    """A supply to be placed: ``idle`` is its row in the idle-land plan, if it will lie idle."""

    mode: str
    area: int
    day: date
    kind: str
    price: int
    idle: int | None = None


OldBatch = Callable[[Parcel, date], Batch]


def make_supply(ground: Ground, batches: list[Batch], seed: int, make_batch: OldBatch) -> tuple[list[Supply], Ledger]:
    """All parcels supplied from 2022 to early 2026 and their ledger; each lies in an approved batch."""
    rng = np.random.default_rng([seed, 22])
    ledger = Ledger("土地供应台账", SUPPLY_HEADS)
    modes = ["挂牌出让"] * 16 + ["拍卖出让"] * 3 + ["招标出让"] + ["划拨"] * 8 + ["协议出让"] * 2
    granted = SUPPLIED_2025["granted_parcels"]
    areas = split(rng, SUPPLIED_2025["granted_area"], granted, 0.35, 1.8)
    areas += split(rng, SUPPLIED_2025["area"] - SUPPLIED_2025["granted_area"], len(modes) - granted, 0.35, 1.8)
    order = _shuffled(rng, modes[:granted]) + _shuffled(rng, modes[granted:])
    kinds = [_kind(rng, mode) for mode in order]
    worth = [area * _USES[kind][1] for area, kind in zip(areas[:granted], kinds, strict=False)]
    prices = [p * 100 for p in apportion(SUPPLIED_2025["proceeds"], worth)]
    prices += [round(a * 24 / 100) * 100 if m == "协议出让" else 0
               for m, a in zip(order[granted:], areas[granted:], strict=True)]
    todo = _other_years(rng) + _idle_plans(rng, seed)
    for i, (mode, area, kind, price) in enumerate(zip(order, areas, kinds, prices, strict=True)):
        month = 1 + (i * 7 % len(order)) * 12 // len(order)
        todo.append(_Plan(mode, area, between(rng, date(2025, month, 6), date(2025, month, 24)), kind, price))
    todo.sort(key=lambda plan: plan.day)
    rooms: list[tuple[Batch, Polygon]] = [
        (b, b.parcel.polygon) for b in batches if isinstance(b.parcel.polygon,
            Polygon) and not b.parcel.polygon.interiors]
    places: dict[int, tuple[Parcel, Batch]] = {}
    for i in sorted(range(len(todo)), key=lambda i: -todo[i].area):
        places[i] = _site(rng, ground, rooms, todo[i].area, todo[i].day, make_batch)
    return [_supply(rng, ground, ledger, plan, *places[i]) for i, plan in enumerate(todo)], ledger


def _shuffled(rng: np.random.Generator, items: list[str]) -> list[str]:
    return [items[i] for i in rng.permutation(len(items))]


def _kind(rng: np.random.Generator, mode: str) -> str:
    if mode == "划拨":
        return str(rng.choice(["public", "road"]))
    return str(rng.choice(["industry", "housing", "commerce"], p=[0.45, 0.35, 0.20]))


def _other_years(rng: np.random.Generator) -> list[_Plan]:
    out = []
    for year, count in ((2023, 8), (2024, 9), (2026, 3)):
        for _i in range(count):
            mode = str(rng.choice(["挂牌出让", "拍卖出让", "划拨", "协议出让", "租赁", "作价出资"],
                                  p=[0.5, 0.1, 0.2, 0.1, 0.06, 0.04]))
            area = int(rng.integers(900, 5200))
            last = date(year, 12, 20) if year < 2026 else date(2026, 3, 20)
            kind = _kind(rng, mode)
            price = 0 if mode == "划拨" else round(area * _USES[kind][1] * rng.uniform(0.7, 1.1) / 100) * 100
            out.append(_Plan(mode, area, between(rng, date(year, 1, 10), last), kind, price))
    return out


def _idle_areas(seed: int) -> list[int]:
    """Areas of the idle parcels, in the order of the idle-land plan."""
    rng = np.random.default_rng([seed, 27])
    done = iter(split(rng, IDLE_2025["done"], sum(year == 2025 for year, *_rest in IDLE_PLAN), 0.8, 1.3))
    return [next(done) if year == 2025 else int(rng.integers(900, 3600)) for year, *_rest in IDLE_PLAN]


def _idle_plans(rng: np.random.Generator, seed: int) -> list[_Plan]:
    """The supplies, three years before, of land that has lain idle."""
    return [_Plan("挂牌出让", area, between(rng, date(year - 3, 7, 3), date(year - 3, 9, 20)), "industry", area * 26, i)
            for i, ((year, *_rest), area) in enumerate(zip(IDLE_PLAN, _idle_areas(seed), strict=True))]


def _site(rng: np.random.Generator, ground: Ground, rooms: list[tuple[Batch, Polygon]], area: int, contracted: date,
          make_batch: OldBatch) -> tuple[Parcel, Batch]:
    """Inside an approved batch that has room, else inside one of an earlier year made for it."""
    for i, (batch, left) in enumerate(rooms):
        ready = batch.announced is not None and batch.announced + timedelta(days=70) < contracted
        if not ready or batch.kind in ("增减挂钩批次", "单独选址") or left.area < area * 20 / 3 * 1.05:
            continue
        cut = ground.slice("土地供应台账", left, batch.parcel.village, area)
        if cut is not None:
            rooms[i] = (batch, cut[1])
            return cut[0], batch
    earlier = min(contracted - timedelta(days=int(rng.integers(200, 900))), date(2024, 12, 20))
    whole = ground.place(rng, "用地报批台账", area if rng.random() < 0.6 else area * 5 // 4, "town")
    batch = make_batch(whole, workday_from(earlier))
    if whole.cmu > area and isinstance(whole.polygon, Polygon):
        cut = ground.slice("土地供应台账", whole.polygon, whole.village, area)
        if cut is not None:
            rooms.append((batch, cut[1]))
            return cut[0], batch
    if whole.cmu > area:
        raise NoRoom("a supply that does not fit its batch")
    return ground.use("土地供应台账", whole.polygon, whole.village, area), batch


@dataclass(frozen=True)
class _Course:
    """The dates of one supply, in the order of the law: a minimum of 20 days' notice and 10 days' listing."""

    scheme: date
    announced: date | None
    delivered: date | None
    start: date
    completion: date
    started: date | None
    completed: date | None


def _course(rng: np.random.Generator, plan: _Plan, serial: int) -> _Course:
    day = plan.day
    announced = before(rng, day, 38, 52) if plan.mode in GRANTED else None
    delivered = known(after(rng, day, 15, 60))
    start = day + timedelta(days=int(rng.integers(180, 241 if plan.idle is not None else 366)))
    completion = start + timedelta(days=int(rng.integers(540, 1096)))
    if plan.idle is not None:
        begun = IDLE_PLAN[plan.idle][1] == "动工不足"
        started = after(rng, start, 1, 30) if begun else None
    elif day.year <= 2024 and plan.kind in ("industry", "commerce") and serial % 4 == 1:
        started = None
    else:
        started = known(after(rng, start, 1, 60) if rng.random() < 0.3 else before(rng, start, 0, 80))
    if started is not None and delivered is not None and started <= delivered:
        started = known(after(rng, delivered, 5, 30))
    done = started is not None and plan.idle is None
    completed = known(after(rng, completion, -60, 60)) if done else None
    return _Course(before(rng, announced or day, 8, 20), announced, delivered, start, completion, started, completed)


def _supply(rng: np.random.Generator, ground: Ground, ledger: Ledger, plan: _Plan, parcel: Parcel,
            batch: Batch) -> Supply:
    day, price, mode = plan.day, plan.price, plan.mode
    serial = sum(row["合同签订日期"].year == day.year for row in ledger.rows) + 1
    number = f"{names.DISTRICT_CODE}{day.year}{'A' if mode == '划拨' else 'B'}{serial:05d}"
    course = _course(rng, plan, serial)
    paid = price * 6 // 10 if serial % 9 == 4 else price // 2 if day > date(2026, 2, 1) else price
    fresh = plan.area
    village, town = ground.village_name(parcel.village), ground.town_name(parcel.village)
    block = f"{int(ground.terrain.village_town[parcel.village]) + 1:03d}{parcel.village % 8 + 1:03d}"
    row = ledger.add(
        电子监管号=number, 宗地号=f"{names.DISTRICT_CODE}{block}GB{len(ledger.rows) + 1:05d}",
        项目名称=names.project(rng, village, plan.kind), 所在乡镇=town,
        位置=f"{town}{village}{('东', '西', '南', '北')[int(rng.integers(4))]}侧", 受让人=_holder(rng, plan, town),
        供应方式=mode, 土地用途=_USES[plan.kind][0], 来源批次=batch.name,
        规划条件文号=f"青规条〔{course.scheme.year}〕{10 + serial}号", 约定动工日期=course.start,
        约定竣工日期=course.completion,
        供地方案批准日期=course.scheme, 供地方案文号=f"青政供〔{course.scheme.year}〕{serial}号",
        出让公告日期=course.announced,
        合同签订日期=day, 合同编号=f"{'HB' if mode == '划拨' else 'CR'}-{day.year}-{serial:03d}",
        交地日期=course.delivered,
        动工日期=course.started, 竣工日期=course.completed, more={
            "供应面积(亩)": hundredths(plan.area), "新增面积(亩)": hundredths(fresh),
            "存量面积(亩)": hundredths(plan.area - fresh),
            "起始价(万元)": hundredths(round(price * rng.uniform(0.72, 0.98) / 100) * 100) if mode in GRANTED else None,
            "成交价款(万元)": hundredths(price) if price else None,
            "已缴价款(万元)": hundredths(paid) if price else None})
    return Supply(row, parcel, day, mode, price, batch, plan.idle)


def _holder(rng: np.random.Generator, plan: _Plan, town: str) -> str:
    if plan.mode != "划拨":
        return names.company(rng)
    if plan.kind == "road":
        return f"{town}办事处" if town.endswith("街道") else f"{town}人民政府"
    return f"{names.DISTRICT}公共事业服务中心"


_BEFORE_START = (("现场公示", "公示牌未按要求设置"), ("预警提醒", None))
_LATE_START = (("开竣工申报", "逾期未申报开工"), ("闲置查处", "超过约定动工日期未动工"))
_UNDER_WAY = (("现场核查", "动工面积不足"), ("开竣工申报", None), ("预警提醒", None))


def _stage(rng: np.random.Generator, supply: Supply, day: date) -> tuple[str, str | None]:
    """Stage of a visit on ``day`` and what may be found at it."""
    row = supply.row
    if row["竣工日期"] and row["竣工日期"] <= day:
        return "竣工核验", None
    begun = row["动工日期"] is not None and row["动工日期"] <= day
    options = _UNDER_WAY if begun else _LATE_START if row["约定动工日期"] < day else _BEFORE_START
    return options[int(rng.integers(len(options)))]


def make_inspections(supplies: list[Supply], seed: int) -> Ledger:
    """土地市场巡查: visits to supplied parcels; one in four finds something, and a few are overdue."""
    rng = np.random.default_rng([seed, 25])
    ledger = Ledger("土地市场巡查台账", INSPECTION_HEADS)
    days = sorted([between(rng, date(2025, 1, 3), date(2025, 12, 30)) for _i in range(INSPECTIONS_2025)]
                  + [between(rng, date(2024, 8, 1), date(2024, 12, 27)) for _i in range(14)]
                  + [between(rng, date(2026, 1, 5), KNOWN_UNTIL) for _i in range(9)])
    for i, day in enumerate(days):
        seen = [s for s in supplies if s.contracted < day]
        supply = seen[int(rng.integers(len(seen)))]
        stage, trouble = _stage(rng, supply, day)
        found = trouble if trouble and rng.random() < 0.4 else None
        put_right = known(after(rng, day, 5, 40)) if found and rng.random() < 0.8 else None
        ledger.add(巡查编号=f"XC{day.year}-{i + 1:04d}", 电子监管号=supply.row["电子监管号"],
                   所在乡镇=supply.row["所在乡镇"],
                   巡查阶段=stage, 发现问题=found,
                   整改情况="已整改到位" if put_right else ("整改中" if found else None),
                   巡查日期=day, 整改日期=put_right, 下次巡查日期=workday_from(day + timedelta(days=90)))
    return ledger

