// Playing from a word: by its own time where it was heard, else by its place among the letters.

import { goTo, mediaMs } from "./media-time.js";

const LONG = 24; // letters without a space: a script that has none between words

export class Words {
  constructor(stage) {
    this.stage = stage;
  }

  play(line, ms) {
    goTo(this.stage, ms);
  }

  // The time of the word under the pointer.
  timeUnder(line, event) {
    const text = textOf(line);
    const offset = offsetUnder(text, event);
    const starts = wordsOf(line);
    if (offset === null || !starts.length) return Number(line.dataset.start);
    return starts.findLast((word) => word.from <= offset)?.ms ?? starts[0].ms;
  }

  // Go a word on, or back, in a line that has the focus.
  step(line, direction) {
    const words = wordsOf(line);
    const now = Math.round(mediaMs(this.stage));
    const isHere = now >= Number(line.dataset.start) && now < Number(line.dataset.end);
    // A moment after a word has begun, going back means the word before it.
    const next = direction > 0 ? words.find(({ ms }) => ms > now) : words.findLast(({ ms }) => ms < now - 200);
    const word = isHere ? next : words[0];
    if (!word) return;
    this.play(line, word.ms);
    show(textOf(line), word);
  }
}

// The words of a line: where each begins and ends in the text, and when it is said.
function wordsOf(line) {
  const text = textOf(line)?.data ?? "";
  const begin = Number(line.dataset.start);
  const length = Number(line.dataset.end) - begin;
  const starts = line.dataset.words?.split(" ").map(Number);
  return [...text.matchAll(/\S+/g)].flatMap(({ 0: word, index }, number) => {
    const pieces = word.length > LONG && !starts ? [...word].map((_, at) => [index + at, 1]) : [[index, word.length]];
    return pieces.map(([from, size]) => ({
      from, to: from + size, ms: begin + (starts ? starts[number] : (length * from) / text.length),
    }));
  });
}

// Search splits the text by its marks; to be counted, it has to be one again.
function textOf(line) {
  const text = line.querySelector(".line-text > span");
  if (text.childNodes.length === 1 && text.firstChild.nodeType === Node.TEXT_NODE) return text.firstChild;
  return { element: text, data: text.textContent };
}

function offsetUnder(text, { clientX, clientY }) {
  const element = text.element ?? text.parentElement;
  const at = document.caretPositionFromPoint?.(clientX, clientY);
  const range = at ? null : document.caretRangeFromPoint?.(clientX, clientY);
  const node = at?.offsetNode ?? range?.startContainer;
  if (!node || !element.contains(node)) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(node, at?.offset ?? range.startOffset);
  return before.toString().length;
}

function show(text, { from, to }) {
  if (!CSS.highlights || text.element) return;
  const range = document.createRange();
  range.setStart(text, from);
  range.setEnd(text, to);
  CSS.highlights.set("word", new Highlight(range));
}
