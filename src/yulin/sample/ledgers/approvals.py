"""用地报批台账, 征收公告台账, 占补平衡台账: batches, their notices and the farmland put in their place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from yulin.quantities.apportion import apportion
from yulin.sample import names
from yulin.sample.days import after, before, between, known, workday_from
from yulin.sample.ground import Ground, Parcel
from yulin.sample.ledgers.sheet import Ledger, Row, heads, hundredths, share, split

BATCH_HEADS = heads(
    "批次名称 批次类型 所在乡镇 所在村 涉及重点项目(个):int 总面积(亩):d2 农用地(亩):d2 耕地(亩):d2 水田(亩):d2 "
    "永久基本农田(亩):d2 "
    "建设用地(亩):d2 未利用地(亩):d2 使用规划指标(公顷):d2 指标来源 占补挂钩编号 开垦费(万元):d4 新增费(万元):d2 "
    "组卷日期:date "
    "上报日期:date 上报文号 市级审查日期:date 批复日期:date 批复文号 规划指标使用日期:date 征收公告日期:date "
    "批后报备日期:date")
NOTICE_HEADS = heads(
    "公告编号 所属批次 所在乡镇 所在村 征收面积(亩):d2 预公告日期:date 预公告文号 现状调查公告日期:date "
    "现状调查公告文号 "
    "现状调查日期:date 社会稳定风险评估日期:date 风险评估报告文号 稳定风险等级 补偿安置方案公告日期:date 方案意见 "
    "补偿登记日期:date 应签协议(份):int 已签协议(份):int 未签协议说明 签订协议日期:date 社保审核意见文号 "
    "社保审核日期:date "
    "应付征地费用(万元):d4 到位征地费用(万元):d4 费用足额到位日期:date 申请征收日期:date 公共利益情形 "
    "征收土地公告日期:date 征收土地公告文号 补偿支付日期:date 交付土地日期:date")
OFFSET_HEADS = heads(
    "挂钩编号 批次名称 批次类型 所在乡镇 保障项目(个):int 占用耕地(亩):d2 占用水田(亩):d2 占用产能(公斤):d1 "
    "补充方式 补充项目名称 "
    "补充项目备案号 补充耕地(亩):d2 补充水田(亩):d2 补充产能(公斤):d1 应缴开垦费(万元):d4 实缴开垦费(万元):d4 "
    "挂钩日期:date "
    "挂钩信息单号 核销日期:date")

SUBMITTED_2025 = {"area": 90383, "projects": 29, "urban": 9, "rural": 2}
OFFSET_2025 = {"area": 33812, "capacity": 2142039, "fee": 40596045, "urban": 8, "rural": 1}
QUOTA_2025 = {"area": 6019, "batches": 9}
NOTICES_2025 = 40

_ORDINALS = "一二三四五六七八九十"


def ordinal_word(n: int) -> str:
    """一 … 十, 十一 … 九十九."""
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_ORDINALS[tens - 1]}十"
    return head + (_ORDINALS[ones - 1] if ones else "")


@dataclass
class Batch:
    """One batch as it is being made up: areas in hundredths of a 亩, quota in hundredths of a hectare."""

    year: int
    kind: str
    ordinal: int
    town: int
    submitted: date
    parcel: Parcel
    area: int
    cultivated: int = 0
    paddy: int = 0
    permanent: int = 0
    quota: int = 0
    quota_used: date | None = None
    approved: date | None = None
    announced: date | None = None
    offset: str = ""
    fee: int = 0
    projects: int = 1
    row: Row = field(default_factory=dict)

    @property
    def name(self) -> str:
        """批次名称."""
        noun = {"城市批次": "城市建设用地", "乡村批次": "村庄集镇建设用地", "单独选址": "能源项目单独选址建设用地",
                "增减挂钩批次": "城乡建设用地增减挂钩建新区", "成片开发批次": "土地征收成片开发建设用地"}[self.kind]
        return f"{names.DISTRICT}{self.year}年度第{ordinal_word(self.ordinal)}批次{noun}"


_PLAN: tuple[tuple[int, str, int, tuple[int, int], int], ...] = (
    # year, kind, how many, first and last month of submission, typical area 亩
    (2023, "城市批次", 4, (3, 11), 105), (2023, "乡村批次", 1, (6, 9), 38),
    (2024, "城市批次", 4, (2, 9), 118), (2024, "成片开发批次", 1, (5, 8), 140),
    (2024, "单独选址", 1, (4, 7), 52), (2024, "增减挂钩批次", 1, (3, 6), 27),
)
_QUOTA_SHARE = 94
"""Percent of their area that the batches with quota use in 2025: the two late ones of 2024 are sized for it."""


def add_old_batch(rng: np.random.Generator, ground: Ground, batches: list[Batch], ledgers: tuple[Ledger, Ledger],
                  parcel: Parcel, approved: date) -> Batch:
    """A batch of an earlier year on land that was not farmland, with its expropriation; added to the two ledgers."""
    submitted = before(rng, approved, 30, 60)
    year = submitted.year
    ordinal = max((b.ordinal for b in batches if b.submitted.year == year and b.kind == "城市批次"), default=0) + 1
    town = int(ground.terrain.village_town[parcel.village])
    batch = Batch(year, "城市批次", ordinal, town, submitted, parcel, parcel.cmu)
    batch.approved, batch.announced = approved, after(rng, approved, 3, 12)
    batch.quota, batch.quota_used = share(rng, parcel.cmu // 15, 0.88, 0.97), after(rng, submitted, 1, 12)
    approvals, notices = ledgers
    batch.row = _batch_row(rng, ground, batch, approvals)
    batches.append(batch)
    _notice(rng, notices, batch.name, names.TOWNS[town][1], ground.village_name(parcel.village), parcel.cmu,
            before(rng, submitted, 105, 118), batch.announced)
    return batch


def make_approvals(ground: Ground, seed: int) -> tuple[list[Batch], Ledger, Ledger, Ledger]:
    """Batches and the three ledgers that speak of them."""
    rng = np.random.default_rng([seed, 21])
    batches = _batches(rng, ground)
    offsets = _offsets(rng, batches)
    _quotas(rng, batches)
    ledger = Ledger("用地报批台账", BATCH_HEADS)
    for batch in batches:
        batch.row = _batch_row(rng, ground, batch, ledger)
    return batches, ledger, _notices(rng, ground, batches), offsets


def _batches(rng: np.random.Generator, ground: Ground) -> list[Batch]:
    plans: list[tuple[int, str, date, int]] = []
    for year, kind, count, (first, last), typical in _PLAN:
        for _i in range(count):
            day = between(rng, date(year, first, 1), date(year, last, 28))
            plans.append((year, kind, day, share(rng, typical * 100, 0.75, 1.3)))
    areas = split(rng, SUBMITTED_2025["area"], 11, 0.6, 1.5)
    small = sorted(areas)[:2]
    rural = [i for i, a in enumerate(areas) if a in small][:2]
    urban = [a for i, a in enumerate(areas) if i not in rural][:QUOTA_2025["batches"] - 2]
    late = QUOTA_2025["area"] * 1500 // _QUOTA_SHARE - sum(urban)
    for cmu, start in zip(apportion(late, [48, 52]), (date(2024, 10, 21), date(2024, 11, 18)), strict=True):
        plans.append((2024, "城市批次", between(rng, start, start + timedelta(days=16)), cmu))
    months = [(3, 3), (3, 4), (5, 5), (6, 6), (7, 7), (8, 8), (8, 9), (9, 9), (10, 10), (11, 11), (11, 12)]
    for i, area in enumerate(areas):
        first, last = months[i]
        day = between(rng, date(2025, first, 9), date(2025, last, 26))
        plans.append((2025, "乡村批次" if i in rural else "城市批次", day, area))
    for month, typical in ((1, 71), (3, 46)):
        plans.append((2026, "城市批次", between(rng, date(2026, month, 15), date(2026, month, 26)), typical * 100 + 37))
    plans.sort(key=lambda p: p[2])
    batches: list[Batch] = []
    ordinal: dict[tuple[int, str], int] = {}
    sizes = sorted(range(len(plans)), key=lambda i: -plans[i][3])
    places: dict[int, Parcel] = {}
    for i in sizes:
        near = "farm" if plans[i][1] in ("乡村批次", "单独选址", "增减挂钩批次") else "town"
        form = "hole" if i == 3 else "parts" if plans[i][1] == "单独选址" else None
        places[i] = ground.place(rng, "用地报批台账", plans[i][3], near, form=form)
    for i, (year, kind, day, area) in enumerate(plans):
        ordinal[year, kind] = ordinal.get((year, kind), 0) + 1
        parcel = places[i]
        town = int(ground.terrain.village_town[parcel.village])
        batches.append(Batch(year, kind, ordinal[year, kind], town, day, parcel, area))
    _outcomes(rng, batches)
    return batches


def _outcomes(rng: np.random.Generator, batches: list[Batch]) -> None:
    """Approval, notice of expropriation, projects and farmland of each batch."""
    own = [b for b in batches if b.submitted.year == 2025]
    for batch, projects in zip(own, apportion(SUBMITTED_2025["projects"] - 11, [b.area for b in own]), strict=True):
        batch.projects = 1 + projects
    for batch in batches:
        if batch not in own:
            batch.projects = int(rng.integers(1, 4))
        batch.approved = known(after(rng, batch.submitted, 28, 75))
        batch.announced = known(after(rng, batch.approved, 3, 12)) if batch.approved else None
        batch.cultivated = share(rng, batch.area, 0.30, 0.62)
        if batch.kind == "单独选址":
            batch.permanent = share(rng, batch.cultivated, 0.3, 0.5)
    # one approval has not been followed by anything: it lapses two years after its day
    stale = [b for b in batches if b.year == 2024 and b.kind == "城市批次"][1]
    stale.announced = None


def _offsets(rng: np.random.Generator, batches: list[Batch]) -> Ledger:
    """The ledger of farmland made up for; fixes the batches' farmland, link and fee."""
    ledger = Ledger("占补平衡台账", OFFSET_HEADS)
    own = [b for b in batches if b.submitted.year == 2025]
    urban = [b for b in own if b.kind == "城市批次"]
    rural = [b for b in own if b.kind == "乡村批次"]
    linked = sorted(urban[:OFFSET_2025["urban"]] + rural[:OFFSET_2025["rural"]], key=lambda b: b.submitted)
    weights = [int(b.area * rng.uniform(0.85, 1.15)) for b in linked]
    areas = apportion(OFFSET_2025["area"], weights)
    capacity = apportion(OFFSET_2025["capacity"], [int(a * rng.uniform(0.96, 1.04)) for a in areas])
    fees = apportion(OFFSET_2025["fee"], areas)
    projects = [2, 1, 2, 1, 1, 2, 1, 1, 1]
    for i, batch in enumerate(linked):
        surplus = int(rng.integers(0, 60)) if i % 4 == 1 else 0
        batch.cultivated = areas[i] - surplus
        day = before(rng, batch.submitted, 5, 25)
        _offset(rng, ledger, batch, day, areas[i], capacity[i], fees[i], projects[i], arrears=i == 6)
    for batch in batches:
        if batch in linked or batch.kind == "增减挂钩批次":
            continue
        if batch in own:
            batch.cultivated = 0 if batch.kind == "乡村批次" else share(rng, batch.area, 0.1, 0.15)
        if not batch.cultivated:
            continue
        day = before(rng, batch.submitted, 5, 20)
        if batch in own:
            day = between(rng, date(2026, 1, 6), date(2026, 1, 28))
            if batch.approved is not None:  # 先补后占: approved once its farmland was made up for
                batch.approved = after(rng, day, 8, 25)
                batch.announced = after(rng, batch.approved, 3, 12)
        elif day.year == 2025:
            day = between(rng, date(2026, 1, 4), date(2026, 1, 9))
        area = batch.cultivated + int(rng.integers(0, 40))
        rate = 240_000 if batch.permanent else 120_000
        _offset(rng, ledger, batch, day, area, int(area * rng.uniform(60, 66)), area * rate // 100, 1, arrears=False)
    ledger.rows.sort(key=lambda row: (row["挂钩日期"], row["挂钩编号"]))
    return ledger


def _offset(rng: np.random.Generator, ledger: Ledger, batch: Batch, day: date, area: int, capacity: int, fee: int,
            projects: int, arrears: bool) -> None:
    kind = batch.kind if batch.kind in ("城市批次", "乡村批次", "单独选址") else "城市批次"
    number = f"GG{names.DISTRICT_CODE}{day.year}{sum(r['挂钩日期'].year == day.year for r in ledger.rows) + 1:04d}"
    batch.offset, due = number, fee + (fee // 12 if arrears else 0)
    batch.fee = due
    batch.paddy = paddy = share(rng, batch.cultivated, 0.02, 0.05) if rng.random() < 0.35 else 0
    method = ("自行补充", "委托补充", "指标调剂")[int(rng.choice(3, p=[0.5, 0.2, 0.3]))]
    place = f"{names.TOWNS[int(rng.integers(2, 8))][1]}"
    ledger.add(挂钩编号=number, 批次名称=batch.name, 批次类型=kind, 所在乡镇=names.TOWNS[batch.town][1],
               补充方式=method,
               补充项目名称="市域补充耕地指标调剂" if method == "指标调剂" else f"{place}{day.year - 1}年补充耕地项目",
               补充项目备案号=f"{names.DISTRICT_CODE}{day.year - 1}{int(rng.integers(1000, 9999))}",
               挂钩日期=day, 挂钩信息单号=f"XX{day:%Y%m%d}{int(rng.integers(100, 999))}",
               核销日期=known(after(rng, max(day, batch.submitted), 20, 60)), more={
                   "保障项目(个)": projects, "占用耕地(亩)": hundredths(batch.cultivated),
                   "占用水田(亩)": hundredths(paddy),
                   "占用产能(公斤)": Decimal(capacity * batch.cultivated // area * 98 // 100).scaleb(-1),
                   "补充耕地(亩)": hundredths(area), "补充水田(亩)": hundredths(paddy + (20 if paddy else 0)),
                   "补充产能(公斤)": Decimal(capacity).scaleb(-1), "应缴开垦费(万元)": Decimal(due).scaleb(-4),
                   "实缴开垦费(万元)": Decimal(fee).scaleb(-4)})


def _quotas(rng: np.random.Generator, batches: list[Batch]) -> None:
    """规划指标: nine batches use theirs in 2025, two of them submitted late in 2024."""
    late = [b for b in batches if b.submitted >= date(2024, 10, 1) and b.submitted.year == 2024]
    own = [b for b in batches if b.submitted.year == 2025 and b.kind == "城市批次"]
    used = late + own[:QUOTA_2025["batches"] - len(late)]
    room = [b.area // 15 for b in used]
    for batch, quota in zip(used, apportion(QUOTA_2025["area"], room), strict=True):
        batch.quota = quota
        batch.quota_used = after(rng, batch.submitted, 1, 12)
    for batch in late:
        batch.quota_used = between(rng, date(2025, 1, 6), date(2025, 1, 10))
        batch.approved = after(rng, batch.quota_used, 10, 25)
        batch.announced = after(rng, batch.approved, 3, 12)
    for batch in batches:
        if batch in used or batch.kind == "乡村批次":
            continue
        batch.quota = share(rng, batch.area // 15, 0.88, 0.97)
        if batch.submitted.year == 2025:
            batch.quota_used = between(rng, date(2026, 1, 5), date(2026, 2, 10))
        else:
            batch.quota_used = known(after(rng, batch.submitted, 1, 12))


def _batch_row(rng: np.random.Generator, ground: Ground, batch: Batch, ledger: Ledger) -> Row:
    fresh = min(batch.quota * 15 if batch.quota else share(rng, batch.area, 0.86, 0.95), batch.area)
    fresh = max(fresh, batch.cultivated)
    unused = min(share(rng, batch.area, 0.0, 0.05), fresh - batch.cultivated)
    farm, built = fresh - unused, batch.area - fresh
    assembled = before(rng, batch.submitted, 20, 80)
    year, number = batch.submitted.year, len(ledger.rows) + 1
    reviewed, filed = _promised(batch, number)
    office = "国土示批" if batch.permanent else "示省政土字"
    return ledger.add(
        批次名称=batch.name, 批次类型=batch.kind, 所在乡镇=names.TOWNS[batch.town][1],
        所在村=ground.village_name(batch.parcel.village),
        指标来源=("国家配置计划指标", "增存挂钩核算指标", "增减挂钩节余指标")[0 if batch.kind != "增减挂钩批次" else 2]
        if rng.random() < 0.75 or batch.kind == "增减挂钩批次" else "增存挂钩核算指标",
        占补挂钩编号=batch.offset or None, 组卷日期=assembled, 上报日期=batch.submitted,
        上报文号=f"青自然资发〔{year}〕{10 + number}号", 市级审查日期=reviewed, 批复日期=batch.approved,
        批复文号=f"{office}〔{batch.approved.year}〕{100 + 7 * number}号" if batch.approved else None,
        规划指标使用日期=batch.quota_used, 征收公告日期=batch.announced, 批后报备日期=filed, more={
            "涉及重点项目(个)": batch.projects, "总面积(亩)": hundredths(batch.area), "农用地(亩)": hundredths(farm),
            "耕地(亩)": hundredths(batch.cultivated), "水田(亩)": hundredths(batch.paddy),
            "永久基本农田(亩)": hundredths(batch.permanent), "建设用地(亩)": hundredths(built),
            "未利用地(亩)": hundredths(unused), "使用规划指标(公顷)": hundredths(batch.quota) if batch.quota else None,
            "开垦费(万元)": Decimal(batch.fee).scaleb(-4) if batch.fee else None,
            "新增费(万元)": Decimal(round(fresh * 20 / 3 * 28 / 100)).scaleb(-2)})


def _promised(batch: Batch, number: int) -> tuple[date | None, date | None]:
    """The city's review and the filing afterwards: within what is promised, but for one dossier in thirty."""
    reviewed = known(workday_from(batch.submitted + timedelta(days=8 + number % 7)))
    if batch.approved is not None and reviewed is not None and reviewed > batch.approved:
        reviewed = batch.approved
    late = 30 if number % 30 == 7 else 0
    filed = known(workday_from(batch.approved + timedelta(days=4 + number % 4 + late))) if batch.approved else None
    return reviewed, filed


def _notices(rng: np.random.Generator, ground: Ground, batches: list[Batch]) -> Ledger:
    """Notices run before a batch is submitted; forty are posted in 2025, some of them for 2026's batches."""
    ledger = Ledger("征收公告台账", NOTICE_HEADS)
    later = [b for b in batches if b.submitted >= date(2025, 5, 1)]
    counts = apportion(NOTICES_2025 - 2 - len(later), [b.area for b in later])
    numbers = dict(zip([b.name for b in later], [1 + c for c in counts], strict=True))
    for batch in batches:
        if batch.kind == "增减挂钩批次":
            continue
        number = numbers.get(batch.name, int(rng.integers(1, 4)))
        villages = ground.villages_of(batch.town)
        villages = [batch.parcel.village, *(v for v in villages if v != batch.parcel.village)]
        posted = before(rng, batch.submitted, 105, 118)
        if batch in later and posted.year != 2025:
            posted = between(rng, date(2025, 1, 6), date(2025, 1, 16))
        if batch not in later and posted > date(2024, 12, 12):
            posted = between(rng, date(2024, 11, 20), date(2024, 12, 6))
        for i, area in enumerate(split(rng, batch.area, number)):
            _notice(rng, ledger, batch.name, names.TOWNS[batch.town][1],
                    ground.village_name(villages[i % len(villages)]), area, posted, batch.announced)
    for month in (11, 12):
        village = int(rng.integers(len(ground.terrain.village_codes)))
        posted = between(rng, date(2025, month, 3), date(2025, month, 12))
        _notice(rng, ledger, None, ground.town_name(village), ground.village_name(village),
                int(rng.integers(900, 3200)), posted, None)
    for _i in range(3):
        village = int(rng.integers(len(ground.terrain.village_codes)))
        posted = between(rng, date(2026, 1, 8), date(2026, 3, 10))
        _notice(rng, ledger, None, ground.town_name(village), ground.village_name(village),
                int(rng.integers(900, 3200)), posted, None)
    ledger.rows.sort(key=lambda row: (row["预公告日期"], row["公告编号"]))
    return ledger


def _notice(rng: np.random.Generator, ledger: Ledger, batch: str | None, town: str, village: str, area: int,
            posted: date, final: date | None) -> None:
    number = sum(row["预公告日期"].year == posted.year for row in ledger.rows) + 1
    surveyed = after(rng, posted, 5, 10)
    plan = known(after(rng, posted, 26, 34))
    steps = _front_steps(rng, posted, surveyed, plan) if plan else {}
    agreed = steps.get("签订协议日期")
    households = int(rng.integers(12, 90))
    signed = households - (1 if rng.random() < 0.15 else 0) if agreed else households // 2
    funds = area * 66_000 // 100
    paid = known(after(rng, final, 20, 45)) if final else None
    ledger.add(公告编号=f"ZG{posted.year}-{number:03d}", 所属批次=batch, 所在乡镇=town, 所在村=village,
               预公告日期=posted,
               预公告文号=f"青政征预〔{posted.year}〕{number}号", 现状调查公告日期=surveyed,
               现状调查公告文号=f"青政征调〔{posted.year}〕{number}号", 补偿安置方案公告日期=plan,
               方案意见="少数反对" if number % 9 == 0 else "无异议",
               公共利益情形="公共事业" if number % 3 else "成片开发",
               稳定风险等级="低" if steps.get("社会稳定风险评估日期") else None,
               风险评估报告文号=f"青稳评〔{posted.year}〕{number}号" if steps.get("社会稳定风险评估日期") else None,
               社保审核意见文号=f"青人社征〔{posted.year}〕{number}号" if steps.get("社保审核日期") else None,
               未签协议说明="一户权属有争议，补偿款已专户存储" if signed < households and agreed else None,
               征收土地公告日期=final,
               征收土地公告文号=f"青政征〔{final.year}〕{number}号" if final else None,
               补偿支付日期=paid, 交付土地日期=known(after(rng, paid, 5, 30)) if paid else None,
               more={"征收面积(亩)": hundredths(area), "应签协议(份)": households if plan else None,
                     "已签协议(份)": signed if plan else None,
                     "应付征地费用(万元)": Decimal(funds).scaleb(-4) if plan else None,
                     "到位征地费用(万元)": Decimal(funds).scaleb(-4) if steps.get("费用足额到位日期") else None,
                     **steps})


def _front_steps(rng: np.random.Generator, posted: date, surveyed: date, plan: date) -> dict[str, date | None]:
    """The front steps after the survey notice, in the law's order, those of after 31 March 2026 left open."""
    registered = after(rng, plan, 31, 34)
    agreed = after(rng, registered, 5, 12)
    social = after(rng, agreed, 1, 4)
    funded = after(rng, social, 1, 4)
    days = {"现状调查日期": after(rng, surveyed, 4, 9), "社会稳定风险评估日期": after(rng, posted, 12, 20),
            "补偿登记日期": registered, "签订协议日期": agreed, "社保审核日期": social, "费用足额到位日期": funded,
            "申请征收日期": after(rng, funded, 1, 4)}
    return {step: known(day) for step, day in days.items()}
