"""Precision and recall of the auditor on labelled real reports, and on the same reports with one number changed.

Run: python bench/audit_seeds.py [TRUTH.json TEXTS_DIR] [--misses]
Without arguments the labelled seeds beside the checkout are used where they are present.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from yulin.audit import AuditReport, Relation, audit_text  # noqa: E402

CONSISTENT = ("consistent", "consistent_within_rounding")


def numbers_of(relation: Relation) -> set[Decimal]:
    """The values a relation binds."""
    return {Decimal(q.value).normalize() for q in relation.quantities}


def matches(label: dict[str, Any], relation: Relation, slack: int = 0) -> bool:
    """Does the relation bind the label's numbers, in the label's place?"""
    low, high = label["span"]
    for extra in label.get("extra_quotes", ()):
        low, high = min(low, extra["span"][0]), max(high, extra["span"][1])
    if not (relation.span[0] < high + slack and low < relation.span[1]):
        return False
    if label["verdict"] in ("missing_number", "missing_unit"):
        return relation.kind in ("missing_number", "missing_unit")
    wanted = {Decimal(n).normalize() for n in label["numbers"]}
    if not wanted:
        return relation.rule.startswith("listing")
    return (
        wanted <= numbers_of(relation)
        if label["kind"] != "comparison"
        else len(wanted & numbers_of(relation)) >= min(2, len(wanted))
    )


def changed(text: str, start: int, end: int) -> str | None:
    """The number at [start, end) with its leading digit raised by 1 to 3 (a change of ≥ 10 %); None without digits."""
    number = text[start:end]
    at = next((i for i, c in enumerate(number) if c.isdigit() and c != "0"), None)
    if at is None:
        return None
    digit = int(number[at])
    new = digit + 2 if digit <= 7 else digit - 3
    return text[:start] + number[:at] + str(new) + number[at + 1:] + text[end:]


def main() -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("truth", nargs="?", default=str(ROOT.parent / "shared/audit/seed_truth.json"))
    parser.add_argument("texts", nargs="?", default=str(ROOT.parent / "shared/seeds"))
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    if not Path(options.truth).exists():
        sys.stdout.write("no labelled texts here; nothing measured\n")
        return
    labels = json.loads(Path(options.truth).read_text(encoding="utf-8"))
    texts = {name: (Path(options.texts) / name).read_bytes().decode("utf-8") for name in {r["file"] for r in labels}}
    begun = time.perf_counter()
    reports = {name: audit_text(text, name) for name, text in texts.items()}
    seconds = time.perf_counter() - begun
    lines = [*measure(labels, reports, options.misses), *mutate(labels, texts, reports, options.misses)]
    size = sum(map(len, texts.values()))
    lines.append(
        f"{'speed':<28} {size / seconds:,.0f} characters/s ({seconds * 20000 / size * 1000:.0f} ms per 20,000)"
    )
    sys.stdout.write("\n".join(lines) + "\n")


def measure(labels: list[dict[str, Any]], reports: dict[str, AuditReport], misses: bool) -> list[str]:
    """Recall per class of label, and what was reported beyond the labels."""
    lines, missed = [], []
    groups: dict[str, list[bool]] = {}
    used: set[int] = set()
    for label in labels:
        report = reports[label["file"]]
        relations = [*report.checked, *report.findings]
        hits = [r for r in relations if matches(label, r)]
        verdict = label["verdict"]
        if verdict in ("not_a_relation", "not_a_number", "duplicate_text"):
            wrong = (
                [r for r in report.findings if r.level == "error" and matches(label, r)]
                if verdict == "not_a_relation"
                else [
                    r
                    for r in report.findings
                    if r.kind == "missing_number" and label["span"][0] <= r.span[0] < label["span"][1]
                ]
            )
            groups.setdefault("traps avoided", []).append(not wrong)
            missed += [f"TRAP {label['id']} {label['quote'][:60]}"] if wrong else []
            continue
        used.update(id(r) for r in hits)
        if verdict in CONSISTENT:
            hits = [r for r in hits if r.level is None]
            name = "consistent recognised" + (" (optional)" if label.get("optional") else "")
        elif verdict == "inconsistent":
            hits = [r for r in hits if r.level == "error"]
            name = "contradictions found"
        elif verdict == "partial":
            name = "open lists noted"
        else:
            name = "missing numbers and units" if label["kind"] not in ("sum", "rate") else "masked relations"
        groups.setdefault(name, []).append(bool(hits))
        if not hits:
            missed.append(f"MISS {label['id']} {label['kind']} {verdict} {label['quote'][:90]!r}")
    for name, results in sorted(groups.items()):
        lines.append(f"{name:<28} {sum(results)}/{len(results)}")
    for level in ("error", "warning", "note", None):
        every = [
            r
            for rep in reports.values()
            for r in (rep.checked if level is None else rep.findings)
            if r.level == level
        ]
        beyond = [r for r in every if id(r) not in used]
        lines.append(f"{'beyond the labels: ' + str(level or 'checked'):<28} {len(beyond)}/{len(every)}")
        if misses:
            missed += [f"EXTRA {level or 'checked'} {r.kind} {r.message[:100]}" for r in beyond]
    return lines + (missed if misses else [])


def mutate(
    labels: list[dict[str, Any]], texts: dict[str, str], reports: dict[str, AuditReport], misses: bool
) -> list[str]:
    """Change one number of each consistent labelled relation; count how many changes are reported at its place."""
    caught: dict[str, int] = {"error": 0, "any level": 0}
    tried, lines = 0, []
    for label in labels:
        if (
            label["verdict"] not in CONSISTENT
            or not label["numbers"]
            or label["kind"] == "comparison"
            or label.get("optional")
        ):
            continue
        text = texts[label["file"]]
        relation = next((r for r in reports[label["file"]].checked if matches(label, r)), None)
        quantities = relation.quantities if relation is not None else ()
        if not quantities:
            tried += len(label["numbers"]) + 1
            continue
        for q in quantities:
            other = changed(text, q.start, q.end)
            if other is None:
                continue
            tried += 1
            findings = [f for f in audit_text(other).findings if f.span[0] <= q.start < f.span[1]
                        and not f.kind.startswith("missing")]
            before = {(f.kind, f.stated, f.computed) for f in reports[label["file"]].findings}
            fresh = [f for f in findings if (f.kind, f.stated, f.computed) not in before]
            caught["any level"] += bool(fresh)
            caught["error"] += any(f.level == "error" for f in fresh)
            if misses and not any(f.level == "error" for f in fresh):
                lines.append(f"UNCAUGHT {label['id']} {q.text} -> {other[q.start:q.end]} {[f.level for f in fresh]}")
    return [f"{'one number changed: ' + name:<28} {n}/{tried}" for name, n in caught.items()] + lines


if __name__ == "__main__":
    main()
