"""A project's ground against a small atlas: redline, permanent farmland, what was farmland already, steep slopes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.test import Client

from yulin.atlas.catalogue import Atlas
from yulin.findings import Refusal
from yulin.geodesy.crs import gk_from_epsg
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.office.balance.ground_checks import ground_findings
from yulin.office.registers.acts import NewRecord, create
from yulin.office.registers.declaration import register_of
from yulin.office.registers.parcel import parcel_value

X, Y, EPSG = 38_500_000, 3_900_000, 4526
Snapshot = Callable[[], Any]


def square(x0: float, x1: float) -> shapely.Polygon:
    return shapely.box(X + x0, Y, X + x1, Y + 100)


@pytest.fixture
def mapped(settings: Any, tmp_path: Path) -> None:
    """West to east: bare ground to 300 m, farmland of slope class 2 to 500, of class 5 to 700. The redline lies over
    100–200 m, permanent farmland over 300–400, the town's boundary over 0–100.
    """
    settings.HOME = tmp_path / "home"
    strips = [square(0, 300), square(300, 500), square(500, 700)]
    area = survey_areas_dm2(strips, gk_from_epsg(EPSG)) / 100
    land_use = {"BSM": [f"{n:018d}" for n in range(3)], "TBBH": ["1", "2", "3"], "ZLDWDM": "9901020010010000000",
                "QSXZ": "30", "DLBM": ["1206", "0103", "0103"], "TBMJ": area, "TBDLMJ": area,
                "GDPDJB": [None, "2", "5"]}
    farm = {"BSM": ["1"], "YJJBNTTBBH": ["1"], "DLBM": ["0103"], "DLMC": ["旱地"], "YJJBNTTBMJ": [10_000.0],
            "YJJBNTMJ": [10_000.0]}
    layers = {"dltb": (land_use, strips), "yjjbntbhtb": (farm, [square(300, 400)]),
              "stbhhx": ({"HXBM": ["R1"], "HXMC": ["青山红线"]}, [square(100, 200)]),
              "czkfbj": ({"GHFQDM": ["01"], "GHFQMC": ["城镇集中建设区"]}, [square(0, 100)])}
    for layer, (columns, shapes) in layers.items():
        path = tmp_path / f"{layer}.gpkg"
        geopandas.GeoDataFrame(columns, geometry=shapes, crs=EPSG).to_file(path)
        receipt = Atlas(settings.HOME).import_file(path, layer, "2023-12-31")
        assert receipt.version is not None, receipt.findings


def project(by: Any, x0: float, x1: float, kind: str = "土地复垦", accepted: bool = True) -> Any:
    values = {"number": "GD-1", "name": "一号项目", "kind": kind, "region": "990102001", "new_farmland": 1_000_000,
              "grade_after": 900, "accepted_on": dt.date(2025, 2, 1) if accepted else None}
    return create(register_of("balance.project"), NewRecord(values, parcel_value(square(x0, x1), EPSG)), by)


@pytest.mark.parametrize(("x0", "x1", "kind", "said"), [
    (200, 300, "土地复垦", []),
    (185, 300, "土地复垦", [("error", "与生态保护红线重叠 2.25 亩")]),  # 1,500 m²: beyond drawing
    (195, 300, "土地复垦", [("warning", "与生态保护红线重叠 0.75 亩")]),  # 500 m²: noted only
    (0, 100, "土地复垦", [("warning", "与城镇开发边界重叠 15.00 亩")]),
    (220, 320, "提质改造", [("error", "与永久基本农田重叠 3.00 亩")]),
    (400, 500, "土地复垦", [("error", "2023-12-31 现状已有耕地 15.00 亩，不是新增耕地")]),
    (400, 500, "土地整理", [("warning", "2023-12-31 现状已有耕地 15.00 亩，不是新增耕地")]),
    (460, 520, "土地整理", [("warning", "2023-12-31 现状已有耕地 9.00 亩，不是新增耕地"),
                        ("warning", "2023-12-31 有 25 度以上坡耕地 3.00 亩")]),
    (600, 700, "土地开发", [("error", "2023-12-31 现状已有耕地 15.00 亩，不是新增耕地"),
                        ("error", "2023-12-31 有 25 度以上坡耕地 15.00 亩")]),
])
def test_what_the_ground_may_not_be_shuts_the_gate(
    staff: Any, snapshot: Snapshot, mapped: None, x0: float, x1: float, kind: str, said: list[tuple[str, str]]
) -> None:
    found = ground_findings(project(staff["clerk"], x0, x1, kind, accepted=False))
    assert [(f.level, f.message) for f in found if f.level != "note"] == said
    register_of("balance.project").model.objects.all().delete()
    graves = [message for level, message in said if level == "error"]
    before = snapshot()
    if not graves:
        project(staff["clerk"], x0, x1, kind)
        return
    with pytest.raises(Refusal) as refused:
        project(staff["clerk"], x0, x1, kind)
    assert graves[0] in str(refused.value)
    assert snapshot() == before and register_of("balance.project").model.objects.count() == 0


def test_slope_that_nobody_graded_is_said_to_be_unknown(staff: Any, mapped: None) -> None:
    found = ground_findings(project(staff["clerk"], 200, 350, accepted=False))
    assert (found[-1].level, found[-1].message) == (
        "note", "15.00 亩没有耕地坡度级别，未核查 25 度以上坡地")


def test_what_the_atlas_does_not_hold_is_said_on_the_record_and_shuts_nothing(
    staff: Any, as_: Callable[[str], Client]
) -> None:
    record = project(staff["clerk"], 0, 100)
    said = [f"图册没有{layer}图层，未核查" for layer in ("生态保护红线", "永久基本农田", "城镇开发边界")]
    said += ["图册没有验收前的地类图斑，未核查已有耕地", "图册没有耕地坡度级别，未核查 25 度以上坡地"]
    assert [(f.level, f.message) for f in ground_findings(record)] == [("note", one) for one in said]
    page = as_("head").get(f"/records/balance-project/{record.pk}/ground/").content.decode()
    assert all(one in page for one in said)
