// What a change sends along, and where the reader goes on after its answer.

import { focusText, open } from "./open.js";

export function start(desk) {
  let done = document.getElementById("desk-news");
  desk.element.addEventListener("htmx:configRequest", ({ target, detail }) => {
    if (detail.verb !== "post") return;
    for (const [name, row] of ends(desk)) detail.formData.set(name, row.dataset.cue);
    const text = target.elements?.text;
    if (!text || text.hidden) return;
    detail.formData.set("caret", text.selectionStart);
    detail.formData.set("caret_end", text.selectionEnd);
  });
  // All parts of an answer are in their places when the first of them has settled.
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (target.matches?.(".row-open")) {
      desk.send("rows"); // also one that was refused
      // What was pressed may be gone, such as the draft that was taken.
      if (document.activeElement === document.body) focusText(desk, target.dataset.cue);
    }
    const news = document.getElementById("desk-news");
    if (!news || news === done) return;
    done = news;
    goOn(desk, news.dataset);
  });
}

// The first and the last row of the page: others need not be sent.
function ends(desk) {
  const rows = desk.rows.querySelectorAll(":scope > .row");
  if (!rows.length) return [];
  const hasEarlier = document.getElementById("rows-earlier");
  const hasLater = document.getElementById("rows-later");
  return [...(hasEarlier ? [["first", rows[0]]] : []), ...(hasLater ? [["last", rows[rows.length - 1]]] : [])];
}

function goOn(desk, { focusOn, opens }) {
  const place = document.getElementById(focusOn);
  if (place && place !== document.activeElement) place.focus();
  if (place?.value === "…") place.select(); // what a new caption says until somebody writes it
  if (opens && !place) open(desk, opens);
  else if (opens) desk.send("open", { id: opens, row: desk.row(opens) });
  else desk.send("closed", {});
  desk.send("rows");
}
