"""``yulin books``: check the quota books, let holds run out, write the year's ledgers."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated

import typer

from yulin.findings import Refusal
from yulin.i18n import gettext as _

app = typer.Typer(help="指标账簿 The quota books.", no_args_is_help=True)

Home = Annotated[
    Path | None, typer.Option("--home", help="数据目录 the home folder (YULIN_HOME, ./yulin-home).")
]


@app.command()
def check(
    home: Home = None, output: Annotated[str, typer.Option("--format", help="text | json")] = "text"
) -> None:
    """Post the journal anew and compare it with the books to the byte. Exit 1 when they differ.

    Example: yulin books check --home yulin-home
    """
    from yulin.office.start import open_office

    open_office(home)
    from yulin.office.books.balances import check as check_books

    found = check_books()
    if output == "json":
        typer.echo(json.dumps({"transactions": found.transactions, "entries": found.entries,
                               "accounts": found.accounts, "wrong": list(found.wrong)}, ensure_ascii=False))
    else:
        for sentence in found.wrong:
            typer.echo(sentence)
        if not found.wrong:
            typer.echo(_("账簿无误：凭证 {t} 张，分录 {e} 条，账户 {a} 个。").format(
                t=found.transactions, e=found.entries, a=found.accounts))
    if found.wrong:
        raise typer.Exit(1)


@app.command()
def expire(home: Home = None, on: Annotated[str | None, typer.Option("--on", help="YYYY-MM-DD, default today")] = None
           ) -> None:
    """Release the holds that ran out before a day; each goes back to its pool on the day after its last.

    Example: yulin books expire --home yulin-home --on 2026-01-01
    """
    from yulin.office.start import open_office

    try:
        day = dt.date.fromisoformat(on) if on else dt.date.today()
    except ValueError:
        raise Refusal(_("“{raw}”不是日期，请写成 2025-03-01").format(raw=on)) from None
    open_office(home)
    from yulin.office.accounts.people import system_person
    from yulin.office.books.posting import expire as run_out

    done = run_out(day, system_person())
    typer.echo(_("解冻 {n} 张到期的冻结凭证。").format(n=len(done)))


@app.command()
def ledgers(
    year: Annotated[int, typer.Option("--year", min=1949, max=2100)],
    out: Annotated[Path, typer.Option("-o", "--out", help="the workbook to write (.xlsx)")],
    region: Annotated[str, typer.Option("--region", help="code of the district")] = "",
    home: Home = None,
) -> None:
    """Write the year's seven ledgers as one workbook.

    Example: yulin books ledgers --year 2025 -o ledgers-2025.xlsx --home yulin-home
    """
    from yulin.office.start import open_office

    open_office(home)
    from yulin.office.books.ledgers import LEDGERS
    from yulin.office.books.tables import workbook

    tables = [ledger.make(region, year, dt.date(year, 12, 31)) for ledger in LEDGERS.values()]
    try:
        out.write_bytes(workbook(tables))
    except OSError as fault:
        raise Refusal(_("不能写入 {path}：{why}。").format(path=out, why=fault.strerror)) from fault
    typer.echo(_("七本台账：{path}").format(path=out))
