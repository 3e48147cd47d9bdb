"""The registers of this family, one module each."""

from yulin.office.balance.linked import LinkedProject
from yulin.office.balance.makeup import MakeUp
from yulin.office.balance.offset import OffsetUse
from yulin.office.balance.project import SupplementProject
from yulin.office.balance.promise import Promise
from yulin.office.balance.recheck import Recheck
from yulin.office.balance.reserve import ReservePatch
from yulin.office.balance.task import BalanceTask
from yulin.office.balance.transfer import QuotaTransfer

__all__ = ["BalanceTask", "LinkedProject", "MakeUp", "OffsetUse", "Promise", "QuotaTransfer", "Recheck",
           "ReservePatch", "SupplementProject"]
