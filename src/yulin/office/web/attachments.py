"""Attachments on a record's page: adding, taking off, downloading, and previews that carry nothing active.

A preview is made anew from the file: a picture is decoded and written again, a page of a PDF is drawn, a Word document
gives its text. The file itself is only ever sent as a download.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yulin.office.registers.attachments import attach, attachments_of, detach, refuse_file
from yulin.office.registers.models import Attachment
from yulin.office.web.frame import address
from yulin.office.web.history import people
from yulin.office.web.record_page import the_record
from yulin.office.web.uploads import keep, kept, plain_name

PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp")
PAGES = 3
WIDEST = 1200
MOST_PIXELS = 100_000_000
PARAGRAPHS = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """An attachment as the page shows it; ``kind`` is ``picture``, ``pdf``, ``text`` or "" (no preview)."""

    attachment: Attachment
    who: str
    size: str
    kind: str


def _kind(name: str) -> str:
    ending = Path(name).suffix.lower()
    if ending in PICTURES:
        return "picture"
    return "pdf" if ending == ".pdf" else "text" if ending in (".docx", ".txt", ".csv") else ""


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(size // 1024, 1)} KB"


def shown_attachments(record: Any) -> list[Shown]:
    """The record's attachments for its page."""
    held = list(attachments_of(record))
    names = people(a.by for a in held)
    return [Shown(a, names.get(a.by, a.by), _size(a.size), _kind(a.name)) for a in held]


@require_POST
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Attach one or more files."""
    record = the_record(request, slug, pk)
    files = request.FILES.getlist("file")
    for file in files:
        name = plain_name(file.name or "")
        refuse_file(name, file.size or 0)
        attach(record, name, keep(file), file.size or 0, request.user, request.POST.get("note", "").strip())
    if files:
        messages.success(request, _("已添加 {n} 个附件。").format(n=len(files)))
    return HttpResponseRedirect(address(request, "record", slug, pk) + "#h-files")


def _the_attachment(request: HttpRequest, slug: str, pk: int, number: int) -> tuple[Any, Attachment]:
    record = the_record(request, slug, pk)
    held = attachments_of(record).filter(pk=number).first()
    if held is None:
        raise Http404
    return record, held


@require_POST
def take_off(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """Take an attachment off, with a reason."""
    record, held = _the_attachment(request, slug, pk, number)
    detach(record, held, request.user, request.POST.get("reason", "").strip()[:500])
    messages.success(request, _("附件“{name}”已取下。").format(name=held.name))
    return HttpResponseRedirect(address(request, "record", slug, pk) + "#h-files")


def download(request: HttpRequest, slug: str, pk: int, number: int) -> FileResponse:
    """The file as it was attached, always as a download."""
    _record, held = _the_attachment(request, slug, pk, number)
    response = FileResponse(kept(held.sha256).open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(held.name)}"
    return response


def view(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """The preview of an attachment on a page of its own: pictures, the first pages of a PDF, a document's text."""
    record, held = _the_attachment(request, slug, pk, number)
    kind, path = _kind(held.name), kept(held.sha256)
    pages, count, text = range(0), 0, []
    if kind == "pdf":
        count = _pdf_pages(path)
        pages = range(1, min(count, PAGES) + 1)
    elif kind == "text":
        text = _text(path, held.name)
    return render(request, "web/attachment.html", {
        "record": record, "register": record.register, "held": held, "kind": kind, "pages": pages, "count": count,
        "text": text, "readable": bool(count if kind == "pdf" else text if kind == "text" else kind)})


def picture(request: HttpRequest, slug: str, pk: int, number: int, page: int) -> HttpResponse:
    """A picture, or page ``page`` of a PDF, drawn anew as JPEG at most ``WIDEST`` pixels wide."""
    _record, held = _the_attachment(request, slug, pk, number)
    kind, path = _kind(held.name), kept(held.sha256)
    image = _pdf_page(path, page) if kind == "pdf" else _picture(path) if kind == "picture" else None
    if image is None:
        raise Http404
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=82)
    response = HttpResponse(out.getvalue(), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _picture(path: Path) -> Any:
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(path)
        if image.width * image.height > MOST_PIXELS:
            return None
        image.thumbnail((WIDEST, WIDEST * 2))
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    return image


def _pdf_pages(path: Path) -> int:
    import pypdfium2 as pdfium

    try:
        return len(pdfium.PdfDocument(path))
    except pdfium.PdfiumError:
        return 0


def _pdf_page(path: Path, page: int) -> Any:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
        if not 1 <= page <= min(len(document), PAGES):
            return None
        sheet = document[page - 1]
        return sheet.render(scale=min(WIDEST / max(sheet.get_width(), 1), 4)).to_pil()
    except pdfium.PdfiumError:
        return None


def _text(path: Path, name: str) -> list[str]:
    """The paragraphs of a document; [] where it cannot be read."""
    if name.lower().endswith(".docx"):
        import docx
        from docx.opc.exceptions import PackageNotFoundError

        try:
            document = docx.Document(str(path))
        except (PackageNotFoundError, KeyError, ValueError, OSError):
            return []
        found = [p.text for p in document.paragraphs if p.text.strip()]
        for table in document.tables:
            found += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
        return found[:PARAGRAPHS]
    raw = path.read_bytes()[:200_000]
    for code in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(code).splitlines()[:PARAGRAPHS]
        except UnicodeDecodeError:
            continue
    return []
