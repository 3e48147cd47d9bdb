// Names of towns stand beside the map's drawing as HTML, so that no glyphs need be shipped.
import maplibregl from "maplibre-gl";

export function labelTowns(map, code) {
  const markers = new Map();
  const clear = () => { for (const marker of markers.values()) marker.remove(); markers.clear(); };
  map.on("idle", () => {
    const drawn = map.getStyle().layers.find((l) => l.source?.split("@")[0] === code);
    if (!drawn || map.getLayoutProperty(drawn.id, "visibility") === "none") { clear(); return; }
    const boxes = new Map();
    for (const feature of map.querySourceFeatures(drawn.source, { sourceLayer: code })) {
      const title = feature.properties.XZQMC;
      if (!title) continue;
      const box = boxes.get(title) || new maplibregl.LngLatBounds();
      for (const ring of feature.geometry.coordinates.flat(feature.geometry.type === "MultiPolygon" ? 1 : 0))
        for (const point of ring) box.extend(point);
      boxes.set(title, box);
    }
    for (const [title, box] of boxes) {
      if (markers.has(title)) continue;
      const element = Object.assign(document.createElement("span"), { className: "town-name", textContent: title });
      markers.set(title, new maplibregl.Marker({ element }).setLngLat(box.getCenter()).addTo(map));
    }
  });
}
