"""What a number measures (主语与角色): its noun phrase and its role, read off the words around it.

Roles: ``total`` (共, 合计 …), ``task`` (任务, 目标, 下达 …), ``done`` (完成, 办结 …), ``rate`` (…率),
``share`` (占), ``growth`` (增长, 下降 … %), ``change`` (比上年增加 …), ``average`` (人均 …), ``previous`` (上年 …),
``plain``.
"""

from __future__ import annotations

import re

from yulin.audit.report import Quantity
from yulin.audit.units import NO_SIGN

_TAIL = r"(?:了|为|是|达|达到|达到了|约|近|超|超过|逾|共|共计|的|有|至|到|在|：|:|幅度|比例|了约|约为|计)*$"
GROWTH_WORD = re.compile(
    r"(?P<word>增收|减收|增支|减支|增产|减产|增长|增加|上升|提高|提升|上涨|攀升|增幅|增速|涨幅|升幅|增多|递增|增|升|涨|长|多|"
    r"下降|减少|降低|回落|下滑|下跌|降幅|减幅|跌幅|压减|压缩|缩减|收窄|递减|负增长|减|降|少|缩短)率?" + _TAIL)
#: a rate per year over several years, which two amounts do not give without the years
YEARLY = re.compile(r"年均|年平均|平均每年|平均(?:增长|增速|下降|递增)|复合")
_DOWN = re.compile(r"降|减|回落|下滑|下跌|跌|收窄|负增长|少|缩短|压缩")
_SINCE = re.compile(r"(?:比|较|同比|环比|与|同).{0,24}?$")
SHARE_WORD = re.compile(r"(?:占|占比|比重|比例|份额)[^，。；]{0,40}$")
RATE_WORD = re.compile(r"(?P<name>[\u4e00-\u9fff]{0,12}率)(?:[^\u4e00-\u9fff]{0,2})" + _TAIL)
_OF_TASK = re.compile(
    r"(?P<verb>完成|达到|达|为|相当于|实现)(?:了|全年|年度|年初|年|当年|本年|调整|预期|既定|上级|下达|总|省|市|县|区|定){0,4}"
    r"(?P<noun>[^，。；\d]{0,14}?(?:任务|目标|计划|预算|指标|预算数|任务数|目标数|计划数|总任务|调整预算|变动预算|预期))(?:数|额|量)?的?"
    + _TAIL
)
#: 应收, 应完成: what is due (not 供应, 应用, 应急)
OUGHT = r"(?<![供对响反相适感效])应(?![用急对诉答援])"
_TASK = re.compile(
    r"任务|目标|计划(?!生育|单列)|下达|预算(?=数|为|安排|总额|额|是|共|指标|批复|下达|$)|"
    rf"{OUGHT}|需(?!求)|指标|预期|规划|拟|要求"
)
_DONE = re.compile(
    r"完成|已|实际|实有|实现|办结|审结|结案|执结|处置|兑现|到位|决算|执行|落实|达|整改|恢复|建成|销号|审执结|办理|验收|支出|交付|发放"
)
_TOTAL = re.compile(r"(?:共计|合计|总计|总共|累计|共|总数|总额|总量|总|全部|全年|全市|全县|全区)")
_AVERAGE = re.compile(r"(?:人均|户均|亩均|平均|均价|日均|月均|年均|单价|单产|亩产|每[\u4e00-\u9fff]{1,4})")
_PREVIOUS = re.compile(
    r"(?<![比较])(?:上年(?!结转|结余|末结转|旧存|存|遗留|未结|转)|去年|上一年|上年同期|去年同期|同期|上期|年初(?!预算|计划|目标|任务)|期初|上月)(?:度|末|底|同期|数|决算数?|的)*[^，。；]{0,10}$"
)
_BASE_AMOUNT = re.compile(
    r"(?:比|较|与)[^，。；]{0,24}(?:年|同期|年初|上月|上期)(?:末|底|度|同期|普查)?(?:数据|决算数)?的?$"
)
#: 由 A 调整为 B, 从 A 增加到 B: ends the words before A
FROM = re.compile(r"(?:由(?!于)|从)[^，。；]{0,24}$")
_INTO = re.compile(r"[^，。；、]{0,8}(?:到|至|为)\s*$")
BRACKETED = re.compile(r"[（(][^（()）]*[)）]")
_PERIOD = re.compile(
    r"^(?:截至|截止|到|至|自|从)?(?:目前|当前|今年以来|今年|去年|本年度?|上半年|下半年|全年|年内|近年来|同时|其中|其次|此外|另外|另|"
    r"(?:19|20)\d\d年?度?末?底?|\d{1,2}月(?:\d{1,2}日)?(?:末|底|份)?|以来|期间|当年|年末|年底|中(?![央小型心学等药医国])|,|:|：|，|、|和|与|及|以及)+"
)
_HEDGE_TAIL = re.compile(
    r"(?:约为|大约|约|近|逾|超过|突破|不足|超|总共|共计|合计|总计|累计|共有|共|已|为|是|达到了|达到|高达|达|有|了|的|计|：|:|各|仅|至|到|在)+$"
)
_TIME_WORDS = re.compile(
    r"共有|共计|累计|实现|完成|达到|各级|各类|的|了|(?:19|20)\d\d\s*年(?:度)?|\d+|[，,。；;：:、“”\"()（）《》\s*#]"
)


_RATE_TAIL = re.compile(r"(?:完成|办结|结案|审结|处置|整改|到位|执行|兑现|出庭|合格|达标)率(?:为|是|达|达到|约|：|:)?$")


def describe(quantity: Quantity, context: str, before: Quantity | None = None) -> None:
    """Set the quantity's ``subject``, ``role`` and ``sign``; ``context`` is the sentence up to it.

    before: the quantity just before, which words a bare 的 (完成预算数 100 万元的 90%).
    """
    lead = quantity.lead
    if before is not None and quantity.dimension == "percent" and lead.strip() == "的":
        quantity.subject = subject_of(before, context)
        quantity.role = "share" if "占" in before.lead else "rate" if re.search(
            r"完成|达到|为|预算|任务|计划", before.lead) else "plain"
        return
    if before is not None and before.role == "change" and lead.strip("、 ") == "" and quantity.dimension not in (
            "percent", "points", "times", ""):
        quantity.subject, quantity.role, quantity.sign = subject_of(before, context), "change", before.sign
        return  # 增加 1329 处、173.05 万米
    quantity.subject = subject_of(quantity, context)
    growth = GROWTH_WORD.search(lead)
    if (
        not quantity.unit.written
        and quantity.dimension == ""
        and _RATE_TAIL.search(lead)
        and 0 < quantity.value <= 1000
    ):
        quantity.unit = NO_SIGN
    if quantity.dimension == "percent":
        if growth is not None and not _rate_name(lead) and not _reached(lead, context):
            quantity.role = "growth"
            quantity.sign = -1 if _DOWN.search(growth.group("word")) else 1
        elif "占" not in lead and _OF_TASK.search(lead):
            quantity.role = "rate"
        elif "占" in lead or "比重" in lead or "占比" in lead or "比例" in lead:
            quantity.role = "share"
        elif _rate_name(lead):
            quantity.role = "rate"
        return
    if quantity.dimension == "times" and growth is not None and not _reached(lead, context):
        quantity.role = "growth"
        quantity.sign = -1 if _DOWN.search(growth.group("word")) else 1
        return
    if FROM.search(lead) and _INTO.match(quantity.trail):
        quantity.role = "previous"
        return
    if growth is not None and not _reached(lead, context) and _is_change(lead, growth, context, quantity) and (
        _SINCE.search(lead[: growth.start()]) or _compared(context, quantity) or len(lead) - growth.start() <= 4
    ):
        quantity.role = "change"
        quantity.sign = -1 if _DOWN.search(growth.group("word")) else 1
        return
    if quantity.dimension == "points":
        quantity.role = "change"
        quantity.sign = -1 if re.search(r"降|减|回落|低", lead) else 1
    elif _AVERAGE.search(lead):
        quantity.role = "average"
    elif _PREVIOUS.search(BRACKETED.sub("", lead)) or _BASE_AMOUNT.search(BRACKETED.sub("", lead)):
        quantity.role = "previous"
    elif _TASK.search(lead) and not re.search(r"(?:完成|决算|执行)[^，]{0,10}$", lead):
        quantity.role = "task"
    elif _DONE.search(lead):
        quantity.role = "done"
    elif _TOTAL.search(lead):
        quantity.role = "total"


def _reached(lead: str, context: str) -> bool:
    """提高到 62%, 降至 5%: a level that was reached, not a growth rate."""
    return bool(
        re.search(r"(?<!达)(?:到|至)了?$", lead)
        or lead.endswith("为")
        and re.search(r"(?:由|从)[^。；]{0,40}$", context)
    )


def _rate_name(lead: str) -> bool:
    """Does the lead end in a rate's name (完成率, 占比率 …) rather than in a growth word?"""
    lead = BRACKETED.sub("", lead)  # 不起诉率（按人数）为
    return bool(
        re.search(
            r"(?:率|结收比)(?:为|是|达|达到|达到了|约|约为|超|超过|：|:|高达|仅为|仅|均为|均达)*$", lead
        )
    ) and not re.search(r"(?:增长率|增幅率|下降率|递增率|增速率|上升率|减少率)(?:为|是|达|达到|约)*$", lead)


def _compared(context: str, quantity: Quantity) -> bool:
    """Is there a comparison base (比上年, 同比 …) earlier in the clause chain?"""
    tail = context[-60:]
    return bool(re.search(r"(?:比|较|同比|环比|相比)", tail))


def _is_change(lead: str, growth: re.Match[str], context: str, quantity: Quantity) -> bool:
    """增加 100 万元 is a change; 新增耕地 100 亩 and 增加值 are not."""
    word = growth.group("word")
    if (
        lead.endswith("增加值")
        or lead.endswith("新增")
        and not re.search(r"(?:比|较)[^，]*新增$", lead)
        or word in ("长", "多", "少")
        and not re.search(r"(?:比|较|同比|同期)[^，]*$", lead)
        and not re.search(r"(?:比|较)[^，。；]{2,20}多?少?$", context)
    ):
        return False
    before = lead[:growth.start()]
    if (
        before.endswith("新")
        and not re.search(r"(?:比|较)[^，]*新$", before)
        or word in ("升", "涨", "增", "减", "降")
        and not (_compared(context, quantity) or re.search(r"净$", before))
    ):
        return False
    if re.search(r"(?:由|从)[^，]*$", before) and re.search(r"(?:到|至|为)(?:了)?$", lead):
        return False
    return not re.search(r"(?:到|至)(?:了)?$", lead)


def subject_of(quantity: Quantity, context: str) -> str:
    """The noun phrase a number measures: its lead without time words, verbs of amount and hedges."""
    lead = quantity.lead.strip("、和及与 \t\u3000\r\n*#“”\"-·•")
    lead = _HEDGE_TAIL.sub("", lead)
    lead = _PERIOD.sub("", lead)
    lead = _HEDGE_TAIL.sub("", lead).strip("、和及与 的了“”\"")
    if not lead or len(lead) < 2:
        trail = re.match(r"[\u4e00-\u9fff]{1,12}", quantity.trail)
        if trail:
            return trail.group()
    return lead[-30:]


_ALIASES = re.compile(r"国内生产总值|地区生产总值|地区生总值|生产总值（?GDP）?|GDP")


def nouns(text: str) -> str:
    """A phrase stripped to the characters that tell it from another: no time words, digits or punctuation."""
    return _TIME_WORDS.sub("", _ALIASES.sub("生产总值", text))


def likeness(left: str, right: str) -> float:
    """How alike two noun phrases are, 0 … 1: shared pairs of characters over the shorter one's."""
    a, b = nouns(left), nouns(right)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    pairs_a = {a[i:i + 2] for i in range(len(a) - 1)}
    pairs_b = {b[i:i + 2] for i in range(len(b) - 1)}
    if not pairs_a or not pairs_b:
        return 1.0 if a in b or b in a else 0.0
    return len(pairs_a & pairs_b) / min(len(pairs_a), len(pairs_b))
