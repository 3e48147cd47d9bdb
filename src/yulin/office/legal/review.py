"""法制审核 Legal reviews of the bureau's documents, contracts and decisions (行政处罚法 art. 58)."""

from __future__ import annotations

from yulin.office.registers.declaration import Count, Milestone, Register
from yulin.office.registers.fields import Choice, Code, RegionCode, Text
from yulin.office.registers.record import Record


class LegalReview(Record):
    """One document reviewed."""

    number = Code("审核编号")
    title = Text("文件名称", optional=False)
    kind = Choice("文件类型", ["行政文件", "合同", "行政处罚", "行政许可", "其他"])
    section = Text("承办股室")
    reviewer = Text("审核人")
    opinion = Text("审核意见", max_length=1000)
    region = RegionCode("所在区划", ledger=False)

    register = Register(
        code="legal.review",
        title="法制审核台账",
        title_en="Legal reviews",
        family="legal",
        key="number",
        milestones=(Milestone("received", "送审"), Milestone("reviewed", "审核", document="意见书号")),
        figures=(Count("legal.reviews", "法制审核", "件", on="reviewed"),),
        listed=("number", "title", "kind", "section", "reviewer"),
        source="行政处罚法 2021 art. 58; 自然资源行政处罚办法（令12号）art. 32",
    )
