"""The journal's lines about layers: an import, a check, a comparison, each in one transaction with what it leaves.

What a job on a layer leaves are files. They appear under their names as the last step before the transaction ends: a
line that cannot be written leaves no files, and files that cannot appear leave no line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yulin.findings import Refusal
from yulin.i18n import gettext as _

REGISTER = "atlas"
IMPORTED, CHECKED, COMPARED = "layer_import", "layer_check", "layer_diff"


def office_there(home: Path) -> bool:
    """Whether ``home`` has an office: its tables, or those of a server. A home with an atlas alone has none."""
    return bool(os.environ.get("YULIN_DATABASE_URL")) or (home / "office.sqlite3").is_file()


def open_journal(home: Path) -> bool:
    """Set the office up, where ``home`` has one and it is not set up yet; whether its journal is at hand."""
    from django.apps import apps

    if apps.ready:
        return True
    if not office_there(home):
        return False
    from yulin.office.start import open_office

    open_office(home)
    return True


@contextmanager
def written(act: str, by: str, layer: str, what: str, told: Mapping[str, Any]) -> Iterator[None]:
    """A line of the journal and, in its transaction, what the caller lets appear meanwhile.

    by: a login (its region is the line's) or another name; told: what is said of it, Chinese label → text.
    """
    from django.db import DatabaseError, transaction

    from yulin.office.accounts.models import Person
    from yulin.office.journal.chain import Entry, append

    try:
        with transaction.atomic():
            region = Person.objects.filter(username=by).values_list("region", flat=True).first() or ""
            append([Entry(by, act, REGISTER, f"{layer} {what}", region, None, dict(told))])
            yield
    except DatabaseError as fault:
        raise Refusal(_("日志写不进（{why}），本次未作更改。").format(why=str(fault).splitlines()[0])) from fault


def imported(by: str, manifest: Mapping[str, Any]) -> Any:
    """The context in which an imported version appears (``importing.Appearing``)."""
    source, dm2 = manifest["source"], int(manifest["survey_dm2"])
    told = {"文件": source["file"], "SHA-256": source["sha256"], "要素": str(manifest["rows"]),
            "略去": str(manifest["skipped"]), "面积": f"{dm2 // 100}.{dm2 % 100:02d} m²"}
    return written(IMPORTED, by, manifest["layer"], manifest["version"], told)
