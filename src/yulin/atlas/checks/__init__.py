"""The checks of a layer, one per module; each has an id in words, a title and a function that returns findings."""

from __future__ import annotations

from yulin.atlas.checks.base import Check
from yulin.atlas.checks.codes import CODES, NAMES
from yulin.atlas.checks.controls import AREA_CONTROLS
from yulin.atlas.checks.duplicates import DUPLICATES
from yulin.atlas.checks.gaps import GAPS
from yulin.atlas.checks.geometry import GEOMETRY
from yulin.atlas.checks.keys import KEYS
from yulin.atlas.checks.multipart import MULTIPART
from yulin.atlas.checks.overlaps import OVERLAPS
from yulin.atlas.checks.required import REQUIRED
from yulin.atlas.checks.ridges import RIDGES
from yulin.atlas.checks.rules import RULES
from yulin.atlas.checks.small import SMALL
from yulin.atlas.checks.spikes import SPIKES
from yulin.atlas.checks.survey import SURVEY
from yulin.atlas.checks.villages import VILLAGES

CHECKS: tuple[Check, ...] = (REQUIRED, GEOMETRY, MULTIPART, SMALL, SPIKES, DUPLICATES, OVERLAPS, GAPS, KEYS, CODES,
                             NAMES, RULES, RIDGES, SURVEY, VILLAGES, AREA_CONTROLS)
