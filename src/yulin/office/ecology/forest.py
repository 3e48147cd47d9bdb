"""林草地使用 Use of forest and grassland, permanent or temporary (森林法 arts. 37, 38)."""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Clock, Count, Milestone, Register, Sum
from yulin.office.registers.fields import Area, Choice, Code, Day, Money, RegionCode, Text
from yulin.office.registers.parcel import Parcel
from yulin.office.registers.record import Record

PERMANENT, TEMPORARY = is_("kind", "永久使用"), is_("kind", "临时使用")


class ForestUse(Record):
    """One project's use of forest or grassland."""

    number = Code("审核编号")
    project = Text("项目名称")
    kind = Choice("使用类型", ["永久使用", "临时使用"], optional=False)
    grade = Choice("林地等级", ["Ⅰ级", "Ⅱ级", "Ⅲ级", "Ⅳ级"])
    region = RegionCode("所在乡镇", optional=False)
    area = Area("使用面积", unit="亩", optional=False)
    forest_area = Area("林地面积", unit="亩")
    grass_area = Area("草地面积", unit="亩")
    fee = Money("植被恢复费", unit="万元", decimals=4)
    expires_on = Day("到期日期")
    parcel = Parcel("地块")

    register = Register(
        code="ecology.forest",
        title="林草地使用台账",
        title_en="Use of forest and grassland",
        family="ecology",
        key="number",
        milestones=(
            Milestone("accepted", "受理"),
            Milestone("submitted", "初审上报", document="上报文号", when=PERMANENT),
            Milestone("approved", "批复", document="批复文号"),
        ),
        clocks=(
            Clock("审批", since="accepted", until="approved", parameter="permits.decision", when=TEMPORARY),
        ),
        figures=(
            Count(
                "forest.permanent_projects", "永久使用林草地项目", "个", on="submitted", where=(PERMANENT,)
            ),
            Sum("forest.permanent_area", "永久使用林草地面积", "area", on="submitted", where=(PERMANENT,)),
            Count("forest.temporary_projects", "临时使用林草地项目", "个", on="approved", where=(TEMPORARY,)),
            Sum("forest.temporary_area", "临时使用林草地面积", "area", on="approved", where=(TEMPORARY,)),
        ),
        listed=("number", "project", "kind", "grade", "region", "area", "fee"),
        source="森林法 2019 arts. 37, 38; 森林法实施条例 art. 16",
    )
