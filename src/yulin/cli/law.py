"""``yulin law``: the rules and parameters of the law, one rule in full, and cases tried on the rules."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from yulin.findings import Refusal
from yulin.i18n import gettext as _

if TYPE_CHECKING:
    from yulin.law.facts import FieldInfo
    from yulin.law.parameters import Law, Parameter
    from yulin.law.registry import Rule

app = typer.Typer(help="法律规则 Rules and parameters of the law with citations.", no_args_is_help=True,
                  add_completion=False)

Format = Annotated[Literal["text", "json"], typer.Option(help="How to print the answer.")]
On = Annotated[str | None, typer.Option(help="The day whose law applies, YYYY-MM-DD; today unless given.")]


@app.command("list", epilog="Example: yulin law list --on 2027-01-01")
def list_(on: On = None, format: Format = "text") -> None:
    """列出 The rules, and the parameters in force on a day."""
    from yulin.law.parameters import Law
    from yulin.law.registry import RULES

    law = Law.on(_day(on))
    if format == "json":
        _print({"on": law.day.isoformat(),
                "rules": [{"name": r.name, "title": _(r.title)} for r in RULES.values()],
                "parameters": [p.as_json() for p in law.in_force()]})
        return
    typer.echo(_("规则"))
    for found in RULES.values():
        typer.echo(f"  {found.name}  {_(found.title)}")
    typer.echo(_("参数（{day} 有效）").format(day=law.day))
    for parameter in law.in_force():
        typer.echo(f"  {_line(parameter)}")


@app.command(epilog="Example: yulin law show idle_land.determination --on 2025-06-01")
def show(
    name: Annotated[str, typer.Argument(metavar="RULE", help="A rule's name, or a parameter's code.")],
    on: On = None, format: Format = "text",
) -> None:
    """说明 One rule with its facts, outputs and parameters; or one parameter with all its values."""
    from yulin.law.facts import describe
    from yulin.law.parameters import Law
    from yulin.law.registry import RULES, rule

    law = Law.on(_day(on))
    if name in law.table and name not in RULES:
        if format == "json":
            _print({"code": name, "values": [p.as_json() for p in law.table[name]]})
        else:
            typer.echo(f"{name}  {_(law.table[name][0].title)}")
            for parameter in law.table[name]:
                typer.echo(f"  {parameter.valid_from} – {parameter.valid_until or ''}  {_line(parameter)}")
        return
    found = rule(name)
    if format == "json":
        _print(_rule_json(found, law))
        return
    typer.echo(f"{found.name}  {_(found.title)}")
    typer.echo(_("事实"))
    for field in describe(found.facts):
        typer.echo(f"  {_field(field)}{_('，必填') if field.needed else ''}")
    typer.echo(_("结果"))
    for field in describe(found.outputs):
        typer.echo(f"  {_field(field)}")
    typer.echo(_("参数（{day} 有效）").format(day=law.day))
    for parameter in _in_force(found, law):
        typer.echo(f"  {_line(parameter)}")


@app.command(epilog="Example: yulin law test cases.yaml")
def test(
    cases: Annotated[Path, typer.Argument(help="A YAML list of cases: name, rule, on, facts, expect.")],
    format: Format = "text",
) -> None:
    """试算 Try the rules on the cases of a file; exit 1 when one fails."""
    from yulin.law.cases import run_cases

    results = run_cases(cases)
    failed = [r for r in results if not r.passed]
    if format == "json":
        _print({"passed": len(results) - len(failed), "failed": len(failed),
                "cases": [r.as_json() for r in results]})
    else:
        for result in results:
            typer.echo(f"{'pass' if result.passed else 'fail'}  {result.name}")
            for problem in result.problems:
                typer.echo(f"      {problem}")
        typer.echo(_("共 {all} 例，失败 {failed} 例").format(all=len(results), failed=len(failed)))
    if failed:
        raise typer.Exit(1)


def _rule_json(found: Rule, law: Law) -> dict[str, Any]:
    from yulin.law.facts import describe

    return {
        "name": found.name, "title": _(found.title), "on": law.day.isoformat(),
        "facts": [f.as_json() for f in describe(found.facts)],
        "outputs": [f.as_json() for f in describe(found.outputs)],
        "parameters": [p.as_json() for p in _in_force(found, law)],
    }


def _in_force(found: Rule, law: Law) -> list[Parameter]:
    """The rule's parameters that hold on the day."""
    return [p for p in law.in_force() if p.code in found.cites]


def _field(field: FieldInfo) -> str:
    """A fact or an output in one line: name, type, title, codes."""
    codes = _("；").join(f"{code} {label}" for code, label in field.codes.items())
    return f"{field.name}  {field.type}  {field.title}" + (f"（{codes}）" if codes else "")


def _line(parameter: Parameter) -> str:
    """A parameter in one line: code, title, value, source, and its mark when it is not verified."""
    source = parameter.citation.sentence()
    note = f"；{_(parameter.note)}" if parameter.note else ""
    return f"{parameter.code}  {_(parameter.title)}：{parameter.amount()}（{source}{note}）"


def _day(text: str | None) -> date:
    """The day written as YYYY-MM-DD, today for None; Refusal otherwise."""
    if text is None:
        return date.today()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refusal(_("“{text}”不是日期；请写成 2026-02-04 这样的形式，并检查该日是否存在。").format(text=text))


def _print(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
