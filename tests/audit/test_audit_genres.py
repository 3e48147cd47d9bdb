"""Sentences of many trades: relations are recognised, none is accused, one changed number is caught."""

import random

import pytest
from genre_sentences import GENRE_SENTENCES, GENRE_TRAPS, GENRES
from hypothesis import given, settings
from hypothesis import strategies as st
from report_sentences import broken, render

from yulin.audit import audit_text

SEEDS = (None, 1, 2)
CASES = [(name, kinds, template) for name, pairs in GENRES.items() for kinds, template in pairs]


@pytest.mark.parametrize(("name", "kinds", "template"), CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)])
def test_each_relation_of_the_genre_is_recognised_and_none_is_accused(name, kinds, template):
    sentence = render(kinds, template)
    report = audit_text(sentence.text)
    held = [(c.kind, c.stated) for c in report.checked]
    assert [pair for pair in sentence.relations if pair not in held] == [], sentence.text
    assert [f.message for f in report.findings if f.level == "error"] == []


def test_four_hundred_relations_of_other_figures_are_recognised():
    wanted = found = accused = 0
    for kinds, template in GENRE_SENTENCES:
        for seed in SEEDS:
            sentence = render(kinds, template, seed)
            report = audit_text(sentence.text)
            held = [(c.kind, c.stated) for c in report.checked]
            wanted += len(sentence.relations)
            found += sum(pair in held for pair in sentence.relations)
            accused += sum(f.level == "error" for f in report.findings)
    assert wanted >= 400
    assert accused == 0
    assert found / wanted >= 0.98


def test_a_changed_number_of_a_genre_is_reported():
    tried = reported = errors = 0
    for kinds, template in GENRE_SENTENCES:
        sentence = render(kinds, template)
        for which in range(len(sentence.numbers)):
            text = broken(sentence, which, random.Random(which))
            findings = audit_text(text).findings
            tried += 1
            reported += bool(findings)
            errors += any(f.level == "error" for f in findings)
    assert tried >= 300
    assert reported / tried >= 0.95
    assert errors / tried >= 0.85


@pytest.mark.parametrize("text", GENRE_TRAPS)
def test_true_sentences_that_tempt_are_not_accused(text):
    assert [f.message for f in audit_text(text).findings if f.level == "error"] == []


@given(st.sampled_from(GENRE_SENTENCES), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_other_figures_are_never_accused(pair, seed):
    sentence = render(*pair, seed)
    assert [f.message for f in audit_text(sentence.text).findings if f.level == "error"] == [], sentence.text


_SOUP = st.lists(st.sampled_from([
    "万元", "亿元", "亩", "其中", "占", "同比增长", "比上年", "增加", "下降", "合计", "分别为", "由", "增加到",
    "完成率", "年初预算", "%", "个百分点", "。", "；", "，", "\n", "（", "）", "1,234.5", "12", "0.3", "3:4:5",
    "一、", "|", "\t", "百分之", "二十三", "2023年", "人均", "元/亩", "１２．３", "-8.9", "**", "XX", "〔2024〕3号",
    "“", "”", "《", "》", "1 234件"]),
    max_size=80)


@given(_SOUP)
@settings(max_examples=150, deadline=None)
def test_no_soup_of_numbers_and_marks_brings_the_auditor_down(words):
    text = "".join(words)
    for relation in (report := audit_text(text)).checked + report.findings:
        assert 0 <= relation.span[0] < relation.span[1] <= len(text)
