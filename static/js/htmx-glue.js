// What htmx leaves to the page: focus after a refused form, polls that ask only for news, and
// failures in words. Every page works without this file.

// The entity tag of what a polled element shows, gone with the element.
const shown = new WeakMap();

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const tag = shown.get(detail.elt);
  if (tag && detail.verb === "get") detail.headers["Sightline-Seen"] = tag;
});

document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
  const tag = detail.xhr?.getResponseHeader("ETag");
  if (tag && target.id && target.id === detail.requestConfig?.elt.id) shown.set(target, tag);
});

// A refused form comes back with its summary of errors: the reader is taken there.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const summary = target.matches?.("[data-focus]") ? target : target.querySelector?.("[data-focus]");
  summary?.focus();
});

const problem = document.getElementById("problem");

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!detail.isError && problem.hasChildNodes()) problem.replaceChildren();
});

document.addEventListener("htmx:sendError", () => {
  // Said once, not at each poll that fails.
  if (problem.hasChildNodes()) return;
  problem.append(document.getElementById("offline").content.cloneNode(true));
});

// The switches at the top close as people expect: Escape, or a click beside them.
const quick = document.querySelectorAll("details.quick");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const each of quick) {
    if (!each.open) continue;
    each.open = false;
    each.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const each of quick) {
    if (each.open && !each.contains(event.target)) each.open = false;
  }
});

// Another look in place is for who opens the switch; what she chooses waits until it has come.
const look = document.getElementById("quick");

look?.addEventListener("toggle", () => {
  let hasCome = false;
  const coming = import(look.dataset.script).catch(() => {}).then(() => { hasCome = true; });
  look.addEventListener("submit", (event) => {
    if (hasCome) return;
    event.preventDefault();
    coming.then(() => event.target.requestSubmit());
  });
}, { once: true });
