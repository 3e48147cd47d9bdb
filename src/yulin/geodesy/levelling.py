"""Ridge deduction (田坎扣除): the part of a sloping field that its ridges take.

KCMJ = TBMJ × KCXS rounded half-up to 0.01 m², TBDLMJ = TBMJ − KCMJ, so that the parts always add up to the
patch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]


def deduct_ridge(tbmj_dm2: ArrayLike, kcxs: ArrayLike) -> tuple[Ints, Ints]:
    """(KCMJ 扣除地类面积, TBDLMJ 图斑地类面积) in dm² of patches of ``tbmj_dm2`` (图斑面积, dm²).

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
