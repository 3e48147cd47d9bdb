"""The scanner (取数): every number in a text that measures something, with its unit, hedge and written precision.

Not quantities, and skipped: dates, document numbers, ordinals, list numbers, names with digits (G342, 8511项目,
“1+7”), telephone numbers, titles in 《》. Offsets are those of the text given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from yulin.audit import numerals
from yulin.audit.report import Quantity
from yulin.audit.units import AFTER_NUMBER, COUNT_PATTERN, NO_UNIT, RATIO_UNIT, UNIT_PATTERN, unit_of

#: thousands parted by commas, by full-width commas or by spaces; the last two only before a decimal or a unit
_ARABIC = (
    r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?"
    rf"|(?<![\d，])\d{{1,3}}(?:，\d{{3}})+(?:\.\d+|(?=\s?[万亿]?(?:{UNIT_PATTERN})))"
    rf"|(?<![\d.,])\d{{1,3}}(?:[ \u00a0\u2009\u202f]\d{{3}})+(?!\d)(?:\.\d+)?(?=\s?[万亿]?(?:{UNIT_PATTERN}))"
    r"|\d+(?:\.\d+)?"
)
_CHINESE = r"[〇零一二两三四五六七八九十百千万亿]+(?:点[〇零一二三四五六七八九]+)?"

#: Stretches in which no number is a quantity.
_SKIP = re.compile(
    r"《[^《》\n]{0,120}》"
    r"|[“\"][^“”\"\n]{0,14}[”\"]"
    r"|(?:https?://|www\.)[\w./?=&%#:-]+|(?<![\w.-])[\w.-]{1,40}@[\w.-]+"
    r"|[〔\[【][^〕\]】\n]{0,8}[〕\]】]\s*第?\s*[\d—-]+\s*号|[〔\[【]\s*\d{1,4}\s*[〕\]】]"
    r"|[(（]\s*(?:19|20)\d\d\s*[)）]\s*第?\s*\d+\s*号|(?:19|20)\d\d\s*[)）〕\]】]\s*第?\s*\d+\s*号"
    r"|(?<!\d)(?:19|20)\d\d\s*(?:年?度?\s*[-—–~～至到]+\s*(?:19|20)?\d\d)\s*(?:学?年度?|$|(?=[，。、）)]))"
    r"|(?<![\d.])(?:19|20)\d\d\s*(?:年|学年|财年)(?:度|初|末|底|\s*第?[一二三四1-4]\s*季度)?(?:\s*\d{1,2}\s*月)?"
    r"(?:\s*\d{1,2}\s*日)?(?:\s*\d{1,2}\s*[时点](?:\s*\d{1,2}\s*分)?)?"
    r"|(?<!\d)(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<![\d.个])\d{1,2}\s*(?:月\s*)?[-—–~～至到]\s*\d{1,2}\s*月(?:份|末|底)?"
    r"|(?<![\d.个])\d{1,2}\s*月(?!\s*\d{1,2}\s*日)(?:份|初|末|底|中旬|上旬|下旬)?"
    r"|(?<![\d.个])\d{1,2}\s*月\s*\d{1,2}\s*[日号]?(?:\s*[-—–~～至到]+\s*(?:\d{1,2}\s*月\s*)?\d{1,2}\s*[日号])?"
    r"|(?<!\d)\d{1,2}\s*日(?![内前后])(?:\s*[-—–~～至到]+\s*\d{1,2}\s*日)?"
    r"|(?<!\d)\d{1,2}\s*[时点]\s*\d{1,2}\s*分|(?<![\d:：.])\d{1,2}[:：]\d{2}(?![\d:：.%])"
    r"|第\s*(?:\d+|" + _CHINESE + r")\s*[\u4e00-\u9fff]?|前[一二三]季度|[一二三四]季度"
    r"|(?<!\d)1\d{10}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)|(?<![\d.])\d{15,}(?![\d.])"
    r"|(?<![\d.,])\d+(?:[-—]\d+)*\s*号(?!楼房)"
    r"|(?<![A-Za-zΑ-ω])[A-Za-zΑ-ω]{1,16}[-—]?\d[\d.]*(?:[A-Za-z]+)?|(?<![\d.])\d+[A-DF-JLN-Zaeijnoqruxyz][A-Za-z]*"
    r"|(?<![\d.])\d{1,4}\s*[+＋]\s*[\dXNn]+(?:\s*[+＋]\s*\d+)*"
    r"|(?<![\d.,])\d{3,}(?=项目|工程|行动计划)"
    r"|[一二三四五六七八九十]次产业|十[一二三四五]五|(?<!\d)三[公农区线](?!\d)|[一二三四五六七八九十]届[一二三四五六七八九十]次"
    r"|(?<![\d.])(?:9\d{2}|1[01]\d{1,3}|12\d{3})(?=热线|电话|平台)",
    re.MULTILINE)

_HEADING = re.compile(
    r"(?:^|(?<=[。；;：:！？\n]))[ \t\u3000#*>]*"
    r"(?:[（(]\s*\d{1,2}\s*[)）]"
    rf"|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}\s*(?:[、．]|\.(?!\d)|[ \t]+(?=[\u4e00-\u9fff])(?![万亿]?(?:{UNIT_PATTERN})))"
    r"|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、．.])",
    re.MULTILINE,
)

_BEFORE_HEDGE = re.compile(
    r"(大约|约为|大概|接近|将近|逾|超过|突破|不足|不到|不低于|不少于|不超过|近|约|超|达到或超过|至少|最多|多达|上)\s*$"
)
_NOT_HEDGE = re.compile(
    r"(?:集约|节约|签约|条约|契约|邀约|履约|违约|最近|附近|靠近|临近|赶超|反超|规上|以上|线上|网上|马上|会上|"
    r"地上|[率额量数资]超)$"
)
_AFTER_HEDGE = re.compile(
    r"[ \t]*(以上|以下|左右|上下|以内|之内|余|多(?=[^\u4e00-\u9fff\d]|个|户|人|家|次|亩|元|公顷|件|项)|之多)"
)
_RANGE = re.compile(r"\s*[-—–~～]+\s*$")
_CHINESE_UNIT = re.compile(
    rf"\s*(?P<more>[余多])?\s*(?:{COUNT_PATTERN}|亩|公顷|元|吨|公里|米|倍|成(?![立为效果功员都本品绩长])|年(?!级)|天|小时|个月|个工作日|平方)"
)
_WORDS_WITH_ONE = re.compile(r"[唯统同单第之每某另任逐进万初]$")
_RATIO = re.compile(r"(?<![\d.:：])\d+(?:\.\d+)?(?:\s*[:：∶]\s*\d+(?:\.\d+)?){1,4}(?![\d:：])")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio as written (比例): ``3.9:59.5:36.6``; ``parts`` are its numbers as quantities."""

    start: int
    end: int
    parts: tuple[Quantity, ...] = ()


@dataclass(slots=True)
class Scan:
    """All that was found: quantities in text order, ratios, and the stretches skipped as no quantities."""

    quantities: list[Quantity]
    ratios: list[Ratio]
    skipped: list[tuple[int, int]]


_NUMBER = re.compile(rf"百分之(?P<pct>{_ARABIC}|{_CHINESE})|(?P<num>{_ARABIC})|(?P<cn>{_CHINESE})")


def _ratio_parts(text: str, ratio: Ratio, number: int) -> list[Quantity]:
    """Each number of a ratio as a quantity of its own, without a unit."""
    parts: list[Quantity] = []
    for m in re.finditer(r"\d+(?:\.\d+)?", text[ratio.start:ratio.end]):
        value, decimals = numerals.arabic(m.group())
        part = Quantity(number + len(parts), ratio.start + m.start(), ratio.start + m.end(), m.group(), value, decimals,
                        RATIO_UNIT)
        part.base = Fraction(value)
        parts.append(part)
    return parts


def scan(text: str) -> Scan:
    """The quantities of ``text`` (as the file has it; full-width digits are understood)."""
    text = text.translate(numerals.FULL_WIDTH)
    skipped = sorted([m.span() for m in _SKIP.finditer(text)] + [m.span() for m in _HEADING.finditer(text)])
    skipped = [span for span in skipped if not _only_quantity(text, span)]
    ratios = list(_ratios(text, skipped))
    closed = sorted(skipped + [(r.start, r.end) for r in ratios])
    quantities: list[Quantity] = []
    at = 0
    waiting = list(ratios)
    placed: list[Ratio] = []
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        while waiting and waiting[0].start <= start:
            parts = _ratio_parts(text, waiting[0], len(quantities) + 1)
            quantities += parts
            placed.append(Ratio(waiting[0].start, waiting.pop(0).end, tuple(parts)))
        while at < len(closed) and closed[at][1] <= start:
            at += 1
        if _covered(closed, at, start, end) or start < (quantities[-1].end if quantities else 0):
            continue
        found = _quantity(text, match, len(quantities) + 1)
        if found is not None:
            quantities.append(found)
    return Scan(quantities, placed, skipped)


def _covered(closed: list[tuple[int, int]], at: int, start: int, end: int) -> bool:
    for low, high in closed[at:at + 4]:
        if low < end and start < high:
            return True
    # a long skipped stretch may begin earlier than its neighbours
    return any(low < end and start < high for low, high in closed[max(0, at - 3):at])


def _only_quantity(text: str, span: tuple[int, int]) -> bool:
    """A quoted stretch that holds nothing but a number and a unit is a quantity after all (“300亩”)."""
    inner = text[span[0]:span[1]]
    return bool(re.fullmatch(r"[“\"]\d+(?:\.\d+)?(?:亩|万亩|公顷|万元|亿元|%)[”\"]", inner))


def _ratios(text: str, skipped: list[tuple[int, int]]) -> Iterator[Ratio]:
    for m in _RATIO.finditer(text):
        if any(low < m.end() and m.start() < high for low, high in skipped):
            continue
        yield Ratio(m.start(), m.end())


def _quantity(text: str, match: re.Match[str], number: int) -> Quantity | None:
    start, end = match.span()
    spelled = match.group("cn") is not None
    hedge = None
    if match.group("pct"):
        digits = match.group("pct")
        parsed = numerals.arabic(digits) if digits[0].isdigit() else numerals.chinese(digits)
        if parsed is None:
            return None
        unit = unit_of("", "%")
    elif spelled:
        if not _is_spelled_quantity(text, match):
            return None
        words = match.group("cn")
        parsed = numerals.chinese(words)
        if parsed is None:
            return None
        unit = NO_UNIT
    else:
        if text[max(0, start - 1):start] in ".．" and start and text[start - 1:start]:
            return None
        parsed = numerals.arabic(match.group("num"))
        unit = NO_UNIT
    value, decimals = parsed
    if not match.group("pct"):
        name = ""
        after = AFTER_NUMBER.match(text, end)
        if after is not None:
            name, multi = after.group("unit") or "", after.group("multi") or ""
            if name and _not_a_unit(text, after, name):
                name = ""
            if name or multi:
                unit = unit_of(multi, name, (after.group("per") or "").strip() if name else "")
                end = after.end() if name else after.end("multi")
                if after.group("more1") or after.group("more2"):
                    hedge = "余"
            elif after.group("more1"):
                hedge = "余"
        if name == "成":
            return None
    low = start
    if text[start - 1:start] == "-" and not spelled and text[start - 2:start - 1] not in _DIGITS:
        value, low = -value, start - 1
    before = text[max(0, low - 6):low]
    if _RANGE.search(before) and text[low - 2:low - 1] in _RANGE_LEFT:
        hedge = "范围"
    rest = text[end:end + 6]
    if re.match(r"\s*[-—–~～]+\s*\d", rest):
        hedge = "范围"
    prefix = _BEFORE_HEDGE.search(before)
    if hedge is None and prefix and not _NOT_HEDGE.search(before[:prefix.end(1)]):
        hedge = prefix.group(1)
    suffix = _AFTER_HEDGE.match(rest)
    if hedge is None and suffix:
        hedge = suffix.group(1)
    quantity = Quantity(number, low, end, text[low:end], value, decimals, unit, hedge, spelled)
    quantity.base = quantity_base(quantity)
    return quantity


_DIGITS = tuple("0123456789")
_RANGE_LEFT = tuple("0123456789%年月日个元亩时")


def quantity_base(quantity: Quantity) -> Fraction:
    """The quantity in base units."""
    return Fraction(quantity.value) * quantity.unit.factor



def _not_a_unit(text: str, after: re.Match[str], name: str) -> bool:
    """Words that begin like a unit: 个性, 人均, 项目, 家庭, 年级 …"""
    tail = text[after.end("unit"):after.end("unit") + 1]
    return name + tail in _NOT_UNITS


_NOT_UNITS_TEXT = (
    "项目 家庭 人民 人均 年级 个性 部门 位于 名为 期间 日前 级别 度假 条例 件事 分别 类别 门诊 所有 张家 "
    "口岸 方面 方案 方式 班子 组织 队伍 站点 站位 对比 对口 对应 套路 道路 段落 节约 面对 面积 手续 把握 "
    "单位 场所 支持 支出 支付 台账 片区 根据 面向 本级 位居 周年 米粉 款项 种植 种子 名列 名单 位列 间接 "
    "例如 册子"
)
_NOT_UNITS = frozenset(_NOT_UNITS_TEXT.split())


def _is_spelled_quantity(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    words = match.group("cn")
    if words in ("一", "万", "千", "百", "亿", "零", "〇", "十", "千万", "百万", "万一", "万千"):
        return False
    if _WORDS_WITH_ONE.search(text[max(0, start - 1):start]) and len(words) == 1:
        return False
    unit = _CHINESE_UNIT.match(text, end)
    if unit is None or text[unit.end() - 1:unit.end() + 1] in _NOT_UNITS:
        return False
    return text[start - 1:start] not in _DIGITS
