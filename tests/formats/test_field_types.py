"""The standard's lengths and types, as other software sees them."""

import datetime as dt
import sqlite3
import struct

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from yulin.cli.convert import standard_fields
from yulin.findings import Refusal
from yulin.formats.conversion import convert
from yulin.formats.field_types import FieldType
from yulin.formats.vct_writer import write_vct
from yulin.formats.vectors import VectorLayer, read_vector, write_vector

BOX = shapely.box(38500000, 3300000, 38500100, 3300100)
CODES = {"BSM": 18, "TBBH": 8, "DLBM": 5, "ZLDWDM": 19}
NAMES = {"DLMC": 60, "ZLDWMC": 255}


def dltb(**changes):
    columns = {"BSM": ["1" * 18], "TBBH": ["1"], "DLBM": ["0101"], "DLMC": ["水田"], "ZLDWDM": ["9" * 19],
               "ZLDWMC": ["青禾村"], "TBMJ": [9987.66], "KCXS": [0.1234], "KCMJ": [None], "SJNF": [2025],
               "GXSJ": [dt.date(2025, 12, 31)], "自定": ["任意"]}
    return gpd.GeoDataFrame(columns | changes, geometry=[BOX], crs=4526).astype({"KCMJ": "float64"})


def widths(path, layer=None):
    """What a reader of the file's declarations sees: texts' lengths."""
    with pyogrio.raw.open_arrow(path, layer=layer, use_pyarrow=True) as (_meta, reader):
        return {f.name: int(f.metadata[b"GDAL:OGR:width"]) for f in reader.schema
                if f.metadata and b"GDAL:OGR:width" in f.metadata}


def dbf_fields(path):
    """name → (type, width, decimals) from a Shapefile's table, read byte by byte."""
    data = path.with_suffix(".dbf").read_bytes()
    count = (struct.unpack_from("<H", data, 8)[0] - 33) // 32
    rows = [data[32 + 32 * i:64 + 32 * i] for i in range(count)]
    return {r[:11].rstrip(b"\0").decode(): (chr(r[11]), r[16], r[17]) for r in rows}


@pytest.mark.parametrize("ending", ["gdb", "gpkg"])
def test_lengths_and_types_come_back(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    assert write_vector(path, dltb(), "DLTB", standard_fields("DLTB")) == ()
    found = widths(path)
    assert {k: found[k] for k in CODES} == CODES
    assert {k: found[k] for k in NAMES} == NAMES
    types = dict(zip(*(pyogrio.read_info(path)[k] for k in ("fields", "ogr_types")), strict=True))
    assert (types["TBMJ"], types["KCXS"], types["SJNF"], types["BSM"]) == (
        "OFTReal", "OFTReal", "OFTInteger", "OFTString")
    back = read_vector(path).frame
    assert (back["TBMJ"][0], back["KCXS"][0], back["自定"][0]) == (9987.66, 0.1234, "任意")
    assert back["KCMJ"].isna().all()
    if ending == "gpkg":
        with sqlite3.connect(path) as base:
            declared = {row[1]: row[2] for row in base.execute("PRAGMA table_info('DLTB')")}
        assert (declared["BSM"], declared["DLMC"], declared["TBMJ"], declared["GXSJ"]) == (
            "TEXT(18)", "TEXT(60)", "REAL", "DATE")


def test_shapefile_table(tmp_path):
    path = tmp_path / "DLTB.shp"
    assert write_vector(path, dltb(), "DLTB", standard_fields("DLTB")) == ()
    found = dbf_fields(path)
    assert {k: found[k] for k in CODES} == {k: ("C", v, 0) for k, v in CODES.items()}
    assert (found["TBMJ"], found["KCMJ"], found["KCXS"]) == (("N", 15, 2), ("N", 15, 2), ("N", 6, 4))
    assert (found["DLMC"], found["ZLDWMC"]) == (("C", 60, 0), ("C", 254, 0))
    assert read_vector(path).frame["TBMJ"][0] == 9987.66


def test_what_does_not_fit_is_kept_and_said(tmp_path):
    frame = dltb(TBBH=["123456789"], SJNF=["二〇二五"], TBMJ=[9987.6654])
    for ending in ("gdb", "gpkg", "shp"):
        path = tmp_path / f"DLTB.{ending}"
        found = {(f.level, f.code): f.message for f in write_vector(path, frame, "DLTB", standard_fields("DLTB"))}
        assert ("warning", "field.too_long") in found
        assert "SJNF" in found["warning", "field.kept_type"] or "TBMJ" in found["warning", "field.kept_type"]
        back = read_vector(path).frame
        assert (back["TBBH"][0], back["SJNF"][0], back["TBMJ"][0]) == ("123456789", "二〇二五", 9987.6654)


def test_text_that_needs_more_bytes_is_not_cut_in_a_shapefile(tmp_path):
    frame = gpd.GeoDataFrame({"MC": ["青禾镇东风村"]}, geometry=[BOX], crs=4526)
    assert write_vector(tmp_path / "a.shp", frame, "a", [FieldType("MC", "text", 6)]) == ()
    assert dbf_fields(tmp_path / "a.shp")["MC"] == ("C", 18, 0)
    assert read_vector(tmp_path / "a.shp").frame["MC"].tolist() == ["青禾镇东风村"]


@pytest.mark.parametrize("ending", ["gdb", "gpkg", "shp", "parquet", "geojson"])
def test_a_vct_hands_its_declarations_on(tmp_path, ending):
    """Streamed: the layer's fields are declared before its rows are known."""
    holed = BOX.buffer(200).envelope.difference(BOX)
    frame = gpd.GeoDataFrame(
        {"BSM": ["1" * 18, "2" * 18], "DLMC": ["水田", None], "TBMJ": [9987.66, None],
         "N": pd.array([7, None], "Int64"), "GXSJ": [dt.date(2025, 12, 31), None]}, geometry=[BOX, holed], crs=4526)
    write_vct(tmp_path / "a.vct", [VectorLayer(frame, 4526, "DLTB")])
    path = tmp_path / f"DLTB.{ending}"
    done = convert(tmp_path / "a.vct", path, declared=standard_fields)
    assert (done.layers, done.epsg, done.findings) == ((("DLTB", 2),), 4526, ())
    layer = read_vector(path)
    assert (layer.epsg, layer.findings) == (4526, ())
    back = layer.frame
    assert back["BSM"].tolist() == ["1" * 18, "2" * 18]
    assert (back["DLMC"][0], back["DLMC"].isna()[1]) == ("水田", True)
    assert (back["TBMJ"][0], bool(np.isnan(back["TBMJ"][1]))) == (9987.66, True)
    assert back["N"].isna().tolist() == [False, True]
    assert pd.Timestamp(back["GXSJ"][0]).date() == dt.date(2025, 12, 31)
    assert shapely.equals(np.asarray(back.geometry), [BOX, holed]).all()
    if ending == "shp":
        assert dbf_fields(path)["TBMJ"] == ("N", 20, 2)
        assert dbf_fields(path)["DLMC"] == ("C", 180, 0)
    elif ending in ("gdb", "gpkg"):
        assert {k: widths(path)[k] for k in ("BSM", "DLMC")} == {"BSM": 18, "DLMC": 60}


def test_a_number_larger_than_the_vct_declares_is_refused(tmp_path):
    """A Shapefile has no room for it; the others have. Nothing is left behind."""
    frame = gpd.GeoDataFrame({"TBMJ": [123456789.12]}, geometry=[BOX], crs=4526)
    write_vct(tmp_path / "a.vct", [VectorLayer(frame, 4526, "DLTB")])
    text = (tmp_path / "a.vct").read_bytes().replace(b"TBMJ,Float,20,2", b"TBMJ,Float,6,2")
    (tmp_path / "a.vct").write_bytes(text)
    with pytest.raises(Refusal, match="TBMJ"):
        convert(tmp_path / "a.vct", tmp_path / "a.shp")
    assert [p.name for p in tmp_path.iterdir()] == ["a.vct"]
    convert(tmp_path / "a.vct", tmp_path / "a.gpkg")
    assert read_vector(tmp_path / "a.gpkg").frame["TBMJ"].tolist() == [123456789.12]
