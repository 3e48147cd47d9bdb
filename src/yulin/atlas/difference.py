"""What changed between two versions of a layer: a class × class matrix that adds up to both totals, exactly.

Every old patch's pieces under the new version are levelled to the old patch's ledger area, so rows add up to
the old totals. Columns then miss the new totals by the cents that rounding of single patches left; those are
moved between cells of one row, where both cells have area, and a row keeps its sum. What the two versions'
totals themselves differ by, without ground to show for it, is rounding too and stands in the row or column of
ground that only one version covers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yulin.atlas.land_classes import class_name
from yulin.atlas.numbers import floats, integers
from yulin.atlas.overlay import overlay_rings
from yulin.atlas.overlay.levelled import Levelled, level_parts
from yulin.atlas.overlay.overlay import Overlay
from yulin.atlas.overlay.plane import to_equal_area_rings
from yulin.atlas.rings import Rings, rings_from_wkb
from yulin.atlas.version import Version
from yulin.atlas.window import read_table
from yulin.findings import Refusal
from yulin.i18n import gettext as _

Ints = NDArray[np.int64]
NOISE_M2 = 0.01


@dataclass(frozen=True, slots=True)
class Difference:
    """The matrix. codes: class codes, both versions'; dm2: int64[k + 1, k + 1], rows old, columns new, the last row
    ground that only the new version covers, the last column ground that only the old one covers; old, new: int64[k]
    totals; pairs: pieces compared; noise: changed pieces below ``noise_m2`` (vertices, not change).
    """

    layer: str
    before: str
    after: str
    codes: tuple[str, ...]
    names: tuple[str | None, ...]
    dm2: Ints
    old: Ints
    new: Ints
    pairs: int
    noise: int
    noise_m2: float

    @property
    def changed_dm2(self) -> int:
        """Σ of all cells off the diagonal."""
        return int(self.dm2.sum() - np.trace(self.dm2[:-1, :-1]))

    def as_json(self) -> dict[str, Any]:
        """The matrix with its totals; areas as exact strings in m²."""
        k = len(self.codes)
        return {
            "layer": self.layer, "before": self.before, "after": self.after,
            "classes": [{"code": c, "name": n} for c, n in zip(self.codes, self.names, strict=True)],
            "matrix": [[_m2(v) for v in row[:k]] for row in self.dm2[:k]],
            "only_before": [_m2(v) for v in self.dm2[:k, k]], "only_after": [_m2(v) for v in self.dm2[k, :k]],
            "totals_before": [_m2(v) for v in self.old], "totals_after": [_m2(v) for v in self.new],
            "total_before": _m2(self.old.sum()), "total_after": _m2(self.new.sum()),
            "changed_m2": _m2(self.changed_dm2), "pairs": self.pairs, "noise_pieces": self.noise,
            "noise_below_m2": str(self.noise_m2),
        }

    def as_text(self) -> Iterator[str]:
        """Changes cell by cell, largest first, then each class's balance."""
        yield _("{layer}：{before} → {after}").format(layer=self.layer, before=self.before, after=self.after)
        k = len(self.codes)
        label = [f"{c} {n or ''}".strip() for c, n in zip(self.codes, self.names, strict=True)] + ["—"]
        cells = [(int(self.dm2[i, j]), i, j) for i in range(k + 1) for j in range(k + 1)
                 if i != j and self.dm2[i, j]]
        for value, i, j in sorted(cells, reverse=True):
            yield f"  {label[i]} → {label[j]}  {_m2(value)} m²"
        yield _("各类面积（m²）：变更前、变更后、增减")
        for i in range(k):
            yield f"  {label[i]}  {_m2(self.old[i])}  {_m2(self.new[i])}  {_m2(self.new[i] - self.old[i])}"
        yield _("合计 {old} → {new}，变化 {changed} m²；小于 {noise} m² 的 {n} 个碎片不作为变化单列。").format(
            old=_m2(self.old.sum()), new=_m2(self.new.sum()), changed=_m2(self.changed_dm2), noise=self.noise_m2,
            n=self.noise)


@dataclass(frozen=True, slots=True)
class Measured:
    """Two versions laid over each other. row_of, column_of: class index of each old and new patch; noise: bool per
    piece, changed ground below the threshold; still: bool per piece, ground on which the layer overlaps itself, the
    same in both years; levelled: pieces in whole dm² of the old patches' ledger areas; added:
    ground of each new patch that the old version did not cover, dm².
    """

    before: Version
    after: Version
    one: Side
    two: Side
    codes: tuple[str, ...]
    row_of: Ints
    column_of: Ints
    found: Overlay
    noise: NDArray[np.bool_]
    still: NDArray[np.bool_]
    levelled: Levelled
    added: Ints
    noise_m2: float


def measure(before: Version, after: Version, noise_m2: float = NOISE_M2) -> Measured:
    """Lay two versions of one layer over each other; refuses two planes and a negative threshold."""
    if not noise_m2 >= 0:
        raise Refusal(_("变化的最小面积不能为负。"))
    if before.gk.central_meridian != after.gk.central_meridian:
        raise Refusal(_("{layer} 的两个版本投影带不同（EPSG:{a}、EPSG:{b}），不能直接比较。").format(
            layer=before.layer, a=before.gk.epsg, b=after.gk.epsg))
    one, two = _side(before), _side(after)
    codes = tuple(sorted({*one.codes, *two.codes}))
    place = {code: i for i, code in enumerate(codes)}
    row_of = np.array([place[c] for c in one.codes], np.int64)
    column_of = np.array([place[c] for c in two.codes], np.int64)
    found = overlay_rings(one.rings, two.rings, noise_m2)
    still = _still(found, one.survey / 100, two.survey / 100)
    noise = (row_of[found.left] != column_of[found.right]) & found.sliver & ~still
    # The ledger's area of a patch may differ from its survey area by the cents of levelling: carried in proportion.
    scale = np.where(one.survey > 0, one.dm2 / np.maximum(one.survey, 1), 1.0)
    levelled = level_parts(found.area * scale[found.left], found.left, one.dm2)
    return Measured(before, after, one, two, codes, row_of, column_of, found, noise, still, levelled,
                    _only_after(two, found.right, found.area), noise_m2)


def compare(before: Version, after: Version, noise_m2: float = NOISE_M2) -> Difference:
    """The class × class matrix between two versions of one layer in one plane."""
    return matrix_of(measure(before, after, noise_m2))


def matrix_of(measured: Measured) -> Difference:
    """The class × class matrix of two versions laid over each other."""
    one, two, found, levelled = measured.one, measured.two, measured.found, measured.levelled
    row_of, column_of, codes, noise = measured.row_of, measured.column_of, measured.codes, measured.noise
    k = len(codes)
    # A piece that is noise counts with the old class's own ground: it is not change.
    columns = np.where(noise | measured.still, row_of[found.left], column_of[found.right])
    matrix = np.zeros((k + 1, k + 1), np.int64)
    np.add.at(matrix, (row_of[found.left], columns), levelled.parts)
    np.add.at(matrix, (row_of, np.full(len(row_of), k)), levelled.uncovered)
    # Where the new version overlaps itself under an old patch, the excess leaves the patch's own class.
    np.add.at(matrix, (row_of, row_of), -levelled.overlap)
    np.add.at(matrix, (np.full(len(column_of), k), column_of), measured.added)
    old = np.bincount(row_of, weights=one.dm2, minlength=k).astype(np.int64)
    new = np.bincount(column_of, weights=two.dm2, minlength=k).astype(np.int64)
    _meet_columns(matrix, new)
    names = tuple(one.names.get(c) or two.names.get(c) or class_name(c) for c in codes)
    return Difference(measured.before.layer, measured.before.id, measured.after.id, codes, names, matrix, old, new,
                      len(found), int(noise.sum()), measured.noise_m2)


@dataclass(frozen=True, slots=True)
class Side:
    """One version's patches: class codes, names by code, ledger and survey areas (dm²), rings in the common plane."""

    codes: list[str]
    names: dict[str, str]
    dm2: Ints
    survey: Ints
    rings: Rings


def _side(version: Version) -> Side:
    schema = version.schema
    ledger = schema.gross if schema.gross in version.columns else None
    wanted = [c for c in (schema.class_code, schema.class_name, ledger) if c and c in version.columns]
    table = read_table(version, [*wanted, "survey_dm2"])
    codes = [c or "—" for c in table.column(schema.class_code).to_pylist()]
    survey = integers(table.column("survey_dm2"))
    dm2 = survey
    if ledger:
        stated = floats(table.column(ledger))
        dm2 = np.where(np.isnan(stated), survey, np.rint(np.nan_to_num(stated) * 100)).astype(np.int64)
    names: dict[str, str] = {}
    if schema.class_name in table.column_names:
        for code, name in zip(codes, table.column(schema.class_name).to_pylist(), strict=True):
            if name:
                names.setdefault(code, name)
    rings = to_equal_area_rings(rings_from_wkb(table.column("geometry")), version.gk)
    return Side(codes, names, dm2, survey, rings)


def _still(found: Overlay, old: NDArray[np.float64], new: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Pieces between two patches that both kept their own ground elsewhere: there the layer overlaps itself."""
    near = 0.01 + 1e-9 * old[found.left]
    same = (np.abs(old[found.left] - found.area) <= near) & (np.abs(new[found.right] - found.area) <= near)
    kept_old, kept_new = np.zeros(len(old), bool), np.zeros(len(new), bool)
    kept_old[found.left[same]] = True
    kept_new[found.right[same]] = True
    return kept_old[found.left] & kept_new[found.right] & ~same


def _only_after(two: Side, right: Ints, area: NDArray[np.float64]) -> Ints:
    """Ground of each new patch that the old version did not cover, whole dm²; rounding is no ground."""
    covered = np.bincount(right, weights=area, minlength=len(two.dm2))
    rest = two.survey / 100 - covered
    return np.where(rest > 0.01 + 1e-9 * two.survey / 100, np.rint(rest * 100), 0).astype(np.int64)


def _meet_columns(matrix: Ints, new: Ints) -> None:
    """Move cents within rows until every column adds up to the new total; rows keep their sums."""
    k = len(new)
    off = new - matrix[:, :k].sum(0)
    spare = int(off.sum())
    if spare > 0:  # the totals differ: a surplus is ground only after, a shortage ground only before
        j = int(np.argmax(matrix[k, :k] if matrix[k, :k].any() else off))
        matrix[k, j] += spare
        off[j] -= spare
    elif spare < 0:
        j = int(np.argmin(off))
        gone = np.where(matrix[:k, k] > 0, matrix[:k, j], 0)
        i = int(np.argmax(gone if gone.any() else matrix[:k, j]))
        matrix[i, j] += spare
        matrix[i, k] -= spare
        off[j] -= spare
    while off.any():
        short, over = int(np.argmax(off)), int(np.argmin(off))
        need = int(min(off[short], -off[over]))
        both = np.minimum(np.where(matrix[:, short] > 0, matrix[:, over], 0), need)
        # A row that has ground in both columns already, sooner than a new cell of a few cents.
        i = int(np.argmax(both)) if both.any() else over
        step = int(both[i]) if both.any() else need
        matrix[i, short] += step
        matrix[i, over] -= step
        off[short] -= step
        off[over] += step


def _m2(dm2: Any) -> str:
    value = int(dm2)
    return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02d}"

