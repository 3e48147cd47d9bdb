"""The pages of audits: upload and list, how far a batch is, the marked report, its downloads."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.audit.views.marks import body_html
from yulin.audit.views.names import LEVELS, by_gravity, level_name, rule_name
from yulin.findings import Refusal
from yulin.office.accounts.rights import may, seen_by
from yulin.office.auditing.models import Audit
from yulin.office.auditing.standalone import standalone
from yulin.office.auditing.work import LARGEST, MOST_FILES, begin, stopped, take_in
from yulin.office.web.frame import address
from yulin.office.web.history import people
from yulin.office.web.uploads import kept

ROWS_A_PAGE = 50
BADGES = {"error": "late", "warning": "soon", "note": "info"}


def _seen(request: HttpRequest) -> QuerySet[Audit]:
    """The audits a person may open: their own, and those of their region where they may read the journal."""
    if not may(request.user, "audit"):
        raise PermissionDenied
    own = Q(actor=request.user.username)
    if may(request.user, "journal"):
        return Audit.objects.filter(own | Q(pk__in=seen_by(request.user, Audit.objects.all()).values("pk")))
    return Audit.objects.filter(own)


@require_http_methods(["GET", "POST"])
def audits(request: HttpRequest) -> HttpResponse:
    """Upload, and the list of what was audited."""
    seen, wrong = _seen(request), ""
    if request.method == "POST":
        try:
            batch = take_in(request.FILES.getlist("files"), request.user, request.POST.get("held") == "1")
        except Refusal as refusal:
            wrong = str(refusal)
        else:
            begin(batch)
            return _to_batch(request, batch)
    page = Paginator(seen.defer("result"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "auditing/audits.html", {
        "page": page, "who": people(a.actor for a in page), "wrong": wrong, "most_files": MOST_FILES,
        "most": LARGEST // 2**20}, status=422 if wrong else 200)


def _to_batch(request: HttpRequest, batch: str) -> HttpResponse:
    """On to the report where the batch is a single one and done, else to the batch."""
    found = list(Audit.objects.filter(batch=batch).defer("result"))
    if len(found) == 1 and found[0].state == "done":
        return HttpResponseRedirect(address(request, "audit", found[0].pk))
    return HttpResponseRedirect(address(request, "audit-batch", batch))


def _batch(request: HttpRequest, batch: str) -> dict[str, Any]:
    found = list(_seen(request).filter(batch=batch).defer("result").order_by("pk"))
    if not found:
        raise Http404
    ready = sum(a.state in ("done", "refused") for a in found)
    read = sum(a.state != "waiting" for a in found)
    return {"batch": batch, "audits": found, "ready": ready == len(found), "stopped": stopped(found), "read": read,
            "of": len(found)}


@require_safe
def batch(request: HttpRequest, batch: str) -> HttpResponse:
    """The files of one upload and what was found in each."""
    return render(request, "auditing/batch.html", _batch(request, batch))


@require_safe
def progress(request: HttpRequest, batch: str) -> HttpResponse:
    """How far the batch is; the page is asked again when it is ready."""
    told = _batch(request, batch)
    answer = render(request, "auditing/parts/progress.html", told)
    if told["ready"]:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def again(request: HttpRequest, batch: str) -> HttpResponse:
    """Take up a batch that stopped half-way."""
    if _batch(request, batch)["stopped"]:
        begin(batch)
    return _to_batch(request, batch)


def _done(request: HttpRequest, pk: int) -> Audit:
    audit = get_object_or_404(_seen(request), pk=pk)
    if audit.result is None:
        raise Http404
    return audit


@require_safe
def audit(request: HttpRequest, pk: int) -> HttpResponse:
    """The marked report, with the list of its findings beside it."""
    found = _done(request, pk)
    document, text = found.result["document"], found.result["text"]
    starts = [start for start, _label in found.result["places"]]
    findings = []
    for finding in by_gravity(document["findings"]):
        at = bisect_right(starts, finding["mark"][0]) - 1
        figure, words = finding.get("figure"), finding["formula_in_words"]
        findings.append({**finding, "start": finding["mark"][0], "words": "" if words == finding["formula"] else words,
                         "badge": BADGES[finding["level"]],
                         "level_name": level_name(finding["level"]), "kind_name": rule_name(finding),
                         "where": found.result["places"][at][1] if at >= 0 else "",
                         "trace": address(request, "figure-trace", figure["code"], year=figure["year"])
                         if figure else ""})
    together = Audit.objects.filter(batch=found.batch, state="done").exclude(pk=pk).defer("result")
    return render(request, "auditing/audit.html", {
        "audit": found, "body": mark_safe(body_html(text, document)),  # noqa: S308 - escaped where it is made
        "findings": findings, "remarks": document["remarks"], "together": together,
        "levels": [(level, level_name(level), BADGES[level], sum(f["level"] == level for f in findings))
                   for level in LEVELS],
        "who": people([found.actor]).get(found.actor, found.actor)})


@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The marked report as docx, html or json, or the file as it was uploaded."""
    found = _done(request, pk)
    stem = found.name.rpartition(".")[0] or found.name
    if kind == "docx":
        from yulin.audit.views.word import marked_docx

        content: str | bytes = marked_docx(kept(found.sha).read_bytes(), found.name, found.result["text"],
                                           found.result["document"])
        kind_of = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        name = f"{stem}（核数）.docx"
    elif kind == "html":
        content, kind_of, name = standalone(found), "text/html; charset=utf-8", f"{stem}（核数）.html"
    elif kind == "json":
        content = json.dumps({"documents": [found.result["document"]]}, ensure_ascii=False)
        kind_of, name = "application/json", f"{stem}.json"
    elif kind == "file":
        content, kind_of, name = kept(found.sha).read_bytes(), "application/octet-stream", found.name
    else:
        raise Http404
    response = HttpResponse(content, content_type=kind_of)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
