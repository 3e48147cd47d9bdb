"""What is too uncertain to accuse (另有解释), and relations that such texts do hold."""

import pytest

from yulin.audit import audit_text

#: consistent, though a hasty reader finds a contradiction
INNOCENT = (
    # the second list is of spending, the first makes its total
    "完成基金收入1,296万元,占年初预算2400万元的54.0%,其中土地出让收入1101万元,配套费收入125万元,处理费收入70万元;"
    "完成基金支出3104万元,占年初预算5200万元的59.7%。",
    # tax and non-tax revenue make the grand total, not the local one
    "累计完成财政总收入8046万元。其中:地方公共财政预算收入完成5120万元;上划中央收入完成2926万元。\n"
    "分结构看:累计完成税收收入6012万元,税收占财政总收入的比重为74.72%;累计完成非税收入2034万元,"
    "非税收入占财政总收入比重为25.28%。",
    # another basis
    "一般公共预算收入(同口径)完成24118万元,同比增长9.1%,增收3015万元。",
    "收入完成24118万元,按可比口径增长9.1%,增收3015万元。",
    # the shares are of the 160 received, not of the 149 settled
    "平台共接收投诉160件,受理121件,同比下降12.30%;办结149件,同比下降10.41%。\n"
    "从来源来看,电话接收64件,占比40.0%;网络填写96件,占比60.0%。",
    # 比例 of days; cities are no part of cities
    "浓度最低的3个城市依次是甲、乙和丙。除丁外,26个城市完成了目标。全省38个城市平均优良天数比例为79.4%。",
    # bridges in number and in length, two classes of several
    "全市公路桥梁8214座、412 406.3m,比上年增加102座、6 214.8m,其中,特大桥52座、61 020.5m,大桥 401座、90 133.7m。",
    # an open list of rounded counts
    "基层机构48.6万个,其中:服务中心2.5万个,卫生院3.1万个,村卫生室28.9万个,诊所12.1万个。",
    # the density is per ten thousand km²
    "公路密度61.30公里/百平方公里,增加1.21公里/百平方公里。",
)

HELD = (
    ("完成财政总收入6150万元,占年初预算12300万元的50.0%。其中:税收收入4900万元,占年初预算9800万元的50.0%;"
     "非税收入1250万元,占年初预算2500万元的50.0%。", ("4900 + 1250", "9800 + 2500")),
    ("累计完成收入8046万元,比上年同期增加712万元。其中:地方收入完成5120万元,增加803万元;上划收入完成2926万元,减少91万元。",
     ("803 - 91", "5120 + 2926")),
    ("年末拥有泊位3120个,比上年减少150个。其中,沿海泊位1012个,减少62个;内河泊位2108个,减少88个。",
     ("1012 + 2108", "62 + 88")),
    ("“三公”经费预算数为120.50万元,其中:因公出国(境)费40.20万元,公务用车购置及运行费60.10万元,公务接待费20.20万元。"
     "“三公”经费预算比上年减少9.50万元,压缩7.31%。", ("9.5 / (120.5 + 9.5) × 100", "40.20 + 60.10 + 20.20")),
    ("总诊疗人次6.42亿,比上年增加0.52亿人次(增长8.8%)。", ("0.52亿人次 / (6.42亿 - 0.52亿人次) × 100",)),
    ("经审查后(含上期积存)批准逮捕71件120人,不批准逮捕22件31人,不捕率为20.53%。", ("31 / (120 + 31) × 100",)),
    ("共起诉303人。共不起诉58人,其中情节轻微不起诉51人,证据不足不起诉7人,不起诉率(按人数)为16.07%。",
     ("58 / (303 + 58) × 100", "51 + 7")),
    ("全省开发投资7215亿元,同比增长3.1%。其中,住宅投资5120亿元,增长2.2%。\n"
     "东部投资3611亿元,增长1.9%;中部投资2004亿元,增长4.4%;西部投资1500亿元,增长4.8%;北部投资100亿元,增长0.2%。",
     ("3611 + 2004 + 1500 + 100",)),
    ("出口6.42万亿元,增长1.1%;进口5.13万亿元,增长0.4%;贸易顺差1.29万亿元。", ("6.42 - 5.13",)),
    ("年末总人口8120万人,比上年末减少12万人。全年出生人口61万人;死亡人口73万人。", ("73 - 61",)),
    ("生产总值81204亿元,比上年增长5.1%。最终消费支出拉动经济增长2.8个百分点,资本形成总额拉动经济增长1.6个百分点,"
     "净出口拉动经济增长0.7个百分点。", ("2.8 + 1.6 + 0.7",)),
)


@pytest.mark.parametrize("text", INNOCENT)
def test_a_text_with_another_reading_is_not_accused(text: str) -> None:
    """No error and no warning."""
    assert [(f.kind, f.formula) for f in audit_text(text).findings if f.level in ("error", "warning")] == []


@pytest.mark.parametrize(("text", "formulas"), HELD)
def test_what_holds_is_listed(text: str, formulas: tuple[str, ...]) -> None:
    """Each relation stands under checked; nothing is accused."""
    report = audit_text(text)
    squeezed = {(c.formula or "").replace(".10", ".1").replace(".20", ".2").replace(".50", ".5")
                for c in report.checked}
    wanted = {f.replace(".10", ".1").replace(".20", ".2").replace(".50", ".5") for f in formulas}
    assert wanted <= squeezed
    assert not [f for f in report.findings if f.level == "error"]


def test_a_wrong_surplus_is_an_error() -> None:
    """The nouns name both operands."""
    findings = audit_text("出口6.42万亿元,增长1.1%;进口5.13万亿元,增长0.4%;贸易顺差1.92万亿元。").findings
    assert [(f.rule, f.level, f.computed) for f in findings] == [("surplus", "error", "1.29")]
