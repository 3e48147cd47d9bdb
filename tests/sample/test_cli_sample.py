"""``yulin sample make``."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from yulin.cli.sample import app
from yulin.sample.district import SampleReceipt


def test_json_is_one_document(sample: SampleReceipt, again: Result) -> None:
    assert again.exit_code == 0, again.stderr
    told = json.loads(again.stdout)
    assert told["patches"] == sample.patches and told["layers"] == sample.layers
    assert told["ledgers"]["国土变更调查台账"] == 731
    assert told["files"] == list(sample.files)
    assert (Path(told["folder"]) / "layers" / "qinghe.gpkg").is_file()


def test_help_has_an_example() -> None:
    assert "yulin sample make ./sample" in CliRunner().invoke(app, ["make", "--help"]).stdout
