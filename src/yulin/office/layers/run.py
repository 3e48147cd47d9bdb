"""The process of a job: ``python -m yulin.office.layers.run HOME LAYER WHAT BY LANGUAGE``; see ``jobs``."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from yulin.atlas.catalogue import Atlas
from yulin.atlas.tile_archive import make_archive
from yulin.atlas.version import Version
from yulin.findings import Refusal
from yulin.geodesy.crs import GEOGRAPHIC, reproject
from yulin.i18n import gettext as _
from yulin.i18n import use_language
from yulin.office.layers.changed import compared
from yulin.office.layers.entries import CHECKED, COMPARED, imported, open_journal, written
from yulin.office.layers.faults import Checked, examine
from yulin.office.layers.jobs import (
    GEOJSON,
    GEOPACKAGE,
    IMPORT,
    LOCK,
    REQUEST,
    State,
    beat,
    folder_of,
    put,
    put_state,
)

COMPARING, IMPORTING, TILING = "比较两个版本", "导入图层", "制作瓦片"
MOST_FINDINGS = 500


def main(arguments: Sequence[str]) -> int:
    """Do the job; 0 when it is done, 1 when it was refused (the state says why)."""
    home, layer, what, by, words = arguments
    use_language(words)
    folder, began, over = folder_of(Path(home), layer, what), time.time(), threading.Event()
    folder.mkdir(parents=True, exist_ok=True)
    threading.Thread(target=beat, args=(folder, over), daemon=True).start()
    steps: list[tuple[int, int]] = [(0, 1)]

    def said(done: int, of: int, step: str) -> None:
        steps.append((done, of))
        put_state(folder, State("running", step, done, of, by, began))

    try:
        there = open_journal(Path(home))
        if what.startswith(IMPORT):
            made = _imported(home, layer, what.removeprefix(IMPORT), folder, by, said, there)
            act = ""
        elif ".." in what:
            said(0, 1, COMPARING)
            made, act = compared(home, layer, what, folder), COMPARED
        else:
            made, act = _checked(home, layer, what, folder, said), CHECKED
        made |= {"by": by, "at": datetime.now(UTC).isoformat(timespec="seconds"), "language": words,
                 "seconds": round(time.time() - began, 1)}
        text = json.dumps(made, ensure_ascii=False)
        with written(act, by, layer, what, _told(made)) if there and act else nullcontext():
            put(folder / "result.json", text)
        put_state(folder, State("done", "", steps[-1][1], steps[-1][1], by, began))
    except (Refusal, MemoryError, OSError) as fault:
        why = str(fault) if isinstance(fault, Refusal) else _("内存或磁盘空间不足，或文件读不出")
        put_state(folder, State("failed", "", *steps[-1], by, began, why))
        return 1
    finally:
        over.set()
        (folder / LOCK).unlink(missing_ok=True)
    return 0


def _told(made: dict[str, Any]) -> dict[str, str]:
    """What the journal says of a check or a comparison."""
    if "checks" in made:
        return {"要素": str(made["rows"]), "错误": str(sum(c["errors"] for c in made["checks"])),
                "警告": str(sum(c["warnings"] for c in made["checks"])),
                "未检查": str(sum(bool(c["skipped"]) for c in made["checks"]))}
    return {"变化": f"{made['changed_m2']} m²", "变化图斑": str(made["patches_total"]),
            "最小面积": f"{made['noise_below_m2']} m²"}


def _imported(home: str, layer: str, day: str, folder: Path, by: str, said: Any,
              there: bool) -> dict[str, Any]:
    """Import the uploaded file that ``request.json`` names; a refused import is a result too, and says why."""
    said(0, 1, IMPORTING)
    asked = json.loads((folder / REQUEST).read_text("utf-8"))
    with tempfile.TemporaryDirectory(prefix="yulin-") as place:
        path = Path(place) / asked["name"]
        path.symlink_to((Path(home) / "files" / asked["sha"]).resolve())
        done = Atlas(home).import_file(path, layer, day, asked["source"] or None, None, by, asked["on_error"],
                                       asked["mapping"], partial(imported, by) if there else None)
    if done.version is not None:  # the version is there and served; its tiles only make far views quick
        make_archive(done.version, lambda made, of: said(made, of, TILING) if made % 50 == 0 or made == of else None)
    return {"version": done.version.id if done.version else None, "rows": done.rows, "skipped": done.skipped,
            "survey_dm2": str(done.survey_dm2), "unused": list(done.unused),
            "counts": {level: sum(n for (known, _code), n in done.counts.items() if known == level)
                       for level in ("error", "warning", "note")},
            "findings": [f.as_json() for f in done.findings[:MOST_FINDINGS]]}


def _checked(home: str, layer: str, what: str, folder: Path, said: Any) -> dict[str, Any]:
    atlas = Atlas(home)
    version = atlas.version(layer, what)
    rows, found = examine(atlas, version, said)
    said(len(found), len(found), "写出结果")
    shapes = np.empty(sum(len(checked.faults) for checked in found), object)
    shapes[:] = [fault.shape for checked in found for fault in checked.faults]
    drawn = reproject(shapes, version.gk.epsg, GEOGRAPHIC)
    _write_faults(folder, version, found, shapes)
    lines, at = [], 0
    for checked in found:
        lines.append({"id": checked.id, "title": checked.title, "errors": checked.errors,
                      "warnings": checked.warnings, "notes": checked.notes, "skipped": checked.skipped,
                      "faults": [{"level": f.level, "message": f.message, "where": f.where, "remedy": f.remedy,
                                  "box": _box(drawn[at + n])} for n, f in enumerate(checked.faults)]})
        at += len(checked.faults)
    names = [(c.id, n, f) for c in found for n, f in enumerate(c.faults)]
    features = [{"type": "Feature", "properties": {"check": check, "n": n, "level": f.level, "title": f.message},
                 "geometry": None if shape is None else json.loads(shapely.to_geojson(shape))}
                for (check, n, f), shape in zip(names, drawn, strict=True)]
    put(folder / GEOJSON, json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))
    return {"layer": layer, "version": version.id, "rows": rows, "checks": lines}


def _box(shape: Any) -> list[float] | None:
    return None if shape is None or shape.is_empty else [round(v, 7) for v in shape.bounds]


def _write_faults(folder: Path, version: Version, found: Sequence[Checked], shapes: Any) -> None:
    """A GeoPackage of the faults in the stored plane (``faults``: features, ``places``: points); none for no fault."""
    (folder / GEOPACKAGE).unlink(missing_ok=True)
    if len(shapes) == 0:
        return
    rows = [{"check": c.id, "title": _(c.title), "level": f.level, "where": f.where, "message": f.message,
             "remedy": f.remedy} for c in found for f in c.faults]
    frame = geopandas.GeoDataFrame(rows, geometry=list(shapes), crs=version.gk.epsg)
    point = frame.geometry.geom_type == "Point"
    draft = folder / f"draft-{os.getpid()}.gpkg"
    for name, part in (("faults", frame[~point]), ("places", frame[point])):
        if len(part):
            part.to_file(draft, layer=name, engine="pyogrio", mode="a" if draft.exists() else "w")
    draft.replace(folder / GEOPACKAGE)


if __name__ == "__main__":
    with suppress(AttributeError, OSError):  # the office answers first; Windows has no nice
        os.nice(10)
    sys.exit(main(sys.argv[1:]))
