// The signer: in which view she stands and how large. signer-sync.js keeps her in time with the
// media, signer-move.js lets her be dragged, signer-panel.js holds her buttons.

import { show } from "./controls.js";
import { startMoving } from "./signer-move.js";
import { startPanel } from "./signer-panel.js";
import { Follower } from "./signer-sync.js";

const STEP = 10;
const SMALLEST = 17;
const HALF = 50;
const ALMOST_WHOLE = 83; // what would be left of the picture is smaller than a sixth
const PATIENCE_MS = 400; // a shorter wait is not worth a word
const WAYS = { left: ["signer_x", -1], right: ["signer_x", 1], up: ["signer_y", -1], down: ["signer_y", 1] };

export function start(stage) {
  const pane = document.getElementById("signer");
  if (pane) new Signer(stage, pane).start();
}

class Signer {
  #says = document.getElementById("signer-says");
  #soon = 0;

  constructor(stage, pane) {
    this.stage = stage;
    this.pane = pane;
    this.room = document.getElementById("view");
    this.video = pane.querySelector("video");
    this.view = pane.dataset.view;
    this.last = this.view === "off" ? "side" : this.view; // what comes back after 'off'
    this.beside = this.view === "corner" ? "corner" : "side"; // what 'main' is exchanged with
    this.follower = new Follower(stage, this.video, (state) => this.#tell(state));
  }

  start() {
    const { stage } = this;
    const grip = document.getElementById("signer-grip");
    this.video.controls = false;
    document.getElementById("signer-plain").remove();
    grip.hidden = false;
    stage.on("setting", ({ name, value }) => this.#changed(name, value));
    stage.obey("signer", () => this.choose(this.view === "off" ? this.last : "off"));
    stage.obey("exchange", () => this.choose(this.view === "main" ? this.beside : "main"));
    stage.obey("signer-larger", () => this.resize(this.share + STEP));
    stage.obey("signer-smaller", () => this.resize(this.share - STEP));
    // While both wait for her, the button stops that. Else she starts in the same moment.
    stage.obey("play", () => {
      if (this.follower.held) this.follower.letGo();
      else this.follower.align();
    });
    stage.listen(stage.video, "pause", () => show("play-button", this.follower.held));
    this.pane.addEventListener("click", ({ target }) => { if (!target.closest("a, button")) stage.send("command", { name: "play" }); });
    startMoving(this, grip);
    startPanel(this);
    this.#show();
    this.#follow();
  }

  // How much of the view she has, in percent.
  get share() {
    return this.stage.settings.get(this.#size);
  }

  get #size() {
    return this.view === "main" ? "signer_main_size" : "signer_size";
  }

  choose(view) {
    this.stage.settings.set("signer", view);
    this.#changed("signer", view); // also where the address had asked for another view
  }

  resize(percent) {
    const wanted = Math.min(Math.max(percent, this.view === "main" ? HALF : SMALLEST), 100);
    const rest = wanted < this.share ? ALMOST_WHOLE : 100;
    this.stage.settings.set(this.#size, wanted > ALMOST_WHOLE ? rest : wanted);
  }

  // Move her in the corner view: `way` is left, right, up or down.
  move(way) {
    const [name, step] = WAYS[way];
    this.place(name, this.stage.settings.get(name) + step * STEP);
  }

  place(name, percent) {
    this.stage.settings.set(name, Math.min(Math.max(Math.round(percent), 0), 100));
  }

  // Take another signed version: what its button says of it.
  take({ signerSrc, poster, offset, rate, name }) {
    this.video.poster = poster ?? "";
    this.video.src = signerSrc;
    this.video.setAttribute("aria-label", name);
    this.pane.dataset.offset = offset;
    this.pane.dataset.rate = rate;
    this.#follow();
  }

  #changed(name, value) {
    if (!name.startsWith("signer")) return;
    if (name === "signer" && value !== this.view) {
      if (value !== "off") this.last = value;
      if (value === "side" || value === "corner") this.beside = value;
      const was = this.view;
      this.view = value;
      if (was === "off" || value === "off") this.#follow();
    }
    this.#show();
  }

  #follow() {
    const { offset, rate } = this.pane.dataset;
    if (this.view === "off") this.follower.stop();
    else this.follower.follow(offset / 1000, Number(rate));
  }

  #show() {
    const { room, pane, stage } = this;
    const isSound = stage.element.classList.contains("sound-only"); // without a picture, no corner of it
    room.dataset.signer = isSound && this.view === "corner" ? "side" : this.view;
    room.toggleAttribute("data-whole", this.share === 100 && this.view !== "corner");
    room.style.setProperty("--signer-share", `${this.share}%`);
    room.style.setProperty("--signer-x", stage.settings.get("signer_x"));
    room.style.setProperty("--signer-y", stage.settings.get("signer_y"));
    pane.hidden = this.view === "off";
    const own = pane.getBoundingClientRect();
    const all = room.getBoundingClientRect();
    pane.dataset.grip = own.left + own.right > all.left + all.right ? "left" : "right";
    stage.send("signer", { view: this.view, share: this.share });
  }

  #tell(state) {
    clearTimeout(this.#soon);
    const words = this.#says.dataset[state];
    const write = () => {
      this.#says.textContent = words ?? "";
      this.#says.hidden = !words;
      if (words) this.stage.say(words);
    };
    if (state === "waiting") this.#soon = setTimeout(write, PATIENCE_MS);
    else write();
    document.getElementById("signer-alone").hidden = state !== "one";
  }
}
