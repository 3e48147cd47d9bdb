"""The attribute columns of the survey layers, patch by patch: DLTB 地类图斑 with its slope grades and deductions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yulin.geodesy.levelling import deduct_ridge
from yulin.sample import names
from yulin.sample.classes import CLASSES, RIDGE, is_farmland
from yulin.sample.layers import bsm
from yulin.sample.mosaic import Ints
from yulin.sample.terrain import Floats

STATE_OWNER = (names.DISTRICT_CODE + "0" * 13, f"{names.DISTRICT}人民政府")
_CROPS = (("LS", "种植粮食作物", 0.78), ("FLS", "种植非粮食作物", 0.08), ("LYFL", "粮与非粮轮作", 0.10),
          ("WG", "未耕种", 0.04))
_RESTORE = (("JKHF", "即可恢复"), ("GCHF", "工程恢复"))
_STATE = ("1001", "1003", "1101", "1103", "1106", "0810", "09", "05H1", "08H2A", "0810A")


def dltb_columns(village_code: str, village_name: str, number: Ints, tbbh: Ints, code: NDArray[np.str_], tbmj: Ints,
                 grade: NDArray[np.int8], place: NDArray[np.int8], width: Floats, chance: Floats, year: int,
                 ) -> dict[str, Any]:
    """All DLTB columns for one village's patches (k,) each.

    number: serial number in the layer; tbbh: in the village; tbmj: 0.01 m²; grade: slope 1–5 of the place; place: 0
    country, 1 village, 2 town; width: of a strip in m, else NaN; chance: (k, 4) draws in [0, 1) of the patch.
    """
    farm = is_farmland(code)
    terrace = chance[:, 0] < np.where(grade >= 3, 0.7, 0.25)
    kind = np.where(terrace, "TT", "PD")
    steep = farm & (grade >= 2)
    ridge = np.array([RIDGE[str(g), str(t)] if s else 0.0 for g, t, s in zip(grade, kind, steep, strict=True)])
    kcmj, net = deduct_ridge(tbmj, ridge)
    crop = np.searchsorted(np.cumsum([share for *_name, share in _CROPS])[:-1], chance[:, 1], side="right")
    restore = np.array([c.endswith("K") for c in code])
    state = np.isin(code, _STATE) | ((place == 2) & ~farm & (chance[:, 2] < 0.7))
    unit = village_code + "0" * 7
    linear = ~np.isnan(width)
    refined = _refined(code, grade, chance[:, 3])
    return {
        "BSM": bsm("0210", number, names.DISTRICT_CODE), "YSDM": "2001010100",
        "TBBH": [str(n) for n in tbbh.tolist()], "DLBM": code.tolist(), "DLMC": [CLASSES[c] for c in code],
        "QSXZ": np.where(state, "20", "30").tolist(),
        "QSDWDM": [STATE_OWNER[0] if s else unit for s in state],
        "QSDWMC": [STATE_OWNER[1] if s else village_name for s in state],
        "ZLDWDM": unit, "ZLDWMC": village_name, "TBMJ": tbmj / 100,
        "KCDLBM": ["1203" if s else None for s in steep], "KCXS": ridge, "KCMJ": kcmj / 100, "TBDLMJ": net / 100,
        "GDLX": [str(t) if s else None for t, s in zip(kind, steep, strict=True)],
        "GDPDJB": [str(g) if f else None for g, f in zip(grade, farm, strict=True)],
        "XZDWKD": np.where(linear, width, np.nan),
        "TBXHDM": [r and r[0] for r in refined], "TBXHMC": [r and r[1] for r in refined],
        "ZZSXDM": [_CROPS[i][0] if f else _RESTORE[int(c > 0.4)][0] if k else None
                   for i, f, k, c in zip(crop, farm, restore, chance[:, 1], strict=True)],
        "ZZSXMC": [_CROPS[i][1] if f else _RESTORE[int(c > 0.4)][1] if k else None
                   for i, f, k, c in zip(crop, farm, restore, chance[:, 1], strict=True)],
        "GDDB": [int(8 + g) if f else None for g, f in zip(grade, farm, strict=True)],
        "CZCSXM": _settlement(code, place, village_code), "SJNF": year, "MSSM": "00",
    }


def _refined(code: NDArray[np.str_], grade: NDArray[np.int8], chance: Floats) -> list[tuple[str, str] | None]:
    """图斑细化: a few fields in river beds and among woods."""
    out: list[tuple[str, str] | None] = []
    for c, g, u in zip(code, grade, chance, strict=True):
        wet, wood = c in ("0101", "0102") and u < 0.03, c == "0103" and g >= 3 and u < 0.05
        out.append(("HDGD", "河道耕地") if wet else ("LQGD", "林区耕地") if wood else None)
    return out


def _settlement(code: NDArray[np.str_], place: NDArray[np.int8], village_code: str) -> list[str | None]:
    """城镇村属性码: 201 city, 202 town, 203 village, 204 mines, 205 special land."""
    town = "201" if village_code[:9] in (names.TOWNS[0][0], names.TOWNS[1][0]) else "202"
    out: list[str | None] = []
    for c, p in zip(code, place, strict=True):
        built = c[:2] in ("05", "06", "07", "08", "09") or c in ("1004", "1005", "1201")
        out.append(None if not built else town if p == 2 else "203" if p == 1
                   else "204" if c == "0602" else "205" if c == "09" else "203")
    return out
