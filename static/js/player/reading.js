// How long captions that stand together take one viewer to read.

import { list, nextAfter, plainText } from "./cues.js";

// The silence after a caption counts as time to rest the eyes, but no more of it than this (own).
const GAP_S = 1;

export class CueReading {
  // reader: { wordsAMinute, restMs, charactersAWord: { language: characters } }
  // begun: Map of the cues that stand, each with when it came (performance.now()).
  constructor(begun, track, reader) {
    const cues = [...begun.keys()];
    this.reader = reader;
    this.began = Math.min(...begun.values());
    this.end = Math.min(...cues.map((cue) => cue.endTime));
    this.#measure(cues, track);
  }

  // What is left to wait at their end.
  msLeft() {
    return Math.max(this.needed - (performance.now() - this.began), this.reader.restMs);
  }

  #measure(cues, track) {
    const start = Math.min(...cues.map((cue) => cue.startTime));
    const end = Math.max(...cues.map((cue) => cue.endTime));
    const next = nextAfter(list(track), end - 0.1)?.startTime ?? Infinity;
    this.needed = cues.reduce((sum, cue) => sum + msToRead(plainText(cue), track.language, this.reader), 0);
    // At which they can just be read.
    this.rate = (1000 * (Math.min(Math.max(next, end), end + GAP_S) - start)) / this.needed;
  }
}

// How long a viewer takes to read a text.
export function msToRead(text, language, reader) {
  return (60_000 * countWords(text, language, reader)) / reader.wordsAMinute;
}

// Where a language has no spaces, so many characters count as a word.
function countWords(text, language, { charactersAWord }) {
  const size = charactersAWord[language.split("-")[0]];
  return size ? text.replace(/\s/g, "").length / size : text.split(/\s+/).filter(Boolean).length;
}
