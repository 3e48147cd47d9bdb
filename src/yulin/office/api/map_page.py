"""一张图 The map page: the atlas layers and the registers' parcels, one over another."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yulin.office.api.layers import map_layers


def map_page(request: HttpRequest) -> HttpResponse:
    """The map with a list of layers to switch; the box is the whole of what there is."""
    layers = [{**layer, "title": _(layer["title"])} for layer in map_layers(request.user)]
    boxes = [layer["box"] for layer in layers if layer["box"]]
    box = (
        [
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        ]
        if boxes
        else None
    )
    return render(
        request,
        "api/map.html",
        {
            "atlas_layers": [layer for layer in layers if layer["kind"] == "atlas"],
            "register_layers": [layer for layer in layers if layer["kind"] == "register"],
            "box": ",".join(f"{v:.6f}" for v in box) if box else "",
        },
    )
