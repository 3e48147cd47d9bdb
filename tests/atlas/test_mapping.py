"""Dialects of one layer are read alike; what was told from content is said; a person may look first and correct."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pytest
import shapely
from typer.testing import CliRunner

from yulin.atlas.catalogue import Atlas
from yulin.atlas.importing import propose
from yulin.cli import atlas as atlas_cli
from yulin.findings import Refusal

BOXES = [shapely.box(38_520_000 + 2_000 * k, 3_900_000, 38_521_000 + 2_000 * k, 3_900_000 + 1_000 * (k + 1))
         for k in range(3)]
HA = [s.area / 1e4 for s in BOXES]

REDLINES = {
    "deployed": ({"BSM": ["1", "2", "3"], "XZQDM": "990102", "HXBM": ["A", "B", "C"], "HXMC": "线", "HXLX": "水源涵养",
                  "MJ": [h / 100 for h in HA]}, {"HXBM": "HXBM", "HXMC": "HXMC", "MJ": "MJ"}, "km²"),
    "survey": ({"XJXZQHDM": "990102", "LXDM": "01", "SLDM": ["A", "B", "C"], "MC": "线", "QYMJ": [h * 15 for h in HA],
                "SLSJ": "2023", "GKCS": "禁止"}, {"HXBM": "SLDM", "HXMC": "MC", "MJ": "QYMJ", "HXLX": "LXDM"}, "亩"),
    "planning": ({"XJXZQDM": "990102", "SJXZQMC": "市", "XJXZQMC": "区", "LHLX": ["A", "B", "C"], "MJ": HA},
                 {"HXBM": "LHLX", "HXMC": "LHLX", "MJ": "MJ", "XZQMC": "XJXZQMC"}, "ha"),
}
FARMLAND = {
    "2021": ({"BSM": ["1", "2", "3"], "YJJBNTTBBH": ["1", "2", "3"], "DLBM": "0103",
              "YJJBNTTBMJ": [h * 1e4 for h in HA], "YJJBNTMJ": [h * 9e3 for h in HA]},
             {"YJJBNTTBBH": "YJJBNTTBBH", "YJJBNTMJ": "YJJBNTMJ"}),
    "2019": ({"BSM": ["1", "2", "3"], "JBNTTBBH": ["1", "2", "3"], "DLBM": "0103", "TBMJ": [h * 1e4 for h in HA],
              "TKMJ": [h * 1e3 for h in HA], "JBNTMJ": [h * 9e3 for h in HA]},
             {"YJJBNTTBBH": "JBNTTBBH", "YJJBNTMJ": "JBNTMJ", "KCMJ": "TKMJ", "YJJBNTTBMJ": "TBMJ"}),
}


def written(columns: dict[str, object], folder: Path, name: str = "x.gpkg") -> Path:
    geopandas.GeoDataFrame(columns, geometry=BOXES, crs=4526).to_file(folder / name, layer="L")
    return folder / name


@pytest.mark.parametrize("dialect", list(REDLINES))
def test_three_dialects_of_the_redline(dialect: str, tmp_path: Path) -> None:
    columns, expected, unit = REDLINES[dialect]
    path = written(columns, tmp_path)
    said = propose(path, "stbhhx")
    assert {f: said.fields[f] for f in expected} == expected and not (tmp_path / "atlas").exists()
    assert {m.unit for m in said.matches if m.field == "MJ"} == {unit}
    assert [f.message for f in said.findings if f.code == "unit.inferred"] == [
        f"MJ（面积）的单位按图形推断为 {unit}，数值按原样保留。"]
    receipt = Atlas(tmp_path).import_file(path, "stbhhx", "2024-12-31")
    assert receipt.version is not None and receipt.fields == said.fields
    assert Atlas(tmp_path).read("stbhhx")["HXBM"].to_list() == ["A", "B", "C"]
    stands_in = {"field.instead"} if dialect == "planning" else set()
    assert {f.code for f in receipt.findings} == {"unit.inferred"} | stands_in


@pytest.mark.parametrize("edition", list(FARMLAND))
def test_editions_of_permanent_farmland(edition: str, tmp_path: Path) -> None:
    columns, expected = FARMLAND[edition]
    said = propose(written(columns, tmp_path), "yjjbntbhtb")
    assert {f: said.fields[f] for f in expected} == expected and said.findings == ()
    assert {m.field: m.unit for m in said.matches if m.unit} == {"YJJBNTTBMJ": "m²"}


def test_content_tells_what_names_do_not(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    odd = frame.rename(columns={"DLBM": "F1", "DLMC": "F2", "BSM": "F3", "ZLDWDM": "F4", "TBMJ": "F5"}).drop(
        columns=["TBDLMJ"])
    odd["TBDLMJ"] = 1.0
    odd.to_file(tmp_path / "x.gpkg", layer="DLTB")
    said = propose(tmp_path / "x.gpkg", "dltb")
    how = {m.field: (m.source, m.how) for m in said.matches if m.how == "content"}
    assert how == {"DLBM": ("F1", "content"), "DLMC": ("F2", "content"), "BSM": ("F3", "content"),
                   "ZLDWDM": ("F4", "content"), "TBMJ": ("F5", "content")}
    assert sorted(f.code for f in said.findings) == ["field.by_content"] * 5


def test_an_area_in_mu_is_refused_whole(frame: geopandas.GeoDataFrame, tmp_path: Path) -> None:
    frame.assign(TBMJ=(frame["TBMJ"] * 3 / 2000).round(2)).to_file(tmp_path / "x.gpkg", layer="DLTB")
    receipt = Atlas(tmp_path).import_file(tmp_path / "x.gpkg", "dltb", "2024-12-31", on_error="skip")
    assert receipt.version is None and receipt.counts == {("error", "unit.not_square_metres"): 1}
    assert Atlas(tmp_path).layers() == []


def test_dry_run_and_map(tmp_path: Path) -> None:
    path = written({"N1": ["A", "B", "C"], "N2": "线", "S": HA}, tmp_path)
    args = ["import", str(path), "--layer", "stbhhx", "--date", "2024-12-31", "--home", str(tmp_path)]
    done = CliRunner().invoke(atlas_cli.app, [*args, "--dry-run", "--format", "json"])
    said = json.loads(done.stdout)
    assert done.exit_code == 1 and said["unused"] == ["N1", "N2", "S"]
    assert [f["code"] for f in said["findings"]] == ["field.missing", "field.missing"]
    maps = ["--map", "N1=HXBM", "--map", "N2=HXMC", "--map", "S=MJ"]
    done = CliRunner().invoke(atlas_cli.app, [*args, *maps, "--dry-run"])
    assert done.exit_code == 0 and "尚未导入" in done.stdout and "指定" in done.stdout and "ha" in done.stdout
    assert Atlas(tmp_path).layers() == []
    done = CliRunner().invoke(atlas_cli.app, [*args, *maps])
    assert done.exit_code == 0 and Atlas(tmp_path).read("stbhhx")["HXMC"].to_list() == ["线"] * 3
    for wrong in ("N9=HXBM", "N1=NOPE", "N1", "=HXBM"):
        done = CliRunner().invoke(atlas_cli.app, [*args, "--map", wrong, "--dry-run"])
        assert isinstance(done.exception, Refusal)
