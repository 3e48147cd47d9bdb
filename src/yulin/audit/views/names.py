"""The words by which levels and kinds of check are shown (用语), and the one line of totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yulin.i18n import gettext as _

LEVELS = ("error", "warning", "note")


def level_name(level: str | None) -> str:
    """The level as a reader of the report knows it."""
    return {"error": _("错误"), "warning": _("警告"), "note": _("提醒")}.get(level or "", _("一致"))


def kind_name(kind: str) -> str:
    """The kind of check in the report's language."""
    return {
        "rate": _("完成率"), "share": _("占比"), "sum": _("合计"), "difference": _("差额"), "growth": _("增长"),
        "conversion": _("单位换算"), "comparison": _("比较"), "average": _("平均"), "missing_number": _("缺数"),
        "missing_unit": _("缺单位"), "date": _("日期"), "repeat": _("前后重复"),
    }.get(kind, kind)


def rule_name(relation: Mapping[str, Any]) -> str:
    """The kind of a relation, more closely where it reaches beyond the document."""
    return {"across_documents": _("跨文核对"), "against_records": _("与台账核对")}.get(
        relation["rule"], kind_name(relation["kind"]))


def more_of(relation: Mapping[str, Any]) -> list[str]:
    """What is said of a relation's JSON beside its message: the formula in the text's own nouns, the tolerance, the
    correction, and for a finding how to see the records behind it.
    """
    said = []
    words = relation.get("formula_in_words")
    if words and words != relation.get("formula"):
        said.append(_("算式：{formula}").format(formula=words))
    if relation.get("tolerance"):
        said.append(_("容差：{tolerance}").format(tolerance=relation["tolerance"]))
    if relation.get("suggestion"):
        said.append(_("建议改为：{suggestion}").format(suggestion=relation["suggestion"]))
    if relation.get("level") and relation.get("figure") and relation["figure"]["hint"]:
        said.append(relation["figure"]["hint"])
    return said


def counts(document: Mapping[str, Any]) -> dict[str, int]:
    """How many quantities, relations that hold, and findings of each level a document's JSON has."""
    found = {level: sum(f["level"] == level for f in document["findings"]) for level in LEVELS}
    return {"quantities": len(document["quantities"]), "checked": len(document["checked"]), **found}


def totals(document: Mapping[str, Any]) -> str:
    """The one line that sums a document up."""
    said = _("数量 {quantities} 个，核对一致 {checked} 处，错误 {error}，警告 {warning}，提醒 {note}")
    return said.format(**counts(document))


def by_gravity(findings: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The findings, gravest first, then in the order of the text."""
    return sorted(findings, key=lambda f: (LEVELS.index(f["level"]), f["mark"]))
