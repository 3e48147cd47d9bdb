"""``yulin review`` as a script calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from typer.testing import CliRunner

from yulin.cli.review import app
from yulin.findings import Refusal

runner = CliRunner()


def test_json_and_dossier(district: Any, parcel_file: Callable[..., Path], shapes: list[shapely.Polygon],
                          tmp_path: Path) -> None:
    args = [str(parcel_file(*shapes)), "--home", str(district.home), "--as-of", "2025-06-01"]
    done = runner.invoke(app, [*args, "--format", "json", "-o", str(tmp_path / "d.html")])
    said = json.loads(done.stdout)
    assert done.exit_code == 0 and [p["id"] for p in said["parcels"]] == ["P1", "P2"]
    finding = said["parcels"][0]["findings"][0]
    assert finding["rule"] == "permanent_farmland.occupied" and finding["citations"][0]["certainty"] == "verified"
    assert set(finding) >= {"rule", "severity", "area_m2", "message", "citations"}
    assert (tmp_path / "d.html").read_text("utf-8").startswith("<!doctype html>")
    text = runner.invoke(app, args)
    assert text.exit_code == 0 and "占用永久基本农田" in text.stdout


def test_faulty_parcels_end_with_1(district: Any, parcel_file: Callable[..., Path]) -> None:
    bow = shapely.Polygon([(38520200, 3900200), (38520300, 3900300), (38520300, 3900200), (38520200, 3900300)])
    done = runner.invoke(app, [str(parcel_file(bow)), "--home", str(district.home), "--as-of", "2025-06-01"])
    assert done.exit_code == 1 and "[错误]" in done.stdout


@pytest.mark.parametrize("extra", [["--format", "xml"], ["-o", "d.odt"], ["--crs", "x"], ["--profile", "nope"]])
def test_bad_usage_is_refused(extra: list[str], district: Any, parcel_file: Callable[..., Path],
                              shapes: list[shapely.Polygon]) -> None:
    done = runner.invoke(app, [str(parcel_file(*shapes)), "--home", str(district.home), *extra])
    assert isinstance(done.exception, Refusal)
