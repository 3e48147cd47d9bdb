"""What a person chose for a list: its columns and their order, and views saved under a name (mine, the section's).

A choice stands in the address (``cols=number,area``), so that a link shows a colleague the same; where the address
names none, the person's last choice holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yulin.office.accounts.rights import may
from yulin.office.registers import lists
from yulin.office.registers.declaration import Register, register_of
from yulin.office.web.frame import SCOPE
from yulin.office.web.models import ChosenColumns, SavedView

MOST_VIEWS = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """A column as the menu of columns shows it."""

    name: str
    label: str
    shown: bool


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as the list shows it."""

    pk: int
    name: str
    url: str
    shared: bool
    mine: bool
    here: bool


def chosen_columns(request: HttpRequest, register: Register) -> tuple[str, ...]:
    """The columns in the address, else those the person chose last; () for the declared ones."""
    if "cols" in request.GET:
        return lists.read_columns(register, request.GET["cols"])
    held = ChosenColumns.objects.filter(person=request.user, register=register.code).first()
    return lists.read_columns(register, held.names) if held else ()


def choices(register: Register, chosen: tuple[str, ...]) -> list[Choice]:
    """Every column for the menu: the shown ones first, in their order."""
    shown = [c.name for c in lists.listed(register, chosen)]
    rest = [c.name for c in register.columns if c.name not in shown]
    return [Choice(name, register.column(name).label, name in shown) for name in (*shown, *rest)]


def views_of(request: HttpRequest, register: Register) -> list[View]:
    """The views the person may use: the section's first, then one's own."""
    person = request.user
    near = SavedView.objects.filter(register=register.code).filter(
        Q(person=person) | Q(shared=True, person__region__startswith=person.region[:6])).select_related("person")
    here = dict(_own(request.GET.urlencode()))
    scope = [(word, request.GET[word]) for word in SCOPE if request.GET.get(word)]
    bare = reverse("register", args=(register.slug,))
    return [View(v.pk, v.name, f"{bare}?{urlencode([*scope, *parse_qsl(v.query)])}", v.shared,
                 v.person_id == person.pk, dict(parse_qsl(v.query)) == here) for v in near[:MOST_VIEWS]]


def _own(query: str) -> list[tuple[str, str]]:
    """The part of a question that a view keeps: not the scope, not the page."""
    return [(name, value) for name, value in parse_qsl(query) if name not in (*SCOPE, "page")]


def _back(request: HttpRequest, register: Register, pairs: list[tuple[str, str]]) -> HttpResponse:
    bare = reverse("register", args=(register.slug,))
    return HttpResponseRedirect(f"{bare}?{urlencode(pairs)}" if pairs else bare)


def _register(slug: str) -> Register:
    from yulin.office.web.ledger import the_register  # the list's page draws what is chosen here

    return the_register(slug)


@require_POST
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the columns that the menu names, in its order; none: the declared ones again."""
    register = _register(slug)
    names = [] if request.POST.get("declared") else request.POST.getlist("column")
    chosen = lists.read_columns(register, ",".join(names))
    pairs = [(n, v) for n, v in parse_qsl(request.POST.get("query", "")) if n not in ("page", "cols")]
    if chosen:
        ChosenColumns.objects.update_or_create(person=request.user, register=register.code,
                                               defaults={"names": ",".join(chosen)[:2000]})
        pairs.append(("cols", ",".join(chosen)))
    else:
        ChosenColumns.objects.filter(person=request.user, register=register.code).delete()
    return _back(request, register, pairs)


@require_POST
def save_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the present question under a name; ``shared`` makes it the section's."""
    register = _register(slug)
    name = request.POST.get("name", "").strip()[:60]
    query = request.POST.get("query", "")
    if name:
        kept = urlencode(_own(query))[:2000]
        shared = request.POST.get("shared") == "1" and may(request.user, "change")
        SavedView.objects.update_or_create(person=request.user, register=register.code, name=name,
                                           defaults={"query": kept, "shared": shared})
        messages.success(request, _("视图“{name}”已保存。").format(name=name))
    return _back(request, register, parse_qsl(query))


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view of one's own (a section head: also the section's)."""
    view = SavedView.objects.filter(pk=pk).select_related("person").first()
    if view is None:
        return HttpResponseRedirect(reverse("home"))
    head = view.shared and may(request.user, "withdraw") and view.person.region.startswith(request.user.region)
    if view.person_id != request.user.pk and not head:
        raise PermissionDenied
    register = register_of(view.register)
    view.delete()
    messages.success(request, _("视图“{name}”已删除。").format(name=view.name))
    return _back(request, register, parse_qsl(request.POST.get("query", "")))
