"""The language of a request: the person's cookie, else Chinese; the core's messages follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from yulin.i18n import language, use_language

COOKIE = "yulin_language"


@contextmanager
def speaking(english: bool) -> Iterator[str]:
    """English, else Chinese, for the pages' words and the core's messages alike; Django's code of the language."""
    code, before = "en" if english else "zh-hans", language()
    use_language(code)
    try:
        with translation.override(code):
            yield code
    finally:
        use_language(before)  # the thread may next do something that is no request


class Language:
    """Activates Chinese (the default, whatever the browser asks for) or English for one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the request's language."""
        with speaking(english=request.COOKIES.get(COOKIE) == "en") as code:
            request.LANGUAGE_CODE = code
            return self.get_response(request)
