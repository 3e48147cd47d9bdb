"""Accounts, multiples in words, yearly averages and standings: recognised, caught when broken, silent on traps."""

import random
from decimal import Decimal

import pytest
from report_sentences import broken, render
from wider_sentences import BROKEN_WORDS, TRUE_WORDS, WIDER, WIDER_TRAPS, YEARLY

from yulin.audit import audit_text

SEEDS = (None, 1, 2, 3)


def _yearly(text, then, now, years, decimals, more=Decimal(0)):
    rate = ((Decimal(now) / Decimal(then)) ** (Decimal(1) / years) - 1) * 100
    rate = (-rate if "年均下降" in text else rate) + more
    return text.format(then=then, now=now, rate=rate.quantize(Decimal(1).scaleb(-decimals)))


@pytest.mark.parametrize(("kinds", "template"), WIDER)
def test_each_relation_is_recognised_whatever_the_figures(kinds, template):
    for seed in SEEDS:
        sentence = render(kinds, template, seed)
        report = audit_text(sentence.text)
        held = [(c.kind, c.stated) for c in report.checked]
        assert [pair for pair in sentence.relations if pair not in held] == [], sentence.text
        assert report.findings == [], sentence.text


def test_a_changed_number_is_reported():
    tried = reported = 0
    for kinds, template in WIDER:
        sentence = render(kinds, template)
        for which in range(len(sentence.numbers)):
            tried += 1
            reported += bool(audit_text(broken(sentence, which, random.Random(which))).findings)
    assert tried >= 50
    assert reported / tried >= 0.95


@pytest.mark.parametrize("case", YEARLY)
def test_a_yearly_average_follows_from_two_years(case):
    [held] = [c for c in audit_text(_yearly(*case)).checked if c.rule == "yearly"]
    assert held.kind == "growth"
    [wrong] = audit_text(_yearly(*case, more=Decimal(7))).findings
    assert (wrong.rule, wrong.level) == ("yearly", "error")


@pytest.mark.parametrize(("rule", "text"), TRUE_WORDS)
def test_a_word_that_the_numbers_bear_out_is_listed(rule, text):
    report = audit_text(text)
    assert rule in {c.rule for c in report.checked}
    assert report.findings == []


@pytest.mark.parametrize(("rule", "level", "text"), BROKEN_WORDS)
def test_a_word_that_the_numbers_deny_is_found(rule, level, text):
    assert (rule, level) in {(f.rule, f.level) for f in audit_text(text).findings}


@pytest.mark.parametrize("text", WIDER_TRAPS)
def test_what_tempts_is_not_accused(text):
    assert [f.message for f in audit_text(text).findings if f.level in ("error", "warning")] == []


def test_the_word_itself_is_marked():
    text = "企业数由120家增加到161家，翻了一番。"
    [finding] = audit_text(text).findings
    assert text[slice(*finding.place)] == "翻了一番"
    assert finding.suggestion is None
