"""The review against an independent computation: GEOS in the equal-area plane, to the cent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from yulin.findings import Refusal
from yulin.geodesy.equal_area import to_equal_area
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.review.compliance import review_file

Write = Callable[..., Path]
CODES = {"dltb": "DLBM", "yjjbntbhtb": "DLBM", "stbhhx": "HXBM", "czkfbj": "GHFQDM"}


def cents(text: str) -> int:
    return int(Decimal(text) * 100)


def independent(shape: shapely.Polygon, frame: Any, code: str, gk: Any) -> dict[str, int]:
    """Areas per class in whole dm²: pieces by GEOS, ridges per piece, each class rounded by itself."""
    pieces = shapely.area(shapely.intersection(to_equal_area([shape], gk)[0], to_equal_area(frame.geometry, gk)))
    share = frame["KCXS"].to_numpy() if "KCXS" in frame else np.zeros(len(frame))
    out: dict[str, float] = {}
    for one, area, part in zip(frame[code], pieces, share, strict=True):
        if area > 0:
            ridge = np.floor(area * part * 100 + 0.5) / 100
            out[one] = out.get(one, 0.0) + area - ridge
            if ridge:
                out["1203"] = out.get("1203", 0.0) + ridge
    return {one: round(area * 100) for one, area in out.items()}


def test_agrees_with_geos_to_the_cent_and_adds_up(district: Any, parcel_file: Write,
                                                  shapes: list[shapely.Polygon]) -> None:
    said = review_file(parcel_file(*shapes), district.home, "2025-06-01").as_json()
    for shape, parcel in zip(shapes, said["parcels"], strict=True):
        whole = int(survey_areas_dm2([shape], district.gk)[0])
        assert cents(parcel["area_m2"]) == whole
        assert [layer["layer"] for layer in parcel["layers"]] == list(CODES)
        for layer in parcel["layers"]:
            got = {c["code"]: cents(c["area_m2"]) for c in layer["classes"]}
            expected = independent(shape, district.layers[layer["layer"]], CODES[layer["layer"]], district.gk)
            assert got.keys() == expected.keys()
            assert all(abs(got[code] - expected[code]) <= 1 for code in expected), (layer["layer"], got, expected)
            assert sum(got.values()) + cents(layer["uncovered_m2"]) == whole
            assert layer["overlap_m2"] == "0.00" and layer["version"] == "2024-12-31"
    totals = said["totals"]
    assert cents(totals["area_m2"]) == sum(cents(p["area_m2"]) for p in said["parcels"])
    for layer in totals["layers"]:
        assert sum(cents(c["area_m2"]) for c in layer["classes"]) + cents(layer["uncovered_m2"]) == cents(
            totals["area_m2"])


def test_findings_cite_the_law(district: Any, parcel_file: Write, shapes: list[shapely.Polygon]) -> None:
    review = review_file(parcel_file(*shapes), district.home, "2025-06-01", profile="urban")
    first, second = review.parcels
    rules = {f.rule: f for f in first.findings}
    assert list(rules) == ["permanent_farmland.occupied", "redline.occupied", "boundary.outside", "offset.required"]
    farmland = next(c for c in first.layers if c.layer == "yjjbntbhtb")
    assert rules["permanent_farmland.occupied"].dm2 == farmland.covered_dm2
    assert rules["permanent_farmland.occupied"].severity == "critical"
    assert all(f.citations and f.citations[0].instrument for f in first.findings)
    assert rules["boundary.outside"].severity == "major" and rules["boundary.outside"].unverified
    patches = next(c for c in first.layers if c.layer == "dltb")
    assert rules["offset.required"].dm2 == sum(c.dm2 for c in patches.classes if c.code in ("0101", "0103"))
    assert {f.rule for f in second.findings} >= {"boundary.outside"}
    assert "permanent_farmland.occupied" not in {f.rule for f in second.findings}


def test_outside_the_coverage_is_said(district: Any, parcel_file: Write) -> None:
    far = shapely.box(38_530_000, 3_900_000, 38_530_100, 3_900_100)
    parcel = review_file(parcel_file(far), district.home, "2025-06-01").parcels[0]
    patches = next(c for c in parcel.layers if c.layer == "dltb")
    assert patches.classes == () and patches.uncovered_dm2 == parcel.dm2
    found = next(f for f in parcel.findings if f.rule == "dltb.uncovered")
    assert (found.severity, found.dm2) == ("major", parcel.dm2)


def test_parcels_that_overlap_each_other(district: Any, parcel_file: Write) -> None:
    one, two = (shapely.box(38_520_200 + d, 3_900_200, 38_520_300 + d, 3_900_300) for d in (0, 60))
    review = review_file(parcel_file(one, two), district.home, "2025-06-01")
    shared = shapely.area(shapely.intersection(*to_equal_area([one, two], district.gk)))
    for parcel in review.parcels:
        found = [f for f in parcel.findings if f.rule == "parcels.overlap"]
        assert [f.dm2 for f in found] == [round(shared * 100)]
    touching = shapely.box(38_520_300, 3_900_200, 38_520_400, 3_900_300)
    review = review_file(parcel_file(one, touching, name="b.gpkg"), district.home, "2025-06-01")
    assert not [f for p in review.parcels for f in p.findings if f.rule == "parcels.overlap"]


def test_layers_of_the_day_and_missing_ones(district: Any, parcel_file: Write,
                                            shapes: list[shapely.Polygon]) -> None:
    review = review_file(parcel_file(*shapes), district.home, "2024-06-01")
    assert review.missing == ("dltb", "yjjbntbhtb", "stbhhx", "czkfbj") and review.as_of == date(2024, 6, 1)
    assert [f.rule for f in review.findings] == ["layer.missing"] * 4
    assert all(p.layers == () and p.findings == () and p.dm2 for p in review.parcels)


def test_law_not_on_file_is_said_not_guessed(district: Any, parcel_file: Write, tmp_path: Path,
                                             shapes: list[shapely.Polygon]) -> None:
    from yulin.atlas.catalogue import Atlas

    district.layers["stbhhx"].to_file(tmp_path / "red.gpkg")
    Atlas(tmp_path / "old").import_file(tmp_path / "red.gpkg", "stbhhx", "2010-12-31")
    parcel = review_file(parcel_file(*shapes), tmp_path / "old", "2011-06-01").parcels[0]
    found = next(f for f in parcel.findings if f.rule == "redline.occupied")
    assert found.severity == "info" and found.citations == () and "未能判定" in found.message


def test_a_faulty_parcel_is_kept_and_the_others_reviewed(district: Any, parcel_file: Write,
                                                         shapes: list[shapely.Polygon]) -> None:
    bow = shapely.Polygon([(38520200, 3900200), (38520300, 3900300), (38520300, 3900200), (38520200, 3900300)])
    review = review_file(parcel_file(bow, shapes[1]), district.home, "2025-06-01")
    assert review.parcels[0].dm2 is None and review.parcels[0].layers == ()
    assert [f.level for f in review.parcels[0].reading] == ["error"] and len(review.errors()) == 1
    assert review.parcels[1].dm2 and len(review.parcels[1].layers) == 4
    assert review.as_json()["parcels"][0]["area_m2"] is None


def test_a_ring_that_touches_itself_has_an_honest_area(district: Any, parcel_file: Write) -> None:
    x, y = 38_520_300.0, 3_900_300.0
    touching = shapely.Polygon([(x, y), (x + 40, y + 40), (x + 80, y), (x + 80, y + 80), (x + 40, y + 40), (x, y + 80)])
    assert not touching.is_valid
    parcel = review_file(parcel_file(touching), district.home, "2025-06-01").parcels[0]
    assert parcel.dm2 == int(survey_areas_dm2([touching], district.gk)[0]) and parcel.reading[0].level == "warning"
    for layer in parcel.layers:
        assert layer.covered_dm2 + layer.uncovered_dm2 == parcel.dm2


def test_a_parcel_in_another_zone_has_the_same_ground(district: Any, tmp_path: Path,
                                                      shapes: list[shapely.Polygon]) -> None:
    import geopandas

    dense = shapely.segmentize(shapes[0], 5.0)
    frame = geopandas.GeoDataFrame({"DKBH": ["P1"]}, geometry=[dense], crs=4526)
    frame.to_file(tmp_path / "own.gpkg")
    frame.to_crs(4527).to_file(tmp_path / "other.gpkg")
    own, other = (review_file(tmp_path / f"{n}.gpkg", district.home, "2025-06-01").parcels[0] for n in ("own", "other"))
    assert own.dm2 is not None and other.dm2 is not None
    assert abs(own.dm2 - other.dm2) <= 5
    for mine, theirs in zip(own.layers, other.layers, strict=True):
        for a, b in zip(mine.classes, theirs.classes, strict=True):
            assert a.code == b.code and abs(a.dm2 - b.dm2) <= 50
        assert theirs.covered_dm2 + theirs.uncovered_dm2 == other.dm2


@pytest.mark.parametrize("change", [{"profile": "nope"}, {"as_of": "yesterday"}])
def test_refusals(change: dict[str, str], district: Any, parcel_file: Write, shapes: list[shapely.Polygon]) -> None:
    with pytest.raises(Refusal):
        review_file(parcel_file(*shapes), district.home, **change)
    with pytest.raises(Refusal):
        review_file(Path("nowhere.txt"), district.home)


def test_coordinate_txt(district: Any, tmp_path: Path) -> None:
    ring = [(3900200.0, 38520200.0), (3900200.0, 38520300.0), (3900300.0, 38520300.0), (3900300.0, 38520200.0)]
    lines = ["[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "计量单位=米", "带号=38", "[地块坐标]",
             "5,1.0000,1,一号地块,面,,工业用地,,@",
             *(f"J{k % 4 + 1},1,{ring[k % 4][0]:.3f},{ring[k % 4][1]:.3f}" for k in range(5))]
    (tmp_path / "p.txt").write_bytes("\r\n".join(lines).encode("gbk"))
    parcel = review_file(tmp_path / "p.txt", district.home, "2025-06-01").parcels[0]
    assert (parcel.id, parcel.name) == ("1", "一号地块") and parcel.dm2 == int(survey_areas_dm2(
        [shapely.box(38520200, 3900200, 38520300, 3900300)], district.gk)[0])
