"""Yulin 鱼鳞: map, ledgers, clocks and figures of a natural-resources bureau as one book."""

__version__ = "0.1.0"
