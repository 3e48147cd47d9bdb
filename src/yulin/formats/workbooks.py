"""Workbooks (Excel 工作簿, .xlsx and .xls) as sheets of raw cell values.

Nothing is interpreted: a cell is text, a whole number, a number, a truth value, a date, a time or None.
What a reader must know beside the values is a finding of its sheet: cells that hold an Excel error,
formulas without a stored result. A file that is no workbook, is encrypted, damaged or built to exhaust
memory is refused.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from yulin.findings import Finding, Refusal
from yulin.formats import limits
from yulin.formats.workbook_parts import SheetPart, damaged, examine_package, too_many_cells
from yulin.formats.xls_parts import examine_ole
from yulin.i18n import gettext as _

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. ``rows[i][j]`` is the cell in Excel's row i + 1, column j + 1; all rows have one length.

    merged: (first row, first column, last row, last column), counted from 0, both ends included.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    visible: bool = True
    findings: tuple[Finding, ...] = ()


def read_workbook(source: Path | str | bytes, name: str = "") -> list[Sheet]:
    """All worksheets of a workbook, in order, hidden ones marked.

    source: a path or the file's bytes; ``name`` is what messages call it (default: the path's name).
    Refuses what is not a readable workbook, with the remedy.
    """
    if isinstance(source, bytes):
        data, name = source, name or _("工作簿")
        if not data:
            raise Refusal(_("文件 {name} 是空的（0 字节），请重新拷贝或导出。").format(name=name))
        if len(data) > limits.WORKBOOK_BYTES:
            raise Refusal(_("文件 {name} 有 {size}，超过上限 {limit}，请拆分后再试。").format(
                name=name, size=limits.show_size(len(data)), limit=limits.show_size(limits.WORKBOOK_BYTES)))
    else:
        path = Path(source)
        name = name or path.name
        limits.file_size(path, limits.WORKBOOK_BYTES)
        data = path.read_bytes()
    parts = _examined(data, name)
    return _sheets(data, name, parts)


def _examined(data: bytes, name: str) -> dict[str, SheetPart]:
    if data.startswith(b"PK"):
        return examine_package(data, name)
    try:
        kind, cells = examine_ole(data)
    except ValueError:
        raise Refusal(damaged(name)) from None
    if cells > limits.WORKBOOK_CELLS:
        raise Refusal(too_many_cells(name, "*"))
    if kind == "workbook":
        return {}
    if kind == "encrypted":
        raise Refusal(_encrypted(name))
    head = data[:512].lstrip().lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        raise Refusal(_("文件 {name} 其实是网页或 XML，请用 Excel 或 WPS 打开后另存为 .xlsx 再试。").format(
            name=name))
    raise Refusal(_("文件 {name} 不是 Excel 工作簿，请另存为 .xlsx 后再试。").format(name=name))


def _encrypted(name: str) -> str:
    return _("文件 {name} 已加密，请去掉打开密码后再试。").format(name=name)


def _sheets(data: bytes, name: str, parts: dict[str, SheetPart]) -> list[Sheet]:
    import python_calamine as calamine

    def guarded(act: Callable[[], T]) -> T:
        try:
            return act()
        except calamine.PasswordError:
            raise Refusal(_encrypted(name)) from None
        except (calamine.CalamineError, ValueError, OSError, OverflowError, KeyError):
            raise Refusal(damaged(name)) from None
        except BaseException as fault:
            if type(fault).__name__ == "PanicException":  # the Rust reader's own bug on a damaged file
                raise Refusal(damaged(name)) from None
            raise

    book = guarded(lambda: calamine.CalamineWorkbook.from_object(io.BytesIO(data)))
    meta = [m for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    if not meta:
        raise Refusal(_("文件 {name} 里没有工作表，请核对文件。").format(name=name))
    if len(meta) > limits.WORKBOOK_SHEETS:
        raise Refusal(_("文件 {name} 有 {count} 张工作表，超过上限 {limit}，请拆分后再试。").format(
            name=name, count=len(meta), limit=limits.WORKBOOK_SHEETS))
    sheets = []
    for entry in meta:
        sheet: Any = guarded(lambda title=entry.name: book.get_sheet_by_name(title))  # type: ignore[misc]
        if sheet.total_height * sheet.total_width > limits.WORKBOOK_CELLS:
            raise Refusal(too_many_cells(name, entry.name))
        raw = guarded(lambda sheet=sheet: sheet.to_python(skip_empty_area=False))  # type: ignore[misc]
        merged = guarded(lambda sheet=sheet: sheet.merged_cell_ranges) or []  # type: ignore[misc]
        sheets.append(Sheet(
            entry.name, [_plain_row(row) for row in raw], tuple((a, b, c, d) for (a, b), (c, d) in merged),
            entry.visible == calamine.SheetVisibleEnum.Visible, _trouble(entry.name, parts.get(entry.name))))
    return sheets


def _plain_row(row: Sequence[Any]) -> list[Cell]:
    return [_plain(value) for value in row]


def _plain(value: Any) -> Cell:
    if value == "" and isinstance(value, str):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value  # type: ignore[no-any-return]


def _trouble(sheet: str, part: SheetPart | None) -> tuple[Finding, ...]:
    if part is None:
        return ()
    found = []
    if part.errors:
        found.append(Finding(
            "warning", "cell.error_value",
            _("单元格 {cells} 是 Excel 错误值，按空白读取。").format(cells=_some(part.errors)),
            sheet, _("请改正公式后重新保存。")))
    if part.unsaved_formulas:
        found.append(Finding(
            "warning", "cell.formula_without_value",
            _("单元格 {cells} 的公式没有保存计算结果，按空白读取。").format(
                cells=_some(part.unsaved_formulas)),
            sheet, _("请用 Excel 打开并保存一次。")))
    return tuple(found)


def _some(cells: tuple[str, ...]) -> str:
    shown = "、".join(cells[:8])
    return shown if len(cells) <= 8 else _("{shown} 等 {count} 个").format(shown=shown, count=len(cells))
