"""The registers of this family, one module each."""

from yulin.office.ecology.forest import ForestUse
from yulin.office.ecology.funeral import FuneralFacility
from yulin.office.ecology.wildlife import WildlifeRescue

__all__ = ["ForestUse", "FuneralFacility", "WildlifeRescue"]
