"""The dossier's papers of a kept review: made once, kept by their digest, the same for everybody afterwards."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.office.reviewing.models import ReviewRun
from yulin.office.web.uploads import keep_bytes, kept, named
from yulin.review.compliance import review_file
from yulin.review.dossier_docx import dossier_docx
from yulin.review.dossier_html import dossier_html
from yulin.review.dossier_pdf import dossier_pdf

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


def paper(run: ReviewRun, kind: str, language: str) -> Path:
    """The dossier as ``kind`` in ``language`` ("zh", "en"), made at the first asking.

    Raises Refusal where the layers of that day are no longer what the review saw: a paper that says something else
    than the kept result is never made.
    """
    name = f"{kind}-{language}"
    if name in run.papers:
        return kept(run.papers[name])
    with named(run.sha, run.name) as path:
        review = review_file(path, settings.HOME, run.as_of, run.profile, region=run.region or None)
    if numbers(review.as_json()) != numbers(run.result):
        raise Refusal(_("审查之后，{day} 的图层有了新的版本，按现在的图层得不出原来的结果；请重新审查后再出意见书。")
                      .format(day=run.as_of.isoformat()))
    data = {"docx": dossier_docx, "pdf": dossier_pdf}[kind](review) if kind != "html" else dossier_html(review).encode()
    sha = keep_bytes(data)
    run.papers = {**run.papers, name: sha}
    run.save(update_fields=["papers"])
    return kept(sha)


def numbers(result: dict[str, object]) -> list[object]:
    """What must not have changed: each parcel's areas and layers (not the sentences, which have a language)."""
    parcels = result["parcels"]
    assert isinstance(parcels, list)  # noqa: S101 - our own JSON
    return [(p["id"], p["area_m2"], [(c["layer"], c["version"], c["uncovered_m2"],
                                      [(k["code"], k["area_m2"]) for k in c["classes"]]) for c in p["layers"]])
            for p in parcels]
