"""A figure's trace as rows: which record counts, by which date, with which value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.office.figures.values import FigureValue, Scope, all_figures, records_behind, value_of
from yulin.office.registers.declaration import Count, Figure, Ratio, Register


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One record behind a figure. ``value`` is what it adds (for a ratio: done / whole), as shown."""

    pk: int
    key: str
    region: str
    day: str
    value: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A figure with the records behind it."""

    register: str
    figure: FigureValue
    rows: tuple[TraceRow, ...]

    def as_json(self) -> dict[str, Any]:
        """The figure's object with ``register`` and ``rows``."""
        rows = [{"key": r.key, "region": r.region, "day": r.day or None, "value": r.value} for r in self.rows]
        return {**self.figure.as_json(), "register": self.register, "rows": rows}


def trace_rows(code: str, scope: Scope) -> Trace:
    """The trace of the figure ``code``; Refusal when there is no such figure."""
    known = all_figures()
    if code not in known:
        raise Refusal(_("没有指标“{code}”；yulin figures 列出全部指标。").format(code=code))
    register, figure = known[code]
    records = (
        records_behind(register, figure, scope).defer("parcel_wkb")
        if register.has_parcel
        else (records_behind(register, figure, scope))
    )
    rows = tuple(
        TraceRow(r.pk, r.key, r.region, _day(register, figure, r), _value(register, figure, r))
        for r in records.order_by(register.key)
    )
    return Trace(register.code, value_of(register, figure, scope), rows)


def _day(register: Register, figure: Figure, record: Any) -> str:
    on = "" if isinstance(figure, Ratio) else figure.on
    day = record.day_of(on) if on else None
    return day.isoformat() if day else ""


def _value(register: Register, figure: Figure, record: Any) -> str:
    if isinstance(figure, Count):
        return str(getattr(record, figure.distinct)) if figure.distinct else "1"
    parts = {f.code: f for f in register.figures}
    names = [figure] if not isinstance(figure, Ratio) else [parts[figure.done], parts[figure.whole]]
    shown = [
        register.column(f.field).field.show(getattr(record, f.field)) or "—"
        for f in names
        if not isinstance(f, Count | Ratio)
    ]
    return " / ".join(shown)
