"""``yulin sample``: the sample district as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from yulin.i18n import _

app = typer.Typer(no_args_is_help=True, help=_("示例区：生成一个虚构区县的图层、台账、坐标文件和报告。"),
                  context_settings={"help_option_names": ["-h", "--help"]})


@app.callback()
def sample() -> None:
    """示例区 The sample district: layers, ledgers, coordinate files and a report, all invented."""


@app.command(epilog="yulin sample make ./sample --patches 20000")
def make(
    out: Annotated[Path, typer.Argument(help=_("输出文件夹（空的，或以前生成的示例区）"))],
    patches: Annotated[int, typer.Option(help=_("图斑数，每个约一公顷"))] = 20_000,
    seed: Annotated[int, typer.Option(help=_("随机种子；同一种子结果相同"))] = 990102,
    output: Annotated[str, typer.Option("--format", help="text | json")] = "text",
) -> None:
    """生成示例区 Write the sample district into OUT."""
    from yulin.cli.progress import measured_bar
    from yulin.findings import Refusal
    from yulin.sample.district import make_sample

    if output not in ("text", "json"):
        raise Refusal(_("--format 只有 text 和 json 两种（给出的是 {given}）。").format(given=output))
    with measured_bar(_("示例区")) as bar:
        receipt = make_sample(out, patches, seed, bar)
    if output == "json":
        typer.echo(json.dumps({"folder": str(receipt.folder), "patches": receipt.patches, "seed": receipt.seed,
                               "layers": receipt.layers, "ledgers": receipt.ledgers,
                               "files": list(receipt.files)}, ensure_ascii=False, indent=1))
        return
    typer.echo(_("示例区已写入 {folder}：{layers} 个图层 {features} 个图形，{ledgers} 本台账 {rows} 条记录。").format(
        folder=receipt.folder, layers=len(receipt.layers), features=sum(receipt.layers.values()),
        ledgers=len(receipt.ledgers), rows=sum(receipt.ledgers.values())))
    for file in receipt.files:
        typer.echo(f"  {file}")
