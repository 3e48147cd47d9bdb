"""The registers of this family, one module each."""

from yulin.office.land.auction import Auction
from yulin.office.land.batch import Batch
from yulin.office.land.bidder import Bidder
from yulin.office.land.collective import Collective
from yulin.office.land.compensation import Compensation
from yulin.office.land.countersign import Countersign
from yulin.office.land.idle import IdleLand
from yulin.office.land.inspection import Inspection
from yulin.office.land.instalment import Instalment
from yulin.office.land.intensity import Intensity
from yulin.office.land.material import Material
from yulin.office.land.meeting import Meeting
from yulin.office.land.notice import Notice
from yulin.office.land.prereview import Prereview
from yulin.office.land.price_table import PriceTable
from yulin.office.land.progress import Progress
from yulin.office.land.project import Project
from yulin.office.land.quota import QuotaAllotment
from yulin.office.land.recovery import Recovery
from yulin.office.land.scheme import Scheme
from yulin.office.land.supply import Supply
from yulin.office.land.supply_plan import SupplyPlan
from yulin.office.land.task import DisposalTask
from yulin.office.land.unsupplied import UnsuppliedDisposal

__all__ = [
    "Auction", "Batch", "Bidder", "Collective", "Compensation", "Countersign", "DisposalTask", "IdleLand",
    "Inspection", "Instalment", "Intensity", "Material", "Meeting", "Notice", "Prereview", "PriceTable", "Progress",
    "Project", "QuotaAllotment", "Recovery", "Scheme", "Supply", "SupplyPlan", "UnsuppliedDisposal",
]
