"""The auditor at work (核数): text in, report out. The stages in their order, nothing else."""

from __future__ import annotations

from pathlib import Path

from yulin.audit.gaps import find_gaps
from yulin.audit.phrases import describe
from yulin.audit.relations.changes import find_changes
from yulin.audit.relations.conversions import find_conversions
from yulin.audit.relations.rates import find_rates
from yulin.audit.relations.sums import find_sums
from yulin.audit.report import AuditReport, Relation
from yulin.audit.scanner import scan
from yulin.audit.scopes import find_scopes
from yulin.audit.structure import Reading, read


def audit_text(text: str, path: str = "", places: tuple[tuple[int, str], ...] = (),
               remarks: tuple[str, ...] = ()) -> AuditReport:
    """Audit ``text``: its quantities, what does not hold, and what was checked and holds.

    path names the document in the report; places are (offset, label) of its pages or paragraphs.
    """
    reading = read(text, scan(text))
    for q in reading.quantities:
        describe(q, reading.sentence_head(q))
    relations = _relations(reading)
    relations.sort(key=lambda r: (r.span, r.kind))
    report = AuditReport(path, text, reading.quantities, places=places, remarks=remarks)
    for relation in _unique(relations):
        (report.checked if relation.level is None else report.findings).append(relation)
    return report


def audit_path(path: str | Path) -> AuditReport:
    """Audit the document at ``path`` (.txt .md .html .docx .pdf, and .doc .wps where LibreOffice is installed).

    Raises Refusal when the file cannot be read.
    """
    from yulin.audit.documents import read_document

    document = read_document(Path(path))
    return audit_text(document.text, str(path), document.places, document.remarks)


def _relations(reading: Reading) -> list[Relation]:
    scopes = find_scopes(reading)
    return [*find_sums(reading, scopes), *find_rates(reading), *find_conversions(reading), *find_changes(reading),
            *find_gaps(reading)]


def _unique(relations: list[Relation]) -> list[Relation]:
    """Each stated number is accused once per kind, and not at all where another relation of its kind holds."""
    seen: set[tuple[str, tuple[int, ...]]] = set()
    kept = []
    for relation in relations:
        key = (relation.kind, tuple(q.number for q in relation.quantities) or relation.span)
        if key not in seen:
            seen.add(key)
            kept.append(relation)
    return kept
