"""The pages of figures: a value opens its records, a record opens, the report links every number."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from docx import Document

from yulin.office.accounts.models import Person, Region
from yulin.office.registers.acts import NewRecord, create
from yulin.office.registers.declaration import register_of
from yulin.office.registers.parsing import lookup, read_row

pytestmark = pytest.mark.django_db
SCOPE = {"year": "2025", "as_of": "2026-01-09"}


@pytest.fixture
def people() -> dict[str, Person]:
    for code, name in (("990102", "青禾区"), ("990102001", "东关街道"), ("990102002", "柳林镇")):
        Region.objects.create(code=code, name=name)
    head = Person.objects.create(username="head", role="section_head", region="990102")
    register = register_of("protection.restoration")
    for number, town, done in (("恢1", "东关街道", "128.42"), ("恢2", "柳林镇", "100.00")):
        row = {
            "number": number,
            "region": town,
            "task_year": 2025,
            "task_area": "120",
            "restored_area": done,
            "accepted_on": "2025-11-01",
        }
        create(register, NewRecord(read_row(register, row, lookup()).values), head)
    return {
        "head": head,
        "clerk": Person.objects.create(username="clerk", role="clerk", region="990102001"),
    }


def page(person: Person, address: str, **params: str) -> Any:
    caller = Client()
    caller.force_login(person)
    return caller.get(address, SCOPE | params)


def test_every_value_opens_its_trace(people: dict[str, Person]) -> None:
    body = page(people["head"], "/figures/").content.decode()
    assert (
        '<a href="/figures/restoration.done/?year=2025&amp;as_of=2026-01-09">228.42</a>' in body
        or '<a href="/figures/restoration.done/?as_of=2026-01-09&amp;year=2025">228.42</a>' in body
    )
    assert ">95.18</a>" in body


def test_a_trace_shows_the_records_and_their_sum(people: dict[str, Person]) -> None:
    answer = page(people["head"], "/figures/restoration.done/")
    rows = [(row.key, row.day, row.value) for row in answer.context["page"]]
    assert rows == [("恢1", "2025-11-01", "128.42"), ("恢2", "2025-11-01", "100.00")]
    body = answer.content.decode()
    assert "东关街道" in body
    assert "/records/protection-restoration/" in body
    assert page(people["head"], "/figures/no.such/").status_code == 404


def test_a_town_sees_its_own_part(people: dict[str, Person]) -> None:
    answer = page(people["clerk"], "/figures/restoration.done/", region="990102")
    assert answer.context["figure"].shown == "128.42"


def test_the_report_links_every_number_and_is_for_some_roles(people: dict[str, Person]) -> None:
    body = page(people["head"], "/figures/report/").content.decode()
    for code, value in (("task", "240.00"), ("done", "228.42"), ("rate", "95.18")):
        assert f'href="/figures/restoration.{code}/?' in body
        assert f">{value}</a>" in body
    assert page(people["clerk"], "/figures/report/").status_code == 403
    assert "生成报告" in page(people["head"], "/figures/").content.decode()
    assert "生成报告" not in page(people["clerk"], "/figures/").content.decode()
    empty = page(people["head"], "/figures/report/", year="2019").content.decode()
    assert "2019 年没有任何记录，还不能生成报告。" in empty


def test_the_word_report_holds_the_same_numbers(people: dict[str, Person]) -> None:
    answer = page(people["head"], "/figures/report/", file="docx")
    document = Document(io.BytesIO(answer.content))
    texts = [p.text for p in document.paragraphs]
    assert texts[0] == "青禾区自然资源局2025年度工作报告"
    assert "耕地恢复任务 240.00 亩，完成 228.42 亩，完成率 95.18%。" in texts
    cells = {row.cells[0].text: row.cells[2].text for row in document.tables[0].rows}
    assert (cells["restoration.rate"], cells["batch.area"]) == ("95.18", "无记录")
