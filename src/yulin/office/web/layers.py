"""The atlas layers that lie under a page's small map."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from yulin.atlas.catalogue import Atlas

UNDER = ("dltb", "yjjbntbhtb", "stbhhx", "czkfbj", "cjdcq", "xzq")


def backdrop(day: dt.date, wanted: tuple[str, ...] = UNDER) -> str:
    """The layers and their versions on ``day`` (the oldest where none is as old), as ``dltb@2024-12-31 …``."""
    held = {info.name: info for info in Atlas(settings.HOME).layers()}
    shown = []
    for name in wanted:
        if name in held:
            known = [v.id for v in held[name].versions]
            shown.append(f"{name}@{max((v for v in known if v <= day.isoformat()), default=known[0])}")
    return " ".join(shown)
