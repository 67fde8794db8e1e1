// The player: every part gets the one stage and hears of the others only through its events.

import * as again from "./again.js";
import * as captions from "./captions.js";
import * as chapters from "./chapters.js";
import * as controls from "./controls.js";
import * as descriptions from "./descriptions.js";
import * as fullScreen from "./full-screen.js";
import * as jumps from "./jumps.js";
import * as keys from "./keys.js";
import * as pace from "./pace.js";
import * as place from "./place.js";
import * as reports from "./reports.js";
import * as resume from "./resume.js";
import * as soundStrip from "./sound-strip.js";
import { Stage } from "./stage.js";
import * as starting from "./starting.js";
import * as timeLine from "./time-line.js";
import * as tracks from "./tracks.js";
import * as transcript from "./transcript.js";

const PARTS = [
  controls, timeLine, soundStrip, keys, fullScreen, pace, again, jumps, chapters, descriptions, tracks,
  transcript, place, resume, reports, starting,
  captions, // last: it chooses the track, of which the others hear
];

function begin(before) {
  const element = document.getElementById("player");
  if (!element) return null;
  const stage = new Stage(element, before);
  for (const part of PARTS) part.start(stage);
  if (element.dataset.signing) startSigner(stage, element.dataset.signing);
  return stage;
}

// signer.js with what it needs, only where somebody signs.
async function startSigner(stage, address) {
  const signer = await import(address);
  if (stage.isOver) return;
  signer.start(stage);
  stage.settings.catchUp();
}

let stage = begin();

// Not before htmx listens, too: it brings what the page says of other captions.
document.addEventListener("DOMContentLoaded", () => stage?.settings.catchUp());

// Another look brings the main part of the page anew (../look.js).
document.addEventListener("main:leaves", () => stage?.end());
document.addEventListener("main:new", () => {
  stage = begin(stage);
  stage?.settings.catchUp();
});
