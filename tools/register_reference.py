"""Write ``docs/reference/registers/``: a page for every register, read off its declaration.

Run it after changing a register: ``make docs``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "reference" / "registers"
FRAGMENTS = ROOT / "src" / "yulin" / "locale" / "en" / "fragments"
MADE = "Made by `tools/register_reference.py` from the declaration"
KINDS = {
    "Code": "text, the key", "Text": "text", "Choice": "one of",
    "OpenCode": "a code (any other is kept and shown):",
    "RegionCode": "region: name or code", "Area": "area", "Money": "money", "Capacity": "grain capacity",
    "Number": "whole number", "Year": "year", "Day": "date", "Link": "key of a record in",
}


def english() -> dict[str, str]:
    """Chinese → English of all fragments."""
    return {entry.msgid: entry.msgstr for path in sorted(FRAGMENTS.glob("*.po"))
            for entry in polib.pofile(str(path)) if entry.msgstr}


def pages() -> dict[Path, str]:
    """Every page of the folder with its text."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yulin.office.settings")
    import django

    django.setup()
    from yulin.office.registers.declaration import REGISTERS

    words = english()
    index = ["# Registers\n",
             f"{MADE}s. Each is a ledger,",
             "a set of pages, a workbook in and out, and an API under its code.\n",
             "| register | | code | module |", "| --- | --- | --- | --- |"]
    texts = {}
    for code, register in sorted(REGISTERS.items()):
        module = register.model.__module__
        link = f"[{register.title}]({register.slug}.md)"
        index.append(f"| {link} | {register.title_en} | `{code}` | `{module}` |")
        texts[FOLDER / f"{register.slug}.md"] = "\n".join(_page(register, words)) + "\n"
    texts[FOLDER / "README.md"] = "\n".join(index) + "\n"
    return texts


def _page(register: Any, words: dict[str, str]) -> Iterator[str]:
    """The lines of one register's page."""
    yield f"# {register.title} {register.title_en}\n"
    yield f"Code `{register.code}`. {MADE} in `{register.model.__module__}`."
    if register.source:
        yield f"\nSource: {register.source}"
    yield "\n## Columns\n\n| column | English | what it holds | also read as | field |"
    yield "| --- | --- | --- | --- | --- |"
    for column in register.columns:
        mark = " (required)" if column.field.required else ""
        yield (f"| {column.head()} | {words.get(column.label, '')} | {_kind(column.field)}{mark} "
               f"| {'、'.join(column.field.aliases)} | `{column.name}` |")
    yield "\n## Milestones\n\n| milestone | English | document | applies to |\n| --- | --- | --- | --- |"
    for step in register.milestones:
        applies = _condition(register, step.when) if step.when else "all"
        yield f"| {step.title} | {words.get(step.title, '')} | {step.document or ''} | {applies} |"
    if register.clocks:
        yield "\n## Clocks\n\n| clock | from | until | limit |\n| --- | --- | --- | --- |"
        for clock in register.clocks:
            limit = f"`{clock.parameter}`" if clock.parameter else f"the date in {_term(register, clock.due)}"
            yield (f"| {clock.title} | {_term(register, clock.since)} | {_term(register, clock.until)} "
                   f"| {limit} |")
    if register.gates:
        yield "\n## Gates\n\nBefore the milestone is set, something must hold by:\n"
        for gate in register.gates:
            yield f"- {register.milestone(gate.milestone).title}: {gate.cites}"
    if register.figures:
        yield "\n## Figures\n\n| figure | title | English | counted on |\n| --- | --- | --- | --- |"
        for figure in register.figures:
            yield (f"| `{figure.code}` | {figure.title} | {words.get(figure.title, '')} "
                   f"| {_counted(register, figure)} |")


def _kind(field: Any) -> str:
    """What a column holds, in words."""
    name = type(field).__name__
    text = KINDS.get(name, name)
    if getattr(field, "options", ()):
        return f"{text} {'、'.join(field.options)}"
    if name == "Link":
        return f"{text} {field.related_model.register.title}"
    if getattr(field, "unit", ""):
        return f"{text}, {field.decimals} decimals" if field.decimals else text
    return text


def _term(register: Any, name: str) -> str:
    """A milestone's title or a field's label."""
    steps = {step.name: step.title for step in register.milestones}
    return steps.get(name) or (register.column(name).label if name else "")


def _condition(register: Any, condition: Any) -> str:
    """A condition in words."""
    inside = "is none of" if condition.negated else "is"
    values = "、".join(str(value) or "(blank)" for value in condition.values)
    return f"{_term(register, condition.field)} {inside} {values}"


def _counted(register: Any, figure: Any) -> str:
    """By which date or year a figure counts a record."""
    if hasattr(figure, "whole"):
        return f"`{figure.done}` ÷ `{figure.whole}`"
    by = _term(register, figure.on) if figure.on else _term(register, figure.year_field)
    return "; ".join([by, *(_condition(register, one) for one in figure.where)])


def main() -> None:
    """Write the pages, and remove those of registers that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for path in FOLDER.glob("*.md"):
        if path not in texts:
            path.unlink()
    for path, text in texts.items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
