"""The same quantity in several documents (跨文核对): reports given together are held against each other.

Two numbers are the same quantity only where everything agrees: the region that both titles name, the year (this
year's 上年末 is last year's 年末), the whole noun phrase, the unit, and what the number is (task, rate, amount). A
phrase that a document uses for two different numbers names nothing. Tolerance: half the last digit of each number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yulin.audit.elsewhere import Passage
from yulin.audit.identity import Identity, identity_of
from yulin.audit.places import place_at, sentence_start
from yulin.audit.relations.making import restated
from yulin.audit.report import AuditReport, Level, Quantity, Relation
from yulin.audit.topics import TOWN, core, measured_in, stands, topics_of
from yulin.i18n import gettext as _

#: More documents than this are not held against each other: all their numbers would have to be kept.
MOST_DOCUMENTS = 500
_WHOLE = re.compile(r"[全我][国省市县区州盟旗镇乡院局]|全街道|全系统")
_OTHER_YEAR = re.compile(r"上年|去年|上一年|年初|期初|(?:19|20)\d\d\s*年")
_COMPARED = re.compile(r"[比较]|同期|相当于")
_REVISED = re.compile(r"修订|调整后|可比口径|核实|初步|快报")
_QUOTE = 24

Key = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Found:
    """A number with its document and the document's identity."""

    report: AuditReport
    identity: Identity
    quantity: Quantity


def compare_documents(reports: Sequence[AuditReport]) -> None:
    """Add to each report what the others say of its quantities: differences to findings, the rest to checked."""
    seen: dict[Key, list[_Found]] = {}
    for report in reports:
        for key, quantity, identity in _named(report):
            seen.setdefault(key, []).append(_Found(report, identity, quantity))
    made: dict[int, list[Relation]] = {}
    for key, found in seen.items():
        for at, one in enumerate(found):
            other = next((f for f in found if f.report is not one.report and f.report.text != one.report.text
                          and not _agree(one.quantity, f.quantity)), None) or next(
                (f for f in found[:at] + found[at + 1:] if f.report.text != one.report.text), None)
            if other is not None:
                made.setdefault(id(one.report), []).append(_tell(one, other, key))
    for report in reports:
        report.take(made.get(id(report), ()))


def _named(report: AuditReport) -> list[tuple[Key, Quantity, Identity]]:
    """The numbers of a report that have a full identity, each with it."""
    identity = identity_of(report.text)
    if identity.year is None or not identity.region:
        return []
    topics = topics_of(report.quantities)
    found: dict[Key, Quantity | None] = {}
    for q in report.quantities:
        topic, what = topics.get(q.number, ""), stands(q)
        if not what or q.hedge is not None or len(core(topic)) < 2 or len(topic) < 4 or re.search(r"\d", topic):
            continue
        head = report.text[sentence_start(report.text, q.start):q.start]
        period = _period(q, identity.year, head)
        if not period:
            continue
        towns = TOWN.findall(head)
        scope = "" if _WHOLE.fullmatch(q.region) else q.region
        key = (identity.region, scope + (towns[-1] if towns else ""), period, what, measured_in(q.unit), topic)
        if key in found:
            held = found[key]
            found[key] = held if held is not None and _agree(held, q) else None
        else:
            found[key] = q
    return [(key, q, identity) for key, q in found.items() if q is not None]


def _period(q: Quantity, year: int, head: str) -> str:
    """The period of a number, where it is certain; else ""."""
    period = q.period or str(year)
    if period[:4] == str(year):
        return "" if _COMPARED.search(head) and period != str(year) else period
    clause = re.split(r"[，,（(]", head)[-1]
    named = _OTHER_YEAR.search(clause)
    if named is None or _COMPARED.search(clause):
        return ""
    return period


def _agree(a: Quantity, b: Quantity) -> bool:
    return abs(a.base - b.base) <= (a.slack + b.slack if a.base != b.base else 0)


def _tell(one: _Found, other: _Found, key: Key) -> Relation:
    q, o = one.quantity, other.quantity
    place = place_at(other.report.places, o.start)
    low = max(sentence_start(other.report.text, o.start), o.start - _QUOTE)
    passage = Passage(other.report.path, (o.start, o.end), other.report.text[low:o.end].strip(),
                      place.page if place else None, place.paragraph if place else None)
    where = f" {place.label}" if place else ""
    name = other.report.path.replace("\\", "/").rpartition("/")[2] or "-"
    same = _agree(q, o)
    said = _("“{topic}”与《{name}》{where}一致：{mine}") if same else _(
        "“{topic}”本文为 {mine}，《{name}》{where}为 {theirs}（“{quote}”）")
    message = said.format(topic=key[5], name=name, where=where, mine=q.amount, theirs=o.amount, quote=passage.quote)
    return restated("across_documents", q, o.base, q.slack + o.slack, o.amount, message,
                    None if same else _level(one, other, key), passage)


def _level(one: _Found, other: _Found, key: Key) -> Level:
    """An error between papers of one issuer on one year, or on a stock carried over; last year's flows are revised."""
    texts = (one, other)
    revised = any(_REVISED.search(f.report.text[sentence_start(f.report.text, f.quantity.start):f.quantity.end])
                  for f in texts)
    issuer = one.identity.issuer == other.identity.issuer != "" or one.identity.series == other.identity.series
    carried = key[2].endswith("E") or one.identity.year == other.identity.year
    return "error" if issuer and carried and not revised else "warning"
