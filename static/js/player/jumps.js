// Jumps to the previous or next caption, speaker and chapter.

import { lastBegun, list, nextAfter, speaker } from "./cues.js";
import { secondsAt } from "./media-time.js";

// Whoever jumps back right after a beginning means the one before it.
const JUST_BEGUN_S = 1;

export function start(stage) {
  const captions = () => list(stage.track);
  const turns = () => speakersTurns(captions());
  const chapters = () => [...document.querySelectorAll("a.chapter")].map((link) => ({ startTime: secondsAt(stage, link.dataset.start) }));
  for (const [what, places] of Object.entries({ caption: captions, speaker: turns, chapter: chapters })) {
    stage.obey(`previous-${what}`, () => jump(stage, lastBegun(places(), stage.video.currentTime - JUST_BEGUN_S) ?? places()[0]));
    stage.obey(`next-${what}`, () => jump(stage, nextAfter(places(), stage.video.currentTime)));
  }
  const offer = () => {
    const pair = document.getElementById("speaker-jumps");
    if (pair) pair.hidden = turns().length < 2;
  };
  for (const each of stage.video.querySelectorAll("track")) stage.listen(each, "load", offer);
  stage.on("track", offer);
}

// The cues with which another speaker begins; whoever is not named goes on as before.
function speakersTurns(cues) {
  let last = "";
  return cues.filter((cue) => {
    const now = speaker(cue) || last;
    const isTurn = now !== last;
    last = now;
    return isTurn;
  });
}

function jump(stage, place) {
  if (place) stage.seek(place.startTime);
}
