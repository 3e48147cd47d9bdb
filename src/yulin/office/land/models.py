"""The registers of this family, one module each."""

from yulin.office.land.batch import Batch
from yulin.office.land.idle import IdleLand
from yulin.office.land.inspection import Inspection
from yulin.office.land.notice import Notice
from yulin.office.land.supply import Supply
from yulin.office.land.unsupplied import UnsuppliedDisposal

__all__ = ["Batch", "IdleLand", "Inspection", "Notice", "Supply", "UnsuppliedDisposal"]
