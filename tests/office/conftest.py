"""What the office's tests share: a home of their own, a district with two towns, and the people who work there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

DISTRICT, EAST, WEST = "990102", "990102001", "990102002"
PASSWORD = "qinghe-2025"


@pytest.fixture(autouse=True)
def _home_of_the_office(settings: Any, _own_language_and_home: None) -> None:
    """Settings read the home when they are loaded; a test's home is another one, and starts empty."""
    settings.HOME = Path(os.environ["YULIN_HOME"])
    settings.HOME.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def regions(db: None) -> dict[str, str]:
    """青禾区 with two towns and a village."""
    from yulin.office.accounts.models import Region

    held = {DISTRICT: "青禾区", EAST: "东关街道", WEST: "柳林镇", EAST + "001": "东关一村"}
    Region.objects.bulk_create([Region(code=code, name=name) for code, name in held.items()])
    return held


@pytest.fixture
def staff(regions: dict[str, str]) -> dict[str, Any]:
    """One person per role, and a clerk in each town; all with ``PASSWORD``."""
    from yulin.office.accounts.models import Person

    people = (("head", "section_head", DISTRICT), ("clerk", "clerk", DISTRICT), ("east", "clerk", EAST),
              ("west", "clerk", WEST), ("leader", "leader", DISTRICT), ("auditor", "auditor", DISTRICT),
              ("admin", "admin", ""))
    return {login: Person.objects.create_user(login, password=PASSWORD, role=role, region=region)
            for login, role, region in people}


@pytest.fixture
def as_(staff: dict[str, Any]) -> Callable[[str], Client]:
    """A browser in which somebody is logged in: ``as_("east").get("/")``."""
    def logged_in(login: str) -> Client:
        browser = Client()
        browser.force_login(staff[login])
        return browser

    return logged_in
