"""The parcel that a form gives its record: out of a file, copied from another record, or drawn on the map."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from yulin.findings import Refusal
from yulin.geodesy.crs import GEOGRAPHIC, gk_for_longitude, reproject
from yulin.office.accounts.models import Person
from yulin.office.accounts.rights import seen_by
from yulin.office.registers.declaration import REGISTERS, Register
from yulin.office.registers.parcel import ParcelValue, parcel_of
from yulin.office.registers.parcel_checks import value_of
from yulin.office.registers.parcel_files import Shape, read_shapes

LONGEST_DRAWING = 500_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """A parcel with the sentence that says where it came from, for the journal."""

    value: ParcelValue
    source: str


def from_file(path: Path, name: str, register: Register, key: str) -> Chosen:
    """The parcel of ``key`` in a file, or its only one; Refusal where it cannot be told or is faulty."""
    file = read_shapes(path, name, register)
    errors = [f for f in file.findings if f.level == "error"]
    if errors:
        raise Refusal(errors[0].sentence())
    named = [s for s in file.shapes if key and key in s.texts]
    shapes = named or list(file.shapes)
    if not shapes:
        raise Refusal(_("{name} 里没有地块。").format(name=name))
    if not named and len(shapes) > 1:
        raise Refusal(_("{name} 里有 {n} 个地块，没有一个的编号或名称是“{key}”。").format(
            name=name, n=len(shapes), key=key))
    if file.epsg is None:
        raise Refusal(_("{name} 没有说明坐标系、分带和带号，地块不能落图。").format(name=name))
    return Chosen(_sound(shapes, file.epsg, name), _("图形取自 {name}").format(name=name))


def copied(by: Person, text: str) -> Chosen:
    """The parcel of the record with the key ``text`` in whichever register; Refusal where none is seen there."""
    key = text.strip()
    for register in REGISTERS.values():
        if register.has_parcel:
            records = seen_by(by, register.model.objects.filter(withdrawn=False, parcel_wkb__isnull=False))
            record = records.filter(**{register.key: key}).first()
            value = parcel_of(record) if record is not None else None
            if value is not None:
                return Chosen(value, _("图形复制自{title}“{key}”").format(title=_(register.title), key=key))
    raise Refusal(_("没有编号为“{key}”且有图形的记录。").format(key=key))


def drawn(text: str) -> Chosen:
    """The parcel drawn on the map: a GeoJSON polygon or multipolygon in degrees; Refusal where it is faulty."""
    try:
        geometry = shapely.from_geojson(text if len(text) <= LONGEST_DRAWING else "")
        west, _south, east, _north = (float(side) for side in geometry.bounds)
    except (shapely.GEOSException, ValueError, TypeError, json.JSONDecodeError):
        raise Refusal(_("图上勾绘的图形读不出，请重新勾绘。")) from None
    gk = gk_for_longitude((west + east) / 2)
    projected = list(reproject(np.array([geometry], dtype=object), GEOGRAPHIC, gk.epsg))
    shape = Shape(1, (), projected[0], ())
    return Chosen(_sound([shape], gk.epsg, _("勾绘的图形")), _("图形在屏幕上勾绘，未经实测"))


def _sound(shapes: Sequence[Shape], epsg: int, where: str) -> ParcelValue:
    wrong = [f for shape in shapes for f in shape.findings if f.level == "error"]
    value, found = value_of(shapes, epsg, where)
    errors: list[Any] = wrong + [f for f in found if f.level == "error"]
    if errors or value is None:
        raise Refusal(errors[0].sentence() if errors else _("{name} 里没有地块。").format(name=where))
    return value
