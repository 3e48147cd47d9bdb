"""``yulin sample make``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from yulin.cli.sample import app
from yulin.findings import Refusal
from yulin.sample.district import SampleReceipt, make_sample
from yulin.sample.room import NoRoom


def test_json_is_one_document(sample: SampleReceipt, again: Result) -> None:
    assert again.exit_code == 0, again.stderr
    told = json.loads(again.stdout)
    assert told["patches"] == sample.patches and told["layers"] == sample.layers
    assert told["ledgers"]["国土变更调查台账"] == 731
    assert told["files"] == list(sample.files)
    assert (Path(told["folder"]) / "layers" / "qinghe.gpkg").is_file()


def test_help_has_an_example() -> None:
    assert "yulin sample make ./sample" in CliRunner().invoke(app, ["make", "--help"]).stdout


def test_progress_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int]] = []

    def stop(*_args: object) -> None:
        raise NoRoom("用地报批台账")

    monkeypatch.setattr("yulin.sample.district.survey_district", stop)
    with pytest.raises(Refusal, match="1500 个图斑的示例区放不下台账里的地块（用地报批台账）"):
        make_sample(tmp_path / "out", 1_500, 1, lambda *step: told.append(step))
    assert told == [("划分图斑", 0, 1), ("划分图斑", 1, 1)]
    assert list(tmp_path.iterdir()) == []
