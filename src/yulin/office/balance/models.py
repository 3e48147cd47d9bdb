"""The registers of this family, one module each."""

from yulin.office.balance.offset import OffsetUse

__all__ = ["OffsetUse"]
