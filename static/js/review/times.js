// When the open caption begins and ends: now, or a little earlier or later. The field that is
// changed keeps what is typed elsewhere, and what is said names the limit that is reached.

import { readStamp, stamp } from "./clock-times.js";

const STEP_MS = 100;

export function start(desk) {
  const words = document.getElementById("commands").dataset;
  const frameMs = Number(words.frame);
  for (const edge of ["start", "end"]) {
    desk.obey(`set-${edge}`, () => change(desk, words, edge, () => (desk.video?.currentTime ?? 0) * 1000));
    for (const [name, by] of [["earlier", -1], ["later", 1]]) {
      desk.obey(`${edge}-${name}`, () => change(desk, words, edge, (ms) => ms + by * STEP_MS));
      desk.obey(`${edge}-frame-${name}`, () => change(desk, words, edge, (ms) => toFrame(ms, by, frameMs)));
    }
  }
  // In a field of a time the arrows do the same, as in every field that counts.
  desk.element.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!by || !event.target.matches(".cue-time") || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    change(desk, words, event.target.name, (ms) => (event.shiftKey ? toFrame(ms, by, frameMs) : ms + by * STEP_MS));
  });
}

// The beginning of the frame before or after the one that shows at a time.
function toFrame(ms, by, frameMs) {
  return Math.round((Math.round(ms / frameMs) + by) * frameMs);
}

function change(desk, words, edge, from) {
  const row = desk.current?.matches(".row-open") ? desk.current : desk.open[0];
  const fields = row?.querySelector(".cue-form")?.elements;
  if (!fields?.[edge]) return desk.say(words.closed);
  const was = readStamp(fields[edge].value);
  if (was === null) return fields[edge].focus();
  const ms = Math.max(0, Math.round(from(was)));
  const other = readStamp(fields[edge === "start" ? "end" : "start"].value);
  if (other !== null && (edge === "start" ? ms >= other : ms <= other)) {
    return desk.say(words[edge === "start" ? "tooLate" : "tooEarly"].replace("{time}", stamp(other)));
  }
  fields[edge].value = stamp(ms);
  fields[edge].dispatchEvent(new Event("input", { bubbles: true }));
  desk.say(said(words, edge, ms, row));
}

// What the time is now, and whether it is over the neighbour.
function said(words, edge, ms, row) {
  const now = words[edge === "start" ? "begins" : "ends"].replace("{time}", stamp(ms));
  const beside = edge === "start" ? row.previousElementSibling : row.nextElementSibling;
  const limit = Number(beside?.dataset[edge === "start" ? "end" : "start"] ?? NaN);
  const isOver = edge === "start" ? ms < limit : ms > limit;
  return isOver ? `${now} ${words[edge === "start" ? "overBefore" : "overNext"].replace("{time}", stamp(limit))}` : now;
}
