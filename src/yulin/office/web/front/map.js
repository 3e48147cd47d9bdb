// The maps of the office. Every <div class="map"> on the page says by its data-* attributes what it shows:
//   data-layers   names of tile layers, bottom first: atlas layers (dltb, or dltb@2024-12-31) and registers (land-supply)
//   data-geojson  address of a GeoJSON of its own (a record's parcel, points of due records)
//   data-box      west,south,east,north in degrees
//   data-quiet    no identifying of what lies under the map
// Check boxes <input data-map-layer="dltb"> on the page show and hide layers.
import maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import { added, hatch, OWN } from "./map/styles.js";
import { words } from "./map/words.js";

maplibregl.setWorkerUrl("/static/build/maplibre-worker.js");

const atlasLayer = (name) => !name.includes("-");

function layersOf(element) {
  const found = (element.dataset.layers || "").match(/[a-z][a-z-]*(@\d{4}-\d{2}-\d{2})?/g) || [];
  return found.map((text) => {
    const [name, version] = text.split("@");
    return { name, version };
  });
}

function boxOf(element) {
  const sides = (element.dataset.box || "").split(",").map(Number);
  return sides.length === 4 && sides.every(Number.isFinite) ? [[sides[0], sides[1]], [sides[2], sides[3]]] : null;
}

function tiles({ name, version }) {
  const asked = version ? `?version=${version}` : "";
  return { type: "vector", tiles: [`${location.origin}/tiles/${name}/{z}/{x}/{y}.pbf${asked}`], minzoom: 6, maxzoom: 16 };
}

// names of towns stand beside the map's drawing as HTML, so that no glyphs need be shipped
function labelTowns(map, name) {
  const markers = new Map();
  map.on("idle", () => {
    if (map.getLayoutProperty(`${name}-line`, "visibility") === "none") {
      for (const marker of markers.values()) marker.remove();
      markers.clear();
      return;
    }
    const boxes = new Map();
    for (const feature of map.querySourceFeatures(name, { sourceLayer: name })) {
      const title = feature.properties.XZQMC;
      if (!title) continue;
      const box = boxes.get(title) || new maplibregl.LngLatBounds();
      for (const ring of feature.geometry.coordinates.flat(feature.geometry.type === "MultiPolygon" ? 1 : 0))
        for (const point of ring) box.extend(point);
      boxes.set(title, box);
    }
    for (const [title, box] of boxes) {
      if (markers.has(title)) continue;
      const element = document.createElement("span");
      element.className = "town-name";
      element.textContent = title;
      markers.set(title, new maplibregl.Marker({ element }).setLngLat(box.getCenter()).addTo(map));
    }
  });
}

function row(label, value) {
  const line = document.createElement("p");
  const head = document.createElement("small");
  head.textContent = `${label} `;
  line.append(head, value);
  return line;
}

function link(href, text) {
  const anchor = document.createElement("a");
  anchor.href = href;
  anchor.textContent = text;
  return anchor;
}

function told(feature) {
  const { properties: p, sourceLayer, source } = feature;
  if (source === OWN) return p.url ? row("", link(p.url, p.title || p.key)) : null;
  if (!atlasLayer(source)) return row(words.record, link(`/records/${sourceLayer}/${p.id}/${location.search}`, p.key));
  if (source === "dltb") return row(words.landUse, `${p.DLMC || p.DLBM} · ${p.TBBH || ""} · ${p.ZLDWMC || ""}`);
  const title = p.XZQMC || p.ZLDWMC || p.HXMC || p.MC || "";
  return words[source] ? row(words[source], title) : null;
}

function identify(map, names) {
  map.on("click", (event) => {
    const seen = new Set();
    const lines = [];
    for (const feature of map.queryRenderedFeatures(event.point)) {
      const once = `${feature.source}/${feature.properties.id ?? feature.properties.BSM ?? feature.properties.TBBH ?? ""}`;
      if (seen.has(once) || !(names.has(feature.source) || feature.source === OWN)) continue;
      seen.add(once);
      const line = told(feature);
      if (line) lines.push(line);
    }
    if (!lines.length) return;
    const content = document.createElement("div");
    content.append(...lines.slice(0, 8), row(words.place, `${event.lngLat.lng.toFixed(6)}°, ${event.lngLat.lat.toFixed(6)}°`));
    new maplibregl.Popup({ maxWidth: "320px" }).setLngLat(event.lngLat).setDOMContent(content).addTo(map);
  });
}

function draw(element) {
  const layers = layersOf(element);
  const box = boxOf(element);
  const large = element.matches(".map-full, .tall");
  const map = new maplibregl.Map({
    container: element,
    style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#f3f3ee" } }] },
    bounds: box || undefined,
    fitBoundsOptions: { padding: large ? 20 : box && element.dataset.geojson && !("quiet" in element.dataset) ? 60 : 12, maxZoom: 17 },
    attributionControl: false,
    scrollZoom: large,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 19,
    locale: words.controls,
    canvasContextAttributes: { preserveDrawingBuffer: true }, // so that a map prints
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 120 }), "bottom-left");
  map.on("load", async () => {
    hatch(map);
    for (const layer of layers) {
      map.addSource(layer.name, tiles(layer));
      for (const style of added(layer.name)) map.addLayer(style);
      if (layer.name === "xzq") labelTowns(map, layer.name);
    }
    if (element.dataset.geojson) {
      const answer = await fetch(element.dataset.geojson, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        map.addSource(OWN, { type: "geojson", data: await answer.json() });
        for (const style of added(OWN)) map.addLayer(style);
      }
      if ("list" in element.dataset) inStep(map);
    }
    const names = new Set(layers.map((layer) => layer.name));
    identify(map, "quiet" in element.dataset || "list" in element.dataset ? new Set() : names);
    for (const check of document.querySelectorAll("[data-map-layer]")) {
      const show = () => {
        for (const { id, source } of map.getStyle().layers)
          if (source === check.dataset.mapLayer) map.setLayoutProperty(id, "visibility", check.checked ? "visible" : "none");
      };
      check.addEventListener("change", show);
      show();
    }
    element.dataset.ready = "yes";
  });
  map.on("mousemove", (event) => {
    const over = map.getLayer("own-fill") || map.getLayer("own-point")
      ? map.queryRenderedFeatures(event.point).some((f) => f.source === OWN || !atlasLayer(f.source)) : false;
    map.getCanvas().style.cursor = over ? "pointer" : "";
  });
}

// a list and its map in step: the row under the pointer is marked on the map, the parcel under it in the list
function inStep(map) {
  map.addLayer({ id: "near", type: "line", source: OWN, filter: ["==", ["get", "pk"], -1], paint: { "line-color": "#1d5484", "line-width": 4 } });
  let near = -1;
  const mark = (pk) => { near = pk; map.setFilter("near", ["==", ["get", "pk"], pk]); };
  document.addEventListener("yulin:row", ({ detail }) => { if (map.getLayer("near")) mark(detail.near ? detail.pk : -1); });
  const under = (event) => map.queryRenderedFeatures(event.point, { layers: ["own-fill"] })[0]?.properties.pk ?? -1;
  map.on("mousemove", (event) => {
    const pk = under(event);
    if (pk === near) return;
    mark(pk);
    document.dispatchEvent(new CustomEvent("yulin:parcel", { detail: { pk } }));
  });
  map.on("click", (event) => {
    const pk = under(event);
    if (pk !== -1) document.dispatchEvent(new CustomEvent("yulin:parcel", { detail: { pk, chosen: true } }));
  });
  const button = map.getContainer().parentElement.querySelector("[data-window]");
  button?.addEventListener("click", () => {
    const b = map.getBounds();
    const address = new URL(location.href);
    address.searchParams.set("window", [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((v) => v.toFixed(6)).join(","));
    address.searchParams.delete("page");
    location.assign(address);
  });
}

function drawAll() {
  for (const element of document.querySelectorAll("div.map:not([data-drawn])")) {
    element.dataset.drawn = "yes";
    try {
      draw(element);
    } catch (fault) {
      element.textContent = words.noMap;
      element.classList.add("no-map");
      if (!/webgl/i.test(String(fault?.message))) throw fault;
    }
  }
}
drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
