"""Writes docs/reference/law-rules.md from the rules and parameters themselves: nothing in it is typed twice."""

from __future__ import annotations

from pathlib import Path

from yulin.law.facts import FieldInfo, describe
from yulin.law.parameters import FOLDER, Parameter, load_parameters
from yulin.law.registry import RULES, Rule

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "law-rules.md"
HEAD = """# The rules and the parameters

Made by `make docs` from `src/yulin/law`; how they are read and tried is in [law.md](law.md).

## The rules
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, *(_rule(each) for each in RULES.values()),
             "## The parameters\n\nValues as shipped; `yulin law list` shows those in force on a day.\n"]
    table = load_parameters(FOLDER)
    for path in sorted(FOLDER.glob("*.yaml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        parts.append(f"### `{path.name}`: {lines[0].removeprefix('# ')}\n")
        rows = ["| code | title | value | from | until | source | certainty |",
                "| --- | --- | --- | --- | --- | --- | --- |"]
        codes = [line[:-1] for line in lines if line and line[0] not in " #" and line.endswith(":")]
        rows += [_row(value) for code in codes for value in table[code]]
        parts.append("\n".join(rows) + "\n")
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    doc = " ".join((rule.function.__doc__ or "").split())
    facts = [_field(info, " (needed)" if info.needed else "") for info in describe(rule.facts)]
    return "\n".join([
        f"### `{rule.name}` {rule.title}\n", f"{doc}\n",
        "| fact | type | meaning |\n| --- | --- | --- |", *facts,
        "\n| output | type | meaning |\n| --- | --- | --- |", *(_field(f, "") for f in describe(rule.outputs)),
        f"\nParameters: {', '.join(f'`{code}`' for code in rule.cites)}.\n"])


def _field(info: FieldInfo, needed: str) -> str:
    codes = "；".join(f"`{code}` {label}" for code, label in info.codes.items())
    kind = info.type.replace(" | null", " or null")
    return f"| `{info.name}`{needed} | {kind} | {info.title}{'：' + codes if codes else ''} |"


def _row(value: Parameter) -> str:
    rolls = {True: "，顺延", False: "，不顺延", None: ""}[value.roll]
    until = value.valid_until or ""
    source = f"{value.citation.instrument}{value.citation.article}"
    region = f"（{value.region}）" if value.region else ""
    return (f"| `{value.code}` | {value.title}{region} | {value.amount()}{rolls} | {value.valid_from} | {until} "
            f"| {source} | {value.citation.certainty} |")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
