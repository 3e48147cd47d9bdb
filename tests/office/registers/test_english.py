"""Every word that a declaration shows has its English in the catalogue's fragments."""

from __future__ import annotations

from collections.abc import Iterator

import polib
import pytest

from yulin.i18n import LOCALE_DIR
from yulin.law.rules.lateness import PeriodState
from yulin.office.accounts.models import ROLES
from yulin.office.registers.declaration import REGISTERS, Ratio, Register
from yulin.office.registers.preview import STATUS_TITLES
from yulin.office.web.frame import FAMILIES


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return {entry.msgid: entry.msgstr for path in (LOCALE_DIR / "en" / "fragments").glob("*.po")
            for entry in polib.pofile(str(path)) if entry.msgstr}


def words(register: Register) -> Iterator[str]:
    yield register.title
    for column in register.columns:
        yield column.label
        yield from getattr(column.field, "options", ())
        if column.field.unit:
            yield column.field.unit
    for step in register.milestones:
        yield step.title
        yield f"{step.title}日期"
        if step.document:
            yield step.document
    for clock in register.clocks:
        yield clock.title
    for figure in register.figures:
        yield figure.title
        if not isinstance(figure, Ratio):
            yield getattr(figure, "unit", "") or register.column(getattr(figure, "field", "")).field.unit


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_a_register_speaks_english(register: Register, english: dict[str, str]) -> None:
    assert [word for word in dict.fromkeys(words(register)) if word not in english] == []


def test_what_stands_beside_the_registers_speaks_english(english: dict[str, str]) -> None:
    states = [*(state.label for state in PeriodState), "中止"]
    beside = [*FAMILIES.values(), *ROLES.values(), *states, *STATUS_TITLES.values()]
    assert [word for word in beside if word not in english] == []
