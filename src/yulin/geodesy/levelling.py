"""Survey areas made to add up: ridge deduction (田坎扣除) and levelling (面积调平) from county to land class.

Areas come down a chain: the county's control area (控制面积), land and islands apart, to the village units, a
village's area to its patches. Each level is carried to the one above in units of 0.01 m²; what stands above is never
recomputed from below. Statistical tables in hectares repeat it in units of 0.01 ha: rows to the county, then each
row's land classes to the row. Everything is integer and deterministic; ties go by identifier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from yulin.quantities.apportion import level_to_control

Ints = NDArray[np.int64]
_DM2_PER_UNIT = 10_000  # dm² in 0.01 ha
_ONE_HECTARE = 100  # in units of 0.01 ha


def deduct_ridge(tbmj_dm2: ArrayLike, kcxs: ArrayLike) -> tuple[Ints, Ints]:
    """(KCMJ 扣除地类面积, TBDLMJ 图斑地类面积) in dm² of patches of ``tbmj_dm2`` (图斑面积, dm²).

    KCMJ = TBMJ × KCXS half-up to 0.01 m², TBDLMJ = TBMJ − KCMJ, so that the parts add up to the patch.
    kcxs: 扣除地类系数, a share with four decimals; missing (NaN) or 0 deducts nothing. Arrays broadcast.
    Raises ValueError for a coefficient outside [0, 1).
    """
    whole = np.asarray(tbmj_dm2, np.int64)
    share = np.nan_to_num(np.asarray(kcxs, np.float64), nan=0.0)
    if ((share < 0) | (share >= 1)).any():
        raise ValueError("a ridge coefficient lies in [0, 1)")
    parts = np.floor(share * 10_000 + 0.5).astype(np.int64)
    ridge = (whole * parts + 5_000) // 10_000
    return ridge, whole - ridge


def level_within(values: ArrayLike, group: ArrayLike, controls: Mapping[Any, int], ids: Sequence[Any]) -> Ints:
    """``values`` levelled group by group: the sum of each group is its control.

    values: (n,) dm²; group: (n,) keys of ``controls`` (dm²); ids: (n,), the order among equal values. Returns (n,).
    Raises ValueError for a group without a control, and for a control without a value to carry it.
    """
    out = np.asarray(values, np.int64).copy()
    keys = np.asarray(group)
    names = np.asarray(ids)
    present = set(keys.tolist())
    if missing := present - set(controls):
        raise ValueError(f"no control area for {sorted(missing, key=str)[0]}")
    for key, control in controls.items():
        members = np.flatnonzero(keys == key)
        if len(members) or control:
            out[members] = level_to_control(out[members], int(control), names[members].tolist())
    return out


def level_survey(county: Mapping[str, int], village_area: ArrayLike, village_kind: ArrayLike,
                 village_ids: Sequence[str], patch_area: ArrayLike, patch_village: ArrayLike,
                 patch_ids: Sequence[str]) -> tuple[Ints, Ints]:
    """A survey levelled from the county down: villages to the control areas, patches to their villages.

    county: control area (dm²) per kind, MSSM ``00`` land and ``01`` islands; village_area: (v,) computed areas dm²;
    village_kind: (v,) MSSM; patch_area: (n,) computed areas dm²; patch_village: (n,) identifiers among
    ``village_ids``. Returns (DCMJ of villages, TBMJ of patches) in dm²: Σ DCMJ per kind is its control, Σ TBMJ per
    village its DCMJ.
    """
    villages = level_within(village_area, village_kind, county, village_ids)
    controls = dict(zip(village_ids, villages.tolist(), strict=True))
    return villages, level_within(patch_area, patch_village, controls, patch_ids)


def hectare_table(table_dm2: ArrayLike, codes: Sequence[str], ids: Sequence[str]) -> tuple[Ints, Ints]:
    """A table (rows × land classes, dm²) in units of 0.01 ha, levelled so that rows and columns add up.

    codes: (k,) land-class codes; ids: (n,) row identifiers. Returns (cells (n, k), row totals (n,)): the row totals
    add up to the whole rounded half-up once, every row's cells to its total. Within a row the residual goes to the
    classes in descending order of code; classes under 1 ha take part only where none reaches 1 ha, and a class
    without any area never does. Source: the survey's rule for 基础统计表, as deployed builders apply it.
    """
    table = np.asarray(table_dm2, np.int64)
    whole = _half_up(np.array([table.sum()]))[0]
    totals = level_to_control(_half_up(table.sum(axis=1)), int(whole), list(ids))
    cells = _half_up(table)
    order = sorted(range(len(codes)), key=lambda j: codes[j], reverse=True)
    for row in range(len(cells)):
        cells[row] = _levelled_row(cells[row], table[row], int(totals[row]), order)
    return cells, totals


def _half_up(dm2: Ints) -> Ints:
    return (dm2 + _DM2_PER_UNIT // 2) // _DM2_PER_UNIT


def _levelled_row(cells: Ints, exact: Ints, total: int, order: list[int]) -> Ints:
    difference = total - int(cells.sum())
    if difference == 0:
        return cells
    large = [j for j in order if cells[j] >= _ONE_HECTARE]
    taking = large or [j for j in order if exact[j] > 0]
    if not taking:
        raise ValueError("a row without any area cannot carry a difference")
    out = cells.copy()
    sign = 1 if difference > 0 else -1
    left = abs(difference)
    while left:  # once round the classes per unit; a class never falls below zero
        taken = 0
        for j in taking:
            if left and (sign > 0 or out[j] > 0):
                out[j] += sign
                left -= 1
                taken += 1
        if not taken:
            raise ValueError("the difference is larger than the row's classes can bear")
    return out
