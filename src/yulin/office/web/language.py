"""The language of a request: the person's cookie, else Chinese; the core's messages follow it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from yulin.i18n import language, use_language

COOKIE = "yulin_language"


class Language:
    """Activates Chinese (the default, whatever the browser asks for) or English for one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the request's language."""
        code = "en" if request.COOKIES.get(COOKIE) == "en" else "zh-hans"
        before = language()
        use_language(code)
        try:
            with translation.override(code):
                request.LANGUAGE_CODE = code
                return self.get_response(request)
        finally:
            use_language(before)  # the thread may next do something that is no request
