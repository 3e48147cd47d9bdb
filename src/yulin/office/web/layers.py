"""The atlas layers that lie under a page's small map."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from yulin.atlas.catalogue import Atlas
from yulin.office.api.layers import box_in_degrees

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


def district_box() -> str:
    """The box of the district's boundary layer in degrees, for the map; "" where there is none."""
    held = {info.name: info for info in Atlas(settings.HOME).layers()}
    for name in ("xzq", "cjdcq", "dltb"):
        box = box_in_degrees(held[name]) if name in held else None
        if box:
            return ",".join(f"{side:.6f}" for side in box)
    return ""
