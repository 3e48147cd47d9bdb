"""A year's report, composed from its figures: a text with places for figures, and the values put there.

A report is a tuple of blocks; a block is a heading or a paragraph made of runs, and a run that is a figure
knows its code, so that the page can link it to its trace. A sentence of which no figure has a record behind
it is left out and its figures are listed as having no records; nothing is printed that no record supports.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.office.accounts.models import Region
from yulin.office.figures.values import FigureValue, Scope, figures_of

TEXTS = Path(__file__).with_name("texts")
NUMERALS = "一二三四五六七八九十"
PLACE = re.compile(r"\[([a-z_]+\.[a-z_0-9]+)\]")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph; ``code`` names the figure it prints, "" for plain text."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1 or 2) or a paragraph (level 0)."""

    level: int
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The block's plain text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Report:
    """A composed report with the figures it prints and those that have no records."""

    title: str
    scope: Scope
    blocks: tuple[Block, ...]
    figures: tuple[FigureValue, ...]
    silent: tuple[FigureValue, ...]
    made_on: dt.date

    @property
    def text(self) -> str:
        """The report as plain text, a line per block."""
        return "\n".join(block.text for block in self.blocks) + "\n"


def templates() -> list[str]:
    """The names of the texts that a report can be made from."""
    return sorted(path.stem for path in TEXTS.glob("*.txt"))


def compose(scope: Scope, template: str = "annual") -> Report:
    """Compose the report of ``scope``; Refusal for an unknown template or a year without a single record."""
    if template not in templates():
        raise Refusal(
            _("没有报告模板“{name}”，现有：{names}。").format(name=template, names="、".join(templates()))
        )
    values = {v.code: v for v in figures_of(scope)}
    if not any(v.records for v in values.values()):
        raise Refusal(_("{year} 年没有任何记录，无法生成报告；请先导入台账。").format(year=scope.year))
    region = Region.objects.filter(code=scope.region).first() or Region.objects.order_by("code").first()
    names = {"region": region.name if region else "", "year": str(scope.year)}
    blocks: list[Block] = []
    silent: list[FigureValue] = []
    printed: dict[str, FigureValue] = {}
    for line in (TEXTS / f"{template}.txt").read_text(encoding="utf-8").splitlines():
        codes = PLACE.findall(line)
        if codes and not any(values[c].records for c in codes):
            silent += [values[c] for c in codes]
            continue
        printed |= {c: values[c] for c in codes}
        blocks.append(_block(line, values, names))
    kept = _numbered_sections(blocks)
    return Report(kept[0].text, scope, kept, tuple(printed.values()), tuple(silent), dt.date.today())


def _block(line: str, values: dict[str, FigureValue], names: dict[str, str]) -> Block:
    level = len(line) - len(line.lstrip("#"))
    text = line[level:].strip()
    for word, value in names.items():
        text = text.replace("{" + word + "}", value)
    runs, at = [], 0
    for place in PLACE.finditer(text):
        if place.start() > at:
            runs.append(Run(text[at : place.start()]))
        figure = values[place[1]]
        runs.append(Run(figure.shown, figure.code))
        at = place.end()
    if at < len(text):
        runs.append(Run(text[at:]))
    return Block(level, tuple(runs))


def _numbered_sections(blocks: list[Block]) -> tuple[Block, ...]:
    """Drop a section heading that no paragraph follows, and number those that stay: 一、二、三、…"""
    kept: list[Block] = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if block.level != 2:
            kept.append(block)
        elif after is not None and after.level == 0:
            number = NUMERALS[sum(b.level == 2 for b in kept)]
            kept.append(Block(2, (Run(f"{number}、"), *block.runs)))
    return tuple(kept)
