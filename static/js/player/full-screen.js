// Full screen takes the whole stage, so that captions, signer and controls stay. Where a browser
// can only take the video (a telephone's), its own captions are shown meanwhile.

import { show } from "./controls.js";

export function start(stage) {
  const { element, video } = stage;
  const button = document.getElementById("full-screen-button");
  const isFull = () => document.fullscreenElement === element;
  const alone = !element.requestFullscreen && video.webkitEnterFullscreen;
  if (!button || (!element.requestFullscreen && !alone)) {
    button?.remove();
    return;
  }
  stage.obey("full-screen", () => {
    if (alone) video.webkitEnterFullscreen();
    else if (isFull()) document.exitFullscreen();
    else element.requestFullscreen().catch(() => stage.say(button.dataset.wordRefused));
  });
  stage.listen(document, "fullscreenchange", () => {
    show(button.id, isFull());
    stage.say(isFull() ? button.dataset.wordEntered : button.dataset.wordLeft);
  });
  const draw = (mode) => { if (stage.track && stage.settings.get("captions")) stage.track.mode = mode; };
  stage.listen(video, "webkitbeginfullscreen", () => draw("showing"));
  stage.listen(video, "webkitendfullscreen", () => draw("hidden"));
}
