"""计划指标下达 Plan quotas handed down: the pool from which dossiers draw, which cannot be overdrawn
(土地管理法 art. 23; 耕地保护和质量提升法 art. 22 from 2027).
"""

from __future__ import annotations

from yulin.office.land import pool
from yulin.office.registers.declaration import Bond, Count, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Number, RegionCode, Text, Year
from yulin.office.registers.record import Record


class QuotaAllotment(Record):
    """One document that gives (or takes back) plan quota."""

    number = Code("下达编号")
    region = RegionCode("行政区", optional=False)
    year = Year("计划年度", optional=False)
    source = Choice("指标来源", pool.SOURCES, optional=False)
    kind = Choice("收支方向", ["下达", "收回"], optional=False)
    area = Area("指标面积", unit="公顷", decimals=2, optional=False)
    agricultural = Area("其中农用地", unit="公顷", decimals=2)
    cultivated = Area("其中耕地指标", unit="公顷", decimals=2)
    projects = Number("配置项目", unit="个")
    purpose = Text("指标用途")

    register = Register(
        code="land.quota",
        title="计划指标台账",
        title_en="Plan quotas",
        family="land",
        key="number",
        milestones=(Milestone("allotted", "下达", document="下达文号"),),
        figures=(
            Sum("plan.allotted", "下达计划指标", "area", on="allotted", where=(pool.GIVEN,)),
            Sum("plan.projects", "计划指标配置项目", "projects", on="allotted", where=(pool.GIVEN,)),
            Count("plan.documents", "计划指标下达文件", "份", on="allotted"),
        ),
        bonds=(Bond(pool.overdrawn_by_allotments, "土地管理法 第二十三条",
                    ("source", "kind", "area", "allotted_on", "year")),),
        listed=("number", "year", "source", "kind", "area", "purpose"),
        source="土地管理法 2019 art. 23",
    )
