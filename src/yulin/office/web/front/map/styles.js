// How each layer is drawn: the survey's class groups as quiet fills, lines for what limits, hatching for farmland.
export const OWN = "own";

// colours by the first two digits of the class code (GB/T 21010), close to the survey's own, paler
const CLASSES = ["match", ["slice", ["to-string", ["get", "DLBM"]], 0, 2],
  "00", "#bfe0d8", "01", "#fbf3bd", "02", "#f6dcae", "03", "#b5d9a6", "04", "#d9e8ac", "05", "#f0c3b5", "06", "#e6bda8",
  "07", "#f1b9b4", "08", "#ecb8c4", "09", "#dcbccb", "10", "#d3d3d3", "11", "#a9d3ec", "12", "#e7e2d3", "#efefe9"];

// the same as a legend: Chinese, English, colour
export const CLASS_LEGEND = [
  ["湿地", "Wetland", "#bfe0d8"], ["耕地", "Cultivated land", "#fbf3bd"], ["种植园用地", "Orchards and plantations", "#f6dcae"],
  ["林地", "Forest", "#b5d9a6"], ["草地", "Grassland", "#d9e8ac"], ["商业服务业用地", "Commerce", "#f0c3b5"], ["工矿用地", "Industry and mining", "#e6bda8"],
  ["住宅用地", "Housing", "#f1b9b4"], ["公共管理与公共服务用地", "Public services", "#ecb8c4"], ["特殊用地", "Special use", "#dcbccb"],
  ["交通运输用地", "Transport", "#d3d3d3"], ["水域及水利设施用地", "Water", "#a9d3ec"], ["其他土地", "Other land", "#e7e2d3"]];

const line = (name, color, width, dash) => ({
  id: `${name}-line`, type: "line", source: name, "source-layer": name,
  paint: { "line-color": color, "line-width": width, ...(dash ? { "line-dasharray": dash } : {}) } });
const fill = (name, paint, more = {}) => ({ id: `${name}-fill`, type: "fill", source: name, "source-layer": name, paint, ...more });

const ATLAS = {
  dltb: [fill("dltb", { "fill-color": CLASSES, "fill-opacity": 0.9 }),
         { ...line("dltb", "#8f8f80", ["interpolate", ["linear"], ["zoom"], 12, 0, 14, 0.3, 17, 0.8]), minzoom: 12 }],
  yjjbntbhtb: [fill("yjjbntbhtb", { "fill-pattern": "farmland" }, { minzoom: 11 }),
               fill("yjjbntbhtb", { "fill-color": "#3a8a3a", "fill-opacity": 0.18 }, { maxzoom: 11, id: "yjjbntbhtb-far" })],
  stbhhx: [fill("stbhhx", { "fill-color": "#c2261c", "fill-opacity": 0.06 }), line("stbhhx", "#c2261c", 2)],
  czkfbj: [fill("czkfbj", { "fill-color": "#d5791a", "fill-opacity": 0.05 }), line("czkfbj", "#d5791a", 2)],
  cjdcq: [{ ...line("cjdcq", "#7a7a72", 0.8, [3, 2]), minzoom: 11 }],
  xzq: [line("xzq", "#3c4640", ["interpolate", ["linear"], ["zoom"], 9, 1, 14, 2], [5, 2])],
};

const STATES = ["match", ["get", "state"], "late", "#b3261e", "soon", "#b06d00", "#1d5c4d"];
// of a review: the parcel, and its pieces on permanent farmland and inside the redline
const PARTS = ["match", ["get", "part"], "yjjbntbhtb", "#2e7d32", "stbhhx", "#c2261c", "#ffd23b"];
const OF_ITS_OWN = [
  { id: "own-fill", type: "fill", source: OWN, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": PARTS, "fill-opacity": ["match", ["get", "part"], ["yjjbntbhtb", "stbhhx"], 0.6, 0.4] } },
  { id: "own-line", type: "line", source: OWN, filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": "#b3541e", "line-width": 2.5 } },
  { id: "own-point", type: "circle", source: OWN, filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-radius": 6, "circle-color": STATES, "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 } },
];

// a register's own colour, the same on every page: told apart from the classes by being strong
const REGISTERS = ["#6a4fb3", "#0a6a8f", "#a02c6b", "#1565c0", "#8a4b00", "#00796b", "#b3261e", "#37474f"];
export const registerColour = (slug) => REGISTERS[[...slug].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 997, 7) % REGISTERS.length];

// the style layers of one tile layer: an atlas layer, a register's parcels, or the page's own GeoJSON
export function added(name) {
  if (name === OWN) return OF_ITS_OWN;
  if (ATLAS[name]) return ATLAS[name];
  const colour = registerColour(name);
  return [fill(name, { "fill-color": colour, "fill-opacity": 0.3 }), line(name, colour, 1.4)];
}

// the hatching of permanent farmland: thin green strokes on nothing
export function hatch(map) {
  const size = 10;
  const data = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if ((x + y) % size === 0) data.set([46, 125, 50, 150], 4 * (y * size + x));
    }
  }
  map.addImage("farmland", { width: size, height: size, data });
}
