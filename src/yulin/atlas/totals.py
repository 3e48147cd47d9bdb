"""Areas per class of a version, in whole dm²."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from yulin.atlas.land_classes import RIDGE, class_name
from yulin.atlas.version import Version
from yulin.atlas.window import read_table


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """One class: how many features, and their area in dm² (for 1203: the ridges deducted from all fields)."""

    code: str | None
    name: str | None
    rows: int
    dm2: int


def class_totals(version: Version) -> list[ClassTotal]:
    """Totals by class code. Where the layer has ledger areas they count, net of ridges, and the ridges are class
    1203; else the survey area of the geometry counts. Sorted by code, features without a code last.
    """
    schema = version.schema
    ledger = schema.net if schema.net in version.columns else schema.gross if schema.gross in version.columns else None
    wanted = [c for c in (schema.class_code, schema.class_name, ledger, schema.ridge) if c and c in version.columns]
    frame = read_table(version, [*wanted, "survey_dm2"], geometry=False).to_pandas()
    dm2 = _dm2(frame[ledger]) if ledger else frame["survey_dm2"].to_numpy(np.int64)
    codes = frame[schema.class_code].astype(object).where(frame[schema.class_code].notna(), None)
    names = frame[schema.class_name] if schema.class_name in frame else pd.Series([None] * len(frame))
    totals: dict[str | None, list[int]] = {}
    called: dict[str | None, str | None] = {}
    grouped = pd.DataFrame({"code": codes, "dm2": dm2, "name": names}).groupby("code", dropna=False, sort=False)
    for code, group in grouped:
        key = None if pd.isna(code) else str(code)
        totals[key] = [len(group), int(group["dm2"].sum())]
        first = next((str(n) for n in group["name"] if isinstance(n, str)), None)
        called[key] = first or (class_name(key, schema.standard) if key and schema.standard else None)
    if ledger and ledger == schema.net and schema.ridge in version.columns:
        ridges = int(_dm2(frame[schema.ridge]).sum())
        if ridges:
            own = totals.setdefault(RIDGE, [0, 0])
            own[1] += ridges
            called.setdefault(RIDGE, class_name(RIDGE))
    order = sorted(totals, key=lambda c: (c is None, c or ""))
    return [ClassTotal(code, called.get(code), totals[code][0], totals[code][1]) for code in order]


def _dm2(values: pd.Series) -> NDArray[np.int64]:
    """Ledger areas in m² with two decimals as whole dm²; a missing one counts as nothing here."""
    return np.asarray(np.rint(values.to_numpy(np.float64, na_value=0.0) * 100), np.int64)
