"""The marks on a text (标记): which stretch is checked, contradicted, missing or not understood, and what is said.

Made from a document's JSON and its text alone, so that a report kept for years is shown as it was found.

Colours: green (found and consistent), error, warning, note (what a finding is about), operand (a number that a
finding was computed from), grey (no relation found).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from yulin.audit.places import lines_of
from yulin.audit.views.names import level_name, more_of, rule_name

_RANK = {"grey": 0, "green": 1, "operand": 2, "note": 3, "warning": 4, "error": 5}


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch ``[start, end)`` of the text, its colour, and the relations that speak of it, gravest first."""

    start: int
    end: int
    colour: str
    relations: tuple[Mapping[str, Any], ...] = ()


def marks_of(document: Mapping[str, Any]) -> list[Mark]:
    """The marks of a document's JSON, in text order, none over another (the graver one stays)."""
    spans = {q["id"]: tuple(q["span"]) for q in document["quantities"]}
    found: dict[tuple[int, int], tuple[str, list[Mapping[str, Any]]]] = {s: ("grey", []) for s in spans.values()}
    for relation in [*document["findings"], *document["checked"]]:
        own = relation.get("level") or "green"
        mark = tuple(relation["mark"])
        places = [spans[i] for i in relation["quantities"] if i in spans]
        if own != "green" and mark not in places and (not places or mark != tuple(relation["span"])):
            places.append(mark)
        for place in places:
            colour = own if own == "green" or place == mark or mark not in places else "operand"
            old, said = found.get(place, ("grey", []))
            found[place] = (max(old, colour, key=_RANK.__getitem__), [*said, relation])
    kept: list[Mark] = []
    taken: list[tuple[int, int]] = []  # in order, none over another
    for (start, end), (colour, said) in sorted(found.items(), key=lambda item: (-_RANK[item[1][0]], item[0])):
        at = bisect_left(taken, (start, end))
        before, after = taken[max(at - 1, 0):at], taken[at:at + 1]
        if start < end and not any(low < end and start < high for low, high in [*before, *after]):
            taken.insert(at, (start, end))
            kept.append(Mark(start, end, colour, tuple(said)))
    return sorted(kept, key=lambda m: m.start)


def tip_of(relation: Mapping[str, Any]) -> str:
    """A relation in words: level, kind, message, the formula in the text's own nouns, and the correction."""
    head = f"{level_name(relation.get('level'))} · {rule_name(relation)}：{relation['message']}"
    return "\n".join([head, *more_of(relation)])


def body_html(text: str, document: Mapping[str, Any], prefix: str = "") -> str:
    """The whole text as HTML: paragraphs and tables, with their marks; ids are ``{prefix}m{start}``.

    A mark of a finding links to ``#{prefix}f1``; every mark with a relation can be reached with the keyboard and
    carries what is said of it in ``data-tip``.
    """
    marks = marks_of(document)
    pieces: list[str] = []
    rows: list[str] = []
    at, first = 0, True
    for line, start in ((whole.rstrip("\r"), start) for whole, start in lines_of(text)):
        here: list[Mark] = []
        while at < len(marks) and marks[at].start < start + len(line) + 1:
            here.append(marks[at])
            if marks[at].end > start + len(line):
                break  # it goes on in the next line
            at += 1
        if "\t" in line:
            cells = "".join(f"<td>{cell}</td>" for cell in _cells(line, start, here, prefix))
            rows.append(f"<tr>{cells}</tr>")
            continue
        if rows:
            pieces.append(f'<div class="grid"><table>{"".join(rows)}</table></div>')
            rows = []
        if line.strip():
            name = "h" if first and len(line) <= 60 else "s" if _is_head(line) else "p"
            first = False
            pieces.append(f'<p class="{name}">{_marked(line, start, here, prefix)}</p>')
    if rows:
        pieces.append(f'<div class="grid"><table>{"".join(rows)}</table></div>')
    return "\n".join(pieces)


def _is_head(line: str) -> bool:
    bare = line.strip()
    return len(bare) <= 30 and bare[-1] not in "。；，、：:;,.!?！？" and not any(c.isdigit() for c in bare)


def _cells(line: str, start: int, marks: list[Mark], prefix: str) -> Iterator[str]:
    for cell in line.split("\t"):
        yield _marked(cell, start, marks, prefix)
        start += len(cell) + 1


def _marked(words: str, start: int, marks: list[Mark], prefix: str) -> str:
    """A stretch of the text with the marks that lie in it; a mark that runs over its end is cut there."""
    pieces, at, end = [], start, start + len(words)
    for mark in marks:
        low, high = max(mark.start, start), min(mark.end, end)
        if low >= high or low < at:
            continue
        pieces.append(escape(words[at - start:low - start]))
        pieces.append(_one(mark, escape(words[low - start:high - start]), prefix, low == mark.start))
        at = high
    return "".join([*pieces, escape(words[at - start:])])


def _one(mark: Mark, words: str, prefix: str, begins: bool) -> str:
    name = f' id="{prefix}m{mark.start}"' if begins else ""
    if not mark.relations:
        return f'<span class="mark {mark.colour}"{name}>{words}</span>'
    tip = escape("\n".join(dict.fromkeys(tip_of(r) for r in mark.relations)))
    target = next((r["id"] for r in mark.relations if r.get("level")), None)
    if target is None:
        return f'<span class="mark {mark.colour}"{name} tabindex="0" data-tip="{tip}">{words}</span>'
    return f'<a class="mark {mark.colour}"{name} href="#{prefix}{target}" data-tip="{tip}">{words}</a>'
