"""Imports, checks and comparisons of layers stand in the journal, in one transaction with what they leave."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from django.db import DatabaseError
from typer.testing import CliRunner

from yulin.atlas.catalogue import Atlas
from yulin.cli import atlas as atlas_cli
from yulin.findings import Refusal
from yulin.office.journal import chain
from yulin.office.journal.models import JournalLine
from yulin.office.layers import entries, jobs, run

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2025-12-31"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    shapes = [shapely.box(38_500_000 + 300 * i, 3_985_000, 38_500_200 + 300 * i, 3_985_200) for i in range(2)]
    frame = geopandas.GeoDataFrame({"BSM": ["1" * 18, "2" * 18], "GHFQDM": ["010", "020"], "GHFQMC": ["甲", "乙"]},
                                   geometry=shapes, crs=4526)
    frame.to_file(tmp_path / "边界.gpkg", layer="CZKFBJ")
    return tmp_path / "边界.gpkg"


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path / "home"
    return tmp_path / "home"


def lines() -> list[tuple[str, str, str, str]]:
    return [(line.actor, line.act, line.record, line.region) for line in JournalLine.objects.order_by("seq")]


def test_an_import_and_its_line_appear_together(home: Path, file: Path, staff: dict[str, Any]) -> None:
    receipt = Atlas(home).import_file(file, "czkfbj", DAY, who="head", appearing=partial(entries.imported, "head"))
    assert receipt.version is not None
    assert lines() == [("head", "layer_import", f"czkfbj {DAY}", "990102")]
    (line,) = JournalLine.objects.all()
    told = receipt.version.manifest
    assert line.after == {"文件": "边界.gpkg", "SHA-256": told["source"]["sha256"], "要素": "2", "略去": "0",
                          "面积": f"{receipt.survey_dm2 // 100}.{receipt.survey_dm2 % 100:02d} m²"}
    assert chain.broken_at() is None
    again = Atlas(home).import_file(file, "czkfbj", DAY, appearing=partial(entries.imported, "head"))
    assert again.version is not None and len(lines()) == 1  # the same file again changes nothing


def test_without_its_line_no_version(home: Path, file: Path, staff: dict[str, Any],
                                     monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_lines: Any) -> None:
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(chain, "append", broken)
    with pytest.raises(Refusal, match="日志写不进"):
        Atlas(home).import_file(file, "czkfbj", DAY, appearing=partial(entries.imported, "head"))
    assert Atlas(home).layers() == [] and lines() == []
    assert list((home / "atlas" / "czkfbj").iterdir()) == []


def test_a_transaction_that_does_not_end_takes_the_version_back(home: Path, file: Path) -> None:
    class Ends:
        def __enter__(self) -> None:
            """It begins."""

        def __exit__(self, *_fault: object) -> None:
            raise Refusal("the commit failed")

    with pytest.raises(Refusal, match="the commit failed"):
        Atlas(home).import_file(file, "czkfbj", DAY, appearing=lambda _manifest: Ends())
    assert Atlas(home).layers() == [] and list((home / "atlas" / "czkfbj").iterdir()) == []


def test_a_version_that_cannot_appear_leaves_no_line(home: Path, file: Path, staff: dict[str, Any],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Refusal, match="已全部撤销"):
        Atlas(home).import_file(file, "czkfbj", DAY, appearing=partial(entries.imported, "head"))
    assert Atlas(home).layers() == [] and lines() == []


def test_a_check_stands_in_the_journal_or_has_no_result(home: Path, file: Path, staff: dict[str, Any],
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    Atlas(home).import_file(file, "czkfbj", DAY)
    folder = jobs.folder_of(home, "czkfbj", DAY)
    plain = chain.append

    def broken(_lines: Any) -> None:
        raise DatabaseError("disk I/O error")

    monkeypatch.setattr(chain, "append", broken)
    assert run.main([str(home), "czkfbj", DAY, "head", "zh"]) == 1
    state = jobs.state_of(folder)
    assert state is not None and "日志写不进" in state.error
    assert jobs.result_of(folder) is None and lines() == []
    monkeypatch.setattr(chain, "append", plain)
    assert run.main([str(home), "czkfbj", DAY, "head", "zh"]) == 0
    assert lines() == [("head", "layer_check", f"czkfbj {DAY}", "990102")]
    (line,) = JournalLine.objects.all()
    skipped = sum(bool(c["skipped"]) for c in jobs.result_of(folder)["checks"])
    assert line.after == {"要素": "2", "错误": "0", "警告": "0", "未检查": str(skipped)}


def test_the_command_line_writes_the_office_s_journal(home: Path, file: Path, staff: dict[str, Any],
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    ask = ["import", str(file), "--layer", "czkfbj", "--home", str(home), "--format", "json"]
    done = CliRunner().invoke(atlas_cli.app, [*ask, "--date", "2024-12-31"])
    assert done.exit_code == 0 and json.loads(done.stdout)["rows"] == 2, done.output
    assert lines() == []  # a home with an atlas alone
    (home / "office.sqlite3").touch()  # the tables are the test's own
    done = CliRunner().invoke(atlas_cli.app, [*ask, "--date", DAY, "--no-tiles"])
    assert done.exit_code == 0, done.output
    assert lines() == [("cli", "layer_import", f"czkfbj {DAY}", "")]
    tiled = {v.id: (v.path / "tiles.pmtiles").is_file() for v in Atlas(home).versions("czkfbj")}
    assert tiled == {"2024-12-31": True, DAY: False}
