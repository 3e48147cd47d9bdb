"""Accounts carried forward (结转): opening + received − settled = closing, as courts, offices and ledgers say it.

The cue is an opening amount (旧存, 期初, 年初结转和结余) and a closing one (未结, 期末, 结转下年) of one unit in one
sentence, with what came in or went out between them. Tolerance: half the last digit of each amount; counts exactly.
Where other items may lie between the two (结转 of money: 结余分配, 调入) a mismatch is a warning, never an error.
"""

from __future__ import annotations

import re
from fractions import Fraction

from yulin.audit.relations.making import additive, comparable, note, state, written
from yulin.audit.report import Quantity, Relation
from yulin.audit.structure import Reading

_OPENING = re.compile(
    r"旧存|(?:上年|上期|上月|去年)(?:末|底|度)?(?:结转|结余|未结|遗留|存量|转入)|年初(?:结转|结余|余额|库存|存量|未结)|"
    r"期初(?!预算|计划)")
_IN = re.compile(r"新收|新受理|(?<!净)收入|(?:本[年期月]|当[年期])?(?:新增|增加)|购入|入库|新立案|转入|收储|提取")
_OUT = re.compile(r"结案|办结|审结|执结|审执结|支出|减少|出库|领用|发出|核销|偿还|归还|使用|处置|转出|销号|报废")
_CLOSING = re.compile(
    r"未结|未办结|未审结|未执结|期末|(?:年末|年底)(?:结转|结余|余额|库存|存量|未结)|结转(?:至)?下[年期]|尚存|结存|尚有[^，。；]{0,6}在办")
_STRICT = re.compile(r"期初|年初余额|年初库存|年初存量")
_COMPARED = re.compile(r"(?:比(?![例重])|较|同比|环比|其中)")


def find_accounts(reading: Reading) -> list[Relation]:
    """Every closing amount whose opening and movements its sentence gives."""
    found = []
    for sentence in reading.sentences:
        own = [q for q in sentence.quantities if additive(q)]
        for closing in own:
            if _CLOSING.search(closing.lead) and closing.hedge is None and not _COMPARED.search(closing.lead):
                relation = _account(closing, [q for q in own if q is not closing and q.group == closing.group])
                found += [relation] if relation is not None else []
    return found


def whole_account(relation: Relation | None, reading: Reading) -> Relation | None:
    """The relation of a rule that knows nothing of opening amounts; None where it accuses some items of an account of
    not being the whole of it.
    """
    return None if relation is not None and relation.level is not None and _leaves_out(relation, reading) else relation


def _leaves_out(relation: Relation, reading: Reading) -> bool:
    """Does the sentence open an account, in the unit of ``relation``, that ``relation`` does not count in?"""
    stated = relation.stated_quantity
    if stated is None or not (_CLOSING.search(stated.lead) or _IN.search(stated.lead) or _OUT.search(stated.lead)):
        return False
    own = reading.sentences[stated.sentence].quantities
    first = next((q for q in own if _OPENING.search(q.lead) and comparable(q, stated)), None)
    return first is not None and (first not in relation.quantities or not _CLOSING.search(stated.lead)) and any(
        _CLOSING.search(q.lead) and comparable(q, stated) for q in own)


def _account(closing: Quantity, others: list[Quantity]) -> Relation | None:
    opening: list[Quantity] = []
    moved: list[tuple[int, Quantity]] = []
    complete = True
    for q in others:
        if not comparable(q, closing) or _COMPARED.search(q.lead):
            continue
        if _OPENING.search(q.lead):
            opening.append(q)
        elif _CLOSING.search(q.lead):
            return None  # two accounts in one sentence
        elif bool(_IN.search(q.lead)) != bool(_OUT.search(q.lead)):
            moved.append((1 if _IN.search(q.lead) else -1, q))
        else:
            complete = False
    signs = {sign for sign, _q in moved}
    if len(opening) != 1 or signs != {1, -1}:
        return None
    first = opening[0]
    operands = [first, *(q for _s, q in moved)]
    if any(q.hedge is not None for q in operands):
        return None
    computed = first.base + sum((sign * q.base for sign, q in moved), Fraction(0))
    formula = written(first, closing, *operands) + "".join(
        f" {'+' if sign > 0 else '-'} {written(q, closing, *operands)}" for sign, q in moved)
    slack = Fraction(0) if closing.dimension == "count" and closing.exact else sum(
        (q.ulp / 2 for q in operands), Fraction(0))
    relation = state("difference", "account", closing, operands, computed, formula, slack,
                     complete and len(moved) == 2)
    if relation is not None and relation.level == "error" and closing.dimension == "money" and not _STRICT.search(
            first.lead):
        return note(relation, "warning", relation.message)
    return relation
