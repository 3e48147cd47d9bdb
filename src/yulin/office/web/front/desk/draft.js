// A form's draft: what is written goes to the server every few seconds; where it cannot be reached, or the login has run
// out, it stays on this machine and is offered when the form is opened again.
const form = document.querySelector("form[data-draft]");

function texts() {
  const data = new FormData(form);
  for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
  return data;
}

if (form) {
  const place = `yulin-draft:${form.dataset.place}`;
  const said = form.querySelector("[data-draft-said]");
  const offer = document.querySelector("[data-local-draft]");
  const edition = form.elements._edition?.value ?? "";
  let waiting, touched = false;

  const local = (submitted) => {
    const kept = Object.fromEntries([...texts().entries()].filter(([name]) => name !== "csrfmiddlewaretoken"));
    localStorage.setItem(place, JSON.stringify({ texts: kept, edition, submitted }));
  };
  const keep = async () => {
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: texts(), redirect: "error" });
      if (answer.status !== 204) throw new Error(String(answer.status));
      localStorage.removeItem(place);
      said.textContent = said.dataset.kept;
    } catch {
      local(false);
      said.textContent = said.dataset.local;
    }
  };
  form.addEventListener("input", () => {
    touched = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    if (touched) local(true); // until a page says that it was saved
  });

  const held = JSON.parse(localStorage.getItem(place) || "null");
  if (held && held.edition === edition && offer && !document.querySelector("[role=alert]")) {
    offer.hidden = false;
    offer.querySelector("[data-restore]").addEventListener("click", () => {
      for (const [name, value] of Object.entries(held.texts)) {
        const input = form.elements[name];
        if (input && input.type !== "file" && input.type !== "hidden") input.value = value;
      }
      offer.hidden = true;
      form.dispatchEvent(new Event("input"));
    });
  } else if (held) {
    localStorage.removeItem(place);
  }
  offer?.querySelector("[data-forget]").addEventListener("click", () => { localStorage.removeItem(place); offer.hidden = true; });
  document.querySelector("[data-drop-draft]")?.addEventListener("click", async ({ target }) => {
    const data = texts();
    data.set("drop", "1");
    await fetch(form.dataset.draft, { method: "POST", body: data });
    target.closest(".draft").remove();
  });
}

// a page that says what was saved ends the copies of forms that were sent
if (document.querySelector(".messages .note.success"))
  for (const name of Object.keys(localStorage))
    if (name.startsWith("yulin-draft:") && JSON.parse(localStorage.getItem(name)).submitted) localStorage.removeItem(name);
