"""补充耕地任务与考核 The year's tasks of farmland offset, and how the year was assessed."""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Milestone, Ratio, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Number, RegionCode, Text, Year
from yulin.office.registers.record import Record

SUPPLEMENT, STORE = is_("kind", "补充耕地"), is_("kind", "指标储备")


class BalanceTask(Record):
    """One task of one year, with what was done and the points it was given."""

    number = Code("任务编号")
    year = Year("任务年度", optional=False)
    region = RegionCode("行政区", optional=False)
    kind = Choice("任务类型", ["补充耕地", "指标储备", "占补平衡考核"], optional=False)
    task = Area("任务面积", unit="亩")
    done = Area("完成面积", unit="亩")
    full_points = Number("满分", unit="分")
    points = Number("得分", unit="分")
    spot_check = Text("抽查情况")
    conclusion = Choice("考核结论", ["优秀", "良好", "合格", "不合格"])

    register = Register(
        code="balance.task",
        title="占补任务与考核台账",
        title_en="Tasks and assessment of farmland offset",
        family="balance",
        key="number",
        milestones=(
            Milestone("issued", "下达", document="下达文号"),
            Milestone("assessed", "考核", document="考核文号"),
        ),
        figures=(
            Sum("offset.task", "补充耕地任务", "task", year_field="year", where=(SUPPLEMENT,)),
            Sum("offset.task_done", "补充耕地任务完成", "done", year_field="year", where=(SUPPLEMENT,)),
            Ratio("offset.task_rate", "补充耕地任务完成率", done="offset.task_done", whole="offset.task"),
            Sum("offset.store_task", "指标储备任务", "task", year_field="year", where=(STORE,)),
            Sum("offset.store_done", "指标储备完成", "done", year_field="year", where=(STORE,)),
        ),
        listed=("number", "year", "kind", "task", "done", "points", "conclusion"),
        source="年度耕地占补平衡考核; 省级政府耕地保护责任目标考核办法",
    )
