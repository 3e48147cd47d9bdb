"""The overlay on a real standalone Spark: a master and two workers on loopback, started and stopped here."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from typer.testing import CliRunner

from yulin.atlas.overlay.local import all_areas
from yulin.atlas.overlay.sides import Side, parquet_side
from yulin.atlas.overlay.tiling import Tile, plan_tiles
from yulin.atlas.spark.session import refuse_without_spark, settings_from, spark_session
from yulin.atlas.spark.tiles import spark_tiles, tile_to_file
from yulin.findings import Refusal

WORKERS = ("one", "two")
LIGHT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # short lives
CHECKS, BETWEEN = 600, 0.1  # how often the master is asked before the test gives up, and seconds between


@dataclass
class Cluster:
    """master: its address; status: its page as JSON; workers: name → process, each in a session of its own."""

    master: str
    status: str
    environment: dict[str, str]
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def alive(self) -> int:
        """How many workers the master has; 0 while it does not answer."""
        try:
            with urllib.request.urlopen(self.status, timeout=5) as page:
                return int(json.load(page)["aliveworkers"])
        except OSError:
            return 0

    def wait_for(self, count: int) -> None:
        """Until the master has ``count`` workers."""
        for _attempt in range(CHECKS):
            if self.alive() == count:
                return
            time.sleep(BETWEEN)
        raise AssertionError(f"the master has {self.alive()} workers, not {count}")

    def start(self, name: str, folder: Path) -> None:
        """A worker with one core and the name in its environment, which its tasks inherit."""
        words = ["org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "600m",
                 "--webui-port", "0", "--work-dir", str(folder / name), self.master]
        self.workers[name] = launch(words, self.environment | {"YULIN_TEST_WORKER": name}, folder / f"{name}.log")


def launch(words: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    """A Java class of Spark's in a session of its own."""
    with log.open("wb") as out:
        return subprocess.Popen([f"{environment['SPARK_HOME']}/bin/spark-class", *words], env=environment, stdout=out,
                                stderr=subprocess.STDOUT, start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and the executors it started, as a power cut does."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    try:
        refuse_without_spark()
    except Refusal as reason:
        pytest.skip(f"needs pyspark and Java (Debian: default-jre-headless): {reason}")
    import pyspark

    folder = tmp_path_factory.mktemp("spark")
    environment = {**os.environ, "SPARK_HOME": str(Path(pyspark.__file__).parent), "SPARK_LOCAL_IP": "127.0.0.1",
                   "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": LIGHT, "YULIN_THREADS": "1"}
    port, page = free_port(), free_port()
    made = Cluster(f"spark://127.0.0.1:{port}", f"http://127.0.0.1:{page}/json/", environment)
    master = launch(["org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port),
                     "--webui-port", str(page)], environment, folder / "master.log")
    try:
        for name in WORKERS:
            made.start(name, folder)
        made.wait_for(len(WORKERS))
        yield made
    finally:
        for process in [*made.workers.values(), master]:
            kill(process)


@pytest.fixture(scope="module")
def session(cluster: Cluster) -> Iterator[Any]:
    before = os.environ.get("SPARK_LOCAL_IP")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    with spark_session(cluster.master, {"spark.driver.host": "127.0.0.1", "spark.executor.memory": "512m",
                                        "spark.cores.max": "2", "spark.executor.extraJavaOptions": LIGHT,
                                        "spark.driver.extraJavaOptions": LIGHT}) as made:
        yield made
    if before is None:
        del os.environ["SPARK_LOCAL_IP"]


def mosaic(path: Path, across: int, step: float, off: float, keys: bool) -> Path:
    """A square coverage with crooked inner corners, in row groups of 16."""
    rng = np.random.default_rng(across)
    corner = np.stack(np.meshgrid(np.arange(across + 1), np.arange(across + 1)), -1) * float(step)
    corner[1:-1, 1:-1] += rng.uniform(-step / 4, step / 4, (across - 1, across - 1, 2))
    corner = np.round(corner + (38_500_000 + off, 3_900_000 + off), 4)
    ring = np.stack([corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]], axis=2)
    shapes = shapely.polygons(ring.reshape(across * across, 4, 2))
    columns = {"key": [f"k{n:04d}" for n in range(len(shapes))]} if keys else {}
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=4526)
    frame = frame.iloc[np.argsort(frame.hilbert_distance().to_numpy())]
    frame.to_parquet(path, write_covering_bbox=True, row_group_size=16)
    return path


def a_side(path: Path, key: str | None) -> Side:
    side = parquet_side(path, key)
    assert side is not None
    return side


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("layers")
    return mosaic(folder / "a.parquet", 16, 100, 0, True), mosaic(folder / "b.parquet", 11, 160, 35, False)


@pytest.fixture(scope="module")
def tiles(files: tuple[Path, Path]) -> tuple[Tile, ...]:
    found = plan_tiles(a_side(files[0], "key"), a_side(files[1], None), 60_000)
    assert len(found) >= 6
    return found


def test_rows_are_those_of_the_local_engine(session: Any, files: tuple[Path, Path], tiles: tuple[Tile, ...],
                                            tmp_path: Path) -> None:
    import pyarrow as pa

    stage = tmp_path / "stage"
    found = pa.concat_tables([table.replace_schema_metadata(None) for table in spark_tiles(session, tiles, stage)])
    local = all_areas(a_side(files[0], "key"), a_side(files[1], None), budget=60_000)
    assert local.num_rows > 500
    assert found.equals(local)
    assert list(stage.iterdir()) == []


def test_a_worker_killed_in_mid_job_loses_nothing(session: Any, cluster: Cluster, files: tuple[Path, Path],
                                                  tiles: tuple[Tile, ...], tmp_path: Path) -> None:
    """The first task at tile 3 says which worker it is on and waits; that worker is killed; the job ends whole."""
    import pyarrow as pa

    stage = tmp_path / "stage"
    says, marker = tmp_path / "says", tmp_path / "begun"
    os.mkfifo(says)

    def slow_at_three(text: str, folder: str) -> str:
        import os
        import threading

        from yulin.atlas.overlay.tiling import Tile
        from yulin.atlas.spark.tiles import tile_to_file

        if Tile.from_text(text).number == 3:
            try:
                os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                return tile_to_file(text, folder)
            with open(says, "w") as pipe:
                pipe.write(os.environ["YULIN_TEST_WORKER"])
            threading.Event().wait()  # for good: only the kill ends this task
        return tile_to_file(text, folder)

    outcome: list[Any] = []

    def job() -> None:
        try:
            outcome.append([t.replace_schema_metadata(None) for t in spark_tiles(session, tiles, stage, slow_at_three)])
        except BaseException as fault:
            outcome.append(fault)

    thread = threading.Thread(target=job, daemon=True)
    thread.start()
    with says.open() as pipe:  # opens when the task does
        victim = pipe.read()
    assert victim in WORKERS
    kill(cluster.workers.pop(victim))
    thread.join(120)
    assert not thread.is_alive()
    assert marker.exists()
    assert isinstance(outcome[0], list), outcome[0]
    found = pa.concat_tables(outcome[0])
    assert found.equals(all_areas(a_side(files[0], "key"), a_side(files[1], None), budget=60_000))
    cluster.start(victim, tmp_path)
    cluster.wait_for(len(WORKERS))


def test_what_a_worker_cannot_read_is_a_refusal(session: Any, files: tuple[Path, Path], tmp_path: Path) -> None:
    moved = shutil.copy(files[0], tmp_path / "gone.parquet")
    tiles = plan_tiles(a_side(moved, "key"), a_side(files[1], None), 60_000)
    moved.unlink()
    stage = tmp_path / "stage"
    with pytest.raises(Refusal, match=r"gone\.parquet.*共用的存储"):
        list(spark_tiles(session, tiles, stage))


def test_the_command_writes_what_the_local_one_writes(session: Any, cluster: Cluster, files: tuple[Path, Path],
                                                      tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from yulin.cli.overlay import app

    monkeypatch.chdir(tmp_path)  # a worker's own folder is another: names must hold from the root
    said = {}
    for engine in ("local", "spark"):
        words = [*map(os.path.relpath, files), "-o", f"{engine}.parquet", "--left-key", "key", "--engine", engine]
        done = CliRunner().invoke(app, words + (["--master", cluster.master] if engine == "spark" else []))
        assert done.exit_code == 0, done.output
        said[engine] = json.loads(done.stdout)
    assert said["spark"]["engine"] == "spark"
    for name in ("pairs", "area_m2", "left_rows", "right_rows", "slivers", "touching"):
        assert said["spark"][name] == said["local"][name], name
    assert pq.read_table(tmp_path / "spark.parquet").equals(pq.read_table(tmp_path / "local.parquet"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["local.parquet", "spark.parquet"]


def test_without_java_one_sentence_and_nothing_is_written(files: tuple[Path, Path], tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    done = subprocess.run([sys.executable, "-m", "yulin.cli.main", "overlay", *map(str, files), "-o", "pairs.parquet",
                           "--engine", "spark"], env={**environment, "PATH": str(tmp_path)}, cwd=tmp_path,
                          capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "yulin[spark]" in done.stderr or "Java" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("yulin.atlas.spark.session.find_spec", lambda name: None)
    with pytest.raises(Refusal, match=r"yulin\[spark\]"):
        refuse_without_spark()
    monkeypatch.setattr("yulin.atlas.spark.session.find_spec", lambda name: name)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Refusal, match="Java 17"):
        refuse_without_spark()


def test_a_setting_is_a_name_and_a_value() -> None:
    assert settings_from(["spark.executor.memory=700m", "spark.x=a=b"]) == {"spark.executor.memory": "700m",
                                                                           "spark.x": "a=b"}
    for wrong in ("memory=1g", "spark.executor.memory"):
        with pytest.raises(Refusal, match="--spark-conf"):
            settings_from([wrong])


def test_a_tile_written_twice_is_one_file(tiles: tuple[Tile, ...], tmp_path: Path) -> None:
    for _twice in range(2):
        assert tile_to_file(tiles[0].to_text(), str(tmp_path)) == ""
    assert [p.name for p in tmp_path.iterdir()] == ["tile-00000000.arrow"]
