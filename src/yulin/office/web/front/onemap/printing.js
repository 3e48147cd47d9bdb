// The map as a PDF sheet: the picture goes to the office, which sets title, legend, scale and sources around it.
import { show, said } from "./answers.js";

export function printing(map, room, state, legend) {
  const button = room.querySelector("[data-tool=print]");
  const bar = document.getElementById("print-bar");
  if (!button) return;
  button.addEventListener("click", () => { bar.hidden = !bar.hidden; map.resize(); });
  bar.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!map.areTilesLoaded()) await map.once("idle");
    const b = map.getBounds();
    const form = new FormData();
    form.set("title", document.getElementById("print-title").value);
    form.set("png", map.getCanvas().toDataURL("image/png"));
    form.set("box", [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].join(","));
    form.set("legend", JSON.stringify(legend()));
    form.set("sources", [...state.values()].filter((l) => l.on && l.version).map((l) => `${l.title} ${l.version}`).join("；"));
    const token = document.querySelector("#onemap [name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(room.dataset.sheet, { method: "POST", body: form, headers: { "X-CSRFToken": token } });
      if (!answer.ok) { show.place(await answer.json()); return; }
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await answer.blob()), download: `${form.get("title") || "map"}.pdf` });
      link.click();
      room.dataset.printed = "yes";
    } catch {
      show.place({ error: said.failed });
    }
  });
}
