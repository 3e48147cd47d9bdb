"""The content-security policy: everything a page loads comes from the office itself (offices have no
internet).
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


def policy_with(basemap: str) -> str:
    """The policy; a background map from elsewhere (its tiles' address, "" for none) may be fetched too."""
    place = urlsplit(basemap)
    if place.scheme not in ("http", "https") or not place.netloc:
        return POLICY
    origin = f"{place.scheme}://{place.netloc}"
    return POLICY.replace("connect-src 'self'", f"connect-src 'self' {origin}")


class ContentSecurityPolicy:
    """Puts the policy on every response that does not bring its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = policy_with(settings.BASEMAP)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy's header."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response
