"""Where an offset of the plain text lies in the file (位置): page, paragraph, and the part of the file it came from.

Paragraphs are counted from 1 in reading order, empty ones not; a page is None where the format has none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from yulin.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph begins at ``start``. part: "" (the body), footnote, endnote, header, footer or textbox."""

    start: int
    page: int | None = None
    paragraph: int | None = None
    part: str = ""

    @property
    def label(self) -> str:
        """The place as a reader looks it up: 第 3 页第 12 段."""
        words = []
        if self.page is not None:
            words.append(_("第 {number} 页").format(number=self.page))
        if self.part:
            words.append({"footnote": _("脚注"), "endnote": _("尾注"), "header": _("页眉"), "footer": _("页脚"),
                          "textbox": _("文本框")}[self.part])
        elif self.paragraph is not None:
            words.append(_("第 {number} 段").format(number=self.paragraph))
        return " ".join(words)


def lines_of(text: str) -> Iterator[tuple[str, int]]:
    """The lines of a text without their line feeds, blank ones too, each with its offset."""
    at = 0
    for line in text.split("\n"):
        yield line, at
        at += len(line) + 1


def sentence_start(text: str, at: int) -> int:
    """Where the sentence of ``at`` begins, ；and line breaks parting sentences too."""
    return max(text.rfind(sign, 0, at) for sign in "。；\n！？") + 1


def place_at(places: Sequence[Place], offset: int) -> Place | None:
    """The last place that begins at or before ``offset``; None before the first."""
    at = bisect_right(places, offset, key=attrgetter("start"))
    return places[at - 1] if at else None


def paragraphs_of(text: str) -> tuple[Place, ...]:
    """One place for each line that is not blank: for files whose lines are their paragraphs."""
    found: list[Place] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append(Place(offset, None, len(found) + 1))
        offset += len(line)
    return tuple(found)
