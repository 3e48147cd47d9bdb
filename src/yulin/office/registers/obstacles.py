"""What stands against an act: shut gates before a milestone, and bonds between records that it would break.

The same obstacles are asked for by forms, imports and the API. One that is waivable may be passed by whoever may
``waive``, with a reason; the journal then says what was passed over and by which article it stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import may
from yulin.office.registers.declaration import Milestone, Register

LONGEST = 500  # of a reason, as the journal keeps it


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands against an act on ``record``; ``step`` is the milestone it stands before, if any."""

    record: Any
    step: Milestone | None
    why: str
    cites: str
    waivable: bool

    def sentence(self) -> str:
        """The refusal."""
        if self.step is None:
            return _("“{key}”未作更改：{why}（{cites}）。").format(key=self.record.key, why=self.why, cites=self.cites)
        return _("“{key}”不能登记“{step}”：{why}（{cites}）。").format(
            key=self.record.key, step=_(self.step.title), why=self.why, cites=self.cites)


def shut_gates(record: Any, only: Iterable[str] | None = None) -> list[Obstacle]:
    """The gates that stand shut before the milestones that ``record`` dates (only those whose date column is named)."""
    wanted = None if only is None else frozenset(only)
    dated = {m.name: m for m in record.register.milestones
             if getattr(record, m.day_field) is not None and (wanted is None or m.day_field in wanted)}
    return [Obstacle(record, dated[gate.milestone], why, gate.cites, gate.waivable)
            for gate in record.register.gates if gate.milestone in dated for why in gate.needs(record)]


def broken_bonds(register: Register, records: Sequence[Any], touched: Iterable[str] | None = None) -> list[Obstacle]:
    """The bonds that would be broken if ``records`` stood as they are given (only those on a touched column)."""
    changed = None if touched is None else frozenset(touched)
    return [Obstacle(record, None, why, bond.cites, bond.waivable)
            for bond in register.bonds if records and (changed is None or not changed.isdisjoint(bond.on))
            for record, why in bond.broken(records)]


def refuse_or_waive(obstacles: Sequence[Obstacle], by: Person, waive: bool, reason: str) -> dict[str, str]:
    """Refusal naming the first obstacle, unless all may be waived and are; returns the journal's reason by key.

    waive: whether the person asked to go on all the same; that takes the right and a reason.
    """
    if not obstacles:
        return {}
    firm = [o for o in obstacles if not o.waivable]
    if firm or not waive:
        raise Refusal((firm or obstacles)[0].sentence())
    if not may(by, "waive"):
        raise Refusal(_("{first}{who}（{role}）无权越过。").format(
            first=obstacles[0].sentence(), who=by.shown_name, role=_(by.role_title)))
    if not reason.strip():
        raise Refusal(_("{first}越过须写明原因。").format(first=obstacles[0].sentence()))
    passed: dict[str, list[str]] = {}
    for one in obstacles:
        passed.setdefault(one.record.key, []).append(f"{one.why}（{one.cites}）")
    return {key: _("{reason}（越过：{what}）").format(reason=reason.strip(), what="；".join(what))[:LONGEST]
            for key, what in passed.items()}
