"""A layer through the pages: upload, columns shown for confirmation, import in a process of its own, receipt."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yulin.atlas.catalogue import Atlas
from yulin.office.layers import jobs, run

pytestmark = pytest.mark.django_db
EPSG, X, Y, DAY = 4526, 38_500_000.0, 3_985_000.0, "2025-12-31"


@pytest.fixture
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home in which a started job is done at once, in this process."""
    monkeypatch.setenv("YULIN_HOME", str(tmp_path))
    settings.HOME = tmp_path

    class Now:
        def __init__(self, command: list[str], **_how: Any) -> None:
            run.main(command[3:])

    monkeypatch.setattr(subprocess, "Popen", Now)
    monkeypatch.setattr(jobs, "_watch", lambda *_: None)
    return tmp_path


def file(folder: Path, name: str = "CZKFBJ", **columns: list[Any]) -> SimpleUploadedFile:
    shapes = [shapely.box(X + 300 * i, Y, X + 300 * i + 200, Y + 200) for i in range(2)]
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=EPSG)
    frame.to_file(folder / "up.gpkg", layer=name)
    return SimpleUploadedFile("边界.gpkg", (folder / "up.gpkg").read_bytes())


def sent(browser: Client, upload: SimpleUploadedFile) -> str:
    answer = browser.post("/layers/import/", {"file": upload})
    assert answer.status_code == 302
    return str(answer["Location"])


GOOD = {"标识码": ["990102200200000001", "990102200200000002"], "规划分区代码": ["010", "020"],
        "规划分区名称": ["集中建设区", "弹性发展区"], "说明文字": ["甲", "乙"]}


def test_columns_are_shown_then_imported_then_receipted(home: Path, as_: Callable[[str], Client]) -> None:
    browser = as_("head")
    page = sent(browser, file(home, **GOOD))
    shown = browser.get(page).content.decode()
    for told in ("BSM", "标识码", "别名", "说明文字", "集中建设区", f"EPSG:{EPSG}"):
        assert told in shown, told
    assert Atlas(home).layers() == []
    query = {"name": "边界.gpkg", "layer": "czkfbj", "source": "CZKFBJ", "take": "all"}
    address = page.partition("?")[0]
    for day in ("", "tomorrow", "2999-01-01"):
        assert browser.post(address, {**query, "day": day}).status_code == 422, day
    assert Atlas(home).layers() == []
    done = browser.post(address, {**query, "day": DAY})
    assert done["Location"] == f"/layers/czkfbj/import/{DAY}/"
    assert "导入 2 个要素" in browser.get(done["Location"]).content.decode()
    (version,) = Atlas(home).versions("czkfbj")
    assert (version.id, version.rows, version.manifest["imported"]["who"]) == (DAY, 2, "head")
    assert version.manifest["source"]["file"] == "边界.gpkg"
    again = browser.post(address, {**query, "day": DAY})
    assert again.status_code == 422
    assert f"已有 {DAY} 的版本" in again.content.decode()


def test_a_person_chooses_the_column_that_names_do_not_tell(home: Path, as_: Callable[[str], Client]) -> None:
    browser = as_("admin")
    strange = {("分区" if k == "规划分区代码" else k): v for k, v in GOOD.items()}
    page = sent(browser, file(home, **strange))
    address, query = page.partition("?")[0], {"name": "边界.gpkg", "layer": "czkfbj", "source": "CZKFBJ", "day": DAY}
    looked = browser.post(address, {**query, "take": "look", "map_GHFQDM": "分区"})
    assert looked.status_code == 200
    assert "指定" in looked.content.decode()
    assert browser.post(address, {**query, "take": "all", "map_GHFQDM": "分区"}).status_code == 302
    (version,) = Atlas(home).versions("czkfbj")
    assert version.manifest["fields"]["GHFQDM"] == "分区"


def test_a_bad_feature_refuses_all_or_is_left_out(home: Path, as_: Callable[[str], Client]) -> None:
    browser = as_("head")
    page = sent(browser, file(home, **{**GOOD, "规划分区代码": ["010", None]}))
    address, query = page.partition("?")[0], {"name": "边界.gpkg", "layer": "czkfbj", "source": "CZKFBJ", "day": DAY}
    refused = browser.get(browser.post(address, {**query, "take": "all"})["Location"]).content.decode()
    assert "没有导入：1 处错误" in refused
    assert Atlas(home).layers() == []
    taken = browser.get(browser.post(address, {**query, "take": "good"})["Location"]).content.decode()
    assert "导入 1 个要素，略去 1 个" in taken
    assert Atlas(home).versions("czkfbj")[0].rows == 1


def test_what_is_no_layer_is_refused_in_a_sentence(home: Path, as_: Callable[[str], Client]) -> None:
    browser = as_("head")
    assert browser.post("/layers/import/", {}).status_code == 422
    page = sent(browser, SimpleUploadedFile("坏.gpkg", b"no geopackage"))
    answer = browser.get(page)
    assert answer.status_code == 422
    assert "坏.gpkg" in answer.content.decode()
    unknown = browser.get(sent(browser, file(home, "NICHTS", **GOOD)).replace("%E8%BE%B9%E7%95%8C", "x"))
    assert "看不出这是哪种图层" in unknown.content.decode()
    assert browser.get(f"/layers/import/{'0' * 64}/").status_code == 404
    assert browser.get(f"/layers/czkfbj/import/{DAY}/").status_code == 404


def test_only_heads_and_admins_import(home: Path, as_: Callable[[str], Client]) -> None:
    page = sent(as_("head"), file(home, **GOOD))
    for login in ("clerk", "leader", "auditor"):
        for address in ("/layers/import/", page, f"/layers/czkfbj/import/{DAY}/"):
            assert as_(login).get(address).status_code == 403, (login, address)
        assert as_(login).post(page.partition("?")[0], {"take": "all", "day": DAY}).status_code == 403
    assert Atlas(home).layers() == []
