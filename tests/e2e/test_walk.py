"""One clerk's morning in a real browser: log in, import, mend, find it in list, map and figures, make the report."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas
import mapbox_vector_tile
import openpyxl
import pytest
import shapely
from docx import Document

pytestmark = pytest.mark.e2e
YULIN = Path(sys.executable).with_name("yulin")
PASSWORD = "qinghe-2025"
X, Y, SIDE = 38_500_000, 3_985_000, 231
HEADS = ["批次名称", "批次类型", "所在乡镇", "涉及重点项目(个)", "总面积(亩)", "上报日期", "上报文号"]
GOOD = [
    ["2025年第1批次", "城市批次", "东关街道", 3, 80.04, "2025-03-03", "青政土〔2025〕1号"],
    ["2025年第2批次", "城市批次", "柳林镇", 2, 80.12, "2025年4月18日", "青政土〔2025〕2号"],
    ["2025年第3批次", "乡村批次", "柳林镇", 1, 80.16, 45826, "青政土〔2025〕3号"],
    ["2025年第4批次", "城市批次", "东关街道", 4, 80.18, "2025/11/20", "青政土〔2025〕4号"],
]


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "用地报批台账"
    sheet.append(["青禾区用地报批台账（2025年）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADS))
    for row in (HEADS, *rows):
        sheet.append(row)
    book.save(path)
    return path


def coordinates(path: Path) -> Path:
    """A square of 231 m: 53,361 m² = 80.04 亩, lying on the small map."""
    corners = [(X, Y), (X + SIDE, Y), (X + SIDE, Y + SIDE), (X, Y + SIDE), (X, Y)]
    points = [f"J{n % 4 + 1},1,{north}.000,{east}.000" for n, (east, north) in enumerate(corners)]
    lines = ["[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米", "带号=38",
             "[地块坐标]", "5,5.3361,2025年第1批次,2025年第1批次,面,,,,@", *points]
    path.write_bytes("\r\n".join(lines).encode("gbk"))
    return path


def run(home: Path, *words: str) -> str:
    env = os.environ | {"YULIN_HOME": str(home), "YULIN_LANG": "zh"}
    done = subprocess.run([str(YULIN), *words], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    from yulin.atlas.catalogue import Atlas

    home = tmp_path / "home"
    run(home, "office", "init")
    book = openpyxl.Workbook()
    book.active.title = "行政区划"
    for row in (["代码", "名称"], ["990102", "青禾区"], ["990102001", "东关街道"], ["990102002", "柳林镇"]):
        book.active.append(row)
    book.save(tmp_path / "行政区划.xlsx")
    run(home, "office", "load", str(tmp_path / "行政区划.xlsx"))
    run(home, "office", "user", "add", "yulin", "--role", "section_head", "--region", "990102",
        "--name", "林知秋", "--password", PASSWORD)
    boundary = geopandas.GeoDataFrame({"BSM": ["990102200200000001"], "GHFQDM": ["010"], "GHFQMC": ["集中建设区"]},
                                      geometry=[shapely.box(X - 500, Y - 500, X + 900, Y + 900)], crs=4526)
    boundary.to_file(tmp_path / "czkfbj.gpkg", layer="CZKFBJ")
    Atlas(home).import_file(tmp_path / "czkfbj.gpkg", "czkfbj", "2025-12-31")
    return home


@pytest.fixture
def office(home: Path, served: Callable[[Path], str]) -> str:
    """The office served as a user serves it; its address."""
    return served(home)


@pytest.fixture
def page(browser: Any, office: str) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=office, locale="zh-CN")
    context.set_default_timeout(120_000)
    yield context.new_page()
    context.close()


def upload(page: Any, address: str, file: Path) -> None:
    page.goto(address)
    page.set_input_files("input[name=file]", file)
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("heading", name="导入预览").wait_for()


def test_from_a_bad_workbook_to_the_report(page: Any, tmp_path: Path) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))

    page.goto("/")
    page.fill("input[name=username]", "yulin")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_text("林知秋").first.wait_for()

    bad = [list(row) for row in GOOD]
    bad[1][4], bad[3][5] = "八十亩多", "2025-02-30"
    upload(page, "/records/land-batch/import/", workbook(tmp_path / "台账.xlsx", bad))
    body = page.inner_text("main")
    assert "共 4 行：2 行可以导入，2 行有误。尚未写入任何内容。" in body
    assert "“八十亩多”不是数" in body
    assert "“2025-02-30”不是日期" in body
    page.goto("/records/land-batch/?as_of=2025-12-31")
    assert "2025年第1批次" not in page.inner_text("main")

    upload(page, "/records/land-batch/import/", workbook(tmp_path / "台账改.xlsx", GOOD))
    assert "共 4 行，全部正确，4 行有内容要写入。" in page.inner_text("main")
    page.get_by_role("button", name="导入 4 行").click()
    page.get_by_role("heading", name="导入回执").wait_for()
    assert "共 4 行：新增 4，更改 0，无变化 0，未收 0。" in page.inner_text("main")

    page.goto("/records/land-batch/?as_of=2025-12-31")
    listed = page.inner_text("main")
    assert all(row[0] in listed for row in GOOD)
    assert "320.50" in listed

    upload(page, "/records/land-batch/import/?kind=parcels", coordinates(tmp_path / "用地报批台账.txt"))
    page.get_by_role("button", name="导入 1 行").click()
    page.get_by_role("heading", name="导入回执").wait_for()

    def holds_parcels(answer: Any) -> bool:
        return "/tiles/land-batch/" in answer.url and answer.status == 200 and len(answer.body()) > 40

    with page.expect_response(holds_parcels) as got:
        page.goto("/map/")
    layer = mapbox_vector_tile.decode(got.value.body())["land-batch"]
    assert [feature["properties"]["key"] for feature in layer["features"]] == ["2025年第1批次"]

    page.goto("/figures/?year=2025&as_of=2025-12-31")
    page.get_by_role("link", name="320.50").click()
    page.get_by_role("heading", name="上报批次面积").wait_for()
    traced = page.inner_text("main")
    assert all(f"{row[4]:.2f}" in traced for row in GOOD)
    page.get_by_role("link", name="2025年第3批次").click()
    page.get_by_role("heading", name="2025年第3批次").wait_for()
    assert "2025-06-18" in page.inner_text("main")

    page.goto("/figures/report/?year=2025&as_of=2025-12-31")
    assert "全年上报城市批次 3 个、乡村批次 1 个，用地面积 320.50 亩，涉及重点项目 10 个。" in page.inner_text("main")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 Word").click()
    report = Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert any("用地面积 320.50 亩" in paragraph.text for paragraph in report.paragraphs)
    assert faults == []
