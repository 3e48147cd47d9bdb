"""报告模板 Report templates that the office writes itself in Word: places in double braces, filled with figures.

``{{ supply.area }}`` is a figure by its code, ``{{ region }}``, ``{{ year }}``, ``{{ as_of }}`` say what the report is
about. A figure without a record is printed as （无记录） and listed, never as a zero. A place that names nothing is
refused by name when the template is put in, so that no report ever lacks a number silently.
"""

from __future__ import annotations

import datetime as dt
import difflib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import XMLSyntaxError

from yulin.findings import Refusal
from yulin.office.accounts.models import Person, Region
from yulin.office.figures.values import FigureValue, Scope, all_figures, figures_of
from yulin.office.home import put_whole
from yulin.office.journal.chain import Entry, append

FOLDER = "templates"
MOST_BYTES, MOST_UNPACKED = 10_000_000, 60_000_000
NAME = re.compile(r"[^\x00-\x1f/\\:*?\"<>|.]{1,60}")
PLACE = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_0-9]+)?)\s*\}\}")
ABOUT = ("region", "year", "as_of")


@dataclass(frozen=True, slots=True)
class WordReport:
    """A report made from a Word template: its bytes, the figures it prints, those of them without a record."""

    data: bytes
    figures: tuple[FigureValue, ...]
    silent: tuple[FigureValue, ...]


def template_names() -> list[str]:
    """The office's own templates by name."""
    return sorted(path.stem for path in (settings.HOME / FOLDER).glob("*.docx"))


def template_path(name: str) -> Path:
    """Where the template lies; Refusal for a name that there is none of."""
    if not NAME.fullmatch(name) or name not in template_names():
        known = "、".join(template_names()) or "—"
        raise Refusal(_("没有名为“{name}”的报告模板，现有：{known}。").format(name=name[:60], known=known))
    found: Path = settings.HOME / FOLDER / f"{name}.docx"
    return found


def put_in(person: Person, name: str, data: bytes) -> list[str]:
    """Keep a template under ``name``, replacing one of that name; its places. Refusal for one that cannot work."""
    if not NAME.fullmatch(name):
        raise Refusal(_("模板名称最长 60 个字，不能含有 / \\ : * ? \" < > | 和点。"))
    places = places_in(data)
    folder = settings.HOME / FOLDER
    with transaction.atomic():
        append([Entry(person.username, "load", "report.template", name, "", None, {"指标": str(len(places))})])
        folder.mkdir(parents=True, exist_ok=True)
        put_whole(folder / f"{name}.docx", data)
    return places


def take_away(person: Person, name: str) -> None:
    """Remove a template; reports made from it stay as they are."""
    path = template_path(name)
    with transaction.atomic():
        append([Entry(person.username, "withdraw", "report.template", name, "", None, None)])
        path.unlink()


def places_in(data: bytes) -> list[str]:
    """What the template's places name, each once; Refusal for a file that is no Word paper or names the unknown."""
    document = _opened(data)
    text = " ".join(_texts(document))
    named = list(dict.fromkeys(PLACE.findall(text)))
    known = {*all_figures(), *ABOUT}
    for place in named:
        if place not in known:
            near = difflib.get_close_matches(place, known, 1)
            hint = _("，是不是“{near}”").format(near=near[0]) if near else ""
            raise Refusal(_("模板中的“{place}”不是指标代码{hint}；代码表见本页。").format(place=place, hint=hint))
    rest = PLACE.sub("", text)
    if "{{" in rest or "{%" in rest or "{#" in rest:
        raise Refusal(_("模板中有读不懂的占位符：{text}。占位符只能写成双花括号加指标代码。").format(
            text=rest[max(rest.find("{"), 0):][:30]))
    if not named:
        raise Refusal(_("模板中没有占位符，例如 {example}；请先在 Word 中写好。").format(example="{{ supply.area }}"))
    return named


def fill(name: str, scope: Scope) -> WordReport:
    """The report of ``scope`` from the template ``name``."""
    data = template_path(name).read_bytes()
    named = places_in(data)
    values = {v.code: v for v in figures_of(scope)}
    region = Region.objects.filter(code=scope.region).first() or Region.objects.order_by("code").first()
    context: dict[str, Any] = {"region": region.name if region else "", "year": str(scope.year),
                               "as_of": min(scope.as_of or dt.date.today(), scope.days()[1]).isoformat()}
    for code, value in values.items():
        first, _dot, last = code.partition(".")
        context.setdefault(first, {})[last] = value.shown if value.records else _("（无记录）")
    document = _opened(data)
    try:
        document.render(context, SandboxedEnvironment(autoescape=True))
    except TemplateError as fault:
        raise Refusal(_("模板“{name}”填不进去：{why}。").format(name=name, why=fault)) from fault
    out = io.BytesIO()
    document.save(out)
    printed = tuple(values[place] for place in named if place in values)
    return WordReport(out.getvalue(), printed, tuple(v for v in printed if not v.records))


def _opened(data: bytes) -> DocxTemplate:
    wrong = Refusal(_("这不是可以打开的 Word 文件（.docx）；请在 Word 或 WPS 中另存为 .docx 后再上传。"))
    if len(data) > MOST_BYTES:
        raise Refusal(_("模板超过 {most} MB，请去掉其中的大图片。").format(most=MOST_BYTES // 1_000_000))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
                raise wrong
        document = DocxTemplate(io.BytesIO(data))
        document.init_docx()
    except (zipfile.BadZipFile, KeyError, ValueError, XMLSyntaxError, OSError) as fault:
        raise wrong from fault
    return document


def _texts(document: Any) -> list[str]:
    """The text of every paragraph of the paper: body, tables, heads and feet; as Word splits runs, joined again."""
    parts = [document.docx.element.body]
    for section in document.docx.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            parts.append(part._element)
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return ["".join(node.text or "" for node in paragraph.iter(f"{name}t"))
            for part in parts for paragraph in part.iter(f"{name}p")]
