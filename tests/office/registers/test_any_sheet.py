"""Whatever stands in a sheet, reading it never raises: what is wrong is a finding."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yulin.formats.workbooks import Sheet
from yulin.office.registers.declaration import REGISTERS, register_of
from yulin.office.registers.heads import find_heads, recognise
from yulin.office.registers.parsing import lookup
from yulin.office.registers.workbook_in import preview_sheet

pytestmark = pytest.mark.django_db
BATCH = register_of("land.batch")
WORDS = ["合计", "小计", "城市批次", "柳林镇", "3亩", "1,234.5", "2025-02-30", "甲", "—", "其中",
         "（公顷）", "填表人：", "=A1"]
cells = st.one_of(
    st.none(), st.booleans(), st.integers(-10**20, 10**20), st.floats(), st.text(max_size=12), st.sampled_from(WORDS),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(dt.timedelta(0), dt.timedelta(days=10**4)))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(cells, min_size=1, max_size=30), min_size=1, max_size=6))
def test_any_cells_under_good_heads(rows: list[list[Any]]) -> None:
    heads = find_heads(Sheet("用地报批台账", [[c.head() for c in BATCH.columns], *rows]), BATCH)
    assert heads is not None
    sheet = Sheet("用地报批台账", [[c.head() for c in BATCH.columns], *rows])
    preview = preview_sheet(sheet, heads, "a.xlsx", "0", lookup())
    filled = [r for r in rows[heads.last:] if any(c is not None and (not isinstance(c, str) or c.strip()) for c in r)]
    assert len(preview.rows) + len(preview.left_out) == len(filled)
    for row in preview.rows:
        assert (row.status == "bad") == any(f.level == "error" for f in row.findings)
        assert all(f.where.startswith(f"第 {row.number} 行") for f in row.findings)
        assert all(isinstance(c.text, str) for c in row.cells)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(st.one_of(cells, st.sampled_from([c.head() for r in REGISTERS.values()
                                                               for c in r.columns])), max_size=12), max_size=6))
def test_any_cells_as_heads(rows: list[list[Any]]) -> None:
    heads = recognise(Sheet("Sheet1", rows))
    if heads is not None:
        assert len({c.name for c in heads.columns}) == len(heads.columns)
        preview_sheet(Sheet("Sheet1", rows), heads, "a.xlsx", "0", lookup())
