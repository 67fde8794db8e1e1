// 'What did I miss?' plays the last caption or two once more, slower, up to where the viewer was;
// then it goes on as before, or stands still again. Asked again, it goes back one more.

import { lastBegun, list } from "./cues.js";
import { note } from "./note.js";

const RATE = 0.75;
// A caption that has stood so shortly is not the one that was missed.
const MISSED_S = 2;

export function start(stage) {
  const { video } = stage;
  let replay = null;
  const end = () => {
    replay = null;
    stage.limit("again", null);
    note("again", null);
  };
  stage.obey("again", () => {
    replay ??= { until: video.currentTime, paused: video.paused };
    replay.from = placeToBegin(stage);
    stage.seek(replay.from);
    stage.limit("again", RATE * (stage.settings.get("speed") / 100));
    note("again", video.playbackRate);
    video.play();
  });
  stage.listen(video, "seeking", () => {
    if (replay && (video.currentTime < replay.from - 0.1 || video.currentTime >= replay.until)) end();
  });
  stage.listen(video, "timeupdate", () => {
    if (!replay || video.seeking || video.currentTime < replay.until) return;
    if (replay.paused) video.pause();
    end();
  });
}

function placeToBegin(stage) {
  const cues = list(stage.track);
  const now = stage.video.currentTime;
  const last = lastBegun(cues, now);
  if (!last) return 0;
  const before = now - last.startTime < MISSED_S && lastBegun(cues, last.startTime - 0.1);
  return (before || last).startTime;
}
