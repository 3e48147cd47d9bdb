"""Archives (.zip) of vector files, unpacked into a temporary folder within limits.

What is written is counted as it comes out, not as the archive says; names that would leave the folder are
refused.
"""

from __future__ import annotations

import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from yulin.findings import Refusal
from yulin.formats import limits
from yulin.i18n import gettext as _

_PIECE = 1 << 20


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """A temporary folder with the contents of the zip ``path``; gone when the block ends.

    Refuses what is not a zip, is damaged, encrypted, or goes beyond ``limits``.
    """
    limits.file_size(path, limits.ARCHIVE_BYTES)
    with tempfile.TemporaryDirectory(prefix="yulin-") as folder:
        try:
            with zipfile.ZipFile(path) as archive:
                _extract(archive, Path(folder), path)
        except zipfile.BadZipFile:
            raise Refusal(_("文件 {name} 不是完整的 zip 压缩包，请重新拷贝或重新压缩。").format(
                name=path.name)) from None
        except (zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError, OverflowError, struct.error):
            raise Refusal(_("压缩包 {name} 已损坏或压缩方式不支持，请重新压缩为普通 zip。").format(
                name=path.name)) from None
        except RuntimeError:  # zipfile's word for a password
            raise Refusal(_("压缩包 {name} 已加密，请去掉密码后再试。").format(name=path.name)) from None
        except OSError as fault:
            raise Refusal(_("压缩包 {name} 解压失败（{fault}），请检查磁盘空间。").format(
                name=path.name, fault=fault.strerror or type(fault).__name__)) from None
        yield Path(folder)


def _extract(archive: zipfile.ZipFile, folder: Path, path: Path) -> None:
    members = archive.infolist()
    if len(members) > limits.ARCHIVE_ENTRIES:
        raise Refusal(_("压缩包 {name} 有 {count} 个文件，超过上限 {limit}，请拆分后再试。").format(
            name=path.name, count=len(members), limit=limits.ARCHIVE_ENTRIES))
    packed = path.stat().st_size
    total = 0
    for member in members:
        target = folder / _inner_name(member, path.name)
        if member.is_dir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as stream, target.open("wb") as out:
            while piece := stream.read(_PIECE):
                total += len(piece)
                if total > limits.ARCHIVE_UNPACKED_BYTES or (
                        total > limits.ARCHIVE_RATIO_FROM and total > packed * limits.ARCHIVE_RATIO):
                    raise Refusal(_("压缩包 {name} 解压后过大，疑为压缩炸弹，不予读取，"
                                    "请直接提供解压后的文件。").format(
                        name=path.name))
                out.write(piece)


def _inner_name(member: zipfile.ZipInfo, archive: str) -> PurePosixPath:
    """The member's path inside the archive; unflagged ones are GBK on Chinese machines."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
            name = raw.decode("utf-8" if _is_utf8(raw) else "gb18030")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    inner = PurePosixPath(name.replace("\\", "/"))
    if inner.is_absolute() or ".." in inner.parts or ":" in name or "\0" in name:
        raise Refusal(_("压缩包 {name} 内有越出目录的路径，不予读取，请重新压缩。").format(name=archive))
    if len(inner.parts) > limits.ARCHIVE_DEPTH:
        raise Refusal(_("压缩包 {name} 的目录超过 {limit} 层，请重新压缩。").format(
            name=archive, limit=limits.ARCHIVE_DEPTH))
    return inner


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
