"""Every link that a page offers, followed as every role over a whole year's district.

No link leads to an error page, a town's clerk is shown no record of another town, and a page in English speaks English.
"""

from __future__ import annotations

import html
import re
import shutil
import sqlite3
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

pytestmark = pytest.mark.django_db
DISTRICT, TOWN = "990102", "990102001"
ROLES = {"section_head": DISTRICT, "clerk": DISTRICT, "leader": DISTRICT, "auditor": DISTRICT, "admin": ""}
SCOPE = {"region", "year", "as_of"}
# a file that cannot be made answers 422 with the reason, as a page
MAY_REFUSE = {"register-export", "land-reminders"}
OPENED = {("a", "href"), ("img", "src"), ("iframe", "src"), ("object", "data"), ("embed", "src")}
FETCHED = {"hx-get", "data-geojson"}
CHINESE = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff，。：；、（）《》“”]*")


@dataclass(frozen=True)
class Page:
    """What one address answered, and the page whose link led to it."""

    address: str
    found_on: str
    status: int
    kind: str
    text: str


class Links(HTMLParser):
    """The addresses that a page offers to open or fetches itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs
                       if value and ((tag, name) in OPENED or name in FETCHED)]


def crawl(browser: Client, each: int, by_register: bool) -> list[Page]:
    """Follow links from the home page: ``each`` addresses of every route, register (where asked for) and filter."""
    queue, seen, taken, pages = deque([("/", "")]), {"/"}, Counter[Any](), []
    while queue:
        address, found_on = queue.popleft()
        answer = browser.get(address)
        kind = answer.headers.get("Content-Type", "").split(";")[0]
        spoken = kind in ("text/html", "application/json", "image/svg+xml")
        text = answer.content.decode() if spoken and not answer.streaming else ""
        pages.append(Page(address, found_on, answer.status_code, kind, text))
        links = Links()
        if kind == "text/html" and answer.status_code == 200:
            links.feed(text)
        found = [answer.headers["Location"]] if answer.status_code in (301, 302) else links.found
        for link in found:
            to = urljoin(address, link).split("#")[0]
            parts = urlsplit(to)
            if parts.netloc or parts.path.startswith("/static/") or "{" in to or to in seen:
                continue
            asked = parse_qs(parts.query).keys() - SCOPE
            if len(asked) > 1 and parts.path.startswith("/records/"):
                continue
            route = resolve(parts.path)  # an address without a route fails the test here
            register = route.kwargs.get("slug", "") if by_register else ""
            same = (route.view_name, register, route.kwargs.get("kind", ""), frozenset(asked))
            if taken[same] < each:
                taken[same] += 1
                seen.add(to)
                queue.append((to, address))
    return pages


def wrong(pages: list[Page]) -> list[str]:
    """The links that led to an error page."""
    return [f"{p.status} {unquote(p.address)} offered by {unquote(p.found_on)}" for p in pages if p.status >= 400
            and not (p.status == 422 and resolve(urlsplit(p.address).path).view_name in MAY_REFUSE)]


@pytest.fixture(scope="module")
def records(django_db_setup: None, django_db_blocker: Any, sample_home: Path) -> Iterator[None]:
    """The sample district's records in the tests' database; afterwards what was there before."""
    from django.db import connection

    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            pytest.skip("the district is copied between SQLite databases")
        connection.ensure_connection()
        before = sqlite3.connect(":memory:")
        connection.connection.backup(before)
        kept = sqlite3.connect(sample_home / "home" / "office.sqlite3")
        kept.backup(connection.connection)
        kept.close()
    yield
    with django_db_blocker.unblock():
        before.backup(connection.connection)
        before.close()


@pytest.fixture
def office(records: None, db: None, settings: Any, sample_home: Path, tmp_path: Path) -> Any:
    """The office over the sample's home: who logs in how; with a review and an audit kept."""
    from yulin.office.accounts.models import Person

    settings.HOME = tmp_path / "home"
    shutil.copytree(sample_home / "home", settings.HOME, symlinks=True)

    def opened(role: str, region: str, english: bool = False) -> Client:
        browser = Client()
        browser.force_login(Person.objects.get_or_create(username=f"crawl-{role}-{region}",
                                                         defaults={"role": role, "region": region})[0])
        if english:
            browser.cookies["yulin_language"] = "en"
        return browser

    head, sample = opened("section_head", DISTRICT), sample_home / "sample"
    for address, field, file in (
            ("/reviews/", "file", sample / "projects" / "示例项目.txt"),
            ("/audits/", "files", sample / "report" / "青禾区自然资源局2025年工作报告.txt")):
        answer = head.post(address, {field: SimpleUploadedFile(file.name, file.read_bytes()), "held": "1",
                                     "day": "2025-12-31"})
        assert answer.status_code == 302, (address, answer.status_code)
    return opened


@pytest.mark.parametrize("role", ROLES)
def test_no_link_leads_to_an_error_page(office: Any, role: str) -> None:
    pages = crawl(office(role, ROLES[role]), 2, by_register=False)
    assert wrong(pages) == []
    assert len(pages) > 100


def keys(inside: str) -> set[str]:
    """The numbers and names of all records in a region."""
    from yulin.office.registers.declaration import REGISTERS

    return {str(key) for r in REGISTERS.values()
            for key in r.model.objects.filter(region__startswith=inside).values_list(r.key, flat=True)}


def links_out(own: str) -> set[str]:
    """What records of ``own`` themselves write of records elsewhere (an offset's source, a batch's number)."""
    from yulin.office.registers.declaration import REGISTERS

    return {column.field.show(getattr(record, column.name)) for r in REGISTERS.values()
            for record in r.model.objects.filter(region__startswith=own) for column in r.columns}


def test_a_towns_clerk_is_shown_no_record_of_another_town(office: Any) -> None:
    pages = crawl(office("clerk", TOWN), 1, by_register=True)
    assert wrong(pages) == []
    mine = keys(TOWN)
    others = keys("") - mine - links_out(TOWN)
    assert len(mine) > 100 and len(others) > 1000
    word = re.compile(r"(?<![\w〔-])(?:" + "|".join(sorted(map(re.escape, others), key=len, reverse=True))
                      + r")(?![\w-])")
    shown = [f"{m.group()} on {unquote(p.address)}" for p in pages for m in word.finditer(spoken(p.text))]
    assert shown == []


def spoken(text: str) -> str:
    """A page's words: no tags, no scripts."""
    return html.unescape(re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", text))


# pages whose very matter is a Chinese text: the year's report, an audited report, what a review said, aliases of heads,
# articles of law, a State Council notice, the national standard's names of fields
IN_CHINESE = {"report", "audit", "audit-download", "review", "reviews", "register-about", "settings-law",
              "settings-calendar", "layer-version", "land-suspects"}
CITED = re.compile(r"第.{1,6}[条款项分]|条例|法$|办法|制度|规定$|程序$|标准$|国土资|国办|号）|中华人民共和国|台账$")


def data() -> str:
    """Everything that records, people, places and the survey's classes are called: shown unchanged in English."""
    from yulin.atlas.land_classes import land_classes
    from yulin.office.accounts.models import Person, Region
    from yulin.office.registers.declaration import REGISTERS

    written = [*Region.objects.values_list("name", flat=True), *Person.objects.values_list("first_name", flat=True)]
    written += [found.name for found in land_classes().values()]
    for register in REGISTERS.values():
        columns = [c.name for c in register.columns if not c.field.is_relation]
        written += [v for row in register.model.objects.values_list(*columns) for v in row if isinstance(v, str)]
    return "\n".join(written)


def test_a_page_in_english_speaks_english(office: Any) -> None:
    known, left = data() + "中文 年工作报告 示例项目", set()
    pages = crawl(office("section_head", DISTRICT, english=True), 4, by_register=False)
    for page in pages:
        route = resolve(urlsplit(page.address).path).view_name
        if page.kind != "text/html" or page.status != 200 or route in IN_CHINESE:
            continue
        left |= {(words, unquote(page.address)) for words in CHINESE.findall(spoken(page.text))
                 if words not in known and not CITED.search(words)}
    assert left == set()
