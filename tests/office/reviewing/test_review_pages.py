"""Reviews in the office: kept whole, seen in one's region, papers that say the same for ever, two side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yulin.atlas.catalogue import Atlas
from yulin.geodesy.crs import gk_from_epsg
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.office.journal.models import JournalLine
from yulin.office.reviewing.comparing import compare
from yulin.office.reviewing.models import ReviewRun

pytestmark = pytest.mark.django_db
X, Y = 38_500_000.0, 3_500_000.0


def box(x0: float, y0: float, x1: float, y1: float) -> shapely.Polygon:
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


PROJECT = box(50, 50, 150, 150)


def layer(folder: Path, name: str, day: str, columns: dict[str, Any], shapes: list[shapely.Polygon]) -> None:
    geopandas.GeoDataFrame(columns, geometry=shapes, crs=4526).to_file(folder / f"{name}-{day}.gpkg")
    from django.conf import settings

    receipt = Atlas(settings.HOME).import_file(folder / f"{name}-{day}.gpkg", name, day)
    assert receipt.version is not None, receipt.findings


@pytest.fixture
def mapped(settings: Any, tmp_path: Path) -> None:
    """A home with permanent farmland on the western half of the project, and the redline far away."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    (tmp_path / "layers").mkdir()
    farm = {"BSM": ["1"], "YJJBNTTBBH": ["1"], "DLBM": ["0103"], "DLMC": ["旱地"], "KCXS": [0.0],
            "YJJBNTTBMJ": [1.0], "YJJBNTMJ": [1.0]}
    layer(tmp_path / "layers", "yjjbntbhtb", "2024-12-31", farm, [box(0, 0, 100, 300)])
    layer(tmp_path / "layers", "stbhhx", "2024-12-31", {"HXBM": ["R1"], "HXMC": ["青山"]}, [box(900, 900, 990, 990)])


@pytest.fixture(autouse=True)
def _same_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("YULIN_HOME", str(tmp_path / "home"))


def project(tmp_path: Path, *shapes: shapely.Polygon) -> SimpleUploadedFile:
    path = tmp_path / "项目.geojson"
    frame = geopandas.GeoDataFrame({"DKBH": [f"P{i + 1}" for i in range(len(shapes))]}, geometry=list(shapes), crs=4526)
    frame.to_crs(4490).to_file(path, driver="GeoJSON")
    return SimpleUploadedFile(path.name, path.read_bytes())


def made(browser: Client, tmp_path: Path, *shapes: shapely.Polygon, day: str = "2025-06-01") -> ReviewRun:
    answer = browser.post("/reviews/", {"file": project(tmp_path, *(shapes or (PROJECT,))), "day": day,
                                        "profile": "urban", "crs": ""})
    assert answer.status_code == 302, answer.content.decode()
    return ReviewRun.objects.get(pk=int(answer["Location"].split("/")[2]))


def test_a_review_is_kept_with_its_journal_line(as_: Callable[[str], Client], mapped: None, tmp_path: Path) -> None:
    run = made(as_("clerk"), tmp_path)
    whole = int(survey_areas_dm2([PROJECT], gk_from_epsg(4526))[0])
    assert abs(run.dm2 - whole) <= 1  # the file is in degrees: a hundredth of a square metre is its own rounding
    assert (run.parcels, run.critical, run.by, run.profile) == (1, 1, "clerk", "urban")
    (parcel,) = run.result["parcels"]
    cover = next(c for c in parcel["layers"] if c["layer"] == "yjjbntbhtb")
    assert sum(Decimal(c["area_m2"]) for c in cover["classes"]) + Decimal(cover["uncovered_m2"]) == Decimal(
        parcel["area_m2"]) == Decimal(run.dm2) / 100
    line = JournalLine.objects.get()
    assert (line.act, line.register, line.record, line.actor) == ("review", "review", str(run.pk), "clerk")
    parts = [f["properties"]["part"] for f in run.shapes["features"]]
    assert parts == ["parcel", "yjjbntbhtb"]
    page = as_("clerk").get(f"/reviews/{run.pk}/").content.decode()
    assert "占用永久基本农田" in page and f"{run.dm2 // 100 // 1000},{run.dm2 // 100 % 1000:03d}" in page
    assert run.name in as_("leader").get("/reviews/").content.decode()


def test_what_is_drawn_on_the_map_is_reviewed_and_answered_as_json(as_: Callable[[str], Client], mapped: None,
                                                                   tmp_path: Path) -> None:
    drawn = project(tmp_path, PROJECT).read().decode()
    answer = as_("clerk").post("/reviews/", {"drawn": drawn, "day": "2025-06-01"},
                               headers={"accept": "application/json"})
    assert answer.status_code == 201
    told = answer.json()
    assert told["result"]["totals"]["findings"]["critical"] == 1
    assert ReviewRun.objects.get().name == "drawn.geojson" and told["url"] == f"/reviews/{told['id']}/"


@pytest.mark.parametrize(("given", "says"), [
    ({"day": "2025-06-01"}, "请先选择文件"), ({"day": "soon", "file": b"{}"}, "不是日期"),
    ({"day": "2025-06-01", "file": b"not json"}, "项目.geojson"), ({"day": "2025-06-01", "file": b""}, "空文件"),
    ({"day": "2025-06-01", "file": b"{}", "crs": "here"}, "EPSG:4526"),
])
def test_what_cannot_be_reviewed_is_refused_and_nothing_is_kept(
    as_: Callable[[str], Client], mapped: None, given: dict[str, Any], says: str,
) -> None:
    if "file" in given:
        given = {**given, "file": SimpleUploadedFile("项目.geojson", given["file"])}
    answer = as_("clerk").post("/reviews/", given)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert ReviewRun.objects.count() == 0 and JournalLine.objects.count() == 0


def test_who_may_not_review_and_who_may_not_see(as_: Callable[[str], Client], mapped: None, tmp_path: Path) -> None:
    refused = as_("leader").post("/reviews/", {"file": project(tmp_path, PROJECT), "day": "2025-06-01"})
    assert refused.status_code == 403 and ReviewRun.objects.count() == 0
    run = made(as_("east"), tmp_path)
    assert as_("west").get(f"/reviews/{run.pk}/").status_code == 404
    assert as_("west").get(f"/reviews/{run.pk}/shapes.json").status_code == 404
    assert as_("head").get(f"/reviews/{run.pk}/").status_code == 200


def test_a_paper_is_made_once_and_never_says_something_else(as_: Callable[[str], Client], mapped: None,
                                                            tmp_path: Path) -> None:
    run = made(as_("clerk"), tmp_path)
    first = as_("clerk").get(f"/reviews/{run.pk}/dossier.html")
    body = b"".join(first.streaming_content).decode()
    assert "占用永久基本农田" in body and first["Content-Disposition"].startswith("attachment")
    farm = {"BSM": ["1"], "YJJBNTTBBH": ["1"], "DLBM": ["0103"], "DLMC": ["旱地"], "KCXS": [0.0],
            "YJJBNTTBMJ": [1.0], "YJJBNTMJ": [1.0]}
    layer(tmp_path / "layers", "yjjbntbhtb", "2025-01-31", farm, [box(0, 0, 60, 300)])
    again = as_("clerk").get(f"/reviews/{run.pk}/dossier.html")
    assert b"".join(again.streaming_content).decode() == body
    other = as_("clerk").get(f"/reviews/{run.pk}/dossier.docx")
    assert other.status_code == 422 and "请重新审查" in other.content.decode()
    run.refresh_from_db()
    assert list(run.papers) == ["html-zh"]
    result = as_("clerk").get(f"/reviews/{run.pk}/dossier.json")
    assert json.loads(result.content) == run.result


def test_two_reviews_side_by_side(as_: Callable[[str], Client], mapped: None, tmp_path: Path) -> None:
    before = made(as_("clerk"), tmp_path)
    after = made(as_("clerk"), tmp_path, box(110, 50, 150, 150))
    assert compare(before.result, before.result).areas == ()
    found = compare(before.result, after.result)
    whole = next(d for d in found.areas if d.layer == "")
    assert (whole.before, whole.after) == (Decimal(before.dm2) / 100, Decimal(after.dm2) / 100)
    assert whole.change == whole.after - whole.before < 0
    farmland = next(d for d in found.areas if d.layer == "yjjbntbhtb" and d.code == "0103")
    assert farmland.after is None and farmland.change == -farmland.before
    assert [where for where, _text in found.gone] == ["P1"] and found.new == ()
    page = as_("clerk").get(f"/reviews/{after.pk}/compare/?with={before.pk}").content.decode()
    assert "消除的提示" in page and f"{farmland.before:,}" in page
    assert as_("clerk").get(f"/reviews/{after.pk}/compare/?with=x").status_code == 404


def test_a_review_is_tied_to_the_record_it_was_made_for(as_: Callable[[str], Client], staff: dict[str, Any],
                                                        mapped: None, tmp_path: Path) -> None:
    from yulin.office.registers.acts import NewRecord, create
    from yulin.office.registers.declaration import register_of

    run = made(as_("clerk"), tmp_path)
    values = {"number": "DJ-1", "project": "供水工程", "region": "990102001", "area": 66_666_67}
    record = create(register_of("titles.demarcation"), NewRecord(values), staff["clerk"])
    wrong = as_("clerk").post(f"/reviews/{run.pk}/record/", {"register": "titles.demarcation", "key": "DJ-2"})
    assert wrong.status_code == 422
    run.refresh_from_db()
    assert run.register == ""
    as_("clerk").post(f"/reviews/{run.pk}/record/", {"register": "titles.demarcation", "key": "DJ-1"})
    run.refresh_from_db()
    assert (run.register, run.record) == ("titles.demarcation", record.pk)
    assert "DJ-1" in as_("clerk").get(f"/reviews/{run.pk}/").content.decode()
    assert as_("leader").post(f"/reviews/{run.pk}/record/", {"register": "titles.demarcation", "key": "DJ-1"}
                              ).status_code == 403
