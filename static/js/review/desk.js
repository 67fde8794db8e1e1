// The desk: the review page's element and video, and the events by which its parts hear of each
// other.
//
// Events on `desk.element`:
//   desk:open     a caption was opened as a form; detail: { id, row }
//   desk:closed   an open caption became a row again, or went; detail: { id }
//   desk:rows     rows were put in, exchanged or taken out
//   desk:command  a key asks for something that no button does; detail: { name }

export class Desk {
  #waits = [];
  last = ""; // the id of the caption whose row had the focus last

  constructor(element) {
    this.element = element;
    this.video = document.getElementById("video");
    this.address = element.dataset.address;
    this.token = element.dataset.token;
  }

  // The list of rows; another one takes its place after a jump.
  get rows() {
    return document.getElementById("rows");
  }

  // The rows that are open as forms.
  get open() {
    return [...this.rows.querySelectorAll(".row-open")];
  }

  // The row that the reader is at: that with the focus, else one that is open.
  get current() {
    return document.activeElement?.closest?.(".row") ?? this.open[0] ?? null;
  }

  row(id) {
    return document.getElementById(`cue-${id}`);
  }

  send(name, detail = {}) {
    this.element.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }));
  }

  on(name, hear) {
    this.element.addEventListener(`desk:${name}`, (event) => hear(event.detail));
  }

  // Do `act` when the command `name` is given.
  obey(name, act) {
    this.on("command", (given) => { if (given.name === name) act(given); });
  }

  // Say something in the page's one status region.
  say(sentence) {
    document.getElementById("status").textContent = sentence;
  }

  // Have `act` finished before rows are taken away.
  beforeLeaving(act) {
    this.#waits.push(act);
  }

  // Let the parts finish what would be lost with the rows.
  async leave() {
    await Promise.all(this.#waits.map((act) => act()));
  }

  // Exchange a part of the page; whether it came. It is all there at once: htmx would let what has an
  // id have its old attributes for a while.
  async load(address, target, swap = "outerHTML settle:0ms") {
    const source = document.querySelector(target); // each part of the page has a queue of its own
    if (!source) return false;
    try {
      await htmx.ajax("GET", address, { source, target, swap });
      return true;
    } catch {
      return false; // the page has said already that there is no connection
    }
  }

  // Go to a time in seconds, within the media.
  seek(seconds) {
    if (this.video) this.video.currentTime = Math.min(Math.max(seconds, 0), this.video.duration || 0);
  }
}
