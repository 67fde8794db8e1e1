// The time line: what is seen of it, its keys and buttons, and how it goes with the video.

import { Blocks } from "./time-line-blocks.js";
import { startDragging } from "./time-line-drag.js";
import { Saving } from "./time-line-saving.js";
import { readStamp } from "./time-line-snap.js";
import { View } from "./time-line-view.js";

const LEAD = 0.1; // of the stretch stands before the time that it was brought to
const TURN = 0.75; // of the stretch lies behind or ahead
const HUNDRED_MS = 100;

export function start(desk) {
  const section = document.getElementById("review-line");
  if (!section) return;
  document.getElementById("line-still").remove();
  document.getElementById("line-live").hidden = false;
  const view = new View(desk, section);
  const blocks = new Blocks(view);
  const saving = new Saving(desk, view, blocks);
  const line = { desk, section, view, blocks, saving };
  view.placed = () => { blocks.place(); showMarker(line); };
  blocks.changed = (block, times) => saving.soon(block, times);
  startDragging(view, blocks, { snaps: () => isOn(line, "snap"), drop: (block, times) => drop(line, block, times) });
  startButtons(line);
  startKeys(line);
  startChoosing(line);
  startFollowing(line);
  view.show(firstPlace(line));
}

// Around the row that was asked for, or else where the video begins.
function firstPlace({ desk, view }) {
  const { arrive } = desk.rows?.dataset ?? {};
  const row = arrive ? desk.row(arrive.replace("edit-", "")) : null;
  return row ? Number(row.dataset.start) - LEAD * view.length : 0;
}

function drop({ saving, blocks }, block, times) {
  if (times) {
    saving.soon(block, times);
    saving.now();
  } else if (!saving.takeBack()) {
    blocks.forget(block.dataset.cue);
  }
}

function startButtons(line) {
  const { section, view, blocks } = line;
  section.addEventListener("click", async ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const { line: name, by, frames, to } = button.dataset;
    const part = section.querySelector("[name=line-part]:checked").value;
    if (by) blocks.by(part, Number(by));
    if (frames) blocks.byFrames(part, Number(frames));
    if (to) blocks.toMark(part, Number(to));
    if (name === "follow" || name === "snap") button.ariaPressed = String(button.ariaPressed !== "true");
    else if (name && (await turn(line, name)) !== null) view.say();
  });
}

function turn({ desk, view, blocks }, name) {
  const now = desk.video ? desk.video.currentTime * 1000 : view.start;
  const { start, end } = blocks.chosen ? blocks.times(blocks.chosen) : { start: view.start, end: view.end };
  switch (name) {
    case "earlier": return view.show(view.start - TURN * view.length);
    case "later": return view.show(view.start + TURN * view.length);
    case "closer": return view.zoom(-1, (start + end) / 2);
    case "wider": return view.zoom(1, (start + end) / 2);
    default: return view.show(now - LEAD * view.length);
  }
}

function startKeys(line) {
  const { view, blocks, saving } = line;
  view.board.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const edge = event.target.closest(".line-edge");
    const part = edge ? edge.id.replace("line-edge-", "") : "whole";
    if (!edge) blocks.choose(event.target.closest(".block"));
    if (act(line, part, event)) event.preventDefault();
  });
  // What was moved is saved when one goes on to something else.
  view.section.addEventListener("focusout", ({ relatedTarget }) => {
    if (!view.section.contains(relatedTarget)) saving.now();
  });
}

function act({ view, blocks, saving }, part, { key, shiftKey }) {
  const way = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1, ArrowUp: -1, ArrowDown: 1 }[key];
  if (key === "Escape") return saving.takeBack();
  if (!way) return false;
  if (key.startsWith("Page")) blocks.toMark(part, way);
  else if (key === "ArrowUp" || key === "ArrowDown") goTo(view, blocks, way);
  else if (shiftKey) blocks.by(part, way * HUNDRED_MS);
  else blocks.byFrames(part, way);
  return true;
}

// Go on to the caption before or after, also where it is in another stretch.
async function goTo(view, blocks, way) {
  const { all, chosen } = blocks;
  let next = all[all.indexOf(chosen) + way];
  if (!next) {
    const number = Number(chosen.dataset.number) + way;
    await view.show(view.start + way * TURN * view.length);
    next = blocks.all.find((each) => Number(each.dataset.number) === number);
  }
  const other = next ?? blocks.all.at(way > 0 ? -1 : 0);
  if (!other) return;
  blocks.choose(other);
  other.querySelector("button").focus({ preventScroll: true });
}

function startChoosing({ desk, view, blocks, saving }) {
  view.board.addEventListener("click", ({ target, clientX }) => {
    const block = target.closest(".block");
    if (block) {
      blocks.choose(block);
      desk.seek(blocks.times(block).start / 1000);
    } else if (!target.closest(".line-edge")) {
      desk.seek(view.timeAt(clientX) / 1000);
    }
  });
  desk.on("open", async ({ id, row }) => {
    const start = Number(row?.dataset.start ?? NaN);
    if (!blocks.find(id) && Number.isFinite(start)) await view.show(start - LEAD * view.length);
    blocks.choose(blocks.find(id));
  });
  desk.on("rows", async () => {
    if (saving.isBusy) return;
    await view.refresh();
    saving.settle();
  });
  // What is typed into the times of an open form is seen at once.
  desk.element.addEventListener("input", ({ target }) => {
    const form = target.matches(".cue-time") ? target.form : null;
    const block = form ? blocks.find(form.closest(".row").dataset.cue) : null;
    const [start, end] = block ? [form.elements.start, form.elements.end].map((field) => readStamp(field.value)) : [];
    if (block && start !== null && start < end) blocks.put(block, { start, end });
  });
}

function startFollowing(line) {
  const { desk, view } = line;
  if (!desk.video) return;
  for (const name of ["timeupdate", "seeked", "loadedmetadata"]) {
    desk.video.addEventListener(name, () => {
      showMarker(line);
      const now = desk.video.currentTime * 1000;
      if (isOn(line, "follow") && !isInUse(line) && !view.holds(now) && now < view.media) view.show(now - LEAD * view.length);
    });
  }
}

// While somebody moves captions, the time line stays where it is.
function isInUse({ view, saving }) {
  return saving.isBusy || view.board.contains(document.activeElement);
}

function isOn({ section }, name) {
  return section.querySelector(`[data-line=${name}]`).ariaPressed === "true";
}

function showMarker({ desk, view }) {
  const marker = document.getElementById("line-marker");
  const now = desk.video ? desk.video.currentTime * 1000 : -1;
  marker.hidden = !view.holds(now);
  marker.style.transform = `translateX(${100 * view.share(now)}%)`;
}
