"""The door: logging in and out, the password, the language."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yulin.office.web.language import COOKIE

A_YEAR = 365 * 24 * 3600


def _remember(response: HttpResponse, code: str) -> None:
    response.set_cookie(COOKIE, code, max_age=A_YEAR, samesite="Lax", httponly=True)


@method_decorator(login_not_required, name="dispatch")
class Login(views.LoginView):
    """The login page; who logs in where no language was chosen yet gets the person's own."""

    template_name = "web/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Let the person in."""
        response: HttpResponse = super().form_valid(form)
        if COOKIE not in self.request.COOKIES:
            _remember(response, self.request.user.language or "zh")
        return response


class Password(views.PasswordChangeView):
    """Changing one's own password."""

    template_name = "web/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it and say so."""
        response: HttpResponse = super().form_valid(form)
        messages.success(self.request, _("口令已修改。"))
        return response


@require_POST
@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language: a cookie, and for somebody logged in the person's own setting; back to where one was."""
    code = "en" if request.POST.get("language") == "en" else "zh"
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    _remember(response, code)
    if request.user.is_authenticated and request.user.language != code:
        request.user.language = code
        request.user.save(update_fields=["language"])
    return response
