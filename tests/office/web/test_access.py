"""Who sees which page, and what the others are told."""

from __future__ import annotations

from typing import Any

import pytest

from yulin.office.registers.declaration import REGISTERS
from yulin.office.web.policy import POLICY

pytestmark = pytest.mark.django_db

PAGES = ["/", "/search/?q=滨河", "/password/", "/places.json", "/records/land-supply/", "/records/land-supply/about/",
         "/records/land-supply/template.xlsx", "/records/land-supply/keys.json?q=S"]


def test_nobody_comes_in_without_a_login(client: Any, supplies: list[Any]) -> None:
    for page in [*PAGES, f"/records/land-supply/{supplies[0].pk}/", "/journal/"]:
        answer = client.get(page)
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/login/"), page


@pytest.mark.parametrize("login", ["head", "clerk", "east", "leader", "auditor", "admin"])
def test_everybody_reads(as_: Any, supplies: list[Any], login: str) -> None:
    browser = as_(login)
    record = f"/records/land-supply/{supplies[0].pk}/"
    for page in [*PAGES, record, f"{record}parcel.json", "/records/land-supply/export.xlsx"]:
        assert browser.get(page).status_code == 200, page


def test_every_register_has_its_pages(as_: Any) -> None:
    browser = as_("head")
    for register in REGISTERS.values():
        for page in ("", "about/", "new/", "import/"):
            assert browser.get(f"/records/{register.slug}/{page}").status_code == 200, (register.code, page)


@pytest.mark.parametrize(("login", "page", "status"), [
    ("head", "/journal/", 200), ("leader", "/journal/", 200), ("auditor", "/journal/?check=1", 200),
    ("clerk", "/journal/", 403), ("east", "/journal/", 403),
    ("clerk", "/records/land-supply/new/", 200), ("leader", "/records/land-supply/new/", 403),
    ("auditor", "/records/land-supply/import/", 403), ("east", "/records/land-supply/import/", 200),
    ("head", "/records/no-such/", 404), ("head", "/records/land.supply/", 404),
    ("head", "/records/land-supply/999999/", 404), ("head", "/nowhere/", 404), ("head", "/receipts/1/", 404),
    ("head", "/records/land-supply/export.pdf", 404), ("head", "/records/legal-review/export.gpkg", 404),
])
def test_roles(as_: Any, login: str, page: str, status: int) -> None:
    assert as_(login).get(page).status_code == status


def test_a_page_that_says_no_says_what_to_do(as_: Any) -> None:
    assert "您的角色无权进行此操作" in as_("clerk").get("/journal/").content.decode()
    assert "没有这一页，或不在您的辖区内" in as_("clerk").get("/nowhere/").content.decode()


def test_a_towns_clerk_never_meets_another_towns_record(as_: Any, supplies: list[Any]) -> None:
    browser, west = as_("east"), supplies[2]
    for page in ("", "edit/", "parcel.json"):
        assert browser.get(f"/records/land-supply/{west.pk}/{page}").status_code == 404
    for act in ("edit/", "reach/", "withdraw/"):
        assert browser.post(f"/records/land-supply/{west.pk}/{act}", {"reason": "x"}).status_code == 404
    assert browser.get("/records/land-supply/by-key/?key=S-3").status_code == 404
    for page in ("/records/land-supply/", "/records/land-supply/?region=990102", "/search/?q=物流",
                 "/records/land-supply/keys.json?q=物流", "/"):
        assert "物流中心" not in browser.get(page).content.decode(), page
    west.refresh_from_db()
    assert (west.edition, west.withdrawn) == (1, False)


def test_a_link_shows_a_colleague_the_same_thing(as_: Any, supplies: list[Any]) -> None:
    page = as_("head").get("/records/land-supply/?region=990102002&year=2024&as_of=2024-12-31").content.decode()
    assert "S-3" in page and "S-1" not in page
    assert f"/records/land-supply/{supplies[2].pk}/?region=990102002&amp;year=2024&amp;as_of=2024-12-31" in page


def test_nonsense_in_the_address_is_not_obeyed(as_: Any, supplies: list[Any]) -> None:
    for query in ("year=99999&as_of=2025-13-40", "page=0", "page=999999999999", "page=x", "sort=password", "stage=zz",
                  "on=zz", "clock=9-late", "region=%27%20OR%201=1", "year=²", "parcel=maybe"):
        answer = as_("head").get(f"/records/land-supply/?{query}")
        assert answer.status_code == 200 and "S-1" in answer.content.decode(), query


def test_the_policy_and_nothing_inline(as_: Any, supplies: list[Any]) -> None:
    browser = as_("head")
    for page in ("/", "/records/land-supply/", f"/records/land-supply/{supplies[0].pk}/", "/records/land-supply/new/",
                 "/journal/", "/login/"):
        answer = browser.get(page)
        if answer.status_code == 200:
            assert answer.headers["Content-Security-Policy"] == POLICY
            text = answer.content.decode()
            assert " style=" not in text and "<style" not in text and " onclick=" not in text
            assert "<script>" not in text


def test_writing_needs_the_forms_token(staff: dict[str, Any], supplies: list[Any]) -> None:
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff["head"])
    answer = browser.post(f"/records/land-supply/{supplies[0].pk}/withdraw/", {"reason": "试"})
    assert answer.status_code == 403 and "页面已过期" in answer.content.decode()
    supplies[0].refresh_from_db()
    assert supplies[0].withdrawn is False


def test_a_failure_of_ours_is_a_sentence_too(staff: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    from yulin.office.web import home

    def broken(*_args: object) -> None:
        raise ValueError("secret detail")

    monkeypatch.setattr(home, "watches_in", broken)
    browser = Client(raise_request_exception=False)
    browser.force_login(staff["head"])
    answer = browser.get("/")
    page = answer.content.decode()
    assert answer.status_code == 500 and "系统出错，刚才的操作没有写入" in page
    assert "secret detail" not in page and "Traceback" not in page
