"""Loading the compiler's runtime without what no kernel here uses: imported before any compiled function is called.

When the first compiled function is loaded, numba looks whether SciPy's linear algebra is there, by importing it: a
third of a second, in every command that measures an area. No kernel multiplies matrices, so it is told no.
"""

from __future__ import annotations

import sys
from typing import Any


def _no_linear_algebra(*_given: Any) -> None:
    raise ImportError("no kernel of Yulin uses linear algebra")


def _load() -> None:
    if "numba.np.arraymath" in sys.modules or "scipy.linalg" in sys.modules:
        return
    from numba.np import linalg

    kept = linalg.ensure_blas
    linalg.ensure_blas = _no_linear_algebra
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        linalg.ensure_blas = kept


_load()
