"""Old Word and WPS (.doc .wps .rtf .odt): turned into .docx by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from yulin.audit.documents import Document
from yulin.findings import Refusal
from yulin.i18n import gettext as _

_SECONDS = 120


def read_converted(path: Path) -> Document:
    """The text of ``path`` through LibreOffice. Raises Refusal where it is not installed or cannot read the file."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise Refusal(_("{name}：读取 .doc、.wps 需要安装 LibreOffice；或请另存为 .docx。").format(name=path.name))
    with tempfile.TemporaryDirectory(prefix="yulin-audit-") as folder:
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "docx",
                   "--outdir", folder, str(path.resolve())]
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603  fixed program
        except (subprocess.TimeoutExpired, OSError):
            raise Refusal(_("{name}：LibreOffice 转换失败或超时；请另存为 .docx。").format(name=path.name)) from None
        made = Path(folder) / (path.stem + ".docx")
        if not made.exists():
            raise Refusal(_("{name}：LibreOffice 打不开此文件；请另存为 .docx。").format(name=path.name))
        from yulin.audit.documents.word import read_docx
        document = read_docx(made.read_bytes(), path.name)
    return Document(document.text, document.places, (_("经 LibreOffice 转换读取"),))
