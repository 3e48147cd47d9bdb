"""The dossier as a PDF: the same parts as the Word paper, set by Typst from one JSON beside its template."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.i18n import language
from yulin.review import dossier
from yulin.review.fonts import FAMILIES, chinese_font
from yulin.review.picture import picture
from yulin.review.result import Review

TEMPLATE = Path(__file__).with_name("templates") / "dossier.typ"


def dossier_pdf(review: Review) -> bytes:
    """The dossier as the bytes of a PDF file.

    Raises Refusal where the machine has no font with Chinese: a PDF carries its fonts, a Word paper need not.
    """
    first = chinese_font()
    if first is None:
        raise Refusal(_("这台计算机没有中文字体，做不出 PDF；请安装中文字体（例如思源黑体），或改用 Word 格式。"))
    import typst

    with TemporaryDirectory(prefix="yulin-dossier-") as place:
        folder = Path(place)
        content = _content(review, folder, [first, *(name for name in FAMILIES if name != first)])
        (folder / "dossier.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        (folder / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        pdf = typst.compile(str(folder / TEMPLATE.name), root=str(folder))
    assert isinstance(pdf, bytes)  # noqa: S101 - one output, so one file
    return pdf


def _content(review: Review, folder: Path, fonts: list[str]) -> dict[str, Any]:
    """What the template reads; the pictures are written beside it."""
    parcels = []
    for n, parcel in enumerate(review.parcels):
        name = None
        if parcel.geometry is not None and n < dossier.PICTURES:
            name = f"parcel-{n}.png"
            (folder / name).write_bytes(picture(review, parcel))
        parcels.append({
            "title": f"{parcel.id} {parcel.name}".strip(), "picture": name,
            "tables": [asdict(dossier.layer_table(c, parcel.dm2 or 0)) for c in parcel.layers],
            "remarks": [asdict(dossier.remark(f)) for f in parcel.findings]})
    return {
        "title": _("用地合规性审查意见书"), "lang": language(), "fonts": fonts, "facts": dossier.facts(review),
        "headings": [_("一、审查提示"), _("二、地块"), _("三、逐地块审查"), _("四、说明")],
        "heads": {"findings": [_("程度"), _("地块"), _("审查内容"), _("依据")]},
        "remarks": [asdict(r) for r in dossier.remarks(review)], "nothing": _("未发现需要提示的事项。"),
        "reading": dossier.reading_lines(review), "parcels_table": asdict(dossier.parcel_table(review)),
        "parcels": parcels, "notes": dossier.notes(),
        "sign": [_("审查人："), _("复核人："), _("日期：")]}
