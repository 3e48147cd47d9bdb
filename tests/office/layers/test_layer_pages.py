"""Pages of the layers over a small atlas: lists, a version, its check beside the office, differences, rights."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pyogrio
import pytest
import shapely
from django.test import Client

from yulin.atlas.catalogue import Atlas
from yulin.findings import Refusal
from yulin.geodesy.crs import to_lonlat
from yulin.office.layers import jobs, run

pytestmark = pytest.mark.django_db
EPSG, X, Y = 4526, 38_500_000.0, 3_985_000.0
OLD, NEW = "2024-12-31", "2025-12-31"
CHECK = f"/layers/dltb/{NEW}/check/"
DIFF = f"/layers/dltb/diff/?before={OLD}&after={NEW}"


def square(i: int, wide: float = 100.0) -> Any:
    return shapely.box(X + 100 * i, Y, X + 100 * i + wide, Y + 100)


def patches(codes: list[str], shapes: list[Any]) -> geopandas.GeoDataFrame:
    names = {"0103": "旱地", "0301": "乔木林地", "0601": "工业用地"}
    areas = [round(shape.area, 2) for shape in shapes]
    return geopandas.GeoDataFrame({
        "BSM": [f"99010221000000000{i}" for i in range(len(codes))], "TBBH": [str(i + 1) for i in range(len(codes))],
        "DLBM": codes, "DLMC": [names[c] for c in codes], "ZLDWDM": "9901020010010000000", "TBMJ": areas,
        "KCXS": 0.0, "KCMJ": 0.0, "TBDLMJ": areas}, geometry=shapes, crs=EPSG)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three squares of a hectare; a year later the second is built on, and the third lies 1 m over it."""
    home = tmp_path_factory.mktemp("layers")
    patches(["0103", "0103", "0301"], [square(i) for i in range(3)]).to_file(home / "old.gpkg", layer="DLTB")
    later = [square(0), square(1), shapely.box(X + 199, Y, X + 300, Y + 100)]
    patches(["0103", "0601", "0301"], later).to_file(home / "new.gpkg", layer="DLTB")
    for name, day in (("old", OLD), ("new", NEW)):
        assert Atlas(home).import_file(home / f"{name}.gpkg", "dltb", day, who="张三").version
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path, settings: Any) -> Path:
    """The atlas of the session in a home of this test's own."""
    (tmp_path / "atlas").symlink_to(made / "atlas")
    settings.HOME = tmp_path
    return tmp_path


def job(home: Path, what: str, words: str = "zh") -> None:
    assert run.main([str(home), "dltb", what, "head", words]) == 0


def test_the_list_says_how_much_from_where_by_whom(home: Path, as_: Callable[[str], Client]) -> None:
    page = as_("clerk").get("/layers/").content.decode()
    for told in (OLD, NEW, "45.00", "3.00", "new.gpkg", "张三", "未检查", "地类图斑"):
        assert told in page, told
    assert "/layers/dltb/diff/" in page


def test_without_layers_the_list_says_what_to_do(tmp_path: Path, settings: Any, as_: Callable[[str], Client]) -> None:
    settings.HOME = tmp_path
    page = as_("clerk").get("/layers/").content.decode()
    assert "还没有图层。" in page
    assert "请股室负责人或系统管理员导入图层。" in page


def test_a_version_shows_its_manifest_fields_and_classes(home: Path, as_: Callable[[str], Client]) -> None:
    page = as_("clerk").get(f"/layers/dltb/{OLD}/").content.decode()
    for told in ("20,000.00", "30.00", "旱地", "乔木林地", "图斑编号", "CGCS2000", "old.gpkg"):
        assert told in page, told
    assert f'data-layers="dltb@{OLD}"' in page
    for address in ("/layers/dltb/2023-12-31/", "/layers/nothing/2025-12-31/", "/layers/xzq/2025-12-31/check/",
                    "/layers/dltb/2023-12-31..2025-12-31/progress/", "/layers/dltb/..%2F..%2F/check/"):
        assert as_("clerk").get(address).status_code == 404, address


def test_a_check_finds_the_overlap_where_it_lies(home: Path, as_: Callable[[str], Client]) -> None:
    assert "还没有检查过" in as_("clerk").get(CHECK).content.decode()
    job(home, NEW)
    result = jobs.result_of(jobs.folder_of(home, "dltb", NEW))
    counts = {c["id"]: (c["errors"], c["warnings"]) for c in result["checks"]}
    assert (result["rows"], counts["coverage.overlap"], counts["coverage.gap"]) == (3, (1, 0), (0, 0))
    page = as_("clerk").get(CHECK).content.decode()
    assert "要素重叠" in page
    assert "check=coverage.overlap" in page
    listed = as_("clerk").get(CHECK, {"check": "coverage.overlap", "fault": "0"}).content.decode()
    assert "重叠 99.9996 平方米" in listed
    assert f"{CHECK}faults.json?check=coverage.overlap&amp;from=0&amp;to=0" in listed
    (fault,) = as_("clerk").get(f"{CHECK}faults.json", {"check": "coverage.overlap"}).json()["features"]
    assert fault["properties"]["url"] == f"{CHECK}?check=coverage.overlap&fault=0"
    west, _south, east, _north = shapely.from_geojson(json.dumps(fault["geometry"])).bounds
    lon = [float(v) for v in to_lonlat([X + 199, X + 200], [Y, Y], EPSG)[0]]
    assert (west, east) == pytest.approx(lon, abs=5e-8)  # the overlap itself, 1 m wide
    assert "1 处错误" in as_("clerk").get("/layers/").content.decode()


def test_faults_go_out_as_geopackage(home: Path, as_: Callable[[str], Client], tmp_path: Path) -> None:
    assert as_("clerk").get(f"{CHECK}faults.gpkg").status_code == 404
    job(home, NEW)
    answer = as_("clerk").get(f"{CHECK}faults.gpkg")
    assert answer["Content-Disposition"] == f'attachment; filename="dltb-{NEW}-faults.gpkg"'
    (tmp_path / "out.gpkg").write_bytes(b"".join(answer.streaming_content))
    found = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer="faults")
    assert (found.crs.to_epsg(), found["check"].tolist().count("coverage.overlap")) == (EPSG, 1)


def test_a_sound_version_passes_and_its_findings_follow_the_language(home: Path, as_: Callable[[str], Client]) -> None:
    job(home, OLD, "en")
    page = as_("clerk").get(f"/layers/dltb/{OLD}/check/")
    assert "通过" in page.content.decode()
    assert not (jobs.folder_of(home, "dltb", OLD) / jobs.GEOPACKAGE).exists()
    browser = as_("clerk")
    browser.cookies["yulin_language"] = "en"
    assert "Features" in browser.get("/layers/").content.decode()
    assert "No faults" in browser.get("/layers/").content.decode()


def test_the_difference_adds_up_and_goes_out_as_workbook(home: Path, as_: Callable[[str], Client]) -> None:
    assert "还没有比较过" in as_("clerk").get(DIFF).content.decode()
    job(home, f"{OLD}..{NEW}")
    page = as_("clerk").get(DIFF).content.decode()
    assert "10,000.00" in page
    answer = as_("clerk").get(f"/layers/dltb/diff/matrix.xlsx?before={OLD}&after={NEW}")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows[0] == [None, "0103 旱地", "0301 乔木林地", "0601 工业用地", "仅前一版", "合计"]
    assert [r[-1] for r in rows[1:4]] == [20000, 10000, 0]
    for row in rows[1:]:
        assert round(sum(v or 0 for v in row[1:-1]), 2) == round(row[-1], 2), row
    for column in range(1, 6):
        assert round(sum(row[column] or 0 for row in rows[1:-1]), 2) == round(rows[-1][column], 2), column
    assert rows[-1][1:4] == [10000, 10100, 10000]
    assert as_("clerk").get(f"/layers/dltb/diff/matrix.xlsx?before={OLD}&after={OLD}").status_code == 404
    assert as_("clerk").get("/layers/dltb/diff/?before=2020-01-01").status_code == 404


def test_only_heads_and_admins_start_work_and_it_is_refused_while_it_runs(
        home: Path, as_: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    class Quiet:
        def __init__(self, command: list[str], **_how: Any) -> None:
            started.append(command[3:])

    monkeypatch.setattr(jobs, "_watch", lambda *_: None)  # the lock stays, as while the process runs
    monkeypatch.setattr(subprocess, "Popen", Quiet)
    for login in ("clerk", "east", "leader", "auditor"):
        assert as_(login).post(CHECK).status_code == 403, login
        assert as_(login).post(DIFF).status_code == 403, login
    assert started == []
    assert as_("head").post(CHECK).status_code == 302
    assert started == [[str(home), "dltb", NEW, "head", "zh"]]
    again = as_("head").post(CHECK)
    assert (again.status_code, len(started)) == (422, 1)
    running = as_("clerk").get(CHECK).content.decode()
    assert 'hx-trigger="every 2s"' in running
    assert as_("head").post("/layers/dltb/diff/", {"before": OLD, "after": NEW}).status_code == 302
    third = as_("admin").post(f"/layers/dltb/{OLD}/check/")
    assert (third.status_code, len(started)) == (422, 2)
    assert not jobs.folder_of(home, "dltb", OLD).joinpath(jobs.LOCK).exists()


def test_progress_asks_for_the_page_again_when_the_job_is_over(home: Path, as_: Callable[[str], Client]) -> None:
    folder = jobs.folder_of(home, "dltb", NEW)
    folder.mkdir(parents=True)
    (folder / jobs.LOCK).touch()
    jobs.put_state(folder, jobs.State("running", "要素重叠", 5, 12, "head", 0.0))
    address = f"/layers/dltb/{NEW}/progress/"
    part = as_("clerk").get(address)
    assert "HX-Refresh" not in part
    assert "5 / 12" in part.content.decode()
    (folder / jobs.LOCK).unlink()  # the process is gone
    assert as_("clerk").get(address)["HX-Refresh"] == "true"
    assert "中途停止" in as_("clerk").get(CHECK).content.decode()
    job(home, NEW)
    state = jobs.state_of(folder)
    assert state is not None
    assert (state.status, (folder / jobs.LOCK).exists()) == ("done", False)


def test_a_killed_process_leaves_no_lock_and_touches_no_later_one(home: Path) -> None:
    folder = jobs.folder_of(home, "dltb", NEW)
    mark = jobs._lock(home, folder)
    jobs.put_state(folder, jobs.State("running", "要素重叠", 5, 12, "head", 0.0))

    class Gone:
        def wait(self) -> None:
            """It is over at once."""

    gone: Any = Gone()
    jobs._watch(gone, folder, "of an earlier job")
    assert (folder / jobs.LOCK).exists()
    jobs._watch(gone, folder, mark)
    state = jobs.state_of(folder)
    assert state is not None
    assert (state.status, (folder / jobs.LOCK).exists()) == ("stopped", False)


def test_a_job_that_cannot_be_done_says_why(home: Path) -> None:
    assert run.main([str(home), "dltb", "2023-12-31", "head", "zh"]) == 1
    state = jobs.state_of(jobs.folder_of(home, "dltb", "2023-12-31"))
    assert state is not None
    assert (state.status, "2023-12-31" in state.error) == ("failed", True)


def test_the_work_is_done_in_a_process_of_its_own(home: Path) -> None:
    process = jobs.start(home, "dltb", NEW, "head", "en")
    with pytest.raises(Refusal):
        jobs.start(home, "dltb", NEW, "head", "en")
    assert process.wait(timeout=120) == 0
    result = jobs.result_of(jobs.folder_of(home, "dltb", NEW))
    assert (result["by"], result["language"], result["rows"]) == ("head", "en", 3)


def test_change_patches_by_reason_on_the_map_and_as_a_file(home: Path, as_: Callable[[str], Client]) -> None:
    browser = as_("head")
    job(home, f"{OLD}..{NEW}")
    page = browser.get(DIFF).content.decode()
    for told in ("变化图斑", "地类变更", "界线调整", "0103 旱地", "0601 工业用地", "不计小于（m²）"):
        assert told in page, told
    result = jobs.result_of(jobs.folder_of(home, "dltb", f"{OLD}..{NEW}"))
    assert {r["reason"]: r["count"] for r in result["reasons"]} == {"reclassified": 1, "boundary_moved": 1}
    assert sum(r["count"] for r in result["reasons"]) == result["patches_total"] == len(result["patches"])
    assert [p["reason"] for p in result["patches"]] == ["reclassified", "boundary_moved"]  # the largest first
    chosen = browser.get(f"{DIFF}&reason=boundary_moved").content.decode()
    assert "reason=boundary_moved" in chosen and "99010221000000000" in chosen
    drawn = browser.get(f"/layers/dltb/diff/changes.json?before={OLD}&after={NEW}&n=1").json()["features"]
    assert [f["properties"]["reason"] for f in drawn] == ["boundary_moved"]
    lon, lat = (float(v) for v in to_lonlat(X + 199.5, Y + 50, EPSG))
    assert shapely.contains_xy(shapely.from_geojson(json.dumps(drawn[0]["geometry"])), lon, lat)
    answer = browser.get(f"/layers/dltb/diff/changes.gpkg?before={OLD}&after={NEW}")
    (home / "back.gpkg").write_bytes(b"".join(answer.streaming_content))
    frame = pyogrio.read_dataframe(home / "back.gpkg", layer="changes")
    assert sorted(frame["reason"]) == ["boundary_moved", "reclassified"] and frame.crs.to_epsg() == EPSG
    assert as_("clerk").get(f"/layers/dltb/diff/changes.json?before={OLD}&after={NEW}&n=9").json()["features"] == []


def test_the_threshold_is_asked_kept_and_shown(home: Path, as_: Callable[[str], Client],
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    class Now:
        def __init__(self, command: list[str], **_how: Any) -> None:
            run.main(command[3:])

    monkeypatch.setattr(subprocess, "Popen", Now)
    monkeypatch.setattr(jobs, "_watch", lambda *_: None)
    browser = as_("head")
    for wrong in ("-1", "x", "1e9", "0.00001", "NaN"):
        answer = browser.post("/layers/dltb/diff/", {"before": OLD, "after": NEW, "threshold": wrong})
        assert answer.status_code == 422 and "最小面积应为" in answer.content.decode(), wrong
    assert jobs.result_of(jobs.folder_of(home, "dltb", f"{OLD}..{NEW}")) is None
    assert browser.post("/layers/dltb/diff/", {"before": OLD, "after": NEW, "threshold": "150"}).status_code == 302
    page = browser.get(DIFF).content.decode()
    result = jobs.result_of(jobs.folder_of(home, "dltb", f"{OLD}..{NEW}"))
    assert {r["reason"]: r["count"] for r in result["reasons"]} == {"reclassified": 1}
    assert result["noise_below_m2"] == "150.0" and 'value="150.0"' in page
