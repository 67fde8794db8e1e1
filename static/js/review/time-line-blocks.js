// The captions in the time line, of which one is chosen: its block and its two edges can be moved.
// A move is shown at once; `changed` is called with the new times.

import { byFrame, markBeside, marks, moved, shortStamp, toMark } from "./time-line-snap.js";

export const EDGES = ["start", "end"];

export class Blocks {
  #chosen = null; // the id of a caption
  #waiting = new Map(); // id: times that are shown and not saved

  constructor(view) {
    this.view = view;
    this.words = view.section.dataset;
    this.edges = new Map(EDGES.map((part) => [part, document.getElementById(`line-edge-${part}`)]));
    this.moves = document.getElementById("line-moves");
    this.changed = () => {};
  }

  get all() {
    return [...this.view.stretch.querySelectorAll(".block")];
  }

  get chosen() {
    return this.find(this.#chosen);
  }

  // The captions whose shown times are not saved.
  get waiting() {
    return [...this.#waiting.keys()];
  }

  find(id) {
    return this.all.find((block) => block.dataset.cue === String(id)) ?? null;
  }

  // When a caption begins and ends, as it is shown.
  times(block) {
    const { cue, start, end } = block.dataset;
    return this.#waiting.get(cue) ?? { start: Number(start), end: Number(end) };
  }

  // Put the blocks of a new stretch where they belong.
  place() {
    for (const block of this.all) this.#show(block);
    this.choose(this.chosen);
  }

  choose(block) {
    if (block) this.#chosen = block.dataset.cue;
    const stop = this.chosen ?? this.all[0];
    for (const each of this.all) {
      each.classList.toggle("chosen", each === this.chosen);
      each.querySelector("button").tabIndex = each === stop ? 0 : -1;
    }
    this.moves.hidden = !this.chosen;
    if (this.chosen) {
      const open = document.getElementById("line-open");
      open.dataset.open = this.#chosen;
      open.href = `${this.view.desk.address}/cues/${this.#chosen}`;
    }
    this.#showEdges();
  }

  // Move a part of the chosen caption by a time, by frames, or to the mark beside it.
  by(part, ms) {
    this.#to(part, this.#place(part) + ms);
  }

  byFrames(part, direction) {
    this.#to(part, byFrame(this.#place(part), direction, this.view.frame));
  }

  toMark(part, direction) {
    const name = part === "end" ? "end" : "start";
    const ms = markBeside(this.#place(part), direction, this.marks()[name]);
    if (ms !== null) this.#to(part, ms);
  }

  // Where the chosen caption comes to when its part is dragged; `reach` 0: nothing snaps.
  dragged(from, part, by, reach) {
    const free = moved(from, part, (part === "end" ? from.end : from.start) + by, this.#limits());
    const way = reach ? toMark(free, part, this.marks(), reach) : 0;
    return way ? moved(free, part, (part === "end" ? free.end : free.start) + way, this.#limits()) : free;
  }

  marks() {
    const { shots, gap } = this.view.stretch.dataset;
    return marks({
      shots: shots ? shots.split(" ").map(Number) : [],
      others: this.all.filter((each) => each !== this.chosen).map((each) => this.times(each)),
      gap: Number(gap),
    });
  }

  // Show a caption at other times, without saying that they were changed.
  put(block, times) {
    this.#waiting.set(block.dataset.cue, times);
    this.#show(block);
    if (block === this.chosen) this.#showEdges();
  }

  // A caption's times are saved, or taken back.
  forget(id) {
    this.#waiting.delete(String(id));
    const block = this.find(id);
    if (block) this.#show(block);
    this.#showEdges();
  }

  // A sentence with a caption's number and times in it.
  sentence(name, block) {
    const { start, end } = this.times(block);
    return this.words[name]
      .replace("{number}", block.dataset.number)
      .replace("{start}", shortStamp(start))
      .replace("{end}", shortStamp(end));
  }

  #to(part, place) {
    const block = this.chosen;
    if (!block) return;
    const before = this.times(block);
    const times = moved(before, part, place, this.#limits());
    if (times.start === before.start && times.end === before.end) return;
    this.put(block, times);
    this.changed(block, times);
  }

  #place(part) {
    if (!this.chosen) return 0;
    const { start, end } = this.times(this.chosen);
    return part === "end" ? end : start;
  }

  #limits() {
    return { frame: this.view.frame, length: this.view.media };
  }

  #show(block) {
    const { start, end } = this.times(block);
    const [left, right] = [start, end].map((ms) => 100 * Math.min(Math.max(this.view.share(ms), 0), 1));
    block.style.left = `${left}%`;
    block.style.width = `${right - left}%`;
    block.querySelector(".block-name").textContent = this.sentence("block", block);
  }

  // The edges of the chosen caption, where they are in sight.
  #showEdges() {
    const block = this.chosen;
    const times = block && this.times(block);
    for (const [part, edge] of this.edges) {
      const ms = part === "end" ? times?.end : times?.start;
      const isSeen = block && this.view.start <= ms && ms <= this.view.end;
      if (isSeen) {
        edge.style.setProperty("--at", `${100 * this.view.share(ms)}%`);
        edge.ariaLabel = edge.dataset.name.replace("{number}", block.dataset.number);
        edge.ariaValueNow = ms;
        edge.ariaValueText = shortStamp(ms);
      } else if (edge === document.activeElement) {
        block?.querySelector("button").focus();
      }
      edge.hidden = !isSeen;
    }
    if (block) document.getElementById("line-chosen").textContent = this.sentence("block", block);
  }
}
