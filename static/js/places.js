// Where somebody who is not logged in stopped watching: in her browser alone, the newest fifty.

const KEY = "places";
const MOST = 50;
const BEGUN_MS = 10_000;
const SEEN = 0.95;

export class Places {
  of(media) {
    return this.#read().find(([name]) => name === media)?.[1] ?? null;
  }

  // The first seconds leave a former place as it is, and the last part removes it.
  keep(media, at, length) {
    if (at < BEGUN_MS) return;
    const others = this.#read().filter(([name]) => name !== media);
    const all = at < length * SEEN ? [[media, at], ...others] : others;
    try {
      localStorage.setItem(KEY, JSON.stringify(all.slice(0, MOST)));
    } catch {
      // The browser keeps nothing: then nothing is offered.
    }
  }

  forget() {
    localStorage.removeItem(KEY);
  }

  #read() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? [];
    } catch {
      return [];
    }
  }
}

for (const form of document.querySelectorAll("[data-forgets-places]")) {
  form.addEventListener("submit", () => new Places().forget());
}
