"""Uploaded files between preview and taking: kept in the home under their SHA-256, found again by it."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.office.home import make_home, put_whole

LARGEST = 200 * 1024 * 1024
_SHA = re.compile(r"[0-9a-f]{64}")


def plain_name(name: str) -> str:
    """A file's name without folders and control characters, at most 200 long."""
    bare = re.sub(r"[\x00-\x1f<>:\"|?*]", "", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    return bare[-200:] or "upload"


def keep(upload: UploadedFile) -> str:
    """Keep an uploaded file; its SHA-256. Refusal when it is empty, too large, or the disk is full."""
    if not upload.size:
        raise Refusal(_("{name} 是空文件。").format(name=plain_name(upload.name or "")))
    if upload.size > LARGEST:
        raise Refusal(_("{name} 有 {size} MB，超过 {most} MB 的上限，请分开导入。").format(
            name=plain_name(upload.name or ""), size=upload.size // 2**20, most=LARGEST // 2**20))
    folder = make_home() / "files"
    digest = hashlib.sha256()
    draft = ""
    try:
        handle, draft = tempfile.mkstemp(prefix=".upload-", dir=folder)
        with os.fdopen(handle, "wb") as out:
            for chunk in upload.chunks():
                digest.update(chunk)
                out.write(chunk)
        os.replace(draft, folder / digest.hexdigest())
    except OSError as fault:
        if draft:
            Path(draft).unlink(missing_ok=True)
        raise Refusal(_("{name} 没有保存成功：{why}。请检查磁盘空间后重试。").format(
            name=plain_name(upload.name or ""), why=fault.strerror)) from fault
    return digest.hexdigest()


def keep_bytes(data: bytes) -> str:
    """Keep what the office itself made; its SHA-256."""
    sha = hashlib.sha256(data).hexdigest()
    put_whole(make_home() / "files" / sha, data)
    return sha


def kept(sha: str) -> Path:
    """The kept file with that digest; 404 when there is none."""
    if not _SHA.fullmatch(sha):
        raise Http404
    path = make_home() / "files" / sha
    if not path.is_file():
        raise Http404
    return path


@contextmanager
def named(sha: str, name: str) -> Iterator[Path]:
    """The kept file under the name with which it was uploaded (readers go by the ending), for as long as it is read."""
    source = kept(sha)
    with tempfile.TemporaryDirectory(prefix="yulin-") as folder:
        path = Path(folder) / plain_name(name)
        path.symlink_to(source)
        yield path
