"""An atlas of four layers over one small district, and parcels that lie across them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.geodesy.crs import Gk
from yulin.geodesy.levelling import deduct_ridge
from yulin.geodesy.survey_area import survey_areas_dm2

GK = Gk(38)
X, Y = 38_520_000.0, 3_900_000.0
CLASSES = {"0103": "旱地", "0101": "水田", "0301": "乔木林地", "0702": "农村宅基地"}


@dataclass(frozen=True)
class District:
    home: Path
    layers: dict[str, geopandas.GeoDataFrame]
    gk: Gk = GK


def box(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


def patches() -> geopandas.GeoDataFrame:
    rng = np.random.default_rng(7)
    corner = np.stack(np.meshgrid(np.arange(9.0), np.arange(9.0)), -1) * 130
    corner = np.round(corner + rng.uniform(-35, 35, corner.shape) + (X, Y), 4)
    cells = np.array([shapely.Polygon([corner[r, c], corner[r, c + 1], corner[r + 1, c + 1], corner[r + 1, c]])
                      for r in range(8) for c in range(8)], dtype=object)
    code = np.array(list(CLASSES))[rng.integers(0, 4, len(cells))]
    area = survey_areas_dm2(cells, GK)
    share = np.where(code == "0103", 0.1357, 0.0)
    ridge, net = deduct_ridge(area, share)
    return geopandas.GeoDataFrame({
        "BSM": [f"{i:018d}" for i in range(len(cells))], "TBBH": [f"{i:04d}" for i in range(len(cells))],
        "DLBM": code, "DLMC": [CLASSES[c] for c in code], "ZLDWDM": "9901020010010000000", "TBMJ": area / 100,
        "KCXS": share, "KCMJ": ridge / 100, "TBDLMJ": net / 100}, geometry=cells, crs=4526)


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    folder = tmp_path_factory.mktemp("district")
    farm = [box(200, 200, 420, 430), box(420, 200, 600, 430)]
    layers = {
        "dltb": patches(),
        "yjjbntbhtb": geopandas.GeoDataFrame({
            "BSM": ["1", "2"], "YJJBNTTBBH": ["1", "2"], "DLBM": ["0103", "0101"], "DLMC": ["旱地", "水田"],
            "KCXS": [0.1, 0.0], "YJJBNTTBMJ": [1.0, 1.0], "YJJBNTMJ": [1.0, 1.0]}, geometry=farm, crs=4526),
        "stbhhx": geopandas.GeoDataFrame({"HXBM": ["R1"], "HXMC": ["青山红线"]},
                                         geometry=[box(560, 500, 900, 900) - box(600, 600, 650, 650)], crs=4526),
        "czkfbj": geopandas.GeoDataFrame({"GHFQDM": ["01"], "GHFQMC": ["城镇集中建设区"]},
                                         geometry=[box(0, 0, 450, 2000)], crs=4526),
    }
    atlas = Atlas(folder / "home")
    for layer, frame in layers.items():
        frame.to_file(folder / f"{layer}.gpkg")
        receipt = atlas.import_file(folder / f"{layer}.gpkg", layer, "2024-12-31")
        assert receipt.version is not None, receipt.findings
    return District(folder / "home", layers)


@pytest.fixture
def parcel_file(tmp_path: Path) -> Callable[..., Path]:
    def write(*shapes: shapely.Polygon, name: str = "parcels.gpkg") -> Path:
        frame = geopandas.GeoDataFrame({"DKBH": [f"P{i + 1}" for i in range(len(shapes))],
                                        "DKMC": [f"地块{i + 1}" for i in range(len(shapes))]},
                                       geometry=list(shapes), crs=4526)
        frame.to_file(tmp_path / name)
        return tmp_path / name
    return write


@pytest.fixture
def shapes() -> list[shapely.Polygon]:
    slanted = shapely.Polygon([(X + 150, Y + 160), (X + 640, Y + 210), (X + 610, Y + 660), (X + 180, Y + 590)],
                              [[(X + 300, Y + 300), (X + 340, Y + 310), (X + 330, Y + 350)]])
    return [slanted, shapely.Point(X + 800, Y + 300).buffer(90, 6)]
