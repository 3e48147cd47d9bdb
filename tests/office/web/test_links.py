"""Every link that a page offers leads somewhere, for every role; and nobody meets what lies outside their region."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
MOST_PAGES = 260
OF_A_SHAPE = 1  # pages of one shape (numbers and registers left out) that are opened


def shape(address: str) -> str:
    """What pages have in common: the path without numbers, digests and the register; the names of its parameters."""
    parts = urlsplit(address)
    path = re.sub(r"/records/[a-z-]+/", "/records/*/", re.sub(r"[0-9a-f]{64}|\d+", "#", parts.path))
    return path + "?" + ",".join(sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair}))


@pytest.mark.parametrize("login", ["head", "clerk", "east", "leader", "auditor", "admin"])
def test_every_link_leads_somewhere(as_: Any, supplies: list[Any], login: str) -> None:
    browser, waiting, seen = as_(login), ["/", "/search/?q=S-", "/tokens/"], set()
    opened: Counter[str] = Counter()
    wrong, pages = [], 0
    while waiting and pages < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        if opened[shape(address)] >= OF_A_SHAPE:
            continue
        opened[shape(address)] += 1
        answer = browser.get(address)
        pages += 1
        if answer.status_code in (301, 302):
            waiting.insert(0, urljoin(address, answer.headers["Location"]))
            continue
        export = re.search(r"/export\.(gpkg|txt)|/land/reminders/", address)
        if answer.status_code != 200 and not (export and answer.status_code == 422):
            wrong.append(f"{answer.status_code} {address}")
            continue
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        text = answer.content.decode()
        if login == "east" and ("S-3" in text or "物流中心" in text):
            wrong.append(f"seen from outside the region: {address}")
        for found in LINK.findall(text):
            target = urljoin(address, html.unescape(found)).partition("#")[0]
            parts = urlsplit(target)
            if not parts.netloc and target not in seen and parts.path not in ("/logout/",):
                waiting.append(target)
    assert wrong == []
    assert pages > 35


@pytest.mark.parametrize("address", [
    "/records/land-supply/{west}/", "/records/land-supply/{west}/edit/", "/records/land-supply/{west}/qr.svg",
    "/records/land-supply/{west}/parcel.json", "/records/land-supply/{west}/near/",
    "/records/land-supply/by-key/?key=S-3", "/api/v1/registers/land-supply/records/{west}",
])
def test_what_lies_outside_is_not_there(as_: Any, supplies: list[Any], address: str) -> None:
    assert as_("east").get(address.format(west=supplies[2].pk)).status_code == 404
