import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yulin.geodesy.levelling import deduct_ridge, hectare_table, level_survey, level_within


def test_ridge_deduction_adds_up():
    ridge, land = deduct_ridge([1234567, 1000, 5, 777], [0.1234, 0.0, 0.1, float("nan")])
    assert ridge.tolist() == [152346, 0, 1, 0]
    assert (ridge + land).tolist() == [1234567, 1000, 5, 777]
    with pytest.raises(ValueError, match="coefficient"):
        deduct_ridge([1], [1.5])


def test_largest_first_then_by_identifier():
    out = level_within([500, 300, 300, 100], ["a"] * 4, {"a": 1206}, ["4", "3", "2", "1"])
    assert out.tolist() == [502, 301, 302, 101]
    out = level_within([500, 300, 300, 100], ["a"] * 4, {"a": 1198}, ["4", "3", "2", "1"])
    assert out.tolist() == [499, 300, 299, 100]


def test_land_and_islands_apart():
    villages, patches = level_survey(
        {"00": 1003, "01": 50}, [600, 400, 49], ["00", "00", "01"], ["v1", "v2", "v3"],
        [300, 299, 401, 20, 20], ["v1", "v1", "v2", "v3", "v3"], ["p1", "p2", "p3", "p4", "p5"])
    assert villages.tolist() == [602, 401, 50]
    assert patches.tolist() == [302, 300, 401, 25, 25]


def test_what_has_no_control_is_refused():
    with pytest.raises(ValueError, match="no control"):
        level_within([1], ["x"], {}, ["1"])
    with pytest.raises(ValueError, match="no part"):
        level_within([1], ["x"], {"x": 1, "y": 5}, ["1"])


def test_hectare_table_by_hand():
    """One village: 123.4567 ha in three classes, one of them under 1 ha."""
    cells, totals = hectare_table([[100_005_000, 23_445_000, 6_700]], ["0101", "0201", "1203"], ["v"])
    assert totals.tolist() == [12346]
    assert cells.tolist() == [[10001, 2344, 1]]
    small, total = hectare_table([[24_000, 24_000, 24_000]], ["0101", "0201", "1203"], ["v"])
    assert total.tolist() == [7]
    assert small.tolist() == [[2, 2, 3]]  # the highest code first


amounts = st.lists(st.lists(st.integers(0, 3_000_000), min_size=5, max_size=5), min_size=1, max_size=8)


@settings(max_examples=200, deadline=None)
@given(amounts)
def test_every_table_adds_up(rows):
    table = np.array(rows)
    codes = ["0101", "0103", "0301", "1104", "1203"]
    ids = [f"{i:02d}" for i in range(len(rows))]
    cells, totals = hectare_table(table, codes, ids)
    assert cells.sum() == totals.sum() == (table.sum() + 5_000) // 10_000
    assert (cells.sum(axis=1) == totals).all()
    assert (cells >= 0).all()
    assert (cells[table == 0] == 0).all()
    again, _totals = hectare_table(table, codes, ids)
    assert (again == cells).all()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**7), st.integers(0, 3)), min_size=4, max_size=60), st.integers(-3, 3))
def test_the_chain_adds_up(patches, off):
    area = np.array([a for a, _v in patches])
    village = np.array([v for _a, v in patches])
    present = sorted(set(village.tolist()))
    computed = [int(area[village == v].sum()) + off for v in present]
    county = {"00": max(sum(computed) + 7 * off, len(present))}
    ids = [f"v{v}" for v in present]
    if min(computed) < 20 or min(area) < 20:
        return
    villages, levelled = level_survey(county, computed, ["00"] * len(present), ids, area,
                                      [f"v{v}" for v in village], [f"p{i}" for i in range(len(area))])
    assert villages.sum() == county["00"]
    assert [int(levelled[village == v].sum()) for v in present] == villages.tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(10**4, 10**7), st.sampled_from(["00", "01"])), min_size=2, max_size=30),
       st.integers(-50, 50), st.integers(-50, 50))
def test_land_and_islands_never_lend_to_each_other(villages, land_off, island_off):
    """Whatever the islands' control area is, the land comes out the same, and the other way round."""
    area, kind = [a for a, _k in villages], [k for _a, k in villages]
    ids = [f"v{i:02d}" for i in range(len(villages))]
    off = {"00": land_off, "01": island_off}
    county = {k: sum(a for a, of in villages if of == k) + off[k] for k in sorted(set(kind))}
    levelled, _patches = level_survey(county, area, kind, ids, area, ids, ids)
    for k in county:
        chosen = [i for i, of in enumerate(kind) if of == k]
        assert levelled[chosen].sum() == county[k]
        alone = level_survey({k: county[k]}, [area[i] for i in chosen], [k] * len(chosen), [ids[i] for i in chosen],
                             [area[i] for i in chosen], [ids[i] for i in chosen], [ids[i] for i in chosen])[0]
        assert levelled[chosen].tolist() == alone.tolist()
