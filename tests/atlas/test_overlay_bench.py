"""The benchmark's own parts hold together: county, atlas, engines that agree, phases. No timing is judged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "bench" / "overlay"


def step(*words: object) -> Any:
    """One step in its own process, as the benchmark runs it."""
    done = subprocess.run([sys.executable, str(BENCH / "step.py"), *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    made = step("make", folder, 1500, 570, 3)
    assert made["patches"]["count"] > 1200
    assert made["farmland"]["count"] > 300
    assert step("province.make_home", folder, folder / "home", 2)["dltb"]["rows"] == 2 * made["patches"]["count"]
    return folder


def test_ours_and_shapely_say_the_same(county: Path) -> None:
    files = (county / "patches.parquet", county / "farmland.parquet")
    ours, theirs = (step("engine", name, *files, 0)["answer"] for name in ("ours", "peers.shapely_threads"))
    assert ours["pairs"] == theirs["pairs"]
    assert ours["total_m2"] == pytest.approx(theirs["total_m2"], rel=1e-9)
    assert ours["rows"] < theirs["rows"]  # who builds intersections also returns pairs that only touch


def test_an_engine_that_is_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "lacking.py").write_text("from answer import Absent\nNAME = 'x'\n\n\ndef version():\n"
                                         "    raise Absent('needs x')\n", "utf-8")
    code = (f"import sys; sys.path[:0] = [{str(BENCH)!r}, {str(tmp_path)!r}]; "
            "sys.argv = ['step', 'engine', 'lacking', 'a', 'b', '0']; import step; step.main()")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert json.loads(done.stdout)["absent"] == "needs x"


def test_the_atlas_of_two_counties_has_twice_the_pairs_and_the_phases_find_them(county: Path) -> None:
    two = step("scale.overlay_home", county / "home", 0)
    one = step("engine", "ours", county / "patches.parquet", county / "farmland.parquet", 0)["answer"]
    assert two["pairs"] == pytest.approx(2 * one["rows"], abs=4)
    assert two["area_m2"] == pytest.approx(2 * one["total_m2"], rel=1e-3)  # the survey's plane is another
    found = step("phases.phases", county / "home")
    assert found["pairs"] == two["pairs"]
    assert set(found["seconds"]) == set(found["least_bytes"])


def test_projects_lie_on_the_layer_or_beyond_its_edge(county: Path) -> None:
    found = step("project.ours", county / "home", county / "home")
    assert found["projects"] > 150
    assert 0 < found["total_m2"] <= found["projects"] * 50_000 * 1.001
