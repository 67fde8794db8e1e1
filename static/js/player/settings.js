// What the viewer chose for watching: at hand at once, kept on the server right away. What is
// changed while that is under way follows in one piece, so that no answer undoes another. A page
// that was left before the server heard of a change hands it on to the next one.

const PAUSE_MS = 500;
const LEFT = "watching-left";
const LEFT_FOR_MS = 20_000; // later, somebody else may be at the device

export class Settings {
  #chosen = new Map(); // on this page: by name, the value and when
  #unsaved = new Map();
  #underWay = new Map();
  #isBusy = false;

  constructor(element) {
    this.element = element;
    const shown = this.#shown;
    this.values = new Map(shown);
    for (const [name, value] of takeUp()) if (shown.get(name) !== value) this.#choose(name, value);
    addEventListener("pagehide", () => this.#leave());
    addEventListener("online", () => this.#save());
    this.#save();
  }

  get(name) {
    return this.values.get(name);
  }

  set(name, value) {
    if (this.values.get(name) === value) return;
    this.#choose(name, value);
    this.#save();
    this.#tell({ name, value });
  }

  // The page may have been made before the server heard of the last changes: its parts are told.
  catchUp() {
    const shown = this.#shown;
    for (const [name, value] of this.values) {
      if (shown.get(name) !== value) this.#tell({ name, value, isLate: true });
    }
  }

  #choose(name, value) {
    this.values.set(name, value);
    this.#chosen.set(name, { value, when: Date.now() });
    this.#unsaved.set(name, value);
  }

  // What the page was made for.
  get #shown() {
    return new Map(Object.entries(JSON.parse(this.element.dataset.watching)));
  }

  #tell(detail) {
    this.element.dispatchEvent(new CustomEvent("stage:setting", { detail }));
  }

  // The next page was asked for before this one is left, so it may have been made before the
  // server heard of the last changes, even of those that it has kept since: it is told of them.
  #leave() {
    const since = Date.now() - LEFT_FOR_MS;
    const last = new Map([...this.#underWay, ...this.#unsaved]);
    for (const [name, { value, when }] of this.#chosen) if (when > since) last.set(name, value);
    sessionStorage.setItem(LEFT, JSON.stringify([Date.now(), [...last]]));
    this.#send(new Map([...this.#underWay, ...this.#unsaved]));
  }

  async #save() {
    if (this.#isBusy || !this.#unsaved.size) return;
    this.#isBusy = true;
    this.#underWay = this.#unsaved;
    this.#unsaved = new Map();
    const isKept = await this.#send(this.#underWay);
    if (!isKept) this.#unsaved = new Map([...this.#underWay, ...this.#unsaved]);
    this.#underWay = new Map();
    await new Promise((goOn) => setTimeout(goOn, PAUSE_MS));
    this.#isBusy = false;
    if (isKept) this.#save();
  }

  // Kept alive: the page may be left at this moment.
  async #send(changed) {
    if (!changed.size) return true;
    const body = new URLSearchParams([...changed, ["csrf_token", this.element.dataset.token]]);
    const headers = { "HX-Request": "true" };
    try {
      await fetch(this.element.dataset.watchingUrl, { method: "POST", body, keepalive: true, headers });
      return true;
    } catch {
      return false; // no connection: with the next change, or when there is one again
    }
  }
}

function takeUp() {
  const [when, left] = JSON.parse(sessionStorage.getItem(LEFT) ?? "[0, []]");
  sessionStorage.removeItem(LEFT);
  return new Map(Date.now() - when < LEFT_FOR_MS ? left : []);
}
