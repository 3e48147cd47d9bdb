"""From the Gauss-Krüger plane to latitude and longitude by the area rule's own series (高斯投影反解).

Every function here depends on the one point alone, so that a shared vertex always gives the same numbers.
Latitude and longitude are rounded half-up to 0.000001″, as the rule has it (longitude counted from the
central meridian, which is a whole degree: the same rounding). Source: 国土调查办发〔2008〕32号.
"""

from __future__ import annotations

import math

from numba import njit

from yulin.geodesy import ellipsoid
from yulin.geodesy.ellipsoid import EP2, K0, K1, K2, K3, K4, POLAR_RADIUS

_PER_UNIT = ellipsoid.ARCSEC * 1e6  # micro-arcseconds in a radian
_A, _B, _C, _D, _E = ellipsoid.area_coefficients()
_B2 = ellipsoid.SEMI_MINOR**2
_ECC = math.sqrt(ellipsoid.E2)


@njit(cache=True, nogil=True)
def latitude_longitude(north: float, east: float) -> tuple[float, float, float, float]:
    """Latitude and longitude of a point, in radians, rounded to 0.000001″.

    north: northing in metres; east: metres east of the central meridian (no 500 km, no zone number).
    Returns (B, l, sin B, cos B); l counts from the central meridian.
    """
    e = K0 * north
    s = math.sin(e)
    c = math.cos(e)
    s2 = s * s
    d = c * s * (K1 - s2 * (K2 - s2 * (K3 - s2 * K4)))
    # |d| < 0.0026: these polynomials are sin d and 1 − cos d to below 1e-20.
    d2 = d * d
    sd = d * (1 - d2 / 6 * (1 - d2 / 20 * (1 - d2 / 42)))
    vd = d2 / 2 * (1 - d2 / 12 * (1 - d2 / 30))
    sf = s + (c * sd - s * vd)
    cf = c - (s * sd + c * vd)
    t = sf / cf
    t2 = t * t
    n2 = EP2 * cf * cf
    v2 = 1 + n2
    y = east * math.sqrt(v2) / POLAR_RADIUS
    y2 = y * y
    fall4 = 5 + 3 * t2 + n2 - 9 * n2 * t2
    fall6 = 61 + t2 * (90 + 45 * t2)
    fall = v2 * t * y2 * (0.5 - y2 / 24 * (fall4 - y2 / 30 * fall6))
    lon3 = 1 + 2 * t2 + n2
    lon5 = 5 + 28 * t2 + 24 * t2 * t2 + 6 * n2 + 8 * n2 * t2
    lon = y / cf * (1 - y2 / 6 * (lon3 - y2 / 20 * lon5))
    foot = e + d
    lat = math.floor((foot - fall) * _PER_UNIT + 0.5) / _PER_UNIT
    lon = math.floor(lon * _PER_UNIT + 0.5) / _PER_UNIT
    # sin and cos of the rounded latitude, turned from the footpoint by r (|r| below 0.004 in a 6° zone).
    r = foot - lat
    r2 = r * r
    sr = r * (1 - r2 / 6 * (1 - r2 / 20 * (1 - r2 / 42)))
    vr = r2 / 2 * (1 - r2 / 12 * (1 - r2 / 30))
    return lat, lon, sf - (cf * sr + sf * vr), cf + (sf * sr - cf * vr)


@njit(cache=True, nogil=True)
def series_height(s: float) -> float:
    """b²·(A sin B − B sin 3B + C sin 5B − D sin 7B + E sin 9B) for s = sin B, in m² per radian of longitude.

    A trapezoid of the rule is the difference of this function between two latitudes times the mean longitude.
    """
    u = s * s
    s3 = 3 - 4 * u
    s5 = 5 - u * (20 - 16 * u)
    s7 = 7 - u * (56 - u * (112 - 64 * u))
    s9 = 9 - u * (120 - u * (432 - u * (576 - 256 * u)))
    return _B2 * s * (_A - _B * s3 + _C * s5 - _D * s7 + _E * s9)


@njit(cache=True, nogil=True)
def authalic_height(s: float) -> float:
    """The closed form of the same: q(B) = b²/2·(s/(1−e²s²) + artanh(es)/e), in m² per radian."""
    es = _ECC * s
    return 0.5 * _B2 * (s / (1 - es * es) + math.atanh(es) / _ECC)
