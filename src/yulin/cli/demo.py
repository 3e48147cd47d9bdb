"""``yulin demo``: the sample district's whole year, through the same imports that a user has."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from yulin.cli.progress import measured_bar, progress_bar
from yulin.findings import Refusal
from yulin.i18n import gettext as _

app = typer.Typer(help="示例区全流程 The sample district, from its files to its report.")

DISTRICT, PASSWORD, MARK = "990102", "qinghe-2025", "demo.json"
PEOPLE = (
    ("yulin", "section_head", DISTRICT, "林知秋"),
    ("dongguan", "clerk", f"{DISTRICT}001", "方小满"),
    ("juzhang", "leader", DISTRICT, "顾怀谷"),
    ("admin", "admin", "", "管理员"),
)
LAYERS = (
    ("DLTB_2024", "dltb", "2024-12-31"),
    ("DLTB_2025", "dltb", "2025-12-31"),
    ("XZQ", "xzq", "2025-12-31"),
    ("CJDCQ", "cjdcq", "2025-12-31"),
    ("YJJBNTBHTB", "yjjbntbhtb", "2025-12-31"),
    ("STBHHX", "stbhhx", "2025-12-31"),
    ("CZKFBJ", "czkfbj", "2025-12-31"),
)
YEAR = 2025


@app.command()
def demo(
    home: Annotated[Path, typer.Option("--home", help="the home folder to make")] = Path("yulin-home"),
    sample: Annotated[Path, typer.Option("--sample", help="where the district's files go")] = Path(
        "sample-district"
    ),
    patches: Annotated[int, typer.Option("--patches", help="size of the land-class layer", min=1)] = 20_000,
    serve: Annotated[bool, typer.Option("--serve", help="serve the office afterwards")] = False,
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8000,
) -> None:
    """Make the sample district, load it, review a project, print the figures, write and audit the report.

    A home that an earlier demo of the same size made is kept as it is; any other existing home is left
    untouched.

    Example: yulin demo --home yulin-home --patches 20000
    """
    began = time.perf_counter()
    if _finished(home, patches):
        typer.echo(_("示例数据已在 {home}，直接使用。").format(home=home))
        _open(home)
    else:
        _clear(home)
        _make_files(sample, patches)
        _open(home)
        _load_layers(home, sample)
        _load_ledgers(sample)
        _make_people()
        _finish(home, patches)
    _review(home, sample)
    _figures()
    _report(home, sample)
    typer.echo(_("全部完成，用时 {seconds} 秒。").format(seconds=f"{time.perf_counter() - began:.1f}"))
    if serve:
        from yulin.office.serving import serve as serve_forever

        typer.echo(
            _("办公系统：http://127.0.0.1:{port}  示例登录：{login} / {password}（Ctrl+C 结束）").format(
                port=port, login=PEOPLE[0][0], password=PASSWORD
            )
        )
        serve_forever("127.0.0.1", port)


def _finished(home: Path, patches: int) -> bool:
    try:
        mark: dict[str, Any] = json.loads((home / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return mark == {"patches": patches, "finished": True}


def _clear(home: Path) -> None:
    """Make room: only what a demo made before is removed; anybody's own data is a Refusal."""
    if home.exists() and any(home.iterdir()) and not (home / MARK).is_file():
        raise Refusal(_("{home} 已有数据且不是示例，不会覆盖；请用 --home 另指目录。").format(home=home))
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / MARK).write_text("{}", encoding="utf-8")


def _finish(home: Path, patches: int) -> None:
    (home / MARK).write_text(json.dumps({"patches": patches, "finished": True}), encoding="utf-8")


def _open(home: Path) -> None:
    from yulin.office.start import open_office

    open_office(home, create=True)


def _make_files(sample: Path, patches: int) -> None:
    from yulin.sample.district import make_sample

    with measured_bar(_("生成示例区")) as show:
        receipt = make_sample(sample, patches=patches, progress=show)
    typer.echo(_("示例区文件：{n} 个，在 {folder}").format(n=len(receipt.files), folder=sample))


def _load_layers(home: Path, sample: Path) -> None:
    from functools import partial

    from yulin.atlas.catalogue import Atlas
    from yulin.atlas.tile_archive import make_archive
    from yulin.office.layers.entries import imported

    atlas = Atlas(home)
    with progress_bar(_("导入图层"), len(LAYERS)) as step:
        receipts = []
        for source, layer, day in LAYERS:
            step(layer)
            receipts.append(
                atlas.import_file(
                    sample / "layers" / "qinghe.gdb", layer, day, source_layer=source, who="system",
                    appearing=partial(imported, "system"),
                )
            )
            if receipts[-1].version is not None:
                make_archive(receipts[-1].version)
    for receipt in receipts:
        typer.echo(receipt.sentence())


def _load_ledgers(sample: Path) -> None:
    from yulin.office.accounts.people import system_person
    from yulin.office.loading import load_files

    files = sorted((sample / "ledgers").glob("*.xlsx")) + sorted((sample / "coordinates").glob("*.txt"))
    with progress_bar(_("导入台账"), len(files)) as step:
        receipts = load_files(files, system_person(), on_error="refuse", progress=step)
    for receipt in receipts:
        typer.echo(receipt.sentence())


def _make_people() -> None:
    from yulin.office.accounts.people import set_person

    for login, role, region, name in PEOPLE:
        set_person(login, name, role, region, PASSWORD, actor="system")


def _review(home: Path, sample: Path) -> None:
    from yulin.review.compliance import review_file
    from yulin.review.dossier_docx import dossier_docx

    review = review_file(sample / "projects" / "示例项目.txt", home)
    out = home / "reports" / "示例项目合规性审查.docx"
    out.write_bytes(dossier_docx(review))
    typer.echo("\n" + review.summary())
    typer.echo(_("审查意见书：{path}").format(path=out))


def _figures() -> None:
    from yulin.cli.figures import print_figures
    from yulin.office.figures.values import Scope, figures_of

    typer.echo("")
    print_figures(YEAR, figures_of(Scope(YEAR)))


def _report(home: Path, sample: Path) -> None:
    from yulin.audit.auditor import audit_path
    from yulin.audit.views.text import text_view
    from yulin.office.figures.report import compose
    from yulin.office.figures.report_docx import report_docx
    from yulin.office.figures.values import Scope

    out = home / "reports" / f"{YEAR}年度工作报告.docx"
    out.write_bytes(report_docx(compose(Scope(YEAR))))
    typer.echo(_("年度报告：{path}").format(path=out))
    published = sorted((sample / "report").glob("*.docx"))
    for path in (out, *published):
        typer.echo("\n" + text_view(audit_path(path)))
