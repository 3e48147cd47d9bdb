"""Precision and recall of the auditor on the project's own labelled sentences, by kind and by trade.

Run: python bench/audit_sentences.py [--seeds N] [--misses]
Every family is rendered with its own figures and with N others; each number of it is then changed once.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "audit")]

from genre_sentences import GENRE_TRAPS, GENRES  # noqa: E402
from report_sentences import SENTENCES, TRAPS, broken, render  # noqa: E402

from yulin.audit import audit_text  # noqa: E402


def main() -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    families = [("reports", *pair) for pair in SENTENCES] + [
        (trade, *pair) for trade, pairs in GENRES.items() for pair in pairs]
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    listed = accused = sentences = 0
    for trade, kinds, template in families:
        for seed in (None, *range(1, options.seeds + 1)):
            sentence = render(kinds, template, seed)
            report = audit_text(sentence.text)
            held = [(c.kind, c.stated) for c in report.checked]
            sentences += 1
            listed += len(report.checked)
            accused += sum(f.level == "error" for f in report.findings)
            for pair in sentence.relations:
                for name in (pair[0], f"trade {trade}"):
                    wanted[name] += 1
                    found[name] += pair in held
                if options.misses and pair not in held:
                    sys.stdout.write(f"MISS {pair} {sentence.text}\n")
        sentence = render(kinds, template)
        for which in range(len(sentence.numbers)):
            text = broken(sentence, which, random.Random(which))
            findings = audit_text(text).findings
            tried["changed"] += 1
            tried["error"] += any(f.level == "error" for f in findings)
            tried["any level"] += bool(findings)
            if options.misses and not findings:
                sys.stdout.write(f"UNCAUGHT {text}\n")
    traps = [text for text in (*TRAPS, *GENRE_TRAPS)
             if any(f.level == "error" for f in audit_text(text).findings)]
    total = sum(n for name, n in wanted.items() if not name.startswith("trade"))
    right = sum(n for name, n in found.items() if not name.startswith("trade"))
    rows = [("relations recognised", right, total), *((name, found[name], wanted[name]) for name in sorted(wanted)),
            ("one number changed: error", tried["error"], tried["changed"]),
            ("one number changed: any level", tried["any level"], tried["changed"])]
    for name, part, whole in rows:
        sys.stdout.write(f"{name:<30} {part}/{whole} = {part / whole:.3f}\n")
    consistent = f"{accused} in {sentences} consistent sentences ({listed} relations listed)"
    sys.stdout.write(f"{'false errors':<30} {consistent}\n")
    sys.stdout.write(f"{'traps accused':<30} {len(traps)} of {len(TRAPS) + len(GENRE_TRAPS)}\n")


if __name__ == "__main__":
    main()
