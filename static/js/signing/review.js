// Reviewing a signed version: both videos together, notes at moments, links to moments.

import { stamp } from "../review/clock-times.js";
import { obey, Pair } from "./pair.js";

const pair = Pair.here();

const COMMANDS = {
  play: () => pair.play(),
  back: () => pair.stepBy("media", -1),
  "frame-back": () => pair.step("media", -1),
  "frame-on": () => pair.step("media", 1),
  note: () => {
    pair.video.pause();
    document.getElementById("moment").value = stamp(pair.signer.currentTime * 1000);
    document.getElementById("note").focus();
  },
};

if (pair) {
  obey(pair, ({ dataset }) => COMMANDS[dataset.command]());
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-at]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    pair.goTo(Number(link.dataset.at));
  });
}
