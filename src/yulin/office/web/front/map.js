// The maps of the office. Every <div class="map"> on the page says by its data-* attributes what it shows:
//   data-layers   names of tile layers, bottom first: atlas layers (dltb, or dltb@2024-12-31) and registers (land-supply)
//   data-geojson  address of a GeoJSON of its own (a record's parcel, points of due records)
//   data-box      west,south,east,north in degrees
//   data-quiet    no identifying of what lies under the map
import maplibregl from "maplibre-gl";
import { addOwn, boundsOf, layersIn, newMap, orSayWhyNot, tilesOf } from "./map/canvas.js";
import { added, hatch, OWN } from "./map/styles.js";
import { labelTowns } from "./map/towns.js";
import { words } from "./map/words.js";

const atlasLayer = (name) => !name.includes("-");

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
  const layers = layersIn(element.dataset.layers);
  const box = boundsOf(element.dataset.box);
  const large = element.matches(".tall");
  const map = newMap(element, {
    bounds: box || undefined,
    fitBoundsOptions: { padding: large ? 20 : box && element.dataset.geojson && !("quiet" in element.dataset) ? 60 : 12, maxZoom: 17 },
    scrollZoom: large, maxZoom: 19,
  });
  map.on("load", async () => {
    hatch(map);
    for (const layer of layers) {
      map.addSource(layer.code, tilesOf(layer));
      for (const style of added(layer.code)) map.addLayer(style);
      if (layer.code === "xzq") labelTowns(map, layer.code);
    }
    if (element.dataset.geojson) {
      await addOwn(map, OWN, element.dataset.geojson, added(OWN));
      if ("list" in element.dataset) inStep(map);
    }
    identify(map, "quiet" in element.dataset || "list" in element.dataset ? new Set() : new Set(layers.map((layer) => layer.code)));
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
    orSayWhyNot(element, () => draw(element));
  }
}
drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
