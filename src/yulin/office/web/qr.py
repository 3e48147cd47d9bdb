"""The QR code of a record: the address of its page, for a paper copy; drawn as SVG with attributes alone."""

from __future__ import annotations

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yulin.office.web.record_page import the_record


def record_qr(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The code of the record's address, without the scope."""
    record = the_record(request, slug, pk)
    address = request.build_absolute_uri(reverse("record", args=(slug, record.pk)))
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=3, border=2, xmldecl=False, svgclass=None,
                                                     lineclass=None)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")
