// Drawing a polygon: to measure it as the survey does, or to have it reviewed.
import { polygonsOf, polygonTool } from "../map/polygon.js";
import { ask, said, show } from "./answers.js";

export function drawing(map, room) {
  let draw = null;
  let tool = null;
  const buttons = [...room.querySelectorAll("[data-tool=measure], [data-tool=review]")];

  async function told() {
    const shape = polygonsOf(draw).at(-1);
    if (!shape) return;
    const form = new FormData();
    form.set("shape", JSON.stringify(shape));
    const found = await ask(room.dataset.measure, form);
    show.measure(found, tool === "review" && !found.error ? reviewButton(shape) : null);
  }

  function reviewButton(shape) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button main", textContent: said.review });
    button.addEventListener("click", async () => {
      const form = new FormData();
      form.set("drawn", JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", properties: { DKBH: "1" }, geometry: shape }] }));
      form.set("day", room.dataset.asOf);
      const answer = await ask(room.dataset.reviews, form);
      if (answer.url) location.assign(answer.url);
      else show.place(answer);
    });
    return button;
  }

  function stop() {
    draw?.stop();
    draw = null;
    tool = null;
    for (const b of buttons) b.setAttribute("aria-pressed", "false");
  }

  for (const button of buttons)
    button.addEventListener("click", () => {
      const wanted = button.dataset.tool;
      const same = tool === wanted;
      stop();
      if (same) return;
      tool = wanted;
      button.setAttribute("aria-pressed", "true");
      show.text(said.drawHint);
      draw = polygonTool(map, true);
      draw.on("finish", told);
    });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && draw) stop(); });
  return { active: () => draw !== null };
}
