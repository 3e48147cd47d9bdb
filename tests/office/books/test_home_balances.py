"""The first page shows the district what its books still hold, and opens the account page of each kind."""

from __future__ import annotations

from typing import Any

import pytest

from yulin.books.acts import Act
from yulin.office.books.posting import post

pytestmark = pytest.mark.django_db


def test_the_first_page_shows_the_pools(as_: Any, filled: dict[str, Any]) -> None:
    page = as_("head").get("/", {"as_of": "2025-12-31"}).content.decode()
    assert "kind=cultivated\">338.12</a>" in page and "kind=capacity\">214,203.9" in page
    before = as_("head").get("/", {"as_of": "2025-03-02"}).content.decode()
    assert "338.12" not in before


def test_a_posting_is_seen_at_once(as_: Any, filled: dict[str, Any], draft: Any) -> None:
    head = as_("head")
    head.get("/", {"as_of": "2025-12-31"})
    post(draft("IN-3", Act.INTAKE, 66_667, parcels=("area:GD2024-001/2",)), filled["clerk"])
    assert ">339.12</a>" in head.get("/", {"as_of": "2025-12-31"}).content.decode()


def test_a_town_sees_no_quotas(as_: Any, filled: dict[str, Any]) -> None:
    assert "指标余额" not in as_("east").get("/").content.decode()
