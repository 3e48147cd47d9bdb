// What every page does beyond plain HTML: the scope applies itself, lists filter in place, menus close, the rail remembers
// its folds, links suggest records, files are dropped. Every page works without this file; it only saves clicks.
// Listeners sit on the document, so that parts of a page which htmx has replaced behave like the first ones.
import htmx from "htmx.org";
import "./desk/draft.js";
import "./desk/list.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (name, act) => document.addEventListener(name, act);

// a form without its empty fields makes an address that can be read and sent to a colleague
on("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
});

// region, year and as-of day apply when they are changed (those without scripts have a button)
on("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-scope], [data-autosubmit]") && event.target.matches("select, input[type=date]")
      && form.checkValidity()) form.requestSubmit();
});

// a list filters in place; where the login has run out or the office cannot be reached, the whole page is asked again
on("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL).pathname === "/login/") {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
for (const fault of ["htmx:responseError", "htmx:sendError"]) on(fault, (event) => event.detail.elt.submit?.());

// menus close on Escape and on a click elsewhere
on("click", (event) => {
  for (const menu of all("[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.target.closest("[data-print]")) window.print();
});
on("keydown", (event) => {
  if (event.key === "Escape") for (const menu of all("[data-menu][open]")) menu.open = false;
  const search = document.querySelector("[data-find]");
  if (event.key === "/" && search && !event.target.closest("input, select, textarea")) {
    event.preventDefault();
    search.focus();
  }
});

// the rail remembers which families are folded (a cookie, so that the server draws it right at once)
const families = all("[data-family]");
for (const family of families) {
  family.addEventListener("toggle", () => {
    const folded = families.filter((f) => !f.open).map((f) => f.dataset.family);
    document.cookie = `yulin_rail=${folded.join(".")}; path=/; max-age=31536000; samesite=lax`;
  });
}

// a link's input suggests the keys of the register it leads to
for (const input of all("[data-keys]")) {
  const list = document.getElementById(input.getAttribute("list"));
  let waiting;
  const suggest = async () => {
    const answer = await fetch(`${input.dataset.keys}?q=${encodeURIComponent(input.value)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { keys } = await answer.json();
    list.replaceChildren(...keys.map(({ key, caption }) => {
      const option = document.createElement("option");
      option.value = key;
      option.textContent = caption;
      return option;
    }));
  };
  input.addEventListener("focus", suggest, { once: true });
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(suggest, 200); });
}

// leaving a form with something written in it asks first
for (const form of all("form.entry")) {
  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
}

// a file may be dropped where it is asked for
for (const zone of all("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  for (const name of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
}

// a form whose act takes a while says so, and cannot be sent twice
on("submit", (event) => {
  const form = event.target.closest("form[data-busy]");
  if (!form) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  const said = document.createElement("span");
  said.className = "busy";
  said.setAttribute("role", "status");
  const bar = document.createElement("progress");
  const words = document.createElement("span");
  const began = Date.now();
  const tell = () => { words.textContent = `${form.dataset.busy} ${Math.round((Date.now() - began) / 1000)} s`; };
  tell();
  setInterval(tell, 1000);
  bar.setAttribute("aria-label", form.dataset.busy);
  said.append(bar, words);
  form.querySelector(".actions").append(said);
});

window.htmx = htmx;
