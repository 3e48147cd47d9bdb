"""The auditor (核数): read a work report and find every number that contradicts itself.

Stages, one module or package each: ``documents`` (a file's plain text) → ``scanner`` (quantities) → ``structure``
(sentences, clauses, brackets) → ``relations`` (which numbers say something about each other) → ``verdict``
(the tolerance that the written digits allow) → ``views`` (json, text, html).
"""

from __future__ import annotations

from yulin.audit.auditor import audit_path, audit_text
from yulin.audit.report import AuditReport, Quantity, Relation

__all__ = ["AuditReport", "Quantity", "Relation", "audit_path", "audit_text"]
