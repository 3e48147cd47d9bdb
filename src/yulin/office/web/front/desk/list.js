// A list: ticking records for a bulk act, moving columns, the row and its parcel in step, the form of a bulk act.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function count(form) {
  const said = form.querySelector("[data-bulk-count]");
  if (!said) return;
  const ticked = all("input[name=pk]:checked", form).length;
  said.textContent = ticked ? said.dataset.some.replace("{n}", ticked) : said.dataset.none;
  const whole = form.querySelector("[data-tick-all]");
  whole.checked = ticked > 0 && ticked === all("input[name=pk]", form).length;
  whole.indeterminate = ticked > 0 && !whole.checked;
}

// which inputs a bulk act asks for follows what is to be done
function ask(select) {
  const [kind, name] = select.value.split(":");
  for (const part of all("[data-for]", select.form)) part.hidden = part.dataset.for !== kind;
  for (const option of all("#list_value option")) option.disabled = option.dataset.field !== name;
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("form[data-bulk]");
  if (form && target.matches("[data-tick-all]")) for (const box of all("input[name=pk]", form)) box.checked = target.checked;
  if (form) count(form);
  if (target.matches?.("[data-what]")) ask(target);
});
for (const select of all("[data-what]")) ask(select);

document.addEventListener("click", ({ target }) => {
  const move = target.closest?.("[data-move]");
  if (!move) return;
  const line = move.closest("li");
  const other = move.dataset.move === "1" ? line.nextElementSibling : line.previousElementSibling;
  if (!other || other.querySelector("input:disabled")) return;
  if (move.dataset.move === "1") other.after(line); else other.before(line);
  move.focus();
});

// the map and the list point at each other: both say "near" with the record's number
for (const [name, near] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]])
  document.addEventListener(name, ({ target }) => {
    const row = target.closest?.("tr[data-pk]");
    if (row) document.dispatchEvent(new CustomEvent("yulin:row", { detail: { pk: Number(row.dataset.pk), near } }));
  });
document.addEventListener("yulin:parcel", ({ detail }) => {
  for (const row of all("tr.near")) row.classList.remove("near");
  const row = detail.pk && document.querySelector(`tr[data-pk="${detail.pk}"]`);
  if (!row) return;
  row.classList.add("near");
  if (detail.chosen) row.scrollIntoView({ block: "center" });
});
