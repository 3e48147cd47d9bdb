"""The same layer from every kind of file gives the same version."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas
import pandas as pd
import pytest

from yulin.atlas.catalogue import Atlas
from yulin.findings import Refusal

DAY = "2024-12-31"


def _shapefile(frame: geopandas.GeoDataFrame, folder: Path) -> Path:
    frame.to_file(folder / "dltb.shp", encoding="GBK")
    return folder / "dltb.shp"


def _zip(frame: geopandas.GeoDataFrame, folder: Path) -> Path:
    inner = folder / "inner"
    inner.mkdir()
    _shapefile(frame, inner)
    return Path(shutil.make_archive(str(folder / "packed"), "zip", inner))


def _gdb(frame: geopandas.GeoDataFrame, folder: Path) -> Path:
    frame.assign(SJNF=frame["SJNF"].astype("int32")).to_file(folder / "x.gdb", layer="DLTB", driver="OpenFileGDB")
    return folder / "x.gdb"


def _categories(frame: geopandas.GeoDataFrame, folder: Path) -> Path:
    frame.assign(DLMC=pd.Categorical(frame["DLMC"])).to_parquet(folder / "x.parquet")
    return folder / "x.parquet"


def _several(frame: geopandas.GeoDataFrame, folder: Path) -> Path:
    frame.head(1).to_file(folder / "x.gpkg", layer="XZQ")
    frame.to_file(folder / "x.gpkg", layer="dltb_2024")
    return folder / "x.gpkg"


@pytest.mark.parametrize("write", [_shapefile, _zip, _gdb, _categories, _several])
def test_every_kind_gives_the_same_layer(write: Callable[[geopandas.GeoDataFrame, Path], Path],
                                         frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    receipt = Atlas(tmp_path / "home").import_file(write(frame, tmp_path), "dltb", DAY)
    assert receipt.version is not None, receipt.findings
    read = Atlas(tmp_path / "home").read("dltb").set_index("BSM").loc[frame["BSM"]]
    assert read["DLMC"].tolist() == frame["DLMC"].tolist() and read["TBMJ"].tolist() == frame["TBMJ"].tolist()
    assert receipt.survey_dm2 == round(frame["TBMJ"].sum() * 100)


def test_which_layer_must_be_said_when_it_cannot_be_told(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    for name in ("DLTB_2024", "DLTB_2025"):
        frame.to_file(tmp_path / "x.gpkg", layer=name)
    atlas = Atlas(tmp_path / "home")
    with pytest.raises(Refusal, match="DLTB_2024、DLTB_2025"):
        atlas.import_file(tmp_path / "x.gpkg", "dltb", DAY)
    with pytest.raises(Refusal, match="没有图层"):
        atlas.import_file(tmp_path / "x.gpkg", "dltb", DAY, source_layer="DLTB_2023")
    assert atlas.import_file(tmp_path / "x.gpkg", "dltb", DAY, source_layer="DLTB_2025").rows == 144


def test_a_half_copied_database_is_refused(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    path = _gdb(frame, tmp_path)
    max(path.glob("*.gdbtable"), key=lambda p: p.stat().st_size).unlink()
    with pytest.raises(Refusal):
        Atlas(tmp_path / "home").import_file(path, "dltb", DAY)
    half = tmp_path / "half.gpkg"
    frame.to_file(half, layer="DLTB")
    half.write_bytes(half.read_bytes()[: half.stat().st_size // 2])
    with pytest.raises(Refusal):
        Atlas(tmp_path / "home").import_file(half, "dltb", DAY)
    assert not (tmp_path / "home").exists()
