"""The dossier (合规性审查意见书): what both its forms, web page and Word, are made of, and the writing of a file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from yulin.atlas.schema import schema_of
from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.quantities.apportion import apportion
from yulin.quantities.area import area_to
from yulin.review.coverage import LayerCoverage
from yulin.review.result import ParcelReview, Review, ReviewFinding, m2, mu, severity_word

PICTURES = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; total: whether it is a sum."""

    cells: tuple[str, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption and heads."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as the dossier shows it: how grave, what, further sentences, sources (uncertain ones marked)."""

    severity: str
    word: str
    where: str
    message: str
    details: tuple[str, ...]
    sources: tuple[str, ...]


def facts(review: Review) -> tuple[tuple[str, str], ...]:
    """The head of the dossier: label and value."""
    versions = _("；").join(f"{schema_of(c.layer).words} {c.version}" for c in review.totals())
    dm2 = review.total_dm2
    return (
        (_("来源文件"), review.source or "—"),
        (_("审查方案"), _(review.profile.title)),
        (_("基准日"), review.as_of.isoformat()),
        (_("坐标系"), review.gk.title),
        (_("地块数"), str(len(review.parcels))),
        (_("总面积"), _("{m2} 平方米（{mu} 亩，{ha} 公顷）").format(
            m2=m2(dm2), mu=mu(dm2), ha=area_to(dm2, "公顷", 4))),
        (_("所用图层"), versions or "—"),
    )


def parcel_table(review: Review) -> Table:
    """The list of parcels with their areas."""
    rows = [Row((p.id, p.name or "—", "—" if p.dm2 is None else m2(p.dm2), "—" if p.dm2 is None else mu(p.dm2)))
            for p in review.parcels]
    rows.append(Row((_("总计"), "", m2(review.total_dm2), mu(review.total_dm2)), True))
    return Table(_("地块面积"), (_("地块编号"), _("地块名称"), _("面积（平方米）"), _("面积（亩）")), tuple(rows))


def layer_table(cover: LayerCoverage, whole_dm2: int) -> Table:
    """One layer's classes under a parcel, with what is not covered, adding up to the parcel."""
    ridged = any(c.ridge_dm2 for c in cover.classes)
    parts = [*(c.dm2 for c in cover.classes), cover.uncovered_dm2]
    mus = _mu_parts(parts)
    rows = [Row((c.code or "—", c.name or "—", m2(c.dm2), shown, *((m2(c.ridge_dm2),) if ridged else ())))
            for c, shown in zip(cover.classes, mus, strict=False)]
    pad = ("",) if ridged else ()
    outside = _("边界外") if cover.layer == "czkfbj" else _("未覆盖")
    rows.append(Row(("", outside, m2(cover.uncovered_dm2), mus[-1], *pad)))
    if cover.overlap_dm2:
        rows.append(Row(("", _("减：图层自身重叠"), m2(-cover.overlap_dm2), mu(-cover.overlap_dm2), *pad)))
    rows.append(Row((_("总计"), "", m2(whole_dm2), mu(whole_dm2), *pad), True))
    heads = (_("代码"), _("名称"), _("面积（平方米）"), _("面积（亩）"),
             *((_("已扣田坎（平方米）"),) if ridged else ()))
    return Table(_("{layer}（{version}）").format(layer=schema_of(cover.layer).words, version=cover.version), heads,
                 tuple(rows))


def _mu_parts(parts: list[int]) -> list[str]:
    """Areas as 亩 with two decimals that add up to their sum's 亩: the sum is converted, then divided."""
    whole = int(area_to(sum(parts), "亩", 2) * 100)
    shares = apportion(whole, parts) if sum(parts) else [0] * len(parts)
    return [f"{share // 100}.{share % 100:02d}" for share in shares]


def remarks(review: Review) -> tuple[Remark, ...]:
    """Every finding of the review, gravest first."""
    order = ("critical", "major", "info")
    found = sorted(review.all_findings(), key=lambda pair: order.index(pair[1].severity))
    return tuple(remark(finding, parcel) for parcel, finding in found)


def remark(finding: ReviewFinding, parcel: ParcelReview | None = None) -> Remark:
    """One finding as the dossier shows it."""
    where = f"{parcel.id} {parcel.name}".strip() if parcel else ""
    return Remark(finding.severity, severity_word(finding.severity), where, finding.message, finding.details,
                  tuple(c.sentence() for c in finding.citations))


def reading_lines(review: Review) -> tuple[str, ...]:
    """What was found in reading the file, one line each."""
    return (*(f.sentence() for f in review.reading),
            *(f.sentence() for p in review.parcels for f in p.reading))


def notes() -> tuple[str, ...]:
    """What every dossier says at its end."""
    return (
        _("面积为椭球面积，分类面积与未覆盖面积之和等于地块面积，精确到 0.01 平方米。"),
        _("耕地按图斑的扣除系数扣除田坎，田坎计入 1203。"),
        _("审查结果是线索提示，是否合法合规由经办人员认定。"),
        _("标注“未核实”的依据尚未与正式文本核对，引用前须核实。"),
    )


def write_dossier(review: Review, path: Path) -> None:
    """Write the dossier to ``path`` by its ending (.docx, .pdf, .html, .json); whole or not at all."""
    suffix = path.suffix.lower()
    if suffix == ".docx":
        from yulin.review.dossier_docx import dossier_docx

        data = dossier_docx(review)
    elif suffix == ".pdf":
        from yulin.review.dossier_pdf import dossier_pdf

        data = dossier_pdf(review)
    elif suffix == ".html":
        from yulin.review.dossier_html import dossier_html

        data = dossier_html(review).encode()
    else:
        data = (json.dumps(review.as_json(), ensure_ascii=False, indent=1) + "\n").encode()
    fresh = path.with_name(f".{path.name}-{uuid4().hex[:8]}")
    try:
        fresh.write_bytes(data)
        os.replace(fresh, path)
    except OSError as fault:
        fresh.unlink(missing_ok=True)
        raise Refusal(_("写不出 {path}（{reason}），请检查文件夹和权限。").format(
            path=path, reason=fault.strerror or fault)) from fault
