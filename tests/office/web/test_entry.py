"""The door: login, lock-out, logout, password, language."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db
PASSWORD = "qinghe-2025"


def test_in_and_out(client: Any, staff: dict[str, Any]) -> None:
    answer = client.post("/login/", {"username": "head", "password": PASSWORD, "next": "/records/land-supply/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/records/land-supply/")
    assert client.get("/").status_code == 200
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert client.get("/").status_code == 302


def test_a_wrong_password_is_told_apart_from_nothing(client: Any, staff: dict[str, Any]) -> None:
    wrong = client.post("/login/", {"username": "head", "password": "nope"}).content.decode()
    nobody = client.post("/login/", {"username": "nobody", "password": "nope"}).content.decode()
    sentence = "用户名或口令不正确，请重试；连续五次错误将锁定一刻钟。"
    assert sentence in wrong and sentence in nobody


def test_five_wrong_passwords_lock_the_login(client: Any, staff: dict[str, Any]) -> None:
    for _n in range(4):
        assert client.post("/login/", {"username": "head", "password": "nope"}).status_code == 200
    answer = client.post("/login/", {"username": "head", "password": "nope"})
    assert answer.status_code == 429 and "登录已暂时锁定" in answer.content.decode()
    assert client.post("/login/", {"username": "head", "password": PASSWORD}).status_code == 429
    assert client.post("/login/", {"username": "clerk", "password": PASSWORD}).status_code == 302


def test_login_does_not_lead_elsewhere(client: Any, staff: dict[str, Any]) -> None:
    answer = client.post("/login/", {"username": "head", "password": PASSWORD, "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"


def test_the_language_is_switched_and_kept(as_: Any, staff: dict[str, Any]) -> None:
    browser = as_("head")
    assert 'lang="zh-CN"' in browser.get("/").content.decode()
    answer = browser.post("/language/", {"language": "en", "next": "/records/land-supply/?year=2025"})
    assert answer.headers["Location"] == "/records/land-supply/?year=2025"
    assert answer.cookies["yulin_language"].value == "en"
    assert '<html lang="en">' in browser.get("/").content.decode()
    staff["head"].refresh_from_db()
    assert staff["head"].language == "en"
    assert browser.post("/language/", {"language": "zh", "next": "//example.org/"}).headers["Location"] == "/"
    assert browser.get("/language/").status_code == 405


def test_login_brings_the_persons_own_language(client: Any, staff: dict[str, Any]) -> None:
    staff["head"].language = "en"
    staff["head"].save()
    answer = client.post("/login/", {"username": "head", "password": PASSWORD})
    assert answer.cookies["yulin_language"].value == "en"


def test_the_password_is_changed(as_: Any, staff: dict[str, Any]) -> None:
    browser = as_("clerk")
    bad = browser.post("/password/", {"old_password": "x", "new_password1": "12345678", "new_password2": "12345678"})
    assert "现口令不正确。" in bad.content.decode() and "两遍不一致，或新口令太简单。" in bad.content.decode()
    staff["clerk"].refresh_from_db()
    assert staff["clerk"].check_password(PASSWORD)
    good = {"old_password": PASSWORD, "new_password1": "lianlin-2026", "new_password2": "lianlin-2026"}
    assert browser.post("/password/", good).headers["Location"] == "/"
    staff["clerk"].refresh_from_db()
    assert staff["clerk"].check_password("lianlin-2026")
    assert "口令已修改。" in browser.get("/").content.decode()


def test_a_refusal_is_a_sentence(as_: Any, supplies: list[Any]) -> None:
    browser = as_("head")
    address = f"/records/land-supply/{supplies[0].pk}/withdraw/"
    answer = browser.post(address, {"reason": "  "})
    assert answer.status_code == 422
    assert "作废须写明原因。" in answer.content.decode()
    supplies[0].refresh_from_db()
    assert supplies[0].withdrawn is False
