"""The pages of the settings: each is a list, what may be changed, and where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yulin.findings import Refusal
from yulin.law.parameters import FOLDER, Parameter, load_parameters
from yulin.law.registry import RULES
from yulin.office.accounts.models import ROLES, Person, Region
from yulin.office.accounts.people import set_person
from yulin.office.accounts.rights import ALLOWED, Act, may
from yulin.office.administration.calendar_years import HOLIDAYS, enter_year
from yulin.office.journal.chain import Entry, append
from yulin.office.registers.fields import Choice, OpenCode
from yulin.office.web.frame import address, ordered_registers
from yulin.workdays.calendar import day_kind, known_years, notice

ACT_WORDS: dict[Act, str] = {
    "see": "查看", "create": "新增", "change": "修改", "withdraw": "作废", "load": "导入", "export": "导出",
    "report": "出报告", "journal": "看日志", "people": "管人员", "atlas": "管图层", "waive": "越过关口",
    "audit": "核数", "settings": "改设置"}
CERTAINTIES = {"verified": "已核对原文", "secondary": "据可靠转述", "recalled": "未核实", "uncertain": "存疑"}


def guarded(act: Act) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view for those who may do ``act``."""

    def over(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any) -> HttpResponse:
            if not may(request.user, act):
                raise PermissionDenied
            return view(request, *args)

        return checked

    return over


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What can be set, and how much of it there is."""
    return render(request, "administration/index.html", {
        "may_people": may(request.user, "people"), "people": Person.objects.filter(is_active=True).count(),
        "regions": Region.objects.count(), "years": known_years(), "parameters": len(load_parameters(FOLDER)),
        "rules": len(RULES), "unverified": sum(values[-1].unverified for values in load_parameters(FOLDER).values()),
        "registers": len(ordered_registers())})


@require_http_methods(["GET", "POST"])
@guarded("people")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with role and region; adding somebody, changing role, region or password, closing an account."""
    wrong, given = "", request.POST
    if request.method == "POST":
        try:
            return _people_act(request)
        except Refusal as refusal:
            wrong = str(refusal)
    rights = [(title, [_(word) for act, word in ACT_WORDS.items() if act in ALLOWED[role]])
              for role, title in ROLES.items()]
    return render(request, "administration/people.html", {
        "people": Person.objects.exclude(username="system").filter(region__startswith=request.user.region).order_by(
            "-is_active", "username"), "roles": ROLES,
        "names": dict(Region.objects.values_list("code", "name")), "wrong": wrong, "given": given, "rights": rights,
        "regions": Region.objects.order_by("code")}, status=422 if wrong else 200)


def _within_reach(by: Person, known: Person | None, role: str, region: str) -> None:
    """Refuse what would go beyond one's own reach: another region's people, an administrator, or making one."""
    if by.role == "admin":
        return
    if role == "admin" or (known is not None and known.role == "admin"):
        raise Refusal(_("系统管理员的账号只能由系统管理员设置。"))
    if not region.startswith(by.region) or (known is not None and not known.region.startswith(by.region)):
        raise Refusal(_("只能设置本区域（{region}）以内的人员。").format(region=by.region))


def _people_act(request: HttpRequest) -> HttpResponse:
    given = request.POST
    login, act = given.get("login", "").strip(), given.get("act", "")
    known = Person.objects.filter(username=login).first()
    _within_reach(request.user, known, given.get("role", ""), given.get("region", request.user.region).strip())
    if act in ("close", "open"):
        if known is None or known == request.user:
            raise Refusal(_("不能停用自己的账号，也不能停用不存在的账号。"))
        with transaction.atomic():
            Person.objects.filter(pk=known.pk).update(is_active=act == "open")
            append([Entry(request.user.username, "change", "accounts.person", login, known.region,
                          {"is_active": known.is_active}, {"is_active": act == "open"})])
        messages.success(request, _("{name} 的账号已{done}。").format(
            name=known.shown_name, done=_("恢复") if act == "open" else _("停用")))
        return HttpResponseRedirect(address(request, "settings-people"))
    if not login or not login.replace("-", "").replace("_", "").replace(".", "").isalnum() or len(login) > 60:
        raise Refusal(_("登录名只能用字母、数字、点、横线和下划线，最长 60 个字符。"))
    if (known is None) != (act == "add"):
        raise Refusal(_("登录名“{login}”{why}。").format(
            login=login, why=_("已经有人使用") if known else _("不存在")))
    password = given.get("password", "") or None
    if known is None and password is None:
        raise Refusal(_("请为新人员设一个初始口令。"))
    if known == request.user and given.get("role") != known.role:
        raise Refusal(_("不能更改自己的角色，请由另一位管理员更改。"))
    person = set_person(login, given.get("name", "").strip(), given.get("role", ""), given.get("region", "").strip(),
                        password, request.user.username)
    messages.success(request, _("{name} 已保存。").format(name=person.shown_name))
    return HttpResponseRedirect(address(request, "settings-people"))


@require_http_methods(["GET", "POST"])
def regions(request: HttpRequest) -> HttpResponse:
    """The district's towns and villages; a name or a code may be added or put right."""
    wrong = ""
    if request.method == "POST":
        if not may(request.user, "people"):
            raise PermissionDenied
        try:
            _set_region(request.user, request.POST.get("code", "").strip(), request.POST.get("name", "").strip())
            return HttpResponseRedirect(address(request, "settings-regions"))
        except Refusal as refusal:
            wrong = str(refusal)
    rows = [(r, (len(r.code) - 6) // 3) for r in Region.objects.order_by("code")]
    return render(request, "administration/regions.html", {
        "rows": rows, "wrong": wrong, "may_people": may(request.user, "people")}, status=422 if wrong else 200)


def _set_region(person: Person, code: str, name: str) -> None:
    if not (code.isascii() and code.isdecimal() and len(code) in (6, 9, 12)):
        raise Refusal(_("行政区划代码“{code}”应为 6、9 或 12 位数字。").format(code=code))
    if not name or len(name) > 100:
        raise Refusal(_("请填写名称，最长 100 个字。"))
    if len(code) > 6 and not Region.objects.filter(code=code[:-3]).exists():
        raise Refusal(_("上级“{code}”还没有登记，请先登记上级。").format(code=code[:-3]))
    with transaction.atomic():
        known = Region.objects.filter(code=code).first()
        Region.objects.update_or_create(code=code, defaults={"name": name})
        append([Entry(person.username, "change" if known else "create", "accounts.region", code, code,
                      {"name": known.name} if known else None, {"name": name})])


@require_http_methods(["GET", "POST"])
def calendar_page(request: HttpRequest) -> HttpResponse:
    """The years whose notice is on file, and the form that enters one."""
    wrong = ""
    if request.method == "POST":
        if not may(request.user, "settings"):
            raise PermissionDenied
        try:
            year, number, issued, holidays = _notice_in(request.POST)
            enter_year(request.user, year, number, issued, holidays)
            return HttpResponseRedirect(address(request, "settings-calendar"))
        except Refusal as refusal:
            wrong = str(refusal)
    years = [(found, _spans(found.off), sorted(found.makeup)) for y in reversed(known_years()) if (found := notice(y))]
    next_year = max(known_years(), default=dt.date.today().year) + 1
    lines = [(n, name, *(request.POST.get(f"{word}_{n}", "") for word in ("from", "to", "makeup")))
             for n, name in enumerate(HOLIDAYS)]
    return render(request, "administration/calendar.html", {
        "years": years, "wrong": wrong, "lines": lines, "year": request.POST.get("year", next_year),
        "number": request.POST.get("number", ""), "issued": request.POST.get("issued", ""),
        "may_enter": may(request.user, "settings"), "today": day_kind(dt.date.today())}, status=422 if wrong else 200)


def _notice_in(given: QueryDict) -> tuple[int, str, dt.date, list[tuple[str, dt.date, dt.date, list[dt.date]]]]:
    """Year, number, day of issue and holidays as written in the form; Refusal naming what is wrong."""
    year = given.get("year", "")
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Refusal(_("年份应是四位数字。"))
    holidays = []
    for n, name in enumerate(HOLIDAYS):
        first, last = given.get(f"from_{n}", "").strip(), given.get(f"to_{n}", "").strip()
        if first or last:
            makeup = [_written_day(text, name) for text in given.get(f"makeup_{n}", "").replace("、", " ").replace(
                ",", " ").replace("，", " ").split()]
            holidays.append((name, _written_day(first, name), _written_day(last or first, name), makeup))
    return int(year), given.get("number", ""), _written_day(given.get("issued", ""), _("印发日期")), holidays


def _written_day(text: str, what: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(_("{what}：“{text}”不是日期，应写成 2027-02-05 这样的形式。").format(
            what=_(what), text=text)) from None


def _spans(days: Any) -> list[tuple[str, dt.date, dt.date]]:
    """Consecutive days of one holiday as name, first, last."""
    found: list[tuple[str, dt.date, dt.date]] = []
    for day in sorted(days):
        name = days[day]
        if found and found[-1][0] == name and (day - found[-1][2]).days == 1:
            found[-1] = (name, found[-1][1], day)
        else:
            found.append((name, day, day))
    return found


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Every parameter of the law with all its values, source and certainty; and the rules that use them."""
    words, certainty = request.GET.get("q", "").strip(), request.GET.get("certainty", "")
    today = dt.date.today()
    rows: list[tuple[str, str, list[tuple[Parameter, bool]]]] = []
    for code, values in sorted(load_parameters(FOLDER).items()):
        title = _(values[0].title)
        text = f"{code} {values[0].title} {title} " + " ".join(v.citation.instrument for v in values)
        if words and not all(word in text for word in words.split()):
            continue
        if certainty and all(v.citation.certainty != certainty for v in values):
            continue
        rows.append((code, title, [(v, v.valid_from <= today <= (v.valid_until or dt.date.max)) for v in values]))
    return render(request, "administration/law.html", {
        "rows": rows, "words": words, "certainty": certainty, "certainties": CERTAINTIES,
        "rules": [(rule, _(rule.title)) for rule in RULES.values()]})


@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """The code tables of every register's columns; an open table takes other codes too and marks them unknown."""
    tables = []
    for register in ordered_registers():
        found = [(column, isinstance(column.field, OpenCode), [str(o) for o in column.field.options])
                 for column in register.columns if isinstance(column.field, Choice | OpenCode)]
        if found:
            tables.append((register, found))
    return render(request, "administration/codes.html", {"tables": tables})
