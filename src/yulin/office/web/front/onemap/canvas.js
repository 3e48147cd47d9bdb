// A map with nothing on it yet, north up, able to print.
import maplibregl from "maplibre-gl";
import { words } from "../map/words.js";

const ground = { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#f3f3ee" } }] };

export function newMap(container, options) {
  const map = new maplibregl.Map({
    container, style: structuredClone(ground), attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 20,
    locale: words.controls, canvasContextAttributes: { preserveDrawingBuffer: true }, ...options,
  });
  map.touchZoomRotate.disableRotation();
  return map;
}
