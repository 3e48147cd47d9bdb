"""YAML as a person reads it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from yulin.findings import Refusal
from yulin.law.strict_yaml import LARGEST, read_yaml


def read(tmp_path: Path, text: str) -> object:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return read_yaml(path)


def test_words_codes_and_exact_numbers(tmp_path: Path) -> None:
    text = "{on: 2025-06-01, no: y, code: 0103, rate: 0.20, n: 15, yes: true, none: null, e: }"
    assert read(tmp_path, text) == {
        "on": date(2025, 6, 1), "no": "y", "code": "0103", "rate": Decimal("0.20"), "n": 15, "yes": True,
        "none": None, "e": None}


def test_a_day_that_does_not_exist_stays_text(tmp_path: Path) -> None:
    assert read(tmp_path, "{a: 2025-02-30, b: -0.5, c: 1e3, d: 12:30:45}") == {
        "a": "2025-02-30", "b": Decimal("-0.5"), "c": "1e3", "d": "12:30:45"}


@pytest.mark.parametrize("text", ["{a: 1, a: 2}", "{[1]: 2}", "a: [", "a: !!python/name:os.system x", "\t- x",
                                  "[" * 3000])
def test_what_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refusal, match="a.yaml") as told:
        read(tmp_path, text)
    assert "\n" not in str(told.value)


def test_other_encodings_missing_files_and_huge_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes("名: 值".encode("gbk"))
    with pytest.raises(Refusal, match="UTF-8"):
        read_yaml(path)
    with pytest.raises(Refusal, match="打不开"):
        read_yaml(tmp_path / "none.yaml")
    with pytest.raises(Refusal, match="打不开"):
        read_yaml(tmp_path)
    path.write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(Refusal, match=str(LARGEST)):
        read_yaml(path)
