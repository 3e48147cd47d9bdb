// A map with nothing on it yet: north up, its controls in place, able to print. And what every map reads alike.
import maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import { words } from "./words.js";

maplibregl.setWorkerUrl("/static/build/maplibre-worker.js");
const GROUND = { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#f3f3ee" } }] };

export function newMap(container, options) {
  const map = new maplibregl.Map({
    container, style: structuredClone(GROUND), attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 20,
    locale: words.controls, canvasContextAttributes: { preserveDrawingBuffer: true }, // so that a map prints
    ...options,
  });
  if (options.interactive === false) return map;
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 120 }), "bottom-left");
  return map;
}

// "west,south,east,north" as bounds; null for anything else
export function boundsOf(text) {
  const sides = (text || "").split(",").map(Number);
  return sides.length === 4 && sides.every(Number.isFinite) ? [[sides[0], sides[1]], [sides[2], sides[3]]] : null;
}

// "dltb@2024-12-31 land-supply" (whatever stands between) as [{code, version}]
export function layersIn(text) {
  const found = (text || "").match(/[a-z][a-z-]*(@\d{4}-\d{2}-\d{2})?/g) || [];
  return found.map((one) => ({ code: one.split("@")[0], version: one.split("@")[1] }));
}

export const tilesOf = ({ code, version }) => ({
  type: "vector", tiles: [`${location.origin}/tiles/${code}/{z}/{x}/{y}.pbf${version ? `?version=${version}` : ""}`], minzoom: 6, maxzoom: 16 });

// adds a GeoJSON of the page's own under the source `name`; whether it came
export async function addOwn(map, name, address, styles) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) return false;
  map.addSource(name, { type: "geojson", data: await answer.json() });
  for (const style of styles) map.addLayer(style);
  return true;
}

// a browser without WebGL is told so in the map's place; any other fault is a fault
export function orSayWhyNot(element, drawing) {
  try {
    drawing();
  } catch (fault) {
    element.textContent = words.noMap;
    element.classList.add("no-map");
    if (!/webgl/i.test(String(fault?.message))) throw fault;
  }
}
