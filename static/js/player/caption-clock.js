// Which cues stand now. While time goes on, only what begins or ends is looked at; after a jump, a
// binary search finds the place: the cost does not grow with the number of cues.

const JUMP = 8; // cues
const SOON_S = 1;
const SHORTEST_MS = 4;

export class CueIndex {
  #cues;
  #reach = []; // the latest end of all cues up to this one
  #next = 0; // the first cue that has not begun
  #time = -1;
  #standing = [];

  // cues: in order of their start, as a browser's list of cues is.
  constructor(cues) {
    this.#cues = cues;
    let latest = 0;
    for (const cue of cues) this.#reach.push((latest = Math.max(latest, cue.endTime)));
  }

  // The cues that stand at a time in seconds; the same array as long as they are the same.
  at(time) {
    const isFar = this.#cues[this.#next + JUMP]?.startTime <= time;
    const found = time < this.#time || isFar ? this.#find(time) : this.#goOn(time);
    this.#time = time;
    const isSame = found.length === this.#standing.length && found.every((cue, n) => cue === this.#standing[n]);
    if (!isSame) this.#standing = found;
    return this.#standing;
  }

  // When the next cue begins or ends after the time that was asked for last.
  change() {
    const ends = this.#standing.map((cue) => cue.endTime);
    return Math.min(this.#cues[this.#next]?.startTime ?? Infinity, ...ends);
  }

  #goOn(time) {
    const begun = [];
    while (this.#cues[this.#next]?.startTime <= time) begun.push(this.#cues[this.#next++]);
    return [...this.#standing, ...begun].filter((cue) => cue.endTime > time);
  }

  #find(time) {
    let low = 0;
    let high = this.#cues.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#cues[middle].startTime <= time) low = middle + 1;
      else high = middle;
    }
    this.#next = low;
    const found = [];
    for (let n = low - 1; n >= 0 && this.#reach[n] > time; n--) {
      if (this.#cues[n].endTime > time) found.unshift(this.#cues[n]);
    }
    return found;
  }
}

// Keep `stage.cues` true: at each frame, and at the very time at which a cue begins or ends.
export function follow(stage) {
  const { video } = stage;
  let index = new CueIndex([]);
  let timer = 0;

  const look = () => {
    const standing = index.at(video.currentTime);
    if (standing !== stage.cues) {
      stage.cues = standing;
      stage.send("cues");
    }
    clearTimeout(timer);
    const wait = (index.change() - video.currentTime) / video.playbackRate;
    if (!video.paused && !stage.isOver && wait < SOON_S) timer = setTimeout(look, Math.max(wait * 1000, SHORTEST_MS));
  };
  const load = () => {
    index = new CueIndex([...(stage.track?.cues ?? [])]);
    look();
  };
  const eachFrame = () => {
    if (stage.isOver) return;
    look();
    video.requestVideoFrameCallback(eachFrame);
  };

  stage.on("track", load);
  for (const element of video.querySelectorAll("track")) {
    stage.listen(element, "load", () => { if (element.track === stage.track) load(); });
  }
  for (const name of ["timeupdate", "playing", "pause", "seeking", "seeked", "ratechange"]) stage.listen(video, name, look);
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(eachFrame);
}
