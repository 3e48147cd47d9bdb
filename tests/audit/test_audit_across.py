"""Reports given together, and reports held against known figures: what is the same quantity, and what is not."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from yulin.audit import audit_text
from yulin.audit.across import compare_documents
from yulin.audit.against import hold_against, year_to_hold
from yulin.audit.elsewhere import KnownFigure
from yulin.audit.identity import identity_of
from yulin.cli.audit import app
from yulin.findings import Refusal

LAST = "青禾区自然资源局2024年工作报告\n全区耕地保有量工作稳步推进。{body}\n"
THIS = "青禾区自然资源局2025年工作报告\n全年主要工作按计划完成。{body}\n"

#: (last year's sentence, this year's sentence, verdict): same, differs (error), restated (warning), nothing
PAIRS = [
    ("年末耕地保有量为123456.78亩。", "上年末耕地保有量为123456.78亩。", "same"),
    ("年末耕地保有量为123456.78亩。", "上年末耕地保有量为123465.78亩。", "differs"),
    ("2024年末耕地保有量8230.45公顷。", "2024年末耕地保有量123456.75亩。", "same"),
    ("年末批而未供土地存量1641.42亩。", "年初批而未供土地存量1614.42亩。", "differs"),
    ("年末结转和结余资金312.50万元。", "年初结转和结余资金312.50万元。", "same"),
    ("年末结转和结余资金312.50万元。", "年初结转和结余资金321.50万元。", "differs"),
    ("全年供应土地30宗。", "上年供应土地33宗。", "restated"),
    ("全年供应土地30宗。", "全年供应土地33宗。", "nothing"),  # two years, two figures
    ("年末耕地保有量为123456亩。", "年末耕地保有量为123465亩。", "nothing"),
    ("年末耕地保有量约12万亩。", "上年末耕地保有量为123465亩。", "nothing"),  # hedged
    ("其中柳林镇年末耕地保有量300亩。", "上年末耕地保有量123465亩。", "nothing"),  # a part
    ("年末耕地保有量300亩，年末耕地保有量301亩。", "上年末耕地保有量302亩。", "nothing"),  # names two numbers
    ("全年办结信访事项112件。", "较上年办结信访事项增加12件。", "nothing"),
    ("年末林地保有量5000亩。", "上年末耕地保有量5001亩。", "nothing"),
    ("年末耕地保有量5000亩。", "上年末耕地保有量5000公斤。", "nothing"),
]


@pytest.mark.parametrize(("last", "this", "verdict"), PAIRS)
def test_last_years_report_and_this_years(last, this, verdict):
    reports = [audit_text(LAST.format(body=last), "2024.txt"), audit_text(THIS.format(body=this), "2025.txt")]
    compare_documents(reports)
    found = [[r for r in [*x.findings, *x.checked] if r.rule == "across_documents"] for x in reports]
    levels = {"same": [None], "differs": ["error"], "restated": ["warning"], "nothing": []}[verdict]
    assert [[r.level for r in f] for f in found] == [levels, levels]
    for own, other, relations in ((reports[0], reports[1], found[0]), (reports[1], reports[0], found[1])):
        for relation in relations:
            assert relation.kind == "repeat"
            assert relation.other.path == other.path
            assert other.text[slice(*relation.other.span)] in relation.other.quote
            assert own.text[slice(*relation.place)] == relation.quantities[0].text
            assert other.path in relation.message


def test_two_papers_of_one_year_and_one_issuer():
    head = "青禾区自然资源局2025年{kind}\n耕地恢复任务240亩，完成耕地恢复面积{done}亩。\n"
    reports = [audit_text(head.format(kind="工作报告", done="228.42"), "报告.docx"),
               audit_text(head.format(kind="工作总结", done="282.42"), "总结.docx")]
    compare_documents(reports)
    assert [[(f.level, f.stated, f.expected) for f in r.findings] for r in reports] == [
        [("error", "228.42", "282.42")], [("error", "282.42", "228.42")]]
    assert [[f.message for f in r.checked if f.rule == "across_documents"] for r in reports] == [
        ["“耕地恢复任务”与《总结.docx》 第 2 段一致：240亩"], ["“耕地恢复任务”与《报告.docx》 第 2 段一致：240亩"]]


@pytest.mark.parametrize("title", [
    "红石县自然资源局2025年工作报告", "2025年工作报告", "关于做好近期工作的通知", ""])
def test_another_region_or_an_unknown_one_is_never_compared(title):
    reports = [audit_text(THIS.format(body="完成耕地恢复面积228.42亩。"), "a.txt"),
               audit_text(f"{title}\n完成耕地恢复面积282.42亩。\n", "b.txt")]
    compare_documents(reports)
    assert [r.findings for r in reports] == [[], []]


def test_the_same_file_given_twice_says_nothing_of_itself():
    text = THIS.format(body="完成耕地恢复面积228.42亩。")
    reports = [audit_text(text, "a.txt"), audit_text(text, "copy.txt")]
    compare_documents(reports)
    assert [r.checked for r in reports] == [[], []]


@pytest.mark.parametrize(("opening", "year", "region", "issuer"), [
    ("青禾区自然资源局2025年度工作报告", 2025, "青禾区", "青禾区自然资源局"),
    ("关于青禾区2024年国民经济和社会发展计划执行情况的报告", 2024, "青禾区", ""),
    ("2023年青禾市红石县国民经济统计公报", 2023, "青禾市红石县", ""),
    ("# 青禾区自然资源局\n\n2025年工作总结", 2025, "青禾区", "青禾区自然资源局"),
    ("青自资发〔2025〕12号\n关于报送材料的通知", None, "", ""),
    ("今年以来，全区供应土地30宗。", None, "", ""),
])
def test_what_a_title_says(opening, year, region, issuer):
    found = identity_of(opening + "\n正文。")
    assert (found.year, found.region, found.issuer) == (year, region, issuer)


@pytest.mark.parametrize(("opening", "as_of"), [
    ("青禾区自然资源局2025年工作报告\n（统计截至 2025-09-30）", "2025-09-30"),
    ("青禾区自然资源局2025年工作报告\n(as of 2025-09-30)", "2025-09-30"),
    ("青禾区自然资源局2025年上半年工作总结", "2025-06-30"),
    ("青禾区自然资源局2025年1—11月工作情况", "2025-11-30"),
    ("青禾区自然资源局2025年工作总结\n（2025年11月20日）", "2025-11-20"),
    ("青禾区自然资源局2025年工作总结\n（2026年1月）", "None"),
    ("青禾区自然资源局2025年工作总结", "None"),
])
def test_the_day_that_a_reports_figures_stand_on(opening, as_of):
    assert str(identity_of(opening + "\n正文。").as_of) == as_of


# --- against known figures -------------------------------------------------------------------------------------

FIGURES = [
    KnownFigure("restoration.task", "耕地恢复任务", Decimal("240.00"), "亩", 2025, 26, ("耕地恢复任务",)),
    KnownFigure("restoration.done", "耕地恢复完成", Decimal("228.42"), "亩", 2025, 25, ("耕地恢复完成",)),
    KnownFigure("restoration.rate", "耕地恢复完成率", Decimal("95.18"), "%", 2025, 26, ("耕地恢复完成率",), "看台账"),
    KnownFigure("supply.parcels", "供地宗数", Decimal("30"), "宗", 2025, 30, ("供地宗数", "供应土地")),
    KnownFigure("supply.area", "供地面积", Decimal("1377.39"), "亩", 2025, 30, ("供地面积", "供应土地面积")),
    KnownFigure("supply.proceeds", "出让金", Decimal("193810"), "万元", 2025, 20, ("出让金",)),
]


@pytest.mark.parametrize(("body", "said"), [
    ("耕地恢复任务240亩，完成228.42亩，完成率95.18%。",
     {"restoration.task": None, "restoration.done": None, "restoration.rate": None}),
    ("耕地恢复任务240亩，完成228.42亩，完成率95.16%。",
     {"restoration.task": None, "restoration.done": None, "restoration.rate": "error"}),
    ("全年供应土地30宗，面积1377.39亩，收取出让金19.38亿元。",
     {"supply.parcels": None, "supply.area": None, "supply.proceeds": None}),
    ("全年供应土地33宗，面积91.83公顷。", {"supply.parcels": "error", "supply.area": None}),
    ("全年供应土地约33宗。", {}),
    ("上年供应土地33宗。", {}),
    ("其中柳林镇供应土地5宗。", {}),
    ("供应土地中公开出让20宗。", {}),
    ("供应土地增加5宗。", {}),
])
def test_held_against_known_figures(body, said):
    report = audit_text(THIS.format(body=body), "a.txt")
    hold_against(report, FIGURES, year_to_hold(report, ["青禾区"]))
    found = {r.figure.code: r.level for r in [*report.findings, *report.checked] if r.figure}
    assert found == said
    for finding in report.findings:
        if finding.figure is not None:
            assert finding.figure.code in finding.message
            assert finding.as_json(1, report.text)["figure"]["code"] == finding.figure.code


@pytest.mark.parametrize(("title", "why"), [
    ("红石县自然资源局2025年工作报告", "不是本单位辖区"), ("工作报告", "未注明年度")])
def test_a_report_of_another_region_or_of_no_year_is_not_held(title, why):
    with pytest.raises(Refusal, match=why):
        year_to_hold(audit_text(title + "\n供应土地30宗。"), ["青禾区"])


# --- the command -----------------------------------------------------------------------------------------------


def test_a_folder_is_read_whole_and_a_broken_file_is_an_entry_of_its_own(tmp_path):
    (tmp_path / "in").mkdir()
    for n in range(12):
        text = f"任务 240 亩，完成 228.42 亩，完成率 95.1{8 - n % 2 * 2}%。"
        (tmp_path / f"{n:02}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "in" / "broken.docx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "in" / "photo.jpg").write_bytes(b"no report")
    (tmp_path / "in" / "~$lock.docx").write_bytes(b"lock")
    result = CliRunner().invoke(app, [str(tmp_path), "--format", "json"])
    said = json.loads(result.stdout)
    assert result.exit_code == 2
    assert [d["path"][-6:] for d in said["documents"]] == [f"{n:02}.txt" for n in range(12)]
    assert [len(d["findings"]) for d in said["documents"]] == [0, 1] * 6
    assert [entry["path"] for entry in said["refused"]] == [str(tmp_path / "in" / "broken.docx")]
    assert said["refused"][0]["message"] in result.stderr


def test_an_empty_folder_is_refused(tmp_path):
    assert isinstance(CliRunner().invoke(app, [str(tmp_path)]).exception, Refusal)


def test_documents_given_together_are_compared_in_the_command(tmp_path):
    (tmp_path / "2024.txt").write_text(LAST.format(body=PAIRS[1][0]), encoding="utf-8")
    (tmp_path / "2025.txt").write_text(THIS.format(body=PAIRS[1][1]), encoding="utf-8")
    result = CliRunner().invoke(app, [str(tmp_path / "2024.txt"), str(tmp_path / "2025.txt"), "-f", "json"])
    first, second = json.loads(result.stdout)["documents"]
    assert result.exit_code == 1
    assert first["findings"][0]["other"]["path"] == second["path"]
    assert second["findings"][0]["other"]["path"] == first["path"]
