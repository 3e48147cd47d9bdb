"""用例与命令: the format of the contract, failing lines, exit codes."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from yulin.cli.law import app
from yulin.findings import Refusal
from yulin.law.cases import run_cases, same
from yulin.law.parameters import Law
from yulin.law.registry import RULES
from yulin.law.rules.idle_land import Kind

run = CliRunner().invoke

CONTRACT = """
- name: idle one year, never started
  rule: idle_land.determination
  on: 2025-06-01
  facts: {agreed_start: 2024-03-01, started: null}
  expect: {idle: true, kind: A, months_idle: 15, fee_rate: "0.20"}
"""


def case_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_contracts_case_passes(tmp_path: Path) -> None:
    result = run(app, ["test", str(case_file(tmp_path, CONTRACT))])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["pass  idle one year, never started", "共 1 例，失败 0 例"]


def test_a_day_may_be_written_as_text(tmp_path: Path) -> None:
    text = CONTRACT.replace("on: 2025-06-01", 'on: "2025-06-01"').replace("2024-03-01", '"2024-03-01"')
    assert run_cases(case_file(tmp_path, text))[0].passed


def test_a_failing_case_says_which_output_and_ends_with_1(tmp_path: Path) -> None:
    path = case_file(tmp_path, CONTRACT.replace("months_idle: 15", "months_idle: 14") + CONTRACT)
    result = run(app, ["test", str(path)])
    assert result.exit_code == 1
    assert "      months_idle 应为 14，得到 15" in result.stdout.splitlines()
    answer = json.loads(run(app, ["test", str(path), "--format", "json"]).stdout)
    assert (answer["passed"], answer["failed"]) == (1, 1)
    assert answer["cases"][0]["problems"] == ["months_idle 应为 14，得到 15"]


@pytest.mark.parametrize(("old", "new", "says"), [
    ("idle_land.determination", "idle_land.determinatio", "没有名为“idle_land.determinatio”的规则"),
    ("agreed_start:", "agreed:", "不认识的事实 agreed"),
    ("kind: A", "colour: A", "没有结果 colour"),
    ("2024-03-01", "2024-02-30", "agreed_start 的值“2024-02-30”不对"),
    ("  on: 2025-06-01\n", "", "on 应是日期"),
    ("on: 2025-06-01", "on: soon", "on 应是日期"),
    ("on: 2025-06-01", "when: 2025-06-01", "不认识 when"),
    (CONTRACT.splitlines()[-1], "  expect: {}", "expect 至少一项"),
    ("rule: idle_land.determination", "rule: [1]", "缺少 rule"),
    ("on: 2025-06-01", "on: 2005-06-01", "没有收录"),
])
def test_a_case_that_cannot_be_tried_fails_in_one_line(
    tmp_path: Path, old: str, new: str, says: str,
) -> None:
    bad, good = run_cases(case_file(tmp_path, CONTRACT.replace(old, new) + CONTRACT))
    assert not bad.passed
    assert len(bad.problems) == 1 and says in bad.problems[0]
    assert good.passed


@pytest.mark.parametrize("text", ["", "{}", "a: 1", "- [", "x"])
def test_a_file_that_is_no_list_of_cases_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refusal, match="cases.yaml"):
        run_cases(case_file(tmp_path, text))
    assert isinstance(run(app, ["test", str(tmp_path / "cases.yaml")]).exception, Refusal)


def test_a_case_that_is_no_mapping_fails(tmp_path: Path) -> None:
    (result,) = run_cases(case_file(tmp_path, "- nonsense"))
    assert (result.name, result.passed) == ("第 1 例", False)


@pytest.mark.parametrize(("expected", "got", "equal"), [
    ("0.2", Decimal("0.20"), True), (Decimal("0.2"), Decimal("0.20"), True),
    ("1/3", Fraction(1, 3), True),
    (15, 15, True), ("15", 15, True), (14, 15, False), ("many", 15, False),
    (True, True, True), (1, True, False),
    ("true", True, False), (None, None, True), (None, 0, False), (0, None, False), ("A", Kind.A, True),
    ("未动工", Kind.A, True), ("B", Kind.A, False), ("abc", "abc", True),
])
def test_comparison_is_by_value(expected: object, got: object, equal: bool) -> None:
    assert same(expected, got) is equal


def test_list_names_rules_and_parameters() -> None:
    text = run(app, ["list", "--on", "2026-06-01"]).stdout
    assert "  idle_land.determination  闲置土地认定" in text.splitlines()
    assert "survey.patch_other" in text and "（未核实）" in text
    answer = json.loads(run(app, ["list", "--on", "2026-06-01", "--format", "json"]).stdout)
    assert len(answer["rules"]) == len(RULES)
    assert [p["code"] for p in answer["parameters"]] == [p.code for p in Law.on(date(2026, 6, 1)).in_force()]


def shown(*arguments: str) -> dict[str, Any]:
    return dict(json.loads(run(app, ["show", *arguments, "--format", "json"]).stdout))


def test_show_names_facts_outputs_and_the_parameters_of_the_day() -> None:
    answer = shown("offset.required", "--on", "2027-01-01")
    assert [f["name"] for f in answer["facts"]] == [
        "cultivated_m2", "paddy_m2", "permanent_farmland_m2", "grade", "inside_plan"]
    assert answer["facts"][0] == {"name": "cultivated_m2", "title": "占用耕地（平方米）", "type": "decimal",
                                  "needed": True, "codes": {}}
    assert "required" in [f["name"] for f in answer["outputs"]]
    multiple = next(p for p in answer["parameters"] if p["code"] == "offset.permanent_farmland_multiple")
    assert multiple["citation"]["certainty"] == "verified"
    text = run(app, ["show", "idle_land.determination", "--on", "2025-06-01"]).stdout
    causes = "holder 企业原因；government 政府原因；force_majeure 不可抗力"
    assert f"  cause  code | null  闲置原因（{causes}）" in text
    assert "  months_idle  integer | null  自起算日起的整月数" in text


def test_show_takes_a_parameter_too() -> None:
    answer = shown("cases.decision")
    assert [(v["value"], v["until"]) for v in answer["values"]] == [("60", "2024-04-30"), ("90", None)]
    assert "2014-07-01 – 2024-04-30" in run(app, ["show", "cases.decision"]).stdout


@pytest.mark.parametrize("arguments", [["show", "nothing"], ["list", "--on", "2025-02-30"],
                                       ["test", "none.yaml"]])
def test_refusals(arguments: list[str]) -> None:
    result = run(app, arguments)
    assert isinstance(result.exception, Refusal)
    assert result.stdout == ""
