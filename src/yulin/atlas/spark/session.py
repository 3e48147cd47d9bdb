"""A Spark session for one run: what must be installed, and the few settings that differ from Spark's own.

``master`` is Spark's own address: ``local[*]``, ``spark://host:7077``, ``yarn``, ``k8s://…``.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from yulin.findings import Refusal
from yulin.i18n import gettext as _

DEFAULT_MASTER = "local[*]"

# The work is done in Python beside the executor: its JVM only passes on names of tiles and receipts.
SETTINGS = {
    "spark.executor.memory": "512m",
    "spark.driver.memory": "512m",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def default_master() -> str:
    """``YULIN_SPARK_MASTER``, or this machine's processors."""
    return os.environ.get("YULIN_SPARK_MASTER") or DEFAULT_MASTER


def refuse_without_spark() -> None:
    """Refuse where pyspark or Java is missing, saying which."""
    if find_spec("pyspark") is None:
        raise Refusal(_("Spark 引擎需要 pyspark，请先安装 yulin[spark]，或改用 --engine local。"))
    java_home = os.environ.get("JAVA_HOME")
    if not (java_home and (Path(java_home) / "bin" / "java").exists()) and shutil.which("java") is None:
        raise Refusal(_("Spark 引擎需要 Java 17 或更新版本（没有 java 命令，JAVA_HOME 也未指明），"
                        "请先安装，或改用 --engine local。"))


@contextmanager
def spark_session(master: str | None = None, settings: Mapping[str, str] | None = None) -> Iterator[Any]:
    """A session, stopped at the end unless there was one already.

    settings: Spark's own, over ``SETTINGS``. Workers run the Python that ``PYSPARK_PYTHON`` names, by default this
    one; it must have Yulin installed. Refuses when Spark cannot be started, with its own first line.
    """
    refuse_without_spark()
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    before = SparkSession.getActiveSession()
    if before is not None:
        yield before
        return
    where = master or default_master()
    builder = SparkSession.builder.master(where).appName("yulin overlay")
    for name, value in {**SETTINGS, **(settings or {})}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (Py4JError, PySparkException, OSError) as fault:
        # a context whose masters are silent stops itself after a minute, and then complains of having been stopped
        reason = _("没有应答") if "stopped SparkContext" in str(fault) else first_line(fault)
        raise Refusal(_("连不上 Spark（{master}）：{reason}。请检查地址与集群。").format(
            master=where, reason=reason)) from fault
    try:
        yield session
    finally:
        session.stop()


def settings_from(words: list[str]) -> dict[str, str]:
    """Spark settings given as ``NAME=VALUE``; refuses anything else."""
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.startswith("spark."):
            raise Refusal(_("--spark-conf 应写成 spark.名称=值，实为“{text}”。").format(text=word))
        found[name] = value
    return found


def first_line(fault: BaseException) -> str:
    """What a fault of Spark says in its first line that says something."""
    java = getattr(fault, "java_exception", None)
    text = str(java) if java is not None else str(fault)
    return next((line.strip().rstrip(".。") for line in text.splitlines() if line.strip()), type(fault).__name__)
