// The media's video and the signer's beside each other: together (she follows), or each by itself.

import { Follower } from "../player/signer-sync.js";
import { stamp } from "../review/clock-times.js";

const FRAME_S = 0.04; // of 25 pictures a second; of more, a step is two of them at most
const PATIENCE_MS = 400; // a shorter wait is not worth a word

export class Pair {
  #soon = 0;

  // Null where the page has no two videos.
  static here() {
    const element = document.getElementById("pair");
    return element?.querySelectorAll("video").length === 2 ? new Pair(element) : null;
  }

  constructor(element) {
    this.element = element;
    this.video = document.getElementById("video");
    this.signer = document.getElementById("signer-video");
    this.isOver = false;
    this.together = false;
    this.words = JSON.parse(element.dataset.says);
    this.follower = new Follower(this, this.signer, (state) => this.#tell(state));
    for (const [video, id] of [[this.video, "media-time"], [this.signer, "signer-time"]]) {
      const show = () => { document.getElementById(id).textContent = stamp(video.currentTime * 1000); };
      for (const name of ["timeupdate", "seeking", "seeked"]) video.addEventListener(name, show);
    }
    if ("together" in element.dataset) this.follow();
  }

  // What the follower hears and asks of a stage.
  listen(target, name, hear) {
    target.addEventListener(name, hear);
  }

  on(name, hear) {
    this.element.addEventListener(`stage:${name}`, hear);
  }

  whenOver() {} // a pair lives as long as its page

  follow() {
    const { offset, rate } = this.element.dataset;
    this.together = true;
    this.signer.controls = false;
    this.follower.follow(offset / 1000, Number(rate));
  }

  part() {
    this.together = false;
    this.follower.stop();
    this.signer.controls = true;
    this.signer.playbackRate = 1;
  }

  // Go to a moment (ms) of the signer's own time.
  goTo(ms) {
    const { offset, rate } = this.element.dataset;
    this.video.currentTime = Math.max(0, (ms / Number(rate) + Number(offset)) / 1000);
    this.video.focus();
  }

  // One of the two; while they are together, the media leads.
  get(which) {
    return which === "signer" && !this.together ? this.signer : this.video;
  }

  play(which) {
    if (this.follower.held) return this.follower.letGo();
    const video = this.get(which);
    if (video.paused) video.play().catch(() => {});
    else video.pause();
  }

  stepBy(which, seconds) {
    const video = this.get(which);
    video.pause();
    video.currentTime = Math.min(Math.max(video.currentTime + seconds, 0), video.duration || 0);
  }

  step(which, frames) {
    this.stepBy(which, frames * FRAME_S);
  }

  #tell(state) {
    clearTimeout(this.#soon);
    const says = document.getElementById("pair-says");
    const write = () => {
      says.textContent = this.words[state] ?? "";
      says.hidden = !this.words[state];
    };
    if (state === "waiting") this.#soon = setTimeout(write, PATIENCE_MS);
    else write();
  }
}

// Buttons with a command, and their keys while the focus is on the videos or on the buttons.
export function obey(pair, act) {
  const keys = document.getElementById("pair-keys");
  keys.hidden = false;
  keys.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) act(button);
  });
  for (const place of [pair.element, keys]) {
    place.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const fitting = [...keys.querySelectorAll("button")].filter(({ dataset }) => dataset.key === event.key.toLowerCase());
      const button = fitting.find((each) => of(each) === of(event.target)) ?? fitting[0];
      if (!button) return;
      event.preventDefault();
      act(button);
    });
  }
}

// Which of the two a part of the page belongs to.
export function of(part) {
  if (part.closest("#pair-signer")) return "signer";
  return part.closest("[data-of]")?.dataset.of ?? "media";
}
