"""Whether a vector file is whole, seen from its own headers before any driver opens it.

Drivers read half-copied files without a word, or fail with theirs. Here each format is asked for its parts
and its stated length: a FileGDB folder for its tables, a Shapefile for its companions, a GeoPackage for its
pages.
"""

from __future__ import annotations

import struct
from pathlib import Path

from yulin.findings import Finding, Refusal
from yulin.formats import limits
from yulin.i18n import gettext as _

_FIRST_USER_TABLE = 9  # the system's own tables come before; a replica log need not exist
_GBK_MARKS = {0x4D, 0x7A}
_CODE_PAGES = {0x57: None, 0x00: None, 0x4F: "big5", 0x78: "big5"}


def check_sound(path: Path) -> None:
    """Refuse ``path`` (by its ending) when it is empty, half-copied or not what its ending says."""
    suffix = path.suffix.lower()
    if suffix == ".gdb":
        _check_gdb(path)
        return
    limits.file_size(path, limits.GEOJSON_BYTES if suffix in (".geojson", ".json") else limits.VECTOR_BYTES)
    if suffix == ".shp":
        _check_shapefile(path)
    elif suffix == ".gpkg":
        _check_geopackage(path)
    elif suffix in (".parquet", ".geoparquet"):
        _check_parquet(path)


def _half(path: Path, what: str) -> Refusal:
    return Refusal(_("{name} 不完整：{what}。请从原处重新完整拷贝后再试。").format(name=path.name, what=what))


def _check_gdb(path: Path) -> None:
    if not path.is_dir():
        raise Refusal(_("{name} 应是文件夹（File Geodatabase），现为单个文件，"
                        "请拷贝整个 .gdb 文件夹。").format(
            name=path.name))
    tables = sorted(path.glob("a*.gdbtable"))
    if not (path / "a00000001.gdbtable").exists():
        raise _half(path, _("缺少目录表 a00000001.gdbtable"))
    for index in sorted(path.glob("a*.gdbtablx")):
        if not index.with_suffix(".gdbtable").exists():
            raise _half(path, _("缺少 {file}").format(file=index.with_suffix(".gdbtable").name))
    size = 0
    for table in tables:
        index = table.with_suffix(".gdbtablx")
        if not index.exists():
            raise _half(path, _("缺少 {file}").format(file=index.name))
        length = table.stat().st_size
        size += length
        with table.open("rb") as handle:
            head = handle.read(40)
        if len(head) < 40 or struct.unpack_from("<q", head, 24)[0] > length:
            raise _half(path, _("{file} 只有一部分").format(file=table.name))
    catalogued = _gdb_table_numbers(path / "a00000001.gdbtablx")
    present = {int(t.stem[1:], 16) for t in tables if len(t.stem) == 9}
    missing = sorted(n for n in catalogued - present if n >= _FIRST_USER_TABLE)
    if missing:
        raise _half(path, _("缺少 {file}").format(file=f"a{missing[0]:08x}.gdbtable"))
    if size > limits.VECTOR_BYTES:
        raise Refusal(_("文件 {name} 有 {size}，超过上限 {limit}，请拆分后再试。").format(
            name=path.name, size=limits.show_size(size), limit=limits.show_size(limits.VECTOR_BYTES)))


def _gdb_table_numbers(index: Path) -> set[int]:
    """Numbers of the tables that the catalogue's row index says exist."""
    data = index.read_bytes()[:limits.MIB]
    if len(data) < 16:
        raise _half(index.parent, _("{file} 只有一部分").format(file=index.name))
    blocks, rows, width = struct.unpack_from("<III", data, 4)
    if blocks != 1 or width not in (4, 5, 6) or len(data) < 16 + rows * width:
        return set()
    return {row + 1 for row in range(rows) if any(data[16 + row * width:16 + (row + 1) * width])}


def _companion(path: Path, suffix: str) -> Path | None:
    for name in (path.with_suffix(suffix), path.with_suffix(suffix.upper())):
        if name.exists():
            return name
    return None


def _check_shapefile(path: Path) -> None:
    for suffix in (".shx", ".dbf"):
        companion = _companion(path, suffix)
        if companion is None:
            raise _half(path, _("缺少同名的 {suffix} 文件").format(suffix=suffix))
    for part in (path, _companion(path, ".shx")):
        assert part is not None  # noqa: S101
        with part.open("rb") as handle:
            head = handle.read(100)
        if len(head) < 100 or struct.unpack_from(">i", head)[0] != 9994:
            raise Refusal(_("{name} 不是 Shapefile，请重新导出。").format(name=part.name))
        if struct.unpack_from(">i", head, 24)[0] * 2 > part.stat().st_size:
            raise _half(path, _("{file} 只有一部分").format(file=part.name))
    stated = _companion(path, ".prj")
    if stated is not None:
        try:
            stated.read_bytes()[:limits.MIB].decode("utf-8")
        except UnicodeDecodeError:
            raise Refusal(_("{file} 有不能解码的字节，坐标系读不出；请删去该文件，"
                            "并用 --crs EPSG:编号 写明坐标系。").format(file=stated.name)) from None
    table = _companion(path, ".dbf")
    assert table is not None  # noqa: S101
    with table.open("rb") as handle:
        head = handle.read(32)
    if len(head) < 32:
        raise _half(path, _("{file} 只有一部分").format(file=table.name))
    rows, begin, width = struct.unpack_from("<IHH", head, 4)
    if begin + rows * width > table.stat().st_size + 1:
        raise _half(path, _("{file} 只有一部分").format(file=table.name))


def _check_geopackage(path: Path) -> None:
    with path.open("rb") as handle:
        head = handle.read(100)
    if not head.startswith(b"SQLite format 3\0") or len(head) < 100:
        raise Refusal(_("{name} 不是 GeoPackage，请重新导出。").format(name=path.name))
    page = struct.unpack_from(">H", head, 16)[0]
    pages = struct.unpack_from(">I", head, 28)[0]
    if pages * (65536 if page == 1 else page) > path.stat().st_size:
        raise _half(path, _("{file} 只有一部分").format(file=path.name))


def _check_parquet(path: Path) -> None:
    with path.open("rb") as handle:
        head = handle.read(4)
        handle.seek(max(0, path.stat().st_size - 4))
        tail = handle.read(4)
    if head != b"PAR1":
        raise Refusal(_("{name} 不是 Parquet 文件，请重新导出。").format(name=path.name))
    if tail != b"PAR1":
        raise _half(path, _("{file} 只有一部分").format(file=path.name))


def dbf_encoding(path: Path, name: str) -> tuple[str | None, list[Finding]]:
    """The encoding of a Shapefile's attributes: what .cpg or the table's mark says, else by its bytes.

    Returns (encoding or None to leave it to the driver, findings).
    """
    page = _companion(path, ".cpg")
    if page is not None:
        stated = page.read_bytes()[:64].decode("ascii", "replace").strip().lower()
        if stated in ("936", "cp936", "gbk", "gb2312", "gb18030", "ansi 936", "oem 936"):
            return "GB18030", []
        if stated in ("utf-8", "utf8", "65001"):
            return "UTF-8", []
        if stated:
            return None, []
    table = _companion(path, ".dbf")
    if table is None:
        return None, []
    data = table.read_bytes()[:8 * limits.MIB] if table.stat().st_size <= 8 * limits.MIB else _head(table)
    if len(data) > 29 and data[29] in _GBK_MARKS:
        return "GB18030", []
    if len(data) > 29 and _CODE_PAGES.get(data[29]):
        return "BIG5", []
    if data[32:].isascii():
        return "UTF-8", []
    begin, width = struct.unpack_from("<HH", data, 8) if len(data) >= 12 else (32, 1)
    whole = data[begin:begin + max(0, (len(data) - begin) // max(width, 1)) * width]
    try:
        whole.decode("utf-8")
        encoding = "UTF-8"
    except UnicodeDecodeError:
        encoding = "GB18030"
    return encoding, [Finding("note", "encoding.inferred",
                              _("文件没有编码标记，按 {encoding} 读取。").format(encoding=encoding), name)]


def _head(path: Path) -> bytes:
    with path.open("rb") as handle:
        return handle.read(8 * limits.MIB)
