"""The CGCS2000 ellipsoid (2000国家大地坐标系) and the printed constants of the area rule.

Source: 国土调查办发〔2008〕32号 (图幅理论面积与图斑椭球面积计算公式及要求), constants for CGCS2000.
The coefficients A…E take the *first* eccentricity squared; the second one gives areas 1e-5 to 5e-5 too large.
"""

from __future__ import annotations

import math

SEMI_MAJOR = 6378137.0
FLATTENING = 1 / 298.257222101
SEMI_MINOR = SEMI_MAJOR * (1 - FLATTENING)
E2 = (SEMI_MAJOR**2 - SEMI_MINOR**2) / SEMI_MAJOR**2
EP2 = (SEMI_MAJOR**2 - SEMI_MINOR**2) / SEMI_MINOR**2
POLAR_RADIUS = SEMI_MAJOR**2 / SEMI_MINOR
ARCSEC = 180 * 3600 / math.pi

# The footpoint latitude as printed: E = K0·x, Bf = E + cosE·(K1 sinE − K2 sin³E + K3 sin⁵E − K4 sin⁷E).
K0 = 1.57048761144159e-07
K1 = 5.05250178820567e-03
K2 = 2.98472900956587e-05
K3 = 2.41626669230084e-07
K4 = 2.22241238938534e-09


def area_coefficients(e2: float = E2) -> tuple[float, float, float, float, float]:
    """A, B, C, D, E of the trapezoid series for the eccentricity squared ``e2`` (by rule the first)."""
    e4, e6, e8 = e2**2, e2**3, e2**4
    return (
        1 + 3 / 6 * e2 + 30 / 80 * e4 + 35 / 112 * e6 + 630 / 2304 * e8,
        1 / 6 * e2 + 15 / 80 * e4 + 21 / 112 * e6 + 420 / 2304 * e8,
        3 / 80 * e4 + 7 / 112 * e6 + 180 / 2304 * e8,
        1 / 112 * e6 + 45 / 2304 * e8,
        5 / 2304 * e8,
    )


def trapezoid(lat1: float, lon1: float, lat2: float, lon2: float, reference: float, e2: float = E2) -> float:
    """Signed area in m² between one edge and the meridian ``reference``, by the series as printed.

    Radians in. Used to state the rule and to test the fast form; whole layers go through ``survey_area``.
    """
    a, b, c, d, e = area_coefficients(e2)
    half, mid = (lat2 - lat1) / 2, (lat1 + lat2) / 2
    series = (a * math.sin(half) * math.cos(mid) - b * math.sin(3 * half) * math.cos(3 * mid)
              + c * math.sin(5 * half) * math.cos(5 * mid) - d * math.sin(7 * half) * math.cos(7 * mid)
              + e * math.sin(9 * half) * math.cos(9 * mid))
    return 2 * SEMI_MINOR**2 * ((lon1 + lon2) / 2 - reference) * series
