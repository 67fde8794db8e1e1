// The transcript: the line that is spoken is marked, any word plays from there, and keys go from
// line to line and word to word. Without scripts, the same links load the page at that time.

import { mediaMs } from "./media-time.js";
import { Follower } from "./transcript-follow.js";
import { Lines } from "./transcript-lines.js";
import * as copy from "./transcript-copy.js";
import * as search from "./transcript-search.js";
import * as seat from "./transcript-seat.js";
import { Words } from "./transcript-words.js";

export function start(stage) {
  stage.listen(document, "click", (event) => keepTime(stage, event));
  const fold = document.getElementById("transcript");
  if (!fold) return;
  const lines = new Lines(fold, stage);
  const follower = new Follower(fold, stage, lines);
  const words = new Words(stage);
  const now = () => mark(stage, lines, follower);
  for (const name of ["loadedmetadata", "timeupdate", "seeked"]) stage.listen(stage.video, name, now);
  stage.on("cues", now);
  stage.on("track", () => change(stage, lines, follower));
  lines.whenChanged(now);
  fold.addEventListener("click", (event) => seekFrom(words, event));
  fold.addEventListener("keydown", (event) => walk(lines, words, event));
  for (const part of [copy, search, seat]) part.start(stage, fold, lines, follower);
}

function mark(stage, lines, follower) {
  if (!stage.video.readyState) return; // it does not know yet where it begins
  const ms = mediaMs(stage);
  const isHeld = lines.holds(ms);
  const line = isHeld ? lines.at(ms) : null;
  if (line !== lines.current) {
    lines.setCurrent(line);
    follower.reach(line);
  }
  if (!isHeld) follower.fetch();
}

// Other captions were chosen: their transcript comes in the place of this one.
function change(stage, lines, follower) {
  const tracks = [...stage.video.querySelectorAll("track")];
  const wanted = tracks.find(({ track }) => track === stage.track)?.dataset.transcript;
  if (wanted && wanted !== lines.transcript) lines.show(wanted, mediaMs(stage), follower);
}

function seekFrom(words, event) {
  const line = event.target.closest(".line");
  if (!line || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest(".line-report, .term-more")) return;
  if (event.target.closest(".line-time")) {
    event.preventDefault();
    words.play(line, Number(line.dataset.start));
  } else if (getSelection().isCollapsed) {
    words.play(line, words.timeUnder(line, event));
  }
}

const STEPS = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };

function walk(lines, words, event) {
  const line = event.target.closest(".line");
  if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in STEPS) {
    event.preventDefault();
    lines.focus(line, STEPS[event.key]);
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    event.preventDefault();
    const isRightToLeft = line.parentElement.dir === "rtl";
    words.step(line, (event.key === "ArrowRight") !== isRightToLeft ? 1 : -1);
  }
}

// Other captions come with a new page, which goes on where the viewer is.
function keepTime(stage, event) {
  const link = event.target.closest("a[data-keeps-time]");
  if (!link || !stage.video.currentTime) return;
  const url = new URL(link.href);
  url.searchParams.set("t", (mediaMs(stage) / 1000).toFixed(2));
  link.href = url;
}
