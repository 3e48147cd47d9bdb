// The legend of what is on: title, colour, and whether it is a line.
import { CLASS_LEGEND, registerColour } from "../map/styles.js";

const english = document.documentElement.lang === "en";
const OF = { yjjbntbhtb: ["#3a8a3a", false], stbhhx: ["#c2261c", true], czkfbj: ["#d5791a", true], cjdcq: ["#7a7a72", true], xzq: ["#3c4640", true] };

export function legendOf(state) {
  const found = [];
  for (const layer of state.values()) {
    if (!layer.on) continue;
    if (layer.code === "dltb") found.push(...CLASS_LEGEND.map(([zh, en, colour]) => [english ? en : zh, colour, false]));
    else found.push([layer.title, ...(OF[layer.code] ?? [registerColour(layer.code), false])]);
  }
  return found;
}

export function legendIn(element, entries) {
  element.replaceChildren(...entries.map(([title, colour, line]) => {
    const row = document.createElement("p");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ width: 18, height: 11 })) svg.setAttribute(name, value);
    const paint = line ? { fill: "none", stroke: colour, "stroke-width": 2 } : { fill: colour, stroke: "#999", "stroke-width": 0.5 };
    for (const [name, value] of Object.entries({ x: 1, y: 1, width: 16, height: 9, ...paint })) box.setAttribute(name, value);
    svg.append(box);
    row.append(svg, title);
    return row;
  }));
}
