// Find and replace as a panel over the rows, and the way from one place that was found to the next:
// the server knows them all, also those whose rows are not in the page.

import { jump } from "./jumps.js";
import { focusIn } from "./reveal.js";

const CHANGED = "Sightline-Changed";

export function start(desk) {
  const panel = document.getElementById("find-panel");
  const words = document.getElementById("commands").dataset;
  let from = null; // where one was before

  document.getElementById("find-link").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(desk, panel);
  });
  for (const id of ["find-close", "find-previous", "find-next"]) document.getElementById(id).hidden = false;
  document.getElementById("find-close").addEventListener("click", close);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close();
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    jump(desk, { cue: link.dataset.go });
  });
  // Whoever has written what comes instead sees the changes next, and then makes them.
  let isNext = false;
  document.getElementById("find-by").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    isNext = true;
    document.getElementById("find-preview").click();
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.id !== "found") return;
    if (isNext) document.getElementById("replace-chosen")?.focus();
    isNext = false;
    // Where all is replaced, its button is gone, and one goes on with another word.
    if (!panel.hidden && document.activeElement?.id === "find-outcome") document.getElementById("find-q").focus();
  });
  desk.obey("next-match", () => go(1));
  desk.obey("previous-match", () => go(-1));
  // The rows show what was replaced.
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.xhr?.getResponseHeader(CHANGED)) refresh(desk);
  });

  function show() {
    from = desk.current?.dataset.cue ?? desk.last;
    panel.hidden = false;
    const field = document.getElementById("find-q");
    field.focus();
    field.select();
  }

  function close() {
    panel.hidden = true;
    const row = from && desk.row(from);
    focusIn(row?.querySelector("textarea") ?? row?.querySelector(".row-edit") ?? document.getElementById("find-link"));
  }

  function go(by) {
    const places = JSON.parse(document.getElementById("found")?.dataset.places ?? "[]");
    if (!places.length) return show();
    const here = desk.current?.dataset.cue ?? desk.last;
    const known = places.findIndex(([id]) => String(id) === here);
    const startMs = Number(desk.row(here)?.dataset.start ?? -1);
    const ahead = known >= 0 ? known + by : nearest(places, startMs, by);
    const [id] = places[(ahead + places.length) % places.length];
    desk.say(words.found.replace("{number}", ((ahead + places.length) % places.length) + 1).replace("{count}", places.length));
    jump(desk, { cue: id });
  }
}

function nearest(places, ms, by) {
  const after = places.findIndex(([, start]) => start > ms);
  if (by > 0) return after < 0 ? 0 : after;
  return (after < 0 ? places.length : after) - 1;
}

// Take the rows anew, where one is.
async function refresh(desk) {
  const here = desk.last ?? desk.rows.querySelector(":scope > .row")?.dataset.cue;
  await desk.leave();
  if (await desk.load(`${desk.address}/rows?${new URLSearchParams({ cue: here ?? "" })}`, "#rows")) desk.send("rows");
}
