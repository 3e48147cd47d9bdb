"""What a workbook's container says before its cells are read: kind, honesty of its sizes, cells in trouble.

The package of an .xlsx is a zip of XML parts. Every part is unpacked once, in pieces, and counted: a part
that inflates without end stops here. The same pass finds the rectangle that each sheet's cells span (the
reader behind allocates all of it) and the cells whose value is an error or a formula's missing result.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.i18n import gettext as _

_PIECE = 1 << 20
_OVERLAP = 1 << 16
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(?!\s*</)")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_LETTERS = re.compile(rb'\br="([A-Z]{1,3})\d')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
_EMPTY_RESULT = rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
_UNSAVED = re.compile(rb"</(?:\w+:)?f>" + _EMPTY_RESULT)
_NO_RESULT = re.compile(rb"<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>" + _EMPTY_RESULT)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet's XML: the rectangle of its filled cells and the references of cells in trouble."""

    height: int
    width: int
    errors: tuple[str, ...]
    unsaved_formulas: tuple[str, ...]


def examine_package(data: bytes, name: str) -> dict[str, SheetPart]:
    """Sheet parts by sheet name of the .xlsx in ``data``; refuses what is none, damaged or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _examine(package, name)
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, KeyError, ValueError, OSError,
            ElementTree.ParseError, lzma.LZMAError, OverflowError, struct.error):
        raise Refusal(damaged(name)) from None
    except RuntimeError:  # zipfile's word for a password
        raise Refusal(_("文件 {name} 已加密，请去掉打开密码后再试。").format(name=name)) from None


def _examine(package: zipfile.ZipFile, name: str) -> dict[str, SheetPart]:
    members = package.infolist()
    names = {m.filename for m in members}
    if len(members) > limits.ARCHIVE_ENTRIES:
        raise Refusal(_bomb(name))
    if "xl/workbook.xml" not in names:
        raise Refusal(_("文件 {name} 不是 .xlsx 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后再试。").format(
            name=name))
    titles = _sheet_titles(package)
    total = 0
    parts: dict[str, SheetPart] = {}
    for member in members:
        scan = _SheetScan() if member.filename in titles else None
        with package.open(member) as stream:
            while piece := stream.read(_PIECE):
                total += len(piece)
                if total > limits.WORKBOOK_UNPACKED_BYTES:
                    raise Refusal(_bomb(name))
                if scan:
                    scan.feed(piece)
        if scan:
            part = scan.done()
            if part.height * part.width > limits.WORKBOOK_CELLS:
                raise Refusal(too_many_cells(name, titles[member.filename]))
            parts[titles[member.filename]] = part
    return parts


def damaged(name: str) -> str:
    """The sentence for a workbook that is cut short or broken."""
    return _("文件 {name} 不完整或已损坏，请重新拷贝，或用 Excel 打开修复后另存再试。").format(name=name)


def too_many_cells(name: str, sheet: str) -> str:
    """The sentence for a sheet beyond the limit on cells."""
    return _("文件 {name} 的工作表“{sheet}”超过 {limit} 个单元格，请删去多余行列或拆分后再试。").format(
        name=name, sheet=sheet, limit=limits.WORKBOOK_CELLS)


def _bomb(name: str) -> str:
    return _("文件 {name} 解压后超过上限 {limit}，疑为压缩炸弹，不予读取，请用 Excel 另存后再试。").format(
        name=name, limit=limits.show_size(limits.WORKBOOK_UNPACKED_BYTES))


def _sheet_titles(package: zipfile.ZipFile) -> dict[str, str]:
    """Part name → sheet name."""
    relations = {r.get("Id"): r.get("Target", "") for r in _tree(package, "xl/_rels/workbook.xml.rels")}
    titles = {}
    for element in _tree(package, "xl/workbook.xml").iter():
        if element.tag.rpartition("}")[2] == "sheet":
            key = next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "id"), None)
            target = relations.get(key, "")
            titles[target.lstrip("/") if target.startswith("/") else f"xl/{target}"] = element.get("name", "")
    return titles


def _tree(package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    with package.open(part) as stream:
        text = stream.read(16 * limits.MIB)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError("a workbook part declares no DTD")
    return ElementTree.fromstring(text)  # noqa: S314  no DTD, no entities: checked above


class _SheetScan:
    """Reads a sheet's XML in pieces, keeping a tail so that no cell is cut in two."""

    def __init__(self) -> None:
        self.tail = b""
        self.rows = self.columns = 0
        self.errors: list[str] = []
        self.unsaved: list[str] = []

    def feed(self, piece: bytes) -> None:
        """Look at all whole cells so far; the rest waits for the next piece."""
        text = self.tail + piece
        cut = max(text.rfind(b"</c>"), text.rfind(b":c>"), text.rfind(b"</row>"), 0)
        if cut == 0 and len(text) > _OVERLAP * 64:
            cut = len(text) - _OVERLAP
        self._look(text[:cut])
        self.tail = text[cut:]

    def done(self) -> SheetPart:
        """What was found."""
        self._look(self.tail)
        return SheetPart(self.rows, self.columns, tuple(self.errors), tuple(self.unsaved))

    def _look(self, text: bytes) -> None:
        rows = max(map(int, _ROW.findall(text)), default=0)
        references = _LETTERS.findall(text)
        columns = max(map(_column, set(references)), default=0)
        if len(references) < text.count(b"<v"):  # cells may leave their reference out: count them row by row
            columns = max(columns, *(row.count(b"<v") for row in text.split(b"</row>")))
        spans_much = max(self.rows, rows) * max(self.columns, columns) > limits.WORKBOOK_CELLS
        if spans_much or b't="e"' in text or _UNSAVED.search(text):
            self._look_at_filled_cells(text)
        else:
            self.rows, self.columns = max(self.rows, rows), max(self.columns, columns)

    def _look_at_filled_cells(self, text: bytes) -> None:
        for cell in _CELL.finditer(text):
            attributes = cell.group(1)
            reference = _REFERENCE.search(attributes)
            if reference is None:
                continue
            letters, number = reference.groups()
            self.rows = max(self.rows, int(number))
            self.columns = max(self.columns, _column(letters))
            if b't="e"' in attributes:
                self.errors.append((letters + number).decode())
            elif b't="str"' not in attributes and _NO_RESULT.match(text, cell.end()):
                self.unsaved.append((letters + number).decode())


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
