// Search over the whole transcript, also where it is not loaded: the server says which lines have
// it and where, and their words are marked as the lines come.

import { goTo, mediaMs } from "./media-time.js";

export function start(stage, fold, lines, follower) {
  new Search(stage, fold, lines, follower);
}

class Search {
  places = [];
  index = -1;

  constructor(stage, fold, lines, follower) {
    this.stage = stage;
    this.fold = fold;
    this.lines = lines;
    this.follower = follower;
    this.form = document.getElementById("transcript-search");
    this.query = document.getElementById("transcript-query");
    this.form.addEventListener("htmx:afterRequest", () => this.take());
    this.form.addEventListener("keydown", (event) => this.press(event));
    this.button("previous", () => this.go(-1));
    this.button("next", () => this.go(1));
    this.button("play", () => this.play());
    lines.whenChanged(() => this.mark());
  }

  button(name, act) {
    document.getElementById(`transcript-${name}`).addEventListener("click", act);
  }

  // Enter goes on through what was found; Shift+Enter back.
  press(event) {
    const isAgain = event.key === "Enter" && event.target === this.query && this.query.value === this.asked;
    if (!isAgain || !this.places.length) return;
    event.preventDefault();
    this.go(event.shiftKey ? -1 : 1);
  }

  take() {
    const found = document.getElementById("transcript-found");
    this.places = JSON.parse(found.dataset.places ?? "[]");
    this.asked = this.query.value;
    document.getElementById("transcript-steps").hidden = !this.places.length;
    this.mark();
    if (!this.places.length) {
      this.stage.say(found.textContent);
      return;
    }
    // The first one from the present line on.
    const now = Number(this.lines.current?.dataset.start ?? mediaMs(this.stage));
    const first = this.places.findIndex(([, ms]) => ms >= now);
    this.index = Math.max(first, 0) - 1;
    this.go(1);
  }

  async go(step) {
    const count = this.places.length;
    this.index = (this.index + step + count) % count;
    const [number, ms] = this.places[this.index];
    this.follower.leave();
    if (!this.lines.byNumber(number)) await this.lines.load(ms);
    this.mark();
    const line = this.lines.byNumber(number);
    if (!line) return;
    this.follower.show(line);
    const time = line.querySelector(".line-time").textContent;
    const words = { number: this.index + 1, count, time };
    const say = this.fold.dataset.foundSay.replace(/\{(\w+)\}/g, (_, name) => words[name]);
    document.getElementById("transcript-found").textContent = say;
    this.stage.say(say);
  }

  play() {
    goTo(this.stage, this.places[this.index][1]);
    this.stage.video.play();
  }

  // Mark what was found in the lines that are loaded.
  mark() {
    for (const line of this.fold.querySelectorAll(".is-found")) unmark(line);
    this.places.forEach(([number, , spans], index) => {
      const line = this.lines.byNumber(number);
      if (!line) return;
      line.classList.add("is-found");
      line.toggleAttribute("data-chosen", index === this.index);
      markSpans(line.querySelector(".line-text > span"), spans);
    });
  }
}

function unmark(line) {
  line.classList.remove("is-found");
  line.removeAttribute("data-chosen");
  for (const mark of line.querySelectorAll("mark")) mark.replaceWith(...mark.childNodes);
  line.querySelector(".line-text > span").normalize();
}

// `spans` count whole characters, as the server does; a script's strings count some twice. What is
// found may reach over the edge of a term: each text in it is marked for itself.
function markSpans(element, spans) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (texts.nextNode()) nodes.push(texts.currentNode);
  let before = 0;
  for (const node of nodes) {
    const letters = [...node.data];
    const first = before;
    before += letters.length;
    const parts = [];
    let done = 0;
    for (const [from, to] of spans.map((span) => span.map((at) => Math.min(Math.max(at - first, 0), letters.length)))) {
      if (from === to) continue;
      const mark = document.createElement("mark");
      mark.textContent = letters.slice(from, to).join("");
      parts.push(letters.slice(done, from).join(""), mark);
      done = to;
    }
    if (parts.length) node.replaceWith(...parts, letters.slice(done).join(""));
  }
}
