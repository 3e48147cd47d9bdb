"""Who may call: a person with a session (pages) or with login and password (scripts, QGIS); both under
axes' lock-out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from ninja.security import HttpBasicAuth, HttpBearer
from ninja.security.session import SessionAuth

from yulin.office.accounts.models import Person
from yulin.office.accounts.tokens import person_of


class Session(SessionAuth):
    """A page's session. Its CSRF token is asked for only where there is a session to protect."""

    def __call__(self, request: HttpRequest) -> Any | None:
        """The person, or None where nobody is logged in."""
        return super().__call__(request) if request.user.is_authenticated else None


class Login(HttpBasicAuth):
    """HTTP Basic with the office's own logins.

    A change must come as JSON: no form of another site can send that, even with a login the browser remembers.
    """

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Any | None:
        """The person, or None; the request then acts as that person."""
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.content_type != "application/json":
            return None
        person = authenticate(request, username=username, password=password)
        if isinstance(person, Person) and person.is_active:
            request.user = person
            return person
        return None


class Bearer(HttpBearer):
    """``Authorization: Bearer yl_…``: a token acts as its person; one to read asks questions only.

    A change must come as JSON here too.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Any | None:
        """The person, or None; the request then acts as that person."""
        asking = request.method in ("GET", "HEAD", "OPTIONS")
        if not asking and request.content_type != "application/json":
            return None
        person = person_of(token, "read", "write") if asking else person_of(token, "write")
        if person is not None:
            request.user = person
        return person


AUTH = [Session(), Bearer(), Login()]


def login_or_basic(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for people with a session or with HTTP Basic; anybody else is asked for a login (401)."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated and Bearer()(request) is None and Login()(request) is None:
            return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="Yulin"'})
        return view(request, *args, **kwargs)

    return guarded
