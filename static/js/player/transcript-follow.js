// Following: the list, never the page, scrolls to the line that is spoken. Whoever scrolls herself
// is left alone until she asks to come back.

import { mediaMs } from "./media-time.js";

const SCROLL_KEYS = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "];
const PATIENCE_MS = 5000; // without connection, it is not asked for at each tick

export class Follower {
  #isFree = false;
  #isFetching = false;
  #failedAt = 0;

  constructor(fold, stage, lines) {
    this.fold = fold;
    this.stage = stage;
    this.lines = lines;
    this.back = document.getElementById("back-to-now");
    const free = ({ target }) => { if (target.closest?.(".lines")) this.leave(); };
    for (const name of ["wheel", "touchmove"]) fold.addEventListener(name, free, { passive: true });
    fold.addEventListener("keydown", (event) => { if (SCROLL_KEYS.includes(event.key)) free(event); });
    // The scroll bar belongs to the list itself, not to a line.
    fold.addEventListener("pointerdown", ({ target }) => { if (target === lines.list) this.leave(); });
    fold.addEventListener("scroll", () => this.#offer(), { capture: true, passive: true });
    this.back.addEventListener("click", () => this.comeBack());
  }

  // The person looks around by herself.
  leave() {
    this.#isFree = true;
    this.#offer();
  }

  async comeBack() {
    this.#isFree = false;
    if (!this.lines.holds(this.#now())) await this.lines.load(this.#now());
    const line = this.lines.at(this.#now()) ?? this.lines.lines[0];
    this.show(line);
    this.#offer();
    line.querySelector(".line-time").focus({ preventScroll: true });
  }

  // A line has been reached: bring it into sight, unless the person wants to be left alone.
  reach(line) {
    if (line && this.#follows()) this.show(line);
    this.#offer();
  }

  // The present moment is not among the lines that are loaded.
  async fetch() {
    this.#offer();
    const isPatient = this.#isFetching || Date.now() - this.#failedAt < PATIENCE_MS;
    if (isPatient || !this.#follows() || !this.fold.open) return;
    this.#isFetching = true;
    const isHere = await this.lines.load(this.#now());
    this.#isFetching = false;
    if (!isHere) this.#failedAt = Date.now();
    else if (this.lines.holds(this.#now())) this.show(this.lines.at(this.#now()), "instant");
    else this.fetch(); // the viewer has gone elsewhere in the meantime
  }

  // Scroll the list, and only the list, so that a line stands in its upper half.
  show(line, behavior = movesSoftly() ? "smooth" : "instant") {
    const list = this.lines.list;
    if (!line || !list.offsetParent) return;
    const space = list.getBoundingClientRect();
    const place = line.getBoundingClientRect();
    const isCalm = place.top >= space.top && place.bottom <= space.top + space.height * 0.75;
    if (isCalm) return;
    const far = Math.abs(place.top - space.top) > space.height * 2;
    list.scrollBy({ top: place.top - space.top - space.height / 4, behavior: far ? "instant" : behavior });
  }

  #now() {
    return mediaMs(this.stage);
  }

  #follows() {
    return !this.#isFree && this.stage.settings.get("follow") && document.documentElement.dataset.motion !== "none";
  }

  // 'Back to now' is there when it would lead somewhere.
  #offer() {
    const line = this.lines.current;
    const space = this.lines.list.getBoundingClientRect();
    const place = line?.getBoundingClientRect();
    const isInSight = place && place.bottom > space.top && place.top < space.bottom;
    const isElsewhere = line ? !isInSight : !this.lines.holds(this.#now());
    this.back.hidden = !(isElsewhere && (this.#isFree || !this.#follows()));
  }
}

function movesSoftly() {
  const { motion } = document.documentElement.dataset;
  return motion === "full" || (motion === "system" && !matchMedia("(prefers-reduced-motion: reduce)").matches);
}
