"""The parcels of a file taken some thousands at a time, so that a large VCT is never held whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from yulin.findings import Finding
from yulin.formats.coordinate_txt import CoordinateParcel
from yulin.formats.parcels import PARCEL_FIELDS, parcels_of_rows, read_parcels, zone_of
from yulin.formats.vct_reader import open_vct
from yulin.formats.vectors import open_large
from yulin.geodesy.crs import Gk
from yulin.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class ParcelStream:
    """The parcels of one file in the plane of ``gk`` (None where the zone cannot be said), to be taken once.

    findings: about the file, not its parcels; complete when the batches have been taken.
    """

    name: str
    gk: Gk | None
    batches: Iterator[list[CoordinateParcel]]
    findings: list[Finding]


@contextmanager
def open_parcels(path: Path | str, layer: str | None = None, crs: int | None = None) -> Iterator[ParcelStream]:
    """Open ``path`` as ``read_parcels`` does; a VCT and a large database are not held whole. Refuses what cannot be
    read.
    """
    path = Path(path)
    if path.suffix.lower() != ".vct":
        with open_large(path, layer, crs, PARCEL_FIELDS) as large:
            if large is not None:
                gk = zone_of(large.epsg, large.bounds, large.findings, path.name)
                yield ParcelStream(path.name, gk, _judged(large.frames, large.epsg, gk, path.name, large.findings),
                                   large.findings)
                return
        file = read_parcels(path, layer, crs)
        yield ParcelStream(file.name, file.gk, iter([list(file.parcels)]), list(file.findings))
        return
    with open_vct(path, layer, crs) as table:
        gk = zone_of(table.epsg, table.bounds, table.findings, path.name)
        frames = table.batches()
        yield ParcelStream(path.name, gk, _judged(frames, table.epsg, gk, path.name, table.findings), table.findings)


def _judged(frames: Iterable[gpd.GeoDataFrame], epsg: int, gk: Gk, name: str,
            findings: list[Finding]) -> Iterator[list[CoordinateParcel]]:
    seen = _Seen()
    for frame in frames:
        yield seen.marked(parcels_of_rows(frame, epsg, gk, name, findings))


class _Seen:
    """Fingerprints of the outlines of earlier batches, to tell a parcel that repeats one of them."""

    def __init__(self) -> None:
        self._marks: NDArray[np.uint64] = np.empty(0, np.uint64)

    def marked(self, parcels: list[CoordinateParcel]) -> list[CoordinateParcel]:
        """The parcels; one whose outline was there in an earlier batch has an error finding and no area."""
        sound = [i for i, p in enumerate(parcels) if p.survey_dm2 is not None]
        shapes = shapely.normalize(np.array([parcels[i].geometry for i in sound], dtype=object))
        marks = np.array([int.from_bytes(hashlib.blake2b(w, digest_size=8).digest()) for w in shapely.to_wkb(shapes)],
                         np.uint64)
        for i in np.flatnonzero(np.isin(marks, self._marks)).tolist():
            parcel = parcels[sound[i]]
            said = Finding("error", "geometry.duplicate", _("图形与前面的一个要素完全相同。"), parcel.id,
                           _("请修正图形后重新提供。"))
            parcels[sound[i]] = replace(parcel, survey_dm2=None, findings=(*parcel.findings, said))
        self._marks = np.union1d(self._marks, marks)
        return parcels
