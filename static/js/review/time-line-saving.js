// What was moved in the time line is saved by the form of its caption, or put into that form where
// it is open: what is typed there is not lost, and saved with it.

import { stamp } from "./time-line-snap.js";

const PAUSE_MS = 700;

export class Saving {
  #moved = null; // { id, start, end } that is to be sent
  #timer = 0;
  #isSending = false;

  constructor(desk, view, blocks) {
    this.desk = desk;
    this.view = view;
    this.blocks = blocks;
    desk.beforeLeaving(() => this.now());
    addEventListener("pagehide", () => this.#leave());
    this.source = document.getElementById("line-live");
    this.source.addEventListener("htmx:afterRequest", ({ target, detail }) => {
      if (target === this.source) this.status = detail.xhr.status;
    });
  }

  get isBusy() {
    return this.#isSending || this.#moved !== null;
  }

  // Save when no more is moved for a moment.
  soon(block, times) {
    const id = block.dataset.cue;
    if (this.#moved && this.#moved.id !== id) this.now();
    this.#moved = { id, ...times };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), PAUSE_MS);
  }

  // Take back what was moved and not sent; whether there was anything.
  takeBack() {
    const id = this.#moved?.id;
    clearTimeout(this.#timer);
    this.#moved = null;
    if (id) this.blocks.forget(id);
    return Boolean(id);
  }

  async now() {
    clearTimeout(this.#timer);
    if (!this.#moved || this.#isSending) return; // what is moved meanwhile is sent after it
    const moved = this.#moved;
    this.#moved = null;
    if (this.#putInForm(moved)) return;
    this.#isSending = true;
    await this.#send(moved);
    this.#isSending = false;
    if (this.#moved) await this.now();
  }

  // Forms that were closed or saved have no more times of their own.
  settle() {
    for (const id of this.blocks.waiting) {
      if (id !== this.#moved?.id && !this.#isSending && !document.getElementById(`cue-form-${id}`)) this.blocks.forget(id);
    }
  }

  async #send({ id, start, end }) {
    const block = this.blocks.find(id);
    if (!block) return;
    this.status = 0;
    try {
      await htmx.ajax("POST", this.#address(id), { source: this.source, swap: "none", values: this.#values(block, { start, end }) });
    } catch {
      this.status = 0;
    }
    await this.view.refresh();
    if (this.#moved?.id !== id) this.blocks.forget(id);
    this.#tell(id);
  }

  // The page goes away: what was moved just now is sent without waiting for what comes of it.
  #leave() {
    const block = this.#moved && this.blocks.find(this.#moved.id);
    if (!block || document.getElementById(`cue-form-${this.#moved.id}`)) return;
    navigator.sendBeacon(this.#address(this.#moved.id), new URLSearchParams(this.#values(block, this.#moved)));
    this.#moved = null;
  }

  #address(id) {
    return `${this.desk.address}/cues/${id}`;
  }

  #values(block, { start, end }) {
    return { csrf_token: this.desk.token, version: block.dataset.version, start: stamp(start), end: stamp(end), then: "stay" };
  }

  // Say what came of it, before what the page has said itself.
  #tell(id) {
    const block = this.blocks.find(id);
    const said = document.getElementById("status").textContent;
    if (this.status === 200 && block) this.desk.say(`${this.blocks.sentence("moved", block)} ${said}`);
  }

  #putInForm({ id, start, end }) {
    const form = document.getElementById(`cue-form-${id}`);
    if (!form) return false;
    for (const [field, ms] of [[form.elements.start, start], [form.elements.end, end]]) {
      field.value = stamp(ms);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.desk.say(this.view.section.dataset.inForm);
    return true;
  }
}
