"""The HTTP API: what it gives, whom it gives it to, and what it refuses."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.test import Client

from yulin.office.accounts.models import Person, Region
from yulin.office.journal.models import JournalLine
from yulin.office.land.batch import Batch

pytestmark = pytest.mark.django_db
RECORDS = "/api/v1/registers/land-batch/records"
ROW = {
    "name": "2025年第1批次",
    "kind": "城市批次",
    "region": "东关街道",
    "area": "80.00",
    "submitted_on": "2025-03-03",
}


@pytest.fixture
def people(settings: Any) -> dict[str, Person]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for code, name in (("990102", "青禾区"), ("990102001", "东关街道"), ("990102002", "柳林镇")):
        Region.objects.create(code=code, name=name)
    made = {}
    for login, role, region in (
        ("head", "section_head", "990102"),
        ("east", "clerk", "990102001"),
        ("west", "clerk", "990102002"),
        ("leader", "leader", "990102"),
    ):
        made[login] = Person.objects.create_user(login, password="qinghe-2025", role=role, region=region)
    return made


def client(person: Person) -> Client:
    caller = Client()
    caller.force_login(person)
    return caller


def send(caller: Client, address: str, body: dict[str, Any], method: str = "post") -> tuple[int, Any]:
    answer = getattr(caller, method)(address, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_nobody_comes_in_without_a_login(people: dict[str, Person]) -> None:
    for address in (
        "/api/v1/registers",
        RECORDS,
        "/api/v1/figures?year=2025",
        "/api/v1/layers",
        "/ogc/collections",
    ):
        assert Client().get(address).status_code == 401, address
    assert Client().get("/tiles/land-batch/10/830/400.pbf").status_code == 302
    assert Client().get("/healthz").json()["status"] == "ok"


def test_basic_login_for_scripts(people: dict[str, Person]) -> None:
    def ask(password: str) -> int:
        word = base64.b64encode(f"head:{password}".encode()).decode()
        return Client().get("/api/v1/registers", headers={"authorization": f"Basic {word}"}).status_code

    assert (ask("qinghe-2025"), ask("wrong")) == (200, 401)


def test_a_script_with_basic_login_needs_no_token_and_must_send_json(people: dict[str, Person]) -> None:
    word = base64.b64encode(b"east:qinghe-2025").decode()
    caller = Client(enforce_csrf_checks=True, headers={"authorization": f"Basic {word}"})
    status, made = send(caller, RECORDS, {"values": ROW})
    assert (status, made["key"]) == (201, "2025年第1批次")
    body = json.dumps({"values": {**ROW, "name": "2025年第2批次"}})
    assert caller.post(RECORDS, body, content_type="text/plain").status_code == 401
    assert Batch.objects.count() == 1


def test_a_session_without_its_token_changes_nothing(people: dict[str, Person]) -> None:
    caller = Client(enforce_csrf_checks=True)
    caller.force_login(people["east"])
    assert send(caller, RECORDS, {"values": ROW})[0] == 403
    assert Batch.objects.count() == 0


def test_a_record_is_made_read_and_changed(people: dict[str, Person]) -> None:
    caller = client(people["east"])
    status, made = send(caller, RECORDS, {"values": ROW, "reason": "接口录入"})
    assert status == 201
    assert (made["key"], made["edition"], made["region"], made["stage"]) == (
        "2025年第1批次",
        1,
        "990102001",
        "submitted",
    )
    assert made["values"]["area"] == "80.00"
    assert made["values"]["paddy"] is None
    address = f"{RECORDS}/{made['id']}"
    assert caller.get(address).json() == made
    assert send(caller, address, {"values": {"paddy": "1.50"}}, "patch") == (
        422,
        {"detail": "edition is missing", "findings": []},
    )
    status, changed = send(caller, address, {"values": {"paddy": "1.50"}, "edition": 1}, "patch")
    assert (status, changed["edition"], changed["values"]["paddy"]) == (200, 2, "1.50")
    assert [line.reason for line in JournalLine.objects.order_by("seq")] == ["接口录入", ""]
    page = caller.get(RECORDS, {"q": "第1批"}).json()
    assert (page["count"], page["next"], [r["key"] for r in page["items"]]) == (1, None, ["2025年第1批次"])
    assert caller.get(RECORDS, {"q": "第9批"}).json()["count"] == 0


def test_a_town_sees_its_own_records_only(people: dict[str, Person]) -> None:
    _status, made = send(client(people["east"]), RECORDS, {"values": ROW})
    other = client(people["west"])
    assert other.get(RECORDS).json()["count"] == 0
    assert other.get(f"{RECORDS}/{made['id']}").status_code == 404
    assert (
        send(other, f"{RECORDS}/{made['id']}", {"values": {"village": "x"}, "edition": 1}, "patch")[0] == 404
    )
    answers = (other.get("/api/v1/figures", {"year": 2025, "region": "990102"}),
               client(people["head"]).get("/api/v1/figures", {"year": 2025}))
    areas = [next(f["value"] for f in answer.json() if f["code"] == "batch.area") for answer in answers]
    assert areas == ["0.00", "80.00"]
    assert Batch.objects.get().village == ""


def test_refusals_change_nothing(people: dict[str, Person]) -> None:
    caller = client(people["east"])
    assert send(caller, RECORDS, {"values": ROW | {"area": "八十"}}) == (
        422,
        {
            "detail": "area: “八十”不是数",
            "findings": [{"column": "area", "level": "error", "message": "“八十”不是数"}],
        },
    )
    assert send(caller, RECORDS, {"values": ROW | {"colour": "red"}})[1]["detail"] == "no column colour"
    assert (
        send(caller, RECORDS, {"values": ROW | {"region": "柳林镇"}})[1]["detail"]
        == "east只能处理本辖区的记录。"
    )
    assert send(client(people["leader"]), RECORDS, {"values": ROW})[0] == 403
    assert (Batch.objects.count(), JournalLine.objects.count()) == (0, 0)


def test_sessions_need_the_csrf_token(people: dict[str, Person]) -> None:
    caller = Client(enforce_csrf_checks=True)
    caller.force_login(people["east"])
    answer = caller.post(RECORDS, json.dumps({"values": ROW}), content_type="application/json")
    assert answer.status_code == 403
    assert Batch.objects.count() == 0


def test_figures_and_traces(people: dict[str, Person]) -> None:
    caller = client(people["head"])
    send(caller, RECORDS, {"values": ROW})
    trace = caller.get("/api/v1/figures/batch.area/trace", {"year": 2025}).json()
    assert (trace["value"], trace["unit"], trace["records"]) == ("80.00", "亩", 1)
    assert trace["rows"] == [
        {"key": "2025年第1批次", "region": "990102001", "day": "2025-03-03", "value": "80.00"}
    ]
    assert caller.get("/api/v1/figures/no.such/trace", {"year": 2025}).status_code == 404
    assert caller.get("/api/v1/figures", {"year": 12}).status_code == 422


def test_the_openapi_document_names_every_part(people: dict[str, Person]) -> None:
    paths = client(people["head"]).get("/api/v1/openapi.json").json()["paths"]
    families = ("/books/", "/land/", "/reviews", "/onemap", "/audits", "/map")  # each has tests of its own
    assert [path for path in sorted(paths) if not any(f in path for f in families)] == [
        "/api/v1/figures",
        "/api/v1/figures/{code}/trace",
        "/api/v1/layers",
        "/api/v1/registers",
        "/api/v1/registers/{slug}/records",
        "/api/v1/registers/{slug}/records/{pk}",
        "/api/v1/registers/{slug}/records/{pk}/clocks",
        "/api/v1/registers/{slug}/records/{pk}/clocks/{number}/resume",
        "/api/v1/registers/{slug}/records/{pk}/clocks/{number}/suspend",
        "/api/v1/registers/{slug}/records/{pk}/suspensions/{suspension}/strike",
        "/api/v1/registers/{slug}/records/{pk}/withdraw",
    ]


def test_a_record_is_withdrawn_with_a_reason(people: dict[str, Person]) -> None:
    _status, made = send(client(people["east"]), RECORDS, {"values": ROW})
    address = f"{RECORDS}/{made['id']}/withdraw"
    assert send(client(people["east"]), address, {"reason": "x"})[0] == 403
    assert send(client(people["head"]), address, {"reason": " "})[0] == 422
    assert Batch.objects.get().withdrawn is False
    status, done = send(client(people["head"]), address, {"reason": "重复"})
    assert (status, done["withdrawn"]) == (200, True)


def test_a_clock_is_suspended_and_resumed(people: dict[str, Person]) -> None:
    from yulin.office.registers.models import Suspension

    _status, made = send(client(people["head"]), RECORDS, {"values": ROW | {"approved_on": "2025-06-03"}})
    east, at = client(people["east"]), f"{RECORDS}/{made['id']}"
    body = {"first": "2025-06-09", "reason": "听证", "document": "听证通知书1号"}
    status, refused = send(east, f"{at}/clocks/4/suspend", body | {"first": "2025-06-02"})
    assert (status, "起算" in refused["detail"], Suspension.objects.count()) == (422, True, 0)
    assert send(client(people["leader"]), f"{at}/clocks/4/suspend", body)[0] == 403
    assert send(client(people["west"]), f"{at}/clocks/4/suspend", body)[0] == 404
    status, clocks = send(east, f"{at}/clocks/4/suspend", body)
    assert (status, {c["number"]: c["state"] for c in clocks}[4]) == (200, "suspended")
    status, clocks = send(east, f"{at}/clocks/4/resume", {"last": "2025-06-13"})
    notice = next(c for c in clocks if c["number"] == 4)
    assert (status, notice["due"], notice["state"]) == (200, "2025-07-01", "late")
    held = notice["suspensions"][0]
    assert (held["first"], held["last"], held["by"]) == ("2025-06-09", "2025-06-13", "east")
    assert send(east, f"{at}/clocks/4/resume", {"last": "2025-06-13"})[0] == 422
    status, clocks = send(east, f"{at}/suspensions/{held['id']}/strike", {"reason": "登记错误"})
    assert (status, next(c for c in clocks if c["number"] == 4)["due"]) == (200, "2025-06-24")
    assert east.get(f"{at}/clocks").json() == clocks
