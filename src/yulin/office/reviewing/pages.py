"""The pages of reviews: uploading, the list, what one review found, its papers, two side by side."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yulin.atlas.catalogue import Atlas
from yulin.atlas.schema import schema_of
from yulin.findings import Refusal
from yulin.geodesy.crs import epsg_number
from yulin.office.accounts.rights import may, seen_by
from yulin.office.registers.declaration import REGISTERS, Register, register_of
from yulin.office.reviewing.comparing import compare
from yulin.office.reviewing.making import make_review, tie
from yulin.office.reviewing.models import ReviewRun
from yulin.office.reviewing.papers import KINDS, paper
from yulin.office.web.frame import address
from yulin.office.web.frame import as_of as asked_day
from yulin.office.web.uploads import LARGEST, keep, named, plain_name
from yulin.review.compliance import LAYERS
from yulin.review.profiles import PROFILES
from yulin.review.result import Severity, m2, mu, severity_word

ROWS = 50
BADGES: dict[Severity, str] = {"critical": "late", "major": "soon", "info": "info"}
DRAWN = "drawn.geojson"


def _seen(request: HttpRequest) -> QuerySet[ReviewRun]:
    """The reviews made in the person's region; a person of the whole district sees all."""
    return seen_by(request.user, ReviewRun.objects.all())


@require_http_methods(["GET", "POST"])
def reviews(request: HttpRequest) -> HttpResponse:
    """All reviews, newest first, and the form for a new one; POST makes it."""
    return _make(request) if request.method == "POST" else _list(request)


def _list(request: HttpRequest, wrong: str = "") -> HttpResponse:
    page = Paginator(_seen(request).defer("result", "shapes"), ROWS).get_page(request.GET.get("page"))
    layers = [info for info in Atlas(settings.HOME).layers() if info.name in LAYERS]
    return render(request, "reviewing/reviews.html", {
        "page": page, "profiles": PROFILES, "day": request.POST.get("day") or asked_day(request).isoformat(),
        "wrong": wrong, "may_review": may(request.user, "create"), "layers": layers, "most": LARGEST // 2**20,
        "chosen": request.POST.get("profile", "general")}, status=422 if wrong else 200)


def _make(request: HttpRequest) -> HttpResponse:
    if not may(request.user, "create"):
        raise PermissionDenied
    try:
        file, day = _file(request), _day(request.POST.get("day", ""))
        crs = epsg_number(request.POST.get("crs", "").strip() or None)
        sha, name = keep(file), plain_name(file.name or "")
        with named(sha, name) as path:
            run = make_review(request.user, path, sha, name, day, request.POST.get("profile", "general"), crs)
    except Refusal as refusal:
        if request.headers.get("accept", "").startswith("application/json"):
            return JsonResponse({"error": str(refusal)}, status=422)
        return _list(request, str(refusal))
    place = address(request, "review", run.pk)
    if request.headers.get("accept", "").startswith("application/json"):
        return JsonResponse({"id": run.pk, "url": place, "result": run.result}, status=201)
    return HttpResponseRedirect(place)


def _file(request: HttpRequest) -> UploadedFile | ContentFile[bytes]:
    """The uploaded file, or what was drawn on the map as GeoJSON."""
    drawn = request.POST.get("drawn", "")
    if drawn:
        return ContentFile(drawn.encode(), name=DRAWN)
    file = request.FILES.get("file")
    if file is None:
        raise Refusal(_("请先选择文件。"))
    return file


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refusal(_("基准日“{text}”不是日期，应写成 2025-12-31 这样的形式。").format(text=text[:20])) from None


def _run(request: HttpRequest, pk: int) -> ReviewRun:
    return get_object_or_404(_seen(request), pk=pk)


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What one review found: findings by severity, each parcel's areas by layer, on the map."""
    run = _run(request, pk)
    result, here = run.result, request.GET.get("parcel", "")
    others = list(_seen(request).exclude(pk=run.pk).defer("result", "shapes")[:30])
    return render(request, "reviewing/review.html", {
        "run": run, "result": result, "findings": _findings(result), "parcels": [_parcel(p) for p in result["parcels"]],
        "layers": _versions(result), "total": (m2(run.dm2), mu(run.dm2)), "profile": PROFILES[run.profile],
        "box": _box(run.shapes, here), "here": here, "record": _record(run), "others": others, "kinds": list(KINDS),
        "registers": [r for r in REGISTERS.values() if r.has_parcel],
        "may_tie": may(request.user, "change"), "may_export": may(request.user, "export")})


def _findings(result: dict[str, Any]) -> list[tuple[str, str, list[tuple[str, dict[str, Any]]]]]:
    """Severity word, its badge, and each finding with its parcel; severities without any are left out."""
    said = [("", f) for f in result["findings"]] + [(f"{p['id']} {p['name']}".strip(), f) for p in result["parcels"]
                                                    for f in p["findings"]]
    grouped = ((severity_word(s), badge, [(where, f) for where, f in said if f["severity"] == s])
               for s, badge in BADGES.items())
    return [group for group in grouped if group[2]]


def _parcel(parcel: dict[str, Any]) -> dict[str, Any]:
    """A parcel with the words of its layers, and each layer's rows in which something lies."""
    return {**parcel, "layers": [{**c, "title": schema_of(c["layer"]).words} for c in parcel["layers"]]}


def _versions(result: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Layer, title and version of each layer that the review used."""
    return [(c["layer"], schema_of(c["layer"]).words, c["version"]) for c in result["totals"]["layers"]]


def _box(shapes: dict[str, Any], only: str) -> str:
    """West, south, east, north of the parcels (or of ``only`` one) in degrees, a little around; "" for none."""
    drawn = [f for f in shapes["features"] if f["properties"]["part"] == "parcel"]
    drawn = [f for f in drawn if f["properties"]["key"] == only] or drawn
    points = [point for f in drawn for point in _points(f["geometry"]["coordinates"])]
    if not points:
        return ""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    around = max(max(xs) - min(xs), max(ys) - min(ys), 0.001) * 0.25
    return f"{min(xs) - around:.6f},{min(ys) - around:.6f},{max(xs) + around:.6f},{max(ys) + around:.6f}"


def _points(coordinates: Any) -> list[Any]:
    if isinstance(coordinates[0], int | float):
        return [coordinates]
    return [point for part in coordinates for point in _points(part)]


def _record(run: ReviewRun) -> tuple[Register, Any] | None:
    """The register and record for which the review was made, while they exist."""
    if not run.register:
        return None
    try:
        register = register_of(run.register)
    except KeyError:
        return None
    record = register.model.objects.filter(pk=run.record).first()
    return None if record is None else (register, record)


@require_safe
def shapes(request: HttpRequest, pk: int) -> JsonResponse:
    """The parcels and the pieces on protected land as GeoJSON."""
    return JsonResponse(_run(request, pk).shapes)


@require_safe
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The dossier as Word, PDF or page, or the result as JSON."""
    run = _run(request, pk)
    if not may(request.user, "export"):
        raise PermissionDenied
    stem = run.name.rpartition(".")[0] or run.name
    if kind == "json":
        return JsonResponse(run.result, json_dumps_params={"ensure_ascii": False, "indent": 1},
                            headers={"Content-Disposition": "attachment"})
    if kind not in KINDS:
        raise Http404
    words = "en" if (get_language() or "").startswith("en") else "zh"
    title = _("{name}审查意见书").format(name=stem)
    return FileResponse(paper(run, kind, words).open("rb"), content_type=KINDS[kind], as_attachment=True,
                        filename=f"{title}.{kind}")


@require_POST
def tie_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Say for which record the review was made: a register and the record's key."""
    run = _run(request, pk)
    if not may(request.user, "change"):
        raise PermissionDenied
    try:
        register = register_of(request.POST.get("register", ""))
    except KeyError:
        raise Http404 from None
    key = request.POST.get("key", "").strip()
    record = seen_by(request.user, register.model.objects.filter(withdrawn=False, **{register.key: key})).first()
    if record is None:
        raise Refusal(_("{register}中没有“{key}”，请核对编号。").format(register=_(register.title), key=key))
    tie(request.user, run, register.code, record.pk, key)
    return HttpResponseRedirect(address(request, "review", run.pk))


@require_safe
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Two reviews side by side: ``with`` is the earlier one."""
    run = _run(request, pk)
    other = request.GET.get("with", "")
    if not (other.isascii() and other.isdecimal()):
        raise Http404
    before = _run(request, int(other[:18]))
    found = compare(before.result, run.result)
    words = {name: schema_of(name).words for name in {d.layer for d in found.areas} if name}
    return render(request, "reviewing/compare.html", {"run": run, "before": before, "found": found, "words": words})
