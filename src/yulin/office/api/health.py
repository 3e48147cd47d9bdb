"""``/healthz``: whether the office answers and its database can be read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from yulin import __version__


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """``{"status": "ok", "version": …}``, or status 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database"}, status=503)
    return JsonResponse({"status": "ok", "version": __version__})
