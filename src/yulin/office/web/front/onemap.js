// The one map: the page's tree, tools and answers around one MapLibre map. What is shown and where stands in the
// address after # (zoom/lat/lon/layer[@version][:opacity],…), so that a link shows a colleague the same thing.
import { boundsOf, newMap, orSayWhyNot } from "./map/canvas.js";
import { hatch } from "./map/styles.js";
import { labelTowns } from "./map/towns.js";
import { ask, show } from "./onemap/answers.js";
import { drawing } from "./onemap/drawing.js";
import { legendOf, legendIn } from "./onemap/legend.js";
import { printing } from "./onemap/printing.js";
import { addLayer, paintLayer, tree } from "./onemap/tree.js";
import { swiping } from "./onemap/swiping.js";

const room = document.getElementById("onemap");

function address(map, state) {
  const c = map.getCenter();
  const layers = [...state.values()].filter((l) => l.on).map((l) =>
    l.code + (l.version && l.version !== l.newest ? `@${l.version}` : "") + (l.opacity < 100 ? `:${l.opacity}` : ""));
  history.replaceState(null, "", `${location.pathname}${location.search}#${map.getZoom().toFixed(2)}/${c.lat.toFixed(6)}/${c.lng.toFixed(6)}/${layers.join(",")}`);
}

function asked() {
  const [zoom, lat, lon, layers] = location.hash.slice(1).split("/");
  if (![zoom, lat, lon].every((v) => v && Number.isFinite(Number(v)))) return null;
  return { zoom: Number(zoom), center: [Number(lon), Number(lat)],
    layers: layers === undefined ? null : layers.split(",").map((t) => t.match(/^([a-z][a-z0-9-]*)(?:@([\d-]+))?(?::(\d+))?$/)).filter(Boolean) };
}

function start() {
  const whole = boundsOf(room.dataset.box);
  const wanted = asked();
  const map = newMap("map-main", wanted ? { center: wanted.center, zoom: wanted.zoom } : { bounds: whole, fitBoundsOptions: { padding: 20 } });
  const state = tree(room, wanted?.layers);
  const changed = () => { legendIn(document.getElementById("legend"), legendOf(state)); address(map, state); };
  map.on("load", () => {
    hatch(map);
    if (room.dataset.basemap) map.addSource("basemap", { type: "raster", tiles: [room.dataset.basemap], tileSize: 256 });
    for (const layer of state.values()) { addLayer(map, layer); paintLayer(map, layer); }
    if (state.get("xzq")) labelTowns(map, "xzq");
    room.dataset.ready = "yes";
    changed();
  });
  room.addEventListener("yulin:layer", ({ detail: layer }) => {
    if (!map.loaded() && !map.getLayer("ground")) return;
    addLayer(map, layer);
    paintLayer(map, layer);
    changed();
  });
  room.querySelector("[data-basemap-on]")?.addEventListener("change", ({ target }) => {
    if (target.checked) map.addLayer({ id: "basemap", type: "raster", source: "basemap" }, map.getStyle().layers[1]?.id);
    else map.removeLayer("basemap");
  });
  map.on("moveend", changed);
  map.on("mousemove", ({ lngLat }) => { document.getElementById("where").textContent = `${lngLat.lng.toFixed(6)}°, ${lngLat.lat.toFixed(6)}°`; });

  const draw = drawing(map, room);
  const swipe = swiping(map, room, state);
  printing(map, room, state, () => legendOf(state));
  map.on("click", async ({ lngLat }) => {
    if (draw.active()) return;
    const layers = [...state.values()].filter((l) => l.on && l.version).map((l) => `${l.code}@${l.version}`).join(",");
    const scope = new URLSearchParams(location.search).get("as_of");
    const params = new URLSearchParams({ lon: lngLat.lng, lat: lngLat.lat, layers, ...(scope ? { as_of: scope } : {}) });
    show.place(await ask(`${room.dataset.identify}?${params}`));
  });
  document.getElementById("goto").addEventListener("submit", async (event) => {
    event.preventDefault();
    const params = new URLSearchParams({ q: document.getElementById("goto-text").value, near: map.getCenter().lng });
    const found = await ask(`${room.dataset.find}?${params}`);
    if (found.place) map.flyTo({ center: [found.place.lon, found.place.lat], zoom: Math.max(map.getZoom(), 16), duration: 0 });
    if (found.place || found.error) show.place(found);
    else show.found(found.records, (box) => map.fitBounds([[box[0], box[1]], [box[2], box[3]]], { padding: 80, maxZoom: 17, duration: 0 }));
  });
  room.querySelector("[data-tool=within]").addEventListener("click", async () => {
    const b = map.getBounds();
    show.within(await ask(`${room.dataset.within}?box=${b.getWest()},${b.getSouth()},${b.getEast()},${b.getNorth()}`));
  });
  room.querySelector("[data-tool=whole]").addEventListener("click", () => map.fitBounds(whole, { padding: 20, duration: 0 }));
  document.querySelector("[data-close]").addEventListener("click", () => { document.getElementById("answers").hidden = true; map.resize(); });
  new ResizeObserver(() => { map.resize(); swipe.resize(); }).observe(document.getElementById("map-main"));
}

if (room) orSayWhyNot(document.getElementById("map-main"), start);
