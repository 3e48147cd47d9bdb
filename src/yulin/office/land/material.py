"""报件材料 The material of a dossier: what each of the thirteen review units (审查单元) needs, received and checked."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Gate, Milestone, Register
from yulin.office.registers.fields import Choice, Code, RegionCode, Text
from yulin.office.registers.gates import follows
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record

UNITS: dict[str, tuple[str, ...]] = {
    "基本情况": ("立项批复", "初步设计批复"),
    "审核许可": ("压覆矿产审批",),
    "计划指标": ("计划指标文件",),
    "土地预审": ("预审与选址意见书",),
    "权属地类": ("勘测定界报告", "分类权属面积汇总表", "权属情况汇总表", "变更调查套合分析"),
    "国土空间规划": ("规划佐证材料", "生态保护地意见"),
    "占补平衡及永农补划": ("补充耕地方案审查表", "占补平衡挂钩信息单"),
    "土地征收": ("征收土地预公告", "土地现状调查", "社会稳定风险评估报告", "补偿安置公告及照片", "听证材料",
             "社会保障审核意见"),
    "土地利用": ("节地评价论证", "有偿使用费材料", "使用林地审核同意书"),
    "违法用地": ("违法用地案卷", "查处到位意见"),
    "压矿": ("压覆矿产查询结果",),
    "地灾": ("地质灾害危险性评估",),
    "信访": ("信访情况说明",),
}
"""The thirteen review units of a provincial dossier, each with its material (public templates; secondary)."""
MATERIALS = [name for names in UNITS.values() for name in names]


class Material(Record):
    """One piece of material of one dossier."""

    number = Code("材料编号")
    batch = Link("批次名称", to="land.Batch", aliases=["所属批次"])
    region = RegionCode("所在乡镇", optional=False)
    unit = Choice("审查单元", list(UNITS), optional=False)
    material = Choice("材料名称", MATERIALS, optional=False)
    document = Text("材料文号")
    verdict = Choice("审查意见", ["通过", "补正", "不适用"])
    remark = Text("补正要求", max_length=1000)

    register = Register(
        code="land.material",
        title="报件材料台账",
        title_en="Material of dossiers",
        family="land",
        key="number",
        milestones=(Milestone("received", "收齐"), Milestone("checked", "审查")),
        gates=(Gate("checked", follows("checked", "received"), "用地报批材料清单"),),
        figures=(Count("material.checked", "报件材料审查", "份", on="checked"),),
        listed=("number", "batch", "unit", "material", "verdict"),
        source="省级用地报批审查标准 (secondary)",
    )
