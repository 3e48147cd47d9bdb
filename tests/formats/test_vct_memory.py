"""A VCT larger than what may be held: memory stays within the declared bound, scaled down from 1 GB in 500 MB."""

import json
import subprocess
import sys

import pyogrio
import pytest

SIDE, POINTS, STEP = 84, 130, 60.0
GROWTH = 100  # MB above a small file's
WORK = """
import json, resource, sys
from yulin.formats.conversion import convert

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

small, large, out = sys.argv[1:]
convert(small, out + "/small.gpkg")
before = peak()
rows = convert(large, out + "/large.gpkg").layers[0][1]
print(json.dumps({"before": before, "after": peak(), "rows": rows}))
"""
HEAD = """HeadBegin
Datamark:LANDUSE-VCT
Version:3.0
CoordinateSystemType:P
Dim:2
XAxisDirection:E
Spheroid:CGCS2000,6378137.0,298.257222101
Parameters:114,1,38500000,0,3,38
Separator:,
HeadEnd
FeatureCodeBegin
2001010100,地类图斑,Polygon,DLTB
FeatureCodeEnd
TableStructureBegin
DLTB,2
BSM,Char,18
DLMC,Char,60
0
TableStructureEnd
LineBegin
"""


def grid(path, side):
    """A coverage of side × side squares of 60 m, each edge a line of its own with many points."""
    pieces = [k * STEP / (POINTS - 1) for k in range(POINTS)]
    with path.open("w", encoding="gbk") as out:
        out.write(HEAD)
        number = 0
        for upright in (False, True):
            for j in range(side + 1):
                for i in range(side):
                    number += 1
                    x, y = (38500000 + STEP * i, 3300000 + STEP * j)
                    if upright:
                        x, y = 38500000 + STEP * j, 3300000 + STEP * i
                    out.write(f"{number}\n1099000000\nunknown\n1\n1\n11\n{POINTS}\n")
                    out.writelines(f"{x:.4f},{y + p:.4f}\n" if upright else f"{x + p:.4f},{y:.4f}\n" for p in pieces)
                    out.write("0\n")
        out.write("LineEnd\nPolygonBegin\n")
        half = number // 2
        for j in range(side):
            for i in range(side):
                south, north = 1 + j * side + i, 1 + (j + 1) * side + i
                west, east = half + 1 + i * side + j, half + 1 + (i + 1) * side + j
                out.write(f"{number + south}\n2001010100\nunknown\n100\n0,0\n21\n4\n"
                          f"{south},{east},{-north},{-west}\n0\n")
        out.write("PolygonEnd\nAttributeBegin\nDLTB\n")
        out.writelines(f"{number + k},{k:018d},水田\n" for k in range(1, side * side + 1))
        out.write("TableEnd\nAttributeEnd\n")


def test_a_file_that_may_not_be_held(tmp_path):
    pytest.importorskip("resource", reason="peak memory is told by Unix only")
    small, large = tmp_path / "small.vct", tmp_path / "large.vct"
    grid(small, 2)
    grid(large, SIDE)
    assert large.stat().st_size > 50_000_000
    done = subprocess.run([sys.executable, "-c", WORK, small, large, tmp_path],
                          capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["rows"] == SIDE * SIDE == pyogrio.read_info(tmp_path / "large.gpkg")["features"]
    assert found["after"] - found["before"] <= GROWTH, found
