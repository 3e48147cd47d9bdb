"""Loading files in bulk (``yulin office load``): whatever the order they are named in, the same result.

Regions come first, then the registers so that linked records are there before the records that link to
them, then the coordinate files. With ``refuse`` the whole call is one transaction: one bad row anywhere and
nothing is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from yulin.findings import Finding, Refusal
from yulin.formats.workbooks import Sheet, read_workbook
from yulin.office.accounts.models import Person
from yulin.office.registers.declaration import REGISTERS, Register, register_of
from yulin.office.registers.heads import Heads, register_named
from yulin.office.registers.links import Link
from yulin.office.registers.models import Receipt
from yulin.office.registers.parcel_files import file_digest
from yulin.office.registers.parsing import lookup
from yulin.office.registers.regions_in import is_regions, take_regions
from yulin.office.registers.taking import OnError, take
from yulin.office.registers.workbook_in import ledgers_in, no_ledger, preview_sheet

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls"})
COORDINATES = frozenset({".txt", ".zip", ".shp", ".geojson", ".json", ".gpkg", ".gdb"})
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class LoadReceipt:
    """What became of one file (or one sheet of it)."""

    file: str
    kind: str
    register: str
    title: str
    rows: int
    created: int
    changed: int
    same: int
    left_out: int
    findings: tuple[Finding, ...]
    receipt: int

    def as_json(self) -> dict[str, Any]:
        """The receipt as a JSON-ready mapping."""
        return {
            **{name: getattr(self, name) for name in self.__slots__ if name != "findings"},
            "findings": [f.as_json() for f in self.findings],
        }

    def sentence(self) -> str:
        """One line for a person."""
        return _(
            "{file}：{title}，共 {rows} 行，新增 {created}，更改 {changed}，无变化 {same}，未导入 {left_out}"
        ).format(
            file=self.file,
            title=self.title,
            rows=self.rows,
            created=self.created,
            changed=self.changed,
            same=self.same,
            left_out=self.left_out,
        )


@dataclass(frozen=True, slots=True)
class _Job:
    """One thing to load: a sheet of regions, a ledger, or a file of coordinates."""

    order: tuple[int, int]
    path: Path
    name: str
    digest: str
    sheet: Sheet | None = None
    heads: Heads | None = None
    register: Register | None = None


def load_files(
    paths: Iterable[str | Path],
    by: Person,
    on_error: OnError = "refuse",
    register: str | None = None,
    progress: Progress | None = None,
) -> list[LoadReceipt]:
    """Load workbooks, coordinate files and folders of them; one receipt per sheet or coordinate file.

    on_error: ``refuse`` takes nothing at all when anything is bad; ``skip`` takes what is good of each file.
    register: the code of the register the files belong to, where their names do not say it.
    progress: called with the name of each file as its turn comes. Refusal: with ``refuse`` nothing was
    changed; with ``skip`` the files before the refused one stay loaded.
    """
    wanted = _register(register)
    jobs = sorted((job for path in _files(paths, wanted) for job in _jobs(path, wanted)), key=lambda job: job.order)
    receipts: list[LoadReceipt] = []

    def run() -> None:
        for job in jobs:
            if progress:
                progress(job.name)
            receipts.append(_load(job, by, on_error))

    if on_error == "refuse":
        with transaction.atomic():
            run()
    else:
        run()
    return receipts


def _register(code: str | None) -> Register | None:
    if not code:
        return None
    try:
        return register_of(code)
    except KeyError:
        named = register_named(code)
        if named is not None:
            return named
        raise Refusal(
            _("没有台账“{code}”。可用的有：{codes}。").format(code=code, codes="、".join(REGISTERS))
        ) from None


def _files(paths: Iterable[str | Path], wanted: Register | None) -> list[Path]:
    """The files named, folders opened; Refusal for one that is missing or of a kind that no ledger comes in.

    Of a folder's coordinate files only those are taken whose names say their register: others may be map layers.
    """
    files: list[Path] = []
    for given in paths:
        path = Path(given)
        kind = path.suffix.lower()
        if path.is_dir() and kind != ".gdb":
            inside = [p for p in sorted(path.rglob("*")) if _belongs(p, wanted)]
            if not inside:
                raise Refusal(_("文件夹 {path} 里没有工作簿或坐标文件。").format(path=path))
            files += inside
        elif not path.exists():
            raise Refusal(_("没有文件 {path}，请核对路径。").format(path=path))
        elif kind not in WORKBOOKS | COORDINATES:
            raise Refusal(
                _("{name} 不是可导入的文件；工作簿用 {books}，地块坐标用 {coordinates}。").format(
                    name=path.name,
                    books=" ".join(sorted(WORKBOOKS)),
                    coordinates=" ".join(sorted(COORDINATES)),
                )
            )
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def _belongs(path: Path, wanted: Register | None) -> bool:
    """Whether a file found in a folder is to be loaded."""
    if path.name.startswith(("~$", ".")):
        return False
    kind = path.suffix.lower()
    return kind in WORKBOOKS or (kind in COORDINATES and (wanted or register_named(path.stem)) is not None)


def _jobs(path: Path, wanted: Register | None) -> list[_Job]:
    """What a file holds."""
    digest = file_digest(path, path.name)
    if path.suffix.lower() in COORDINATES:
        register = wanted or register_named(path.stem)
        return [_Job((2, _rank(register)), path, path.name, digest, register=register)]
    sheets = read_workbook(path)
    jobs = []
    if wanted is None:
        jobs = [_Job((0, 0), path, path.name, digest, sheet) for sheet in sheets if is_regions(sheet)]
    if not jobs:
        ledgers = ledgers_in(sheets, wanted)[: 1 if wanted else None]
        jobs = [
            _Job((1, _rank(heads.register)), path, path.name, digest, sheet, heads)
            for sheet, heads in ledgers
        ]
    if not jobs:
        raise Refusal(no_ledger(path.name, wanted))
    return jobs


def registers_in_order() -> list[Register]:
    """The registers so that each comes after those it links to; otherwise as declared."""
    ordered: list[Register] = []

    def visit(register: Register) -> None:
        if register in ordered:
            return
        for code in register.after:
            if code in REGISTERS:
                visit(REGISTERS[code])
        for column in register.columns:
            target = column.field.related_model.register if isinstance(column.field, Link) else register
            if target is not register:
                visit(target)
        ordered.append(register)

    for register in REGISTERS.values():
        visit(register)
    return ordered


def _rank(register: Register | None) -> int:
    codes = [r.code for r in registers_in_order()]
    return codes.index(register.code) if register else len(codes)


def _load(job: _Job, by: Person, on_error: OnError) -> LoadReceipt:
    if job.heads is not None and job.sheet is not None:
        preview = preview_sheet(job.sheet, job.heads, job.name, job.digest, lookup(), by)
        return _receipt(take(preview, by, on_error), _(preview.register.title))
    if job.sheet is not None:
        return _receipt(take_regions(job.sheet, job.name, job.digest, by, on_error), _("行政区划"))
    from yulin.office.registers.parcels_in import read_parcels, take_parcels

    parcels = read_parcels(job.path, job.name, job.register, by)
    return _receipt(
        take_parcels(parcels, by, on_error), _("{title}的地块").format(title=_(parcels.register.title))
    )


def _receipt(receipt: Receipt, title: str) -> LoadReceipt:
    return LoadReceipt(
        receipt.file_name,
        receipt.kind,
        receipt.register,
        title,
        receipt.rows,
        receipt.created,
        receipt.changed,
        receipt.same,
        receipt.left_out,
        _findings(receipt.findings),
        receipt.pk,
    )


def _findings(listed: Sequence[dict[str, str]]) -> tuple[Finding, ...]:
    return tuple(Finding(**one) for one in listed)  # type: ignore[arg-type]
