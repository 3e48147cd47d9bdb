"""What an import would do, row by row, before anything is written: values, findings, differences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from yulin.findings import Finding
from yulin.office.registers.declaration import Register
from yulin.office.registers.heads import MatchedColumn

Status = Literal["new", "changed", "same", "bad"]
STATUS_TITLES: dict[Status, str] = {"new": "新增", "changed": "更改", "same": "无变化", "bad": "有误"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that an existing record would change: the column's label, and both texts as shown."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """One cell as a person wrote it, with what was found about it."""

    name: str
    text: str
    findings: tuple[Finding, ...]

    @property
    def level(self) -> str:
        """The gravest level found at the cell; "" when nothing was."""
        levels = {f.level for f in self.findings}
        return next((level for level in ("error", "warning", "note") if level in levels), "")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One data row.

    number: Excel's row number; raw: field → what stands in the cell; values: field → stored value (for a
    changed row the changed fields only); found: (field, Finding) pairs, "" for the row as a whole; record:
    the existing record, if there is one.
    """

    number: int
    key: str
    raw: Mapping[str, Any]
    values: Mapping[str, Any]
    found: tuple[tuple[str, Finding], ...]
    status: Status
    record: Any = None
    differences: tuple[Difference, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found in the row; each names its row and column."""
        return tuple(f for _name, f in self.found)

    @property
    def cells(self) -> tuple[PreviewCell, ...]:
        """The cells in the order of the preview's columns."""
        return tuple(
            PreviewCell(name, _shown(raw), tuple(f for n, f in self.found if n == name))
            for name, raw in self.raw.items()
        )

    @property
    def title(self) -> str:
        """The status as a Chinese word (a message id)."""
        return STATUS_TITLES[self.status]


@dataclass(frozen=True)
class LedgerPreview:
    """A sheet read as a register's ledger.

    findings: about the file and its heads; left_out: (Excel's row number, why) of rows that are no
    records (totals, footers). Nothing has been written.
    """

    register: Register
    file_name: str
    sha256: str
    sheet: str
    columns: tuple[MatchedColumn, ...]
    rows: tuple[PreviewRow, ...]
    findings: tuple[Finding, ...]
    left_out: tuple[tuple[int, str], ...] = ()
    counts: Counter[str] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Count the rows by status."""
        object.__setattr__(self, "counts", Counter(row.status for row in self.rows))

    @property
    def new(self) -> int:
        """Rows that would make a record."""
        return self.counts["new"]

    @property
    def changed(self) -> int:
        """Rows that would change a record."""
        return self.counts["changed"]

    @property
    def same(self) -> int:
        """Rows that say what the record already says."""
        return self.counts["same"]

    @property
    def bad(self) -> int:
        """Rows that cannot be taken."""
        return self.counts["bad"]

    @property
    def readable(self) -> bool:
        """Whether rows can be taken at all: no error about the file or its heads."""
        return all(f.level != "error" for f in self.findings)

    def of(self, *statuses: Status) -> list[PreviewRow]:
        """The rows of these statuses, in the sheet's order."""
        return [row for row in self.rows if row.status in statuses]

    def all_findings(self) -> Iterable[Finding]:
        """The file's findings, then every row's."""
        yield from self.findings
        for row in self.rows:
            yield from row.findings


def _shown(raw: object) -> str:
    return "" if raw is None else str(raw)
