// The stage: the video, the captions that are chosen, the viewer's settings, and the events by
// which the player's parts hear of each other.
//
// Events on `stage.element`:
//   stage:track    other captions were chosen (stage.track)
//   stage:cues     the cues that stand now have changed (stage.cues)
//   stage:setting  a setting was changed; detail: { name, value, isLate }, where isLate: the page was
//                  made before the server heard of it
//   stage:command  a button or key asks for something; detail: { name }
//   stage:signer   the signer has another view, size or place; detail: { view, share }
//   stage:rate     playback is slower or faster: the viewer's own speed, or a part asked for it

import { Settings } from "./settings.js";
import { Waiting } from "./waiting.js";

export class Stage {
  #limits = new Map();
  #over = new AbortController();

  // `before`: the stage whose place this one takes when the main part of the page comes anew. The
  // viewer's settings go on, and so may her video.
  constructor(element, before) {
    this.element = element;
    this.video = element.querySelector("video");
    this.settings = before?.settings ?? new Settings(element);
    this.settings.element = element;
    this.waiting = new Waiting(this);
    this.cues = [];
    this.track = null;
    this.on("setting", ({ name }) => { if (name === "speed") this.#setRate(); });
    this.#setRate();
  }

  // Take other captions; null for none. The track stays hidden: we draw its cues.
  choose(track) {
    for (const each of this.video.textTracks) {
      if (each.kind === "captions" || each.kind === "subtitles") each.mode = "disabled";
    }
    this.track = track;
    if (track) track.mode = "hidden";
    this.send("track");
  }

  // Play no faster than `rate` for the part `who`; null: as fast as the viewer likes.
  limit(who, rate) {
    if (rate === null) this.#limits.delete(who);
    else this.#limits.set(who, rate);
    this.#setRate();
  }

  // Go to a time in seconds, within the media.
  seek(seconds) {
    this.video.currentTime = Math.min(Math.max(seconds, 0), this.video.duration || 0);
  }

  #setRate() {
    this.video.preservesPitch = true;
    this.video.playbackRate = Math.min(this.settings.get("speed") / 100, ...this.#limits.values());
    this.send("rate");
  }

  // Tell the parts what happened.
  send(name, detail = {}) {
    this.element.dispatchEvent(new CustomEvent(`stage:${name}`, { detail }));
  }

  // Hear of an event of something that may outlive the stage: the video, a track, the document.
  listen(target, name, hear) {
    target.addEventListener(name, hear, { signal: this.#over.signal });
  }

  get isOver() {
    return this.#over.signal.aborted;
  }

  whenOver(act) {
    this.#over.signal.addEventListener("abort", act);
  }

  // Its parts hear nothing any more, and leave the video as they would want to find it.
  end() {
    this.#over.abort();
  }

  on(name, hear) {
    this.element.addEventListener(`stage:${name}`, (event) => hear(event.detail));
  }

  // Do `act` when the command `name` is given.
  obey(name, act) {
    this.on("command", (given) => { if (given.name === name) act(); });
  }

  // Say something in the page's one status region; in full screen, where that is out of sight,
  // in the stage's own.
  say(sentence) {
    const full = document.fullscreenElement === this.element;
    document.getElementById(full ? "stage-status" : "status").textContent = sentence;
  }
}
