"""A font that has Chinese, if the machine has one; the picture speaks English where it has none."""

from __future__ import annotations

from functools import cache

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "SimHei", "PingFang SC",
            "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Noto Sans CJK JP", "Noto Serif CJK SC", "Noto Serif CJK JP",
            "SimSun", "Droid Sans Fallback")


@cache
def chinese_font() -> str | None:
    """The family name of a font with Chinese that matplotlib can find; None when there is none."""
    from matplotlib import font_manager

    known = {entry.name for entry in font_manager.fontManager.ttflist}
    return next((family for family in FAMILIES if family in known), None)
