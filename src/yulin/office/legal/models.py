"""The registers of this family, one module each."""

from yulin.office.legal.review import LegalReview

__all__ = ["LegalReview"]
