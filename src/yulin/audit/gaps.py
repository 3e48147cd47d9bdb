"""Missing numbers and units (缺数, 缺单位): masks (**件, XX亩), blanks before a unit (总面积亩), rates without %.

A gap is a finding of its own; it is never read as zero. A mask in a name (**市, xx路) is no gap.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading
from yulin.audit.units import UNIT_PATTERN
from yulin.i18n import gettext as _

_MASK = r"(?:[*＊]+(?:\.[*＊]+)?|[XxＸｘ×]+(?:\.[XxＸｘ×]+)?|(?:\\?_){2,}|[＿]{2,}|[○〇●△□]{2,})"
_MASKED = re.compile(
    rf"(?<![A-Za-z*＊_\\×])(?P<mask>{_MASK})(?P<rest>\s*(?:[余多]\s*)?(?:[万亿千百]{{0,2}}\s*(?:{UNIT_PATTERN})|％|月|日|号(?=[^楼])|年))")
_YEAR_MASK = re.compile(r"(?<![*＊])(?P<mask>[*＊]{4})(?=版|年|[-—]|）|\))")
_NAME_AFTER = re.compile(r"(?:市|省|区|县|镇|乡|局|路|街|校|院|厅|部门|科|股|室|高速|学习)")
_MEASURE = r"(?:万亩|亩|公顷|平方米|平方公里|公里|万元|亿元|公斤|万吨|吨|立方米)"
_NO_NUMBER = re.compile(
    rf"(?P<head>[\u4e00-\u9fff]{{2,8}}?)(?P<hedge>[约近共达为]?)(?P<space>[ \t\u3000_]{{0,8}})(?P<unit>{_MEASURE})"
    r"(?=\s*(?:[，。；、,;）)（(]|\n|$))"
)
_NOT_HEADS = re.compile(r"(?:每|几|数|单位|按|以|元|计|多少|[零一二两三四五六七八九十百千万亿半余]|若干|\d)$")
_COUNT_UNITS = re.compile(r"单位|每|/")
_DOCUMENT = re.compile(r"(?:[〔\[【]\s*(?:\\?_)*\s*[〕\]】])\s*\d+\s*号")
_RATE_NO_SIGN = re.compile(r"率(?:为|是|达|达到|约|高达)?\s*$")
_GROWTH_NO_SIGN = re.compile(
    r"(?:同比|环比|比上年(?:同期)?|较上年(?:同期)?|比去年(?:同期)?|较去年(?:同期)?)(?:分别)?"
    r"(?:增长|下降|上升|提高|减少|增加|增产|减产|回落)(?:了|约)?\s*$")
_SIGN_ALONE = re.compile(
    r"(?:占(?=[ \t]{1,2}[%％])|"
    r"任务|计划|预算|目标|总数|总量|总额|比重|比例|率|增长|下降)数?[的为达占]?\s{0,2}(?=[%％])")
#: rates that are written without a sign
_BARE_RATE = re.compile(r"(?:容积|市盈|市净|汇|倍|生育|频|功|周转|折旧年)率")
_WITHIN = re.compile(r"\s*(?:内|以内|之内)(?!容|部|外|生|陆|地|河|在|涵|蒙|江|需|设)")


def find_gaps(reading: Reading) -> list[Relation]:
    """Every number or unit that the text leaves out."""
    text = reading.text
    found = [*_masks(text), *_blanks(reading), *_signs(text), *_documents(text), *_units(reading)]
    kept: list[Relation] = []
    for relation in sorted(found, key=lambda r: r.span):
        if not kept or relation.span[0] >= kept[-1].span[1]:
            kept.append(relation)
    return kept


def _gap(span: tuple[int, int], message: str, level: str = "warning", unit: bool = False) -> Relation:
    return Relation("missing_unit" if unit else "missing_number", span, (), message,
                    "note" if level == "note" else "warning", rule="unit" if unit else "number")


def _masks(text: str) -> list[Relation]:
    found = []
    for m in _MASKED.finditer(text):
        rest = m.group("rest").strip()
        if _is_name(text, m, rest):
            continue
        found.append(_gap(m.span("mask"), _("“{text}”处缺少数字").format(text=m.group().strip())))
    for m in _YEAR_MASK.finditer(text):
        found.append(_gap(m.span("mask"), _("“{text}”处缺少年份").format(text=m.group("mask")), "note"))
    return found


def _is_name(text: str, m: re.Match[str], rest: str) -> bool:
    """A mask that hides a name: **家园, xx年级 …; markdown's ** around bold words."""
    after = text[m.end():m.end() + 4]
    if rest.endswith(
        ("家", "个", "部", "所", "站", "名", "面", "口", "方", "位", "组", "把", "手", "项", "道", "米")
    ) and re.match(r"家园|家庄|性|门|队|村镇|人民|长|目|路", after):
        return True
    line = text.rfind("\n", 0, m.start()) + 1
    if m.group("mask") == "**" and text[m.end("mask"):m.end("mask") + 1].strip():
        opened = text.count("**", line, m.start())
        closes = text.find("**", m.end(), m.end() + 60)
        if (
            opened % 2 == 1
            and re.search(r"\*\*[^*\n]{1,60}$", text[line : m.start()])
            and m.group("rest")[:1].strip() == ""
        ):
            return True
        if text[line:m.start()].strip() == "" and closes >= 0:
            return True
    return False


def _blanks(reading: Reading) -> list[Relation]:
    found = []
    text = reading.text
    ends = [q.end for q in reading.quantities]
    for m in _NO_NUMBER.finditer(text):
        k = bisect_right(ends, m.start("unit"))
        if k < len(ends) and reading.quantities[k].start < m.end("unit"):
            continue  # the unit of a number (吨公里)
        head = m.group("head") + m.group("hedge")
        before = text[max(0, m.start("unit") - 1):m.start("unit")]
        if _NOT_HEADS.search(head) or _COUNT_UNITS.search(head) or before.isdigit():
            continue
        start = m.start("unit") - min(4, m.start("unit") - m.start())
        found.append(_gap((start, m.end("unit")), _("“{text}”缺少数字").format(text=text[start:m.end("unit")])))
    return found


def _signs(text: str) -> list[Relation]:
    """完成任务的%: the sign without its number."""
    return [_gap((m.start(), m.end() + 1), _("“{text}”缺少数字").format(text=text[m.start():m.end() + 1]))
            for m in _SIGN_ALONE.finditer(text)]


def _documents(text: str) -> list[Relation]:
    return [_gap(m.span(), _("文号“{text}”缺少年份").format(text=m.group()), "note") for m in _DOCUMENT.finditer(text)]


def _units(reading: Reading) -> list[Relation]:
    found = []
    for q in reading.quantities:
        if q.unit.written or q.spelled:
            continue
        rate = bool(_RATE_NO_SIGN.search(q.lead)) and q.value >= 0 and not _BARE_RATE.search(q.lead)
        rate = rate or bool(_GROWTH_NO_SIGN.search(q.lead))
        if rate and abs(q.value) <= 1000 and _ends_clause(reading.text, q):
            found.append(
                _gap((q.start, q.end), _("“{text}”缺少单位“%”").format(text=q.lead.strip()[-6:] + q.text), unit=True)
            )
        elif _WITHIN.match(reading.text, q.end) and q.lead.strip().endswith(("后", "起", "在", "前")):
            found.append(_gap((q.start, q.end), _("“{text}内”缺少时间单位").format(text=q.text), unit=True))
    return found


def _ends_clause(text: str, q: Quantity) -> bool:
    return bool(re.match(r"\s*(?:[，。；,;、）)\n]|$)", text[q.end:q.end + 3]))
