// The lines that are loaded: always a run of neighbours, in order of time. Those before and after
// come as they are reached (htmx); far away, another run takes the place of this one.

const STOPS = ".line-time, .term-more";

export class Lines {
  #heard = [];
  #stop = null;
  current = null;

  constructor(fold, stage) {
    this.fold = fold;
    this.stage = stage;
    this.#read();
    new MutationObserver((changes) => {
      if (changes.some(({ target }) => target === this.list || !this.list.isConnected)) this.#read();
    }).observe(fold, { childList: true, subtree: true });
    stage.listen(document, "htmx:beforeSwap", ({ detail }) => this.#beforeSwap(detail));
    stage.listen(document, "htmx:afterSwap", () => this.#afterSwap());
  }

  get transcript() {
    return this.list.dataset.transcript;
  }

  whenChanged(hear) {
    this.#heard.push(hear);
  }

  // The last line that began by `ms`; null before the first.
  at(ms) {
    let low = 0;
    let high = this.lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= ms) low = middle + 1;
      else high = middle;
    }
    return this.lines[low - 1] ?? null;
  }

  // Whether the line of this moment would be among those that are loaded.
  holds(ms) {
    if (!this.lines.length) return true;
    if (ms < this.starts[0]) return !this.list.firstElementChild.matches(".line-more");
    const isLast = this.at(ms) === this.lines.at(-1);
    return !isLast || !this.list.lastElementChild.matches(".line-more") || ms < Number(this.lines.at(-1).dataset.end);
  }

  byNumber(number) {
    return document.getElementById(`line-${number}`);
  }

  setCurrent(line) {
    this.current?.removeAttribute("aria-current");
    line?.setAttribute("aria-current", "true");
    this.current = line;
    if (!this.list.contains(document.activeElement)) this.#rove(line);
    this.#offerReport(line);
  }

  // Move the focus some lines on from `line`.
  focus(line, steps) {
    const number = this.lines.indexOf(line) + steps;
    const next = this.lines[Math.min(Math.max(number, 0), this.lines.length - 1)];
    this.#rove(next);
    this.#offerReport(next);
    link(next).focus();
    // At an end, those that follow come.
    if (next === this.lines[0]) this.list.scrollTop = 0;
    if (next === this.lines.at(-1)) this.list.scrollTop = this.list.scrollHeight;
  }

  // Load the run of lines around a moment; whether it is here then. What is asked for last counts.
  async load(ms, transcript = this.transcript) {
    const query = new URLSearchParams({ captions: transcript, at: Math.max(0, Math.round(ms)) });
    try {
      await htmx.ajax("GET", `${this.fold.dataset.linesUrl}?${query}`, { source: this.fold, target: "#lines", swap: "outerHTML" });
    } catch {
      return false; // the page has said already that there is no connection
    }
    this.#read();
    return this.holds(ms);
  }

  // Take another transcript, at the same moment and with the focus at the same place.
  async show(transcript, ms, follower) {
    const hadFocus = this.list.contains(document.activeElement);
    await this.load(ms, transcript);
    for (const each of document.querySelectorAll(":is(a, input)[data-captions]")) carry(each, transcript);
    this.setCurrent(this.at(ms));
    follower.show(this.current, "instant");
    const line = this.current ?? this.lines[0];
    if (hadFocus && line) this.focus(line, 0);
  }

  #read() {
    this.list = this.fold.querySelector("#lines");
    this.lines = [...this.list.querySelectorAll(".line")];
    this.starts = this.lines.map((line) => Number(line.dataset.start));
    for (const each of this.list.querySelectorAll(".line-time, .line-more a, .term-more")) each.tabIndex = -1;
    if (!this.current?.isConnected) this.current = this.list.querySelector("[aria-current]");
    this.#rove(this.list.contains(document.activeElement) ? document.activeElement.closest(".line") : this.current);
    for (const hear of this.#heard) hear();
  }

  // One line of the whole list stops Tab, with its terms; the arrow keys go from line to line.
  #rove(line) {
    const stop = line ?? this.lines[0];
    if (!stop) return;
    for (const each of this.#stop?.querySelectorAll(STOPS) ?? []) each.tabIndex = -1;
    for (const each of stop.querySelectorAll(STOPS)) each.tabIndex = 0;
    this.#stop = stop;
  }

  #offerReport(line) {
    const offer = this.list.querySelector(".line-report") ?? document.getElementById("line-report").content.firstElementChild.cloneNode(true);
    if (line && offer !== document.activeElement) line.append(offer);
  }

  // What is put in above moves nothing that is read.
  #beforeSwap({ target }) {
    const isAbove = target.matches?.(".line-more") && target === this.list.firstElementChild;
    this.kept = isAbove ? { line: this.lines[0], top: this.lines[0].getBoundingClientRect().top } : null;
  }

  #afterSwap() {
    if (this.kept) this.list.scrollTop += this.kept.line.getBoundingClientRect().top - this.kept.top;
    this.kept = null;
  }
}

function link(line) {
  return line.querySelector(".line-time");
}

// Let a link or a form ask for the captions that are shown.
function carry(element, transcript) {
  if (element.matches("input")) {
    element.value = transcript;
    return;
  }
  const url = new URL(element.href);
  url.searchParams.set("captions", transcript);
  element.href = url;
}
