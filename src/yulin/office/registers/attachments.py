"""附件 Files attached to a record: kept once by their content, attached and taken off with a line in the journal."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.journal.chain import Entry, append
from yulin.office.registers.models import Attachment

LARGEST = 50 * 1024 * 1024
MOST = 100
# what may be attached, by ending: documents, pictures, drawings, coordinates; nothing that runs
ENDINGS = frozenset({".pdf", ".doc", ".docx", ".wps", ".xls", ".xlsx", ".et", ".ofd", ".txt", ".csv", ".jpg", ".jpeg",
                     ".png", ".tif", ".tiff", ".bmp", ".zip", ".dwg", ".dxf", ".geojson", ".gpkg", ".vct"})


def attachments_of(record: Any) -> QuerySet[Attachment]:
    """The record's attachments that were not taken off, oldest first."""
    return Attachment.objects.filter(register=record.register.code, record=record.pk, removed=False)


def refuse_file(name: str, size: int) -> None:
    """Refusal for a file that may not be attached: an ending that is not listed, or too large."""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    if ending not in ENDINGS:
        raise Refusal(_("{name} 不能作为附件；可以附：{endings}。").format(
            name=name, endings=" ".join(sorted(ENDINGS))))
    if size > LARGEST:
        raise Refusal(_("{name} 有 {size} MB，附件每个不超过 {most} MB。").format(
            name=name, size=size // 2**20, most=LARGEST // 2**20))


def attach(record: Any, name: str, sha256: str, size: int, by: Person, note: str = "") -> Attachment:
    """Attach a kept file to a record; returns the attachment. Refusal: nothing was written."""
    refuse_file(name, size)
    _refuse_right(record, by)
    with transaction.atomic():
        held = attachments_of(record)
        if held.filter(sha256=sha256).exists():
            raise Refusal(_("{name} 已经附在这条记录上。").format(name=name))
        if held.count() >= MOST:
            raise Refusal(_("一条记录最多 {n} 个附件。").format(n=MOST))
        made = Attachment.objects.create(register=record.register.code, record=record.pk, name=name[:200],
                                         note=note[:200], sha256=sha256, size=size, by=by.username)
        append([_entry("attach", record, by, None, {"attachment": f"{name}（SHA-256 {sha256[:16]}）"})])
    return made


def detach(record: Any, attachment: Attachment, by: Person, reason: str) -> None:
    """Take an attachment off a record; the file stays in the home. Refusal without a reason or the right."""
    if not reason.strip():
        raise Refusal(_("取下附件须写明原因。"))
    _refuse_right(record, by)
    with transaction.atomic():
        attachment.removed = True
        attachment.save(update_fields=["removed"])
        said = {"attachment": f"{attachment.name}（SHA-256 {attachment.sha256[:16]}）"}
        append([_entry("detach", record, by, said, None, reason)])


def _refuse_right(record: Any, by: Person) -> None:
    if not may(by, "change", record.region) or record.withdrawn:
        raise Refusal(_("{who}不能修改“{key}”的附件。").format(who=by.shown_name, key=record.key))


def _entry(act: str, record: Any, by: Person, before: dict[str, str] | None, after: dict[str, str] | None,
           reason: str = "") -> Entry:
    return Entry(by.username, act, record.register.code, record.key, record.region, before, after, reason)
