// What can be asked of a list of cues, in order of time. Times are seconds.

// Room for the browser's rounding of times.
const CLOSE = 0.02;

// The cue that stands at a time, or the last one before it; null: none has begun.
export function lastBegun(cues, time) {
  return cues.findLast((cue) => cue.startTime <= time + CLOSE) ?? null;
}

// The first that begins after a time; null: none.
export function nextAfter(cues, time) {
  return cues.find((cue) => cue.startTime > time + CLOSE) ?? null;
}

// Whoever is named in the cue's text (WebVTT's voice span); '': nobody.
export function speaker(cue) {
  return /<v(?:\.[^\s>]*)?\s+([^>]+)>/.exec(cue.text)?.[1].trim() ?? "";
}

export function plainText(cue) {
  return cue.getCueAsHTML().textContent;
}

export function list(track) {
  return [...(track?.cues ?? [])];
}
