"""What the register tests share: a district with towns and people, and workbooks made on the spot."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest

Book = Callable[..., bytes]


def workbook(
    rows: Sequence[Sequence[Any]],
    sheet: str = "用地报批台账",
    merge: Sequence[str] = (),
    more: dict[str, Sequence[Sequence[Any]]] | None = None,
) -> bytes:
    """An .xlsx with these rows on its first sheet; ``merge`` are ranges, ``more`` further sheets."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for area in merge:
        page.merge_cells(area)
    for name, others in (more or {}).items():
        page = book.create_sheet(name)
        for row in others:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def book() -> Book:
    """Makes workbooks."""
    return workbook


@pytest.fixture
def district(db: None) -> None:
    """青禾区 with two towns and a village."""
    from yulin.office.accounts.models import Region

    Region.objects.bulk_create(
        [
            Region(code="990102", name="青禾区"),
            Region(code="990102001", name="东关街道"),
            Region(code="990102002", name="柳林镇"),
            Region(code="990102002003", name="上柳村"),
        ]
    )


@pytest.fixture
def head(district: None) -> Any:
    """The section head of the district."""
    from yulin.office.accounts.models import Person

    return Person.objects.create(username="head", role="section_head", region="990102", first_name="张科长")


@pytest.fixture
def clerk(district: None) -> Any:
    """The clerk of 东关街道."""
    from yulin.office.accounts.models import Person

    return Person.objects.create(username="clerk", role="clerk", region="990102001", first_name="李经办")
