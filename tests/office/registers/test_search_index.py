"""The search index: any part of any text, in Chinese and in numbers, kept true by every act."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yulin.office.accounts.models import Person, Region
from yulin.office.land.supply import Supply
from yulin.office.registers import acts, search_index
from yulin.office.registers.declaration import REGISTERS

REGISTER = REGISTERS["land.supply"]
ROW = {"mode": "划拨", "area": 1_000_000, "region": "990102001"}


LETTERS = "滨河路延伸大道北" + string.ascii_lowercase + string.digits + "-〔〕()（）."


@given(st.text(alphabet=LETTERS, min_size=1, max_size=12), st.data())
def test_a_part_of_a_run_is_a_sequence_of_its_pairs(run: str, data: Any) -> None:
    run = run.replace(" ", "")
    first = data.draw(st.integers(0, len(run) - 1))
    part = run[first:data.draw(st.integers(first + 1, len(run)))]
    whole = search_index.pairs(run)
    asked = search_index.pairs(part)
    if len(part) == 1:
        assert any(pair.startswith(part) for pair in whole)
    else:
        wanted = asked[:-1]
        assert any(whole[i:i + len(wanted)] == wanted for i in range(len(whole)))


def test_no_two_registers_share_a_row() -> None:
    numbers = {search_index.row_number(code, 7) for code in REGISTERS}
    assert len(numbers) == len(REGISTERS)


@pytest.fixture
def head(db: None) -> Person:
    """The section head, and two towns."""
    Region.objects.bulk_create([Region(code=code, name=name) for code, name in (
        ("990102", "青禾区"), ("990102001", "东关街道"), ("990102002", "柳林镇"))])
    return Person.objects.create_user("head", role="section_head", region="990102")


def found(text: str, region: str = "") -> list[str]:
    words = search_index.words_of(text)
    by_q = {r.key for r in Supply.objects.filter(search_index.holding(REGISTER, words, region), withdrawn=False)}
    newest = [r.key for r in search_index.newest(Supply.objects.filter(withdrawn=False), words, region, 10)]
    assert set(newest) == by_q
    known = search_index.hits(words, region)
    assert known is not None
    assert newest == [r.key for r in search_index.newest(Supply.objects.filter(withdrawn=False), words, region, 10,
                                                         known.get(REGISTER.code, []))]
    return newest


def test_any_part_is_found_newest_first(head: Person) -> None:
    for number, project in (("9901022025B00012", "滨河路延伸工程"), ("9901022025B00013", "河滨小学（二期）"),
                            ("甲-1", "A座“新”楼")):
        acts.create(REGISTER, acts.NewRecord(ROW | {"number": number, "project": project}), head)
    assert found("滨河") == ["9901022025B00012"]
    assert found("河") == ["9901022025B00013", "9901022025B00012"]
    assert found("b0001") == ["9901022025B00013", "9901022025B00012"]
    assert found("B00012 延伸") == ["9901022025B00012"]
    assert found("（二期）") == ["9901022025B00013"]
    assert found("“新”") == ["甲-1"] and found('"') == []
    assert found("路河") == [] and found("甲-1") == ["甲-1"] and found("a座") == ["甲-1"]
    assert found("东关") == ["甲-1", "9901022025B00013", "9901022025B00012"]
    assert found("东关 小学") == ["9901022025B00013"] and found("柳林") == []
    assert found("滨河", "990102002") == [] and found("滨河", "990102001") == ["9901022025B00012"]


def test_many_hits_are_read_from_the_newest_down(head: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [acts.NewRecord(ROW | {"number": f"M-{n:03}", "project": "道路"}) for n in range(60)]
    acts.create_many(REGISTER, rows, head)
    monkeypatch.setattr(search_index, "FEW", 10)
    words = search_index.words_of("道路")
    assert search_index.hits(words, "", 10) is None
    assert [r.key for r in search_index.newest(Supply.objects.all(), words, "", 3)] == ["M-059", "M-058", "M-057"]


def test_it_follows_every_act(head: Person) -> None:
    record = acts.create(REGISTER, acts.NewRecord(ROW | {"number": "S-1", "project": "污水厂"}), head)
    record = acts.change(record, {"project": "净水厂", "region": "990102002"}, head)
    assert found("污水") == [] and found("净水") == ["S-1"] and found("净水", "990102001") == []
    acts.withdraw(record, head, "重复")
    assert found("净水") == []
    acts.change(Supply.objects.get(), {"withdrawn": False}, head)
    assert found("净水", "990102002") == ["S-1"]
    search_index.clear()
    assert search_index.empty() and found("净水") == []
    assert search_index.rebuild() == 1 and found("净水") == ["S-1"]
