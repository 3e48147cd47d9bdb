"""The books over HTTP: amounts as text, idempotency, refusals as 409 that change nothing, rights and regions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from yulin.office.books.balances import check

BOOKS = "/api/v1/books"
Snapshot = Callable[[], Any]
LOGIN = {"clerk", "east", "head", "leader"}


@pytest.fixture
def call(filled: Any) -> Callable[..., tuple[int, Any]]:
    """``call("clerk", "POST", "/transactions", {...}, "key")`` → (status, body)."""
    import base64

    def ask(login: str, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        token = base64.b64encode(f"{login}:qinghe-2025".encode()).decode()
        headers = {"HTTP_AUTHORIZATION": f"Basic {token}"}
        if key:
            headers["HTTP_IDEMPOTENCY_KEY"] = key
        answer = Client().generic(method, BOOKS + path, json.dumps(body) if body is not None else "",
                                  content_type="application/json", **headers)
        return answer.status_code, json.loads(answer.content)

    return ask


def spending(amount: str = "0.01", kind: str = "CULTIVATED", **more: Any) -> dict[str, Any]:
    return {"day": "2025-06-01", "act": "SPEND", "document": "批复", "region": "990102",
            "amounts": [{"kind": kind, "holder": "GD2024-001", "amount": amount}], **more}


def test_post_and_look(call: Any) -> None:
    status, made = call("clerk", "POST", "/transactions", spending("1000.50", dossier="第一批次"), "k1")
    assert (status, made["state"], made["number"], made["title"]) == (201, "posted", "k1", "直接使用")
    assert [(e["account"], e["amount"], e["unit"]) for e in made["entries"]] == [
        ("990102/CULTIVATED/POOL/GD2024-001", "-1000.50", "m²"), ("990102/CULTIVATED/USED/GD2024-001", "1000.50", "m²")]
    status, found = call("leader", "GET", "/accounts?kind=cultivated&purpose=pool")
    assert (status, [a["balance"] for a in found]) == (200, ["224412.83"])
    assert call("leader", "GET", "/accounts?kind=cultivated&purpose=pool&on=2025-03-03")[1][0]["balance"] == "225413.33"
    assert call("leader", "GET", "/accounts?kind=capacity&purpose=pool")[1][0]["balance"] == "214203.9"
    status, page = call("leader", "GET", "/entries?account=990102/CULTIVATED/POOL/GD2024-001&limit=1")
    assert (status, page["items"][0]["amount"], page["next"] is not None) == (200, "225413.33", True)
    assert call("leader", "GET", f"/transactions/{made['id']}")[1] == made
    assert [t["number"] for t in call("leader", "GET", "/transactions?dossier=第一批次")[1]["items"]] == ["k1"]


def test_the_same_request_is_posted_once(call: Any) -> None:
    first = call("clerk", "POST", "/transactions", spending(), "k1")
    assert (first[0], call("clerk", "POST", "/transactions", spending(), "k1")) == (201, (200, first[1]))
    status, wrong = call("clerk", "POST", "/transactions", spending("0.02"), "k1")
    assert (status, wrong["detail"]) == (409, "凭证编号 k1 已经用过。")
    assert call("clerk", "POST", "/transactions", spending())[0] == 422  # no key
    assert check().wrong == ()


@pytest.mark.parametrize(("body", "answer"), [
    (spending("225413.34"), {"account": "990102/CULTIVATED/POOL/GD2024-001", "day": "2025-06-01", "short": "0.01",
                             "unit": "m²"}),
    (spending("1", "PADDY"), {"account": "990102/PADDY/POOL/GD2024-001", "short": "1.00"}),
    (spending("214204", "CAPACITY"), {"short": "0.1", "unit": "kg"}),
    (spending(entries=[{"account": "990102/CULTIVATED/POOL/GD2024-001", "amount": "-5"},
                       {"account": "990102/PADDY/USED/GD2024-001", "amount": "5"}]), {"account": None}),
    ({**spending("1"), "act": "INTAKE", "parcels": [{"id": "area:GD2024-001/1"}]}, {"account": None}),
    ({**spending("1"), "document": " "}, {"account": None}),
])
def test_what_the_books_refuse_is_a_409_that_changes_nothing(
    call: Any, snapshot: Snapshot, body: Any, answer: Any
) -> None:
    before = snapshot()
    status, said = call("clerk", "POST", "/transactions", body, "k1")
    assert status == 409, said
    assert {name: said[name] for name in answer} == answer
    assert said["detail"].endswith("。")
    assert snapshot() == before


def test_a_hold_is_posted_or_voided_and_what_is_posted_is_not_voided(call: Any, snapshot: Snapshot) -> None:
    hold = {**spending("10"), "act": "HOLD", "expires": "2026-06-01"}
    one, two = (call("clerk", "POST", "/transactions", hold, key)[1] for key in ("h1", "h2"))
    assert (one["state"], two["state"]) == ("open", "open")
    close = {"day": "2025-07-01", "document": "批复"}
    status, used = call("clerk", "POST", f"/transactions/{one['id']}/post", close, "u1")
    assert (status, used["closes"], used["act"]) == (201, "h1", "USE")
    assert call("clerk", "POST", f"/transactions/{one['id']}/post", close, "u1")[0] == 200
    assert call("clerk", "POST", f"/transactions/{two['id']}/void", close, "v2")[0] == 201
    before = snapshot()
    status, said = call("clerk", "POST", f"/transactions/{used['id']}/void", close, "v1")
    assert (status, "已经入账，不能作废" in said["detail"]) == (409, True)
    assert call("clerk", "POST", f"/transactions/{one['id']}/void", close, "v3")[0] == 409
    assert call("clerk", "POST", f"/transactions/{used['id']}/counter", close | {"reason": "录错"}, "c1")[0] == 403
    assert snapshot() == before
    assert call("head", "POST", f"/transactions/{used['id']}/counter", close | {"reason": "录错"}, "c1")[0] == 201
    assert check().wrong == ()


def test_ground_comes_with_its_polygon(call: Any, snapshot: Snapshot) -> None:
    def intake(name: str, x: int) -> dict[str, Any]:
        x += 38_500_000
        ring = f"{x} 3900000, {x + 100} 3900000, {x + 100} 3900100, {x} 3900100, {x} 3900000"
        return {**spending("10000"), "act": "INTAKE", "parcels": [
            {"id": name, "wkt": f"POLYGON(({ring}))", "epsg": 4526}]}

    assert call("clerk", "POST", "/transactions", intake("area:A", 0), "a")[0] == 201
    before = snapshot()
    status, said = call("clerk", "POST", "/transactions", intake("area:B", 99), "b")
    assert (status, "area:B 与已入库的 area:A（凭证 a）重叠" in said["detail"]) == (409, True)
    assert call("clerk", "POST", "/transactions", {**intake("area:B", 500), "parcels": [
        {"id": "x", "wkt": "POINT(1 1)", "epsg": 4526}]}, "b")[0] == 422
    assert snapshot() == before


def test_rights_and_regions(call: Any, snapshot: Snapshot) -> None:
    before = snapshot()
    for login in ("leader", "east"):
        assert call(login, "POST", "/transactions", spending(), "k1")[0] == 403
    assert call("east", "GET", "/accounts")[1] == []
    assert call("east", "GET", "/entries")[1]["items"] == []
    assert Client().get(f"{BOOKS}/accounts").status_code == 401
    assert call("clerk", "POST", "/transactions", {**spending(), "act": "STEAL"}, "k1")[0] == 422
    assert call("clerk", "POST", "/transactions", spending("1", "GOLD"), "k1")[0] == 422
    assert snapshot() == before


def test_the_openapi_names_them(filled: Any) -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    assert {f"{BOOKS}/accounts", f"{BOOKS}/entries", f"{BOOKS}/transactions", f"{BOOKS}/transactions/{{pk}}/post",
            f"{BOOKS}/transactions/{{pk}}/void"} <= set(paths)
