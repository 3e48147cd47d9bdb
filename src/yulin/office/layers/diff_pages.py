"""The difference of two versions: what changed into what, the change patches by reason on the map, each class's
balance, the whole matrix; as a workbook and as a GeoPackage too.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.atlas.catalogue import LayerInfo
from yulin.atlas.changes import REASONS
from yulin.atlas.difference import NOISE_M2
from yulin.atlas.version import Version
from yulin.i18n import language
from yulin.office.accounts.rights import may
from yulin.office.layers.changed import ask
from yulin.office.layers.jobs import CHANGES, CHANGES_DRAWN, folder_of, result_of, start, state_of
from yulin.office.layers.pages import TOWNS, areas, box_text, on_map, shown, the_layer, the_version
from yulin.office.web.frame import address

ROWS = 50
AROUND_DEGREES = 0.0002  # some 20 m around what the map looks at
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Change:
    """One class into another. Codes are None for ground that only one version covers."""

    before: Any
    after: Any
    area: dict[str, Any]


def _dm2(text: str) -> int:
    return int(Decimal(text) * 100)


def _asked(request: HttpRequest, info: LayerInfo) -> tuple[str, str]:
    """The two versions asked for, the earlier first; by default the last two."""
    known = [v.id for v in info.versions]
    if len(known) < 2:
        return "", ""
    given = request.POST if request.method == "POST" else request.GET
    before, after = given.get("before", known[-2]), given.get("after", known[-1])
    if before not in known or after not in known:
        raise Http404
    return min(before, after), max(before, after)


def _changes(found: dict[str, Any]) -> list[Change]:
    """All changes, the largest first."""
    classes = found["classes"]
    cells = [(_dm2(cell), classes[i], classes[j]) for i, row in enumerate(found["matrix"])
             for j, cell in enumerate(row) if i != j]
    cells += [(_dm2(cell), c, None) for cell, c in zip(found["only_before"], classes, strict=True)]
    cells += [(_dm2(cell), None, c) for cell, c in zip(found["only_after"], classes, strict=True)]
    return [Change(a, b, areas(dm2)) for dm2, a, b in sorted((c for c in cells if c[0]), key=lambda c: -c[0])]


def _matrix(found: dict[str, Any]) -> list[tuple[Any, list[str], str]]:
    """Rows of the matrix with the column of ground that only the old version covers, and their sums."""
    rows = [(c, [*row, only], total) for c, row, only, total in zip(
        found["classes"], found["matrix"], found["only_before"], found["totals_before"], strict=True)]
    gone = sum(map(_dm2, found["only_after"]))
    if gone:
        rows.append((None, [*found["only_after"], "0.00"], str(Decimal(gone) / 100)))
    return [(c, ["" if v == "0.00" else v for v in row], total) for c, row, total in rows]


@require_http_methods(["GET", "POST"])
def diff(request: HttpRequest, layer: str) -> HttpResponse:
    """The difference of two versions (``before``, ``after``); POST starts comparing them."""
    info = the_layer(layer)
    before, after = _asked(request, info)
    what = f"{before}..{after}"
    folder = folder_of(settings.HOME, layer, what)
    if request.method == "POST":
        if not may(request.user, "atlas"):
            raise PermissionDenied
        if before == after:
            raise Http404
        try:
            ask(folder, request.POST.get("threshold", "").strip() or str(NOISE_M2))
        except ValueError:
            return _page(request, info, before, after, wrong=_("最小面积应为 0 到 10000 平方米，最多四位小数。"))
        start(settings.HOME, layer, what, request.user.username, language())
        return HttpResponseRedirect(address(request, "layer-diff", layer, before=before, after=after))
    return _page(request, info, before, after)


def _page(request: HttpRequest, info: LayerInfo, before: str, after: str, wrong: str = "") -> HttpResponse:
    layer, what = info.name, f"{before}..{after}"
    folder = folder_of(settings.HOME, layer, what)
    result = result_of(folder) if before != after else None
    context: dict[str, Any] = {
        "info": info, "layer": layer, "before": before, "after": after, "what": what, "result": result,
        "state": state_of(folder) if before != after else None, "may_atlas": may(request.user, "atlas"),
        "may_export": may(request.user, "export")}
    if result:
        lost = sum(map(_dm2, result["only_before"]))
        balance = [(c, a, b, _signed(_dm2(b) - _dm2(a))) for c, a, b in zip(
            result["classes"], result["totals_before"], result["totals_after"], strict=True)]
        context |= {"changes": _changes(result), "balance": balance, "matrix": _matrix(result),
                    "lost": str(Decimal(lost) / 100) if lost else "", "at": parse_datetime(result["at"]),
                    "changed": areas(_dm2(result["changed_m2"])),
                    "net": _signed(_dm2(result["total_after"]) - _dm2(result["total_before"]))}
        if "reasons" in result:
            context |= _patches(request, result, the_version(layer, after)) | {"file": (folder / CHANGES).is_file()}
    least = result["noise_below_m2"] if result else str(NOISE_M2)
    return render(request, "layers/diff.html", context | {"wrong": wrong, "least": least},
                  status=422 if wrong else 200)


def _patches(request: HttpRequest, result: dict[str, Any], version: Version) -> dict[str, Any]:
    """The reasons, one page of the patches (``reason``, ``page``), and what the map looks at (``patch``: one of
    them).
    """
    reason = request.GET.get("reason", "")
    listed = [(n, p) for n, p in enumerate(result["patches"]) if reason not in REASONS or p["reason"] == reason]
    page = Paginator(listed, ROWS).get_page(request.GET.get("page"))
    text = request.GET.get("patch", "")
    patch = int(text) if text.isascii() and text.isdecimal() and int(text[:9]) < len(result["patches"]) else None
    boxes = [p["box"] for n, p in ([(patch, result["patches"][patch])] if patch is not None else page) if p["box"]]
    box = shown(version).box
    if boxes:
        box = [min(b[0] for b in boxes) - AROUND_DEGREES, min(b[1] for b in boxes) - AROUND_DEGREES,
               max(b[2] for b in boxes) + AROUND_DEGREES, max(b[3] for b in boxes) + AROUND_DEGREES]
    names = {c["code"]: c["name"] for c in result["classes"]}
    rows = [(n, p, REASONS[p["reason"]], names.get(p["class_before"]), names.get(p["class_after"]),
             areas(_dm2(p["area_m2"]))) for n, p in page]
    reasons = [(r, REASONS[r["reason"]], areas(_dm2(r["area_m2"]))) for r in result["reasons"]]
    numbers = [patch] if patch is not None else [n for n, _p in page]
    return {"reasons": reasons, "reason": reason if reason in REASONS else "", "page": page, "rows": rows,
            "patch": patch, "box": box_text(box), "map": on_map(version, TOWNS),
            "numbers": ".".join(map(str, numbers))}


@require_safe
def drawn(request: HttpRequest, layer: str) -> JsonResponse:
    """The change patches of some numbers (``n=3.17``) as GeoJSON."""
    info = the_layer(layer)
    before, after = _asked(request, info)
    body = result_of(folder_of(settings.HOME, layer, f"{before}..{after}"), CHANGES_DRAWN)
    if not before or body is None:
        raise Http404
    wanted = set(request.GET.get("n", "").split("."))
    features = [f for f in body["features"] if str(f["properties"]["n"]) in wanted]
    for feature in features:
        feature["properties"]["url"] = address(request, "layer-diff", layer, before=before, after=after,
                                               patch=feature["properties"]["n"])
    return JsonResponse({"type": "FeatureCollection", "features": features})


@require_safe
def geopackage(request: HttpRequest, layer: str) -> FileResponse:
    """All change patches as GeoPackage."""
    info = the_layer(layer)
    before, after = _asked(request, info)
    if not may(request.user, "export"):
        raise PermissionDenied
    path = folder_of(settings.HOME, layer, f"{before}..{after}") / CHANGES
    if not before or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{layer}-{before}-{after}-changes.gpkg",
                        content_type="application/geopackage+sqlite3")


def _signed(dm2: int) -> str:
    return f"{Decimal(dm2) / 100:+,.2f}" if dm2 else "0.00"


@require_safe
def workbook(request: HttpRequest, layer: str) -> HttpResponse:
    """The matrix and the changes as an Excel workbook; numbers are in m², exact."""
    info = the_layer(layer)
    before, after = _asked(request, info)
    if not may(request.user, "export"):
        raise PermissionDenied
    found = result_of(folder_of(settings.HOME, layer, f"{before}..{after}"))
    if not before or found is None:
        raise Http404
    response = HttpResponse(_book(found), content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="{layer}-{before}-{after}.xlsx"'
    return response


def _said(line: dict[str, Any] | None) -> str:
    return f"{line['code']} {line['name'] or ''}".strip() if line else "—"


def _book(found: dict[str, Any]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("变化矩阵")
    sheet.append([_("{before} → {after}，平方米").format(before=found["before"], after=found["after"])])
    sheet.append(["", *map(_said, found["classes"]), _("仅前一版"), _("合计")])
    for line, cells, only, total in zip(found["classes"], found["matrix"], found["only_before"],
                                        found["totals_before"], strict=True):
        sheet.append([_said(line), *map(_number, cells), _number(only), Decimal(total)])
    new = sum((Decimal(v) for v in found["only_after"]), Decimal(0))
    lost = sum((Decimal(v) for v in found["only_before"]), Decimal(0))
    sheet.append([_("仅后一版"), *map(_number, found["only_after"]), None, new])
    sheet.append([_("合计"), *map(Decimal, found["totals_after"]), lost, Decimal(found["total_after"]) + lost])
    sheet.freeze_panes = "B3"
    page: Any = book.create_sheet(_("变化"))
    page.append([_("变更前"), _("变更后"), _("平方米"), _("亩"), _("公顷")])
    for change in _changes(found):
        page.append([_said(change.before), _said(change.after), change.area["m2"], change.area["mu"],
                     change.area["ha"]])
    for each in (sheet, page):
        each.column_dimensions["A"].width = each.column_dimensions["B"].width = 22
        for row in each.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, Decimal):
                    cell.number_format = "#,##0.00"
                elif cell.value is not None:
                    cell.data_type = "s"  # a class that begins with = is no formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number(text: str) -> Decimal | None:
    return None if text == "0.00" else Decimal(text)
