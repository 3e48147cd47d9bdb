// What every page does beyond plain HTML: the scope applies itself, menus close, the rail remembers its folds.
// Every page works without this file; it only saves clicks.
import "htmx.org";

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// region, year and as-of day apply when they are changed (those without scripts have a button)
for (const form of all("[data-scope], [data-autosubmit]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=date], input[type=checkbox]") && form.checkValidity()) form.requestSubmit();
  });
}

// a form without its empty fields makes an address that can be read and sent to a colleague
for (const form of all("form[method=get]")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
  });
}

// menus close on Escape and on a click elsewhere
document.addEventListener("click", (event) => {
  for (const menu of all("[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of all("[data-menu][open]")) menu.open = false;
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "/" && !typing && one("[data-find]")) {
    event.preventDefault();
    one("[data-find]").focus();
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

for (const button of all("[data-print]")) button.addEventListener("click", () => window.print());

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
  const input = one("input[type=file]", zone);
  for (const name of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
}
