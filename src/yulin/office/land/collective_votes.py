"""集体表决 Whether two thirds of the members or representatives agreed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def two_thirds(record: Any) -> list[str]:
    """At least two thirds; a vote that is not recorded is missing."""
    if record.members is None or record.agreed is None:
        return [_("缺集体表决人数")]
    if record.agreed * 3 >= record.members * 2:
        return []
    return [_("同意 {agreed} 人，不足应到 {members} 人的三分之二").format(agreed=record.agreed, members=record.members)]
