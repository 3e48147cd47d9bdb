// Drawing a parcel in a form: a map opens on demand, what is drawn goes into the form as GeoJSON in degrees.
import { addOwn, boundsOf, layersIn, newMap, tilesOf } from "./map/canvas.js";
import { polygonsOf, polygonTool } from "./map/polygon.js";
import { added, hatch, OWN } from "./map/styles.js";

const opener = document.querySelector("[data-draw-open]");
const pane = document.getElementById("drawing");

function open() {
  const element = pane.querySelector(".map");
  const input = opener.form.elements._parcel_drawn;
  const map = newMap(element, { bounds: boundsOf(element.dataset.box) || undefined, fitBoundsOptions: { padding: 60, maxZoom: 17 } });
  map.on("load", async () => {
    hatch(map);
    for (const layer of layersIn(element.dataset.layers)) {
      map.addSource(layer.code, tilesOf(layer));
      for (const style of added(layer.code)) map.addLayer(style);
    }
    if (element.dataset.geojson) await addOwn(map, OWN, element.dataset.geojson, added(OWN));
    const draw = polygonTool(map, false);
    const tell = () => {
      const polygons = polygonsOf(draw);
      input.value = polygons.length === 0 ? "" : JSON.stringify(polygons.length === 1 ? polygons[0]
        : { type: "MultiPolygon", coordinates: polygons.map((shape) => shape.coordinates) });
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
