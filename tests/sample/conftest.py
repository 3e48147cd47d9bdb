"""One small sample district for all tests of this folder."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from yulin.cli.sample import app
from yulin.sample.district import SampleReceipt, make_sample

PATCHES = 2_000
SEED = 11


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleReceipt:
    return make_sample(tmp_path_factory.mktemp("sample") / "district", PATCHES, SEED)


@pytest.fixture(scope="session")
def again(sample: SampleReceipt, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The same sample made once more, by the command line; its folder is in the JSON it printed."""
    folder = tmp_path_factory.mktemp("again") / "district"
    return CliRunner().invoke(app, ["make", str(folder), "--patches", str(PATCHES), "--seed", str(SEED),
                                    "--format", "json"])


class Books(dict[str, list[dict[str, Any]]]):
    """The ledgers as the workbooks hold them: title → rows, head → value."""

    def of_year(self, title: str, head: str, year: int = 2025) -> list[dict[str, Any]]:
        """Rows whose date under ``head`` lies in the year."""
        return [row for row in self[title] if isinstance(row[head], date) and row[head].year == year]

    def total(self, title: str, head: str, on: str, year: int = 2025) -> Decimal:
        """Sum of a column over the rows of the year."""
        return sum((Decimal(str(row[head])) for row in self.of_year(title, on, year) if row[head] is not None),
                   Decimal(0))


@pytest.fixture(scope="session")
def ledgers(sample: SampleReceipt) -> Books:
    return read_ledgers(sample.folder)


def read_ledgers(folder: Path) -> Books:
    out = Books()
    for path in sorted((folder / "ledgers").glob("*.xlsx")):
        page = openpyxl.load_workbook(path).worksheets[0]
        rows = list(page.iter_rows(values_only=True))
        heads = [str(head) for head in rows[1]]
        out[page.title] = [
            {head: value.date() if isinstance(value, datetime) else value
             for head, value in zip(heads, row, strict=True)} for row in rows[2:]]
    return out
