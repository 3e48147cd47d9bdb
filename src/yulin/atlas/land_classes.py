"""Land classes (地类): codes, names, and which of the three great groups (三大类) each belongs to.

The same digits mean different things in different standards, so a class is always (standard, code).
``SURVEY`` is the working classification of the third national land survey, which DLTB layers carry.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SURVEY = "TD/T 1055-2019"
GENERAL = "GB/T 21010-2017"
PLANNING = "用地用海分类 2023"

RIDGE = "1203"


@dataclass(frozen=True, slots=True)
class LandClass:
    """One class. group: ``agricultural`` 农用地, ``construction`` 建设用地, ``unused`` 未利用地, ``sea``, ``mixed``.

    arable: counts as cultivated land (耕地).
    """

    standard: str
    code: str
    name: str
    name_en: str
    group: str
    arable: bool


@cache
def land_classes(standard: str = SURVEY) -> dict[str, LandClass]:
    """All classes of a standard, by code."""
    text = files("yulin.atlas").joinpath("land_classes.csv").read_text("utf-8")
    return {row["code"]: LandClass(row["standard"], row["code"], row["name"], row["name_en"], row["group"],
                                   row["arable"] == "1")
            for row in csv.DictReader(text.splitlines()) if row["standard"] == standard}


def class_name(code: str, standard: str = SURVEY) -> str | None:
    """The name of a class, None when the standard has no such code."""
    known = land_classes(standard).get(code)
    return known.name if known else None


def is_arable(code: str) -> bool:
    """Whether a survey class counts as cultivated land (耕地): 0101, 0102, 0103."""
    known = land_classes().get(code)
    return known is not None and known.arable
