"""A county, or many side by side, as an atlas: written part by part, however many there are, in bounded memory.

A province is one county copied at a distance. The copies share no boundary, which changes nothing for an overlay: a
patch meets the farmland of its own county. The rows go through the atlas's own writer, so the files are those of an
import; only the import's checks are left out, for the county is valid by construction.
"""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow as pa
import shapely

DAY = "2024-12-31"
APART_M = 3 * 2.0**15  # exact in doubles here, and a little more than a county of a million patches is wide
ABREAST = 3  # counties side by side; a 3° zone is no wider
LAYERS = {"patches": "dltb", "farmland": "yjjbntbhtb"}


def make_home(source: str, home: str, copies: str) -> dict[str, Any]:
    """An atlas at ``home`` with ``copies`` of the county whose files lie in ``source``; kept where it is there."""
    begin = time.perf_counter()
    said: dict[str, Any] = {}
    for file, layer in LAYERS.items():
        folder = Path(home) / "atlas" / layer / DAY
        if not (folder / "manifest.json").exists():
            _write(Path(source) / f"{file}.parquet", folder, layer, int(copies))
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        said[layer] = {"rows": manifest["rows"], "bytes": sum(f.stat().st_size for f in folder.iterdir())}
    return said | {"seconds": time.perf_counter() - begin}


def _write(source: Path, folder: Path, layer: str, copies: int) -> None:
    from yulin.atlas.schema import schema_of

    shutil.rmtree(folder, ignore_errors=True)
    shapes = geopandas.read_parquet(source).geometry.to_numpy()
    xy = shapely.get_coordinates(shapes)
    middle = (min(copies, ABREAST) - 1) / 2
    parts: list[dict[str, Any]] = []
    extents = []
    for copy in range(copies):
        shift = ((copy % ABREAST - middle) * APART_M, copy // ABREAST * APART_M)
        written = _sheet(shapely.set_coordinates(shapes, xy + shift), folder, layer, copy * len(shapes))
        for part in written.parts:
            name = f"part-{len(parts):05d}.parquet"
            for ending in (".parquet", ".rows"):
                made = (folder / "sheet" / part["file"]).with_suffix(ending)
                if made.exists():
                    made.rename((folder / name).with_suffix(ending))
            parts.append(part | {"file": name})
        extents.append(written.extent)
    box = np.array(extents)
    manifest = {
        "format": 1, "layer": layer, "title": schema_of(layer).title, "version": DAY, "rows": copies * len(shapes),
        "skipped": 0, "epsg": 4526, "extent": [*box[:, :2].min(0).tolist(), *box[:, 2:].max(0).tolist()],
        "survey_dm2": "0", "columns": ["BSM"], "fields": {"BSM": "BSM"},
        "source": {"file": source.name, "layer": None, "epsg": 4526, "sha256": "", "bytes": 0},
        "imported": {"who": "bench", "at": ""}, "findings": {"counts": [], "listed": []}, "parts": parts}
    (folder / "sheet").rmdir()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _sheet(shapes: Any, folder: Path, layer: str, first: int) -> Any:
    """One county's rows, sorted and written into ``folder``/sheet."""
    from yulin.atlas.parts import BOX_TYPE, Spool, arrow_schema
    from yulin.atlas.schema import schema_of

    sheet = folder / "sheet"
    sheet.mkdir(parents=True, exist_ok=True)
    schema = arrow_schema(schema_of(layer), ["BSM"], 4526)
    spool = Spool(sheet, schema)
    for at in range(0, len(shapes), 65_536):
        some = shapes[at:at + 65_536]
        box = shapely.bounds(some)
        number = np.arange(first + at, first + at + len(some))
        spool.add(pa.table({
            "BSM": pa.array(np.char.add("990102", np.char.zfill(number.astype("U12"), 12))),
            "survey_dm2": pa.array(np.rint(shapely.area(some) * 100).astype(np.int64)),
            "geometry": pa.array(shapely.to_wkb(some), pa.binary()),
            "bbox": pa.StructArray.from_arrays([pa.array(box[:, k]) for k in range(4)], fields=list(BOX_TYPE)),
        }), box)
    return spool.write()
