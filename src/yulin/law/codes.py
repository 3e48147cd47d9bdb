"""代码 Codes: a closed list of short names, each with the Chinese label a ledger writes."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from yulin.i18n import gettext as _


class Code(StrEnum):
    """A code with its label: ``HOLDER = "holder", "企业原因"``. Made from the code or from the label."""

    _label: str

    def __new__(cls, value: str, label: str) -> Code:
        """A member from its value and its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member._label = label
        return member

    @property
    def label(self) -> str:
        """The label in the language in use."""
        return _(self._label)

    @classmethod
    def _missing_(cls, value: Any) -> Code | None:
        return next((member for member in cls if member._label == value), None)

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Code → label in the language in use."""
        return {member.value: member.label for member in cls}
