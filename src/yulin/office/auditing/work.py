"""Taking reports in and auditing them (受理与核数): the acts behind the pages.

A batch is the files of one upload: each is read, held against the records where that was asked for, and all are held
against each other. Light batches are done at once, heavy ones by a process of their own (``run``).
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.audit import AuditReport, audit_path
from yulin.audit.across import compare_documents
from yulin.audit.documents import CONVERTED, ENDINGS
from yulin.audit.views.names import counts
from yulin.findings import Refusal
from yulin.i18n import language
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.auditing.against_records import holder
from yulin.office.auditing.models import Audit
from yulin.office.home import home_path
from yulin.office.journal.chain import Entry, append
from yulin.office.web.uploads import keep, named, plain_name

MOST_FILES, LARGEST = 20, 50 * 1024 * 1024
LIGHT = 2 * 1024 * 1024  # bytes of a batch that is audited while its sender waits
STOPPED = dt.timedelta(minutes=5)


def take_in(files: Sequence[UploadedFile], by: Person, held: bool) -> str:
    """Keep the files and note them in the journal, in one transaction; the batch's name. Nothing is audited yet.

    Refusal (nothing kept in the table) for a missing right, no or too many files, a kind that cannot be read, a file
    too large or empty.
    """
    if not may(by, "audit"):
        raise Refusal(_("您没有核数的权限，请联系系统管理员。"))
    if not files:
        raise Refusal(_("请先选择文件。"))
    if len(files) > MOST_FILES:
        raise Refusal(_("一次最多上传 {most} 个文件，现有 {n} 个；请分次上传。").format(most=MOST_FILES, n=len(files)))
    for file in files:
        name = plain_name(file.name or "")
        if Path(name).suffix.lower() not in ENDINGS:
            raise Refusal(_("{name}：不支持的文件类型；请提供 txt、md、html、docx、pdf、doc 或 wps。").format(
                name=name))
        if (file.size or 0) > LARGEST:
            raise Refusal(_("{name} 超过 {most} MB 的上限，请拆分后上传，或用命令 yulin audit。").format(
                name=name, most=LARGEST // 2**20))
    kept = [(keep(file), plain_name(file.name or ""), file.size or 0) for file in files]
    batch, now = uuid4().hex, timezone.now()
    with transaction.atomic():
        Audit.objects.bulk_create(
            Audit(batch=batch, name=name, sha=sha, size=size, actor=by.username, region=by.region, at=now, held=held,
                  touched=now) for sha, name, size in kept)
        append(Entry(by.username, "audit", "auditing", name[:120], by.region, None,
                     {"文件": name, "SHA-256": sha, "与台账核对": "是" if held else "否"}) for sha, name, _size in kept)
    return batch


def begin(batch: str) -> None:
    """Audit the batch: now where it is light, else beside the office. A batch under way is let be."""
    waiting = list(Audit.objects.filter(batch=batch, state__in=("waiting", "read")).defer("result"))
    if not waiting:
        return
    Audit.objects.filter(batch=batch).update(touched=timezone.now())
    heavy = sum(a.size for a in waiting) > LIGHT or any(Path(a.name).suffix.lower() in CONVERTED for a in waiting)
    if not heavy:
        work(batch)
        return
    with tempfile.TemporaryFile() as log:
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "yulin.office.auditing.run", str(home_path()), batch, language()],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=True, env=dict(os.environ))


def work(batch: str) -> None:
    """Read, hold and compare the documents of the batch, and keep what was found."""
    reports: dict[int, AuditReport] = {}
    audits = list(Audit.objects.filter(batch=batch).exclude(state__in=("done", "refused")).defer("result"))
    hold = holder(audits[0].region, hints=False) if any(a.held for a in audits) else None
    for audit in sorted(audits, key=lambda a: a.pk):
        try:
            with named(audit.sha, audit.name) as path:
                report = audit_path(path)
            report.path = audit.name
            if hold is not None:
                hold(report)
            reports[audit.pk] = report
            audit.state = "read"
        except Refusal as refusal:
            audit.state, audit.message = "refused", str(refusal)[:500]
        except (MemoryError, RecursionError):
            audit.state, audit.message = "refused", _("{name}：结构过于复杂，无法读取。").format(name=audit.name)
        audit.touched = timezone.now()
        audit.save(update_fields=["state", "message", "touched"])
    compare_documents(list(reports.values()))
    for audit in audits:
        if audit.pk in reports:
            _keep(audit, reports[audit.pk])


def _keep(audit: Audit, report: AuditReport) -> None:
    document = report.as_json()
    found = counts(document)
    audit.result = {"text": report.text, "document": document,
                    "places": [[place.start, place.label] for place in report.places]}
    audit.quantities, audit.checked = found["quantities"], found["checked"]
    audit.errors, audit.warnings, audit.notes = found["error"], found["warning"], found["note"]
    audit.state, audit.touched = "done", timezone.now()
    audit.save()


def stopped(audits: Sequence[Audit]) -> bool:
    """Has the work on a batch stopped half-way?"""
    going = [a for a in audits if a.state in ("waiting", "read")]
    return bool(going) and all(a.touched is None or timezone.now() - a.touched > STOPPED for a in audits)
