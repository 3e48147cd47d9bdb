"""The registers of this family, one module each."""

from yulin.office.titles.change import ChangePatch
from yulin.office.titles.demarcation import Demarcation

__all__ = ["ChangePatch", "Demarcation"]
