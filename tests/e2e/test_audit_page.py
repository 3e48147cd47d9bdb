"""The audit page in a browser: upload, see the marks and the list, go between them by keyboard, download."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest

from yulin.office.accounts.models import Person, Region

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "qinghe-2025"
TEXT = ("青禾区自然资源局2025年工作报告", "耕地恢复任务240亩，完成228.42亩，完成率95.16%。",
        "供应土地面积300亩（20公顷），召开会议**次。")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report with one wrong rate and one missing number."""
    document = docx.Document()
    for line in TEXT:
        document.add_paragraph(line)
    document.save(tmp_path / "工作报告.docx")
    return tmp_path / "工作报告.docx"


@pytest.fixture
def clerk(desk: Any) -> Any:
    """A clerk at the audit page."""
    Region.objects.create(code="990102", name="青禾区")
    Person.objects.create_user("lin", password=PASSWORD, role="clerk", region="990102", first_name="林知秋")
    desk.goto("/")
    desk.fill("input[name=username]", "lin")
    desk.fill("input[name=password]", PASSWORD)
    desk.get_by_role("button", name="登录").click()
    desk.get_by_role("link", name="核数").click()
    desk.get_by_role("heading", name="核数").wait_for()
    return desk


def tip(page: Any, selector: str) -> str:
    """What stands in the tip of the mark, "" where it is not shown."""
    content: str = page.evaluate(
        f"getComputedStyle(document.querySelector({selector!r}), '::after').content")
    return "" if content == "none" else content


def test_upload_see_and_download(clerk: Any, report: Path) -> None:
    clerk.set_input_files("input[type=file]", str(report))
    clerk.get_by_role("button", name="上传并核数").click()
    clerk.wait_for_url("**/audits/*/")
    clerk.wait_for_load_state("load")
    assert clerk.inner_text(".sheet .mark.error") == "95.16%"
    assert clerk.locator(".sheet .mark.green").all_inner_texts() == ["300亩", "20公顷"]
    assert clerk.locator(".found li").count() == 2
    assert tip(clerk, "a.mark.error") == ""
    clerk.hover("a.mark.error")
    assert "95.18" in tip(clerk, "a.mark.error")
    clerk.mouse.move(0, 0)
    clerk.focus(".sheet span.mark.green")
    assert "一致" in tip(clerk, ".sheet span.mark.green")
    clerk.keyboard.press("n")
    assert clerk.evaluate("document.activeElement.textContent") == "95.16%"
    assert "here" in clerk.get_attribute(".found li.error", "class")
    clerk.keyboard.press("n")
    assert clerk.evaluate("document.activeElement.textContent") == "**"
    clerk.click("a.mark.error")
    assert "here" in clerk.get_attribute(".found li.error", "class")
    with clerk.expect_download() as downloaded:
        clerk.get_by_role("link", name="下载批注本").click()
    made = docx.Document(io.BytesIO(Path(downloaded.value.path()).read_bytes()))
    assert any("95.18" in comment.text for comment in made.comments)
    clerk.get_by_role("link", name="核数").first.click()
    clerk.get_by_role("link", name="工作报告.docx").click()
    clerk.wait_for_url("**/audits/*/")


def test_on_a_phone_nothing_runs_over_the_edge(clerk: Any, report: Path) -> None:
    clerk.set_viewport_size({"width": 390, "height": 800})
    clerk.set_input_files("input[type=file]", str(report))
    clerk.get_by_role("button", name="上传并核数").click()
    clerk.wait_for_url("**/audits/*/")
    for address in (clerk.url, "/audits/"):
        clerk.goto(address)
        assert clerk.evaluate("document.documentElement.scrollWidth") <= 390
