"""Sentences in the manner of work reports, with their relations known by construction.

``[a=1641.42]`` writes a number and names it; ``[b/a*100|2]`` writes a number computed from named ones, at that
many decimals: it is one relation of the kind listed before the sentence (``-``: none). New figures of the same
size can be put in for the named ones, so one sentence is a family of sentences.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yulin.quantities.rounding import round_half_even

SENTENCES: tuple[tuple[str, str], ...] = (
    # rates: done ÷ task
    ("rate", "全年恢复任务[a=312]亩，已完成[b=287.45]亩，完成率[b/a*100|2]%。"),
    (
        "rate",
        "市级下达我区闲置土地处置任务[a=1204.6]亩，截至年底实际处置[b=1311.08]亩，处置率为[b/a*100|2]%。",
    ),
    ("rate", "全年受理群众来信[a=1284]件，办结[b=1239]件，办结率[b/a*100|1]%。"),
    ("rate", "共受理各类案件[a=5321]件（其中旧存212件），审结[b=5107]件，审结率达[b/a*100|2]%。"),
    ("rate", "年初预算为[a=845.30]万元，支出决算为[b=832.17]万元，完成年初预算的[b/a*100|2]%。"),
    ("rate", "行政运行年初预算[a=1032.6]万元，支出决算[b=1101.4]万元，完成预算的[b/a*100|1]%。"),
    ("rate", "全县一般公共预算收入完成[b=34127]万元，完成年初预算数[a=36500]万元的[b/a*100|1]%。"),
    ("rate", "排查出问题[a=418]个，已整改[b=397]个，整改率[b/a*100|1]%。"),
    ("rate", "应出庭案件[a=86]件，负责人出庭[b=81]件，出庭率[b/a*100|2]%。"),
    ("rate", "计划投资[a=13.5]亿元，实际完成投资[b=12.84]亿元，投资完成率[b/a*100|2]%。"),
    (
        "difference,rate",
        "送审金额[a=4215.36]万元，审定金额[b=3897.11]万元，核减[a-b|2]万元，核减率[(a-b)/a*100|2]%。",
    ),
    ("rate", "目标任务为[a=520]户，累计完成[b=498]户，完成率为[b/a*100|2]％。"),
    ("rate", "下达补充耕地任务[a=2100]亩，验收入库[b=1985.6]亩，任务完成率百分之[b/a*100|1]。"),
    # shares
    ("share", "全年办理登记业务[w=8432]件，其中首次登记[p=1217]件，占[p/w*100|2]%。"),
    (
        "sum,share,share",
        "本年支出合计[p+q|2]万元，其中：基本支出[p=1322.18]万元，占[p/(p+q)*100|2]%；"
        "项目支出[q=655.42]万元，占[q/(p+q)*100|2]%。",
    ),
    (
        "sum,share,share,share",
        "本年收入合计[p+q+r|2]万元，其中：财政拨款收入[p=2210.55]万元，占[p/(p+q+r)*100|1]%；"
        "事业收入[q=318.20]万元，占[q/(p+q+r)*100|1]%；其他收入[r=41.07]万元，占[r/(p+q+r)*100|1]%。",
    ),
    (
        "share",
        "政府采购支出总额[w=912.40]万元。授予中小企业合同金额[p=705.32]万元，占政府采购支出总额的[p/w*100|1]%。",
    ),
    ("share", "民生支出[p=18.62]亿元，占一般公共预算支出[w=23.11]亿元的[p/w*100|1]%。"),
    ("share", "收到申请[w=366]件，予以公开[p=212]件，占申请总数的[p/w*100|1]%。"),
    (
        "share,share",
        "全区耕地面积[w=43250]亩。其中水田[p=12344]亩，占耕地面积的[p/w*100|2]%；"
        "旱地[q=20115]亩，占耕地面积的[q/w*100|2]%。",
    ),
    (
        "share,share",
        "甲类、乙类项目投资分别为[p=21.3]亿元和[q=35.9]亿元，占总投资[w=80.4]亿元的[p/w*100|1]%和[q/w*100|1]%。",
    ),
    (
        "sum",
        "地区生产总值[p+q+r|2]亿元，其中第一产业增加值[p=12.31]亿元，增长3.1%；第二产业增加值[q=85.42]亿元，"
        "增长4.9%；第三产业增加值[r=77.08]亿元，增长6.2%。",
    ),
    # sums
    ("sum", "共办理用地报件[p+q+r|0]个（其中城市批次[p=14]个，乡镇批次[q=9]个，单独选址[r=6]个）。"),
    ("sum", "全年出让土地[p+q|0]宗，其中挂牌[p=26]宗，协议出让[q=7]宗。"),
    (
        "sum,sum",
        "全县在建项目[p+q|0]个，总投资[x+y|2]万元。其中省级项目[p=12]个，投资[x=5120.35]万元；"
        "县级项目[q=31]个，投资[y=2288.60]万元。",
    ),
    ("sum", "拍卖[p=112.4]亩、挂牌[q=386.75]亩、划拨[r=95.03]亩，合计[p+q+r|2]亩。"),
    ("sum", "获得上级补助[p=350.2]万元、本级配套[q=120.5]万元，共计[p+q|1]万元。"),
    ("sum", "新增耕地[p=1205.4]亩，预计年底还可新增耕地[q=322.7]亩，新增耕地可达[p+q|1]亩。"),
    (
        "sum",
        "征地总面积[p+q+r|4]公顷，包括农用地[p=31.2045]公顷、建设用地[q=4.0312]公顷、未利用地[r=0.8120]公顷。",
    ),
    ("sum", "受理案件[p+q|0]件，其中旧存[p=188]件，新收[q=3120]件。"),
    ("sum", "全年粮食总产量[p+q|2]万吨，其中夏粮[p=12.35]万吨，秋粮[q=28.77]万吨。"),
    (
        "sum",
        "全镇收入[p=111.32]万元，加上级补助收入[q=1422.1]万元，上年结余[r=35.08]万元，收入总计[p+q+r|2]万元。",
    ),
    ("sum", "本级收入[p=2318.4]万元，增长3.2%。加上转移支付收入[q=905.6]万元，收入总计[p+q|1]万元。"),
    ("sum", "进出口总额[p+q|1]亿元，增长5.6%，其中出口[p=41.2]亿元，进口[q=12.6]亿元。"),
    ("sum", "年末在职人员[p+q|0]人，其中：行政人员[p=38]人，事业人员[q=57]人。"),
    (
        "sum",
        "森林面积由乔木林[p=4123.5]公顷、竹林[q=812.3]公顷、灌木林[r=1504.2]公顷组成，合计[p+q+r|1]公顷。",
    ),
    ("sum", "常住人口[p+q|2]万人，其中城镇人口[p=35.42]万人，乡村人口[q=21.18]万人。"),
    # growth and differences
    ("growth", "机关运行经费支出[a=212.36]万元，比上年增加[d=18.22]万元，增长[d/(a-d)*100|2]%。"),
    ("growth", "收入总计[a=1433.57]万元。与2023年相比，收入总计减少[d=102.41]万元，下降[d/(a+d)*100|2]%。"),
    ("growth", "审结民事案件[a=2210]件，同比上升[d/(a-d)*100|2]%，同比增加[d=187]件。"),
    ("growth", "今年出让土地[a=512.3]亩，上年为[b=488.1]亩，增长[(a-b)/b*100|1]%。"),
    ("growth", "受理案件[a=932]件，去年同期为[b=1105]件，同比下降[(b-a)/b*100|2]%。"),
    ("-,growth", "全年净增登记企业[d=425]户。登记企业由[b=3122]户增加到[b+d|0]户，增长[d/b*100|1]%。"),
    (
        "growth,growth",
        "新收案件[a=532]件[x=768]人，去年同期为[b=787]件[y=1279]人，件数和人数分别同比下降"
        "[(b-a)/b*100|2]%、[(y-x)/y*100|2]%。",
    ),
    ("-,difference", "耕地面积由[b=41200.5]亩增加到[b+d|1]亩，增加[b+d-b|1]亩。其中复垦新增[d=665.7]亩。"),
    ("difference", "高标准农田今年[a=15600]亩，上年[b=13250]亩，比上年增加[a-b|0]亩。"),
    ("difference", "共收到问题线索[a=612]件，已办结[b=588]件，尚有[a-b|0]件未办结。"),
    ("difference", "送审金额[a=2819.72]万元，审定金额[b=2653.63]万元，核减[a-b|2]万元。"),
    (
        "difference",
        "上级下达基本农田保护面积[b=21409.4]亩，规划基本农田保护面积[a=21506.6]亩（增划面积[a-b|1]亩）。",
    ),
    ("difference", "预算安排[a=560.0]万元，实际支出[b=512.4]万元，结余[a-b|1]万元。"),
    ("-,difference", "今年提高[d=0.82]个百分点。城镇化率由[b=61.25]%提高到[b+d|2]%，提高[b+d-b|2]个百分点。"),
    ("sum,-", "年末户籍人口[p+q|2]万人，其中男性[p=31.50]万人，女性[q=29.73]万人；城镇[x=20.10]万人，"
              "乡村[p+q-x|2]万人。"),
    ("sum,sum", "办理复议案件[p+q+r|0]件，其中维持[p=30]件、撤销[q=3]件、终止[r=12]件；"
                "办理应诉案件[x+y|0]件，其中一审[x=12]件、二审[y=8]件。"),
    ("sum", "受理案件[p+q|0]件，其中受理民事案件[p=60]件；受理行政案件[q=40]件。"),
    ("rate", "年末常住人口[a=56.60]万人，其中城镇常住人口[b=35.40]万人，常住人口城镇化率[b/a*100|2]%，"
             "比上年末提高0.5个百分点。"),
    ("difference", "全年出生率为[a=6.82]‰，死亡率为[b=5.95]‰，自然增长率为[a-b|2]‰。"),
    ("growth", "产值由[a=20.1]亿元增加到[b=50.3]亿元，增长[(b-a)/a|1]倍。"),
    ("average", "接待游客[n=210]万人次，实现旅游收入[t=12.3]亿元，人均消费[t*10000/n|0]元。"),
    ("growth", "受理来信[a=812]件，较上年减少[d=64]件（下降[d/(a+d)*100|1]%）。"),
    ("growth", "全市人口[a=141.18]万人，与2010年的[b=133.97]万人相比，增长[(a-b)/b*100|2]%。"),
    ("difference", "户均人口为[a=2.62]人，比2010年的[b=3.10]人减少[b-a|2]人。"),
    ("sum,share,share,share", "收到建议[p+q+r|0]件，所提建议分为三类：一是经济类[p=40]件，"
                              "占[p/(p+q+r)*100|1]%；二是城建类[q=52]件，占[q/(p+q+r)*100|1]%；三是民生类[r=36]件，占[r/(p+q+r)*100|1]%。"),
    # conversions
    ("conversion", "项目用地[a=12.4518]公顷（合[a*15|2]亩）。"),
    ("conversion", "总规模[a=74.1286]公顷（[a*15|2]亩），工期两年。"),
    ("conversion", "面积[a=3.25]万亩，折合[a*10000/15|2]公顷。"),
    ("conversion", "投资[a=13560]万元，即[a/10000|3]亿元。"),
    # averages
    ("average", "出让土地[n=32]宗，成交价款[t=48520]万元，平均每宗[t/n|2]万元。"),
    ("average", "发放补助[t=315.6]万元，惠及[n=1204]户，户均[t*10000/n|2]元。"),
    ("average", "征地[n=420.5]亩，补偿费[t=2102.5]万元，亩均[t/n|2]万元。"),
    # thousands commas, full-width and ASCII punctuation, spaces
    ("rate", "任务 [a=1,640.00] 亩,目前完成 [b=1,512.30] 亩,完成率 [b/a*100|2] %。"),
    ("sum", "共有车辆[p+q+r|0]辆,其中:领导用车[p=2]辆、执法用车[q=9]辆、其他用车[r=4]辆。"),
    ("share", "全市森林面积[w=３２１.5]万亩，其中公益林[p=１１２.8]万亩，占[p/w*100|1]％。"),
    ("growth", "一般公共预算支出[a=1,107.52]万元,比上年减支[d=92.40]万元,下降[d/(a+d)*100|1]%。"),
    (
        "sum",
        "“三公”经费支出[p+q+r|2]万元，其中：因公出国（境）费[p=1.20]万元；公务用车购置及运行费[q=8.45]万元；公务接待费[r=0.93]万元。",
    ),
    (
        "sum,sum",
        "办理案件[p+q|0]件，涉案金额[x+y|1]万元。其中，民事案件[p=312]件，金额[x=812.4]万元；行政案件[q=45]件，金额[y=90.2]万元。",
    ),
    (
        "rate,rate",
        "全年受理申请[a=512]件，办结[b=497]件，办结率[b/a*100|2]%；其中受理重点项目申请[c=86]件，办结[d=85]件，办结率[d/c*100|2]%。",
    ),
    (
        "share,share,share",
        "热线受理诉求[w=71184]件。咨询类[p=33523]件，占[p/w*100|2]%；求助类[q=21570]件，占[q/w*100|2]%；"
        "投诉类[r=3783]件，占[r/w*100|2]%。",
    ),
    ("sum", "安排资金[p+q+r|1]亿元，包括：中央资金[p=1.2]亿元，省级资金[q=0.8]亿元，市县资金[r=2.3]亿元。"),
    (
        "growth,growth",
        "收、支总计分别为[a=1125.49]万元、[b=1143.91]万元。与上年相比，收、支总计分别减少[d=126.86]万元、[e=157.97]万元，"
        "分别下降[d/(a+d)*100|2]%、[e/(b+e)*100|2]%。",
    ),
    ("growth", "在校生[a=27.64]万人，比上年增加[d=5394]人，增长[d/10000/(a-d/10000)*100|1]%。"),
)

TRAPS: tuple[str, ...] = (
    "全年完成造林3.2万亩。育苗任务0.05万亩，抚育任务0.92万亩。",
    "完成8个批次52.31公顷建设用地的规划指标使用。",
    "全年救助野生动物60只，其中二级保护动物25只，三有动物11只。",
    "全市林地面积124.5万亩，森林覆盖率31.2%，比上年提高0.3个百分点。",
    "依据《条例》第12条，自然资发〔2024〕15号文件要求，于2025年3月4日至8日开展检查。",
    "开展“4·22”世界地球日宣传3次，发放资料2000余份，受众约1.2万人次。",
    "国道G345线、8511项目、“1+6”规划、5A级景区2处、PM2.5浓度下降明显。",
    "办公电话0356-2031234，热线12345，邮编048000，网址www.example.gov.cn/2025/01。",
    "一般公共预算收入18.2亿元，为预算的101.3%，增长4.5%。支出30.6亿元，完成预算的97.2%，增长6.1%。",
    "地区生产总值230.5亿元，按不变价格计算，比上年增长5.1%，上年为221.0亿元。",
    "完成投资26亿元，占年度计划的87%，比时序进度快3个百分点。",
    "全年实现税收3.1亿元，其中工业税收1.2亿元，同比增长12%；企业研发投入2.8亿元。",
    "出动执法人员600人次，检查企业240家次，整改隐患130处，整改率98%。",
    "受理首次登记120件，转移登记560件，平均办理时间由5天压缩至3天。",
    "现有干部42人，其中党员30人，女干部18人，研究生以上学历9人。",
    "耕地保有量不低于30万亩，永久基本农田不低于26万亩，森林覆盖率达到35%以上。",
    "分三批次完成，第一批2个，第二批5个，涉及6个乡镇21个村。",
    "1.完成项目2个。2.新建道路3条、5公里。3.发放补助60万元。",
    "合同价为1200元/平方米，建筑面积3500平方米，绿地率35%。",
    "近三年累计投入超过2亿元，年均增长约12%，惠及群众10余万人。",
)

_SLOT = re.compile(r"\[(?:(?P<name>[a-z])=(?P<value>[^\]]+)|(?P<expr>[^\]|=]+)\|(?P<decimals>\d))\]")


@dataclass(frozen=True)
class Written:
    """A number in a rendered sentence: where it stands, its text, and whether it was computed."""

    start: int
    end: int
    text: str
    computed: bool


@dataclass(frozen=True)
class Sentence:
    """A rendered sentence, its numbers, and (kind, number) of each relation in it."""

    text: str
    numbers: tuple[Written, ...]
    relations: tuple[tuple[str, str], ...]


def render(kinds: str, template: str, seed: int | None = None) -> Sentence:
    """The sentence with its own figures (seed None), or with others of the same size and precision."""
    chance = random.Random(seed)
    values: dict[str, Fraction] = {}
    shown: dict[str, str] = {}
    for slot in _SLOT.finditer(template):
        if slot.group("name"):
            text = slot.group("value")
            plain = text.replace(",", "").translate({ord("０") + i: str(i) for i in range(10)})
            if seed is not None:
                plain = text = _other(plain, chance)
            values[slot.group("name")] = Fraction(plain)
            shown[slot.group("name")] = text
    pieces, numbers, relations, at, length = [], [], [], 0, 0
    todo = kinds.split(",")
    for slot in _SLOT.finditer(template):
        before = template[at:slot.start()]
        if slot.group("name"):
            text = shown[slot.group("name")]
        else:
            exact = eval(slot.group("expr"), {"__builtins__": {}}, dict(values))
            text = str(round_half_even(Fraction(exact), int(slot.group("decimals"))))
            relations.append((todo[len(relations)], text))
        length += len(before)
        numbers.append(Written(length, length + len(text), text, slot.group("name") is None))
        length += len(text)
        pieces += [before, text]
        at = slot.end()
    labelled = tuple(pair for pair in relations if pair[0] != "-")
    return Sentence("".join(pieces) + template[at:], tuple(numbers), labelled)


def _other(number: str, chance: random.Random) -> str:
    """Another number of about the size (0.85 to 1.15 times) and the same decimals."""
    value = Decimal(number)
    decimals = -value.as_tuple().exponent if value.as_tuple().exponent < 0 else 0
    changed = value * Decimal(chance.randint(850, 1150)) / 1000
    return str(max(changed.quantize(Decimal(1).scaleb(-decimals)), Decimal(2).scaleb(-decimals)))


def broken(sentence: Sentence, which: int, chance: random.Random) -> str:
    """The sentence with the leading digit of one number changed."""
    number = sentence.numbers[which]
    at = next((i for i, c in enumerate(number.text) if c in "123456789１２３４５６７８９"), None)
    if at is None:
        return sentence.text
    digit = int(number.text[at])
    other = chance.choice([d for d in range(1, 10) if abs(d - digit) >= 2])
    place = number.start + at
    return sentence.text[:place] + str(other) + sentence.text[place + 1:]
