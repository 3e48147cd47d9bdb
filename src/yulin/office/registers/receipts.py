"""Writing the receipt of an import, with its line in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yulin.findings import Finding
from yulin.office.accounts.models import Person
from yulin.office.journal.chain import Entry, append
from yulin.office.registers.models import Receipt

MOST_FINDINGS = 2000


@dataclass(frozen=True, slots=True)
class Source:
    """The file an import came from."""

    kind: str
    register: str
    file_name: str
    sha256: str
    sheet: str = ""

    @property
    def cited(self) -> str:
        """The file as the journal's lines name it."""
        return _("{file}（SHA-256 {digest}）").format(file=self.file_name[:200], digest=self.sha256[:16])


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows read, and what became of them."""

    rows: int
    created: int
    changed: int
    same: int
    left_out: int


def write_receipt(
    source: Source,
    counts: Counts,
    by: Person,
    findings: Iterable[Finding],
    records: Sequence[str],
    reason: str = "",
    document: str = "",
) -> Receipt:
    """The receipt and its journal line; to be called in the import's own transaction."""
    listed = [f.as_json() for f in findings]
    if len(listed) > MOST_FINDINGS:
        more = Finding("note", "findings.more", _("另有 {n} 条未列出").format(n=len(listed) - MOST_FINDINGS))
        listed = [*listed[:MOST_FINDINGS], more.as_json()]
    receipt = Receipt.objects.create(
        kind=source.kind,
        register=source.register,
        file_name=source.file_name[:300],
        sheet=source.sheet[:100],
        sha256=source.sha256,
        by=by.username,
        region=by.region,
        rows=counts.rows,
        created=counts.created,
        changed=counts.changed,
        same=counts.same,
        left_out=counts.left_out,
        findings=listed,
        records=list(records),
        reason=reason,
        document=document,
    )
    append(
        [
            Entry(
                by.username,
                "load",
                source.register,
                source.file_name[:120],
                by.region,
                None,
                {
                    "file": source.file_name,
                    "sheet": source.sheet,
                    "sha256": source.sha256,
                    "rows": str(counts.rows),
                    "created": str(counts.created),
                    "changed": str(counts.changed),
                    "same": str(counts.same),
                    "left_out": str(counts.left_out),
                },
                reason,
                document,
            )
        ]
    )
    return receipt
