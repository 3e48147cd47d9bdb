"""A small coverage with shared edges, a district's other layers, and an atlas that holds them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from yulin.geodesy.crs import Gk
from yulin.geodesy.levelling import deduct_ridge
from yulin.geodesy.survey_area import survey_areas_dm2

GK = Gk(38)
ORIGIN = (38_520_000.0, 3_900_000.0)
CLASSES = ["0103", "0301", "0702", "1006", "0101"]


def coverage(n: int = 12, side: float = 120.0, seed: int = 1, origin: tuple[float, float] = ORIGIN) -> np.ndarray:
    """n × n patches with jittered shared corners, each edge with one more shared vertex."""
    rng = np.random.default_rng(seed)
    corner = np.stack(np.meshgrid(np.arange(n + 1), np.arange(n + 1)), -1) * side
    corner = np.round(corner + rng.uniform(-side / 4, side / 4, corner.shape) + origin, 4)
    across = np.round((corner[:, :-1] + corner[:, 1:]) / 2 + rng.uniform(-9, 9, (n + 1, n, 2)), 4)
    up = np.round((corner[:-1] + corner[1:]) / 2 + rng.uniform(-9, 9, (n, n + 1, 2)), 4)
    cells = []
    for r in range(n):
        for c in range(n):
            cells.append(shapely.Polygon([corner[r, c], across[r, c], corner[r, c + 1], up[r, c + 1],
                                          corner[r + 1, c + 1], across[r + 1, c], corner[r + 1, c], up[r, c]]))
    return np.array(cells, dtype=object)


def dltb(cells: np.ndarray, seed: int = 1) -> geopandas.GeoDataFrame:
    """A DLTB layer over the cells, with ridge deductions on dry land."""
    rng = np.random.default_rng(seed)
    n = len(cells)
    code = np.array(CLASSES)[rng.integers(0, len(CLASSES), n)]
    area = survey_areas_dm2(cells, GK)
    share = np.where(code == "0103", 0.1234, 0.0)
    ridge, net = deduct_ridge(area, share)
    names = {"0103": "旱地", "0301": "乔木林地", "0702": "农村宅基地", "1006": "农村道路", "0101": "水田"}
    return geopandas.GeoDataFrame({
        "BSM": [f"990102010000{i:06d}" for i in range(n)], "YSDM": "2001010100",
        "TBBH": [f"{i + 1:04d}" for i in range(n)], "DLBM": code, "DLMC": [names[c] for c in code],
        "ZLDWDM": "9901020010010000000", "ZLDWMC": "东村", "TBMJ": area / 100,
        "KCDLBM": np.where(share > 0, "1203", None), "KCXS": share, "KCMJ": ridge / 100, "TBDLMJ": net / 100,
        "SJNF": 2024, "MSSM": "00"}, geometry=cells, crs=GK.epsg)


@pytest.fixture(scope="session")
def make_coverage() -> Callable[..., np.ndarray]:
    return coverage


@pytest.fixture(scope="session")
def make_dltb() -> Callable[..., geopandas.GeoDataFrame]:
    return dltb


@pytest.fixture(scope="session")
def cells() -> np.ndarray:
    return coverage()


@pytest.fixture(scope="session")
def frame(cells: np.ndarray) -> geopandas.GeoDataFrame:
    return dltb(cells)


@pytest.fixture(scope="session")
def layer_file(cells: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("layers") / "dltb.gpkg"
    dltb(cells).to_file(path, layer="DLTB_2024", engine="pyogrio")
    return path
