"""行政区划 Administrative divisions out of a workbook: a sheet with codes (6, 9 or 12 digits) and names."""

from __future__ import annotations

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from yulin.findings import Finding, Refusal
from yulin.formats.workbooks import Sheet
from yulin.office.accounts.models import Person, Region
from yulin.office.accounts.rights import may
from yulin.office.registers.head_texts import bare
from yulin.office.registers.heads import filled
from yulin.office.registers.models import Receipt
from yulin.office.registers.receipts import Counts, Source, write_receipt
from yulin.office.registers.taking import OnError, Refused, storage_failed
from yulin.office.registers.written import plain

CODES = frozenset({"代码", "行政区划代码", "行政区代码", "区划代码", "坐落单位代码"})
NAMES = frozenset({"名称", "行政区划名称", "行政区名称", "区划名称", "坐落单位名称"})
LENGTHS = frozenset({6, 9, 12})
TITLE = "行政区划"


def _heads(sheet: Sheet) -> tuple[int, int, int] | None:
    """Row of the heads, column of the codes, column of the names (from 0)."""
    for i, row in enumerate(filled(sheet, 10)):
        words = [bare(cell) if isinstance(cell, str) else "" for cell in row]
        code = next((j for j, w in enumerate(words) if w in CODES), None)
        name = next((j for j, w in enumerate(words) if w in NAMES), None)
        if code is not None and name is not None:
            return i, code, name
    return None


def is_regions(sheet: Sheet) -> bool:
    """Whether the sheet lists administrative divisions: its name says so and its heads are code and name."""
    return TITLE in bare(sheet.name) and _heads(sheet) is not None


def read_regions(sheet: Sheet) -> tuple[dict[str, str], list[Finding], int]:
    """Code → name of the good rows, the findings, and how many rows there were."""
    heads = _heads(sheet)
    if heads is None:
        raise Refusal(_("工作表“{sheet}”没有“代码”和“名称”两列，请补上表头。").format(sheet=sheet.name))
    first, code_at, name_at = heads
    regions: dict[str, str] = {}
    rows: dict[str, int] = {}
    found: list[Finding] = []
    count = 0
    for number, row in enumerate(sheet.rows[first + 1 :], start=first + 2):
        code, name = plain(row[code_at]), plain(row[name_at])
        if not code and not name:
            continue
        count += 1
        where = _("第 {n} 行").format(n=number)
        if not code.isdecimal() or len(code) not in LENGTHS:
            found.append(
                Finding(
                    "error", "region.code", _("代码“{code}”不是 6、9 或 12 位数字").format(code=code), where
                )
            )
        elif not name:
            found.append(Finding("error", "region.name", _("代码 {code} 没有名称").format(code=code), where))
        elif code in regions:
            found.append(
                Finding(
                    "error",
                    "key.doubled",
                    _("与第 {others} 行重复：“{key}”").format(others=rows[code], key=code),
                    where,
                )
            )
        else:
            regions[code], rows[code] = name, number
    return regions, found, count


def take_regions(sheet: Sheet, name: str, digest: str, by: Person, on_error: OnError = "refuse") -> Receipt:
    """Make or rename the regions listed on the sheet, in one transaction with the receipt and its journal
    line.
    """
    regions, found, count = read_regions(sheet)
    for code in regions:
        if not may(by, "load", code):
            raise Refusal(
                _("{who}（{role}）无权导入行政区划 {code}。").format(
                    who=by.shown_name, role=_(by.role_title), code=code
                )
            )
    if found and on_error == "refuse":
        raise Refused(
            _("{file}：{rows} 行中有 {bad} 行有误，未导入任何一行。第一处：{first}。").format(
                file=name, rows=count, bad=len(found), first=found[0].sentence()
            ),
            found,
        )
    try:
        with transaction.atomic():
            held = dict(Region.objects.filter(code__in=list(regions)).values_list("code", "name"))
            new = [Region(code=c, name=n) for c, n in regions.items() if c not in held]
            renamed = [Region(code=c, name=n) for c, n in regions.items() if held.get(c, n) != n]
            Region.objects.bulk_create(new, batch_size=500)
            Region.objects.bulk_update(renamed, ["name"], batch_size=200)
            counts = Counts(count, len(new), len(renamed), len(regions) - len(new) - len(renamed), len(found))
            return write_receipt(
                Source("regions", "accounts.region", name, digest, sheet.name),
                counts,
                by,
                found,
                [r.code for r in (*new, *renamed)],
            )
    except (DatabaseError, OSError) as fault:
        raise Refusal(storage_failed(name)) from fault
