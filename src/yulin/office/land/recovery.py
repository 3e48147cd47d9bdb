"""出让金追缴 Proceeds to be recovered: reminders, suits, creditor claims, enforcement, and what came in."""

from __future__ import annotations

from yulin.office.registers.conditions import is_
from yulin.office.registers.declaration import Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Choice, Code, Money, RegionCode, Text
from yulin.office.registers.gates import follows
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record

IN_COURT, CLAIM = is_("route", "诉讼", "仲裁"), is_("route", "债权申报")


class Recovery(Record):
    """One debt of one grantee."""

    number = Code("追缴编号")
    supply = Link("电子监管号", to="land.Supply")
    region = RegionCode("所在乡镇", optional=False)
    debtor = Text("欠缴单位", optional=False)
    route = Choice("追缴途径", ["催缴", "诉讼", "仲裁", "债权申报", "移交税务"], optional=False)
    principal = Money("欠缴本金", unit="万元", decimals=4)
    interest = Money("欠缴利息", unit="万元", decimals=4)
    penalty = Money("欠缴违约金", unit="万元", decimals=4)
    court = Text("受理法院")
    case_number = Text("案号")
    administrator = Text("破产管理人")
    claimed = Money("申报债权", unit="万元", decimals=4)
    confirmed = Money("确认债权", unit="万元", decimals=4)
    received = Money("追回金额", unit="万元", decimals=4)

    register = Register(
        code="land.recovery",
        title="出让金追缴台账",
        title_en="Recovery of proceeds",
        family="land",
        key="number",
        milestones=(
            Milestone("reminded", "催缴", document="催缴通知文号"),
            Milestone("filed", "起诉立案", when=IN_COURT),
            Milestone("claimed", "债权申报", when=CLAIM),
            Milestone("decided", "裁判生效", document="裁判文书号", when=IN_COURT),
            Milestone("admitted", "债权确认", when=CLAIM),
            Milestone("enforced", "申请执行", when=IN_COURT),
            Milestone("received", "征缴入库"),
        ),
        gates=(
            Gate("decided", follows("decided", "filed"), "民事诉讼法"),
            Gate("enforced", follows("enforced", "decided"), "民事诉讼法"),
            Gate("admitted", follows("admitted", "claimed"), "企业破产法 第五十八条"),
        ),
        figures=(
            Count("recovery.suits", "司法追缴出让金案件", "件", on="filed"),
            Count("recovery.claims", "债权申报", "件", on="claimed"),
            Sum("recovery.received", "追缴入库", "received", on="received"),
        ),
        listed=("number", "supply", "debtor", "route", "principal", "received"),
        source="出让合同; 企业破产法 arts. 48, 58",
    )
