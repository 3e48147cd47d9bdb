"""The difference of two versions: what changed into what, each class's balance, the whole matrix; as a workbook too."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.atlas.catalogue import LayerInfo
from yulin.office.accounts.rights import may
from yulin.office.layers.jobs import folder_of, result_of, start, state_of
from yulin.office.layers.pages import areas, the_layer
from yulin.office.web.frame import address

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
        start(settings.HOME, layer, what, request.user.username, "zh")
        return HttpResponseRedirect(address(request, "layer-diff", layer, before=before, after=after))
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
    return render(request, "layers/diff.html", context)


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
