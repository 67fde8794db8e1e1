// Sounds for the eye and the hand, for whoever asked for it: a frame around the stage that comes
// and goes slowly, and a short vibration. Never more often than LEAST_MS: nothing flashes.

import { isSound } from "./caption-text.js";

const LEAST_MS = 2000;
const VIBRATION_MS = [120, 80, 120];

export function startSounds(stage) {
  let stands = false;
  let last = -LEAST_MS;
  let timer = 0;
  const show = () => stage.element.toggleAttribute("data-heard", stands && stage.settings.get("pulse"));
  const begin = () => {
    last = performance.now();
    show();
    if (stands && stage.settings.get("vibrate") && !stage.video.paused) navigator.vibrate?.(VIBRATION_MS);
  };
  const hear = () => {
    const now = stage.cues.some(isSound);
    if (now === stands) return;
    stands = now;
    clearTimeout(timer);
    timer = setTimeout(begin, Math.max(0, last + LEAST_MS - performance.now()));
  };
  stage.on("cues", hear);
  stage.on("setting", ({ name }) => { if (name === "pulse") show(); });
}
