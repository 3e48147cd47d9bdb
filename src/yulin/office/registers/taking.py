"""Taking a previewed ledger in: records, journal and receipt in one transaction, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from yulin.findings import Finding, Refusal
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.registers.acts import NewRecord, change_many, create_many
from yulin.office.registers.models import Receipt
from yulin.office.registers.preview import LedgerPreview, PreviewRow
from yulin.office.registers.receipts import Counts, Source, write_receipt
from yulin.office.registers.undoing import keep, stored

OnError = Literal["refuse", "skip"]


class Refused(Refusal):
    """A refused import, with everything that was found: the sentence names only the first error."""

    def __init__(self, sentence: str, findings: Iterable[Finding]) -> None:
        """sentence: what a person reads; findings: all of them, errors and others."""
        super().__init__(sentence)
        self.findings = tuple(findings)


def take(
    preview: LedgerPreview, by: Person, on_error: OnError = "refuse", reason: str = "", document: str = "",
    waive: bool = False,
) -> Receipt:
    """Take the preview's rows; returns the receipt. waive: as the preview was made.

    on_error: ``refuse`` takes nothing when any row is bad; ``skip`` takes the good and lists the bad ones.
    document: what the journal's lines cite (default: the file). Refusal: nothing was written.
    """
    if not may(by, "load"):
        raise Refusal(_("{who}（{role}）无权导入台账。").format(who=by.shown_name, role=_(by.role_title)))
    refuse_unreadable(preview)
    bad, foreign = _bad_rows(preview, by)
    if bad and on_error == "refuse":
        raise Refused(
            _("{file}：{rows} 行中有 {bad} 行有误，未导入任何一行。第一处：{first}。").format(
                file=preview.file_name, rows=len(preview.rows), bad=len(bad), first=_first_error(bad, foreign)
            ),
            [*preview.all_findings(), *foreign],
        )
    left = {row.number for row in bad}
    new = [row for row in preview.of("new") if row.number not in left]
    changed = [row for row in preview.of("changed") if row.number not in left]
    source = Source("ledger", preview.register.code, preview.file_name, preview.sha256, preview.sheet)
    counts = Counts(len(preview.rows), len(new), len(changed), preview.same, len(bad))
    cited = document or source.cited
    try:
        with transaction.atomic():
            made = create_many(
                preview.register, (NewRecord(row.values) for row in new), by, reason, cited, act="load", waive=waive
            )
            before = [stored(row.record, row.values) for row in changed]
            done = change_many(
                ((row.record, row.values, None, row.record.edition) for row in changed),
                by,
                reason,
                cited,
                act="load",
                waive=waive,
            )
            receipt = write_receipt(
                source,
                counts,
                by,
                [*preview.all_findings(), *foreign],
                [row.key for row in (*new, *changed)],
                reason,
                document,
            )
            keep(receipt, made, zip(done, before, strict=True))
            return receipt
    except (DatabaseError, OSError) as fault:
        raise Refusal(storage_failed(preview.file_name)) from fault


def storage_failed(file_name: str) -> str:
    """The sentence for a database that cannot be written (disk full, gone, locked)."""
    return _(
        "{file} 未能写入数据库（磁盘可能已满，或数据库正忙），未导入任何一行。请腾出空间后重试。"
    ).format(file=file_name)


def refuse_unreadable(preview: LedgerPreview) -> None:
    """Refusal when the file or its heads are in error, so that no row can be taken."""
    errors = [f for f in preview.findings if f.level == "error"]
    if errors:
        more = _("（另有 {n} 处）").format(n=len(errors) - 1) if len(errors) > 1 else ""
        raise Refused(
            _("{file} 不能导入：{first}{more}。").format(
                file=preview.file_name, first=errors[0].sentence(), more=more
            ),
            preview.all_findings(),
        )


def _bad_rows(preview: LedgerPreview, by: Person) -> tuple[list[PreviewRow], list[Finding]]:
    """The rows in error, and those of other regions with a finding each (a preview may have been made for
    nobody).
    """
    bad, foreign = preview.of("bad"), []
    for row in preview.of("new", "changed"):
        regions = {row.values.get("region") or by.region, getattr(row.record, "region", by.region)}
        if not all(may(by, "load", region) for region in regions):
            bad.append(row)
            foreign.append(
                Finding("error", "region.foreign", _("不属于您的辖区"), _("第 {n} 行").format(n=row.number))
            )
    return sorted(bad, key=lambda row: row.number), foreign


def _first_error(bad: list[PreviewRow], foreign: list[Finding]) -> str:
    found = [f for row in bad for f in row.findings if f.level == "error"] or foreign
    return found[0].sentence()
