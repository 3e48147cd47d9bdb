"""The dossiers: what they say is what the review says; the picture is a picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import shapely
from docx import Document
from PIL import Image

from yulin.findings import Refusal
from yulin.i18n import use_language
from yulin.review import fonts, picture
from yulin.review.compliance import review_file
from yulin.review.dossier import layer_table, write_dossier
from yulin.review.dossier_docx import dossier_docx
from yulin.review.dossier_html import dossier_html
from yulin.review.dossier_pdf import dossier_pdf
from yulin.review.result import Review


@pytest.fixture
def review(district: Any, parcel_file: Callable[..., Path], shapes: list[shapely.Polygon]) -> Review:
    return review_file(parcel_file(*shapes), district.home, "2025-06-01", profile="urban")


def test_word_holds_every_table_finding_and_picture(review: Review) -> None:
    document = Document(BytesIO(dossier_docx(review)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    for parcel in review.as_json()["parcels"]:
        assert parcel["area_m2"] in cells
        for layer in parcel["layers"]:
            assert layer["uncovered_m2"] in cells
            assert all(c["area_m2"] in cells for c in layer["classes"])
        for finding in parcel["findings"]:
            assert any(finding["message"] in text for text in cells)
    assert len(document.inline_shapes) == 2
    assert any("未核实" in text for text in cells)


def test_page_stands_alone_and_escapes(review: Review) -> None:
    page = dossier_html(review)
    assert page.count("data:image/png;base64,") == 2 and "<script" not in page and "http" not in page
    assert "占用永久基本农田" in page and "未核实" in page
    from dataclasses import replace

    hostile = replace(review, source="<b>x</b>.txt")
    assert "<b>x</b>" not in dossier_html(hostile)


def test_mu_columns_add_up(review: Review) -> None:
    for parcel in review.parcels:
        for cover in parcel.layers:
            rows = layer_table(cover, parcel.dm2 or 0).rows
            for column in (2, 3):
                cents = [round(float(row.cells[column]) * 100) for row in rows]
                assert sum(cents[:-1]) == cents[-1]


@pytest.mark.parametrize("font", [True, False])
def test_picture(review: Review, font: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "chinese_font", fonts.chinese_font if font else lambda: None)
    image = Image.open(BytesIO(picture.picture(review, review.parcels[0])))
    assert image.format == "PNG" and image.size == (1056, 865)
    assert len(image.convert("RGB").getcolors(maxcolors=1 << 20) or []) > 20


def test_written_whole_or_not_at_all(review: Review, tmp_path: Path) -> None:
    for name in ("a.docx", "a.html", "a.json"):
        write_dossier(review, tmp_path / name)
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == review.as_json()
    assert sorted(p.name for p in tmp_path.glob("*") if p.suffix != ".gpkg") == ["a.docx", "a.html", "a.json"]
    with pytest.raises(Refusal):
        write_dossier(review, tmp_path / "no" / "a.json")


def test_summary_in_both_languages(review: Review) -> None:
    assert "占用永久基本农田" in review.summary()
    try:
        use_language("en")
        assert "2025-06-01" in review.summary()
    finally:
        use_language("zh")


@pytest.mark.skipif(fonts.chinese_font() is None, reason="no font with Chinese is installed (fonts-noto-cjk)")
def test_pdf_holds_every_area_and_finding_and_no_glyph_is_missing(review: Review) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(dossier_pdf(review))
    text = "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "").replace("\n", "")
    for parcel in review.as_json()["parcels"]:
        assert parcel["area_m2"] in text
        for layer in parcel["layers"]:
            assert layer["uncovered_m2"] in text and all(c["area_m2"] in text for c in layer["classes"])
    assert "用地合规性审查意见书" in text and "未核实" in text and "\ufffe" not in text


def test_pdf_without_a_chinese_font_is_refused(review: Review, monkeypatch: pytest.MonkeyPatch,
                                               tmp_path: Path) -> None:
    monkeypatch.setattr("yulin.review.typesetting.chinese_font", lambda: None)
    with pytest.raises(Refusal, match="没有中文字体"):
        write_dossier(review, tmp_path / "out.pdf")
    assert list(tmp_path.glob("*out*")) == []
