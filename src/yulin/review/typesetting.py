"""Setting a paper as PDF: a Typst template, the JSON that it reads, and the pictures beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.i18n import language
from yulin.review.fonts import FAMILIES, chinese_font


def typeset(template: Path, content: Mapping[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """The PDF that ``template`` (a .typ file) makes of ``content``, which it reads as ``<its name>.json``.

    pictures: file name → PNG, beside the template. The language in use and the fonts go with the content. Raises
    Refusal where the machine has no font with Chinese: a PDF carries its fonts, a Word paper need not.
    """
    first = chinese_font()
    if first is None:
        raise Refusal(_("这台计算机没有中文字体，做不出 PDF；请安装中文字体（例如思源黑体），或改用其他格式。"))
    import typst

    whole = {**content, "lang": language(), "fonts": [first, *(name for name in FAMILIES if name != first)]}
    with TemporaryDirectory(prefix="yulin-pdf-") as place:
        folder = Path(place)
        for name, png in pictures.items():
            (folder / name).write_bytes(png)
        (folder / f"{template.stem}.json").write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
        (folder / template.name).write_bytes(template.read_bytes())
        pdf = typst.compile(str(folder / template.name), root=str(folder))
    assert isinstance(pdf, bytes)  # noqa: S101 - one output, so one file
    return pdf
