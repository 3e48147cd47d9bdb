"""What a review found, and how it is told: the values, their JSON, and a short text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from yulin.atlas.catalogue import Atlas
from yulin.atlas.schema import schema_of
from yulin.findings import Finding
from yulin.geodesy.crs import Gk
from yulin.i18n import gettext as _
from yulin.law.parameters import Citation
from yulin.quantities.area import area_to
from yulin.review.coverage import ClassArea, LayerCoverage
from yulin.review.profiles import Profile

Severity = Literal["critical", "major", "info"]


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """An indication for the officer. rule: the law's rule or the check that gave it; dm2: the area concerned, None
    where there is none; details: further sentences; citations: where it comes from.
    """

    rule: str
    severity: Severity
    dm2: int | None
    message: str
    citations: tuple[Citation, ...] = ()
    details: tuple[str, ...] = ()

    @property
    def unverified(self) -> bool:
        """Whether a citation it rests on is only recalled or uncertain."""
        return any(c.certainty in ("recalled", "uncertain") for c in self.citations)


@dataclass(frozen=True, slots=True)
class ParcelReview:
    """One parcel. dm2: survey area, None where it cannot be honestly stated; geometry: in the review's plane;
    reading: what was found in reading the parcel.
    """

    id: str
    name: str
    dm2: int | None
    geometry: Any
    layers: tuple[LayerCoverage, ...]
    findings: tuple[ReviewFinding, ...]
    reading: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A whole review. source: the file's name; missing: layers that the atlas does not have for that day;
    reading: what was found in reading the file; atlas: where the layers are.
    """

    atlas: Atlas
    source: str
    as_of: date
    profile: Profile
    gk: Gk
    parcels: tuple[ParcelReview, ...]
    findings: tuple[ReviewFinding, ...]
    missing: tuple[str, ...]
    reading: tuple[Finding, ...]

    @property
    def total_dm2(self) -> int:
        """Σ of the parcels' areas; parcels that overlap count twice, and a finding says so."""
        return sum(p.dm2 or 0 for p in self.parcels)

    def totals(self) -> list[LayerCoverage]:
        """Each layer over all parcels, Σ of the parcels' own tables."""
        names = list(dict.fromkeys(c.layer for p in self.parcels for c in p.layers))
        return [_summed([c for p in self.parcels for c in p.layers if c.layer == name]) for name in names]

    def all_findings(self) -> list[tuple[ParcelReview | None, ReviewFinding]]:
        """The file's findings, then each parcel's, gravest first within each."""
        return ([(None, f) for f in self.findings]
                + [(p, f) for p in self.parcels for f in p.findings])

    def errors(self) -> list[Finding]:
        """Findings of level error in the input's content."""
        return [f for f in (*self.reading, *(f for p in self.parcels for f in p.reading)) if f.level == "error"]

    def as_json(self) -> dict[str, Any]:
        """The review as ``yulin review --format json`` prints it."""
        return {
            "source": self.source, "as_of": self.as_of.isoformat(), "profile": self.profile.name,
            "crs": f"EPSG:{self.gk.epsg}", "parcels": [_parcel_json(p) for p in self.parcels],
            "totals": {"area_m2": m2(self.total_dm2), "parcels": len(self.parcels),
                       "layers": [_layer_json(c) for c in self.totals()],
                       "findings": {s: sum(f.severity == s for _p, f in self.all_findings())
                                    for s in ("critical", "major", "info")}},
            "findings": [_finding_json(f) for f in self.findings], "missing_layers": list(self.missing),
            "reading": [f.as_json() for f in self.reading],
        }

    def summary(self) -> str:
        """A few lines: parcels, area, what lies where, findings."""
        lines = [_("合规性审查：{source}，{n} 个地块，{m2} 平方米（{mu} 亩），基准日 {day}").format(
            source=self.source, n=len(self.parcels), m2=m2(self.total_dm2), mu=mu(self.total_dm2), day=self.as_of)]
        for cover in self.totals():
            classes = _("、").join(f"{c.name or c.code or '—'} {m2(c.dm2)}" for c in cover.classes)
            lines.append(_("  {layer}（{version}）：{classes}；未覆盖 {rest} 平方米").format(
                layer=schema_of(cover.layer).words, version=cover.version, classes=classes or _("无"),
                rest=m2(cover.uncovered_dm2)))
        for parcel, finding in self.all_findings():
            where = f"{parcel.id} {parcel.name}".strip() + "  " if parcel else ""
            lines.append(f"  [{severity_word(finding.severity)}] {where}{finding.message}")
        return "\n".join(lines)


def m2(dm2: int) -> str:
    """Whole dm² as m² with two decimals."""
    return str(area_to(dm2, "m²", 2))


def mu(dm2: int) -> str:
    """Whole dm² as 亩 with two decimals, rounded once."""
    return str(area_to(dm2, "亩", 2))


def severity_word(severity: Severity) -> str:
    """The severity as the dossier says it."""
    return {"critical": _("严重"), "major": _("重要"), "info": _("提示")}[severity]


def by_severity(findings: Iterable[ReviewFinding]) -> tuple[ReviewFinding, ...]:
    """Gravest first; otherwise in the order given."""
    return tuple(sorted(findings, key=lambda f: ("critical", "major", "info").index(f.severity)))


def _summed(parts: list[LayerCoverage]) -> LayerCoverage:
    classes: dict[str | None, ClassArea] = {}
    for cover in parts:
        for c in cover.classes:
            old = classes.get(c.code)
            classes[c.code] = ClassArea(c.code, (old.name if old else None) or c.name, c.dm2 + (old.dm2 if old else 0),
                                        c.ridge_dm2 + (old.ridge_dm2 if old else 0))
    first = parts[0]
    return LayerCoverage(first.layer, first.version, first.covers_plane,
                         tuple(classes[k] for k in sorted(classes, key=lambda c: (c is None, c or ""))),
                         sum(c.uncovered_dm2 for c in parts), sum(c.overlap_dm2 for c in parts),
                         sum(c.features for c in parts))


def _parcel_json(parcel: ParcelReview) -> dict[str, Any]:
    return {"id": parcel.id, "name": parcel.name, "area_m2": None if parcel.dm2 is None else m2(parcel.dm2),
            "layers": [_layer_json(c) for c in parcel.layers],
            "findings": [_finding_json(f) for f in parcel.findings],
            "reading": [f.as_json() for f in parcel.reading]}


def _layer_json(cover: LayerCoverage) -> dict[str, Any]:
    return {"layer": cover.layer, "version": cover.version,
            "classes": [{"code": c.code, "name": c.name, "area_m2": m2(c.dm2), "ridge_m2": m2(c.ridge_dm2)}
                        for c in cover.classes],
            "uncovered_m2": m2(cover.uncovered_dm2), "overlap_m2": m2(cover.overlap_dm2), "features": cover.features}


def _finding_json(finding: ReviewFinding) -> dict[str, Any]:
    return {"rule": finding.rule, "severity": finding.severity,
            "area_m2": None if finding.dm2 is None else m2(finding.dm2), "message": finding.message,
            "details": list(finding.details), "unverified": finding.unverified,
            "citations": [c.as_json() for c in finding.citations]}
