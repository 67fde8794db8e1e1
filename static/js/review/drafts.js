// What is typed and not saved is kept on the server, and offered again. Where a change could not be
// saved, its text stays in the field, the page says so in words, and it is tried again.

import { isChanged } from "./open.js";

const PAUSE_MS = 1500;
const FIRST_RETRY_MS = 4000;
const LONGEST_RETRY_MS = 60_000;

export function start(desk) {
  const drafts = new Drafts(desk);
  desk.element.addEventListener("input", ({ target }) => drafts.note(target.closest(".cue-form")));
  desk.beforeLeaving(() => drafts.flush());
  addEventListener("pagehide", () => drafts.flush());
  document.addEventListener("visibilitychange", () => { if (document.hidden) drafts.flush(); });
  addEventListener("online", () => drafts.flush());

  const retries = new Retries(desk);
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    desk.element.addEventListener(name, ({ detail }) => {
      if (retries.failed(detail)) drafts.note(detail.elt);
    });
  }
  desk.element.addEventListener("htmx:beforeRequest", ({ target }) => drafts.settle(target));
  desk.element.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) retries.over(detail.elt); });
}

class Drafts {
  #timers = new Map();

  constructor(desk) {
    this.desk = desk;
  }

  // Something was typed: it is kept when the typing pauses.
  note(form, wait = PAUSE_MS) {
    if (!form?.elements.text) return;
    clearTimeout(this.#timers.get(form));
    this.#timers.set(form, setTimeout(() => this.#keep(form, wait), wait));
  }

  // The form is being saved: it needs no draft.
  settle(form) {
    clearTimeout(this.#timers.get(form));
    this.#timers.delete(form);
  }

  async flush() {
    await Promise.all([...this.#timers.keys()].map((form) => this.#keep(form, PAUSE_MS)));
  }

  async #keep(form, wait) {
    this.settle(form);
    const row = form.closest(".row");
    if (!form.isConnected || !isChanged(row)) return;
    const isKept = await this.#send(`${this.desk.address}/cues/${row.dataset.cue}/draft`, form);
    if (!isKept && form.isConnected) this.note(form, Math.min(wait * 2, LONGEST_RETRY_MS));
  }

  // Also on the way out of the page.
  async #send(address, form) {
    try {
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true });
      return answer.ok || answer.status < 500;
    } catch {
      return false;
    }
  }
}

class Retries {
  #waits = new WeakMap();

  constructor(desk) {
    this.desk = desk;
  }

  // Try again what was asked for; whether it is a caption's form, and not refused.
  failed({ elt, xhr, pathInfo }) {
    if (!elt.matches?.(".cue-form") || (xhr?.status >= 400 && xhr.status < 500)) return false;
    const buttons = [...elt.querySelectorAll("button")];
    const pressed = buttons.find((button) => button.getAttribute("formaction") === pathInfo.requestPath) ?? buttons.find((button) => !button.hasAttribute("formaction"));
    this.#tell(elt);
    const wait = Math.min((this.#waits.get(elt)?.wait ?? FIRST_RETRY_MS / 2) * 2, LONGEST_RETRY_MS);
    const again = () => { if (elt.isConnected) pressed.click(); };
    this.over(elt, false);
    addEventListener("online", again, { once: true });
    this.#waits.set(elt, { wait, again, timer: setTimeout(again, wait) });
    return true;
  }

  over(form, forGood = true) {
    const known = this.#waits.get(form);
    if (!known) return;
    clearTimeout(known.timer);
    removeEventListener("online", known.again);
    if (!forGood) return;
    this.#waits.delete(form);
    form.querySelector(".cue-unsaved")?.remove();
  }

  // In words, at the text itself; said once.
  #tell(form) {
    if (form.querySelector(".cue-unsaved")) return;
    const words = document.getElementById("cue-unsaved").content.firstElementChild.cloneNode(true);
    form.querySelector("textarea").after(words);
    this.desk.say(words.textContent.trim());
  }
}
