"""Opening the office from the command line: choose the home, set Django up, bring the tables up to date."""

from __future__ import annotations

import os
from pathlib import Path

from yulin.findings import Refusal
from yulin.i18n import gettext as _


def open_office(home: Path | None, create: bool = False) -> Path:
    """Set Django up over ``home`` (None: ``YULIN_HOME`` or ``./yulin-home``) and return the home's path.

    create: make the home and its tables where they are missing; without it a home that does not exist is a
    Refusal, so that a mistyped ``--home`` never answers with empty figures.
    """
    if home is not None:
        os.environ["YULIN_HOME"] = str(home)
    from yulin.office.home import home_path, make_home

    path = home_path()
    on_server = bool(os.environ.get("YULIN_DATABASE_URL"))
    if create:
        make_home()
    elif not on_server and not (path / "office.sqlite3").is_file():
        raise Refusal(
            _(
                "{home} 不是数据目录（没有 office.sqlite3）；请用 --home 指明，或先运行 yulin office init。"
            ).format(home=path)
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yulin.office.settings")
    import django
    from django.db import DatabaseError

    try:
        django.setup()
        if create:
            from django.core.management import call_command

            call_command("migrate", verbosity=0, interactive=False)
            from yulin.office.registers import search_index

            if search_index.empty():  # a home from before there was an index
                search_index.rebuild()
    except DatabaseError as fault:
        raise Refusal(_("数据库无法打开：{why}。").format(why=str(fault).splitlines()[0])) from fault
    from django.utils import translation

    from yulin.i18n import language
    from yulin.workdays.calendar import use_own_years

    use_own_years(path / "calendar")

    translation.activate("en" if language() == "en" else "zh-hans")
    return path
