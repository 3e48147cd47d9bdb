"""When the district is too small for what has to go into it."""

from __future__ import annotations


class NoRoom(ValueError):
    """The district is too small (or too unluckily cut) for what the ledgers must place in it."""
