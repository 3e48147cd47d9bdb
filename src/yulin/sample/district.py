"""``make_sample``: the whole sample district written as files, from one seed.

Everything is made in a folder beside the one asked for and moved into place at the end, so that a half-made sample is
never seen. A folder is written over only when it holds a sample made before.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.sample import names
from yulin.sample.coordinates import DrawnParcel, write_parcels
from yulin.sample.coverage import Survey, survey_district
from yulin.sample.ground import Ground
from yulin.sample.layers import FORMATS
from yulin.sample.layout import make_layout
from yulin.sample.ledgers.all import make_ledgers
from yulin.sample.ledgers.sheet import Row, heads, write_workbook
from yulin.sample.project import make_project
from yulin.sample.report import write_report
from yulin.sample.room import NoRoom

FEWEST = 1_500
MOST = 3_000_000
DEFAULT_PATCHES = 20_000
DEFAULT_SEED = 990102
CHANGED_2025 = {"patches": 669, "area": 598729}
"""年度变更 of 2025: number of patches and their area in hundredths of a 亩."""
MANIFEST = "sample.json"

STEPS = {"layout": "划分图斑", "areas": "计算控制面积", "villages": "逐村成图", "files": "写出图层",
         "ledgers": "写出台账"}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class SampleReceipt:
    """What was written: the folder, its files (relative paths), patches, seed, and rows per layer and ledger."""

    folder: Path
    files: tuple[str, ...]
    patches: int
    seed: int
    layers: dict[str, int]
    ledgers: dict[str, int]


def make_sample(out: Path | str, patches: int = DEFAULT_PATCHES, seed: int = DEFAULT_SEED,
                progress: Progress | None = None) -> SampleReceipt:
    """Write the sample district into the folder ``out``.

    patches: number of DLTB patches at the first year-end, about one hectare each. seed: the same seed gives the same
    rows, areas and ledgers. progress: called with what is being done (for people), how much
    of it is done, and of how much. Refuses a size it cannot fill, and a folder that holds anything but an earlier
    sample.
    """
    out = Path(out)
    _check(out, patches, seed)

    def step(what: str, done: int, of: int) -> None:
        if progress is not None:
            progress(_(STEPS[what]), done, of)

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".yulin-sample-", dir=out.parent))
    except OSError as fault:
        raise Refusal(_("不能在 {folder} 建立文件夹（{fault}），请换一个可以写入的位置。").format(
            folder=out.parent, fault=fault.strerror)) from None
    try:
        receipt = _make(draft, out, patches, seed, step)
        draft.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    except NoRoom as fault:
        raise Refusal(
            _("{patches} 个图斑的示例区放不下台账里的地块（{fault}），请加大 --patches；{folder} 未改动。").format(
                patches=patches, fault=fault, folder=out)) from None
    except OSError as fault:
        raise Refusal(_("写示例区时出错（{fault}），请检查磁盘空间和权限；{folder} 未改动。").format(
            fault=fault.strerror or type(fault).__name__, folder=out)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return receipt


def _check(out: Path, patches: int, seed: int) -> None:
    if patches < FEWEST:
        raise Refusal(_("示例区至少要 {least} 个图斑（给出的是 {given}），再小放不下台账里的地块，请加大 --patches。")
                      .format(least=FEWEST, given=patches))
    if patches > MOST:
        raise Refusal(_("示例区至多 {most} 个图斑（给出的是 {given}），请减小 --patches。").format(most=MOST,
            given=patches))
    if seed < 0:
        raise Refusal(_("随机种子不能为负（给出的是 {given}），请用 0 或正整数。").format(given=seed))
    if out.is_file():
        raise Refusal(_("{path} 是一个文件，不是文件夹，请换一个输出位置。").format(path=out))
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise Refusal(_("文件夹 {path} 不是空的，也不是以前生成的示例区，请换一个空文件夹。").format(path=out))


def _make(draft: Path, out: Path, patches: int, seed: int, step: Progress) -> SampleReceipt:
    spool = draft / ".spool"
    for folder in (spool, *(draft / name for name in ("layers", "ledgers", "coordinates", "projects", "report"))):
        folder.mkdir()
    step("layout", 0, 1)
    layout = make_layout(patches, seed)
    step("layout", 1, 1)
    survey = survey_district(layout, spool, CHANGED_2025["patches"], CHANGED_2025["area"], step)
    _pour(survey, draft / "layers", step)
    shutil.rmtree(spool)
    ledgers = _write_ledgers(survey, draft, seed, step)
    write_parcels(draft / "projects" / "示例项目.txt", make_project(survey, seed))
    write_report(draft / "report")
    layers = {s.layer: s.rows for s in survey.spools}
    manifest = {"district": names.DISTRICT, "code": names.DISTRICT_CODE, "patches": patches, "seed": seed,
                "control_m2": f"{survey.control / 100:.2f}", "layers": layers, "ledgers": ledgers}
    (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    files = sorted(str(p.relative_to(draft)) for p in draft.rglob("*") if p.is_file() and ".gdb" not in p.parent.name)
    files += sorted(str(p.relative_to(draft)) for p in draft.rglob("*.gdb") if p.is_dir())
    return SampleReceipt(out, tuple(sorted(files)), patches, seed, layers, ledgers)


def _pour(survey: Survey, folder: Path, step: Progress) -> None:
    count = len(FORMATS) * len(survey.spools)
    for done, (name, driver, spool) in enumerate(
            ((name, driver, spool) for name, driver in FORMATS for spool in survey.spools), 1):
        spool.pour(folder / name, driver)
        step("files", done, count)


def _write_ledgers(survey: Survey, draft: Path, seed: int, step: Progress) -> dict[str, int]:
    ground = Ground(survey)
    ledgers, parcels = make_ledgers(ground, survey.changes, seed)
    counts: dict[str, int] = {}
    for done, ledger in enumerate(ledgers, 1):
        write_workbook(draft / "ledgers" / f"{ledger.title}.xlsx", ledger.title,
                       f"{names.DISTRICT}{ledger.title}（2025年）", ledger.heads, ledger.rows)
        counts[ledger.title] = len(ledger.rows)
        if ledger.title in parcels:
            write_parcels(draft / "coordinates" / f"{ledger.title}.txt", [
                DrawnParcel(key, name, parcel.polygon) for key, name, parcel in parcels[ledger.title]])
        step("ledgers", done, len(ledgers))
    terrain = survey.layout.terrain
    rows: list[Row] = [{"代码": names.DISTRICT_CODE, "名称": names.DISTRICT}]
    for town, (code, name) in enumerate(names.TOWNS):
        rows.append({"代码": code, "名称": name})
        rows += [{"代码": terrain.village_codes[v], "名称": terrain.village_names[v]} for v in ground.villages_of(town)]
    write_workbook(draft / "ledgers" / "行政区划.xlsx", "行政区划", f"{names.DISTRICT}行政区划", heads("代码 名称"),
                   rows)
    return counts
