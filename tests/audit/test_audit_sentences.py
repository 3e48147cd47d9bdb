"""The labelled set: every relation of every sentence is recognised, none is accused, one changed number is caught."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sentences import SENTENCES, TRAPS, broken, render

from yulin.audit import audit_text

SEEDS = (None, 1, 2, 3, 4)


def _recognised(sentence):
    report = audit_text(sentence.text)
    held = [(c.kind, c.stated) for c in report.checked]
    return [pair for pair in sentence.relations if pair in held], [f for f in report.findings if f.level == "error"]


@pytest.mark.parametrize(("kinds", "template"), SENTENCES, ids=[str(i) for i in range(len(SENTENCES))])
def test_each_relation_of_the_sentence_is_recognised_and_none_is_accused(kinds, template):
    sentence = render(kinds, template)
    recognised, errors = _recognised(sentence)
    assert recognised == list(sentence.relations), sentence.text
    assert errors == []


def test_precision_and_recall_over_the_whole_labelled_set():
    wanted = found = accused = 0
    for kinds, template in SENTENCES:
        for seed in SEEDS:
            sentence = render(kinds, template, seed)
            recognised, errors = _recognised(sentence)
            wanted += len(sentence.relations)
            found += len(recognised)
            accused += len(errors)
    assert wanted >= 400
    assert accused == 0
    assert found / wanted >= 0.98


def test_a_changed_number_is_reported_in_nineteen_of_twenty_sentences():
    tried = reported = errors = 0
    for kinds, template in SENTENCES:
        sentence = render(kinds, template)
        for which in range(len(sentence.numbers)):
            text = broken(sentence, which, random.Random(which))
            if text == sentence.text:
                continue
            findings = audit_text(text).findings
            tried += 1
            reported += bool(findings)
            errors += any(f.level == "error" for f in findings)
    assert reported / tried >= 0.95
    assert errors / tried >= 0.9


@pytest.mark.parametrize("text", TRAPS)
def test_numbers_that_are_no_relation_are_never_accused(text):
    report = audit_text(text)
    assert [f.message for f in report.findings if f.level != "note"] == []
    assert [c.formula for c in report.checked if c.kind != "comparison"] == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SENTENCES) - 1), st.integers(10, 10_000))
def test_whatever_the_figures_a_true_sentence_is_not_accused(which, seed):
    sentence = render(*SENTENCES[which], seed)
    _recognised_pairs, errors = _recognised(sentence)
    assert [e.message for e in errors] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, len(SENTENCES) - 1), min_size=2, max_size=6), st.integers(10, 10_000))
def test_sentences_of_one_report_do_not_disturb_each_other(chosen, seed):
    parts = [render(*SENTENCES[k], seed) for k in chosen]
    errors = [f for f in audit_text("\n".join(p.text for p in parts)).findings if f.level == "error"]
    assert [e.message for e in errors] == []
