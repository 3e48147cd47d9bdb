"""The command: exit codes, the JSON of the contract, the text and HTML views."""

import hashlib
import json

import pytest
from typer.testing import CliRunner

from yulin.audit import audit_text
from yulin.audit.views.html import html_view
from yulin.audit.views.text import text_view
from yulin.cli.audit import app
from yulin.findings import Refusal
from yulin.i18n import use_language

SLIP = "任务 240 亩，完成 228.42 亩，完成率 95.16%。"
FINE = "任务 240 亩，完成 228.42 亩，完成率 95.18%。"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "slip.txt").write_text(SLIP, encoding="utf-8")
    (tmp_path / "fine.txt").write_text(FINE, encoding="utf-8")
    return tmp_path


def test_exit_codes(files):
    run = CliRunner().invoke
    assert run(app, [str(files / "fine.txt")]).exit_code == 0
    assert run(app, [str(files / "slip.txt")]).exit_code == 1
    missing = run(app, [str(files / "none.txt")])
    assert isinstance(missing.exception, Refusal)


def test_json_is_the_contracts(files):
    result = CliRunner().invoke(app, [str(files / "slip.txt"), str(files / "fine.txt"), "--format", "json"])
    slip, fine = json.loads(result.stdout)["documents"]
    assert slip["text_sha256"] == hashlib.sha256(SLIP.encode()).hexdigest()
    assert [q["value"] for q in slip["quantities"]] == ["240", "228.42", "95.16"]
    assert slip["quantities"][1] | {"subject": "", "role": "", "measure": "", "period": "", "region": ""} == {
        "id": "q2", "span": [12, 20], "text": "228.42 亩", "value": "228.42", "unit": "亩", "dimension": "area",
        "decimals": 2, "hedge": None, "subject": "", "role": "", "measure": "", "period": "", "region": ""}
    [finding] = slip["findings"]
    assert {k: finding[k] for k in ("id", "level", "kind", "stated", "computed", "expected", "tolerance", "formula",
                                    "quantities")} == {
        "id": "f1", "level": "error", "kind": "rate", "stated": "95.16", "computed": "95.175", "expected": "95.18",
        "tolerance": "0.005", "formula": "228.42 / 240 × 100", "quantities": ["q1", "q2", "q3"]}
    assert SLIP[slice(*finding["span"])] == finding["quote"]
    assert fine["findings"] == []
    [checked] = fine["checked"]
    assert "level" not in checked
    assert checked["stated"] == "95.18"


def test_the_text_view_underlines_the_number():
    lines = text_view(audit_text("第一行。\n" + SLIP, "报告.txt")).split("\n")
    assert lines[0].startswith("报告.txt:2:26: 错误[完成率] ")
    assert lines[1] == " 2 | " + SLIP
    assert lines[2].endswith("^^^^^^")


def test_the_html_view_marks_and_escapes():
    page = html_view([audit_text("<b>" + SLIP + FINE, "a&b.txt")])
    assert "a&amp;b.txt" in page
    assert "&lt;b&gt;" in page
    assert 'class="mark error"' in page
    assert 'class="mark green"' in page
    assert "<script" not in page


def test_messages_have_an_english_form():
    try:
        use_language("en")
        message = audit_text(SLIP).findings[0].message
        assert "the text says 95.16%" in message or "文中为 95.16%" in message
    finally:
        use_language("zh")


def test_unknown_format_is_refused(files):
    result = CliRunner().invoke(app, [str(files / "fine.txt"), "--format", "xml"])
    assert isinstance(result.exception, Refusal)


def test_the_output_goes_to_a_file(files):
    target = files / "out.html"
    assert CliRunner().invoke(app, [str(files / "slip.txt"), "-f", "html", "-o", str(target)]).exit_code == 1
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_one_unreadable_file_among_several_is_said_and_the_others_are_read(files):
    result = CliRunner().invoke(app, [str(files / "none.txt"), str(files / "slip.txt"), "--format", "json"])
    assert result.exit_code == 2
    assert [d["path"] for d in json.loads(result.stdout)["documents"]] == [str(files / "slip.txt")]
    assert "none.txt" in result.stderr
