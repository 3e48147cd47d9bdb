// Asking the office, and showing its answer in the pane at the right.
const english = document.documentElement.lang === "en";
const say = english
  ? { nothing: "Nothing lies here.", here: "What lies here", records: "Records", life: "Everything that happened here", coordinates: "Coordinates", area: "Area", mu: "mu", ha: "ha", round: "Perimeter",
    corners: "Corners", found: "Found", view: "Records in view", none: "No records in view.", change: "Change in the window", changed: "changed", of: "of",
    noChange: "Nothing changed in the window.", before: "Before", after: "After", uncovered: "not covered", failed: "The office did not answer; please try again.",
    review: "Review this ground", drawHint: "Click the corners; double-click or Enter ends the shape.", working: "Working …" }
  : { nothing: "这里没有图形。", here: "此处", records: "台账记录", life: "这块地的一生", coordinates: "坐标", area: "面积", mu: "亩", ha: "公顷", round: "周长",
    corners: "拐点", found: "找到", view: "视野内的记录", none: "视野内没有记录。", change: "窗口内变化", changed: "变化", of: "共",
    noChange: "窗口内没有变化。", before: "前", after: "后", uncovered: "未覆盖", failed: "没有收到回答，请重试。",
    review: "审查这个范围", drawHint: "依次点出拐点，双击或按回车结束。", working: "正在计算…" };

export const said = say;

export async function ask(url, form) {
  working();
  try {
    const token = document.querySelector("#onemap [name=csrfmiddlewaretoken]").value;
    const answer = await fetch(url, form ? { method: "POST", body: form, headers: { "X-CSRFToken": token, Accept: "application/json" } } : {});
    return await answer.json();
  } catch {
    return { error: say.failed };
  }
}

const make = (tag, text = "", more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);
const pane = () => {
  document.getElementById("answers").hidden = false;
  const answer = document.getElementById("answer");
  answer.replaceChildren();
  return answer;
};
export function working() { pane().append(make("p", say.working, { className: "muted" })); }
const refused = (answer, { error }) => { if (error) answer.append(make("p", error, { className: "wrong" })); return Boolean(error); };
const link = (href, text) => make("a", text, { href });
const grouped = (text) => String(text).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");

function facts(lines) {
  const list = document.createElement("dl");
  for (const [label, value] of lines) list.append(make("dt", label), make("dd", value));
  return list;
}

const written = (p) => [[say.coordinates, `${p.lon.toFixed(6)}°, ${p.lat.toFixed(6)}°`], [p.zone, `${p.east.toFixed(3)}, ${p.north.toFixed(3)}`]];

export const show = {
  place(found) {
    const answer = pane();
    if (refused(answer, found)) return;
    answer.append(make("h2", say.here), facts(written(found.place)));
    if (found.records?.length) {
      answer.append(make("h3", say.records));
      for (const r of found.records) {
        const line = make("p");
        line.append(link(r.url + location.search, `${r.register} ${r.caption || r.key}`), make("small", r.stage ? ` ${r.stage}` : ""));
        answer.append(line);
      }
      if (found.life) answer.append(link(found.life, say.life));
    }
    for (const layer of found.layers ?? []) {
      const head = make("h3", `${layer.title} `);
      head.append(make("small", layer.version));
      answer.append(head, facts(layer.lines));
    }
    if (!found.layers?.length && !found.records?.length) answer.append(make("p", say.nothing, { className: "muted" }));
  },
  found(records, go) {
    const answer = pane();
    answer.append(make("h2", `${say.found} ${records.length}`));
    for (const r of records) {
      const line = make("p");
      const button = make("button", `${r.register} ${r.caption}`, { className: "button small", type: "button" });
      button.addEventListener("click", () => go(r.box));
      line.append(button, " ", link(r.url, "→"));
      answer.append(line);
    }
    if (records.length === 1) go(records[0].box);
  },
  measure(found, extra) {
    const answer = pane();
    if (refused(answer, found)) return;
    answer.append(make("h2", say.area), make("p", `${grouped(found.mu)} ${say.mu}`, { className: "big" }),
      facts([["m²", grouped(found.m2)], [say.ha, found.ha], [say.round, `${grouped(found.round_m)} m`], [say.coordinates, found.zone]]));
    if (extra) answer.append(extra);
    const table = document.createElement("table");
    found.corners.forEach(([x, y], n) => {
      const row = table.insertRow();
      for (const text of [n + 1, x, y]) row.insertCell().textContent = text;
    });
    answer.append(make("h3", `${say.corners} ${found.corners.length}`), table);
  },
  within({ rows, error }) {
    const answer = pane();
    if (refused(answer, { error })) return;
    answer.append(make("h2", say.view));
    if (!rows.length) answer.append(make("p", say.none, { className: "muted" }));
    const list = document.createElement("dl");
    for (const r of rows) {
      const number = make("dd");
      number.append(link(r.url, r.count));
      list.append(make("dt", r.register), number);
    }
    answer.append(list);
  },
  change(found) {
    const answer = pane();
    if (refused(answer, found)) return;
    answer.append(make("h2", say.change), make("p", `${found.before} → ${found.after}`),
      make("p", `${say.changed} ${grouped(found.changed_m2)} m² · ${say.of} ${grouped(found.total_m2)} m²`));
    if (!found.rows.length) answer.append(make("p", say.noChange, { className: "muted" }));
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    for (const text of [say.before, say.after, "m²"]) head.append(make("th", text, { className: text === "m²" ? "num" : "" }));
    const body = table.createTBody();
    for (const r of found.rows) {
      const row = body.insertRow();
      row.append(make("td", `${r.before} ${r.before_name}`), make("td", r.after ? `${r.after} ${r.after_name}` : say.uncovered), make("td", grouped(r.m2), { className: "num" }));
    }
    answer.append(table);
  },
  text(text) { pane().append(make("p", text)); },
};
