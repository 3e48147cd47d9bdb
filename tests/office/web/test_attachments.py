"""Attachments: kept once by content, previewed without anything active, signed in the journal, within one's rights."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yulin.office.journal.models import JournalLine
from yulin.office.registers.models import Attachment

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#1d5c4d").save(out, "PNG")
    return out.getvalue()


def pdf(pages: int) -> bytes:
    import pypdfium2 as pdfium

    document, out = pdfium.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(200, 300)
    document.save(out)
    return out.getvalue()


def word() -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("关于滨河路延伸项目的批复")
    document.save(out)
    return out.getvalue()


def page_of(record: Any) -> str:
    return f"/records/land-supply/{record.pk}/"


def attached(browser: Any, record: Any, name: str, content: bytes) -> Any:
    return browser.post(page_of(record) + "files/", {"file": SimpleUploadedFile(name, content), "note": "原件"})


def test_a_picture_is_attached_shown_and_downloaded(as_: Any, supplies: list[Any], settings: Any) -> None:
    head, content = as_("head"), picture()
    assert attached(head, supplies[0], "现场.png", content).status_code == 302
    held = Attachment.objects.get()
    assert (held.name, held.size, held.note, held.by) == ("现场.png", len(content), "原件", "head")
    assert (Path(settings.HOME) / "files" / held.sha256).read_bytes() == content
    page = head.get(page_of(supplies[0])).content.decode()
    assert "现场.png" in page and "添加附件" in page
    shown = head.get(page_of(supplies[0]) + f"files/{held.pk}/1.jpg")
    assert shown.headers["Content-Type"] == "image/jpeg" and shown.content[:2] == b"\xff\xd8"
    sent = head.get(page_of(supplies[0]) + f"files/{held.pk}/download/")
    assert b"".join(sent.streaming_content) == content
    assert sent.headers["Content-Disposition"].startswith("attachment")
    line = JournalLine.objects.get(act="attach")
    assert line.record == "S-1" and held.sha256[:16] in line.after["attachment"]


def test_pages_of_a_pdf_and_text_of_a_document_are_shown(as_: Any, supplies: list[Any]) -> None:
    head = as_("head")
    attached(head, supplies[0], "批复.pdf", pdf(5))
    attached(head, supplies[0], "批复.docx", word())
    attached(head, supplies[0], "坏的.pdf", b"%PDF-1.7 nothing")
    first, second, third = Attachment.objects.order_by("pk")
    page = head.get(page_of(supplies[0]) + f"files/{first.pk}/").content.decode()
    assert "3.jpg" in page and "4.jpg" not in page and "共 5 页" in page
    assert head.get(page_of(supplies[0]) + f"files/{first.pk}/3.jpg").status_code == 200
    assert head.get(page_of(supplies[0]) + f"files/{first.pk}/4.jpg").status_code == 404
    assert "关于滨河路延伸项目的批复" in head.get(page_of(supplies[0]) + f"files/{second.pk}/").content.decode()
    assert "不能预览" in head.get(page_of(supplies[0]) + f"files/{third.pk}/").content.decode()
    assert head.get(page_of(supplies[0]) + f"files/{third.pk}/1.jpg").status_code == 404


@pytest.mark.parametrize("name", ["宏.exe", "页.html", "无"])
def test_what_runs_is_refused(as_: Any, supplies: list[Any], name: str) -> None:
    answer = attached(as_("head"), supplies[0], name, b"x")
    assert answer.status_code == 422 and "不能作为附件" in answer.content.decode()
    assert Attachment.objects.count() == 0 and not JournalLine.objects.filter(act="attach").exists()


def test_rights(as_: Any, supplies: list[Any]) -> None:
    attached(as_("head"), supplies[0], "现场.png", picture())
    held = Attachment.objects.get()
    address = page_of(supplies[0]) + f"files/{held.pk}/"
    assert as_("west").get(address).status_code == 404
    assert as_("west").get(address + "download/").status_code == 404
    assert as_("auditor").get(address).status_code == 200
    assert attached(as_("auditor"), supplies[0], "另.png", picture()).status_code == 422
    assert as_("auditor").post(address + "off/", {"reason": "x"}).status_code == 422
    assert as_("head").get(page_of(supplies[1]) + f"files/{held.pk}/").status_code == 404
    assert Attachment.objects.filter(removed=False).count() == 1


def test_taken_off_with_a_reason(as_: Any, supplies: list[Any]) -> None:
    attached(as_("head"), supplies[0], "现场.png", picture())
    assert attached(as_("head"), supplies[0], "同一张.png", picture()).status_code == 422
    address = page_of(supplies[0]) + f"files/{Attachment.objects.get().pk}/off/"
    assert as_("head").post(address, {"reason": " "}).status_code == 422
    as_("head").post(address, {"reason": "传错"})
    assert Attachment.objects.get().removed
    assert JournalLine.objects.get(act="detach").reason == "传错"


def test_the_code_says_where_the_record_is(as_: Any, supplies: list[Any]) -> None:
    answer = as_("head").get(page_of(supplies[0]) + "qr.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"style=" not in answer.content and b"<script" not in answer.content
    assert as_("west").get(page_of(supplies[0]) + "qr.svg").status_code == 404


def test_records_in_the_same_place_are_named(as_: Any, add: Any, supplies: list[Any]) -> None:
    from tests.office.web.conftest import square

    add("land.idle", square(38_440_050), number="XZ-1", region="990102001")
    add("land.idle", square(38_440_100), number="XZ-2", region="990102001")
    page = as_("head").get(page_of(supplies[0]) + "near/").content.decode()
    place = page.partition('id="h-near"')[2].partition("</section>")[0]
    assert "XZ-1" in place and "XZ-2" not in place
