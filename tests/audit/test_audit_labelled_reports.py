"""The labelled real reports, where they lie beside the checkout: all contradictions, no false one, what holds."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRUTH = ROOT.parent / "shared/audit/seed_truth.json"
TEXTS = ROOT.parent / "shared/seeds"

pytestmark = pytest.mark.skipif(not TRUTH.exists(), reason="the labelled reports are not beside this checkout")


@pytest.fixture(scope="module")
def bench():
    sys.path.insert(0, str(ROOT / "bench"))
    import audit_seeds

    return audit_seeds


@pytest.fixture(scope="module")
def labels():
    return json.loads(TRUTH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reports(labels, bench):
    names = {label["file"] for label in labels}
    return {name: bench.audit_text((TEXTS / name).read_bytes().decode("utf-8"), name) for name in names}


def test_every_major_contradiction_is_an_error_and_nothing_else_is(labels, reports, bench):
    wrong = [label for label in labels if label["verdict"] == "inconsistent"]
    errors = [f for report in reports.values() for f in report.findings if f.level == "error"]
    assert len(errors) == len(wrong)
    for label in wrong:
        assert any(bench.matches(label, f) for f in reports[label["file"]].findings if f.level == "error"), label["id"]


def test_nine_of_ten_consistent_relations_are_listed_as_checked(labels, reports, bench):
    right = [label for label in labels if label["verdict"] in bench.CONSISTENT and not label.get("optional")]
    listed = [any(bench.matches(label, c) for c in reports[label["file"]].checked) for label in right]
    assert sum(listed) / len(right) >= 0.9


def test_every_missing_number_and_unit_is_found(labels, reports, bench):
    missing = [label for label in labels if label["verdict"] in ("missing_number", "missing_unit")]
    missed = [label["id"] for label in missing
              if not any(bench.matches(label, f) for f in reports[label["file"]].findings)]
    assert missed == []


def test_masked_names_and_traps_are_left_alone(labels, reports):
    for label in labels:
        findings = reports[label["file"]].findings
        if label["verdict"] == "not_a_number":
            assert not [f for f in findings if f.kind == "missing_number"
                        and label["span"][0] <= f.span[0] < label["span"][1]], label["id"]
