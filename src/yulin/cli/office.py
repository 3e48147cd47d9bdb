"""``yulin office``: make the home, load files, serve the pages, manage people, check the journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yulin.findings import Refusal
from yulin.i18n import gettext as _

app = typer.Typer(
    help="数据目录、导入、服务与人员 The office: its home, imports, server and people.", no_args_is_help=True
)
user_app = typer.Typer(help="人员与角色 People and roles.", no_args_is_help=True)
app.add_typer(user_app, name="user")

Home = Annotated[
    Path | None, typer.Option("--home", help="数据目录 the home folder (YULIN_HOME, ./yulin-home).")
]


@app.command()
def init(home: Home = None) -> None:
    """Make the home and its tables; an existing one is brought up to date.

    Example: yulin office init --home yulin-home
    """
    from yulin.office.start import open_office

    typer.echo(_("数据目录已就绪：{home}").format(home=open_office(home, create=True)))


@app.command()
def load(
    files: Annotated[
        list[Path], typer.Argument(help="workbooks (.xlsx, .xls) and parcels (.txt, .zip, .gpkg …)")
    ],
    home: Home = None,
    register: Annotated[str | None, typer.Option(help="register code, when the file does not tell")] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="take the good rows, list the bad ones")
    ] = False,
    actor: Annotated[str | None, typer.Option("--as", help="login of the person who loads")] = None,
    output: Annotated[str, typer.Option("--format", help="text | json")] = "text",
) -> None:
    """Load ledgers and parcels through the same checks as the import page. Exit 1 when rows were left out.

    Example: yulin office load ledgers/*.xlsx coordinates/*.txt --home yulin-home
    """
    import json

    from yulin.cli.progress import progress_bar
    from yulin.office.start import open_office

    open_office(home)
    from yulin.office.accounts.models import Person
    from yulin.office.accounts.people import system_person
    from yulin.office.loading import load_files
    from yulin.office.registers.taking import Refused

    person = Person.objects.filter(username=actor).first() if actor else system_person()
    if person is None:
        raise Refusal(_("没有用户“{login}”；先用 yulin office user add 建立。").format(login=actor))
    try:
        with progress_bar(_("导入"), len(files)) as step:
            receipts = load_files(
                files, person, on_error="skip" if skip_bad else "refuse", register=register, progress=step
            )
    except Refused as refused:
        for finding in refused.findings:
            if finding.level == "error":
                typer.echo(f"  {finding.sentence()}", err=True)
        raise
    if output == "json":
        typer.echo(json.dumps([r.as_json() for r in receipts], ensure_ascii=False))
    else:
        for receipt in receipts:
            typer.echo(receipt.sentence())
            for finding in receipt.findings:
                if finding.level != "note":
                    typer.echo(f"  {finding.sentence()}", err=True)
    if any(f.level == "error" for r in receipts for f in r.findings):
        raise typer.Exit(1)


@app.command()
def serve(
    home: Home = None,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port", min=1, max=65535)] = 8000,
) -> None:
    """Serve the office until interrupted.

    Example: yulin office serve --home yulin-home --port 8000
    """
    from yulin.office.start import open_office

    open_office(home, create=True)
    from yulin.office.serving import serve as serve_forever

    typer.echo(_("办公系统：http://{host}:{port}（Ctrl+C 结束）").format(host=host, port=port))
    serve_forever(host, port)


@app.command()
def journal(home: Home = None) -> None:
    """Check the journal's hash chain. Exit 1 when a line was changed, removed or added.

    Example: yulin office journal --home yulin-home
    """
    from yulin.office.start import open_office

    open_office(home)
    from yulin.office.journal.chain import broken_at
    from yulin.office.journal.models import JournalLine

    broken = broken_at()
    if broken is not None:
        typer.echo(_("日志链在第 {n} 行断裂：该行被改动、删除或插入。").format(n=broken))
        raise typer.Exit(1)
    typer.echo(_("日志链完整，共 {n} 行。").format(n=JournalLine.objects.count()))


@user_app.command("add")
def user_add(
    login: str,
    role: Annotated[str, typer.Option(help="clerk | section_head | leader | auditor | admin")] = "clerk",
    region: Annotated[str, typer.Option(help="code of the region the person sees (6, 9 or 12 digits)")] = "",
    name: Annotated[str, typer.Option(help="the person's own name")] = "",
    password: Annotated[
        str | None,
        typer.Option(help="asked for when not given", prompt=True, confirmation_prompt=True, hide_input=True),
    ] = None,
    home: Home = None,
) -> None:
    """Add a person, or change the role, region or password of one.

    Example: yulin office user add lihe --role clerk --region 990102001 --name 李禾
    """
    from yulin.office.start import open_office

    open_office(home)
    from yulin.office.accounts.people import set_person

    person = set_person(login, name, role, region, password, actor="system")
    typer.echo(
        _("用户 {login}（{role}，辖区 {region}）已保存。").format(
            login=person.username, role=_(person.role_title), region=person.region or _("全部")
        )
    )


@user_app.command("list")
def user_list(home: Home = None) -> None:
    """List the people.

    Example: yulin office user list
    """
    from yulin.office.start import open_office

    open_office(home)
    from yulin.office.accounts.models import Person

    for person in Person.objects.order_by("username"):
        typer.echo(f"{person.username}\t{person.shown_name}\t{person.role}\t{person.region}")
