// The marked report beyond plain links: a mark shows its finding without moving the text, n and p go through the findings.
// Without this file the links still lead from the list to the text and back.
"use strict";
const items = [...document.querySelectorAll(".found li")];

function show(item, from) {
  for (const lit of document.querySelectorAll(".here")) lit.classList.remove("here");
  const mark = document.querySelector(item.querySelector(".jump").getAttribute("href"));
  for (const part of [item, mark]) part?.classList.add("here");
  if (from !== "list") item.scrollIntoView({ block: "nearest" });
  if (from !== "text" && mark) {
    mark.scrollIntoView({ block: "center" });
    mark.focus({ preventScroll: true });
  }
}

document.addEventListener("click", (event) => {
  const jump = event.target.closest(".found .jump"), mark = event.target.closest("a.mark");
  if (jump) {
    event.preventDefault();
    show(jump.closest("li"), "list");
  } else if (mark) {
    const item = document.getElementById(mark.getAttribute("href").slice(1));
    event.preventDefault();
    if (item) show(item, "text");
  }
});

document.addEventListener("keydown", (event) => {
  if (!["n", "p"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey
      || event.target.closest("input, select, textarea") || !items.length) return;
  const at = items.findIndex((item) => item.classList.contains("here"));
  const next = event.key === "n" ? (at + 1) % items.length : (at <= 0 ? items.length : at) - 1;
  show(items[next], "keys");
});
