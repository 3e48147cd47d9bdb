"""The HTTP API, version 1: its parts, its login, its OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from ninja import NinjaAPI

from yulin import __version__
from yulin.office.api.access import AUTH
from yulin.office.api.clocks import router as clocks
from yulin.office.api.figures import router as figures
from yulin.office.api.land import router as land
from yulin.office.api.layers import router as layers
from yulin.office.api.records import router as records
from yulin.office.books.api import router as books

api = NinjaAPI(
    title="Yulin",
    version=__version__,
    auth=AUTH,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
    description="Registers, figures and layers of the office.",
)
api.add_router("/registers", records)
api.add_router("/registers", clocks)
api.add_router("/books", books)
api.add_router("/figures", figures)
api.add_router("/layers", layers)
api.add_router("/land", land)


def addresses() -> Any:
    """The API's addresses for ``path()``: answering 401 by themselves instead of being sent to the login
    page.
    """
    patterns, app, namespace = api.urls
    for pattern in patterns:
        pattern.callback = login_not_required(pattern.callback)
    return patterns, app, namespace
