// Fitting by hand: each video plays by itself, and where it stands goes into a field.

import { stamp } from "../review/clock-times.js";
import { obey, of, Pair } from "./pair.js";

const pair = Pair.here();

const COMMANDS = {
  play: (button) => pair.play(of(button)),
  "frame-back": (button) => pair.step(of(button), -1),
  "frame-on": (button) => pair.step(of(button), 1),
  set: (button) => set(button.dataset.field, of(button) === "signer" ? pair.signer : pair.video),
  together: (button) => {
    if (pair.together) pair.part();
    else pair.follow();
    button.setAttribute("aria-pressed", pair.together);
  },
};

function set(name, video) {
  const field = document.getElementById(name);
  const time = stamp(video.currentTime * 1000);
  field.value = time;
  const words = field.form.dataset.set;
  const label = `${field.closest("fieldset").querySelector("legend").textContent}, ${field.labels[0].firstChild.textContent.trim()}`;
  document.getElementById("status").textContent = words.replace("{field}", label).replace("{time}", time);
}

if (pair) obey(pair, (button) => COMMANDS[button.dataset.command](button));
