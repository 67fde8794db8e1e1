// The viewer's pace: where a caption runs faster than she reads, playback is slower while it stands,
// or stops at its end until it can have been read. Which words a minute are hers, the page says.

import { name } from "./controls.js";
import { note } from "./note.js";
import { CueReading } from "./reading.js";

const ORDER = ["off", "slow", "pause"];
const SLOWEST = 0.6;
// A caption that is hardly faster than she reads is left alone.
const HARDLY = 0.95;
// Before the end of a caption, so that it still stands while playback does; as frames come.
const BEFORE_END_S = 0.08;

export function start(stage) {
  const button = document.getElementById("pace-button");
  if (!button) return;
  const pace = new Pace(stage, JSON.parse(stage.element.dataset.pace));
  const show = () => name(button, pace.chosen);
  stage.obey("pace", () => {
    stage.settings.set("pace", ORDER[(ORDER.indexOf(pace.chosen) + 1) % ORDER.length]);
  });
  stage.on("setting", ({ name: changed }) => {
    show();
    if (["pace", "pace_with_signer", "captions", "speed"].includes(changed)) pace.begin();
  });
  stage.on("signer", () => pace.begin());
  stage.on("cues", () => pace.begin());
  stage.listen(stage.video, "seeking", () => pace.begin({ anew: true }));
  stage.listen(stage.video, "playing", () => pace.watch());
  stage.whenOver(() => cancelAnimationFrame(pace.frame));
  show();
}

class Pace {
  #reading = null;
  #begun = new Map();
  #read = new Set();

  constructor(stage, reader) {
    this.stage = stage;
    this.reader = reader;
  }

  // What the viewer chose, or what her reading level needs.
  get chosen() {
    const chosen = this.stage.settings.get("pace");
    return chosen === "level" ? this.reader.ofLevel : chosen;
  }

  // Whoever hides captions is not kept waiting for them, nor is who looks at the signer, unless she
  // says so.
  get now() {
    const { settings } = this.stage;
    if (!settings.get("captions")) return "off";
    const signed = ["main", "only"].includes(document.getElementById("view").dataset.signer);
    return signed && !settings.get("pace_with_signer") ? "off" : this.chosen;
  }

  // Other captions stand: read from when each of them came. Whoever seeks reads anew.
  begin({ anew = false } = {}) {
    const { stage, reader } = this;
    if (anew && !this.stage.waiting.is) this.#read.clear();
    if (!anew && this.#isOverrun()) return;
    const now = performance.now();
    const cues = stage.cues.filter((cue) => !this.#read.has(cue));
    this.#begun = new Map(cues.map((cue) => [cue, (!anew && this.#begun.get(cue)) || now]));
    this.#reading = cues.length ? new CueReading(this.#begun, stage.track, reader) : null;
    const speed = stage.settings.get("speed") / 100;
    const readable = this.now === "slow" && this.#reading ? Math.max(SLOWEST, this.#reading.rate) : Infinity;
    const rate = readable < HARDLY * speed ? readable : null;
    stage.limit("pace", rate);
    note("slow", rate);
    this.watch();
  }

  // Look at each frame whether the captions that stand are at their end.
  watch() {
    cancelAnimationFrame(this.frame);
    const { video } = this.stage;
    if (this.now !== "pause" || !this.#reading || video.paused) return;
    const left = this.#reading.end - BEFORE_END_S * video.playbackRate - video.currentTime;
    if (left > 0) this.frame = requestAnimationFrame(() => this.watch());
    else this.#stop();
  }

  // A busy device may show no frame in time: then playback goes back to the end of the caption.
  #isOverrun() {
    const { video } = this.stage;
    const reading = this.#reading;
    if (this.now !== "pause" || !reading || video.paused || video.seeking || video.currentTime < reading.end) return false;
    if (!this.#stop()) return false;
    video.currentTime = reading.end - BEFORE_END_S;
    return true;
  }

  // Wait until it can have been read; false: it can.
  #stop() {
    const ms = this.#reading.msLeft();
    for (const cue of this.#begun.keys()) this.#read.add(cue);
    this.#reading = null;
    return this.stage.waiting.begin(ms, "wait");
  }
}
