"""The result of an overlay as a Parquet table."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from yulin.atlas.overlay.overlay import Overlay
from yulin.findings import Refusal
from yulin.i18n import gettext as _


def write_pairs(path: Path, left_key: pa.Array, right_key: pa.Array, found: Overlay) -> None:
    """Columns ``left``, ``right`` (the keys), ``area_m2`` (double), ``sliver`` (bool); whole or not at all."""
    table = pa.table({"left": left_key.take(pa.array(found.left)), "right": right_key.take(pa.array(found.right)),
                      "area_m2": pa.array(found.area), "sliver": pa.array(found.sliver)})
    fresh = path.with_name(f".{path.name}-{uuid4().hex[:8]}")
    try:
        pq.write_table(table, fresh, compression="zstd")
        os.replace(fresh, path)
    except OSError as fault:
        fresh.unlink(missing_ok=True)
        raise Refusal(_("写不出 {path}（{reason}），请检查文件夹和权限。").format(
            path=path, reason=fault.strerror or fault)) from fault
