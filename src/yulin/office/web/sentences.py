"""A refusal raised anywhere below a page becomes one sentence on a page (or in a toast, for htmx), never a
traceback.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from yulin.findings import Refusal


class Sentences:
    """Turns ``Refusal`` into a page with status 422."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The sentence of a refusal; None leaves any other exception to the error page."""
        if not isinstance(exception, Refusal):
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": str(exception)}, status=422)
        return render(request, "web/refusal.html", {"sentence": str(exception)}, status=422)
