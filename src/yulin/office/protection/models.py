"""The registers of this family, one module each."""

from yulin.office.protection.restoration import Restoration
from yulin.office.protection.sign import Sign

__all__ = ["Restoration", "Sign"]
