"""Change patches: the reason and the area of every piece of ground that is not what it was."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from yulin.atlas.catalogue import Atlas
from yulin.atlas.changes import change_patches
from yulin.atlas.difference import matrix_of, measure
from yulin.cli import atlas as atlas_cli
from yulin.findings import Refusal
from yulin.geodesy.crs import Gk
from yulin.geodesy.equal_area import to_equal_area
from yulin.geodesy.survey_area import survey_areas_dm2

GK = Gk(38)
LAYERS = (("dltb", "DLTB_2024", "2024-12-31"), ("dltb", "DLTB_2025", "2025-12-31"))


def layer(cells: list[tuple[str, str, tuple[float, float, float, float]]]) -> geopandas.GeoDataFrame:
    boxes = [shapely.box(38_520_000 + a, 3_900_000 + b, 38_520_000 + c, 3_900_000 + d)
             for _k, _c, (a, b, c, d) in cells]
    return geopandas.GeoDataFrame({
        "BSM": [k for k, _c, _b in cells], "TBBH": [k for k, _c, _b in cells], "DLBM": [c for _k, c, _b in cells],
        "DLMC": "名", "QSXZ": "30", "QSDWDM": "1", "QSDWMC": "村", "ZLDWDM": "9901020010010000000", "ZLDWMC": "村",
        "TBMJ": [s.area for s in boxes], "TBDLMJ": [s.area for s in boxes], "SJNF": 2024}, geometry=boxes, crs=4526)


BEFORE = [("1", "0103", (0, 0, 100, 100)), ("2", "0301", (100, 0, 200, 100)), ("3", "0103", (200, 0, 300, 100)),
          ("4", "0301", (300, 0, 400, 100)), ("5", "0301", (400, 0, 500, 100)), ("6", "0103", (500, 0, 600, 100)),
          ("7", "0404", (600, 0, 700, 100))]
AFTER = [("1", "0601", (0, 0, 100, 100)),                                             # reclassified
         ("2", "0301", (100, 0, 160, 100)), ("8", "0702", (160, 0, 200, 100)),         # split
         ("3", "0103", (200, 0, 320, 100)), ("4", "0301", (320, 0, 400, 100)),         # boundary moved
         ("6", "0103", (400, 0, 600, 100)),                                            # 5 merged into 6
         ("9", "0404", (700, 0, 750, 100))]                                            # 7 gone, 9 new


@pytest.fixture
def atlas(tmp_path: Path) -> Atlas:
    made = Atlas(tmp_path / "home")
    for day, cells in (("2024-12-31", BEFORE), ("2025-12-31", AFTER)):
        layer(cells).to_file(tmp_path / f"{day}.gpkg", layer="DLTB")
        assert made.import_file(tmp_path / f"{day}.gpkg", "dltb", day).version is not None
    return made


def test_every_reason(atlas: Atlas) -> None:
    measured = measure(*atlas.versions("dltb"))
    found, matrix = change_patches(measured), matrix_of(measured)
    columns = ["key_before", "key_after", "reason", "class_before", "class_after"]
    plain = found[columns].astype(object).where(found[columns].notna(), None)
    got = {tuple(row): round(shape.area) for row, shape in zip(plain.to_numpy().tolist(), found.geometry, strict=True)}
    assert got == {("1", "1", "reclassified", "0103", "0601"): 10_000, ("2", "8", "split", "0301", "0702"): 4_000,
                   ("4", "3", "boundary_moved", "0301", "0103"): 2_000, ("5", "6", "merged", "0301", "0103"): 10_000,
                   ("7", None, "only_before", "0404", None): 10_000, (None, "9", "only_after", None, "0404"): 5_000}
    assert matrix.dm2[:-1].sum(1).tolist() == matrix.old.tolist()
    assert matrix.dm2[:, :-1].sum(0).tolist() == matrix.new.tolist()
    assert abs(round(found["area_m2"].sum() * 100) - matrix.changed_dm2) <= len(found)
    assert found.crs.to_epsg() == 4526 and found.geometry.is_valid.all()


def test_a_split_within_one_class_is_listed_without_changing_the_matrix(tmp_path: Path) -> None:
    made = Atlas(tmp_path / "home")
    for day, cells in (("2024-12-31", [("1", "0103", (0, 0, 100, 100))]),
                       ("2025-12-31", [("1", "0103", (0, 0, 70, 100)), ("2", "0103", (70, 0, 100, 100))])):
        layer(cells).to_file(tmp_path / f"{day}.gpkg", layer="DLTB")
        made.import_file(tmp_path / f"{day}.gpkg", "dltb", day)
    measured = measure(*made.versions("dltb"))
    found = change_patches(measured)
    assert matrix_of(measured).changed_dm2 == 0
    assert found[["reason", "key_before", "key_after"]].to_numpy().tolist() == [["split", "1", "2"]]


def test_what_is_below_the_threshold_is_no_change(atlas: Atlas) -> None:
    for threshold, expected in ((0.01, 6), (3_000, 5), (6_000, 3)):
        measured = measure(*atlas.versions("dltb"), threshold)
        assert len(change_patches(measured)) == expected
        matrix = matrix_of(measured)
        assert matrix.dm2[:-1].sum(1).tolist() == matrix.old.tolist() and matrix.as_json()["noise_below_m2"] == str(
            threshold)
        assert matrix.dm2[:, :-1].sum(0).tolist() == matrix.new.tolist()
    with pytest.raises(Refusal):
        measure(*atlas.versions("dltb"), -1.0)


@pytest.mark.parametrize("ending", ["gpkg", "parquet"])
def test_command_writes_the_layer(atlas: Atlas, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"changes.{ending}"
    args = ["diff", "dltb", "2024-12-31", "2025-12-31", "--home", str(atlas.home), "-o", str(out),
            "--threshold-m2", "0.5"]
    done = CliRunner().invoke(atlas_cli.app, [*args, "--format", "json"])
    said = json.loads(done.stdout)
    assert said["reasons"] == {"boundary_moved": 1, "merged": 1, "only_after": 1, "only_before": 1, "reclassified": 1,
                               "split": 1} and said["noise_below_m2"] == "0.5"
    read = (geopandas.read_parquet(out) if ending == "parquet" else geopandas.read_file(out, layer="changes"))
    assert len(read) == 6 and read.crs.to_epsg() == 4526 and pd.isna(read["key_before"].iloc[-1])
    text = CliRunner().invoke(atlas_cli.app, args).stdout
    assert "小于 0.5 m²" in text and "地类变更 1" in text


def test_the_sample_districts_changes(tmp_path: Path) -> None:
    from yulin.sample.district import CHANGED_2025, make_sample

    make_sample(tmp_path / "sample", 1_500, 3)
    made = Atlas(tmp_path / "home")
    for name, source, day in LAYERS:
        made.import_file(tmp_path / "sample" / "layers" / "qinghe.gpkg", name, day, source)
    measured = measure(*made.versions("dltb"))
    found, matrix = change_patches(measured), matrix_of(measured)
    assert len(found) == CHANGED_2025["patches"] == 669
    assert set(found["reason"]) == {"reclassified", "split"}
    mu = np.rint(np.rint(found["area_m2"].to_numpy() * 100) * 3 / 2000).astype(int)
    assert mu.sum() == CHANGED_2025["area"] == 598_729
    # The matrix moves a few cents of rounding between its cells to meet both totals; the patches keep theirs.
    assert abs(round(found["area_m2"].sum() * 100) - matrix.changed_dm2) <= len(matrix.codes)
    assert matrix.dm2[:-1].sum(1).tolist() == matrix.old.tolist()
    assert matrix.dm2[:, :-1].sum(0).tolist() == matrix.new.tolist()


def test_the_pieces_that_geos_cuts_have_the_areas_that_the_kernel_summed(tmp_path: Path) -> None:
    """A boundary swings round a corner, a patch loses a corner of its ground, another gains one: nothing is a box."""
    x, y = 38_520_000, 3_900_000

    def quad(*corners: tuple[float, float]) -> shapely.Polygon:
        return shapely.Polygon([(x + a, y + b) for a, b in corners])

    before = {"1": quad((0, 0), (100, 0), (130, 90), (0, 90)), "2": quad((100, 0), (220, 0), (220, 90), (130, 90)),
              "3": quad((0, 200), (90, 200), (90, 290), (0, 290))}
    after = {"1": quad((0, 0), (140, 0), (90, 90), (0, 90)), "2": quad((140, 0), (220, 0), (220, 90), (90, 90)),
             "3": quad((20, 203), (110, 211), (71, 307), (0, 270))}
    classes = {"1": "0103", "2": "0301", "3": "0404"}
    made = Atlas(tmp_path / "home")
    for day, shapes in (("2024-12-31", before), ("2025-12-31", after)):
        frame = layer([(key, classes[key], (0, 0, 1, 1)) for key in shapes]).set_geometry(
            geopandas.GeoSeries(list(shapes.values()), crs=4526))
        frame["TBMJ"] = frame["TBDLMJ"] = survey_areas_dm2(frame.geometry.to_numpy(), GK) / 100
        frame.to_file(tmp_path / f"{day}.gpkg", layer="DLTB")
        assert made.import_file(tmp_path / f"{day}.gpkg", "dltb", day).version is not None
    measured = measure(*made.versions("dltb"))
    found = change_patches(measured).sort_values(["key_before", "key_after"], ignore_index=True)
    cut = survey_areas_dm2(found.geometry.to_numpy(), GK)
    assert found["reason"].tolist() == ["boundary_moved", "boundary_moved", "only_before", "only_after"]
    assert cut.tolist() == np.rint(found["area_m2"].to_numpy() * 100).astype(int).tolist() == [
        89_999, 89_999, 172_155, 84_606]
    # not rounded, and cut by GEOS where the kernel sums: in the equal-area plane
    moved = measured.row_of[measured.found.left] != measured.column_of[measured.found.right]
    one, two = (to_equal_area([shapes["1"], shapes["2"]], GK) for shapes in (before, after))
    geos = shapely.area(shapely.intersection(one, two[::-1]))
    assert geos.min() > 899.98
    np.testing.assert_allclose(np.sort(measured.found.area[moved]), np.sort(geos), rtol=0, atol=1e-6)
