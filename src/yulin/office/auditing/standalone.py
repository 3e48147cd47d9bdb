"""A kept audit as the page that can be mailed: the command line's HTML view, made from what was kept."""

from __future__ import annotations

from yulin.audit.views.html import HTML_TAIL, html_head, html_of_document
from yulin.office.auditing.models import Audit


def standalone(audit: Audit) -> str:
    """The page of one audit, without scripts or outside files."""
    kept = audit.result
    places = [(start, label) for start, label in kept["places"]]
    return html_head() + html_of_document(audit.name, kept["text"], kept["document"], places) + HTML_TAIL
