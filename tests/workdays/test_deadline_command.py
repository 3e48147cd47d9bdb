"""``yulin deadline``: the contract, and what it says to bad input."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from yulin.cli.deadline import app
from yulin.findings import Refusal

run = CliRunner().invoke


def test_the_contracts_answer_is_json_by_default() -> None:
    result = run(app, ["2026-02-04", "10", "workday"])
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["due"] == "2026-02-25"
    assert answer["provisional"] is False
    assert "国办发明电〔2025〕7号" in answer["reason"]


def test_suspensions_and_no_roll() -> None:
    result = run(app, ["2026-09-01", "30", "day", "--suspend", "2026-09-10..2026-09-12", "--suspend",
                       "2026-09-12..2026-09-13", "--no-roll", "--format", "json"])
    assert json.loads(result.stdout)["due"] == "2026-10-05"


def test_text() -> None:
    result = run(app, ["2026-12-20", "10", "workday", "--format", "text"])
    assert result.stdout.splitlines()[0] == "2027-01-04（暂定）"


@pytest.mark.parametrize("arguments", [
    ["2026-02-30", "10", "workday"], ["20260204", "10", "workday"], ["昨天", "10", "workday"],
    ["2026-02-04", "10", "week"], ["2026-02-04", "0", "day"],
    ["2026-02-04", "5", "day", "--suspend", "2026-02-05"],
    ["2026-02-04", "5", "day", "--suspend", "2026-02-05..2026-02-30"],
    ["2026-02-04", "5", "day", "--suspend", "2026-02-06..2026-02-05"],
])
def test_bad_input_is_one_sentence(arguments: list[str]) -> None:
    result = run(app, arguments)
    assert isinstance(result.exception, Refusal)
    assert result.stdout == ""
    assert "\n" not in str(result.exception)


def test_a_refusal_ends_with_exit_2_and_no_traceback() -> None:
    done = subprocess.run([sys.executable, "-m", "yulin.cli.main", "deadline", "2026-13-01", "3", "day"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "2026-13-01" in done.stderr
    assert "Traceback" not in done.stderr
