"""七本台账 The seven ledgers of farmland offset, printed from one set of books, and the year's balance statement.

Each is a function of a region, a year and an as-of day; its lines open to the account, the record or the transaction
that they are made of. Nothing in them is kept twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from yulin.books.accounts import THREE, Kind, Purpose
from yulin.books.acts import Act
from yulin.office.books.balances import Standing, balances, standings
from yulin.office.books.bound import district_of
from yulin.office.books.models import Entry, Transaction
from yulin.office.books.tables import (
    Cell,
    Head,
    Opens,
    Table,
    area_cell,
    kg_cell,
    ledger_unit,
    shown,
    wan_cell,
)
from yulin.office.registers.declaration import REGISTERS
from yulin.quantities.rates import rate

MU2, KG1, WAN4 = ("亩", 2), ("公斤", 1), ("万元", 4)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One of the ledgers: its code in addresses, its title, and how it is made."""

    code: str
    title: str
    make: Callable[[str, int, dt.date], Table]


def _span(year: int, on: dt.date) -> tuple[dt.date, dt.date]:
    return dt.date(year, 1, 1), min(dt.date(year, 12, 31), on)


def _area(title: str, total: bool = True) -> Head:
    return Head(title, *MU2, total)


def _records(code: str, region: str, step: str, year: int, on: dt.date, **more: Any) -> list[Any]:
    """The register's records whose milestone lies in the year up to the as-of day, oldest first."""
    register = REGISTERS[code]
    first, last = _span(year, on)
    heavy = ["haystack", *(["parcel_wkb"] if register.has_parcel else [])]
    found = register.model.objects.filter(withdrawn=False, region__startswith=region, **{
        f"{step}_on__gte": first, f"{step}_on__lte": last}, **more)
    return list(found.defer(*heavy).order_by(f"{step}_on", "pk"))


def _record(record: Any, text: str | None = None) -> Cell:
    return Cell(record.key if text is None else text, ("record", (record.register.slug, record.pk), {}))


def _account(code: str, dm2: int, year: int) -> Cell:
    return area_cell(dm2, ("books-account", (), {"code": code, "year": str(year)}))


def _amounts(region: str, first: dt.date, last: dt.date, condition: Q, by: str) -> dict[str, dict[str, int]]:
    """Σ of entries in a span by a field of the transaction or account, then by kind."""
    rows = (Entry.objects.filter(condition, day__gte=first, day__lte=last,
                                 account__region__startswith=district_of(region))
            .values_list(by, "account__kind").annotate(n=Sum("amount")).order_by())
    found: dict[str, dict[str, int]] = {}
    for key, kind, n in rows:
        found.setdefault(key, {})[kind] = int(n)
    return found


def make_up(region: str, year: int, on: dt.date) -> Table:
    """1 补划永久基本农田登记台账."""
    heads = (Head("补划编号"), Head("占用项目"), Head("批次名称"), _area("占用永久基本农田"), Head("占用等别", "", 2),
             Head("储备图斑号"), _area("补划面积"), Head("补划等别", "", 2), Head("加倍开垦费", *WAN4, True),
             Head("补划文号"), Head("补划日期"), _area("余缺"))
    rows = []
    for r in _records("balance.makeup", region, "made_up", year, on):
        column = r.register.column
        reserve = r.reserve
        rows.append((
            _record(r), Cell(r.project_name), Cell(r.batch_name), area_cell(r.taken),
            Cell(column("grade_taken").field.cell(r.grade_taken)),
            _record(reserve) if reserve else Cell(None), area_cell(r.made_up),
            Cell(column("grade_made").field.cell(r.grade_made)), wan_cell(r.fee), Cell(r.made_up_doc),
            Cell(r.made_up_on), area_cell((r.made_up or 0) - (r.taken or 0))))
    return _table("补划永久基本农田登记台账", year, heads, rows)


def balance_of_dossiers(region: str, year: int, on: dt.date) -> Table:
    """2 占补平衡台账: what each dossier takes and what is linked to it, as the books hold it."""
    heads = (Head("挂钩编号"), Head("批次名称"), Head("批复文号"), _area("占用耕地"), _area("占用水田"),
             Head("占用产能", *KG1, True), Head("补充方式"), Head("补充项目备案号"),
             _area("补充耕地"), _area("补充水田"),
             Head("补充产能", *KG1, True), Head("挂钩日期"), Head("核销日期"), Head("应缴开垦费", *WAN4, True),
             Head("实缴开垦费", *WAN4, True), _area("余缺"))
    rows = []
    found = _records("balance.offset", region, "linked", year, on)
    approvals = dict(REGISTERS["land.batch"].model.objects.filter(name__in={r.batch_name for r in found})
                     .values_list("name", "approved_doc"))
    pages = _transactions("balance.offset", [r.number for r in found])
    for r in found:
        opens: Opens = ("books-transaction", (pages[r.number],), {}) if r.number in pages else None
        rows.append((
            _record(r), Cell(r.batch_name, ("books-dossier", (), {"batch": r.batch_name})),
            Cell(approvals.get(r.batch_name) or None), area_cell(r.occupied), area_cell(r.occupied_paddy),
            kg_cell(r.occupied_capacity), Cell(r.method), Cell(r.source_number),
            area_cell(r.supplemented, opens), area_cell(r.supplemented_paddy), kg_cell(r.supplemented_capacity),
            Cell(r.linked_on), Cell(r.cancelled_on if r.cancelled_on and r.cancelled_on <= on else None),
            wan_cell(r.fee_due), wan_cell(r.fee_paid),
            area_cell(None if r.occupied is None else (r.supplemented or 0) - r.occupied)))
    return _table("占补平衡台账", year, heads, rows)


def _transactions(register: str, records: Iterable[str]) -> dict[str, int]:
    """The latest transaction of each record, by the record's key."""
    found = Transaction.objects.filter(register=register, record__in=list(records), act=Act.HOLD.name)
    return dict(found.order_by("pk").values_list("record", "pk"))


def transfers(region: str, year: int, on: dt.date) -> Table:
    """3 补充耕地储备指标划转登记台账."""
    heads = (Head("划转编号"), Head("划转方向"), Head("划转方式"), Head("对方单位"), _area("划转数量"),
             _area("划转水田"), Head("划转产能", *KG1, True), Head("单价", *WAN4), Head("总价", *WAN4, True),
             Head("已付金额", *WAN4, True), Head("合同号"), Head("省厅备案号"), Head("省厅备案日期"))
    rows = [(_record(r), Cell(_(r.direction)), Cell(_(r.way)), Cell(r.other_party), area_cell(r.area),
             area_cell(r.paddy), kg_cell(r.capacity), wan_cell(r.unit_price), wan_cell(r.total),
             wan_cell(r.paid), Cell(r.contract),
             Cell(r.filed_doc), Cell(r.filed_on))
            for r in _records("balance.transfer", region, "filed", year, on)]
    return _table("补充耕地储备指标划转登记台账", year, heads, rows)


FLOWS: tuple[tuple[str, Purpose, tuple[Act, ...]], ...] = (
    ("验收入库", Purpose.POOL, (Act.INTAKE,)), ("调入", Purpose.POOL, (Act.TRANSFER_IN,)),
    ("核销", Purpose.USED, (Act.USE, Act.SPEND)), ("调出", Purpose.TRANSFERRED, (Act.TRANSFER_OUT,)),
    ("复核核减", Purpose.WRITTEN_OFF, (Act.WRITE_OFF,)))


def statistics(region: str, year: int, on: dt.date) -> Table:
    """4 占补平衡情况统计台账: 期初 + 入库 + 调入 − 核销 − 调出 − 核减 + 冲销 = 期末, of pool and reserved together."""
    first, last = _span(year, on)
    before, after = ({s.kind: s for s in standings(district_of(region), day)}
                     for day in (first - dt.timedelta(1), last))
    moved = [_amounts(region, first, last, Q(account__purpose=purpose.name, amount__gt=0, transaction__act__in=[
        a.name for a in acts]), "account__purpose").get(purpose.name, {}) for _t, purpose, acts in FLOWS]
    heads = (Head("指标"), Head("单位"), Head("期初结存", "", 2), *(Head(title, "", 2) for title, _p, _a in FLOWS),
             Head("其他（冲销等）", "", 2), Head("期末结存", "", 2), Head("其中冻结", "", 2), Head("其中可用", "", 2),
             Head("挂账", "", 2))
    rows = []
    for kind in Kind:
        opening, closing = (found.get(kind, Standing(kind, {})) for found in (before, after))
        flows = [flow.get(kind.name, 0) for flow in moved]
        if not (opening.stock or closing.stock or any(flows)):
            continue
        rest = closing.stock - opening.stock - flows[0] - flows[1] + flows[2] + flows[3] + flows[4]
        values = [opening.stock, *flows, rest, closing.stock, closing.reserved, closing.pool, closing.owed]
        rows.append((Cell(_(kind.value), ("books", (), {"kind": kind.name})), Cell(_(ledger_unit(kind))),
                     *(Cell(shown(kind, n)) for n in values)))
    return _table("占补平衡情况统计台账", year, heads, rows,
                  _("期末结存＝期初结存＋验收入库＋调入－核销－调出－复核核减＋其他；截至 {day}。").format(day=last))


def acceptance(region: str, year: int, on: dt.date) -> Table:
    """5 占补平衡项目验收情况统计表."""
    heads = (Head("项目备案号"), Head("项目名称"), Head("项目类型"), Head("项目级别"), _area("建设规模"),
             _area("新增耕地"), Head("新增耕地率", "%", 2), _area("新增水田"), _area("旱改水面积"),
             Head("改造前等别", "", 2), Head("质量等别", "", 2), Head("新增产能", *KG1, True), Head("预算投资",
                                                                                                    "万元", 2, True),
             Head("审定造价", "万元", 2, True), Head("已拨付", "万元", 2, True), Head("验收文号"), Head("验收日期"),
             Head("入库日期"))
    rows = []
    for r in _records("balance.project", region, "accepted", year, on):
        column = r.register.column

        def cell(name: str, r: Any = r, column: Any = column) -> Cell:
            return Cell(column(name).field.cell(getattr(r, name)))

        rows.append((
            _record(r), Cell(r.name), Cell(_(r.kind)), Cell(_(r.level) if r.level else None), cell("scale"),
            cell("new_farmland"), Cell(rate(r.new_farmland, r.scale)), cell("new_paddy"), cell("converted_paddy"),
            cell("grade_before"), cell("grade_after"), cell("capacity"), cell("budget"), cell("reviewed"),
            cell("paid"),
            Cell(r.accepted_doc), Cell(r.accepted_on), Cell(r.stored_on)))
    return _table("占补平衡项目验收情况统计表", year, heads, rows)


def construction(region: str, year: int, on: dt.date) -> Table:
    """6 建设用地台账: the dossiers approved in the year, with what they took and what was linked to them."""
    heads = (Head("批次名称"), Head("批次类型"), _area("总面积"), _area("农用地"), _area("耕地"), _area("水田"),
             _area("永久基本农田"), Head("批复文号"), Head("批复日期"), Head("使用规划指标", "公顷", 2, True),
             _area("账簿挂钩耕地"), Head("占补挂钩编号"))
    found = _records("land.batch", region, "approved", year, on)
    linked = _linked([r.name for r in found])
    rows = [(_record(r), Cell(_(r.kind)), area_cell(r.area), area_cell(r.agricultural), area_cell(r.cultivated),
             area_cell(r.paddy), area_cell(r.permanent_farmland), Cell(r.approved_doc), Cell(r.approved_on),
             Cell(r.register.column("quota_area").field.cell(r.quota_area)),
             area_cell(linked.get(r.name), ("books-dossier", (), {"batch": r.name})), Cell(r.offset_number))
            for r in found]
    return _table("建设用地台账", year, heads, rows)


def _linked(names: list[str]) -> dict[str, int]:
    """Farmland area reserved for and used by dossiers."""
    rows = (Entry.objects.filter(transaction__dossier__in=names, account__kind=Kind.CULTIVATED.name,
                                 account__purpose__in=(Purpose.RESERVED.name, Purpose.USED.name))
            .values_list("transaction__dossier").annotate(n=Sum("amount")).order_by())
    return {dossier: int(n) for dossier, n in rows}


def new_farmland(region: str, year: int, on: dt.date) -> Table:
    """7 新增耕地台账: what each project put into the pool, and what of it is used, reserved and left."""
    first, last = _span(year, on)
    intake = _amounts(region, first, last, Q(account__purpose=Purpose.POOL.name, transaction__act__in=(
        Act.INTAKE.name, Act.TRANSFER_IN.name), account__kind__in=[k.name for k in THREE]), "account__holder")
    held = balances(district_of(region), last, THREE)
    names = {r.number: r for r in REGISTERS["balance.project"].model.objects.filter(
        number__in=list(intake)).defer("haystack", "parcel_wkb")}
    heads = (Head("项目备案号"), Head("项目名称"), Head("验收文号"), _area("入库数量"), _area("入库水田"),
             Head("入库产能", *KG1, True), _area("已用"), _area("冻结"), _area("调出与核减"), _area("余量"))
    rows = []
    for holder in sorted(intake):
        project, amounts = names.get(holder), intake[holder]

        def area(*purposes: Purpose, holder: str = holder) -> int:
            return sum(held.get((Kind.CULTIVATED.name, p.name, holder), 0) for p in purposes)

        pool = f"{district_of(region)}/{Kind.CULTIVATED.name}/{Purpose.POOL.name}/{holder}"
        rows.append((
            _record(project) if project else Cell(holder), Cell(project.name if project else None),
            Cell(project.accepted_doc if project else None), area_cell(amounts.get(Kind.CULTIVATED.name, 0)),
            area_cell(amounts.get(Kind.PADDY.name, 0)), kg_cell(amounts.get(Kind.CAPACITY.name, 0)),
            area_cell(area(Purpose.USED)), area_cell(area(Purpose.RESERVED)),
            area_cell(area(Purpose.TRANSFERRED, Purpose.WRITTEN_OFF)), _account(pool, area(Purpose.POOL), year)))
    return _table("新增耕地台账", year, heads, rows,
                  _("已用、冻结、余量截至 {day}。").format(day=last))


def _table(title: str, year: int, heads: tuple[Head, ...], rows: Iterable[tuple[Cell, ...]],
           note: str = "") -> Table:
    caption = _("{year} 年度{title}").format(year=year, title=_(title))
    return Table(title, caption, heads, tuple(rows), note)


LEDGERS: dict[str, Ledger] = {ledger.code: ledger for ledger in (
    Ledger("makeup", "补划永久基本农田登记台账", make_up),
    Ledger("dossiers", "占补平衡台账", balance_of_dossiers),
    Ledger("transfers", "补充耕地储备指标划转登记台账", transfers),
    Ledger("statistics", "占补平衡情况统计台账", statistics),
    Ledger("acceptance", "占补平衡项目验收情况统计表", acceptance),
    Ledger("construction", "建设用地台账", construction),
    Ledger("new-farmland", "新增耕地台账", new_farmland),
)}
