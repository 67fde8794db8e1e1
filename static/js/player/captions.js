// Captions drawn in the page from the cues of the chosen track, which the browser keeps hidden.

import { follow } from "./caption-clock.js";
import { Cast, write } from "./caption-text.js";

const LONGEST = 3; // so many of the longest cues are tried for the room of all
const NARROW = 0.4; // of the picture: captions in less of it are in a band instead
const MOVES = ["captions-up", "captions-down", "captions-larger", "captions-smaller"];

export async function start(stage) {
  const layer = document.getElementById("caption-layer");
  if (!layer) return;
  const drawing = new Drawing(stage, layer);
  fetchOnDemand(stage, layer);
  await drawing.prepare();
  stage.on("track", () => drawing.begin());
  stage.on("cues", () => drawing.draw());
  stage.on("setting", async ({ name }) => {
    if (!/^caption|^signer/.test(name)) return;
    await drawing.prepare();
    drawing.refresh();
  });
  stage.listen(stage.video, "seeking", () => drawing.cast.forget());
  const sizes = new ResizeObserver(() => drawing.refresh());
  for (const each of [drawing.screen, drawing.signer]) if (each) sizes.observe(each);
  layer.hidden = false;
  const tracks = [...stage.video.querySelectorAll("track:is([kind=captions], [kind=subtitles])")];
  for (const each of tracks) stage.listen(each, "load", () => drawing.begin());
  follow(stage);
  const first = tracks.find((each) => each.default) ?? tracks[0];
  stage.choose(stage.track ?? first?.track ?? null); // others may have been chosen meanwhile
}

// What few viewers need at once comes when it is asked for; the first command is then given again.
function fetchOnDemand(stage, layer) {
  const wants = (...names) => names.some((name) => stage.settings.get(name));
  const once = (load) => {
    let loaded = null;
    const part = () => (loaded ??= load().then(() => { part.isThere = true; }));
    return part;
  };
  const panel = once(() => import("./caption-panel.js").then((part) => part.startPanel(stage)));
  const moving = once(() => import("./caption-move.js").then((part) => part.startMoving(stage, layer)));
  const sounds = once(() => import("./caption-sounds.js").then((part) => part.startSounds(stage)));
  const wake = (name, part) => {
    stage.obey(name, async () => {
      if (part.isThere) return; // it heard of the command itself, whatever it came for
      await part();
      stage.send("command", { name });
    });
  };
  wake("caption-settings", panel);
  for (const name of MOVES) wake(name, moving);
  stage.on("setting", ({ name }) => {
    if (/^caption_|^speaker/.test(name)) panel();
    if (wants("pulse", "vibrate")) sounds();
  });
  if (wants("pulse", "vibrate")) sounds();
  layer.addEventListener("pointerenter", moving, { once: true });
}

class Drawing {
  cast = new Cast([]);
  #lines = [];
  #longest = [];

  constructor(stage, layer) {
    this.stage = stage;
    this.layer = layer;
    this.view = document.getElementById("view");
    this.screen = document.getElementById("screen");
    this.signer = document.getElementById("signer");
    this.mark = document.getElementById("caption-sound-mark").content.firstElementChild;
  }

  // To place captions over the picture takes more than the others need.
  async prepare() {
    if (["over", "signer"].includes(this.stage.settings.get("caption_place"))) {
      this.placing ??= await import("./caption-place.js");
    }
  }

  // Other captions were chosen or have come.
  begin() {
    const cues = [...(this.stage.track?.cues ?? [])];
    this.cast = new Cast(cues);
    this.#longest = cues.sort((a, b) => b.text.length - a.text.length).slice(0, LONGEST);
    this.draw();
    this.refresh();
  }

  draw() {
    const cues = this.stage.settings.get("captions") ? this.stage.cues : [];
    this.#lines = cues.map((cue) => [cue, write(cue, this.cast, this.mark)]);
    this.layer.replaceChildren(...this.#lines.map(([, line]) => line));
    this.#arrange();
  }

  // The same captions, in another size, place or window.
  refresh() {
    if (this.layer.childElementCount !== this.#shown) this.draw();
    this.#settle();
    this.#reserve();
    this.#arrange();
  }

  get #shown() {
    return this.stage.settings.get("captions") ? this.#lines.length : 0;
  }

  // In the flow, above or below the picture.
  get #isBand() {
    return ["above", "below"].includes(this.view.dataset.captions);
  }

  #settle() {
    const where = this.#place();
    const home = where === "over" ? this.screen : this.view;
    if (this.layer.parentElement !== home) home.append(this.layer);
    this.layer.dataset.place = where;
    this.view.dataset.captions = this.stage.settings.get("captions") ? where : "off";
  }

  // What the viewer chose, where that can be.
  #place() {
    const chosen = this.stage.settings.get("caption_place");
    const view = this.signer && !this.signer.hidden ? this.stage.settings.get("signer") : "off";
    const wanted = chosen !== "signer" ? chosen : { side: "signer", main: "signer", corner: "over" }[view] ?? "below";
    if (wanted !== "over") return wanted;
    if (!this.placing) return "below"; // for the moment
    const isSignerAlone = this.view.dataset.signer === "only";
    const isSmall = this.#area().width < NARROW * this.view.clientWidth;
    return isSignerAlone || isSmall || this.stage.element.matches(".sound-only") ? "below" : "over";
  }

  #area() {
    const others = [this.signer, document.getElementById("controls")].filter((each) => each && !each.hidden && !each.contains(this.layer));
    return this.placing.freeArea(this.screen.getBoundingClientRect(), others.map((each) => each.getBoundingClientRect()));
  }

  // Room for the longest caption, so that nothing moves when they come and go.
  #reserve() {
    const tried = this.#longest.map((cue) => write(cue, new Cast([]), this.mark));
    this.layer.style.removeProperty("--caption-room");
    this.layer.append(...tried);
    tried.forEach(flow);
    this.#room = Math.max(0, ...tried.map((line) => line.offsetHeight));
    for (const line of tried) line.remove();
    const band = this.#isBand ? this.layer.offsetHeight : 0;
    this.stage.element.style.setProperty("--caption-band", `${band}px`);
  }

  set #room(pixels) {
    this.layer.style.setProperty("--caption-room", `${pixels}px`);
  }

  #arrange() {
    for (const [, line] of this.#lines) flow(line);
    if (this.layer.dataset.place === "over") {
      this.placing.place(this.#lines, this.#area(), this.stage.settings.get("caption_shift") / 100);
    } else {
      for (const [, line] of this.#lines) line.removeAttribute("style");
      const height = this.#lines.reduce((sum, [, line]) => sum + line.offsetHeight, 0);
      if (height > parseFloat(this.layer.style.getPropertyValue("--caption-room"))) this.#room = height;
    }
  }
}

// Lines are broken as the captioner broke them where they fit, else anew.
function flow(line) {
  const text = line.querySelector(".caption-text");
  line.classList.remove("is-flowing");
  const lines = text.textContent.trim().split("\n").length;
  const isBroken = lines > 1 && text.getClientRects().length > lines;
  line.classList.toggle("is-flowing", isBroken && !line.matches(".has-turns"));
}
