// Descriptions of the picture as text, in a band of their own that screen readers read out. A text
// stays until the next one: whoever reads Braille needs the time. Where it is gone sooner than it can
// be read, playback stops at its end, if the viewer likes.

import { plainText } from "./cues.js";
import { msToRead } from "./reading.js";

export function start(stage) {
  const tracks = [...stage.video.textTracks].filter((track) => track.kind === "descriptions");
  const band = new Band(stage);
  const choose = () => tracks.find((track) => track.language === stage.track?.language) ?? tracks[0];
  const show = () => {
    const on = stage.settings.get("descriptions") && tracks.length > 0;
    for (const track of tracks) track.mode = on && track === choose() ? "hidden" : "disabled";
    band.open(on);
  };
  for (const track of tracks) stage.listen(track, "cuechange", () => band.take(track));
  stage.on("setting", ({ name }) => { if (name === "descriptions") show(); });
  stage.on("track", show);
  stage.listen(stage.video, "seeking", () => band.empty());
  stage.listen(stage.video, "play", () => band.show());
  show();
}

class Band {
  #texts = []; // that stand now
  #readBy = 0; // when the one that is shown can have been read

  constructor(stage) {
    this.stage = stage;
    this.element = document.getElementById("descriptions");
    this.reader = JSON.parse(stage.element.dataset.pace);
    this.button = document.getElementById("description-pause-button");
  }

  open(isOn) {
    this.element.hidden = !isOn;
    if (this.button) this.button.hidden = !isOn;
  }

  empty() {
    this.element.textContent = "";
    this.#texts = [];
    this.#readBy = 0;
  }

  // Others stand now, or none.
  take(track) {
    this.language = track.language;
    const texts = [...(track.activeCues ?? [])].map(plainText);
    const isOver = this.element.textContent && texts.join(" ") !== this.element.textContent;
    this.#texts = texts;
    if (!(isOver && this.#waits())) this.show();
  }

  show() {
    const text = this.#texts.join(" ");
    if (!text || text === this.element.textContent) return;
    this.element.textContent = text;
    this.#readBy = performance.now() + msToRead(text, this.language, this.reader);
  }

  // Whether the text that was shown needs more time, and playback waits for it.
  #waits() {
    const { settings, video, waiting } = this.stage;
    if (!settings.get("description_pause") || video.paused || video.seeking) return false;
    const left = this.#readBy - performance.now();
    this.#readBy = 0;
    if (!waiting.begin(left, "described")) return false;
    this.stage.say(document.getElementById("pace-note").textContent);
    return true;
  }
}
