"""The district's published work report of 2025, as ``.docx`` and as the same words in ``.txt``.

It states every figure that the ledgers add up to, and carries one slip: the completion rate of restored farmland is
printed as 95.16 % where 228.42 ÷ 240 gives 95.18 %. An audit of the report has to find exactly that.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yulin.sample import names

TITLE = f"{names.BUREAU}2025年工作报告"


@dataclass(frozen=True)
class Block:
    """A piece of the report: ``kind`` is title, head, sub, para or table; a table's text is its rows."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


BLOCKS: tuple[Block, ...] = (
    Block("title", TITLE),
    Block("para", "（2026年1月）"),
    Block("para",
          "2025年，我局在区委、区政府领导下，守住资源安全底线，做好项目用地服务，全年主要工作按计划完成。现将有关情况报告如下。"),
    Block("head", "一、要素保障"),
    Block("sub", "（一）用地报批"),
    Block("para",
          "全年组卷上报建设用地批次11个，其中城市批次9个、乡村批次2个，总面积903.83亩，为29个重点项目落实了用地来源。"
          "启用规划指标的批次共9个，使用指标60.19公顷。征收前期工作同步推进，印发征收土地预公告40份、土地现状调查公告40份。"),
    Block("sub", "（二）土地供应"),
    Block("para",
          "全年供应土地30宗，面积1377.39亩。其中，以招标、拍卖、挂牌方式公开出让20宗，面积911.01亩，成交价款193810万元。"
          "供后监管方面，开展土地市场动态巡查112次，对逾期未动工的地块逐宗提醒。"),
    Block("sub", "（三）存量盘活"),
    Block("para", "批而未供土地年度消化任务1641.42亩，实际消化1778.64亩，处置率108.36%；"
          "闲置土地年度处置任务57.96亩，实际处置89.06亩，处置率153.66%。两项任务均超额完成，情况见表1。"),
    Block("table", "表1 存量土地处置情况", (
        ("事项", "任务（亩）", "完成（亩）", "处置率（%）"),
        ("批而未供土地", "1641.42", "1778.64", "108.36"),
        ("闲置土地", "57.96", "89.06", "153.66"))),
    Block("sub", "（四）林草地使用"),
    Block("para", "办理永久使用林草地初审上报12个项目，面积199.43亩；审批临时使用林草地3个项目，面积107.77亩。"),
    Block("head", "二、耕地保护"),
    Block("sub", "（一）占补平衡"),
    Block("para", "为8个城市批次和1个乡村批次落实补充耕地338.12亩、粮食产能214203.9公斤，保障项目12个，"
          "收取耕地开垦费4059.6045万元，做到了数量与产能同步补足。"),
    Block("sub", "（二）耕地恢复"),
    Block("para",
          "耕地恢复年度任务240亩，当年验收228.42亩，完成率95.16%。余下图斑已明确责任单位，列入下一年度整改清单。"),
    Block("sub", "（三）标志维护"),
    Block("para", "对5个村的永久基本农田保护壁重新粉刷，修复保护碑24处，界限和责任更加醒目。"),
    Block("head", "三、基础工作"),
    Block("sub", "（一）调查与测绘"),
    Block("para", "年度国土变更调查更新图斑669个，面积5987.29亩，成果通过部级核查；日常变更入库图斑47个，面积154.49亩。"
          "完成勘测定界76宗，面积3116.51亩。"),
    Block("sub", "（二）空间规划"),
    Block("para", "3个乡镇（街道）的国土空间总体规划通过专家评审，1个已经人大审议。"),
    Block("sub", "（三）生态与民生"),
    Block("para", "救助野生动物50只。其中，二级31只，三级2只，三有12只，未定级5只。为4处殡葬设施建立了数据档案。"),
    Block("head", "四、法治建设"),
    Block("para", "坚持先审后发，合法性审核各类文件18件。全年主要业务数量见表2。"),
    Block("table", "表2 主要业务数量", (
        ("业务", "数量", "面积（亩）"),
        ("上报批次", "11个", "903.83"), ("供应土地", "30宗", "1377.39"), ("勘测定界", "76宗", "3116.51"),
        ("年度变更图斑", "669个", "5987.29"), ("日常变更图斑", "47个", "154.49"))),
    Block("para", "下一年，我局将继续压实耕地保护责任，加快低效用地再开发，提高土地利用效率。"),
    Block("para", names.BUREAU),
    Block("para", "2026年1月15日"),
)


def report_text() -> str:
    """The report as plain text: one paragraph a line, cells of a table row separated by tabs."""
    lines: list[str] = []
    for block in BLOCKS:
        lines.append(block.text)
        lines += ["\t".join(row) for row in block.rows]
    return "\n".join(lines) + "\n"


def write_report(folder: Path) -> list[Path]:
    """Write both forms into ``folder``; returns their paths."""
    plain = folder / f"{TITLE}.txt"
    plain.write_text(report_text(), encoding="utf-8")
    return [_write_docx(folder / f"{TITLE}.docx"), plain]


def _write_docx(path: Path) -> Path:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = "仿宋"
    normal.font.size = Pt(14)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
    for block in BLOCKS:
        if block.kind == "title":
            document.add_heading(block.text, level=0).alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif block.kind in ("head", "sub"):
            document.add_heading(block.text, level=1 if block.kind == "head" else 2)
        else:
            paragraph = document.add_paragraph(block.text)
            if block.kind == "table":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif len(block.text) > 20:
                paragraph.paragraph_format.first_line_indent = Pt(28)
        if block.rows:
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    document.core_properties.author = names.BUREAU
    document.core_properties.title = TITLE
    document.save(str(path))
    return path
