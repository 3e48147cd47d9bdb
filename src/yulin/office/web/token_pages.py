"""One's own tokens: made for a purpose and a time, shown once, revoked at any moment; and the calendar's address."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from yulin.findings import Refusal
from yulin.office.accounts.models import TOKEN_SCOPES, Token
from yulin.office.accounts.tokens import make_token, revoke_token

PERIODS = (30, 90, 365, 730)


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The person's tokens; on POST a new one, whose secret is shown on this answer alone."""
    secret, wrong, made = "", "", None
    if request.method == "POST":
        days = request.POST.get("days", "")
        try:
            made, secret = make_token(request.user, request.POST.get("name", ""), request.POST.get("scope", ""),
                                      int(days) if days.isascii() and days.isdecimal() and len(days) < 5 else 0)
        except Refusal as refusal:
            wrong = str(refusal)
    feed = request.build_absolute_uri(reverse("calendar", args=(secret,))) if made and made.scope == "calendar" else ""
    today = dt.date.today()
    held = [(t, "revoked" if t.revoked else "expired" if t.expires_on and t.expires_on < today else "valid")
            for t in Token.objects.filter(person=request.user)[:50]]
    return render(request, "web/tokens.html", {"tokens": held, "scopes": TOKEN_SCOPES.items(), "periods": PERIODS,
                                               "secret": secret, "feed": feed, "made": made, "wrong": wrong},
                  status=422 if wrong else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of one's own tokens void."""
    token = Token.objects.filter(pk=pk, person=request.user, revoked=False).first()
    if token is None:
        raise Http404
    revoke_token(token)
    messages.success(request, _("令牌“{name}”已撤销。").format(name=token.name))
    return HttpResponseRedirect(reverse("tokens"))
