"""批而未供处置台账 and 闲置土地台账: land approved but not supplied, and land supplied but not used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from yulin.sample.days import after, before, between, known
from yulin.sample.ground import Ground, Parcel
from yulin.sample.ledgers.sheet import Ledger, heads, hundredths, split
from yulin.sample.ledgers.supply import IDLE_2025, IDLE_PLAN, OldBatch, Supply

UNSUPPLIED_HEADS = heads(
    "处置编号 批次名称 来源批次 电子监管号 批文号 批准日期:date 所在乡镇 批准面积(亩):d2 未供面积(亩):d2 未供阶段 "
    "未供原因 任务年度:int "
    "任务面积(亩):d2 处置方式 "
    "处置面积(亩):d2 处置日期:date 处置文号")
IDLE_HEADS = heads(
    "闲置编号 电子监管号 项目名称 使用人 抵押权人 所在乡镇 面积(亩):d2 价款(万元):d2 约定动工日期:date "
    "交地确认书日期:date 实际动工日期:date 中止开发日期:date 应动工面积(亩):d2 已动工面积(亩):d2 "
    "闲置类型 闲置原因 政府原因情形 "
    "任务年度:int 任务面积(亩):d2 "
    "处置方式 处置面积(亩):d2 闲置费(万元):d4 闲置费已缴(万元):d4 发现疑似日期:date 使用人答复日期:date "
    "听证权利告知日期:date 闲置费缴纳日期:date 销号日期:date 调查通知书日期:date 调查通知书文号 "
    "认定书日期:date 认定书文号 "
    "公开日期:date 方案批准日期:date "
    "处置日期:date 处置文号")

UNSUPPLIED_2025 = {"task": 164142, "done": 177864}


_WAYS = ("撤回批文", "批文失效", "核减", "置换")
_SUPPLIED = 14
"""How many of the year's disposals are supplies out of batches of earlier years."""


@dataclass(frozen=True)
class _Piece:
    """One piece of unsupplied land: task year, task and disposal (hundredths of a 亩, None: none), its day."""

    year: int
    task: int | None
    done: int | None
    day: date | None
    supply: Supply | None = None

    @property
    def area(self) -> int:
        """Its area."""
        return self.done or self.task or 0


def make_unsupplied(ground: Ground, supplies: list[Supply], make_batch: OldBatch,
                    seed: int) -> tuple[Ledger, list[tuple[str, str, Parcel]]]:
    """批而未供处置: tasks of 2023–2026 and what was done; returns the ledger and (key, name, parcel).

    What was disposed of by supply is a supply out of an earlier year's batch; all else lies in a batch of its own.
    """
    rng = np.random.default_rng([seed, 23])
    ledger = Ledger("批而未供处置台账", UNSUPPLIED_HEADS)
    parcels: list[tuple[str, str, Parcel]] = []
    for i, piece in enumerate(_pieces(rng, supplies)):
        number = f"PW{piece.year}-{sum(r['任务年度'] == piece.year for r in ledger.rows) + 1:03d}"
        if piece.supply is not None:
            parcel, batch = piece.supply.parcel, piece.supply.batch
            ground.use("批而未供处置台账", parcel.polygon, parcel.village, parcel.cmu)
        else:
            parcel = ground.place(rng, "用地报批台账", piece.area, "town" if i % 3 else "any")
            ground.use("批而未供处置台账", parcel.polygon, parcel.village, parcel.cmu)
            year = int(rng.integers(2020, min(piece.year - 1, 2024)))
            batch = make_batch(parcel, between(rng, date(year, 3, 1), date(year, 11, 30)))
        day, row = piece.day, batch.row
        way = "供应" if piece.supply is not None else str(rng.choice(_WAYS, p=[0.35, 0.15, 0.35, 0.15]))
        ledger.add(处置编号=number, 批次名称=batch.name, 来源批次=batch.name, 批文号=row["批复文号"],
                   电子监管号=piece.supply.row["电子监管号"] if piece.supply is not None else None,
                   批准日期=batch.approved, 所在乡镇=ground.town_name(parcel.village), 未供阶段="征而未供",
                   未供原因=str(rng.choice(["规划调整", "征地拆迁", "项目未落地", "基础设施", "其他"])),
                   任务年度=piece.year, 处置方式=way if day else None, 处置日期=day,
                   处置文号=f"青自然资处〔{day.year}〕{i + 3}号" if day else None,
                   more={"批准面积(亩)": hundredths(batch.area), "未供面积(亩)": hundredths(piece.area),
                         "任务面积(亩)": hundredths(piece.task) if piece.task else None,
                         "处置面积(亩)": hundredths(piece.done) if piece.done else None})
        parcels.append((number, batch.name, parcel))
    return ledger, parcels


def _pieces(rng: np.random.Generator, supplies: list[Supply]) -> list[_Piece]:
    """The pieces of every year: 2025 adds up to its task and to what was done, to the hundredth."""
    sold = [s for s in supplies if s.contracted.year == 2025 and s.batch.approved is not None
            and s.batch.approved.year <= 2024][:_SUPPLIED]
    by_supply = sum(s.parcel.cmu for s in sold)
    undone = split(rng, 9_000, 3, 0.6, 1.4)
    untasked = UNSUPPLIED_2025["done"] - UNSUPPLIED_2025["task"] + sum(undone)
    tasked = UNSUPPLIED_2025["done"] - by_supply - untasked
    pieces = [_Piece(2025, s.parcel.cmu, s.parcel.cmu, s.contracted, s) for s in sold]
    pieces += [_Piece(2025, area, area, between(rng, date(2025, 1 + i // 2, 8), date(2025, 1 + i // 2, 26)))
               for i, area in enumerate(split(rng, tasked, 18, 0.5, 1.7))]
    pieces += [_Piece(2025, area, None, None) for area in undone]
    pieces += [_Piece(2025, None, area, between(rng, date(2025, 6 + i, 10), date(2025, 6 + i, 27)))
               for i, area in enumerate(split(rng, untasked, 6, 0.5, 1.5))]
    pieces += [_Piece(2024, int(t), int(t), between(rng, date(2024, 3 + i, 5), date(2024, 3 + i, 25)))
               for i, t in enumerate(rng.integers(1500, 5000, 5))]
    pieces += [_Piece(2023, int(t), int(t), between(rng, date(2023, 5 + i, 5), date(2023, 5 + i, 25)))
               for i, t in enumerate(rng.integers(1500, 5000, 3))]
    pieces += [_Piece(2026, int(t), int(t) if i == 0 else None, between(rng, date(2026, 3, 5), date(2026, 3, 25))
                      if i == 0 else None) for i, t in enumerate(rng.integers(2000, 5000, 4))]
    return pieces


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
    fee = supply.price * 20 if disposal == "征缴闲置费" else None
    row, area = supply.row, supply.parcel.cmu
    ledger.add(
        闲置编号=f"XZ{year}-{i + 1:03d}", 电子监管号=row["电子监管号"], 项目名称=row["项目名称"], 使用人=row["受让人"],
        所在乡镇=row["所在乡镇"], 约定动工日期=row["约定动工日期"], 闲置类型=kind, 闲置原因=cause, 任务年度=year,
        处置方式=disposal,
        调查通知书日期=investigated, 调查通知书文号=f"青自然资闲调〔{investigated.year}〕{i + 1}号",
        认定书日期=determined, 发现疑似日期=before(rng, investigated, 5, 25),
        使用人答复日期=after(rng, investigated, 10, 25), 交地确认书日期=row["交地日期"],
        实际动工日期=row["动工日期"] if kind == "动工不足" else None,
        中止开发日期=before(rng, determined, 400, 430) if kind == "动工不足" else None,
        政府原因情形=("未按约交地", "规划依法修改", "国家政策")[i % 3] if cause == "政府原因" else None,
        听证权利告知日期=before(rng, disposed, 21, 30) if fee and disposed else None,
        闲置费缴纳日期=known(after(rng, disposed, 5, 25)) if fee and disposed else None,
        销号日期=known(after(rng, disposed, 30, 60)) if disposed else None,
        抵押权人="青禾农村商业银行" if i % 4 == 0 else None,
        认定书文号=f"青自然资闲认〔{determined.year}〕{i + 1}号", 公开日期=after(rng, determined, 1, 4),
        方案批准日期=before(rng, disposed, 5, 20) if disposed else None, 处置日期=disposed,
        处置文号=f"青自然资闲处〔{disposed.year}〕{i + 1}号" if disposed else None, more={
            "面积(亩)": row["供应面积(亩)"], "价款(万元)": row["成交价款(万元)"], "任务面积(亩)": hundredths(task),
            "处置面积(亩)": row["供应面积(亩)"] if disposed else None,
            "闲置费(万元)": Decimal(fee).scaleb(-4) if fee else None,
            "闲置费已缴(万元)": Decimal(fee).scaleb(-4) if fee and disposed else None,
            "应动工面积(亩)": row["供应面积(亩)"],
            "已动工面积(亩)": hundredths(area // 5) if kind == "动工不足" else None})
