// terms.js, which each transcript with terms has, fetches this when a word is first wanted; a press on
// the word itself plays from there, and without scripts its link leads to the word's own page.
//
// The panel beside a word of the glossary, or beside a text of a page that is signed. It opens by pointing, by focus and by a press; it stays
// while the pointer or the focus is on the word or in it, goes with Escape, and a press keeps it
// and moves the focus in (WCAG 2.2, 1.4.13). What it says comes from the server.

const OPEN_MS = 200; // passing over a word is not asking for it
const CLOSE_MS = 400; // on the way from the word into the panel
const GAP = 6;
const LINE = 860; // no line of text is longer
const WIDE = 1000; // a line, at least most of it, and a clip

class Panel {
  #link = null;
  #isKept = false;
  #timer = 0;
  #turn = 0;
  #loading = null;
  #left = null; // the word that the focus goes back to: it was read

  constructor() {
    this.element = document.createElement("div");
    this.element.className = "term-panel";
    this.element.id = "term-panel";
    this.element.popover = "manual";
    this.element.tabIndex = -1;
    this.element.setAttribute("hx-sync", "this:replace");
    this.element.setAttribute("role", "dialog");
    document.body.append(this.element);
    this.element.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.element.addEventListener("pointerleave", () => this.#leave());
    this.element.addEventListener("focusout", (event) => this.#blur(event));
    this.element.addEventListener("click", (event) => {
      if (event.target.closest("[data-close]")) this.close();
    });
    // Before the player and its full screen hear of it.
    document.addEventListener("keydown", (event) => this.#press(event), { capture: true });
    document.addEventListener("pointerdown", (event) => this.#outside(event));
    document.addEventListener("main:leaves", () => this.close());
  }

  // Somebody points at a word, comes to it by keyboard, or presses.
  meet(link, how) {
    clearTimeout(this.#timer);
    if (how === "click") {
      if (this.#link === link && this.#isKept) this.close();
      else this.#open(link, true);
    } else if (how === "focusin") {
      const comesBack = this.#left === link;
      this.#left = null;
      if (link.matches(":focus") && !comesBack) this.#open(link, false);
    } else if (link !== this.#link && !this.#isKept) {
      this.#timer = setTimeout(() => this.#open(link, false), OPEN_MS);
    }
    if (how !== "pointerover") link.addEventListener("blur", (event) => this.#blur(event), { once: true });
    else word(link).addEventListener("pointerleave", () => this.#leave(), { once: true });
    link.addEventListener("pointerleave", () => this.#leave(), { once: true });
  }

  close() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    const link = this.#link;
    if (!link) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.#link = null;
    this.#isKept = false;
    link.setAttribute("aria-expanded", "false");
    this.element.hidePopover();
    this.element.querySelector("video")?.pause();
    if (!hadFocus) return;
    this.#left = link;
    link.focus();
  }

  async #open(link, isKept) {
    const turn = ++this.#turn;
    if (this.#link !== link) {
      const isHere = await this.#load(link.getAttribute("href"));
      if (turn !== this.#turn || !isHere) return;
      this.#link?.setAttribute("aria-expanded", "false");
      this.#link = link;
      this.#isKept = false;
      link.setAttribute("aria-expanded", "true");
      this.element.setAttribute("aria-label", this.element.querySelector("[aria-label]").getAttribute("aria-label"));
      this.element.querySelector("[data-close]").hidden = false;
      this.element.showPopover();
      this.#place(link);
    }
    if (!isKept) return;
    this.#isKept = true;
    this.element.focus();
    if (mayPlay()) this.element.querySelector("video[data-plays]")?.play().catch(() => {}); // else she presses
  }

  // A tap is a focus and a press: both wait for the same answer.
  #load(address) {
    if (this.#loading?.address === address) return this.#loading.answer;
    const answer = htmx
      .ajax("GET", address, { source: this.element, target: this.element, swap: "innerHTML" })
      .then(() => new URL(address, location).pathname.endsWith(`/${this.#shown()}`), () => false) // the page has said so already
      .finally(() => { if (this.#loading?.answer === answer) this.#loading = null; });
    this.#loading = { address, answer };
    return answer;
  }

  #shown() {
    return this.element.querySelector("[data-term]")?.dataset.term;
  }

  // Under the word, or above it where there is more room, and never outside the window. What a text
  // says in signs stands beside the text, so that both are seen at once.
  #place(link) {
    const at = word(link).getBoundingClientRect();
    const { style } = this.element;
    if (link.matches(".sign-here") && innerWidth >= WIDE) {
      style.maxHeight = `${innerHeight - 2 * GAP}px`;
      const { width, height } = this.element.getBoundingClientRect();
      style.left = `${Math.min(at.left + LINE, document.documentElement.clientWidth - width - GAP)}px`;
      style.top = `${Math.max(GAP, Math.min(at.top, innerHeight - height - GAP))}px`;
      return;
    }
    const below = innerHeight - at.bottom - GAP;
    const isBelow = below >= at.top - GAP || below >= this.element.offsetHeight;
    style.maxHeight = `${Math.max(isBelow ? below : at.top - GAP, 120)}px`;
    const { width, height } = this.element.getBoundingClientRect();
    style.left = `${Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - width - GAP))}px`;
    style.top = `${Math.max(GAP, isBelow ? at.bottom + GAP : at.top - GAP - height)}px`;
  }

  #press(event) {
    if (event.key !== "Escape" || !this.#link) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  #outside({ target }) {
    if (this.#link && !this.#link.contains(target) && !this.element.contains(target)) this.close();
  }

  #blur({ relatedTarget }) {
    if (this.#isKept ? this.element.contains(relatedTarget) || !relatedTarget : this.#isWanted(relatedTarget)) return;
    this.close();
  }

  #leave() {
    clearTimeout(this.#timer);
    if (this.#isKept) return;
    this.#timer = setTimeout(() => { if (!this.#isKept && !this.#isWanted(document.activeElement)) this.close(); }, CLOSE_MS);
  }

  #isWanted(focused) {
    const isPointedAt = this.element.matches(":hover") || this.#link?.matches(":hover") || (this.#link && word(this.#link).matches(":hover"));
    return isPointedAt || focused === this.#link || this.element.contains(focused);
  }
}

function word(link) {
  return (link.matches(".term-more") && link.previousElementSibling) || link;
}

function mayPlay() {
  const { motion } = document.documentElement.dataset;
  return motion === "full" || (motion === "system" && matchMedia("(prefers-reduced-motion: no-preference)").matches);
}

// Its looks come with it: whoever never asks for a word does not pay for them.
function looks() {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = new URL("../css/term-panel.css", import.meta.url);
  return new Promise((done) => {
    sheet.addEventListener("load", done);
    sheet.addEventListener("error", done);
    document.head.append(sheet);
  });
}

await looks();
export const panel = new Panel();
