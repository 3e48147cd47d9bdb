"""Parcels in: the polygons of a file matched to the records of a register by key, previewed, then taken.

A parcel names its record by 地块编号, 地块名称 or an attribute that holds the key. Several polygons of one
record become one parcel. Like a ledger, a file of parcels is shown first and taken in one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from yulin.findings import Finding, Refusal
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.registers.acts import change_many
from yulin.office.registers.declaration import Register
from yulin.office.registers.fields import Area
from yulin.office.registers.heads import register_named
from yulin.office.registers.models import Receipt
from yulin.office.registers.parcel import ParcelValue
from yulin.office.registers.parcel_checks import area_differs, district_box, elsewhere, value_of
from yulin.office.registers.parcel_files import Shape, ShapeFile, file_digest, read_shapes
from yulin.office.registers.preview import STATUS_TITLES, Status
from yulin.office.registers.receipts import Counts, Source, write_receipt
from yulin.office.registers.taking import OnError, Refused, storage_failed
from yulin.office.registers.undoing import PARCEL, keep, stored
from yulin.office.registers.workbook_in import existing_records


@dataclass(frozen=True, slots=True)
class ParcelRow:
    """One record's parcel: the numbers of its polygons in the file, its key, its value, what was found.

    status: ``new`` the record had no parcel, ``changed`` it had another one, ``same``, or ``bad``.
    """

    numbers: tuple[int, ...]
    key: str
    value: ParcelValue | None
    status: Status
    findings: tuple[Finding, ...]
    record: Any = None

    @property
    def title(self) -> str:
        """The status as a Chinese word (a message id)."""
        return STATUS_TITLES[self.status]

    @property
    def area(self) -> str:
        """The survey area in 亩 as it is shown; "" where there is none."""
        return "" if self.value is None else Area(unit="亩").show(self.value.area_dm2)


@dataclass(frozen=True)
class ParcelPreview:
    """A file of parcels matched to a register's records; nothing has been written."""

    register: Register
    file_name: str
    sha256: str
    rows: tuple[ParcelRow, ...]
    findings: tuple[Finding, ...]
    counts: Counter[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Count the rows by status."""
        object.__setattr__(self, "counts", Counter(row.status for row in self.rows))

    @property
    def readable(self) -> bool:
        """Whether parcels can be taken at all: no error about the file as a whole."""
        return all(f.level != "error" for f in self.findings)

    def of(self, *statuses: Status) -> list[ParcelRow]:
        """The rows of these statuses, in the file's order."""
        return [row for row in self.rows if row.status in statuses]

    def all_findings(self) -> Iterable[Finding]:
        """The file's findings, then every parcel's."""
        yield from self.findings
        for row in self.rows:
            yield from row.findings


def read_parcels(
    path: Path, name: str = "", register: Register | None = None, by: Person | None = None
) -> ParcelPreview:
    """The parcels of a file, previewed.

    register: the ledger they belong to, else the one whose title the file's name carries. Refusal when the
    register is unclear or has no parcels, or nothing in the file can be read.
    """
    name = name or path.name
    register = register or register_named(Path(name).stem)
    if register is None:
        raise Refusal(
            _("看不出 {name} 属于哪个台账：请以台账命名文件（如“土地供应台账.txt”），或指定台账。").format(
                name=name
            )
        )
    if not register.has_parcel:
        raise Refusal(_("{title}没有地块，不能导入 {name}。").format(title=_(register.title), name=name))
    digest = file_digest(path, name)
    file = read_shapes(path, name, register)
    if not file.shapes:
        raise Refusal(_("{name} 里没有地块。").format(name=name))
    about = list(file.findings)
    if file.epsg is None and not any(f.level == "error" for f in about):
        about.append(
            Finding(
                "error", "crs.unknown", _("坐标系不明，地块不能落图"), name, _("请补全坐标系、分带和带号")
            )
        )
    rows = _rows(register, file, by)
    return ParcelPreview(register, name, digest, tuple(rows), tuple(about))


def _rows(register: Register, file: ShapeFile, by: Person | None) -> list[ParcelRow]:
    records = existing_records(register, (text for shape in file.shapes for text in shape.texts))
    groups: dict[str, list[Shape]] = {}
    for shape in file.shapes:
        key = next((t for t in shape.texts if t in records), None)
        groups.setdefault(key or f"\0{shape.number}", []).append(shape)
    box = district_box()
    return [
        _row(register, key, shapes, records.get(key), file.epsg, box, by) for key, shapes in groups.items()
    ]


def _row(
    register: Register,
    key: str,
    shapes: Sequence[Shape],
    record: Any,
    epsg: int | None,
    box: tuple[float, float, float, float] | None,
    by: Person | None,
) -> ParcelRow:
    numbers = tuple(s.number for s in shapes)
    shown = shapes[0].texts[0] if record is None and shapes[0].texts else key.lstrip("\0")
    where = _("地块“{key}”").format(key=shown) if shapes[0].texts else _("第 {n} 个地块").format(n=numbers[0])
    found = [f for s in shapes for f in s.findings]
    if record is None:
        found.append(
            Finding(
                "error",
                "parcel.unmatched",
                _("{title}中没有对应的记录").format(title=_(register.title)),
                where,
                _("请先导入台账，或核对地块编号"),
            )
        )
    elif record.withdrawn:
        found.append(Finding("error", "key.withdrawn", _("“{key}”已经作废").format(key=key), where))
    elif by is not None and not may(by, "load", record.region):
        found.append(Finding("error", "region.foreign", _("不属于您的辖区"), where))
        record = None
    value, trouble = value_of(shapes, epsg, where)
    known = {f.code for f in found if f.level == "error"}
    found += [f for f in trouble if not known or f.code not in ("parcel.invalid", "parcel.empty")]
    if value is not None:
        found += elsewhere(value, box, where)
        if record is not None:
            found += area_differs(register, record, value, where)
    status: Status = "new"
    if any(f.level == "error" for f in found) or value is None:
        status = "bad"
    elif record.parcel_wkb is not None:
        alike = record.parcel_epsg == value.epsg and bytes(record.parcel_wkb) == shapely.to_wkb(
            value.geometry
        )
        status = "same" if alike else "changed"
    return ParcelRow(numbers, shown, value, status, tuple(found), record)


def take_parcels(
    preview: ParcelPreview, by: Person, on_error: OnError = "refuse", reason: str = "", document: str = ""
) -> Receipt:
    """Give the records their parcels, in one transaction with receipt and journal; returns the receipt.

    on_error: ``refuse`` takes nothing when any parcel is bad, ``skip`` takes the good ones. Refusal: nothing
    was written.
    """
    if not may(by, "load"):
        raise Refusal(_("{who}（{role}）无权导入地块。").format(who=by.shown_name, role=_(by.role_title)))
    errors = [f for f in preview.findings if f.level == "error"]
    if errors:
        raise Refused(
            _("{file} 不能导入：{first}{more}。").format(
                file=preview.file_name, first=errors[0].sentence(), more=""
            ),
            preview.all_findings(),
        )
    foreign = [row for row in preview.of("new", "changed") if not may(by, "load", row.record.region)]
    bad = [*preview.of("bad"), *foreign]
    outside = [
        Finding("error", "region.foreign", _("不属于您的辖区"), _("地块“{key}”").format(key=row.key))
        for row in foreign
    ]
    if bad and on_error == "refuse":
        first = next(
            f
            for f in [*(f for row in preview.of("bad") for f in row.findings), *outside]
            if f.level == "error"
        )
        raise Refused(
            _("{file}：{rows} 个地块中有 {bad} 个有误，未导入任何一个。第一处：{first}。").format(
                file=preview.file_name, rows=len(preview.rows), bad=len(bad), first=first.sentence()
            ),
            [*preview.all_findings(), *outside],
        )
    taken = [row for row in preview.of("new", "changed") if row not in foreign]
    new = [row for row in taken if row.status == "new"]
    source = Source("parcels", preview.register.code, preview.file_name, preview.sha256)
    counts = Counts(len(preview.rows), len(new), len(taken) - len(new), preview.counts["same"], len(bad))
    cited = document or source.cited
    try:
        with transaction.atomic():
            before = [stored(row.record, PARCEL) for row in taken]
            done = change_many(
                ((row.record, {}, row.value, row.record.edition) for row in taken),
                by,
                reason,
                cited,
                act="load",
            )
            receipt = write_receipt(
                source,
                counts,
                by,
                [*preview.all_findings(), *outside],
                [row.key for row in taken],
                reason,
                document,
            )
            keep(receipt, [], zip(done, before, strict=True))
            return receipt
    except (DatabaseError, OSError) as fault:
        raise Refusal(storage_failed(preview.file_name)) from fault
