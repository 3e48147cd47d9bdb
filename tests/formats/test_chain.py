"""The sample district from format to format, through the atlas and back: areas unchanged to the cent."""

from pathlib import Path

import numpy as np
import pytest

from yulin.atlas.catalogue import Atlas
from yulin.cli.convert import standard_fields
from yulin.formats.conversion import convert
from yulin.formats.parcels import read_parcels
from yulin.formats.vectors import read_vector, write_vector
from yulin.geodesy.crs import Gk
from yulin.geodesy.survey_area import survey_areas_dm2
from yulin.review.parcels import read_parcels as parcels_under_review
from yulin.sample.district import make_sample

PATCHES = 1500


@pytest.fixture(scope="module")
def district(tmp_path_factory) -> Path:
    return make_sample(tmp_path_factory.mktemp("chain") / "district", PATCHES, 5).folder


def areas(path, layer=None):
    return {p.id: p.survey_dm2 for p in read_parcels(path, layer).parcels}


def test_ledger_parcels_through_every_format(district, tmp_path):
    source = district / "coordinates" / "用地报批台账.txt"
    expected = areas(source)
    assert len(expected) > 20
    assert None not in expected.values()
    convert(source, tmp_path / "parcels.gdb")
    named = read_vector(tmp_path / "parcels.gdb").frame.rename(columns={"DKMC": "HXMC"})
    named["HXBM"] = named["DKBH"]  # what the atlas wants to know of a redline
    steps = [tmp_path / f"STBHHX.{ending}" for ending in ("gdb", "vct", "gpkg")]
    assert write_vector(steps[0], named, "STBHHX", standard_fields("STBHHX")) == ()
    for a, b in zip(steps[:-1], steps[1:], strict=True):
        assert convert(a, b, declared=standard_fields).findings == ()
    atlas = Atlas(tmp_path / "home")
    for number, path in enumerate(steps):  # the atlas takes each of them, and gives back the same
        assert areas(path) == expected
        assert [p.id for p in parcels_under_review(path).parcels] == list(expected)
        day = f"2025-01-{number + 1:02d}"
        assert atlas.import_file(path, "stbhhx", day).rows == len(expected)
        frame = atlas.read("stbhhx", day)
        found = dict(zip(frame["HXBM"], survey_areas_dm2(frame.geometry.values, Gk(38)).tolist(), strict=True))
        assert found == expected
        back = frame.rename(columns={"HXBM": "DKBH"})
        write_vector(tmp_path / f"back{number}.gdb", back, "parcels")
        convert(tmp_path / f"back{number}.gdb", tmp_path / f"back{number}.txt")
        assert areas(tmp_path / f"back{number}.txt") == expected


def test_patches_through_every_format(district, tmp_path):
    source = district / "layers" / "qinghe.gdb"
    whole = read_vector(source, "DLTB_2025").frame
    expected = dict(zip(whole["BSM"], survey_areas_dm2(whole.geometry.values, Gk(38)).tolist(), strict=True))
    assert len(expected) == len(whole) > PATCHES // 2
    steps = [source, tmp_path / "DLTB_2025.vct", tmp_path / "a.gpkg", tmp_path / "b.gdb", tmp_path / "c.shp"]
    for a, b in zip(steps[:-1], steps[1:], strict=True):
        assert convert(a, b, layer="DLTB_2025", declared=standard_fields).findings == ()
        assert areas(b, None if b.suffix == ".shp" else "DLTB_2025") == expected
    atlas = Atlas(tmp_path / "home")
    atlas.import_file(tmp_path / "DLTB_2025.vct", "dltb", "2025-12-30", on_error="skip")
    atlas.import_file(tmp_path / "a.gpkg", "dltb", "2025-12-31", on_error="skip")
    for day in ("2025-12-30", "2025-12-31"):
        frame = atlas.read("dltb", day)
        found = survey_areas_dm2(frame.geometry.values, Gk(38))
        assert dict(zip(frame["BSM"], found.tolist(), strict=True)) == expected
        assert (np.round(frame["TBMJ"].to_numpy() * 100).astype(np.int64).sum()
                == np.round(whole["TBMJ"].to_numpy() * 100).astype(np.int64).sum())
    write_vector(tmp_path / "back.gdb", frame, "DLTB_2025", standard_fields("DLTB"))
    assert areas(tmp_path / "back.gdb") == expected
