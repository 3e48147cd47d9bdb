import numpy as np
import shapely

from yulin.geodesy.validity import polygon_faults


def test_every_fault_by_name():
    box = shapely.box(0, 0, 10, 10)
    geoms = np.array([
        box,
        None,
        shapely.Point(1, 1),
        shapely.Polygon(),
        shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]),
        shapely.Polygon([(0, 0), (10, 0), (5, 5), (10, 10), (0, 10), (5, 5)]),
        shapely.Polygon([(0, 0), (5, 0), (10, 0)]),
        shapely.Polygon([(0, 10), (0, 0), (10, 0), (10, 10)]),
        shapely.Polygon(box.exterior, [shapely.box(20, 20, 21, 21).exterior]),
        shapely.Polygon([(0, 0), (1, 0), (np.inf, 1)]),
    ], dtype=object)
    found = [(at, f.level, f.code) for at, f in polygon_faults(geoms, [f"图斑{i}" for i in range(10)])]
    assert found[:5] == [
        (1, "error", "geometry.missing"), (2, "error", "geometry.not_polygon"),
        (3, "error", "geometry.empty"),
        (4, "error", "ring.crossing"), (5, "warning", "ring.touches_itself")]
    assert (6, "error", "ring.zero_area") in found
    assert (7, "error", "geometry.duplicate") in found
    assert (8, "error", "ring.nesting") in found
    assert (9, "error", "coordinates.not_finite") in found
    duplicate = next(f for at, f in polygon_faults(geoms, [f"图斑{i}" for i in range(10)]) if at == 7)
    assert (duplicate.where, duplicate.message) == ("图斑7", "图形与图斑0完全相同。")


def test_sound_layers_have_none():
    cells = np.array([shapely.box(i, j, i + 1, j + 1) for i in range(20) for j in range(20)])
    assert polygon_faults(cells) == []
    assert polygon_faults(np.array([], dtype=object)) == []
