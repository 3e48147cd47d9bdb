"""From the Gauss-Krüger plane to latitude and longitude by the area rule's own series (高斯投影反解).

Every function here depends on the one point alone, so that a shared vertex always gives the same numbers. They use
nothing but +, −, ×, ÷ and √ in a fixed order, so that every machine gives the same bits, and loops over them
vectorise. Latitude and longitude are rounded half-up to 0.000001″, as the rule has it (longitude counted from the
central meridian, which is a whole degree: the same rounding). Source: 国土调查办发〔2008〕32号.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yulin.geodesy import ellipsoid
from yulin.geodesy.densify import half_up
from yulin.geodesy.ellipsoid import EP2, K0, K1, K2, K3, K4, POLAR_RADIUS

Floats = NDArray[np.float64]
_PER_UNIT = ellipsoid.ARCSEC * 1e6  # micro-arcseconds in a radian
_A, _B, _C, _D, _E = ellipsoid.area_coefficients()
_B2 = ellipsoid.SEMI_MINOR**2
_ECC = math.sqrt(ellipsoid.E2)

# sin x = x·(1 + x²·(S1 + x²·(S2 + …))), cos x = 1 + x²·(C1 + x²·(C2 + …)): below 1e-17 for |x| ≤ 1.1
_S1, _S2, _S3, _S4, _S5, _S6, _S7, _S8, _S9, _S10 = ((-1) ** k / math.factorial(2 * k + 1) for k in range(1, 11))
_C1, _C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10 = ((-1) ** k / math.factorial(2 * k) for k in range(1, 11))


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def latitude_longitude(north: float, east: float) -> tuple[float, float, float, float]:
    """Latitude and longitude of a point, in radians, rounded to 0.000001″.

    north: northing in metres, 0 to 7 000 000; east: metres east of the central meridian (no 500 km, no zone number).
    Returns (B, l, sin B, cos B); l counts from the central meridian.
    """
    e = K0 * north
    z = e * e
    s = e * (1 + z * (_S1 + z * (_S2 + z * (_S3 + z * (_S4 + z * (_S5 + z * (
        _S6 + z * (_S7 + z * (_S8 + z * (_S9 + z * _S10))))))))))
    c = 1 + z * (_C1 + z * (_C2 + z * (_C3 + z * (_C4 + z * (_C5 + z * (
        _C6 + z * (_C7 + z * (_C8 + z * (_C9 + z * _C10)))))))))
    s2 = s * s
    d = c * s * (K1 - s2 * (K2 - s2 * (K3 - s2 * K4)))
    # |d| < 0.0026: these are sin d and 1 − cos d to below 1e-20
    d2 = d * d
    sd = d * (1 + d2 * (_S1 + d2 * (_S2 + d2 * _S3)))
    vd = -d2 * (_C1 + d2 * (_C2 + d2 * _C3))
    sf = s + (c * sd - s * vd)
    cf = c - (s * sd + c * vd)
    r1 = 1 / cf
    t = sf * r1
    t2 = t * t
    n2 = EP2 * cf * cf
    v2 = 1 + n2
    y = east * math.sqrt(v2) / POLAR_RADIUS
    y2 = y * y
    fall4 = 5 + 3 * t2 + n2 - 9 * n2 * t2
    fall6 = 61 + t2 * (90 + 45 * t2)
    fall = v2 * t * y2 * (0.5 - y2 * (1 / 24) * (fall4 - y2 * (1 / 30) * fall6))
    lon3 = 1 + 2 * t2 + n2
    lon5 = 5 + 28 * t2 + 24 * t2 * t2 + 6 * n2 + 8 * n2 * t2
    lon = y * r1 * (1 - y2 * (1 / 6) * (lon3 - y2 * (1 / 20) * lon5))
    foot = e + d
    lat = half_up((foot - fall) * _PER_UNIT) / _PER_UNIT
    lon = half_up(lon * _PER_UNIT) / _PER_UNIT
    # sin and cos of the rounded latitude, turned from the footpoint by r (|r| below 0.004 in a 6° zone)
    r = foot - lat
    r2 = r * r
    sr = r * (1 + r2 * (_S1 + r2 * (_S2 + r2 * _S3)))
    vr = -r2 * (_C1 + r2 * (_C2 + r2 * _C3))
    return lat, lon, sf - (cf * sr + sf * vr), cf + (sf * sr - cf * vr)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
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


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def authalic_height(s: float) -> float:
    """The closed form of the same: q(B) = b²/2·(s/(1−e²s²) + artanh(es)/e), in m² per radian.

    artanh x = x·(1 + x²/3 + x⁴/5 + …) with |x| ≤ 0.082: below 1e-17 after seven terms.
    """
    es = _ECC * s
    w = es * es
    artanh = es * (1 + w * (1 / 3 + w * (1 / 5 + w * (1 / 7 + w * (1 / 9 + w * (1 / 11 + w * (1 / 13)))))))
    return 0.5 * _B2 * (s / (1 - w) + artanh / _ECC)


@njit(cache=True, nogil=True, error_model="numpy")
def lon_and_height(north: Floats, east: Floats, count: int, lon: Floats, height: Floats) -> None:
    """Longitude (radians from the central meridian) and ``series_height`` of the first ``count`` points, in place.

    north, east: metres, east counted from the central meridian.
    """
    for i in range(count):
        _lat, lon[i], sin_lat, _cos = latitude_longitude(north[i], east[i])
        height[i] = series_height(sin_lat)
