"""The JSON view: the documents as contracts.md has them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from yulin.audit.report import AuditReport


def json_view(reports: Sequence[AuditReport]) -> str:
    """One JSON document for all reports; lone surrogates are escaped so that it always encodes."""
    text = json.dumps({"documents": [report.as_json() for report in reports]}, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
