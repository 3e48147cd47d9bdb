"""The other ten ledgers: surveys, farmland, plans, legal reviews, woods, wildlife and funeral facilities."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from yulin.quantities.apportion import apportion
from yulin.sample import names
from yulin.sample.changes import Change
from yulin.sample.classes import CLASSES
from yulin.sample.days import after, before, between, known
from yulin.sample.ground import Ground, Parcel
from yulin.sample.ledgers.sheet import Ledger, heads, hundredths, share, split

Placed = list[tuple[str, str, Parcel]]

RESTORATION_HEADS = heads("图斑编号 所在乡镇 所在村 原地类 恢复后地类 恢复类型 任务年度:int 任务面积(亩):d2 "
                          "恢复面积(亩):d2 "
                          "整改开始日期:date 验收日期:date 验收文号")
SIGN_HEADS = heads("标志编号 标志类型 所在乡镇 所在村 状况 排查日期:date 修缮日期:date")
DEMARCATION_HEADS = heads("定界编号 项目名称 所在乡镇 所在村 面积(亩):d2 农用地(亩):d2 耕地(亩):d2 "
                          "建设用地(亩):d2 未利用地(亩):d2 "
                          "测绘单位 委托日期:date 完成日期:date 报告编号")
CHANGE_HEADS = heads("图斑号 变更类别 所在乡镇 所在村 变更前地类 变更后地类 面积(亩):d2 变更原因 批准文号 "
                     "举证日期:date "
                     "部级核查日期:date 入库日期:date")

RESTORED_2025 = {"task": 24000, "done": 22842}
WALL_VILLAGES_2025 = 5
STELES_2025 = 24
DEMARCATED_2025 = {"parcels": 76, "area": 311651}
DAILY_2025 = {"patches": 47, "area": 15449}


def make_restoration(ground: Ground, seed: int) -> tuple[Ledger, Placed]:
    """耕地恢复: the parcel drawn is the one of the task."""
    rng = np.random.default_rng([seed, 31])
    ledger = Ledger("耕地恢复台账", RESTORATION_HEADS)
    parcels: Placed = []
    tasks = split(rng, RESTORED_2025["task"], 26, 0.4, 1.8)
    # most are restored in full; what is missing falls on the last three
    missing = RESTORED_2025["task"] - RESTORED_2025["done"]
    done: list[int | None] = list(tasks)
    largest = sorted(range(26), key=lambda i: tasks[i])
    short = split(rng, missing - tasks[largest[0]], 3)
    done[largest[0]] = None
    for i, less in zip(largest[-3:], short, strict=True):
        done[i] = tasks[i] - less
    rows: list[tuple[int, int, int | None]] = [(2025, t, d) for t, d in zip(tasks, done, strict=True)]
    rows += [(2024, int(t), int(t)) for t in rng.integers(300, 1400, 5)]
    rows += [(2023, int(t), int(t)) for t in rng.integers(300, 1400, 3)]
    rows += [(2026, int(t), None) for t in rng.integers(300, 1600, 6)]
    for i, (year, task, restored) in enumerate(rows):
        parcel = ground.place(rng, "耕地恢复台账", task, "any")
        before_class = ("0201K", "0204", "0307K", "0301K", "0204K", "0201")[int(rng.integers(6))]
        begun = between(rng, date(year, 2, 10), date(year, 3, 28))
        accepted = after(rng, begun, 60, 240) if restored else None
        if accepted and accepted.year != year:
            accepted = between(rng, date(year, 11, 3), date(year, 12, 19))
        number = f"HF{year}{i + 1:04d}"
        ledger.add(图斑编号=number, 所在乡镇=ground.town_name(parcel.village),
                   所在村=ground.village_name(parcel.village),
                   原地类=before_class, 恢复后地类="0103" if rng.random() < 0.85 else "0102",
                   恢复类型="即可恢复" if before_class.startswith("02") else "工程恢复", 任务年度=year,
                   整改开始日期=begun,
                   验收日期=accepted, 验收文号=f"青自然资验〔{year}〕{i + 1}号" if accepted else None, more={
                       "任务面积(亩)": hundredths(task), "恢复面积(亩)": hundredths(restored) if restored else None})
        parcels.append((number, f"{ground.village_name(parcel.village)}恢复耕地图斑", parcel))
    return ledger, parcels


def make_signs(ground: Ground, seed: int) -> Ledger:
    """标志维护: walls of five villages and 24 steles are repaired in 2025."""
    rng = np.random.default_rng([seed, 32])
    ledger = Ledger("标志维护台账", SIGN_HEADS)
    villages = [int(v) for v in rng.permutation(len(ground.terrain.village_codes))]
    walls = villages[:WALL_VILLAGES_2025]
    plan = [("保护壁", v, 2025) for v in (*walls, walls[1])]
    plan += [("保护碑", villages[int(rng.integers(18))], 2025) for _i in range(STELES_2025)]
    plan += [(kind, villages[int(rng.integers(30))], year) for kind, year in (
        ("标识牌", 2025), ("标识牌", 2025), ("界桩", 2025), ("保护碑", 2024), ("保护碑", 2024), ("保护碑", 2023),
        ("保护壁", 2024),
        ("标识牌", 2026), ("保护碑", 2026))]
    plan += [(kind, villages[int(rng.integers(30))], 0) for kind in ("保护碑", "保护碑", "界桩", "标识牌", "保护壁")]
    for i, (kind, village, year) in enumerate(plan):
        repaired = None
        if year == 2026:
            repaired = between(rng, date(2026, 2, 26), date(2026, 3, 27))
        elif year:
            repaired = between(rng, date(year, 4, 8), date(year, 11, 20))
        found = before(rng, repaired, 15, 70) if repaired else between(rng, date(2025, 10, 13), date(2026, 3, 20))
        condition = ("字迹褪色", "碑体破损", "墙面剥落", "基座倾斜", "被遮挡")[int(rng.integers(5))]
        ledger.add(标志编号=f"BZ-{names.DISTRICT_CODE}-{i + 1:04d}", 标志类型=kind, 所在乡镇=ground.town_name(village),
                   所在村=ground.village_name(village), 状况=condition, 排查日期=found, 修缮日期=repaired)
    return ledger


def make_demarcation(ground: Ground, seed: int) -> tuple[Ledger, Placed]:
    """勘测定界: 76 parcels surveyed in 2025."""
    rng = np.random.default_rng([seed, 33])
    ledger = Ledger("勘测定界台账", DEMARCATION_HEADS)
    areas = [(2025, a) for a in split(rng, DEMARCATED_2025["area"], DEMARCATED_2025["parcels"], 0.15, 1.9)]
    areas += [(2024, int(a)) for a in rng.integers(600, 5200, 8)] + [(2026, int(a)) for a in rng.integers(600, 5200, 6)]
    areas += [(2023, int(a)) for a in rng.integers(600, 5200, 3)]
    placed: dict[int, Parcel] = {}
    for rank, i in enumerate(sorted(range(len(areas)), key=lambda i: -areas[i][1])):
        form = "hole" if rank % 17 == 5 else "parts" if rank % 19 == 7 else None
        placed[i] = ground.place(rng, "勘测定界台账", areas[i][1], "any" if i % 3 else "town", form=form)
    firms = [names.survey_firm(rng) for _i in range(3)]
    parcels: Placed = []
    days = [between(rng, date(year, 1, 8), date(year, 12, 26) if year < 2026 else date(2026, 3, 20))
            for year, _area in areas]
    for i in sorted(range(len(areas)), key=lambda i: days[i]):
        (year, area), parcel = areas[i], placed[i]
        serial = sum(row["定界编号"].startswith(f"KJ{year}") for row in ledger.rows) + 1
        farm = share(rng, area, 0.45, 0.9)
        built = share(rng, area - farm, 0.5, 0.95)
        project = names.project(rng, ground.village_name(parcel.village))
        number = f"KJ{year}-{serial:03d}"
        ledger.add(定界编号=number, 项目名称=project, 所在乡镇=ground.town_name(parcel.village),
                   所在村=ground.village_name(parcel.village), 测绘单位=firms[int(rng.integers(3))],
                   委托日期=before(rng, days[i], 8, 35), 完成日期=days[i], 报告编号=f"KCDJ-{year}-{serial:03d}", more={
                       "面积(亩)": hundredths(area), "农用地(亩)": hundredths(farm),
                       "耕地(亩)": hundredths(share(rng, farm, 0.3, 0.9)), "建设用地(亩)": hundredths(built),
                       "未利用地(亩)": hundredths(area - farm - built)})
        parcels.append((number, project, parcel))
    return ledger, parcels


def make_changes(ground: Ground, changes: list[Change], seed: int) -> tuple[Ledger, Placed]:
    """国土变更调查: the year's changed patches, daily changes elsewhere, and a few of other years."""
    rng = np.random.default_rng([seed, 34])
    ledger = Ledger("国土变更调查台账", CHANGE_HEADS)
    parcels: Placed = []
    for change in changes:
        proved = between(rng, date(2025, 1, 6), date(2025, 2, 28))
        verified = between(rng, date(2025, 3, 20), date(2025, 5, 30))
        _change(ledger, ground, change.number, "年度变更", change.village, change.before, change.after, change.cmu,
                change.cause, (proved, verified, after(rng, verified, 8, 30)))
        ground.use("国土变更调查台账", change.polygon, change.village, change.cmu)
        parcels.append((change.number, f"{ground.village_name(change.village)}{CLASSES[change.after]}",
                        Parcel(change.polygon, change.village, change.cmu)))
    extra = [("日常变更", 2025, a) for a in split(rng, DAILY_2025["area"], DAILY_2025["patches"], 0.3, 1.8)]
    extra += [("日常变更", 2024, int(a)) for a in rng.integers(120, 700, 5)]
    extra += [("日常变更", 2026, int(a)) for a in rng.integers(120, 700, 4)]
    extra += [("年度变更", 2024, int(a)) for a in rng.integers(300, 1500, 6)]
    for i, (kind, year, cmu) in enumerate(extra):
        parcel = ground.place(rng, "国土变更调查台账", cmu, "farm")
        stored = between(rng, date(year, 4, 7), date(year, 12, 24)) if year < 2026 else (
            between(rng, date(2026, 1, 12), date(2026, 3, 27)))
        proved = before(rng, stored, 25, 60)
        passed = between(rng, proved + timedelta(days=5), stored - timedelta(days=3)) if kind == "年度变更" else None
        number = f"{ground.terrain.village_codes[parcel.village]}{'R' if kind == '日常变更' else 'N'}{year}{i + 1:03d}"
        target = ("0601", "0809", "1202", "1003", "0702")[int(rng.integers(5))]
        _change(ledger, ground, number, kind, parcel.village, "0103", target, cmu, "建设项目占用",
                (proved, passed, stored))
        parcels.append((number, f"{ground.village_name(parcel.village)}{CLASSES[target]}", parcel))
    return ledger, parcels


def _change(ledger: Ledger, ground: Ground, number: str, kind: str, village: int, old: str, new: str, cmu: int,
            cause: str, dates: tuple[date, date | None, date]) -> None:
    built = cause in ("建设项目占用", "道路工程建设")
    ledger.add(图斑号=number, 变更类别=kind, 所在乡镇=ground.town_name(village), 所在村=ground.village_name(village),
               变更前地类=old, 变更后地类=new, 变更原因=cause,
               批准文号=f"示省政土字〔{dates[0].year - 1}〕{100 + len(ledger.rows) % 300}号" if built else None,
               举证日期=dates[0], 部级核查日期=dates[1], 入库日期=dates[2], more={"面积(亩)": hundredths(cmu)})


FOREST_HEADS = heads("审核编号 项目名称 使用类型 林地等级 所在乡镇 使用面积(亩):d2 林地面积(亩):d2 "
                     "草地面积(亩):d2 植被恢复费(万元):d2 "
                     "受理日期:date 初审上报日期:date 上报文号 批复日期:date 批复文号 到期日期:date")
FOREST_2025 = {"permanent": (12, 19943), "temporary": (3, 10777)}


def make_forest(ground: Ground, seed: int) -> tuple[Ledger, Placed]:
    """林草地使用: permanent uses count on submission, temporary ones on approval."""
    rng = np.random.default_rng([seed, 35])
    ledger = Ledger("林草地使用台账", FOREST_HEADS)
    rows = [("永久使用", 2025, a) for a in split(rng, FOREST_2025["permanent"][1], FOREST_2025["permanent"][0])]
    rows += [("临时使用", 2025, a) for a in split(rng, FOREST_2025["temporary"][1], FOREST_2025["temporary"][0])]
    rows += [("永久使用", 2024, int(a)) for a in rng.integers(500, 2600, 4)]
    rows += [("临时使用", 2024, int(a)) for a in rng.integers(900, 3000, 2)]
    rows += [("永久使用", 2023, 1260), ("永久使用", 2026, 985), ("临时使用", 2026, 2210)]
    parcels: Placed = []
    for i, (kind, year, cmu) in enumerate(rows):
        parcel = ground.place(rng, "林草地使用台账", cmu, "wild")
        last = date(2026, 2, 6) if year == 2026 else date(year, 10, 24)
        submitted = between(rng, date(year, 1, 12), last)
        approved = known(after(rng, submitted, 20, 55))
        grass = share(rng, cmu, 0.05, 0.4) if rng.random() < 0.4 else 0
        number = f"LC{year}-{i + 1:03d}"
        project = names.project(rng, ground.village_name(parcel.village), "road" if kind == "临时使用" else None)
        project = project.removesuffix("工程") + "工程临时用地" if kind == "临时使用" else project
        ledger.add(审核编号=number, 项目名称=project, 使用类型=kind, 林地等级=("Ⅲ级", "Ⅳ级", "Ⅱ级")[int(rng.choice(
            3, p=[0.5, 0.4, 0.1]))], 所在乡镇=ground.town_name(parcel.village), 受理日期=before(rng, submitted, 5, 18),
            初审上报日期=submitted, 上报文号=f"青自然资林〔{year}〕{i + 1}号", 批复日期=approved,
            批复文号=f"示林资许准〔{approved.year}〕{i + 11}号" if approved else None,
            到期日期=date(approved.year + 2, approved.month, min(approved.day, 28)) if approved else None, more={
                "使用面积(亩)": hundredths(cmu), "林地面积(亩)": hundredths(cmu - grass),
                "草地面积(亩)": hundredths(grass),
                "植被恢复费(万元)": hundredths(round((cmu - grass) * 20 / 3 * 10 / 100))})
        parcels.append((number, project, parcel))
    return ledger, parcels


WILDLIFE_HEADS = heads("救助编号 物种 保护级别 数量(只):int 所在乡镇 来源 状况 处置 去向 救助日期:date 处置日期:date")
_WILDLIFE = {"二级": (31, ("红隼", "雕鸮", "长耳鸮", "苍鹰", "豹猫", "纵纹腹小鸮")),
             "三有": (12, ("刺猬", "环颈雉", "灰斑鸠", "草兔")),
             "三级": (2, ("赤狐幼崽",)), "": (5, ("蝙蝠", "乌龟", "不明鸟类"))}


def make_wildlife(ground: Ground, seed: int) -> Ledger:
    """野生动物救助: fifty animals in 2025, two under a class that the law does not know."""
    rng = np.random.default_rng([seed, 36])
    ledger = Ledger("野生动物救助台账", WILDLIFE_HEADS)
    plan: list[tuple[date, str, int]] = []
    for level, (total, _species) in _WILDLIFE.items():
        count = {"二级": 24, "三有": 7, "三级": 1, "": 4}[level]
        for number in (n + 1 for n in apportion(total - count, [1] * count)):
            plan.append((between(rng, date(2025, 1, 7), date(2025, 12, 26)), level, number))
    plan += [(between(rng, date(2024, 3, 1), date(2024, 11, 29)), "二级", 1) for _i in range(5)]
    plan += [(between(rng, date(2024, 3, 1), date(2024, 11, 29)), "一级", 1)]
    plan += [(between(rng, date(2026, 1, 5), date(2026, 3, 20)), "三有", 2) for _i in range(2)]
    for i, (day, level, number) in enumerate(sorted(plan, key=lambda p: p[0])):
        species = _WILDLIFE[level if level in _WILDLIFE else "二级"][1] if level != "一级" else ("金雕",)
        fate = str(rng.choice(["放归", "移交", "死亡", "留养"], p=[0.6, 0.25, 0.1, 0.05]))
        town = int(rng.integers(8))
        where = {"放归": f"{names.TOWNS[town][1]}山林", "移交": "示例市野生动物救护站", "死亡": "无害化处理",
                 "留养": "青禾区救护点"}[fate]
        ledger.add(救助编号=f"JZ{day.year}-{i + 1:03d}", 物种=species[int(rng.integers(len(species)))],
                   保护级别=level or None, 所在乡镇=names.TOWNS[town][1],
                   来源=("群众报送", "巡护发现", "公安移交")[int(rng.integers(3))],
                   状况=("翅部受伤", "体弱", "误入民房", "健康")[int(rng.integers(4))], 处置=fate, 去向=where,
                   救助日期=day,
                   处置日期=known(after(rng, day, 0, 25)), more={"数量(只)": number})
    return ledger
