// Drawing a parcel in a form: a map opens on demand, what is drawn goes into the form as GeoJSON in degrees.
import maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import { TerraDraw, TerraDrawPolygonMode, TerraDrawSelectMode } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { added, hatch, OWN } from "./map/styles.js";

maplibregl.setWorkerUrl("/static/build/maplibre-worker.js");
const opener = document.querySelector("[data-draw-open]");
const pane = document.getElementById("drawing");

function open() {
  const element = pane.querySelector(".map");
  const input = opener.form.elements._parcel_drawn;
  const sides = (element.dataset.box || "").split(",").map(Number);
  const map = new maplibregl.Map({
    container: element,
    style: { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": "#f3f3ee" } }] },
    bounds: sides.length === 4 && sides.every(Number.isFinite) ? [[sides[0], sides[1]], [sides[2], sides[3]]] : undefined,
    fitBoundsOptions: { padding: 60, maxZoom: 17 },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, maxZoom: 20,
  });
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 120 }), "bottom-left");
  map.on("load", async () => {
    hatch(map);
    for (const text of element.dataset.layers.split(" ").filter(Boolean)) {
      const [name, version] = text.split("@");
      const asked = version ? `?version=${version}` : "";
      map.addSource(name, { type: "vector", tiles: [`${location.origin}/tiles/${name}/{z}/{x}/{y}.pbf${asked}`], minzoom: 6, maxzoom: 16 });
      for (const style of added(name)) map.addLayer(style);
    }
    if (element.dataset.geojson) {
      const answer = await fetch(element.dataset.geojson);
      if (answer.ok) {
        map.addSource(OWN, { type: "geojson", data: await answer.json() });
        for (const style of added(OWN)) map.addLayer(style);
      }
    }
    const draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
      modes: [new TerraDrawPolygonMode(), new TerraDrawSelectMode({
        flags: { polygon: { feature: { draggable: false, coordinates: { midpoints: true, draggable: true, deletable: true } } } } })],
    });
    draw.start();
    draw.setMode("polygon");
    const tell = () => {
      const polygons = draw.getSnapshot().filter((f) => f.geometry.type === "Polygon" && !f.properties.currentlyDrawing);
      input.value = polygons.length === 0 ? "" : JSON.stringify(polygons.length === 1 ? polygons[0].geometry
        : { type: "MultiPolygon", coordinates: polygons.map((f) => f.geometry.coordinates) });
    };
    draw.on("change", tell);
    draw.on("finish", tell);
    for (const button of pane.querySelectorAll("[data-draw]"))
      button.addEventListener("click", () => {
        if (button.dataset.draw === "clear") draw.clear();
        else draw.setMode(button.dataset.draw);
        tell();
      });
    element.dataset.ready = "yes";
  });
}

opener?.addEventListener("click", () => {
  pane.hidden = !pane.hidden;
  opener.setAttribute("aria-expanded", String(!pane.hidden));
  if (!pane.dataset.opened) {
    pane.dataset.opened = "yes";
    open();
  }
});
