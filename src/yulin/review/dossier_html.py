"""The dossier as one web page that stands alone: pictures inside, no script, printable on A4."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from yulin.i18n import gettext as _
from yulin.i18n import language
from yulin.review import dossier
from yulin.review.picture import picture
from yulin.review.result import Review


def dossier_html(review: Review) -> str:
    """The dossier as HTML."""
    environment = Environment(loader=PackageLoader("yulin.review"), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    template = environment.get_template("dossier.html")
    return template.render(
        _=_, lang="zh-CN" if language() == "zh" else "en", facts=dossier.facts(review), remarks=dossier.remarks(review),
        reading=dossier.reading_lines(review), parcel_table=dossier.parcel_table(review), parcels=_parcels(review),
        notes=dossier.notes())


def _parcels(review: Review) -> list[dict[str, Any]]:
    out = []
    for n, parcel in enumerate(review.parcels):
        drawn = parcel.geometry is not None and n < dossier.PICTURES
        out.append({
            "title": f"{parcel.id} {parcel.name}".strip(),
            "picture": b64encode(picture(review, parcel)).decode() if drawn else None,
            "tables": [dossier.layer_table(c, parcel.dm2 or 0) for c in parcel.layers],
            "remarks": [dossier.remark(f) for f in parcel.findings],
        })
    return out
