"""The opening sections of a VCT file: head (文件头), feature codes (要素类型参数), tables (属性数据结构)."""

from __future__ import annotations

from dataclasses import dataclass, field

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.formats.vct_lines import VctLines
from yulin.geodesy.crs import GEOGRAPHIC, Gk
from yulin.geodesy.recognition import datum_in_words, refuse_datum
from yulin.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class VctField:
    """One field of a table: kind is char, int, float, date, …; length and decimals 0 where not given.

    bytes_: the size of a whole number where its kind says it (Int4), else 0.
    """

    name: str
    kind: str
    length: int = 0
    decimals: int = 0
    bytes_: int = 0


@dataclass(frozen=True, slots=True)
class VctFeature:
    """One feature code: its Chinese name, geometry (point, line, polygon, annotation) and attribute table."""

    code: str
    title: str
    geometry: str
    table: str


@dataclass(slots=True)
class VctHead:
    """What the opening sections say. features: by code; one code may serve several tables."""

    values: dict[str, str] = field(default_factory=dict)
    features: dict[str, list[VctFeature]] = field(default_factory=dict)
    tables: dict[str, list[VctField]] = field(default_factory=dict)

    @property
    def separator(self) -> str:
        """The character between the values of an attribute row."""
        return self.values.get("separator") or ","

    @property
    def east_first(self) -> bool:
        """Whether the first coordinate runs east (the usual case)."""
        return self.values.get("xaxisdirection", "E").upper()[:1] != "N"


def read_head_section(lines: VctLines, head: VctHead) -> None:
    """``key:value`` lines up to HeadEnd."""
    while (line := lines.take()).lower() != b"headend":
        key, _colon, value = lines.text(line).replace("：", ":").partition(":")
        head.values[key.strip().lower()] = value.strip()


def read_feature_section(lines: VctLines, head: VctHead) -> None:
    """Feature codes up to FeatureCodeEnd; older dialects put a colour before the table's name."""
    while (line := lines.take()).lower() != b"featurecodeend":
        parts = [p.strip() for p in lines.text(line).split(head.separator)]
        if len(parts) < 4:
            lines.fail(line)
        feature = VctFeature(parts[0], parts[1], parts[2].lower(), parts[-1].upper())
        head.features.setdefault(parts[0], []).append(feature)


def read_table_section(lines: VctLines, head: VctHead) -> None:
    """Table structures up to TableStructureEnd."""
    while (line := lines.take()).lower() != b"tablestructureend":
        parts = [p.strip() for p in lines.text(line).split(head.separator)]
        if len(parts) < 2:
            lines.fail(line)
        count = lines.integer(parts[1].encode(), limits.VECTOR_FIELDS)
        head.tables[parts[0].upper()] = [_field(lines, head) for _i in range(count)]
        lines.end_object()


def _field(lines: VctLines, head: VctHead) -> VctField:
    line = lines.take()
    name, kind, *sizes = [p.strip() for p in lines.text(line).split(head.separator)] + [""] * 2
    if not name or not kind:
        lines.fail(line)
    numbers = [int(s) for s in sizes if s.isdecimal() and len(s) < 6] + [0, 0]
    plain = kind.rstrip("0123456789")
    size = kind[len(plain):]
    return VctField(name, plain.lower(), numbers[0], numbers[1], int(size) if size.isdecimal() and len(size) < 3 else 0)


def epsg_of(head: VctHead, name: str, told: int | None) -> int:
    """The EPSG number of the file's coordinates; refuses what cannot be honoured or contradicts ``told``."""
    stated = f"{head.values.get('spheroid', '')} {head.values.get('geodeticdatum', '')}".strip()
    datum = datum_in_words(stated)
    if datum != "cgcs2000" and not (told is not None and datum in (None, "wgs84")):
        raise refuse_datum(datum, stated, name)
    if head.values.get("coordinatesystemtype", "P").upper().startswith("D"):
        return GEOGRAPHIC
    gk = _zone(head.values.get("parameters", "").split(","))
    if gk is None and told is None:
        raise Refusal(_("VCT 文件 {name} 的投影参数“{text}”不能识别，请用 --crs EPSG:编号 写明。").format(
            name=name, text=head.values.get("parameters", "")))
    if gk is not None and told is not None and gk.epsg != told:
        raise Refusal(_("文件 {name} 写明的坐标系是 EPSG:{stated}，与所给 EPSG:{told} 不一致，"
                        "请核对。").format(
            name=name, stated=gk.epsg, told=told))
    return gk.epsg if gk is not None else int(told or 0)


def _zone(parameters: list[str]) -> Gk | None:
    """The zone by central meridian, false easting, width and number, all of which must agree."""
    try:
        meridian, scale, easting, northing, width, zone = (float(p) for p in parameters[:6])
    except ValueError:
        return None
    if scale != 1 or northing != 0 or width not in (3, 6) or zone != int(zone):
        return None
    try:
        gk = Gk(int(zone), 3 if width == 3 else 6, easting >= 1_000_000)
    except Refusal:
        return None
    return gk if (gk.central_meridian, gk.false_easting) == (meridian, easting) else None
