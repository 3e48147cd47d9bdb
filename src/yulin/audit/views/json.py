"""The JSON view: the documents as contracts.md has them, one after the other, so that many need no memory."""

from __future__ import annotations

import json
from collections.abc import Sequence

from yulin.audit.report import AuditReport

JSON_HEAD = '{"documents": ['


def json_view(reports: Sequence[AuditReport]) -> str:
    """One JSON document for all reports."""
    return JSON_HEAD + ",\n".join(json_of(report) for report in reports) + json_tail(())


def json_of(report: AuditReport) -> str:
    """One report; lone surrogates are escaped so that it always encodes."""
    text = json.dumps(report.as_json(), ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def json_tail(refused: Sequence[tuple[str, str]]) -> str:
    """What ends the document: those that could not be read, as (path, sentence)."""
    entries = [{"path": path, "message": message} for path, message in refused]
    text = json.dumps(entries, ensure_ascii=False)
    return '],\n"refused": ' + text.encode("utf-8", "backslashreplace").decode("utf-8") + "}"
