"""Every limit that a reader holds an input to, in one place.

A file beyond a limit is refused with a sentence naming the limit. The numbers are far above what a county
hands over and far below what would exhaust an office machine.
"""

from __future__ import annotations

from pathlib import Path

from yulin.findings import Refusal
from yulin.i18n import gettext as _

MIB = 1024 * 1024
GIB = 1024 * MIB

# text
TEXT_BYTES = 256 * MIB
TEXT_LINE_CHARACTERS = 100_000
COORDINATE_PARCELS = 200_000
COORDINATE_POINTS = 5_000_000
FINDINGS_PER_FILE = 1_000
RING_PAIRS = 1_000_000  # rings of one parcel whose boxes meet: more is nesting that no survey has

# workbooks
WORKBOOK_BYTES = 200 * MIB
WORKBOOK_UNPACKED_BYTES = 1 * GIB
WORKBOOK_SHEETS = 200
WORKBOOK_CELLS = 6_000_000  # in one sheet, empty cells inside its rectangle included

# archives
ARCHIVE_BYTES = 4 * GIB
ARCHIVE_ENTRIES = 10_000
ARCHIVE_UNPACKED_BYTES = 16 * GIB
ARCHIVE_RATIO = 250  # unpacked : packed, looked at once more than ARCHIVE_RATIO_FROM bytes come out
ARCHIVE_RATIO_FROM = 64 * MIB
ARCHIVE_DEPTH = 8  # folders inside each other

# vector layers
VECTOR_BYTES = 32 * GIB
GEOJSON_BYTES = 2 * GIB
VECTOR_FEATURES = 20_000_000
VECTOR_LAYERS = 1_000
VECTOR_FIELDS = 1_000
ROWS_HELD = 50_000  # of a vector layer whose areas are wanted; a larger one passes in batches
VECTOR_BATCH_ROWS = 16_384

# VCT
VCT_BYTES = 16 * GIB
VCT_OBJECT_POINTS = 5_000_000
VCT_OBJECT_LINES = 1_000_000
VCT_LAYER_POINTS = 100_000_000  # of a layer held whole; batches have no such limit
VCT_BATCH_ROWS = 4096
VCT_BATCH_POINTS = 250_000
VCT_SPOOL_NUMBERS = 500_000  # of eight bytes, held before they go to disk


def show_size(size: int) -> str:
    """A size in bytes as a person reads it, e.g. ``200 MB``."""
    if size >= GIB:
        return f"{size / GIB:.3g} GB"
    return f"{size / MIB:.3g} MB" if size >= MIB else f"{size} B"


def file_size(path: Path, limit: int) -> int:
    """Size of the file ``path`` in bytes; refuses a missing, empty, unreadable or too large one."""
    try:
        if path.is_dir():
            raise Refusal(_("{name} 是文件夹，不是文件，请指定其中的文件。").format(name=path.name))
        size = path.stat().st_size
        with path.open("rb") as handle:
            handle.read(1)
    except FileNotFoundError:
        raise Refusal(_("找不到文件 {path}，请核对路径。").format(path=path)) from None
    except (OSError, ValueError) as fault:
        raise Refusal(_("文件 {name} 读不出（{fault}），请检查磁盘和权限。").format(
            name=path.name, fault=_reason(fault))) from None
    if size == 0:
        raise Refusal(_("文件 {name} 是空的（0 字节），请重新拷贝或导出。").format(name=path.name))
    if size > limit:
        raise Refusal(_("文件 {name} 有 {size}，超过上限 {limit}，请拆分后再试。").format(
            name=path.name, size=show_size(size), limit=show_size(limit)))
    return size


def _reason(fault: BaseException) -> str:
    return getattr(fault, "strerror", None) or type(fault).__name__
