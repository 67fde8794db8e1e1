// The review page: every part gets the one desk and hears of the others only through its events.

import * as answers from "./answers.js";
import * as caption from "./caption.js";
import { Desk } from "./desk.js";
import * as doubts from "./doubts.js";
import * as drafts from "./drafts.js";
import * as find from "./find.js";
import * as jumps from "./jumps.js";
import * as keys from "./keys.js";
import * as open from "./open.js";
import * as playing from "./playing.js";
import * as presence from "./presence.js";
import * as steps from "./steps.js";
import * as timeLine from "./time-line.js";
import * as times from "./times.js";
import * as rowWindow from "./window.js";

const PARTS = [open, answers, rowWindow, jumps, drafts, presence, caption, keys, playing, steps, times, find, timeLine, doubts];

const element = document.getElementById("desk");

if (element) {
  const desk = new Desk(element);
  for (const part of PARTS) part.start(desk);
}
