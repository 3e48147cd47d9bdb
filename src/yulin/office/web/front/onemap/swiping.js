// Two versions of one layer side by side under one sliding edge, and what changed between them in the window.
import { newMap } from "../map/canvas.js";
import { hatch } from "../map/styles.js";
import { ask, show } from "./answers.js";
import { addLayer, paintLayer } from "./tree.js";

export function swiping(map, room, state) {
  const button = room.querySelector("[data-tool=swipe]");
  const idle = { resize() {} };
  if (!button) return idle;
  const [bar, range, over] = ["swipe-bar", "swipe", "map-after"].map((id) => document.getElementById(id));
  const [layer, before, after] = ["swipe-layer", "swipe-before", "swipe-after"].map((id) => document.getElementById(id));
  const edge = Object.assign(document.createElement("div"), { className: "edge", hidden: true });
  over.after(edge);
  let second = null;

  function versions() {
    const days = layer.selectedOptions[0].dataset.versions.split(" ");
    for (const [select, chosen] of [[before, days.at(-2)], [after, days.at(-1)]])
      select.replaceChildren(...days.map((day) => new Option(day, day, false, day === chosen)));
  }
  const clip = () => { over.style.clipPath = `inset(0 0 0 ${range.value}%)`; edge.style.left = `${range.value}%`; };

  function put(target, version) {
    for (const each of state.values()) {
      const one = each.code === layer.value ? { ...each, on: true, version } : each;
      addLayer(target, one);
      paintLayer(target, one);
    }
  }
  function redraw() {
    put(map, before.value);
    if (second?.getLayer("ground")) put(second, after.value);
  }
  function follow() { second.jumpTo({ center: map.getCenter(), zoom: map.getZoom() }); }

  function open() {
    over.hidden = range.hidden = bar.hidden = edge.hidden = false;
    clip();
    second = newMap("map-after", { center: map.getCenter(), zoom: map.getZoom(), interactive: false });
    second.on("load", () => { hatch(second); redraw(); room.dataset.swiping = "yes"; });
    map.on("move", follow);
    put(map, before.value);
  }
  function close() {
    map.off("move", follow);
    second?.remove();
    second = null;
    over.hidden = range.hidden = bar.hidden = edge.hidden = true;
    delete room.dataset.swiping;
    for (const each of state.values()) { addLayer(map, each); paintLayer(map, each); }
  }

  versions();
  layer.addEventListener("change", () => { versions(); redraw(); });
  for (const select of [before, after]) select.addEventListener("change", redraw);
  range.addEventListener("input", clip);
  button.addEventListener("click", () => {
    const on = !second;
    button.setAttribute("aria-pressed", String(on));
    if (on) open(); else close();
  });
  bar.addEventListener("submit", async (event) => {
    event.preventDefault();
    const b = map.getBounds();
    const params = new URLSearchParams({ layer: layer.value, before: before.value, after: after.value,
      box: [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].join(",") });
    show.change(await ask(`${room.dataset.change}?${params}`));
  });
  return { resize() { second?.resize(); } };
}
