"""土地征收成片开发方案 Contiguous-development plans (土地管理法 art. 45 (5))."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Number, RegionCode, Text
from yulin.office.registers.gates import filled, follows, parts_within
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record


class Scheme(Record):
    """One plan of contiguous development (成片开发方案)."""

    number = Code("方案编号")
    title = Text("方案名称", optional=False)
    region = RegionCode("所在乡镇", optional=False)
    in_park = Choice("开发区方案", ["是", "否"])
    area = Area("成片开发面积", unit="公顷", decimals=4, optional=False)
    public_area = Area("公益性用地", unit="公顷", decimals=4)
    expropriated = Area("拟征收面积", unit="公顷", decimals=4)
    economic_plan = Text("年度经济计划文号", aliases=["国民经济和社会发展年度计划文号"])
    members = Number("村民代表应到", unit="人")
    agreed = Number("村民代表同意", unit="人")
    years = Number("实施周期", unit="年")
    parcel = Parcel("方案范围")

    register = Register(
        code="land.scheme",
        title="成片开发方案台账",
        title_en="Contiguous-development plans",
        family="land",
        key="number",
        milestones=(
            Milestone("drafted", "编制完成"),
            Milestone("heard", "征求意见"),
            Milestone("submitted", "上报", document="上报文号"),
            Milestone("reviewed", "省厅审查通过"),
            Milestone("approved", "省政府批准", document="批准文号"),
        ),
        gates=(
            Gate("drafted", parts_within("area", "public_area"), "土地征收成片开发标准"),
            Gate("drafted", parts_within("area", "expropriated"), "土地征收成片开发标准"),
            Gate("submitted", follows("submitted", "drafted", "heard"), "土地征收成片开发标准"),
            Gate("submitted", filled("economic_plan"), "土地管理法 第四十五条第二款", waivable=True),
            Gate("approved", follows("approved", "submitted"), "土地管理法 第四十五条"),
        ),
        figures=(
            Count("scheme.submitted", "上报成片开发方案", "个", on="submitted"),
            Count("scheme.approved", "获批成片开发方案", "个", on="approved"),
            Sum("scheme.area", "获批成片开发面积", "area", on="approved"),
        ),
        listed=("number", "title", "region", "area", "in_park"),
        source="土地管理法 2019 art. 45; 土地征收成片开发标准 (recalled)",
    )
