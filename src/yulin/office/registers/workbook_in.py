"""A workbook as a register's ledger: every row read, checked and compared with the records; nothing is
written.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from yulin.findings import Finding, Level, Refusal
from yulin.formats.workbooks import Sheet, read_workbook
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.journal.models import JournalLine
from yulin.office.registers.declaration import Column, Register
from yulin.office.registers.heads import Heads, find_heads, recognise
from yulin.office.registers.links import Link
from yulin.office.registers.obstacles import broken_bonds, shut_gates
from yulin.office.registers.parsing import Lookup, lookup, read_row
from yulin.office.registers.preview import Difference, LedgerPreview, PreviewRow, Status
from yulin.office.registers.totals import Totals, why_no_record
from yulin.office.registers.written import is_missing

KEYS_AT_ONCE = 500
UNDONE = "↶"  # the document that the journal's lines of an undoing cite begins with it


def read_ledger(
    source: Path | str | bytes,
    name: str = "",
    register: Register | None = None,
    known: Lookup | None = None,
    by: Person | None = None,
    waive: bool = False,
) -> LedgerPreview:
    """The ledger in a workbook, previewed.

    source: a path or the file's bytes; name: what messages call it. register: the ledger it is to be, else
    it is recognised by sheet name, title or columns. by: with a person, rows outside the person's region are
    bad and show nothing of the record they would touch. waive: pass over what may be waived (warnings instead of
    errors). Refusal when the file is no workbook or holds no such ledger.
    """
    name, data = _named_bytes(source, name)
    sheets = read_workbook(data, name)
    found = ledgers_in(sheets, register)
    if not found:
        raise Refusal(no_ledger(name, register))
    sheet, heads = found[0]
    digest = hashlib.sha256(data).hexdigest()
    others = [
        Finding(
            "note",
            "sheet.other",
            _("工作表“{sheet}”也像{title}，未读取").format(sheet=s.name, title=_(h.register.title)),
            name,
        )
        for s, h in found[1:]
    ]
    return preview_sheet(sheet, heads, name, digest, known, by, others, waive)


def _named_bytes(source: Path | str | bytes, name: str) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return name or _("未命名的工作簿"), source
    path = Path(source)
    try:
        return name or path.name, path.read_bytes()
    except OSError as fault:
        raise Refusal(
            _("文件 {name} 读不出：{why}。请检查路径和权限。").format(
                name=name or path.name, why=fault.strerror
            )
        ) from fault


def ledgers_in(sheets: Sequence[Sheet], register: Register | None = None) -> list[tuple[Sheet, Heads]]:
    """The sheets that are ledgers (of ``register``, when one is given), best first; hidden ones only for want
    of others.
    """
    shown = [s for s in sheets if s.visible] or list(sheets)
    found = []
    for sheet in shown:
        heads = recognise(sheet) if register is None else find_heads(sheet, register)
        if heads is not None:
            found.append((sheet, heads))
    if register is not None:
        found = [pair for pair in found if any(c.name == register.key for c in pair[1].columns)] or found[:1]
        found.sort(key=lambda pair: (pair[0].name != register.title, -len(pair[1].columns)))
    return found


def no_ledger(name: str, register: Register | None) -> str:
    """The sentence for a workbook without the heads of a ledger (of ``register``, when one was asked for)."""
    if register is None:
        return _(
            "看不出 {name} 是哪个台账：没有工作表以台账命名，表头也对不上。"
            "请在对应台账的页面导入，或下载模板填写。"
        ).format(name=name)
    return _("{name} 里没有{title}的表头（应有“{key}”等列）。请下载模板填写。").format(
        name=name, title=_(register.title), key=register.column(register.key).head()
    )


def preview_sheet(
    sheet: Sheet,
    heads: Heads,
    name: str,
    digest: str,
    known: Lookup | None = None,
    by: Person | None = None,
    findings: Iterable[Finding] = (),
    waive: bool = False,
) -> LedgerPreview:
    """One sheet whose heads are known, previewed."""
    register, known = heads.register, known or lookup()
    body, left_out, totals = _body(sheet, heads)
    about = [*sheet.findings, *heads.findings, *findings, *totals]
    if not body:
        about.append(
            Finding(
                "error", "sheet.empty", _("表头下没有数据行"), _("工作表“{sheet}”").format(sheet=sheet.name)
            )
        )
    raws = [
        (number, {c.name: row[c.index] if c.index < len(row) else None for c in heads.columns})
        for number, row in body
    ]
    rows: tuple[PreviewRow, ...] = ()
    if all(f.level != "error" or f.code == "head.doubled" for f in heads.findings):
        rows = _rows(register, raws, heads.units, known, by, waive)
    return LedgerPreview(
        register, name, digest, sheet.name, heads.columns, rows, tuple(about), tuple(left_out)
    )


def _body(
    sheet: Sheet, heads: Heads
) -> tuple[list[tuple[int, list[Any]]], list[tuple[int, str]], list[Finding]]:
    """Data rows with Excel's row numbers; other rows with the reason; the check of the totals."""
    body: list[tuple[int, list[Any]]] = []
    left_out: list[tuple[int, str]] = []
    totals = Totals(heads)
    for number, row in enumerate(sheet.rows[heads.last + 1 :], start=heads.last + 2):
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row):
            continue
        why = why_no_record(row, heads)
        if why is None:
            body.append((number, row))
            totals.add(row)
            continue
        left_out.append((number, why))
        totals.note(number, row)
    return body, left_out, totals.check(sheet.name)


def _rows(
    register: Register,
    raws: list[tuple[int, dict[str, Any]]],
    units: Mapping[str, str],
    known: Lookup,
    by: Person | None,
    waive: bool,
) -> tuple[PreviewRow, ...]:
    prefetch_links(register, [raw for _n, raw in raws], known)
    read = [(number, raw, read_row(register, raw, known, units)) for number, raw in raws]
    keys = [str(r.values.get(register.key, "")) for _n, _raw, r in read]
    existing = existing_records(register, keys)
    doubles = _doubles(read_keys=[(number, key) for (number, _raw, _r), key in zip(read, keys, strict=True)])
    home = (by.region if by is not None else "") or known.district
    rows = []
    for (number, raw, row), key in zip(read, keys, strict=True):
        found = list(row.findings)
        values = dict(row.values)
        if "region" not in register_names(register):
            values["region"] = home
        if number in doubles:
            found.append(
                (
                    register.key,
                    Finding(
                        "error",
                        "key.doubled",
                        _("与第 {others} 行重复：“{key}”").format(
                            others="、".join(map(str, doubles[number])), key=key
                        ),
                    ),
                )
            )
        rows.append(_row(register, number, key, raw, values, found, existing.get(key), by, known, waive))
    return _bound(register, rows, waive)


def _bound(register: Register, rows: list[PreviewRow], waive: bool) -> tuple[PreviewRow, ...]:
    """The rows, those in error that would break a bond between records: with the register's or with one another."""
    if not register.bonds:
        return tuple(rows)
    built = {id(b): (n, b) for n, row in enumerate(rows) if row.status in ("new", "changed")
             for b in (_built(register, row.record, row.values),)}
    touched = {name for row in rows for name in row.values}
    for one in broken_bonds(register, [b for _n, b in built.values()], touched):
        number = built[id(one.record)][0]
        row, waived = rows[number], waive and one.waivable
        finding = Finding("warning" if waived else "error", "bond.broken", f"{one.why}（{one.cites}）",
                          _("第 {n} 行").format(n=row.number))
        rows[number] = replace(row, found=(*row.found, ("", finding)), status=row.status if waived else "bad")
    return tuple(rows)


def register_names(register: Register) -> frozenset[str]:
    """The names of the register's ledger columns."""
    return frozenset(c.name for c in register.columns)


def _row(
    register: Register,
    number: int,
    key: str,
    raw: dict[str, Any],
    values: dict[str, Any],
    found: list[tuple[str, Finding]],
    record: Any,
    by: Person | None,
    known: Lookup,
    waive: bool,
) -> PreviewRow:
    differences: tuple[Difference, ...] = ()
    status: Status = "new"
    found += _digits_lost(register, raw)
    foreign = by is not None and not all(
        may(by, "load", region)
        for region in (values.get("region"), getattr(record, "region", None))
        if region
    )
    if foreign:
        found.append(("", Finding("error", "region.foreign", _("不属于您的辖区"))))
        record = None
    elif record is not None and record.withdrawn and was_undone(record):
        values = _anew(register, values)
        status, differences = "changed", (Difference("withdrawn", _("作废状态"), _("已作废"), _("恢复")),)
    elif record is not None and record.withdrawn:
        found.append((register.key, Finding("error", "key.withdrawn", _("“{key}”已经作废").format(key=key))))
    elif record is not None:
        values, differences = _differences(register, record, raw, values, known)
        status = "changed" if differences else "same"
        found += _kept(register, record, raw, known)
    bad = any(f.level == "error" for _n, f in found)
    if not bad and status != "same":
        found += _stands_against(_built(register, record, values), values, waive)
        bad = any(f.level == "error" for _n, f in found)
    placed = tuple((name, _placed(register, number, name, f)) for name, f in found)
    return PreviewRow(number, key, raw, values, placed, "bad" if bad else status, record, differences)


def was_undone(record: Any) -> bool:
    """Whether a withdrawn record was withdrawn by undoing an import: its corrected workbook brings it back."""
    lines = JournalLine.objects.filter(register=record.register.code, record=record.key, act="withdraw")
    last = lines.order_by("-seq").values_list("document", flat=True).first()
    return bool(last) and str(last).startswith(UNDONE)


def _anew(register: Register, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record that is brought back: what the workbook does not say is blank, as in a new record."""
    blank = {c.name: c.field.get_default() for c in register.columns if not c.field.required}
    return {**blank, **values, "withdrawn": False}


def _placed(register: Register, number: int, name: str, finding: Finding) -> Finding:
    """The finding with its row and column as its place."""
    row = _("第 {n} 行").format(n=number)
    label = _(register.column(name).label) if name else ""
    return Finding(finding.level, finding.code, finding.message, f"{row} {label}".rstrip(), finding.remedy)


def _differences(
    register: Register, record: Any, raw: Mapping[str, Any], values: Mapping[str, Any], known: Lookup
) -> tuple[dict[str, Any], tuple[Difference, ...]]:
    """The values that differ from the record's. A blank cell takes nothing away from a record."""
    changed: dict[str, Any] = {}
    differences = []
    for column in register.columns:
        if column.name not in values or is_missing(raw.get(column.name)):
            continue
        old, new = getattr(record, column.name), values[column.name]
        if not says_the_same(column, old, new):
            changed[column.name] = new
            differences.append(
                Difference(column.name, _(column.label), shown(column, old, known), shown(column, new, known))
            )
    return changed, tuple(differences)


def _kept(
    register: Register, record: Any, raw: Mapping[str, Any], known: Lookup
) -> list[tuple[str, Finding]]:
    """A note for each blank cell over a value: the value stays, because a blank may mean no more than unknown."""
    found = []
    for column in register.columns:
        value = getattr(record, column.name)
        if column.name in raw and is_missing(raw[column.name]) and value not in (None, ""):
            sentence = _("单元格为空，保留原值“{value}”").format(value=shown(column, value, known))
            found.append((column.name, Finding("note", "cell.kept", sentence, remedy=_("如需清空，请在记录页办理"))))
    return found


def _digits_lost(register: Register, raw: Mapping[str, Any]) -> list[tuple[str, Finding]]:
    """An error for each number of more than 15 digits in a column of text: Excel has kept 15 of them."""
    found = []
    for name, cell in raw.items():
        if not isinstance(cell, int | float) or not abs(cell) >= 10**15 or register.column(name).field.numeric:
            continue
        sentence = _("是数字格式的长编号，Excel 只保留了前 15 位")
        found.append((name, Finding("error", "cell.digits_lost", sentence, remedy=_("请把该列设为文本格式后重新填写"))))
    return found


def says_the_same(column: Column, old: Any, new: Any) -> bool:
    """Whether ``new`` tells nothing beyond ``old``: equal, or ``old`` written with the column's decimals."""
    if old == new:
        return True
    field = column.field
    if not field.numeric or old is None or new is None:
        return False
    return bool(
        field.to_unit(old) == field.to_unit(new) and field.from_unit(field.to_unit(new), field.unit) == new
    )


def shown(column: Column, value: Any, known: Lookup) -> str:
    """A value as a page shows it, regions by name."""
    text = column.field.show(value)
    return known.regions.get(text, text) if column.name == "region" else text


def _stands_against(built: Any, values: Mapping[str, Any], waive: bool) -> list[tuple[str, Finding]]:
    """What stands before each milestone that the row dates; a warning where it may be waived and is."""
    found = []
    for shut in shut_gates(built, values):
        level: Level = "warning" if waive and shut.waivable else "error"
        why = _("不能登记“{step}”：{why}（{cites}）").format(
            step=_(shut.step.title) if shut.step else "", why=shut.why, cites=shut.cites)
        remedy = _("有权限的负责人可以写明原因后越过") if shut.waivable and not waive else ""
        found.append((shut.step.day_field if shut.step else "", Finding(level, "gate.shut", why, remedy=remedy)))
    return found


def _built(register: Register, record: Any, values: Mapping[str, Any]) -> Any:
    """The record as the row would leave it; not saved."""
    built = copy.copy(record) if record is not None else register.model()
    for name, value in values.items():
        setattr(built, name, value)
    return built


def _doubles(read_keys: list[tuple[int, str]]) -> dict[int, list[int]]:
    """Row number → the other rows with the same key."""
    by_key: dict[str, list[int]] = {}
    for number, key in read_keys:
        if key:
            by_key.setdefault(key, []).append(number)
    return {
        n: [o for o in numbers if o != n] for numbers in by_key.values() if len(numbers) > 1 for n in numbers
    }


def existing_records(register: Register, keys: Iterable[str]) -> dict[str, Any]:
    """The records that already carry one of ``keys``, withdrawn ones too, with their links."""
    wanted = sorted({key for key in keys if key})
    links = [c.name for c in register.columns if isinstance(c.field, Link)]
    held: dict[str, Any] = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        some = register.model.objects.filter(**{f"{register.key}__in": wanted[start : start + KEYS_AT_ONCE]})
        held |= {r.key: r for r in (some.select_related(*links) if links else some)}
    return held


def prefetch_links(register: Register, raws: Sequence[Mapping[str, Any]], known: Lookup) -> None:
    """Look up all linked records of the rows at once, so that reading a row asks the database nothing."""
    for column in register.columns:
        if not isinstance(column.field, Link):
            continue
        model = column.field.related_model
        keys = {key for raw in raws if (key := column.field.parse(raw.get(column.name)))}
        wanted = sorted(k for k in keys if (model._meta.label, k) not in known.links)
        for start in range(0, len(wanted), KEYS_AT_ONCE):
            some = wanted[start : start + KEYS_AT_ONCE]
            found = {
                r.key: r
                for r in model.objects.filter(**{f"{model.register.key}__in": some, "withdrawn": False})
            }
            known.links |= {(model._meta.label, key): found.get(key) for key in some}
