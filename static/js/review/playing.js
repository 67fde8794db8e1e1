// Playing while one writes: the video obeys, and the focus stays where it is.

import { readStamp } from "./clock-times.js";

const RATES = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 2];

export function start(desk) {
  const { video } = desk;
  if (!video) return;
  const words = document.getElementById("commands").dataset;
  const stop = stopper(video);
  desk.obey("play", () => (video.paused ? video.play() : video.pause()));
  desk.obey("back", () => desk.seek(video.currentTime - 1));
  desk.obey("forward", () => desk.seek(video.currentTime + 1));
  desk.obey("slower", () => setRate(RATES.findLast((rate) => rate < video.playbackRate)));
  desk.obey("faster", () => setRate(RATES.find((rate) => rate > video.playbackRate)));
  desk.obey("play-cue", () => {
    const row = desk.current ?? desk.row(desk.last);
    if (!row?.dataset.cue) return desk.say(words.closed);
    const fields = row.querySelector(".cue-form")?.elements;
    const at = (name) => (fields?.[name] ? readStamp(fields[name].value) : null) ?? Number(row.dataset[name]);
    desk.seek(at("start") / 1000);
    stop.at(at("end") / 1000);
    video.play();
  });

  function setRate(rate) {
    if (rate) video.playbackRate = rate;
    video.preservesPitch = true;
    desk.say(words.speed.replace("{rate}", Math.round(video.playbackRate * 100)));
  }
}

// Stops the video at a time, unless somebody plays or goes elsewhere first.
function stopper(video) {
  let until = null;
  const forget = () => { if (!video.seeking || video.currentTime > until) until = null; };
  video.addEventListener("pause", forget);
  video.addEventListener("ended", forget);
  video.addEventListener("seeked", () => { if (until !== null && video.currentTime >= until) until = null; });
  video.addEventListener("playing", watch);
  function watch() {
    if (until === null || video.paused) return;
    if (video.currentTime < until) return requestAnimationFrame(watch);
    const end = until;
    until = null;
    video.pause();
    video.currentTime = end;
  }
  return { at: (seconds) => { until = seconds; watch(); } };
}
