"""The atlas: map layers as immutable versions, their checks, overlays, differences and tiles."""
