"""The page of report templates: what there is, putting one in, every place that a template may name."""

from __future__ import annotations

import io

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from docx import Document

from yulin.findings import Refusal
from yulin.office.accounts.rights import may
from yulin.office.figures.values import figures_of
from yulin.office.figures.word_templates import MOST_BYTES, put_in, take_away, template_names, template_path
from yulin.office.web.frame import address, scope_of
from yulin.office.web.uploads import plain_name

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """The templates and the places; POST puts one in (``file``) or takes one away (``remove``)."""
    if not may(request.user, "report"):
        raise PermissionDenied
    wrong = ""
    if request.method == "POST":
        if not may(request.user, "settings"):
            raise PermissionDenied
        try:
            if request.POST.get("remove"):
                take_away(request.user, request.POST["remove"])
            else:
                file = request.FILES.get("file")
                if file is None:
                    raise Refusal(_("请先选择文件。"))
                if (file.size or 0) > MOST_BYTES:
                    raise Refusal(_("模板超过 {most} MB，请去掉其中的大图片。").format(most=MOST_BYTES // 1_000_000))
                stem = plain_name(file.name or "").rpartition(".")[0].replace(".", "-")
                put_in(request.user, request.POST.get("name", "").strip() or stem, file.read())
            return HttpResponseRedirect(address(request, "report-templates"))
        except Refusal as refusal:
            wrong = str(refusal)
    return render(request, "figures/templates.html", {
        "names": template_names(), "values": figures_of(scope_of(request)), "wrong": wrong,
        "may_set": may(request.user, "settings")}, status=422 if wrong else 200)


@require_safe
def template_file(request: HttpRequest, name: str) -> FileResponse:
    """A template as it was put in, to be changed in Word."""
    if not may(request.user, "report"):
        raise PermissionDenied
    return FileResponse(template_path(name).open("rb"), content_type=WORD, as_attachment=True, filename=f"{name}.docx")


@require_safe
def example(request: HttpRequest) -> HttpResponse:
    """A template to begin from: a heading, and one line for each figure with a record."""
    if not may(request.user, "report"):
        raise PermissionDenied
    document = Document()
    document.add_heading("{{ region }}{{ year }}" + _("年工作报告"), 1)
    document.add_paragraph(_("（统计截至 {day}）").format(day="{{ as_of }}"))
    for value in figures_of(scope_of(request)):
        if value.records:
            document.add_paragraph(f"{_(value.title)}：{{{{ {value.code} }}}} {_(value.unit)}")
    out = io.BytesIO()
    document.save(out)
    answer = HttpResponse(out.getvalue(), content_type=WORD)
    answer["Content-Disposition"] = 'attachment; filename="template.docx"'
    return answer
