"""价款缴纳 Instalments of a price: due and paid, with what a delay costs left to the contract."""

from __future__ import annotations

from yulin.office.land import payments
from yulin.office.registers.declaration import Bond, Clock, Count, Gate, Milestone, Register, Sum
from yulin.office.registers.fields import Code, Day, Money, Number, RegionCode, Text
from yulin.office.registers.gates import filled
from yulin.office.registers.links import Link
from yulin.office.registers.record import Record


class Instalment(Record):
    """One instalment of one supply."""

    number = Code("缴款编号")
    supply = Link("电子监管号", to="land.Supply")
    region = RegionCode("所在乡镇", optional=False)
    serial = Number("期次", unit="期")
    due = Money("应缴金额", unit="万元", decimals=4)
    due_on = Day("应缴日期", db_index=True)
    paid = Money("实缴金额", unit="万元", decimals=4)
    penalty = Money("违约金", unit="万元", decimals=4)
    voucher = Text("缴款凭证号")

    register = Register(
        code="land.instalment",
        title="价款缴纳台账",
        title_en="Instalments of the price",
        family="land",
        key="number",
        milestones=(Milestone("paid", "缴款"),),
        clocks=(Clock("缴款", due="due_on", until="paid"),),
        gates=(Gate("paid", filled("paid"), "出让合同约定"),),
        figures=(
            Sum("instalment.paid", "价款入库", "paid", on="paid"),
            Count("instalment.count", "价款缴纳", "笔", on="paid"),
        ),
        bonds=(Bond(payments.beyond_price, "出让合同约定", ("due", "supply")),),
        listed=("number", "supply", "serial", "due", "due_on", "paid"),
        source="城镇国有土地使用权出让和转让暂行条例 art. 14; 国土资发〔2010〕34号 (recalled)",
    )
