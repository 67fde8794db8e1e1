// Playback stands still until something can have been read; whoever has read it sooner goes on.

import { note } from "./note.js";

// Shorter stops would only be a stutter.
const WORTH_MS = 250;

export class Waiting {
  #timer = 0;
  #until = 0;
  #why = "";

  constructor(stage) {
    this.stage = stage;
    this.button = document.getElementById("go-on");
    stage.listen(stage.video, "play", () => this.#end());
    stage.obey("go-on", () => { if (this.is) stage.video.play(); });
    // Nobody is left waiting when the page changes around the video.
    stage.whenOver(() => { if (this.is) stage.video.play(); });
  }

  get is() {
    return Boolean(this.#why);
  }

  // Wait so long; `why` is one of the page's sentences (note.js). False: it is not worth a stop.
  begin(ms, why) {
    if (ms < WORTH_MS) return false;
    if (this.is) note(this.#why, null);
    this.#why = why;
    this.#until = Math.max(this.#until, performance.now() + ms);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stage.video.play(), this.#until - performance.now());
    this.stage.video.pause();
    this.button.hidden = false;
    note(why, 0);
    return true;
  }

  #end() {
    if (!this.is) return;
    clearTimeout(this.#timer);
    note(this.#why, null);
    this.#why = "";
    this.#until = 0;
    this.button.hidden = true;
  }
}
