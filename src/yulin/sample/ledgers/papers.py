"""乡镇规划台账, 法制审核台账, 殡葬设施台账."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from yulin.sample import names
from yulin.sample.days import after, before, between, known
from yulin.sample.ground import Ground
from yulin.sample.ledgers.sheet import Ledger, heads, hundredths

PLANNING_HEADS = heads("规划名称 所在乡镇 规划类型 启动日期:date 方案完成日期:date 专家评审日期:date "
                       "公示日期:date 人大审议日期:date "
                       "批复日期:date 批复文号 入库日期:date")
LEGAL_HEADS = heads("审核编号 文件名称 文件类型 承办股室 审核人 审核意见 送审日期:date 审核日期:date 意见书号")
FUNERAL_HEADS = heads("设施名称 设施类型 所在乡镇 所在村 占地面积(亩):d2 现状地类 入规划 用地手续 批准文号 "
                      "墓位数(个):int 已用墓位(个):int "
                      "建库日期:date 整改日期:date")

REVIEWED_2025 = (2, 4, 5)
"""Towns whose general plans experts reviewed in 2025; the first of them passed the congress the same year."""
LEGAL_2025 = 18
FUNERAL_2025 = 4


def make_planning(ground: Ground, seed: int) -> Ledger:
    """乡镇规划: eight general plans at their stages, and some village plans."""
    rng = np.random.default_rng([seed, 41])
    ledger = Ledger("乡镇规划台账", PLANNING_HEADS)
    for town, (_code, name) in enumerate(names.TOWNS):
        begun = between(rng, date(2023, 2, 6), date(2023, 10, 20))
        drafted = reviewed = shown = congress = approved = None
        if town == 0:
            drafted, reviewed = date(2024, 3, 12), date(2024, 5, 21)
            shown, congress, approved = date(2024, 6, 5), date(2024, 8, 14), date(2025, 2, 26)
        elif town in REVIEWED_2025:
            drafted = between(rng, date(2024, 9, 2), date(2025, 2, 14))
            reviewed = between(rng, date(2025, 5, 12), date(2025, 6, 20))
            if town == REVIEWED_2025[0]:
                shown = after(rng, reviewed, 20, 40)
                congress = after(rng, shown, 45, 70)
        elif town in (1, 3):
            drafted = between(rng, date(2025, 7, 1), date(2025, 12, 12))
            reviewed = between(rng, date(2026, 2, 25), date(2026, 3, 20)) if town == 3 else None
        ledger.add(规划名称=f"{name}国土空间总体规划（2021—2035年）", 所在乡镇=name, 规划类型="乡镇总体规划",
                   启动日期=begun,
                   方案完成日期=drafted, 专家评审日期=reviewed, 公示日期=shown, 人大审议日期=congress,
                   批复日期=approved,
                   批复文号="青政规批〔2025〕3号" if approved else None,
                   入库日期=date(2025, 4, 10) if approved else None)
    for i, village in enumerate(rng.choice(len(ground.terrain.village_codes), 6, replace=False)):
        begun = between(rng, date(2024, 3, 4), date(2025, 3, 28))
        drafted = after(rng, begun, 90, 160)
        reviewed = after(rng, drafted, 20, 50) if i % 2 else None
        shown = after(rng, reviewed, 10, 25) if reviewed else None
        approved = known(after(rng, shown, 60, 90)) if shown else None
        ledger.add(规划名称=f"{ground.village_name(int(village))}村庄规划", 所在乡镇=ground.town_name(int(village)),
                   规划类型="村庄规划", 启动日期=begun, 方案完成日期=known(drafted), 专家评审日期=reviewed,
                   公示日期=shown,
                   批复日期=approved, 批复文号=f"青政村规〔{approved.year}〕{i + 1}号" if approved else None,
                   入库日期=known(after(rng, approved, 10, 30)) if approved else None)
    return ledger


_DOCUMENTS = (("征收土地公告", "行政文件", "耕地保护股"), ("国有建设用地使用权出让合同", "合同", "自然资源利用股"),
              ("违法占地行政处罚决定", "行政处罚", "执法监察股"), ("建设用地规划许可", "行政许可", "规划管理股"),
              ("土地复垦监管协议", "合同", "生态修复股"), ("信息公开答复", "其他", "办公室"),
              ("耕地保护激励办法", "行政文件", "耕地保护股"), ("临时用地批复", "行政许可", "自然资源利用股"))


def make_legal(seed: int) -> Ledger:
    """法制审核: documents reviewed before they are issued; one of 2025 came in late in 2024."""
    rng = np.random.default_rng([seed, 42])
    ledger = Ledger("法制审核台账", LEGAL_HEADS)
    days = sorted([between(rng, date(2025, 1, 13), date(2025, 12, 26)) for _i in range(LEGAL_2025)]
                  + [between(rng, date(2024, 2, 26), date(2024, 12, 20)) for _i in range(6)]
                  + [between(rng, date(2026, 1, 9), date(2026, 3, 24)) for _i in range(4)])
    reviewers = [names.person(rng) for _i in range(3)]
    for i, day in enumerate(days):
        title, kind, section = _DOCUMENTS[int(rng.integers(len(_DOCUMENTS)))]
        serial = sum(row["审核日期"].year == day.year for row in ledger.rows) + 1
        ledger.add(审核编号=f"FS{day.year}-{serial:03d}",
                   文件名称=f"关于{names.TOWNS[int(rng.integers(8))][1]}{title}（送审稿{i + 1}）",
                   文件类型=kind, 承办股室=section, 审核人=reviewers[int(rng.integers(3))],
                   审核意见=("同意", "修改后同意", "补充依据后再审")[int(rng.choice(3, p=[0.55, 0.35, 0.1]))],
                   送审日期=before(rng, day, 2, 7), 审核日期=day, 意见书号=f"青自然资法审〔{day.year}〕{serial}号")
    return ledger


def make_funeral(ground: Ground, seed: int) -> Ledger:
    """殡葬设施: four entered in 2025."""
    rng = np.random.default_rng([seed, 43])
    ledger = Ledger("殡葬设施台账", FUNERAL_HEADS)
    kinds = ("公益性墓地", "骨灰堂", "公墓", "公益性墓地", "公益性墓地", "殡仪馆")
    villages = rng.choice(len(ground.terrain.village_codes), len(kinds), replace=False)
    for i, (kind, village) in enumerate(zip(kinds, villages.tolist(), strict=True)):
        year = 2025 if i < FUNERAL_2025 else (2024, 2026)[i - FUNERAL_2025]
        registered = between(rng, date(year, 3, 2) if year == 2026 else date(year, 5, 6),
                             date(year, 3, 27) if year == 2026 else date(year, 11, 20))
        plots = int(rng.integers(120, 900)) if kind != "殡仪馆" else None
        lawful = i != 3
        ledger.add(设施名称=f"{ground.village_name(village)}{kind.replace('公益性墓地', '公益性公墓')}", 设施类型=kind,
                   所在乡镇=ground.town_name(village), 所在村=ground.village_name(village),
                   现状地类="09" if lawful else "0404",
                   入规划="是" if lawful else "否", 用地手续="划拨决定书" if lawful else "未办理",
                   批准文号=f"青民批〔{registered.year - int(rng.integers(3, 12))}〕{i + 2}号" if lawful else None,
                   建库日期=registered,
                   整改日期=known(registered + timedelta(days=120)) if not lawful else None, more={
                       "占地面积(亩)": hundredths(int(rng.integers(400, 3000))), "墓位数(个)": plots,
                       "已用墓位(个)": int(plots * rng.uniform(0.2, 0.8)) if plots else None})
    return ledger
