"""用例 Cases: rules tried on facts in a YAML file that a lawyer can read and write.

Each case names a rule, the day whose law applies, the facts, and the outputs expected. Only the outputs named
are compared; numbers compare by value, so ``0.2`` equals ``"0.20"``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.law.codes import Code
from yulin.law.facts import build, plain, read_day
from yulin.law.parameters import Law
from yulin.law.registry import rule
from yulin.law.strict_yaml import read_yaml

KEYS = {"name", "rule", "on", "region", "facts", "expect"}


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case: its name, whether it passed, and one line for each thing that is wrong."""

    name: str
    passed: bool
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The result as a JSON-ready mapping."""
        return {"name": self.name, "passed": self.passed, "problems": list(self.problems)}


def run_cases(path: Path) -> list[CaseResult]:
    """The results of all cases in a file; Refusal when it cannot be read or is no list of cases."""
    content = read_yaml(path)
    if not isinstance(content, list) or not content:
        raise Refusal(_("用例文件 {path} 应是至少一项的列表，每项含 name、rule、on、facts、expect。")
                      .format(path=path))
    results = []
    for number, case in enumerate(content, 1):
        name = str(case.get("name", "")) if isinstance(case, dict) else ""
        problems = _problems(case)
        name = name or _("第 {number} 例").format(number=number)
        results.append(CaseResult(name, not problems, tuple(problems)))
    return results


def _problems(case: Any) -> list[str]:
    """What is wrong with one case: in how it is written, or in what comes out."""
    if not isinstance(case, dict):
        return [_("应写成“键: 值”")]
    if unknown := [str(key) for key in case if key not in KEYS]:
        return [_("不认识 {keys}").format(keys="、".join(unknown))]
    if missing := [key for key in ("rule", "facts", "expect") if not isinstance(case.get(key), str | dict)]:
        return [_("缺少 {keys}").format(keys="、".join(missing))]
    try:
        return _differences(case)
    except Refusal as refusal:
        return [str(refusal)]


def _differences(case: Mapping[str, Any]) -> list[str]:
    """One line for each expected output that did not come out; Refusal where the rule cannot be asked."""
    asked = rule(str(case["rule"]))
    if not isinstance(case["facts"], dict) or not isinstance(case["expect"], dict) or not case["expect"]:
        return [_("facts 和 expect 应写成“键: 值”，expect 至少一项")]
    on = read_day(case.get("on") or case["facts"].get("as_of"))
    if on is None:
        return [_("on 应是日期，例如 2025-06-01")]
    facts: Any = build(asked.facts, case["facts"])
    outputs = asked.function(facts, Law.on(on, str(case.get("region") or ""))).outputs
    known = [f.name for f in fields(asked.outputs)]
    lines = []
    for name, expected in case["expect"].items():
        if name not in known:
            lines.append(_("规则 {rule} 没有结果 {name}；可用的结果：{known}").format(
                rule=asked.name, name=name, known="、".join(known)))
        elif not same(expected, got := getattr(outputs, name)):
            lines.append(_("{name} 应为 {expected}，得到 {got}").format(
                name=name, expected=_shown(expected), got=_shown(got)))
    return lines


def same(expected: Any, got: Any) -> bool:
    """Whether what is expected came out: numbers by value, dates by day, codes by code or label."""
    if expected is None or got is None or isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(got, Code):
        return str(expected) in (got.value, got.label)
    if isinstance(got, int | Decimal | Fraction):
        try:
            return Fraction(expected) == Fraction(got)
        except (ValueError, TypeError, ZeroDivisionError):
            return False
    return bool(str(plain(expected)) == str(plain(got)))


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(plain(value))
