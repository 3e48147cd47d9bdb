"""The tutorial, followed line by line in a browser: its steps are the lines that begin with a verb this test knows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

pytestmark = pytest.mark.e2e
TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-year.md"
STEP = re.compile(r"^- (Open|Choose|Press|Read|Give|See|Download)\b(?: [「`](.+?)[」`]| the \w+)?$")
LOGIN = re.compile(r"log in as `(\w+)` with the\s+password `([\w-]+)`")


@pytest.fixture
def office(sample_home: Path, tmp_path: Path, served: Callable[[Path], str]) -> str:
    """What ``make run`` serves, on a copy of the sample's home; its address."""
    home = tmp_path / "home"
    shutil.copytree(sample_home / "home", home, symlinks=True)
    return served(home)


def workbook(text: str, folder: Path) -> Path:
    """The workbook whose rows the tutorial prints."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()
            if line.startswith("|") and "---" not in line]
    book = openpyxl.Workbook()
    book.active.title = "土地供应台账"
    for row in rows:
        book.active.append(row)
    path = folder / "土地供应台账.xlsx"
    book.save(path)
    return path


def follow(page: Any, verb: str, what: str, file: Path) -> None:
    """One step."""
    if verb == "Open":
        page.goto(what)
    elif verb == "Choose":
        page.get_by_role("main").get_by_role("link", name=what, exact=True).first.click()
        page.wait_for_load_state("load")
    elif verb == "Press":
        page.get_by_role("button", name=what).click()
    elif verb == "Read":
        page.get_by_role("main").get_by_text(what).first.wait_for()
    elif verb == "Give":
        page.set_input_files("input[name=file]", file)
    elif verb == "See":
        page.locator(".map[data-ready=yes] canvas").first.wait_for()
    else:
        with page.expect_download() as download:
            page.get_by_role("link", name=what).click()
        assert len(Document(download.value.path()).paragraphs) > 10


def test_a_stranger_follows_the_tutorial(browser: Any, office: str, tmp_path: Path) -> None:
    text = TUTORIAL.read_text("utf-8")
    steps = [found for line in text.splitlines() if (found := STEP.match(line))]
    assert {step[1] for step in steps} == {"Open", "Choose", "Press", "Read", "Give", "See", "Download"}
    login = LOGIN.search(text)
    assert login is not None
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=office, locale="zh-CN")
    context.set_default_timeout(30_000)
    page, faults, file = context.new_page(), [], workbook(text, tmp_path)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto("/")
    page.fill("input[name=username]", login[1])
    page.fill("input[name=password]", login[2])
    page.get_by_role("button", name="登录").click()
    page.get_by_text("林知秋").first.wait_for()
    for step in steps:
        follow(page, step[1], step[2] or "", file)
    context.close()
    assert faults == []
