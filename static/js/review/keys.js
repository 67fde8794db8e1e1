// Shortcuts: a key becomes a command, and a command presses its button, so that keys and buttons
// do the same. What only scripts do has a button of type "button", which sends `desk:command`.

import { isPlain, nameOf } from "./key-names.js";
import { open } from "./open.js";

const FIELDS = "select, textarea, input:not([type=checkbox], [type=radio], [type=range])";

export function start(desk) {
  const bar = document.getElementById("commands");
  const keys = JSON.parse(bar.dataset.keys);
  const sign = document.getElementById("leading");
  const lead = (wanted) => { sign.hidden = !wanted; };
  for (const part of bar.querySelectorAll("[data-scripted]")) part.hidden = false;

  document.addEventListener("keydown", (event) => {
    const key = event.defaultPrevented || event.target.closest?.("dialog") ? null : nameOf(event);
    if (!key) return;
    if (!sign.hidden) {
      lead(false);
      if (key === "Tab" || key === "Shift+Tab") return;
      event.preventDefault();
      if (isPlain(key) && keys[key]) give(desk, keys[key], bar.dataset);
      else desk.say(key === "Escape" ? "" : bar.dataset.unknown.replace("{key}", key));
    } else if (key === bar.dataset.leader) {
      event.preventDefault();
      lead(true);
      desk.say(sign.textContent.trim());
    } else if (keys[key] && !isLeftAlone(desk, event, key, "letters" in bar.dataset)) {
      event.preventDefault();
      give(desk, keys[key], bar.dataset);
    }
  });
  // Whoever goes elsewhere does not mean the next letter as a command.
  for (const name of ["focusout", "pointerdown"]) document.addEventListener(name, () => lead(false));

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[type=button][data-command]");
    if (button) desk.send("command", { name: button.dataset.command });
  });
  // A button that is pressed by pointer leaves the caret where one is typing.
  bar.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button") && document.activeElement?.matches(FIELDS)) event.preventDefault();
  });
  list();
}

// The list of all shortcuts: a dialog, where without scripts there is a page.
function list() {
  document.getElementById("shortcuts-link").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("review-shortcuts").showModal();
  });
}

// Press the button of a command: in the row where one is, which is opened for that, or on the page.
async function give(desk, name, words) {
  const row = desk.current;
  if (buttonOf(desk, name)) return buttonOf(desk, name).click();
  if (row && !row.matches(".row-open")) await open(desk, row.dataset.cue);
  const button = buttonOf(desk, name);
  if (button) button.click();
  else desk.say(desk.open.length ? words.cannot : words.closed);
}

function buttonOf(desk, name) {
  const all = (place) => [...(place?.querySelectorAll(`[data-command="${name}"]`) ?? [])];
  const ofPage = all(document).filter((each) => !each.closest(".row"));
  return [...all(desk.current), ...ofPage].find((each) => !each.disabled);
}

// Letters that are not switched on, those of a field, and Escape where nothing is open. On a row that
// is not open, Delete deletes, as in every list.
function isLeftAlone(desk, event, key, letters) {
  if (key === "Escape") return !event.target.closest(".row-open");
  if (key === "Delete") return !event.target.matches(".row-edit");
  if (!isPlain(key)) return false;
  const isSign = event.key.length === 1 && event.key !== " ";
  return !letters || !isSign || event.target.matches(FIELDS);
}
