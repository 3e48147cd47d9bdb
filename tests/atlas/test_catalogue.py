"""Import into versions: whole or not at all, immutable, findable, readable by window."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from yulin.atlas import parts
from yulin.atlas.catalogue import Atlas
from yulin.findings import Refusal
from yulin.geodesy.crs import Gk, reproject
from yulin.geodesy.survey_area import survey_areas_dm2

DAY = "2024-12-31"


def visible(home: Path) -> list[str]:
    """Every file of the atlas, hidden ones too."""
    return sorted(str(p.relative_to(home)) for p in home.rglob("*") if p.is_file())


def test_import_makes_a_version_with_everything_in_its_manifest(
        layer_file: Path, frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    atlas = Atlas(tmp_path)
    receipt = atlas.import_file(layer_file, "dltb", DAY, who="王工")
    version = receipt.version
    assert version is not None and (receipt.rows, receipt.skipped, receipt.findings) == (144, 0, ())
    assert receipt.survey_dm2 == int(survey_areas_dm2(frame.geometry.to_numpy(), Gk(38)).sum())
    manifest = json.loads((version.path / "manifest.json").read_text("utf-8"))
    assert (manifest["rows"], manifest["epsg"], manifest["version"]) == (144, 4526, DAY)
    assert manifest["source"]["file"] == "dltb.gpkg" and len(manifest["source"]["sha256"]) == 64
    assert manifest["imported"]["who"] == "王工" and manifest["survey_dm2"] == str(receipt.survey_dm2)
    assert manifest["extent"] == pytest.approx(list(frame.total_bounds))
    assert [info.name for info in atlas.layers()] == ["dltb"]
    assert atlas.version("dltb").gk == Gk(38)


def test_what_is_read_is_what_was_imported(layer_file: Path, frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    atlas = Atlas(tmp_path)
    atlas.import_file(layer_file, "dltb", DAY)
    read = atlas.read("dltb").set_index("BSM").loc[frame["BSM"]]
    assert shapely.equals_exact(shapely.normalize(read.geometry.to_numpy()),
                                shapely.normalize(shapely.multipolygons(
                                    [[g] for g in frame.geometry]) if read.geom_type.iloc[0] == "MultiPolygon"
                                    else frame.geometry.to_numpy()), 0).all()
    assert read["TBMJ"].tolist() == frame["TBMJ"].tolist() and read["DLBM"].tolist() == frame["DLBM"].tolist()
    assert read.crs.to_epsg() == 4526


def test_window_reads_what_meets_it(layer_file: Path, frame: geopandas.GeoDataFrame, tmp_path: Path,
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "ROW_GROUP", 16)
    atlas = Atlas(tmp_path)
    atlas.import_file(layer_file, "dltb", DAY)
    assert len(atlas.version("dltb").parts[0].box) == 9
    window = (38_520_300.0, 3_900_300.0, 38_520_700.0, 3_900_500.0)
    b = frame.bounds
    meets = (b.minx <= window[2]) & (b.maxx >= window[0]) & (b.miny <= window[3]) & (b.maxy >= window[1])
    read = atlas.read("dltb", bbox=window, columns=["BSM"])
    assert sorted(read["BSM"]) == sorted(frame["BSM"][meets]) and list(read.columns) == ["BSM", "geometry"]
    corners = reproject([shapely.box(*window)], 4526, 4490)[0].bounds
    assert set(read["BSM"]) <= set(atlas.read("dltb", bbox=corners, bbox_crs=4490)["BSM"])
    assert len(atlas.read("dltb", bbox=(0, 0, 1, 1))) == 0
    with pytest.raises(Refusal):
        atlas.read("dltb", columns=["NOPE"])


def test_other_readers_understand_the_files(layer_file: Path, tmp_path: Path) -> None:
    atlas = Atlas(tmp_path)
    version = atlas.import_file(layer_file, "dltb", DAY).version
    assert version is not None
    window = (38_520_300.0, 3_900_300.0, 38_520_700.0, 3_900_500.0)
    read = geopandas.read_parquet(version.parts[0].path, bbox=window)
    assert sorted(read["BSM"]) == sorted(atlas.read("dltb", bbox=window)["BSM"]) and read.crs.to_epsg() == 4526


def test_buckets_on_disk_give_the_same_order_as_memory(layer_file: Path, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    small = Atlas(tmp_path / "a")
    small.import_file(layer_file, "dltb", DAY)
    monkeypatch.setattr(parts, "BYTES_IN_MEMORY", 2000)
    monkeypatch.setattr(parts, "ROWS_PER_PART", 50)
    big = Atlas(tmp_path / "b")
    version = big.import_file(layer_file, "dltb", DAY).version
    assert version is not None and [p["rows"] for p in version.manifest["parts"]] == [50, 50, 44]
    assert small.read("dltb")["BSM"].tolist() == big.read("dltb")["BSM"].tolist()
    assert sorted(p.name for p in version.path.iterdir()) == [
        "manifest.json", *(f"part-{k:05d}.{end}" for k in range(3) for end in ("parquet", "rows"))]


def test_bad_rows_refuse_all_or_are_left_out(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    bad = frame.copy()
    bad.loc[2, "geometry"] = shapely.Polygon([(38520000, 3900000), (38520010, 3900010), (38520010, 3900000),
                                              (38520000, 3900010)])
    bad.loc[3, "geometry"] = shapely.Polygon()
    bad.loc[4, "TBMJ"] = -1.0
    bad.loc[5, "DLBM"] = "0199"
    bad.loc[6, "DLBM"] = None
    path = tmp_path / "bad.gpkg"
    bad.to_file(path, layer="DLTB")
    atlas = Atlas(tmp_path / "home")
    receipt = atlas.import_file(path, "dltb", DAY)
    assert receipt.version is None and atlas.layers() == [] and visible(tmp_path / "home") == []
    codes = {f.code: f for f in receipt.findings}
    assert set(codes) == {"geometry.invalid", "geometry.empty", "area.not_positive", "code.unknown",
                          "field.missing_value"}
    assert codes["geometry.invalid"].where == "第3行（990102010000000002）" and codes["code.unknown"].level == "warning"
    taken = atlas.import_file(path, "dltb", DAY, on_error="skip")
    assert (taken.rows, taken.skipped) == (140, 4) and taken.counts["error", "geometry.empty"] == 1
    assert "0199" in atlas.read("dltb")["DLBM"].tolist()
    assert {f["code"] for f in atlas.version("dltb").manifest["findings"]["listed"]} == set(codes)


def test_missing_columns_numbers_as_text_and_aliases(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    atlas = Atlas(tmp_path / "home")
    frame.drop(columns=["TBMJ", "DLBM"]).to_file(tmp_path / "a.gpkg")
    receipt = atlas.import_file(tmp_path / "a.gpkg", "dltb", DAY, on_error="skip")
    assert receipt.version is None and [f.code for f in receipt.findings] == ["field.missing", "field.missing"]
    renamed = frame.rename(columns={"DLBM": "地类编码", "TBMJ": "图斑面积"})
    renamed["图斑面积"] = renamed["图斑面积"].map("{:,.2f}".format)
    renamed.loc[0, "图斑面积"] = "约三亩"
    renamed["extra"] = 1
    renamed.to_file(tmp_path / "b.gpkg")
    receipt = atlas.import_file(tmp_path / "b.gpkg", "dltb", DAY, on_error="skip")
    assert (receipt.rows, receipt.skipped, receipt.unused) == (143, 1, ("extra",))
    assert receipt.fields["DLBM"] == "地类编码"
    assert {f.code for f in receipt.findings} == {"field.not_a_number", "field.missing_value"}
    stated = dict(zip(frame["BSM"], frame["TBMJ"], strict=True))
    read = atlas.read("dltb")
    assert read["TBMJ"].tolist() == [stated[key] for key in read["BSM"]]


def test_versions_do_not_change(layer_file: Path, frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    atlas = Atlas(tmp_path / "home")
    atlas.import_file(layer_file, "dltb", DAY)
    before = visible(tmp_path / "home")
    again = atlas.import_file(layer_file, "dltb", DAY)
    assert (again.rows, [f.code for f in again.findings]) == (144, ["version.exists"])
    frame.head(10).to_file(tmp_path / "other.gpkg")
    with pytest.raises(Refusal, match="不再更改"):
        atlas.import_file(tmp_path / "other.gpkg", "dltb", DAY)
    assert visible(tmp_path / "home") == before and atlas.version("dltb").rows == 144


def test_latest_as_of(layer_file: Path, tmp_path: Path) -> None:
    atlas = Atlas(tmp_path)
    for day in ("2023-12-31", "2024-12-31"):
        atlas.import_file(layer_file, "dltb", day)
    found = [atlas.latest("dltb", day) for day in ("2023-06-01", "2024-06-01", "2025-01-01", None)]
    assert [v.id if v else None for v in found] == [None, "2023-12-31", "2024-12-31", "2024-12-31"]
    with pytest.raises(Refusal, match="2023-12-31、2024-12-31"):
        atlas.version("dltb", "2020-01-01")
    with pytest.raises(Refusal):
        atlas.version("stbhhx")
    with pytest.raises(Refusal):
        atlas.versions("nope")


def test_a_full_disk_leaves_nothing(layer_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(parts.pq, "write_table", full)
    with pytest.raises(Refusal, match="已全部撤销"):
        Atlas(tmp_path).import_file(layer_file, "dltb", DAY)
    assert visible(tmp_path) == [] and Atlas(tmp_path).layers() == []


@pytest.mark.parametrize("moment", [
    "parts.Spool.add = lambda *_: os._exit(9)",  # while rows come in
    "parts.pq.write_table = lambda *_, **__: os._exit(9)",  # before the first part
    "importing.os.fsync = lambda _n: os._exit(9)",  # with a part written
    "importing._manifest = lambda *_: os._exit(9)",  # with all parts, without a manifest
    "Path.rename = lambda *_: os._exit(9)",  # with everything but the name
])
def test_an_import_killed_at_any_moment_is_not_visible(moment: str, layer_file: Path, tmp_path: Path) -> None:
    code = ("import os, sys; from pathlib import Path; from yulin.atlas import importing, parts\n"
            f"from yulin.atlas.catalogue import Atlas\n{moment}\n"
            f"Atlas({str(tmp_path)!r}).import_file({str(layer_file)!r}, 'dltb', '{DAY}')")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert [p.name.startswith(".incoming-") for p in (tmp_path / "atlas" / "dltb").iterdir()] == [True]
    atlas = Atlas(tmp_path)
    assert atlas.layers() == [] and atlas.versions("dltb") == []
    assert atlas.import_file(layer_file, "dltb", DAY).rows == 144


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_planes(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    atlas = Atlas(tmp_path / "home")
    frame.set_crs(4528, allow_override=True).to_file(tmp_path / "wrong.gpkg")
    refused = atlas.import_file(tmp_path / "wrong.gpkg", "dltb", DAY)
    assert refused.version is None and [f.code for f in refused.findings] == ["zone.contradiction"]
    frame.set_crs(None, allow_override=True).to_file(tmp_path / "none.gpkg")
    refused = atlas.import_file(tmp_path / "none.gpkg", "dltb", DAY)
    assert refused.version is None and [f.code for f in refused.findings] == ["crs.unknown"]
    assert atlas.import_file(tmp_path / "none.gpkg", "dltb", DAY, crs=4526).rows == 144
    red = geopandas.GeoDataFrame({"HXBM": ["1"], "HXMC": ["红线"]}, geometry=[frame.geometry.iloc[0]], crs=4526)
    red.to_crs(4490).to_file(tmp_path / "red.gpkg")
    receipt = atlas.import_file(tmp_path / "red.gpkg", "stbhhx", DAY)
    assert [f.code for f in receipt.findings] == ["crs.projected"] and atlas.version("stbhhx").gk == Gk(38)
    assert receipt.survey_dm2 == pytest.approx(int(survey_areas_dm2([frame.geometry.iloc[0]], Gk(38))[0]), abs=1)
    bare = frame.copy()
    bare["geometry"] = shapely.transform(bare.geometry.to_numpy(), lambda xy: xy - [38_000_000, 0])
    bare.set_crs(4547, allow_override=True).to_file(tmp_path / "bare.gpkg")
    receipt = atlas.import_file(tmp_path / "bare.gpkg", "dltb", "2025-12-31")
    assert [f.code for f in receipt.findings] == ["crs.other_zone"] and atlas.version("dltb").gk == Gk(38)
    np.testing.assert_array_equal(np.sort(atlas.read("dltb", "2025-12-31")["TBMJ"]), np.sort(frame["TBMJ"]))


@pytest.mark.parametrize(("name", "content"), [("none.gpkg", None), ("empty.gpkg", b""), ("half.parquet", b"PAR1xx"),
                                               ("note.docx", b"PK")])
def test_what_cannot_be_read_is_refused(name: str, content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refusal):
        Atlas(tmp_path / "home").import_file(path, "dltb", DAY)
    assert not (tmp_path / "home").exists()
