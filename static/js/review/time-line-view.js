// Which stretch of the media the time line shows: fetched from the server, with its captions.

import { Wave } from "./time-line-wave.js";
import { shortStamp } from "./time-line-snap.js";

export class View {
  #soon = null;
  #wanted = null;
  #running = null;

  constructor(desk, section) {
    this.desk = desk;
    this.section = section;
    this.board = document.getElementById("line-board");
    this.wave = new Wave(section.dataset);
    this.media = Number(section.dataset.length);
    this.lengths = section.dataset.lengths.split(" ").map(Number);
    this.length = Number(section.dataset.usual);
    this.start = 0;
    this.placed = () => {}; // called when another stretch is in the page
  }

  get end() {
    return this.start + this.length;
  }

  get stretch() {
    return document.getElementById("stretch");
  }

  get frame() {
    return Number(this.stretch.dataset.frame);
  }

  holds(ms) {
    return this.start <= ms && ms < this.end;
  }

  // Show the stretch that begins at `start`. What is asked for meanwhile is shown instead.
  show(start, length = this.length) {
    this.#wanted = { start: Math.round(start), length };
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run() {
    while (this.#wanted) {
      const query = new URLSearchParams(this.#wanted);
      this.#wanted = null;
      await this.#load(query);
    }
    this.#running = null;
  }

  async #load(query) {
    try {
      const address = `${this.desk.address}/time-line?${query}`;
      await htmx.ajax("GET", address, { source: this.board, target: "#stretch", swap: "outerHTML" });
    } catch {
      return; // the page has said already that there is no connection
    }
    this.start = Number(this.stretch.dataset.start);
    this.length = Number(this.stretch.dataset.end) - this.start;
    document.getElementById("line-from").textContent = shortStamp(this.start);
    document.getElementById("line-until").textContent = shortStamp(this.end);
    const number = this.lengths.indexOf(this.length);
    this.section.querySelector("[data-line=closer]").ariaDisabled = String(number === 0);
    this.section.querySelector("[data-line=wider]").ariaDisabled = String(number === this.lengths.length - 1);
    this.placed();
    await this.#draw();
  }

  around(ms, length = this.length) {
    return this.show(Math.max(0, ms - length / 2), length);
  }

  // Fetch the same stretch again, once for all that has changed just now.
  refresh() {
    this.#soon ??= new Promise((done) => {
      setTimeout(async () => {
        this.#soon = null;
        await this.show(this.start);
        done();
      }, 60);
    });
    return this.#soon;
  }

  // Show the next shorter or longer stretch, with `ms` in its middle.
  zoom(step, ms) {
    const wanted = this.lengths[this.lengths.indexOf(this.length) + step];
    return wanted ? this.around(ms, wanted) : null;
  }

  say() {
    const { shown } = this.section.dataset;
    this.desk.say(shown.replace("{start}", shortStamp(this.start)).replace("{end}", shortStamp(this.end)));
  }

  share(ms) {
    return (ms - this.start) / this.length;
  }

  // The time at a place on the screen.
  timeAt(clientX) {
    const { left, width } = this.board.getBoundingClientRect();
    return this.start + ((clientX - left) / width) * this.length;
  }

  // How much time a way on the screen is.
  timeOf(pixels) {
    return (pixels / this.board.getBoundingClientRect().width) * this.length;
  }

  async #draw() {
    const { start, length, stretch } = this;
    const path = await this.wave.path(start, length);
    if (path !== null) stretch.querySelector(".swing").setAttribute("d", path);
  }
}
