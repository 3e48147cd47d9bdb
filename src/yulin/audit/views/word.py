"""The marked Word copy (批注本): the report as .docx with a comment of Word's own at every finding.

A report that came as .docx keeps its form: nothing but comments is added, at the words they speak of. Of any other the
text is set anew, checked numbers green, contradicted ones red. Word allows no comments in text boxes, heads and
notes: theirs stand at the place in the body where the box or the note is anchored.
"""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from yulin.audit.documents.word import BROKEN_PACKAGE, WordSource, take_apart
from yulin.audit.documents.word_text import W, WordText
from yulin.audit.views.marks import Mark, marks_of, tip_of
from yulin.audit.views.names import by_gravity, totals
from yulin.findings import Refusal
from yulin.i18n import gettext as _

_SHADES = {"green": "DDF0E1", "error": "F8D2CE", "operand": "FCEAE8", "warning": "FBE7C2", "note": "DCE8F4"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def marked_docx(data: bytes, name: str, text: str, document: Mapping[str, Any]) -> bytes:
    """The .docx with its comments. data: the file as it was given; text, document: as it was audited."""
    try:
        source = take_apart(data, name) if data[:4] == b"PK\x03\x04" else None
    except Refusal:
        source = None
    if source is not None and source.text == text:
        made = _commented(data, source, document)
        if made is not None:
            return made
    return _set_anew(text, document)


def _author() -> tuple[str, str]:
    return _("鱼鳞核数"), _("核")


def _said(finding: Mapping[str, Any]) -> str:
    other = finding.get("other")
    return _clean(tip_of(finding) + (f"\n{other['path']}：{other['quote']}" if other else ""))


# --- into the file as it came ----------------------------------------------------------------------------------


def _commented(data: bytes, source: WordSource, document: Mapping[str, Any]) -> bytes | None:
    """The file with comments; None where the usual library cannot open it."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        made = docx.Document(io.BytesIO(data))
    except (*BROKEN_PACKAGE, OpcError, LxmlError, AttributeError, TypeError):
        return None
    body = _Body(made.element, source)
    if not body.pieces:
        return None
    author, initials = _author()
    for place, said in [(body.pieces[0][0], totals(document)),
                        *((f["mark"], _said(f)) for f in by_gravity(document["findings"]))]:
        start, end = place if isinstance(place, list) else (place, place + 1)
        comment = made.comments.add_comment(said, author=author, initials=initials)
        body.put(start, end, comment.comment_id)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


class _Body:
    """The body of the copy: its pieces as (offset, w:t), and where in it the rest of the text is anchored."""

    def __init__(self, root: Any, source: WordSource) -> None:
        self.root, self.source = root, source
        reader, offset = WordText(), 0
        reader.read(root)
        self.pieces: list[tuple[int, Any]] = []
        for line in reader.lines:
            at = offset
            for piece in line.pieces:
                if piece.node is not None and piece.text:
                    self.pieces.append((at, piece.node))
                at += len(piece.text)
            offset = at + 1
        self.length = offset

    def put(self, start: int, end: int, number: int) -> None:
        """Put the range of comment ``number`` around ``[start, end)``, or at its anchor."""
        first, last = self._hosts(start, end)
        paragraph = next(first.iterancestors(W + "p"), None)
        if paragraph is None:
            return
        first.addprevious(_element("commentRangeStart", number))
        run = _run_of_reference(number)
        last.addnext(run)
        last.addnext(_element("commentRangeEnd", number))

    def _hosts(self, start: int, end: int) -> tuple[Any, Any]:
        """The elements before and after which the range's ends go."""
        if start >= self.length:
            anchor = self._anchor(start)
            return anchor, anchor
        at = max(bisect_right(self.pieces, start, key=lambda p: p[0]) - 1, 0)
        offset, node = self.pieces[at]
        if _boxed(node) is not None or node.tag != W + "t":
            host = _boxed(node) if _boxed(node) is not None else _outermost(node)
            return host, host
        if offset < start < offset + len(node.text or ""):
            at = self._split(at, start - offset)
        until = at
        while until + 1 < len(self.pieces) and self.pieces[until + 1][0] < end and _plain(self.pieces[until + 1][1]):
            until += 1
        offset, node = self.pieces[until]
        if offset < end < offset + len(node.text or ""):
            self._split(until, end - offset)
        return self.pieces[at][1].getparent(), self.pieces[until][1].getparent()

    def _split(self, at: int, length: int) -> int:
        """Part the run of piece ``at`` after ``length`` characters; the number of the piece that begins there."""
        offset, node = self.pieces[at]
        run = node.getparent()
        rest = run.makeelement(run.tag, run.attrib)
        form = run.find(W + "rPr")
        if form is not None:
            rest.append(deepcopy(form))
        words = node.text
        node.text = words[:length]
        node.set(_SPACE, "preserve")
        tail = run.makeelement(W + "t", {_SPACE: "preserve"})
        tail.text = words[length:]
        rest.append(tail)
        for sibling in list(node.itersiblings()):
            rest.append(sibling)
        run.addnext(rest)
        self.pieces.insert(at + 1, (offset + length, tail))
        return at + 1

    def _anchor(self, start: int) -> Any:
        """Where in the body a note's or a head's words belong: the note's reference, else the first words."""
        at = bisect_right(self.source.pieces, start, key=lambda p: p[0]) - 1
        node = self.source.pieces[at][1]
        for kind in ("footnote", "endnote"):
            note = next(node.iterancestors(W + kind), None)
            if note is not None:
                for reference in self.root.iter(f"{W}{kind}Reference"):
                    if reference.get(W + "id") == note.get(W + "id"):
                        return reference.getparent()
        first = self.pieces[0][1]
        return _boxed(first) if _boxed(first) is not None else _outermost(first)


def _plain(node: Any) -> bool:
    return node.tag == W + "t" and _boxed(node) is None


def _boxed(node: Any) -> Any:
    """The run that holds the text box the node stands in; None where it stands in none."""
    box = None
    for above in node.iterancestors(W + "txbxContent"):
        box = above
    return next(box.iterancestors(W + "r"), None) if box is not None else None


def _outermost(node: Any) -> Any:
    """The element of the paragraph that holds the node: its run, or the whole formula."""
    held = node
    for above in node.iterancestors():
        if above.tag in (W + "p", W + "hyperlink", W + "ins", W + "sdtContent", W + "smartTag"):
            break
        held = above
    return held


def _element(name: str, number: int) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    made.set(qn("w:id"), str(number))
    return made


def _run_of_reference(number: int) -> Any:
    from docx.oxml import OxmlElement

    run = OxmlElement("w:r")
    run.append(_element("commentReference", number))
    return run


# --- set anew --------------------------------------------------------------------------------------------------


def _set_anew(text: str, document: Mapping[str, Any]) -> bytes:
    """The text as a new document: lines as paragraphs, tab-parted lines as tables, marks as shades and comments."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    made = docx.Document()
    made.styles["Normal"].font.size = Pt(12)
    marks, findings = marks_of(document), by_gravity(document["findings"])
    runs: list[tuple[int, int, Any]] = []
    rows: list[tuple[str, int]] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        if "\t" in line:
            rows.append((line, start))
        else:
            if rows:
                _table(made, rows, marks, runs)
                rows = []
            if line.strip():
                paragraph = made.add_paragraph()
                if not runs and len(line) <= 60:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER  # the title
                _words(paragraph, line.rstrip("\r"), start, marks, runs)
        start += len(line) + 1
    author, initials = _author()
    if runs:
        made.add_comment(runs[0][2], totals(document), author, initials)
    for finding in findings:
        low, high = finding["mark"]
        over = [run for begin, end, run in runs if begin < high and low < end]
        if over:
            made.add_comment([over[0], over[-1]], _said(finding), author, initials)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _table(made: Any, rows: list[tuple[str, int]], marks: list[Mark], runs: list[tuple[int, int, Any]]) -> None:
    width = max(line.count("\t") + 1 for line, _start in rows)
    table = made.add_table(rows=len(rows), cols=width, style="Table Grid")
    for cells, (line, start) in zip((row.cells for row in table.rows), rows, strict=True):
        for cell, words in zip(cells, line.rstrip("\r").split("\t"), strict=False):
            _words(cell.paragraphs[0], words, start, marks, runs)
            start += len(words) + 1


def _words(paragraph: Any, words: str, start: int, marks: list[Mark], runs: list[tuple[int, int, Any]]) -> None:
    """Write a stretch of the text into the paragraph, a run for each mark and for what lies between."""
    for low, high, colour in _parts(start, start + len(words), marks):
        run = paragraph.add_run(_clean(words[low - start:high - start]))
        if colour in _SHADES:
            run._r.get_or_add_rPr().append(_shade(_SHADES[colour]))
        runs.append((low, high, run))


def _parts(start: int, end: int, marks: list[Mark]) -> Iterator[tuple[int, int, str]]:
    at = start
    first = max(bisect_right(marks, start, key=lambda m: m.start) - 1, 0)
    for mark in marks[first:]:
        if mark.start >= end:
            break
        low, high = max(mark.start, at), min(mark.end, end)
        if low < high:
            if at < low:
                yield at, low, ""
            yield low, high, mark.colour
            at = high
    if at < end:
        yield at, end, ""


def _clean(words: str) -> str:
    """Without the characters that XML does not allow."""
    return "".join(c for c in words if (c >= " " or c == "\n") and not "\ud800" <= c <= "\udfff"
                   and c not in "\ufffe\uffff")


def _shade(fill: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        made.set(qn(f"w:{name}"), value)
    return made
