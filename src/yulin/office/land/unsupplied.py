"""批而未供处置 Disposal of land approved but not yet supplied."""

from __future__ import annotations

from yulin.office.land import balances
from yulin.office.registers.declaration import Bond, Count, Gate, Milestone, Ratio, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Day, RegionCode, Text, Year
from yulin.office.registers.gates import filled, not_before, parts_within
from yulin.office.registers.links import Link
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record


class UnsuppliedDisposal(Record):
    """One piece of approved, unsupplied land with its task and its disposal."""

    number = Code("处置编号")
    batch_name = Text("批次名称")
    batch = Link("来源批次", to="land.Batch")
    supply_number = Text("电子监管号")
    approval_number = Text("批文号")
    approved_on = Day("批准日期")
    region = RegionCode("所在乡镇", optional=False)
    approved_area = Area("批准面积", unit="亩")
    unsupplied_area = Area("未供面积", unit="亩")
    stage_found = Choice("未供阶段", ["批而未征", "征而未供"])
    reason = Choice("未供原因", ["规划调整", "征地拆迁", "项目未落地", "基础设施", "其他"])
    task_year = Year("任务年度")
    task_area = Area("任务面积", unit="亩")
    disposal = Choice("处置方式", ["供应", "撤回批文", "批文失效", "核减", "置换"])
    disposed_area = Area("处置面积", unit="亩")
    parcel = Parcel("图斑")

    register = Register(
        code="land.unsupplied",
        title="批而未供处置台账",
        title_en="Approved but unsupplied land",
        family="land",
        key="number",
        milestones=(Milestone("disposed", "处置", document="处置文号"),),
        gates=(
            Gate("disposed", filled("disposal"), "增存挂钩机制"),
            Gate("disposed", parts_within("unsupplied_area", "disposed_area"), "批而未供处置台账"),
            Gate("disposed", parts_within("approved_area", "unsupplied_area"), "批而未供处置台账"),
            Gate("disposed", not_before("disposed", "approved_on"), "批而未供处置台账"),
        ),
        figures=(
            Sum("unsupplied.task", "批而未供消化任务", "task_area", year_field="task_year"),
            Sum("unsupplied.done", "批而未供完成处置", "disposed_area", on="disposed"),
            Ratio(
                "unsupplied.rate",
                "批而未供处置率（任务口径）",
                done="unsupplied.done",
                whole="unsupplied.task",
            ),
            Count("unsupplied.count", "批而未供处置宗数", "宗", on="disposed"),
        ),
        bonds=(Bond(balances.disposal_beyond_batch, "批供面积勾稽",
                    ("batch", "disposed_area", "disposal", "disposed_on"), waivable=True),),
        listed=(
            "number",
            "batch_name",
            "region",
            "unsupplied_area",
            "task_area",
            "disposal",
            "disposed_area",
        ),
        source="自然资规〔2018〕1号 (number recalled, not seen)",
    )
