"""批而未供处置台账 and 闲置土地台账: land approved but not supplied, and land supplied but not used."""

from __future__ import annotations

from datetime import date

import numpy as np

from yulin.sample import names
from yulin.sample.days import after, before, between
from yulin.sample.ground import Ground, Parcel
from yulin.sample.ledgers.sheet import Ledger, heads, hundredths, split
from yulin.sample.ledgers.supply import IDLE_2025, IDLE_PLAN, Supply

UNSUPPLIED_HEADS = heads(
    "处置编号 批次名称 批文号 批准日期:date 所在乡镇 批准面积(亩):d2 未供面积(亩):d2 未供原因 任务年度:int "
    "任务面积(亩):d2 处置方式 "
    "处置面积(亩):d2 处置日期:date 处置文号")
IDLE_HEADS = heads(
    "闲置编号 电子监管号 项目名称 使用人 所在乡镇 面积(亩):d2 价款(万元):d2 约定动工日期:date 闲置类型 闲置原因 "
    "任务年度:int 任务面积(亩):d2 "
    "处置方式 处置面积(亩):d2 闲置费(万元):d2 调查通知书日期:date 调查通知书文号 认定书日期:date 认定书文号 "
    "公开日期:date 方案批准日期:date "
    "处置日期:date 处置文号")

UNSUPPLIED_2025 = {"task": 164142, "done": 177864}


def make_unsupplied(ground: Ground, seed: int) -> tuple[Ledger, list[tuple[str, str, Parcel]]]:
    """批而未供处置: tasks of 2024–2026 and what was done; returns the ledger and (key, name, parcel)."""
    rng = np.random.default_rng([seed, 23])
    ledger = Ledger("批而未供处置台账", UNSUPPLIED_HEADS)
    parcels: list[tuple[str, str, Parcel]] = []
    tasks = split(rng, UNSUPPLIED_2025["task"], 22, 0.4, 1.8)
    undone = sorted(range(22), key=lambda i: tasks[i])[4:7]
    extra = UNSUPPLIED_2025["done"] - sum(t for i, t in enumerate(tasks) if i not in undone)
    surplus = split(rng, extra, 6, 0.5, 1.5)
    rows: list[tuple[int, int | None, int | None, date | None]] = []
    for i, set_task in enumerate(tasks):
        day = None if i in undone else between(rng, date(2025, 1 + i // 2, 8), date(2025, 1 + i // 2, 26))
        rows.append((2025, set_task, None if day is None else set_task, day))
    rows += [(2025, None, area, between(rng, date(2025, 6 + i, 10), date(2025, 6 + i, 27)))
             for i, area in enumerate(surplus)]
    rows += [(2024, int(t), int(t), between(rng, date(2024, 3 + i, 5), date(2024, 3 + i, 25)))
             for i, t in enumerate(rng.integers(1500, 7000, 5))]
    rows += [(2023, int(t), int(t), between(rng, date(2023, 5 + i, 5), date(2023, 5 + i, 25)))
             for i, t in enumerate(rng.integers(1500, 6000, 3))]
    rows += [(2026, int(t), int(t) if i == 0 else None, between(rng, date(2026, 3, 5), date(2026, 3, 25))
              if i == 0 else None) for i, t in enumerate(rng.integers(2000, 7000, 4))]
    sizes = [done or task or 0 for _year, task, done, _day in rows]
    places: dict[int, Parcel] = {}
    for i in sorted(range(len(rows)), key=lambda i: -sizes[i]):
        places[i] = ground.place(rng, "批而未供处置台账", sizes[i], "town" if i % 3 else "any")
    for i, (year, task, done, day) in enumerate(rows):
        parcel, area = places[i], sizes[i]
        number = f"PW{year}-{sum(r['任务年度'] == year for r in ledger.rows) + 1:03d}"
        approved_in = int(rng.integers(2012, year - 1))
        approved = between(rng, date(approved_in, 2, 1), date(approved_in, 11, 30)) if approved_in >= 2023 else (
            date(approved_in, int(rng.integers(1, 13)), int(rng.integers(1, 28))))
        name = f"{names.DISTRICT}{approved_in}年度第{'一二三四五六'[int(rng.integers(6))]}批次城市建设用地"
        way = str(rng.choice(["供应", "撤回批文", "批文失效", "核减", "置换"], p=[0.6, 0.12, 0.06, 0.16, 0.06]))
        ledger.add(处置编号=number, 批次名称=name, 批文号=f"示省政土字〔{approved_in}〕{int(rng.integers(11, 480))}号",
                   批准日期=approved, 所在乡镇=ground.town_name(parcel.village),
                   未供原因=str(rng.choice(["规划调整", "征地拆迁", "项目未落地", "基础设施", "其他"])), 任务年度=year,
                   处置方式=way if day else None, 处置日期=day,
                   处置文号=f"青自然资处〔{day.year}〕{i + 3}号" if day else None,
                   more={"批准面积(亩)": hundredths(int(area * rng.uniform(1.0, 2.4))),
                         "未供面积(亩)": hundredths(area),
                         "任务面积(亩)": hundredths(task) if task else None,
                         "处置面积(亩)": hundredths(done) if done else None})
        parcels.append((number, name, parcel))
    return ledger, parcels


def make_idle(ground: Ground, supplies: list[Supply], seed: int) -> tuple[Ledger, list[tuple[str, str, Parcel]]]:
    """闲置土地: parcels of the supply ledger that were not begun, or hardly, in time.

    The year's task is smaller than what was disposed of, because the task was set on part of the parcels.
    """
    rng = np.random.default_rng([seed, 24])
    ledger = Ledger("闲置土地台账", IDLE_HEADS)
    parcels: list[tuple[str, str, Parcel]] = []
    tasks = iter(split(rng, IDLE_2025["task"], sum(year == 2025 for year, *_rest in IDLE_PLAN)))
    idle = {supply.idle: supply for supply in supplies if supply.idle is not None}
    for i, (year, kind, cause, disposal) in enumerate(IDLE_PLAN):
        supply = idle[i]
        area = supply.parcel.cmu
        _idle(rng, ledger, i, year, kind, cause, disposal, next(tasks) if year == 2025 else area, supply)
        parcels.append((ledger.rows[-1]["闲置编号"], ledger.rows[-1]["项目名称"],
                        ground.use("闲置土地台账", supply.parcel.polygon, supply.parcel.village, area)))
    return ledger, parcels


def _idle(rng: np.random.Generator, ledger: Ledger, i: int, year: int, kind: str, cause: str, disposal: str | None,
          task: int, supply: Supply) -> None:
    disposed = between(rng, date(year, 3 + i % 4, 3), date(year, 3 + i % 4, 26)) if disposal else None
    determined = before(rng, disposed, 60, 90) if disposed else between(rng, date(2026, 1, 12), date(2026, 2, 10))
    investigated = before(rng, determined, 32, 45)
    fee = supply.price // 5 if disposal == "征缴闲置费" else None
    row = supply.row
    ledger.add(
        闲置编号=f"XZ{year}-{i + 1:03d}", 电子监管号=row["电子监管号"], 项目名称=row["项目名称"], 使用人=row["受让人"],
        所在乡镇=row["所在乡镇"], 约定动工日期=row["约定动工日期"], 闲置类型=kind, 闲置原因=cause, 任务年度=year,
        处置方式=disposal,
        调查通知书日期=investigated, 调查通知书文号=f"青自然资闲调〔{investigated.year}〕{i + 1}号",
        认定书日期=determined,
        认定书文号=f"青自然资闲认〔{determined.year}〕{i + 1}号", 公开日期=after(rng, determined, 1, 4),
        方案批准日期=before(rng, disposed, 5, 20) if disposed else None, 处置日期=disposed,
        处置文号=f"青自然资闲处〔{disposed.year}〕{i + 1}号" if disposed else None, more={
            "面积(亩)": row["供应面积(亩)"], "价款(万元)": row["成交价款(万元)"], "任务面积(亩)": hundredths(task),
            "处置面积(亩)": row["供应面积(亩)"] if disposed else None,
            "闲置费(万元)": hundredths(fee) if fee else None})
