"""What a layer looks like: its fields, types, lengths, names and aliases, read from ``schemas/<layer>.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from yulin.findings import Refusal
from yulin.i18n import gettext as _
from yulin.i18n import language

FieldType = Literal["text", "int", "number", "area", "share", "measure"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column. type: ``text``; ``int``; ``number``; ``area`` m² to 0.01; ``share`` with 4 decimals (a coefficient
    in [0, 1)); ``measure`` a number whose unit differs between editions, kept as it is. instead: the field whose
    column is taken where an edition has none for this one.
    """

    name: str
    title: str
    type: FieldType
    length: int | None
    required: bool
    positive: bool
    aliases: tuple[str, ...]
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """One layer. key: the identifying field; label: what a person calls a feature by; class_code, class_name: what
    its areas are grouped by; standard: the table its class codes are checked against (None: no table);
    gross, net, ridge, coefficient: its area fields, None where it has none; tile: the fields a map tile carries.
    """

    layer: str
    title: str
    title_en: str
    aliases: tuple[str, ...]
    covers_plane: bool
    key: str
    label: str
    class_code: str
    class_name: str
    standard: str | None
    gross: str | None
    net: str | None
    ridge: str | None
    coefficient: str | None
    tile: tuple[str, ...]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The field of that name, None when the layer has none."""
        return next((f for f in self.fields if f.name == name), None)

    @property
    def words(self) -> str:
        """The layer's name in the language in use."""
        return self.title if language() == "zh" else self.title_en


def layer_names() -> list[str]:
    """The layers that have a schema, in alphabetical order."""
    folder = files("yulin.atlas").joinpath("schemas")
    return sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml"))


@cache
def _load(layer: str) -> Schema:
    text = files("yulin.atlas").joinpath("schemas", f"{layer}.yaml").read_text("utf-8")
    raw = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe
    fields = tuple(Field(f["name"], f["title"], f["type"], f.get("length"), bool(f.get("required")),
                         bool(f.get("positive")), tuple(f.get("aliases", ())), f.get("instead")) for f in raw["fields"])
    areas = raw["areas"]
    return Schema(layer, raw["title"], raw["title_en"], tuple(raw["aliases"]), raw["covers_plane"], raw["key"],
                  raw["label"], raw["class"]["code"], raw["class"]["name"], raw["class"].get("standard"),
                  areas.get("gross"), areas.get("net"), areas.get("ridge"), areas.get("coefficient"),
                  tuple(raw["tile"]), fields)


def schema_of(layer: str) -> Schema:
    """The schema of a layer; refuses an unknown name, listing the known ones."""
    if layer not in layer_names():
        raise Refusal(_("没有名为“{layer}”的图层，可用：{known}。").format(
            layer=layer, known=_("、").join(layer_names())))
    return _load(layer)


def plain_name(text: str) -> str:
    """A column's name without what does not matter: case, blanks, ``_``."""
    return text.strip().replace("_", "").replace(" ", "").upper()


def match_fields(schema: Schema, columns: Iterable[str]) -> dict[str, str]:
    """Source column for each schema field that has one: by name, then by alias; case, blanks and ``_`` ignored."""
    known = {plain_name(column): column for column in reversed(list(columns))}
    found: dict[str, str] = {}
    for field in schema.fields:
        for name in (field.name, *field.aliases):
            if plain_name(name) in known and known[plain_name(name)] not in found.values():
                found[field.name] = known[plain_name(name)]
                break
    return found


def guess_layer(name: str) -> str | None:
    """The layer that a source layer's name stands for (``DLTB_2024`` → ``dltb``), None when it cannot be told."""
    plain = name.strip().upper()
    for layer in layer_names():
        if any(plain == alias.upper() or plain.startswith(alias.upper() + "_") for alias in _load(layer).aliases):
            return layer
    return None
