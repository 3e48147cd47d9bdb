"""The picture of a dossier: a parcel over the layers, with legend, scale bar and north arrow, as PNG."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from yulin.atlas.land_classes import land_classes
from yulin.atlas.schema import schema_of
from yulin.geodesy.crs import Gk, reproject
from yulin.i18n import gettext as _
from yulin.review.fonts import chinese_font
from yulin.review.result import ParcelReview, Review

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Colours by the first two digits of a survey class, near the tints of the survey's own maps.
TINTS = {"01": "#fbf3a6", "02": "#e3c58e", "03": "#8fc68a", "04": "#c5dd9a", "05": "#f2a6a0", "06": "#c9a2c4",
         "07": "#f0b6a8", "08": "#efa3c0", "09": "#b5a0b8", "10": "#c9c9c9", "11": "#a5cdec", "12": "#d8d3c4"}
FARMLAND, REDLINE, BOUNDARY, PARCEL = "#2f7d32", "#c62828", "#5d4ea8", "#111111"
MARGIN_SHARE, LEAST_SPAN_M = 0.35, 120.0
LONGEST_LABEL = 8


def picture(review: Review, parcel: ParcelReview | None = None, width_inches: float = 6.6,
            dpi: int = 160) -> bytes:
    """A PNG of one parcel (or of all) over the layers of the review's day. Needs at least one usable geometry."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = [p for p in review.parcels if p.geometry is not None and (parcel is None or p.id == parcel.id)]
    if not shown:
        raise ValueError("no parcel with a geometry to draw")
    tall = 0.82
    frame = (0.01, 0.01, 0.74, 0.98)
    window = _window(shapely.total_bounds([p.geometry for p in shown]), frame[2] / (frame[3] * tall))
    family = chinese_font()
    figure = Figure(figsize=(width_inches, width_inches * tall), dpi=dpi)
    FigureCanvasAgg(figure)
    axes = figure.add_axes(frame)
    axes.set_xlim(window[0], window[2])
    axes.set_ylim(window[1], window[3])
    axes.set_aspect("equal")
    handles = _draw_layers(axes, review, window, family is not None)
    handles.append(_draw_parcels(axes, review, shown, family))
    axes.set_xticks([])
    axes.set_yticks([])
    font: dict[str, Any] = {"family": family, "size": 7.5} if family else {"size": 7.5}
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.755, 0.985), frameon=False, prop=font,
                  handlelength=1.6, labelspacing=0.55, borderpad=0.1)
    _scale_bar(axes, font)
    _north(axes)
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _window(bounds: Any, ratio: float) -> tuple[float, float, float, float]:
    """The bounds with a margin, widened to ``ratio`` (width over height)."""
    grow = 1 + 2 * MARGIN_SHARE
    wide, high = max(bounds[2] - bounds[0], LEAST_SPAN_M) * grow, max(bounds[3] - bounds[1], LEAST_SPAN_M) * grow
    wide, high = max(wide, high * ratio), max(high, wide / ratio)
    cx, cy = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2


def _draw_layers(axes: Axes, review: Review, window: tuple[float, float, float, float],
                 chinese: bool) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    for layer, _colour in (("dltb", ""), ("yjjbntbhtb", FARMLAND), ("stbhhx", REDLINE), ("czkfbj", BOUNDARY)):
        version = review.atlas.latest(layer, review.as_of)
        if version is None:
            continue
        columns = [version.schema.class_code] if layer == "dltb" else []
        frame = review.atlas.read(layer, version.id, window, columns, review.gk.epsg)
        shapes = _in_plane(frame.geometry.to_numpy(), version.gk, review.gk)
        title = schema_of(layer).title if chinese else schema_of(layer).title_en
        if layer == "dltb":
            groups = np.array([str(c or "")[:2] for c in frame[version.schema.class_code]])
            for group in sorted(set(groups)):
                tint = TINTS.get(group, "#eeeeee")
                _fill(axes, shapes[groups == group], facecolor=tint, edgecolor="#9a968a", linewidth=0.35, zorder=1)
                known = land_classes().get(group)
                name = (known.name if chinese else known.name_en) if known else group or "—"
                handles.append(Patch(facecolor=tint, edgecolor="#9a968a", linewidth=0.4, label=name))
        elif len(shapes):
            hatch = {"yjjbntbhtb": "////", "stbhhx": "....", "czkfbj": None}[layer]
            _fill(axes, shapes, facecolor="none", edgecolor=_colour, linewidth=0.9 if hatch else 1.4, hatch=hatch,
                  linestyle="--" if layer == "czkfbj" else "-", zorder=2, hatch_linewidth=0.35)
            handles.append(Line2D([], [], color=_colour, linestyle="--", label=title) if hatch is None
                           else Patch(facecolor="none", edgecolor=_colour, hatch=hatch * 2, label=title))
    return handles


def _draw_parcels(axes: Axes, review: Review, shown: list[ParcelReview], family: str | None) -> Any:
    from matplotlib.patches import Patch
    from matplotlib.patheffects import withStroke

    shapes = np.array([p.geometry for p in review.parcels if p.geometry is not None], dtype=object)
    _fill(axes, shapes, facecolor="none", edgecolor="white", linewidth=3.2, zorder=4)
    _fill(axes, shapes, facecolor="none", edgecolor=PARCEL, linewidth=1.7, zorder=5)
    for parcel in shown:
        point = shapely.point_on_surface(parcel.geometry)
        label = parcel.name if family and 0 < len(parcel.name) <= LONGEST_LABEL else parcel.id
        axes.text(point.x, point.y, label, ha="center", va="center", fontsize=8.5, zorder=6, color=PARCEL,
                  fontfamily=family or "sans-serif", path_effects=[withStroke(linewidth=2.4, foreground="white")])
    label = _("审查地块") if family else "Parcel"
    return Patch(facecolor="none", edgecolor=PARCEL, linewidth=1.7, label=label)


def _fill(axes: Axes, shapes: Any, **style: Any) -> None:
    """Polygons with holes as one compound path."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    parts = shapely.get_parts(shapes)
    rings = shapely.get_rings(parts)
    if len(rings) == 0:
        return
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(xy), Path.LINETO, Path.code_type)
    codes[np.flatnonzero(np.diff(ring, prepend=-1))] = Path.MOVETO
    codes[np.flatnonzero(np.diff(ring, append=-1))] = Path.CLOSEPOLY
    axes.add_patch(PathPatch(Path(xy, codes), **style))


def _in_plane(shapes: Any, own: Gk, wanted: Gk) -> Any:
    return shapes if own == wanted else reproject(shapes, own.epsg, wanted.epsg)


def _scale_bar(axes: Axes, font: dict[str, Any]) -> None:
    x0, x1 = axes.get_xlim()
    y0, y1 = axes.get_ylim()
    room = (x1 - x0) * 0.25
    decade = 10 ** np.floor(np.log10(room))
    length = max(step * decade for step in (1, 2, 5) if step * decade <= room)
    left, base, high = x0 + (x1 - x0) * 0.03, y0 + (y1 - y0) * 0.035, (y1 - y0) * 0.008
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((left - length * 0.06, base - high * 1.6), length * 1.45, high * 7.2, facecolor="white",
                             edgecolor="none", alpha=0.8, zorder=7))
    for k in range(2):
        axes.add_patch(Rectangle((left + k * length / 2, base), length / 2, high, linewidth=0.6, zorder=8,
                                 facecolor="black" if k == 0 else "white", edgecolor="black"))
    words = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    axes.text(left + length, base + high * 1.5, words, fontsize=7, zorder=8, ha="center", va="bottom")
    axes.text(left, base + high * 1.5, "0", fontsize=7, zorder=8, ha="center", va="bottom")


def _north(axes: Axes) -> None:
    """Grid north is up: the picture is drawn in the survey plane."""
    axes.annotate("N", xy=(0.955, 0.975), xytext=(0.955, 0.885), xycoords="axes fraction", ha="center", va="center",
                  fontsize=9, zorder=9, arrowprops={"arrowstyle": "-|>", "color": "black", "linewidth": 1.2})
