// From one caption to the next, also where its row is not in the page yet; and to places of the
// page: the field of the sound, of the speaker, of a time.

import { isChanged, open } from "./open.js";
import { focusIn } from "./reveal.js";

export function start(desk) {
  const words = document.getElementById("commands").dataset;
  let after = null; // what is done once the open caption is saved
  desk.obey("next", () => step(true));
  desk.obey("previous", () => step(false));
  desk.on("closed", () => { after?.(); after = null; });
  desk.on("open", () => { after = null; });

  desk.obey("go-to", () => focusIn(document.getElementById("jump-time")));
  desk.obey("sound", () => field("label")?.select());
  desk.obey("speaker", () => field("speaker")?.select());
  const list = document.getElementById("speakers");
  const speakers = () => [...list.options].map((option) => option.value);
  desk.on("rows", () => {
    for (const each of desk.rows.querySelectorAll(".row-speaker bdi")) learn(each.textContent);
  });
  for (let number = 1; number <= 9; number += 1) {
    desk.obey(`speaker-${number}`, () => name(speakers()[number - 1], number));
  }

  async function step(forward) {
    const row = desk.current ?? desk.row(desk.last) ?? desk.rows.querySelector(":scope > .row");
    const next = row && (await beside(desk, row, forward));
    if (!next) return desk.say(forward ? words.last : words.first);
    if (!row.matches(".row-open")) return document.getElementById(`edit-${next.dataset.cue}`)?.focus();
    if (!isChanged(row)) return open(desk, next.dataset.cue);
    if (!forward) after = () => open(desk, next.dataset.cue);
    row.querySelector(`[data-command=${forward ? "save-next" : "save"}]`)?.click();
  }

  // Who was named for the first time gets the next number; the others keep theirs.
  function learn(speaker) {
    if (!speaker || speakers().includes(speaker)) return;
    list.append(new Option("", speaker));
    const number = list.options.length;
    const button = document.querySelector(`#commands [data-command=speaker-${number}]`);
    if (!button) return;
    button.textContent = `${number} ${speaker}`;
    button.hidden = false;
  }

  // The field of the open caption, with the focus.
  function field(which) {
    const row = desk.current?.matches(".row-open") ? desk.current : desk.open[0];
    const found = row?.querySelector(".cue-form")?.elements[which];
    if (!found) return void desk.say(words.closed);
    found.focus();
    return found;
  }

  function name(speaker, number) {
    const row = desk.current?.matches(".row-open") ? desk.current : desk.open[0];
    const found = row?.querySelector(".cue-form")?.elements.speaker;
    if (!found) return desk.say(words.closed);
    if (!speaker) return desk.say(words.noSpeaker.replace("{number}", number));
    found.value = speaker;
    found.dispatchEvent(new Event("input", { bubbles: true }));
    desk.say(words.speaker.replace("{name}", speaker));
  }
}

// The row beside another one. Where it is not in the page, it comes as when one scrolls there.
function beside(desk, row, forward) {
  const find = () => (forward ? row.nextElementSibling : row.previousElementSibling);
  const more = find();
  if (!more?.matches(".rows-more")) return more;
  return new Promise((resolve) => {
    desk.element.addEventListener("desk:rows", function hear() {
      if (find()?.matches(".rows-more")) return;
      desk.element.removeEventListener("desk:rows", hear);
      resolve(find());
    });
    htmx.trigger(more, "intersect");
  });
}
