// The tree of layers: what is on, which version, how opaque; and the drawing of one layer accordingly.
import { tilesOf } from "../map/canvas.js";
import { added } from "../map/styles.js";

// code → {code, title, on, version, newest, opacity}, lowest on the map first
export function tree(room, wanted) {
  const state = new Map();
  const given = wanted && new Map(wanted.map(([, code, version, opacity]) => [code, { version, opacity }]));
  const checks = [...room.querySelectorAll("[data-layer]")];
  checks.sort((a, b) => a.dataset.height - b.dataset.height);
  for (const check of checks) {
    const code = check.dataset.layer;
    const select = room.querySelector(`[data-version="${code}"]`);
    const newest = select?.options[0].value ?? check.closest(".leaf").querySelector("small")?.textContent ?? "";
    const range = room.querySelector(`[data-opacity="${code}"]`);
    const one = given?.get(code);
    if (given) check.checked = Boolean(one);
    if (one?.version && select) select.value = one.version;
    if (one?.opacity) range.value = one.opacity;
    const layer = { code, height: Number(check.dataset.height), title: check.parentElement.textContent.trim(), on: check.checked, version: select?.value || newest, newest, opacity: Number(range.value) };
    state.set(code, layer);
    const tell = () => {
      Object.assign(layer, { on: check.checked, version: select?.value || newest, opacity: Number(range.value) });
      room.dispatchEvent(new CustomEvent("yulin:layer", { detail: layer }));
    };
    for (const input of [check, select, range]) input?.addEventListener("change", tell);
    range.addEventListener("input", tell);
  }
  const search = document.getElementById("tree-search");
  search.addEventListener("input", () => {
    const text = search.value.trim().toLowerCase();
    for (const leaf of room.querySelectorAll(".leaf")) leaf.hidden = Boolean(text) && !leaf.dataset.leaf.toLowerCase().includes(text);
    for (const branch of room.querySelectorAll(".branch.family"))
      branch.hidden = Boolean(text) && !branch.querySelector(".leaf:not([hidden])");
  });
  return state;
}

export const sourceOf = ({ code, version }) => (version ? `${code}@${version}` : code);

// adds the layer's source and styles where they are not there yet; an older version of it is taken off
export function addLayer(map, layer) {
  const source = sourceOf(layer);
  for (const { id, source: held } of map.getStyle().layers)
    if (held && held !== source && held.split("@")[0] === layer.code) map.removeLayer(id);
  if (!layer.on || map.getStyle().layers.some((l) => l.source === source)) return;
  if (!map.getSource(source)) map.addSource(source, tilesOf(layer));
  const above = map.getStyle().layers.find((l) => l.metadata?.height > layer.height)?.id;
  for (const style of added(layer.code)) map.addLayer({ ...style, source, metadata: { height: layer.height } }, above);
}

const BASE = new Map();
export function paintLayer(map, layer) {
  for (const { id, source, type, paint } of map.getStyle().layers) {
    if (!source || source.split("@")[0] !== layer.code) continue;
    map.setLayoutProperty(id, "visibility", layer.on ? "visible" : "none");
    const property = `${type}-opacity`;
    if (!BASE.has(id)) BASE.set(id, typeof paint?.[property] === "number" ? paint[property] : 1);
    map.setPaintProperty(id, property, (BASE.get(id) * layer.opacity) / 100);
  }
}
