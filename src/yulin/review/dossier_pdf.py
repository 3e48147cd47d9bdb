"""The dossier as a PDF: the same parts as the Word paper, set by Typst from one JSON beside its template."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from yulin.i18n import gettext as _
from yulin.review import dossier
from yulin.review.picture import picture
from yulin.review.result import Review
from yulin.review.typesetting import typeset

TEMPLATE = Path(__file__).with_name("templates") / "dossier.typ"


def dossier_pdf(review: Review) -> bytes:
    """The dossier as the bytes of a PDF file; Refusal as ``typeset``."""
    pictures: dict[str, bytes] = {}
    return typeset(TEMPLATE, _content(review, pictures), pictures)


def _content(review: Review, pictures: dict[str, bytes]) -> dict[str, Any]:
    """What the template reads; the pictures that it names are put into ``pictures``."""
    parcels = []
    for n, parcel in enumerate(review.parcels):
        name = None
        if parcel.geometry is not None and n < dossier.PICTURES:
            name = f"parcel-{n}.png"
            pictures[name] = picture(review, parcel)
        parcels.append({
            "title": f"{parcel.id} {parcel.name}".strip(), "picture": name,
            "tables": [asdict(dossier.layer_table(c, parcel.dm2 or 0)) for c in parcel.layers],
            "remarks": [asdict(dossier.remark(f)) for f in parcel.findings]})
    return {
        "title": _("用地合规性审查意见书"), "facts": dossier.facts(review),
        "headings": [_("一、审查提示"), _("二、地块"), _("三、逐地块审查"), _("四、说明")],
        "heads": {"findings": [_("程度"), _("地块"), _("审查内容"), _("依据")]},
        "remarks": [asdict(r) for r in dossier.remarks(review)], "nothing": _("未发现需要提示的事项。"),
        "reading": dossier.reading_lines(review), "parcels_table": asdict(dossier.parcel_table(review)),
        "parcels": parcels, "notes": dossier.notes(),
        "sign": [_("审查人："), _("复核人："), _("日期：")]}
