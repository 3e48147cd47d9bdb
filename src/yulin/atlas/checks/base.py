"""What a check is given and what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from yulin.atlas.overlay.plane import to_equal_area_rings
from yulin.atlas.rings import Rings, rings_from_geometries
from yulin.atlas.schema import Schema
from yulin.atlas.soundness import valid
from yulin.findings import Finding, Level
from yulin.geodesy.crs import Gk
from yulin.geodesy.survey_area import survey_areas
from yulin.i18n import gettext as _

if TYPE_CHECKING:
    from yulin.atlas.catalogue import Atlas


class Skipped(Exception):
    """The check does not apply, or could not run; ``str()`` says why."""


@dataclass
class Subject:
    """A layer under check. frame: its schema fields by name; shapes: shapely array, None or faulty ones included;
    missing: required fields that the source has not; atlas, day: where the layers stand that this one is checked
    against, and the day they are wanted for (None: the newest).
    """

    schema: Schema
    gk: Gk
    frame: pd.DataFrame
    shapes: NDArray[np.object_]
    missing: tuple[str, ...] = ()
    atlas: Atlas | None = None
    day: str | None = None

    @cached_property
    def sound(self) -> NDArray[np.bool_]:
        """Which features have a valid polygon with an inside."""
        areal = np.isin(shapely.get_type_id(self.shapes), (3, 6)) & ~shapely.is_empty(self.shapes)
        return np.asarray(areal & valid(self.shapes), bool)

    @cached_property
    def survey_m2(self) -> NDArray[np.float64]:
        """Survey area of each sound feature, m²; NaN for the others."""
        out = np.full(len(self.shapes), np.nan)
        out[self.sound] = survey_areas(self.shapes[self.sound], self.gk)
        return out

    @cached_property
    def equal_area(self) -> Rings:
        """Rings of the sound features in the equal-area plane; the others have none."""
        shapes = self.shapes.copy()
        shapes[~self.sound] = None
        return to_equal_area_rings(rings_from_geometries(shapes), self.gk)

    def key(self, i: int) -> str | None:
        """A feature's key, None where it has none."""
        value = self.frame[self.schema.key].iloc[i] if self.schema.key in self.frame else None
        return None if value is None or pd.isna(value) else str(value)

    def has(self, *fields: str | None) -> bool:
        """Whether all these fields are there."""
        return all(f is not None and f in self.frame for f in fields)

    def dm2(self, name: str) -> NDArray[np.float64]:
        """An area field in whole dm², as float64 with NaN for missing."""
        return np.asarray(np.rint(self.frame[name].to_numpy(np.float64, na_value=np.nan) * 100), np.float64)

    def where(self, i: int) -> str:
        """A feature as a person would look it up; "" for the layer as a whole (−1)."""
        if i < 0:
            return ""
        key = self.key(i)
        return (_("第{row}行").format(row=i + 1) if key is None
                else _("第{row}行（{key}）").format(row=i + 1, key=key))

    def place(self, fault: Fault) -> Any:
        """The geometry that shows a fault: its own, else the feature's; None where there is none."""
        if fault.geometry is not None:
            return fault.geometry
        return self.shapes[fault.feature] if fault.feature >= 0 else None


class Fault(NamedTuple):
    """One thing that a check found. feature: its index, -1 for the layer; geometry: where exactly, in the layer's
    plane (an overlap, a gap, a point); None: the feature as a whole.
    """

    level: Level
    message: str
    feature: int
    remedy: str = ""
    geometry: Any = None


@dataclass(frozen=True, slots=True)
class Check:
    """One check. id: in words, stable; title: Chinese source string; run: yields what ``Fault`` holds, or raises
    Skipped.
    """

    id: str
    title: str
    run: Callable[[Subject], Any]


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found. skipped: why it did not run, empty when it did; levels: how many of each level, listed or
    not; findings: the first of them in words; faults: with their places, up to ``checking.MOST_FAULTS``.
    """

    id: str
    title: str
    findings: tuple[Finding, ...]
    levels: Mapping[Level, int]
    skipped: str
    faults: tuple[Fault, ...] = ()

    @property
    def count(self) -> int:
        """How many it found."""
        return sum(self.levels.values())

    @property
    def outcome(self) -> str:
        """In words."""
        if self.skipped:
            return _("未检查，{why}").format(why=self.skipped)
        return _("{n} 处").format(n=self.count) if self.count else _("通过")
