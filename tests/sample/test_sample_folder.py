"""The folder a user gets, and the refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from yulin.findings import Refusal
from yulin.sample.district import FEWEST, MANIFEST, SampleReceipt, make_sample

LEDGERS = (
    "用地报批台账", "征收公告台账", "土地供应台账", "批而未供处置台账", "闲置土地台账", "占补平衡台账",
    "耕地恢复台账", "标志维护台账",
    "勘测定界台账", "国土变更调查台账", "乡镇规划台账", "土地市场巡查台账", "法制审核台账", "林草地使用台账",
    "野生动物救助台账",
    "殡葬设施台账")
DRAWN = ("用地报批台账", "土地供应台账", "闲置土地台账", "批而未供处置台账", "勘测定界台账", "耕地恢复台账",
         "国土变更调查台账",
         "林草地使用台账")


def test_everything_is_there(sample: SampleReceipt) -> None:
    assert set(sample.files) == {
        "layers/qinghe.gdb", "layers/qinghe.gpkg", "projects/示例项目.txt", MANIFEST,
        "report/青禾区自然资源局2025年工作报告.docx", "report/青禾区自然资源局2025年工作报告.txt",
        "ledgers/行政区划.xlsx",
        *(f"ledgers/{name}.xlsx" for name in sample.ledgers), *(f"coordinates/{name}.txt" for name in DRAWN)}
    assert all((sample.folder / name).exists() for name in sample.files)
    assert list(sample.ledgers)[:len(LEDGERS)] == list(LEDGERS)
    assert {"重点项目台账", "招拍挂交易台账", "征地补偿台账"} <= set(sample.ledgers)
    left_over = [p.name for p in sample.folder.iterdir()]
    assert sorted(left_over) == ["coordinates", "layers", "ledgers", "projects", "report", MANIFEST]
    assert [p.name for p in sample.folder.parent.iterdir()] == [sample.folder.name]


def test_manifest_states_size_and_seed(sample: SampleReceipt) -> None:
    manifest = json.loads((sample.folder / MANIFEST).read_text("utf-8"))
    assert (manifest["patches"], manifest["seed"], manifest["code"]) == (2_000, 11, "990102")
    assert manifest["layers"]["DLTB_2024"] == 2_000


@pytest.mark.parametrize(("patches", "seed", "words"), [
    (FEWEST - 1, 1, "至少要 1500 个图斑（给出的是 1499）"), (9_000_000, 1, "至多 3000000 个图斑"),
    (2_000, -1, "不能为负")])
def test_impossible_sizes_are_refused(tmp_path: Path, patches: int, seed: int, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        make_sample(tmp_path / "out", patches, seed)
    assert list(tmp_path.iterdir()) == []


def test_a_strangers_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(Refusal, match="不是空的，也不是以前生成的示例区"):
        make_sample(tmp_path, 1_500)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(Refusal, match="是一个文件，不是文件夹"):
        make_sample(tmp_path / "mine.txt", 1_500)
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("yulin.sample.district.make_layout", full)
    with pytest.raises(Refusal, match="No space left on device"):
        make_sample(tmp_path / "out", 1_500)
    assert list(tmp_path.iterdir()) == []
