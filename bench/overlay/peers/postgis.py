"""PostGIS (Debian's package) in a private, throw-away cluster: GiST indexes, ANALYZE, two workers."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from answer import Absent, Answer, sql_over

NAME = "PostGIS"
# all data stays in the cache, nothing needs to survive, plans are parallel wherever they can be
SETTINGS = {"listen_addresses": "''", "fsync": "off", "full_page_writes": "off", "shared_buffers": "2GB",
            "work_mem": "256MB", "max_wal_size": "8GB", "maintenance_work_mem": "512MB", "jit": "off",
            "max_parallel_workers_per_gather": 2, "parallel_setup_cost": 0, "parallel_tuple_cost": 0,
            "min_parallel_table_scan_size": 0, "min_parallel_index_scan_size": 0, "autovacuum": "off"}
_running: list[str] = []


def version() -> str:
    """Of PostgreSQL and PostGIS."""
    with _connect() as base:
        row = base.execute("SELECT current_setting('server_version'), postgis_lib_version(), postgis_geos_version()")
        server, postgis, geos = row.fetchone()
    return f"PostGIS {postgis} on PostgreSQL {server.split()[0]} (GEOS {geos})"


def programs() -> Path:
    """The folder of initdb and pg_ctl."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = next((folder for folder in reversed(folders) if (folder / "pg_ctl").exists()), None)
    if found is None or find_spec("psycopg") is None:
        raise Absent("needs PostgreSQL's programs (Debian: postgresql-15-postgis-3) and psycopg")
    version_of = found.parent.name
    if not Path(f"/usr/share/postgresql/{version_of}/extension/postgis.control").exists():
        raise Absent(f"needs PostGIS (Debian: postgresql-{version_of}-postgis-3)")
    return found


def _start() -> str:
    """Start the cluster; it is stopped and removed when this process ends."""
    folder = programs()
    scratch = Path(tempfile.mkdtemp(prefix="yulin-bench-pg-"))
    as_owner: list[str] = []
    if os.getuid() == 0:  # the server refuses to run as root
        if "postgres" not in {user.pw_name for user in pwd.getpwall()} or not shutil.which("runuser"):
            raise Absent("needs the user postgres, because PostgreSQL does not run as root")
        shutil.chown(scratch, "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*words: object) -> None:
        done = subprocess.run([*as_owner, *map(str, words)], cwd=scratch, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise Absent(f"the cluster does not start: {done.stderr.strip()[-200:]}")

    run(folder / "initdb", "-D", scratch / "data", "-U", "yulin", "--auth=trust", "-E", "UTF8", "--no-sync",
        "--locale=C.UTF-8")
    words = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    run(folder / "pg_ctl", "-D", scratch / "data", "-w", "-l", scratch / "log", "start", "-o",
        f"-p {port} -k {scratch} {words}")

    def stop() -> None:
        subprocess.run([*as_owner, str(folder / "pg_ctl"), "-D", str(scratch / "data"), "-m", "immediate", "stop"],
                       cwd=scratch, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(scratch, ignore_errors=True)

    atexit.register(stop)
    return f"host={scratch} port={port} user=yulin dbname=postgres"


def _connect() -> Any:
    import psycopg

    if not _running:
        _running.append(_start())
        with psycopg.connect(_running[0], autocommit=True) as base:
            base.execute("CREATE EXTENSION postgis")
    return psycopg.connect(_running[0], autocommit=True)


def load(base: Any, name: str, path: Path) -> None:
    """The file's polygons as an indexed, analysed table ``name`` with the column ``geom``."""
    import pyarrow.parquet as pq

    base.execute(f"CREATE UNLOGGED TABLE {name} (raw bytea)")
    with base.cursor().copy(f"COPY {name} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["bytea"])
        for batch in pq.ParquetFile(path).iter_batches(columns=["geometry"]):
            for wkb in batch.column(0):
                copy.write_row((wkb.as_py(),))
    base.execute(f"CREATE UNLOGGED TABLE {name}_g AS SELECT ST_GeomFromWKB(raw) AS geom FROM {name}")
    base.execute(f"DROP TABLE {name}")
    base.execute(f"ALTER TABLE {name}_g RENAME TO {name}")
    base.execute(f"ALTER TABLE {name} SET (parallel_workers = 2)")
    base.execute(f"CREATE INDEX ON {name} USING gist (geom)")
    base.execute(f"VACUUM ANALYZE {name}")


def prepare(left: Path, right: Path) -> Callable[[], Answer]:
    """Load both files; the call joins and measures. The areas are materialised once: else each is computed as
    often as it is named.
    """
    base = _connect()
    for name, path in (("a", left), ("b", right)):
        base.execute(f"DROP TABLE IF EXISTS {name}")
        load(base, name, path)
    pairs = ("WITH pairs AS MATERIALIZED (SELECT ST_Area(ST_Intersection(a.geom, b.geom)) AS area "
             "FROM a JOIN b ON ST_Intersects(a.geom, b.geom)) ")

    def run() -> Answer:
        return Answer.from_row(base.execute(pairs + sql_over("pairs")).fetchone())

    return run


def prepare_window(layer: Path) -> Callable[[bytes], Answer]:
    """Load one layer; the call takes a project's WKB and measures what it has of the layer."""
    base = _connect()
    load(base, "a", layer)
    base.execute("SET max_parallel_workers_per_gather = 0")  # starting workers would cost more than the answer
    query = ("WITH project AS (SELECT ST_GeomFromWKB(%b) AS geom), pairs AS MATERIALIZED "
             "(SELECT ST_Area(ST_Intersection(a.geom, project.geom)) AS area "
             "FROM a, project WHERE ST_Intersects(a.geom, project.geom)) " + sql_over("pairs"))

    def run(project: bytes) -> Answer:
        return Answer.from_row(base.execute(query, (project,), prepare=True).fetchone())

    return run
