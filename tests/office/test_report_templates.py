"""Report templates written in Word, figures over years and by town, and what moved since a day."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from yulin.findings import Refusal
from yulin.office.figures.drawing import bar_chart, line_chart
from yulin.office.figures.history import by_region, moved_since, over_years
from yulin.office.figures.values import Scope
from yulin.office.figures.word_templates import fill, places_in, put_in, template_names
from yulin.office.journal.models import JournalLine
from yulin.office.registers.acts import NewRecord, create_many
from yulin.office.registers.declaration import register_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()


@pytest.fixture
def inspected(staff: dict[str, Any]) -> None:
    """Inspections: two in 2024, three in 2025, in two towns."""
    days = [("990102001", "2024-03-01"), ("990102002", "2024-05-01"), ("990102001", "2025-03-01"),
            ("990102001", "2025-05-01"), ("990102002", "2025-11-01")]
    register = register_of("land.inspection")
    create_many(register, [NewRecord({"number": f"X-{n}", "region": town, "stage_checked": "现场核查",
                                      "inspected_on": dt.date.fromisoformat(day)})
                           for n, (town, day) in enumerate(days)], staff["head"])


def paper(*lines: str, head: str = "") -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "巡查 {{ inspections.count }} 次"
    if head:
        document.sections[0].header.paragraphs[0].text = head
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def text_of(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells + [document.sections[0].header.paragraphs[0].text])


def test_a_template_is_filled_with_the_year_s_figures(staff: dict[str, Any], inspected: None) -> None:
    data = paper("{{ region }}{{ year }}年，截至{{ as_of }}", "供地{{supply.area}}亩", head="{{ year }}")
    assert put_in(staff["head"], "年报", data) == ["region", "year", "as_of", "supply.area", "inspections.count"]
    made = fill("年报", Scope(2025, "990102", dt.date(2025, 12, 31)))
    assert text_of(made.data) == "青禾区2025年，截至2025-12-31\n供地（无记录）亩\n巡查 3 次\n2025"
    assert [v.code for v in made.silent] == ["supply.area"]
    assert "巡查 2 次" in text_of(fill("年报", Scope(2024, "990102")).data)
    assert JournalLine.objects.filter(register="report.template", record="年报").count() == 1


def test_a_place_that_word_split_into_runs_is_still_a_place(staff: dict[str, Any], inspected: None) -> None:
    document = Document()
    line = document.add_paragraph("巡查")
    for part in ("{{ inspec", "tions.co", "unt }}"):
        line.add_run(part).bold = part == "tions.co"
    out = io.BytesIO()
    document.save(out)
    put_in(staff["head"], "分段", out.getvalue())
    assert "巡查3" in text_of_body(fill("分段", Scope(2025)).data)


def text_of_body(data: bytes) -> str:
    return "".join(p.text for p in Document(io.BytesIO(data)).paragraphs)


@pytest.mark.parametrize(("data", "says"), [
    (paper("{{ supply.aera }}"), "是不是“supply.area”"), (paper("{% for x in y %}"), "读不懂的占位符"),
    (paper("{{ supply.area|upper }}"), "读不懂的占位符"), (b"", "不是可以打开的 Word"),
    (b"PK\x03\x04 no", "不是可以打开的 Word"),
    (paper("{{ ''.__class__ }}"), "读不懂的占位符"),
])
def test_a_template_that_cannot_work_is_refused_and_not_kept(staff: dict[str, Any], data: bytes, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        put_in(staff["head"], "坏的", data)
    assert template_names() == [] and JournalLine.objects.count() == 0


def test_a_paper_without_places_is_no_template() -> None:
    out = io.BytesIO()
    Document().save(out)
    with pytest.raises(Refusal, match="没有占位符"):
        places_in(out.getvalue())


@pytest.mark.parametrize("name", ["../x", "a/b", "a.b", "", "长" * 61])
def test_a_name_that_leads_elsewhere_is_refused(staff: dict[str, Any], name: str, settings: Any) -> None:
    with pytest.raises(Refusal):
        put_in(staff["head"], name, paper())
    assert list(settings.HOME.rglob("*.docx")) == []


def test_the_pages_put_in_make_and_take_away(as_: Callable[[str], Client], inspected: None) -> None:
    head = as_("head")
    example = head.get("/figures/report/templates/example.docx?year=2025")
    assert "{{ inspections.count }}" in text_of_body(example.content)
    sent = {"file": SimpleUploadedFile("我的.docx", example.content)}
    assert as_("leader").post("/figures/report/templates/", sent).status_code == 403
    sent["file"].seek(0)
    assert head.post("/figures/report/templates/", sent).status_code == 302 and template_names() == ["我的"]
    page = head.get("/figures/report/templates/?year=2025").content.decode()
    assert "inspections.count" in page and "我的" in page
    made = head.get("/figures/report/?template=我的&file=docx&year=2025")
    assert "：3" in text_of_body(made.content) and made["Content-Disposition"].endswith(".docx")
    assert head.get("/figures/report/templates/我的.docx").status_code == 200
    assert head.get("/figures/report/?template=没有&file=docx").status_code == 422
    head.post("/figures/report/templates/", {"remove": "我的"})
    assert template_names() == [] and as_("clerk").get("/figures/report/templates/").status_code == 403


def test_ten_years_and_the_towns_of_one(inspected: None) -> None:
    years = over_years("inspections.count", Scope(2025, "990102", dt.date(2025, 6, 30)))
    assert [(y.year, y.value.value, y.partial) for y in years[-3:]] == [
        (2023, Decimal(0), False), (2024, Decimal(2), False), (2025, Decimal(2), True)]
    assert len(years) == 10
    towns = by_region("inspections.count", Scope(2025, "990102"))
    assert [(r.name, v.value) for r, v in towns] == [("东关街道", Decimal(2)), ("柳林镇", Decimal(1))]
    assert by_region("inspections.count", Scope(2025)) == towns


def test_what_moved_since_a_day(as_: Callable[[str], Client], inspected: None) -> None:
    moved = moved_since(Scope(2025, "990102", dt.date(2025, 12, 31)), dt.date(2025, 4, 1))
    (one,) = [m for m in moved if m.after.code == "inspections.count"]
    assert (one.before.value, one.after.value, one.more) == (Decimal(1), Decimal(3), 2)
    page = as_("clerk").get("/figures/moved/?year=2025&as_of=2025-12-31&since=2025-04-01").content.decode()
    assert "2025-04-01" in page and ">3</a>" in page
    same = as_("clerk").get("/figures/moved/?year=2025&as_of=2025-12-31&since=2025-12-30").content.decode()
    assert "没有变动" in same
    trace = as_("clerk").get("/figures/inspections.count/?year=2025").content.decode()
    assert trace.count("<svg") == 2 and "style=" not in trace.partition("<main")[2]


def test_charts_leave_a_gap_where_nothing_is_known() -> None:
    chart = line_chart([("2021", Decimal(1)), ("2022", None), ("2023", Decimal(2)), ("2024", Decimal(3))], "x <y>")
    assert chart.count("<polyline") == 1 and chart.count("<circle") == 3 and "x &lt;y&gt;" in chart
    assert line_chart([("2021", None)], "t").count("<circle") == 0
    bars = bar_chart([("甲", Decimal(10)), ("乙", Decimal(5))], "t")
    assert 'width="440.0"' in bars and 'width="220.0"' in bars
