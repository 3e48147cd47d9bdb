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
