"""The registers of this family, one module each."""

from yulin.office.planning.township import TownshipPlan

__all__ = ["TownshipPlan"]
